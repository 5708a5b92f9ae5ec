"""What the register knows of an enterprise, as the conditions of clauses ask for it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Date, Text, Uuid, bindparam, func, literal, or_, select, union_all

from db.chains.tables import chain_memberships, chains
from db.engine import Connection, Statement
from db.enterprises import enterprises, zones
from db.enterprises.standing import statistics_statuses, tier_statuses
from db.metadata import any_of
from db.policies import records
from db.policies.tables import clause_conditions
from domain.enterprises import EnterpriseKind, EnterpriseStatus
from domain.enterprises.standing import Tier
from domain.enterprises.statistics import StatState
from domain.policies import Condition, Facts, Names

_id, _today = bindparam("id", type_=Uuid), bindparam("today", type_=Date)

_above = (
    select(zones.c.id, zones.c.parent_id, literal(0).label("step"))
    .join(enterprises, enterprises.c.zone_id == zones.c.id)
    .where(enterprises.c.id == _id)
    .cte(recursive=True)
)
_above = _above.union_all(
    select(zones.c.id, zones.c.parent_id, _above.c.step + 1).join(_above, _above.c.parent_id == zones.c.id)
)
_zones = select(_above.c.id).order_by(_above.c.step).scalar_subquery()
_tiers = (
    select(tier_statuses.c.tier)
    .where(tier_statuses.c.enterprise_id == _id, tier_statuses.c.granted_on <= _today)
    .where(or_(tier_statuses.c.until.is_(None), tier_statuses.c.until > _today))
    .scalar_subquery()
)
_chains = (
    select(chain_memberships.c.current_chain_id)
    .where(
        chain_memberships.c.current_enterprise_id == _id, chain_memberships.c.current_chain_id.is_not(None)
    )
    .scalar_subquery()
)
_state = (
    select(statistics_statuses.c.state).where(statistics_statuses.c.enterprise_id == _id).scalar_subquery()
)
_FACTS = Statement(
    select(
        enterprises,
        func.array(_zones, type_=ARRAY(Uuid)).label("zones"),
        func.array(_tiers, type_=ARRAY(Text)).label("tiers"),
        func.array(_chains, type_=ARRAY(Uuid)).label("chains"),
        _state.label("statistics"),
    ).where(enterprises.c.id == _id)
)
_CONDITIONS = Statement(
    select(clause_conditions)
    .where(any_of(clause_conditions.c.clause_id))
    .order_by(clause_conditions.c.clause_id, clause_conditions.c.place)
)
_NAMES = Statement(
    union_all(
        select(zones.c.id, zones.c.name).where(any_of(zones.c.id)),
        select(chains.c.id, chains.c.name).where(any_of(chains.c.id)),
    )
)


async def facts_of(connection: Connection, enterprise_id: UUID, today: date) -> Facts | None:
    """What the register knows of an enterprise on a day."""
    row = await _FACTS.one(connection, id=enterprise_id, today=today)
    if row is None:
        return None
    return Facts(
        enterprise_id=row["id"],
        county_code=row["county_code"],
        industry_code=row["industry_code"],
        kind=EnterpriseKind(row["kind"]),
        status=EnterpriseStatus(row["status"]),
        zones=tuple(row["zones"]),
        division_code=row["division_code"],
        tiers=frozenset(map(Tier, row["tiers"])),
        statistics=None if row["statistics"] is None else StatState(row["statistics"]),
        chains=frozenset(row["chains"]),
        registered_on=row["registered_on"],
    )


async def conditions_of(
    connection: Connection, clause_ids: Sequence[UUID]
) -> dict[UUID, tuple[Condition, ...]]:
    """The conditions of clauses, in their order."""
    found: dict[UUID, tuple[Condition, ...]] = dict.fromkeys(clause_ids, ())
    for row in await _CONDITIONS.all(connection, ids=clause_ids):
        found[row["clause_id"]] += (records.condition(row),)
    return found


async def names_of(connection: Connection, conditions: Sequence[Condition], facts: Facts) -> Names:
    """The names of the zones and chains that conditions and facts speak of."""
    asked = {id for each in conditions for id in (each.zone_id, each.chain_id) if id is not None}
    ids = asked | facts.chains | set(facts.zones[:1])
    return {row["id"]: row["name"] for row in await _NAMES.all(connection, ids=sorted(ids))}
