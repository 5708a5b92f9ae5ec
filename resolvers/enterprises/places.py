"""Acts on zones: whoever changes the tree holds all of it, so that two acts at once make no cycle."""

from uuid import UUID

import db.enterprises
from db.engine import Connection
from domain import enterprises
from domain.refusals import InvalidInput, NotFound, Outdated, Problems
from resolvers.context import Context
from resolvers.enterprises.held import note_division


async def register_zone(
    context: Context, command: enterprises.RegisterZone
) -> (
    enterprises.ZoneRegistered
    | InvalidInput
    | NotFound
    | enterprises.ZoneNameTaken
    | enterprises.ZoneHasEnded
):
    if problem := enterprises.check_zone(command):
        return problem
    county = context.viewer.county_code
    async with context.connection() as connection:
        problems = Problems()
        await note_division(connection, context, command.division_code, problems)
        if problem := problems.refusal():
            return problem
        tree = await db.enterprises.hold_tree(connection, county)
        registered = enterprises.add_zone(command, county, tree, context.new_id())
        if isinstance(registered, enterprises.ZoneRegistered):
            await db.enterprises.add_zone(connection, registered.zone)
            context.did(registered.zone, after=(registered.zone,))
    return registered


async def place_zone(
    context: Context, command: enterprises.PlaceZone
) -> enterprises.ZonePlaced | NotFound | Outdated | enterprises.ZoneHasEnded | enterprises.ZoneCycle:
    async with context.connection() as connection:
        tree = await db.enterprises.hold_tree(connection, context.viewer.county_code)
        placed = enterprises.place_zone(command, tree)
        if isinstance(placed, enterprises.ZonePlaced):
            await db.enterprises.change_zone(connection, placed.zone)
            context.did(placed.zone, before=(tree[placed.zone.id],), after=(placed.zone,))
    return placed


async def end_zone(
    context: Context, command: enterprises.EndZone
) -> (
    enterprises.ZoneEnded
    | InvalidInput
    | NotFound
    | Outdated
    | enterprises.ZoneHasEnded
    | enterprises.ZoneInUse
):
    if problem := enterprises.check_zone_end(command, context.today):
        return problem
    async with context.connection() as connection:
        tree = await db.enterprises.hold_tree(connection, context.viewer.county_code)
        zone = enterprises.changed_zone(tree, command.zone_id, command.version)
        if not isinstance(zone, enterprises.Zone):
            return zone
        left = await db.enterprises.left_in_zone(connection, zone.id)
        ended = enterprises.end_zone(command, zone, left, context.today)
        if isinstance(ended, enterprises.ZoneEnded):
            await db.enterprises.change_zone(connection, ended.zone)
            context.did(zone, before=(zone,), after=(ended.zone,))
    return ended


async def held_zone(
    connection: Connection, id: UUID | None
) -> enterprises.Zone | NotFound | enterprises.ZoneHasEnded:
    """The zone that something new comes to: of one's own county, and it does not end meanwhile."""
    zone = None if id is None else await db.enterprises.hold_zone(connection, id)
    if zone is None:
        return NotFound("zoneId", enterprises.ZONE)
    return enterprises.ZoneHasEnded("zoneId", zone, zone.ended_on) if zone.ended_on else zone
