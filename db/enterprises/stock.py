"""Counts of market entities, for whoever asks: a function of the owner counts the county that is asked for."""

from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, Text, Uuid, bindparam, column, func, select

from db.engine import Connection, Row, Statement
from db.relations import One, Type
from domain.enterprises.register import EnterpriseKind
from domain.enterprises.stock import DatePeriod, EntityCount

Type("DatePeriod")
Type("Rate")
Type("MarketEntities")
Type("KindFigure")
Type("ZoneFigure", One("zone", "Zone", "zone_id", optional=True))

_counted: Any = (
    func.market_entities(
        bindparam("county", type_=Text),
        bindparam("zone", type_=Uuid),
        *(bindparam(name, type_=Date) for name in ("since", "until", "since_before", "until_before")),
    )
    .table_valued(
        column("kind", Text),
        column("zone_id", Uuid),
        *(column(name, Integer) for name in ("stock", "stock_before", "new", "new_before", "undated")),
        name="counted",
    )
    .render_derived()
)
_COUNTS = Statement(select(*_counted.c))


async def entity_counts(
    connection: Connection, county_code: str, period: DatePeriod, zone_id: UUID | None
) -> list[EntityCount]:
    """The counts of a county, or of one of its zones with those below it, by kind and zone."""
    before = period.year_before
    rows = await _COUNTS.all(
        connection,
        county=county_code,
        zone=zone_id,
        since=period.first,
        until=period.last,
        since_before=before.first,
        until_before=before.last,
    )
    return [_count(row) for row in rows]


def _count(row: Row) -> EntityCount:
    return EntityCount(
        kind=EnterpriseKind(row["kind"]),
        zone_id=row["zone_id"],
        stock=row["stock"],
        stock_before=row["stock_before"],
        new=row["new"],
        new_before=row["new_before"],
        undated=row["undated"],
    )
