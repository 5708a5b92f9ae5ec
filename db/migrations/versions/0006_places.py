"""Places: zones in a tree, organizations, carriers and service points."""

from db.migrations import scripts

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Zones and organizations that are there stand as they were registered: at the first version, in no other zone.
CHANGES = """
ALTER TABLE zones
    ADD COLUMN parent_id UUID,
    ADD COLUMN ended_on DATE,
    ADD COLUMN version INTEGER NOT NULL DEFAULT 1,
    ADD CONSTRAINT zones_parent_id_ck CHECK (parent_id <> id),
    ADD CONSTRAINT zones_parent_id_fk FOREIGN KEY(parent_id, county_code) REFERENCES zones (id, county_code);
ALTER TABLE zones ALTER COLUMN version DROP DEFAULT;

CREATE INDEX zones_parent_id_ix ON zones (parent_id);

ALTER TABLE organizations
    ADD COLUMN zone_id UUID,
    ADD COLUMN uscc TEXT,
    ADD COLUMN ended_on DATE,
    ADD COLUMN version INTEGER NOT NULL DEFAULT 1,
    DROP CONSTRAINT organizations_kind_ck,
    ADD CONSTRAINT organizations_kind_ck CHECK (kind IN ('DEPARTMENT', 'BANK', 'FINANCIAL_LEASING', 'FINANCING_GUARANTEE', 'BOND', 'OTHER_INSTITUTION', 'PARTY_COMMITTEE', 'TOWN_COMMITTEE', 'ENTERPRISE_PARTY_ORGANIZATION', 'ASSOCIATION', 'OTHER')),
    ADD CONSTRAINT organizations_zone_id_fk FOREIGN KEY(zone_id, county_code) REFERENCES zones (id, county_code);
ALTER TABLE organizations ALTER COLUMN version DROP DEFAULT;
"""

TABLES = """
CREATE TABLE carriers (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    name TEXT NOT NULL,
    zone_id UUID NOT NULL,
    address TEXT NOT NULL,
    area NUMERIC(20, 2),
    state TEXT NOT NULL,
    ended_on DATE,
    version INTEGER NOT NULL,
    CONSTRAINT carriers_pk PRIMARY KEY (id, county_code),
    CONSTRAINT carriers_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT carriers_state_ck CHECK (state IN ('IN_USE', 'ENDED')),
    CONSTRAINT carriers_ended_on_ck CHECK ((state = 'ENDED') = (ended_on IS NOT NULL)),
    CONSTRAINT carriers_area_ck CHECK (area > 0),
    CONSTRAINT carriers_zone_id_fk FOREIGN KEY(zone_id, county_code) REFERENCES zones (id, county_code),
    CONSTRAINT carriers_county_code_name_uq UNIQUE (county_code, name)
);

CREATE INDEX carriers_zone_id_ix ON carriers (zone_id);

CREATE TABLE service_points (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    zone_id UUID NOT NULL,
    carrier_id UUID,
    address TEXT NOT NULL,
    state TEXT NOT NULL,
    intended_on DATE NOT NULL,
    signed_on DATE,
    opened_on DATE,
    closed_on DATE,
    version INTEGER NOT NULL,
    CONSTRAINT service_points_pk PRIMARY KEY (id, county_code),
    CONSTRAINT service_points_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT service_points_kind_ck CHECK (kind IN ('HALL', 'MICRO_WINDOW', 'SELF_SERVICE')),
    CONSTRAINT service_points_state_ck CHECK (state IN ('INTENDED', 'SIGNED', 'OPEN', 'CLOSED')),
    CONSTRAINT service_points_reached_ck CHECK (CASE state WHEN 'INTENDED' THEN num_nonnulls(signed_on, opened_on, closed_on) = 0 WHEN 'SIGNED' THEN signed_on IS NOT NULL AND num_nonnulls(opened_on, closed_on) = 0 WHEN 'OPEN' THEN num_nulls(signed_on, opened_on) = 0 AND closed_on IS NULL ELSE closed_on IS NOT NULL AND (opened_on IS NULL OR signed_on IS NOT NULL) END),
    CONSTRAINT service_points_days_ck CHECK (intended_on <= signed_on AND signed_on <= opened_on AND greatest(intended_on, signed_on, opened_on) <= closed_on),
    CONSTRAINT service_points_zone_id_fk FOREIGN KEY(zone_id, county_code) REFERENCES zones (id, county_code),
    CONSTRAINT service_points_carrier_id_fk FOREIGN KEY(carrier_id, county_code) REFERENCES carriers (id, county_code),
    CONSTRAINT service_points_county_code_name_uq UNIQUE (county_code, name)
);

CREATE INDEX service_points_zone_id_ix ON service_points (zone_id);

CREATE INDEX service_points_carrier_id_ix ON service_points (carrier_id);

CREATE TABLE services (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    service_point_id UUID,
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    since DATE NOT NULL,
    until DATE,
    version INTEGER NOT NULL,
    CONSTRAINT services_pk PRIMARY KEY (id, county_code),
    CONSTRAINT services_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT services_list_ck CHECK (list IN ('STANDARD', 'SPECIAL')),
    CONSTRAINT services_service_point_id_ck CHECK ((list = 'SPECIAL') = (service_point_id IS NOT NULL)),
    CONSTRAINT services_until_ck CHECK (until >= since),
    CONSTRAINT services_service_point_id_fk FOREIGN KEY(service_point_id, county_code) REFERENCES service_points (id, county_code)
);

-- What is on a list now is there once.
CREATE UNIQUE INDEX services_service_point_id_name_ix ON services (county_code, service_point_id, name)
    NULLS NOT DISTINCT WHERE until IS NULL;

CREATE TABLE travel_minutes (
    service_point_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    mode TEXT NOT NULL,
    measured_on DATE NOT NULL,
    county_code TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    source TEXT NOT NULL,
    CONSTRAINT travel_minutes_pk PRIMARY KEY (service_point_id, enterprise_id, mode, measured_on, county_code),
    CONSTRAINT travel_minutes_mode_ck CHECK (mode IN ('WALK', 'DRIVE')),
    CONSTRAINT travel_minutes_minutes_ck CHECK (minutes >= 0),
    CONSTRAINT travel_minutes_service_point_id_fk FOREIGN KEY(service_point_id, county_code) REFERENCES service_points (id, county_code),
    CONSTRAINT travel_minutes_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code)
);

COMMENT ON TABLE travel_minutes IS 'Supplied, never worked out: of several days of a pair and a mode the last one counts.';
"""

