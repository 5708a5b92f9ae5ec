"""What deals look like in the contract."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Optional

import strawberry

import resolvers.relations
from domain import financing
from domain.elements import FinancingKind
from schema.backing import Node, about, backed_by, by_name, enum_of, identity, related, resolved
from schema.costs import COUNTED, about_as_long, cost
from schema.filters import filtered_by
from schema.financing.demands import FinancingApplicant, FinancingDemand
from schema.financing.products import FinancialProduct
from schema.money import FinancingMoney
from schema.pages import PageInfo, edges_of, page_info

if TYPE_CHECKING:
    from schema.enterprises import Enterprise, Organization
    from schema.fairs import Fair
    from schema.financing.bonds import BondIssue
    from schema.financing.runs import FinancingMeeting

enum_of(
    financing.DealState,
    "How far a deal has come. 对接状态。",
    by_name(financing.DEAL_STATE_NAMES),
)
enum_of(
    financing.DeclineReason,
    "Why an institution declines. 未通过原因。",
    by_name(financing.DECLINE_REASON_NAMES),
)
enum_of(
    financing.LinkObstacle,
    "Why a guarantee does not back a deal. 担保不能关联的原因。",
    by_name(financing.LINK_OBSTACLE_NAMES),
)

VERSION = "How often it was written: an act on it says which version it is about. 版本号。"


@strawberry.input(description="Which deals; what is left out does not matter. 对接筛选。")
class DealFilter:
    state: financing.DealState | None = strawberry.field(default=None, description="State. 状态。")
    kind: FinancingKind | None = strawberry.field(default=None, description="Kind. 融资方式。")
    institution_id: strawberry.ID | None = strawberry.field(
        default=None, description="The institution. 金融机构。"
    )
    enterprise_id: strawberry.ID | None = strawberry.field(default=None, description="The enterprise. 企业。")
    session_id: strawberry.ID | None = strawberry.field(
        default=None, description="The session that it was made at. 对接会。"
    )


def read_deal_filter(given: DealFilter | None) -> financing.DealFilter:
    """The domain's filter."""
    if given is None:
        return financing.DealFilter()
    return financing.DealFilter(
        given.state,
        given.kind,
        filtered_by("Organization", given.institution_id),
        filtered_by("Enterprise", given.enterprise_id),
        filtered_by("Fair", given.session_id),
    )


@backed_by(financing.DealStep)
class DealStep:
    """A step of a deal; none is ever changed. 对接进展。"""

    number: int = about("Number in the deal, gapless from 1. 序号。")
    state: financing.DealState = about("What the deal became. 状态。")
    recorded_at: datetime = about("When it was written down. 登记时间。")
    note: str | None = about("What was said with it. 备注。")

    @strawberry.field(description="The day it is of. 日期。")
    @staticmethod
    def on(step: strawberry.Parent[financing.DealStep]) -> date:
        return step.happened_on


@backed_by(financing.Disbursement)
class Disbursement:
    """Money that was paid out, or for which a guarantee has come into force; none is ever changed. 放款记录。"""

    number: int = about("Number in the deal, gapless from 1. 序号。")
    amount: FinancingMoney = about("How much. 金额。")
    recorded_at: datetime = about("When it was written down. 登记时间。")

    @strawberry.field(description="The day it is of. 放款日期。")
    @staticmethod
    def on(paid: strawberry.Parent[financing.Disbursement]) -> date:
        return paid.disbursed_on


@backed_by(financing.Deal, keys=("id",))
class Deal(Node):
    """What an institution and an enterprise make of a demand, from the proposal to the money. An institution sees its own,
    once the enterprise has consented. 融资对接。"""

    id: strawberry.ID = identity("Deal")
    kind: FinancingKind = about("Way of financing. 融资方式。")
    amount: FinancingMoney = about("What it is about. 对接金额。")
    state: financing.DealState = about("How far it has come. 状态。")
    decline_reason: financing.DeclineReason | None = about("Why it was declined. 未通过原因。")
    granted_amount: FinancingMoney | None = about("The credit that was granted. 授信金额。")
    disbursed_amount: FinancingMoney = about(
        "What was paid of it; of a guarantee, what has come into force. 已放款金额。"
    )
    proposed_on: date = about("When it was proposed. 推荐日期。")
    proposed_at: datetime = about("When that was written down. 登记时间。")
    consented_on: date | None = about("When the enterprise consented. 授权日期。")
    version: int = about(VERSION)
    demand: FinancingDemand | None = related("The demand, as far as it is seen. 融资需求。")
    product: FinancialProduct | None = related("The product, if it is with one. 金融产品。")
    institution: Annotated["Organization", strawberry.lazy("schema.enterprises")] = related(
        "The institution. 金融机构。"
    )
    enterprise: Annotated["Enterprise", strawberry.lazy("schema.enterprises")] | None = related(
        "The enterprise, for its own side and the office. 企业。"
    )
    applicant: FinancingApplicant | None = related(
        "Who asks, also for an institution with which that is shared. 申请企业概况。"
    )
    session: Annotated["Fair", strawberry.lazy("schema.fairs")] | None = related(
        "The session that it was made at. 所属对接会。"
    )
    meeting: Annotated["FinancingMeeting", strawberry.lazy("schema.financing.runs")] | None = related(
        "The meeting in the timetable of a session. 对接会洽谈安排。"
    )
    backs: Optional["Deal"] = related("The deal that it backs, if it is a guarantee. 所担保的对接。")
    guarantees: list["Deal"] = related("Guarantees that back it. 为其提供的担保。", about_as_long(2))
    bond_issues: list[Annotated["BondIssue", strawberry.lazy("schema.financing.bonds")]] = related(
        "Bond issues that come of it. 关联的债券发行。", about_as_long(1)
    )
    steps: list[DealStep] = related("Its steps, the first one first. 进展。", about_as_long(8))
    disbursements: list[Disbursement] = related(
        "What was paid, the first one first. 放款记录。", about_as_long(5)
    )


@strawberry.type(description="One deal in a list. 列表项。")
class DealEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: Deal = about("The deal. 融资对接。")


@strawberry.type(description="A page of deals. 融资对接分页列表。")
class DealConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[DealEdge] = resolved(edges_of(DealEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )
