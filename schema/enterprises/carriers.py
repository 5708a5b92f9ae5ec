"""Carriers in the contract."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

import resolvers.enterprises
import resolvers.relations
from domain import enterprises
from resolvers.context import Info
from schema.backing import Given, Node, Refusal, about, act, backed_by, identity, key_of, related, resolved
from schema.costs import COUNTED, cost
from schema.enterprises.named import KNOWN_VERSION, VERSION
from schema.enterprises.places import Zone, ZoneHasEnded
from schema.enterprises.within import CarrierFilter, read_carrier_filter
from schema.nodes import found
from schema.pages import PageInfo, edges_of, listed, page_info
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit

if TYPE_CHECKING:
    from schema.supply.lists import SpaceListingConnection


@backed_by(enterprises.Carrier, keys=("id",))
class Carrier(Node):
    """A park or a building that enterprises are in. 产业载体(园区、楼宇)。"""

    id: strawberry.ID = identity("Carrier")
    name: str = about("Name of the carrier. 名称。")
    address: str = about("Where it is. 地址。")
    area: Decimal | None = about("Square metres, two digits; null when nobody has said. 面积(平方米)。")
    state: enterprises.CarrierState = about("Whether it is in use. 状态。")
    ended_on: date | None = about("The day it ended. 停用日期。")
    version: int = about(VERSION)
    zone: Zone = related("The zone that it is in. 所在区域。")
    space_listings: Annotated["SpaceListingConnection", strawberry.lazy("schema.supply.lists")] = listed(
        Annotated["SpaceListingConnection", strawberry.lazy("schema.supply.lists")],
        None,
        lambda given: None,
        "Factory space in it, the latest first. 载体内房源,按登记时间倒序。",
        sorted_by=datetime,
    )


@strawberry.type(description="One carrier in a list. 列表项。")
class CarrierEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: Carrier = about("The carrier. 载体。")


@strawberry.type(description="A page of carriers. 载体分页列表。")
class CarrierConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[CarrierEdge] = resolved(edges_of(CarrierEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )


@strawberry.type
class CarrierQueries:
    """Questions about carriers; the root puts them together with the other contexts'."""

    carriers: CarrierConnection = listed(
        CarrierConnection,
        CarrierFilter,
        read_carrier_filter,
        "All carriers, by name. 产业载体列表,按名称。",
        sorted_by=str,
    )
    carrier: Carrier | None = found(
        Carrier,
        "Carrier",
        "One carrier; null when there is none. 按标识查产业载体。",
        "Id of the carrier. 载体标识。",
    )


# --- What happened, and why not ---------------------------------------------------------------------------------------


@backed_by(enterprises.CarrierRegistered)
class CarrierRegistered:
    """The carrier was registered. 产业载体已登记。"""

    carrier: Carrier = about("The carrier. 载体。")


@backed_by(enterprises.CarrierEnded)
class CarrierEnded:
    """The carrier has ended. 产业载体已停用。"""

    carrier: Carrier = about("The carrier. 载体。")


@backed_by(enterprises.CarrierNameTaken)
class CarrierNameTaken(Refusal):
    """The county has a carrier of this name. 载体名称已存在。"""

    carrier: Carrier = about("The carrier that has it. 已有载体。")


@backed_by(enterprises.CarrierHasEnded)
class CarrierHasEnded(Refusal):
    """The carrier has ended. 载体已停用。"""

    path: str = about("The field that names it. 字段路径。")
    carrier: Carrier = about("The carrier. 载体。")
    ended_on: date = about("The day it ended. 停用日期。")


@backed_by(enterprises.CarrierInUse)
class CarrierInUse(Refusal):
    """Service points are left in the carrier. 载体内尚有未关闭的服务点。"""

    service_points: int = about("How many are not closed. 未关闭服务点数。")
    names: list[str] = about("The names of the first five. 前五个名称。")


@backed_by(enterprises.CarrierElsewhere)
class CarrierElsewhere(Refusal):
    """The carrier is in another zone than the service point is to be in. 载体位于其他区域。"""

    carrier: Carrier = about("The carrier, with its zone. 载体及其所在区域。")


# --- Acts -------------------------------------------------------------------------------------------------------------


@strawberry.input(description="Register a carrier. 登记产业载体。")
class RegisterCarrierInput:
    name: str = strawberry.field(description="Name, its own in the county. 名称,县内唯一。")
    zone_id: strawberry.ID = strawberry.field(description="The zone that it is in. 所在区域。")
    address: str = strawberry.field(description="Where it is, at most 200 characters. 地址。")
    area: Decimal | None = strawberry.field(
        default=None, description="Square metres, at most two digits. 面积(平方米)。"
    )

    def command(self) -> enterprises.RegisterCarrier:
        return enterprises.RegisterCarrier(self.name, key_of("Zone", self.zone_id), self.address, self.area)


@strawberry.input(description="End a carrier. 停用产业载体。")
class EndCarrierInput:
    id: strawberry.ID = strawberry.field(description="The carrier. 载体。")
    version: int = strawberry.field(description=KNOWN_VERSION)
    on: date | None = strawberry.field(default=None, description="The day; today. 停用日期,默认今日。")

    def command(self) -> enterprises.EndCarrier:
        return enterprises.EndCarrier(key_of("Carrier", self.id), self.version, self.on)


RegisterCarrierResult = Annotated[
    CarrierRegistered | InvalidInput | NotFound | OutsideRemit | ZoneHasEnded | CarrierNameTaken,
    strawberry.union("RegisterCarrierResult", description="What registerCarrier answers. 结果。"),
]
EndCarrierResult = Annotated[
    CarrierEnded | InvalidInput | NotFound | OutsideRemit | Outdated | CarrierHasEnded | CarrierInUse,
    strawberry.union("EndCarrierResult", description="What endCarrier answers. 结果。"),
]


@strawberry.type
class CarrierMutations:
    """Acts on carriers; the root puts them together with the other contexts'."""

    @act(RegisterCarrierResult, "Register a carrier in a zone. 登记产业载体。")
    async def register_carrier(self, info: Info, input: Annotated[RegisterCarrierInput, Given]) -> object:
        return await resolvers.enterprises.register_carrier(info.context, input.command())

    @act(EndCarrierResult, "End a carrier; refused while service points are left in it. 停用产业载体。")
    async def end_carrier(self, info: Info, input: Annotated[EndCarrierInput, Given]) -> object:
        return await resolvers.enterprises.end_carrier(info.context, input.command())
