"""Acts of joint conferences: check, hold what numbers, decide, write."""

import db.alliances
import db.ledger
from db.engine import Connection
from domain import alliances
from domain.people import office
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.alliances.lives import lock_alliance
from resolvers.context import Context

Conference = tuple[alliances.PartyAlliance, alliances.JointConference, bool]


async def convene_session(
    context: Context, command: alliances.ConveneSession
) -> alliances.Convened | InvalidInput | NotFound | alliances.OutsideAllianceLife:
    if problem := alliances.check_session(command, context.today):
        return problem
    async with context.connection() as connection:
        named = await _conference(connection, context, command.conference)
        if isinstance(named, NotFound):
            return named
        alliance, conference, is_new = named
        sessions = 0 if is_new else await db.alliances.sessions_of(connection, conference.id)
        convened = alliances.convene(command, alliance, conference, sessions, context.new_id(), context.now)
        if isinstance(convened, alliances.Convened):
            if is_new:
                await db.alliances.add_conference(connection, conference)
            await db.alliances.add_session(connection, convened.session)
            context.did(convened.session, after=(convened.session, conference if is_new else None))
    return convened


async def record_minutes(
    context: Context, command: alliances.RecordMinutes
) -> alliances.MinutesRecorded | InvalidInput | NotFound | Outdated | alliances.SessionYetToCome:
    if problem := alliances.check_minutes(command):
        return problem
    async with context.connection() as connection:
        session = None
        if command.session_id is not None:
            session = await db.alliances.lock_session(connection, command.session_id)
        if session is None:
            return NotFound("sessionId", alliances.SESSION)
        recorded = alliances.record_minutes(command, session, context.today)
        if isinstance(recorded, alliances.MinutesRecorded):
            await db.alliances.keep_minutes(connection, recorded.session)
            context.did(session, before=(session,), after=(recorded.session,))
    return recorded


async def adopt_resolution(
    context: Context, command: alliances.AdoptResolution
) -> alliances.Adopted | InvalidInput | NotFound | alliances.SessionYetToCome | alliances.OutsideAllianceLife:
    """The resolution and its entry in the ledger are kept together, or neither."""
    if problem := alliances.check_resolution(command, context.today):
        return problem
    async with context.connection() as connection:
        session = None
        if command.session_id is not None:
            session = await db.alliances.lock_session(connection, command.session_id)
        if session is None:
            return NotFound("sessionId", alliances.SESSION)
        alliance = await _alliance_of(connection, context, session)
        adopted = alliances.adopt(
            command,
            session,
            alliance,
            await db.alliances.resolutions_of(connection, session.id),
            (context.new_id(), context.new_id()),
            context.now,
            context.today,
        )
        if isinstance(adopted, alliances.Adopted):
            await db.alliances.add_resolution(connection, adopted.resolution)
            await db.ledger.add_entry(connection, adopted.entry)
            context.did(adopted.resolution, after=(adopted.resolution, adopted.entry))
    return adopted


async def _conference(
    connection: Connection, context: Context, reference: alliances.ConferenceReference
) -> Conference | NotFound:
    """The alliance, held, and the conference of a reference, and whether that is yet to be stored."""
    if isinstance(reference, alliances.ConferenceRegistration):
        alliance = await lock_alliance(connection, reference.alliance_id)
        if alliance is None:
            return NotFound("conference.registration.allianceId", alliances.ALLIANCE)
        fresh = alliances.register_conference(reference, alliance, context.new_id())
        known = await db.alliances.conference_named(connection, alliance.id, fresh.name)
        return alliance, known or fresh, known is None
    conference = None if reference is None else await db.alliances.conference_of(connection, reference)
    if conference is None:
        return NotFound("conference.id", alliances.CONFERENCE)
    alliance = await lock_alliance(connection, conference.alliance_id)
    assert alliance is not None, "an alliance is never deleted"
    return alliance, conference, False


async def _alliance_of(
    connection: Connection, context: Context, session: alliances.ConferenceSession
) -> alliances.PartyAlliance:
    conference = await db.alliances.conference_of(connection, session.conference_id)
    assert conference is not None, "a conference is never deleted"
    batch, id = db.alliances.PARTY_ALLIANCE.by_id, conference.alliance_id
    return (await batch(connection, [id], office(context.viewer.county_code)))[id]
