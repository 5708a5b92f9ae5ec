"""What bond issues look like in the contract."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

import resolvers.relations
from domain import financing
from schema.backing import Node, about, backed_by, by_name, enum_of, identity, related, resolved
from schema.costs import COUNTED, cost
from schema.filters import filtered_by
from schema.financing.deals import VERSION, Deal
from schema.money import FinancingMoney
from schema.pages import PageInfo, edges_of, page_info

if TYPE_CHECKING:
    from schema.enterprises import Enterprise

enum_of(
    financing.BondState,
    "How far a bond issue has come; it never goes back. 债券发行状态。",
    by_name(financing.BOND_STATE_NAMES),
)
enum_of(
    financing.BondLinkObstacle,
    "Why a bond issue is not what comes of a deal. 债券不能关联的原因。",
    by_name(financing.BOND_LINK_OBSTACLE_NAMES),
)


@strawberry.input(description="Which bond issues; what is left out does not matter. 债券发行筛选。")
class BondIssueFilter:
    state: financing.BondState | None = strawberry.field(default=None, description="State. 状态。")
    enterprise_id: strawberry.ID | None = strawberry.field(default=None, description="Who issues. 发行企业。")


def read_bond_filter(given: BondIssueFilter | None) -> financing.BondFilter:
    """The domain's filter."""
    if given is None:
        return financing.BondFilter()
    return financing.BondFilter(given.state, filtered_by("Enterprise", given.enterprise_id))


@backed_by(financing.BondIssue, keys=("id",))
class BondIssue(Node):
    """A bond issue of an enterprise. 企业债券发行。"""

    id: strawberry.ID = identity("BondIssue")
    authority: str = about("The authority that it is applied for at. 注册(审批)机关。")
    amount: FinancingMoney = about("What was applied for. 申报金额。")
    issued_amount: FinancingMoney | None = about("What it brought. 发行金额。")
    state: financing.BondState = about("How far it has come. 状态。")
    applied_on: date = about("When it was applied for. 申报日期。")
    registered_on: date | None = about("When it was registered. 注册(批复)日期。")
    listed_on: date | None = about("When it was listed. 挂网日期。")
    issued_on: date | None = about("When it was issued. 发行日期。")
    withdrawn_on: date | None = about("When it was withdrawn. 撤回日期。")
    recorded_at: datetime = about("When it was recorded here. 登记时间。")
    version: int = about(VERSION)
    enterprise: Annotated["Enterprise", strawberry.lazy("schema.enterprises")] | None = related(
        "Who issues, for its own side and the office. 发行企业。"
    )
    deal: Deal | None = related("The deal that it comes of. 关联的融资对接。")


@strawberry.type(description="One bond issue in a list. 列表项。")
class BondIssueEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: BondIssue = about("The bond issue. 债券发行。")


@strawberry.type(description="A page of bond issues. 债券发行分页列表。")
class BondIssueConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[BondIssueEdge] = resolved(edges_of(BondIssueEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )
