"""What is left somewhere: what keeps a zone or a carrier from ending."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from db.engine import Connection, Statement
from db.enterprises.carriers import carriers
from db.enterprises.places import zones
from db.enterprises.services import service_points
from domain.enterprises import CarrierState, LeftInZone, ServicePointState

FIRST = 5
"""How many names tell what is left."""


def _those(table: Table, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The names of rows, and which table they are of."""
    return select(table.c.name, literal_column(f"'{table.name}'", Text).label("what")).where(*conditions)


def _left(*rows: Select[*tuple[Any, ...]]) -> Statement:
    """How many there are of each table, and the first names."""
    each = union_all(*rows).subquery("each")
    names: Any = func.array_agg(aggregate_order_by(each.c.name, each.c.name), type_=ARRAY(Text))
    counts = (
        func.count().filter(each.c.what == table.name).label(table.name)
        for table in (zones, carriers, service_points)
    )
    return Statement(select(*counts, names[1:FIRST].label("names")))


_zone = bindparam("zone", type_=Uuid)
_below = select(_zone.label("id")).cte("below", recursive=True)
_below = _below.union(select(zones.c.id).where(zones.c.parent_id == _below.c.id))
_in_zone = select(_below.c.id)
_is_open = service_points.c.state != ServicePointState.CLOSED.value
_IN_ZONE = _left(
    _those(zones, zones.c.id.in_(_in_zone), zones.c.id != _zone, zones.c.ended_on.is_(None)),
    _those(carriers, carriers.c.zone_id.in_(_in_zone), carriers.c.state == CarrierState.IN_USE.value),
    _those(service_points, service_points.c.zone_id.in_(_in_zone), _is_open),
)
_IN_CARRIER = _left(_those(service_points, service_points.c.carrier_id == bindparam("carrier"), _is_open))


async def left_in_zone(connection: Connection, zone_id: UUID) -> LeftInZone:
    """What has not ended in a zone and in those below it."""
    row = await _IN_ZONE.one(connection, zone=zone_id)
    assert row is not None
    return LeftInZone(row["zones"], row["carriers"], row["service_points"], tuple(row["names"] or ()))


async def left_in_carrier(connection: Connection, carrier_id: UUID) -> tuple[int, tuple[str, ...]]:
    """How many service points of a carrier are not closed, and the names of the first."""
    row = await _IN_CARRIER.one(connection, carrier=carrier_id)
    assert row is not None
    return row["service_points"], tuple(row["names"] or ())
