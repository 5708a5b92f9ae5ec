"""The audit: append-only, every lane of it a chain of hashes. Contacts, whose names and phones are sealed."""

from db.migrations import scripts

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE audit_entries (
    county_code TEXT NOT NULL,
    lane SMALLINT NOT NULL,
    number BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    act TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id UUID NOT NULL,
    before TEXT,
    after TEXT,
    reference TEXT NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT audit_entries_pk PRIMARY KEY (county_code, lane, number),
    CONSTRAINT audit_entries_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT audit_entries_role_ck CHECK (role IN ('PUBLIC', 'ENTERPRISE_REP', 'SECRETARY', 'FAIR_OPERATOR', 'HANDLER', 'DEPT_LEAD', 'DISPATCHER', 'CHAIN_LEAD', 'INSTITUTION_REP', 'EVALUATOR', 'INSPECTOR', 'OBSERVER', 'PEER', 'ADMIN')),
    CONSTRAINT audit_entries_actor_ck CHECK (actor <> ''),
    CONSTRAINT audit_entries_lane_ck CHECK (lane BETWEEN 0 AND 63)
);

CREATE TABLE audit_heads (
    county_code TEXT NOT NULL,
    lane SMALLINT NOT NULL,
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT audit_heads_pk PRIMARY KEY (county_code, lane),
    CONSTRAINT audit_heads_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$')
)
 WITH (fillfactor = 50);

CREATE TABLE contacts (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    place SMALLINT NOT NULL,
    title TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    CONSTRAINT contacts_pk PRIMARY KEY (id, county_code),
    CONSTRAINT contacts_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT contacts_place_ck CHECK (place BETWEEN 1 AND 20),
    CONSTRAINT contacts_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT contacts_enterprise_id_place_uq UNIQUE (enterprise_id, place)
);
"""

# What is hashed: each value with its length in bytes before it, and a hyphen for none, so that no two entries are
# written alike. A moment is microseconds since 1970. It depends on no setting, and a few lines of any language do it.
CHAIN = """
CREATE FUNCTION audit_text(value text) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN value IS NULL THEN '\\x2d'::bytea
                ELSE convert_to(length(convert_to(value, 'UTF8')) || ':' || value, 'UTF8') END
$$;

CREATE FUNCTION audit_line(entry audit_entries) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT audit_text(entry.county_code) || audit_text(entry.lane::text) || audit_text(entry.number::text)
        || audit_text(trim_scale(extract(epoch FROM entry.at) * 1000000)::text)
        || audit_text(entry.actor) || audit_text(entry.role) || audit_text(entry.act)
        || audit_text(entry.subject_type) || audit_text(entry.subject_id::text)
        || audit_text(entry.before) || audit_text(entry.after) || audit_text(entry.reference)
$$;

CREATE FUNCTION audit_hash(previous bytea, entry audit_entries) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(previous || audit_line(entry))
$$;

CREATE FUNCTION audit_lane(subject uuid) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
    SELECT (get_byte(uuid_send(subject), 15) & 63)::smallint
$$;

-- As the owner: who writes an entry chooses neither its lane nor its number nor its hash, and cannot move a head.
CREATE FUNCTION chain_audit_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = yaosu, pg_temp AS $$
DECLARE
    head audit_heads;
BEGIN
    NEW.lane := audit_lane(NEW.subject_id);
    SELECT * INTO head FROM audit_heads
    WHERE county_code = NEW.county_code AND lane = NEW.lane FOR UPDATE;
    IF NOT FOUND THEN
        -- Of two that begin a lane at once, the second waits here for the first, and goes on from what that one wrote.
        INSERT INTO audit_heads VALUES (NEW.county_code, NEW.lane, 0, '\\x') ON CONFLICT DO NOTHING;
        SELECT * INTO STRICT head FROM audit_heads
        WHERE county_code = NEW.county_code AND lane = NEW.lane FOR UPDATE;
    END IF;
    NEW.number := head.number + 1;
    NEW.hash := audit_hash(head.hash, NEW);
    UPDATE audit_heads SET number = NEW.number, hash = NEW.hash
    WHERE county_code = NEW.county_code AND lane = NEW.lane;
    RETURN NEW;
END $$;
CREATE TRIGGER chain_audit_entry BEFORE INSERT ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION chain_audit_entry();

