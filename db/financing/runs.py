"""Writing match runs: beginning them, hearing of them while they are computed, and what they found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Text,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy import (
    cast as cast_,
)

from db.bulk import arrays, insert_many
from db.engine import Connection, Statement, columns
from db.enterprises import organizations
from db.fairs.tables import booths
from db.financing.match_records import match_run
from db.financing.match_tables import (
    financing_meetings,
    match_run_institutions,
    match_run_sizes,
    match_runs,
    matches,
    unmatched_demands,
)
from domain.fairs import Register
from domain.financing import (
    OF_FINANCE,
    UNDER_WAY,
    AssignedMatch,
    Failure,
    InstitutionFigures,
    MatchRun,
    Meeting,
    MeetingState,
    RunState,
    SizeFigures,
    UnmatchedDemand,
)

AT_ONCE = 500
"""Rows that one statement stores: asyncpg makes bytes of them without a pause."""


@dataclass(frozen=True, slots=True)
class Desks:
    """The desks of an institution at one booth of a session."""

    booth_id: UUID
    institution_id: UUID
    number: int


def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _as_given(values: list[Any]) -> list[Any]:
    """Rules are given as text with commas (`db.bulk.rows_of`)."""
    return [",".join(cast("tuple[str, ...]", each)) if isinstance(each, tuple) else each for each in values]


def _among(column: ColumnElement[str], values: Collection[StrEnum]) -> ColumnElement[bool]:
    return or_(*(column == value.value for value in sorted(values)))


# Nothing stands there yet that two who begin the first run could wait for: they wait for the session's timetable itself.
_HOLD = Statement(
    select(
        func.pg_advisory_xact_lock(
            func.hashtextextended(
                cast_(func.concat("timetable of ", bindparam("session_id", type_=Text)), Text), 0
            )
        )
    )
)
_SETTLE = Statement(select(func.settle_lost_runs()))
_UNDER_WAY = Statement(
    select(match_runs).where(
        match_runs.c.session_id == bindparam("session_id"),
        _among(match_runs.c.state, UNDER_WAY),
    )
)
_RUN = select(match_runs).where(match_runs.c.id == bindparam("id"))
_READ, _LOCK = Statement(_RUN), Statement(_RUN.with_for_update())
_ADD = Statement(
    insert(match_runs).values(
        {name: bindparam(name, type_=match_runs.c[name].type) for name in MatchRun.__slots__}
    )
)
_MET_UNTIL = Statement(
    select(func.max(financing_meetings.c.ends_at).label("until")).where(
        financing_meetings.c.session_id == bindparam("session_id"),
        _among(financing_meetings.c.state, (MeetingState.HELD, MeetingState.MISSED)),
    )
)
_DESKS = Statement(
    select(
        booths.c.id,
        booths.c.organization_id,
        func.greatest(func.coalesce(booths.c.capacity, 1), 1, type_=Integer).label("number"),
    )
    .join(organizations, organizations.c.id == booths.c.organization_id)
    .where(
        booths.c.fair_id == bindparam("session_id"),
        func.array_position(booths.c.registers, Register.FINANCE.value).is_not(None),
        _among(organizations.c.kind, OF_FINANCE),
    )
    .order_by(booths.c.organization_id, booths.c.code, booths.c.id)
)
_still = (match_runs.c.id == bindparam("of_id", type_=match_runs.c.id.type)) & (
    match_runs.c.state == bindparam("still", type_=Text)
)
_heard = {
    "heartbeat_at": func.clock_timestamp(),
    "progress": match_runs.c.progress + 1,
}
_START = Statement(
    update(match_runs)
    .where(_still)
    .values(
        **_heard,
        state=RunState.RUNNING.value,
        started_at=bindparam("at", type_=DateTime(timezone=True)),
        version=match_runs.c.version + 1,
    )
    .returning(match_runs.c.id)
)
_STEP = Statement(
    update(match_runs)
    .where(_still)
    .values(
        **_heard,
        pairs_scored=bindparam("pairs_scored", type_=Integer),
        pairs_total=bindparam("pairs_total", type_=Integer),
    )
    .returning(match_runs.c.id)
)
_FOUND = (
    "state",
    "failure",
    "digest",
    "result_digest",
    "pairs_scored",
    "pairs_total",
    "demands",
    "eligible_pairs",
    "unknown_pairs",
    "without_offer",
    "assigned",
    "unmatched",
    "blocking_pairs",
    "slots",
    "concentration",
    "finished_at",
)
_CONCLUDE = Statement(
    update(match_runs)
    .where(_still)
    .values(
        {name: bindparam(name, type_=match_runs.c[name].type) for name in _FOUND}
        | _heard
        | {"version": match_runs.c.version + 1}
    )
    .returning(match_runs.c.id)
)
_END = Statement(
    update(match_runs)
    .where(
        match_runs.c.id == bindparam("of_id", type_=match_runs.c.id.type),
        _among(match_runs.c.state, UNDER_WAY),
    )
    .values(
        **_heard,
        state=bindparam("state", type_=Text),
        failure=bindparam("failure", type_=Text),
        finished_at=bindparam("at", type_=DateTime(timezone=True)),
        version=match_runs.c.version + 1,
    )
)
_CLEAR = Statement(
    update(financing_meetings)
    .where(
        financing_meetings.c.session_id == bindparam("session_id"),
        financing_meetings.c.state == MeetingState.SCHEDULED.value,
    )
    .values(state=MeetingState.CANCELLED.value, version=financing_meetings.c.version + 1)
)
_STORED = (
    (Meeting, insert_many(financing_meetings, _names(Meeting))),
    (AssignedMatch, insert_many(matches, _names(AssignedMatch))),
    (UnmatchedDemand, insert_many(unmatched_demands, _names(UnmatchedDemand))),
    (InstitutionFigures, insert_many(match_run_institutions, _names(InstitutionFigures))),
    (SizeFigures, insert_many(match_run_sizes, _names(SizeFigures))),
)


async def hold_session(connection: Connection, session_id: UUID) -> None:
    """Let nobody else change the timetable of a session, or begin to make one, until the transaction ends."""
    await _HOLD.run(connection, session_id=str(session_id))


async def settle_lost_runs(connection: Connection) -> None:
    """Say of the runs of all counties whose process is not heard of any more that they have failed."""
    await _SETTLE.all(connection)


async def run_under_way(connection: Connection, session_id: UUID) -> MatchRun | None:
    """The run that a session is being matched by."""
    row = await _UNDER_WAY.one(connection, session_id=session_id)
    return match_run(row) if row else None


async def run_of(connection: Connection, id: UUID) -> MatchRun | None:
    """The run of an id, if it is of the county."""
    row = await _READ.one(connection, id=id)
    return match_run(row) if row else None


async def lock_run(connection: Connection, id: UUID) -> MatchRun | None:
    """The run, held until the transaction ends, if it is of the county."""
    row = await _LOCK.one(connection, id=id)
    return match_run(row) if row else None


async def add_run(connection: Connection, added: MatchRun) -> None:
    """Store a run that waits to begin."""
    await _ADD.run(connection, **columns(added))


async def met_until(connection: Connection, session_id: UUID) -> datetime | None:
    """When the last meeting of a session that was held or missed has ended."""
    row = await _MET_UNTIL.one(connection, session_id=session_id)
    return row["until"] if row else None


async def desks_of(connection: Connection, session_id: UUID) -> list[Desks]:
    """The desks of the institutions of finance at a session: a booth that takes finance needs has as many as it serves
    enterprises at a time."""
    rows = await _DESKS.all(connection, session_id=session_id)
    return [Desks(row["id"], row["organization_id"], row["number"]) for row in rows]


async def start_run(connection: Connection, id: UUID, at: datetime) -> bool:
    """Begin a run that waits; whether it still did."""
    return await _START.one(connection, of_id=id, still=RunState.QUEUED.value, at=at) is not None


async def step(connection: Connection, id: UUID, pairs_scored: int, pairs_total: int) -> bool:
    """Say how far a run has come; whether it is still wanted."""
    row = await _STEP.one(
        connection,
        of_id=id,
        still=RunState.RUNNING.value,
        pairs_scored=pairs_scored,
        pairs_total=pairs_total,
    )
    return row is not None


async def conclude_run(connection: Connection, done: MatchRun) -> bool:
    """Store what a run found; whether it was still wanted."""
    found = {name: getattr(done, name) for name in _FOUND}
    return await _CONCLUDE.one(connection, of_id=done.id, still=RunState.RUNNING.value, **found) is not None


async def end_run(
    connection: Connection, id: UUID, state: RunState, failure: Failure | None, at: datetime
) -> None:
    """Cancel a run that is not over, or say that it has failed."""
    await _END.run(connection, of_id=id, state=state.value, failure=failure, at=at)


async def clear_timetable(connection: Connection, session_id: UUID) -> None:
    """Cancel the meetings of a session that are to take place: another timetable takes their place."""
    await _CLEAR.run(connection, session_id=session_id)


async def add_found(connection: Connection, found: Sequence[object]) -> None:
    """Store what a run found, records of one kind after the other, so many at once that nobody waits for it."""
    for kind, statement in _STORED:
        of_kind = [each for each in found if isinstance(each, kind)]
        for begin in range(0, len(of_kind), AT_ONCE):
            given = arrays(of_kind[begin : begin + AT_ONCE], _names(kind))
            await statement.run(connection, **{name: _as_given(values) for name, values in given.items()})
