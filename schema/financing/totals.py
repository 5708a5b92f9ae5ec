"""What came to enterprises, in the contract."""

from typing import Annotated

import strawberry

import resolvers.financing
from domain import financing
from domain.elements import FinancingKind
from domain.enterprises import stock
from resolvers.context import Info
from schema.backing import about, backed_by, related
from schema.costs import SUMMED_UP, about_as_long, cost
from schema.enterprises import Organization
from schema.enterprises.stock import CountyCode, DatePeriod, Period
from schema.filters import filtered_by
from schema.money import FinancingMoney
from schema.scalars import DivisionCode

AMOUNT = "How much; null where so few are not published. 金额,过少不公布。"
DEALS = "In how many deals and bond issues; null where so few are not published. 笔数,过少不公布。"


@strawberry.input(description="Of what a total is; what is left out does not matter. 总额筛选。")
class FinancedTotalFilter:
    kind: FinancingKind | None = strawberry.field(default=None, description="Of one kind. 融资方式。")
    institution_id: strawberry.ID | None = strawberry.field(
        default=None, description="From one institution. 金融机构。"
    )
    chain_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="To enterprises that were in this chain on the day. 产业链(按放款日在链企业)。",
    )
    zone_id: strawberry.ID | None = strawberry.field(
        default=None, description="To enterprises that sit in this zone or below it. 区域(含下级)。"
    )


def read_total_filter(given: FinancedTotalFilter | None) -> financing.TotalFilter:
    """The domain's filter."""
    if given is None:
        return financing.TotalFilter()
    return financing.TotalFilter(
        given.kind,
        filtered_by("Organization", given.institution_id),
        filtered_by("Chain", given.chain_id),
        filtered_by("Zone", given.zone_id),
    )


@backed_by(financing.KindTotal)
class KindTotal:
    """What came of one kind. 按融资方式。"""

    kind: FinancingKind = about("The kind. 融资方式。")
    amount: FinancingMoney | None = about(AMOUNT)
    deals: int | None = about(DEALS)


@backed_by(financing.InstitutionTotal)
class InstitutionTotal:
    """What came from one institution. 按金融机构。"""

    institution: Organization | None = related(
        "The institution; null: bonds that no deal is known of. 金融机构,空为未关联对接的债券。"
    )
    amount: FinancingMoney | None = about(AMOUNT)
    deals: int | None = about(DEALS)


@backed_by(financing.FinancedTotal)
class FinancedTotal:
    """What came to enterprises in a period by loans, leases, bonds and equity, each yuan once. What a county publishes keeps
    small cells back. 融资总额(贷款、租赁、债券、股权实际到位,担保不重复计入)。"""

    county_code: DivisionCode = about("Of which county. 县(市、区)代码。")
    period: DatePeriod = about("The period, by days on which money came. 统计期(按放款日)。")
    total: FinancingMoney | None = about(AMOUNT)
    deals: int | None = about(DEALS)
    by_kind: list[KindTotal] = about("Each kind that there is apart. 按融资方式。", about_as_long(4))
    by_institution: list[InstitutionTotal] = about(
        "Each institution that there is apart. 按金融机构。", about_as_long(20)
    )
    excluded_guarantees: FinancingMoney | None = about(
        "What guarantees of the period stood for: in no total, since it is the same money as the loans behind which they stand. "
        "未计入总额的担保金额。"
    )
    unlinked_guarantees: FinancingMoney | None = about(
        "The part of it that backs no deal recorded here. 其中未关联对接的担保金额。"
    )


Filter = Annotated[FinancedTotalFilter | None, strawberry.argument(description="Of what. 筛选。")]


@strawberry.type
class TotalQueries:
    """Figures of financing."""

    @strawberry.field(
        graphql_type=FinancedTotal,
        description="How much money came to enterprises in a period. 融资总额。",
        directives=[cost(SUMMED_UP)],
    )
    async def financed_total(
        self, info: Info, period: Period, filter: Filter = None, county_code: CountyCode = None
    ) -> object:
        days = stock.DatePeriod(period.from_, period.to)
        return await resolvers.financing.financed_total(
            info.context, days, read_total_filter(filter), county_code
        )
