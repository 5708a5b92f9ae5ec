"""Keeping the register: each act on an enterprise, and what it leaves in the enterprise's history."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.codes import clean_uscc, division_problem, uscc_problem
from domain.enterprises.days import day_problem
from domain.enterprises.industries import industry_problem
from domain.enterprises.names import name_problem
from domain.enterprises.places import Zone
from domain.enterprises.refusals import (
    CannotMerge,
    EnterpriseEnded,
    EnterpriseInWrongStatus,
    MergeObstacle,
)
from domain.enterprises.register import ENDED, Enterprise, EnterpriseKind, EnterpriseStatus
from domain.people import Acts, OutsideRemit, Role, Viewer
from domain.refusals import InvalidInput, Problem, Problems, Words

ENTERPRISE, ZONE = Words("enterprise", "企业"), Words("zone", "区域")

KEEPERS = frozenset({Role.ADMIN, Role.DISPATCHER})
"""Who keeps the register."""

ACTS: Acts = dict.fromkeys(
    (
        "registerEnterprise",
        "activateEnterprise",
        "renameEnterprise",
        "moveEnterprise",
        "closeEnterprise",
        "mergeEnterprises",
        "reclassifyEnterprise",
    ),
    KEEPERS,
)


class ChangeKind(StrEnum):
    """What an act did to an enterprise. 变更类别。"""

    REGISTERED = "REGISTERED"
    ACTIVATED = "ACTIVATED"
    RENAMED = "RENAMED"
    MOVED = "MOVED"
    CLOSED = "CLOSED"
    MERGED = "MERGED"
    RECLASSIFIED = "RECLASSIFIED"


@dataclass(frozen=True, slots=True)
class EnterpriseChange:
    """One act in the history of an enterprise: the day it is of, and what it changed, as it was and as it is. A merger is
    in both histories, each with the other enterprise."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    at: datetime
    kind: ChangeKind
    effective_on: date
    name_before: str | None
    name_after: str
    status_before: EnterpriseStatus | None
    status_after: EnterpriseStatus
    zone_before_id: UUID | None
    zone_after_id: UUID | None
    division_before: str | None
    division_after: str
    entity_kind_before: EnterpriseKind | None
    entity_kind_after: EnterpriseKind
    industry_before: str | None
    industry_after: str | None
    registered_on_before: date | None
    registered_on_after: date | None
    other_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes; what is `None` does not matter."""

    kind: ChangeKind | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When an act is done, and the id of what it leaves in the history."""

    now: datetime
    today: date
    change_id: UUID


# --- Commands ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegisterEnterprise:
    """Register an enterprise; one without a credit code is about to settle."""

    name: str
    uscc: str | None
    kind: EnterpriseKind
    zone_id: UUID | None
    division_code: str | None
    industry_code: str | None
    registered_on: date | None


@dataclass(frozen=True, slots=True)
class ActivateEnterprise:
    """Give an enterprise that was about to settle its credit code."""

    enterprise_id: UUID | None
    version: int
    uscc: str
    registered_on: date | None


@dataclass(frozen=True, slots=True)
class RenameEnterprise:
    """Give an enterprise another name from a day on."""

    enterprise_id: UUID | None
    version: int
    name: str
    on: date


@dataclass(frozen=True, slots=True)
class MoveEnterprise:
    """Move an enterprise to another zone or division, or `away` from the county."""

    enterprise_id: UUID | None
    version: int
    on: date
    zone_id: UUID | None
    division_code: str | None
    away: bool


@dataclass(frozen=True, slots=True)
class CloseEnterprise:
    """An enterprise has ended, or is not going to settle."""

    enterprise_id: UUID | None
    version: int
    on: date


@dataclass(frozen=True, slots=True)
class MergeEnterprises:
    """Merge the record of a duplicate into the one that is kept."""

    duplicate_id: UUID | None
    duplicate_version: int
    survivor_id: UUID | None
    survivor_version: int


# --- What happened ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changed:
    """An enterprise as it is now, and what that leaves in its history."""

    enterprise: Enterprise
    change: EnterpriseChange


@dataclass(frozen=True, slots=True)
class Registered(Changed):
    """The enterprise is in the register."""


@dataclass(frozen=True, slots=True)
class Activated(Changed):
    """The enterprise has settled."""


@dataclass(frozen=True, slots=True)
class Renamed(Changed):
    """The enterprise has another name."""


@dataclass(frozen=True, slots=True)
class Moved(Changed):
    """The enterprise is elsewhere."""


@dataclass(frozen=True, slots=True)
class Closed(Changed):
    """The enterprise has ended."""


@dataclass(frozen=True, slots=True)
class Merger:
    """The two records of a merger."""

    survivor: Enterprise
    duplicate: Enterprise


@dataclass(frozen=True, slots=True)
class Merged:
    """The duplicate has ended, and its names are former names of the survivor."""

    merger: Merger
    changes: tuple[EnterpriseChange, EnterpriseChange]

    @property
    def enterprise(self) -> Enterprise:
        """The survivor."""
        return self.merger.survivor

    @property
    def duplicate(self) -> Enterprise:
        """The duplicate."""
        return self.merger.duplicate


