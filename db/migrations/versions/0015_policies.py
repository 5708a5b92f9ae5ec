"""Policies, who was told of them, and what was applied for and paid."""

from db.migrations import scripts

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE policies (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    title TEXT NOT NULL,
    document_number TEXT NOT NULL,
    organization_id UUID NOT NULL,
    legal_basis TEXT NOT NULL,
    review_status TEXT NOT NULL,
    reviewed_on DATE,
    reviewer TEXT,
    exemption_ground TEXT,
    valid_from DATE NOT NULL,
    valid_until DATE,
    state TEXT NOT NULL,
    published BOOLEAN GENERATED ALWAYS AS (state <> 'DRAFT') STORED NOT NULL,
    published_on DATE,
    ended_on DATE,
    supersedes_id UUID,
    version INTEGER NOT NULL,
    CONSTRAINT policies_pk PRIMARY KEY (id, county_code),
    CONSTRAINT policies_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT policies_review_status_ck CHECK (review_status IN ('PENDING', 'PASSED', 'EXEMPT')),
    CONSTRAINT policies_state_ck CHECK (state IN ('DRAFT', 'PUBLISHED', 'ENDED')),
    CONSTRAINT policies_legal_basis_ck CHECK (legal_basis <> ''),
    CONSTRAINT policies_review_ck CHECK ((review_status = 'PASSED') = (reviewed_on IS NOT NULL AND reviewer IS NOT NULL) AND (review_status = 'EXEMPT') = (exemption_ground IS NOT NULL)),
    CONSTRAINT policies_reviewed_ck CHECK (state = 'DRAFT' OR review_status <> 'PENDING'),
    CONSTRAINT policies_published_on_ck CHECK ((state <> 'DRAFT') = (published_on IS NOT NULL)),
    CONSTRAINT policies_ended_on_ck CHECK ((state = 'ENDED') = (ended_on IS NOT NULL)),
    CONSTRAINT policies_valid_until_ck CHECK (valid_until > valid_from),
    CONSTRAINT policies_supersedes_id_ck CHECK (supersedes_id <> id),
    CONSTRAINT policies_organization_id_fk FOREIGN KEY(organization_id, county_code) REFERENCES organizations (id, county_code),
    CONSTRAINT policies_supersedes_id_fk FOREIGN KEY(supersedes_id, county_code) REFERENCES policies (id, county_code),
    CONSTRAINT policies_county_code_document_number_uq UNIQUE (county_code, document_number)
);

CREATE INDEX policies_organization_id_ix ON policies (organization_id, valid_from, id);

CREATE INDEX policies_supersedes_id_ix ON policies (supersedes_id);

CREATE INDEX policies_valid_from_ix ON policies (valid_from, id);

CREATE TABLE policy_clauses (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    policy_id UUID NOT NULL,
    number SMALLINT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    benefit TEXT NOT NULL,
    amount_rule TEXT NOT NULL,
    amount NUMERIC(20, 2),
    rate_bp INTEGER,
    ceiling NUMERIC(20, 2),
    opens_on DATE,
    closes_on DATE,
    struck_on DATE,
    published BOOLEAN NOT NULL,
    CONSTRAINT policy_clauses_pk PRIMARY KEY (id, county_code),
    CONSTRAINT policy_clauses_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT policy_clauses_benefit_ck CHECK (benefit IN ('REWARD', 'SUBSIDY', 'TAX_RELIEF', 'LOAN_INTEREST', 'RENT_RELIEF', 'OTHER')),
    CONSTRAINT policy_clauses_amount_rule_ck CHECK (amount_rule IN ('FIXED', 'RATE', 'ASSESSED')),
    CONSTRAINT policy_clauses_number_ck CHECK (number > 0),
    CONSTRAINT policy_clauses_rule_ck CHECK ((amount_rule = 'FIXED') = (amount IS NOT NULL) AND (amount_rule = 'RATE') = (rate_bp IS NOT NULL) AND (amount_rule = 'RATE') = (ceiling IS NOT NULL)),
    CONSTRAINT policy_clauses_amount_ck CHECK (amount > 0),
    CONSTRAINT policy_clauses_ceiling_ck CHECK (ceiling > 0),
    CONSTRAINT policy_clauses_rate_bp_ck CHECK (rate_bp BETWEEN 1 AND 10000),
    CONSTRAINT policy_clauses_closes_on_ck CHECK (closes_on > opens_on),
    CONSTRAINT policy_clauses_struck_on_ck CHECK (NOT published OR struck_on IS NULL),
    CONSTRAINT policy_clauses_policy_id_fk FOREIGN KEY(policy_id, county_code) REFERENCES policies (id, county_code)
);

