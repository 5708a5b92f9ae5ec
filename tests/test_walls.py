"""The county wall, generated from the catalogue of the database: whatever table there is, it is behind the wall."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import db.embedded
import db.engine
from db.engine import UNAVAILABLE, Database, Pooled
from tests.counties import NEIGHBOUR, County, filled
from tests.offices import COUNTY, Api

pytestmark = pytest.mark.anyio

OUTSIDE = {"alembic_version", "revocations", "divisions", "industries"}
"""Tables that belong to no county."""

PUBLIC = {
    "zones",
    "organizations",
    "fairs",
    "booths",
    "booth_tallies",
    "carriers",
    "service_points",
    "services",
    "statistics_thresholds",
} | {
    "tracks",
    "chains",
    "chain_leaders",
    "chief_leaders",
    "chain_nodes",
    "chain_links",
    "task_forces",
    "task_force_memberships",
}
PUBLIC |= {"party_alliances", "alliance_organizations"}
PUBLIC |= {"space_listings"}
PUBLIC |= {"policies", "policy_clauses", "clause_conditions"}
"""Directories and tallies, which every county reads."""

PUBLISHED = {"policies", "policy_clauses", "clause_conditions"}
"""Those of which every county reads what was published."""

WALLED = {
    "enterprises",
    "enterprise_changes",
    "tier_statuses",
    "statistics_statuses",
    "statistics_steps",
    "contacts",
    "intakes",
    "ledger_entries",
    "attendances",
    "ratings",
    "answers",
    "audit_entries",
    "audit_heads",
    "staff",
    "liaisons",
    "liaison_contacts",
    "travel_minutes",
} | {"chain_memberships", "combat_units", "combat_plans"}
WALLED |= {"policy_notices", "policy_applications", "policy_payouts"}
WALLED |= {
    "alliance_enterprises",
    "memoranda",
    "joint_conferences",
    "conference_sessions",
    "resolutions",
    "party_organizations",
    "party_steps",
}
WALLED |= {
    "offerings",
    "supply_needs",
    "class_synonyms",
    "introductions",
    "introduction_parties",
    "introduction_steps",
    "cooperation_reports",
    "space_needs",
    "match_runs",
    "match_run_institutions",
    "match_run_sizes",
    "financing_meetings",
    "matches",
    "unmatched_demands",
}
WALLED |= {"financing_demands", "financial_products", "financing_consents", "match_policies"}
PUBLIC |= {"session_tallies"}
WALLED |= {"financing_deals", "deal_steps", "deal_disbursements", "bond_issues"}
"""What only its own county reads. Every table is named in one of these three."""

SHIPPED = {"statistics_thresholds": {"100000"}}
"""Counties, which are none, of rows that come with the structure."""

KEEPERS = {
    "booth_tallies": {("keeper", "ALL", "yaosu_owner", "true")},
    "audit_heads": {("keeper", "ALL", "yaosu_owner", "true")},
    "match_runs": {("keeper", "ALL", "yaosu_owner", "true")},
    "audit_entries": {("keeper", "SELECT", "yaosu_owner", "true")},
    "enterprises": {("keeper", "SELECT", "yaosu_owner", "true")},
}
KEEPERS |= {
    key: {("keeper", "SELECT", "yaosu_owner", "true")} for key in ("policy_applications", "policy_payouts")
}
"""Policies beside those of the wall."""
KEEPERS |= {
    name: {("keeper", "ALL", "yaosu_owner", "true")} for name in ("session_tallies", "financing_deals")
} | {
    name: {("keeper", "SELECT", "yaosu_owner", "true")}
    for name in (
        "deal_disbursements",
        "bond_issues",
        "financing_demands",
        "financing_meetings",
        "chain_memberships",
        "intakes",
    )
}

CHAINED = {"audit_entries", "audit_heads", "session_tallies"}
"""Tables of which nobody writes whole rows: triggers number and chain what is added (`tests/test_audit.py`), and count."""

KEEPING = {
    "keep_tallies_on_insert",
    "keep_tallies_on_update",
    "keep_tallies_on_delete",
    "chain_audit_entry",
    "audit_counties",
    "reveal_contact",
    "enterprises_beginning",
    "enterprises_with",
    "enterprises_similar",
    "enterprises_in_order",
    "enterprises_as_they_sound",
    "enterprise_frequencies",
    "market_entities",
    "settle_lost_runs",
    "policy_payout_sums",
}
"""Functions that work as the owner: they keep the tallies and the audit, reveal what is sealed, look enterprises up by their
names, count market entities, and sum up what policies paid."""

KEEPING |= {"keep_paid_on_insert", "count_session", "financed"} | {
    f"count_sessions_of_{table}_on_{event}"
    for table in ("financing_deals", "financing_meetings", "financing_demands")
    for event in ("insert", "update", "delete")
}
"""They count what a session brought, keep what was paid of a credit, and sum up what came to enterprises."""

WALL = "(county_code = ( SELECT current_setting('app.county'::text, true) AS current_setting))"
COUNTIES = (COUNTY, NEIGHBOUR)
WORN = "SELECT current_setting('app.county')"


@asynccontextmanager
async def within(api: Api, county: str) -> AsyncGenerator[Any]:
    """A connection as the API has it, in a transaction that is left without a trace."""
    async with api.world.database.connection(county) as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            yield connection
        finally:
            await transaction.rollback()


async def two_counties(api: Api) -> tuple[County, County]:
    """Both with rows in every table."""
    return await filled(api), await filled(api, NEIGHBOUR)


async def counties_seen(connection: Any, table: str) -> set[str]:
    rows = await connection.fetch(f'SELECT DISTINCT county_code FROM yaosu."{table}"')  # noqa: S608
    return {row["county_code"] for row in rows}


# --- What there is ----------------------------------------------------------------------------------------------------


async def test_every_table_is_behind_the_wall_also_for_its_owner(api: Api) -> None:
    rows = await api.owner.fetch(
        """SELECT relname, relkind::text AS kind, relrowsecurity AND relforcerowsecurity AS walled
           FROM pg_class WHERE relnamespace = 'yaosu'::regnamespace AND relkind NOT IN ('i', 'I', 'S', 't', 'c')"""
    )
    assert {row["kind"] for row in rows} == {"r"}, (
        "a view or another kind of relation needs a wall of its own"
    )
    assert {row["relname"] for row in rows} == OUTSIDE | PUBLIC | WALLED
    assert {row["relname"] for row in rows if not row["walled"]} == OUTSIDE


async def test_every_wall_is_of_the_same_bricks(api: Api) -> None:
    rows = await api.owner.fetch(
        """SELECT tablename, policyname, cmd, roles[1]::text AS who, qual, with_check, permissive
           FROM pg_policies WHERE schemaname = 'yaosu' AND cardinality(roles) = 1"""
    )
    found: dict[str, set[Any]] = {table: set() for table in PUBLIC | WALLED}
    for row in rows:
        assert (row["with_check"], row["permissive"]) == (None, "PERMISSIVE")
        found[row["tablename"]].add((row["policyname"], row["cmd"], row["who"], row["qual"]))
    everybody = {table: "published" if table in PUBLISHED else "true" for table in PUBLIC}
    assert found == {
        table: {("county", "ALL", "public", WALL)}
        | ({("everybody", "SELECT", "public", everybody[table])} if table in PUBLIC else set())
        | KEEPERS.get(table, set())
        for table in PUBLIC | WALLED
    }


async def test_only_the_keepers_work_as_somebody_else(api: Api) -> None:
    rows = await api.owner.fetch(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'yaosu'::regnamespace AND prosecdef"
    )
    assert {row["proname"] for row in rows} == KEEPING


# --- What is read and written -----------------------------------------------------------------------------------------


async def test_a_county_reads_its_own_rows_and_what_is_public(api: Api) -> None:
    await two_counties(api)
    for table in sorted(PUBLIC | WALLED):
        everybodys = SHIPPED.get(table, set())
        assert await counties_seen(api.owner, table) == set(COUNTIES) | everybodys, (
            f"{table}: fill it in tests/counties.py"
        )
        for county in (*COUNTIES, ""):
            async with within(api, county) as connection:
                own = {county} - {""}
                assert await counties_seen(connection, table) == (
                    set(COUNTIES) | everybodys if table in PUBLIC else own
                ), (table, county)


async def test_a_county_adds_no_row_to_another(api: Api) -> None:
    await two_counties(api)
    before = await api.written()
    for table in sorted(PUBLIC | WALLED):
        columns = await api.owner.fetchval(
            """SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
               WHERE attrelid = $1::text::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped""",
            table,
        )
        row = await api.owner.fetchval(
            f"SELECT to_jsonb(t) FROM {table} AS t WHERE county_code = $1 LIMIT 1",  # noqa: S608
            NEIGHBOUR,
        )
        adding = (
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, $1)"  # noqa: S608
        )
        said = {county: await why_not(api, county, adding, row) for county in (NEIGHBOUR, COUNTY, "")}
        if table in CHAINED:
            assert set(said.values()) == {f"permission denied for table {table}"}
            continue
        assert said == {
            NEIGHBOUR: f'duplicate key value violates unique constraint "{table}_pk"',
            COUNTY: f'new row violates row-level security policy for table "{table}"',
            "": f'new row violates row-level security policy for table "{table}"',
        }
    assert await api.written() == before


async def why_not(api: Api, county: str, statement: str, row: str) -> str:
    """What PostgreSQL says to a statement that it refuses."""
    async with within(api, county) as connection:
        with pytest.raises(asyncpg.PostgresError) as refused:
            await connection.execute(statement, row)
    return str(refused.value)


async def test_a_county_changes_and_holds_no_row_of_another(api: Api) -> None:
    await two_counties(api)
    granted = await api.owner.fetch(
        """SELECT table_name, column_name FROM information_schema.column_privileges
           WHERE grantee = 'yaosu_runtime' AND privilege_type = 'UPDATE' AND table_schema = 'yaosu'"""
    )
    assert len(granted) >= 7
    for table, column in sorted(map(tuple, granted)):
        for county in ("", *COUNTIES):
            async with within(api, county) as connection:
                own = await api.owner.fetchval(
                    f"SELECT count(*) FROM {table} WHERE county_code = $1",  # noqa: S608
                    county,
                )
                changed = await connection.execute(f'UPDATE {table} SET "{column}" = "{column}"')  # noqa: S608
                assert changed == f"UPDATE {own}", (table, column, county)
                held = await connection.fetch(f"SELECT county_code FROM {table} FOR UPDATE")  # noqa: S608
                assert [row["county_code"] for row in held] == [county] * own, (table, county)


async def test_without_its_policy_a_table_shows_every_county(api: Api) -> None:
    await two_counties(api)
    for table in sorted(WALLED):
        await api.owner.execute(f"ALTER POLICY county ON {table} USING (true)")
        async with within(api, COUNTY) as connection:
            assert await counties_seen(connection, table) == set(COUNTIES), table


async def test_a_table_without_a_policy_fails_these_tests(api: Api) -> None:
    await api.owner.execute("CREATE TABLE yaosu.plans (id uuid PRIMARY KEY, county_code text)")
    with pytest.raises(AssertionError):
        await test_every_table_is_behind_the_wall_also_for_its_owner(api)


# --- Tallies and guests -----------------------------------------------------------------------------------------------


async def miscounted(api: Api) -> list[asyncpg.Record]:
    """Tallies that are not the counts over the intakes."""
    return await api.owner.fetch(
        """SELECT t.booth_id, t.county_code FROM booth_tallies AS t
           LEFT JOIN intakes AS i ON (i.booth_id, i.register) = (t.booth_id, t.register) GROUP BY t.booth_id, t.register, t.county_code
           HAVING (on_site, solution, open, withdrawn, duplicate) IS DISTINCT FROM (
               count(*) FILTER (WHERE disposition = 'RESOLVED_ON_SITE'), count(*) FILTER (WHERE disposition = 'SOLUTION_GIVEN'),
               count(i.id) FILTER (WHERE disposition IS NULL), count(*) FILTER (WHERE disposition = 'WITHDRAWN'),
               count(*) FILTER (WHERE disposition = 'DUPLICATE'))"""
    )


@pytest.mark.parametrize("hand", ["a superuser", "the owner", "the API"])
async def test_the_tallies_are_kept_behind_the_wall_whoever_changes_intakes(api: Api, hand: str) -> None:
    counties = await two_counties(api)
    change = "UPDATE intakes SET disposition = 'RESOLVED_ON_SITE', disposed_at = received_at, duplicate_of_id = NULL"
    if hand == "a superuser":
        assert await api.owner.execute(change) == "UPDATE 8"
    for county in counties if hand != "a superuser" else ():
        if hand == "the owner":
            async with api.owner.transaction():
                await api.owner.execute("SET LOCAL ROLE yaosu_owner")
                assert await api.owner.execute(change) == "UPDATE 0"
                await api.owner.execute("SELECT set_config('app.county', $1, true)", county.code)
                assert await api.owner.execute(change) == "UPDATE 4"
        else:
            async with api.world.database.connection(county.code) as connection:
                assert await connection.execute(change) == "UPDATE 4"
    assert await miscounted(api) == []
    assert await api.owner.fetchval("SELECT sum(on_site) FROM booth_tallies") == 8


async def test_without_its_keeper_a_tally_behind_the_wall_would_be_forgotten(api: Api) -> None:
    await filled(api)
    await api.owner.execute("DROP POLICY keeper ON booth_tallies; DROP POLICY everybody ON booth_tallies")
    await api.owner.execute(
        "UPDATE intakes SET disposition = NULL, disposed_at = NULL, duplicate_of_id = NULL"
    )
    # Those of booth_1 were open before.
    assert len(await miscounted(api)) == 2


async def test_the_guests_of_any_fair_are_counted_and_the_county_stays_what_it_was(api: Api) -> None:
    counties = await two_counties(api)
    guests = "SELECT level, n FROM guests_of($1) ORDER BY 1"
    now = "SELECT coalesce(current_setting('app.county', true), '')"
    for county in ("", *COUNTIES):
        async with within(api, county) as connection:
            for asked in counties:
                rows = await connection.fetch(guests, asked.key("fair_1"))
                assert [tuple(row) for row in rows] == [("SATISFIED", 1), (None, 2)]
                assert await connection.fetchval(now) == county
            assert await counties_seen(connection, "ratings") == {county} - {""}


async def test_a_count_of_guests_that_fails_half_way_leaves_the_county_as_it_was(api: Api) -> None:
    _, neighbour = await two_counties(api)
    await api.owner.execute("REVOKE SELECT ON ratings FROM yaosu_runtime")
    async with api.world.database.connection(COUNTY) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("SELECT guests_of($1)", neighbour.key("fair_1"))
        assert await connection.fetchval(WORN) == COUNTY
        async with connection.transaction():
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with connection.transaction():
                    await connection.execute("SELECT guests_of($1)", neighbour.key("fair_1"))
            assert await connection.fetchval(WORN) == COUNTY
            assert await counties_seen(connection, "intakes") == {COUNTY}


# --- Connections that wear a county -----------------------------------------------------------------------------------

MOST = 2
"""Connections of the pool: fewer than want one."""

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("take", "take", "take", "let go", "let go", "discard", "kill", "fail", "read", "cut", "wait")
        ),
        st.sampled_from(("", *COUNTIES)),
        st.integers(0, MOST - 1),
    ),
    max_size=14,
)


class Drill:
    """A small pool, and what it was asked for: every connection that is held must wear that."""

    def __init__(self, database: Database, owner: asyncpg.Connection) -> None:
        self.database, self.owner = database, owner
        self.held: list[tuple[Pooled, str]] = []
        self.killed = set[Pooled]()

    async def step(self, act: str, county: str, place: int) -> None:
        if act in {"take", "fail", "read", "cut"} and len(self.held) == MOST:
            return
        if act in {"let go", "discard", "kill"} and place >= len(self.held):
            return
        match act:
            case "take":
                await self._take(county)
            case "let go":
                await self.database.let_go(self.held.pop(place)[0])
            case "discard":
                await self.database.discard(self.held.pop(place)[0])
            case "kill":
                connection, _ = self.held[place]
                if connection not in self.killed:
                    self.killed.add(connection)
                    await self.owner.execute(
                        "SELECT pg_terminate_backend($1, 5000)", connection.get_server_pid()
                    )
            case "fail":
                # PostgreSQL takes no text with a NUL: the county cannot be set.
                with pytest.raises((asyncpg.DataError, asyncpg.CharacterNotInRepertoireError)):
                    await self.database.take(county + "\0")
            case "read":
                assert await self._read(WORN, county) == county
            case "cut":
                with pytest.raises(asyncpg.DivisionByZeroError):
                    await self._read("SELECT 1 / 0", county)
            case _:
                await self._wait(county)

    async def _take(self, county: str) -> None:
        connection = await self.database.take(county)
        assert connection not in [held for held, _ in self.held]
        self.held.append((connection, county))

    async def _read(self, statement: str, county: str) -> Any:
        async def ask(connection: Any, statement: str, _: object) -> Any:
            return await connection.fetchval(statement)

        return await self.database.read(county, ask, statement, None)

    async def _wait(self, county: str) -> None:
        """One waits for a connection while all are held; the next that is let go is theirs."""
        if len(self.held) < MOST:
            return
        waiting = asyncio.create_task(self.database.take(county))
        while not self.database._waiting:  # noqa: ASYNC110 - the pool tells nobody
            await asyncio.sleep(0)
        await self.database.let_go(self.held.pop(0)[0])
        self.held.append((await waiting, county))

    async def check(self) -> None:
        for connection, county in self.held:
            if connection not in self.killed:
                assert await connection.fetchval(WORN) == county


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_a_connection_wears_the_county_that_was_asked_for_whatever_came_before(
    database: db.embedded.Address, steps: list[tuple[str, str, int]]
) -> None:
    pool = await db.engine.connect(database.dsn("yaosu_runtime"), least=0, most=MOST)
    owner = await asyncpg.connect(database.dsn("postgres"))
    drill = Drill(pool, owner)
    try:
        for act, county, place in steps:
            try:
                await drill.step(act, county, place)
            except UNAVAILABLE:
                assert drill.killed, "nothing but an ended session makes the database unavailable"
            await drill.check()
        assert set(pool._counties) == set(pool._free) | {held for held, _ in drill.held}
    finally:
        for connection, _ in drill.held:
            await pool.discard(connection)
        await pool.close()
        await owner.close()


async def test_a_pool_that_forgot_which_county_a_connection_wears_would_show_another(api: Api) -> None:
    _, neighbour = await two_counties(api)
    database = api.world.database
    connection = await database.take(COUNTY)
    database._counties[connection] = NEIGHBOUR
    await database.let_go(connection)
    async with database.connection(NEIGHBOUR) as worn:
        assert await counties_seen(worn, "intakes") == {COUNTY} != {neighbour.code}
