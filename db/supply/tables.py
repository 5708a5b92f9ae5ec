"""Tables of supply, demand and factory space."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from db.metadata import county_check, county_column, id_column, metadata, one_of, version_column
from domain.supply import (
    FailureReason,
    FireClass,
    HazardClass,
    IntroductionState,
    ListingState,
    PriceModel,
    Side,
    SpaceNeedState,
    SupplyState,
)


def _reference(column: str, table: str) -> ForeignKeyConstraint:
    """A reference within the county."""
    return ForeignKeyConstraint([column, "county_code"], [f"{table}.id", f"{table}.county_code"])


def _moment(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def _quantity(name: str, *, nullable: bool = True) -> Column[Any]:
    return Column(name, Numeric(20, 2), nullable=nullable)


def _positive(*names: str) -> CheckConstraint:
    return CheckConstraint(" AND ".join(f"{name} > 0" for name in names), name="positive")


def _class_code() -> CheckConstraint:
    return CheckConstraint("class_code ~ '^[0-9]{2,10}$'", name="class_code")


def _space() -> tuple[Column[Any], ...]:
    """What listings and needs of space have alike."""
    measures = ("clear_height", "floor_load", "power", "crane", "sewage")
    return (_quantity("area", nullable=False), *map(_quantity, measures), Column("fire_class", Text))


offerings = Table(
    "offerings",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("product", Text, nullable=False),
    Column("letters", Text, nullable=False, comment="The product as words of synonyms are looked for in it."),
    Column("class_code", Text, nullable=False),
    _quantity("capacity"),
    Column("unit", Text, nullable=False),
    _quantity("least_order"),
    Column("certificates", ARRAY(Text)),
    Column("lead_days", Integer),
    Column("price_model", Text, nullable=False),
    _quantity("price"),
    Column("regions", ARRAY(Text), nullable=False),
    Column("chain_node_id", Uuid),
    Column("state", Text, nullable=False),
    _moment("submitted_at"),
    version_column(),
    county_check(),
    _class_code(),
    one_of("price_model", PriceModel),
    one_of("state", SupplyState),
    _positive("capacity", "least_order", "price"),
    _reference("enterprise_id", "enterprises"),
    _reference("chain_node_id", "chain_nodes"),
    Index("offerings_enterprise_id_ix", "enterprise_id", "submitted_at", "id"),
    Index("offerings_submitted_at_ix", "county_code", "submitted_at", "id"),
    Index("offerings_chain_node_id_ix", "chain_node_id"),
)

supply_needs = Table(
    "supply_needs",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("product", Text, nullable=False),
    Column("letters", Text, nullable=False, comment="The product as words of synonyms are looked for in it."),
    Column("class_code", Text, nullable=False),
    _quantity("volume", nullable=False),
    Column("unit", Text, nullable=False),
    Column("certificates", ARRAY(Text), nullable=False),
    Column("deliver_by", Date),
    Column("region", Text),
    Column("distance_km", Integer),
    Column("state", Text, nullable=False),
    _moment("submitted_at"),
    version_column(),
    county_check(),
    _class_code(),
    one_of("state", SupplyState),
    _positive("volume"),
    CheckConstraint("distance_km >= 0", name="distance_km"),
    _reference("enterprise_id", "enterprises"),
    Index("supply_needs_enterprise_id_ix", "enterprise_id", "submitted_at", "id"),
    Index("supply_needs_submitted_at_ix", "county_code", "submitted_at", "id"),
)

class_synonyms = Table(
    "class_synonyms",
    metadata,
    id_column(),
    county_column(),
    Column("one", Text, nullable=False),
    Column("other", Text, nullable=False),
    _moment("approved_at"),
    county_check(),
    CheckConstraint("one < other", name="other"),
    UniqueConstraint("county_code", "one", "other"),
    Index("class_synonyms_approved_at_ix", "county_code", "approved_at", "id"),
)

introductions = Table(
    "introductions",
    metadata,
    id_column(),
    county_column(),
    Column("offering_id", Uuid, nullable=False),
    Column("need_id", Uuid, nullable=False),
    Column("product", Text, nullable=False),
    Column("supplier_name", Text),
    Column("customer_name", Text),
    Column("staff_id", Uuid),
    Column("organization_id", Uuid),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("introduced_on", Date),
    Column("contracted_on", Date),
    Column("running_on", Date),
    Column("failed_on", Date),
    _moment("submitted_at"),
    version_column(),
    county_check(),
    one_of("state", IntroductionState),
    one_of("reason", FailureReason),
    CheckConstraint("num_nonnulls(staff_id, organization_id) > 0", name="introduced_by"),
    CheckConstraint(
        "(state = 'FAILED') = (reason IS NOT NULL) AND (state = 'FAILED') = (failed_on IS NOT NULL)",
        name="failed_on",
    ),
    CheckConstraint(
        "(introduced_on IS NULL) = (supplier_name IS NULL) AND (introduced_on IS NULL) = (customer_name IS NULL)",
        name="names",
    ),
    CheckConstraint("state <> 'RUNNING' OR running_on IS NOT NULL", name="running_on"),
    CheckConstraint("introduced_on <= contracted_on AND contracted_on <= running_on", name="days"),
    _reference("offering_id", "offerings"),
    _reference("need_id", "supply_needs"),
    _reference("staff_id", "staff"),
    _reference("organization_id", "organizations"),
    # Behind what the act decides while it holds the need: one that goes on.
    Index(
        "introductions_current_ix",
        "offering_id",
        "need_id",
        unique=True,
        postgresql_where=text("state <> 'FAILED'"),
    ),
    Index("introductions_offering_id_ix", "offering_id"),
    Index("introductions_need_id_ix", "need_id"),
    Index("introductions_staff_id_ix", "staff_id"),
    Index("introductions_organization_id_ix", "organization_id"),
    Index("introductions_submitted_at_ix", "county_code", "submitted_at", "id"),
)

introduction_parties = Table(
    "introduction_parties",
    metadata,
    id_column(),
    county_column(),
    Column("introduction_id", Uuid, nullable=False),
    Column("enterprise_id", Uuid, nullable=False),
    Column("side", Text, nullable=False),
    _moment("submitted_at"),
    county_check(),
    one_of("side", Side),
    _reference("introduction_id", "introductions"),
    _reference("enterprise_id", "enterprises"),
    UniqueConstraint("introduction_id", "side"),
    Index("introduction_parties_enterprise_id_ix", "enterprise_id", "submitted_at", "id"),
)

introduction_steps = Table(
    "introduction_steps",
    metadata,
    id_column(),
    county_column(),
    Column("introduction_id", Uuid, nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("taken_on", Date, nullable=False),
    _moment("recorded_at"),
    Column("note", Text),
    county_check(),
    one_of("state", IntroductionState),
    _reference("introduction_id", "introductions"),
    UniqueConstraint("introduction_id", "number"),
)

cooperation_reports = Table(
    "cooperation_reports",
    metadata,
    id_column(),
    county_column(),
    Column("introduction_id", Uuid, nullable=False),
    Column("month", Date, nullable=False),
    _quantity("volume", nullable=False),
    Column("unit", Text, nullable=False),
    _quantity("amount"),
    Column("note", Text),
    _moment("reported_at"),
    county_check(),
    CheckConstraint("extract(day FROM month) = 1", name="month"),
    CheckConstraint("volume >= 0", name="volume"),
    CheckConstraint("amount > 0", name="amount"),
    _reference("introduction_id", "introductions"),
    UniqueConstraint("introduction_id", "month"),
    Index("cooperation_reports_month_ix", "county_code", "month"),
)

_listed_hazards = ", ".join(f"'{each}'" for each in HazardClass)

space_listings = Table(
    "space_listings",
    metadata,
    id_column(),
    county_column(),
    Column("zone_id", Uuid, nullable=False),
    Column("carrier_id", Uuid),
    Column("address", Text, nullable=False),
    *_space(),
    Column("hazard_classes", ARRAY(Text)),
    _quantity("rent"),
    Column("available_from", Date),
    Column("state", Text, nullable=False),
    _moment("submitted_at"),
    _moment("ended_at", nullable=True),
    version_column(),
    county_check(),
    one_of("fire_class", FireClass),
    CheckConstraint(f"hazard_classes <@ ARRAY[{_listed_hazards}]", name="hazard_classes"),
    one_of("state", ListingState),
    CheckConstraint("(state = 'OFFERED') = (ended_at IS NULL)", name="ended_at"),
    _positive("area", "rent"),
    _reference("zone_id", "zones"),
    _reference("carrier_id", "carriers"),
    Index("space_listings_zone_id_ix", "zone_id"),
    Index("space_listings_carrier_id_ix", "carrier_id", "submitted_at", "id"),
    Index("space_listings_submitted_at_ix", "submitted_at", "id"),
)

space_needs = Table(
    "space_needs",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("intake_id", Uuid),
    *_space(),
    Column("hazard_class", Text),
    _quantity("most_rent"),
    Column("needed_by", Date),
    Column("state", Text, nullable=False),
    Column("listing_id", Uuid),
    _moment("submitted_at"),
    _moment("ended_at", nullable=True),
    version_column(),
    county_check(),
    one_of("fire_class", FireClass),
    one_of("hazard_class", HazardClass),
    one_of("state", SpaceNeedState),
    CheckConstraint("(state = 'OPEN') = (ended_at IS NULL)", name="ended_at"),
    CheckConstraint("(state = 'MET') = (listing_id IS NOT NULL)", name="listing_id"),
    _positive("area", "most_rent"),
    _reference("enterprise_id", "enterprises"),
    _reference("intake_id", "intakes"),
    _reference("listing_id", "space_listings"),
    # A listing meets one need.
    UniqueConstraint("listing_id"),
    Index("space_needs_enterprise_id_ix", "enterprise_id", "submitted_at", "id"),
    Index("space_needs_intake_id_ix", "intake_id"),
    Index("space_needs_submitted_at_ix", "county_code", "submitted_at", "id"),
)
