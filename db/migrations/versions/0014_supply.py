"""Supply and demand, and factory space: offerings, needs, introductions and what they move; space and who gets it."""

from db.migrations import scripts

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE offerings (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    product TEXT NOT NULL,
    letters TEXT NOT NULL,
    class_code TEXT NOT NULL,
    capacity NUMERIC(20, 2),
    unit TEXT NOT NULL,
    least_order NUMERIC(20, 2),
    certificates TEXT[],
    lead_days INTEGER,
    price_model TEXT NOT NULL,
    price NUMERIC(20, 2),
    regions TEXT[] NOT NULL,
    chain_node_id UUID,
    state TEXT NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT offerings_pk PRIMARY KEY (id, county_code),
    CONSTRAINT offerings_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT offerings_class_code_ck CHECK (class_code ~ '^[0-9]{2,10}$'),
    CONSTRAINT offerings_price_model_ck CHECK (price_model IN ('UNIT', 'PER_KM', 'SUBSCRIPTION')),
    CONSTRAINT offerings_state_ck CHECK (state IN ('OPEN', 'WITHDRAWN')),
    CONSTRAINT offerings_positive_ck CHECK (capacity > 0 AND least_order > 0 AND price > 0),
    CONSTRAINT offerings_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT offerings_chain_node_id_fk FOREIGN KEY(chain_node_id, county_code) REFERENCES chain_nodes (id, county_code)
);

CREATE INDEX offerings_chain_node_id_ix ON offerings (chain_node_id);

CREATE INDEX offerings_enterprise_id_ix ON offerings (enterprise_id, submitted_at, id);

CREATE INDEX offerings_submitted_at_ix ON offerings (county_code, submitted_at, id);

COMMENT ON COLUMN offerings.letters IS 'The product as words of synonyms are looked for in it.';

CREATE TABLE supply_needs (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    product TEXT NOT NULL,
    letters TEXT NOT NULL,
    class_code TEXT NOT NULL,
    volume NUMERIC(20, 2) NOT NULL,
    unit TEXT NOT NULL,
    certificates TEXT[] NOT NULL,
    deliver_by DATE,
    region TEXT,
    distance_km INTEGER,
    state TEXT NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT supply_needs_pk PRIMARY KEY (id, county_code),
    CONSTRAINT supply_needs_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT supply_needs_class_code_ck CHECK (class_code ~ '^[0-9]{2,10}$'),
    CONSTRAINT supply_needs_state_ck CHECK (state IN ('OPEN', 'WITHDRAWN')),
    CONSTRAINT supply_needs_positive_ck CHECK (volume > 0),
    CONSTRAINT supply_needs_distance_km_ck CHECK (distance_km >= 0),
    CONSTRAINT supply_needs_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code)
);

CREATE INDEX supply_needs_enterprise_id_ix ON supply_needs (enterprise_id, submitted_at, id);

CREATE INDEX supply_needs_submitted_at_ix ON supply_needs (county_code, submitted_at, id);

COMMENT ON COLUMN supply_needs.letters IS 'The product as words of synonyms are looked for in it.';

CREATE TABLE class_synonyms (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    approved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT class_synonyms_pk PRIMARY KEY (id, county_code),
    CONSTRAINT class_synonyms_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT class_synonyms_other_ck CHECK (one < other),
    CONSTRAINT class_synonyms_county_code_one_other_uq UNIQUE (county_code, one, other)
);

CREATE INDEX class_synonyms_approved_at_ix ON class_synonyms (county_code, approved_at, id);

CREATE TABLE introductions (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    offering_id UUID NOT NULL,
    need_id UUID NOT NULL,
    product TEXT NOT NULL,
    supplier_name TEXT,
    customer_name TEXT,
    staff_id UUID,
    organization_id UUID,
    state TEXT NOT NULL,
    reason TEXT,
    introduced_on DATE,
    contracted_on DATE,
    running_on DATE,
    failed_on DATE,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT introductions_pk PRIMARY KEY (id, county_code),
    CONSTRAINT introductions_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT introductions_state_ck CHECK (state IN ('SUGGESTED', 'INTRODUCED', 'TALKS', 'TRIAL', 'CONTRACTED', 'RUNNING', 'FAILED')),
    CONSTRAINT introductions_reason_ck CHECK (reason IN ('PRICE', 'QUALITY', 'CAPACITY', 'LOGISTICS', 'PAYMENT', 'NO_RESPONSE', 'OTHER')),
    CONSTRAINT introductions_introduced_by_ck CHECK (num_nonnulls(staff_id, organization_id) > 0),
    CONSTRAINT introductions_failed_on_ck CHECK ((state = 'FAILED') = (reason IS NOT NULL) AND (state = 'FAILED') = (failed_on IS NOT NULL)),
    CONSTRAINT introductions_names_ck CHECK ((introduced_on IS NULL) = (supplier_name IS NULL) AND (introduced_on IS NULL) = (customer_name IS NULL)),
    CONSTRAINT introductions_running_on_ck CHECK (state <> 'RUNNING' OR running_on IS NOT NULL),
    CONSTRAINT introductions_days_ck CHECK (introduced_on <= contracted_on AND contracted_on <= running_on),
    CONSTRAINT introductions_offering_id_fk FOREIGN KEY(offering_id, county_code) REFERENCES offerings (id, county_code),
    CONSTRAINT introductions_need_id_fk FOREIGN KEY(need_id, county_code) REFERENCES supply_needs (id, county_code),
    CONSTRAINT introductions_staff_id_fk FOREIGN KEY(staff_id, county_code) REFERENCES staff (id, county_code),
    CONSTRAINT introductions_organization_id_fk FOREIGN KEY(organization_id, county_code) REFERENCES organizations (id, county_code)
);

