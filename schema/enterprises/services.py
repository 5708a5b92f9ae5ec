"""Service points and their services in the contract."""

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
    enum_of,
    identity,
    in_words,
    key_of,
    related,
    resolved,
)
from schema.costs import COUNTED, about_as_long, cost
from schema.enterprises.carriers import Carrier, CarrierElsewhere, CarrierHasEnded
from schema.enterprises.named import KNOWN_VERSION, VERSION, named
from schema.enterprises.places import Zone, ZoneHasEnded
from schema.enterprises.within import ServicePointFilter, read_service_point_filter
from schema.nodes import found
from schema.pages import PageInfo, edges_of, listed, page_info
from schema.refused import InvalidInput, NotFound, Outdated, OutsideRemit

enum_of(
    enterprises.ServiceList,
    "Which list a service is on. 服务清单。",
    in_words(
        {
            "STANDARD": "The same at every service point of the county|标准清单",
            "SPECIAL": "Of one service point|特色清单",
        }
    ),
)


@backed_by(enterprises.ServicePoint, keys=("id",))
class ServicePoint(Node):
    """A place where enterprises are served near by. 服务点(大厅、微窗口、自助点)。"""

    id: strawberry.ID = identity("ServicePoint")
    name: str = about("Name of the service point. 名称。")
    kind: enterprises.ServicePointKind = about("Kind of service point. 类别。")
    address: str = about("Where it is. 地址。")
    state: enterprises.ServicePointState = about("How far it is. 状态。")
    intended_on: date = about("Since when it is intended. 意向日期。")
    signed_on: date | None = about("The day it was signed. 签约日期。")
    opened_on: date | None = about("The day it opened. 开放日期。")
    closed_on: date | None = about("The day it closed. 关闭日期。")
    version: int = about(VERSION)
    zone: Zone = related("The zone that it is in. 所在区域。")
    carrier: Carrier | None = related("The carrier that it is in, if it is in one. 所在载体。")
    standard_services: list[Annotated["Service", strawberry.lazy("schema.enterprises.services")]] = related(
        "What every service point of the county serves, by name. 标准清单。", about_as_long(4)
    )
    special_services: list[Annotated["Service", strawberry.lazy("schema.enterprises.services")]] = related(
        "What it serves beside that, by name. 特色清单。", about_as_long(10)
    )


@backed_by(enterprises.Service, keys=("id",))
class Service(Node):
    """What is served at a service point. 服务事项。"""

    id: strawberry.ID = identity("Service")
    list: enterprises.ServiceList = about("The list that it is on. 所属清单。")
    name: str = about("Name of the service. 名称。")
    since: date = about("Its first day. 开办日期。")
    until: date | None = about("The first day without it. 停办日期。")
    version: int = about(VERSION)
    point: ServicePoint | None = related(
        "Where it is served; null when at every point. 所属服务点,标准清单为空。"
    )


@strawberry.type(description="One service point in a list. 列表项。")
class ServicePointEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: ServicePoint = about("The service point. 服务点。")


