"""What can be done about who looks after which enterprise: one input and one union of answers an act."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.enterprises
from domain import enterprises
from resolvers.context import Info
from schema.backing import Given, Refusal, about, act, backed_by, key_of
from schema.enterprises.liaison import Liaison, LiaisonContact
from schema.enterprises.register import Enterprise
from schema.enterprises.staff import Staff, StaffHasEnded
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit

VERSION = "The version that was looked at. 所依据的版本。"


@backed_by(enterprises.LiaisonAssigned)
class LiaisonAssigned:
    """The enterprise has its primary liaison. 已确定主联络员。"""

    liaison: Liaison = about("The liaison. 联络任务。")


@backed_by(enterprises.StaffAssigned)
class StaffAssigned:
    """Somebody looks after the enterprise beside its primary liaison. 已安排人员。"""

    liaison: Liaison = about("The liaison. 联络任务。")


@backed_by(enterprises.LiaisonHandedOver)
class LiaisonHandedOver:
    """Somebody took over: one ends on the day on which the other begins. 已交接。"""

    ended: Liaison = about("What ended. 原联络任务。")
    begun: Liaison = about("What began. 新联络任务。")


@backed_by(enterprises.LiaisonEnded)
class LiaisonEnded:
    """The liaison has its last day. 已结束。"""

    liaison: Liaison = about("The liaison. 联络任务。")


@backed_by(enterprises.LiaisonContactLogged)
class LiaisonContactLogged:
    """The contact was logged. 联络已登记。"""

    liaison_contact: LiaisonContact = about("The contact. 联络记录。")


@backed_by(enterprises.LiaisonOverlaps)
class LiaisonOverlaps(Refusal):
    """The enterprise has another primary liaison then. 主联络员时间重叠。"""

    liaison: Liaison = about("The one that it has. 已有的联络任务。")


@backed_by(enterprises.AlreadyAssigned)
class AlreadyAssigned(Refusal):
    """This person has the role for the enterprise then. 此人已承担该角色。"""

    liaison: Liaison = about("As what and when. 已有的联络任务。")


@backed_by(enterprises.PrimaryNeedsSuccessor)
class PrimaryNeedsSuccessor(Refusal):
    """Before the enterprise has ended, its primary liaison only gives way to the next. 主联络员须有人接任。"""

    on: date = about("The first day on which there would be none. 将出现空缺的日期。")


@backed_by(enterprises.DayOutsideLiaison)
class DayOutsideLiaison(Refusal):
    """A liaison is handed over or ended after its first day and before it is over. 日期不在任务期间内。"""

    liaison: Liaison = about("The liaison. 联络任务。")


@backed_by(enterprises.StaffLacksRole)
class StaffLacksRole(Refusal):
    """Who takes a role has to be appointed to it. 岗位不符。"""

    staff: Staff = about("Who it is. 工作人员。")
    needed: enterprises.StaffRole = about("What they would have to be. 所需岗位。")
    roles: list[enterprises.StaffRole] = about("What they are. 现有岗位。")


@backed_by(enterprises.EnterpriseHasEnded)
class EnterpriseHasEnded(Refusal):
    """Nobody new looks after an enterprise that has moved away or closed. 企业已迁出或注销。"""

    enterprise: Enterprise = about("The enterprise. 企业。")


@backed_by(enterprises.DoesNotLookAfter)
class DoesNotLookAfter(Refusal):
    """A contact is logged for who looked after the enterprise on that day. 当日并非该企业的负责人。"""

    staff: Staff = about("Who did not. 工作人员。")
    contacted_on: date = about("The day. 联络日期。")


@strawberry.input(description="Have somebody look after an enterprise as its primary liaison. 确定主联络员。")
class AssignLiaisonInput:
    enterprise_id: strawberry.ID = strawberry.field(description="The enterprise. 企业。")
    staff_id: strawberry.ID = strawberry.field(description="Who looks after it. 工作人员。")
    since: date = strawberry.field(description="The first day; it may be past or to come. 开始日期。")
    role: enterprises.LiaisonRole = strawberry.field(
        default=enterprises.LiaisonRole.LIAISON, description="As what. 联络角色。"
    )
    until: date | None = strawberry.field(
        default=None,
        description="Only before one that is known already: its first day. 仅在补录既有联络员之前的期间时填写。",
    )

    def command(self) -> enterprises.AssignLiaison:
        return enterprises.AssignLiaison(
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            staff_id=key_of("Staff", self.staff_id),
            role=self.role,
            is_primary=True,
            since=self.since,
            until=self.until,
        )


AssignLiaisonResult = Annotated[
    LiaisonAssigned
    | InvalidInput
    | NotFound
    | OutsideRemit
    | EnterpriseHasEnded
    | StaffHasEnded
    | StaffLacksRole
    | AlreadyAssigned
    | LiaisonOverlaps
    | PrimaryNeedsSuccessor,
    strawberry.union("AssignLiaisonResult", description="What assignLiaison answers. 结果。"),
]


@strawberry.input(
    description="Have somebody look after an enterprise beside its primary liaison. 安排秘书、管家或指导员。"
)
class AssignStaffInput:
    enterprise_id: strawberry.ID = strawberry.field(description="The enterprise. 企业。")
    staff_id: strawberry.ID = strawberry.field(description="Who looks after it. 工作人员。")
    role: enterprises.LiaisonRole = strawberry.field(description="As what. 联络角色。")
    since: date = strawberry.field(description="The first day; it may be past or to come. 开始日期。")
    until: date | None = strawberry.field(
        default=None, description="The first day on which it is over, if that is known. 结束日期(不含)。"
    )

    def command(self) -> enterprises.AssignLiaison:
        return enterprises.AssignLiaison(
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            staff_id=key_of("Staff", self.staff_id),
            role=self.role,
            is_primary=False,
            since=self.since,
            until=self.until,
        )


AssignStaffResult = Annotated[
    StaffAssigned
    | InvalidInput
    | NotFound
    | OutsideRemit
    | EnterpriseHasEnded
    | StaffHasEnded
    | StaffLacksRole
    | AlreadyAssigned,
    strawberry.union("AssignStaffResult", description="What assignStaff answers. 结果。"),
]


@strawberry.input(description="Have somebody else take over on a day, without a gap. 交接联络任务。")
class HandOverLiaisonInput:
    liaison_id: strawberry.ID = strawberry.field(description="The liaison that ends. 原联络任务。")
    version: int = strawberry.field(description=VERSION)
    staff_id: strawberry.ID = strawberry.field(description="Who takes over. 接任人员。")
    on: date = strawberry.field(
        description="The first day of who takes over, after the first of who gives over. 交接日期。"
    )
    role: enterprises.LiaisonRole | None = strawberry.field(
        default=None, description="As what; as before when it is left out. 联络角色,缺省不变。"
    )

    def command(self) -> enterprises.HandOverLiaison:
        return enterprises.HandOverLiaison(
            key_of("Liaison", self.liaison_id),
            self.version,
            key_of("Staff", self.staff_id),
            self.on,
            self.role,
        )


HandOverLiaisonResult = Annotated[
    LiaisonHandedOver
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | EnterpriseHasEnded
    | DayOutsideLiaison
    | StaffHasEnded
    | StaffLacksRole
    | AlreadyAssigned,
    strawberry.union("HandOverLiaisonResult", description="What handOverLiaison answers. 结果。"),
]


@strawberry.input(description="End a liaison. 结束联络任务。")
class EndLiaisonInput:
    liaison_id: strawberry.ID = strawberry.field(description="The liaison. 联络任务。")
    version: int = strawberry.field(description=VERSION)
    on: date = strawberry.field(description="The first day on which it is over. 结束日期(不含)。")

    def command(self) -> enterprises.EndLiaison:
        return enterprises.EndLiaison(key_of("Liaison", self.liaison_id), self.version, self.on)


EndLiaisonResult = Annotated[
    LiaisonEnded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | DayOutsideLiaison
    | PrimaryNeedsSuccessor,
    strawberry.union("EndLiaisonResult", description="What endLiaison answers. 结果。"),
]


@strawberry.input(description="Log a contact with an enterprise. 登记联络记录。")
class LogContactInput:
    enterprise_id: strawberry.ID = strawberry.field(description="The enterprise. 企业。")
    staff_id: strawberry.ID = strawberry.field(
        description="Who made the contact; they look after the enterprise on that day. 联络人员。"
    )
    contacted_on: date = strawberry.field(description="The day, not one to come. 联络日期。")
    channel: enterprises.ContactChannel = strawberry.field(description="How. 联络方式。")
    note: str | None = strawberry.field(
        default=None, description="What was talked about, at most 500 characters. 联络内容。"
    )

    def command(self) -> enterprises.LogContact:
        return enterprises.LogContact(
            key_of("Enterprise", self.enterprise_id),
            key_of("Staff", self.staff_id),
            self.contacted_on,
            self.channel,
            self.note,
        )


LogContactResult = Annotated[
    LiaisonContactLogged | InvalidInput | NotFound | OutsideRemit | DoesNotLookAfter,
    strawberry.union("LogContactResult", description="What logContact answers. 结果。"),
]


@strawberry.type
class LiaisonMutations:
    """Acts about liaison; the root puts them together with the other contexts'."""

    @act(AssignLiaisonResult, "Give an enterprise its primary liaison. 确定主联络员。")
    async def assign_liaison(self, info: Info, input: Annotated[AssignLiaisonInput, Given]) -> object:
        return await resolvers.enterprises.assign_liaison(info.context, input.command())

    @act(AssignStaffResult, "Have somebody look after an enterprise beside its primary liaison. 安排人员。")
    async def assign_staff(self, info: Info, input: Annotated[AssignStaffInput, Given]) -> object:
        return await resolvers.enterprises.assign_staff(info.context, input.command())

    @act(HandOverLiaisonResult, "Have somebody else take over on a day, without a gap. 交接。")
    async def hand_over_liaison(self, info: Info, input: Annotated[HandOverLiaisonInput, Given]) -> object:
        return await resolvers.enterprises.hand_over_liaison(info.context, input.command())

    @act(EndLiaisonResult, "End a liaison; a primary one only once the enterprise has ended. 结束联络任务。")
    async def end_liaison(self, info: Info, input: Annotated[EndLiaisonInput, Given]) -> object:
        return await resolvers.enterprises.end_liaison(info.context, input.command())

    @act(LogContactResult, "Log a contact with an enterprise. 登记联络记录。")
    async def log_contact(self, info: Info, input: Annotated[LogContactInput, Given]) -> object:
        return await resolvers.enterprises.log_contact(info.context, input.command())
