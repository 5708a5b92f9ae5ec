"""What the schema's types are read from: columns and relations, declared once beside the tables, in the vocabulary of
Core and under the names of the schema. Two readers use a declaration: the batches below, many keys in and all of them
answered, which are the reference; and `db.plans`, which reads a whole selection in one statement.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Select,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    null,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from db.engine import Connection, Row, Statement
from db.metadata import any_of, every
from domain.elements import camel
from domain.pages import Direction, Sorting
from domain.people import Reach, Sight, Viewer

Batch = Callable[[Connection, Sequence[UUID], Viewer], Awaitable[dict[UUID, Any]]]
"""Reads the values of many keys in one statement, as far as the viewer sees them."""

Version = tuple[str, int]
"""Which state something is in that can be watched: the epoch and, rising strictly within it, the version."""

Versions = Callable[[Connection, Sequence[UUID]], Awaitable[dict[UUID, Version]]]
"""Reads in one statement which state each of many is in."""

Gather = Select[*tuple[Any, ...]]
"""A select whose columns are the fields of what it gathers."""

Filter = Callable[[FromClause, str, Sight], ColumnElement[bool]]
"""The condition of a filter's field: on these rows, with the parameter of this name, for who sees like this."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The field `id`: the opaque id of the row."""

    name: str = "id"


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A column, or what SQL computes of a row. It is written as json by its type in SQL."""

    name: str
    of: Callable[[FromClause], ColumnElement[Any]]
    optional: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """An object of the type `to` that is read from the same row."""

    name: str
    to: str


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """An object whose type the column `by` decides, read from the same row; null where `present` is null."""

    name: str
    by: str
    present: str
    types: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class One:
    """The row of `to` whose column `theirs` is this row's `ours`; `key` is where a record has it, if not there. With
    `where`, a column and a value, only a row that has the value has one."""

    name: str
    to: str
    ours: str
    theirs: str = "id"
    optional: bool = False
    key: str = ""
    where: tuple[str, str] | None = None

    @property
    def batch(self) -> Batch:
        """Reads the records of many keys."""
        return catalogue[self.to].by(self.theirs)


@dataclass(frozen=True, slots=True, eq=False)
class Many:
    """All rows of `to` whose column `theirs` is this row's `ours`, those that are `where`, sorted by the columns `order`:
    a bounded list. Without `theirs`, at the root, all rows of the type."""

    name: str
    to: str
    theirs: str
    order: tuple[str, ...]
    ours: str = "id"
    key: str = ""
    where: Callable[[FromClause], ColumnElement[bool]] | None = None

    @property
    def batch(self) -> Batch:
        """Reads the records of many keys."""
        return catalogue[self.to].of_each(self.theirs, self.order, self.where)

    def of_row(self, rows: FromClause, row: Any) -> list[ColumnElement[bool]]:
        """Which of the rows are listed for a row."""
        of = [rows.c[self.theirs] == row.c[self.ours]] if self.theirs else []
        return of if self.where is None else [*of, self.where(rows)]


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """What a select gathers for a row: one object of `to`, or a list where it is sorted by `order`, null where it is not
    `present`. A relation when `batch` reads its records; without, it is a part of a record that has been read. What
    can be watched has a `stamp`, columns that say which state a reading is of, `versions`, which tell the states of many,
    and records with an `epoch` and a `version`."""

    name: str
    to: str
    rows: Callable[[FromClause, Sight], Gather]
    order: tuple[str, ...] = ()
    present: Callable[[FromClause], ColumnElement[bool]] | None = None
    stamp: Callable[[FromClause], Sequence[ColumnElement[Any]]] | None = None
    versions: Versions | None = None
    batch: Batch | None = None
    ours: str = "id"
    key: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """How a list that can grow is sorted: by a moment, a day or a text, then by id, both in the same direction. `of` is
    what SQL makes of a column that may be null."""

    column: str
    descending: bool = False
    of: Callable[[FromClause], ColumnElement[Any]] | None = None

    def key(self, rows: FromClause) -> ColumnElement[Any]:
        """What rows are sorted by; it is never null."""
        return rows.c[self.column] if self.of is None else self.of(rows)


@dataclass(frozen=True, slots=True, eq=False)
class Paged:
    """A list of `to` that can grow, in keyset pages (`db.pages`): all rows, or those whose column `theirs` is this
    row's `ours`. `filters` has a condition for each field of the list's filter, `orders` what else it may be sorted
    by, under the names of the contract. Where it is a list of `links`, `to` is the type of its edges, whose `node` is
    what they lead to."""

    name: str
    to: str
    order: Order
    filters: Mapping[str, Filter]
    theirs: str = ""
    ours: str = "id"
    key: str = ""
    orders: Mapping[str, Order] = field(default_factory=dict[str, Order])
    links: bool = False

    def sorted_by(self, sorting: Sorting | None) -> Order:
        """The order that is asked for, or its own."""
        if sorting is None:
            return self.order
        return replace(self.orders[sorting.by], descending=sorting.direction is Direction.DESC)


@dataclass(frozen=True, slots=True)
class Found:
    """A row by the id that is asked for, or by a code that others know it by: of the type `to`, or of whatever type the id
    names."""

    name: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class FoundEach:
    """Rows of any type, one for each id that is asked for, in the order of the ids."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Which rows of a type are seen: the `reach` that the domain decides on, the condition of each reach that is of one's
    own rows, and the columns that are `hidden`, which are null to whoever looks, filters and sorts."""

    reach: Callable[[Sight], Reach]
    own: Mapping[Reach, Callable[[FromClause], ColumnElement[bool]]] = field(
        default_factory=dict[Reach, Callable[[FromClause], ColumnElement[bool]]]
    )
    hidden: Callable[[Sight], frozenset[str]] = lambda sight: frozenset()


PUBLISHED = Seen(lambda sight: Reach.ALL)
"""Everybody sees every row."""

Relation = One | Many | Gathered | Paged
"""What leads from a record to others."""

Member = Identity | Value | Same | Variant | Relation | Found | FoundEach


class Type:
    """A type of the schema: the table that it is read from, if it has one, how a row becomes a record, and its members;
    those that lead on to other records are its `relations`."""

    def __init__(
        self,
        name: str,
        *members: Member,
        table: Table | None = None,
        record: Callable[[Row], Any] | None = None,
        seen: Seen = PUBLISHED,
    ) -> None:
        assert name not in catalogue, f"{name} is declared twice"
        self.name = name
        self.seen = seen
        self._table = table
        self._record = record
        self._batches: dict[Any, Batch] = {}
        self.members: dict[str, Member] = {}
        self.relations: dict[str, Relation | Found | FoundEach] = {}
        self.add(*members)
        catalogue[name] = self

    def add(self, *members: Member) -> None:
        """Declare more: a context adds its questions to the root."""
        for member in members:
            assert member.name not in self.members, f"{self.name}.{member.name} is declared twice"
            self.members[member.name] = member
            if isinstance(member, One | Many | Paged | Found | FoundEach) or (
                isinstance(member, Gathered) and member.batch is not None
            ):
                self.relations[member.name] = member

    @property
    def table(self) -> Table:
        """The table of a type that has one."""
        assert self._table is not None, f"{self.name} has no table"
        return self._table

    def reached(self, reach: Reach, condition: Callable[[FromClause], ColumnElement[bool]]) -> None:
        """Declare which rows are one's own by this reach: a context adds what its records lead to."""
        assert reach not in self.seen.own, f"{self.name} is reached by {reach} already"
        self.seen = replace(self.seen, own={**self.seen.own, reach: condition})

    def rows(self, sight: Sight, alias: str) -> FromClause:
        """The rows that are seen, under a name: the viewer's ids are parameters (`of_viewer`)."""
        reach, hidden = self.seen.reach(sight), self.seen.hidden(sight)
        if reach is Reach.ALL and not hidden:
            return self.table.alias(alias)
        shown = select(*(_null(each) if each.name in hidden else each for each in self.table.c))
        if reach is not Reach.ALL:
            shown = shown.where(false() if reach is Reach.NONE else self.seen.own[reach](self.table))
        return shown.subquery(alias)

    def records(self, rows: Sequence[Row]) -> list[Any]:
        """The records of rows of the table."""
        assert self._record is not None, f"{self.name} has no records"
        return [self._record(row) for row in rows]

    def by(self, column: str) -> Batch:
        """Reads the record of each value of a column that has distinct values."""
        if column not in self._batches:

            @cache
            def statement(sight: Sight) -> Statement:
                rows = self.rows(sight, "found")
                return Statement(select(rows).where(any_of(rows.c[column])))

            async def batch(connection: Connection, keys: Sequence[UUID], viewer: Viewer) -> dict[UUID, Any]:
                rows = await statement(viewer.sight).all(connection, ids=keys, **of_viewer(viewer))
                return {row[column]: record for row, record in zip(rows, self.records(rows), strict=True)}

            self._batches[column] = batch
        return self._batches[column]

    @property
    def by_id(self) -> Batch:
        """Reads the record of each id."""
        return self.by("id")

    def of_each(
        self,
        column: str,
        order: tuple[str, ...],
        where: Callable[[FromClause], ColumnElement[bool]] | None = None,
    ) -> Batch:
        """Reads the sorted records of each value of a column, those that are `where`; none is an empty list. Without a
        column, all there are, for the one key of the root."""
        if (column, order, where) not in self._batches:

            @cache
            def statement(sight: Sight) -> Statement:
                rows = self.rows(sight, "found")
                conditions = [any_of(rows.c[column])] if column else []
                conditions += [] if where is None else [where(rows)]
                return Statement(
                    select(rows).where(*conditions).order_by(*(rows.c[sorted_by] for sorted_by in order))
                )

            async def batch(connection: Connection, keys: Sequence[UUID], viewer: Viewer) -> dict[UUID, Any]:
                rows = await statement(viewer.sight).all(connection, ids=keys, **of_viewer(viewer))
                if not column:
                    return dict.fromkeys(keys, tuple(self.records(rows)))
                found: dict[UUID, Any] = {key: [] for key in keys}
                for row, record in zip(rows, self.records(rows), strict=True):
                    found[row[column]].append(record)
                return {key: tuple(records) for key, records in found.items()}

            self._batches[column, order, where] = batch
        return self._batches[column, order, where]


