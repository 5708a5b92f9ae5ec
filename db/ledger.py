"""Table and statements of the ledger."""

from sqlalchemy import Column, Date, DateTime, ForeignKeyConstraint, Index, Table, Text, Uuid, insert

from db.engine import Connection, Row, Statement, columns
from db.metadata import county_check, county_column, id_column, metadata, one_of
from db.relations import Identity, One, Seen, Type, plain
from domain.ledger import EntryState, LedgerEntry, reach

ledger_entries = Table(
    "ledger_entries",
    metadata,
    id_column(),
    county_column(),
    Column("fair_id", Uuid, nullable=False),
    Column("intake_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("solution", Text, nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    county_check(),
    one_of("state", EntryState),
    ForeignKeyConstraint(["intake_id", "county_code"], ["intakes.id", "intakes.county_code"]),
    Index("ledger_entries_intake_id_ix", "intake_id", unique=True),
    Index("ledger_entries_fair_id_ix", "fair_id", "due_on", "id"),
)

_ADD = Statement(insert(ledger_entries))


def entry(row: Row) -> LedgerEntry:
    """The record of a row."""
    return LedgerEntry(
        id=row["id"],
        county_code=row["county_code"],
        fair_id=row["fair_id"],
        intake_id=row["intake_id"],
        state=EntryState(row["state"]),
        solution=row["solution"],
        owner_name=row["owner_name"],
        due_on=row["due_on"],
        opened_at=row["opened_at"],
    )


LEDGER_ENTRY = Type(
    "LedgerEntry",
    Identity(),
    *plain("state", "solution", "owner_name", "due_on", "opened_at"),
    One("intake", "Intake", "intake_id"),
    table=ledger_entries,
    record=entry,
    seen=Seen(reach),
)


async def add_entry(connection: Connection, added: LedgerEntry) -> None:
    """Store a new entry."""
    await _ADD.run(connection, **columns(added))
