"""Counts of a session, from its tallies, which triggers keep: each statement is one snapshot."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Numeric,
    Text,
    func,
    literal_column,
    select,
)

from db.engine import Connection, Statement
from db.fairs import FAIR
from db.financing.deal_tables import session_tallies
from db.metadata import given
from db.money import money
from db.relations import SUBSCRIPTION, Gather, Gathered, Type, Version, plain
from domain.financing import DealCount, SessionCounts
from domain.people import Sight, Viewer

_EPOCH = select(func.current_epoch(type_=Text)).scalar_subquery()

_NUMBERS = (
    "demands",
    "offers",
    "meetings_scheduled",
    "meetings_held",
    "granted_deals",
    "disbursed_deals",
    "version",
)
_AMOUNTS = ("granted_amount", "disbursed_amount")


def _counted() -> list[ColumnElement[Any]]:
    """A session that nothing has happened at counts nothing."""
    numbers = [func.coalesce(session_tallies.c[name], 0, type_=Integer).label(name) for name in _NUMBERS]
    amounts = [
        func.coalesce(session_tallies.c[name], 0, type_=Numeric(20, 2)).label(name) for name in _AMOUNTS
    ]
    return [*numbers, *amounts]


_wanted = given("ids", "id", "wanted")
_of_wanted = _wanted.outerjoin(session_tallies, session_tallies.c.session_id == _wanted.c.id)
_TALLIES = Statement(
    select(
        _wanted.c.id.label("session_id"),
        *_counted(),
        _EPOCH.label("epoch"),
        func.statement_timestamp().label("as_of"),
    ).select_from(_of_wanted)
)
_VERSIONS = Statement(
    select(
        _wanted.c.id.label("session_id"),
        func.coalesce(session_tallies.c.version, 0).label("version"),
        _EPOCH.label("epoch"),
    ).select_from(_of_wanted)
)


async def session_versions(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Version]:
    """Epoch and version of each session among `ids`; one that nothing has happened at is at version 0."""
    return {
        row["session_id"]: (row["epoch"], row["version"]) for row in await _VERSIONS.all(connection, ids=ids)
    }


async def counts_by_session(
    connection: Connection, ids: Sequence[UUID], viewer: Viewer
) -> dict[UUID, SessionCounts]:
    """The counts of each session among `ids`, all in one snapshot: they are public."""
    return {
        row["session_id"]: SessionCounts(
            session_id=row["session_id"],
            epoch=row["epoch"],
            as_of=row["as_of"],
            version=row["version"],
            demands=row["demands"],
            offers=row["offers"],
            meetings_scheduled=row["meetings_scheduled"],
            meetings_held=row["meetings_held"],
            granted=DealCount(row["granted_deals"], row["granted_amount"]),
            disbursed=DealCount(row["disbursed_deals"], row["disbursed_amount"]),
        )
        for row in await _TALLIES.all(connection, ids=ids)
    }


# --- The same, as a selection is read ---------------------------------------------------------------------------------


def _rows(fair: FromClause, sight: Sight) -> Gather:
    """The counts of a session, as one row."""
    one = select(literal_column("1", Integer).label("row")).subquery("one")
    return select(
        *_counted(),
        _EPOCH.label("epoch"),
        func.statement_timestamp(type_=DateTime(timezone=True)).label("as_of"),
    ).select_from(one.outerjoin(session_tallies, session_tallies.c.session_id == fair.c.id))


def _stamp(fair: FromClause) -> list[ColumnElement[Any]]:
    """Epoch and version of the counts of a session."""
    version = select(session_tallies.c.version).where(session_tallies.c.session_id == fair.c.id)
    found = version.correlate(fair).scalar_subquery()
    return [_EPOCH.label("epoch"), func.coalesce(found, 0, type_=Integer).label("version")]


def _deals(name: str) -> Gathered:
    """So many deals, and their money, of the same row."""

    def rows(counts: FromClause, sight: Sight) -> Gather:
        return select(counts.c[f"{name}_deals"].label("deals"), counts.c[f"{name}_amount"].label("amount"))

    return Gathered(name, "DealCount", rows)


Type("DealCount", *plain("deals"), money("amount", "amount"))
Type(
    "SessionCounts",
    *plain("epoch", "version", "as_of", "demands", "offers", "meetings_scheduled", "meetings_held"),
    _deals("granted"),
    _deals("disbursed"),
)
FINANCING_COUNTS = Gathered(
    "financingCounts",
    "SessionCounts",
    _rows,
    stamp=_stamp,
    versions=session_versions,
    batch=counts_by_session,
)
SUBSCRIPTION.add(FINANCING_COUNTS)
FAIR.add(FINANCING_COUNTS)