CREATE FUNCTION keep_audit_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_audit_entries BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_entries();
"""

# A piece of a lane, set-based, from the entry that was looked at last: how many entries there are, the first number
# that does not follow from what is before it, and where the piece ends.
VERIFY = """
CREATE FUNCTION verify_audit(of_lane smallint, since bigint, previous bytea, at_most integer)
RETURNS TABLE (entries bigint, broken bigint, number bigint, hash bytea) LANGUAGE sql STABLE AS $$
    WITH piece AS MATERIALIZED (
        SELECT each.number, each.hash, each AS entry FROM audit_entries AS each
        WHERE each.county_code = (SELECT current_setting('app.county', true))
          AND each.lane = of_lane AND each.number > since
        ORDER BY each.number LIMIT at_most
    ), held AS (
        SELECT piece.number, piece.hash, lag(piece.number, 1, since) OVER following + 1 AS expected,
               audit_hash(lag(piece.hash, 1, previous) OVER following, piece.entry) AS computed,
               audit_lane((piece.entry).subject_id) AS lane
        FROM piece WINDOW following AS (ORDER BY piece.number)
    )
    SELECT count(*), min(held.expected) FILTER (
               WHERE held.number <> held.expected OR held.hash <> held.computed OR held.lane <> of_lane),
           max(held.number), (array_agg(held.hash ORDER BY held.number DESC))[1]
    FROM held
$$;

-- Which counties there is anything of in the audit, so that a look at all of it goes behind one wall after the other.
-- By index, one probe a county: it takes no time however long the audit is.
CREATE FUNCTION audit_counties() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = yaosu, pg_temp AS $$
    WITH RECURSIVE found AS (
        SELECT (SELECT min(county_code) FROM audit_entries) AS county_code
        UNION ALL
        SELECT (SELECT min(county_code) FROM audit_entries AS next WHERE next.county_code > found.county_code)
        FROM found WHERE found.county_code IS NOT NULL
    )
    SELECT county_code FROM found WHERE county_code IS NOT NULL
    UNION SELECT county_code FROM audit_heads ORDER BY 1
$$;
"""

# The one way to what is sealed: the entry first, then the values, for a purpose and within the wall of the caller.
REVEAL = """
CREATE FUNCTION reveal_contact(revealed uuid, purpose text, at timestamptz, actor text, role text, reference text)
RETURNS TABLE (name text, phone text) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = yaosu, pg_temp AS $$
DECLARE
    county CONSTANT text := current_setting('app.county', true);
BEGIN
    IF length(btrim(coalesce(purpose, ''))) NOT BETWEEN 2 AND 200 THEN
        RAISE EXCEPTION 'a purpose has 2 to 200 characters' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM contacts WHERE contacts.id = revealed AND contacts.county_code = county) THEN
        RETURN;
    END IF;
    INSERT INTO audit_entries (county_code, at, actor, role, act, subject_type, subject_id, after, reference)
    VALUES (county, at, actor, role, 'revealContact', 'Contact', revealed,
            json_build_object('Reveal', json_build_object('fields', json_build_array('name', 'phone'),
                                                          'purpose', purpose))::text, reference);
    RETURN QUERY SELECT contacts.name, contacts.phone FROM contacts
                 WHERE contacts.id = revealed AND contacts.county_code = county;
END $$;
"""


def wall(table: str) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""


# The trigger moves the heads of whatever county an entry is of, also when a superuser writes it, whom no policy holds;
# and the counties are listed for whoever verifies them all.
KEEPERS = """
CREATE POLICY keeper ON audit_heads TO yaosu_owner USING (true);
CREATE POLICY keeper ON audit_entries FOR SELECT TO yaosu_owner USING (true);
"""

GRANTS = """
GRANT SELECT ON audit_entries, audit_heads TO yaosu_runtime;
GRANT INSERT (county_code, at, actor, role, act, subject_type, subject_id, before, after, reference)
    ON audit_entries TO yaosu_runtime;
GRANT SELECT (id, county_code, enterprise_id, place, title) ON contacts TO yaosu_runtime;
GRANT INSERT ON contacts TO yaosu_runtime;
REVOKE EXECUTE ON FUNCTION reveal_contact, audit_counties, chain_audit_entry FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reveal_contact, audit_counties TO yaosu_runtime;
"""


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run(
        TABLES,
        CHAIN,
        VERIFY,
        REVEAL,
        *(wall(table) for table in ("audit_entries", "audit_heads", "contacts")),
        KEEPERS,
        GRANTS,
    )
