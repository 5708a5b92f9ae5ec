"""Acts on combat units."""

import db.chains
from db.engine import Connection
from domain import chains
from domain.people import OutsideRemit, outside
from domain.refusals import InvalidInput, NotFound, Outdated, RecordEnded, over
from resolvers.chains.found import held_chain, held_with
from resolvers.context import Context
from resolvers.enterprises.named import named_enterprise


async def form_unit(
    context: Context, command: chains.FormUnit
) -> (
    chains.UnitFormed
    | InvalidInput
    | NotFound
    | OutsideRemit
    | RecordEnded
    | chains.NotMember
    | chains.UnitActive
    | chains.DayTooEarly
):
    if problem := chains.check_unit(command, context.today):
        return problem
    async with context.connection() as connection:
        chain = await held_chain(connection, command.chain_id)
        if chain is None:
            return NotFound("chainId", chains.CHAIN)
        if outside := chains.over_chain(context.viewer, chain.id, "chainId"):
            return outside
        known = await named_enterprise(connection, context, command.enterprise_id)
        if isinstance(known, NotFound | OutsideRemit):
            return known
        if ended := over("enterpriseId", chains.ENTERPRISE, known.ended_on):
            return ended
        membership = await db.chains.membership(connection, chain.id, known.id)
        latest = await db.chains.latest_unit(connection, chain.id, known.id)
        formed = chains.form_unit(
            command, chain, membership, latest, known.id, context.today, context.new_id()
        )
        if isinstance(formed, chains.UnitFormed):
            await db.chains.add_unit(connection, formed.unit)
            context.did(formed.unit, after=(formed.unit,))
    return formed


async def replan_unit(
    context: Context, command: chains.Replan
) -> chains.Replanned | InvalidInput | NotFound | OutsideRemit | Outdated | RecordEnded | chains.DayTooEarly:
    if problem := chains.check_plan(command, context.today):
        return problem
    async with context.connection() as connection:
        unit = await _unit(connection, context, command)
        if not isinstance(unit, chains.CombatUnit):
            return unit
        replanned = chains.replan(command, unit, context.today, context.new_id())
        if isinstance(replanned, chains.Replanned):
            await db.chains.change_unit(connection, replanned.unit, replanned.earlier)
            context.did(unit, before=(unit,), after=(replanned.unit, replanned.earlier))
    return replanned


async def disband_unit(
    context: Context, command: chains.DisbandUnit
) -> (
    chains.UnitDisbanded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | RecordEnded
    | chains.DayTooEarly
):
    if problem := chains.check_end(command.until, context.today):
        return problem
    async with context.connection() as connection:
        unit = await _unit(connection, context, command)
        if not isinstance(unit, chains.CombatUnit):
            return unit
        disbanded = chains.disband_unit(command, unit, context.today)
        if isinstance(disbanded, chains.UnitDisbanded):
            await db.chains.change_unit(connection, disbanded.unit)
            context.did(unit, before=(unit,), after=(disbanded.unit,))
    return disbanded


async def _unit(
    connection: Connection, context: Context, command: chains.Replan | chains.DisbandUnit
) -> chains.CombatUnit | NotFound | OutsideRemit:
    """The unit of a command, its chain held, if the viewer answers for it: who sees it does."""
    held = await held_with(connection, command.unit_id, db.chains.lock_chain_of_unit, db.chains.unit)
    if held is None:
        return NotFound("unitId", chains.UNIT)
    _, unit = held
    seen = unit.id in await db.chains.COMBAT_UNIT.by_id(connection, [unit.id], context.viewer)
    return outside(seen, "unitId", chains.UNIT) or unit
