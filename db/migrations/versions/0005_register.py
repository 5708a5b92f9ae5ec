"""The register of enterprises: what is known of each, and its history."""

import csv
from pathlib import Path

from db.migrations import scripts

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE divisions (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    valid_from DATE,
    valid_to DATE,
    CONSTRAINT divisions_pk PRIMARY KEY (code),
    CONSTRAINT divisions_code_ck CHECK (code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT divisions_period_ck CHECK (valid_to > valid_from)
);

CREATE TABLE industries (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    english_name TEXT,
    CONSTRAINT industries_pk PRIMARY KEY (code),
    CONSTRAINT industries_code_ck CHECK (code ~ '^([A-T]|[0-9]{2,4})$')
);

ALTER TABLE enterprises
    ADD COLUMN kind TEXT NOT NULL DEFAULT 'ENTERPRISE',
    ADD COLUMN former_names TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN division_code TEXT,
    ADD COLUMN known_division_code TEXT NOT NULL GENERATED ALWAYS AS (coalesce(division_code, county_code)) STORED,
    ADD COLUMN zone_id UUID,
    ADD COLUMN industry_code TEXT,
    ADD COLUMN registered_on DATE,
    ADD COLUMN ended_on DATE,
    ADD COLUMN merged_into_id UUID,
    ADD COLUMN version INTEGER NOT NULL DEFAULT 1,
    ADD CONSTRAINT enterprises_kind_ck CHECK (kind IN ('ENTERPRISE', 'SOLE_TRADER', 'OTHER')),
    DROP CONSTRAINT enterprises_uscc_ck,
    ADD CONSTRAINT enterprises_uscc_ck CHECK (uscc IS NOT NULL OR status IN ('PREPARING', 'CLOSED')),
    ADD CONSTRAINT enterprises_merged_ck CHECK (merged_into_id IS NULL OR status = 'CLOSED'),
    ADD CONSTRAINT enterprises_zone_id_fk FOREIGN KEY(zone_id, county_code) REFERENCES zones (id, county_code),
    ADD CONSTRAINT enterprises_merged_into_id_fk FOREIGN KEY(merged_into_id, county_code) REFERENCES enterprises (id, county_code);
CREATE INDEX enterprises_zone_id_ix ON enterprises (zone_id, name, id);
CREATE INDEX enterprises_registered_on_ix ON enterprises (county_code, (coalesce(registered_on, '0001-01-01'::date)), id);
CREATE INDEX enterprises_merged_into_id_ix ON enterprises (merged_into_id) WHERE merged_into_id IS NOT NULL;

CREATE TABLE enterprise_changes (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    kind TEXT NOT NULL,
    effective_on DATE NOT NULL,
    name_before TEXT,
    name_after TEXT NOT NULL,
    status_before TEXT,
    status_after TEXT NOT NULL,
    zone_before_id UUID,
    zone_after_id UUID,
    division_before TEXT,
    division_after TEXT NOT NULL,
    other_id UUID,
    CONSTRAINT enterprise_changes_pk PRIMARY KEY (id, county_code),
    CONSTRAINT enterprise_changes_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT enterprise_changes_kind_ck CHECK (kind IN ('REGISTERED', 'ACTIVATED', 'RENAMED', 'MOVED', 'CLOSED', 'MERGED')),
    CONSTRAINT enterprise_changes_status_before_ck CHECK (status_before IN ('PREPARING', 'ACTIVE', 'MOVED', 'CLOSED')),
    CONSTRAINT enterprise_changes_status_after_ck CHECK (status_after IN ('PREPARING', 'ACTIVE', 'MOVED', 'CLOSED')),
    CONSTRAINT enterprise_changes_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT enterprise_changes_zone_before_id_fk FOREIGN KEY(zone_before_id, county_code) REFERENCES zones (id, county_code),
    CONSTRAINT enterprise_changes_zone_after_id_fk FOREIGN KEY(zone_after_id, county_code) REFERENCES zones (id, county_code),
    CONSTRAINT enterprise_changes_other_id_fk FOREIGN KEY(other_id, county_code) REFERENCES enterprises (id, county_code)
);
CREATE INDEX enterprise_changes_enterprise_id_ix ON enterprise_changes (enterprise_id, at, id);
"""

STANDING = """
CREATE TABLE tier_statuses (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    tier TEXT NOT NULL,
    granted_on DATE NOT NULL,
    until DATE,
    source TEXT NOT NULL,
    CONSTRAINT tier_statuses_pk PRIMARY KEY (id, county_code),
    CONSTRAINT tier_statuses_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT tier_statuses_tier_ck CHECK (tier IN ('INNOVATIVE', 'SPECIALIZED', 'LITTLE_GIANT', 'SINGLE_CHAMPION', 'GAZELLE', 'UNICORN', 'HIGH_TECH')),
    CONSTRAINT tier_statuses_period_ck CHECK (until > granted_on),
    CONSTRAINT tier_statuses_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT tier_statuses_enterprise_id_tier_granted_on_uq UNIQUE (enterprise_id, tier, granted_on)
);

CREATE TABLE statistics_statuses (
    enterprise_id UUID NOT NULL,
    county_code TEXT NOT NULL,
    state TEXT NOT NULL,
    since DATE NOT NULL,
    met_on DATE,
    filed_on DATE,
    enrolled_on DATE,
    dropped_on DATE,
    CONSTRAINT statistics_statuses_pk PRIMARY KEY (enterprise_id, county_code),
    CONSTRAINT statistics_statuses_state_ck CHECK (state IN ('BELOW', 'APPROACHING', 'THRESHOLD_MET', 'FILED', 'ENROLLED', 'DROPPED')),
    CONSTRAINT statistics_statuses_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code)
);

