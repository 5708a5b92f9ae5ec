"""Table and statements of zones."""

from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    insert,
    select,
    update,
)

from db.engine import Connection, Row, Statement, columns
from db.enterprises.directory import named
from db.metadata import county_check, county_column, id_column, metadata, one_of, version_column
from db.relations import (
    QUERY,
    Found,
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
from domain.enterprises import Tree, Zone, ZoneKind

zones = Table(
    "zones",
    metadata,
    id_column(),
    county_column(),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("division_code", Text, nullable=False),
    Column("parent_id", Uuid),
    Column("ended_on", Date),
    version_column(),
    county_check(),
    one_of("kind", ZoneKind),
    CheckConstraint("parent_id <> id", name="parent_id"),
    ForeignKeyConstraint(["parent_id", "county_code"], ["zones.id", "zones.county_code"]),
    UniqueConstraint("county_code", "name"),
    Index("zones_parent_id_ix", "parent_id"),
)

_ZONE_NAMED = Statement(
    select(zones).where(zones.c.county_code == bindparam("county_code"), zones.c.name == bindparam("name"))
)
_ADD_ZONE = Statement(insert(zones))
_CHANGE = Statement(
    update(zones)
    .where(zones.c.id == bindparam("zone"))
    .values(
        parent_id=bindparam("to_parent", type_=Uuid),
        ended_on=bindparam("end", type_=Date),
        version=bindparam("next"),
    )
)
# References from elsewhere go on meanwhile: nothing changes that they hold on to.
_HOLD_TREE = Statement(
    select(zones)
    .where(zones.c.county_code == bindparam("county_code"))
    .order_by(zones.c.id)
    .with_for_update(key_share=True)
)
_HOLD_ZONE = Statement(select(zones).where(zones.c.id == bindparam("id")).with_for_update(read=True))


def zone(row: Row) -> Zone:
    """The record of a row."""
    return Zone(
        row["id"],
        row["county_code"],
        row["name"],
        ZoneKind(row["kind"]),
        row["division_code"],
        row["parent_id"],
        row["ended_on"],
        row["version"],
    )


ZONE = Type(
    "Zone",
    Identity(),
    *plain("name", "kind", "division_code", "version"),
    *optional("ended_on"),
    One("division", "Division", "division_code", theirs="code", optional=True),
    One("parent", "Zone", "parent_id", optional=True),
    Many("children", "Zone", "parent_id", order=("name", "id")),
    table=zones,
    record=zone,
)
QUERY.add(
    Found("zone", "Zone"),
    Paged(
        "zones",
        "Zone",
        Order("name"),
        {"kind": equal("kind"), "parent_id": equal("parent_id"), "text": named},
    ),
)


async def zone_named(connection: Connection, county_code: str, name: str) -> Zone | None:
    """The zone with this name in the county."""
    row = await _ZONE_NAMED.one(connection, county_code=county_code, name=name)
    return zone(row) if row else None


async def add_zone(connection: Connection, added: Zone) -> None:
    """Store a new zone."""
    await _ADD_ZONE.run(connection, **columns(added))


async def hold_tree(connection: Connection, county_code: str) -> Tree:
    """All zones of a county, which nobody else changes until the transaction ends."""
    rows = await _HOLD_TREE.all(connection, county_code=county_code)
    return {row["id"]: zone(row) for row in rows}


async def hold_zone(connection: Connection, id: UUID) -> Zone | None:
    """A zone of one's own county, which does not end until the transaction does."""
    row = await _HOLD_ZONE.one(connection, id=id)
    return zone(row) if row else None


async def change_zone(connection: Connection, changed: Zone) -> None:
    """Store what acts change of a zone."""
    await _CHANGE.run(
        connection,
        zone=changed.id,
        to_parent=changed.parent_id,
        end=changed.ended_on,
        next=changed.version,
    )
