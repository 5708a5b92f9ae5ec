"""Who may do what in the database, and the wall between counties."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import db.access
import db.embedded
import db.fairs.tables
import db.ledger
import db.migrations
import db.revocations
from db.metadata import SCHEMA, metadata
from tests.offices import Api, credit_code

pytestmark = pytest.mark.anyio

BELONGS_TO_NO_COUNTY = {"alembic_version", "revocations", "divisions", "industries"}


async def runtime(api: Api, statement: str) -> Any:
    """What the API's own role gets."""
    async with api.world.database.connection() as connection:
        return await connection.fetch(statement)


async def test_the_api_works_as_a_role_that_cannot_rise(api: Api) -> None:
    role = (
        await runtime(
            api,
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = current_user",
        )
    )[0]
    assert dict(role) == {
        "rolname": "yaosu_runtime",
        "rolsuper": False,
        "rolbypassrls": False,
        "rolcreaterole": False,
        "rolcreatedb": False,
        "rolreplication": False,
    }
    assert [
        dict(row)
        for row in await api.owner.fetch(
            "SELECT roleid::regrole::text AS of FROM pg_auth_members WHERE member = 'yaosu_runtime'::regrole"
        )
    ] == []


async def test_the_role_of_the_api_owns_nothing(api: Api) -> None:
    for catalogue, owner in (
        ("pg_class", "relowner"),
        ("pg_proc", "proowner"),
        ("pg_namespace", "nspowner"),
        ("pg_type", "typowner"),
        ("pg_database", "datdba"),
    ):
        query = f"SELECT count(*) FROM {catalogue} WHERE {owner} = 'yaosu_runtime'::regrole"  # noqa: S608
        assert await api.owner.fetchval(query) == 0, catalogue


async def test_everything_of_the_schema_belongs_to_the_owner_who_cannot_log_in(api: Api) -> None:
    owners = await api.owner.fetch(
        """SELECT DISTINCT relowner::regrole::text AS owner FROM pg_class WHERE relnamespace = 'yaosu'::regnamespace
           UNION SELECT proowner::regrole::text FROM pg_proc WHERE pronamespace = 'yaosu'::regnamespace
             -- A trusted extension's functions belong to whoever set the cluster up, and nobody else may.
             AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
           UNION SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'yaosu'"""
    )
    assert [row["owner"] for row in owners] == ["yaosu_owner"]
    owner = await api.owner.fetchrow(
        "SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'yaosu_owner'"
    )
    assert tuple(owner) == (False, False, False)


async def test_the_role_of_the_api_deletes_nothing_and_changes_no_structure(api: Api) -> None:
    fair = await api.open_fair()
    await api.taken(fair.booths["A01"], "k-1")
    before = await api.written()
    statements = [
        f'{act} yaosu."{table}"' for table in before for act in ("DELETE FROM", "TRUNCATE", "DROP TABLE")
    ]
    statements += [
        "ALTER TABLE intakes DISABLE TRIGGER ALL",
        "DROP FUNCTION current_epoch()",
        "CREATE TABLE yaosu.mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "UPDATE alembic_version SET version_num = '0000'",
        "INSERT INTO alembic_version VALUES ('0000')",
        "SET session_replication_role = replica",
        "CREATE ROLE other",
        "SET ROLE yaosu_owner",
    ]
    for statement in statements:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await runtime(api, statement)
    assert await api.written() == before


async def test_every_table_of_a_county_has_the_county_in_its_key(api: Api) -> None:
    keys = await api.owner.fetch(
        """SELECT c.relname AS name, array_agg(a.attname::text) AS key
           FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
           JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
           WHERE c.relnamespace = 'yaosu'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY 1"""
    )
    tables = set(await api.rows())
    assert {row["name"] for row in keys} == tables
    assert {row["name"] for row in keys if "county_code" not in row["key"]} == BELONGS_TO_NO_COUNTY
    assert tables - {"alembic_version"} == set(metadata.tables)


