"""Industry chains: tracks, leaders, task forces, members, nodes and links."""

from db.migrations import scripts

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


TABLES = """
CREATE TABLE tracks (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    "group" TEXT NOT NULL,
    CONSTRAINT tracks_pk PRIMARY KEY (id, county_code),
    CONSTRAINT tracks_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT tracks_group_ck CHECK ("group" IN ('FIRST_FOUR', 'SECOND_FOUR', 'ONE', 'X')),
    CONSTRAINT tracks_county_code_code_uq UNIQUE (county_code, code),
    CONSTRAINT tracks_county_code_name_uq UNIQUE (county_code, name)
);

CREATE TABLE chains (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    track_id UUID NOT NULL,
    name TEXT NOT NULL,
    since DATE NOT NULL,
    until DATE,
    version INTEGER NOT NULL,
    current_county TEXT GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN county_code ELSE NULL::text END) STORED,
    current_track_id UUID GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN track_id ELSE NULL::uuid END) STORED,
    CONSTRAINT chains_pk PRIMARY KEY (id, county_code),
    CONSTRAINT chains_until_ck CHECK (until >= since),
    CONSTRAINT chains_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT chains_track_id_fk FOREIGN KEY(track_id, county_code) REFERENCES tracks (id, county_code),
    CONSTRAINT chains_current_county_name_uq UNIQUE (current_county, name)
);
CREATE INDEX chains_current_track_id_ix ON chains (current_track_id);

CREATE TABLE chain_leaders (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    chain_id UUID NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    since DATE NOT NULL,
    until DATE,
    version INTEGER NOT NULL,
    current_chain_id UUID GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN chain_id ELSE NULL::uuid END) STORED,
    CONSTRAINT chain_leaders_pk PRIMARY KEY (id, county_code),
    CONSTRAINT chain_leaders_until_ck CHECK (until >= since),
    CONSTRAINT chain_leaders_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT chain_leaders_chain_id_fk FOREIGN KEY(chain_id, county_code) REFERENCES chains (id, county_code),
    CONSTRAINT chain_leaders_current_chain_id_uq UNIQUE (current_chain_id),
    CONSTRAINT chain_leaders_chain_id_version_uq UNIQUE (chain_id, version)
);

CREATE TABLE chief_leaders (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    since DATE NOT NULL,
    until DATE,
    version INTEGER NOT NULL,
    current_county TEXT GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN county_code ELSE NULL::text END) STORED,
    CONSTRAINT chief_leaders_pk PRIMARY KEY (id, county_code),
    CONSTRAINT chief_leaders_until_ck CHECK (until >= since),
    CONSTRAINT chief_leaders_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT chief_leaders_current_county_uq UNIQUE (current_county),
    CONSTRAINT chief_leaders_county_code_version_uq UNIQUE (county_code, version)
);

CREATE TABLE chain_nodes (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    chain_id UUID NOT NULL,
    name TEXT NOT NULL,
    position TEXT NOT NULL,
    place SMALLINT NOT NULL,
    since DATE NOT NULL,
    until DATE,
    version INTEGER NOT NULL,
    current_chain_id UUID GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN chain_id ELSE NULL::uuid END) STORED,
    CONSTRAINT chain_nodes_pk PRIMARY KEY (id, county_code),
    CONSTRAINT chain_nodes_until_ck CHECK (until >= since),
    CONSTRAINT chain_nodes_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT chain_nodes_position_ck CHECK (position IN ('UPSTREAM', 'MIDSTREAM', 'DOWNSTREAM')),
    CONSTRAINT chain_nodes_place_ck CHECK (place BETWEEN 1 AND 100),
    CONSTRAINT chain_nodes_chain_id_fk FOREIGN KEY(chain_id, county_code) REFERENCES chains (id, county_code),
    CONSTRAINT chain_nodes_current_chain_id_name_uq UNIQUE (current_chain_id, name),
    CONSTRAINT chain_nodes_id_county_code_chain_id_uq UNIQUE (id, county_code, chain_id)
);

CREATE TABLE chain_links (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    chain_id UUID NOT NULL,
    from_id UUID NOT NULL,
    to_id UUID NOT NULL,
    since DATE NOT NULL,
    until DATE,
    version INTEGER NOT NULL,
    current_chain_id UUID GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN chain_id ELSE NULL::uuid END) STORED,
    CONSTRAINT chain_links_pk PRIMARY KEY (id, county_code),
    CONSTRAINT chain_links_until_ck CHECK (until >= since),
    CONSTRAINT chain_links_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT chain_links_ends_ck CHECK (from_id <> to_id),
    CONSTRAINT chain_links_from_id_fk FOREIGN KEY(from_id, county_code, chain_id) REFERENCES chain_nodes (id, county_code, chain_id),
    CONSTRAINT chain_links_to_id_fk FOREIGN KEY(to_id, county_code, chain_id) REFERENCES chain_nodes (id, county_code, chain_id),
    CONSTRAINT chain_links_current_chain_id_from_id_to_id_uq UNIQUE (current_chain_id, from_id, to_id)
);
CREATE INDEX chain_links_from_id_ix ON chain_links (from_id);
CREATE INDEX chain_links_to_id_ix ON chain_links (to_id);

CREATE TABLE chain_memberships (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    chain_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    role TEXT NOT NULL,
    node_id UUID,
    since DATE NOT NULL,
    until DATE,
    version INTEGER NOT NULL,
    current_chain_id UUID GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN chain_id ELSE NULL::uuid END) STORED,
    current_enterprise_id UUID GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN enterprise_id ELSE NULL::uuid END) STORED,
    CONSTRAINT chain_memberships_pk PRIMARY KEY (id, county_code),
    CONSTRAINT chain_memberships_until_ck CHECK (until >= since),
    CONSTRAINT chain_memberships_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT chain_memberships_role_ck CHECK (role IN ('MASTER', 'MEMBER')),
    CONSTRAINT chain_memberships_chain_id_fk FOREIGN KEY(chain_id, county_code) REFERENCES chains (id, county_code),
    CONSTRAINT chain_memberships_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT chain_memberships_node_id_fk FOREIGN KEY(node_id, county_code, chain_id) REFERENCES chain_nodes (id, county_code, chain_id),
    CONSTRAINT chain_memberships_current_chain_id_enterprise_id_uq UNIQUE (current_chain_id, enterprise_id),
    CONSTRAINT chain_memberships_chain_id_enterprise_id_version_uq UNIQUE (chain_id, enterprise_id, version)
);
CREATE INDEX chain_memberships_current_chain_id_ix ON chain_memberships (current_chain_id, since, id) INCLUDE (county_code);
CREATE INDEX chain_memberships_current_enterprise_id_ix ON chain_memberships (current_enterprise_id, since, id);
CREATE INDEX chain_memberships_node_id_ix ON chain_memberships (node_id);

CREATE TABLE task_forces (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    chain_id UUID NOT NULL,
    name TEXT NOT NULL,
    lead_organization_id UUID NOT NULL,
    since DATE NOT NULL,
    until DATE,
    version INTEGER NOT NULL,
    current_chain_id UUID GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN chain_id ELSE NULL::uuid END) STORED,
    CONSTRAINT task_forces_pk PRIMARY KEY (id, county_code),
    CONSTRAINT task_forces_until_ck CHECK (until >= since),
    CONSTRAINT task_forces_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT task_forces_chain_id_fk FOREIGN KEY(chain_id, county_code) REFERENCES chains (id, county_code),
    CONSTRAINT task_forces_lead_organization_id_fk FOREIGN KEY(lead_organization_id, county_code) REFERENCES organizations (id, county_code),
    CONSTRAINT task_forces_current_chain_id_name_uq UNIQUE (current_chain_id, name)
);

CREATE TABLE task_force_memberships (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    task_force_id UUID NOT NULL,
    organization_id UUID NOT NULL,
    since DATE NOT NULL,
    until DATE,
    version INTEGER NOT NULL,
    current_task_force_id UUID GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN task_force_id ELSE NULL::uuid END) STORED,
    CONSTRAINT task_force_memberships_pk PRIMARY KEY (id, county_code),
    CONSTRAINT task_force_memberships_until_ck CHECK (until >= since),
    CONSTRAINT task_force_memberships_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT task_force_memberships_task_force_id_fk FOREIGN KEY(task_force_id, county_code) REFERENCES task_forces (id, county_code),
    CONSTRAINT task_force_memberships_organization_id_fk FOREIGN KEY(organization_id, county_code) REFERENCES organizations (id, county_code),
    CONSTRAINT task_force_memberships_current_task_force_id_organization_id_uq UNIQUE (current_task_force_id, organization_id),
    CONSTRAINT task_force_memberships_task_force_id_organization_id_version_uq UNIQUE (task_force_id, organization_id, version)
);

CREATE TABLE combat_units (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    chain_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    name TEXT NOT NULL,
    plan TEXT NOT NULL,
    target TEXT NOT NULL,
    owner TEXT NOT NULL,
    planned_on DATE NOT NULL,
    since DATE NOT NULL,
    until DATE,
    version INTEGER NOT NULL,
    current_chain_id UUID GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN chain_id ELSE NULL::uuid END) STORED,
    current_enterprise_id UUID GENERATED ALWAYS AS (CASE WHEN until IS NULL THEN enterprise_id ELSE NULL::uuid END) STORED,
    CONSTRAINT combat_units_pk PRIMARY KEY (id, county_code),
    CONSTRAINT combat_units_until_ck CHECK (until >= since),
    CONSTRAINT combat_units_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT combat_units_chain_id_fk FOREIGN KEY(chain_id, county_code) REFERENCES chains (id, county_code),
    CONSTRAINT combat_units_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT combat_units_current_chain_id_enterprise_id_uq UNIQUE (current_chain_id, enterprise_id)
);
CREATE INDEX combat_units_chain_id_ix ON combat_units (chain_id, since, id) INCLUDE (county_code);
CREATE INDEX combat_units_current_enterprise_id_ix ON combat_units (current_enterprise_id);

CREATE TABLE combat_plans (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    unit_id UUID NOT NULL,
    number INTEGER NOT NULL,
    plan TEXT NOT NULL,
    target TEXT NOT NULL,
    owner TEXT NOT NULL,
    since DATE NOT NULL,
    until DATE NOT NULL,
    CONSTRAINT combat_plans_pk PRIMARY KEY (id, county_code),
    CONSTRAINT combat_plans_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT combat_plans_until_ck CHECK (until >= since),
    CONSTRAINT combat_plans_unit_id_fk FOREIGN KEY(unit_id, county_code) REFERENCES combat_units (id, county_code),
    CONSTRAINT combat_plans_unit_id_number_uq UNIQUE (unit_id, number)
);
"""

