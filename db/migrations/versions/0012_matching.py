"""Match runs and their meetings."""

from db.migrations import scripts

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE match_runs (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    session_id UUID NOT NULL,
    mode TEXT NOT NULL,
    policy_id UUID,
    policy_version INTEGER NOT NULL,
    meetings_per_enterprise INTEGER NOT NULL,
    slot_minutes INTEGER NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    most_slots INTEGER NOT NULL,
    with_unknown BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    failure TEXT,
    digest TEXT,
    result_digest TEXT,
    pairs_scored INTEGER NOT NULL,
    pairs_total INTEGER,
    demands INTEGER,
    eligible_pairs INTEGER,
    unknown_pairs INTEGER,
    without_offer INTEGER,
    assigned INTEGER,
    unmatched INTEGER,
    blocking_pairs INTEGER,
    slots INTEGER,
    concentration INTEGER,
    requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    heartbeat_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    progress INTEGER NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT match_runs_pk PRIMARY KEY (id, county_code),
    CONSTRAINT match_runs_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT match_runs_mode_ck CHECK (mode IN ('STABLE', 'TOP_K', 'MAX_COVERAGE')),
    CONSTRAINT match_runs_state_ck CHECK (state IN ('QUEUED', 'RUNNING', 'DONE', 'CANCELLED', 'FAILED')),
    CONSTRAINT match_runs_failure_ck CHECK (failure IN ('LOST', 'BROKEN')),
    CONSTRAINT match_runs_failed_ck CHECK ((state = 'FAILED') = (failure IS NOT NULL)),
    CONSTRAINT match_runs_finished_at_ck CHECK ((state IN ('QUEUED', 'RUNNING')) = (finished_at IS NULL)),
    CONSTRAINT match_runs_digest_ck CHECK (state <> 'DONE' OR digest IS NOT NULL),
    CONSTRAINT match_runs_session_id_fk FOREIGN KEY(session_id, county_code) REFERENCES fairs (id, county_code),
    CONSTRAINT match_runs_policy_id_fk FOREIGN KEY(policy_id, county_code) REFERENCES match_policies (id, county_code)
);

CREATE INDEX match_runs_policy_id_ix ON match_runs (policy_id) WHERE policy_id IS NOT NULL;

CREATE INDEX match_runs_requested_at_ix ON match_runs (requested_at, id);

CREATE INDEX match_runs_session_id_ix ON match_runs (session_id, requested_at, id);

CREATE UNIQUE INDEX match_runs_under_way_ix ON match_runs (session_id) WHERE state IN ('QUEUED', 'RUNNING');

CREATE TABLE match_run_institutions (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    run_id UUID NOT NULL,
    institution_id UUID NOT NULL,
    desks INTEGER NOT NULL,
    offers INTEGER NOT NULL,
    meetings INTEGER NOT NULL,
    all_meetings INTEGER NOT NULL,
    CONSTRAINT match_run_institutions_pk PRIMARY KEY (id, county_code),
    CONSTRAINT match_run_institutions_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT match_run_institutions_run_id_fk FOREIGN KEY(run_id, county_code) REFERENCES match_runs (id, county_code),
    CONSTRAINT match_run_institutions_institution_id_fk FOREIGN KEY(institution_id, county_code) REFERENCES organizations (id, county_code),
    CONSTRAINT match_run_institutions_run_id_institution_id_uq UNIQUE (run_id, institution_id)
);

CREATE INDEX match_run_institutions_institution_id_ix ON match_run_institutions (institution_id);

CREATE TABLE match_run_sizes (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    run_id UUID NOT NULL,
    size TEXT NOT NULL,
    place INTEGER NOT NULL,
    demands INTEGER NOT NULL,
    offers INTEGER NOT NULL,
    matched INTEGER NOT NULL,
    CONSTRAINT match_run_sizes_pk PRIMARY KEY (id, county_code),
    CONSTRAINT match_run_sizes_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT match_run_sizes_size_ck CHECK (size IN ('LARGE', 'MEDIUM', 'SMALL', 'MICRO', 'UNKNOWN')),
    CONSTRAINT match_run_sizes_run_id_fk FOREIGN KEY(run_id, county_code) REFERENCES match_runs (id, county_code),
    CONSTRAINT match_run_sizes_run_id_size_uq UNIQUE (run_id, size)
);

