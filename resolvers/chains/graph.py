"""Acts on the nodes of a chain and the links between them. Whoever changes a chain's links holds the chain: of two links
that together would close a circle, the second is decided on when the first is there."""

import db.chains
from domain import chains
from domain.refusals import InvalidInput, NotFound, Outdated, RecordEnded
from resolvers.chains.found import held_chain, held_with
from resolvers.context import Context


async def add_node(
    context: Context, command: chains.AddNode
) -> (
    chains.NodeAdded
    | InvalidInput
    | NotFound
    | RecordEnded
    | chains.DayTooEarly
    | chains.NameTaken
    | chains.LimitReached
):
    if problem := chains.check_node(command, context.today):
        return problem
    async with context.connection() as connection:
        chain = await held_chain(connection, command.chain_id)
        if chain is None:
            return NotFound("chainId", chains.CHAIN)
        nodes = await db.chains.nodes_of(connection, chain.id)
        added = chains.add_node(command, chain, nodes, context.today, context.new_id())
        if isinstance(added, chains.NodeAdded):
            await db.chains.add_node(connection, added.node)
            context.did(added.node, after=(added.node,))
    return added


async def end_node(
    context: Context, command: chains.EndNode
) -> (
    chains.NodeEnded
    | InvalidInput
    | NotFound
    | Outdated
    | RecordEnded
    | chains.DayTooEarly
    | chains.NodeInUse
):
    if problem := chains.check_end(command.until, context.today):
        return problem
    async with context.connection() as connection:
        held = await held_with(connection, command.node_id, db.chains.lock_chain_of_node, db.chains.node)
        if held is None:
            return NotFound("nodeId", chains.NODE)
        _, node = held
        links, members, latest = await db.chains.uses_of(connection, node.id)
        ended = chains.end_node(command, node, links, members, latest, context.today)
        if isinstance(ended, chains.NodeEnded):
            await db.chains.end_node(connection, ended.node)
            context.did(node, before=(node,), after=(ended.node,))
    return ended


async def link_nodes(
    context: Context, command: chains.LinkNodes
) -> (
    chains.Linked
    | InvalidInput
    | NotFound
    | RecordEnded
    | chains.DayTooEarly
    | chains.NodesApart
    | chains.NodesLinked
    | chains.Cycle
    | chains.LimitReached
):
    if problem := chains.check_link(command.since, context.today):
        return problem
    async with context.connection() as connection:
        held = await held_with(connection, command.from_id, db.chains.lock_chain_of_node, db.chains.node)
        if held is None:
            return NotFound("fromId", chains.NODE)
        chain, source = held
        target = None if command.to_id is None else await db.chains.node(connection, command.to_id)
        if target is None or target.county_code != chain.county_code:
            return NotFound("toId", chains.NODE)
        linked = chains.link_nodes(
            command,
            source,
            target,
            await db.chains.nodes_of(connection, chain.id),
            await db.chains.links_of(connection, chain.id),
            await db.chains.unlinked(connection, source.id, target.id),
            context.today,
            context.new_id(),
        )
        if isinstance(linked, chains.Linked):
            await db.chains.add_link(connection, linked.link)
            context.did(linked.link, after=(linked.link,))
    return linked


async def unlink_nodes(
    context: Context, command: chains.UnlinkNodes
) -> chains.Unlinked | InvalidInput | NotFound | Outdated | RecordEnded | chains.DayTooEarly:
    if problem := chains.check_end(command.until, context.today):
        return problem
    async with context.connection() as connection:
        held = await held_with(connection, command.link_id, db.chains.lock_chain_of_link, db.chains.link)
        if held is None:
            return NotFound("linkId", chains.LINK)
        _, link = held
        unlinked = chains.unlink_nodes(command, link, context.today)
        if isinstance(unlinked, chains.Unlinked):
            await db.chains.end_link(connection, unlinked.link)
            context.did(link, before=(link,), after=(unlinked.link,))
    return unlinked
