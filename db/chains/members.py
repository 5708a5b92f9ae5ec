"""Statements of enterprises in chains, and of combat units for them."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from db.chains import records
from db.chains.keeping import adding, changing, held_chain, locking_of, reading
from db.chains.tables import chain_memberships, combat_plans, combat_units
from db.engine import Connection, Statement, columns
from domain.chains import Chain, ChainMembership, CombatPlan, CombatUnit

_chain_id, _enterprise_id = (
    bindparam("chain_id", type_=Uuid),
    bindparam("enterprise_id", type_=Uuid),
)

_MEMBERSHIP = Statement(
    select(chain_memberships)
    .where(chain_memberships.c.chain_id == _chain_id, chain_memberships.c.enterprise_id == _enterprise_id)
    .order_by(chain_memberships.c.version.desc())
    .limit(1)
)
_ADD_MEMBERSHIP = adding(chain_memberships, ChainMembership)
_END_MEMBERSHIP = changing(chain_memberships, "until", "version")
_LATEST_UNIT = Statement(
    select(combat_units)
    .where(combat_units.c.chain_id == _chain_id, combat_units.c.enterprise_id == _enterprise_id)
    .order_by(combat_units.c.until.desc().nulls_first())
    .limit(1)
)
_LOCK_OF_UNIT = locking_of(combat_units)
_UNIT = reading(combat_units)
_ADD_UNIT = adding(combat_units, CombatUnit)
_CHANGE_UNIT = changing(combat_units, "plan", "target", "owner", "planned_on", "until", "version")
_ADD_PLAN = adding(combat_plans, CombatPlan)


async def membership(connection: Connection, chain_id: UUID, enterprise_id: UUID) -> ChainMembership | None:
    """What an enterprise is in a chain, or was there last."""
    row = await _MEMBERSHIP.one(connection, chain_id=chain_id, enterprise_id=enterprise_id)
    return records.membership(row) if row else None


async def add_membership(connection: Connection, added: ChainMembership) -> None:
    """Store what an enterprise is in a chain."""
    await _ADD_MEMBERSHIP.run(connection, **columns(added))


async def end_membership(connection: Connection, ended: ChainMembership) -> None:
    """Store until when an enterprise was that."""
    await _END_MEMBERSHIP.run(connection, **columns(ended))


async def latest_unit(connection: Connection, chain_id: UUID, enterprise_id: UUID) -> CombatUnit | None:
    """The combat unit that an enterprise has in a chain, or had there last."""
    row = await _LATEST_UNIT.one(connection, chain_id=chain_id, enterprise_id=enterprise_id)
    return records.unit(row) if row else None


async def lock_chain_of_unit(connection: Connection, id: UUID) -> Chain | None:
    """The chain of a combat unit, held until the transaction ends."""
    return await held_chain(connection, _LOCK_OF_UNIT, id)


async def unit(connection: Connection, id: UUID) -> CombatUnit | None:
    """The combat unit."""
    row = await _UNIT.one(connection, id=id)
    return records.unit(row) if row else None


async def add_unit(connection: Connection, added: CombatUnit) -> None:
    """Store a new combat unit."""
    await _ADD_UNIT.run(connection, **columns(added))


async def change_unit(connection: Connection, changed: CombatUnit, earlier: CombatPlan | None = None) -> None:
    """Store a combat unit as it is now, and the plan that it had."""
    if earlier is not None:
        await _ADD_PLAN.run(connection, **columns(earlier))
    await _CHANGE_UNIT.run(connection, **columns(changed))
