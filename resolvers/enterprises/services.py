"""Acts on service points and on what they serve."""

from uuid import UUID

import db.enterprises
from db.engine import Connection
from domain import enterprises
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context
from resolvers.enterprises.places import held_zone


async def register_service_point(
    context: Context, command: enterprises.RegisterServicePoint
) -> (
    enterprises.ServicePointRegistered
    | InvalidInput
    | NotFound
    | OutsideRemit
    | enterprises.ZoneHasEnded
    | enterprises.CarrierHasEnded
    | enterprises.CarrierElsewhere
    | enterprises.ServicePointNameTaken
):
    if problem := enterprises.check_service_point(command, context.today):
        return problem
    county = context.viewer.county_code
    async with context.connection() as connection:
        zone = await held_zone(connection, command.zone_id)
        if not isinstance(zone, enterprises.Zone):
            return zone
        if outside := enterprises.in_own_zone(context.viewer, zone.id, "zoneId", enterprises.ZONE):
            return outside
        carrier = None
        if command.carrier_id is not None:
            carrier = await db.enterprises.hold_carrier(connection, command.carrier_id)
            if carrier is None:
                return NotFound("carrierId", enterprises.CARRIER)
        known = await db.enterprises.service_point_named(connection, county, command.name.strip())
        registered = enterprises.add_service_point(
            command, zone.id, county, carrier, known, context.new_id(), context.today
        )
        if isinstance(registered, enterprises.ServicePointRegistered):
            await db.enterprises.add_service_point(connection, registered.service_point)
            context.did(registered.service_point, after=(registered.service_point,))
    return registered


async def advance_service_point(
    context: Context, command: enterprises.AdvanceServicePoint
) -> (
    enterprises.ServicePointAdvanced
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | enterprises.ServicePointInWrongState
):
    if problem := enterprises.check_advance(command, context.today):
        return problem
    async with context.connection() as connection:
        held = await locked_point(connection, context, command.service_point_id, "id")
        if not isinstance(held, enterprises.ServicePoint):
            return held
        advanced = enterprises.advance(command, held, context.today)
        if isinstance(advanced, enterprises.ServicePointAdvanced):
            await db.enterprises.change_service_point(connection, advanced.service_point)
            context.did(held, before=(held,), after=(advanced.service_point,))
    return advanced


async def add_service(
    context: Context, command: enterprises.AddService
) -> (
    enterprises.ServiceAdded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | enterprises.ServicePointInWrongState
    | enterprises.ServiceListed
    | enterprises.ServiceListFull
):
    if problem := enterprises.check_service(command, context.today):
        return problem
    county = context.viewer.county_code
    async with context.connection() as connection:
        point = None
        if command.service_point_id is not None:
            held = await locked_point(connection, context, command.service_point_id, "servicePointId")
            if not isinstance(held, enterprises.ServicePoint):
                return held
            point = held
        elif outside := enterprises.in_own_zone(context.viewer, None, "list", enterprises.STANDARD_LIST):
            return outside
        listed = await db.enterprises.listed_services(connection, county, point and point.id)
        added = enterprises.add_service(command, point, county, listed, context.new_id(), context.today)
        if isinstance(added, enterprises.ServiceAdded):
            await db.enterprises.add_service(connection, added.service)
            context.did(added.service, after=(added.service,))
    return added


async def end_service(
    context: Context, command: enterprises.EndService
) -> (
    enterprises.ServiceEnded | InvalidInput | NotFound | OutsideRemit | Outdated | enterprises.ServiceHasEnded
):
    if problem := enterprises.check_service_end(command, context.today):
        return problem
    if command.service_id is None:
        return NotFound("id", enterprises.SERVICE)
    async with context.connection() as connection:
        held = await db.enterprises.lock_service(connection, command.service_id)
        if held is None:
            return NotFound("id", enterprises.SERVICE)
        zone_id = None
        if held.service_point_id is not None:
            points = await db.enterprises.SERVICE_POINT.by_id(
                connection, [held.service_point_id], context.viewer
            )
            zone_id = points[held.service_point_id].zone_id
        if outside := enterprises.in_own_zone(context.viewer, zone_id, "id", enterprises.SERVICE):
            return outside
        ended = enterprises.end_service(command, held, context.today)
        if isinstance(ended, enterprises.ServiceEnded):
            await db.enterprises.change_service(connection, ended.service)
            context.did(held, before=(held,), after=(ended.service,))
    return ended


async def locked_point(
    connection: Connection, context: Context, id: UUID | None, path: str
) -> enterprises.ServicePoint | NotFound | OutsideRemit:
    """A service point of one's own county that the viewer answers for, held until the act ends."""
    held = None if id is None else await db.enterprises.lock_service_point(connection, id)
    if held is None:
        return NotFound(path, enterprises.SERVICE_POINT)
    outside = enterprises.in_own_zone(context.viewer, held.zone_id, path, enterprises.SERVICE_POINT)
    return outside or held
