"""Importing rows in the contract: the tables that `yaosu import` brings in from a file, up to a thousand rows at once."""

from datetime import date
from typing import Annotated

import strawberry

import resolvers.imports
from domain import tables
from domain.enterprises import EnterpriseKind, EnterpriseStatus
from resolvers.context import Info
from resolvers.imports import AT_ONCE
from schema.backing import Given, about, act, backed_by
from schema.costs import IMPORTED, cost
from schema.refused import InvalidInput, OutsideRemit
from schema.scalars import DivisionCode, Uscc

ROWS = f"The rows, 1 to {AT_ONCE}, as far as a body has room. 数据行,1 至 {AT_ONCE} 行。"
DRY_RUN = "Only look: answer the same, and write nothing. 只核对,不写入。"


@backed_by(tables.Imported)
class EnterprisesImported:
    """The rows are in the register, or, in a dry run, would be. 企业已导入。"""

    rows: int = about("How many rows there were. 行数。")
    added: int = about("How many of them are new. 新增数。")
    unchanged: int = about("How many say what is stored, or what an earlier row says. 已有且一致数。")


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


@strawberry.input(description="Import enterprises. 导入企业。")
class ImportEnterprisesInput:
    rows: list[EnterpriseRowInput] = strawberry.field(description=ROWS, directives=[cost(IMPORTED)])
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)


ImportEnterprisesResult = Annotated[
    EnterprisesImported | InvalidInput | OutsideRemit,
    strawberry.union("ImportEnterprisesResult", description="What importEnterprises answers. 结果。"),
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
