"""What demands for financing look like in the contract, with who may see them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

import resolvers.relations
from domain import enterprises, financing
from schema.backing import Node, about, backed_by, identity, related, resolved
from schema.costs import COUNTED, about_as_long, cost, in_pages
from schema.elements import FinancingKind, FinancingPurpose
from schema.enterprises.divisions import Industry
from schema.filters import filtered_by
from schema.financing.matches import JUDGED, Matches, NotMatchedProducts, matches, not_matched
from schema.financing.words import VERSION
from schema.money import FinancingMoney
from schema.pages import PageInfo, edges_of, listed, page_info
from schema.scalars import DivisionCode, Uscc

if TYPE_CHECKING:
    from schema.chains.types import Chain
    from schema.enterprises import Enterprise, Organization
    from schema.fairs import Intake
    from schema.financing.deals import DealConnection
    from schema.financing.runs import FinancingMeeting


@strawberry.input(description="Which demands; what is left out does not matter. 融资需求筛选。")
class FinancingDemandFilter:
    state: financing.DemandState | None = strawberry.field(default=None, description="State. 状态。")
    purpose: FinancingPurpose | None = strawberry.field(default=None, description="Purpose. 用途。")
    enterprise_id: strawberry.ID | None = strawberry.field(default=None, description="Who asks. 企业。")


def read_demand_filter(given: FinancingDemandFilter | None) -> financing.DemandFilter:
    """The domain's filter."""
    if given is None:
        return financing.DemandFilter()
    return financing.DemandFilter(given.state, given.purpose, filtered_by("Enterprise", given.enterprise_id))


@backed_by(financing.Collateral)
class FinancingCollateral:
    """What an enterprise can offer as security. 担保物。"""

    kind: financing.CollateralKind = about("Kind. 类别。")
    value: FinancingMoney | None = about("What it is worth, if that was said and shared. 价值。")


@backed_by(enterprises.Enterprise)
class FinancingApplicant:
    """The enterprise that asks, as far as an institution needs to know it. 申请企业。"""

    name: str = about("Registered name. 名称。")
    uscc: Uscc | None = about("Credit code. 统一社会信用代码。")
    registered_on: date | None = about("When it was registered. 登记日期。")
    division_code: DivisionCode = about("The division where it sits. 所在行政区划代码。")
    industry: Industry | None = related("What it does. 所属行业。")


@backed_by(financing.Consent, keys=("id",))
class FinancingConsent(Node):
    """What an enterprise shares of a demand with institutions of finance, for a term. 融资信息授权。"""

    id: strawberry.ID = identity("FinancingConsent")
    everyone: bool = about("Whether it is for every institution of finance. 是否授权全部金融机构。")
    institutions: list[Annotated["Organization", strawberry.lazy("schema.enterprises")]] = related(
        "For which, where it is not for every one; institutions are not told. 授权的金融机构(对金融机构不显示)。",
        about_as_long(5),
    )
    fields: list[financing.ConsentField] = about("What is shared. 共享的内容。")
    given_on: date = about("First day. 授权日期。")
    expires_on: date = about("First day without it. 到期日期(当日起失效)。")
    withdrawn_at: datetime | None = about("When it was withdrawn, if it was. 撤回时间。")
    version: int = about(VERSION)
    demand: Annotated["FinancingDemand", strawberry.lazy("schema.financing.demands")] = related(
        "The demand. 融资需求。"
    )


@backed_by(financing.FinancingDemand, keys=("id",))
class FinancingDemand(Node):
    """What an enterprise asks the institutions of finance for. An institution sees it while a consent holds, and of what is
    null here only what the consent shares. 融资需求;金融机构仅在授权期内可见授权内容。"""

    id: strawberry.ID = identity("FinancingDemand")
    amount: FinancingMoney = about("How much. 金额。")
    purpose: FinancingPurpose = about("What for. 用途。")
    term_months: int = about("For how many months. 期限(月)。")
    max_annual_rate_bp: int | None = about(
        "The highest rate a year, in basis points. 可接受的最高年利率(基点)。"
    )
    kinds: list[FinancingKind] = about("In which ways. 可接受的融资方式。")
    collateral: list[FinancingCollateral] = about("What secures it. 担保物。", about_as_long(3))
    revenue_last_year: FinancingMoney | None = about("Last year's revenue. 上年营业收入。")
    tax_grade: financing.TaxGrade | None = about("Grade of tax credit. 纳税信用等级。")
    dishonest: bool | None = about(
        "Whether the enterprise is on the list of serious dishonesty; null: nobody has looked. 是否列入严重失信名单。"
    )
    needed_by: date | None = about("By which day. 用款日期。")
    submitted_at: datetime = about("When it was submitted. 提交时间。")
    state: financing.DemandState = about("Where it stands. 状态。")
    version: int = about(VERSION)
    enterprise: Annotated["Enterprise", strawberry.lazy("schema.enterprises")] | None = related(
        "The enterprise, for its own side and the office. 企业。"
    )
    applicant: FinancingApplicant | None = related(
        "Who asks, also for an institution with which that is shared. 申请企业概况。"
    )
    intake: Annotated["Intake", strawberry.lazy("schema.fairs")] | None = related(
        "The intake of a fair that it came from. 来源受理单。"
    )
    chain: Annotated["Chain", strawberry.lazy("schema.chains.types")] | None = related(
        "The chain that it is for. 所属产业链。"
    )
    meetings: list[Annotated["FinancingMeeting", strawberry.lazy("schema.financing.runs")]] = related(
        "Its meetings that the viewer sees, by time. 对接安排,按时间。", about_as_long(5)
    )
    consents: list[FinancingConsent] = related("Who may see it, and until when. 授权。", about_as_long(3))
    deals: Annotated["DealConnection", strawberry.lazy("schema.financing.deals")] = listed(
        Annotated["DealConnection", strawberry.lazy("schema.financing.deals")],
        None,
        lambda _: None,
        "What institutions make of it, the latest first. 融资对接,按登记时间倒序。",
    )
    matches: Matches = resolved(
        matches,
        "Products that it is eligible for, of those that the viewer sees, by today's inputs and the current policy. 匹配的产品。",
        in_pages(),
        cost(JUDGED),
    )
    not_matched: NotMatchedProducts = resolved(
        not_matched,
        "Products that it is not eligible for, with the reasons, the nearest first. 未匹配的产品及原因。",
        in_pages(),
        cost(JUDGED),
    )


@strawberry.type(description="One demand in a list. 列表项。")
class FinancingDemandEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: FinancingDemand = about("The demand. 融资需求。")


@strawberry.type(description="A page of demands. 融资需求分页列表。")
class FinancingDemandConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[FinancingDemandEdge] = resolved(edges_of(FinancingDemandEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )
