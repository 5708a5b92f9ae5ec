"""What can be done at a fair: one input and one union of answers an act."""

from datetime import date, datetime
from typing import Annotated

import strawberry

import resolvers.fairs
from domain import fairs, ledger
from domain.elements import ElementKind, Urgency
from resolvers.context import Info
from schema.backing import Given, act, key_of
from schema.elements import IntakeFormInput, read_form
from schema.enterprises import (
    EnterpriseReferenceInput,
    OrganizationReferenceInput,
    ZoneHasEnded,
    ZoneReferenceInput,
    read_enterprise,
    read_organization,
    read_zone,
)
from schema.fairs.happened import (
    AttendanceRecorded,
    BoothAdded,
    FairClosed,
    FairOpened,
    FairPlanned,
    FairRated,
    IntakeDisposed,
    IntakeMarkedDuplicate,
    IntakeSubmitted,
    IntakeWithdrawn,
)
from schema.fairs.refused import (
    AlreadyDisposed,
    AlreadyRated,
    BoothClosed,
    BoothCodeTaken,
    BoothDoesNotTake,
    FairInWrongState,
    FairWithoutBooths,
    HasDuplicates,
    IntakesStillOpen,
    NotAttending,
    OrganizationCannotStaff,
    OriginalUnsuitable,
)
from schema.refused import IdempotencyKeyReused, InvalidInput, NotFound, OutsideRemit


@strawberry.input(description="Plan a fair. 创建活动。")
class PlanFairInput:
    name: str = strawberry.field(description="Name, at most 120 characters. 名称。")
    kind: fairs.FairKind = strawberry.field(description="Kind of fair. 类别。")
    zone: ZoneReferenceInput = strawberry.field(description="The zone that holds it. 主办区域。")
    opens_at: datetime = strawberry.field(description="When it is to open. 计划开始时间。")
    closes_at: datetime = strawberry.field(
        description="When it is to close, at most 31 days later. 计划结束时间。"
    )
    venues: list[str] = strawberry.field(default_factory=list, description="Where it takes place. 地点。")
    round: int | None = strawberry.field(default=None, description="Which time, in a series. 场次。")

    def command(self) -> fairs.PlanFair:
        return fairs.PlanFair(
            name=self.name,
            kind=self.kind,
            zone=read_zone(self.zone),
            venues=tuple(self.venues),
            round=self.round,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
        )


PlanFairResult = Annotated[
    FairPlanned | InvalidInput | NotFound | OutsideRemit | ZoneHasEnded,
    strawberry.union("PlanFairResult", description="What planFair answers. 结果。"),
]


@strawberry.input(description="Add a booth to a fair that is not over. 添加摊位。")
class AddBoothInput:
    fair_id: strawberry.ID = strawberry.field(description="The fair. 活动。")
    code: str = strawberry.field(description="Code, unique in the fair, at most 20 characters. 编号。")
    name: str = strawberry.field(description="Name on the sign. 名称。")
    organization: OrganizationReferenceInput = strawberry.field(description="Who staffs it. 部门或机构。")
    registers: list[fairs.Register] = strawberry.field(description="Registers that it takes. 受理类别。")
    element_kinds: list[ElementKind] = strawberry.field(
        default_factory=list,
        description="Element kinds that it takes; FINANCE brings CAPITAL by itself. 受理的要素类别。",
    )
    capacity: int | None = strawberry.field(
        default=None, description="How many it serves at a time. 同时接待数。"
    )

    def command(self) -> fairs.AddBooth:
        return fairs.AddBooth(
            fair_id=key_of("Fair", self.fair_id),
            code=self.code,
            name=self.name,
            organization=read_organization(self.organization),
            registers=tuple(self.registers),
            element_kinds=tuple(self.element_kinds),
            capacity=self.capacity,
        )


AddBoothResult = Annotated[
    BoothAdded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | FairInWrongState
    | OrganizationCannotStaff
    | BoothCodeTaken,
    strawberry.union("AddBoothResult", description="What addBooth answers. 结果。"),
]


@strawberry.input(description="Open a planned fair. 开始活动。")
class OpenFairInput:
    fair_id: strawberry.ID = strawberry.field(description="The fair. 活动。")


OpenFairResult = Annotated[
    FairOpened | InvalidInput | NotFound | OutsideRemit | FairInWrongState | FairWithoutBooths,
    strawberry.union("OpenFairResult", description="What openFair answers. 结果。"),
]


@strawberry.input(description="Close an open fair whose intakes all have a disposition. 结束活动。")
class CloseFairInput:
    fair_id: strawberry.ID = strawberry.field(description="The fair. 活动。")


CloseFairResult = Annotated[
    FairClosed | InvalidInput | NotFound | OutsideRemit | FairInWrongState | IntakesStillOpen,
    strawberry.union("CloseFairResult", description="What closeFair answers. 结果。"),
]


@strawberry.input(description="Hand in a need at a booth. 提交受理单。")
class SubmitIntakeInput:
    booth_id: strawberry.ID = strawberry.field(description="The booth. 摊位。")
    register: fairs.Register = strawberry.field(
        description="Which register; FINANCE is for CAPITAL. 受理类别。"
    )
    element_kind: ElementKind = strawberry.field(description="What is needed. 要素类别。")
    enterprise: EnterpriseReferenceInput = strawberry.field(description="Whose need it is. 企业。")
    form: IntakeFormInput = strawberry.field(description="The form of the element kind. 表单。")
    idempotency_key: str = strawberry.field(
        description="A key of the client's, 1 to 200 characters: sent again, it gets the first answer again. 幂等键。"
    )
    summary: str | None = strawberry.field(
        default=None, description="The need in a sentence, at most 500 characters. 需求摘要。"
    )
    urgency: Urgency = strawberry.field(default=Urgency.NORMAL, description="How urgent it is. 紧急程度。")
    desired_by: date | None = strawberry.field(
        default=None, description="By when it is wanted. 期望解决日期。"
    )

    def command(self) -> fairs.SubmitIntake:
        return fairs.SubmitIntake(
            booth_id=key_of("Booth", self.booth_id),
            register=self.register,
            element_kind=self.element_kind,
            enterprise=read_enterprise(self.enterprise),
            form=read_form(self.form),
            summary=self.summary,
            urgency=self.urgency,
            desired_by=self.desired_by,
            idempotency_key=self.idempotency_key,
        )


SubmitIntakeResult = Annotated[
    IntakeSubmitted
    | InvalidInput
    | NotFound
    | OutsideRemit
    | IdempotencyKeyReused
    | BoothClosed
    | BoothDoesNotTake,
    strawberry.union("SubmitIntakeResult", description="What submitIntake answers. 结果。"),
]


@strawberry.input(description="A promised solution; all three are needed. 解决方案,三项必填。")
class SolutionInput:
    text: str | None = strawberry.field(default=None, description="What will be done. 解决方案。")
    owner_name: str | None = strawberry.field(default=None, description="Who answers for it. 责任人。")
    due_on: date | None = strawberry.field(
        default=None, description="The day by which it is done. 承诺办结日期。"
    )


@strawberry.input(description="Give an intake its answer. 处理受理单。")
class DisposeIntakeInput:
    intake_id: strawberry.ID = strawberry.field(description="The intake. 受理单。")
    disposition: fairs.Disposition = strawberry.field(
        description="RESOLVED_ON_SITE or SOLUTION_GIVEN. 现场办结,或现场拿出解决方案。"
    )
    solution: SolutionInput | None = strawberry.field(
        default=None, description="Needed with SOLUTION_GIVEN, and only then. 拿出解决方案时必填。"
    )

    def command(self) -> fairs.DisposeIntake:
        given = self.solution
        solution = ledger.Solution(given.text, given.owner_name, given.due_on) if given else None
        return fairs.DisposeIntake(key_of("Intake", self.intake_id), self.disposition, solution)


DisposeIntakeResult = Annotated[
    IntakeDisposed | InvalidInput | NotFound | AlreadyDisposed,
    strawberry.union("DisposeIntakeResult", description="What disposeIntake answers. 结果。"),
]


@strawberry.input(description="Take an intake back. 撤回受理单。")
class WithdrawIntakeInput:
    intake_id: strawberry.ID = strawberry.field(description="The intake. 受理单。")
    reason: str | None = strawberry.field(default=None, description="Why. 原因。")

    def command(self) -> fairs.WithdrawIntake:
        return fairs.WithdrawIntake(key_of("Intake", self.intake_id), self.reason)


WithdrawIntakeResult = Annotated[
    IntakeWithdrawn | InvalidInput | NotFound | AlreadyDisposed | HasDuplicates,
    strawberry.union("WithdrawIntakeResult", description="What withdrawIntake answers. 结果。"),
]


@strawberry.input(description="Mark an intake as a repetition. 标记重复件。")
class MarkDuplicateInput:
    intake_id: strawberry.ID = strawberry.field(description="The intake that repeats. 重复的受理单。")
    original_id: strawberry.ID = strawberry.field(description="The earlier intake. 原受理单。")

    def command(self) -> fairs.MarkDuplicate:
        return fairs.MarkDuplicate(key_of("Intake", self.intake_id), key_of("Intake", self.original_id))


