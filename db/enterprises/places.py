"""Table and statements of zones."""

from sqlalchemy import Column, Table, Text, UniqueConstraint, bindparam, insert, select

from db.engine import Connection, Row, Statement, columns
from db.metadata import county_check, county_column, id_column, metadata, one_of
from db.relations import Identity, Type, plain
from domain.enterprises import Zone, ZoneKind

zones = Table(
    "zones",
    metadata,
    id_column(),
    county_column(),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("division_code", Text, nullable=False),
    county_check(),
    one_of("kind", ZoneKind),
    UniqueConstraint("county_code", "name"),
)

_ZONE_NAMED = Statement(
    select(zones).where(zones.c.county_code == bindparam("county_code"), zones.c.name == bindparam("name"))
)
_ADD_ZONE = Statement(insert(zones))


def zone(row: Row) -> Zone:
    """The record of a row."""
    return Zone(row["id"], row["county_code"], row["name"], ZoneKind(row["kind"]), row["division_code"])


ZONE = Type("Zone", Identity(), *plain("name", "kind", "division_code"), table=zones, record=zone)


async def zone_named(connection: Connection, county_code: str, name: str) -> Zone | None:
    """The zone with this name in the county."""
    row = await _ZONE_NAMED.one(connection, county_code=county_code, name=name)
    return zone(row) if row else None


async def add_zone(connection: Connection, added: Zone) -> None:
    """Store a new zone."""
    await _ADD_ZONE.run(connection, **columns(added))
