"""Who looks after which enterprise: the acts, each of which holds the enterprise, and what is so as of today."""

from typing import NamedTuple
from uuid import UUID

import db.enterprises
from db.engine import Connection
from domain import enterprises
from domain.enterprises.liaison import ENTERPRISE, LIAISON
from domain.enterprises.staff import STAFF
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context

NotAssigned = (
    InvalidInput
    | NotFound
    | OutsideRemit
    | enterprises.EnterpriseHasEnded
    | enterprises.StaffHasEnded
    | enterprises.StaffLacksRole
    | enterprises.AlreadyAssigned
    | enterprises.LiaisonOverlaps
    | enterprises.PrimaryNeedsSuccessor
)


class Desk(NamedTuple):
    """An enterprise that the act holds, all who look after it, and whom of the staff the act is about."""

    enterprise: enterprises.Enterprise
    held: tuple[enterprises.Liaison, ...]
    staff: enterprises.Staff | None = None


async def assign_liaison(
    context: Context, command: enterprises.AssignLiaison
) -> enterprises.LiaisonAssigned | NotAssigned:
    """The primary liaison."""
    assigned = await _assign(context, command)
    return enterprises.LiaisonAssigned(assigned) if isinstance(assigned, enterprises.Liaison) else assigned


async def assign_staff(
    context: Context, command: enterprises.AssignLiaison
) -> enterprises.StaffAssigned | NotAssigned:
    """Whoever looks after an enterprise beside its primary liaison."""
    assigned = await _assign(context, command)
    return enterprises.StaffAssigned(assigned) if isinstance(assigned, enterprises.Liaison) else assigned


async def _assign(context: Context, command: enterprises.AssignLiaison) -> enterprises.Liaison | NotAssigned:
    if problem := enterprises.check_assignment(command, context.today):
        return problem
    async with context.connection() as connection:
        desk = await _desk(connection, context, command.enterprise_id, "enterpriseId", command.staff_id)
        if not isinstance(desk, Desk):
            return desk
        assert desk.staff is not None
        decided = enterprises.assign(command, desk.enterprise, desk.staff, desk.held, context.new_id())
        if not isinstance(decided, enterprises.Liaison):
            return decided
        if not await db.enterprises.add_liaison(connection, decided):
            return await _overlap(connection, decided)
    context.did(decided, after=(decided,))
    return decided


async def _overlap(connection: Connection, refused: enterprises.Liaison) -> enterprises.LiaisonOverlaps:
    """What the database has in the place of a primary liaison, whatever was read before."""
    held = await db.enterprises.liaisons_of(connection, refused.enterprise_id)
    return enterprises.LiaisonOverlaps(
        next(each for each in held if each.is_primary and each.period.overlaps(refused.period))
    )


async def hand_over_liaison(
    context: Context, command: enterprises.HandOverLiaison
) -> (
    enterprises.LiaisonHandedOver
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | enterprises.EnterpriseHasEnded
    | enterprises.DayOutsideLiaison
    | enterprises.StaffHasEnded
    | enterprises.StaffLacksRole
    | enterprises.AlreadyAssigned
):
    if problem := enterprises.check_end_of_liaison(command, context.today):
        return problem
    async with context.connection() as connection:
        found = await _liaison(connection, command.liaison_id)
        if found is None:
            return NotFound("liaisonId", LIAISON)
        desk = await _desk(connection, context, found.enterprise_id, "liaisonId", command.staff_id)
        if not isinstance(desk, Desk):
            return desk
        assert desk.staff is not None
        liaison = next(each for each in desk.held if each.id == found.id)
        decided = enterprises.hand_over(
            command, liaison, desk.enterprise, desk.staff, desk.held, context.new_id()
        )
        if not isinstance(decided, enterprises.LiaisonHandedOver):
            return decided
        await db.enterprises.end_liaison(connection, decided.ended)
        if not await db.enterprises.add_liaison(connection, decided.begun):
            raise AssertionError("what one liaison gives up is free for the next")
    context.did(liaison, before=(liaison,), after=(decided,))
    return decided


