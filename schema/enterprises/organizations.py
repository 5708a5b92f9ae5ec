"""Organizations in the contract."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

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
from schema.enterprises.named import KNOWN_VERSION, VERSION, named
from schema.enterprises.places import Zone, ZoneHasEnded
from schema.filters import filtered_by, part_of_text
from schema.nodes import found
from schema.pages import PageInfo, edges_of, listed, page_info
from schema.refused import InvalidInput, NotFound, Outdated
from schema.scalars import Uscc

if TYPE_CHECKING:
    from schema.financing.deals import DealConnection
    from schema.financing.products import FinancialProductConnection
    from schema.policies.lists import PolicyConnection

enum_of(
    enterprises.OrganizationKind,
    "Kind of organization. 机构类别。",
    by_name(enterprises.ORGANIZATION_KIND_NAMES),
)


@backed_by(enterprises.Organization, keys=("id",))
class Organization(Node):
    """A department, an institution of finance, a committee or an association. 部门、金融机构、党组织或协会等机构。"""

    id: strawberry.ID = identity("Organization")
    name: str = about("Name of the organization. 名称。")
    kind: enterprises.OrganizationKind = about("Kind of organization. 类别。")
    uscc: Uscc | None = about("Credit code, if it is known. 统一社会信用代码。")
    ended_on: date | None = about("The day it ended. 撤销日期。")
    version: int = about(VERSION)
    zone: Zone | None = related("Where it works, if not in all of the county. 所在区域,空为全县。")
    financial_products: Annotated[
        "FinancialProductConnection", strawberry.lazy("schema.financing.products")
    ] = listed(
        Annotated["FinancialProductConnection", strawberry.lazy("schema.financing.products")],
        None,
        lambda _: None,
        "What it offers, if it is an institution of finance, by name. 金融产品,按名称。",
        sorted_by=str,
    )
    deals: Annotated["DealConnection", strawberry.lazy("schema.financing.deals")] = listed(
        Annotated["DealConnection", strawberry.lazy("schema.financing.deals")],
        None,
        lambda _: None,
        "Its deals, if it is an institution of finance, the latest first. 融资对接,按登记时间倒序。",
    )
    policies: Annotated["PolicyConnection", strawberry.lazy("schema.policies.lists")] = listed(
        Annotated["PolicyConnection", strawberry.lazy("schema.policies.lists")],
        None,
        lambda _: None,
        "Policies that it issues, those that hold since last first. 发布的惠企政策。",
        sorted_by=date,
    )


@strawberry.type(description="One organization in a list. 列表项。")
class OrganizationEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: Organization = about("The organization. 机构。")


@strawberry.type(description="A page of organizations. 机构分页列表。")
class OrganizationConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[OrganizationEdge] = resolved(edges_of(OrganizationEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )


@strawberry.input(description="Which organizations; what is left out does not matter. 机构筛选。")
class OrganizationFilter:
    kind: enterprises.OrganizationKind | None = strawberry.field(
        default=None, description="Kind of organization. 类别。"
    )
    zone_id: strawberry.ID | None = strawberry.field(default=None, description="Zone. 所在区域。")
    text: str | None = strawberry.field(
        default=None, description="Part of the name. 名称包含。", directives=[cost(SEARCHED)]
    )


def read_organization_filter(given: OrganizationFilter | None) -> enterprises.OrganizationFilter:
    """The domain's filter."""
    if given is None:
        return enterprises.OrganizationFilter()
    zone_id = filtered_by("Zone", given.zone_id)
    return enterprises.OrganizationFilter(given.kind, zone_id, part_of_text(given.text))


@strawberry.type
class OrganizationQueries:
    """Questions about organizations; the root puts them together with the other contexts'."""

    organizations: OrganizationConnection = listed(
        OrganizationConnection,
        OrganizationFilter,
        read_organization_filter,
        "All organizations, by name. 机构列表,按名称。",
        sorted_by=str,
    )
    organization: Organization | None = found(
        Organization,
        "Organization",
        "One organization; null when there is none. 按标识查机构。",
        "Id of the organization. 机构标识。",
    )


# --- What happened, and why not ---------------------------------------------------------------------------------------


@backed_by(enterprises.OrganizationRegistered)
class OrganizationRegistered:
    """The organization was registered. 机构已登记。"""

    organization: Organization = about("The organization. 机构。")


