"""Tables and statements of who looks after which enterprise, and of the contact log."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Computed,
    Date,
    DateTime,
    ForeignKeyConstraint,
    FromClause,
    Index,
    Numeric,
    Select,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql

from db.engine import Connection, Row, Statement, columns
from db.enterprises.ending import ends_with_enterprise
from db.enterprises.places import zones
from db.enterprises.register import ENTERPRISE, WITH_ENTERPRISE, enterprises
from db.enterprises.staff import STAFF
from db.metadata import any_of, county_check, county_column, id_column, metadata, one_of, version_column
from db.relations import (
    Identity,
    One,
    Order,
    Paged,
    Seen,
    Type,
    Value,
    equal,
    of_viewer,
    optional,
    plain,
)
from domain.enterprises import (
    ContactChannel,
    EnterpriseStatus,
    Liaison,
    LiaisonContact,
    LiaisonCoverage,
    LiaisonRole,
    hidden_of_log,
    reach_of_coverage,
)
from domain.people import Reach, Sight, Viewer

liaisons = Table(
    "liaisons",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("staff_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    Column("is_primary", Boolean, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column(
        "primary_period",
        postgresql.DATERANGE,
        Computed("CASE WHEN is_primary THEN daterange(since, until) ELSE NULL::daterange END"),
    ),
    version_column(),
    county_check(),
    one_of("role", LiaisonRole),
    CheckConstraint("until > since", name="until"),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    ForeignKeyConstraint(["staff_id", "county_code"], ["staff.id", "staff.county_code"]),
    # One primary liaison at any instant: the migration makes the key a temporal one.
    UniqueConstraint("enterprise_id", "county_code", "primary_period"),
    Index("liaisons_enterprise_id_since_ix", "enterprise_id", "since", "id"),
    Index("liaisons_staff_id_since_ix", "staff_id", "since", "id"),
)

liaison_contacts = Table(
    "liaison_contacts",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("staff_id", Uuid, nullable=False),
    Column("contacted_on", Date, nullable=False),
    Column("channel", Text, nullable=False),
    Column("note", Text),
    Column("logged_at", DateTime(timezone=True), nullable=False),
    county_check(),
    one_of("channel", ContactChannel),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    ForeignKeyConstraint(["staff_id", "county_code"], ["staff.id", "staff.county_code"]),
    Index(
        "liaison_contacts_enterprise_id_contacted_on_ix",
        "enterprise_id",
        "contacted_on",
        "id",
        postgresql_include=["county_code"],
    ),
)

_LIAISON = Statement(select(liaisons).where(liaisons.c.id == bindparam("id")))
_OF_ENTERPRISE = Statement(
    select(liaisons)
    .where(liaisons.c.enterprise_id == bindparam("enterprise_id"))
    .order_by(liaisons.c.since, liaisons.c.id)
)
_ADD = Statement(
    postgresql.insert(liaisons)
    .values({name: bindparam(name, type_=liaisons.c[name].type) for name in Liaison.__slots__})
    .on_conflict_do_nothing()
    .returning(liaisons.c.id)
)
_END = Statement(
    update(liaisons)
    .where(liaisons.c.id == bindparam("liaison_id"))
    .values(until=bindparam("until"), version=bindparam("version"))
)
_FROM_THEN_ON = Statement(
    select(func.count().label("n"))
    .select_from(liaisons)
    .where(
        liaisons.c.staff_id == bindparam("staff_id"),
        or_(liaisons.c.until.is_(None), liaisons.c.until > bindparam("day", type_=Date)),
    )
)
_LOG = Statement(postgresql.insert(liaison_contacts))


def liaison(row: Row) -> Liaison:
    """The record of a row."""
    return Liaison(
        id=row["id"],
        county_code=row["county_code"],
        enterprise_id=row["enterprise_id"],
        staff_id=row["staff_id"],
        role=LiaisonRole(row["role"]),
        is_primary=row["is_primary"],
        since=row["since"],
        until=row["until"],
        version=row["version"],
    )


def liaison_contact(row: Row) -> LiaisonContact:
    """The record of a row."""
    return LiaisonContact(
        id=row["id"],
        county_code=row["county_code"],
        enterprise_id=row["enterprise_id"],
        staff_id=row["staff_id"],
        contacted_on=row["contacted_on"],
        channel=ContactChannel(row["channel"]),
        note=row["note"],
        logged_at=row["logged_at"],
    )


def _on(rows: FromClause, parameter: str, sight: Sight) -> ColumnElement[bool]:
    day = bindparam(parameter, type_=Date)
    return and_(rows.c.since <= day, or_(rows.c.until.is_(None), rows.c.until > day))


LIAISON = Type(
    "Liaison",
    Identity(),
    *plain("role", "is_primary", "since", "version"),
    *optional("until"),
    One("enterprise", "Enterprise", "enterprise_id"),
    One("staff", "Staff", "staff_id"),
    table=liaisons,
    record=liaison,
    seen=WITH_ENTERPRISE,
)
LIAISON_CONTACT = Type(
    "LiaisonContact",
    Identity(),
    *plain("contacted_on", "channel", "logged_at"),
    *optional("note"),
    One("enterprise", "Enterprise", "enterprise_id"),
    One("staff", "Staff", "staff_id"),
    table=liaison_contacts,
    record=liaison_contact,
    seen=replace(WITH_ENTERPRISE, hidden=hidden_of_log),
)
ends_with_enterprise(liaisons, liaison)
_FILTERS = {"role": equal("role"), "is_primary": equal("is_primary"), "on": _on}
ENTERPRISE.add(
    Paged("liaisons", "Liaison", Order("since"), _FILTERS, theirs="enterprise_id"),
    Paged(
        "contactLog",
        "LiaisonContact",
        Order("contacted_on", descending=True),
        {"channel": equal("channel"), "staff_id": equal("staff_id")},
        theirs="enterprise_id",
    ),
)
STAFF.add(Paged("liaisons", "Liaison", Order("since"), _FILTERS, theirs="staff_id"))


async def liaison_of_id(connection: Connection, id: UUID) -> Liaison | None:
    """The liaison as it stands."""
    row = await _LIAISON.one(connection, id=id)
    return liaison(row) if row else None


async def liaisons_of(connection: Connection, enterprise_id: UUID) -> tuple[Liaison, ...]:
    """All that an enterprise has had, has and will have."""
    return tuple(map(liaison, await _OF_ENTERPRISE.all(connection, enterprise_id=enterprise_id)))


async def add_liaison(connection: Connection, added: Liaison) -> bool:
    """Store a liaison; not where the key of the table says that the enterprise has another one then."""
    return await _ADD.one(connection, **columns(added)) is not None


async def end_liaison(connection: Connection, ended: Liaison) -> None:
    """Store when a liaison ends."""
    await _END.run(connection, liaison_id=ended.id, until=ended.until, version=ended.version)


async def assignments_from(connection: Connection, staff_id: UUID, day: date) -> int:
    """How many liaisons somebody has on a day or after it."""
    row = await _FROM_THEN_ON.one(connection, staff_id=staff_id, day=day)
    return row["n"] if row else 0


async def add_contact_to_log(connection: Connection, logged: LiaisonContact) -> None:
    """Store a contact of the log."""
    await _LOG.run(connection, **columns(logged))


# --- As of a day ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PrimaryOn:
    """Reads the primary liaison that each enterprise has on a day."""

    day: date

    async def __call__(
        self, connection: Connection, keys: Sequence[UUID], viewer: Viewer
    ) -> dict[UUID, Liaison]:
        statement = _primary_statement(viewer.sight)
        rows = await statement.all(connection, ids=keys, day=self.day, **of_viewer(viewer))
        return {row["enterprise_id"]: liaison(row) for row in rows}


@dataclass(frozen=True, slots=True)
class LookedAfterOn:
    """Counts the enterprises that each of the staff looks after on a day."""

    day: date

    async def __call__(self, connection: Connection, keys: Sequence[UUID], viewer: Viewer) -> dict[UUID, int]:
        statement = _looked_after_statement(viewer.sight)
        rows = await statement.all(connection, ids=keys, day=self.day, **of_viewer(viewer))
        return dict.fromkeys(keys, 0) | {row["staff_id"]: row["n"] for row in rows}


async def coverage(
    connection: Connection, day: date, zone_id: UUID | None, viewer: Viewer
) -> LiaisonCoverage:
    """How many of the active enterprises that a viewer is told of, of a zone and of those below it or of the county, have
    a primary liaison on a day."""
    statement = _coverage_statement(viewer.sight, zone_id is not None)
    row = await statement.one(connection, day=day, zone_id=zone_id, **of_viewer(viewer))
    assert row is not None
    return LiaisonCoverage(row["active"], row["covered"])


@cache
def _primary_statement(sight: Sight) -> Statement:
    rows = LIAISON.rows(sight, "found")
    return Statement(
        select(rows).where(any_of(rows.c.enterprise_id), rows.c.is_primary, _on(rows, "day", sight))
    )


@cache
def _looked_after_statement(sight: Sight) -> Statement:
    rows = LIAISON.rows(sight, "found")
    n = func.count(rows.c.enterprise_id.distinct()).label("n")
    return Statement(
        select(rows.c.staff_id, n)
        .where(any_of(rows.c.staff_id), _on(rows, "day", sight))
        .group_by(rows.c.staff_id)
    )


@cache
def _coverage_statement(sight: Sight, in_zone: bool) -> Statement:
    everything = reach_of_coverage(sight) is Reach.ALL
    rows = enterprises.alias("counted") if everything else ENTERPRISE.rows(sight, "counted")
    primary = exists().where(
        liaisons.c.enterprise_id == rows.c.id, liaisons.c.is_primary, _on(liaisons, "day", sight)
    )
    counted = (
        select(func.count().label("active"), func.count().filter(primary).label("covered"))
        .select_from(rows)
        .where(rows.c.status == EnterpriseStatus.ACTIVE)
    )
    return Statement(counted.where(rows.c.zone_id.in_(_zone_and_below())) if in_zone else counted)


def _zone_and_below() -> Select[UUID]:
    below = select(zones.c.id).where(zones.c.id == bindparam("zone_id", type_=Uuid)).cte(recursive=True)
    below = below.union(select(zones.c.id).join(below, zones.c.parent_id == below.c.id))
    return select(below.c.id)


def _rate(coverage: FromClause) -> ColumnElement[Any]:
    """As `domain.money.rate` has it."""
    part, whole = cast(coverage.c.covered, Numeric) * 100, coverage.c.active
    return case((whole == 0, None), else_=func.round(part / whole, 1, type_=Numeric))


Type(
    "LiaisonCoverage",
    *plain("active", "covered"),
    Value("rate", _rate, optional=True),
    seen=Seen(reach_of_coverage),
)
