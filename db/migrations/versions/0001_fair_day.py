"""The fair day: zones, organizations, enterprises, fairs, booths, intakes, tallies, the ledger."""

from db.migrations import scripts

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE enterprises (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    name TEXT NOT NULL,
    uscc TEXT,
    status TEXT NOT NULL,
    CONSTRAINT enterprises_pk PRIMARY KEY (id, county_code),
    CONSTRAINT enterprises_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT enterprises_status_ck CHECK (status IN ('PREPARING', 'ACTIVE', 'MOVED', 'CLOSED')),
    CONSTRAINT enterprises_uscc_ck CHECK (uscc IS NOT NULL OR status = 'PREPARING'),
    CONSTRAINT enterprises_county_code_uscc_uq UNIQUE (county_code, uscc)
);

CREATE TABLE organizations (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    CONSTRAINT organizations_pk PRIMARY KEY (id, county_code),
    CONSTRAINT organizations_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT organizations_kind_ck CHECK (kind IN ('DEPARTMENT', 'BANK', 'FINANCIAL_LEASING', 'FINANCING_GUARANTEE', 'OTHER_INSTITUTION')),
    CONSTRAINT organizations_county_code_name_uq UNIQUE (county_code, name)
);

CREATE TABLE zones (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    division_code TEXT NOT NULL,
    CONSTRAINT zones_pk PRIMARY KEY (id, county_code),
    CONSTRAINT zones_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT zones_kind_ck CHECK (kind IN ('PREFECTURE', 'COUNTY', 'DEV_ZONE', 'HIGH_TECH', 'PORT', 'TOWN')),
    CONSTRAINT zones_county_code_name_uq UNIQUE (county_code, name)
);

CREATE TABLE fairs (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    zone_id UUID NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    venues TEXT[] NOT NULL,
    round INTEGER,
    opens_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closes_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT fairs_pk PRIMARY KEY (id, county_code),
    CONSTRAINT fairs_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT fairs_kind_ck CHECK (kind IN ('ELEMENT_FAIR', 'ELEMENT_WEEK', 'FRONTLINE_SERVICE', 'OPEN_DAY', 'FINANCING_SESSION')),
    CONSTRAINT fairs_state_ck CHECK (state IN ('PLANNED', 'OPEN', 'CLOSED', 'RECONCILED')),
    CONSTRAINT fairs_times_ck CHECK (closes_at > opens_at),
    CONSTRAINT fairs_zone_id_fk FOREIGN KEY(zone_id, county_code) REFERENCES zones (id, county_code)
);

CREATE INDEX fairs_opens_at_ix ON fairs (opens_at, id);

CREATE TABLE attendances (
    fair_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    county_code TEXT NOT NULL,
    attended_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT attendances_pk PRIMARY KEY (fair_id, enterprise_id, county_code),
    CONSTRAINT attendances_fair_id_fk FOREIGN KEY(fair_id, county_code) REFERENCES fairs (id, county_code),
    CONSTRAINT attendances_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code)
);

CREATE TABLE booths (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    fair_id UUID NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    organization_id UUID NOT NULL,
    registers TEXT[] NOT NULL,
    element_kinds TEXT[] NOT NULL,
    capacity INTEGER,
    state TEXT NOT NULL,
    last_number INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT booths_pk PRIMARY KEY (id, county_code),
    CONSTRAINT booths_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT booths_state_ck CHECK (state IN ('PLANNED', 'OPEN', 'CLOSED', 'RECONCILED')),
    CONSTRAINT booths_fair_id_fk FOREIGN KEY(fair_id, county_code) REFERENCES fairs (id, county_code),
    CONSTRAINT booths_organization_id_fk FOREIGN KEY(organization_id, county_code) REFERENCES organizations (id, county_code),
    CONSTRAINT booths_fair_id_code_uq UNIQUE (fair_id, code),
    CONSTRAINT booths_id_county_code_fair_id_uq UNIQUE (id, county_code, fair_id)
)
 WITH (fillfactor = 50);

CREATE TABLE ratings (
    fair_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    county_code TEXT NOT NULL,
    level TEXT NOT NULL,
    comment TEXT,
    rated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT ratings_pk PRIMARY KEY (fair_id, enterprise_id, county_code),
    CONSTRAINT ratings_level_ck CHECK (level IN ('VERY_SATISFIED', 'SATISFIED', 'FAIRLY_SATISFIED', 'DISSATISFIED', 'VERY_DISSATISFIED')),
    CONSTRAINT ratings_fair_id_fk FOREIGN KEY(fair_id, county_code) REFERENCES fairs (id, county_code),
    CONSTRAINT ratings_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code)
);

