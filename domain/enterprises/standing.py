"""Tiers of enterprises (优质企业梯度): what an office has found them to be, since when, and where that is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.enterprises.days import day_problem
from domain.enterprises.keeping import KEEPERS, ended
from domain.enterprises.refusals import EnterpriseEnded
from domain.enterprises.register import Enterprise
from domain.people import Acts
from domain.refusals import InvalidInput, Problem, Problems, Refusal, Words, text_problem

SOURCE_LIMIT = 200

ACTS: Acts = dict.fromkeys(("grantTier", "endTier"), KEEPERS)


class Tier(StrEnum):
    """Tier of an enterprise. 企业梯度。"""

    INNOVATIVE = "INNOVATIVE"
    SPECIALIZED = "SPECIALIZED"
    LITTLE_GIANT = "LITTLE_GIANT"
    SINGLE_CHAMPION = "SINGLE_CHAMPION"
    GAZELLE = "GAZELLE"
    UNICORN = "UNICORN"
    HIGH_TECH = "HIGH_TECH"


TIER_NAMES: dict[Tier, Words] = {
    Tier.INNOVATIVE: Words("Innovative small or medium enterprise", "创新型中小企业"),
    Tier.SPECIALIZED: Words("Specialized and sophisticated small or medium enterprise", "专精特新中小企业"),
    Tier.LITTLE_GIANT: Words("Specialized and sophisticated “little giant”", "专精特新“小巨人”企业"),
    Tier.SINGLE_CHAMPION: Words("Champion of manufacturing in a single field", "制造业单项冠军企业"),
    Tier.GAZELLE: Words("Gazelle", "瞪羚企业"),
    Tier.UNICORN: Words("Unicorn", "独角兽企业"),
    Tier.HIGH_TECH: Words("High-tech enterprise", "高新技术企业"),
}


@dataclass(frozen=True, slots=True)
class TierStatus:
    """A tier that an enterprise has from `granted_on` until before `until`; `None` is for as long as nothing is said."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    tier: Tier
    granted_on: date
    until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class GrantTier:
    """Note that an enterprise was found to be of a tier."""

    enterprise_id: UUID | None
    version: int
    tier: Tier
    granted_on: date
    until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class EndTier:
    """Note that an enterprise is of a tier no longer."""

    enterprise_id: UUID | None
    version: int
    tier: Tier
    on: date


@dataclass(frozen=True, slots=True)
class Granted:
    """The enterprise has the tier."""

    enterprise: Enterprise
    status: TierStatus


@dataclass(frozen=True, slots=True)
class Ended:
    """The enterprise has the tier until a day."""

    enterprise: Enterprise
    status: TierStatus


@dataclass(frozen=True, slots=True)
class TierHeld(Refusal):
    """The enterprise has this tier in the same time already."""

    tier: Tier
    granted_on: date
    until: date | None

    @property
    def message(self) -> Words:
        is_ = TIER_NAMES[self.tier]
        return Words(
            f"The enterprise has this tier since {self.granted_on}"
            + (f" until {self.until}" if self.until else "")
            + f": {is_.en}; end that first, or grant it for another time",
            f"该企业自 {self.granted_on} "
            + (f"至 {self.until} " if self.until else "")
            + f"已是{is_.zh},请先终止或另选时段",
        )


@dataclass(frozen=True, slots=True)
class TierNotHeld(Refusal):
    """The enterprise does not have this tier on the day."""

    tier: Tier
    on: date

    @property
    def message(self) -> Words:
        is_ = TIER_NAMES[self.tier]
        return Words(
            f"The enterprise does not have this tier on {self.on}: {is_.en}",
            f"该企业在 {self.on} 不是{is_.zh}",
        )


def check_grant(command: GrantTier, today: date) -> InvalidInput | None:
    """All that is wrong with a tier by itself."""
    problems = Problems()
    problems.note("grantedOn", day_problem(command.granted_on, today))
    if command.until is not None and command.until <= command.granted_on:
        problems.note(
            "until",
            Words(
                f"is not after {command.granted_on}, when it was granted",
                f"应晚于认定日期 {command.granted_on}",
            ),
        )
    problems.note("source", text_problem(command.source, SOURCE_LIMIT))
    return problems.refusal()


def grant(
    command: GrantTier, enterprise: Enterprise, held: Sequence[TierStatus], id: UUID
) -> Granted | EnterpriseEnded | TierHeld:
    """Grant a checked tier beside those that the enterprise has or had."""
    if refused := ended(enterprise):
        return refused
    status = TierStatus(
        id,
        enterprise.county_code,
        enterprise.id,
        command.tier,
        command.granted_on,
        command.until,
        command.source.strip(),
    )
    other = next((each for each in held if each.tier is status.tier and _overlap(each, status)), None)
    if other is not None:
        return TierHeld(other.tier, other.granted_on, other.until)
    return Granted(replace(enterprise, version=enterprise.version + 1), status)


def end(
    command: EndTier, enterprise: Enterprise, held: Sequence[TierStatus]
) -> Ended | EnterpriseEnded | TierNotHeld | InvalidInput:
    """End a tier on a day that the enterprise has it, and had it before."""
    if refused := ended(enterprise):
        return refused
    of_tier = [each for each in held if each.tier is command.tier]
    if any(each.granted_on == command.on for each in of_tier):
        words = Words("is the day on which it was granted; it ends later", "与认定日期相同,应晚于认定日期")
        return InvalidInput((Problem("on", words),))
    status = next((each for each in of_tier if _holds(each, command.on)), None)
    if status is None:
        return TierNotHeld(command.tier, command.on)
    return Ended(replace(enterprise, version=enterprise.version + 1), replace(status, until=command.on))


def _holds(status: TierStatus, on: date) -> bool:
    return status.granted_on <= on and (status.until is None or on < status.until)


def _overlap(one: TierStatus, other: TierStatus) -> bool:
    return (one.until is None or other.granted_on < one.until) and (
        other.until is None or one.granted_on < other.until
    )
