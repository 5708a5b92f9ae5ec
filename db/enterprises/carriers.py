"""Table and statements of carriers."""

from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Numeric,
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
from db.enterprises.places import ZONE
from db.metadata import county_check, county_column, id_column, metadata, one_of, version_column
from db.relations import QUERY, Found, Identity, One, Order, Paged, Type, equal, optional, plain
from domain.enterprises import Carrier, CarrierState

carriers = Table(
    "carriers",
    metadata,
    id_column(),
    county_column(),
    Column("name", Text, nullable=False),
    Column("zone_id", Uuid, nullable=False),
    Column("address", Text, nullable=False),
    Column("area", Numeric(20, 2)),
    Column("state", Text, nullable=False),
    Column("ended_on", Date),
    version_column(),
    county_check(),
    one_of("state", CarrierState),
    CheckConstraint("(state = 'ENDED') = (ended_on IS NOT NULL)", name="ended_on"),
    CheckConstraint("area > 0", name="area"),
    ForeignKeyConstraint(["zone_id", "county_code"], ["zones.id", "zones.county_code"]),
    UniqueConstraint("county_code", "name"),
    Index("carriers_zone_id_ix", "zone_id"),
)

_NAMED = Statement(
    select(carriers).where(
        carriers.c.county_code == bindparam("county_code"), carriers.c.name == bindparam("name")
    )
)
_ADD = Statement(insert(carriers))
_LOCK = Statement(select(carriers).where(carriers.c.id == bindparam("id")).with_for_update(key_share=True))
_HOLD = Statement(select(carriers).where(carriers.c.id == bindparam("id")).with_for_update(read=True))
_CHANGE = Statement(
    update(carriers)
    .where(carriers.c.id == bindparam("carrier"))
    .values(state=bindparam("in_state"), ended_on=bindparam("end", type_=Date), version=bindparam("next"))
)


def carrier(row: Row) -> Carrier:
    """The record of a row."""
    return Carrier(
        id=row["id"],
        county_code=row["county_code"],
        name=row["name"],
        zone_id=row["zone_id"],
        address=row["address"],
        area=row["area"],
        state=CarrierState(row["state"]),
        ended_on=row["ended_on"],
        version=row["version"],
    )


CARRIER = Type(
    "Carrier",
    Identity(),
    *plain("name", "address", "state", "version"),
    *optional("area", "ended_on"),
    One("zone", "Zone", "zone_id"),
    table=carriers,
    record=carrier,
)
_filters = {"zone_id": equal("zone_id"), "state": equal("state"), "text": named}
ZONE.add(Paged("carriers", "Carrier", Order("name"), _filters, theirs="zone_id"))
QUERY.add(Found("carrier", "Carrier"), Paged("carriers", "Carrier", Order("name"), _filters))


async def carrier_named(connection: Connection, county_code: str, name: str) -> Carrier | None:
    """The carrier with this name in the county."""
    row = await _NAMED.one(connection, county_code=county_code, name=name)
    return carrier(row) if row else None


async def add_carrier(connection: Connection, added: Carrier) -> None:
    """Store a new carrier."""
    await _ADD.run(connection, **columns(added))


async def lock_carrier(connection: Connection, id: UUID) -> Carrier | None:
    """A carrier of one's own county, held until the transaction ends."""
    row = await _LOCK.one(connection, id=id)
    return carrier(row) if row else None


async def hold_carrier(connection: Connection, id: UUID) -> Carrier | None:
    """A carrier of one's own county, which does not end until the transaction does."""
    row = await _HOLD.one(connection, id=id)
    return carrier(row) if row else None


async def change_carrier(connection: Connection, changed: Carrier) -> None:
    """Store what acts change of a carrier."""
    await _CHANGE.run(
        connection,
        carrier=changed.id,
        in_state=changed.state,
        end=changed.ended_on,
        next=changed.version,
    )
