"""Table and statements of travel times."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Integer,
    Table,
    Text,
    Uuid,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.dialects import postgresql

from db.bulk import rows_of
from db.engine import Connection, Statement
from db.enterprises.register import enterprises
from db.metadata import any_of, county_column, metadata, one_of
from db.relations import One, Type
from domain.enterprises import Reached, RecordTravelTimes, ServicePoint, TravelMode

travel_minutes = Table(
    "travel_minutes",
    metadata,
    Column("service_point_id", Uuid, primary_key=True),
    Column("enterprise_id", Uuid, primary_key=True),
    Column("mode", Text, primary_key=True),
    Column("measured_on", Date, primary_key=True),
    county_column(),
    Column("minutes", Integer, nullable=False),
    Column("source", Text, nullable=False),
    one_of("mode", TravelMode),
    CheckConstraint("minutes >= 0", name="minutes"),
    ForeignKeyConstraint(
        ["service_point_id", "county_code"], ["service_points.id", "service_points.county_code"]
    ),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    comment="Supplied, never worked out: of several days of a pair and a mode the last one counts.",
)

_KNOWN = Statement(select(enterprises.c.id).where(any_of(enterprises.c.id)))
_RECORDED = Statement(
    select(travel_minutes.c.enterprise_id, travel_minutes.c.minutes).where(
        travel_minutes.c.service_point_id == bindparam("point"),
        travel_minutes.c.mode == bindparam("by_mode"),
        travel_minutes.c.measured_on == bindparam("on"),
        any_of(travel_minutes.c.enterprise_id),
    )
)
_given = rows_of(travel_minutes.c.enterprise_id, travel_minutes.c.minutes)
_RECORD = Statement(
    postgresql.insert(travel_minutes)
    .from_select(
        ["service_point_id", "enterprise_id", "mode", "measured_on", "county_code", "minutes", "source"],
        select(
            bindparam("point", type_=Uuid),
            _given.c.enterprise_id,
            bindparam("by_mode", type_=Text),
            bindparam("on", type_=Date),
            bindparam("county", type_=Text),
            _given.c.minutes,
            bindparam("said_by", type_=Text),
        ),
    )
    .on_conflict_do_nothing()
)
_REACHED = Statement(
    select(
        func.reached_by_service(
            bindparam("zone", type_=Uuid),
            bindparam("by_mode", type_=Text),
            bindparam("minutes", type_=Integer),
        ).table_valued(
            column("county_code", Text),
            column("enterprises", Integer),
            column("covered", Integer),
            column("unmeasured", Integer),
        )
    )
)

# What leads on from the figure.
Type("ServiceCoverage", One("zone", "Zone", "zone_id", optional=True))


async def enterprises_known(connection: Connection, ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of the ids that are of enterprises of one's own county."""
    return frozenset(row["id"] for row in await _KNOWN.all(connection, ids=ids))


async def times_recorded(connection: Connection, command: RecordTravelTimes) -> dict[UUID, int]:
    """The minutes that were recorded for the day of a batch, of the enterprises in it."""
    ids = [time.enterprise_id for time in command.times]
    rows = await _RECORDED.all(
        connection, point=command.service_point_id, by_mode=command.mode, on=command.measured_on, ids=ids
    )
    return {row["enterprise_id"]: row["minutes"] for row in rows}


async def record_times(connection: Connection, command: RecordTravelTimes, point: ServicePoint) -> None:
    """Store what is new of a batch."""
    await _RECORD.run(
        connection,
        point=point.id,
        by_mode=command.mode,
        on=command.measured_on,
        county=point.county_code,
        said_by=command.source.strip(),
        enterprise_id=[time.enterprise_id for time in command.times],
        minutes=[time.minutes for time in command.times],
    )


async def reached(
    connection: Connection, zone_id: UUID | None, mode: TravelMode, minutes: int
) -> Reached | None:
    """Whom the open service points reach, of a zone of any county, or of one's own county; `None` where there is
    neither."""
    row = await _REACHED.one(connection, zone=zone_id, by_mode=mode, minutes=minutes)
    return Reached(row["county_code"], row["enterprises"], row["covered"], row["unmeasured"]) if row else None