# Which share of its enterprises a zone serves is published for every county: the function goes behind the wall of the
# zone's county, counts, shows no row, and comes back.
REACHED = """
CREATE FUNCTION reached_by_service(of_zone uuid, by_mode text, within_minutes integer)
RETURNS TABLE (county_code text, enterprises integer, covered integer, unmeasured integer) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
    worn text := coalesce(current_setting('app.county', true), '');
    county text := worn;
BEGIN
    IF of_zone IS NOT NULL THEN
        SELECT zones.county_code INTO county FROM zones WHERE zones.id = of_zone;
    END IF;
    IF coalesce(county, '') = '' THEN
        RETURN;
    END IF;
    PERFORM set_config('app.county', county, true);
    RETURN QUERY
        WITH RECURSIVE below AS (
            SELECT of_zone AS id
            UNION SELECT zones.id FROM zones JOIN below ON zones.parent_id = below.id
        ), latest AS (
            SELECT DISTINCT ON (times.enterprise_id, times.service_point_id)
                   times.enterprise_id, times.minutes, points.state = 'OPEN' AS is_open
            FROM travel_minutes AS times
            JOIN service_points AS points ON points.id = times.service_point_id
            WHERE times.mode = by_mode
            ORDER BY times.enterprise_id, times.service_point_id, times.measured_on DESC
        ), nearest AS (
            SELECT latest.enterprise_id, min(latest.minutes) FILTER (WHERE latest.is_open) AS minutes
            FROM latest GROUP BY latest.enterprise_id
        )
        SELECT county, count(*)::integer,
               (count(*) FILTER (WHERE nearest.minutes <= within_minutes))::integer,
               (count(*) FILTER (WHERE nearest.enterprise_id IS NULL))::integer
        FROM enterprises
        LEFT JOIN nearest ON nearest.enterprise_id = enterprises.id
        WHERE enterprises.status = 'ACTIVE' AND enterprises.county_code = county
          AND (of_zone IS NULL OR enterprises.zone_id IN (SELECT below.id FROM below));
    PERFORM set_config('app.county', worn, true);
END $$;
"""

PUBLIC = ("carriers", "service_points", "services")
"""Directories: everybody reads them."""

WALLED = ("travel_minutes",)

GRANTS = """
GRANT SELECT, INSERT ON carriers, service_points, services, travel_minutes TO yaosu_runtime;
GRANT UPDATE (parent_id, ended_on, version) ON zones TO yaosu_runtime;
GRANT UPDATE (name, ended_on, version) ON organizations TO yaosu_runtime;
GRANT UPDATE (state, ended_on, version) ON carriers TO yaosu_runtime;
GRANT UPDATE (state, signed_on, opened_on, closed_on, version) ON service_points TO yaosu_runtime;
GRANT UPDATE (until, version) ON services TO yaosu_runtime;
"""


def wall(table: str, *, public: bool) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    policies = f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""
    return policies + (f"CREATE POLICY everybody ON {table} FOR SELECT USING (true);\n" if public else "")


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run(
        CHANGES,
        TABLES,
        *(wall(table, public=True) for table in PUBLIC),
        *(wall(table, public=False) for table in WALLED),
        REACHED,
        GRANTS,
    )
