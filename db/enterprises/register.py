"""Table and statements of enterprises."""

from collections.abc import Sequence

from sqlalchemy import CheckConstraint, Column, Table, Text, UniqueConstraint, bindparam, insert, select

from db.bulk import arrays, insert_many
from db.engine import Connection, Row, Statement, columns
from db.metadata import any_of, county_check, county_column, id_column, metadata, one_of
from db.relations import Identity, Seen, Type, optional, plain
from domain.enterprises import Enterprise, EnterpriseStatus, reach
from domain.people import Reach

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

_ENTERPRISE_CODED = Statement(
    select(enterprises).where(
        enterprises.c.county_code == bindparam("county_code"), enterprises.c.uscc == bindparam("uscc")
    )
)
_ADD_ENTERPRISE = Statement(insert(enterprises))
_ENTERPRISES_CODED = Statement(
    select(enterprises).where(
        enterprises.c.county_code == bindparam("county_code"), any_of(enterprises.c.uscc, "usccs")
    )
)

_FIELDS = tuple(Enterprise.__slots__)
_ADD_ENTERPRISES = insert_many(enterprises, _FIELDS)


def enterprise(row: Row) -> Enterprise:
    """The record of a row."""
    return Enterprise(
        row["id"], row["county_code"], row["name"], row["uscc"], EnterpriseStatus(row["status"])
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


async def enterprise_coded(connection: Connection, county_code: str, uscc: str) -> Enterprise | None:
    """The enterprise with this credit code in the county."""
    row = await _ENTERPRISE_CODED.one(connection, county_code=county_code, uscc=uscc)
    return enterprise(row) if row else None


async def add_enterprise(connection: Connection, added: Enterprise) -> None:
    """Store a new enterprise."""
    await _ADD_ENTERPRISE.run(connection, **columns(added))


# --- Many at once: a load ---


async def enterprises_coded(
    connection: Connection, county_code: str, usccs: Sequence[str]
) -> dict[str, Enterprise]:
    """The enterprises with these credit codes in the county."""
    rows = await _ENTERPRISES_CODED.all(connection, county_code=county_code, usccs=usccs)
    return {row["uscc"]: enterprise(row) for row in rows}


async def add_enterprises(connection: Connection, added: Sequence[Enterprise]) -> None:
    """Store new enterprises in one statement."""
    await _ADD_ENTERPRISES.run(connection, **arrays(added, _FIELDS))
