"""What is decided: who may look after an enterprise on which days, and what is logged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from domain.enterprises.days import day_problem
from domain.enterprises.liaison.records import (
    ENDED,
    NEEDED,
    AssignLiaison,
    EndLiaison,
    HandOverLiaison,
    Liaison,
    LiaisonContact,
    LiaisonContactLogged,
    LiaisonEnded,
    LiaisonHandedOver,
    LiaisonRole,
    LogContact,
)
from domain.enterprises.liaison.refusals import (
    AlreadyAssigned,
    DayOutsideLiaison,
    DoesNotLookAfter,
    EnterpriseHasEnded,
    LiaisonOverlaps,
    PrimaryNeedsSuccessor,
    StaffLacksRole,
)
from domain.enterprises.periods import Period, check_period, planned_day_problem
from domain.enterprises.register import Enterprise
from domain.enterprises.staff import Staff, StaffHasEnded, StaffRole
from domain.refusals import InvalidInput, Outdated, Problems, text_problem, tidy

NOTE_LIMIT = 500


def check_assignment(command: AssignLiaison, today: date) -> InvalidInput | None:
    """All that is wrong with an assignment by itself."""
    problems = Problems()
    check_period(command.since, command.until, today, problems)
    return problems.refusal()


def check_end_of_liaison(command: HandOverLiaison | EndLiaison, today: date) -> InvalidInput | None:
    """What is wrong with the day."""
    problems = Problems()
    problems.note("on", planned_day_problem(command.on, today))
    return problems.refusal()


def check_log(command: LogContact, today: date) -> InvalidInput | None:
    """All that is wrong with a contact by itself: it was, and may be told."""
    problems = Problems()
    problems.note("contactedOn", day_problem(command.contacted_on, today))
    problems.note("note", text_problem(command.note, NOTE_LIMIT, required=False, lines=True))
    return problems.refusal()


def assign(
    command: AssignLiaison, enterprise: Enterprise, staff: Staff, held: Sequence[Liaison], id: UUID
) -> (
    Liaison
    | EnterpriseHasEnded
    | StaffHasEnded
    | StaffLacksRole
    | LiaisonOverlaps
    | AlreadyAssigned
    | PrimaryNeedsSuccessor
):
    """A new liaison of a checked assignment, beside all those that the enterprise has had."""
    if enterprise.status in ENDED:
        return EnterpriseHasEnded(enterprise)
    period = Period(command.since, command.until)
    if unsuitable := _unsuitable(staff, command.role, command.until):
        return unsuitable
    primary = [each for each in held if each.is_primary]
    if command.is_primary:
        for each in primary:
            if each.period.overlaps(period):
                return LiaisonOverlaps(each)
    if twice := _twice(staff, command.role, period, held):
        return twice
    if command.is_primary and command.until not in {None, *(each.since for each in primary)}:
        assert command.until is not None
        return PrimaryNeedsSuccessor(command.until)
    return Liaison(
        id,
        enterprise.county_code,
        enterprise.id,
        staff.id,
        command.role,
        is_primary=command.is_primary,
        since=command.since,
        until=command.until,
        version=1,
    )


def hand_over(
    command: HandOverLiaison,
    liaison: Liaison,
    enterprise: Enterprise,
    staff: Staff,
    held: Sequence[Liaison],
    id: UUID,
) -> (
    LiaisonHandedOver
    | Outdated
    | EnterpriseHasEnded
    | DayOutsideLiaison
    | StaffHasEnded
    | StaffLacksRole
    | AlreadyAssigned
):
    """Whoever takes over has the days that are left, so that nothing overlaps and nothing is missing."""
    if liaison.version != command.version:
        return Outdated("version", liaison.version)
    if enterprise.status in ENDED:
        return EnterpriseHasEnded(enterprise)
    if not _is_within(command.on, liaison):
        return DayOutsideLiaison(liaison)
    role = command.role or liaison.role
    if unsuitable := _unsuitable(staff, role, liaison.until):
        return unsuitable
    if twice := _twice(staff, role, Period(command.on, liaison.until), held):
        return twice
    return LiaisonHandedOver(
        ended=replace(liaison, until=command.on, version=liaison.version + 1),
        begun=replace(liaison, id=id, staff_id=staff.id, role=role, since=command.on, version=1),
    )


def end_liaison(
    command: EndLiaison, liaison: Liaison, enterprise: Enterprise
) -> LiaisonEnded | Outdated | DayOutsideLiaison | PrimaryNeedsSuccessor:
    """End a liaison before it would be over; the primary one, once the enterprise has ended."""
    if liaison.version != command.version:
        return Outdated("version", liaison.version)
    if not _is_within(command.on, liaison):
        return DayOutsideLiaison(liaison)
    if liaison.is_primary and not _has_ended(enterprise, command.on):
        return PrimaryNeedsSuccessor(command.on)
    return LiaisonEnded(replace(liaison, until=command.on, version=liaison.version + 1))


def log_contact(
    command: LogContact,
    enterprise: Enterprise,
    staff: Staff,
    held: Sequence[Liaison],
    id: UUID,
    at: datetime,
) -> LiaisonContactLogged | DoesNotLookAfter:
    """A checked contact of somebody who looked after the enterprise on that day, in whatever role."""
    day = command.contacted_on
    if not any(each.staff_id == staff.id and each.period.has(day) for each in held):
        return DoesNotLookAfter(staff, day)
    return LiaisonContactLogged(
        LiaisonContact(
            id,
            enterprise.county_code,
            enterprise.id,
            staff.id,
            day,
            command.channel,
            tidy(command.note),
            at,
        )
    )


def _has_ended(enterprise: Enterprise, on: date) -> bool:
    """Whether an enterprise needs nobody any more from a day on."""
    return enterprise.status in ENDED and (enterprise.ended_on is None or enterprise.ended_on <= on)


def _is_within(day: date, liaison: Liaison) -> bool:
    """Whether both parts have a day of their own when a liaison is cut here."""
    return liaison.since < day and (liaison.until is None or day < liaison.until)


def _unsuitable(staff: Staff, role: LiaisonRole, until: date | None) -> StaffHasEnded | StaffLacksRole | None:
    """Why somebody cannot take a role up to a day."""
    if NEEDED[role] not in staff.roles:
        return StaffLacksRole(staff, NEEDED[role], tuple(each for each in StaffRole if each in staff.roles))
    if staff.ended_on is not None and (until is None or until > staff.ended_on):
        return StaffHasEnded(staff, staff.ended_on)
    return None


def _twice(
    staff: Staff, role: LiaisonRole, period: Period, held: Sequence[Liaison]
) -> AlreadyAssigned | None:
    """The same person in the same role at the same time."""
    for each in held:
        if each.staff_id == staff.id and each.role is role and each.period.overlaps(period):
            return AlreadyAssigned(each)
    return None