# --- Checks: what is wrong with an input by itself --------------------------------------------------------------------


def registration_problems(command: RegisterEnterprise, today: date) -> Problems:
    """All that is wrong with a registration by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    if command.uscc is not None:
        problems.note("uscc", uscc_problem(command.uscc))
    if command.division_code is not None:
        problems.note("divisionCode", division_problem(command.division_code))
    if command.industry_code is not None:
        problems.note("industryCode", industry_problem(command.industry_code))
    problems.note("registeredOn", day_problem(command.registered_on, today))
    return problems


def check_activation(command: ActivateEnterprise, today: date) -> InvalidInput | None:
    """All that is wrong with an activation by itself."""
    problems = Problems()
    problems.note("uscc", uscc_problem(command.uscc))
    problems.note("registeredOn", day_problem(command.registered_on, today))
    return problems.refusal()


def check_name(command: RenameEnterprise, today: date) -> InvalidInput | None:
    """All that is wrong with another name by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    problems.note("on", day_problem(command.on, today))
    return problems.refusal()


def move_problems(command: MoveEnterprise, today: date) -> Problems:
    """All that is wrong with a move by itself."""
    problems = Problems()
    somewhere = command.zone_id is not None or command.division_code is not None
    if somewhere is command.away:
        problems.note(
            "away",
            Words(
                "give the zone or the division that it moved to, or that it moved away: one of the two",
                "迁入区域(或行政区划)与“迁出”二者填其一",
            ),
        )
    if command.division_code is not None:
        problems.note("divisionCode", division_problem(command.division_code))
    problems.note("on", day_problem(command.on, today))
    return problems


def check_closing(command: CloseEnterprise, today: date) -> InvalidInput | None:
    """What is wrong with the day of an end."""
    problems = Problems()
    problems.note("on", day_problem(command.on, today))
    return problems.refusal()


# --- Decisions --------------------------------------------------------------------------------------------------------


def over_enterprise(
    viewer: Viewer, enterprise: Enterprise, path: str = "enterpriseId"
) -> OutsideRemit | None:
    """Whether who keeps the register keeps it for this enterprise: a dispatcher of some zones for those that sit there."""
    return None if _is_over(viewer, enterprise.zone_id) else OutsideRemit(path, ENTERPRISE)


def into_zone(viewer: Viewer, zone_id: UUID | None) -> OutsideRemit | None:
    """The same for the zone that an enterprise comes to, `None` being none."""
    return None if _is_over(viewer, zone_id) else OutsideRemit("zoneId", ZONE)


def _is_over(viewer: Viewer, zone_id: UUID | None) -> bool:
    return not viewer.zones or zone_id in viewer.zones


def register(
    command: RegisterEnterprise, zone: Zone | None, county_code: str, id: UUID, moment: Moment
) -> Registered:
    """Register an enterprise whose input is right and whose credit code nobody has. It sits where its zone does, unless
    something else is said."""
    uscc = None if command.uscc is None else clean_uscc(command.uscc)
    registered = Enterprise(
        id=id,
        county_code=county_code,
        name=command.name.strip(),
        uscc=uscc,
        status=EnterpriseStatus.PREPARING if uscc is None else EnterpriseStatus.ACTIVE,
        division_code=command.division_code or (zone.division_code if zone else county_code),
        kind=command.kind,
        zone_id=command.zone_id,
        industry_code=command.industry_code,
        registered_on=command.registered_on,
    )
    on = command.registered_on or moment.today
    return Registered(registered, change_of(ChangeKind.REGISTERED, None, registered, on, moment))


def activate(
    command: ActivateEnterprise, enterprise: Enterprise, moment: Moment
) -> Activated | EnterpriseEnded | EnterpriseInWrongStatus:
    """Give an enterprise a credit code that nobody has."""
    if refused := ended(enterprise):
        return refused
    if enterprise.status is not EnterpriseStatus.PREPARING:
        return EnterpriseInWrongStatus(enterprise.status, (EnterpriseStatus.PREPARING,))
    changed = replace(
        touched(enterprise),
        uscc=clean_uscc(command.uscc),
        status=EnterpriseStatus.ACTIVE,
        registered_on=command.registered_on or enterprise.registered_on,
    )
    on = command.registered_on or moment.today
    return Activated(changed, change_of(ChangeKind.ACTIVATED, enterprise, changed, on, moment))


def rename(
    command: RenameEnterprise, enterprise: Enterprise, moment: Moment
) -> Renamed | EnterpriseEnded | InvalidInput:
    """Give an enterprise another name; the one that it had is a former name."""
    if refused := ended(enterprise):
        return refused
    name = command.name.strip()
    if name == enterprise.name:
        words = Words("is the name that it has already", "与现名称相同")
        return InvalidInput((Problem("name", words),))
    if early := before_it_was(enterprise, command.on):
        return early
    changed = replace(touched(enterprise), name=name, former_names=_former(enterprise, name, enterprise.name))
    return Renamed(changed, change_of(ChangeKind.RENAMED, enterprise, changed, command.on, moment))


