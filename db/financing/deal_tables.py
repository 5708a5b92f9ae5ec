"""Tables of deals, what becomes of them, bond issues, and the tallies of sessions."""

from sqlalchemy import (
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
from domain.elements import FinancingKind
from domain.financing import BondState, DealState, DeclineReason

_YUAN = Numeric(20, 2)


def _reference(column: str, table: str) -> ForeignKeyConstraint:
    """A reference within the county."""
    return ForeignKeyConstraint([column, "county_code"], [f"{table}.id", f"{table}.county_code"])


financing_deals = Table(
    "financing_deals",
    metadata,
    id_column(),
    county_column(),
    Column("demand_id", Uuid, nullable=False),
    Column("product_id", Uuid),
    Column("institution_id", Uuid, nullable=False),
    Column("enterprise_id", Uuid, nullable=False),
    Column("session_id", Uuid),
    Column("meeting_id", Uuid),
    Column("backs_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("amount", _YUAN, nullable=False),
    Column("state", Text, nullable=False),
    Column("decline_reason", Text),
    Column("granted_amount", _YUAN),
    Column("from_quota", Boolean, nullable=False),
    # Kept by a trigger on the disbursements: no path can pay out more than was granted.
    Column("disbursed_amount", _YUAN, nullable=False, server_default=text("0")),
    Column("proposed_on", Date, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("consented_on", Date),
    Column("last_step_on", Date, nullable=False),
    Column("steps", Integer, nullable=False),
    version_column(),
    county_check(),
    one_of("kind", FinancingKind),
    one_of("state", DealState),
    one_of("decline_reason", DeclineReason),
    CheckConstraint("amount > 0 AND granted_amount > 0", name="amounts"),
    CheckConstraint(
        "disbursed_amount >= 0 AND disbursed_amount <= coalesce(granted_amount, 0)", name="disbursed"
    ),
    CheckConstraint("(state = 'DECLINED') = (decline_reason IS NOT NULL)", name="declined"),
    CheckConstraint(
        "state NOT IN ('CREDIT_GRANTED', 'SIGNED', 'DISBURSED') OR granted_amount IS NOT NULL", name="granted"
    ),
    CheckConstraint(
        "state IN ('PROPOSED', 'WITHDRAWN', 'LAPSED') OR consented_on IS NOT NULL", name="consented"
    ),
    CheckConstraint("backs_id IS NULL OR (kind = 'GUARANTEE' AND backs_id <> id)", name="backs"),
    _reference("demand_id", "financing_demands"),
    _reference("product_id", "financial_products"),
    _reference("institution_id", "organizations"),
    _reference("enterprise_id", "enterprises"),
    _reference("session_id", "fairs"),
    _reference("meeting_id", "financing_meetings"),
    _reference("backs_id", "financing_deals"),
    Index("financing_deals_proposed_at_ix", "proposed_at", "id"),
    Index("financing_deals_demand_id_ix", "demand_id", "proposed_at", "id"),
    Index("financing_deals_institution_id_ix", "institution_id", "proposed_at", "id"),
    Index("financing_deals_enterprise_id_ix", "enterprise_id", "proposed_at", "id"),
    Index("financing_deals_session_id_ix", "session_id", "proposed_at", "id"),
    Index("financing_deals_product_id_ix", "product_id"),
    Index("financing_deals_meeting_id_ix", "meeting_id"),
    Index("financing_deals_backs_id_ix", "backs_id"),
    # Of one demand, an institution has one deal of a kind at a time.
    Index(
        "financing_deals_standing_ix",
        "demand_id",
        "institution_id",
        "kind",
        unique=True,
        postgresql_where=text("state NOT IN ('DISBURSED', 'DECLINED', 'WITHDRAWN', 'LAPSED')"),
    ),
)

deal_steps = Table(
    "deal_steps",
    metadata,
    id_column(),
    county_column(),
    Column("deal_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("happened_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("note", Text),
    county_check(),
    one_of("state", DealState),
    CheckConstraint("number > 0", name="number"),
    _reference("deal_id", "financing_deals"),
    UniqueConstraint("deal_id", "number"),
)

deal_disbursements = Table(
    "deal_disbursements",
    metadata,
    id_column(),
    county_column(),
    Column("deal_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("amount", _YUAN, nullable=False),
    Column("disbursed_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    county_check(),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("amount > 0", name="amount"),
    _reference("deal_id", "financing_deals"),
    UniqueConstraint("deal_id", "number"),
    Index("deal_disbursements_disbursed_on_ix", "county_code", "disbursed_on", "deal_id"),
)

bond_issues = Table(
    "bond_issues",
    metadata,
    id_column(),
    county_column(),
    Column("enterprise_id", Uuid, nullable=False),
    Column("deal_id", Uuid),
    Column("authority", Text, nullable=False),
    Column("amount", _YUAN, nullable=False),
    Column("issued_amount", _YUAN),
    Column("state", Text, nullable=False),
    Column("applied_on", Date, nullable=False),
    Column("registered_on", Date),
    Column("listed_on", Date),
    Column("issued_on", Date),
    Column("withdrawn_on", Date),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    version_column(),
    county_check(),
    one_of("state", BondState),
    CheckConstraint("amount > 0 AND issued_amount > 0 AND issued_amount <= amount", name="amounts"),
    CheckConstraint(
        "(state = 'ISSUED') = (issued_on IS NOT NULL) AND (state = 'ISSUED') = (issued_amount IS NOT NULL)",
        name="issued",
    ),
    CheckConstraint("(state = 'WITHDRAWN') = (withdrawn_on IS NOT NULL)", name="withdrawn"),
    CheckConstraint(
        "applied_on <= registered_on AND registered_on <= listed_on AND listed_on <= issued_on"
        " AND greatest(applied_on, registered_on, listed_on) <= withdrawn_on",
        name="days",
    ),
    _reference("enterprise_id", "enterprises"),
    _reference("deal_id", "financing_deals"),
    Index("bond_issues_applied_on_ix", "applied_on", "id"),
    Index("bond_issues_enterprise_id_ix", "enterprise_id", "applied_on", "id"),
    Index("bond_issues_issued_on_ix", "county_code", "issued_on"),
    # A deal is counted by one bond issue.
    Index(
        "bond_issues_deal_id_ix",
        "deal_id",
        unique=True,
        postgresql_where=text("state <> 'WITHDRAWN'"),
    ),
)

session_tallies = Table(
    "session_tallies",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    county_column(),
    Column("demands", Integer, nullable=False, server_default=text("0")),
    Column("offers", Integer, nullable=False, server_default=text("0")),
    Column("meetings_scheduled", Integer, nullable=False, server_default=text("0")),
    Column("meetings_held", Integer, nullable=False, server_default=text("0")),
    Column("granted_deals", Integer, nullable=False, server_default=text("0")),
    Column("granted_amount", _YUAN, nullable=False, server_default=text("0")),
    Column("disbursed_deals", Integer, nullable=False, server_default=text("0")),
    Column("disbursed_amount", _YUAN, nullable=False, server_default=text("0")),
    Column("version", Integer, nullable=False, server_default=text("0")),
    county_check(),
    _reference("session_id", "fairs"),
    postgresql_with={"fillfactor": "50"},
)
