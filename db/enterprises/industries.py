"""Table and statements of industries, which belong to no county."""

from collections.abc import Sequence

from sqlalchemy import CheckConstraint, Column, Table, Text, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from db.bulk import rows_of
from db.engine import Connection, Row, Statement
from db.metadata import metadata
from db.relations import Type, optional, plain
from domain.enterprises.industries import Industry

industries = Table(
    "industries",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("english_name", Text),
    CheckConstraint("code ~ '^([A-T]|[0-9]{2,4})$'", name="code"),
)


def industry(row: Row) -> Industry:
    """The record of a row."""
    return Industry(row["code"], row["name"], row["english_name"])


INDUSTRY = Type(
    "Industry", *plain("code", "name"), *optional("english_name"), table=industries, record=industry
)

_KNOWN = Statement(select(industries.c.code).where(industries.c.code == bindparam("code")))
_names = (industries.c.code, industries.c.name)
_adding = insert(industries).from_select(["code", "name"], select(*rows_of(*_names).c))
_KEEP = Statement(
    _adding.on_conflict_do_update(index_elements=["code"], set_={"name": _adding.excluded.name})
)


async def is_industry(connection: Connection, code: str) -> bool:
    """Whether the code is a section's or in the imported table."""
    return await _KNOWN.one(connection, code=code) is not None


async def keep_industries(connection: Connection, kept: Sequence[Industry]) -> None:
    """Store the codes and names of industries, each code once; those that are not given stay as they are."""
    await _KEEP.run(connection, code=[each.code for each in kept], name=[each.name for each in kept])
