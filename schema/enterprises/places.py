"""Zones in the contract."""

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
from schema.costs import COUNTED, SEARCHED, about_as_long, cost
from schema.enterprises.divisions import Division
from schema.enterprises.named import KNOWN_VERSION, VERSION, named
from schema.enterprises.within import (
    CarrierFilter,
    ServicePointFilter,
    read_carrier_filter,
    read_service_point_filter,
)
from schema.filters import filtered_by, part_of_text
from schema.nodes import found
from schema.pages import PageInfo, edges_of, listed, page_info
from schema.refused import InvalidInput, NotFound, Outdated
from schema.scalars import DivisionCode

if TYPE_CHECKING:
    from schema.enterprises.carriers import CarrierConnection
    from schema.enterprises.services import ServicePointConnection

enum_of(enterprises.ZoneKind, "Kind of zone. 区域类别。", by_name(enterprises.ZONE_KIND_NAMES))


@backed_by(enterprises.Zone, keys=("id",))
class Zone(Node):
    """A county, a prefecture or a functional zone. 功能区或行政区。"""

    id: strawberry.ID = identity("Zone")
    name: str = about("Name of the zone. 名称。")
    kind: enterprises.ZoneKind = about("Kind of zone. 类别。")
    division_code: DivisionCode = about(
        "Where the zone sits: functional zones have no code of their own. 所在行政区划代码。"
    )
    division: Division | None = related(
        "That division; null where the list of divisions does not have the code. 所在行政区划。"
    )
    ended_on: date | None = about("The day it ended. 撤销日期。")
    version: int = about(VERSION)
    parent: Annotated["Zone", strawberry.lazy("schema.enterprises.places")] | None = related(
        "The zone that it is a part of. 上级区域。"
    )
    children: list[Annotated["Zone", strawberry.lazy("schema.enterprises.places")]] = related(
        "Its parts, by name. 下级区域。", about_as_long(20)
    )
    carriers: Annotated["CarrierConnection", strawberry.lazy("schema.enterprises.carriers")] = listed(
        Annotated["CarrierConnection", strawberry.lazy("schema.enterprises.carriers")],
        CarrierFilter,
        read_carrier_filter,
        "The carriers in it, by name. 区域内产业载体,按名称。",
        sorted_by=str,
    )
    service_points: Annotated["ServicePointConnection", strawberry.lazy("schema.enterprises.services")] = (
        listed(
            Annotated["ServicePointConnection", strawberry.lazy("schema.enterprises.services")],
            ServicePointFilter,
            read_service_point_filter,
            "The service points in it, by name. 区域内服务点,按名称。",
            sorted_by=str,
        )
    )


@strawberry.type(description="One zone in a list. 列表项。")
class ZoneEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: Zone = about("The zone. 区域。")


