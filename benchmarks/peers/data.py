"""The data that every server answers from: the project's own tables, and the benchmark's for what is yet to come."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from db.engine import Connection
from tests.offices import credit_code

SQL = Path(__file__).parent / "sql"
COUNTY = "370900"
ENTERPRISES, INTAKES = 5_000, 100_000


@dataclass(frozen=True, slots=True)
class Booth:
    """A booth that intakes can be handed in at."""

    id: UUID
    fair_id: UUID
    register: str


@dataclass(frozen=True, slots=True)
class Data:
    """What questions can be asked about."""

    fairs: list[UUID]
    booths: list[Booth]
    enterprises: list[UUID]
    usccs: list[str]


async def fill(dsn: str) -> Data:
    """Write all rows into a migrated database, the same in every run. `dsn` logs in as a superuser."""
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            await connection.execute(
                "CREATE TEMPORARY TABLE credit_codes (number integer PRIMARY KEY, code text)"
            )
            codes = [(number, credit_code(number)) for number in range(1, ENTERPRISES + 1)]
            await connection.copy_records_to_table("credit_codes", records=codes)
            for script in ("tables", "rows", "postgraphile"):
                await connection.execute((SQL / f"{script}.sql").read_text())
        await connection.execute("VACUUM (ANALYZE)")
        await connection.execute("CHECKPOINT")
        return await _data(connection)
    finally:
        await connection.close()


async def _data(connection: Connection) -> Data:
    enterprises = await connection.fetch("SELECT id, uscc FROM yaosu.enterprises ORDER BY id")
    return Data(
        fairs=[row["id"] for row in await connection.fetch("SELECT id FROM yaosu.fairs ORDER BY id")],
        booths=[
            Booth(row["id"], row["fair_id"], row["registers"][0])
            for row in await connection.fetch("SELECT id, fair_id, registers FROM yaosu.booths ORDER BY id")
        ],
        enterprises=[row["id"] for row in enterprises],
        usccs=[row["uscc"] for row in enterprises if row["uscc"]],
    )
