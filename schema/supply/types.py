"""What supply and demand look like in the contract."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

import resolvers.supply
from domain import supply
from resolvers.context import Info
from schema.backing import Node, about, backed_by, identity, related
from schema.costs import SEARCHED, ListSize, about_as_long, cost
from schema.enterprises import Enterprise, Organization
from schema.enterprises.staff import Staff
from schema.pages import listed
from schema.scalars import Money
from schema.supply.words import CLASS_CODE, PRODUCT, SUBMITTED_AT, UNIT, VERSION

if TYPE_CHECKING:
    from schema.chains.types import ChainNode
    from schema.supply.lists import CooperationReportConnection
    from schema.supply.matches import SupplyMatches

First = Annotated[int | None, strawberry.argument(description=f"How many, 1 to 100 ({supply.USUAL}). 条数。")]
TheMatches = Annotated["SupplyMatches", strawberry.lazy("schema.supply.matches")]
TheReports = Annotated["CooperationReportConnection", strawberry.lazy("schema.supply.lists")]


def ranking() -> list[object]:
    """What a ranking costs: a search, and the objects of as many as are wanted."""
    return [
        cost(SEARCHED),
        ListSize(
            assumed_size=supply.USUAL,
            slicing_arguments=["first"],
            sized_fields=["edges"],
            require_one_slicing_argument=False,
        ),
    ]


@backed_by(supply.Offering, keys=("id",))
class Offering(Node):
    """What an enterprise offers. What is null nobody has said, and no rule takes it for good. 企业供给信息。"""

    id: strawberry.ID = identity("Offering")
    product: str = about(PRODUCT)
    class_code: str = about(CLASS_CODE)
    capacity: Decimal | None = about("How much of it a month. 月产能。")
    unit: str = about(UNIT)
    least_order: Decimal | None = about("The least that is delivered in a month. 最小起订量。")
    certificates: list[str] | None = about("Certificates that it has. 资质证书。", about_as_long(5))
    lead_days: int | None = about("Days from an order to the first delivery. 交货期(天)。")
    price_model: supply.PriceModel = about("What the price is for. 计价方式。")
    price: Money | None = about("Price in yuan. 价格(元)。")
    regions: list[str] = about(
        "Where it is delivered to: beginnings of division codes; none is everywhere. 供货区域(区划代码前缀),空为不限。",
        about_as_long(5),
    )
    state: supply.SupplyState = about("Whether it stands. 状态。")
    submitted_at: datetime = about(SUBMITTED_AT)
    version: int = about(VERSION)
    enterprise: Enterprise = related("Who offers. 企业。")
    chain_node: Annotated["ChainNode", strawberry.lazy("schema.chains.types")] | None = related(
        "Where in a chain it belongs. 所处产业链环节。"
    )

    @strawberry.field(
        graphql_type=TheMatches,
        description="Needs that it may answer, as far as they are seen, the best first. 匹配的需求。",
        directives=ranking(),
    )
    @staticmethod
    async def matches(
        offering: strawberry.Parent[supply.Offering], info: Info, first: First = strawberry.UNSET
    ) -> object:
        wanted = None if first is strawberry.UNSET else first
        return await resolvers.supply.needs_matched(info.context, offering, wanted)


@backed_by(supply.Need, keys=("id",))
class Need(Node):
    """What an enterprise needs. 企业采购需求。"""

    id: strawberry.ID = identity("Need")
    product: str = about(PRODUCT)
    class_code: str = about(CLASS_CODE)
    volume: Decimal = about("How much of it a month. 月需求量。")
    unit: str = about(UNIT)
    certificates: list[str] = about("Certificates that are required. 要求的资质证书。", about_as_long(5))
    deliver_by: date | None = about("By which day. 最迟供货日期。")
    region: str | None = about("Where: the beginning of a division code. 需求地(区划代码前缀)。")
    distance_km: int | None = about(
        "Kilometres that a price by the kilometre is for, as the enterprise has supplied them. 计价公里数(企业填报)。"
    )
    state: supply.SupplyState = about("Whether it stands. 状态。")
    submitted_at: datetime = about(SUBMITTED_AT)
    version: int = about(VERSION)
    enterprise: Enterprise = related("Who needs. 企业。")


@backed_by(supply.ClassSynonym, keys=("id",))
class ClassSynonym(Node):
    """Two class codes or words that were approved as the same thing. 同义品类。"""

    id: strawberry.ID = identity("ClassSynonym")
    one: str = about("A class code, which stands for all below it, or a word. 代码或词语。")
    other: str = about("The other one. 与之同义的代码或词语。")
    approved_at: datetime = about("When it was approved. 审定时间。")


@backed_by(supply.Introduction, keys=("id",))
class Introduction(Node):
    """An offering and a need that the office brings together. Who introduces and who endorses is recorded; neither is a
    guarantee of anything. 牵线搭桥记录;牵线与推荐均不构成担保。"""

    id: strawberry.ID = identity("Introduction")
    product: str = about("What is needed. 需求产品。")
    state: supply.IntroductionState = about("How far it has come. 进展。")
    reason: supply.FailureReason | None = about("Why it failed. 未成原因。")
    supplier_name: str | None = about("Name of who supplies; null until the two are introduced. 供方名称。")
    customer_name: str | None = about("Name of who needs; null until the two are introduced. 需方名称。")
    introduced_on: date | None = about("When they were introduced. 牵线日期。")
    contracted_on: date | None = about("When they had a contract. 签约日期。")
    running_on: date | None = about("Since when they work together. 合作起始日期。")
    failed_on: date | None = about("When it failed or ended. 终止日期。")
    submitted_at: datetime = about("When it was suggested. 推荐时间。")
    version: int = about(VERSION)
    offering: Offering | None = related("The offering, to who sees it. 供给。")
    need: Need | None = related("The need, to who sees it. 需求。")
    introduced_by: Staff | None = related("Who introduces. 牵线人。")
    endorsed_by: Organization | None = related(
        "The department in whose name it is done: recorded as who introduces, never a guarantee. "
        "牵线部门,仅作记录,不构成担保。"
    )
    steps: list["IntroductionStep"] = related("The steps that it took. 进展过程。", about_as_long(6))
    reports: TheReports = listed(
        TheReports,
        None,
        lambda given: None,
        "What was delivered, month by month, the latest first. 合作月报,按月份倒序。",
        sorted_by=date,
    )


@backed_by(supply.IntroductionStep)
class IntroductionStep:
    """A step of an introduction. 一步进展。"""

    number: int = about("Number, gapless from 1. 序号。")
    state: supply.IntroductionState = about("What it became. 状态。")
    taken_on: date = about("On which day. 日期。")
    recorded_at: datetime = about("When it was recorded. 登记时间。")
    note: str | None = about("What was noted. 备注。")


@backed_by(supply.CooperationReport, keys=("id",))
class CooperationReport(Node):
    """What was delivered in a month of a cooperation that runs. 合作月报。"""

    id: strawberry.ID = identity("CooperationReport")
    month: date = about("The month, by its first day. 月份(当月 1 日)。")
    volume: Decimal = about("How much was delivered. 供货量。")
    unit: str = about(UNIT)
    amount: Money | None = about("What it cost, in yuan. 金额(元)。")
    note: str | None = about("What was noted. 备注。")
    reported_at: datetime = about("When it was reported. 填报时间。")
    introduction: Introduction = related("The introduction. 牵线记录。")
