"""Tables and statements of tiers, and of the steps of enterprises on their way into statistics."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    bindparam,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql

from db.engine import Connection, Row, Statement, columns
from db.enterprises.register import ENTERPRISE, WITH_ENTERPRISE
from db.metadata import county_check, county_column, id_column, metadata, one_of
from db.relations import Many, One, Type, Value, optional, plain
from domain.enterprises.standing import Tier, TierStatus
from domain.enterprises.statistics import StatState, StatStatus, StatStep

tier_statuses = Table(
    "tier_statuses",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("tier", Text, nullable=False),
    Column("granted_on", Date, nullable=False),
    Column("until", Date),
    Column("source", Text, nullable=False),
    county_check(),
    one_of("tier", Tier),
    CheckConstraint("until > granted_on", name="period"),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    UniqueConstraint("enterprise_id", "tier", "granted_on"),
)

statistics_statuses = Table(
    "statistics_statuses",
    metadata,
    Column("enterprise_id", Uuid, primary_key=True),
    county_column(),
    Column("state", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("met_on", Date),
    Column("filed_on", Date),
    Column("enrolled_on", Date),
    Column("dropped_on", Date),
    one_of("state", StatState),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
)

statistics_steps = Table(
    "statistics_steps",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("reached_on", Date, nullable=False),
    Column("evidence", Text),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    county_check(),
    one_of("state", StatState),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    Index("statistics_steps_enterprise_id_ix", "enterprise_id"),
)

_TIERS_OF = Statement(
    select(tier_statuses)
    .where(tier_statuses.c.enterprise_id == bindparam("enterprise_id"))
    .order_by(tier_statuses.c.granted_on)
)
_ADD_TIER = Statement(insert(tier_statuses))
_END_TIER = Statement(
    update(tier_statuses)
    .where(tier_statuses.c.id == bindparam("of_id", type_=Uuid))
    .values(until=bindparam("until"))
)
_STATUS_OF = Statement(
    select(statistics_statuses).where(statistics_statuses.c.enterprise_id == bindparam("enterprise_id"))
)
_adding = postgresql.insert(statistics_statuses)
_KEEP_STATUS = Statement(
    _adding.on_conflict_do_update(
        index_elements=["enterprise_id", "county_code"],
        set_={
            name: _adding.excluded[name]
            for name in ("state", "since", "met_on", "filed_on", "enrolled_on", "dropped_on")
        },
    )
)
_ADD_STEP = Statement(insert(statistics_steps))


def tier_status(row: Row) -> TierStatus:
    """The record of a row."""
    return TierStatus(
        id=row["id"],
        county_code=row["county_code"],
        enterprise_id=row["enterprise_id"],
        tier=Tier(row["tier"]),
        granted_on=row["granted_on"],
        until=row["until"],
        source=row["source"],
    )


def stat_status(row: Row) -> StatStatus:
    """The record of a row."""
    return StatStatus(
        enterprise_id=row["enterprise_id"],
        county_code=row["county_code"],
        state=StatState(row["state"]),
        since=row["since"],
        met_on=row["met_on"],
        filed_on=row["filed_on"],
        enrolled_on=row["enrolled_on"],
        dropped_on=row["dropped_on"],
    )


def stat_step(row: Row) -> StatStep:
    """The record of a row."""
    return StatStep(
        id=row["id"],
        county_code=row["county_code"],
        enterprise_id=row["enterprise_id"],
        state=StatState(row["state"]),
        reached_on=row["reached_on"],
        evidence=row["evidence"],
        recorded_at=row["recorded_at"],
    )


Type(
    "TierStatus",
    *plain("tier", "granted_on", "source"),
    *optional("until"),
    table=tier_statuses,
    record=tier_status,
    seen=WITH_ENTERPRISE,
)
Type(
    "StatStep",
    *plain("state", "reached_on", "recorded_at"),
    *optional("evidence"),
    table=statistics_steps,
    record=stat_step,
    seen=WITH_ENTERPRISE,
)
Type(
    "StatStatus",
    *plain("state", "since"),
    *optional("met_on", "filed_on", "enrolled_on", "dropped_on"),
    # PostgreSQL counts the days between two dates.
    Value("lagDays", lambda row: type_coerce(row.c.enrolled_on - row.c.met_on, Integer), optional=True),
    Many("steps", "StatStep", "enterprise_id", order=("recorded_at", "id"), ours="enterprise_id"),
    table=statistics_statuses,
    record=stat_status,
    seen=WITH_ENTERPRISE,
)
ENTERPRISE.add(
    Many("tiers", "TierStatus", "enterprise_id", order=("granted_on", "tier", "id")),
    One("statistics", "StatStatus", "id", theirs="enterprise_id", optional=True),
)


async def tiers_of(connection: Connection, enterprise_id: UUID) -> Sequence[TierStatus]:
    """The tiers that an enterprise has or had."""
    return [tier_status(row) for row in await _TIERS_OF.all(connection, enterprise_id=enterprise_id)]


async def add_tier(connection: Connection, added: TierStatus) -> None:
    """Store a tier."""
    await _ADD_TIER.run(connection, **columns(added))


async def end_tier(connection: Connection, id: UUID, until: date | None) -> None:
    """Store until when a tier is held."""
    await _END_TIER.run(connection, of_id=id, until=until)


async def statistics_of(connection: Connection, enterprise_id: UUID) -> StatStatus | None:
    """Where an enterprise stands on its way into statistics."""
    row = await _STATUS_OF.one(connection, enterprise_id=enterprise_id)
    return stat_status(row) if row else None


async def add_step(connection: Connection, added: StatStep, status: StatStatus) -> None:
    """Store a step, and where it leads to."""
    await _ADD_STEP.run(connection, **columns(added))
    await _KEEP_STATUS.run(connection, **columns(status))