CREATE TABLE booth_tallies (
    booth_id UUID NOT NULL,
    register TEXT NOT NULL,
    county_code TEXT NOT NULL,
    fair_id UUID NOT NULL,
    on_site INTEGER DEFAULT 0 NOT NULL,
    solution INTEGER DEFAULT 0 NOT NULL,
    open INTEGER DEFAULT 0 NOT NULL,
    withdrawn INTEGER DEFAULT 0 NOT NULL,
    duplicate INTEGER DEFAULT 0 NOT NULL,
    received INTEGER GENERATED ALWAYS AS (on_site + solution + open) NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    CONSTRAINT booth_tallies_pk PRIMARY KEY (booth_id, register, county_code),
    CONSTRAINT booth_tallies_register_ck CHECK (register IN ('ELEMENT', 'FINANCE')),
    CONSTRAINT booth_tallies_counts_ck CHECK (least(on_site, solution, open, withdrawn, duplicate) >= 0),
    CONSTRAINT booth_tallies_booth_id_fk FOREIGN KEY(booth_id, county_code, fair_id) REFERENCES booths (id, county_code, fair_id),
    CONSTRAINT booth_tallies_booth_id_register_county_code_fair_id_uq UNIQUE (booth_id, register, county_code, fair_id)
)
 WITH (fillfactor = 50);

CREATE INDEX booth_tallies_fair_id_ix ON booth_tallies (fair_id);

CREATE TABLE intakes (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    fair_id UUID NOT NULL,
    booth_id UUID NOT NULL,
    number INTEGER NOT NULL,
    register TEXT NOT NULL,
    element_kind TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    form JSONB,
    summary TEXT,
    urgency TEXT NOT NULL,
    desired_by DATE,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    disposition TEXT,
    disposed_at TIMESTAMP WITH TIME ZONE,
    duplicate_of_id UUID,
    note TEXT,
    CONSTRAINT intakes_pk PRIMARY KEY (id, county_code),
    CONSTRAINT intakes_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT intakes_register_ck CHECK (register IN ('ELEMENT', 'FINANCE')),
    CONSTRAINT intakes_element_kind_ck CHECK (element_kind IN ('LAND', 'SPACE', 'CAPITAL', 'LABOUR', 'ENERGY', 'ENV', 'LOGISTICS', 'TECH', 'DATA', 'POLICY', 'APPROVAL', 'CERT', 'MARKET', 'SAFETY')),
    CONSTRAINT intakes_urgency_ck CHECK (urgency IN ('NORMAL', 'URGENT', 'BLOCKING')),
    CONSTRAINT intakes_disposition_ck CHECK (disposition IN ('RESOLVED_ON_SITE', 'SOLUTION_GIVEN', 'WITHDRAWN', 'DUPLICATE')),
    CONSTRAINT intakes_disposed_at_ck CHECK ((disposition IS NULL) = (disposed_at IS NULL)),
    CONSTRAINT intakes_duplicate_of_ck CHECK ((disposition = 'DUPLICATE') = (duplicate_of_id IS NOT NULL)),
    CONSTRAINT intakes_number_ck CHECK (number > 0),
    CONSTRAINT intakes_booth_id_fk FOREIGN KEY(booth_id, register, county_code, fair_id) REFERENCES booth_tallies (booth_id, register, county_code, fair_id),
    CONSTRAINT intakes_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT intakes_duplicate_of_id_fk FOREIGN KEY(duplicate_of_id, county_code) REFERENCES intakes (id, county_code),
    CONSTRAINT intakes_booth_id_number_uq UNIQUE (booth_id, number)
);

CREATE INDEX intakes_enterprise_id_ix ON intakes (enterprise_id, fair_id);

CREATE INDEX intakes_fair_id_received_at_ix ON intakes (fair_id, received_at, id);

CREATE TABLE answers (
    idempotency_key TEXT NOT NULL,
    county_code TEXT NOT NULL,
    intake_id UUID NOT NULL,
    input_digest BYTEA NOT NULL,
    question_digest BYTEA NOT NULL,
    answer BYTEA NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT answers_pk PRIMARY KEY (idempotency_key, county_code),
    CONSTRAINT answers_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT answers_intake_id_fk FOREIGN KEY(intake_id, county_code) REFERENCES intakes (id, county_code)
);

COMMENT ON TABLE answers IS 'First answers by idempotency key: a repeated submitIntake gets the same bytes again.';

