"""Planning, opening and closing a fair, and what its guests thought of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.elements import ElementKind
from domain.enterprises import (
    STAFFING,
    Organization,
    OrganizationKind,
    Zone,
    check_registration,
    name_problem,
)
from domain.fairs.records import (
    AddBooth,
    Booth,
    Fair,
    FairState,
    PlanFair,
    RateFair,
    Rating,
    RecordAttendance,
    Register,
)
from domain.fairs.refusals import (
    AlreadyRated,
    BoothCodeTaken,
    FairInWrongState,
    FairWithoutBooths,
    IntakesStillOpen,
    NotAttending,
    OrganizationCannotStaff,
)
from domain.refusals import InvalidInput, Problems, Words, text_problem, tidy


@dataclass(frozen=True, slots=True)
class Planned:
    """A fair that was planned."""

    fair: Fair


@dataclass(frozen=True, slots=True)
class BoothAdded:
    """A booth that was added to a fair."""

    booth: Booth


@dataclass(frozen=True, slots=True)
class Opened:
    """A fair that takes intakes from now on."""

    fair: Fair


@dataclass(frozen=True, slots=True)
class Closed:
    """A fair that takes no more intakes; every one has its disposition."""

    fair: Fair


@dataclass(frozen=True, slots=True)
class Attended:
    """An enterprise that came to a fair."""

    fair: Fair
    enterprise_id: UUID


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating that was given."""

    rating: Rating


LONGEST = timedelta(days=31)
EARLIEST, LATEST = 1949, 2999
"""Years in which a fair can be."""