@strawberry.type(description="A page of zones. 区域分页列表。")
class ZoneConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[ZoneEdge] = resolved(edges_of(ZoneEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )


@strawberry.input(description="Which zones; what is left out does not matter. 区域筛选。")
class ZoneFilter:
    kind: enterprises.ZoneKind | None = strawberry.field(default=None, description="Kind of zone. 类别。")
    parent_id: strawberry.ID | None = strawberry.field(
        default=None, description="Zone that they are parts of. 上级区域。"
    )
    text: str | None = strawberry.field(
        default=None, description="Part of the name. 名称包含。", directives=[cost(SEARCHED)]
    )


def read_zone_filter(given: ZoneFilter | None) -> enterprises.ZoneFilter:
    """The domain's filter."""
    if given is None:
        return enterprises.ZoneFilter()
    parent_id = filtered_by("Zone", given.parent_id)
    return enterprises.ZoneFilter(given.kind, parent_id, part_of_text(given.text))


@strawberry.type
class ZoneQueries:
    """Questions about zones; the root puts them together with the other contexts'."""

    zones: ZoneConnection = listed(
        ZoneConnection,
        ZoneFilter,
        read_zone_filter,
        "All zones, by name. 区域列表,按名称。",
        sorted_by=str,
    )
    zone: Zone | None = found(
        Zone, "Zone", "One zone; null when there is none. 按标识查区域。", "Id of the zone. 区域标识。"
    )


# --- What happened, and why not ---------------------------------------------------------------------------------------


@backed_by(enterprises.ZoneRegistered)
class ZoneRegistered:
    """The zone was registered. 区域已登记。"""

    zone: Zone = about("The zone. 区域。")


@backed_by(enterprises.ZonePlaced)
class ZonePlaced:
    """The zone has its parent. 上级区域已调整。"""

    zone: Zone = about("The zone. 区域。")


@backed_by(enterprises.ZoneEnded)
class ZoneEnded:
    """The zone has ended. 区域已撤销。"""

    zone: Zone = about("The zone. 区域。")


@backed_by(enterprises.ZoneNameTaken)
class ZoneNameTaken(Refusal):
    """The county has a zone of this name. 区域名称已存在。"""

    zone: Zone = about("The zone that has it. 已有区域。")


@backed_by(enterprises.ZoneHasEnded)
class ZoneHasEnded(Refusal):
    """The zone has ended: nothing new comes there. 区域已撤销。"""

    path: str = about("The field that names it. 字段路径。")
    zone: Zone = about("The zone. 区域。")
    ended_on: date = about("The day it ended. 撤销日期。")


@backed_by(enterprises.ZoneCycle)
class ZoneCycle(Refusal):
    """A zone would be above itself. 区域不能隶属于自身或其下级。"""

    zone: Zone = about("The zone. 区域。")
    line: list[Zone] = about(
        "From the parent that was asked for up to the zone. 自所选上级至本区域的隶属链。", about_as_long(5)
    )


@backed_by(enterprises.ZoneInUse)
class ZoneInUse(Refusal):
    """Something is left in the zone. 区域内尚有未撤销的内容。"""

    zones: int = about("Zones below it. 下级区域数。")
    carriers: int = about("Carriers in use. 在用载体数。")
    service_points: int = about("Service points that are not closed. 未关闭服务点数。")
    names: list[str] = about("The names of the first five. 前五项名称。")


# --- Acts -------------------------------------------------------------------------------------------------------------


@strawberry.input(description="Register a zone. 登记区域。")
class RegisterZoneInput:
    name: str = strawberry.field(description="Name, its own in the county. 名称,县内唯一。")
    kind: enterprises.ZoneKind = strawberry.field(description="Kind of zone. 类别。")
    division_code: DivisionCode = strawberry.field(description="Where it sits. 所在行政区划代码。")
    parent_id: strawberry.ID | None = strawberry.field(
        default=None, description="The zone that it is a part of. 上级区域。"
    )

    def command(self) -> enterprises.RegisterZone:
        parent_id = named("Zone", self.parent_id)
        return enterprises.RegisterZone(self.name, self.kind, self.division_code, parent_id)


@strawberry.input(description="Make a zone a part of another, or of none. 调整上级区域。")
class PlaceZoneInput:
    id: strawberry.ID = strawberry.field(description="The zone. 区域。")
    version: int = strawberry.field(description=KNOWN_VERSION)
    parent_id: strawberry.ID | None = strawberry.field(
        default=None, description="Its parent from now on; null for none. 新的上级区域,空为无上级。"
    )

    def command(self) -> enterprises.PlaceZone:
        return enterprises.PlaceZone(key_of("Zone", self.id), self.version, named("Zone", self.parent_id))


@strawberry.input(description="End a zone in which nothing is left. 撤销区域。")
class EndZoneInput:
    id: strawberry.ID = strawberry.field(description="The zone. 区域。")
    version: int = strawberry.field(description=KNOWN_VERSION)
    on: date | None = strawberry.field(default=None, description="The day; today. 撤销日期,默认今日。")

    def command(self) -> enterprises.EndZone:
        return enterprises.EndZone(key_of("Zone", self.id), self.version, self.on)


RegisterZoneResult = Annotated[
    ZoneRegistered | InvalidInput | NotFound | ZoneNameTaken | ZoneHasEnded,
    strawberry.union("RegisterZoneResult", description="What registerZone answers. 结果。"),
]
PlaceZoneResult = Annotated[
    ZonePlaced | InvalidInput | NotFound | Outdated | ZoneHasEnded | ZoneCycle,
    strawberry.union("PlaceZoneResult", description="What placeZone answers. 结果。"),
]
EndZoneResult = Annotated[
    ZoneEnded | InvalidInput | NotFound | Outdated | ZoneHasEnded | ZoneInUse,
    strawberry.union("EndZoneResult", description="What endZone answers. 结果。"),
]


@strawberry.type
class ZoneMutations:
    """Acts on zones; the root puts them together with the other contexts'."""

    @act(RegisterZoneResult, "Register a zone, as a part of another or of none. 登记区域。")
    async def register_zone(self, info: Info, input: Annotated[RegisterZoneInput, Given]) -> object:
        return await resolvers.enterprises.register_zone(info.context, input.command())

    @act(PlaceZoneResult, "Give a zone another parent, or none. 调整上级区域。")
    async def place_zone(self, info: Info, input: Annotated[PlaceZoneInput, Given]) -> object:
        return await resolvers.enterprises.place_zone(info.context, input.command())

    @act(EndZoneResult, "End a zone; refused while anything is left in it. 撤销区域。")
    async def end_zone(self, info: Info, input: Annotated[EndZoneInput, Given]) -> object:
        return await resolvers.enterprises.end_zone(info.context, input.command())
