"""Tables and statements of enterprises, organizations and zones."""

from collections.abc import Sequence

from sqlalchemy import (
    CheckConstraint,
    Column,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    insert,
    select,
)

from db.bulk import arrays, insert_many
from db.engine import Connection, Row, Statement, columns
from db.metadata import any_of, county_check, county_column, id_column, metadata, one_of
from db.relations import Identity, Seen, Type, optional, plain
from domain.enterprises import (
    Enterprise,
    EnterpriseStatus,
    Organization,
    OrganizationKind,
    Zone,
    ZoneKind,
    reach,
)
from domain.people import Reach

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

organizations = Table(
    "organizations",
    metadata,
    id_column(),
    county_column(),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    county_check(),
    one_of("kind", OrganizationKind),
    UniqueConstraint("county_code", "name"),
)

enterprises = Table(
    "enterprises",
    metadata,
    id_column(),
    county_column(),
    Column("name", Text, nullable=False),
    Column("uscc", Text),
    Column("status", Text, nullable=False),
    county_check(),
    one_of("status", EnterpriseStatus),
    CheckConstraint("uscc IS NOT NULL OR status = 'PREPARING'", name="uscc"),
    UniqueConstraint("county_code", "uscc"),
)


_ZONE_NAMED = Statement(
    select(zones).where(zones.c.county_code == bindparam("county_code"), zones.c.name == bindparam("name"))
)
_ORGANIZATION_NAMED = Statement(
    select(organizations).where(
        organizations.c.county_code == bindparam("county_code"), organizations.c.name == bindparam("name")
    )
)
_ENTERPRISE_CODED = Statement(
    select(enterprises).where(
        enterprises.c.county_code == bindparam("county_code"), enterprises.c.uscc == bindparam("uscc")
    )
)
_ADD_ZONE = Statement(insert(zones))
_ADD_ORGANIZATION = Statement(insert(organizations))
_ADD_ENTERPRISE = Statement(insert(enterprises))


def zone(row: Row) -> Zone:
    """The record of a row."""
    return Zone(row["id"], row["county_code"], row["name"], ZoneKind(row["kind"]), row["division_code"])


def organization(row: Row) -> Organization:
    """The record of a row."""
    return Organization(row["id"], row["county_code"], row["name"], OrganizationKind(row["kind"]))


def enterprise(row: Row) -> Enterprise:
    """The record of a row."""
    return Enterprise(
        row["id"], row["county_code"], row["name"], row["uscc"], EnterpriseStatus(row["status"])
    )


ZONE = Type("Zone", Identity(), *plain("name", "kind", "division_code"), table=zones, record=zone)
ORGANIZATION = Type(
    "Organization", Identity(), *plain("name", "kind"), table=organizations, record=organization
)
ENTERPRISE = Type(
    "Enterprise",
    Identity(),
    *plain("name", "status"),
    *optional("uscc"),
    table=enterprises,
    record=enterprise,
    seen=Seen(reach, {Reach.OWN_ENTERPRISES: lambda rows: any_of(rows.c.id, "viewer_enterprises")}),
)


async def zone_named(connection: Connection, county_code: str, name: str) -> Zone | None:
    """The zone with this name in the county."""
    row = await _ZONE_NAMED.one(connection, county_code=county_code, name=name)
    return zone(row) if row else None


async def organization_named(connection: Connection, county_code: str, name: str) -> Organization | None:
    """The organization with this name in the county."""
    row = await _ORGANIZATION_NAMED.one(connection, county_code=county_code, name=name)
    return organization(row) if row else None


async def enterprise_coded(connection: Connection, county_code: str, uscc: str) -> Enterprise | None:
    """The enterprise with this credit code in the county."""
    row = await _ENTERPRISE_CODED.one(connection, county_code=county_code, uscc=uscc)
    return enterprise(row) if row else None


async def add_zone(connection: Connection, added: Zone) -> None:
    """Store a new zone."""
    await _ADD_ZONE.run(connection, **columns(added))


async def add_organization(connection: Connection, added: Organization) -> None:
    """Store a new organization."""
    await _ADD_ORGANIZATION.run(connection, **columns(added))


async def add_enterprise(connection: Connection, added: Enterprise) -> None:
    """Store a new enterprise."""
    await _ADD_ENTERPRISE.run(connection, **columns(added))


# --- Many at once: a load ----------------------------------------------------------------------------------------


_ORGANIZATIONS_NAMED = Statement(
    select(organizations).where(
        organizations.c.county_code == bindparam("county_code"), any_of(organizations.c.name, "names")
    )
)
_ENTERPRISES_CODED = Statement(
    select(enterprises).where(
        enterprises.c.county_code == bindparam("county_code"), any_of(enterprises.c.uscc, "usccs")
    )
)


_ORGANIZATION, _ENTERPRISE = tuple(Organization.__slots__), tuple(Enterprise.__slots__)
_ADD_ORGANIZATIONS = insert_many(organizations, _ORGANIZATION)
_ADD_ENTERPRISES = insert_many(enterprises, _ENTERPRISE)


async def organizations_named(
    connection: Connection, county_code: str, names: Sequence[str]
) -> dict[str, Organization]:
    """The organizations with these names in the county."""
    rows = await _ORGANIZATIONS_NAMED.all(connection, county_code=county_code, names=names)
    return {row["name"]: organization(row) for row in rows}


async def enterprises_coded(
    connection: Connection, county_code: str, usccs: Sequence[str]
) -> dict[str, Enterprise]:
    """The enterprises with these credit codes in the county."""
    rows = await _ENTERPRISES_CODED.all(connection, county_code=county_code, usccs=usccs)
    return {row["uscc"]: enterprise(row) for row in rows}


async def add_organizations(connection: Connection, added: Sequence[Organization]) -> None:
    """Store new organizations in one statement."""
    await _ADD_ORGANIZATIONS.run(connection, **arrays(added, _ORGANIZATION))


async def add_enterprises(connection: Connection, added: Sequence[Enterprise]) -> None:
    """Store new enterprises in one statement."""
    await _ADD_ENTERPRISES.run(connection, **arrays(added, _ENTERPRISE))
