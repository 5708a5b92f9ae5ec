"""Acts on the directory of organizations."""

from uuid import UUID

import db.enterprises
from db.engine import Connection
from domain import enterprises
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context
from resolvers.enterprises.places import held_zone


async def register_organization(
    context: Context, command: enterprises.RegisterOrganization
) -> (
    enterprises.OrganizationRegistered
    | InvalidInput
    | NotFound
    | enterprises.ZoneHasEnded
    | enterprises.OrganizationNameTaken
):
    if problem := enterprises.check_organization(command):
        return problem
    county = context.viewer.county_code
    async with context.connection() as connection:
        if command.zone_id is not None:
            zone = await held_zone(connection, command.zone_id)
            if not isinstance(zone, enterprises.Zone):
                return zone
        known = await db.enterprises.organization_named(connection, county, command.name.strip())
        registered = enterprises.add_organization(command, county, known, context.new_id())
        if isinstance(registered, enterprises.OrganizationRegistered):
            await db.enterprises.add_organization(connection, registered.organization)
            context.did(registered.organization, after=(registered.organization,))
    return registered


async def rename_organization(
    context: Context, command: enterprises.RenameOrganization
) -> (
    enterprises.OrganizationRenamed
    | InvalidInput
    | NotFound
    | Outdated
    | enterprises.OrganizationHasEnded
    | enterprises.OrganizationNameTaken
):
    if problem := enterprises.check_organization_name(command):
        return problem
    county = context.viewer.county_code
    async with context.connection() as connection:
        held = await _locked(connection, command.organization_id)
        if held is None:
            return NotFound("id", enterprises.ORGANIZATION)
        known = await db.enterprises.organization_named(connection, county, command.name.strip())
        renamed = enterprises.rename_organization(command, held, known)
        if isinstance(renamed, enterprises.OrganizationRenamed):
            await db.enterprises.change_organization(connection, renamed.organization)
            context.did(held, before=(held,), after=(renamed.organization,))
    return renamed


async def end_organization(
    context: Context, command: enterprises.EndOrganization
) -> enterprises.OrganizationEnded | InvalidInput | NotFound | Outdated | enterprises.OrganizationHasEnded:
    if problem := enterprises.check_organization_end(command, context.today):
        return problem
    async with context.connection() as connection:
        held = await _locked(connection, command.organization_id)
        if held is None:
            return NotFound("id", enterprises.ORGANIZATION)
        ended = enterprises.end_organization(command, held, context.today)
        if isinstance(ended, enterprises.OrganizationEnded):
            await db.enterprises.change_organization(connection, ended.organization)
            context.did(held, before=(held,), after=(ended.organization,))
    return ended


async def _locked(connection: Connection, id: UUID | None) -> enterprises.Organization | None:
    return None if id is None else await db.enterprises.lock_organization(connection, id)