@strawberry.type(description="A page of service points. 服务点分页列表。")
class ServicePointConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[ServicePointEdge] = resolved(edges_of(ServicePointEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )


@strawberry.type
class ServicePointQueries:
    """Questions about service points; the root puts them together with the other contexts'."""

    service_points: ServicePointConnection = listed(
        ServicePointConnection,
        ServicePointFilter,
        read_service_point_filter,
        "All service points, by name. 服务点列表,按名称。",
        sorted_by=str,
    )
    service_point: ServicePoint | None = found(
        ServicePoint,
        "ServicePoint",
        "One service point; null when there is none. 按标识查服务点。",
        "Id of the service point. 服务点标识。",
    )


# --- What happened, and why not ---------------------------------------------------------------------------------------


@backed_by(enterprises.ServicePointRegistered)
class ServicePointRegistered:
    """The service point was registered. 服务点已登记。"""

    service_point: ServicePoint = about("The service point. 服务点。")


@backed_by(enterprises.ServicePointAdvanced)
class ServicePointAdvanced:
    """The service point has its next state. 服务点状态已推进。"""

    service_point: ServicePoint = about("The service point. 服务点。")


@backed_by(enterprises.ServiceAdded)
class ServiceAdded:
    """The service is on its list. 服务事项已列入清单。"""

    service: Service = about("The service. 服务事项。")


@backed_by(enterprises.ServiceEnded)
class ServiceEnded:
    """The service is on its list no more. 服务事项已停办。"""

    service: Service = about("The service. 服务事项。")


@backed_by(enterprises.ServicePointNameTaken)
class ServicePointNameTaken(Refusal):
    """The county has a service point of this name. 服务点名称已存在。"""

    service_point: ServicePoint = about("The service point that has it. 已有服务点。")


@backed_by(enterprises.ServicePointInWrongState)
class ServicePointInWrongState(Refusal):
    """The service point is not in a state that this can follow. 服务点状态不符。"""

    state: enterprises.ServicePointState = about("The state that it is in. 当前状态。")
    possible: list[enterprises.ServicePointState] = about("What can follow. 可变更为。")


@backed_by(enterprises.ServiceListed)
class ServiceListed(Refusal):
    """The list has this service. 清单中已有该事项。"""

    service: Service = about("The service that is listed. 已列事项。")


@backed_by(enterprises.ServiceListFull)
class ServiceListFull(Refusal):
    """The list has as many services as it may have. 清单事项数已达上限。"""

    limit: int = about("How many it may have. 上限。")


@backed_by(enterprises.ServiceHasEnded)
class ServiceHasEnded(Refusal):
    """The service has ended. 服务事项已停办。"""

    until: date = about("The first day without it. 停办日期。")


# --- Acts -------------------------------------------------------------------------------------------------------------


@strawberry.input(description="Register a service point that is intended. 登记服务点(意向)。")
class RegisterServicePointInput:
    name: str = strawberry.field(description="Name, its own in the county. 名称,县内唯一。")
    kind: enterprises.ServicePointKind = strawberry.field(description="Kind of service point. 类别。")
    zone_id: strawberry.ID = strawberry.field(description="The zone that it is to be in. 所在区域。")
    carrier_id: strawberry.ID | None = strawberry.field(
        default=None, description="The carrier, in the same zone. 所在载体。"
    )
    address: str = strawberry.field(description="Where it is to be, at most 200 characters. 地址。")
    on: date | None = strawberry.field(
        default=None, description="Since when it is intended; today. 意向日期,默认今日。"
    )

    def command(self) -> enterprises.RegisterServicePoint:
        return enterprises.RegisterServicePoint(
            name=self.name,
            kind=self.kind,
            zone_id=key_of("Zone", self.zone_id),
            carrier_id=named("Carrier", self.carrier_id),
            address=self.address,
            on=self.on,
        )


@strawberry.input(description="Take a service point to its next state. 推进服务点状态。")
class AdvanceServicePointInput:
    id: strawberry.ID = strawberry.field(description="The service point. 服务点。")
    version: int = strawberry.field(description=KNOWN_VERSION)
    state: enterprises.ServicePointState = strawberry.field(
        description="The next state; CLOSED from any. 下一状态,任何状态均可关闭。"
    )
    on: date | None = strawberry.field(
        default=None, description="The day, not before the last one; today. 日期,默认今日。"
    )

    def command(self) -> enterprises.AdvanceServicePoint:
        return enterprises.AdvanceServicePoint(
            key_of("ServicePoint", self.id), self.version, self.state, self.on
        )


@strawberry.input(description="Put a service on a list. 清单增加事项。")
class AddServiceInput:
    list: enterprises.ServiceList = strawberry.field(description="Which list. 所属清单。")
    name: str = strawberry.field(description="Name, once on a list. 名称。")
    service_point_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of a special service. 服务点,特色清单必填。"
    )
    since: date | None = strawberry.field(
        default=None, description="Its first day; today. 开办日期,默认今日。"
    )

    def command(self) -> enterprises.AddService:
        point_id = named("ServicePoint", self.service_point_id)
        return enterprises.AddService(self.list, self.name, point_id, self.since)


@strawberry.input(description="Take a service from its list. 停办服务事项。")
class EndServiceInput:
    id: strawberry.ID = strawberry.field(description="The service. 服务事项。")
    version: int = strawberry.field(description=KNOWN_VERSION)
    until: date | None = strawberry.field(
        default=None, description="The first day without it; today. 停办日期,默认今日。"
    )

    def command(self) -> enterprises.EndService:
        return enterprises.EndService(key_of("Service", self.id), self.version, self.until)


RegisterServicePointResult = Annotated[
    ServicePointRegistered
    | InvalidInput
    | NotFound
    | OutsideRemit
    | ZoneHasEnded
    | CarrierHasEnded
    | CarrierElsewhere
    | ServicePointNameTaken,
    strawberry.union("RegisterServicePointResult", description="What registerServicePoint answers. 结果。"),
]
AdvanceServicePointResult = Annotated[
    ServicePointAdvanced | InvalidInput | NotFound | OutsideRemit | Outdated | ServicePointInWrongState,
    strawberry.union("AdvanceServicePointResult", description="What advanceServicePoint answers. 结果。"),
]
AddServiceResult = Annotated[
    ServiceAdded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | ServicePointInWrongState
    | ServiceListed
    | ServiceListFull,
    strawberry.union("AddServiceResult", description="What addService answers. 结果。"),
]
EndServiceResult = Annotated[
    ServiceEnded | InvalidInput | NotFound | OutsideRemit | Outdated | ServiceHasEnded,
    strawberry.union("EndServiceResult", description="What endService answers. 结果。"),
]


@strawberry.type
class ServicePointMutations:
    """Acts on service points; the root puts them together with the other contexts'."""

    @act(RegisterServicePointResult, "Register a service point that is intended. 登记服务点。")
    async def register_service_point(
        self, info: Info, input: Annotated[RegisterServicePointInput, Given]
    ) -> object:
        return await resolvers.enterprises.register_service_point(info.context, input.command())

    @act(
        AdvanceServicePointResult, "Take a service point forward by one state, or close it. 推进服务点状态。"
    )
    async def advance_service_point(
        self, info: Info, input: Annotated[AdvanceServicePointInput, Given]
    ) -> object:
        return await resolvers.enterprises.advance_service_point(info.context, input.command())

    @act(AddServiceResult, "Put a service on the standard list or on a point's special list. 清单增加事项。")
    async def add_service(self, info: Info, input: Annotated[AddServiceInput, Given]) -> object:
        return await resolvers.enterprises.add_service(info.context, input.command())

    @act(EndServiceResult, "Take a service from its list; it stays on record. 停办服务事项。")
    async def end_service(self, info: Info, input: Annotated[EndServiceInput, Given]) -> object:
        return await resolvers.enterprises.end_service(info.context, input.command())
