"""Table and statements of the ledger."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    Uuid,
    insert,
)

from db.engine import Connection, Row, Statement, columns
from db.metadata import county_check, county_column, id_column, metadata, one_of
from db.relations import Identity, One, Seen, Type, plain
from domain.ledger import EntryState, LedgerEntry, reach

ledger_entries = Table(
    "ledger_entries",
    metadata,
    id_column(),
    county_column(),
    Column("fair_id", Uuid),
    Column("intake_id", Uuid),
    Column("state", Text, nullable=False),
    Column("solution", Text, nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("resolution_id", Uuid),
    county_check(),
    one_of("state", EntryState),
    CheckConstraint("num_nonnulls(intake_id, resolution_id) = 1", name="source"),
    CheckConstraint("(fair_id IS NULL) = (intake_id IS NULL)", name="fair_id"),
    ForeignKeyConstraint(["intake_id", "county_code"], ["intakes.id", "intakes.county_code"]),
    ForeignKeyConstraint(["resolution_id", "county_code"], ["resolutions.id", "resolutions.county_code"]),
    Index("ledger_entries_intake_id_ix", "intake_id", unique=True),
    Index("ledger_entries_resolution_id_ix", "resolution_id", unique=True),
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
        resolution_id=row["resolution_id"],
    )


LEDGER_ENTRY = Type(
    "LedgerEntry",
    Identity(),
    *plain("state", "solution", "owner_name", "due_on", "opened_at"),
    One("intake", "Intake", "intake_id", optional=True),
    table=ledger_entries,
    record=entry,
    seen=Seen(reach),
)


async def add_entry(connection: Connection, added: LedgerEntry) -> None:
    """Store a new entry."""
    await _ADD.run(connection, **columns(added))
