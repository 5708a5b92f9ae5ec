"""What products of institutions of finance look like in the contract."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

import resolvers.relations
from domain import financing
from schema.backing import Node, about, backed_by, identity, related, resolved
from schema.costs import COUNTED, about_as_long, cost
from schema.elements import FinancingKind
from schema.filters import filtered_by
from schema.financing.words import VERSION
from schema.money import FinancingMoney
from schema.pages import PageInfo, edges_of, page_info

if TYPE_CHECKING:
    from schema.chains.types import Chain
    from schema.enterprises import Organization


@strawberry.input(description="Which products; what is left out does not matter. 金融产品筛选。")
class FinancialProductFilter:
    kind: FinancingKind | None = strawberry.field(default=None, description="Kind. 融资方式。")
    institution_id: strawberry.ID | None = strawberry.field(
        default=None, description="Who offers it. 金融机构。"
    )
    active: bool | None = strawberry.field(
        default=None, description="Whether it is offered today. 是否在有效期内。"
    )


def read_product_filter(given: FinancialProductFilter | None) -> financing.ProductFilter:
    """The domain's filter."""
    if given is None:
        return financing.ProductFilter()
    return financing.ProductFilter(
        given.kind, filtered_by("Organization", given.institution_id), given.active
    )


@backed_by(financing.FinancialProduct, keys=("id",))
class FinancialProduct(Node):
    """What an institution of finance offers. A list that is empty does not restrict; where no kind of collateral is named,
    none is asked for. 金融产品;空列表表示不限,担保物为空表示无需担保。"""

    id: strawberry.ID = identity("FinancialProduct")
    name: str = about("Name. 名称。")
    kind: FinancingKind = about("Kind of financing. 融资方式。")
    least_amount: FinancingMoney = about("From how much. 最低金额。")
    most_amount: FinancingMoney = about("Up to how much. 最高金额。")
    least_term_months: int = about("From how many months. 最短期限(月)。")
    most_term_months: int = about("Up to how many months. 最长期限(月)。")
    least_rate_bp: int = about("The lowest rate a year, in basis points. 最低年利率(基点)。")
    most_rate_bp: int = about("The highest rate a year, in basis points. 最高年利率(基点)。")
    collateral_kinds: list[financing.CollateralKind] = about("One of which it asks for. 接受的担保物。")
    most_ltv_percent: int | None = about("The most that is lent for 100 yuan of collateral. 最高抵押率(%)。")
    least_years: int | None = about("For enterprises of how many years. 最低成立年限。")
    least_revenue: FinancingMoney | None = about("From which revenue last year. 上年营业收入下限。")
    tax_grades: list[financing.TaxGrade] = about("For which grades of tax credit. 纳税信用等级要求。")
    industries_in: list[str] = about(
        "For which industries, with whatever is within them (GB/T 4754). 支持的行业代码。", about_as_long(5)
    )
    industries_out: list[str] = about(
        "For which industries not, with whatever is within them. 排除的行业代码。", about_as_long(5)
    )
    chains: list[Annotated["Chain", strawberry.lazy("schema.chains.types")]] = related(
        "For which chains. 支持的产业链。", about_as_long(5)
    )
    divisions: list[str] = about(
        "For which divisions, by the beginnings of their codes (GB/T 2260). 支持的行政区划代码前缀。",
        about_as_long(5),
    )
    quota_left: FinancingMoney | None = about(
        "How much is left to be granted, if that is limited. 剩余额度。"
    )
    decision_days: int | None = about("Within how many working days it is decided. 审批时限(工作日)。")
    valid_from: date = about("First day. 生效日期。")
    valid_until: date | None = about("First day without it; null: for ever. 失效日期。")
    version: int = about(VERSION)
    institution: Annotated["Organization", strawberry.lazy("schema.enterprises")] = related(
        "Who offers it. 金融机构。"
    )


@strawberry.type(description="One product in a list. 列表项。")
class FinancialProductEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: FinancialProduct = about("The product. 金融产品。")


@strawberry.type(description="A page of products. 金融产品分页列表。")
class FinancialProductConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[FinancialProductEdge] = resolved(edges_of(FinancialProductEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )
