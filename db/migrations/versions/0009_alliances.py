"""Party-building alliances: members, memoranda, conferences and resolutions."""

from db.migrations import scripts

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE party_alliances (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    name TEXT NOT NULL,
    chain_id UUID,
    lead_id UUID NOT NULL,
    state TEXT NOT NULL,
    prepared_on DATE NOT NULL,
    established_on DATE,
    activated_on DATE,
    dissolved_on DATE,
    version INTEGER NOT NULL,
    CONSTRAINT party_alliances_pk PRIMARY KEY (id, county_code),
    CONSTRAINT party_alliances_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT party_alliances_state_ck CHECK (state IN ('PREPARING', 'ESTABLISHED', 'ACTIVE', 'DISSOLVED')),
    CONSTRAINT party_alliances_dissolved_on_ck CHECK ((state = 'DISSOLVED') = (dissolved_on IS NOT NULL)),
    CONSTRAINT party_alliances_established_on_ck CHECK (state NOT IN ('ESTABLISHED', 'ACTIVE') OR established_on IS NOT NULL),
    CONSTRAINT party_alliances_activated_on_ck CHECK ((state <> 'ACTIVE' OR activated_on IS NOT NULL) AND (activated_on IS NULL OR established_on IS NOT NULL)),
    CONSTRAINT party_alliances_days_ck CHECK (prepared_on <= established_on AND established_on <= activated_on AND established_on < dissolved_on AND greatest(prepared_on, activated_on) <= dissolved_on),
    CONSTRAINT party_alliances_chain_id_fk FOREIGN KEY(chain_id, county_code) REFERENCES chains (id, county_code),
    CONSTRAINT party_alliances_lead_id_fk FOREIGN KEY(lead_id, county_code) REFERENCES organizations (id, county_code),
    CONSTRAINT party_alliances_county_code_name_uq UNIQUE (county_code, name)
);

CREATE INDEX party_alliances_chain_id_ix ON party_alliances (chain_id);

CREATE INDEX party_alliances_name_ix ON party_alliances (name, id);

CREATE TABLE alliance_organizations (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    alliance_id UUID NOT NULL,
    organization_id UUID NOT NULL,
    role TEXT NOT NULL,
    since DATE NOT NULL,
    until DATE,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT alliance_organizations_pk PRIMARY KEY (id, county_code),
    CONSTRAINT alliance_organizations_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT alliance_organizations_role_ck CHECK (role IN ('LEAD', 'DEPUTY', 'MEMBER')),
    CONSTRAINT alliance_organizations_until_ck CHECK (until > since),
    CONSTRAINT alliance_organizations_alliance_id_fk FOREIGN KEY(alliance_id, county_code) REFERENCES party_alliances (id, county_code),
    CONSTRAINT alliance_organizations_organization_id_fk FOREIGN KEY(organization_id, county_code) REFERENCES organizations (id, county_code),
    CONSTRAINT alliance_organizations_alliance_id_organization_id_since_uq UNIQUE (alliance_id, organization_id, since)
);

CREATE INDEX alliance_organizations_alliance_id_ix ON alliance_organizations (alliance_id, since, id);

CREATE UNIQUE INDEX alliance_organizations_lead_ix ON alliance_organizations (alliance_id) WHERE role = 'LEAD' AND until IS NULL;

CREATE INDEX alliance_organizations_organization_id_ix ON alliance_organizations (organization_id, alliance_id);

CREATE TABLE alliance_enterprises (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    alliance_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    role TEXT NOT NULL,
    since DATE NOT NULL,
    until DATE,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT alliance_enterprises_pk PRIMARY KEY (id, county_code),
    CONSTRAINT alliance_enterprises_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT alliance_enterprises_role_ck CHECK (role IN ('DEPUTY', 'MEMBER')),
    CONSTRAINT alliance_enterprises_until_ck CHECK (until > since),
    CONSTRAINT alliance_enterprises_alliance_id_fk FOREIGN KEY(alliance_id, county_code) REFERENCES party_alliances (id, county_code),
    CONSTRAINT alliance_enterprises_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT alliance_enterprises_alliance_id_enterprise_id_since_uq UNIQUE (alliance_id, enterprise_id, since)
);

CREATE INDEX alliance_enterprises_alliance_id_ix ON alliance_enterprises (alliance_id, since, id);

CREATE INDEX alliance_enterprises_enterprise_id_ix ON alliance_enterprises (enterprise_id, since, id);

CREATE TABLE memoranda (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    counterparty_id UUID NOT NULL,
    alliance_id UUID,
    topic TEXT NOT NULL,
    signed_on DATE NOT NULL,
    expires_on DATE NOT NULL,
    terminated_on DATE,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT memoranda_pk PRIMARY KEY (id, county_code),
    CONSTRAINT memoranda_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT memoranda_expires_on_ck CHECK (expires_on > signed_on),
    CONSTRAINT memoranda_terminated_on_ck CHECK (terminated_on > signed_on AND terminated_on < expires_on),
    CONSTRAINT memoranda_counterparty_id_fk FOREIGN KEY(counterparty_id, county_code) REFERENCES organizations (id, county_code),
    CONSTRAINT memoranda_alliance_id_fk FOREIGN KEY(alliance_id, county_code) REFERENCES party_alliances (id, county_code),
    CONSTRAINT memoranda_counterparty_id_topic_signed_on_uq UNIQUE (counterparty_id, topic, signed_on)
);

