"""Deals, disbursements and bonds; the tallies of sessions, and what came to enterprises."""

from db.migrations import scripts

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE financing_deals (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    demand_id UUID NOT NULL,
    product_id UUID,
    institution_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    session_id UUID,
    meeting_id UUID,
    backs_id UUID,
    kind TEXT NOT NULL,
    amount NUMERIC(20, 2) NOT NULL,
    state TEXT NOT NULL,
    decline_reason TEXT,
    granted_amount NUMERIC(20, 2),
    from_quota BOOLEAN NOT NULL,
    disbursed_amount NUMERIC(20, 2) DEFAULT 0 NOT NULL,
    proposed_on DATE NOT NULL,
    proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    consented_on DATE,
    last_step_on DATE NOT NULL,
    steps INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT financing_deals_pk PRIMARY KEY (id, county_code),
    CONSTRAINT financing_deals_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT financing_deals_kind_ck CHECK (kind IN ('LOAN', 'LEASE', 'GUARANTEE', 'BOND', 'EQUITY')),
    CONSTRAINT financing_deals_state_ck CHECK (state IN ('PROPOSED', 'CONSENTED', 'SCHEDULED', 'MET', 'IN_REVIEW', 'CREDIT_GRANTED', 'SIGNED', 'DISBURSED', 'DECLINED', 'WITHDRAWN', 'LAPSED')),
    CONSTRAINT financing_deals_decline_reason_ck CHECK (decline_reason IN ('COLLATERAL', 'REPAYMENT_CAPACITY', 'OUTSIDE_SCOPE', 'DOCUMENTS_MISSING', 'QUOTA_USED_UP', 'TERMS_NOT_AGREED', 'NOT_REACHED', 'OTHER')),
    CONSTRAINT financing_deals_amounts_ck CHECK (amount > 0 AND granted_amount > 0),
    CONSTRAINT financing_deals_disbursed_ck CHECK (disbursed_amount >= 0 AND disbursed_amount <= coalesce(granted_amount, 0)),
    CONSTRAINT financing_deals_declined_ck CHECK ((state = 'DECLINED') = (decline_reason IS NOT NULL)),
    CONSTRAINT financing_deals_granted_ck CHECK (state NOT IN ('CREDIT_GRANTED', 'SIGNED', 'DISBURSED') OR granted_amount IS NOT NULL),
    CONSTRAINT financing_deals_consented_ck CHECK (state IN ('PROPOSED', 'WITHDRAWN', 'LAPSED') OR consented_on IS NOT NULL),
    CONSTRAINT financing_deals_backs_ck CHECK (backs_id IS NULL OR (kind = 'GUARANTEE' AND backs_id <> id)),
    CONSTRAINT financing_deals_demand_id_fk FOREIGN KEY(demand_id, county_code) REFERENCES financing_demands (id, county_code),
    CONSTRAINT financing_deals_product_id_fk FOREIGN KEY(product_id, county_code) REFERENCES financial_products (id, county_code),
    CONSTRAINT financing_deals_institution_id_fk FOREIGN KEY(institution_id, county_code) REFERENCES organizations (id, county_code),
    CONSTRAINT financing_deals_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT financing_deals_session_id_fk FOREIGN KEY(session_id, county_code) REFERENCES fairs (id, county_code),
    CONSTRAINT financing_deals_meeting_id_fk FOREIGN KEY(meeting_id, county_code) REFERENCES financing_meetings (id, county_code),
    CONSTRAINT financing_deals_backs_id_fk FOREIGN KEY(backs_id, county_code) REFERENCES financing_deals (id, county_code)
);

CREATE INDEX financing_deals_backs_id_ix ON financing_deals (backs_id);

CREATE INDEX financing_deals_demand_id_ix ON financing_deals (demand_id, proposed_at, id);

CREATE INDEX financing_deals_enterprise_id_ix ON financing_deals (enterprise_id, proposed_at, id);

