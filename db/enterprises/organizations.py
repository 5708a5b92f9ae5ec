"""Table and statements of organizations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import (
    Column,
    Date,
    ForeignKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    insert,
    select,
    update,
)

from db.bulk import arrays, insert_many
from db.engine import Connection, Row, Statement, columns
from db.enterprises.directory import named
from db.metadata import any_of, county_check, county_column, id_column, metadata, one_of, version_column
from db.relations import QUERY, Found, Identity, One, Order, Paged, Type, equal, optional, plain
from domain.enterprises import Organization, OrganizationKind

organizations = Table(
    "organizations",
    metadata,
    id_column(),
    county_column(),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("zone_id", Uuid),
    Column("uscc", Text),
    Column("ended_on", Date),
    version_column(),
    county_check(),
    one_of("kind", OrganizationKind),
    ForeignKeyConstraint(["zone_id", "county_code"], ["zones.id", "zones.county_code"]),
    UniqueConstraint("county_code", "name"),
)

_ORGANIZATION_NAMED = Statement(
    select(organizations).where(
        organizations.c.county_code == bindparam("county_code"), organizations.c.name == bindparam("name")
    )
)
_ADD_ORGANIZATION = Statement(insert(organizations))
_LOCK = Statement(
    select(organizations).where(organizations.c.id == bindparam("id")).with_for_update(key_share=True)
)
_CHANGE = Statement(
    update(organizations)
    .where(organizations.c.id == bindparam("organization"))
    .values(name=bindparam("called"), ended_on=bindparam("end", type_=Date), version=bindparam("next"))
)
_ORGANIZATIONS_NAMED = Statement(
    select(organizations).where(
        organizations.c.county_code == bindparam("county_code"), any_of(organizations.c.name, "names")
    )
)

_FIELDS = tuple(Organization.__slots__)
_ADD_ORGANIZATIONS = insert_many(organizations, _FIELDS)


def organization(row: Row) -> Organization:
    """The record of a row."""
    return Organization(
        row["id"],
        row["county_code"],
        row["name"],
        OrganizationKind(row["kind"]),
        row["zone_id"],
        row["uscc"],
        row["ended_on"],
        row["version"],
    )


ORGANIZATION = Type(
    "Organization",
    Identity(),
    *plain("name", "kind", "version"),
    *optional("uscc", "ended_on"),
    One("zone", "Zone", "zone_id", optional=True),
    table=organizations,
    record=organization,
)
QUERY.add(
    Found("organization", "Organization"),
    Paged(
        "organizations",
        "Organization",
        Order("name"),
        {"kind": equal("kind"), "zone_id": equal("zone_id"), "text": named},
    ),
)


async def organization_named(connection: Connection, county_code: str, name: str) -> Organization | None:
    """The organization with this name in the county."""
    row = await _ORGANIZATION_NAMED.one(connection, county_code=county_code, name=name)
    return organization(row) if row else None


async def add_organization(connection: Connection, added: Organization) -> None:
    """Store a new organization."""
    await _ADD_ORGANIZATION.run(connection, **columns(added))


async def lock_organization(connection: Connection, id: UUID) -> Organization | None:
    """An organization of one's own county, held until the transaction ends."""
    row = await _LOCK.one(connection, id=id)
    return organization(row) if row else None


async def change_organization(connection: Connection, changed: Organization) -> None:
    """Store what acts change of an organization."""
    await _CHANGE.run(
        connection,
        organization=changed.id,
        called=changed.name,
        end=changed.ended_on,
        next=changed.version,
    )


# --- Many at once: a load ---


async def organizations_named(
    connection: Connection, county_code: str, names: Sequence[str]
) -> dict[str, Organization]:
    """The organizations with these names in the county."""
    rows = await _ORGANIZATIONS_NAMED.all(connection, county_code=county_code, names=names)
    return {row["name"]: organization(row) for row in rows}


async def add_organizations(connection: Connection, added: Sequence[Organization]) -> None:
    """Store new organizations in one statement."""
    await _ADD_ORGANIZATIONS.run(connection, **arrays(added, _FIELDS))