async def end_liaison(
    context: Context, command: enterprises.EndLiaison
) -> (
    enterprises.LiaisonEnded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | enterprises.DayOutsideLiaison
    | enterprises.PrimaryNeedsSuccessor
):
    if problem := enterprises.check_end_of_liaison(command, context.today):
        return problem
    async with context.connection() as connection:
        found = await _liaison(connection, command.liaison_id)
        if found is None:
            return NotFound("liaisonId", LIAISON)
        desk = await _enterprise(connection, context, found.enterprise_id, "liaisonId")
        if not isinstance(desk, Desk):
            return desk
        liaison = next(each for each in desk.held if each.id == found.id)
        decided = enterprises.end_liaison(command, liaison, desk.enterprise)
        if isinstance(decided, enterprises.LiaisonEnded):
            await db.enterprises.end_liaison(connection, decided.liaison)
            context.did(liaison, before=(liaison,), after=(decided.liaison,))
    return decided


async def log_contact(
    context: Context, command: enterprises.LogContact
) -> enterprises.LiaisonContactLogged | InvalidInput | NotFound | OutsideRemit | enterprises.DoesNotLookAfter:
    if problem := enterprises.check_log(command, context.today):
        return problem
    async with context.connection() as connection:
        desk = await _desk(connection, context, command.enterprise_id, "enterpriseId", command.staff_id)
        if not isinstance(desk, Desk):
            return desk
        assert desk.staff is not None
        logged = enterprises.log_contact(
            command, desk.enterprise, desk.staff, desk.held, context.new_id(), context.now
        )
        if isinstance(logged, enterprises.LiaisonContactLogged):
            await db.enterprises.add_contact_to_log(connection, logged.liaison_contact)
            context.did(logged.liaison_contact, after=(logged.liaison_contact,))
    return logged


async def _desk(
    connection: Connection, context: Context, enterprise_id: UUID | None, path: str, staff_id: UUID | None
) -> Desk | NotFound | OutsideRemit:
    """The enterprise first and the staff then, in every act alike, so that no two wait for each other for ever."""
    desk = await _enterprise(connection, context, enterprise_id, path)
    if not isinstance(desk, Desk):
        return desk
    staff = None if staff_id is None else await db.enterprises.hold_staff(connection, staff_id)
    return NotFound("staffId", STAFF) if staff is None else desk._replace(staff=staff)


async def _enterprise(
    connection: Connection, context: Context, id: UUID | None, path: str
) -> Desk | NotFound | OutsideRemit:
    """An enterprise that the viewer answers for, which are those that one sees."""
    enterprise = None if id is None else await db.enterprises.lock_enterprise(connection, id)
    if enterprise is None:
        return NotFound(path, ENTERPRISE)
    if enterprise.id not in await db.enterprises.ENTERPRISE.by_id(
        connection, [enterprise.id], context.viewer
    ):
        return OutsideRemit(path, ENTERPRISE)
    # Read after the enterprise is held, so that nothing changes between this and the end of the act.
    return Desk(enterprise, await db.enterprises.liaisons_of(connection, enterprise.id))


async def _liaison(connection: Connection, id: UUID | None) -> enterprises.Liaison | None:
    return None if id is None else await db.enterprises.liaison_of_id(connection, id)


# --- As of today ------------------------------------------------------------------------------------------------------


async def primary_liaison(context: Context, enterprise: enterprises.Enterprise) -> enterprises.Liaison | None:
    """Who looks after an enterprise today."""
    return await context.load(db.enterprises.PrimaryOn(context.today), enterprise.id)


async def enterprise_count(context: Context, staff: enterprises.Staff) -> int:
    """How many enterprises somebody looks after today."""
    return await context.load(db.enterprises.LookedAfterOn(context.today), staff.id)


async def liaison_coverage(context: Context, zone_id: UUID | None) -> enterprises.LiaisonCoverage:
    """How many of the active enterprises, of a zone or of the county, have a primary liaison today."""
    async with context.connection() as connection:
        return await db.enterprises.coverage(connection, context.today, zone_id, context.viewer)
