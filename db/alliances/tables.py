"""Tables of alliances. A member is an organization or an enterprise, each in a table of its own: no column here can hold a
natural person."""

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
    text,
)

from db.metadata import county_check, county_column, id_column, metadata, one_of, version_column
from domain.alliances import AllianceState, MemberRole, PartyStatus

party_alliances = Table(
    "party_alliances",
    metadata,
    id_column(),
    county_column(),
    Column("name", Text, nullable=False),
    Column("chain_id", Uuid),
    Column("lead_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("prepared_on", Date, nullable=False),
    Column("established_on", Date),
    Column("activated_on", Date),
    Column("dissolved_on", Date),
    version_column(),
    county_check(),
    one_of("state", AllianceState),
    CheckConstraint("(state = 'DISSOLVED') = (dissolved_on IS NOT NULL)", name="dissolved_on"),
    CheckConstraint(
        "state NOT IN ('ESTABLISHED', 'ACTIVE') OR established_on IS NOT NULL", name="established_on"
    ),
    CheckConstraint(
        "(state <> 'ACTIVE' OR activated_on IS NOT NULL) AND (activated_on IS NULL OR established_on IS NOT NULL)",
        name="activated_on",
    ),
    CheckConstraint(
        "prepared_on <= established_on AND established_on <= activated_on AND established_on < dissolved_on "
        "AND greatest(prepared_on, activated_on) <= dissolved_on",
        name="days",
    ),
    ForeignKeyConstraint(["chain_id", "county_code"], ["chains.id", "chains.county_code"]),
    ForeignKeyConstraint(["lead_id", "county_code"], ["organizations.id", "organizations.county_code"]),
    UniqueConstraint("county_code", "name"),
    Index("party_alliances_chain_id_ix", "chain_id"),
    Index("party_alliances_name_ix", "name", "id"),
)

alliance_organizations = Table(
    "alliance_organizations",
    metadata,
    id_column(),
    county_column(),
    Column("alliance_id", Uuid, nullable=False),
    Column("organization_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    version_column(),
    county_check(),
    one_of("role", MemberRole),
    CheckConstraint("until > since", name="until"),
    ForeignKeyConstraint(
        ["alliance_id", "county_code"], ["party_alliances.id", "party_alliances.county_code"]
    ),
    ForeignKeyConstraint(
        ["organization_id", "county_code"], ["organizations.id", "organizations.county_code"]
    ),
    # Behind what the acts decide while they hold the alliance: one lead at a time, and no membership twice on a day.
    UniqueConstraint("alliance_id", "organization_id", "since"),
    Index(
        "alliance_organizations_lead_ix",
        "alliance_id",
        unique=True,
        postgresql_where=text("role = 'LEAD' AND until IS NULL"),
    ),
    Index("alliance_organizations_alliance_id_ix", "alliance_id", "since", "id"),
    Index("alliance_organizations_organization_id_ix", "organization_id", "alliance_id"),
)

alliance_enterprises = Table(
    "alliance_enterprises",
    metadata,
    id_column(),
    county_column(),
    Column("alliance_id", Uuid, nullable=False),
    Column("enterprise_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    version_column(),
    county_check(),
    CheckConstraint("role IN ('DEPUTY', 'MEMBER')", name="role"),
    CheckConstraint("until > since", name="until"),
    ForeignKeyConstraint(
        ["alliance_id", "county_code"], ["party_alliances.id", "party_alliances.county_code"]
    ),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    UniqueConstraint("alliance_id", "enterprise_id", "since"),
    Index("alliance_enterprises_alliance_id_ix", "alliance_id", "since", "id"),
    Index("alliance_enterprises_enterprise_id_ix", "enterprise_id", "since", "id"),
)

memoranda = Table(
    "memoranda",
    metadata,
    id_column(),
    county_column(),
    Column("counterparty_id", Uuid, nullable=False),
    Column("alliance_id", Uuid),
    Column("topic", Text, nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("terminated_on", Date),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    version_column(),
    county_check(),
    CheckConstraint("expires_on > signed_on", name="expires_on"),
    CheckConstraint("terminated_on > signed_on AND terminated_on < expires_on", name="terminated_on"),
    ForeignKeyConstraint(
        ["counterparty_id", "county_code"], ["organizations.id", "organizations.county_code"]
    ),
    ForeignKeyConstraint(
        ["alliance_id", "county_code"], ["party_alliances.id", "party_alliances.county_code"]
    ),
    UniqueConstraint("counterparty_id", "topic", "signed_on"),
    Index("memoranda_signed_on_ix", "signed_on", "id"),
    Index("memoranda_alliance_id_ix", "alliance_id", "signed_on", "id"),
)

joint_conferences = Table(
    "joint_conferences",
    metadata,
    id_column(),
    county_column(),
    Column("alliance_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("rule", Text),
    county_check(),
    ForeignKeyConstraint(
        ["alliance_id", "county_code"], ["party_alliances.id", "party_alliances.county_code"]
    ),
    UniqueConstraint("alliance_id", "name"),
)

conference_sessions = Table(
    "conference_sessions",
    metadata,
    id_column(),
    county_column(),
    Column("conference_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("agenda", Text, nullable=False),
    Column("minutes", Text),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    version_column(),
    county_check(),
    CheckConstraint("number > 0", name="number"),
    ForeignKeyConstraint(
        ["conference_id", "county_code"], ["joint_conferences.id", "joint_conferences.county_code"]
    ),
    UniqueConstraint("conference_id", "number"),
    Index("conference_sessions_conference_id_ix", "conference_id", "held_on", "id"),
)

resolutions = Table(
    "resolutions",
    metadata,
    id_column(),
    county_column(),
    Column("session_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("adopted_at", DateTime(timezone=True), nullable=False),
    county_check(),
    CheckConstraint("number > 0", name="number"),
    ForeignKeyConstraint(
        ["session_id", "county_code"], ["conference_sessions.id", "conference_sessions.county_code"]
    ),
    UniqueConstraint("session_id", "number"),
)

party_organizations = Table(
    "party_organizations",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("level", Text),
    Column("since", Date, nullable=False),
    version_column(),
    county_check(),
    one_of("status", PartyStatus),
    CheckConstraint("(status = 'ADVANCED') = (level IS NOT NULL)", name="level"),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    UniqueConstraint("enterprise_id"),
)

party_steps = Table(
    "party_steps",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("level", Text),
    Column("since", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    county_check(),
    one_of("status", PartyStatus),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    UniqueConstraint("enterprise_id", "since"),
)