CREATE TABLE statistics_steps (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    state TEXT NOT NULL,
    reached_on DATE NOT NULL,
    evidence TEXT,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT statistics_steps_pk PRIMARY KEY (id, county_code),
    CONSTRAINT statistics_steps_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT statistics_steps_state_ck CHECK (state IN ('BELOW', 'APPROACHING', 'THRESHOLD_MET', 'FILED', 'ENROLLED', 'DROPPED')),
    CONSTRAINT statistics_steps_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code)
);
CREATE INDEX statistics_steps_enterprise_id_ix ON statistics_steps (enterprise_id);

CREATE TABLE statistics_thresholds (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    industry_code TEXT NOT NULL,
    measure TEXT NOT NULL,
    amount NUMERIC(20, 2) NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    CONSTRAINT statistics_thresholds_pk PRIMARY KEY (id, county_code),
    CONSTRAINT statistics_thresholds_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT statistics_thresholds_measure_ck CHECK (measure IN ('REVENUE')),
    CONSTRAINT statistics_thresholds_amount_ck CHECK (amount > 0),
    CONSTRAINT statistics_thresholds_period_ck CHECK (valid_to > valid_from),
    CONSTRAINT statistics_thresholds_day_uq UNIQUE (county_code, industry_code, measure, valid_from)
);
CREATE UNIQUE INDEX statistics_thresholds_open_ix ON statistics_thresholds (county_code, industry_code, measure) WHERE valid_to IS NULL;
"""

# Of the nation, as the statistics bureaus publish them: revenue of a year in yuan, by section, division or group of
# GB/T 4754. All of them held on the day from which they are said to; a county sets its own beside them.
THRESHOLDS = """
INSERT INTO statistics_thresholds (id, county_code, industry_code, measure, amount, valid_from)
SELECT gen_random_uuid(), '100000', industry_code, 'REVENUE', amount, DATE '2021-01-01' FROM (VALUES
    ('B', 20000000), ('C', 20000000), ('D', 20000000),
    ('51', 20000000), ('52', 5000000), ('H', 2000000),
    ('G', 20000000), ('I', 20000000), ('N', 20000000), ('84', 20000000),
    ('L', 10000000), ('M', 10000000), ('P', 10000000),
    ('702', 10000000), ('703', 10000000), ('704', 10000000), ('709', 10000000),
    ('O', 5000000), ('R', 5000000), ('85', 5000000)
) AS published (industry_code, amount);
"""

DIVISIONS = Path(__file__).parents[1] / "data" / "divisions.csv"

SECTIONS = """
INSERT INTO industries (code, name, english_name) VALUES
    ('A', '农、林、牧、渔业', 'Agriculture, forestry, animal husbandry and fishery'),
    ('B', '采矿业', 'Mining'),
    ('C', '制造业', 'Manufacturing'),
    ('D', '电力、热力、燃气及水生产和供应业', 'Production and supply of electricity, heat, gas and water'),
    ('E', '建筑业', 'Construction'),
    ('F', '批发和零售业', 'Wholesale and retail trades'),
    ('G', '交通运输、仓储和邮政业', 'Transport, storage and post'),
    ('H', '住宿和餐饮业', 'Hotels and catering services'),
    ('I', '信息传输、软件和信息技术服务业', 'Information transmission, software and information technology'),
    ('J', '金融业', 'Financial intermediation'),
    ('K', '房地产业', 'Real estate'),
    ('L', '租赁和商务服务业', 'Leasing and business services'),
    ('M', '科学研究和技术服务业', 'Scientific research and technical services'),
    ('N', '水利、环境和公共设施管理业', 'Management of water conservancy, environment and public facilities'),
    ('O', '居民服务、修理和其他服务业', 'Services to households, repair and other services'),
    ('P', '教育', 'Education'),
    ('Q', '卫生和社会工作', 'Health and social service'),
    ('R', '文化、体育和娱乐业', 'Culture, sports and entertainment'),
    ('S', '公共管理、社会保障和社会组织', 'Public management, social security and social organization'),
    ('T', '国际组织', 'International organization');
"""


WALLED = ("enterprise_changes", "tier_statuses", "statistics_statuses", "statistics_steps")


def wall(table: str) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""


GRANTS = """
GRANT SELECT ON divisions, industries, enterprise_changes, tier_statuses, statistics_statuses, statistics_steps,
    statistics_thresholds TO yaosu_runtime;
GRANT INSERT ON enterprise_changes, tier_statuses, statistics_statuses, statistics_steps, statistics_thresholds
    TO yaosu_runtime;
GRANT UPDATE (until) ON tier_statuses TO yaosu_runtime;
GRANT UPDATE (state, since, met_on, filed_on, enrolled_on, dropped_on) ON statistics_statuses TO yaosu_runtime;
GRANT UPDATE (valid_to) ON statistics_thresholds TO yaosu_runtime;
GRANT UPDATE (name, uscc, status, kind, former_names, division_code, zone_id, industry_code, registered_on, ended_on,
    merged_into_id, version) ON enterprises TO yaosu_runtime;
"""


def divisions() -> str:
    """The divisions that are shipped. No name has a quote; a code that is given up later is dated by an import."""
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        rows = ", ".join(f"('{row['code']}', '{row['name']}')" for row in csv.DictReader(file))
    return f"INSERT INTO divisions (code, name) VALUES {rows};"


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run(
        TABLES,
        STANDING,
        divisions(),
        SECTIONS,
        THRESHOLDS,  # before the wall, behind which nobody writes for the nation
        *map(wall, (*WALLED, "statistics_thresholds")),
        "CREATE POLICY everybody ON statistics_thresholds FOR SELECT USING (true);",
        GRANTS,
    )
