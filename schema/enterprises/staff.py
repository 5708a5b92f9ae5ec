"""The staff in the contract."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.enterprises
import resolvers.relations
from domain import enterprises
from resolvers.context import Info
from schema.backing import (
    Given,
    Node,
    Refusal,
    about,
    act,
    backed_by,
    by_name,
    enum_of,
    identity,
    key_of,
    related,
    resolved,
)
from schema.costs import COUNTED, SEARCHED, cost
from schema.enterprises.liaison import LiaisonConnection, LiaisonFilter, read_liaison_filter
from schema.enterprises.organizations import Organization, OrganizationHasEnded
from schema.filters import filtered_by, part_of_text
from schema.pages import PageInfo, edges_of, listed, page_info
from schema.refused import InvalidInput, NotFound, Outdated

enum_of(
    enterprises.StaffRole,
    "What somebody of the staff may be to enterprises. 岗位。",
    by_name(enterprises.STAFF_ROLE_NAMES),
)


async def _enterprise_count(staff: strawberry.Parent[enterprises.Staff], info: Info) -> int:
    return await resolvers.enterprises.enterprise_count(info.context, staff)


@backed_by(enterprises.Staff, keys=("id",))
class Staff(Node):
    """A public servant who looks after enterprises; no phone is kept. 工作人员,不留存电话。"""

    id: strawberry.ID = identity("Staff")
    name: str = about("Name. 姓名。")
    organization: Organization = related("Where they work. 所在机构。")
    subject: str | None = about(
        "The subject of the identity that they sign in with; only for who keeps the staff. 登录标识(sub)。"
    )
    ended_on: date | None = about("The first day on which they are no more. 离岗日期。")
    version: int = about("How often the record was written; an act names it. 版本。")
    liaisons: LiaisonConnection = listed(
        LiaisonConnection,
        LiaisonFilter,
        read_liaison_filter,
        "Whom they look after, looked after and will, by their first day. 联络任务,按开始日期。",
        date,
    )
    enterprise_count: int = resolved(
        _enterprise_count,
        "How many enterprises they look after today, of those that one sees. 今日联络企业数。",
        cost(COUNTED),
    )

    @strawberry.field(description="What they may be to enterprises. 岗位。")
    @staticmethod
    def roles(staff: strawberry.Parent[enterprises.Staff]) -> list[enterprises.StaffRole]:
        return [role for role in enterprises.StaffRole if role in staff.roles]


@strawberry.input(description="Which of the staff; what is left out does not matter. 工作人员筛选。")
class StaffFilter:
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where they work. 所在机构。"
    )
    role: enterprises.StaffRole | None = strawberry.field(
        default=None, description="What they may be. 岗位。"
    )
    current: bool | None = strawberry.field(
        default=None, description="True: whose end is not known; false: whose is. 是否在岗。"
    )
    text: str | None = strawberry.field(
        default=None, description="Part of the name. 姓名包含。", directives=[cost(SEARCHED)]
    )


def read_staff_filter(given: StaffFilter | None) -> enterprises.StaffFilter:
    """The domain's filter."""
    if given is None:
        return enterprises.StaffFilter()
    return enterprises.StaffFilter(
        organization_id=filtered_by("Organization", given.organization_id),
        role=given.role,
        current=given.current,
        text=part_of_text(given.text),
    )


@strawberry.type(description="One of the staff in a list. 列表项。")
class StaffEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: Staff = about("Who it is. 工作人员。")


@strawberry.type(description="A page of the staff. 工作人员分页列表。")
class StaffConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[StaffEdge] = resolved(edges_of(StaffEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )


@strawberry.type
class StaffQueries:
    """Questions about the staff; the root puts them together with the other contexts'."""

    staff: StaffConnection = listed(
        StaffConnection, StaffFilter, read_staff_filter, "The county's staff, by name. 工作人员列表。", str
    )


# --- Acts -------------------------------------------------------------------------------------------------------------


@backed_by(enterprises.StaffRegistered)
class StaffRegistered:
    """Somebody was registered. 已登记。"""

    staff: Staff = about("Who it is. 工作人员。")


@backed_by(enterprises.StaffEnded)
class StaffEnded:
    """Somebody has left, or will. 已办理离岗。"""

    staff: Staff = about("Who it is. 工作人员。")


@backed_by(enterprises.SubjectTaken)
class SubjectTaken(Refusal):
    """Somebody else signs in as this subject. 登录标识已被占用。"""

    staff: Staff = about("Who does. 已使用该标识的人员。")


@backed_by(enterprises.StaffHasEnded)
class StaffHasEnded(Refusal):
    """Who has left looks after nobody from then on. 人员已离岗。"""

    staff: Staff = about("Who has left. 工作人员。")
    ended_on: date = about("The first day on which they are no more. 离岗日期。")


@backed_by(enterprises.StaffStillAssigned)
class StaffStillAssigned(Refusal):
    """Who looks after enterprises hands them over before leaving. 仍有联络任务。"""

    staff: Staff = about("Who it is. 工作人员。")
    assignments: int = about("How many liaisons they would have on that day or after it. 任务数。")


@strawberry.input(description="Register somebody of an organization's staff. 登记工作人员。")
class RegisterStaffInput:
    name: str = strawberry.field(description="Name, at most 60 characters. 姓名。")
    organization_id: strawberry.ID = strawberry.field(description="Where they work. 所在机构。")
    roles: list[enterprises.StaffRole] = strawberry.field(
        description="What they may be to enterprises, at least one. 岗位,至少一项。"
    )
    subject: str | None = strawberry.field(
        default=None,
        description="The subject (sub) of the identity that they sign in with, unique in the county. 登录标识。",
    )

    def command(self) -> enterprises.RegisterStaff:
        return enterprises.RegisterStaff(
            self.name, key_of("Organization", self.organization_id), tuple(self.roles), self.subject
        )


RegisterStaffResult = Annotated[
    StaffRegistered | InvalidInput | NotFound | OrganizationHasEnded | SubjectTaken,
    strawberry.union("RegisterStaffResult", description="What registerStaff answers. 结果。"),
]


@strawberry.input(description="Somebody of the staff leaves. 办理离岗。")
class EndStaffInput:
    staff_id: strawberry.ID = strawberry.field(description="Who it is. 工作人员。")
    version: int = strawberry.field(description="The version that was looked at. 所依据的版本。")
    ended_on: date = strawberry.field(description="The first day on which they are no more. 离岗日期。")

    def command(self) -> enterprises.EndStaff:
        return enterprises.EndStaff(key_of("Staff", self.staff_id), self.version, self.ended_on)


EndStaffResult = Annotated[
    StaffEnded | InvalidInput | NotFound | Outdated | StaffHasEnded | StaffStillAssigned,
    strawberry.union("EndStaffResult", description="What endStaff answers. 结果。"),
]


@strawberry.type
class StaffMutations:
    """Acts on the staff; the root puts them together with the other contexts'."""

    @act(RegisterStaffResult, "Register somebody of the staff. 登记工作人员。")
    async def register_staff(self, info: Info, input: Annotated[RegisterStaffInput, Given]) -> object:
        return await resolvers.enterprises.register_staff(info.context, input.command())

    @act(EndStaffResult, "Somebody leaves; refused while they look after an enterprise. 办理离岗。")
    async def end_staff(self, info: Info, input: Annotated[EndStaffInput, Given]) -> object:
        return await resolvers.enterprises.end_staff(info.context, input.command())
