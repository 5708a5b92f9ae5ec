"""What factory space looks like in the contract."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain import supply
from schema.backing import Node, about, backed_by, identity, related
from schema.costs import about_as_long
from schema.enterprises import Carrier, Enterprise, Zone
from schema.scalars import Money
from schema.supply.words import (
    AREA,
    CLEAR_HEIGHT,
    CRANE,
    ENDED_AT,
    FIRE_CLASS,
    FLOOR_LOAD,
    POWER,
    SEWAGE,
    SUBMITTED_AT,
    VERSION,
)

if TYPE_CHECKING:
    from schema.fairs import Intake


@backed_by(supply.SpaceListing, keys=("id",))
class SpaceListing(Node):
    """Factory space that is to be had, or was. What is null nobody has said. 厂房空间房源。"""

    id: strawberry.ID = identity("SpaceListing")
    address: str = about("Where it is. 地址。")
    area: Decimal = about(AREA)
    clear_height: Decimal | None = about(CLEAR_HEIGHT)
    floor_load: Decimal | None = about(FLOOR_LOAD)
    power: Decimal | None = about(POWER)
    crane: Decimal | None = about(CRANE)
    fire_class: supply.FireClass | None = about(FIRE_CLASS)
    hazard_classes: list[supply.HazardClass] | None = about(
        "Hazard classes that are allowed there; what is less dangerous is, too. 允许的火灾危险性类别。",
        about_as_long(5),
    )
    sewage: Decimal | None = about(SEWAGE)
    rent: Money | None = about("Rent in yuan a square metre and month. 租金(元/平方米·月)。")
    available_from: date | None = about("From which day on. 可用日期。")
    state: supply.ListingState = about("Whether it is to be had. 状态。")
    submitted_at: datetime = about(SUBMITTED_AT)
    ended_at: datetime | None = about(ENDED_AT)
    version: int = about(VERSION)
    zone: Zone = related("The zone that it is in. 所在区域。")
    carrier: Carrier | None = related("The carrier that it is in. 所在载体。")


@backed_by(supply.SpaceNeed, keys=("id",))
class SpaceNeed(Node):
    """Factory space that an enterprise looks for; what is null is not asked for. 厂房空间需求。"""

    id: strawberry.ID = identity("SpaceNeed")
    area: Decimal = about(AREA)
    clear_height: Decimal | None = about(CLEAR_HEIGHT)
    floor_load: Decimal | None = about(FLOOR_LOAD)
    power: Decimal | None = about(POWER)
    crane: Decimal | None = about(CRANE)
    fire_class: supply.FireClass | None = about(FIRE_CLASS)
    hazard_class: supply.HazardClass | None = about(
        "Hazard class of what is done there. 生产火灾危险性类别。"
    )
    sewage: Decimal | None = about(SEWAGE)
    most_rent: Money | None = about(
        "The highest rent in yuan a square metre and month. 租金上限(元/平方米·月)。"
    )
    needed_by: date | None = about("By which day. 最迟入驻日期。")
    state: supply.SpaceNeedState = about("Whether it is looked for. 状态。")
    submitted_at: datetime = about(SUBMITTED_AT)
    ended_at: datetime | None = about(ENDED_AT)
    version: int = about(VERSION)
    enterprise: Enterprise = related("Who looks for it. 企业。")
    intake: Annotated["Intake", strawberry.lazy("schema.fairs")] | None = related(
        "The intake of a fair that it came from. 来源受理单。"
    )
    listing: SpaceListing | None = related("What has met it. 分配的房源。")