CREATE UNIQUE INDEX policy_clauses_policy_id_ix ON policy_clauses (policy_id, number) WHERE struck_on IS NULL;

CREATE INDEX policy_clauses_title_ix ON policy_clauses (title, id);

CREATE TABLE clause_conditions (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    clause_id UUID NOT NULL,
    place SMALLINT NOT NULL,
    alternative SMALLINT NOT NULL,
    kind TEXT NOT NULL,
    codes TEXT[] NOT NULL,
    pattern TEXT,
    wider TEXT[] NOT NULL,
    zone_id UUID,
    chain_id UUID,
    years SMALLINT,
    amount NUMERIC(20, 2),
    published BOOLEAN NOT NULL,
    CONSTRAINT clause_conditions_pk PRIMARY KEY (id, county_code),
    CONSTRAINT clause_conditions_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT clause_conditions_kind_ck CHECK (kind IN ('INDUSTRY_IN', 'INDUSTRY_OUT', 'ENTERPRISE_KIND', 'ENTERPRISE_STATUS', 'ZONE', 'DIVISION', 'TIER', 'STATISTICS', 'CHAIN', 'YEARS_AT_LEAST', 'YEARS_AT_MOST', 'REVENUE_AT_LEAST', 'CERTIFICATE')),
    CONSTRAINT clause_conditions_zone_id_ck CHECK ((kind = 'ZONE') = (zone_id IS NOT NULL)),
    CONSTRAINT clause_conditions_chain_id_ck CHECK ((kind = 'CHAIN') = (chain_id IS NOT NULL)),
    CONSTRAINT clause_conditions_years_ck CHECK ((kind IN ('YEARS_AT_LEAST', 'YEARS_AT_MOST')) = (years IS NOT NULL)),
    CONSTRAINT clause_conditions_amount_ck CHECK ((kind = 'REVENUE_AT_LEAST') = (amount IS NOT NULL)),
    CONSTRAINT clause_conditions_pattern_ck CHECK ((kind IN ('INDUSTRY_IN', 'INDUSTRY_OUT', 'DIVISION')) = (pattern IS NOT NULL)),
    CONSTRAINT clause_conditions_clause_id_fk FOREIGN KEY(clause_id, county_code) REFERENCES policy_clauses (id, county_code),
    CONSTRAINT clause_conditions_zone_id_fk FOREIGN KEY(zone_id, county_code) REFERENCES zones (id, county_code),
    CONSTRAINT clause_conditions_chain_id_fk FOREIGN KEY(chain_id, county_code) REFERENCES chains (id, county_code),
    CONSTRAINT clause_conditions_clause_id_place_uq UNIQUE (clause_id, place)
);

CREATE INDEX clause_conditions_chain_id_ix ON clause_conditions (chain_id);

CREATE INDEX clause_conditions_zone_id_ix ON clause_conditions (zone_id);

CREATE TABLE policy_notices (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    policy_id UUID NOT NULL,
    clause_id UUID,
    enterprise_id UUID NOT NULL,
    channel TEXT NOT NULL,
    told_on DATE NOT NULL,
    told_by TEXT,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT policy_notices_pk PRIMARY KEY (id, county_code),
    CONSTRAINT policy_notices_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT policy_notices_channel_ck CHECK (channel IN ('VISIT', 'PHONE', 'WECHAT', 'ONSITE_OFFICE')),
    CONSTRAINT policy_notices_policy_id_fk FOREIGN KEY(policy_id, county_code) REFERENCES policies (id, county_code),
    CONSTRAINT policy_notices_clause_id_fk FOREIGN KEY(clause_id, county_code) REFERENCES policy_clauses (id, county_code),
    CONSTRAINT policy_notices_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code)
);