@backed_by(enterprises.OrganizationRenamed)
class OrganizationRenamed:
    """The organization has its new name. 机构已更名。"""

    organization: Organization = about("The organization. 机构。")
    former_name: str = about("The name that it had. 原名称。")


@backed_by(enterprises.OrganizationEnded)
class OrganizationEnded:
    """The organization has ended. 机构已撤销。"""

    organization: Organization = about("The organization. 机构。")


@backed_by(enterprises.OrganizationNameTaken)
class OrganizationNameTaken(Refusal):
    """The county has an organization of this name. 机构名称已存在。"""

    organization: Organization = about("The organization that has it. 已有机构。")


@backed_by(enterprises.OrganizationHasEnded)
class OrganizationHasEnded(Refusal):
    """The organization has ended. 机构已撤销。"""

    organization: Organization = about("The organization. 机构。")
    ended_on: date = about("The day it ended. 撤销日期。")


# --- Acts -------------------------------------------------------------------------------------------------------------


@strawberry.input(description="Register an organization. 登记机构。")
class RegisterOrganizationInput:
    name: str = strawberry.field(description="Name, its own in the county. 名称,县内唯一。")
    kind: enterprises.OrganizationKind = strawberry.field(description="Kind of organization. 类别。")
    zone_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where it works; null for all of the county. 所在区域,空为全县。"
    )
    uscc: Uscc | None = strawberry.field(default=None, description="Credit code. 统一社会信用代码。")

    def command(self) -> enterprises.RegisterOrganization:
        return enterprises.RegisterOrganization(self.name, self.kind, named("Zone", self.zone_id), self.uscc)


@strawberry.input(description="Give an organization another name. 机构更名。")
class RenameOrganizationInput:
    id: strawberry.ID = strawberry.field(description="The organization. 机构。")
    version: int = strawberry.field(description=KNOWN_VERSION)
    name: str = strawberry.field(description="The new name. 新名称。")

    def command(self) -> enterprises.RenameOrganization:
        return enterprises.RenameOrganization(key_of("Organization", self.id), self.version, self.name)


@strawberry.input(description="End an organization. 撤销机构。")
class EndOrganizationInput:
    id: strawberry.ID = strawberry.field(description="The organization. 机构。")
    version: int = strawberry.field(description=KNOWN_VERSION)
    on: date | None = strawberry.field(default=None, description="The day; today. 撤销日期,默认今日。")

    def command(self) -> enterprises.EndOrganization:
        return enterprises.EndOrganization(key_of("Organization", self.id), self.version, self.on)


RegisterOrganizationResult = Annotated[
    OrganizationRegistered | InvalidInput | NotFound | ZoneHasEnded | OrganizationNameTaken,
    strawberry.union("RegisterOrganizationResult", description="What registerOrganization answers. 结果。"),
]
RenameOrganizationResult = Annotated[
    OrganizationRenamed | InvalidInput | NotFound | Outdated | OrganizationHasEnded | OrganizationNameTaken,
    strawberry.union("RenameOrganizationResult", description="What renameOrganization answers. 结果。"),
]
EndOrganizationResult = Annotated[
    OrganizationEnded | InvalidInput | NotFound | Outdated | OrganizationHasEnded,
    strawberry.union("EndOrganizationResult", description="What endOrganization answers. 结果。"),
]


@strawberry.type
class OrganizationMutations:
    """Acts on organizations; the root puts them together with the other contexts'."""

    @act(RegisterOrganizationResult, "Register an organization. 登记机构。")
    async def register_organization(
        self, info: Info, input: Annotated[RegisterOrganizationInput, Given]
    ) -> object:
        return await resolvers.enterprises.register_organization(info.context, input.command())

    @act(RenameOrganizationResult, "Give an organization another name. 机构更名。")
    async def rename_organization(
        self, info: Info, input: Annotated[RenameOrganizationInput, Given]
    ) -> object:
        return await resolvers.enterprises.rename_organization(info.context, input.command())

    @act(EndOrganizationResult, "End an organization. 撤销机构。")
    async def end_organization(self, info: Info, input: Annotated[EndOrganizationInput, Given]) -> object:
        return await resolvers.enterprises.end_organization(info.context, input.command())
