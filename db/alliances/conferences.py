"""Writing joint conferences, their sessions and what these resolve. Whoever adds a session holds the alliance, whoever
adds a resolution the session: so both are numbered without gaps."""

from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update

from db.alliances.records import conference, session
from db.alliances.tables import conference_sessions, joint_conferences, resolutions
from db.engine import Connection, Statement, columns
from domain.alliances import ConferenceSession, JointConference, Resolution

_CONFERENCE = Statement(select(joint_conferences).where(joint_conferences.c.id == bindparam("id")))
_NAMED = Statement(
    select(joint_conferences).where(
        joint_conferences.c.alliance_id == bindparam("alliance_id"),
        joint_conferences.c.name == bindparam("name"),
    )
)
_ADD_CONFERENCE = Statement(insert(joint_conferences))
_SESSIONS = Statement(
    select(func.count().label("n"))
    .select_from(conference_sessions)
    .where(conference_sessions.c.conference_id == bindparam("conference_id"))
)
_ADD_SESSION = Statement(insert(conference_sessions))
_LOCK_SESSION = Statement(
    select(conference_sessions).where(conference_sessions.c.id == bindparam("id")).with_for_update()
)
_KEEP_MINUTES = Statement(
    update(conference_sessions)
    .where(conference_sessions.c.id == bindparam("id_"))
    .values(minutes=bindparam("minutes"), version=bindparam("version"))
)
_RESOLUTIONS = Statement(
    select(func.count().label("n"))
    .select_from(resolutions)
    .where(resolutions.c.session_id == bindparam("session_id"))
)
_ADD_RESOLUTION = Statement(insert(resolutions))


async def conference_of(connection: Connection, id: UUID) -> JointConference | None:
    """The conference of an id, if it is of the county."""
    row = await _CONFERENCE.one(connection, id=id)
    return conference(row) if row else None


async def conference_named(connection: Connection, alliance_id: UUID, name: str) -> JointConference | None:
    """The conference with this name in an alliance."""
    row = await _NAMED.one(connection, alliance_id=alliance_id, name=name)
    return conference(row) if row else None


async def add_conference(connection: Connection, added: JointConference) -> None:
    """Store a new conference."""
    await _ADD_CONFERENCE.run(connection, **columns(added))


async def sessions_of(connection: Connection, conference_id: UUID) -> int:
    """How many sessions a conference has."""
    row = await _SESSIONS.one(connection, conference_id=conference_id)
    return row["n"] if row else 0


async def add_session(connection: Connection, added: ConferenceSession) -> None:
    """Store a new session."""
    await _ADD_SESSION.run(connection, **columns(added))


async def lock_session(connection: Connection, id: UUID) -> ConferenceSession | None:
    """The session, held until the transaction ends, if it is of the county."""
    row = await _LOCK_SESSION.one(connection, id=id)
    return session(row) if row else None


async def keep_minutes(connection: Connection, changed: ConferenceSession) -> None:
    """Store the minutes of a session."""
    await _KEEP_MINUTES.run(connection, id_=changed.id, minutes=changed.minutes, version=changed.version)


async def resolutions_of(connection: Connection, session_id: UUID) -> int:
    """How many resolutions a session has adopted."""
    row = await _RESOLUTIONS.one(connection, session_id=session_id)
    return row["n"] if row else 0


async def add_resolution(connection: Connection, added: Resolution) -> None:
    """Store a new resolution."""
    await _ADD_RESOLUTION.run(connection, **columns(added))
