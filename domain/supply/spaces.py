"""Factory space (载体资源): what stands empty, who looks for space, and who gets which. Areas are square metres, heights
metres, loads kN/m², power kVA, cranes tonnes, sewage m³ a day, rents yuan a square metre and month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.money import amount_problem
from domain.refusals import InvalidInput, Outdated, Problems, Refusal, Words, text_problem
from domain.supply.checks import centi, day_to_come_problem, quantity_problem
from domain.supply.keeping import unfit
from domain.supply.refusals import NotOnOffer
from domain.supply.rules import FitCode, FitOutcome, FitRule

LISTING, SPACE_NEED, CARRIER, ZONE, INTAKE = (
    Words("space listing", "空间房源"),
    Words("need of space", "空间需求"),
    Words("carrier", "产业载体"),
    Words("zone", "区域"),
    Words("intake", "受理单"),
)
ADDRESS_LIMIT = 200
EARLIEST, LATEST = date(1949, 1, 1), date(2999, 12, 31)


class FireClass(StrEnum):
    """Fire resistance of a building (GB 50016, 耐火等级), the strongest first. 耐火等级。"""

    FIRST = "FIRST"
    SECOND = "SECOND"
    THIRD = "THIRD"
    FOURTH = "FOURTH"


FIRE_CLASS_NAMES: Mapping[FireClass, Words] = {
    FireClass.FIRST: Words("First, the strongest", "一级"),
    FireClass.SECOND: Words("Second", "二级"),
    FireClass.THIRD: Words("Third", "三级"),
    FireClass.FOURTH: Words("Fourth, the weakest", "四级"),
}


class HazardClass(StrEnum):
    """Fire hazard of what is produced or stored (GB 50016, 火灾危险性), the most dangerous first. 火灾危险性类别。"""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


HAZARD_CLASS_NAMES: Mapping[HazardClass, Words] = {
    HazardClass.A: Words("The most dangerous", "甲类"),
    HazardClass.B: Words("Dangerous", "乙类"),
    HazardClass.C: Words("Combustible", "丙类"),
    HazardClass.D: Words("Hardly combustible, or with open fire", "丁类"),
    HazardClass.E: Words("Incombustible", "戊类"),
}


class ListingState(StrEnum):
    """Whether space is to be had. 房源状态。"""

    OFFERED = "OFFERED"
    TAKEN = "TAKEN"
    WITHDRAWN = "WITHDRAWN"


LISTING_STATE_NAMES: Mapping[ListingState, Words] = {
    ListingState.OFFERED: Words("To be had", "可用"),
    ListingState.TAKEN: Words("Assigned to an enterprise", "已分配"),
    ListingState.WITHDRAWN: Words("Taken back", "已撤回"),
}


class SpaceNeedState(StrEnum):
    """Whether space is still looked for. 空间需求状态。"""

    OPEN = "OPEN"
    MET = "MET"
    WITHDRAWN = "WITHDRAWN"


SPACE_NEED_STATE_NAMES: Mapping[SpaceNeedState, Words] = {
    SpaceNeedState.OPEN: Words("Looked for", "待匹配"),
    SpaceNeedState.MET: Words("Met by a listing", "已满足"),
    SpaceNeedState.WITHDRAWN: Words("Taken back", "已撤回"),
}

MEASURES = ("clear_height", "floor_load", "power", "crane", "sewage")
"""Fields that listings and needs have alike; what is needed is a minimum."""


@dataclass(frozen=True, slots=True)
class SpaceListing:
    """Space that is to be had. Hazard classes are those that are allowed; what is `None` nobody has said. When it was
    offered, and when it was taken or withdrawn, are kept as moments: a clock can be laid over them."""

    id: UUID
    county_code: str
    zone_id: UUID
    carrier_id: UUID | None
    address: str
    area: Decimal
    clear_height: Decimal | None
    floor_load: Decimal | None
    power: Decimal | None
    crane: Decimal | None
    fire_class: FireClass | None
    hazard_classes: tuple[HazardClass, ...] | None
    sewage: Decimal | None
    rent: Decimal | None
    available_from: date | None
    state: ListingState
    submitted_at: datetime
    ended_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class SpaceNeed:
    """What space an enterprise looks for: minimums, the weakest fire class, what its production is, the highest rent and
    the last day. `listing_id` is what has met it, by the act of `ended_at`."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    intake_id: UUID | None
    area: Decimal
    clear_height: Decimal | None
    floor_load: Decimal | None
    power: Decimal | None
    crane: Decimal | None
    fire_class: FireClass | None
    hazard_class: HazardClass | None
    sewage: Decimal | None
    most_rent: Decimal | None
    needed_by: date | None
    state: SpaceNeedState
    listing_id: UUID | None
    submitted_at: datetime
    ended_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class SpaceListingFilter:
    """Which listings; what is `None` does not matter."""

    zone_id: UUID | None = None
    state: ListingState | None = None
    least_area: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SpaceNeedFilter:
    """Which needs; what is `None` does not matter."""

    state: SpaceNeedState | None = None


