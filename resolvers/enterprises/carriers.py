"""Acts on carriers."""

import db.enterprises
from domain import enterprises
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context
from resolvers.enterprises.places import held_zone


async def register_carrier(
    context: Context, command: enterprises.RegisterCarrier
) -> (
    enterprises.CarrierRegistered
    | InvalidInput
    | NotFound
    | OutsideRemit
    | enterprises.ZoneHasEnded
    | enterprises.CarrierNameTaken
):
    if problem := enterprises.check_carrier(command):
        return problem
    county = context.viewer.county_code
    async with context.connection() as connection:
        zone = await held_zone(connection, command.zone_id)
        if not isinstance(zone, enterprises.Zone):
            return zone
        if outside := enterprises.in_own_zone(context.viewer, zone.id, "zoneId", enterprises.ZONE):
            return outside
        known = await db.enterprises.carrier_named(connection, county, command.name.strip())
        registered = enterprises.add_carrier(command, zone.id, county, known, context.new_id())
        if isinstance(registered, enterprises.CarrierRegistered):
            await db.enterprises.add_carrier(connection, registered.carrier)
            context.did(registered.carrier, after=(registered.carrier,))
    return registered


async def end_carrier(
    context: Context, command: enterprises.EndCarrier
) -> (
    enterprises.CarrierEnded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | enterprises.CarrierHasEnded
    | enterprises.CarrierInUse
):
    if problem := enterprises.check_carrier_end(command, context.today):
        return problem
    if command.carrier_id is None:
        return NotFound("id", enterprises.CARRIER)
    async with context.connection() as connection:
        held = await db.enterprises.lock_carrier(connection, command.carrier_id)
        if held is None:
            return NotFound("id", enterprises.CARRIER)
        if outside := enterprises.in_own_zone(context.viewer, held.zone_id, "id", enterprises.CARRIER):
            return outside
        left, names = await db.enterprises.left_in_carrier(connection, held.id)
        ended = enterprises.end_carrier(command, held, left, names, context.today)
        if isinstance(ended, enterprises.CarrierEnded):
            await db.enterprises.change_carrier(connection, ended.carrier)
            context.did(held, before=(held,), after=(ended.carrier,))
    return ended
