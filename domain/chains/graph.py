"""Nodes of a chain and the links between them: upstream and downstream, never in a circle."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.chains.periods import day_problem, ending, too_early
from domain.chains.records import CHAIN, LINK, NODE, Chain, ChainLink, ChainNode, ChainPosition
from domain.chains.refusals import (
    Cycle,
    DayTooEarly,
    LimitReached,
    NameTaken,
    NodeInUse,
    NodesApart,
    NodesLinked,
)
from domain.enterprises import name_problem
from domain.refusals import InvalidInput, Outdated, Problems, RecordEnded, Words, over

NODES, LINKS = 60, 200
"""How many of each a chain has at most at a time."""


@dataclass(frozen=True, slots=True)
class AddNode:
    """Add a node to a chain."""

    chain_id: UUID | None
    name: str
    position: ChainPosition
    place: int
    since: date | None


@dataclass(frozen=True, slots=True)
class EndNode:
    """End a node that nothing is linked to and nobody stands at."""

    node_id: UUID | None
    version: int
    until: date | None


@dataclass(frozen=True, slots=True)
class LinkNodes:
    """Say that one node supplies another."""

    from_id: UUID | None
    to_id: UUID | None
    since: date | None


@dataclass(frozen=True, slots=True)
class UnlinkNodes:
    """Say that a node supplies another no longer."""

    link_id: UUID | None
    version: int
    until: date | None


@dataclass(frozen=True, slots=True)
class NodeAdded:
    """A node that was added."""

    node: ChainNode


@dataclass(frozen=True, slots=True)
class NodeEnded:
    """A node that ended."""

    node: ChainNode


@dataclass(frozen=True, slots=True)
class Linked:
    """A link that was made."""

    link: ChainLink


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A link that ended."""

    link: ChainLink


def check_node(command: AddNode, today: date) -> InvalidInput | None:
    """All that is wrong with a node by itself."""
    problems = Problems()
    problems.note("name", name_problem(command.name))
    if not 1 <= command.place <= 100:
        problems.note("place", Words("must be from 1 to 100", "排序应在 1 至 100 之间"))
    problems.note("since", day_problem(command.since, today))
    return problems.refusal()


def add_node(
    command: AddNode, chain: Chain, nodes: Collection[ChainNode], today: date, id: UUID
) -> NodeAdded | RecordEnded | DayTooEarly | NameTaken | LimitReached:
    """Add a checked node beside those that the chain has just now."""
    since, name = command.since or today, command.name.strip()
    if wrong := over("chainId", CHAIN, chain.until) or too_early("since", since, chain.since):
        return wrong
    if any(node.name == name for node in nodes):
        return NameTaken("name", name)
    if len(nodes) >= NODES:
        return LimitReached(NODE, NODES)
    return NodeAdded(
        ChainNode(
            id, chain.county_code, chain.id, name, command.position, command.place, since, None, version=1
        )
    )


def end_node(
    command: EndNode, node: ChainNode, links: int, members: int, latest: date | None, today: date
) -> NodeEnded | Outdated | RecordEnded | DayTooEarly | NodeInUse:
    """End a node without links and members; `latest` is the day on which the last of those that it had ended."""
    until = command.until or today
    if wrong := ending(node, NODE, "nodeId", command.version, until):
        return wrong
    if links or members:
        return NodeInUse(links, members)
    if early := too_early("until", until, latest):
        return early
    return NodeEnded(replace(node, until=until, version=node.version + 1))


def check_link(since: date | None, today: date) -> InvalidInput | None:
    """What is wrong with the day on which something begins."""
    problems = Problems()
    problems.note("since", day_problem(since, today))
    return problems.refusal()


def link_nodes(
    command: LinkNodes,
    source: ChainNode,
    target: ChainNode,
    nodes: Collection[ChainNode],
    links: Collection[ChainLink],
    earlier: date | None,
    today: date,
    id: UUID,
) -> Linked | RecordEnded | NodesApart | NodesLinked | Cycle | DayTooEarly | LimitReached:
    """Link two nodes. `nodes` and `links` are what their chain has just now; `earlier` is the day on which the last link
    between the two ended."""
    if wrong := over("fromId", NODE, source.until) or over("toId", NODE, target.until):
        return wrong
    if source.chain_id != target.chain_id:
        return NodesApart()
    for link in links:
        if (link.from_id, link.to_id) == (source.id, target.id):
            return NodesLinked(link.since)
    if way := path(target.id, source.id, links):
        named = {node.id: node for node in nodes}
        return Cycle((source, *(named[id] for id in way)))
    since = command.since or today
    if early := too_early("since", since, source.since, target.since, earlier):
        return early
    if len(links) >= LINKS:
        return LimitReached(LINK, LINKS)
    return Linked(
        ChainLink(id, source.county_code, source.chain_id, source.id, target.id, since, None, version=1)
    )


def path(begin: UUID, end: UUID, links: Iterable[ChainLink]) -> tuple[UUID, ...]:
    """The nodes on a shortest way along the links from one node to another, both included; empty when there is none."""
    below: dict[UUID, list[UUID]] = {}
    for link in links:
        below.setdefault(link.from_id, []).append(link.to_id)
    came_from: dict[UUID, UUID | None] = {begin: None}
    waiting = [begin]
    for node in waiting:  # it grows while it is read
        if node == end:
            break
        for next_ in below.get(node, ()):
            if next_ not in came_from:
                came_from[next_] = node
                waiting.append(next_)
    way: list[UUID] = []
    at = end if end in came_from else None
    while at is not None:
        way.append(at)
        at = came_from[at]
    return tuple(reversed(way))


def unlink_nodes(
    command: UnlinkNodes, link: ChainLink, today: date
) -> Unlinked | Outdated | RecordEnded | DayTooEarly:
    """End a link."""
    until = command.until or today
    if wrong := ending(link, LINK, "linkId", command.version, until):
        return wrong
    return Unlinked(replace(link, until=until, version=link.version + 1))
