"""Table and statements of organizations."""

from collections.abc import Sequence

from sqlalchemy import Column, Table, Text, UniqueConstraint, bindparam, insert, select

from db.bulk import arrays, insert_many
from db.engine import Connection, Row, Statement, columns
from db.metadata import any_of, county_check, county_column, id_column, metadata, one_of
from db.relations import Identity, Type, plain
from domain.enterprises import Organization, OrganizationKind

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

_ORGANIZATION_NAMED = Statement(
    select(organizations).where(
        organizations.c.county_code == bindparam("county_code"), organizations.c.name == bindparam("name")
    )
)
_ADD_ORGANIZATION = Statement(insert(organizations))
_ORGANIZATIONS_NAMED = Statement(
    select(organizations).where(
        organizations.c.county_code == bindparam("county_code"), any_of(organizations.c.name, "names")
    )
)

_FIELDS = tuple(Organization.__slots__)
_ADD_ORGANIZATIONS = insert_many(organizations, _FIELDS)


def organization(row: Row) -> Organization:
    """The record of a row."""
    return Organization(row["id"], row["county_code"], row["name"], OrganizationKind(row["kind"]))


ORGANIZATION = Type(
    "Organization", Identity(), *plain("name", "kind"), table=organizations, record=organization
)


async def organization_named(connection: Connection, county_code: str, name: str) -> Organization | None:
    """The organization with this name in the county."""
    row = await _ORGANIZATION_NAMED.one(connection, county_code=county_code, name=name)
    return organization(row) if row else None


async def add_organization(connection: Connection, added: Organization) -> None:
    """Store a new organization."""
    await _ADD_ORGANIZATION.run(connection, **columns(added))


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
