"""What industry chains look like in the contract: the directory, which everybody sees."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain import chains
from schema.backing import RELATED, Node, about, backed_by, identity, related
from schema.chains.lists import (
    ChainMemberConnection,
    ChainMemberFilter,
    CombatUnitConnection,
    CombatUnitFilter,
    read_member_filter,
    read_unit_filter,
)
from schema.chains.words import SINCE, UNTIL, VERSION
from schema.costs import about_as_long
from schema.enterprises import Enterprise, Organization
from schema.pages import listed

if TYPE_CHECKING:
    from schema.alliances import PartyAlliance


@backed_by(chains.Track, keys=("id",))
class Track(Node):
    """A track of industry, one of 441X. 产业赛道。"""

    id: strawberry.ID = identity("Track")
    code: str = about("Code, unique in the county. 编码。")
    name: str = about("Name of the track. 名称。")
    group: chains.TrackGroup = about("Its group in 441X. 分组。")
    chains: list[Annotated["Chain", strawberry.lazy("schema.chains.types")]] = related(
        "Its chains, by name. 产业链。", about_as_long(5)
    )


@backed_by(chains.ChiefLeader, keys=("id",))
class ChiefLeader(Node):
    """An official who leads all chains of the county. 总链长。"""

    id: strawberry.ID = identity("ChiefLeader")
    name: str = about("Name. 姓名。")
    title: str = about("Office that they hold. 职务。")
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)


@backed_by(chains.ChainLeader, keys=("id",))
class ChainLeader(Node):
    """An official who leads a chain; one at a time, without a gap. 链长。"""

    id: strawberry.ID = identity("ChainLeader")
    name: str = about("Name. 姓名。")
    title: str = about("Office that they hold. 职务。")
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)
    chain: Annotated["Chain", strawberry.lazy("schema.chains.types")] = related("The chain. 产业链。")


@backed_by(chains.ChainNode, keys=("id",))
class ChainNode(Node):
    """A node of a chain: what is made or done there. 产业链环节。"""

    id: strawberry.ID = identity("ChainNode")
    name: str = about("Name, unique in the chain. 名称。")
    position: chains.ChainPosition = about("Where it stands. 上中下游位置。")
    place: int = about("Its place among those of its position. 同一位置内的排序。")
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)
    chain: Annotated["Chain", strawberry.lazy("schema.chains.types")] = related("The chain. 产业链。")


@backed_by(chains.ChainLink, keys=("id",))
class ChainLink(Node):
    """One node of a chain supplies another; links make no circle. 上下游关系,不成环。"""

    id: strawberry.ID = identity("ChainLink")
    from_: ChainNode = strawberry.field(
        name="from", description="The node upstream. 上游环节。", metadata={RELATED: True}
    )
    to: ChainNode = related("The node downstream. 下游环节。")
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)
    chain: Annotated["Chain", strawberry.lazy("schema.chains.types")] = related("The chain. 产业链。")


@backed_by(chains.TaskForce, keys=("id",))
class TaskForce(Node):
    """The office that works for a chain. 产业链专班。"""

    id: strawberry.ID = identity("TaskForce")
    name: str = about("Name, unique in the chain. 名称。")
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)
    chain: Annotated["Chain", strawberry.lazy("schema.chains.types")] = related("The chain. 产业链。")
    lead_organization: Organization = related("The organization that leads it. 牵头单位。")
    members: list[Annotated["TaskForceMembership", strawberry.lazy("schema.chains.types")]] = related(
        "The organizations that have joined it, as of now. 现有成员单位。", about_as_long(10)
    )


@backed_by(chains.TaskForceMembership, keys=("id",))
class TaskForceMembership(Node):
    """An organization in a task force, for a while. 专班成员单位。"""

    id: strawberry.ID = identity("TaskForceMembership")
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)
    task_force: TaskForce = related("The task force. 专班。")
    organization: Organization = related("The organization. 单位。")


@backed_by(chains.Chain, keys=("id",))
class Chain(Node):
    """An industry chain; it belongs to one track. 重点产业链。"""

    id: strawberry.ID = identity("Chain")
    name: str = about("Name of the chain. 名称。")
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)
    track: Track = related("Its track. 所属赛道。")
    leader: ChainLeader | None = related("Who leads it now. 现任链长。")
    leaders: list[ChainLeader] = related(
        "All who have led it, one after the other. 历任链长。", about_as_long(5)
    )
    chief_leader: ChiefLeader | None = related("Who leads all chains of the county now. 现任总链长。")
    nodes: list[ChainNode] = related("Its nodes as of now, by place and name. 现有环节。", about_as_long(20))
    links: list[ChainLink] = related("What supplies what, as of now. 现有上下游关系。", about_as_long(30))
    task_forces: list[TaskForce] = related("Its task forces as of now. 现有专班。", about_as_long(3))
    masters: list[Enterprise] = related(
        "Its chain-master enterprises as of now, by name. 现有链主企业。", about_as_long(5)
    )
    alliances: list[Annotated["PartyAlliance", strawberry.lazy("schema.alliances")]] = related(
        "Its party-building alliances, by name. 党建联盟。", about_as_long(2)
    )
    members: ChainMemberConnection = listed(
        ChainMemberConnection,
        ChainMemberFilter,
        read_member_filter,
        "The enterprises in it as of now, the longest there first. 现有链内企业。",
        sorted_by=date,
    )
    combat_units: CombatUnitConnection = listed(
        CombatUnitConnection,
        CombatUnitFilter,
        read_unit_filter,
        "Its combat units, the earliest first. 攻坚作战单元。",
        sorted_by=date,
    )
