"""Tables and statements of service points and their services."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    ForeignKeyConstraint,
    FromClause,
    Index,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    insert,
    literal_column,
    select,
    true,
    update,
)

from db.engine import Connection, Row, Statement, columns
from db.enterprises.places import ZONE
from db.metadata import county_check, county_column, given, id_column, metadata, one_of, version_column
from db.relations import (
    QUERY,
    Found,
    Gather,
    Gathered,
    Identity,
    Many,
    One,
    Order,
    Paged,
    Type,
    equal,
    optional,
    plain,
)
from domain.enterprises import (
    Service,
    ServiceList,
    ServicePoint,
    ServicePointKind,
    ServicePointState,
)
from domain.people import ANYBODY, Sight, Viewer

_REACHED = (
    "CASE state WHEN 'INTENDED' THEN num_nonnulls(signed_on, opened_on, closed_on) = 0 "
    "WHEN 'SIGNED' THEN signed_on IS NOT NULL AND num_nonnulls(opened_on, closed_on) = 0 "
    "WHEN 'OPEN' THEN num_nulls(signed_on, opened_on) = 0 AND closed_on IS NULL "
    "ELSE closed_on IS NOT NULL AND (opened_on IS NULL OR signed_on IS NOT NULL) END"
)
_DAYS = (
    "intended_on <= signed_on AND signed_on <= opened_on "
    "AND greatest(intended_on, signed_on, opened_on) <= closed_on"
)

service_points = Table(
    "service_points",
    metadata,
    id_column(),
    county_column(),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("zone_id", Uuid, nullable=False),
    Column("carrier_id", Uuid),
    Column("address", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("intended_on", Date, nullable=False),
    Column("signed_on", Date),
    Column("opened_on", Date),
    Column("closed_on", Date),
    version_column(),
    county_check(),
    one_of("kind", ServicePointKind),
    one_of("state", ServicePointState),
    CheckConstraint(_REACHED, name="reached"),
    CheckConstraint(_DAYS, name="days"),
    ForeignKeyConstraint(["zone_id", "county_code"], ["zones.id", "zones.county_code"]),
    ForeignKeyConstraint(["carrier_id", "county_code"], ["carriers.id", "carriers.county_code"]),
    UniqueConstraint("county_code", "name"),
    Index("service_points_zone_id_ix", "zone_id"),
    Index("service_points_carrier_id_ix", "carrier_id"),
)

services = Table(
    "services",
    metadata,
    id_column(),
    county_column(),
    Column("service_point_id", Uuid),
    Column("list", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    version_column(),
    county_check(),
    one_of("list", ServiceList),
    CheckConstraint("(list = 'SPECIAL') = (service_point_id IS NOT NULL)", name="service_point_id"),
    CheckConstraint("until >= since", name="until"),
    ForeignKeyConstraint(
        ["service_point_id", "county_code"], ["service_points.id", "service_points.county_code"]
    ),
    Index(
        "services_service_point_id_name_ix",
        "county_code",
        "service_point_id",
        "name",
        unique=True,
        postgresql_where=literal_column("until IS NULL"),
        postgresql_nulls_not_distinct=True,
    ),
)


def service_point(row: Row) -> ServicePoint:
    """The record of a row."""
    return ServicePoint(
        id=row["id"],
        county_code=row["county_code"],
        name=row["name"],
        kind=ServicePointKind(row["kind"]),
        zone_id=row["zone_id"],
        carrier_id=row["carrier_id"],
        address=row["address"],
        state=ServicePointState(row["state"]),
        intended_on=row["intended_on"],
        signed_on=row["signed_on"],
        opened_on=row["opened_on"],
        closed_on=row["closed_on"],
        version=row["version"],
    )


def service(row: Row) -> Service:
    """The record of a row."""
    return Service(
        id=row["id"],
        county_code=row["county_code"],
        service_point_id=row["service_point_id"],
        list=ServiceList(row["list"]),
        name=row["name"],
        since=row["since"],
        until=row["until"],
        version=row["version"],
    )


# --- What is read -----------------------------------------------------------------------------------------------------


def _listed(rows: FromClause) -> ColumnElement[bool]:
    """Services that have not ended."""
    return rows.c.until.is_(None)


def _standard(point: FromClause, sight: Sight) -> Gather:
    """The standard list of a point's county, which is the same for all of its points."""
    county = select(service_points.c.county_code).where(service_points.c.id == point.c.id).correlate(point)
    return select(services).where(
        services.c.county_code == county.scalar_subquery(),
        services.c.service_point_id.is_(None),
        _listed(services),
    )


_points = given("ids", "id", "points")
_standard_of_each = _standard(_points, ANYBODY.sight).correlate(_points).lateral("standard")
_STANDARD = Statement(
    select(_points.c.id.label("point"), *_standard_of_each.c)
    .select_from(_points.join(_standard_of_each, true()))
    .order_by(_standard_of_each.c.name, _standard_of_each.c.id)
)


