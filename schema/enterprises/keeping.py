"""What can be done in the register of enterprises: one input and one union of answers an act."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

import resolvers.enterprises
from domain.enterprises import EnterpriseKind, EnterpriseStatus, classification, keeping, refusals
from resolvers.context import Info
from schema.backing import Given, Refusal, about, act, backed_by, key_of, related
from schema.enterprises.places import ZoneHasEnded
from schema.enterprises.register import Enterprise
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit
from schema.scalars import DivisionCode, Uscc

NOBODY = UUID(int=0)
"""What an id that is none of ours names, where none need be given."""

VERSION = "The version that was looked at. 查看时的版本号。"
ON = "Since which day; not one to come. 生效日期。"
ENTERPRISE = "The enterprise. 企业。"


# --- What happened ----------------------------------------------------------------------------------------------------


@backed_by(keeping.Registered)
class EnterpriseRegistered:
    """The enterprise is in the register. 企业已登记。"""

    enterprise: Enterprise = about(ENTERPRISE)


@backed_by(keeping.Activated)
class EnterpriseActivated:
    """The enterprise has settled. 企业已落地。"""

    enterprise: Enterprise = about(ENTERPRISE)


@backed_by(keeping.Renamed)
class EnterpriseRenamed:
    """The enterprise has another name. 企业已更名。"""

    enterprise: Enterprise = about(ENTERPRISE)


@backed_by(keeping.Moved)
class EnterpriseMoved:
    """The enterprise is elsewhere. 企业已迁移。"""

    enterprise: Enterprise = about(ENTERPRISE)


@backed_by(classification.Reclassified)
class EnterpriseReclassified:
    """What the enterprise is has been said anew. 企业登记信息已更正。"""

    enterprise: Enterprise = about(ENTERPRISE)


@backed_by(keeping.Closed)
class EnterpriseClosed:
    """The enterprise has ended, and with it who looked after it and what it was a member of. 企业已注销,联络服务与成员关系同日终止。"""

    enterprise: Enterprise = about(ENTERPRISE)


@backed_by(keeping.Merged)
class EnterprisesMerged:
    """The duplicate has ended, and the survivor has its names as former names. 企业记录已合并。"""

    enterprise: Enterprise = about("The survivor. 保留记录。")
    duplicate: Enterprise = about("The duplicate, which has ended. 重复记录。")


# --- Why not ----------------------------------------------------------------------------------------------------------


@backed_by(refusals.UsccTaken)
class UsccTaken(Refusal):
    """The register has an enterprise with this credit code. 统一社会信用代码已登记。"""

    uscc: Uscc = about("The credit code. 信用代码。")
    enterprise: Enterprise | None = related(
        "Whose it is; null where the viewer does not see it. 已登记的企业。"
    )


@backed_by(refusals.EnterpriseEnded)
class EnterpriseEnded(Refusal):
    """The enterprise has moved away or closed, or was merged into another. 企业记录已终止。"""

    path: str = about("The field that names it. 字段路径。")
    status: EnterpriseStatus = about("Where it stands. 状态。")
    ended_on: date | None = about("Since when. 终止日期。")
    merged_into: Enterprise | None = related("The record that goes on for it. 并入的企业记录。")


@backed_by(refusals.EnterpriseInWrongStatus)
class EnterpriseInWrongStatus(Refusal):
    """The enterprise is in no status that the act needs. 企业状态不符。"""

    status: EnterpriseStatus = about("Where it stands. 当前状态。")
    needed: list[EnterpriseStatus] = about("Any of these is needed. 所需状态(其一)。")


@backed_by(refusals.CannotMerge)
class CannotMerge(Refusal):
    """The two records are not merged, or not this way round. 不能合并。"""

    reason: refusals.MergeObstacle = about("Why. 原因。")


# --- Acts -------------------------------------------------------------------------------------------------------------


def optional_key(type_name: str, id: str | None) -> UUID | None:
    """The key of an id that may be left out; one that is none of ours names nobody."""
    return None if id is None else key_of(type_name, id) or NOBODY


@strawberry.input(description="Register an enterprise. 登记企业。")
class RegisterEnterpriseInput:
    name: str = strawberry.field(description="Name, at most 120 characters. 名称。")
    uscc: Uscc | None = strawberry.field(
        default=None,
        description="Credit code; without one it is PREPARING. 统一社会信用代码,拟落地企业可暂缺。",
    )
    kind: EnterpriseKind = strawberry.field(
        default=EnterpriseKind.ENTERPRISE, description="Kind of market entity. 类别。"
    )
    zone_id: strawberry.ID | None = strawberry.field(
        default=None, description="The zone where it sits. 所在区域。"
    )
    division_code: DivisionCode | None = strawberry.field(
        default=None,
        description="The division where it sits; else the zone's, else the county. 所在行政区划。",
    )
    industry_code: str | None = strawberry.field(
        default=None,
        description="Code of GB/T 4754: the letter of a section, or one of the imported table. 行业代码。",
    )
    registered_on: date | None = strawberry.field(
        default=None, description="When it was registered. 登记日期。"
    )

    def command(self) -> keeping.RegisterEnterprise:
        return keeping.RegisterEnterprise(
            name=self.name,
            uscc=self.uscc,
            kind=self.kind,
            zone_id=optional_key("Zone", self.zone_id),
            division_code=self.division_code,
            industry_code=self.industry_code,
            registered_on=self.registered_on,
        )


RegisterEnterpriseResult = Annotated[
    EnterpriseRegistered | InvalidInput | NotFound | OutsideRemit | ZoneHasEnded | UsccTaken,
    strawberry.union("RegisterEnterpriseResult", description="What registerEnterprise answers. 结果。"),
]


@strawberry.input(description="Give an enterprise that was about to settle its credit code. 企业落地赋码。")
class ActivateEnterpriseInput:
    enterprise_id: strawberry.ID = strawberry.field(description=ENTERPRISE)
    version: int = strawberry.field(description=VERSION)
    uscc: Uscc = strawberry.field(description="Credit code. 统一社会信用代码。")
    registered_on: date | None = strawberry.field(
        default=None, description="When it was registered. 登记日期。"
    )

    def command(self) -> keeping.ActivateEnterprise:
        return keeping.ActivateEnterprise(
            key_of("Enterprise", self.enterprise_id), self.version, self.uscc, self.registered_on
        )


ActivateEnterpriseResult = Annotated[
    EnterpriseActivated
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | UsccTaken
    | EnterpriseEnded
    | EnterpriseInWrongStatus,
    strawberry.union("ActivateEnterpriseResult", description="What activateEnterprise answers. 结果。"),
]


@strawberry.input(description="Give an enterprise another name. 企业更名。")
class RenameEnterpriseInput:
    enterprise_id: strawberry.ID = strawberry.field(description=ENTERPRISE)
    version: int = strawberry.field(description=VERSION)
    name: str = strawberry.field(description="Its name from then on, at most 120 characters. 新名称。")
    on: date = strawberry.field(description=ON)

    def command(self) -> keeping.RenameEnterprise:
        return keeping.RenameEnterprise(
            key_of("Enterprise", self.enterprise_id), self.version, self.name, self.on
        )


RenameEnterpriseResult = Annotated[
    EnterpriseRenamed | InvalidInput | NotFound | OutsideRemit | Outdated | EnterpriseEnded,
    strawberry.union("RenameEnterpriseResult", description="What renameEnterprise answers. 结果。"),
]


@strawberry.input(
    description="Move an enterprise: to a zone, to a division outside any zone, or away. 企业迁移。"
)
class MoveEnterpriseInput:
    enterprise_id: strawberry.ID = strawberry.field(description=ENTERPRISE)
    version: int = strawberry.field(description=VERSION)
    on: date = strawberry.field(description=ON)
    zone_id: strawberry.ID | None = strawberry.field(
        default=None, description="The zone that it moves to. 迁入区域。"
    )
    division_code: DivisionCode | None = strawberry.field(
        default=None, description="The division that it moves to; else the zone's. 迁入行政区划。"
    )
    away: bool = strawberry.field(default=False, description="It leaves the county. 是否迁出。")

    def command(self) -> keeping.MoveEnterprise:
        return keeping.MoveEnterprise(
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            version=self.version,
            on=self.on,
            zone_id=optional_key("Zone", self.zone_id),
            division_code=self.division_code,
            away=self.away,
        )


MoveEnterpriseResult = Annotated[
    EnterpriseMoved
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | ZoneHasEnded
    | EnterpriseEnded
    | EnterpriseInWrongStatus,
    strawberry.union("MoveEnterpriseResult", description="What moveEnterprise answers. 结果。"),
]


@strawberry.input(
    description="Say what an enterprise is: what is left out stays as it is. 更正企业类别、行业或登记日期。"
)
class ReclassifyEnterpriseInput:
    enterprise_id: strawberry.ID = strawberry.field(description=ENTERPRISE)
    version: int = strawberry.field(description=VERSION)
    on: date = strawberry.field(description=ON)
    kind: EnterpriseKind | None = strawberry.field(default=None, description="Kind of market entity. 类别。")
    industry_code: str | None = strawberry.field(
        default=None,
        description="Code of GB/T 4754: the letter of a section, or one of the imported table. 行业代码。",
    )
    registered_on: date | None = strawberry.field(
        default=None, description="When it was registered. 登记日期。"
    )

    def command(self) -> classification.ReclassifyEnterprise:
        return classification.ReclassifyEnterprise(
            enterprise_id=key_of("Enterprise", self.enterprise_id),
            version=self.version,
            on=self.on,
            kind=self.kind,
            industry_code=self.industry_code,
            registered_on=self.registered_on,
        )


ReclassifyEnterpriseResult = Annotated[
    EnterpriseReclassified | InvalidInput | NotFound | OutsideRemit | Outdated | EnterpriseEnded,
    strawberry.union("ReclassifyEnterpriseResult", description="What reclassifyEnterprise answers. 结果。"),
]


@strawberry.input(description="End an enterprise, or one that is not going to settle. 企业注销。")
class CloseEnterpriseInput:
    enterprise_id: strawberry.ID = strawberry.field(description=ENTERPRISE)
    version: int = strawberry.field(description=VERSION)
    on: date = strawberry.field(description=ON)

    def command(self) -> keeping.CloseEnterprise:
        return keeping.CloseEnterprise(key_of("Enterprise", self.enterprise_id), self.version, self.on)


CloseEnterpriseResult = Annotated[
    EnterpriseClosed | InvalidInput | NotFound | OutsideRemit | Outdated | EnterpriseEnded,
    strawberry.union("CloseEnterpriseResult", description="What closeEnterprise answers. 结果。"),
]


@strawberry.input(description="Merge a duplicate into the record that is kept. 合并重复企业记录。")
class MergeEnterprisesInput:
    duplicate_id: strawberry.ID = strawberry.field(description="The duplicate, which ends. 重复记录。")
    duplicate_version: int = strawberry.field(description=VERSION)
    survivor_id: strawberry.ID = strawberry.field(description="The record that is kept. 保留记录。")
    survivor_version: int = strawberry.field(description=VERSION)

    def command(self) -> keeping.MergeEnterprises:
        return keeping.MergeEnterprises(
            duplicate_id=key_of("Enterprise", self.duplicate_id),
            duplicate_version=self.duplicate_version,
            survivor_id=key_of("Enterprise", self.survivor_id),
            survivor_version=self.survivor_version,
        )


MergeEnterprisesResult = Annotated[
    EnterprisesMerged | InvalidInput | NotFound | OutsideRemit | Outdated | EnterpriseEnded | CannotMerge,
    strawberry.union("MergeEnterprisesResult", description="What mergeEnterprises answers. 结果。"),
]


@strawberry.type
class RegisterMutations:
    """Acts that keep the register; the root puts them together with the other contexts'."""

    @act(RegisterEnterpriseResult, "Register an enterprise. 登记企业。")
    async def register_enterprise(
        self, info: Info, input: Annotated[RegisterEnterpriseInput, Given]
    ) -> object:
        return await resolvers.enterprises.register_enterprise(info.context, input.command())

    @act(ActivateEnterpriseResult, "Give an enterprise that was PREPARING its credit code. 企业落地赋码。")
    async def activate_enterprise(
        self, info: Info, input: Annotated[ActivateEnterpriseInput, Given]
    ) -> object:
        return await resolvers.enterprises.activate_enterprise(info.context, input.command())

    @act(RenameEnterpriseResult, "Give an enterprise another name. 企业更名。")
    async def rename_enterprise(self, info: Info, input: Annotated[RenameEnterpriseInput, Given]) -> object:
        return await resolvers.enterprises.rename_enterprise(info.context, input.command())

    @act(MoveEnterpriseResult, "Move an enterprise, within the county or away from it. 企业迁移。")
    async def move_enterprise(self, info: Info, input: Annotated[MoveEnterpriseInput, Given]) -> object:
        return await resolvers.enterprises.move_enterprise(info.context, input.command())

    @act(
        ReclassifyEnterpriseResult,
        "Say what an enterprise is: its kind, its industry, its day of registration. 更正企业类别、行业或登记日期。",
    )
    async def reclassify_enterprise(
        self, info: Info, input: Annotated[ReclassifyEnterpriseInput, Given]
    ) -> object:
        return await resolvers.enterprises.reclassify_enterprise(info.context, input.command())

    @act(CloseEnterpriseResult, "End an enterprise. 企业注销。")
    async def close_enterprise(self, info: Info, input: Annotated[CloseEnterpriseInput, Given]) -> object:
        return await resolvers.enterprises.close_enterprise(info.context, input.command())

    @act(MergeEnterprisesResult, "Merge the record of a duplicate into another. 合并重复企业记录。")
    async def merge_enterprises(self, info: Info, input: Annotated[MergeEnterprisesInput, Given]) -> object:
        return await resolvers.enterprises.merge_enterprises(info.context, input.command())