CREATE UNIQUE INDEX introductions_current_ix ON introductions (offering_id, need_id) WHERE state <> 'FAILED';

CREATE INDEX introductions_need_id_ix ON introductions (need_id);

CREATE INDEX introductions_offering_id_ix ON introductions (offering_id);

CREATE INDEX introductions_organization_id_ix ON introductions (organization_id);

CREATE INDEX introductions_staff_id_ix ON introductions (staff_id);

CREATE INDEX introductions_submitted_at_ix ON introductions (county_code, submitted_at, id);

CREATE TABLE introduction_parties (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    introduction_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    side TEXT NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT introduction_parties_pk PRIMARY KEY (id, county_code),
    CONSTRAINT introduction_parties_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT introduction_parties_side_ck CHECK (side IN ('SUPPLIES', 'NEEDS')),
    CONSTRAINT introduction_parties_introduction_id_fk FOREIGN KEY(introduction_id, county_code) REFERENCES introductions (id, county_code),
    CONSTRAINT introduction_parties_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT introduction_parties_introduction_id_side_uq UNIQUE (introduction_id, side)
);

CREATE INDEX introduction_parties_enterprise_id_ix ON introduction_parties (enterprise_id, submitted_at, id);

CREATE TABLE introduction_steps (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    introduction_id UUID NOT NULL,
    number SMALLINT NOT NULL,
    state TEXT NOT NULL,
    taken_on DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    note TEXT,
    CONSTRAINT introduction_steps_pk PRIMARY KEY (id, county_code),
    CONSTRAINT introduction_steps_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT introduction_steps_state_ck CHECK (state IN ('SUGGESTED', 'INTRODUCED', 'TALKS', 'TRIAL', 'CONTRACTED', 'RUNNING', 'FAILED')),
    CONSTRAINT introduction_steps_introduction_id_fk FOREIGN KEY(introduction_id, county_code) REFERENCES introductions (id, county_code),
    CONSTRAINT introduction_steps_introduction_id_number_uq UNIQUE (introduction_id, number)
);

CREATE TABLE cooperation_reports (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    introduction_id UUID NOT NULL,
    month DATE NOT NULL,
    volume NUMERIC(20, 2) NOT NULL,
    unit TEXT NOT NULL,
    amount NUMERIC(20, 2),
    note TEXT,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT cooperation_reports_pk PRIMARY KEY (id, county_code),
    CONSTRAINT cooperation_reports_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT cooperation_reports_month_ck CHECK (extract(day FROM month) = 1),
    CONSTRAINT cooperation_reports_volume_ck CHECK (volume >= 0),
    CONSTRAINT cooperation_reports_amount_ck CHECK (amount > 0),
    CONSTRAINT cooperation_reports_introduction_id_fk FOREIGN KEY(introduction_id, county_code) REFERENCES introductions (id, county_code),
    CONSTRAINT cooperation_reports_introduction_id_month_uq UNIQUE (introduction_id, month)
);

CREATE INDEX cooperation_reports_month_ix ON cooperation_reports (county_code, month);

CREATE TABLE space_listings (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    zone_id UUID NOT NULL,
    carrier_id UUID,
    address TEXT NOT NULL,
    area NUMERIC(20, 2) NOT NULL,
    clear_height NUMERIC(20, 2),
    floor_load NUMERIC(20, 2),
    power NUMERIC(20, 2),
    crane NUMERIC(20, 2),
    sewage NUMERIC(20, 2),
    fire_class TEXT,
    hazard_classes TEXT[],
    rent NUMERIC(20, 2),
    available_from DATE,
    state TEXT NOT NULL,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT space_listings_pk PRIMARY KEY (id, county_code),
    CONSTRAINT space_listings_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT space_listings_fire_class_ck CHECK (fire_class IN ('FIRST', 'SECOND', 'THIRD', 'FOURTH')),
    CONSTRAINT space_listings_hazard_classes_ck CHECK (hazard_classes <@ ARRAY['A', 'B', 'C', 'D', 'E']),
    CONSTRAINT space_listings_state_ck CHECK (state IN ('OFFERED', 'TAKEN', 'WITHDRAWN')),
    CONSTRAINT space_listings_ended_at_ck CHECK ((state = 'OFFERED') = (ended_at IS NULL)),
    CONSTRAINT space_listings_positive_ck CHECK (area > 0 AND rent > 0),
    CONSTRAINT space_listings_zone_id_fk FOREIGN KEY(zone_id, county_code) REFERENCES zones (id, county_code),
    CONSTRAINT space_listings_carrier_id_fk FOREIGN KEY(carrier_id, county_code) REFERENCES carriers (id, county_code)
);