@dataclass(frozen=True, slots=True)
class RegisterListing:
    """Offer space: in a carrier, which says where that is, or at an address of a zone."""

    carrier_id: UUID | None
    in_carrier: bool
    zone_id: UUID | None
    in_zone: bool
    address: str | None
    area: Decimal
    clear_height: Decimal | None
    floor_load: Decimal | None
    power: Decimal | None
    crane: Decimal | None
    fire_class: FireClass | None
    hazard_classes: tuple[HazardClass, ...] | None
    sewage: Decimal | None
    rent: Decimal | None
    available_from: date | None


@dataclass(frozen=True, slots=True)
class RegisterSpaceNeed:
    """Look for space; `of_intake` when the input names an intake."""

    enterprise_id: UUID | None
    intake_id: UUID | None
    of_intake: bool
    area: Decimal
    clear_height: Decimal | None
    floor_load: Decimal | None
    power: Decimal | None
    crane: Decimal | None
    fire_class: FireClass | None
    hazard_class: HazardClass | None
    sewage: Decimal | None
    most_rent: Decimal | None
    needed_by: date | None


@dataclass(frozen=True, slots=True)
class AssignSpace:
    """Assign a listing to a need. `confirmed` are the rules that somebody has looked at on the spot, where the records do
    not say."""

    listing_id: UUID | None
    listing_version: int
    need_id: UUID | None
    need_version: int
    confirmed: frozenset[FitCode]


@dataclass(frozen=True, slots=True)
class ListingRegistered:
    """Space that is to be had."""

    listing: SpaceListing


@dataclass(frozen=True, slots=True)
class ListingWithdrawn:
    """Space that was taken back."""

    listing: SpaceListing


@dataclass(frozen=True, slots=True)
class SpaceNeedRegistered:
    """Space that is looked for."""

    need: SpaceNeed


@dataclass(frozen=True, slots=True)
class SpaceNeedWithdrawn:
    """Space that is looked for no more."""

    need: SpaceNeed


@dataclass(frozen=True, slots=True)
class SpaceAssigned:
    """A listing that is taken and the need that it has met."""

    listing: SpaceListing
    need: SpaceNeed


@dataclass(frozen=True, slots=True)
class SpaceDoesNotFit(Refusal):
    """Rules that fail, or that nobody can tell and nobody has confirmed."""

    rules: tuple[FitRule, ...]

    @property
    def message(self) -> Words:
        told = [each.message for each in self.rules]
        return Words("; ".join(each.en for each in told), ";".join(each.zh for each in told))


def _note_space(command: RegisterListing | RegisterSpaceNeed, problems: Problems) -> None:
    problems.note("area", quantity_problem(command.area, required=True))
    for name in MEASURES:
        words = name.split("_")
        path = words[0] + "".join(map(str.title, words[1:]))
        problems.note(path, quantity_problem(getattr(command, name), zero=True))


def check_listing(command: RegisterListing) -> InvalidInput | None:
    """All that is wrong with a listing by itself."""
    problems = Problems()
    _note_space(command, problems)
    if command.rent is not None:
        problems.note("rent", amount_problem(command.rent))
    problems.note("availableFrom", _planned(command.available_from))
    if command.in_carrier:
        if command.in_zone or command.address is not None:
            problems.note(
                "carrierId",
                Words(
                    "says where it is: leave zoneId and address out", "已填载体,无需再填 zoneId 与 address"
                ),
            )
    else:
        problems.note("address", text_problem(command.address, ADDRESS_LIMIT))
        if not command.in_zone:
            problems.note("zoneId", Words("is required without a carrier", "未填载体时必填"))
    return problems.refusal()


def _planned(day: date | None) -> Words | None:
    """What is wrong with the day from which space is to be had: it may be past or to come."""
    if day is None or EARLIEST <= day <= LATEST:
        return None
    return Words(f"must be from {EARLIEST} to {LATEST}", f"应在 {EARLIEST} 至 {LATEST} 之间")