async def test_a_county_code_has_six_digits_in_every_table(api: Api) -> None:
    """By a check of its own, or by a reference to a table that has one."""
    checked = await api.owner.fetch(
        """SELECT conrelid::regclass::text AS name FROM pg_constraint
           WHERE connamespace = 'yaosu'::regnamespace AND contype = 'c'
             AND pg_get_constraintdef(oid) LIKE '%county_code ~ ''^[1-9][0-9]{5}$''%'
           UNION SELECT conrelid::regclass::text FROM pg_constraint
           WHERE connamespace = 'yaosu'::regnamespace AND contype = 'f'"""
    )
    assert {row["name"] for row in checked} == set(metadata.tables) - BELONGS_TO_NO_COUNTY
    with pytest.raises(asyncpg.CheckViolationError, match="county_code_ck"):
        await api.owner.execute(
            "INSERT INTO zones VALUES (gen_random_uuid(), '37090', '泰安', 'COUNTY', '370900', NULL, NULL, 1)"
        )


async def test_no_reference_leaves_out_the_county(api: Api) -> None:
    references = await api.owner.fetch(
        """SELECT c.conname AS name,
                  ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k(n, o)
                        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.o) AS here,
                  ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY AS k(n, o)
                        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.o) AS there
           FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'yaosu'::regnamespace"""
    )
    assert len(references) >= 12
    for row in references:
        assert ("county_code", "county_code") in zip(row["here"], row["there"], strict=True), row["name"]


async def test_no_booth_and_no_intake_crosses_the_wall(api: Api) -> None:
    fair = await api.open_fair()
    await api.taken(fair.booths["A01"], "k-1")
    owner = api.owner
    await owner.execute(
        "INSERT INTO zones VALUES (gen_random_uuid(), '370911', '岱岳区', 'COUNTY', '370911', NULL, NULL, 1)"
    )
    await owner.execute(
        f"INSERT INTO enterprises VALUES (gen_random_uuid(), '370911', '邻县企业', '{credit_code(1)}', 'ACTIVE')"  # noqa: S608
    )
    before = await api.written()
    for statement in (
        "INSERT INTO booths SELECT gen_random_uuid(), '370911', fair_id, 'X', name, organization_id, registers, element_kinds, capacity, state FROM booths LIMIT 1",
        "UPDATE fairs SET zone_id = (SELECT id FROM zones WHERE county_code = '370911')",
        "UPDATE fairs SET county_code = '370911'",
        "UPDATE intakes SET enterprise_id = (SELECT id FROM enterprises WHERE county_code = '370911')",
        "UPDATE intakes SET county_code = '370911'",
        "INSERT INTO attendances SELECT f.id, e.id, f.county_code, now() FROM fairs f, enterprises e WHERE e.county_code = '370911'",
        "INSERT INTO ratings SELECT f.id, e.id, e.county_code, 'SATISFIED', NULL, now() FROM fairs f, enterprises e WHERE e.county_code = '370911'",
    ):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await owner.execute(statement)
    assert await api.written() == before


async def test_an_enterprise_of_another_county_is_not_known_at_the_booth(api: Api) -> None:
    fair = await api.open_fair()
    zone = {"registration": {"name": "岱岳区", "kind": "COUNTY", "divisionCode": "370911"}}
    there = api.beside("370911")
    other = await there.plan_fair(name="岱岳大集", zone=zone)
    booth = await there.add_booth(other, "A01")
    await there.act("openFair", "", fairId=other)
    id = await there.taken(booth, "k-1")
    query = "query($id: ID!) { node(id: $id) { ... on Intake { number enterprise { id name } } } }"
    stranger = (await there.ask(query, id=id))["node"]["enterprise"]["id"]
    assert (await api.ask(query, id=id))["node"] is None
    before = await api.written()
    refused = await api.submit(fair.booths["A01"], "k-2", enterprise={"id": stranger})
    assert refused == {"__typename": "NotFound", "message": "enterprise.id: there is no such enterprise"}
    assert await api.written() == before
    # The same credit code is another record here, and the same key another request.
    mine = await api.taken(
        fair.booths["A01"],
        "k-1",
        enterprise={"registration": {"uscc": "91110000600037341L", "name": "本县名"}},
    )
    here = (await api.ask(query, id=mine))["node"]
    assert here["number"] == 1
    assert here["enterprise"]["name"] == "本县名"
    assert here["enterprise"]["id"] != stranger


# --- Migrations -----------------------------------------------------------------------------------------------------