CREATE INDEX policy_notices_clause_id_ix ON policy_notices (clause_id);

CREATE INDEX policy_notices_enterprise_id_ix ON policy_notices (enterprise_id, told_on, id);

CREATE INDEX policy_notices_policy_id_ix ON policy_notices (policy_id, told_on, id);

CREATE INDEX policy_notices_told_on_ix ON policy_notices (told_on, id);

CREATE TABLE policy_applications (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    policy_id UUID NOT NULL,
    clause_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    applicant_name TEXT NOT NULL,
    applicant_uscc TEXT,
    year SMALLINT NOT NULL,
    amount NUMERIC(20, 2) NOT NULL,
    revenue NUMERIC(20, 2),
    certificates TEXT[] NOT NULL,
    evidence TEXT,
    state TEXT NOT NULL,
    outcome TEXT,
    drafted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE,
    decided_at TIMESTAMP WITH TIME ZONE,
    granted NUMERIC(20, 2),
    paid NUMERIC(20, 2) NOT NULL,
    reason TEXT,
    reason_text TEXT,
    version INTEGER NOT NULL,
    CONSTRAINT policy_applications_pk PRIMARY KEY (id, county_code),
    CONSTRAINT policy_applications_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT policy_applications_state_ck CHECK (state IN ('DRAFTED', 'SUBMITTED', 'APPROVED', 'PAID', 'REJECTED', 'WITHDRAWN')),
    CONSTRAINT policy_applications_outcome_ck CHECK (outcome IN ('ELIGIBLE', 'NOT_ELIGIBLE', 'UNKNOWN')),
    CONSTRAINT policy_applications_reason_ck CHECK (reason IN ('NOT_ELIGIBLE', 'INCOMPLETE', 'DUPLICATE', 'BUDGET_EXHAUSTED', 'OTHER')),
    CONSTRAINT policy_applications_amount_ck CHECK (amount > 0),
    CONSTRAINT policy_applications_granted_ck CHECK ((state IN ('APPROVED', 'PAID')) = (granted IS NOT NULL)),
    CONSTRAINT policy_applications_paid_ck CHECK (paid >= 0 AND paid <= coalesce(granted, 0) AND (state = 'PAID') = (paid > 0)),
    CONSTRAINT policy_applications_rejected_ck CHECK ((state = 'REJECTED') = (reason IS NOT NULL)),
    CONSTRAINT policy_applications_policy_id_fk FOREIGN KEY(policy_id, county_code) REFERENCES policies (id, county_code),
    CONSTRAINT policy_applications_clause_id_fk FOREIGN KEY(clause_id, county_code) REFERENCES policy_clauses (id, county_code),
    CONSTRAINT policy_applications_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code)
);

CREATE INDEX policy_applications_clause_id_ix ON policy_applications (clause_id);

CREATE INDEX policy_applications_drafted_at_ix ON policy_applications (drafted_at, id);

CREATE INDEX policy_applications_enterprise_id_ix ON policy_applications (enterprise_id, drafted_at, id);

CREATE INDEX policy_applications_policy_id_ix ON policy_applications (policy_id, drafted_at, id);

CREATE UNIQUE INDEX policy_applications_standing_ix ON policy_applications (enterprise_id, clause_id, year) WHERE state NOT IN ('REJECTED', 'WITHDRAWN');

CREATE TABLE policy_payouts (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    application_id UUID NOT NULL,
    policy_id UUID NOT NULL,
    number SMALLINT NOT NULL,
    amount NUMERIC(20, 2) NOT NULL,
    paid_on DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT policy_payouts_pk PRIMARY KEY (id, county_code),
    CONSTRAINT policy_payouts_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT policy_payouts_amount_ck CHECK (amount > 0),
    CONSTRAINT policy_payouts_number_ck CHECK (number > 0),
    CONSTRAINT policy_payouts_application_id_fk FOREIGN KEY(application_id, county_code) REFERENCES policy_applications (id, county_code),
    CONSTRAINT policy_payouts_policy_id_fk FOREIGN KEY(policy_id, county_code) REFERENCES policies (id, county_code),
    CONSTRAINT policy_payouts_application_id_number_uq UNIQUE (application_id, number)
);

