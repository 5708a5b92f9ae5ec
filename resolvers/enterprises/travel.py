"""Travel times as they are supplied, and the share of enterprises that they say are served."""

from uuid import UUID

import db.enterprises
from domain import enterprises
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Words
from resolvers.context import Context
from resolvers.enterprises.services import locked_point
from resolvers.errors import bad_input

ZONE_NEEDED = Words("zoneId is needed by who is of no county", "未登录时请填写 zoneId")


async def record_travel_times(
    context: Context, command: enterprises.RecordTravelTimes
) -> (
    enterprises.TravelTimesRecorded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | enterprises.TravelTimesContradict
):
    """The point is held, so that two batches of it come one after the other."""
    if problem := enterprises.check_travel_times(command, context.today):
        return problem
    async with context.connection() as connection:
        point = await locked_point(connection, context, command.service_point_id, "servicePointId")
        if not isinstance(point, enterprises.ServicePoint):
            return point
        ids = [time.enterprise_id for time in command.times if time.enterprise_id]
        known = await db.enterprises.enterprises_known(connection, ids)
        if unknown := enterprises.unknown_enterprises(command, known):
            return unknown
        before = await db.enterprises.times_recorded(connection, command)
        recorded = enterprises.record_travel_times(command, point, before)
        if isinstance(recorded, enterprises.TravelTimesRecorded):
            await db.enterprises.record_times(connection, command, point)
            context.did(point, after=(recorded,))
    return recorded


async def service_coverage(
    context: Context, zone_id: UUID | None, mode: enterprises.TravelMode, minutes: int
) -> enterprises.ServiceCoverage | None:
    """The coverage of a zone of any county, or of all of the viewer's own; `None` when there is no such zone."""
    if problem := enterprises.minutes_problem(minutes):
        raise bad_input(problem)
    viewer = context.viewer
    if zone_id is None and not viewer.county_code:
        raise bad_input(ZONE_NEEDED)
    async with context.connection() as connection:
        reached = await db.enterprises.reached(connection, zone_id, mode, minutes)
    if reached is None:
        return None
    published = not enterprises.told_exactly(viewer, reached.county_code)
    if published and minutes != enterprises.CIRCLE:
        raise bad_input(enterprises.UNPUBLISHED)
    return enterprises.service_coverage(zone_id, mode, minutes, reached, published=published)
