"""What of chains is a viewer's own: what is about an enterprise is seen as the enterprise is, and who leads a chain sees the
enterprises that are in it."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, FromClause, and_, select

from db.chains.tables import chain_memberships, combat_units
from db.enterprises import ENTERPRISE
from db.metadata import any_of
from db.relations import Seen
from domain.chains import reach_of_members
from domain.people import Reach

Condition = Callable[[FromClause], ColumnElement[bool]]

# Names of their own, so that no statement around them is taken for the same rows.
_members, _enterprises, _units = (
    chain_memberships.alias("own_members"),
    ENTERPRISE.table.alias("own_enterprises"),
    combat_units.alias("own_units"),
)
_OF_VIEWERS = tuple(reach for reach in Reach if reach not in {Reach.NONE, Reach.ALL})


def _in_own_chains(rows: FromClause) -> ColumnElement[bool]:
    in_chains = select(_members.c.enterprise_id).where(any_of(_members.c.current_chain_id, "viewer_chains"))
    return rows.c.id.in_(in_chains)


ENTERPRISE.reached(Reach.OWN_CHAINS, _in_own_chains)


def _of_seen(reach: Reach) -> Condition:
    """Rows about an enterprise that is seen. Which those are, contexts further down have their say in, too."""

    def condition(rows: FromClause) -> ColumnElement[bool]:
        seen = select(_enterprises.c.id).where(ENTERPRISE.seen.own[reach](_enterprises))
        return rows.c.enterprise_id.in_(seen)

    return condition


def _of_units(reach: Reach) -> Condition:
    """Of the units for an enterprise that is seen, who leads a chain sees those of that chain."""
    of_seen = _of_seen(reach)
    if reach is not Reach.OWN_CHAINS:
        return of_seen
    return lambda rows: and_(of_seen(rows), any_of(rows.c.chain_id, "viewer_chains"))


def _of_plans(reach: Reach) -> Condition:
    of_units = _of_units(reach)
    return lambda rows: rows.c.unit_id.in_(select(_units.c.id).where(of_units(_units)))


MEMBERS = Seen(reach_of_members, {reach: _of_seen(reach) for reach in _OF_VIEWERS})
UNITS = Seen(reach_of_members, {reach: _of_units(reach) for reach in _OF_VIEWERS})
PLANS = Seen(reach_of_members, {reach: _of_plans(reach) for reach in _OF_VIEWERS})
