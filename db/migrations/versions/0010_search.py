"""Enterprises by their names: what is searched and sorted by."""

import sqlalchemy
from alembic import op

from db.migrations import scripts

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = """
ALTER TABLE enterprises
    ADD COLUMN search_terms TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN pinyin TEXT NOT NULL DEFAULT '';

-- The functions below work as the owner, who is behind the wall as well.
CREATE POLICY keeper ON enterprises FOR SELECT TO yaosu_owner USING (true);
"""

# Without a list of what is yet to be sorted in: each search would go through it.
INDEXES = """
CREATE INDEX enterprises_search_terms_ix ON enterprises USING gin (array_to_tsvector(search_terms))
    WITH (fastupdate = off);
CREATE INDEX enterprises_name_ix ON enterprises (county_code, lower(name) text_pattern_ops, id);
CREATE INDEX enterprises_uscc_ix ON enterprises (county_code, uscc text_pattern_ops, id);
CREATE INDEX enterprises_pinyin_ix ON enterprises (county_code, pinyin, id);
"""

# What each of them finds is of the county that the session wears. Their plans are made once: a look-up is always the same
# walk, and no statistics, old or new, turn it into another one.
FUNCTIONS = """
CREATE FUNCTION enterprises_beginning(beginning text, code text, former text, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 50 SECURITY DEFINER SET search_path = yaosu, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    county text := current_setting('app.county', true);
    last text := chr(1114111);
BEGIN
    RETURN QUERY
        SELECT id FROM enterprises
        WHERE county_code = county AND lower(name) ~>=~ beginning AND lower(name) ~<~ (beginning || last)
        ORDER BY lower(name) USING ~<~, id LIMIT most;
    RETURN QUERY
        SELECT id FROM enterprises
        WHERE county_code = county AND array_to_tsvector(search_terms) @@ quote_literal(former)::tsquery LIMIT most;
    IF code IS NOT NULL THEN
        RETURN QUERY
            SELECT id FROM enterprises
            WHERE county_code = county AND uscc ~>=~ code AND uscc ~<~ (code || last)
            ORDER BY uscc USING ~<~, id LIMIT most;
    END IF;
END $$;

CREATE FUNCTION enterprises_with(sought tsquery, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 200 SECURITY DEFINER SET search_path = yaosu, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
    county text := current_setting('app.county', true);
BEGIN
    RETURN QUERY
        SELECT id FROM enterprises
        WHERE county_code = county AND array_to_tsvector(search_terms) @@ sought LIMIT most;
END $$;

CREATE FUNCTION enterprises_similar(sought tsquery, terms text[], compared integer, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 200 SECURITY DEFINER SET search_path = yaosu, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
    county text := current_setting('app.county', true);
BEGIN
    RETURN QUERY
        SELECT met.id FROM (
            SELECT id, search_terms FROM enterprises
            WHERE county_code = county AND array_to_tsvector(search_terms) @@ sought LIMIT compared
        ) AS met
        ORDER BY (SELECT count(*) FROM unnest(met.search_terms) AS term WHERE term = ANY (terms)) DESC, met.id
        LIMIT most;
END $$;

CREATE FUNCTION enterprises_in_order(terms text[], most integer, walked integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 50 SECURITY DEFINER SET search_path = yaosu, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    county text := current_setting('app.county', true);
BEGIN
    RETURN QUERY
        SELECT walk.id FROM (
            SELECT id, search_terms FROM enterprises
            WHERE county_code = county ORDER BY lower(name) USING ~<~, id LIMIT walked
        ) AS walk
        WHERE search_terms @> terms LIMIT most;
END $$;

CREATE FUNCTION enterprises_as_they_sound(sound text, terms text[], most integer, walked integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 50 SECURITY DEFINER SET search_path = yaosu, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    county text := current_setting('app.county', true);
BEGIN
    RETURN QUERY
        SELECT walk.id FROM (
            SELECT id, search_terms FROM enterprises
            WHERE county_code = county AND pinyin >= sound ORDER BY pinyin, id LIMIT walked
        ) AS walk
        WHERE search_terms @> terms LIMIT most;
END $$;

-- By 40 pages of the table, always the same while it is as large; of one that is small no term is in many names.
CREATE FUNCTION enterprise_frequencies(terms text[]) RETURNS TABLE (term text, n integer)
LANGUAGE plpgsql STABLE ROWS 10 SECURITY DEFINER SET search_path = yaosu, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    pages bigint := pg_relation_size('enterprises') / current_setting('block_size')::integer;
    part double precision := 40.0 / greatest(pages, 40);
BEGIN
    IF pages < 1000 THEN
        RETURN QUERY SELECT asked, 0 FROM unnest(terms) AS asked;
        RETURN;
    END IF;
    RETURN QUERY
        WITH sampled AS MATERIALIZED (
            SELECT search_terms FROM enterprises TABLESAMPLE SYSTEM (100 * part) REPEATABLE (0)
        )
        SELECT asked, ((SELECT count(*) FROM sampled WHERE asked = ANY (search_terms)) / part)::integer
        FROM unnest(terms) AS asked;
END $$;

-- What a county publishes of its market entities, for whoever asks; it counts, and shows no row. A duplicate that was merged
-- is none, and neither is an enterprise that is about to settle here.
CREATE FUNCTION market_entities(
    county text, of_zone uuid, since date, until date, since_before date, until_before date
)
RETURNS TABLE (kind text, zone_id uuid, stock integer, stock_before integer, new integer, new_before integer, undated integer)
LANGUAGE sql STABLE ROWS 50 SECURITY DEFINER SET search_path = yaosu, pg_temp AS $$
    WITH RECURSIVE below AS (
        SELECT of_zone AS id
        UNION SELECT zones.id FROM zones JOIN below ON zones.parent_id = below.id
    )
    SELECT each.kind, each.zone_id,
           count(*) FILTER (WHERE registered_on <= until AND (ended_on IS NULL OR ended_on > until))::integer,
           count(*) FILTER (WHERE registered_on <= until_before AND (ended_on IS NULL OR ended_on > until_before))::integer,
           count(*) FILTER (WHERE registered_on BETWEEN since AND until)::integer,
           count(*) FILTER (WHERE registered_on BETWEEN since_before AND until_before)::integer,
           count(*) FILTER (WHERE registered_on IS NULL AND (ended_on IS NULL OR ended_on > until))::integer
    FROM enterprises AS each
    WHERE each.county_code = county AND each.merged_into_id IS NULL AND each.status <> 'PREPARING'
      AND (of_zone IS NULL OR each.zone_id IN (SELECT below.id FROM below))
    GROUP BY each.kind, each.zone_id
$$;

REVOKE ALL ON FUNCTION enterprises_beginning, enterprises_with, enterprises_similar, enterprises_in_order,
    enterprises_as_they_sound, enterprise_frequencies, market_entities FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enterprises_beginning, enterprises_with, enterprises_similar, enterprises_in_order,
    enterprises_as_they_sound, enterprise_frequencies, market_entities TO yaosu_runtime;
GRANT UPDATE (search_terms, pinyin) ON enterprises TO yaosu_runtime;
"""

BATCH = 5_000


def spell() -> None:
    """Spell the names that there are. The owner, who migrates, sees every county's for as long as this lasts."""
    from domain.enterprises.spelling import spelled

    connection = op.get_bind()
    rows = sqlalchemy.text("SELECT id, county_code, name, former_names FROM enterprises")
    write = sqlalchemy.text(
        "UPDATE enterprises SET search_terms = string_to_array(:terms, ','), pinyin = :pinyin"
        " WHERE id = :id AND county_code = :county_code"
    )
    for batch in connection.execute(rows).mappings().partitions(BATCH):
        spellings = [(row, spelled(row["county_code"], row["name"], row["former_names"])) for row in batch]
        connection.execute(
            write,
            [
                {
                    "id": row["id"],
                    "county_code": row["county_code"],
                    "terms": ",".join(spelling.search_terms),
                    "pinyin": spelling.pinyin,
                }
                for row, spelling in spellings
            ],
        )


def upgrade() -> None:
    """Create the columns and spell what is there."""
    scripts.run(COLUMNS, "CREATE POLICY spelling ON enterprises FOR UPDATE TO yaosu_owner USING (true)")
    spell()
    scripts.run("DROP POLICY spelling ON enterprises", INDEXES, FUNCTIONS)
