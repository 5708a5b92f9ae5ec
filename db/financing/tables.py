"""Tables of financing demands, products, consents and match policies. What a demand is secured by stands in two columns of
equal length, kinds and values: of a demand whose values are not shared, the kinds still read."""

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from db.metadata import county_check, county_column, id_column, metadata, one_of, version_column
from domain.elements import FinancingKind, FinancingPurpose
from domain.financing import DemandState, MatchPolicyState, TaxGrade

_YUAN = Numeric(20, 2)

financing_demands = Table(
    "financing_demands",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("intake_id", Uuid),
    Column("amount", _YUAN, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("term_months", Integer, nullable=False),
    Column("max_annual_rate_bp", Integer),
    Column("kinds", ARRAY(Text), nullable=False),
    Column("collateral_kinds", ARRAY(Text), nullable=False),
    Column("collateral_values", ARRAY(_YUAN), nullable=False),
    Column("revenue_last_year", _YUAN),
    Column("tax_grade", Text),
    Column("dishonest", Boolean),
    Column("chain_id", Uuid),
    Column("needed_by", Date),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    version_column(),
    county_check(),
    one_of("purpose", FinancingPurpose),
    one_of("tax_grade", TaxGrade),
    one_of("state", DemandState),
    CheckConstraint("amount > 0", name="amount"),
    CheckConstraint("term_months > 0", name="term_months"),
    CheckConstraint("cardinality(kinds) > 0", name="kinds"),
    CheckConstraint("cardinality(collateral_kinds) = cardinality(collateral_values)", name="collateral"),
    ForeignKeyConstraint(["enterprise_id", "county_code"], ["enterprises.id", "enterprises.county_code"]),
    ForeignKeyConstraint(["intake_id", "county_code"], ["intakes.id", "intakes.county_code"]),
    ForeignKeyConstraint(["chain_id", "county_code"], ["chains.id", "chains.county_code"]),
    # An intake becomes one demand.
    UniqueConstraint("intake_id"),
    Index("financing_demands_submitted_at_ix", "submitted_at", "id"),
    Index("financing_demands_enterprise_id_ix", "enterprise_id", "submitted_at", "id"),
    Index(
        "financing_demands_chain_id_ix",
        "chain_id",
        postgresql_where=text("chain_id IS NOT NULL"),
    ),
)

financial_products = Table(
    "financial_products",
    metadata,
    id_column(),
    county_column(),
    Column("institution_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("least_amount", _YUAN, nullable=False),
    Column("most_amount", _YUAN, nullable=False),
    Column("least_term_months", Integer, nullable=False),
    Column("most_term_months", Integer, nullable=False),
    Column("least_rate_bp", Integer, nullable=False),
    Column("most_rate_bp", Integer, nullable=False),
    Column("collateral_kinds", ARRAY(Text), nullable=False),
    Column("most_ltv_percent", Integer),
    Column("least_years", Integer),
    Column("least_revenue", _YUAN),
    Column("tax_grades", ARRAY(Text), nullable=False),
    Column("industries_in", ARRAY(Text), nullable=False),
    Column("industries_out", ARRAY(Text), nullable=False),
    Column("chain_ids", ARRAY(Uuid), nullable=False),
    Column("divisions", ARRAY(Text), nullable=False),
    Column("quota_left", _YUAN),
    Column("decision_days", Integer),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    version_column(),
    county_check(),
    one_of("kind", FinancingKind),
    CheckConstraint("0 < least_amount AND least_amount <= most_amount", name="amounts"),
    CheckConstraint("0 < least_term_months AND least_term_months <= most_term_months", name="terms"),
    CheckConstraint("0 <= least_rate_bp AND least_rate_bp <= most_rate_bp", name="rates"),
    CheckConstraint("most_ltv_percent > 0", name="most_ltv_percent"),
    CheckConstraint("least(least_years, least_revenue, quota_left, decision_days) >= 0", name="least"),
    CheckConstraint("valid_until > valid_from", name="valid_until"),
    ForeignKeyConstraint(
        ["institution_id", "county_code"], ["organizations.id", "organizations.county_code"]
    ),
    UniqueConstraint("institution_id", "name", "valid_from"),
    Index("financial_products_name_ix", "name", "id"),
    Index("financial_products_institution_id_ix", "institution_id", "name", "id"),
)

financing_consents = Table(
    "financing_consents",
    metadata,
    id_column(),
    county_column(),
    Column("demand_id", Uuid, nullable=False),
    Column("everyone", Boolean, nullable=False),
    Column("institution_ids", ARRAY(Uuid), nullable=False),
    Column("fields", ARRAY(Text), nullable=False),
    Column("given_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("withdrawn_at", DateTime(timezone=True)),
    version_column(),
    county_check(),
    CheckConstraint("everyone = (cardinality(institution_ids) = 0)", name="institutions"),
    CheckConstraint("expires_on > given_on", name="expires_on"),
    ForeignKeyConstraint(
        ["demand_id", "county_code"], ["financing_demands.id", "financing_demands.county_code"]
    ),
    Index("financing_consents_demand_id_ix", "demand_id", "given_on", "id"),
    Index(
        "financing_consents_expires_on_ix",
        "county_code",
        "expires_on",
        postgresql_where=text("withdrawn_at IS NULL"),
    ),
)

match_policies = Table(
    "match_policies",
    metadata,
    id_column(),
    county_column(),
    Column("version", Integer, nullable=False),
    Column("price", Integer, nullable=False),
    Column("amount_coverage", Integer, nullable=False),
    Column("decision_speed", Integer, nullable=False),
    Column("term_fit", Integer, nullable=False),
    Column("appetite", Integer, nullable=False),
    Column("ticket_size", Integer, nullable=False),
    Column("collateral_coverage", Integer, nullable=False),
    Column("completeness", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("published_at", DateTime(timezone=True)),
    Column("revision", Integer, nullable=False),
    county_check(),
    one_of("state", MatchPolicyState),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint(
        "least(price, amount_coverage, decision_speed, term_fit) >= 0"
        " AND price + amount_coverage + decision_speed + term_fit = 100",
        name="enterprise",
    ),
    CheckConstraint(
        "least(appetite, ticket_size, collateral_coverage, completeness) >= 0"
        " AND appetite + ticket_size + collateral_coverage + completeness = 100",
        name="institution",
    ),
    CheckConstraint("(state = 'PUBLISHED') = (published_at IS NOT NULL)", name="published_at"),
    UniqueConstraint("county_code", "version"),
    # One draft at a time, so that they are published in the order of their numbers.
    Index(
        "match_policies_draft_ix",
        "county_code",
        unique=True,
        postgresql_where=text("state = 'DRAFT'"),
    ),
)
