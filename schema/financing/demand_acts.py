"""What can be done with demands and consents: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.financing
from domain import financing
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.elements import FinancingKind, FinancingPurpose
from schema.financing.happened import (
    FinancingConsentGiven,
    FinancingConsentWithdrawn,
    FinancingDemandAmended,
    FinancingDemandClosed,
    FinancingDemandSubmitted,
    FinancingDemandWithdrawn,
)
from schema.financing.refused import (
    FinancingConsentOver,
    FinancingDemandNotOpen,
    IntakeHasDemand,
    IntakeNotForFinancing,
    NotAnInstitution,
    TermOutsideProducts,
)
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit, RecordEnded
from schema.scalars import Money

VERSION = "The version that was looked at. 所依据的版本号。"
THE_DEMAND = "The demand. 融资需求。"
OF_INTAKE = "Optional where the intake says it. 受理单已填写的可不填。"


@strawberry.input(description="What an enterprise can offer as security. 担保物。")
class FinancingCollateralInput:
    kind: financing.CollateralKind = strawberry.field(description="Kind. 类别。")
    value: Money | None = strawberry.field(default=None, description="What it is worth. 价值(元)。")


@strawberry.input(description="What is asked for. 融资需求内容。")
class FinancingTermsInput:
    amount: Money | None = strawberry.field(default=None, description=f"Yuan. 金额(元)。{OF_INTAKE}")
    purpose: FinancingPurpose | None = strawberry.field(
        default=None, description=f"What for. 用途。{OF_INTAKE}"
    )
    term_months: int | None = strawberry.field(
        default=None, description=f"Months, 1 to 600. 期限(月)。{OF_INTAKE}"
    )
    kinds: list[FinancingKind] | None = strawberry.field(
        default=None, description=f"In which ways. 可接受的融资方式。{OF_INTAKE}"
    )
    max_annual_rate_bp: int | None = strawberry.field(
        default=None, description="The highest rate a year, in basis points, 1 to 2400. 最高年利率(基点)。"
    )
    collateral: list[FinancingCollateralInput] | None = strawberry.field(
        default=None, description="What secures it, at most 20. 担保物。"
    )
    revenue_last_year: Money | None = strawberry.field(
        default=None, description="Last year's revenue in yuan. 上年营业收入(元)。"
    )
    tax_grade: financing.TaxGrade | None = strawberry.field(
        default=None, description="Grade of tax credit. 纳税信用等级。"
    )
    dishonest: bool | None = strawberry.field(
        default=None,
        description="Whether it is on the list of serious dishonesty; the office looks it up. 是否列入严重失信名单,由服务部门填写。",
    )
    chain_id: strawberry.ID | None = strawberry.field(
        default=None, description="The chain that it is for. 所属产业链。"
    )
    needed_by: date | None = strawberry.field(
        default=None, description="By which day, not before today. 用款日期。"
    )

    def terms(self) -> financing.DemandTerms:
        return financing.DemandTerms(
            amount=self.amount,
            purpose=self.purpose,
            term_months=self.term_months,
            kinds=None if self.kinds is None else tuple(self.kinds),
            max_annual_rate_bp=self.max_annual_rate_bp,
            collateral=tuple(financing.Collateral(each.kind, each.value) for each in self.collateral or ()),
            revenue_last_year=self.revenue_last_year,
            tax_grade=self.tax_grade,
            dishonest=self.dishonest,
            chain_id=key_of("Chain", self.chain_id or ""),
            of_chain=self.chain_id is not None,
            needed_by=self.needed_by,
        )


@strawberry.input(description="For whom, what and until when a demand is shared. 授权内容。")
class FinancingConsentTermsInput:
    fields: list[financing.ConsentField] = strawberry.field(
        description="What is shared besides the amount, the purpose, the term and the kinds. 共享的内容。"
    )
    expires_on: date = strawberry.field(description="First day without it, after today. 到期日期。")
    everyone: bool = strawberry.field(
        default=False, description="Whether it is for every institution of finance. 授权全部金融机构。"
    )
    institution_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="For which, at most 50. 指定的金融机构。"
    )

    def terms(self) -> financing.ConsentTerms:
        return _consent_terms(self.everyone, self.institution_ids, self.fields, self.expires_on)


def _consent_terms(
    everyone: bool,
    institution_ids: list[strawberry.ID] | None,
    fields: list[financing.ConsentField],
    expires_on: date,
) -> financing.ConsentTerms:
    ids = tuple(key_of("Organization", each) for each in institution_ids or ())
    return financing.ConsentTerms(everyone, ids, tuple(fields), expires_on)


@strawberry.input(description="Submit a financing demand. 提交融资需求。")
class SubmitFinancingDemandInput:
    terms: FinancingTermsInput = strawberry.field(description="What is asked for. 需求内容。")
    enterprise_id: strawberry.ID | None = strawberry.field(
        default=None, description=f"Who asks. 企业。{OF_INTAKE}"
    )
    intake_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="The intake of a fair's register of finance that it comes from; it becomes one demand. 来源受理单。",
    )
    consent: FinancingConsentTermsInput | None = strawberry.field(
        default=None, description="Who may see it, said by the enterprise's own side. 授权,由企业一方作出。"
    )

    def command(self) -> financing.SubmitDemand:
        return financing.SubmitDemand(
            enterprise_id=key_of("Enterprise", self.enterprise_id or ""),
            of_enterprise=self.enterprise_id is not None,
            intake_id=key_of("Intake", self.intake_id or ""),
            of_intake=self.intake_id is not None,
            terms=self.terms.terms(),
            consent=None if self.consent is None else self.consent.terms(),
        )


SubmitFinancingDemandResult = Annotated[
    FinancingDemandSubmitted
    | InvalidInput
    | NotFound
    | OutsideRemit
    | RecordEnded
    | IntakeNotForFinancing
    | IntakeHasDemand
    | TermOutsideProducts
    | NotAnInstitution,
    strawberry.union("SubmitFinancingDemandResult", description="What submitFinancingDemand answers. 结果。"),
]


@strawberry.input(description="Say anew what a demand asks for. 修改融资需求。")
class AmendFinancingDemandInput:
    demand_id: strawberry.ID = strawberry.field(description=THE_DEMAND)
    version: int = strawberry.field(description=VERSION)
    terms: FinancingTermsInput = strawberry.field(
        description="All that is asked for from now on. 修改后的全部内容。"
    )

    def command(self) -> financing.AmendDemand:
        return financing.AmendDemand(
            key_of("FinancingDemand", self.demand_id), self.version, self.terms.terms()
        )


AmendFinancingDemandResult = Annotated[
    FinancingDemandAmended
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | FinancingDemandNotOpen
    | TermOutsideProducts,
    strawberry.union("AmendFinancingDemandResult", description="What amendFinancingDemand answers. 结果。"),
]


@strawberry.input(description="Withdraw a demand. 撤回融资需求。")
class WithdrawFinancingDemandInput:
    demand_id: strawberry.ID = strawberry.field(description=THE_DEMAND)
    version: int = strawberry.field(description=VERSION)

    def command(self) -> financing.EndDemand:
        return financing.EndDemand(key_of("FinancingDemand", self.demand_id), self.version)


WithdrawFinancingDemandResult = Annotated[
    FinancingDemandWithdrawn | InvalidInput | NotFound | OutsideRemit | Outdated | FinancingDemandNotOpen,
    strawberry.union(
        "WithdrawFinancingDemandResult", description="What withdrawFinancingDemand answers. 结果。"
    ),
]


@strawberry.input(description="Close a demand of which there is nothing more to match. 办结融资需求。")
class CloseFinancingDemandInput:
    demand_id: strawberry.ID = strawberry.field(description=THE_DEMAND)
    version: int = strawberry.field(description=VERSION)

    def command(self) -> financing.EndDemand:
        return financing.EndDemand(key_of("FinancingDemand", self.demand_id), self.version)


CloseFinancingDemandResult = Annotated[
    FinancingDemandClosed | InvalidInput | NotFound | OutsideRemit | Outdated | FinancingDemandNotOpen,
    strawberry.union("CloseFinancingDemandResult", description="What closeFinancingDemand answers. 结果。"),
]


@strawberry.input(description="Share a demand with institutions. 授权金融机构查看融资需求。")
class GiveFinancingConsentInput:
    demand_id: strawberry.ID = strawberry.field(description=THE_DEMAND)
    fields: list[financing.ConsentField] = strawberry.field(
        description="What is shared besides the amount, the purpose, the term and the kinds. 共享的内容。"
    )
    expires_on: date = strawberry.field(description="First day without it, after today. 到期日期。")
    everyone: bool = strawberry.field(
        default=False, description="Whether it is for every institution of finance. 授权全部金融机构。"
    )
    institution_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="For which, at most 50. 指定的金融机构。"
    )

    def command(self) -> financing.GiveConsent:
        terms = _consent_terms(self.everyone, self.institution_ids, self.fields, self.expires_on)
        return financing.GiveConsent(key_of("FinancingDemand", self.demand_id), terms)


GiveFinancingConsentResult = Annotated[
    FinancingConsentGiven
    | InvalidInput
    | NotFound
    | OutsideRemit
    | FinancingDemandNotOpen
    | NotAnInstitution,
    strawberry.union("GiveFinancingConsentResult", description="What giveFinancingConsent answers. 结果。"),
]


@strawberry.input(description="Share a demand no more. 撤回授权。")
class WithdrawFinancingConsentInput:
    consent_id: strawberry.ID = strawberry.field(description="The consent. 授权。")
    version: int = strawberry.field(description=VERSION)

    def command(self) -> financing.WithdrawConsent:
        return financing.WithdrawConsent(key_of("FinancingConsent", self.consent_id), self.version)


WithdrawFinancingConsentResult = Annotated[
    FinancingConsentWithdrawn | InvalidInput | NotFound | OutsideRemit | Outdated | FinancingConsentOver,
    strawberry.union(
        "WithdrawFinancingConsentResult", description="What withdrawFinancingConsent answers. 结果。"
    ),
]


@strawberry.type
class FinancingDemandMutations:
    """Acts on demands and consents; the root puts them together with the other contexts'."""

    @act(SubmitFinancingDemandResult, "Submit a financing demand. 提交融资需求。")
    async def submit_financing_demand(
        self, info: Info, input: Annotated[SubmitFinancingDemandInput, Given]
    ) -> object:
        return await resolvers.financing.submit_demand(info.context, input.command())

    @act(AmendFinancingDemandResult, "Say anew what a demand asks for. 修改融资需求。")
    async def amend_financing_demand(
        self, info: Info, input: Annotated[AmendFinancingDemandInput, Given]
    ) -> object:
        return await resolvers.financing.amend_demand(info.context, input.command())

    @act(WithdrawFinancingDemandResult, "Withdraw a demand. 撤回融资需求。")
    async def withdraw_financing_demand(
        self, info: Info, input: Annotated[WithdrawFinancingDemandInput, Given]
    ) -> object:
        return await resolvers.financing.withdraw_demand(info.context, input.command())

    @act(CloseFinancingDemandResult, "Close a demand of which there is nothing more to match. 办结融资需求。")
    async def close_financing_demand(
        self, info: Info, input: Annotated[CloseFinancingDemandInput, Given]
    ) -> object:
        return await resolvers.financing.close_demand(info.context, input.command())

    @act(
        GiveFinancingConsentResult,
        "Share a demand with institutions, as its own enterprise. 授权金融机构查看融资需求。",
    )
    async def give_financing_consent(
        self, info: Info, input: Annotated[GiveFinancingConsentInput, Given]
    ) -> object:
        return await resolvers.financing.give_consent(info.context, input.command())

    @act(WithdrawFinancingConsentResult, "Share a demand no more, at once. 撤回授权,立即生效。")
    async def withdraw_financing_consent(
        self, info: Info, input: Annotated[WithdrawFinancingConsentInput, Given]
    ) -> object:
        return await resolvers.financing.withdraw_consent(info.context, input.command())
