"""Acts on meetings: hold the session's timetable, decide, write."""

from uuid import UUID

import db.fairs
import db.financing
from db.engine import Connection
from domain import fairs, financing
from domain.fairs.remit import BOOTH
from domain.people import OutsideRemit, office
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context

Refused = NotFound | OutsideRemit | Outdated | financing.MeetingOver


async def settle_meeting(
    context: Context, command: financing.SettleMeeting
) -> (
    financing.MeetingHeld
    | financing.MeetingMissed
    | financing.MeetingCancelled
    | financing.MeetingYetToCome
    | Refused
):
    async with context.connection() as connection:
        found = await _held(connection, context, command.meeting_id)
        if not isinstance(found, tuple):
            return found
        held, _ = found
        done = financing.settle(command, held, context.now)
        if isinstance(done, financing.MeetingHeld | financing.MeetingMissed | financing.MeetingCancelled):
            await db.financing.keep_meeting(connection, done.meeting)
            context.did(done.meeting, before=(held,), after=(done.meeting,))
    return done


async def move_meeting(
    context: Context, command: financing.MoveMeeting
) -> financing.MeetingMoved | InvalidInput | financing.SlotTaken | Refused:
    if problem := financing.check_move(command):
        return problem
    async with context.connection() as connection:
        found = await _held(connection, context, command.meeting_id)
        if not isinstance(found, tuple):
            return found
        held, session = found
        booth_id = command.booth_id if command.to_booth else held.booth_id
        desks = await db.financing.desks_of(connection, held.session_id)
        own = [each for each in desks if each.institution_id == held.institution_id]
        to = next((each for each in own if each.booth_id == booth_id), None)
        if to is None:
            return NotFound("boothId", BOOTH)
        others = await db.financing.meetings_beside(connection, held)
        done = financing.move(command, held, session, (to.booth_id, to.number), others)
        if isinstance(done, financing.MeetingMoved):
            await db.financing.keep_meeting(connection, done.meeting)
            context.did(done.meeting, before=(held,), after=(done.meeting,))
    return done


async def _held(
    connection: Connection, context: Context, id: UUID | None
) -> tuple[financing.Meeting, fairs.Fair] | NotFound | OutsideRemit:
    """A meeting that the viewer may act on and its session, whose timetable is held until the transaction ends."""
    nothing = NotFound("meetingId", financing.MEETING)
    seen = {} if id is None else await db.financing.FINANCING_MEETING.by_id(connection, [id], context.viewer)
    if id is None or id not in seen:
        there = id is not None and await db.financing.meeting_of(connection, id) is not None
        return OutsideRemit("meetingId", financing.MEETING) if there else nothing
    await db.financing.hold_session(connection, seen[id].session_id)
    held = await db.financing.lock_meeting(connection, id)
    assert held is not None, "a meeting is never deleted"
    county = office(context.viewer.county_code)
    session = (await db.fairs.FAIR.by_id(connection, [held.session_id], county))[held.session_id]
    return financing.answers_for(context.viewer, held, session) or (held, session)
