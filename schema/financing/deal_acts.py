"""What can be done on deals: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.financing
from domain import financing
from domain.elements import FinancingKind
from resolvers.context import Info
from schema.backing import Given, act, by_name, enum_of, key_of
from schema.financing.deal_happened import (
    CreditGranted,
    DealAdvanced,
    DealEnded,
    DealProposed,
    DisbursementRecorded,
    GuaranteeLinked,
)
from schema.financing.deal_refused import (
    AboveGrantedCredit,
    CannotBack,
    ConsentExpired,
    ConsentMissing,
    DealDayOutOfOrder,
    DealExists,
    DealInWrongState,
    MeetingDoesNotFit,
    QuotaNotEnough,
)
from schema.financing.refused import FinancingDemandNotOpen, NotAnInstitution
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit
from schema.scalars import Money

THE_DEAL = "The deal. 融资对接。"
VERSION = "The version that was looked at. 所依据的版本号。"
ON = "The day it is of, not after today nor before the last step. 日期。"
NOTE = "A note, at most 200 characters. 备注,至多 200 字。"

enum_of(
    financing.DealAdvance,
    "A step that needs nothing more than to be next. 可直接推进的步骤。",
    by_name(financing.DEAL_ADVANCE_NAMES),
)


@strawberry.input(
    description="Bring a demand and an institution together: with a product, or with an institution and a kind. 推荐对接。"
)
class ProposeDealInput:
    demand_id: strawberry.ID = strawberry.field(description="The demand. 融资需求。")
    amount: Money = strawberry.field(description="What it is about, in yuan. 对接金额(元)。")
    on: date = strawberry.field(description="When it was proposed, not after today. 推荐日期。")
    product_id: strawberry.ID | None = strawberry.field(
        default=None, description="The product, which says of whom and of what kind. 金融产品。"
    )
    institution_id: strawberry.ID | None = strawberry.field(
        default=None, description="The institution, without a product. 金融机构(未选产品时填写)。"
    )
    kind: FinancingKind | None = strawberry.field(
        default=None, description="The kind, without a product. 融资方式(未选产品时填写)。"
    )
    session_id: strawberry.ID | None = strawberry.field(
        default=None, description="The session that it is made at. 所属对接会。"
    )

    def command(self) -> financing.ProposeDeal:
        return financing.ProposeDeal(
            demand_id=key_of("FinancingDemand", self.demand_id),
            product_id=key_of("FinancialProduct", self.product_id or ""),
            institution_id=key_of("Organization", self.institution_id or ""),
            kind=self.kind,
            amount=self.amount,
            session_id=key_of("Fair", self.session_id or ""),
            on=self.on,
        )


ProposeDealResult = Annotated[
    DealProposed
    | InvalidInput
    | NotFound
    | OutsideRemit
    | FinancingDemandNotOpen
    | NotAnInstitution
    | DealExists,
    strawberry.union("ProposeDealResult", description="What proposeDeal answers. 结果。"),
]


def _step(
    input: "ConsentToDealInput | WithdrawDealInput | LapseDealInput",
    state: financing.DealState,
    note: str | None = None,
) -> financing.TakeStep:
    return financing.TakeStep(key_of("Deal", input.deal_id), input.version, state, input.on, note)


@strawberry.input(description="Let the institution know of the deal. 同意对接。")
class ConsentToDealInput:
    deal_id: strawberry.ID = strawberry.field(description=THE_DEAL)
    version: int = strawberry.field(description=VERSION)
    on: date = strawberry.field(description=ON)


ConsentToDealResult = Annotated[
    DealAdvanced
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | DealInWrongState
    | DealDayOutOfOrder
    | ConsentMissing
    | ConsentExpired,
    strawberry.union("ConsentToDealResult", description="What consentToDeal answers. 结果。"),
]


@strawberry.input(description="Agree on a meeting. 约定洽谈。")
class ScheduleDealInput:
    deal_id: strawberry.ID = strawberry.field(description=THE_DEAL)
    version: int = strawberry.field(description=VERSION)
    on: date = strawberry.field(description=ON)
    meeting_id: strawberry.ID | None = strawberry.field(
        default=None, description="The meeting in a session's timetable, if it is one. 对接会中的洽谈安排。"
    )

    def command(self) -> financing.ScheduleDeal:
        return financing.ScheduleDeal(
            key_of("Deal", self.deal_id),
            self.version,
            key_of("FinancingMeeting", self.meeting_id or ""),
            self.on,
        )


ScheduleDealResult = Annotated[
    DealAdvanced
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | DealInWrongState
    | DealDayOutOfOrder
    | MeetingDoesNotFit,
    strawberry.union("ScheduleDealResult", description="What scheduleDeal answers. 结果。"),
]


@strawberry.input(description="Take a step that needs nothing more than to be next. 推进对接。")
class AdvanceDealInput:
    deal_id: strawberry.ID = strawberry.field(description=THE_DEAL)
    version: int = strawberry.field(description=VERSION)
    state: financing.DealAdvance = strawberry.field(description="What it becomes. 新状态。")
    on: date = strawberry.field(description=ON)

    def command(self) -> financing.TakeStep:
        state = financing.DealState(self.state)
        return financing.TakeStep(key_of("Deal", self.deal_id), self.version, state, self.on)


AdvanceDealResult = Annotated[
    DealAdvanced | InvalidInput | NotFound | OutsideRemit | Outdated | DealInWrongState | DealDayOutOfOrder,
    strawberry.union("AdvanceDealResult", description="What advanceDeal answers. 结果。"),
]


@strawberry.input(description="Grant a credit. 授信。")
class GrantCreditInput:
    deal_id: strawberry.ID = strawberry.field(description=THE_DEAL)
    version: int = strawberry.field(description=VERSION)
    amount: Money = strawberry.field(description="The credit, in yuan. 授信金额(元)。")
    on: date = strawberry.field(description=ON)

    def command(self) -> financing.GrantCredit:
        return financing.GrantCredit(key_of("Deal", self.deal_id), self.version, self.amount, self.on)


GrantCreditResult = Annotated[
    CreditGranted
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | DealInWrongState
    | DealDayOutOfOrder
    | QuotaNotEnough,
    strawberry.union("GrantCreditResult", description="What grantCredit answers. 结果。"),
]


@strawberry.input(
    description="Record that money was paid out, or that a guarantee has come into force. 登记放款。"
)
class RecordDisbursementInput:
    deal_id: strawberry.ID = strawberry.field(description=THE_DEAL)
    version: int = strawberry.field(description=VERSION)
    amount: Money = strawberry.field(description="How much, in yuan. 放款金额(元)。")
    on: date = strawberry.field(description=ON)

    def command(self) -> financing.RecordDisbursement:
        return financing.RecordDisbursement(key_of("Deal", self.deal_id), self.version, self.amount, self.on)


RecordDisbursementResult = Annotated[
    DisbursementRecorded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | DealInWrongState
    | DealDayOutOfOrder
    | AboveGrantedCredit,
    strawberry.union("RecordDisbursementResult", description="What recordDisbursement answers. 结果。"),
]


@strawberry.input(description="Say no for the institution. 机构不予通过。")
class DeclineDealInput:
    deal_id: strawberry.ID = strawberry.field(description=THE_DEAL)
    version: int = strawberry.field(description=VERSION)
    reason: financing.DeclineReason = strawberry.field(description="Why. 原因。")
    on: date = strawberry.field(description=ON)
    note: str | None = strawberry.field(
        default=None, description="At most 200 characters; needed for OTHER. 备注,其他原因必填。"
    )

    def command(self) -> financing.DeclineDeal:
        return financing.DeclineDeal(
            key_of("Deal", self.deal_id), self.version, self.reason, self.note, self.on
        )


@strawberry.input(description="Take a deal back for the enterprise. 撤回对接。")
class WithdrawDealInput:
    deal_id: strawberry.ID = strawberry.field(description=THE_DEAL)
    version: int = strawberry.field(description=VERSION)
    on: date = strawberry.field(description=ON)
    note: str | None = strawberry.field(default=None, description=NOTE)


@strawberry.input(description="Say that nothing comes of a deal any more. 对接失效。")
class LapseDealInput:
    deal_id: strawberry.ID = strawberry.field(description=THE_DEAL)
    version: int = strawberry.field(description=VERSION)
    on: date = strawberry.field(description=ON)
    note: str | None = strawberry.field(default=None, description=NOTE)


DeclineDealResult = Annotated[
    DealEnded | InvalidInput | NotFound | OutsideRemit | Outdated | DealInWrongState | DealDayOutOfOrder,
    strawberry.union("DeclineDealResult", description="What declineDeal answers. 结果。"),
]
WithdrawDealResult = Annotated[
    DealEnded | InvalidInput | NotFound | OutsideRemit | Outdated | DealInWrongState | DealDayOutOfOrder,
    strawberry.union("WithdrawDealResult", description="What withdrawDeal answers. 结果。"),
]
LapseDealResult = Annotated[
    DealEnded | InvalidInput | NotFound | OutsideRemit | Outdated | DealInWrongState | DealDayOutOfOrder,
    strawberry.union("LapseDealResult", description="What lapseDeal answers. 结果。"),
]


@strawberry.input(description="Say which deal a guarantee backs. 关联担保。")
class LinkGuaranteeInput:
    guarantee_id: strawberry.ID = strawberry.field(
        description="The guarantee, a deal of that kind. 担保业务。"
    )
    version: int = strawberry.field(description="The version of the guarantee that was looked at. 版本号。")
    deal_id: strawberry.ID = strawberry.field(
        description="The deal of the same demand that it backs. 被担保的对接。"
    )

    def command(self) -> financing.LinkGuarantee:
        return financing.LinkGuarantee(
            key_of("Deal", self.guarantee_id), self.version, key_of("Deal", self.deal_id)
        )


LinkGuaranteeResult = Annotated[
    GuaranteeLinked | InvalidInput | NotFound | OutsideRemit | Outdated | CannotBack,
    strawberry.union("LinkGuaranteeResult", description="What linkGuarantee answers. 结果。"),
]


@strawberry.type
class DealMutations:
    """Acts on deals; the root puts them together with the other contexts'."""

    @act(ProposeDealResult, "Bring a demand and an institution together. 推荐对接。")
    async def propose_deal(self, info: Info, input: Annotated[ProposeDealInput, Given]) -> object:
        return await resolvers.financing.propose_deal(
            info.context,
            input.command(),
            of_product=input.product_id is not None,
            of_institution=input.institution_id is not None,
            of_session=input.session_id is not None,
        )

    @act(
        ConsentToDealResult,
        "Let the institution know of a deal, which takes a consent that covers it. 同意对接(须有有效授权)。",
    )
    async def consent_to_deal(self, info: Info, input: Annotated[ConsentToDealInput, Given]) -> object:
        command = _step(input, financing.DealState.CONSENTED)
        return await resolvers.financing.consent_to_deal(info.context, command)

    @act(ScheduleDealResult, "Agree on a meeting, at a session or anywhere. 约定洽谈。")
    async def schedule_deal(self, info: Info, input: Annotated[ScheduleDealInput, Given]) -> object:
        of_meeting = input.meeting_id is not None
        return await resolvers.financing.schedule_deal(info.context, input.command(), of_meeting=of_meeting)

    @act(AdvanceDealResult, "Meet, take into review, sign. 推进对接:洽谈、审查、签约。")
    async def advance_deal(self, info: Info, input: Annotated[AdvanceDealInput, Given]) -> object:
        return await resolvers.financing.advance_deal(info.context, input.command())

    @act(
        GrantCreditResult, "Grant a credit, from the quota of the product if it has one. 授信(占用产品额度)。"
    )
    async def grant_credit(self, info: Info, input: Annotated[GrantCreditInput, Given]) -> object:
        return await resolvers.financing.grant_credit(info.context, input.command())

    @act(RecordDisbursementResult, "Record that money was paid out, in part or as a whole. 登记放款,可分次。")
    async def record_disbursement(
        self, info: Info, input: Annotated[RecordDisbursementInput, Given]
    ) -> object:
        return await resolvers.financing.record_disbursement(info.context, input.command())

    @act(DeclineDealResult, "Say no for the institution. 机构不予通过。")
    async def decline_deal(self, info: Info, input: Annotated[DeclineDealInput, Given]) -> object:
        return await resolvers.financing.decline_deal(info.context, input.command())

    @act(WithdrawDealResult, "Take a deal back for the enterprise. 撤回对接。")
    async def withdraw_deal(self, info: Info, input: Annotated[WithdrawDealInput, Given]) -> object:
        command = _step(input, financing.DealState.WITHDRAWN, input.note)
        return await resolvers.financing.withdraw_deal(info.context, command)

    @act(LapseDealResult, "Say that nothing comes of a deal any more. 对接失效。")
    async def lapse_deal(self, info: Info, input: Annotated[LapseDealInput, Given]) -> object:
        command = _step(input, financing.DealState.LAPSED, input.note)
        return await resolvers.financing.lapse_deal(info.context, command)

    @act(LinkGuaranteeResult, "Say which deal a guarantee backs: the money of both is one. 关联担保。")
    async def link_guarantee(self, info: Info, input: Annotated[LinkGuaranteeInput, Given]) -> object:
        return await resolvers.financing.link_guarantee(info.context, input.command())
