"""Tables of match runs: what each found, for whom it found nothing, and the meetings that it put into a timetable."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
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
from domain.financing import Failure, MatchMode, MeetingState, RunState, SizeClass, WhyNot

match_runs = Table(
    "match_runs",
    metadata,
    id_column(),
    county_column(),
    Column("session_id", Uuid, nullable=False),
    Column("mode", Text, nullable=False),
    Column("policy_id", Uuid),
    Column("policy_version", Integer, nullable=False),
    Column("meetings_per_enterprise", Integer, nullable=False),
    Column("slot_minutes", Integer, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("most_slots", Integer, nullable=False),
    Column("with_unknown", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("failure", Text),
    Column("digest", Text),
    Column("result_digest", Text),
    Column("pairs_scored", Integer, nullable=False),
    Column("pairs_total", Integer),
    Column("demands", Integer),
    Column("eligible_pairs", Integer),
    Column("unknown_pairs", Integer),
    Column("without_offer", Integer),
    Column("assigned", Integer),
    Column("unmatched", Integer),
    Column("blocking_pairs", Integer),
    Column("slots", Integer),
    Column("concentration", Integer),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    # When the process that computes was last heard of, by the clock of the database, which all processes share.
    Column("heartbeat_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("progress", Integer, nullable=False),
    version_column(),
    county_check(),
    one_of("mode", MatchMode),
    one_of("state", RunState),
    one_of("failure", Failure),
    CheckConstraint("(state = 'FAILED') = (failure IS NOT NULL)", name="failed"),
    CheckConstraint("(state IN ('QUEUED', 'RUNNING')) = (finished_at IS NULL)", name="finished_at"),
    CheckConstraint("state <> 'DONE' OR digest IS NOT NULL", name="digest"),
    ForeignKeyConstraint(["session_id", "county_code"], ["fairs.id", "fairs.county_code"]),
    ForeignKeyConstraint(["policy_id", "county_code"], ["match_policies.id", "match_policies.county_code"]),
    Index("match_runs_requested_at_ix", "requested_at", "id"),
    Index("match_runs_session_id_ix", "session_id", "requested_at", "id"),
    Index("match_runs_policy_id_ix", "policy_id", postgresql_where=text("policy_id IS NOT NULL")),
    # One run at a time for a session, whoever begins it where.
    Index(
        "match_runs_under_way_ix",
        "session_id",
        unique=True,
        postgresql_where=text("state IN ('QUEUED', 'RUNNING')"),
    ),
)

match_run_institutions = Table(
    "match_run_institutions",
    metadata,
    id_column(),
    county_column(),
    Column("run_id", Uuid, nullable=False),
    Column("institution_id", Uuid, nullable=False),
    Column("desks", Integer, nullable=False),
    Column("offers", Integer, nullable=False),
    Column("meetings", Integer, nullable=False),
    Column("all_meetings", Integer, nullable=False),
    county_check(),
    ForeignKeyConstraint(["run_id", "county_code"], ["match_runs.id", "match_runs.county_code"]),
    ForeignKeyConstraint(
        ["institution_id", "county_code"], ["organizations.id", "organizations.county_code"]
    ),
    UniqueConstraint("run_id", "institution_id"),
    Index("match_run_institutions_institution_id_ix", "institution_id"),
)

match_run_sizes = Table(
    "match_run_sizes",
    metadata,
    id_column(),
    county_column(),
    Column("run_id", Uuid, nullable=False),
    Column("size", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("demands", Integer, nullable=False),
    Column("offers", Integer, nullable=False),
    Column("matched", Integer, nullable=False),
    county_check(),
    one_of("size", SizeClass),
    ForeignKeyConstraint(["run_id", "county_code"], ["match_runs.id", "match_runs.county_code"]),
    UniqueConstraint("run_id", "size"),
)

financing_meetings = Table(
    "financing_meetings",
    metadata,
    id_column(),
    county_column(),
    Column("run_id", Uuid, nullable=False),
    Column("session_id", Uuid, nullable=False),
    Column("booth_id", Uuid, nullable=False),
    Column("desk", Integer, nullable=False),
    Column("slot", Integer),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("demand_id", Uuid, nullable=False),
    Column("product_id", Uuid, nullable=False),
    Column("enterprise_id", Uuid, nullable=False),
    Column("institution_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    version_column(),
    county_check(),
    one_of("state", MeetingState),
    CheckConstraint("desk > 0", name="desk"),
    CheckConstraint("slot > 0", name="slot"),
    CheckConstraint("ends_at > starts_at", name="ends_at"),
    ForeignKeyConstraint(["run_id", "county_code"], ["match_runs.id", "match_runs.county_code"]),
    ForeignKeyConstraint(["session_id", "county_code"], ["fairs.id", "fairs.county_code"]),
    ForeignKeyConstraint(
        ["booth_id", "county_code", "session_id"], ["booths.id", "booths.county_code", "booths.fair_id"]
    ),
    ForeignKeyConstraint(
        ["demand_id", "county_code"], ["financing_demands.id", "financing_demands.county_code"]
    ),
    ForeignKeyConstraint(
        ["product_id", "county_code"], ["financial_products.id", "financial_products.county_code"]
    ),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    ForeignKeyConstraint(
        ["institution_id", "county_code"], ["organizations.id", "organizations.county_code"]
    ),
    Index("financing_meetings_session_id_ix", "session_id", "starts_at", "id"),
    Index("financing_meetings_booth_id_ix", "booth_id", "starts_at", "id"),
    Index("financing_meetings_demand_id_ix", "demand_id", "starts_at", "id"),
    Index("financing_meetings_run_id_ix", "run_id"),
    Index("financing_meetings_product_id_ix", "product_id"),
    Index("financing_meetings_enterprise_id_ix", "enterprise_id", "starts_at", "id"),
    Index("financing_meetings_institution_id_ix", "institution_id", "starts_at", "id"),
    # Nobody is at two places at once, and no desk has two guests.
    Index(
        "financing_meetings_desk_ix",
        "booth_id",
        "desk",
        "starts_at",
        unique=True,
        postgresql_where=text("state <> 'CANCELLED'"),
    ),
    Index(
        "financing_meetings_guest_ix",
        "session_id",
        "enterprise_id",
        "starts_at",
        unique=True,
        postgresql_where=text("state <> 'CANCELLED'"),
    ),
)

matches = Table(
    "matches",
    metadata,
    id_column(),
    county_column(),
    Column("run_id", Uuid, nullable=False),
    Column("place", Text, nullable=False),
    Column("demand_id", Uuid, nullable=False),
    Column("product_id", Uuid, nullable=False),
    Column("enterprise_id", Uuid, nullable=False),
    Column("institution_id", Uuid, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("enterprise_utility", Integer, nullable=False),
    Column("institution_utility", Integer, nullable=False),
    Column("unknown", ARRAY(Text), nullable=False),
    Column("meeting_id", Uuid),
    county_check(),
    CheckConstraint("rank > 0", name="rank"),
    CheckConstraint(
        "enterprise_utility BETWEEN 0 AND 100 AND institution_utility BETWEEN 0 AND 100", name="utilities"
    ),
    ForeignKeyConstraint(["run_id", "county_code"], ["match_runs.id", "match_runs.county_code"]),
    ForeignKeyConstraint(
        ["demand_id", "county_code"], ["financing_demands.id", "financing_demands.county_code"]
    ),
    ForeignKeyConstraint(
        ["product_id", "county_code"], ["financial_products.id", "financial_products.county_code"]
    ),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    ForeignKeyConstraint(
        ["institution_id", "county_code"], ["organizations.id", "organizations.county_code"]
    ),
    ForeignKeyConstraint(
        ["meeting_id", "county_code"], ["financing_meetings.id", "financing_meetings.county_code"]
    ),
    Index("matches_run_id_ix", "run_id", "place", "id"),
    Index("matches_demand_id_ix", "demand_id"),
    Index("matches_product_id_ix", "product_id"),
    Index("matches_enterprise_id_ix", "enterprise_id"),
    Index("matches_institution_id_ix", "institution_id"),
    Index("matches_meeting_id_ix", "meeting_id", unique=True),
)

unmatched_demands = Table(
    "unmatched_demands",
    metadata,
    id_column(),
    county_column(),
    Column("run_id", Uuid, nullable=False),
    Column("place", Text, nullable=False),
    Column("demand_id", Uuid, nullable=False),
    Column("enterprise_id", Uuid, nullable=False),
    Column("why", Text, nullable=False),
    Column("product_id", Uuid),
    Column("failed", ARRAY(Text), nullable=False),
    Column("unknown", ARRAY(Text), nullable=False),
    county_check(),
    one_of("why", WhyNot),
    ForeignKeyConstraint(["run_id", "county_code"], ["match_runs.id", "match_runs.county_code"]),
    ForeignKeyConstraint(
        ["demand_id", "county_code"], ["financing_demands.id", "financing_demands.county_code"]
    ),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    ForeignKeyConstraint(
        ["product_id", "county_code"], ["financial_products.id", "financial_products.county_code"]
    ),
    Index("unmatched_demands_run_id_ix", "run_id", "place", "id"),
    Index("unmatched_demands_demand_id_ix", "demand_id"),
    Index("unmatched_demands_enterprise_id_ix", "enterprise_id"),
    Index("unmatched_demands_product_id_ix", "product_id", postgresql_where=text("product_id IS NOT NULL")),
)
