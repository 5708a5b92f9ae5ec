"""Keyset pages: one statement a page, with an id to break ties."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from db.engine import Connection, Row, Statement
from domain.pages import Page, Slice, encode_cursor

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: by a moment, then by id, both in the same direction."""

    table: Table
    moment: ColumnElement[datetime]
    descending: bool


async def slice_of(
    connection: Connection,
    order: Order,
    where: list[ColumnElement[bool]],
    page: Page,
    build: Callable[[Row], T],
) -> Slice[T]:
    """One page of the rows that match `where`."""
    id_ = order.table.c.id
    down = order.descending is not page.backward
    query = select(order.table).where(*where)
    if page.cursor is not None:
        moment, id = page.cursor
        beyond = (order.moment < moment) if down else (order.moment > moment)
        tied = (id_ < id) if down else (id_ > id)
        query = query.where(or_(beyond, and_(order.moment == moment, tied)))
    query = query.order_by(
        order.moment.desc() if down else order.moment.asc(), id_.desc() if down else id_.asc()
    ).limit(page.size + 1)
    rows = await Statement(query).all(connection)
    more, rows = len(rows) > page.size, rows[: page.size]
    if page.backward:
        rows.reverse()
    name: Any = order.moment.key
    return Slice(
        items=tuple(build(row) for row in rows),
        cursors=tuple(encode_cursor(row[name], row["id"]) for row in rows),
        has_next=(page.cursor is not None) if page.backward else more,
        has_previous=more if page.backward else (page.cursor is not None),
    )


async def count_of(connection: Connection, table: Table, where: list[ColumnElement[bool]]) -> int:
    """How many rows match `where`."""
    row = await Statement(select(func.count().label("n")).select_from(table).where(*where)).one(connection)
    return row["n"] if row else 0
