"""Tables of chains. What is now is found by a column that PostgreSQL keeps: `current_...` is the key of whatever a record
belongs to for as long as the record lasts, and null when it has ended. A unique constraint on it is a rule about what
there may be at a time."""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from db.metadata import county_check, county_column, id_column, metadata, one_of, version_column
from domain.chains import ChainPosition, ChainRole


def period() -> tuple[Any, ...]:
    """From when, and until when: days at the office, the second one no longer in it."""
    return (
        Column("since", Date, nullable=False),
        Column("until", Date),
        CheckConstraint("until >= since", name="until"),
    )


def current(name: str, of: str, type_: Any = Uuid) -> Column[Any]:
    """The key of what a record belongs to, while it lasts."""
    otherwise = f"NULL::{type_.__name__.lower()}"
    return Column(
        name, type_, Computed(f"CASE WHEN until IS NULL THEN {of} ELSE {otherwise} END", persisted=True)
    )


def reference(column: str, table: str, *more: str) -> ForeignKeyConstraint:
    """A reference within the county."""
    names = ("county_code", *more)
    return ForeignKeyConstraint([column, *names], [f"{table}.id", *(f"{table}.{name}" for name in names)])


tracks = Table(
    "tracks",
    metadata,
    id_column(),
    county_column(),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("group", Text, nullable=False),
    county_check(),
    CheckConstraint("\"group\" IN ('FIRST_FOUR', 'SECOND_FOUR', 'ONE', 'X')", name="group"),
    UniqueConstraint("county_code", "code"),
    UniqueConstraint("county_code", "name"),
)

chains = Table(
    "chains",
    metadata,
    id_column(),
    county_column(),
    Column("track_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    *period(),
    version_column(),
    current("current_county", "county_code", Text),
    current("current_track_id", "track_id"),
    county_check(),
    reference("track_id", "tracks"),
    UniqueConstraint("current_county", "name"),
    Index("chains_current_track_id_ix", "current_track_id"),
)

chain_leaders = Table(
    "chain_leaders",
    metadata,
    id_column(),
    county_column(),
    Column("chain_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    *period(),
    version_column(),
    current("current_chain_id", "chain_id"),
    county_check(),
    reference("chain_id", "chains"),
    UniqueConstraint("current_chain_id"),
    UniqueConstraint("chain_id", "version"),
)

chief_leaders = Table(
    "chief_leaders",
    metadata,
    id_column(),
    county_column(),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    *period(),
    version_column(),
    current("current_county", "county_code", Text),
    county_check(),
    UniqueConstraint("current_county"),
    UniqueConstraint("county_code", "version"),
)

chain_nodes = Table(
    "chain_nodes",
    metadata,
    id_column(),
    county_column(),
    Column("chain_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("place", SmallInteger, nullable=False),
    *period(),
    version_column(),
    current("current_chain_id", "chain_id"),
    county_check(),
    one_of("position", ChainPosition),
    CheckConstraint("place BETWEEN 1 AND 100", name="place"),
    reference("chain_id", "chains"),
    UniqueConstraint("current_chain_id", "name"),
    UniqueConstraint("id", "county_code", "chain_id"),
)

chain_links = Table(
    "chain_links",
    metadata,
    id_column(),
    county_column(),
    Column("chain_id", Uuid, nullable=False),
    Column("from_id", Uuid, nullable=False),
    Column("to_id", Uuid, nullable=False),
    *period(),
    version_column(),
    current("current_chain_id", "chain_id"),
    county_check(),
    CheckConstraint("from_id <> to_id", name="ends"),
    # Both nodes are of the link's chain.
    reference("from_id", "chain_nodes", "chain_id"),
    reference("to_id", "chain_nodes", "chain_id"),
    UniqueConstraint("current_chain_id", "from_id", "to_id"),
    Index("chain_links_from_id_ix", "from_id"),
    Index("chain_links_to_id_ix", "to_id"),
)

chain_memberships = Table(
    "chain_memberships",
    metadata,
    id_column(),
    county_column(),
    Column("chain_id", Uuid, nullable=False),
    Column("enterprise_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    Column("node_id", Uuid),
    *period(),
    version_column(),
    current("current_chain_id", "chain_id"),
    current("current_enterprise_id", "enterprise_id"),
    county_check(),
    one_of("role", ChainRole),
    reference("chain_id", "chains"),
    reference("enterprise_id", "enterprises"),
    reference("node_id", "chain_nodes", "chain_id"),
    UniqueConstraint("current_chain_id", "enterprise_id"),
    # What an enterprise is in a chain next has the version after.
    UniqueConstraint("chain_id", "enterprise_id", "version"),
    Index(
        "chain_memberships_current_chain_id_ix",
        "current_chain_id",
        "since",
        "id",
        postgresql_include=["county_code"],
    ),
    Index("chain_memberships_current_enterprise_id_ix", "current_enterprise_id", "since", "id"),
    Index("chain_memberships_node_id_ix", "node_id"),
)

task_forces = Table(
    "task_forces",
    metadata,
    id_column(),
    county_column(),
    Column("chain_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("lead_organization_id", Uuid, nullable=False),
    *period(),
    version_column(),
    current("current_chain_id", "chain_id"),
    county_check(),
    reference("chain_id", "chains"),
    reference("lead_organization_id", "organizations"),
    UniqueConstraint("current_chain_id", "name"),
)

task_force_memberships = Table(
    "task_force_memberships",
    metadata,
    id_column(),
    county_column(),
    Column("task_force_id", Uuid, nullable=False),
    Column("organization_id", Uuid, nullable=False),
    *period(),
    version_column(),
    current("current_task_force_id", "task_force_id"),
    county_check(),
    reference("task_force_id", "task_forces"),
    reference("organization_id", "organizations"),
    UniqueConstraint("current_task_force_id", "organization_id"),
    UniqueConstraint("task_force_id", "organization_id", "version"),
)

combat_units = Table(
    "combat_units",
    metadata,
    id_column(),
    county_column(),
    Column("chain_id", Uuid, nullable=False),
    Column("enterprise_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("planned_on", Date, nullable=False),
    *period(),
    version_column(),
    current("current_chain_id", "chain_id"),
    current("current_enterprise_id", "enterprise_id"),
    county_check(),
    reference("chain_id", "chains"),
    reference("enterprise_id", "enterprises"),
    UniqueConstraint("current_chain_id", "enterprise_id"),
    Index("combat_units_chain_id_ix", "chain_id", "since", "id", postgresql_include=["county_code"]),
    Index("combat_units_current_enterprise_id_ix", "current_enterprise_id"),
)

combat_plans = Table(
    "combat_plans",
    metadata,
    id_column(),
    county_column(),
    Column("unit_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("plan", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    county_check(),
    CheckConstraint("until >= since", name="until"),
    reference("unit_id", "combat_units"),
    UniqueConstraint("unit_id", "number"),
)