MarkDuplicateResult = Annotated[
    IntakeMarkedDuplicate | InvalidInput | NotFound | AlreadyDisposed | HasDuplicates | OriginalUnsuitable,
    strawberry.union("MarkDuplicateResult", description="What markDuplicate answers. 结果。"),
]


@strawberry.input(description="Note that an enterprise came. 登记到场。")
class RecordAttendanceInput:
    fair_id: strawberry.ID = strawberry.field(description="The fair. 活动。")
    enterprise: EnterpriseReferenceInput = strawberry.field(description="The enterprise. 企业。")

    def command(self) -> fairs.RecordAttendance:
        return fairs.RecordAttendance(key_of("Fair", self.fair_id), read_enterprise(self.enterprise))


RecordAttendanceResult = Annotated[
    AttendanceRecorded | InvalidInput | NotFound | OutsideRemit | FairInWrongState,
    strawberry.union("RecordAttendanceResult", description="What recordAttendance answers. 结果。"),
]


@strawberry.input(description="Rate a fair as an enterprise that attended. 评价活动。")
class RateFairInput:
    fair_id: strawberry.ID = strawberry.field(description="The fair. 活动。")
    enterprise_id: strawberry.ID = strawberry.field(description="The enterprise. 企业。")
    level: fairs.Level = strawberry.field(description="One of five levels. 满意度档次。")
    comment: str | None = strawberry.field(default=None, description="At most 500 characters. 意见。")

    def command(self) -> fairs.RateFair:
        return fairs.RateFair(
            key_of("Fair", self.fair_id), key_of("Enterprise", self.enterprise_id), self.level, self.comment
        )


RateFairResult = Annotated[
    FairRated | InvalidInput | NotFound | OutsideRemit | FairInWrongState | NotAttending | AlreadyRated,
    strawberry.union("RateFairResult", description="What rateFair answers. 结果。"),
]


@strawberry.type
class FairMutations:
    """Acts at a fair; the root puts them together with the other contexts'."""

    @act(PlanFairResult, "Plan a fair. 创建活动。")
    async def plan_fair(self, info: Info, input: Annotated[PlanFairInput, Given]) -> object:
        return await resolvers.fairs.plan_fair(info.context, input.command())

    @act(AddBoothResult, "Add a booth to a fair. 添加摊位。")
    async def add_booth(self, info: Info, input: Annotated[AddBoothInput, Given]) -> object:
        return await resolvers.fairs.add_booth(info.context, input.command())

    @act(OpenFairResult, "Open a planned fair: its booths take intakes from now on. 开始活动。")
    async def open_fair(self, info: Info, input: Annotated[OpenFairInput, Given]) -> object:
        return await resolvers.fairs.open_fair(info.context, key_of("Fair", input.fair_id))

    @act(CloseFairResult, "Close a fair; refused while an intake is open. 结束活动。")
    async def close_fair(self, info: Info, input: Annotated[CloseFairInput, Given]) -> object:
        return await resolvers.fairs.close_fair(info.context, key_of("Fair", input.fair_id))

    @act(SubmitIntakeResult, "Hand in a need at a booth. 提交受理单。")
    async def submit_intake(self, info: Info, input: Annotated[SubmitIntakeInput, Given]) -> object:
        return await resolvers.fairs.submit_intake(info.context, input.command())

    @act(DisposeIntakeResult, "Give an intake its one disposition. 处理受理单。")
    async def dispose_intake(self, info: Info, input: Annotated[DisposeIntakeInput, Given]) -> object:
        return await resolvers.fairs.dispose_intake(info.context, input.command())

    @act(WithdrawIntakeResult, "Take an open intake back. 撤回受理单。")
    async def withdraw_intake(self, info: Info, input: Annotated[WithdrawIntakeInput, Given]) -> object:
        return await resolvers.fairs.withdraw_intake(info.context, input.command())

    @act(MarkDuplicateResult, "Mark an open intake as a repetition. 标记重复件。")
    async def mark_duplicate(self, info: Info, input: Annotated[MarkDuplicateInput, Given]) -> object:
        return await resolvers.fairs.mark_duplicate(info.context, input.command())

    @act(RecordAttendanceResult, "Note that an enterprise came to an open fair. 登记到场。")
    async def record_attendance(self, info: Info, input: Annotated[RecordAttendanceInput, Given]) -> object:
        return await resolvers.fairs.record_attendance(info.context, input.command())

    @act(RateFairResult, "Rate a fair, once an enterprise. 评价活动。")
    async def rate_fair(self, info: Info, input: Annotated[RateFairInput, Given]) -> object:
        return await resolvers.fairs.rate_fair(info.context, input.command())
