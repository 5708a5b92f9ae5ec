-- Tables that the project does not have yet, in a schema of the benchmark's own, behind the same county wall.
CREATE SCHEMA bench AUTHORIZATION yaosu_owner;
SET ROLE yaosu_owner;

CREATE TABLE bench.chains (
    id uuid NOT NULL,
    county_code text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (id, county_code)
);

CREATE TABLE bench.chain_memberships (
    enterprise_id uuid NOT NULL,
    chain_id uuid NOT NULL,
    county_code text NOT NULL,
    role text NOT NULL CHECK (role IN ('LEADER', 'CORE', 'SUPPLIER')),
    PRIMARY KEY (enterprise_id, chain_id, county_code),
    FOREIGN KEY (enterprise_id, county_code) REFERENCES yaosu.enterprises (id, county_code),
    FOREIGN KEY (chain_id, county_code) REFERENCES bench.chains (id, county_code)
);
CREATE INDEX ON bench.chain_memberships (chain_id, county_code);

CREATE TABLE bench.alliances (
    id uuid NOT NULL,
    county_code text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (id, county_code)
);

CREATE TABLE bench.alliance_memberships (
    enterprise_id uuid NOT NULL,
    alliance_id uuid NOT NULL,
    county_code text NOT NULL,
    role text NOT NULL CHECK (role IN ('CHAIR', 'MEMBER')),
    since date NOT NULL,
    PRIMARY KEY (enterprise_id, alliance_id, county_code),
    FOREIGN KEY (enterprise_id, county_code) REFERENCES yaosu.enterprises (id, county_code),
    FOREIGN KEY (alliance_id, county_code) REFERENCES bench.alliances (id, county_code)
);
CREATE INDEX ON bench.alliance_memberships (alliance_id, county_code);

CREATE TABLE bench.matches (
    id uuid NOT NULL,
    county_code text NOT NULL,
    enterprise_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    product text NOT NULL,
    amount numeric(20, 2) NOT NULL,
    state text NOT NULL CHECK (state IN ('PROPOSED', 'ACCEPTED', 'DECLINED', 'SIGNED')),
    scored_at timestamptz NOT NULL,
    PRIMARY KEY (id, county_code),
    FOREIGN KEY (enterprise_id, county_code) REFERENCES yaosu.enterprises (id, county_code),
    FOREIGN KEY (institution_id, county_code) REFERENCES yaosu.organizations (id, county_code)
);
CREATE INDEX ON bench.matches (enterprise_id, scored_at, id);

-- The list of enterprises is ordered by name.
CREATE INDEX ON yaosu.enterprises (name, id);

GRANT USAGE ON SCHEMA bench TO yaosu_runtime;
DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY['chains', 'chain_memberships', 'alliances', 'alliance_memberships', 'matches'] LOOP
        EXECUTE format('ALTER TABLE bench.%I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('ALTER TABLE bench.%I FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format(
            'CREATE POLICY county ON bench.%I TO yaosu_runtime
             USING (county_code = (SELECT current_setting(''app.county'', true)))', walled);
        EXECUTE format('GRANT SELECT ON bench.%I TO yaosu_runtime', walled);
    END LOOP;
END $$;

-- An id of the seventh version that depends on nothing but its kind and number.
CREATE FUNCTION bench.seeded_id(kind integer, number integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(1686618000000 + number), 12, '0') || '7' || lpad(to_hex(kind), 3, '0')
            || '8' || left(md5(kind || ':' || number), 15))::uuid
$$;

RESET ROLE;
-- Our server works as this role; the wall shows it one county.
ALTER ROLE yaosu_runtime SET app.county = '370900';
