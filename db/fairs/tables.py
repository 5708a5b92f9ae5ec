"""Tables of fairs. Every reference carries the county, so that none crosses the wall."""

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.metadata import county_check, county_column, id_column, metadata, one_of
from domain.elements import ElementKind, Urgency
from domain.fairs import Disposition, FairKind, FairState, Level, Register

fairs = Table(
    "fairs",
    metadata,
    id_column(),
    county_column(),
    Column("zone_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("venues", ARRAY(Text), nullable=False),
    Column("round", Integer),
    Column("opens_at", DateTime(timezone=True), nullable=False),
    Column("closes_at", DateTime(timezone=True), nullable=False),
    county_check(),
    one_of("kind", FairKind),
    one_of("state", FairState),
    CheckConstraint("closes_at > opens_at", name="times"),
    ForeignKeyConstraint(["zone_id", "county_code"], ["zones.id", "zones.county_code"]),
    Index("fairs_opens_at_ix", "opens_at", "id"),
)

booths = Table(
    "booths",
    metadata,
    id_column(),
    county_column(),
    Column("fair_id", Uuid, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("organization_id", Uuid, nullable=False),
    Column("registers", ARRAY(Text), nullable=False),
    Column("element_kinds", ARRAY(Text), nullable=False),
    Column("capacity", Integer),
    Column("state", Text, nullable=False),
    Column("last_number", Integer, nullable=False, server_default=text("0")),
    county_check(),
    one_of("state", FairState),
    ForeignKeyConstraint(["fair_id", "county_code"], ["fairs.id", "fairs.county_code"]),
    ForeignKeyConstraint(
        ["organization_id", "county_code"], ["organizations.id", "organizations.county_code"]
    ),
    UniqueConstraint("fair_id", "code"),
    UniqueConstraint("id", "county_code", "fair_id"),
    # An intake changes last_number only: with room in the page the change stays there and touches no index.
    postgresql_with={"fillfactor": "50"},
)

booth_tallies = Table(
    "booth_tallies",
    metadata,
    Column("booth_id", Uuid, primary_key=True),
    Column("register", Text, primary_key=True),
    county_column(),
    Column("fair_id", Uuid, nullable=False),
    Column("on_site", Integer, nullable=False, server_default=text("0")),
    Column("solution", Integer, nullable=False, server_default=text("0")),
    Column("open", Integer, nullable=False, server_default=text("0")),
    Column("withdrawn", Integer, nullable=False, server_default=text("0")),
    Column("duplicate", Integer, nullable=False, server_default=text("0")),
    Column("received", Integer, Computed("on_site + solution + open"), nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    one_of("register", Register),
    CheckConstraint("least(on_site, solution, open, withdrawn, duplicate) >= 0", name="counts"),
    ForeignKeyConstraint(
        ["booth_id", "county_code", "fair_id"], ["booths.id", "booths.county_code", "booths.fair_id"]
    ),
    UniqueConstraint("booth_id", "register", "county_code", "fair_id"),
    Index("booth_tallies_fair_id_ix", "fair_id"),
    postgresql_with={"fillfactor": "50"},
)

intakes = Table(
    "intakes",
    metadata,
    id_column(),
    county_column(),
    Column("fair_id", Uuid, nullable=False),
    Column("booth_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("register", Text, nullable=False),
    Column("element_kind", Text, nullable=False),
    Column("enterprise_id", Uuid, nullable=False),
    Column("form", JSONB),
    Column("summary", Text),
    Column("urgency", Text, nullable=False),
    Column("desired_by", Date),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("disposition", Text),
    Column("disposed_at", DateTime(timezone=True)),
    Column("duplicate_of_id", Uuid),
    Column("note", Text),
    county_check(),
    one_of("register", Register),
    one_of("element_kind", ElementKind),
    one_of("urgency", Urgency),
    one_of("disposition", Disposition),
    CheckConstraint("(disposition IS NULL) = (disposed_at IS NULL)", name="disposed_at"),
    CheckConstraint("(disposition = 'DUPLICATE') = (duplicate_of_id IS NOT NULL)", name="duplicate_of"),
    CheckConstraint("number > 0", name="number"),
    # A booth has a tally for each register that it takes: what has no tally cannot be written.
    ForeignKeyConstraint(
        ["booth_id", "register", "county_code", "fair_id"],
        [
            "booth_tallies.booth_id",
            "booth_tallies.register",
            "booth_tallies.county_code",
            "booth_tallies.fair_id",
        ],
    ),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    ForeignKeyConstraint(["duplicate_of_id", "county_code"], ["intakes.id", "intakes.county_code"]),
    UniqueConstraint("booth_id", "number"),
    # The wall looks at the county of every row that is counted.
    Index(
        "intakes_fair_id_received_at_ix",
        "fair_id",
        "received_at",
        "id",
        postgresql_include=["county_code"],
    ),
    Index("intakes_enterprise_id_ix", "enterprise_id", "fair_id", postgresql_include=["county_code"]),
)

attendances = Table(
    "attendances",
    metadata,
    Column("fair_id", Uuid, primary_key=True),
    Column("enterprise_id", Uuid, primary_key=True),
    county_column(),
    Column("attended_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["fair_id", "county_code"], ["fairs.id", "fairs.county_code"]),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
)

ratings = Table(
    "ratings",
    metadata,
    Column("fair_id", Uuid, primary_key=True),
    Column("enterprise_id", Uuid, primary_key=True),
    county_column(),
    Column("level", Text, nullable=False),
    Column("comment", Text),
    Column("rated_at", DateTime(timezone=True), nullable=False),
    one_of("level", Level),
    ForeignKeyConstraint(["fair_id", "county_code"], ["fairs.id", "fairs.county_code"]),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
)

answers = Table(
    "answers",
    metadata,
    Column("idempotency_key", Text, primary_key=True),
    county_column(),
    Column("intake_id", Uuid, nullable=False),
    Column("input_digest", LargeBinary, nullable=False),
    Column("question_digest", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("answered_at", DateTime(timezone=True), nullable=False),
    county_check(),
    ForeignKeyConstraint(["intake_id", "county_code"], ["intakes.id", "intakes.county_code"]),
    comment="First answers by idempotency key: a repeated submitIntake gets the same bytes again.",
)
