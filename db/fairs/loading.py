"""A whole fair at once: what a load asks and writes, each in one statement for many rows; what an export reads."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import (
    Column,
    Integer,
    Uuid,
    bindparam,
    func,
    select,
    update,
)

from db.bulk import arrays, insert_many, rows_of
from db.engine import Connection, Row, Statement
from db.enterprises import enterprises
from db.fairs.records import booth, fair
from db.fairs.tables import booth_tallies, booths, fairs, intakes
from db.ledger import ledger_entries
from domain.elements import ElementKind
from domain.fairs import Booth, Fair, Intake, Register
from domain.fairs.loading import IntakeKey
from domain.ledger import LedgerEntry

_INTAKE = tuple(name for name in Intake.__slots__ if name != "form")
_ENTRY = tuple(LedgerEntry.__slots__)
_BOOTH = tuple(Booth.__slots__)
_TALLY = ("booth_id", "county_code", "fair_id", "register")

_ALONE = Statement(select(func.pg_advisory_xact_lock(func.hashtext("yaosu load"))))
_PATIENCE = Statement(select(func.set_config("idle_in_transaction_session_timeout", "600000", True)))
_NAMED = Statement(select(fairs).where(fairs.c.name == bindparam("name")).order_by(fairs.c.id))
_BOOTHS = Statement(select(booths).where(booths.c.fair_id == bindparam("fair_id")).order_by(booths.c.code))
_TAKEN = Statement(
    select(
        booths.c.code,
        enterprises.c.uscc,
        intakes.c.element_kind,
        intakes.c.register,
        intakes.c.received_at,
        intakes.c.summary,
    )
    .join(booths, booths.c.id == intakes.c.booth_id)
    .join(enterprises, enterprises.c.id == intakes.c.enterprise_id)
    .where(intakes.c.fair_id == bindparam("fair_id"))
)
_ADD_BOOTHS = insert_many(booths, _BOOTH)
_ADD_TALLIES = insert_many(booth_tallies, _TALLY)
_ADD_INTAKES = insert_many(intakes, _INTAKE)
_ADD_ENTRIES = insert_many(ledger_entries, _ENTRY)
_numbered = rows_of(Column("id", Uuid), Column("number", Integer))
_SET_NUMBERS = Statement(
    update(booths).where(booths.c.id == _numbered.c.id).values(last_number=_numbered.c.number)
)

_original, _original_booth = intakes.alias("original"), booths.alias("original_booth")
_EXPORT = Statement(
    select(
        intakes,
        booths.c.code.label("booth_code"),
        enterprises.c.name.label("enterprise"),
        enterprises.c.uscc,
        ledger_entries.c.solution,
        ledger_entries.c.owner_name,
        ledger_entries.c.due_on,
        ledger_entries.c.state.label("entry_state"),
        _original_booth.c.code.label("original_booth_code"),
        _original.c.number.label("original_number"),
    )
    .join(booths, booths.c.id == intakes.c.booth_id)
    .join(enterprises, enterprises.c.id == intakes.c.enterprise_id)
    .outerjoin(ledger_entries, ledger_entries.c.intake_id == intakes.c.id)
    .outerjoin(_original, _original.c.id == intakes.c.duplicate_of_id)
    .outerjoin(_original_booth, _original_booth.c.id == _original.c.booth_id)
    .where(intakes.c.fair_id == bindparam("fair_id"))
    .order_by(booths.c.code, intakes.c.number)
)


async def begin(connection: Connection) -> None:
    """Let no other load into the database until the transaction ends, and let this one think for ten minutes."""
    await _ALONE.run(connection)
    await _PATIENCE.run(connection)


async def fairs_named(connection: Connection, name: str) -> list[Fair]:
    """The fairs of exactly this name."""
    return [fair(row) for row in await _NAMED.all(connection, name=name)]


async def booths_with_numbers(connection: Connection, fair_id: UUID) -> dict[str, tuple[Booth, int]]:
    """The booths of a fair by code, each with its last number."""
    return {
        row["code"]: (booth(row), row["last_number"])
        for row in await _BOOTHS.all(connection, fair_id=fair_id)
    }


async def taken_at(connection: Connection, fair_id: UUID) -> frozenset[IntakeKey]:
    """What tells the intakes of a fair apart."""
    return frozenset(
        (
            row["code"],
            row["uscc"] or "",
            ElementKind(row["element_kind"]),
            Register(row["register"]),
            row["received_at"],
            row["summary"] or "",
        )
        for row in await _TAKEN.all(connection, fair_id=fair_id)
    )


async def add_booths(connection: Connection, added: Sequence[Booth]) -> None:
    """Store new booths with an empty tally for each register that they take."""
    given = arrays(added, _BOOTH)
    for name in ("registers", "element_kinds"):
        given[name] = [",".join(sorted(values)) for values in given[name]]
    await _ADD_BOOTHS.run(connection, **given)
    tallies = [(b.id, b.county_code, b.fair_id, r) for b in added for r in sorted(b.registers)]
    values = (list(each) for each in zip(*tallies, strict=True))
    await _ADD_TALLIES.run(connection, **dict(zip(_TALLY, values, strict=True)))


async def add_intakes(connection: Connection, added: Sequence[Intake]) -> None:
    """Store new intakes in one statement; a trigger keeps the tallies. Forms are not stored."""
    await _ADD_INTAKES.run(connection, **arrays(added, _INTAKE))


async def add_entries(connection: Connection, added: Sequence[LedgerEntry]) -> None:
    """Store new ledger entries in one statement."""
    await _ADD_ENTRIES.run(connection, **arrays(added, _ENTRY))


async def set_last_numbers(connection: Connection, numbers: Mapping[UUID, int]) -> None:
    """Store the last number that each booth has given."""
    await _SET_NUMBERS.run(connection, id=list(numbers), number=list(numbers.values()))


async def export(connection: Connection, fair_id: UUID) -> AsyncGenerator[Row]:
    """Every intake of a fair with its enterprise, its ledger entry and its original, by booth and number.

    Rows come a thousand at a time, within the transaction that the connection is in.
    """
    async for row in connection.cursor(_EXPORT.sql, *_EXPORT.values({"fair_id": fair_id}), prefetch=1000):
        yield cast("Row", row)
