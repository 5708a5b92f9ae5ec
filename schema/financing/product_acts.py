"""What can be done with products: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.financing
from domain import financing
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.elements import FinancingKind
from schema.financing.happened import (
    FinancialProductChanged,
    FinancialProductEnded,
    FinancialProductOffered,
)
from schema.financing.refused import FinancialProductNameTaken, FinancialProductOver, NotAnInstitution
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit
from schema.scalars import Money

VERSION = "The version that was looked at. 所依据的版本号。"
THE_PRODUCT = "The product. 金融产品。"
UNLIMITED = "Left out, it does not restrict. 不填为不限。"


@strawberry.input(description="What is offered, to whom and until when. 金融产品内容。")
class FinancialProductTermsInput:
    name: str = strawberry.field(
        description="Name, at most 120 characters, unique in the institution. 名称。"
    )
    kind: FinancingKind = strawberry.field(description="Kind of financing. 融资方式。")
    least_amount: Money = strawberry.field(description="From how many yuan. 最低金额(元)。")
    most_amount: Money = strawberry.field(description="Up to how many yuan. 最高金额(元)。")
    least_term_months: int = strawberry.field(description="From how many months, 1 to 600. 最短期限(月)。")
    most_term_months: int = strawberry.field(description="Up to how many months, 1 to 600. 最长期限(月)。")
    least_rate_bp: int = strawberry.field(
        description="The lowest rate a year, in basis points, 0 to 2400. 最低年利率(基点)。"
    )
    most_rate_bp: int = strawberry.field(
        description="The highest rate a year, in basis points, 0 to 2400. 最高年利率(基点)。"
    )
    valid_from: date = strawberry.field(description="First day. 生效日期。")
    valid_until: date | None = strawberry.field(
        default=None, description="First day without it, after today; null: for ever. 失效日期。"
    )
    collateral_kinds: list[financing.CollateralKind] | None = strawberry.field(
        default=None,
        description="One of which it asks for; left out, for none. 接受的担保物,不填为无需担保。",
    )
    most_ltv_percent: int | None = strawberry.field(
        default=None,
        description=f"The most that is lent for 100 yuan of collateral, 1 to 1000. 最高抵押率(%)。{UNLIMITED}",
    )
    least_years: int | None = strawberry.field(
        default=None, description=f"For enterprises of how many years. 最低成立年限。{UNLIMITED}"
    )
    least_revenue: Money | None = strawberry.field(
        default=None, description=f"From which revenue last year. 上年营业收入下限(元)。{UNLIMITED}"
    )
    tax_grades: list[financing.TaxGrade] | None = strawberry.field(
        default=None, description=f"For which grades of tax credit. 纳税信用等级要求。{UNLIMITED}"
    )
    industries_in: list[str] | None = strawberry.field(
        default=None, description=f"For which industries (GB/T 4754), at most 50. 支持的行业代码。{UNLIMITED}"
    )
    industries_out: list[str] | None = strawberry.field(
        default=None, description=f"For which industries not, at most 50. 排除的行业代码。{UNLIMITED}"
    )
    chain_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description=f"For which chains, at most 50. 支持的产业链。{UNLIMITED}"
    )
    divisions: list[str] | None = strawberry.field(
        default=None,
        description=f"For which divisions, by 2, 4 or 6 digits (GB/T 2260), at most 50. 支持的行政区划代码前缀。{UNLIMITED}",
    )
    quota_left: Money | None = strawberry.field(
        default=None, description=f"How many yuan are left to be granted. 剩余额度(元)。{UNLIMITED}"
    )
    decision_days: int | None = strawberry.field(
        default=None, description="Within how many working days it is decided. 审批时限(工作日)。"
    )

    def terms(self) -> financing.ProductTerms:
        return financing.ProductTerms(
            name=self.name,
            kind=self.kind,
            least_amount=self.least_amount,
            most_amount=self.most_amount,
            least_term_months=self.least_term_months,
            most_term_months=self.most_term_months,
            least_rate_bp=self.least_rate_bp,
            most_rate_bp=self.most_rate_bp,
            collateral_kinds=tuple(self.collateral_kinds or ()),
            most_ltv_percent=self.most_ltv_percent,
            least_years=self.least_years,
            least_revenue=self.least_revenue,
            tax_grades=tuple(self.tax_grades or ()),
            industries_in=tuple(self.industries_in or ()),
            industries_out=tuple(self.industries_out or ()),
            chain_ids=tuple(key_of("Chain", each) for each in self.chain_ids or ()),
            divisions=tuple(self.divisions or ()),
            quota_left=self.quota_left,
            decision_days=self.decision_days,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


@strawberry.input(description="Offer a product. 发布金融产品。")
class OfferFinancialProductInput:
    institution_id: strawberry.ID = strawberry.field(description="Who offers it. 金融机构。")
    terms: FinancialProductTermsInput = strawberry.field(description="What is offered. 产品内容。")

    def command(self) -> financing.OfferProduct:
        return financing.OfferProduct(key_of("Organization", self.institution_id), self.terms.terms())


OfferFinancialProductResult = Annotated[
    FinancialProductOffered
    | InvalidInput
    | NotFound
    | OutsideRemit
    | NotAnInstitution
    | FinancialProductNameTaken,
    strawberry.union("OfferFinancialProductResult", description="What offerFinancialProduct answers. 结果。"),
]


@strawberry.input(description="Say anew what a product offers. 变更金融产品。")
class ChangeFinancialProductInput:
    product_id: strawberry.ID = strawberry.field(description=THE_PRODUCT)
    version: int = strawberry.field(description=VERSION)
    terms: FinancialProductTermsInput = strawberry.field(
        description="All that is offered from now on. 变更后的全部内容。"
    )

    def command(self) -> financing.ChangeProduct:
        return financing.ChangeProduct(
            key_of("FinancialProduct", self.product_id), self.version, self.terms.terms()
        )


ChangeFinancialProductResult = Annotated[
    FinancialProductChanged
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | FinancialProductOver
    | FinancialProductNameTaken,
    strawberry.union(
        "ChangeFinancialProductResult", description="What changeFinancialProduct answers. 结果。"
    ),
]


@strawberry.input(description="Offer a product no more. 停办金融产品。")
class EndFinancialProductInput:
    product_id: strawberry.ID = strawberry.field(description=THE_PRODUCT)
    version: int = strawberry.field(description=VERSION)
    until: date = strawberry.field(description="First day without it, not before today. 停办日期。")

    def command(self) -> financing.EndProduct:
        return financing.EndProduct(key_of("FinancialProduct", self.product_id), self.version, self.until)


EndFinancialProductResult = Annotated[
    FinancialProductEnded | InvalidInput | NotFound | OutsideRemit | Outdated | FinancialProductOver,
    strawberry.union("EndFinancialProductResult", description="What endFinancialProduct answers. 结果。"),
]


@strawberry.type
class FinancialProductMutations:
    """Acts on products; the root puts them together with the other contexts'."""

    @act(OfferFinancialProductResult, "Offer a product. 发布金融产品。")
    async def offer_financial_product(
        self, info: Info, input: Annotated[OfferFinancialProductInput, Given]
    ) -> object:
        return await resolvers.financing.offer_product(info.context, input.command())

    @act(ChangeFinancialProductResult, "Say anew what a product offers. 变更金融产品。")
    async def change_financial_product(
        self, info: Info, input: Annotated[ChangeFinancialProductInput, Given]
    ) -> object:
        return await resolvers.financing.change_product(info.context, input.command())

    @act(EndFinancialProductResult, "Offer a product no more. 停办金融产品。")
    async def end_financial_product(
        self, info: Info, input: Annotated[EndFinancialProductInput, Given]
    ) -> object:
        return await resolvers.financing.end_product(info.context, input.command())
