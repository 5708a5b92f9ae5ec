"""Why an act on a chain is refused, with the facts that a screen needs."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.chains.records import ChainNode
from domain.refusals import Refusal, Words


@dataclass(frozen=True, slots=True)
class NameTaken(Refusal):
    """Names of the same kind differ: of tracks and chains in a county, of nodes and task forces in a chain."""

    path: str
    name: str

    @property
    def message(self) -> Words:
        return Words(
            f"{self.path}: there is {self.name} already; choose another",
            f"{self.path}:已有“{self.name}”,请另取",
        )


@dataclass(frozen=True, slots=True)
class DayTooEarly(Refusal):
    """The day lies before what has to be before it: a record does not end before it began, its parts lie within it, and
    periods of the same do not overlap."""

    path: str
    earliest: date

    @property
    def message(self) -> Words:
        return Words(
            f"{self.path}: must be {self.earliest} or later", f"{self.path}:不得早于 {self.earliest}"
        )


@dataclass(frozen=True, slots=True)
class LimitReached(Refusal):
    """There are as many as there may be, so that they can be shown in one list."""

    thing: Words
    limit: int

    @property
    def message(self) -> Words:
        return Words(
            f"There are {self.limit} already: of a {self.thing.en} there may not be more",
            f"{self.thing.zh}已达 {self.limit} 个,不能再增加",
        )


@dataclass(frozen=True, slots=True)
class ChainInUse(Refusal):
    """A chain ends when nobody is in it any more, and nobody works for it."""

    members: int
    task_forces: int
    combat_units: int

    @property
    def message(self) -> Words:
        m, f, u = self.members, self.task_forces, self.combat_units
        return Words(
            f"The chain still has {m} member(s), {f} task force(s) and {u} combat unit(s); end these first",
            f"该产业链仍有链内企业 {m} 家、专班 {f} 个、攻坚作战单元 {u} 个,请先办理退出或解散",
        )


@dataclass(frozen=True, slots=True)
class NodeInUse(Refusal):
    """A node ends when nothing is linked to it and no enterprise stands there."""

    links: int
    members: int

    @property
    def message(self) -> Words:
        return Words(
            f"The node still has {self.links} link(s) and {self.members} member(s); end these first",
            f"该环节仍有上下游关系 {self.links} 条、链内企业 {self.members} 家,请先解除",
        )


@dataclass(frozen=True, slots=True)
class NodesApart(Refusal):
    """A link joins two nodes of one chain."""

    words: ClassVar[Words] = Words(
        "The nodes are of different chains; a link joins two of the same",
        "两个环节不属于同一条产业链,不能关联",
    )

    @property
    def message(self) -> Words:
        return self.words


@dataclass(frozen=True, slots=True)
class NodesLinked(Refusal):
    """Two nodes are linked once."""

    since: date

    @property
    def message(self) -> Words:
        return Words(f"These nodes are linked since {self.since}", f"两个环节自 {self.since} 起已关联")


@dataclass(frozen=True, slots=True)
class Cycle(Refusal):
    """Nothing in a chain is upstream of itself: `nodes` is the way that the link would close, from its beginning on and
    back to it."""

    nodes: tuple[ChainNode, ...]

    @property
    def message(self) -> Words:
        way = " → ".join(node.name for node in self.nodes)
        return Words(f"The link would close a circle: {way}", f"该关联会形成环路:{way}")


@dataclass(frozen=True, slots=True)
class AlreadyMember(Refusal):
    """An enterprise is in a chain once at a time."""

    since: date

    @property
    def message(self) -> Words:
        return Words(
            f"The enterprise is in the chain since {self.since}", f"该企业自 {self.since} 起已在该产业链中"
        )


@dataclass(frozen=True, slots=True)
class NotMember(Refusal):
    """The act is for an enterprise that is in the chain: a chain master is one of its members."""

    path: str
    chain_name: str
    enterprise_id: UUID

    @property
    def message(self) -> Words:
        return Words(
            f"{self.path}: the enterprise is not in the chain {self.chain_name}; it has to join first",
            f"{self.path}:该企业不在“{self.chain_name}”产业链中,请先加入",
        )


@dataclass(frozen=True, slots=True)
class AlreadyMaster(Refusal):
    """The enterprise is a chain master already."""

    since: date

    @property
    def message(self) -> Words:
        return Words(
            f"The enterprise is a chain master since {self.since}", f"该企业自 {self.since} 起已是链主企业"
        )


@dataclass(frozen=True, slots=True)
class UnitActive(Refusal):
    """An enterprise has one combat unit of a chain at a time, and does not leave the chain while it has one."""

    name: str
    since: date

    @property
    def message(self) -> Words:
        return Words(
            f"The combat unit {self.name} is at work for the enterprise since {self.since}; disband it first",
            f"攻坚作战单元“{self.name}”自 {self.since} 起服务该企业,请先解散",
        )


@dataclass(frozen=True, slots=True)
class AlreadyInTaskForce(Refusal):
    """An organization is in a task force once at a time; the one that leads it is in it anyway."""

    since: date

    @property
    def message(self) -> Words:
        return Words(
            f"The organization is in the task force since {self.since}", f"该机构自 {self.since} 起已在专班中"
        )


@dataclass(frozen=True, slots=True)
class NotInTaskForce(Refusal):
    """Only who is in a task force leaves it; the one that leads it stays until it is dissolved."""

    words: ClassVar[Words] = Words(
        "The organization is not among those that joined the task force", "该机构不是专班的成员单位"
    )

    @property
    def message(self) -> Words:
        return self.words
