"""Reading and writing the meetings of a session. Whoever moves one holds the session's timetable first (`hold_session`)."""

from uuid import UUID

from sqlalchemy import DateTime, Integer, Text, Uuid, bindparam, or_, select, update

from db.engine import Connection, Statement
from db.financing.match_records import meeting
from db.financing.match_tables import financing_meetings
from domain.financing import Meeting, MeetingState

_OF_ID = select(financing_meetings).where(financing_meetings.c.id == bindparam("id"))
_READ, _LOCK = Statement(_OF_ID), Statement(_OF_ID.with_for_update())
_BESIDE = Statement(
    select(financing_meetings)
    .where(
        financing_meetings.c.session_id == bindparam("session_id"),
        financing_meetings.c.state != MeetingState.CANCELLED.value,
        or_(
            financing_meetings.c.institution_id == bindparam("institution_id"),
            financing_meetings.c.enterprise_id == bindparam("enterprise_id"),
        ),
    )
    .order_by(financing_meetings.c.starts_at, financing_meetings.c.id)
)
_CHANGED = ("booth_id", "desk", "slot", "starts_at", "ends_at", "state", "version")
_TYPES = {
    "booth_id": Uuid,
    "starts_at": DateTime(timezone=True),
    "ends_at": DateTime(timezone=True),
    "state": Text,
}
_KEEP = Statement(
    update(financing_meetings)
    .where(financing_meetings.c.id == bindparam("of_id", type_=Uuid))
    .values({name: bindparam(name, type_=_TYPES.get(name, Integer)) for name in _CHANGED})
)


async def meeting_of(connection: Connection, id: UUID) -> Meeting | None:
    """The meeting of an id, if it is of the county."""
    row = await _READ.one(connection, id=id)
    return meeting(row) if row else None


async def lock_meeting(connection: Connection, id: UUID) -> Meeting | None:
    """The meeting, held until the transaction ends, if it is of the county."""
    row = await _LOCK.one(connection, id=id)
    return meeting(row) if row else None


async def meetings_beside(connection: Connection, held: Meeting) -> tuple[Meeting, ...]:
    """The meetings of the same session that stand and are of the same institution or enterprise, itself included."""
    rows = await _BESIDE.all(
        connection,
        session_id=held.session_id,
        institution_id=held.institution_id,
        enterprise_id=held.enterprise_id,
    )
    return tuple(meeting(row) for row in rows)


async def keep_meeting(connection: Connection, changed: Meeting) -> None:
    """Store a meeting as an act has left it."""
    values = {name: getattr(changed, name) for name in _CHANGED}
    await _KEEP.run(connection, of_id=changed.id, **values)