CREATE TABLE financing_meetings (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    run_id UUID NOT NULL,
    session_id UUID NOT NULL,
    booth_id UUID NOT NULL,
    desk INTEGER NOT NULL,
    slot INTEGER,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    demand_id UUID NOT NULL,
    product_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    institution_id UUID NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT financing_meetings_pk PRIMARY KEY (id, county_code),
    CONSTRAINT financing_meetings_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT financing_meetings_state_ck CHECK (state IN ('SCHEDULED', 'HELD', 'MISSED', 'CANCELLED')),
    CONSTRAINT financing_meetings_desk_ck CHECK (desk > 0),
    CONSTRAINT financing_meetings_slot_ck CHECK (slot > 0),
    CONSTRAINT financing_meetings_ends_at_ck CHECK (ends_at > starts_at),
    CONSTRAINT financing_meetings_run_id_fk FOREIGN KEY(run_id, county_code) REFERENCES match_runs (id, county_code),
    CONSTRAINT financing_meetings_session_id_fk FOREIGN KEY(session_id, county_code) REFERENCES fairs (id, county_code),
    CONSTRAINT financing_meetings_booth_id_fk FOREIGN KEY(booth_id, county_code, session_id) REFERENCES booths (id, county_code, fair_id),
    CONSTRAINT financing_meetings_demand_id_fk FOREIGN KEY(demand_id, county_code) REFERENCES financing_demands (id, county_code),
    CONSTRAINT financing_meetings_product_id_fk FOREIGN KEY(product_id, county_code) REFERENCES financial_products (id, county_code),
    CONSTRAINT financing_meetings_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT financing_meetings_institution_id_fk FOREIGN KEY(institution_id, county_code) REFERENCES organizations (id, county_code)
);

CREATE INDEX financing_meetings_booth_id_ix ON financing_meetings (booth_id, starts_at, id);

CREATE INDEX financing_meetings_demand_id_ix ON financing_meetings (demand_id, starts_at, id);

CREATE UNIQUE INDEX financing_meetings_desk_ix ON financing_meetings (booth_id, desk, starts_at) WHERE state <> 'CANCELLED';

CREATE INDEX financing_meetings_enterprise_id_ix ON financing_meetings (enterprise_id, starts_at, id);

CREATE UNIQUE INDEX financing_meetings_guest_ix ON financing_meetings (session_id, enterprise_id, starts_at) WHERE state <> 'CANCELLED';

CREATE INDEX financing_meetings_institution_id_ix ON financing_meetings (institution_id, starts_at, id);

CREATE INDEX financing_meetings_product_id_ix ON financing_meetings (product_id);

CREATE INDEX financing_meetings_run_id_ix ON financing_meetings (run_id);

CREATE INDEX financing_meetings_session_id_ix ON financing_meetings (session_id, starts_at, id);

CREATE TABLE matches (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    run_id UUID NOT NULL,
    place TEXT NOT NULL,
    demand_id UUID NOT NULL,
    product_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    institution_id UUID NOT NULL,
    rank INTEGER NOT NULL,
    enterprise_utility INTEGER NOT NULL,
    institution_utility INTEGER NOT NULL,
    unknown TEXT[] NOT NULL,
    meeting_id UUID,
    CONSTRAINT matches_pk PRIMARY KEY (id, county_code),
    CONSTRAINT matches_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT matches_rank_ck CHECK (rank > 0),
    CONSTRAINT matches_utilities_ck CHECK (enterprise_utility BETWEEN 0 AND 100 AND institution_utility BETWEEN 0 AND 100),
    CONSTRAINT matches_run_id_fk FOREIGN KEY(run_id, county_code) REFERENCES match_runs (id, county_code),
    CONSTRAINT matches_demand_id_fk FOREIGN KEY(demand_id, county_code) REFERENCES financing_demands (id, county_code),
    CONSTRAINT matches_product_id_fk FOREIGN KEY(product_id, county_code) REFERENCES financial_products (id, county_code),
    CONSTRAINT matches_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT matches_institution_id_fk FOREIGN KEY(institution_id, county_code) REFERENCES organizations (id, county_code),
    CONSTRAINT matches_meeting_id_fk FOREIGN KEY(meeting_id, county_code) REFERENCES financing_meetings (id, county_code)
);