def check_plan(command: PlanFair) -> InvalidInput | None:
    """All that is wrong with a plan by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    check_registration(command.zone, "zone", problems)
    for number, venue in enumerate(command.venues):
        problems.note(f"venues.{number}", name_problem(venue))
    if len(command.venues) > 100:
        problems.note("venues", Words("takes at most 100 venues", "最多 100 个场地"))
    if command.round is not None and not 1 <= command.round <= 10_000:
        problems.note("round", Words("must be from 1 to 10000", "场次应在 1 至 10000 之间"))
    if not EARLIEST <= command.opens_at.year <= LATEST:
        problems.note(
            "opensAt",
            Words(
                f"must be in a year from {EARLIEST} to {LATEST}",
                f"开始时间应在 {EARLIEST} 至 {LATEST} 年之间",
            ),
        )
    if command.closes_at <= command.opens_at:
        problems.note("closesAt", Words("must be after opensAt", "结束时间应晚于开始时间"))
    elif command.closes_at - command.opens_at > LONGEST:
        problems.note("closesAt", Words("is more than 31 days after opensAt", "活动时长不得超过 31 天"))
    return problems.refusal()


def plan(command: PlanFair, zone: Zone, id: UUID) -> Planned:
    """The fair of a checked plan."""
    return Planned(
        Fair(
            id=id,
            county_code=zone.county_code,
            zone_id=zone.id,
            name=command.name.strip(),
            kind=command.kind,
            state=FairState.PLANNED,
            venues=tuple(venue.strip() for venue in command.venues),
            round=command.round,
            opens_at=command.opens_at,
            closes_at=command.closes_at,
        )
    )


def check_booth(command: AddBooth) -> InvalidInput | None:
    """All that is wrong with a booth by itself. FINANCE is for capital only (ours)."""
    problems = Problems()
    problems.note("code", text_problem(command.code, 20))
    problems.note("name", name_problem(command.name))
    check_registration(command.organization, "organization", problems)
    if not command.registers:
        problems.note("registers", Words("takes at least one register", "至少选择一个受理类别"))
    if Register.ELEMENT in command.registers and not command.element_kinds:
        problems.note("elementKinds", Words("takes at least one element kind", "至少选择一种要素"))
    if set(command.registers) == {Register.FINANCE} and set(command.element_kinds) - {ElementKind.CAPITAL}:
        problems.note("elementKinds", Words("FINANCE takes CAPITAL only", "资金需求只受理“资金”要素"))
    if command.capacity is not None and not 1 <= command.capacity <= 1000:
        problems.note("capacity", Words("must be from 1 to 1000", "接待能力应在 1 至 1000 之间"))
    return problems.refusal()


def add_booth(
    command: AddBooth, fair: Fair, codes: frozenset[str], organization: Organization, id: UUID
) -> BoothAdded | FairInWrongState | OrganizationCannotStaff | BoothCodeTaken:
    """Add a checked booth while the fair is planned or open, for an organization that can staff it."""
    if fair.state not in {FairState.PLANNED, FairState.OPEN}:
        return FairInWrongState(fair.id, fair.state, (FairState.PLANNED, FairState.OPEN))
    if organization.kind not in STAFFING or organization.ended_on is not None:
        return OrganizationCannotStaff(organization.id, organization.kind, organization.ended_on)
    code = command.code.strip()
    if code in codes:
        return BoothCodeTaken(fair.id, code)
    kinds = set(command.element_kinds)
    if Register.FINANCE in command.registers:
        kinds.add(ElementKind.CAPITAL)
    return BoothAdded(
        Booth(
            id=id,
            county_code=fair.county_code,
            fair_id=fair.id,
            code=code,
            name=command.name.strip(),
            organization_id=organization.id,
            registers=frozenset(command.registers),
            element_kinds=frozenset(kinds),
            capacity=command.capacity,
            state=fair.state,
        )
    )


def open_fair(fair: Fair, booths: int) -> Opened | FairInWrongState | FairWithoutBooths:
    """Open a planned fair that has booths."""
    if fair.state is not FairState.PLANNED:
        return FairInWrongState(fair.id, fair.state, (FairState.PLANNED,))
    if booths == 0:
        return FairWithoutBooths(fair.id)
    return Opened(replace(fair, state=FairState.OPEN))


def close_fair(
    fair: Fair, open_count: int, first_open: tuple[tuple[UUID, str], ...]
) -> Closed | FairInWrongState | IntakesStillOpen:
    """Close an open fair whose intakes all have a disposition; `first_open` are ids and labels to show."""
    if fair.state is not FairState.OPEN:
        return FairInWrongState(fair.id, fair.state, (FairState.OPEN,))
    if open_count:
        ids, labels = tuple(id for id, _ in first_open), tuple(label for _, label in first_open)
        return IntakesStillOpen(fair.id, open_count, ids, labels)
    return Closed(replace(fair, state=FairState.CLOSED))


def check_rating(command: RateFair) -> InvalidInput | None:
    """All that is wrong with a rating by itself."""
    problems = Problems()
    problems.note("comment", text_problem(command.comment, 500, required=False, lines=True))
    return problems.refusal()


def rate_fair(
    command: RateFair, fair: Fair, enterprise_id: UUID, attended: bool, earlier: Rating | None, at: datetime
) -> Rated | FairInWrongState | NotAttending | AlreadyRated:
    """Take the one rating of an enterprise that attended a fair that has begun."""
    if fair.state is FairState.PLANNED:
        return FairInWrongState(fair.id, fair.state, (FairState.OPEN, FairState.CLOSED))
    if not attended:
        return NotAttending(fair.id, enterprise_id)
    if earlier is not None:
        return AlreadyRated(fair.id, enterprise_id, earlier.rated_at)
    return Rated(Rating(fair.county_code, fair.id, enterprise_id, command.level, tidy(command.comment), at))


def check_attendance(command: RecordAttendance) -> InvalidInput | None:
    """All that is wrong with an attendance by itself."""
    problems = Problems()
    check_registration(command.enterprise, "enterprise", problems)
    return problems.refusal()


def attend(fair: Fair, enterprise_id: UUID) -> Attended | FairInWrongState:
    """Note that an enterprise came to a fair that is open."""
    if fair.state is not FairState.OPEN:
        return FairInWrongState(fair.id, fair.state, (FairState.OPEN,))
    return Attended(fair, enterprise_id)


def default_registers(kind: OrganizationKind) -> tuple[Register, ...]:
    """The register that an organization's booth takes when a plan does not say: institutions take finance needs."""
    return (Register.ELEMENT,) if kind is OrganizationKind.DEPARTMENT else (Register.FINANCE,)