CREATE INDEX space_listings_carrier_id_ix ON space_listings (carrier_id, submitted_at, id);

CREATE INDEX space_listings_submitted_at_ix ON space_listings (submitted_at, id);

CREATE INDEX space_listings_zone_id_ix ON space_listings (zone_id);

CREATE TABLE space_needs (
    id UUID NOT NULL,
    county_code TEXT NOT NULL,
    enterprise_id UUID NOT NULL,
    intake_id UUID,
    area NUMERIC(20, 2) NOT NULL,
    clear_height NUMERIC(20, 2),
    floor_load NUMERIC(20, 2),
    power NUMERIC(20, 2),
    crane NUMERIC(20, 2),
    sewage NUMERIC(20, 2),
    fire_class TEXT,
    hazard_class TEXT,
    most_rent NUMERIC(20, 2),
    needed_by DATE,
    state TEXT NOT NULL,
    listing_id UUID,
    submitted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT space_needs_pk PRIMARY KEY (id, county_code),
    CONSTRAINT space_needs_county_code_ck CHECK (county_code ~ '^[1-9][0-9]{5}$'),
    CONSTRAINT space_needs_fire_class_ck CHECK (fire_class IN ('FIRST', 'SECOND', 'THIRD', 'FOURTH')),
    CONSTRAINT space_needs_hazard_class_ck CHECK (hazard_class IN ('A', 'B', 'C', 'D', 'E')),
    CONSTRAINT space_needs_state_ck CHECK (state IN ('OPEN', 'MET', 'WITHDRAWN')),
    CONSTRAINT space_needs_ended_at_ck CHECK ((state = 'OPEN') = (ended_at IS NULL)),
    CONSTRAINT space_needs_listing_id_ck CHECK ((state = 'MET') = (listing_id IS NOT NULL)),
    CONSTRAINT space_needs_positive_ck CHECK (area > 0 AND most_rent > 0),
    CONSTRAINT space_needs_enterprise_id_fk FOREIGN KEY(enterprise_id, county_code) REFERENCES enterprises (id, county_code),
    CONSTRAINT space_needs_intake_id_fk FOREIGN KEY(intake_id, county_code) REFERENCES intakes (id, county_code),
    CONSTRAINT space_needs_listing_id_fk FOREIGN KEY(listing_id, county_code) REFERENCES space_listings (id, county_code),
    CONSTRAINT space_needs_listing_id_uq UNIQUE (listing_id)
);

CREATE INDEX space_needs_enterprise_id_ix ON space_needs (enterprise_id, submitted_at, id);

CREATE INDEX space_needs_intake_id_ix ON space_needs (intake_id);

CREATE INDEX space_needs_submitted_at_ix ON space_needs (county_code, submitted_at, id);
"""

PUBLIC = ("space_listings",)
"""What stands empty is a directory; who offers, needs and looks for what is its county's."""

WALLED = (
    "offerings",
    "supply_needs",
    "class_synonyms",
    "introductions",
    "introduction_parties",
    "introduction_steps",
    "cooperation_reports",
    "space_needs",
)


def wall(table: str, *, public: bool) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    policies = f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""
    return policies + (f"CREATE POLICY everybody ON {table} FOR SELECT USING (true);\n" if public else "")


# What was offered, needed and reported stays as it was written; an act ends it.
GRANTS = """
GRANT SELECT, INSERT ON offerings, supply_needs, class_synonyms, introductions, introduction_parties, introduction_steps,
    cooperation_reports, space_listings, space_needs TO yaosu_runtime;
GRANT UPDATE (state, version) ON offerings, supply_needs TO yaosu_runtime;
GRANT UPDATE (supplier_name, customer_name, state, reason, introduced_on, contracted_on, running_on, failed_on, version)
    ON introductions TO yaosu_runtime;
GRANT UPDATE (state, ended_at, version) ON space_listings TO yaosu_runtime;
GRANT UPDATE (state, listing_id, ended_at, version) ON space_needs TO yaosu_runtime;
"""


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run(
        TABLES,
        *(wall(table, public=True) for table in PUBLIC),
        *(wall(table, public=False) for table in WALLED),
        GRANTS,
    )