CREATE INDEX matches_demand_id_ix ON matches (demand_id);

CREATE INDEX matches_enterprise_id_ix ON matches (enterprise_id);

CREATE INDEX matches_institution_id_ix ON matches (institution_id);

CREATE UNIQUE INDEX matches_meeting_id_ix ON matches (meeting_id);

CREATE INDEX matches_product_id_ix ON matches (product_id);

CREATE INDEX matches_run_id_ix ON matches (run_id, place, id);

CREATE TABLE unmatched_demands (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    run_id UUID NOT NULL,
    place TEXT NOT NULL,
    demand_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    why TEXT NOT NULL,
    product_id UUID,
    failed TEXT[] NOT NULL,
    unknown TEXT[] NOT NULL,
    CONSTRAINT unmatched_demands_pk PRIMARY KEY (id, county_code),
    CONSTRAINT unmatched_demands_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT unmatched_demands_why_ck CHECK (why IN ('NOT_ELIGIBLE', 'NO_PLACE')),
    CONSTRAINT unmatched_demands_run_id_fk FOREIGN KEY(run_id, county_code) REFERENCES match_runs (id, county_code),
    CONSTRAINT unmatched_demands_demand_id_fk FOREIGN KEY(demand_id, county_code) REFERENCES financing_demands (id, county_code),
    CONSTRAINT unmatched_demands_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT unmatched_demands_product_id_fk FOREIGN KEY(product_id, county_code) REFERENCES financial_products (id, county_code)
);

CREATE INDEX unmatched_demands_demand_id_ix ON unmatched_demands (demand_id);

CREATE INDEX unmatched_demands_enterprise_id_ix ON unmatched_demands (enterprise_id);

CREATE INDEX unmatched_demands_product_id_ix ON unmatched_demands (product_id) WHERE product_id IS NOT NULL;

CREATE INDEX unmatched_demands_run_id_ix ON unmatched_demands (run_id, place, id);
"""

WALLED = (
    "match_runs",
    "match_run_institutions",
    "match_run_sizes",
    "financing_meetings",
    "matches",
    "unmatched_demands",
)


def wall(table: str) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""


# A run whose process has died is nobody's: any process settles it, in whichever county. It works as the owner, who is
# behind the wall as well.
LOST = """
CREATE POLICY keeper ON match_runs TO yaosu_owner USING (true);

CREATE FUNCTION settle_lost_runs() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = yaosu, pg_temp AS $$
    UPDATE match_runs SET state = 'FAILED', failure = 'LOST', finished_at = clock_timestamp(),
        progress = progress + 1, version = version + 1
    WHERE state IN ('QUEUED', 'RUNNING') AND heartbeat_at < clock_timestamp() - interval '30 seconds'
$$;
REVOKE ALL ON FUNCTION settle_lost_runs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_lost_runs() TO yaosu_runtime;
"""

# What a run was asked, and what it found, stays as it was written.
GRANTS = """
GRANT SELECT, INSERT ON match_runs, match_run_institutions, match_run_sizes, financing_meetings, matches,
    unmatched_demands TO yaosu_runtime;
GRANT UPDATE (state, failure, digest, result_digest, pairs_scored, pairs_total, demands, eligible_pairs, unknown_pairs,
    without_offer, assigned, unmatched, blocking_pairs, slots, concentration, started_at, finished_at, heartbeat_at,
    progress, version) ON match_runs TO yaosu_runtime;
GRANT UPDATE (booth_id, desk, slot, starts_at, ends_at, state, version) ON financing_meetings TO yaosu_runtime;
"""


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run(TABLES, *(wall(table) for table in WALLED), LOST, GRANTS)
