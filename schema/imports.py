"""Importing rows in the contract: the tables that `yaosu import` brings in from a file, up to a thousand rows at once."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.imports
from domain import tables
from domain.alliances import MemberRole
from domain.chains import ChainRole
from domain.enterprises import EnterpriseKind, EnterpriseStatus, LiaisonRole
from resolvers.context import Info
from resolvers.imports import AT_ONCE
from schema.backing import Given, about, act, backed_by
from schema.costs import IMPORTED, cost
from schema.refused import InvalidInput, OutsideRemit
from schema.scalars import DivisionCode, Uscc

ROWS = f"The rows, 1 to {AT_ONCE}, as far as a body has room. 数据行,1 至 {AT_ONCE} 行。"
DRY_RUN = "Only look: answer the same, and write nothing. 只核对,不写入。"


GIVEN = "How many rows there were. 行数。"
ADDED = "How many of them are new. 新增数。"
UNCHANGED = "How many say what is stored, or what an earlier row says. 已有且一致数。"
USCC = "Credit code of an enterprise in the register. 统一社会信用代码。"
ENTERPRISE = "Name of the enterprise, to be sure. 企业名称(用于核对)。"
UNTIL = "The first day on which it is over. 退出日期(不含当日)。"


# --- What happened ----------------------------------------------------------------------------------------------------


@backed_by(tables.Imported)
class EnterprisesImported:
    """The enterprises are in the register, or, in a dry run, would be. 企业已导入。"""

    rows: int = about(GIVEN)
    added: int = about(ADDED)
    unchanged: int = about(UNCHANGED)


@backed_by(tables.Imported)
class ChainMembersImported:
    """The enterprises are in their chains, or, in a dry run, would be. 产业链成员已导入。"""

    rows: int = about(GIVEN)
    added: int = about(ADDED)
    unchanged: int = about(UNCHANGED)


@backed_by(tables.Imported)
class AllianceMembersImported:
    """The members belong to their alliances, or, in a dry run, would. 联盟成员已导入。"""

    rows: int = about(GIVEN)
    added: int = about(ADDED)
    unchanged: int = about(UNCHANGED)


@backed_by(tables.Imported)
class LiaisonsImported:
    """The enterprises are looked after, or, in a dry run, would be. 联络任务已导入。"""

    rows: int = about(GIVEN)
    added: int = about(ADDED)
    unchanged: int = about(UNCHANGED)


# --- Rows -------------------------------------------------------------------------------------------------------------


@strawberry.input(
    description="An enterprise: known by its credit code or, without one, by its name. 企业行:按统一社会信用代码识别。"
)
class EnterpriseRowInput:
    name: str | None = strawberry.field(
        default=None, description="Registered name, at most 120 characters. 企业名称。"
    )
    uscc: Uscc | None = strawberry.field(
        default=None, description="Credit code; missing only while PREPARING. 统一社会信用代码。"
    )
    kind: EnterpriseKind | None = strawberry.field(
        default=None, description="Kind of market entity, otherwise ENTERPRISE. 类别,默认企业。"
    )
    division_code: DivisionCode | None = strawberry.field(
        default=None, description="Where it sits, otherwise where its zone does. 行政区划代码。"
    )
    zone: str | None = strawberry.field(
        default=None, description="Name of its zone, which the county has. 所属区域名称。"
    )
    industry_code: str | None = strawberry.field(default=None, description="Code of GB/T 4754. 行业代码。")
    registered_on: date | None = strawberry.field(
        default=None, description="Day of its registration. 登记日期。"
    )
    status: EnterpriseStatus | None = strawberry.field(
        default=None, description="Where it stands, otherwise ACTIVE. 状态,默认在营。"
    )
    ended_on: date | None = strawberry.field(
        default=None, description="Since when it is MOVED or CLOSED. 终止日期。"
    )


@strawberry.input(
    description="An enterprise in a chain: known by the chain, the enterprise and the day. 产业链成员行。"
)
class ChainMemberRowInput:
    chain: str | None = strawberry.field(default=None, description="Name of the chain. 产业链名称。")
    uscc: Uscc | None = strawberry.field(default=None, description=USCC)
    enterprise: str | None = strawberry.field(default=None, description=ENTERPRISE)
    role: ChainRole | None = strawberry.field(
        default=None, description="What it is there, otherwise MEMBER. 角色,默认链内企业。"
    )
    node: str | None = strawberry.field(default=None, description="Name of a node of the chain. 环节名称。")
    since: date | None = strawberry.field(default=None, description="Since when. 加入日期。")
    until: date | None = strawberry.field(default=None, description=UNTIL)


@strawberry.input(
    description="A member of an alliance: known by the alliance, the member and the day. 联盟成员行。"
)
class AllianceMemberRowInput:
    alliance: str | None = strawberry.field(default=None, description="Name of the alliance. 联盟名称。")
    organization: str | None = strawberry.field(
        default=None, description="Name of an organization, or else the code of an enterprise. 机构名称。"
    )
    uscc: Uscc | None = strawberry.field(default=None, description=USCC)
    enterprise: str | None = strawberry.field(default=None, description=ENTERPRISE)
    role: MemberRole | None = strawberry.field(
        default=None, description="What it is there, otherwise MEMBER; not LEAD. 角色,默认成员单位。"
    )
    since: date | None = strawberry.field(default=None, description="Since when. 加入日期。")
    until: date | None = strawberry.field(default=None, description=UNTIL)


@strawberry.input(
    description="Somebody who looks after an enterprise: known by the enterprise and the day. 联络任务行。"
)
class LiaisonRowInput:
    uscc: Uscc | None = strawberry.field(default=None, description=USCC)
    enterprise: str | None = strawberry.field(default=None, description=ENTERPRISE)
    staff: str | None = strawberry.field(
        default=None, description="Name of somebody of the staff. 工作人员姓名。"
    )
    organization: str | None = strawberry.field(
        default=None, description="Name of their organization, where two have one name. 所属机构名称。"
    )
    role: LiaisonRole | None = strawberry.field(
        default=None, description="In which role, otherwise LIAISON. 联络角色,默认联络员。"
    )
    primary: bool | None = strawberry.field(
        default=None, description="Whether it is the primary liaison, otherwise true. 是否主联络,默认是。"
    )
    since: date | None = strawberry.field(default=None, description="Since when. 开始日期。")
    until: date | None = strawberry.field(default=None, description=UNTIL)


# --- Acts -------------------------------------------------------------------------------------------------------------


@strawberry.input(description="Import enterprises. 导入企业。")
class ImportEnterprisesInput:
    rows: list[EnterpriseRowInput] = strawberry.field(description=ROWS, directives=[cost(IMPORTED)])
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)


ImportEnterprisesResult = Annotated[
    EnterprisesImported | InvalidInput | OutsideRemit,
    strawberry.union("ImportEnterprisesResult", description="What importEnterprises answers. 结果。"),
]


@strawberry.input(description="Import who is in which chain. 导入产业链成员。")
class ImportChainMembersInput:
    rows: list[ChainMemberRowInput] = strawberry.field(description=ROWS, directives=[cost(IMPORTED)])
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)


ImportChainMembersResult = Annotated[
    ChainMembersImported | InvalidInput | OutsideRemit,
    strawberry.union("ImportChainMembersResult", description="What importChainMembers answers. 结果。"),
]


@strawberry.input(description="Import who belongs to which alliance. 导入联盟成员。")
class ImportAllianceMembersInput:
    rows: list[AllianceMemberRowInput] = strawberry.field(description=ROWS, directives=[cost(IMPORTED)])
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)


ImportAllianceMembersResult = Annotated[
    AllianceMembersImported | InvalidInput | OutsideRemit,
    strawberry.union("ImportAllianceMembersResult", description="What importAllianceMembers answers. 结果。"),
]


@strawberry.input(description="Import who looks after which enterprise. 导入联络任务。")
class ImportLiaisonsInput:
    rows: list[LiaisonRowInput] = strawberry.field(description=ROWS, directives=[cost(IMPORTED)])
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)


ImportLiaisonsResult = Annotated[
    LiaisonsImported | InvalidInput | OutsideRemit,
    strawberry.union("ImportLiaisonsResult", description="What importLiaisons answers. 结果。"),
]


@strawberry.type
class ImportMutations:
    """Acts that import rows; the root puts them together with the other contexts'."""

    @act(
        ImportEnterprisesResult,
        "Add the enterprises of up to a thousand rows, all or none; nothing that is stored is changed. 批量导入企业。",
    )
    async def import_enterprises(self, info: Info, input: Annotated[ImportEnterprisesInput, Given]) -> object:
        return await resolvers.imports.import_rows(
            info.context, resolvers.imports.ENTERPRISES, input.rows, dry_run=input.dry_run
        )

    @act(
        ImportChainMembersResult,
        "Add enterprises to chains, of up to a thousand rows, all or none. 批量导入产业链成员。",
    )
    async def import_chain_members(
        self, info: Info, input: Annotated[ImportChainMembersInput, Given]
    ) -> object:
        return await resolvers.imports.import_rows(
            info.context, resolvers.imports.CHAIN_MEMBERS, input.rows, dry_run=input.dry_run
        )

    @act(
        ImportAllianceMembersResult,
        "Add members to alliances, of up to a thousand rows, all or none. 批量导入联盟成员。",
    )
    async def import_alliance_members(
        self, info: Info, input: Annotated[ImportAllianceMembersInput, Given]
    ) -> object:
        return await resolvers.imports.import_rows(
            info.context, resolvers.imports.ALLIANCE_MEMBERS, input.rows, dry_run=input.dry_run
        )

    @act(
        ImportLiaisonsResult,
        "Have enterprises looked after, of up to a thousand rows, all or none. 批量导入联络任务。",
    )
    async def import_liaisons(self, info: Info, input: Annotated[ImportLiaisonsInput, Given]) -> object:
        return await resolvers.imports.import_rows(
            info.context, resolvers.imports.LIAISONS, input.rows, dry_run=input.dry_run
        )
