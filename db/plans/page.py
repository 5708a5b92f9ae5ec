"""The page of a connection, as SQL sees it."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, case, func
from sqlalchemy.dialects.postgresql import aggregate_order_by

import db.pages
from db.plans.selected import Selected, only
from db.plans.text import NULL, cursor, joined, number, words
from db.relations import Order, Paged


class Page:
    """The rows of a page."""

    def __init__(self, paged: Paged, order: Order, rows: Any) -> None:
        self.paged, self.order, self.rows = paged, order, rows

    def cursor(self, *, last: bool) -> ColumnElement[Any]:
        """The json of the first or the last cursor of the page, null when it is empty."""
        place: Any = func.count() if last else number(1)
        ends = (self._each(ends)[place] for ends in (self.order.key(self.rows), self.rows.c.id))
        text = joined(['"', cursor(*ends), '"'])
        return case((func.count() == 0, words(NULL)), else_=text)

    def joined(self, text: ColumnElement[Any]) -> ColumnElement[Any]:
        """The texts of the page's rows with commas."""
        return func.string_agg(text, aggregate_order_by(words(","), *db.pages.listed(self.order, self.rows)))

    def _each(self, value: ColumnElement[Any]) -> Any:
        ordered: Any = aggregate_order_by(value, *db.pages.listed(self.order, self.rows))
        return func.array_agg(ordered, type_=ARRAY(value.type))


def needs_page(field: Selected) -> bool:
    """Whether a connection's field is made of the page's rows."""
    return field.name == "edges" or (
        field.name == "pageInfo"
        and any(inner.name in {"startCursor", "endCursor"} for inner in only(field)[1])
    )


def beyond(shape: db.pages.Shape) -> str:
    """The field of a page's info that says whether there are more in the page's own direction."""
    return "hasPreviousPage" if shape.backward else "hasNextPage"
