"""Table and statements of the staff."""

from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
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
    any_,
    bindparam,
    insert,
    select,
    update,
)

from db.engine import Connection, Row, Statement, columns
from db.metadata import county_check, county_column, id_column, metadata, version_column
from db.relations import (
    QUERY,
    Identity,
    One,
    Order,
    Paged,
    Seen,
    Type,
    Value,
    contains,
    equal,
    optional,
    plain,
    within,
)
from domain.enterprises import Staff, StaffRole, hidden_of_staff, reach_of_staff
from domain.people import Sight

staff = Table(
    "staff",
    metadata,
    id_column(),
    county_column(),
    Column("name", Text, nullable=False),
    Column("organization_id", Uuid, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("subject", Text),
    Column("ended_on", Date),
    version_column(),
    county_check(),
    CheckConstraint(
        "cardinality(roles) > 0 AND roles <@ ARRAY['PROJECT_SECRETARY', 'LIAISON_OFFICER', 'STEWARD', 'INSTRUCTOR']",
        name="roles",
    ),
    ForeignKeyConstraint(
        ["organization_id", "county_code"], ["organizations.id", "organizations.county_code"]
    ),
    UniqueConstraint("county_code", "subject"),
    Index("staff_name_ix", "name", "id", postgresql_include=["county_code"]),
)

_ADD = Statement(insert(staff))
_HOLD = Statement(select(staff).where(staff.c.id == bindparam("id")).with_for_update())
_SIGNING_IN = Statement(
    select(staff).where(
        staff.c.county_code == bindparam("county_code"), staff.c.subject == bindparam("subject")
    )
)
_END = Statement(
    update(staff)
    .where(staff.c.id == bindparam("staff_id"))
    .values(ended_on=bindparam("ended_on"), version=bindparam("version"))
)


def member_of_staff(row: Row) -> Staff:
    """The record of a row."""
    return Staff(
        id=row["id"],
        county_code=row["county_code"],
        name=row["name"],
        organization_id=row["organization_id"],
        roles=frozenset(map(StaffRole, row["roles"])),
        subject=row["subject"],
        ended_on=row["ended_on"],
        version=row["version"],
    )


def _named(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    return contains(rows.c.name, parameter)


def _having(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    return bindparam(parameter, type_=Text) == any_(rows.c.roles)


def _current(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    """Whether no end is known."""
    return rows.c.ended_on.is_(None) == bindparam(parameter, type_=Boolean)


STAFF = Type(
    "Staff",
    Identity(),
    *plain("name", "version"),
    *optional("subject", "ended_on"),
    Value("roles", within(StaffRole, "roles")),
    One("organization", "Organization", "organization_id"),
    table=staff,
    record=member_of_staff,
    seen=Seen(reach_of_staff, hidden=hidden_of_staff),
)
QUERY.add(
    Paged(
        "staff",
        "Staff",
        Order("name"),
        {"organization_id": equal("organization_id"), "role": _having, "current": _current, "text": _named},
    )
)


async def add_staff(connection: Connection, added: Staff) -> None:
    """Store somebody new."""
    await _ADD.run(connection, **columns(added) | {"roles": sorted(added.roles)})


async def hold_staff(connection: Connection, id: UUID) -> Staff | None:
    """Somebody of the staff, held until the transaction ends: whoever gives them an enterprise, and whoever ends them, wait
    for each other."""
    row = await _HOLD.one(connection, id=id)
    return member_of_staff(row) if row else None


async def staff_signing_in(connection: Connection, county_code: str, subject: str) -> Staff | None:
    """Who signs in as a subject."""
    row = await _SIGNING_IN.one(connection, county_code=county_code, subject=subject)
    return member_of_staff(row) if row else None


async def end_staff(connection: Connection, ended: Staff) -> None:
    """Store that somebody leaves."""
    await _END.run(connection, staff_id=ended.id, ended_on=ended.ended_on, version=ended.version)