catalogue: dict[str, Type] = {}
"""Every declared type by its name."""

QUERY = Type("Query", Found("node"), FoundEach("nodes"), FoundEach("_entities"))
"""The root; every context adds its questions."""

SUBSCRIPTION = Type("Subscription")
"""The root of what is told live; every context adds what can be watched."""


def plain(*columns: str) -> tuple[Value, ...]:
    """Columns that are fields as they are, under the schema's spelling of their names."""
    return tuple(_column(column) for column in columns)


def optional(*columns: str) -> tuple[Value, ...]:
    """The same for columns that may be null."""
    return tuple(_column(column, optional=True) for column in columns)


def within(enum: type[StrEnum], column: str) -> Callable[[FromClause], ColumnElement[Any]]:
    """The values that an array column has of an enumeration, in the enumeration's order."""

    def of(row: FromClause) -> ColumnElement[Any]:
        values = every(enum)
        chosen = (
            select(
                func.coalesce(
                    func.array_agg(aggregate_order_by(values.c.value, values.c.place), type_=ARRAY(Text)),
                    literal_column("'{}'"),
                )
            )
            .where(values.c.value == any_(row.c[column]))
            .correlate(row)
        )
        return type_coerce(chosen.scalar_subquery(), ARRAY(Text))

    return of


