"""Which of the things in a zone: the filters of lists that both a zone and the root have."""

import strawberry

from domain import enterprises
from schema.backing import enum_of, in_words
from schema.costs import SEARCHED, cost
from schema.filters import filtered_by, part_of_text

enum_of(
    enterprises.CarrierState,
    "Whether a carrier is in use. 载体状态。",
    in_words({"IN_USE": "In use|在用", "ENDED": "Ended|已停用"}),
)
enum_of(
    enterprises.ServicePointKind,
    "Kind of service point. 服务点类别。",
    in_words(
        {
            "HALL": "One-stop hall|一站式服务大厅",
            "MICRO_WINDOW": "Micro-window in a carrier|微窗口",
            "SELF_SERVICE": "Self-service|自助服务点",
        }
    ),
)
enum_of(
    enterprises.ServicePointState,
    "How far a service point is. 服务点状态。",
    in_words(
        {
            "INTENDED": "Intended|意向",
            "SIGNED": "Signed|已签约",
            "OPEN": "Open to enterprises|已开放",
            "CLOSED": "Closed|已关闭",
        }
    ),
)


@strawberry.input(description="Which carriers; what is left out does not matter. 载体筛选。")
class CarrierFilter:
    zone_id: strawberry.ID | None = strawberry.field(default=None, description="Zone. 所在区域。")
    state: enterprises.CarrierState | None = strawberry.field(default=None, description="State. 状态。")
    text: str | None = strawberry.field(
        default=None, description="Part of the name. 名称包含。", directives=[cost(SEARCHED)]
    )


@strawberry.input(description="Which service points; what is left out does not matter. 服务点筛选。")
class ServicePointFilter:
    zone_id: strawberry.ID | None = strawberry.field(default=None, description="Zone. 所在区域。")
    kind: enterprises.ServicePointKind | None = strawberry.field(default=None, description="Kind. 类别。")
    state: enterprises.ServicePointState | None = strawberry.field(default=None, description="State. 状态。")


def read_carrier_filter(given: CarrierFilter | None) -> enterprises.CarrierFilter:
    """The domain's filter."""
    if given is None:
        return enterprises.CarrierFilter()
    return enterprises.CarrierFilter(
        filtered_by("Zone", given.zone_id), given.state, part_of_text(given.text)
    )


def read_service_point_filter(given: ServicePointFilter | None) -> enterprises.ServicePointFilter:
    """The domain's filter."""
    if given is None:
        return enterprises.ServicePointFilter()
    return enterprises.ServicePointFilter(filtered_by("Zone", given.zone_id), given.kind, given.state)