async def _standard_services(connection: Connection, ids: Sequence[UUID], viewer: Viewer) -> dict[UUID, Any]:
    """The standard list of each point: it is public."""
    found: dict[UUID, list[Service]] = {id: [] for id in ids}
    for row in await _STANDARD.all(connection, ids=ids):
        found[row["point"]].append(service(row))
    return found


SERVICE_POINT = Type(
    "ServicePoint",
    Identity(),
    *plain("name", "kind", "address", "state", "intended_on", "version"),
    *optional("signed_on", "opened_on", "closed_on"),
    One("zone", "Zone", "zone_id"),
    One("carrier", "Carrier", "carrier_id", optional=True),
    Gathered("standardServices", "Service", _standard, order=("name", "id"), batch=_standard_services),
    Many("specialServices", "Service", "service_point_id", order=("name", "id"), where=_listed),
    table=service_points,
    record=service_point,
)
SERVICE = Type(
    "Service",
    Identity(),
    *plain("list", "name", "since", "version"),
    *optional("until"),
    One("point", "ServicePoint", "service_point_id", optional=True),
    table=services,
    record=service,
)
_filters = {"zone_id": equal("zone_id"), "kind": equal("kind"), "state": equal("state")}
ZONE.add(Paged("servicePoints", "ServicePoint", Order("name"), _filters, theirs="zone_id"))
QUERY.add(
    Found("servicePoint", "ServicePoint"), Paged("servicePoints", "ServicePoint", Order("name"), _filters)
)

# --- What is written --------------------------------------------------------------------------------------------------

_NAMED = Statement(
    select(service_points).where(
        service_points.c.county_code == bindparam("county_code"), service_points.c.name == bindparam("name")
    )
)
_ADD = Statement(insert(service_points))
_LOCK = Statement(
    select(service_points).where(service_points.c.id == bindparam("id")).with_for_update(key_share=True)
)
_CHANGE = Statement(
    update(service_points)
    .where(service_points.c.id == bindparam("point"))
    .values(
        state=bindparam("in_state"),
        signed_on=bindparam("signed", type_=Date),
        opened_on=bindparam("opened", type_=Date),
        closed_on=bindparam("closed", type_=Date),
        version=bindparam("next"),
    )
)
_LISTED = Statement(
    select(services).where(
        services.c.county_code == bindparam("county_code"),
        services.c.service_point_id.is_not_distinct_from(bindparam("point", type_=Uuid)),
        services.c.until.is_(None),
    )
)
_ADD_SERVICE = Statement(insert(services))
_LOCK_SERVICE = Statement(
    select(services).where(services.c.id == bindparam("id")).with_for_update(key_share=True)
)
_CHANGE_SERVICE = Statement(
    update(services)
    .where(services.c.id == bindparam("service"))
    .values(until=bindparam("end", type_=Date), version=bindparam("next"))
)


async def service_point_named(connection: Connection, county_code: str, name: str) -> ServicePoint | None:
    """The service point with this name in the county."""
    row = await _NAMED.one(connection, county_code=county_code, name=name)
    return service_point(row) if row else None


async def add_service_point(connection: Connection, added: ServicePoint) -> None:
    """Store a new service point."""
    await _ADD.run(connection, **columns(added))


async def lock_service_point(connection: Connection, id: UUID) -> ServicePoint | None:
    """A service point of one's own county, held until the transaction ends."""
    row = await _LOCK.one(connection, id=id)
    return service_point(row) if row else None


async def change_service_point(connection: Connection, changed: ServicePoint) -> None:
    """Store what acts change of a service point."""
    await _CHANGE.run(
        connection,
        point=changed.id,
        in_state=changed.state,
        signed=changed.signed_on,
        opened=changed.opened_on,
        closed=changed.closed_on,
        next=changed.version,
    )


async def listed_services(
    connection: Connection, county_code: str, point_id: UUID | None
) -> tuple[Service, ...]:
    """What is on the special list of a point, or on the standard list of a county."""
    rows = await _LISTED.all(connection, county_code=county_code, point=point_id)
    return tuple(service(row) for row in rows)


async def add_service(connection: Connection, added: Service) -> None:
    """Store a new service."""
    await _ADD_SERVICE.run(connection, **columns(added))


async def lock_service(connection: Connection, id: UUID) -> Service | None:
    """A service of one's own county, held until the transaction ends."""
    row = await _LOCK_SERVICE.one(connection, id=id)
    return service(row) if row else None


async def change_service(connection: Connection, changed: Service) -> None:
    """Store what acts change of a service."""
    await _CHANGE_SERVICE.run(connection, service=changed.id, end=changed.until, next=changed.version)
