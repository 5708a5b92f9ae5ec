"""What the types of chains are read from."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Text, bindparam, case, select

from db.chains import records, tables
from db.chains.remit import MEMBERS, PLANS, UNITS
from db.engine import Connection, Statement
from db.enterprises import AT_ONCE, ENTERPRISE, ends_with_enterprise
from db.metadata import any_of
from db.relations import (
    QUERY,
    Found,
    Gather,
    Gathered,
    Identity,
    Many,
    One,
    Order,
    Paged,
    Type,
    Value,
    equal,
    of_viewer,
    optional,
    plain,
)
from domain.chains import ChainRole, CombatUnitState
from domain.people import Sight, Viewer

_PERIOD = (*plain("since", "version"), *optional("until"))


def _masters(rows: FromClause, sight: Sight) -> tuple[FromClause, FromClause]:
    """The chain masters that are seen, and their memberships."""
    return ENTERPRISE.rows(sight, "masters"), tables.chain_memberships.alias("mastering")


def _masters_rows(chain: FromClause, sight: Sight) -> Gather:
    """The enterprises that are masters of a chain, as far as they are seen."""
    seen, mastering = _masters(chain, sight)
    return select(seen).where(
        seen.c.id == mastering.c.enterprise_id,
        mastering.c.current_chain_id == chain.c.id,
        mastering.c.role == ChainRole.MASTER.value,
    )


@cache
def _masters_statement(sight: Sight) -> Statement:
    seen, mastering = _masters(tables.chains, sight)
    return Statement(
        select(mastering.c.chain_id.label("of"), seen)
        .where(
            seen.c.id == mastering.c.enterprise_id,
            any_of(mastering.c.current_chain_id),
            mastering.c.role == ChainRole.MASTER.value,
        )
        .order_by(seen.c.name, seen.c.id)
    )


async def _masters_by_chain(
    connection: Connection, ids: Sequence[UUID], viewer: Viewer
) -> dict[UUID, tuple[Any, ...]]:
    """The masters of each chain among `ids`."""
    rows = await _masters_statement(viewer.sight).all(connection, ids=ids, **of_viewer(viewer))
    found: dict[UUID, tuple[Any, ...]] = dict.fromkeys(ids, ())
    for row, record in zip(rows, ENTERPRISE.records(rows), strict=True):
        found[row["of"]] = (*found[row["of"]], record)
    return found


def _state(row: FromClause) -> ColumnElement[Any]:
    """As `domain.chains.CombatUnit.state` has it."""
    return case((row.c.until.is_(None), CombatUnitState.ACTIVE.value), else_=CombatUnitState.DISBANDED.value)


def _in_state(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    return _state(rows) == bindparam(parameter, type_=Text)


TRACK = Type(
    "Track",
    Identity(),
    *plain("code", "name", "group"),
    Many("chains", "Chain", "current_track_id", order=("name", "id")),
    table=tables.tracks,
    record=records.track,
)
CHAIN = Type(
    "Chain",
    Identity(),
    *plain("name"),
    *_PERIOD,
    One("track", "Track", "track_id"),
    One("leader", "ChainLeader", "id", theirs="current_chain_id", optional=True),
    Many("leaders", "ChainLeader", "chain_id", order=("version",)),
    One("chiefLeader", "ChiefLeader", "county_code", theirs="current_county", optional=True),
    Many("nodes", "ChainNode", "current_chain_id", order=("place", "name", "id")),
    Many("links", "ChainLink", "current_chain_id", order=("from_id", "to_id")),
    Many("taskForces", "TaskForce", "current_chain_id", order=("name", "id")),
    Gathered("masters", "Enterprise", _masters_rows, order=("name", "id"), batch=_masters_by_chain),
    Paged(
        "members",
        "ChainMemberEdge",
        Order("since"),
        {"role": equal("role"), "node_id": equal("node_id")},
        theirs="current_chain_id",
        links=True,
    ),
    Paged("combatUnits", "CombatUnit", Order("since"), {"state": _in_state}, theirs="chain_id"),
    table=tables.chains,
    record=records.chain,
)
CHAIN_LEADER = Type(
    "ChainLeader",
    Identity(),
    *plain("name", "title"),
    *_PERIOD,
    One("chain", "Chain", "chain_id"),
    table=tables.chain_leaders,
    record=records.chain_leader,
)
CHIEF_LEADER = Type(
    "ChiefLeader",
    Identity(),
    *plain("name", "title"),
    *_PERIOD,
    table=tables.chief_leaders,
    record=records.chief_leader,
)
CHAIN_NODE = Type(
    "ChainNode",
    Identity(),
    *plain("name", "position", "place"),
    *_PERIOD,
    One("chain", "Chain", "chain_id"),
    table=tables.chain_nodes,
    record=records.node,
)
CHAIN_LINK = Type(
    "ChainLink",
    Identity(),
    *_PERIOD,
    One("chain", "Chain", "chain_id"),
    One("from", "ChainNode", "from_id"),
    One("to", "ChainNode", "to_id"),
    table=tables.chain_links,
    record=records.link,
)
CHAIN_MEMBERSHIP = Type(
    "ChainMembership",
    Identity(),
    *plain("role"),
    *_PERIOD,
    One("chain", "Chain", "chain_id"),
    One("enterprise", "Enterprise", "enterprise_id"),
    One("chainNode", "ChainNode", "node_id", optional=True),
    table=tables.chain_memberships,
    record=records.membership,
    seen=MEMBERS,
)
TASK_FORCE = Type(
    "TaskForce",
    Identity(),
    *plain("name"),
    *_PERIOD,
    One("chain", "Chain", "chain_id"),
    One("leadOrganization", "Organization", "lead_organization_id"),
    Many("members", "TaskForceMembership", "current_task_force_id", order=("since", "id")),
    table=tables.task_forces,
    record=records.task_force,
)
TASK_FORCE_MEMBERSHIP = Type(
    "TaskForceMembership",
    Identity(),
    *_PERIOD,
    One("taskForce", "TaskForce", "task_force_id"),
    One("organization", "Organization", "organization_id"),
    table=tables.task_force_memberships,
    record=records.force_membership,
)
COMBAT_UNIT = Type(
    "CombatUnit",
    Identity(),
    *plain("name", "plan", "target", "owner", "planned_on"),
    Value("state", _state),
    *_PERIOD,
    One("chain", "Chain", "chain_id"),
    One("enterprise", "Enterprise", "enterprise_id"),
    Many("earlierPlans", "CombatPlan", "unit_id", order=("number",)),
    table=tables.combat_units,
    record=records.unit,
    seen=UNITS,
)
COMBAT_PLAN = Type(
    "CombatPlan",
    Identity(),
    *plain("number", "plan", "target", "owner", "since", "until"),
    One("unit", "CombatUnit", "unit_id"),
    table=tables.combat_plans,
    record=records.combat_plan,
    seen=PLANS,
)

# A membership as the two lists have it that it is in: from the chain it leads to the enterprise, and back.
_EDGE = (*plain("role", "since", "version"), One("chainNode", "ChainNode", "node_id", optional=True))
Type(
    "ChainMemberEdge",
    One("node", "Enterprise", "enterprise_id"),
    *_EDGE,
    table=tables.chain_memberships,
    record=records.membership,
    seen=MEMBERS,
)
Type(
    "EnterpriseChainEdge",
    One("node", "Chain", "chain_id"),
    *_EDGE,
    table=tables.chain_memberships,
    record=records.membership,
    seen=MEMBERS,
)
ENTERPRISE.add(
    Paged(
        "chains",
        "EnterpriseChainEdge",
        Order("since"),
        {},
        theirs="current_enterprise_id",
        links=True,
    ),
    Many("combatUnits", "CombatUnit", "current_enterprise_id", order=("since", "id")),
)
QUERY.add(
    Found("chain", "Chain"),
    Many(
        "chains", "Chain", "", order=("county_code", "name", "id"), where=lambda rows: rows.c.until.is_(None)
    ),
    Many("tracks", "Track", "", order=("county_code", "code", "id")),
)

for _table, _record in ((tables.chain_memberships, records.membership), (tables.combat_units, records.unit)):
    ends_with_enterprise(_table, _record, AT_ONCE)