CREATE TABLE ledger_entries (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    fair_id UUID NOT NULL,
    intake_id UUID NOT NULL,
    state TEXT NOT NULL,
    solution TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    due_on DATE NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT ledger_entries_pk PRIMARY KEY (id, county_code),
    CONSTRAINT ledger_entries_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT ledger_entries_state_ck CHECK (state IN ('OPEN', 'STRUCK_OFF')),
    CONSTRAINT ledger_entries_intake_id_fk FOREIGN KEY(intake_id, county_code) REFERENCES intakes (id, county_code)
);

CREATE INDEX ledger_entries_fair_id_ix ON ledger_entries (fair_id, due_on, id);

CREATE UNIQUE INDEX ledger_entries_intake_id_ix ON ledger_entries (intake_id);
"""


def keep_tallies(event: str, referencing: str, changes: str) -> str:
    """A statement trigger that keeps the tallies equal to the intakes, so that no path can forget them: an act,
    a load, a hand in psql. One row a booth and register: intakes of different booths never wait for each other."""
    return f"""
CREATE FUNCTION keep_tallies_on_{event}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = yaosu, pg_temp AS $$
BEGIN
    UPDATE booth_tallies AS tally
    SET on_site = tally.on_site + change.on_site,
        solution = tally.solution + change.solution,
        open = tally.open + change.open,
        withdrawn = tally.withdrawn + change.withdrawn,
        duplicate = tally.duplicate + change.duplicate,
        version = tally.version + 1
    FROM (
        SELECT booth_id, register, county_code,
               coalesce(sum(sign) FILTER (WHERE disposition = 'RESOLVED_ON_SITE'), 0) AS on_site,
               coalesce(sum(sign) FILTER (WHERE disposition = 'SOLUTION_GIVEN'), 0) AS solution,
               coalesce(sum(sign) FILTER (WHERE disposition IS NULL), 0) AS open,
               coalesce(sum(sign) FILTER (WHERE disposition = 'WITHDRAWN'), 0) AS withdrawn,
               coalesce(sum(sign) FILTER (WHERE disposition = 'DUPLICATE'), 0) AS duplicate
        FROM ({changes}) AS changed
        GROUP BY booth_id, register, county_code
    ) AS change
    WHERE tally.booth_id = change.booth_id
      AND tally.register = change.register
      AND tally.county_code = change.county_code;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_tallies_on_{event} AFTER {event.upper()} ON intakes
    REFERENCING {referencing} FOR EACH STATEMENT EXECUTE FUNCTION keep_tallies_on_{event}();
"""


ADDED = "SELECT 1 AS sign, booth_id, register, county_code, disposition FROM added"
REMOVED = "SELECT -1 AS sign, booth_id, register, county_code, disposition FROM removed"

# A restored database is another history: its versions may stand lower. A dump restored elsewhere has another system
# identifier, one restored in place another database oid, one recovered to a point in time another timeline.
EPOCH = """
CREATE FUNCTION current_epoch() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT left(encode(sha256(convert_to(concat_ws(':',
        (SELECT system_identifier FROM pg_control_system()),
        (SELECT oid FROM pg_database WHERE datname = current_database()),
        CASE WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint())
             ELSE ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer END
    ), 'UTF8')), 'hex'), 12)
$$;
"""

# The API adds, and changes only what an act changes. It can delete nothing, and the tallies are the triggers' alone.
GRANTS = """
GRANT USAGE ON SCHEMA yaosu TO yaosu_runtime;
GRANT SELECT ON ALL TABLES IN SCHEMA yaosu TO yaosu_runtime;
GRANT INSERT ON zones, organizations, enterprises, fairs, booths, booth_tallies, intakes, attendances, ratings, answers,
    ledger_entries TO yaosu_runtime;
GRANT UPDATE (state) ON fairs TO yaosu_runtime;
GRANT UPDATE (state, last_number) ON booths TO yaosu_runtime;
GRANT UPDATE (disposition, disposed_at, duplicate_of_id, note) ON intakes TO yaosu_runtime;
"""


def upgrade() -> None:
    """Create everything; later migrations only add."""
    scripts.run(
        TABLES,
        keep_tallies("insert", "NEW TABLE AS added", ADDED),
        keep_tallies("delete", "OLD TABLE AS removed", REMOVED),
        keep_tallies("update", "OLD TABLE AS removed NEW TABLE AS added", f"{ADDED} UNION ALL {REMOVED}"),
        EPOCH,
        GRANTS,
    )