CREATE INDEX policy_payouts_county_code_ix ON policy_payouts (county_code, paid_on);

CREATE INDEX policy_payouts_policy_id_ix ON policy_payouts (policy_id);
"""

PUBLIC = ("policies", "policy_clauses", "clause_conditions")
"""What was published is for everybody; a draft is its county's."""

WALLED = ("policy_notices", "policy_applications", "policy_payouts")

COUNTED = ("policy_applications", "policy_payouts")
"""What the owner's function counts for whoever asks."""


def wall(table: str) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""


# What was published, told, decided and paid stays as it was written.
GRANTS = """
GRANT SELECT, INSERT ON policies, policy_clauses, clause_conditions, policy_notices, policy_applications, policy_payouts
    TO yaosu_runtime;
GRANT UPDATE (title, document_number, legal_basis, review_status, reviewed_on, reviewer, exemption_ground, valid_from,
    valid_until, state, published_on, ended_on, version) ON policies TO yaosu_runtime;
GRANT UPDATE (struck_on, published) ON policy_clauses TO yaosu_runtime;
GRANT UPDATE (published) ON clause_conditions TO yaosu_runtime;
GRANT UPDATE (evidence, state, outcome, submitted_at, decided_at, granted, paid, reason, reason_text, version)
    ON policy_applications TO yaosu_runtime;
"""

FUNCTIONS = """
-- What the policies of a county came to in a period, for whoever asks; it sums up, and shows no row: one line for each
-- policy, and one for all of them.
CREATE FUNCTION policy_payout_sums(county text, since date, until date, organization uuid, policy uuid)
RETURNS TABLE (
    policy_id uuid, amount numeric, payouts integer, applications integer, enterprises integer, outstanding numeric,
    waiting integer, waiting_enterprises integer
)
LANGUAGE sql STABLE ROWS 50 SECURITY DEFINER SET search_path = yaosu, pg_temp AS $$
    WITH counted AS (
        SELECT each.policy_id, each.enterprise_id, each.id, paid.amount, paid.payouts,
               CASE WHEN each.state IN ('APPROVED', 'PAID') THEN each.granted - each.paid ELSE 0 END AS outstanding
        FROM policy_applications AS each
        LEFT JOIN LATERAL (
            SELECT sum(policy_payouts.amount) AS amount, count(*)::integer AS payouts
            FROM policy_payouts
            WHERE policy_payouts.application_id = each.id AND policy_payouts.paid_on BETWEEN since AND until
        ) AS paid ON true
        WHERE each.county_code = county AND each.state IN ('APPROVED', 'PAID')
          AND ($5 IS NULL OR each.policy_id = $5)
          AND ($4 IS NULL OR each.policy_id IN (
              SELECT policies.id FROM policies WHERE policies.organization_id = $4
          ))
    )
    SELECT counted.policy_id, coalesce(sum(counted.amount), 0), coalesce(sum(counted.payouts), 0)::integer,
           count(*) FILTER (WHERE counted.payouts > 0)::integer,
           count(DISTINCT counted.enterprise_id) FILTER (WHERE counted.payouts > 0)::integer,
           coalesce(sum(counted.outstanding), 0), count(*) FILTER (WHERE counted.outstanding > 0)::integer,
           count(DISTINCT counted.enterprise_id) FILTER (WHERE counted.outstanding > 0)::integer
    FROM counted
    GROUP BY GROUPING SETS ((counted.policy_id), ())
$$;

REVOKE ALL ON FUNCTION policy_payout_sums FROM PUBLIC;
GRANT EXECUTE ON FUNCTION policy_payout_sums TO yaosu_runtime;
"""


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run(
        TABLES,
        *(wall(table) for table in (*PUBLIC, *WALLED)),
        *(f"CREATE POLICY everybody ON {table} FOR SELECT USING (published);" for table in PUBLIC),
        *(f"CREATE POLICY keeper ON {table} FOR SELECT TO yaosu_owner USING (true);" for table in COUNTED),
        GRANTS,
        FUNCTIONS,
    )
