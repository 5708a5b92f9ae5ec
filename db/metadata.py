"""What all tables share: one metadata, the names of constraints, the columns of the county wall."""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Text,
    Uuid,
    any_,
    bindparam,
    column,
    func,
    literal_column,
)

SCHEMA = "yaosu"
"""Every object lives in this schema; connections have it as their search path."""

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "uq": "%(table_name)s_%(column_0_N_name)s_uq",
        "ck": "%(table_name)s_%(constraint_name)s_ck",
        "ix": "%(table_name)s_%(column_0_N_name)s_ix",
    }
)


def id_column() -> Column[Any]:
    """An id; it leads the key, so that one probe finds a record of any county."""
    return Column("id", Uuid, primary_key=True)


def county_column() -> Column[Any]:
    """The county that a record belongs to: part of its key, so that no reference crosses the wall."""
    return Column("county_code", Text, primary_key=True)


def version_column() -> Column[Any]:
    """How often a record was written: an act says which version it is about, and of two at once one is refused."""
    return Column("version", Integer, nullable=False)


def county_check() -> CheckConstraint:
    """A county code has six digits (GB/T 2260)."""
    return CheckConstraint("county_code ~ '^[1-9][0-9]{5}$'", name="county_code")


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """An enumeration is text and a check: a value can be added without rewriting the table."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def any_of(column: ColumnElement[Any], name: str = "ids") -> ColumnElement[bool]:
    """Whether `column` is among the values of the parameter `name`: one statement answers many keys."""
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


def given(parameter: str, name: str, rows: str) -> Any:
    """The keys of the parameter `parameter` as rows, in a column `name`: ids, or texts where the column is a code."""
    type_ = Text if name.endswith("_code") else Uuid
    keys = func.unnest(bindparam(parameter, type_=ARRAY(type_)))
    return keys.table_valued(column(name, type_), name=rows).render_derived()


def every(values: type[StrEnum]) -> Any:
    """All values of an enumeration as rows, in their order: `value` and its `place`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return (
        func.unnest(literal_column(f"ARRAY[{listed}]", ARRAY(Text)))
        .table_valued(column("value", Text), with_ordinality="place", name="every")
        .render_derived()
    )
