"""Party organizations of enterprises (企业党组织): how far one has come. Of organizations only, never of who is in one: what
a person believes or belongs to is sensitive (PIPL, article 28), and no record here has a place for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.alliances.days import ONE_DAY, DayOutOfOrder, check_day
from domain.enterprises import Enterprise
from domain.refusals import REQUIRED, InvalidInput, Outdated, Problems, Refusal, Words, text_problem, tidy

LEVEL_LIMIT = 60


class PartyStatus(StrEnum):
    """How far the party organization of an enterprise has come. 党组织建设状态。"""

    NONE = "NONE"
    CULTIVATING = "CULTIVATING"
    ESTABLISHED = "ESTABLISHED"
    ADVANCED = "ADVANCED"


PARTY_STATUS_NAMES: Mapping[PartyStatus, Words] = {
    PartyStatus.NONE: Words("None yet", "未建立"),
    PartyStatus.CULTIVATING: Words("About to be established", "拟培育"),
    PartyStatus.ESTABLISHED: Words("Established", "已成立"),
    PartyStatus.ADVANCED: Words("Honoured as advanced", "先进基层党组织"),
}

NEXT: Mapping[PartyStatus, PartyStatus] = {
    PartyStatus.NONE: PartyStatus.CULTIVATING,
    PartyStatus.CULTIVATING: PartyStatus.ESTABLISHED,
    PartyStatus.ESTABLISHED: PartyStatus.ADVANCED,
    PartyStatus.ADVANCED: PartyStatus.ADVANCED,
}
"""One step at a time; one that is advanced may be honoured again, at another level."""


@dataclass(frozen=True, slots=True)
class PartyOrganization:
    """The party organization of an enterprise, as it stands since a day. `level` is who honoured it: 市级."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    status: PartyStatus
    level: str | None
    since: date
    version: int


@dataclass(frozen=True, slots=True)
class PartyStep:
    """One step on the way, kept when the next is taken."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    status: PartyStatus
    level: str | None
    since: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class RecordPartyOrganization:
    """Record the next step; `version` is 0 where there is none yet."""

    enterprise_id: UUID | None
    version: int
    status: PartyStatus
    level: str | None
    since: date


@dataclass(frozen=True, slots=True)
class PartyOrganizationRecorded:
    """A step that was taken, and how the party organization stands by it."""

    party_organization: PartyOrganization
    step: PartyStep


@dataclass(frozen=True, slots=True)
class PartyStepOutOfOrder(Refusal):
    """From where it stands, another step is next."""

    status: PartyStatus
    next: PartyStatus

    @property
    def message(self) -> Words:
        is_, next_ = PARTY_STATUS_NAMES[self.status], PARTY_STATUS_NAMES[self.next]
        return Words(
            f"status: the party organization stands at {self.status}; next is {self.next}",
            f"status:党组织当前为“{is_.zh}”,下一步应为“{next_.zh}”",
        )


def check_party_organization(command: RecordPartyOrganization, today: date) -> InvalidInput | None:
    """All that is wrong with a step by itself: who is advanced is so at a level, and nobody else is."""
    problems = Problems()
    problems.note("level", text_problem(command.level, LEVEL_LIMIT, required=False))
    is_advanced = command.status is PartyStatus.ADVANCED
    if is_advanced and not tidy(command.level):
        problems.note("level", REQUIRED)
    elif not is_advanced and tidy(command.level):
        problems.note("level", Words("is for ADVANCED only", "仅 ADVANCED(先进)填写"))
    check_day(command.since, "since", problems, today=today)
    return problems.refusal()


def record_party_organization(
    command: RecordPartyOrganization,
    enterprise: Enterprise,
    held: PartyOrganization | None,
    ids: tuple[UUID, UUID],
    at: datetime,
) -> PartyOrganizationRecorded | Outdated | PartyStepOutOfOrder | DayOutOfOrder:
    """Take the next step of an enterprise whose party organization stands at `held`."""
    version = held.version if held else 0
    if command.version != version:
        return Outdated("version", version)
    status = held.status if held else PartyStatus.NONE
    if command.status is not NEXT[status]:
        return PartyStepOutOfOrder(status, NEXT[status])
    if held is not None and command.since <= held.since:
        return DayOutOfOrder("since", held.since + ONE_DAY)
    own_id, step_id = ids
    fresh = PartyOrganization(
        own_id, enterprise.county_code, enterprise.id, PartyStatus.NONE, None, command.since, 0
    )
    now = replace(
        held or fresh,
        status=command.status,
        level=tidy(command.level),
        since=command.since,
        version=version + 1,
    )
    step = PartyStep(step_id, now.county_code, enterprise.id, now.status, now.level, now.since, at)
    return PartyOrganizationRecorded(now, step)
