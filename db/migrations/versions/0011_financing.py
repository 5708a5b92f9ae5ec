"""Financing demands, products, consents and match policies."""

from db.migrations import scripts

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE financing_demands (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    intake_id UUID,
    amount NUMERIC(20, 2) NOT NULL,
    purpose TEXT NOT NULL,
    term_months INTEGER NOT NULL,
    max_annual_rate_bp INTEGER,
    kinds TEXT[] NOT NULL,
    collateral_kinds TEXT[] NOT NULL,
    collateral_values NUMERIC(20, 2)[] NOT NULL,
    revenue_last_year NUMERIC(20, 2),
    tax_grade TEXT,
    dishonest BOOLEAN,
    chain_id UUID,
    needed_by DATE,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT financing_demands_pk PRIMARY KEY (id, county_code),
    CONSTRAINT financing_demands_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT financing_demands_purpose_ck CHECK (purpose IN ('WORKING_CAPITAL', 'EQUIPMENT', 'CONSTRUCTION', 'RESEARCH', 'ACQUISITION', 'REFINANCING')),
    CONSTRAINT financing_demands_tax_grade_ck CHECK (tax_grade IN ('A', 'B', 'M', 'C', 'D')),
    CONSTRAINT financing_demands_state_ck CHECK (state IN ('OPEN', 'WITHDRAWN', 'CLOSED')),
    CONSTRAINT financing_demands_amount_ck CHECK (amount > 0),
    CONSTRAINT financing_demands_term_months_ck CHECK (term_months > 0),
    CONSTRAINT financing_demands_kinds_ck CHECK (cardinality(kinds) > 0),
    CONSTRAINT financing_demands_collateral_ck CHECK (cardinality(collateral_kinds) = cardinality(collateral_values)),
    CONSTRAINT financing_demands_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT financing_demands_intake_id_fk FOREIGN KEY(intake_id, county_code) REFERENCES intakes (id, county_code),
    CONSTRAINT financing_demands_chain_id_fk FOREIGN KEY(chain_id, county_code) REFERENCES chains (id, county_code),
    CONSTRAINT financing_demands_intake_id_uq UNIQUE (intake_id)
);

CREATE INDEX financing_demands_chain_id_ix ON financing_demands (chain_id) WHERE chain_id IS NOT NULL;

CREATE INDEX financing_demands_enterprise_id_ix ON financing_demands (enterprise_id, submitted_at, id);

CREATE INDEX financing_demands_submitted_at_ix ON financing_demands (submitted_at, id);

CREATE TABLE financial_products (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    institution_id UUID NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    least_amount NUMERIC(20, 2) NOT NULL,
    most_amount NUMERIC(20, 2) NOT NULL,
    least_term_months INTEGER NOT NULL,
    most_term_months INTEGER NOT NULL,
    least_rate_bp INTEGER NOT NULL,
    most_rate_bp INTEGER NOT NULL,
    collateral_kinds TEXT[] NOT NULL,
    most_ltv_percent INTEGER,
    least_years INTEGER,
    least_revenue NUMERIC(20, 2),
    tax_grades TEXT[] NOT NULL,
    industries_in TEXT[] NOT NULL,
    industries_out TEXT[] NOT NULL,
    chain_ids UUID[] NOT NULL,
    divisions TEXT[] NOT NULL,
    quota_left NUMERIC(20, 2),
    decision_days INTEGER,
    valid_from DATE NOT NULL,
    valid_until DATE,
    version INTEGER NOT NULL,
    CONSTRAINT financial_products_pk PRIMARY KEY (id, county_code),
    CONSTRAINT financial_products_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT financial_products_kind_ck CHECK (kind IN ('LOAN', 'LEASE', 'GUARANTEE', 'BOND', 'EQUITY')),
    CONSTRAINT financial_products_amounts_ck CHECK (0 < least_amount AND least_amount <= most_amount),
    CONSTRAINT financial_products_terms_ck CHECK (0 < least_term_months AND least_term_months <= most_term_months),
    CONSTRAINT financial_products_rates_ck CHECK (0 <= least_rate_bp AND least_rate_bp <= most_rate_bp),
    CONSTRAINT financial_products_most_ltv_percent_ck CHECK (most_ltv_percent > 0),
    CONSTRAINT financial_products_least_ck CHECK (least(least_years, least_revenue, quota_left, decision_days) >= 0),
    CONSTRAINT financial_products_valid_until_ck CHECK (valid_until > valid_from),
    CONSTRAINT financial_products_institution_id_fk FOREIGN KEY(institution_id, county_code) REFERENCES organizations (id, county_code),
    CONSTRAINT financial_products_institution_id_name_valid_from_uq UNIQUE (institution_id, name, valid_from)
);

