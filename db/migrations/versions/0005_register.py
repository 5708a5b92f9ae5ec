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
CREATE INDEX enterprises_zone_id_ix ON enterprises (zone_id);
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


def wall(table: str) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""


GRANTS = """
GRANT SELECT ON divisions, industries, enterprise_changes TO yaosu_runtime;
GRANT INSERT ON enterprise_changes TO yaosu_runtime;
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
    scripts.run(TABLES, divisions(), SECTIONS, wall("enterprise_changes"), GRANTS)
