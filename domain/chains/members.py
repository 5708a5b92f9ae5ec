"""Enterprises in a chain: joining, leaving, and who is its master."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.chains.periods import day_problem, outdated, too_early
from domain.chains.records import CHAIN, NODE, Chain, ChainMembership, ChainNode, ChainRole, CombatUnit
from domain.chains.refusals import AlreadyMaster, AlreadyMember, DayTooEarly, NotMember, UnitActive
from domain.refusals import InvalidInput, NotFound, Outdated, Problems, RecordEnded, over


@dataclass(frozen=True, slots=True)
class JoinChain:
    """Take an enterprise into a chain, at a node if one is named."""

    chain_id: UUID | None
    enterprise_id: UUID | None
    node_id: UUID | None
    at_node: bool
    since: date | None


@dataclass(frozen=True, slots=True)
class LeaveChain:
    """An enterprise leaves a chain."""

    chain_id: UUID | None
    enterprise_id: UUID | None
    version: int
    until: date | None


@dataclass(frozen=True, slots=True)
class NameMaster:
    """Name a member of a chain its master."""

    chain_id: UUID | None
    enterprise_id: UUID | None
    version: int
    since: date | None


@dataclass(frozen=True, slots=True)
class Joined:
    """An enterprise that is in a chain from now on."""

    membership: ChainMembership


@dataclass(frozen=True, slots=True)
class Left:
    """An enterprise that has left a chain."""

    membership: ChainMembership


@dataclass(frozen=True, slots=True)
class MasterNamed:
    """A chain master, and what it was in the chain before."""

    membership: ChainMembership
    before: ChainMembership


def check_joining(command: JoinChain, today: date) -> InvalidInput | None:
    """All that is wrong with joining by itself."""
    problems = Problems()
    problems.note("since", day_problem(command.since, today))
    return problems.refusal()


def join_chain(
    command: JoinChain,
    chain: Chain,
    enterprise_id: UUID,
    node: ChainNode | None,
    latest: ChainMembership | None,
    today: date,
    id: UUID,
) -> Joined | RecordEnded | NotFound | AlreadyMember | DayTooEarly:
    """Take an enterprise into a chain that it is not in; `latest` is what it was there last."""
    if ended := over("chainId", CHAIN, chain.until):
        return ended
    if command.at_node and (node is None or node.chain_id != chain.id):
        return NotFound("nodeId", NODE)
    if node is not None and (ended := over("nodeId", NODE, node.until)):
        return ended
    if latest is not None and latest.until is None:
        return AlreadyMember(latest.since)
    since = command.since or today
    if early := too_early("since", since, chain.since, node and node.since, latest and latest.until):
        return early
    return Joined(
        ChainMembership(
            id=id,
            county_code=chain.county_code,
            chain_id=chain.id,
            enterprise_id=enterprise_id,
            role=ChainRole.MEMBER,
            node_id=node.id if node else None,
            since=since,
            until=None,
            version=(latest.version if latest else 0) + 1,
        )
    )


def leave_chain(
    command: LeaveChain,
    chain: Chain,
    enterprise_id: UUID,
    latest: ChainMembership | None,
    unit: CombatUnit | None,
    today: date,
) -> Left | NotMember | Outdated | DayTooEarly | UnitActive:
    """End what an enterprise is in a chain. It does not leave while a combat unit of the chain is at work for it (ours)."""
    if latest is None:
        return NotMember("enterpriseId", chain.name, enterprise_id)
    if wrong := outdated(command.version, latest.version):
        return wrong
    if latest.until is not None:
        return NotMember("enterpriseId", chain.name, enterprise_id)
    if unit is not None:
        return UnitActive(unit.name, unit.since)
    until = command.until or today
    if early := too_early("until", until, latest.since):
        return early
    return Left(replace(latest, until=until, version=latest.version + 1))


def name_master(
    command: NameMaster,
    chain: Chain,
    enterprise_id: UUID,
    latest: ChainMembership | None,
    today: date,
    id: UUID,
) -> MasterNamed | NotMember | Outdated | AlreadyMaster | DayTooEarly:
    """Name a member of a chain its master, at the node where it stands. What it was ends on the same day: nothing is
    overwritten."""
    if latest is None:
        return NotMember("enterpriseId", chain.name, enterprise_id)
    if wrong := outdated(command.version, latest.version):
        return wrong
    if latest.until is not None:
        return NotMember("enterpriseId", chain.name, enterprise_id)
    if latest.role is ChainRole.MASTER:
        return AlreadyMaster(latest.since)
    since = command.since or today
    if early := too_early("since", since, latest.since):
        return early
    master = replace(latest, id=id, role=ChainRole.MASTER, since=since, version=latest.version + 1)
    return MasterNamed(master, replace(latest, until=since))
