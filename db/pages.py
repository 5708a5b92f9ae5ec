"""Keyset pages: a window of a list by the keys that it is sorted by, with an id to break ties."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
    true,
    tuple_,
)

from db.engine import Connection, Row, Statement
from db.metadata import given
from db.relations import Order, Paged, catalogue, of_viewer
from domain.pages import Page, Slice, Sorting, Wanted, encode_cursor
from domain.people import Sight, Viewer


class Shape(NamedTuple):
    """What decides the statement of a page; the rest of what is wanted is its parameters."""

    filters: tuple[str, ...]
    size: int
    backward: bool
    placed: bool
    sorting: Sorting | None


def shape_of(wanted: Wanted) -> Shape:
    """The shape of a page."""
    page = wanted.page
    return Shape(
        tuple(_given(wanted.filter)), page.size, page.backward, page.cursor is not None, wanted.sorting
    )


def values_of(wanted: Wanted, prefix: str = "") -> dict[str, Any]:
    """The parameters of a page, each name behind `prefix`."""
    values = {f"{prefix}{name}": value for name, value in _given(wanted.filter).items()}
    if wanted.page.cursor is not None:
        values[f"{prefix}key"], values[f"{prefix}id"] = wanted.page.cursor
    return values


def matching(
    paged: Paged, rows: FromClause, filters: Sequence[str], sight: Sight, prefix: str = ""
) -> list[ColumnElement[bool]]:
    """The conditions of the filters that are given."""
    return [paged.filters[name](rows, f"{prefix}{name}", sight) for name in filters]


def beyond(paged: Paged, rows: FromClause, shape: Shape, prefix: str = "") -> list[ColumnElement[bool]]:
    """The condition of the place that a page begins at, if it has one."""
    if not shape.placed:
        return []
    order = paged.sorted_by(shape.sorting)
    key: Any = order.key(rows)
    place = tuple_(bindparam(f"{prefix}key", type_=key.type), bindparam(f"{prefix}id", type_=Uuid))
    ours: Any = tuple_(key, rows.c.id)
    return [ours < place if _down(order, shape) else ours > place]


def sorting(paged: Paged, rows: FromClause, shape: Shape) -> list[ColumnElement[Any]]:
    """How the rows are sorted that a page is taken from: a backward page from the end."""
    order = paged.sorted_by(shape.sorting)
    keys = (order.key(rows), rows.c.id)
    return [key.desc() if _down(order, shape) else key.asc() for key in keys]


def listed(order: Order, rows: FromClause) -> list[ColumnElement[Any]]:
    """How the list itself is sorted."""
    keys = (order.key(rows), rows.c.id)
    return [key.desc() if order.descending else key.asc() for key in keys]


def _down(order: Order, shape: Shape) -> bool:
    return order.descending is not shape.backward


def _given(filter: Any) -> dict[str, Any]:
    """The fields of a filter that matter."""
    names: tuple[str, ...] = () if filter is None else filter.__slots__
    return {name: value for name in names if (value := getattr(filter, name)) is not None}


# --- The batches ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OnePage:
    """Reads the page of each key."""

    paged: Paged
    wanted: Wanted

    async def __call__(
        self, connection: Connection, keys: Sequence[UUID], viewer: Viewer
    ) -> dict[UUID, Slice[Any]]:
        statement = _page_statement(self.paged, shape_of(self.wanted), viewer.sight)
        rows = await statement.all(connection, keys=keys, **values_of(self.wanted), **of_viewer(viewer))
        of_each: dict[UUID, list[Row]] = {key: [] for key in keys}
        for row in rows:
            of_each[row["parent"]].append(row)
        return {key: _slice(self.paged, self.wanted.page, found) for key, found in of_each.items()}


@dataclass(frozen=True, slots=True)
class Total:
    """Counts what matches of each key, on all pages."""

    paged: Paged
    filter: Any

    async def __call__(self, connection: Connection, keys: Sequence[UUID], viewer: Viewer) -> dict[UUID, int]:
        given = _given(self.filter)
        statement = _total_statement(self.paged, tuple(given), viewer.sight)
        rows = await statement.all(connection, keys=keys, **given, **of_viewer(viewer))
        return {row["parent"]: row["total"] for row in rows}


_keys = given("keys", "parent", "keys")


@lru_cache(512)
def _page_statement(paged: Paged, shape: Shape, sight: Sight) -> Statement:
    rows = catalogue[paged.to].rows(sight, "listed")
    found = (
        select(rows, paged.sorted_by(shape.sorting).key(rows).label("page_key"))
        .where(*_of_parent(paged, rows), *matching(paged, rows, shape.filters, sight))
        .where(*beyond(paged, rows, shape))
        .order_by(*sorting(paged, rows, shape))
        .limit(literal_column(str(shape.size + 1)))
        .correlate(_keys)
        .lateral("found")
    )
    return Statement(
        select(_keys.c.parent, *found.c)
        .select_from(_keys)
        .join(found, true())
        .order_by(*sorting(paged, found, shape))
    )


@lru_cache(512)
def _total_statement(paged: Paged, filters: tuple[str, ...], sight: Sight) -> Statement:
    rows = catalogue[paged.to].rows(sight, "listed")
    total = (
        select(func.count())
        .select_from(rows)
        .where(*_of_parent(paged, rows), *matching(paged, rows, filters, sight))
        .correlate(_keys)
        .scalar_subquery()
    )
    return Statement(select(_keys.c.parent, total.label("total")))


def _of_parent(paged: Paged, rows: FromClause) -> list[ColumnElement[bool]]:
    return [rows.c[paged.theirs] == _keys.c.parent] if paged.theirs else []


def _slice(paged: Paged, page: Page, rows: list[Row]) -> Slice[Any]:
    """The page of rows, of which the last may be one too many."""
    more, rows = len(rows) > page.size, rows[: page.size]
    if page.backward:
        rows.reverse()
    return Slice(
        items=tuple(catalogue[paged.to].records(rows)),
        cursors=tuple(encode_cursor(row["page_key"], row["id"]) for row in rows),
        has_next=(page.cursor is not None) if page.backward else more,
        has_previous=more if page.backward else (page.cursor is not None),
    )
