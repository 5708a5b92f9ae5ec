"""What is about an enterprise is seen by who sees the enterprise."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, FromClause, select

from db.enterprises.register import ENTERPRISE, enterprises
from db.metadata import any_of
from db.relations import Seen
from domain.enterprises import reach
from domain.people import Reach

Condition = Callable[[FromClause], ColumnElement[bool]]


def seen_with_enterprise(column: str = "enterprise_id") -> Seen:
    """Rows that are seen exactly when the enterprise is that their `column` names. How one's own enterprises are found
    may be declared later: it is looked up when a statement is made."""
    own = {each: _led_from(each, column) for each in Reach if each not in {Reach.NONE, Reach.ALL}}

    def named(rows: FromClause) -> ColumnElement[bool]:
        return any_of(rows.c[column], "viewer_enterprises")

    return Seen(reach, own | {Reach.OWN_ENTERPRISES: named})


def _led_from(reach: Reach, column: str) -> Condition:
    def condition(rows: FromClause) -> ColumnElement[bool]:
        # A name of its own each time, so that no statement around it is taken for the same rows.
        followed = enterprises.alias()
        return rows.c[column].in_(select(followed.c.id).where(ENTERPRISE.seen.own[reach](followed)))

    return condition
