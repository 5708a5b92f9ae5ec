"""The county wall: row-level security, forced on every table."""

from db.migrations import scripts

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PUBLIC = ("zones", "organizations", "fairs", "booths", "booth_tallies")
"""Directories, and the counts of a fair: everybody reads them."""

WALLED = ("enterprises", "intakes", "ledger_entries", "attendances", "ratings", "answers")


def wall(table: str, *, public: bool) -> str:
    """A transaction without a county sees no row and writes none; one with a county, that county's."""
    policies = f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY county ON {table} USING (county_code = (SELECT current_setting('app.county', true)));
"""
    return policies + (f"CREATE POLICY everybody ON {table} FOR SELECT USING (true);\n" if public else "")


# The triggers that keep the tallies work as the owner, for whatever county the intakes are of: also when a superuser
# changes them, whom no policy holds.
KEEPER = "CREATE POLICY keeper ON booth_tallies TO yaosu_owner USING (true);"

# What the guests of a fair thought is published for every county; it counts, and shows no row. It goes behind the wall
# of the fair's county and comes back.
GUESTS = """
CREATE FUNCTION guests_of(fair uuid) RETURNS TABLE (level text, n integer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    within text := coalesce(current_setting('app.county', true), '');
BEGIN
    PERFORM set_config('app.county', fairs.county_code, true) FROM fairs WHERE fairs.id = fair;
    RETURN QUERY
        SELECT ratings.level, count(*)::integer
        FROM (
            SELECT intakes.enterprise_id FROM intakes WHERE intakes.fair_id = fair
            UNION SELECT attendances.enterprise_id FROM attendances WHERE attendances.fair_id = fair
        ) AS guests
        LEFT JOIN ratings ON ratings.fair_id = fair AND ratings.enterprise_id = guests.enterprise_id
        GROUP BY ratings.level;
    PERFORM set_config('app.county', within, true);
END $$;
"""

# The wall looks at the county of every row that is counted: with it in the index, a count need not visit the table.
INDEXES = """
DROP INDEX intakes_fair_id_received_at_ix;
CREATE INDEX intakes_fair_id_received_at_ix ON intakes (fair_id, received_at, id) INCLUDE (county_code);
DROP INDEX intakes_enterprise_id_ix;
CREATE INDEX intakes_enterprise_id_ix ON intakes (enterprise_id, fair_id) INCLUDE (county_code);
"""


def upgrade() -> None:
    """Put the wall up."""
    scripts.run(
        *(wall(table, public=True) for table in PUBLIC),
        *(wall(table, public=False) for table in WALLED),
        KEEPER,
        GUESTS,
        INDEXES,
    )