@cache
def key_of(relation: Relation) -> Callable[[Any], UUID | None]:
    """Where a record has the key that a relation is followed by."""
    key = attrgetter(relation.key or relation.ours)
    if not isinstance(relation, One) or relation.where is None:
        return key
    column, value = relation.where
    return lambda record: key(record) if getattr(record, column) == value else None


def of_viewer(viewer: Viewer) -> dict[str, Any]:
    """The parameters that stand for what is a viewer's own, and for the day on which one looks."""
    return {
        "viewer_enterprises": viewer.enterprises,
        "viewer_booths": viewer.booths,
        "viewer_organization": viewer.organization,
        "viewer_zones": viewer.zones,
        "viewer_chains": viewer.chains,
        "viewer_today": viewer.today,
    }


def equal(column: str) -> Filter:
    """Rows whose column has the value."""

    def condition(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
        return rows.c[column] == bindparam(parameter, type_=rows.c[column].type)

    return condition


def contains(column: ColumnElement[Any], parameter: str) -> ColumnElement[bool]:
    """Whether a text has the parameter in it, whatever the case of its letters."""
    return func.strpos(func.lower(column), func.lower(bindparam(parameter, type_=Text))) > 0


def _null(column: Any) -> ColumnElement[Any]:
    return cast(null(), column.type).label(column.name)


def _column(column: str, *, optional: bool = False) -> Value:
    return Value(camel(column), lambda row: row.c[column], optional)
