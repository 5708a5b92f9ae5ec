"""The page of a connection, as SQL sees it."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, case, func
from sqlalchemy.dialects.postgresql import aggregate_order_by

import db.pages
from db.plans.selected import Selected, only
from db.plans.text import NULL, cursor, joined, number, words
from db.relations import Paged


class Page:
    """The rows of a page, with one too many where it has to be known whether there are more."""

    def __init__(self, paged: Paged, rows: Any, shape: db.pages.Shape, more: bool) -> None:
        self.paged, self.rows = paged, rows
        self._size, self._backward, self._more = shape.size, shape.backward, more

    @property
    def has_more(self) -> ColumnElement[bool]:
        return func.count() > number(self._size)

    def cursor(self, *, last: bool) -> ColumnElement[Any]:
        """The json of the first or the last cursor of the page, null when it is empty."""
        place = self._end() if last else self._begin()
        key: Any = self.rows.c[self.paged.order.column]
        ends = (self._each(ends, ends.type)[place] for ends in (key, self.rows.c.id))
        text = joined(['"', cursor(*ends), '"'])
        return case((func.count() == 0, words(NULL)), else_=text)

    def joined(self, text: ColumnElement[Any]) -> ColumnElement[Any]:
        """The texts of the page's rows with commas."""
        if self._more:
            kept = self._each(text, Text())[self._begin() : self._end()]
            return func.array_to_string(kept, words(","))
        return func.string_agg(text, aggregate_order_by(words(","), *db.pages.listed(self.paged, self.rows)))

    def _each(self, value: ColumnElement[Any], type_: Any) -> Any:
        ordered: Any = aggregate_order_by(value, *db.pages.listed(self.paged, self.rows))
        return func.array_agg(ordered, type_=ARRAY(type_))

    def _begin(self) -> Any:
        """The place of the first row of the page: a backward page is preceded by what is too many."""
        if not (self._more and self._backward):
            return number(1)
        return func.greatest(func.count() - number(self._size), number(0)) + number(1)

    def _end(self) -> Any:
        if self._backward or not self._more:
            return func.count()
        return func.least(func.count(), number(self._size))


def needs_page(field: Selected, shape: db.pages.Shape) -> bool:
    """Whether a connection's field is made of the page's rows."""
    return field.name == "edges" or _asks(field, {more_name(shape), "startCursor", "endCursor"})


def asks_for_more(field: Selected, shape: db.pages.Shape) -> bool:
    """Whether a connection's field says that there are more beyond the page."""
    return _asks(field, {more_name(shape)})


def _asks(field: Selected, names: set[str]) -> bool:
    return field.name == "pageInfo" and any(inner.name in names for inner in only(field)[1])


def more_name(shape: db.pages.Shape) -> str:
    return "hasPreviousPage" if shape.backward else "hasNextPage"
