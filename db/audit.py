"""The audit in the database. A trigger numbers and chains what is added; nobody changes or deletes it."""

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import orjson
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    FetchedValue,
    Insert,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    bindparam,
    column,
    func,
    insert,
    select,
)

from db.engine import Connection, Database, Statement, columns
from db.metadata import county_check, county_column, metadata, one_of
from domain.audit import Deed, Entry, Head, Place, Verdict
from domain.people import Role, Viewer

LANES = 64
"""Chains of a county. Acts on different records are mostly in different lanes, and need not wait for each other."""

PIECE = 10_000
"""Entries that one statement verifies: it ends long before a statement's time is up."""

audit_entries = Table(
    "audit_entries",
    metadata,
    county_column(),
    Column("lane", SmallInteger, primary_key=True, server_default=FetchedValue()),
    Column("number", BigInteger, primary_key=True, server_default=FetchedValue()),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("subject_type", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("reference", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    county_check(),
    one_of("role", Role),
    CheckConstraint("actor <> ''", name="actor"),
    CheckConstraint("lane BETWEEN 0 AND 63", name="lane"),
)

audit_heads = Table(
    "audit_heads",
    metadata,
    county_column(),
    Column("lane", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    county_check(),
    postgresql_with={"fillfactor": "50"},
)


def adding() -> Insert:
    """Adds an entry: alone, or as a part of another statement. It comes last in its transaction, for it holds the lane
    until the transaction ends."""
    given = {name: bindparam(name, type_=audit_entries.c[name].type) for name in Entry.__slots__}
    return insert(audit_entries).values(given).inline()


_ADD = Statement(adding())
_COUNTIES = Statement(select(func.audit_counties().label("county_code")))
_HEADS = Statement(
    select(audit_heads)
    .where(audit_heads.c.county_code == bindparam("county_code"))
    .order_by(audit_heads.c.lane)
)
_HASH = Statement(
    select(audit_entries.c.hash).where(
        audit_entries.c.county_code == bindparam("county_code"),
        audit_entries.c.lane == bindparam("lane"),
        audit_entries.c.number == bindparam("number"),
    )
)
_PIECE = Statement(
    select(
        func.verify_audit(
            bindparam("lane", type_=SmallInteger),
            bindparam("since", type_=BigInteger),
            bindparam("previous", type_=LargeBinary),
            bindparam("at_most", type_=Integer),
        ).table_valued(
            column("entries", BigInteger),
            column("broken", BigInteger),
            column("number", BigInteger),
            column("hash", LargeBinary),
        )
    )
)

Looked = Callable[[], None]
"""Is told of every lane that has been looked at."""


def entry(deed: Deed, act: str, viewer: Viewer, at: datetime, reference: str) -> Entry:
    """The entry of what a viewer did."""
    return Entry(
        county_code=viewer.county_code,
        at=at,
        actor=viewer.subject,
        role=viewer.role,
        act=act,
        subject_type=type(deed.subject).__name__,
        subject_id=deed.subject.id,
        before=_json(deed.before),
        after=_json(deed.after),
        reference=reference,
    )


def _json(records: Iterable[object]) -> str | None:
    """Records as an object, each under the name of its kind."""
    named = {type(record).__name__: record for record in records}
    return orjson.dumps(named, default=_plain).decode() if named else None


def _plain(value: Any) -> Any:
    """What orjson does not write by itself: sets in a fixed order, decimals digit by digit."""
    return sorted(cast("frozenset[str]", value)) if isinstance(value, frozenset) else str(value)


async def add(connection: Connection, added: Entry) -> None:
    """Add an entry, as the last statement of the transaction that did the act."""
    await _ADD.run(connection, **columns(added))


async def counties(database: Database) -> list[str]:
    """The counties that the audit has anything of."""
    async with database.connection() as connection:
        return [row["county_code"] for row in await _COUNTIES.all(connection)]


async def heads(database: Database, county_code: str) -> list[Head]:
    """The heads of a county's lanes, as of one moment."""
    async with _snapshot(database, county_code) as connection:
        return await _heads(connection, county_code)


async def _heads(connection: Connection, county_code: str) -> list[Head]:
    rows = await _HEADS.all(connection, county_code=county_code)
    return [Head(Place(county_code, row["lane"], row["number"]), row["hash"]) for row in rows]


async def verify(database: Database, county_code: str, kept: Iterable[Head], looked: Looked) -> Verdict:
    """Look at a whole county: that every entry follows from the one before it, that each lane ends where its head says,
    and that the `kept` heads of an earlier day are still on their way."""
    verdict = Verdict(0, 0)
    async with _snapshot(database, county_code) as connection:
        ends = {head.place.lane: head for head in await _heads(connection, county_code)}
        for lane in range(LANES):
            end = ends.get(lane, Head(Place(county_code, lane, 0), b""))
            entries, broken = await _verify_lane(connection, end)
            verdict = Verdict(verdict.entries + entries, verdict.lanes + (entries > 0), broken)
            if broken is not None:
                return verdict
            looked()
        for head in sorted(kept, key=lambda head: head.place.lane):
            place = head.place
            row = await _HASH.one(connection, county_code=county_code, lane=place.lane, number=place.number)
            if row is None or row["hash"] != head.hash:
                return replace(verdict, broken=place)
    return verdict


async def _verify_lane(connection: Connection, end: Head) -> tuple[int, Place | None]:
    """How many entries a lane has, and the first place that is not right."""
    lane, entries, at, last = end.place.lane, 0, 0, b""
    while True:
        piece = await _PIECE.one(connection, lane=lane, since=at, previous=last, at_most=PIECE)
        assert piece is not None
        if piece["broken"] is not None:
            return entries, replace(end.place, number=piece["broken"])
        if not piece["entries"]:
            is_end = (at, last) == (end.place.number, end.hash)
            return entries, None if is_end else replace(end.place, number=min(at, end.place.number) + 1)
        entries, at, last = entries + piece["entries"], piece["number"], piece["hash"]


@asynccontextmanager
async def _snapshot(database: Database, county_code: str) -> AsyncGenerator[Connection]:
    """A county as of one moment, while acts go on."""
    transaction = await database.begin(county_code, write=False)
    try:
        yield transaction.connection
    finally:
        await transaction.rollback()
