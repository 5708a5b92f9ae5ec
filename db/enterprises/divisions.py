"""Table and statements of divisions, which belong to no county."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import CheckConstraint, Column, Date, Table, Text, bindparam, or_, select
from sqlalchemy.dialects.postgresql import insert

from db.bulk import rows_of
from db.engine import Connection, Row, Statement
from db.metadata import metadata
from db.relations import Type, optional, plain
from domain.enterprises.divisions import Division

divisions = Table(
    "divisions",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    CheckConstraint("code ~ '^[1-9][0-9]{5}$'", name="code"),
    CheckConstraint("valid_to > valid_from", name="period"),
)


def division(row: Row) -> Division:
    """The record of a row."""
    return Division(row["code"], row["name"], row["valid_from"], row["valid_to"])


DIVISION = Type(
    "Division",
    *plain("code", "name"),
    *optional("valid_from", "valid_to"),
    table=divisions,
    record=division,
)

_day = bindparam("day", type_=Date)
_VALID = Statement(
    select(divisions.c.code).where(
        divisions.c.code == bindparam("code"),
        or_(divisions.c.valid_from.is_(None), divisions.c.valid_from <= _day),
        or_(divisions.c.valid_to.is_(None), divisions.c.valid_to > _day),
    )
)
_given = rows_of(*divisions.c)
_adding = insert(divisions).from_select([c.name for c in divisions.c], select(*_given.c))
_KEEP = Statement(
    _adding.on_conflict_do_update(
        index_elements=["code"],
        set_={name: _adding.excluded[name] for name in ("name", "valid_from", "valid_to")},
    )
)


async def is_division(connection: Connection, code: str, on: date) -> bool:
    """Whether a division has this code on a day."""
    return await _VALID.one(connection, code=code, day=on) is not None


async def keep_divisions(connection: Connection, kept: Sequence[Division]) -> None:
    """Store divisions as they are given, each code once; those that are not given stay as they are."""
    await _KEEP.run(connection, **{c.name: [getattr(each, c.name) for each in kept] for c in divisions.c})