CREATE INDEX financing_deals_institution_id_ix ON financing_deals (institution_id, proposed_at, id);

CREATE INDEX financing_deals_meeting_id_ix ON financing_deals (meeting_id);

CREATE INDEX financing_deals_product_id_ix ON financing_deals (product_id);

CREATE INDEX financing_deals_proposed_at_ix ON financing_deals (proposed_at, id);

CREATE INDEX financing_deals_session_id_ix ON financing_deals (session_id, proposed_at, id);

CREATE UNIQUE INDEX financing_deals_standing_ix ON financing_deals (demand_id, institution_id, kind) WHERE state NOT IN ('DISBURSED', 'DECLINED', 'WITHDRAWN', 'LAPSED');

CREATE TABLE deal_steps (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    deal_id UUID NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    happened_on DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    note TEXT,
    CONSTRAINT deal_steps_pk PRIMARY KEY (id, county_code),
    CONSTRAINT deal_steps_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT deal_steps_state_ck CHECK (state IN ('PROPOSED', 'CONSENTED', 'SCHEDULED', 'MET', 'IN_REVIEW', 'CREDIT_GRANTED', 'SIGNED', 'DISBURSED', 'DECLINED', 'WITHDRAWN', 'LAPSED')),
    CONSTRAINT deal_steps_number_ck CHECK (number > 0),
    CONSTRAINT deal_steps_deal_id_fk FOREIGN KEY(deal_id, county_code) REFERENCES financing_deals (id, county_code),
    CONSTRAINT deal_steps_deal_id_number_uq UNIQUE (deal_id, number)
);

CREATE TABLE deal_disbursements (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    deal_id UUID NOT NULL,
    number INTEGER NOT NULL,
    amount NUMERIC(20, 2) NOT NULL,
    disbursed_on DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT deal_disbursements_pk PRIMARY KEY (id, county_code),
    CONSTRAINT deal_disbursements_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT deal_disbursements_number_ck CHECK (number > 0),
    CONSTRAINT deal_disbursements_amount_ck CHECK (amount > 0),
    CONSTRAINT deal_disbursements_deal_id_fk FOREIGN KEY(deal_id, county_code) REFERENCES financing_deals (id, county_code),
    CONSTRAINT deal_disbursements_deal_id_number_uq UNIQUE (deal_id, number)
);

CREATE INDEX deal_disbursements_disbursed_on_ix ON deal_disbursements (county_code, disbursed_on, deal_id);

CREATE TABLE bond_issues (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    deal_id UUID,
    authority TEXT NOT NULL,
    amount NUMERIC(20, 2) NOT NULL,
    issued_amount NUMERIC(20, 2),
    state TEXT NOT NULL,
    applied_on DATE NOT NULL,
    registered_on DATE,
    listed_on DATE,
    issued_on DATE,
    withdrawn_on DATE,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT bond_issues_pk PRIMARY KEY (id, county_code),
    CONSTRAINT bond_issues_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT bond_issues_state_ck CHECK (state IN ('APPLIED', 'REGISTERED', 'LISTED', 'ISSUED', 'WITHDRAWN')),
    CONSTRAINT bond_issues_amounts_ck CHECK (amount > 0 AND issued_amount > 0 AND issued_amount <= amount),
    CONSTRAINT bond_issues_issued_ck CHECK ((state = 'ISSUED') = (issued_on IS NOT NULL) AND (state = 'ISSUED') = (issued_amount IS NOT NULL)),
    CONSTRAINT bond_issues_withdrawn_ck CHECK ((state = 'WITHDRAWN') = (withdrawn_on IS NOT NULL)),
    CONSTRAINT bond_issues_days_ck CHECK (applied_on <= registered_on AND registered_on <= listed_on AND listed_on <= issued_on AND greatest(applied_on, registered_on, listed_on) <= withdrawn_on),
    CONSTRAINT bond_issues_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT bond_issues_deal_id_fk FOREIGN KEY(deal_id, county_code) REFERENCES financing_deals (id, county_code)
);

