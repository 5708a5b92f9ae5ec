"""What around supply and demand is a viewer's own: an introduction is seen from either side, and with it its steps and
reports."""

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, FromClause, select

from db.enterprises import WITH_ENTERPRISE
from db.relations import Seen
from db.supply.tables import introduction_parties
from domain.people import Reach
from domain.supply import reach_of_synonyms

Condition = Callable[[FromClause], ColumnElement[bool]]

# A name of its own, so that no statement around it is taken for the same rows.
_parties = introduction_parties.alias("own_parties")


class _OfSides(Mapping[Reach, Condition]):
    """By each reach, what is of an introduction, by a column, one of whose enterprises is seen by it."""

    def __init__(self, column: str) -> None:
        self._column = column

    def __getitem__(self, reach: Reach) -> Condition:
        seen = WITH_ENTERPRISE.own[reach]
        return lambda rows: rows.c[self._column].in_(select(_parties.c.introduction_id).where(seen(_parties)))

    def __iter__(self):
        return iter(WITH_ENTERPRISE.own)

    def __len__(self) -> int:
        return len(WITH_ENTERPRISE.own)


INTRODUCTIONS = Seen(WITH_ENTERPRISE.reach, _OfSides("id"))
OF_INTRODUCTION = Seen(WITH_ENTERPRISE.reach, _OfSides("introduction_id"))
SYNONYMS = Seen(reach_of_synonyms)