CREATE INDEX financial_products_institution_id_ix ON financial_products (institution_id, name, id);

CREATE INDEX financial_products_name_ix ON financial_products (name, id);

CREATE TABLE financing_consents (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    demand_id UUID NOT NULL,
    everyone BOOLEAN NOT NULL,
    institution_ids UUID[] NOT NULL,
    fields TEXT[] NOT NULL,
    given_on DATE NOT NULL,
    expires_on DATE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT financing_consents_pk PRIMARY KEY (id, county_code),
    CONSTRAINT financing_consents_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT financing_consents_institutions_ck CHECK (everyone = (cardinality(institution_ids) = 0)),
    CONSTRAINT financing_consents_expires_on_ck CHECK (expires_on > given_on),
    CONSTRAINT financing_consents_demand_id_fk FOREIGN KEY(demand_id, county_code) REFERENCES financing_demands (id, county_code)
);

CREATE INDEX financing_consents_demand_id_ix ON financing_consents (demand_id, given_on, id);

CREATE INDEX financing_consents_expires_on_ix ON financing_consents (county_code, expires_on) WHERE withdrawn_at IS NULL;

CREATE TABLE match_policies (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    version INTEGER NOT NULL,
    price INTEGER NOT NULL,
    amount_coverage INTEGER NOT NULL,
    decision_speed INTEGER NOT NULL,
    term_fit INTEGER NOT NULL,
    appetite INTEGER NOT NULL,
    ticket_size INTEGER NOT NULL,
    collateral_coverage INTEGER NOT NULL,
    completeness INTEGER NOT NULL,
    state TEXT NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE,
    revision INTEGER NOT NULL,
    CONSTRAINT match_policies_pk PRIMARY KEY (id, county_code),
    CONSTRAINT match_policies_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT match_policies_state_ck CHECK (state IN ('DRAFT', 'PUBLISHED')),
    CONSTRAINT match_policies_version_ck CHECK (version > 0),
    CONSTRAINT match_policies_enterprise_ck CHECK (least(price, amount_coverage, decision_speed, term_fit) >= 0 AND price + amount_coverage + decision_speed + term_fit = 100),
    CONSTRAINT match_policies_institution_ck CHECK (least(appetite, ticket_size, collateral_coverage, completeness) >= 0 AND appetite + ticket_size + collateral_coverage + completeness = 100),
    CONSTRAINT match_policies_published_at_ck CHECK ((state = 'PUBLISHED') = (published_at IS NOT NULL)),
    CONSTRAINT match_policies_county_code_version_uq UNIQUE (county_code, version)
);
"""

WALLED = ("financing_demands", "financial_products", "financing_consents", "match_policies")


def wall(table: str) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""


# By what was published, matches were made: nobody changes it, whoever they are.
FROZEN = """
CREATE FUNCTION keep_match_policy() RETURNS trigger
LANGUAGE plpgsql SET search_path = yaosu, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'match policy % is published', OLD.version USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER keep_match_policy BEFORE UPDATE OR DELETE ON match_policies
    FOR EACH ROW WHEN (OLD.state = 'PUBLISHED') EXECUTE FUNCTION keep_match_policy();
"""

# Whose a record is, and what a consent covers, stays as it was written.
GRANTS = """
GRANT SELECT, INSERT ON financing_demands, financial_products, financing_consents, match_policies TO yaosu_runtime;
GRANT UPDATE (amount, purpose, term_months, max_annual_rate_bp, kinds, collateral_kinds, collateral_values,
    revenue_last_year, tax_grade, dishonest, chain_id, needed_by, state, version) ON financing_demands TO yaosu_runtime;
GRANT UPDATE (name, kind, least_amount, most_amount, least_term_months, most_term_months, least_rate_bp, most_rate_bp,
    collateral_kinds, most_ltv_percent, least_years, least_revenue, tax_grades, industries_in, industries_out, chain_ids,
    divisions, quota_left, decision_days, valid_from, valid_until, version) ON financial_products TO yaosu_runtime;
GRANT UPDATE (withdrawn_at, version) ON financing_consents TO yaosu_runtime;
GRANT UPDATE (price, amount_coverage, decision_speed, term_fit, appetite, ticket_size, collateral_coverage, completeness,
    state, published_at, revision) ON match_policies TO yaosu_runtime;
"""


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run(TABLES, *(wall(table) for table in WALLED), FROZEN, GRANTS)