PUBLIC = (
    "tracks",
    "chains",
    "chain_leaders",
    "chief_leaders",
    "chain_nodes",
    "chain_links",
    "task_forces",
    "task_force_memberships",
)
"""The directory of chains: everybody reads it."""

WALLED = ("chain_memberships", "combat_units", "combat_plans")
"""What is about enterprises."""


def wall(table: str, *, public: bool) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    policies = f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""
    return policies + (f"CREATE POLICY everybody ON {table} FOR SELECT USING (true);\n" if public else "")


# Nothing is deleted: what was is ended. A track stays as it is, and so does a plan that another has taken the place of.
GRANTS = """
GRANT SELECT, INSERT ON tracks, chains, chain_leaders, chief_leaders, chain_nodes, chain_links, chain_memberships,
    task_forces, task_force_memberships, combat_units, combat_plans TO yaosu_runtime;
GRANT UPDATE (until, version) ON chains, chain_leaders, chain_nodes, chain_links, chain_memberships, task_forces,
    task_force_memberships TO yaosu_runtime;
GRANT UPDATE (until) ON chief_leaders TO yaosu_runtime;
GRANT UPDATE (plan, target, owner, planned_on, until, version) ON combat_units TO yaosu_runtime;
"""


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run(
        TABLES,
        *(wall(table, public=True) for table in PUBLIC),
        *(wall(table, public=False) for table in WALLED),
        GRANTS,
    )