CREATE INDEX memoranda_alliance_id_ix ON memoranda (alliance_id, signed_on, id);

CREATE INDEX memoranda_signed_on_ix ON memoranda (signed_on, id);

CREATE TABLE joint_conferences (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    alliance_id UUID NOT NULL,
    name TEXT NOT NULL,
    rule TEXT,
    CONSTRAINT joint_conferences_pk PRIMARY KEY (id, county_code),
    CONSTRAINT joint_conferences_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT joint_conferences_alliance_id_fk FOREIGN KEY(alliance_id, county_code) REFERENCES party_alliances (id, county_code),
    CONSTRAINT joint_conferences_alliance_id_name_uq UNIQUE (alliance_id, name)
);

CREATE TABLE conference_sessions (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    conference_id UUID NOT NULL,
    number INTEGER NOT NULL,
    held_on DATE NOT NULL,
    agenda TEXT NOT NULL,
    minutes TEXT,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT conference_sessions_pk PRIMARY KEY (id, county_code),
    CONSTRAINT conference_sessions_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT conference_sessions_number_ck CHECK (number > 0),
    CONSTRAINT conference_sessions_conference_id_fk FOREIGN KEY(conference_id, county_code) REFERENCES joint_conferences (id, county_code),
    CONSTRAINT conference_sessions_conference_id_number_uq UNIQUE (conference_id, number)
);

CREATE INDEX conference_sessions_conference_id_ix ON conference_sessions (conference_id, held_on, id);

CREATE TABLE resolutions (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    session_id UUID NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    due_on DATE NOT NULL,
    adopted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT resolutions_pk PRIMARY KEY (id, county_code),
    CONSTRAINT resolutions_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT resolutions_number_ck CHECK (number > 0),
    CONSTRAINT resolutions_session_id_fk FOREIGN KEY(session_id, county_code) REFERENCES conference_sessions (id, county_code),
    CONSTRAINT resolutions_session_id_number_uq UNIQUE (session_id, number)
);

CREATE TABLE party_organizations (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    status TEXT NOT NULL,
    level TEXT,
    since DATE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT party_organizations_pk PRIMARY KEY (id, county_code),
    CONSTRAINT party_organizations_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT party_organizations_status_ck CHECK (status IN ('NONE', 'CULTIVATING', 'ESTABLISHED', 'ADVANCED')),
    CONSTRAINT party_organizations_level_ck CHECK ((status = 'ADVANCED') = (level IS NOT NULL)),
    CONSTRAINT party_organizations_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT party_organizations_enterprise_id_uq UNIQUE (enterprise_id)
);

CREATE TABLE party_steps (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    status TEXT NOT NULL,
    level TEXT,
    since DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT party_steps_pk PRIMARY KEY (id, county_code),
    CONSTRAINT party_steps_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT party_steps_status_ck CHECK (status IN ('NONE', 'CULTIVATING', 'ESTABLISHED', 'ADVANCED')),
    CONSTRAINT party_steps_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT party_steps_enterprise_id_since_uq UNIQUE (enterprise_id, since)
);
"""

# A promise comes from a fair's intake or from a resolution: from one of the two.
LEDGER = """
ALTER TABLE ledger_entries ALTER COLUMN fair_id DROP NOT NULL;
ALTER TABLE ledger_entries ALTER COLUMN intake_id DROP NOT NULL;
ALTER TABLE ledger_entries ADD COLUMN resolution_id UUID;
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_source_ck CHECK (num_nonnulls(intake_id, resolution_id) = 1);
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_fair_id_ck CHECK ((fair_id IS NULL) = (intake_id IS NULL));
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_resolution_id_fk
    FOREIGN KEY(resolution_id, county_code) REFERENCES resolutions (id, county_code);
CREATE UNIQUE INDEX ledger_entries_resolution_id_ix ON ledger_entries (resolution_id);
"""

PUBLIC = ("party_alliances", "alliance_organizations")
"""Who belongs to an alliance is a directory, as far as organizations do; an enterprise is its county's."""

WALLED = (
    "alliance_enterprises",
    "memoranda",
    "joint_conferences",
    "conference_sessions",
    "resolutions",
    "party_organizations",
    "party_steps",
)


def wall(table: str, *, public: bool) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    policies = f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""
    return policies + (f"CREATE POLICY everybody ON {table} FOR SELECT USING (true);\n" if public else "")


# Who is a member, and what was signed and resolved, stays as it was written; an act ends it.
GRANTS = """
GRANT SELECT, INSERT ON party_alliances, alliance_organizations, alliance_enterprises, memoranda, joint_conferences,
    conference_sessions, resolutions, party_organizations, party_steps TO yaosu_runtime;
GRANT UPDATE (lead_id, state, established_on, activated_on, dissolved_on, version) ON party_alliances TO yaosu_runtime;
GRANT UPDATE (until, version) ON alliance_organizations, alliance_enterprises TO yaosu_runtime;
GRANT UPDATE (terminated_on, version) ON memoranda TO yaosu_runtime;
GRANT UPDATE (minutes, version) ON conference_sessions TO yaosu_runtime;
GRANT UPDATE (status, level, since, version) ON party_organizations TO yaosu_runtime;
"""


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run(
        TABLES,
        LEDGER,
        *(wall(table, public=True) for table in PUBLIC),
        *(wall(table, public=False) for table in WALLED),
        GRANTS,
    )
