"""What industry chains consist of: records and the names of their kinds. Periods are days at the office, from `since` on and
without `until`, which is `None` while they last."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.refusals import Words


class TrackGroup(StrEnum):
    """Group of a track: "441X" is four, four, one and X. The source does not name the groups. 赛道分组。"""

    FIRST_FOUR = "FIRST_FOUR"
    SECOND_FOUR = "SECOND_FOUR"
    ONE = "ONE"
    X = "X"


TRACK_GROUP_NAMES: dict[TrackGroup, Words] = {
    TrackGroup.FIRST_FOUR: Words("The first four of 441X", "“441X”中的第一个“4”"),
    TrackGroup.SECOND_FOUR: Words("The second four of 441X", "“441X”中的第二个“4”"),
    TrackGroup.ONE: Words("The one of 441X", "“441X”中的“1”"),
    TrackGroup.X: Words("The X of 441X", "“441X”中的“X”"),
}


class ChainPosition(StrEnum):
    """Where a node stands in its chain. 上中下游。"""

    UPSTREAM = "UPSTREAM"
    MIDSTREAM = "MIDSTREAM"
    DOWNSTREAM = "DOWNSTREAM"


POSITION_NAMES: dict[ChainPosition, Words] = {
    ChainPosition.UPSTREAM: Words("Upstream", "上游"),
    ChainPosition.MIDSTREAM: Words("Midstream", "中游"),
    ChainPosition.DOWNSTREAM: Words("Downstream", "下游"),
}


class ChainRole(StrEnum):
    """What an enterprise is in a chain. 企业在链中的角色。"""

    MASTER = "MASTER"
    MEMBER = "MEMBER"


CHAIN_ROLE_NAMES: dict[ChainRole, Words] = {
    ChainRole.MASTER: Words("Chain-master enterprise", "链主企业"),
    ChainRole.MEMBER: Words("Member", "链内企业"),
}


class CombatUnitState(StrEnum):
    """State of a combat unit. 攻坚作战单元状态。"""

    ACTIVE = "ACTIVE"
    DISBANDED = "DISBANDED"


UNIT_STATE_NAMES: dict[CombatUnitState, Words] = {
    CombatUnitState.ACTIVE: Words("At work", "运行中"),
    CombatUnitState.DISBANDED: Words("Disbanded", "已解散"),
}

TRACK, CHAIN, NODE, LINK, TASK_FORCE, UNIT, ENTERPRISE, ORGANIZATION = (
    Words("track", "赛道"),
    Words("chain", "产业链"),
    Words("node of a chain", "产业链环节"),
    Words("link of a chain", "上下游关系"),
    Words("task force", "专班"),
    Words("combat unit", "攻坚作战单元"),
    Words("enterprise", "企业"),
    Words("organization", "机构"),
)


@dataclass(frozen=True, slots=True)
class Track:
    """A track of industry, one of "441X"."""

    id: UUID
    county_code: str
    code: str
    name: str
    group: TrackGroup


@dataclass(frozen=True, slots=True)
class Chain:
    """An industry chain; it belongs to one track."""

    id: UUID
    county_code: str
    track_id: UUID
    name: str
    since: date
    until: date | None
    version: int


@dataclass(frozen=True, slots=True)
class ChainLeader:
    """An official who leads a chain for a while. Those of a chain follow each other without a gap, each with the version
    after the one before."""

    id: UUID
    county_code: str
    chain_id: UUID
    name: str
    title: str
    since: date
    until: date | None
    version: int


@dataclass(frozen=True, slots=True)
class ChiefLeader:
    """An official who leads all chains of a county for a while, one after the other as well."""

    id: UUID
    county_code: str
    name: str
    title: str
    since: date
    until: date | None
    version: int


@dataclass(frozen=True, slots=True)
class ChainNode:
    """A node of a chain: what is made or done there. `place` is its place among those of its position."""

    id: UUID
    county_code: str
    chain_id: UUID
    name: str
    position: ChainPosition
    place: int
    since: date
    until: date | None
    version: int


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One node supplies another one of the same chain."""

    id: UUID
    county_code: str
    chain_id: UUID
    from_id: UUID
    to_id: UUID
    since: date
    until: date | None
    version: int


@dataclass(frozen=True, slots=True)
class ChainMembership:
    """An enterprise in a chain, for a while in one role at one node. An enterprise is in a chain once at a time; what it is
    there next has the version after."""

    id: UUID
    county_code: str
    chain_id: UUID
    enterprise_id: UUID
    role: ChainRole
    node_id: UUID | None
    since: date
    until: date | None
    version: int


@dataclass(frozen=True, slots=True)
class TaskForce:
    """The office that works for a chain, led by one organization."""

    id: UUID
    county_code: str
    chain_id: UUID
    name: str
    lead_organization_id: UUID
    since: date
    until: date | None
    version: int


@dataclass(frozen=True, slots=True)
class TaskForceMembership:
    """An organization in a task force for a while; once at a time."""

    id: UUID
    county_code: str
    task_force_id: UUID
    organization_id: UUID
    since: date
    until: date | None
    version: int


@dataclass(frozen=True, slots=True)
class CombatUnit:
    """Who storms what keeps a key enterprise of a chain back, and how: its plan as it is now."""

    id: UUID
    county_code: str
    chain_id: UUID
    enterprise_id: UUID
    name: str
    plan: str
    target: str
    owner: str
    planned_on: date
    since: date
    until: date | None
    version: int

    @property
    def state(self) -> CombatUnitState:
        """At work until it was disbanded."""
        return CombatUnitState.ACTIVE if self.until is None else CombatUnitState.DISBANDED


@dataclass(frozen=True, slots=True)
class CombatPlan:
    """A plan that a combat unit had before: it was the unit's from `since` on, until another took its place."""

    id: UUID
    county_code: str
    unit_id: UUID
    number: int
    plan: str
    target: str
    owner: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Which members of a chain; what is `None` does not matter."""

    role: ChainRole | None = None
    node_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """Which combat units of a chain; what is `None` does not matter."""

    state: CombatUnitState | None = None