def _measured(command: RegisterListing | RegisterSpaceNeed) -> dict[str, Any]:
    """The fields that both have, as they are stored."""
    return {name: centi(getattr(command, name)) for name in ("area", *MEASURES)}


def register_listing(
    command: RegisterListing, county_code: str, zone_id: UUID, address: str, id: UUID, at: datetime
) -> ListingRegistered:
    """Offer checked space that is in a zone."""
    return ListingRegistered(
        SpaceListing(
            id=id,
            county_code=county_code,
            zone_id=zone_id,
            carrier_id=command.carrier_id,
            address=address.strip(),
            fire_class=command.fire_class,
            hazard_classes=None if command.hazard_classes is None else _in_order(command.hazard_classes),
            rent=centi(command.rent),
            available_from=command.available_from,
            state=ListingState.OFFERED,
            submitted_at=at,
            ended_at=None,
            version=1,
            **_measured(command),
        )
    )


def _in_order(classes: Sequence[HazardClass]) -> tuple[HazardClass, ...]:
    return tuple(each for each in HazardClass if each in classes)


def check_space_need(command: RegisterSpaceNeed, today: date) -> InvalidInput | None:
    """All that is wrong with a need of space by itself."""
    problems = Problems()
    _note_space(command, problems)
    if command.most_rent is not None:
        problems.note("mostRent", amount_problem(command.most_rent))
    problems.note("neededBy", day_to_come_problem(command.needed_by, today))
    return problems.refusal()


def register_space_need(
    command: RegisterSpaceNeed, county_code: str, enterprise_id: UUID, id: UUID, at: datetime
) -> SpaceNeedRegistered:
    """Look for checked space."""
    return SpaceNeedRegistered(
        SpaceNeed(
            id=id,
            county_code=county_code,
            enterprise_id=enterprise_id,
            intake_id=command.intake_id,
            fire_class=command.fire_class,
            hazard_class=command.hazard_class,
            most_rent=centi(command.most_rent),
            needed_by=command.needed_by,
            state=SpaceNeedState.OPEN,
            listing_id=None,
            submitted_at=at,
            ended_at=None,
            version=1,
            **_measured(command),
        )
    )


def withdraw_listing(
    version: int, listing: SpaceListing, at: datetime
) -> ListingWithdrawn | Outdated | NotOnOffer:
    """Take space back that is to be had."""
    if refused := unfit(listing, version, "id", LISTING, ListingState.OFFERED):
        return refused
    return ListingWithdrawn(
        replace(listing, state=ListingState.WITHDRAWN, ended_at=at, version=listing.version + 1)
    )


def withdraw_space_need(
    version: int, need: SpaceNeed, at: datetime
) -> SpaceNeedWithdrawn | Outdated | NotOnOffer:
    """Look for space no more."""
    if refused := unfit(need, version, "id", SPACE_NEED, SpaceNeedState.OPEN):
        return refused
    return SpaceNeedWithdrawn(
        replace(need, state=SpaceNeedState.WITHDRAWN, ended_at=at, version=need.version + 1)
    )


def assign(
    command: AssignSpace, listing: SpaceListing, need: SpaceNeed, rules: tuple[FitRule, ...], at: datetime
) -> SpaceAssigned | Outdated | NotOnOffer | SpaceDoesNotFit:
    """Assign what is to be had to who looks for it: no rule fails, and of what nobody has said somebody has made sure."""
    wrong = (
        _outdated("listingVersion", command.listing_version, listing.version)
        or _outdated("needVersion", command.need_version, need.version)
        or unfit(listing, listing.version, "listingId", LISTING, ListingState.OFFERED)
        or unfit(need, need.version, "needId", SPACE_NEED, SpaceNeedState.OPEN)
    )
    if wrong:
        return wrong
    against = tuple(
        each
        for each in rules
        if each.outcome is FitOutcome.FAIL
        or (each.outcome is FitOutcome.UNKNOWN and each.code not in command.confirmed)
    )
    if against:
        return SpaceDoesNotFit(against)
    return SpaceAssigned(
        replace(listing, state=ListingState.TAKEN, ended_at=at, version=listing.version + 1),
        replace(
            need,
            state=SpaceNeedState.MET,
            listing_id=listing.id,
            ended_at=at,
            version=need.version + 1,
        ),
    )


def _outdated(path: str, version: int, current: int) -> Outdated | None:
    return None if version == current else Outdated(path, current)
