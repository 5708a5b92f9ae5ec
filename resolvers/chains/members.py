"""Acts on enterprises in chains."""

import db.chains
from domain import chains
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated, RecordEnded, over
from resolvers.chains.found import held_chain
from resolvers.context import Context
from resolvers.enterprises.named import named_enterprise


async def join_chain(
    context: Context, command: chains.JoinChain
) -> (
    chains.Joined
    | InvalidInput
    | NotFound
    | OutsideRemit
    | RecordEnded
    | chains.DayTooEarly
    | chains.AlreadyMember
):
    if problem := chains.check_joining(command, context.today):
        return problem
    async with context.connection() as connection:
        chain = await held_chain(connection, command.chain_id)
        if chain is None:
            return NotFound("chainId", chains.CHAIN)
        known = await named_enterprise(connection, context, command.enterprise_id)
        if isinstance(known, NotFound | OutsideRemit):
            return known
        if ended := over("enterpriseId", chains.ENTERPRISE, known.ended_on):
            return ended
        node = None if command.node_id is None else await db.chains.node(connection, command.node_id)
        latest = await db.chains.membership(connection, chain.id, known.id)
        joined = chains.join_chain(command, chain, known.id, node, latest, context.today, context.new_id())
        if isinstance(joined, chains.Joined):
            await db.chains.add_membership(connection, joined.membership)
            context.did(joined.membership, after=(joined.membership,))
    return joined


async def leave_chain(
    context: Context, command: chains.LeaveChain
) -> (
    chains.Left
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | chains.NotMember
    | chains.DayTooEarly
    | chains.UnitActive
):
    if problem := chains.check_end(command.until, context.today):
        return problem
    async with context.connection() as connection:
        chain = await held_chain(connection, command.chain_id)
        if chain is None:
            return NotFound("chainId", chains.CHAIN)
        known = await named_enterprise(connection, context, command.enterprise_id)
        if isinstance(known, NotFound | OutsideRemit):
            return known
        latest = await db.chains.membership(connection, chain.id, known.id)
        unit = await db.chains.latest_unit(connection, chain.id, known.id)
        left = chains.leave_chain(command, chain, known.id, latest, unit, context.today)
        if isinstance(left, chains.Left):
            await db.chains.end_membership(connection, left.membership)
            context.did(left.membership, before=(latest,), after=(left.membership,))
    return left


async def name_master(
    context: Context, command: chains.NameMaster
) -> (
    chains.MasterNamed
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | chains.NotMember
    | chains.AlreadyMaster
    | chains.DayTooEarly
):
    if problem := chains.check_link(command.since, context.today):
        return problem
    async with context.connection() as connection:
        chain = await held_chain(connection, command.chain_id)
        if chain is None:
            return NotFound("chainId", chains.CHAIN)
        known = await named_enterprise(connection, context, command.enterprise_id)
        if isinstance(known, NotFound | OutsideRemit):
            return known
        latest = await db.chains.membership(connection, chain.id, known.id)
        named = chains.name_master(command, chain, known.id, latest, context.today, context.new_id())
        if isinstance(named, chains.MasterNamed):
            await db.chains.end_membership(connection, named.before)
            await db.chains.add_membership(connection, named.membership)
            context.did(named.membership, before=(latest,), after=(named.membership,))
    return named
