"""What the directories share: finding a record by a part of its name."""

from sqlalchemy import ColumnElement, FromClause

from db.relations import contains
from domain.people import Sight


def named(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    """Rows whose name has the text in it."""
    return contains(rows.c.name, parameter)
