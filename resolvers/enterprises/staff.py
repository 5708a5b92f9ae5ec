"""Acts on the staff."""

import db.enterprises
from domain import enterprises
from domain.enterprises import ORGANIZATION, STAFF
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context


async def register_staff(
    context: Context, command: enterprises.RegisterStaff
) -> (
    enterprises.StaffRegistered
    | InvalidInput
    | NotFound
    | enterprises.OrganizationHasEnded
    | enterprises.SubjectTaken
):
    if problem := enterprises.check_staff(command):
        return problem
    if command.organization_id is None:
        return NotFound("organizationId", ORGANIZATION)
    async with context.connection() as connection:
        batch, id = db.enterprises.ORGANIZATION.by_id, command.organization_id
        organization = (await batch(connection, [id], context.viewer)).get(id)
        if organization is None or organization.county_code != context.viewer.county_code:
            return NotFound("organizationId", ORGANIZATION)
        registered = enterprises.register_staff(command, organization, context.new_id())
        if isinstance(registered, enterprises.OrganizationHasEnded):
            return registered
        subject = registered.staff.subject
        if subject is not None and (
            other := await db.enterprises.staff_signing_in(connection, organization.county_code, subject)
        ):
            return enterprises.SubjectTaken(other)
        await db.enterprises.add_staff(connection, registered.staff)
    context.did(registered.staff, after=(registered.staff,))
    return registered


async def end_staff(
    context: Context, command: enterprises.EndStaff
) -> (
    enterprises.StaffEnded
    | InvalidInput
    | NotFound
    | Outdated
    | enterprises.StaffHasEnded
    | enterprises.StaffStillAssigned
):
    if problem := enterprises.check_end_of_staff(command, context.today):
        return problem
    if command.staff_id is None:
        return NotFound("staffId", STAFF)
    async with context.connection() as connection:
        staff = await db.enterprises.hold_staff(connection, command.staff_id)
        if staff is None:
            return NotFound("staffId", STAFF)
        assignments = await db.enterprises.assignments_from(connection, staff.id, command.ended_on)
        ended = enterprises.end_staff(command, staff, assignments)
        if isinstance(ended, enterprises.StaffEnded):
            await db.enterprises.end_staff(connection, ended.staff)
            context.did(staff, before=(staff,), after=(ended.staff,))
    return ended