CREATE INDEX bond_issues_applied_on_ix ON bond_issues (applied_on, id);

CREATE UNIQUE INDEX bond_issues_deal_id_ix ON bond_issues (deal_id) WHERE state <> 'WITHDRAWN';

CREATE INDEX bond_issues_enterprise_id_ix ON bond_issues (enterprise_id, applied_on, id);

CREATE INDEX bond_issues_issued_on_ix ON bond_issues (county_code, issued_on);

CREATE TABLE session_tallies (
    session_id UUID NOT NULL,
    county_code TEXT NOT NULL,
    demands INTEGER DEFAULT 0 NOT NULL,
    offers INTEGER DEFAULT 0 NOT NULL,
    meetings_scheduled INTEGER DEFAULT 0 NOT NULL,
    meetings_held INTEGER DEFAULT 0 NOT NULL,
    granted_deals INTEGER DEFAULT 0 NOT NULL,
    granted_amount NUMERIC(20, 2) DEFAULT 0 NOT NULL,
    disbursed_deals INTEGER DEFAULT 0 NOT NULL,
    disbursed_amount NUMERIC(20, 2) DEFAULT 0 NOT NULL,
    version INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT session_tallies_pk PRIMARY KEY (session_id, county_code),
    CONSTRAINT session_tallies_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT session_tallies_session_id_fk FOREIGN KEY(session_id, county_code) REFERENCES fairs (id, county_code)
)
 WITH (fillfactor = 50);
"""

PUBLIC = ("session_tallies",)
"""The counts of a session: everybody reads them."""

WALLED = ("financing_deals", "deal_steps", "deal_disbursements", "bond_issues")


def wall(table: str, *, public: bool) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    policies = f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""
    return policies + (f"CREATE POLICY everybody ON {table} FOR SELECT USING (true);\n" if public else "")


# Triggers and totals work as the owner, for whatever county the rows are of: also when a superuser changes them, whom no
# policy holds.
KEEPERS = """
CREATE POLICY keeper ON session_tallies TO yaosu_owner USING (true);
CREATE POLICY keeper ON financing_deals TO yaosu_owner USING (true);
CREATE POLICY keeper ON deal_disbursements FOR SELECT TO yaosu_owner USING (true);
CREATE POLICY keeper ON bond_issues FOR SELECT TO yaosu_owner USING (true);
CREATE POLICY keeper ON financing_demands FOR SELECT TO yaosu_owner USING (true);
CREATE POLICY keeper ON financing_meetings FOR SELECT TO yaosu_owner USING (true);
CREATE POLICY keeper ON chain_memberships FOR SELECT TO yaosu_owner USING (true);
CREATE POLICY keeper ON intakes FOR SELECT TO yaosu_owner USING (true);
"""

# What was paid of a credit is the sum of its disbursements, whoever wrote them; a check keeps it below the credit.
PAID = """
CREATE FUNCTION keep_paid_on_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = yaosu, pg_temp AS $$
BEGIN
    UPDATE financing_deals AS deal SET disbursed_amount = deal.disbursed_amount + paid.amount
    FROM (SELECT deal_id, county_code, sum(amount) AS amount FROM added GROUP BY deal_id, county_code) AS paid
    WHERE deal.id = paid.deal_id AND deal.county_code = paid.county_code;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_paid_on_insert AFTER INSERT ON deal_disbursements
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_paid_on_insert();

CREATE FUNCTION keep_disbursements() RETURNS trigger LANGUAGE plpgsql SET search_path = yaosu, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a disbursement stays as it was written' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER keep_disbursements BEFORE UPDATE OR DELETE ON deal_disbursements
    FOR EACH ROW EXECUTE FUNCTION keep_disbursements();
