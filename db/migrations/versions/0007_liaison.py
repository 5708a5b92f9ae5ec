"""Staff, who looks after which enterprise, and what was talked about."""

from db.migrations import scripts

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE staff (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    name TEXT NOT NULL,
    organization_id UUID NOT NULL,
    roles TEXT[] NOT NULL,
    subject TEXT,
    ended_on DATE,
    version INTEGER NOT NULL,
    CONSTRAINT staff_pk PRIMARY KEY (id, county_code),
    CONSTRAINT staff_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT staff_roles_ck CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['PROJECT_SECRETARY', 'LIAISON_OFFICER', 'STEWARD', 'INSTRUCTOR']),
    CONSTRAINT staff_organization_id_fk FOREIGN KEY (organization_id, county_code) REFERENCES organizations (id, county_code),
    CONSTRAINT staff_county_code_subject_uq UNIQUE (county_code, subject)
);
CREATE INDEX staff_name_ix ON staff (name, id) INCLUDE (county_code);

CREATE TABLE liaisons (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    role TEXT NOT NULL,
    is_primary BOOLEAN NOT NULL,
    since DATE NOT NULL,
    until DATE,
    primary_period DATERANGE GENERATED ALWAYS AS (CASE WHEN is_primary THEN daterange(since, until) END) STORED,
    version INTEGER NOT NULL,
    CONSTRAINT liaisons_pk PRIMARY KEY (id, county_code),
    CONSTRAINT liaisons_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT liaisons_role_ck CHECK (role IN ('LIAISON', 'SECRETARY', 'STEWARD', 'INSTRUCTOR')),
    CONSTRAINT liaisons_until_ck CHECK (until > since),
    CONSTRAINT liaisons_enterprise_id_fk FOREIGN KEY (enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT liaisons_staff_id_fk FOREIGN KEY (staff_id, county_code) REFERENCES staff (id, county_code)
);
CREATE INDEX liaisons_enterprise_id_since_ix ON liaisons (enterprise_id, since, id);
CREATE INDEX liaisons_staff_id_since_ix ON liaisons (staff_id, since, id);

CREATE TABLE liaison_contacts (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    contacted_on DATE NOT NULL,
    channel TEXT NOT NULL,
    note TEXT,
    logged_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT liaison_contacts_pk PRIMARY KEY (id, county_code),
    CONSTRAINT liaison_contacts_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT liaison_contacts_channel_ck CHECK (channel IN ('VISIT', 'PHONE', 'WECHAT', 'ONSITE_OFFICE')),
    CONSTRAINT liaison_contacts_enterprise_id_fk FOREIGN KEY (enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT liaison_contacts_staff_id_fk FOREIGN KEY (staff_id, county_code) REFERENCES staff (id, county_code)
);
CREATE INDEX liaison_contacts_enterprise_id_contacted_on_ix
    ON liaison_contacts (enterprise_id, contacted_on, id) INCLUDE (county_code);
"""

# One primary liaison at any instant. Whoever is no primary one has no such period, and a null is equal to nothing.
KEY = "liaisons_enterprise_id_county_code_primary_period_uq"
TEMPORAL = f"""
ALTER TABLE liaisons ADD CONSTRAINT {KEY} UNIQUE (enterprise_id, county_code, primary_period WITHOUT OVERLAPS)
"""
# The same before PostgreSQL 18, which was the first to have temporal keys.
EXCLUDING = f"""
ALTER TABLE liaisons ADD CONSTRAINT {KEY}
EXCLUDE USING gist (enterprise_id WITH =, county_code WITH =, primary_period WITH &&)
"""
ONE_AT_A_TIME = f"""
DO $$ BEGIN
    IF current_setting('server_version_num')::integer >= 180000 THEN
        EXECUTE '{TEMPORAL}';
    ELSE
        EXECUTE '{EXCLUDING}';
    END IF;
END $$;
"""

GRANTS = """
GRANT SELECT, INSERT ON staff, liaisons, liaison_contacts TO yaosu_runtime;
GRANT UPDATE (ended_on, version) ON staff TO yaosu_runtime;
GRANT UPDATE (until, version) ON liaisons TO yaosu_runtime;
"""


def wall(table: str) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run(
        TABLES,
        ONE_AT_A_TIME,
        *(wall(table) for table in ("staff", "liaisons", "liaison_contacts")),
        GRANTS,
    )