def move(
    command: MoveEnterprise, enterprise: Enterprise, zone: Zone | None, moment: Moment
) -> Moved | EnterpriseEnded | EnterpriseInWrongStatus | InvalidInput:
    """Move an enterprise to a zone, to a division outside any zone, or away."""
    if refused := ended(enterprise):
        return refused
    if early := before_it_was(enterprise, command.on):
        return early
    if command.away:
        if enterprise.status is not EnterpriseStatus.ACTIVE:
            return EnterpriseInWrongStatus(enterprise.status, (EnterpriseStatus.ACTIVE,))
        changed = replace(touched(enterprise), status=EnterpriseStatus.MOVED, ended_on=command.on)
    else:
        division = command.division_code or (zone.division_code if zone else enterprise.division_code)
        if (command.zone_id, division) == (enterprise.zone_id, enterprise.division_code):
            words = Words("is where it sits already", "与现所在地相同")
            return InvalidInput((Problem("zoneId" if command.zone_id else "divisionCode", words),))
        changed = replace(touched(enterprise), zone_id=command.zone_id, division_code=division)
    return Moved(changed, change_of(ChangeKind.MOVED, enterprise, changed, command.on, moment))


def close(
    command: CloseEnterprise, enterprise: Enterprise, moment: Moment
) -> Closed | EnterpriseEnded | InvalidInput:
    """End an enterprise."""
    if refused := ended(enterprise):
        return refused
    if early := before_it_was(enterprise, command.on):
        return early
    changed = replace(touched(enterprise), status=EnterpriseStatus.CLOSED, ended_on=command.on)
    return Closed(changed, change_of(ChangeKind.CLOSED, enterprise, changed, command.on, moment))


def merge(
    duplicate: Enterprise, survivor: Enterprise, absorbed: int, moment: Moment, survivor_change_id: UUID
) -> Merged | EnterpriseEnded | CannotMerge:
    """Merge a duplicate into a survivor. `absorbed` counts what was merged into the duplicate before: mergers make no
    chains. What refers to the duplicate goes on to do so."""
    if refused := ended(duplicate, "duplicateId") or ended(survivor, "survivorId"):
        return refused
    if absorbed:
        return CannotMerge(MergeObstacle.DUPLICATE_IS_SURVIVOR)
    if duplicate.uscc is not None and survivor.uscc is None:
        return CannotMerge(MergeObstacle.SURVIVOR_WITHOUT_USCC)
    gone = replace(
        touched(duplicate),
        status=EnterpriseStatus.CLOSED,
        ended_on=moment.today,
        merged_into_id=survivor.id,
    )
    names = _former(survivor, survivor.name, *duplicate.former_names, duplicate.name)
    kept = replace(touched(survivor), former_names=names)
    there = replace(moment, change_id=survivor_change_id)
    return Merged(
        Merger(kept, gone),
        (
            change_of(ChangeKind.MERGED, duplicate, gone, moment.today, moment, survivor.id),
            change_of(ChangeKind.MERGED, survivor, kept, moment.today, there, duplicate.id),
        ),
    )


def ended(enterprise: Enterprise, path: str = "enterpriseId") -> EnterpriseEnded | None:
    """Why nothing more is done with an enterprise, if it has ended."""
    if enterprise.status not in ENDED:
        return None
    return EnterpriseEnded(path, enterprise.status, enterprise.ended_on, enterprise.merged_into_id)


def before_it_was(enterprise: Enterprise, on: date) -> InvalidInput | None:
    """Why nothing is done with an enterprise on a day, if it was not registered by then."""
    since = enterprise.registered_on
    if since is None or on >= since:
        return None
    words = Words(f"is before {since}, when it was registered", f"早于登记日期 {since}")
    return InvalidInput((Problem("on", words),))


def touched(enterprise: Enterprise) -> Enterprise:
    """An enterprise in its next version."""
    return replace(enterprise, version=enterprise.version + 1)


def _former(enterprise: Enterprise, name: str, *names: str) -> tuple[str, ...]:
    """The former names of an enterprise that is called `name`, with some more: each once, in the order in which it had
    them."""
    return tuple(dict.fromkeys(each for each in (*enterprise.former_names, *names) if each != name))


def change_of(
    kind: ChangeKind,
    before: Enterprise | None,
    after: Enterprise,
    on: date,
    moment: Moment,
    other_id: UUID | None = None,
) -> EnterpriseChange:
    """What an act leaves in the history of an enterprise."""
    return EnterpriseChange(
        id=moment.change_id,
        county_code=after.county_code,
        enterprise_id=after.id,
        at=moment.now,
        kind=kind,
        effective_on=on,
        name_before=before and before.name,
        name_after=after.name,
        status_before=before and before.status,
        status_after=after.status,
        zone_before_id=before and before.zone_id,
        zone_after_id=after.zone_id,
        division_before=before and before.division_code,
        division_after=after.division_code,
        entity_kind_before=before and before.kind,
        entity_kind_after=after.kind,
        industry_before=before and before.industry_code,
        industry_after=after.industry_code,
        registered_on_before=before and before.registered_on,
        registered_on_after=after.registered_on,
        other_id=other_id,
    )
