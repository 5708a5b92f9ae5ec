"""What can be done about introductions: one input and one union of answers an act."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

import resolvers.supply
from domain import supply
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit
from schema.scalars import Money
from schema.supply.happened import CooperationReported, IntroductionAdvanced, IntroductionSuggested
from schema.supply.refused import (
    AlreadyIntroduced,
    CooperationNotRunning,
    IntroductionOutOfOrder,
    MonthOutOfOrder,
    MonthReported,
    NotOnOffer,
    SameEnterprise,
    StepTooEarly,
)
from schema.supply.words import KNOWN_VERSION, UNIT

NOTE = "What is to be noted, at most 500 characters. 备注。"
THE_INTRODUCTION = "The introduction. 牵线记录。"


@strawberry.input(description="Suggest to bring an offering and a need together. 推荐牵线。")
class SuggestIntroductionInput:
    offering_id: strawberry.ID = strawberry.field(description="The offering. 供给。")
    need_id: strawberry.ID = strawberry.field(description="The need. 需求。")
    staff_id: strawberry.ID | None = strawberry.field(default=None, description="Who introduces. 牵线人。")
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="The department that endorses; never a guarantee. 牵线部门,不构成担保。"
    )
    note: str | None = strawberry.field(default=None, description=NOTE)

    def command(self) -> supply.SuggestIntroduction:
        return supply.SuggestIntroduction(
            offering_id=key_of("Offering", self.offering_id),
            need_id=key_of("Need", self.need_id),
            staff_id=key_of("Staff", self.staff_id or ""),
            by_staff=self.staff_id is not None,
            organization_id=key_of("Organization", self.organization_id or ""),
            by_organization=self.organization_id is not None,
            note=self.note,
        )


SuggestIntroductionResult = Annotated[
    IntroductionSuggested
    | InvalidInput
    | NotFound
    | OutsideRemit
    | NotOnOffer
    | SameEnterprise
    | AlreadyIntroduced,
    strawberry.union("SuggestIntroductionResult", description="What suggestIntroduction answers. 结果。"),
]


@strawberry.input(description="Record the next step of an introduction. 登记牵线进展。")
class AdvanceIntroductionInput:
    introduction_id: strawberry.ID = strawberry.field(description=THE_INTRODUCTION)
    version: int = strawberry.field(description=KNOWN_VERSION)
    state: supply.IntroductionState = strawberry.field(description="What it becomes. 新进展。")
    on: date | None = strawberry.field(default=None, description="On which day; today. 日期,默认今天。")
    reason: supply.FailureReason | None = strawberry.field(
        default=None, description="Why it failed, for FAILED only. 未成原因,仅 FAILED 填写。"
    )
    note: str | None = strawberry.field(default=None, description=NOTE)

    def command(self) -> supply.AdvanceIntroduction:
        return supply.AdvanceIntroduction(
            introduction_id=key_of("Introduction", self.introduction_id),
            version=self.version,
            state=self.state,
            on=self.on,
            reason=self.reason,
            note=self.note,
        )


AdvanceIntroductionResult = Annotated[
    IntroductionAdvanced
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | IntroductionOutOfOrder
    | StepTooEarly,
    strawberry.union("AdvanceIntroductionResult", description="What advanceIntroduction answers. 结果。"),
]


@strawberry.input(description="Report what a cooperation delivered in a month. 填报合作月报。")
class ReportCooperationInput:
    introduction_id: strawberry.ID = strawberry.field(description=THE_INTRODUCTION)
    month: date = strawberry.field(
        description="The month, by its first day; not one to come. 月份(当月 1 日)。"
    )
    volume: Decimal = strawberry.field(description="How much was delivered. 供货量。")
    unit: str = strawberry.field(description=UNIT)
    amount: Money | None = strawberry.field(default=None, description="What it cost, in yuan. 金额(元)。")
    note: str | None = strawberry.field(default=None, description=NOTE)

    def command(self) -> supply.ReportCooperation:
        return supply.ReportCooperation(
            introduction_id=key_of("Introduction", self.introduction_id),
            month=self.month,
            volume=self.volume,
            unit=self.unit,
            amount=self.amount,
            note=self.note,
        )


ReportCooperationResult = Annotated[
    CooperationReported
    | InvalidInput
    | NotFound
    | OutsideRemit
    | CooperationNotRunning
    | MonthOutOfOrder
    | MonthReported,
    strawberry.union("ReportCooperationResult", description="What reportCooperation answers. 结果。"),
]


@strawberry.type
class IntroductionMutations:
    """Acts on introductions; the root puts them together with the other contexts'."""

    @act(SuggestIntroductionResult, "Suggest to bring an offering and a need together. 推荐牵线。")
    async def suggest_introduction(
        self, info: Info, input: Annotated[SuggestIntroductionInput, Given]
    ) -> object:
        return await resolvers.supply.suggest_introduction(info.context, input.command())

    @act(AdvanceIntroductionResult, "Record the next step of an introduction. 登记牵线进展。")
    async def advance_introduction(
        self, info: Info, input: Annotated[AdvanceIntroductionInput, Given]
    ) -> object:
        return await resolvers.supply.advance_introduction(info.context, input.command())

    @act(ReportCooperationResult, "Report what a cooperation delivered in a month. 填报合作月报。")
    async def report_cooperation(self, info: Info, input: Annotated[ReportCooperationInput, Given]) -> object:
        return await resolvers.supply.report_cooperation(info.context, input.command())
