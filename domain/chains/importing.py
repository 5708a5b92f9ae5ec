"""Importing who is in a chain: the columns of the table, and what becomes of its lines."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from domain.chains.members import JoinChain, Joined, join_chain
from domain.chains.periods import day_problem
from domain.chains.records import CHAIN_ROLE_NAMES, Chain, ChainMembership, ChainNode, ChainRole
from domain.chains.refusals import AlreadyMember, DayTooEarly
from domain.enterprises import NAME_LIMIT, Enterprise
from domain.enterprises.importing import after_its_end, enterprise_problems
from domain.refusals import NotFound, RecordEnded, Words
from domain.tables import (
    Choice,
    Day,
    Decided,
    Line,
    Occasion,
    RowProblem,
    Table,
    Text,
    Uscc,
    against_stored,
    bare,
    column,
)


@dataclass(frozen=True, slots=True)
class ChainMemberLine(Line):
    """An enterprise in a chain for a while; without a role it is a member."""

    chain: str | None = field(
        default=None, metadata=column("chain", "产业链", Text(NAME_LIMIT), "产业链名称", "chain name")
    )
    uscc: str | None = field(
        default=None, metadata=column("uscc", "统一社会信用代码", Uscc(), "信用代码", "credit code")
    )
    enterprise: str | None = field(
        default=None,
        metadata=column(
            "enterprise", "企业名称", Text(NAME_LIMIT), "企业", "enterprise name", required=False
        ),
    )
    role: ChainRole | None = field(
        default=None,
        metadata=column(
            "role",
            "角色",
            Choice(CHAIN_ROLE_NAMES, {"链主": ChainRole.MASTER, "成员": ChainRole.MEMBER}),
            "链中角色",
            required=False,
        ),
    )
    node: str | None = field(
        default=None,
        metadata=column("node", "环节", Text(NAME_LIMIT), "产业链环节", "所属环节", required=False),
    )
    since: date | None = field(
        default=None, metadata=column("since", "加入日期", Day(), "起始日期", "入链日期")
    )
    until: date | None = field(
        default=None, metadata=column("until", "退出日期", Day(), "结束日期", required=False)
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What the database knows of what some lines speak about: `held` has what each enterprise was in each chain, in order."""

    enterprises: Mapping[str, Enterprise]
    chains: Mapping[str, Chain]
    nodes: Mapping[tuple[UUID, str], ChainNode]
    held: Mapping[tuple[UUID, UUID], tuple[ChainMembership, ...]]


def about(line: ChainMemberLine) -> Hashable:
    """What tells one membership from another: the chain, the enterprise, and when it began."""
    named = (line.chain, line.uscc, line.since)
    return None if None in named else named


def whose(line: ChainMemberLine) -> Hashable:
    """What the lines have in common of which one follows another."""
    return (line.chain, line.uscc)


def decide(table: Table[ChainMemberLine], ground: Ground, occasion: Occasion) -> Decided[ChainMembership]:
    """What becomes of lines of which no two are about the same membership. Those of one enterprise in one chain follow each
    other, whatever their order in the file."""
    added: list[ChainMembership] = []
    problems: list[RowProblem] = []
    unchanged = 0
    held = {pair: list(memberships) for pair, memberships in ground.held.items()}
    for line in sorted(table.lines, key=lambda line: line.since or date.max):
        chain = None if line.chain is None else ground.chains.get(line.chain)
        enterprise = None if line.uscc is None else ground.enterprises.get(line.uscc)
        node = chain and line.node and ground.nodes.get((chain.id, line.node))
        wrong = [
            table.problem(line, name, words)
            for name, words in _wrong(line, ground, chain, occasion.today)
            if words is not None and name not in line.bad
        ]
        if wrong or line.bad or chain is None or enterprise is None:
            problems += wrong
            continue
        before = held.setdefault((chain.id, enterprise.id), [])
        stored = next((each for each in before if each.since == line.since), None)
        if stored is not None:
            found = against_stored(table, line, _line(line, stored, ground))
            problems += found
            unchanged += not found
            continue
        joined = _joined(line, chain, enterprise, node or None, before, occasion)
        if isinstance(joined, ChainMembership):
            before.append(joined)
            added.append(joined)
        else:
            problems.append(table.problem(line, *joined))
    return Decided(tuple(added), unchanged, tuple(problems))


def _wrong(
    line: ChainMemberLine, ground: Ground, chain: Chain | None, today: date
) -> list[tuple[str, Words | None]]:
    """What is wrong with a line before it is held against others."""
    found = enterprise_problems(line.uscc, line.enterprise, ground.enterprises)
    found += [("since", day_problem(line.since, today)), ("until", day_problem(line.until, today))]
    if line.chain is not None and chain is None:
        words = Words(
            f"the county has no chain {line.chain}; write its name as it is there",
            f"本县没有产业链“{line.chain}”,请核对名称",
        )
        found.append(("chain", words))
    if chain is not None and line.node is not None and (chain.id, line.node) not in ground.nodes:
        words = Words(
            f"the chain has no node {line.node}; write its name as it is there, or add it first",
            f"该产业链没有环节“{line.node}”,请核对名称或先添加环节",
        )
        found.append(("node", words))
    if line.since and line.until and line.until < line.since:
        words = Words(f"must be {line.since} or later", f"不得早于 {line.since}")
        found.append(("until", words))
    return found


def _joined(
    line: ChainMemberLine,
    chain: Chain,
    enterprise: Enterprise,
    node: ChainNode | None,
    before: list[ChainMembership],
    occasion: Occasion,
) -> ChainMembership | tuple[str, Words]:
    """The membership that a line makes after those before, or which field is wrong."""
    if words := after_its_end(enterprise, line.until):
        return "until", words
    command = JoinChain(chain.id, enterprise.id, node and node.id, at_node=node is not None, since=line.since)
    latest = before[-1] if before else None
    joined = join_chain(command, chain, enterprise.id, node, latest, occasion.today, occasion.new_id())
    match joined:
        case Joined(membership):
            return replace(membership, role=line.role or ChainRole.MEMBER, until=line.until)
        case RecordEnded(path) | NotFound(path):
            return "chain" if path == "chainId" else "node", bare(joined, path)
        case DayTooEarly(path):
            return "since", bare(joined, path)
        case AlreadyMember():
            return "since", bare(joined)


def _line(line: ChainMemberLine, stored: ChainMembership, ground: Ground) -> ChainMemberLine:
    """A membership as a line would have it that is about it."""
    names = {node.id: name for (_, name), node in ground.nodes.items()}
    node = None if stored.node_id is None else names.get(stored.node_id, str(stored.node_id))
    return replace(line, role=stored.role, node=node, until=stored.until)
