"""Many rows in one statement, given as one array a column."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Table, Text, bindparam, column, func, insert, select

from db.engine import Statement


def rows_of(*declared: Column[Any]) -> Any:
    """Rows given as one array a column. An array of arrays must be a rectangle, so a column that is an array itself
    is given as text with commas."""
    types = [Text() if isinstance(c.type, ARRAY) else c.type for c in declared]
    arrays = [bindparam(c.name, type_=ARRAY(kind)) for c, kind in zip(declared, types, strict=True)]
    fields: list[Any] = [column(c.name, kind) for c, kind in zip(declared, types, strict=True)]
    return func.unnest(*arrays).table_valued(*fields).render_derived()


def insert_many(table: Table, names: Sequence[str]) -> Statement:
    """Insert the rows of one array a column."""
    declared = [table.c[name] for name in names]
    given = rows_of(*declared)
    values: list[ColumnElement[Any]] = [
        func.string_to_array(given.c[c.name], ",") if isinstance(c.type, ARRAY) else given.c[c.name]
        for c in declared
    ]
    return Statement(insert(table).from_select(list(names), select(*values)))


def arrays(records: Sequence[object], names: Sequence[str]) -> dict[str, list[Any]]:
    """What `insert_many` wants of records whose fields are columns."""
    return {name: [getattr(record, name) for record in records] for name in names}