def test_the_newest_migration_is_the_one_that_a_start_looks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(db.migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [db.migrations.HEAD]
    assert len(scripts.get_bases()) == 1


async def test_the_migrated_structure_is_the_one_that_the_statements_are_written_for(
    database: db.embedded.Address,
) -> None:
    engine = create_async_engine(
        "postgresql+asyncpg://",
        poolclass=NullPool,
        async_creator=lambda: asyncpg.connect(
            database.dsn("postgres"), server_settings={"search_path": SCHEMA}
        ),
    )

    def differences(connection: Connection) -> Any:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "compare_server_default": True, "version_table": "alembic_version"},
        )
        return compare_metadata(context, metadata)

    try:
        async with engine.connect() as connection:
            found = await connection.run_sync(differences)
    finally:
        await engine.dispose()
    assert found == []


async def test_the_checks_of_the_structure_are_those_of_the_tables(database: db.embedded.Address) -> None:
    """Alembic compares neither checks nor generated columns, so they are compared here by name and by column."""
    connection = await asyncpg.connect(database.dsn("postgres"))
    rows = await connection.fetch(
        "SELECT conname FROM pg_constraint WHERE contype IN ('c', 'p', 'u', 'f') AND connamespace = 'yaosu'::regnamespace AND conrelid <> 'yaosu.alembic_version'::regclass"
    )
    generated = await connection.fetch(
        "SELECT attrelid::regclass::text AS name, attname FROM pg_attribute WHERE attgenerated <> '' AND attrelid::regclass::text LIKE 'yaosu.%'"
    )
    await connection.close()
    format_ = postgresql.dialect().identifier_preparer.format_constraint
    declared = {format_(constraint) for table in metadata.tables.values() for constraint in table.constraints}
    assert {row["conname"] for row in rows} == declared
    assert {(row["name"], row["attname"]) for row in generated} == {
        (f"yaosu.{table.name}", column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if column.computed is not None
    }


async def test_migrating_again_changes_nothing(database: db.embedded.Address) -> None:
    dsn = database.dsn("postgres")
    assert await db.access.migrate(dsn) == (db.migrations.HEAD, db.migrations.HEAD)
    assert await db.access.revision(dsn) == db.migrations.HEAD


async def blank(database: db.embedded.Address, name: str, owner: str = "postgres") -> db.embedded.Address:
    """A database beside that of the test in which Yaosu never was."""
    connection = await asyncpg.connect(database.dsn("postgres"))
    await connection.execute(f"DROP DATABASE IF EXISTS {name}")
    await connection.execute(f"CREATE DATABASE {name} OWNER {owner}")
    await connection.close()
    return replace(database, database=name)


async def test_who_may_create_a_schema_may_migrate_without_being_a_superuser(
    database: db.embedded.Address,
) -> None:
    """The extension is a trusted one."""
    connection = await asyncpg.connect(database.dsn("postgres"))
    await connection.execute("DROP ROLE IF EXISTS migrator; CREATE ROLE migrator LOGIN PASSWORD 'm'")
    await connection.execute("GRANT yaosu_owner, yaosu_runtime TO migrator WITH SET TRUE")
    fresh = await blank(database, "of_migrator", "migrator")
    dsn = replace(fresh, superuser_password="m").dsn("postgres").replace("//postgres:", "//migrator:")
    try:
        assert await db.access.migrate(dsn) == (None, db.migrations.HEAD)
        assert not await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = 'migrator'")
    finally:
        await connection.execute("DROP DATABASE of_migrator WITH (FORCE)")
        await connection.execute("DROP ROLE migrator")
        await connection.close()


async def test_a_server_without_the_extension_is_told_what_it_lacks(
    database: db.embedded.Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.access.AVAILABLE", db.access.AVAILABLE.replace("btree_gist", "no_such_thing"))
    fresh = await blank(database, "without_btree_gist")
    with pytest.raises(db.access.Unsuitable, match="the server lacks btree_gist: install"):
        await db.access.migrate(fresh.dsn("postgres"))
    assert await db.access.revision(fresh.dsn("postgres")) is None


async def test_the_runtime_role_changes_no_tally_no_number_and_no_answer(api: Api) -> None:
    fair = await api.open_fair()
    await api.taken(fair.booths["A01"], "k-1")
    for change in (
        "UPDATE booth_tallies SET open = 7",
        "UPDATE intakes SET number = 7",
        "UPDATE answers SET answer = ''",
        "UPDATE ledger_entries SET due_on = due_on + 1",
    ):
        async with api.world.database.connection() as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(change)
    assert (await api.counts(fair.id))["total"]["open"] == 1