"""

# Counts anew, in one place: who holds the tally sees in the next statement all that was committed before. Guarantees
# bring no money, and a credit that came to nothing is none.
COUNT = """
CREATE FUNCTION count_session(session uuid, county text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = yaosu, pg_temp AS $$
DECLARE
    held session_tallies;
    counted session_tallies;
BEGIN
    INSERT INTO session_tallies (session_id, county_code) VALUES (session, county) ON CONFLICT DO NOTHING;
    SELECT * INTO held FROM session_tallies WHERE session_id = session AND county_code = county FOR UPDATE;
    counted := held;
    SELECT count(DISTINCT brought.demand_id), count(DISTINCT (brought.demand_id, brought.institution_id))
        FILTER (WHERE brought.institution_id IS NOT NULL)
    INTO counted.demands, counted.offers
    FROM (
        SELECT demand_id, institution_id FROM financing_deals
        WHERE session_id = session AND county_code = county
        UNION ALL SELECT demand_id, CASE WHEN state <> 'CANCELLED' THEN institution_id END FROM financing_meetings
        WHERE session_id = session AND county_code = county
        UNION ALL SELECT demand.id, NULL FROM intakes
        JOIN financing_demands AS demand ON demand.intake_id = intakes.id AND demand.county_code = county
        WHERE intakes.fair_id = session AND intakes.county_code = county
    ) AS brought;
    SELECT count(*) FILTER (WHERE state <> 'CANCELLED'), count(*) FILTER (WHERE state = 'HELD')
    INTO counted.meetings_scheduled, counted.meetings_held
    FROM financing_meetings WHERE session_id = session AND county_code = county;
    SELECT count(*), coalesce(sum(granted_amount), 0),
           count(*) FILTER (WHERE disbursed_amount > 0), coalesce(sum(disbursed_amount), 0)
    INTO counted.granted_deals, counted.granted_amount, counted.disbursed_deals, counted.disbursed_amount
    FROM financing_deals
    WHERE session_id = session AND county_code = county AND kind <> 'GUARANTEE'
      AND state IN ('CREDIT_GRANTED', 'SIGNED', 'DISBURSED');
    IF counted IS DISTINCT FROM held THEN
        UPDATE session_tallies
        SET demands = counted.demands, offers = counted.offers,
            meetings_scheduled = counted.meetings_scheduled, meetings_held = counted.meetings_held,
            granted_deals = counted.granted_deals, granted_amount = counted.granted_amount,
            disbursed_deals = counted.disbursed_deals, disbursed_amount = counted.disbursed_amount,
            version = held.version + 1
        WHERE session_id = session AND county_code = county;
    END IF;
END $$;
REVOKE ALL ON FUNCTION count_session FROM PUBLIC;
"""

OF_SESSION = "SELECT session_id, county_code FROM {rows} WHERE session_id IS NOT NULL"
OF_INTAKE = (
    "SELECT intakes.fair_id AS session_id, intakes.county_code FROM {rows} AS demand"
    " JOIN intakes ON intakes.id = demand.intake_id AND intakes.county_code = demand.county_code"
)
EVENTS = (
    ("insert", "NEW TABLE AS added", ("added",)),
    ("update", "OLD TABLE AS removed NEW TABLE AS added", ("added", "removed")),
    ("delete", "OLD TABLE AS removed", ("removed",)),
)


def keep_session(table: str, of: str) -> str:
    """Statement triggers that count the sessions anew which rows of a table are of, or were."""
    return "".join(
        f"""
CREATE FUNCTION count_sessions_of_{table}_on_{event}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = yaosu, pg_temp AS $$
BEGIN
    PERFORM count_session(changed.session_id, changed.county_code)
    FROM (
        {" UNION ".join(of.format(rows=rows) for rows in tables)}
        ORDER BY session_id, county_code
    ) AS changed;
    RETURN NULL;
END $$;
CREATE TRIGGER count_sessions_on_{event} AFTER {event.upper()} ON {table}
    REFERENCING {referencing} FOR EACH STATEMENT EXECUTE FUNCTION count_sessions_of_{table}_on_{event}();
"""
        for event, referencing, tables in EVENTS
    )


# What was paid out in a period, or issued, to whom and by whom. A deal that has a bond issue is counted by that. A record
# that was merged into another is of the same enterprise.
FINANCED = """
CREATE FUNCTION financed(county text, of_zone uuid, of_chain uuid, since date, until date)
RETURNS TABLE (kind text, institution_id uuid, enterprise_id uuid, linked boolean, inside boolean, amount numeric, deals integer)
LANGUAGE sql STABLE ROWS 100 SECURITY DEFINER SET search_path = yaosu, pg_temp AS $$
    WITH RECURSIVE below AS (
        SELECT of_zone AS id
        UNION SELECT zones.id FROM zones JOIN below ON zones.parent_id = below.id
    ), paid AS (
        SELECT deal.kind, deal.institution_id, deal.enterprise_id, deal.backs_id IS NOT NULL AS linked,
               deal.id, disbursement.amount, disbursement.disbursed_on AS day
        FROM deal_disbursements AS disbursement
        JOIN financing_deals AS deal
          ON deal.id = disbursement.deal_id AND deal.county_code = disbursement.county_code
        WHERE disbursement.county_code = county AND disbursement.disbursed_on BETWEEN since AND until
          AND NOT EXISTS (
              SELECT FROM bond_issues AS issue
              WHERE issue.deal_id = deal.id AND issue.county_code = county AND issue.state <> 'WITHDRAWN'
          )
        UNION ALL
        SELECT 'BOND', deal.institution_id, issue.enterprise_id, false, issue.id, issue.issued_amount, issue.issued_on
        FROM bond_issues AS issue
        LEFT JOIN financing_deals AS deal ON deal.id = issue.deal_id AND deal.county_code = issue.county_code
        WHERE issue.county_code = county AND issue.issued_on BETWEEN since AND until
    )
    SELECT paid.kind, paid.institution_id, coalesce(enterprise.merged_into_id, enterprise.id), paid.linked, of.inside,
           sum(paid.amount), count(DISTINCT paid.id)::integer
    FROM paid
    JOIN enterprises AS enterprise ON enterprise.id = paid.enterprise_id AND enterprise.county_code = county
    CROSS JOIN LATERAL (
        SELECT (of_zone IS NULL OR coalesce(enterprise.zone_id IN (SELECT below.id FROM below), false))
           AND (of_chain IS NULL OR EXISTS (
               SELECT FROM chain_memberships AS member
               WHERE member.chain_id = of_chain AND member.enterprise_id = paid.enterprise_id
                 AND member.county_code = county
                 AND member.since <= paid.day AND (member.until IS NULL OR member.until > paid.day)
           )) AS inside
    ) AS of
    GROUP BY 1, 2, 3, 4, 5
$$;
REVOKE ALL ON FUNCTION financed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION financed TO yaosu_runtime;
"""

# What was agreed on, and every step, stays as it was written; the tallies and what was paid are the triggers' alone.
GRANTS = """
GRANT SELECT ON session_tallies TO yaosu_runtime;
GRANT SELECT, INSERT ON financing_deals, deal_steps, deal_disbursements, bond_issues TO yaosu_runtime;
GRANT UPDATE (session_id, meeting_id, backs_id, state, decline_reason, granted_amount, from_quota, consented_on,
    last_step_on, steps, version) ON financing_deals TO yaosu_runtime;
GRANT UPDATE (deal_id, issued_amount, state, registered_on, listed_on, issued_on, withdrawn_on, version)
    ON bond_issues TO yaosu_runtime;
"""


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run(
        TABLES,
        *(wall(table, public=True) for table in PUBLIC),
        *(wall(table, public=False) for table in WALLED),
        KEEPERS,
        PAID,
        COUNT,
        keep_session("financing_deals", OF_SESSION),
        keep_session("financing_meetings", OF_SESSION),
        keep_session("financing_demands", OF_INTAKE),
        FINANCED,
        GRANTS,
    )


def downgrade() -> None:
    """Nothing is taken back."""
    raise NotImplementedError
