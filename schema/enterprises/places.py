"""Zones in the contract."""

import strawberry

from domain import enterprises
from schema.backing import Node, about, backed_by, by_name, enum_of, identity
from schema.scalars import DivisionCode

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
