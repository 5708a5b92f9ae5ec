"""The lists of chains that can grow: members, chains of an enterprise, combat units."""

from datetime import date
from typing import TYPE_CHECKING

import strawberry

import resolvers.relations
from domain import chains
from domain.refusals import Words
from resolvers.errors import bad_input
from schema.backing import about, key_of, related, resolved
from schema.chains.units import ChainNodeType, ChainType, CombatUnit
from schema.chains.words import SINCE, VERSION
from schema.costs import COUNTED, cost
from schema.enterprises import Enterprise
from schema.pages import PageInfo, edges_of, links, page_info

if TYPE_CHECKING:
    from schema.chains.types import Chain, ChainNode

    _ = Chain, ChainNode

ROLE, NODE = "What the enterprise is there. 角色。", "Where it stands in the chain. 所处环节。"
TOTAL = "How many match, on all pages. 总数。"


@strawberry.input(description="Which members; what is left out does not matter. 链内企业筛选。")
class ChainMemberFilter:
    role: chains.ChainRole | None = strawberry.field(default=None, description="Role. 角色。")
    node_id: strawberry.ID | None = strawberry.field(
        default=None, description="Node where they stand. 所处环节。"
    )


@strawberry.input(description="Which combat units; what is left out does not matter. 攻坚作战单元筛选。")
class CombatUnitFilter:
    state: chains.CombatUnitState | None = strawberry.field(default=None, description="State. 状态。")


def read_member_filter(given: ChainMemberFilter | None) -> chains.MemberFilter:
    """The domain's filter."""
    if given is None:
        return chains.MemberFilter()
    node = None if given.node_id is None else key_of("ChainNode", given.node_id)
    if given.node_id is not None and node is None:
        raise bad_input(
            Words("the filter has an id that is not of a ChainNode", "筛选条件中的标识不是 ChainNode")
        )
    return chains.MemberFilter(given.role, node)


def read_unit_filter(given: CombatUnitFilter | None) -> chains.UnitFilter:
    """The domain's filter."""
    return chains.UnitFilter(None if given is None else given.state)


@strawberry.type(description="An enterprise in a chain, in a list. 列表项:链内企业。")
class ChainMemberEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: Enterprise = related("The enterprise. 企业。")
    role: chains.ChainRole = about(ROLE)
    since: date = about(SINCE)
    version: int = about(VERSION)
    chain_node: ChainNodeType | None = related(NODE)


@strawberry.type(description="A page of the members of a chain. 链内企业分页列表。")
class ChainMemberConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[ChainMemberEdge] = resolved(links, "The page. 本页内容。")
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="A chain that an enterprise is in, in a list. 列表项:所属产业链。")
class EnterpriseChainEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: ChainType = related("The chain. 产业链。")
    role: chains.ChainRole = about(ROLE)
    since: date = about(SINCE)
    version: int = about(VERSION)
    chain_node: ChainNodeType | None = related(NODE)


@strawberry.type(description="A page of the chains of an enterprise. 企业所属产业链分页列表。")
class EnterpriseChainConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[EnterpriseChainEdge] = resolved(links, "The page. 本页内容。")
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One combat unit in a list. 列表项。")
class CombatUnitEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: CombatUnit = about("The combat unit. 攻坚作战单元。")


@strawberry.type(description="A page of combat units. 攻坚作战单元分页列表。")
class CombatUnitConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[CombatUnitEdge] = resolved(edges_of(CombatUnitEdge), "The page. 本页内容。")
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))
