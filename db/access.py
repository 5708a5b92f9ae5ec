"""Who owns what in the database, and how its structure gets there."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from db.engine import RUNTIME_ROLE
from db.metadata import SCHEMA
from db.migrations import HEAD

OWNER_ROLE = "yaosu_owner"
"""Owns every object and cannot log in; only migrations work as it."""

OLDEST = 16
"""The oldest major version of PostgreSQL that is supported."""

ROLES = f"""
DO $$
DECLARE
    role text;
BEGIN
    -- Roles belong to the whole cluster: two databases that are prepared at once must not both create them.
    PERFORM pg_advisory_xact_lock(hashtext('yaosu roles'));
    FOREACH role IN ARRAY ARRAY['{OWNER_ROLE}', '{RUNTIME_ROLE}'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role);
        END IF;
        IF NOT pg_has_role(current_user, role, 'SET') THEN
            EXECUTE format('GRANT %I TO CURRENT_USER WITH SET TRUE', role);
        END IF;
    END LOOP;
    EXECUTE 'CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION {OWNER_ROLE}';
END $$
"""

AVAILABLE = "SELECT count(*) FROM pg_available_extensions WHERE name = 'btree_gist'"
EXTENSION = f"CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA {SCHEMA}"
"""Keys over periods (`liaisons`) need it. It is trusted: whoever may create a schema may create it."""


class Unsuitable(Exception):
    """The database cannot be used; the message says why and what would be right."""


async def revision(dsn: str) -> str | None:
    """The revision that the database is at; `None` when Yaosu was never there."""
    connection = await asyncpg.connect(dsn, timeout=5)
    try:
        major = connection.get_server_version().major
        if major < OLDEST:
            raise Unsuitable(f"PostgreSQL {major} is too old: Yaosu needs {OLDEST} or newer")
        if await connection.fetchval("SELECT to_regclass($1)", f"{SCHEMA}.alembic_version") is None:
            return None
        return await connection.fetchval(f"SELECT version_num FROM {SCHEMA}.alembic_version")  # noqa: S608 - a constant
    finally:
        await connection.close()


async def migrate(dsn: str) -> tuple[str | None, str]:
    """Bring the database to the newest revision; answers the revisions before and after.

    `dsn` logs in as a role that may create roles and a schema. Two processes that start at once wait for each other.
    """
    before = await revision(dsn)
    if before != HEAD:
        engine = create_async_engine(
            "postgresql+asyncpg://",
            poolclass=NullPool,
            # asyncpg reads the address itself: it knows every form that libpq does.
            async_creator=lambda: asyncpg.connect(
                dsn, timeout=5, server_settings={"search_path": SCHEMA, "lock_timeout": "30000"}
            ),
        )
        try:
            async with engine.begin() as connection:
                await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('yaosu migration'))"))
                await connection.execute(text(ROLES))
                if not await connection.scalar(text(AVAILABLE)):
                    raise Unsuitable(
                        "the server lacks btree_gist: install PostgreSQL's contrib package beside it"
                    )
                await connection.execute(text(EXTENSION))
                await connection.execute(text(f"SET LOCAL ROLE {OWNER_ROLE}"))
                await connection.run_sync(_upgrade)
        finally:
            await engine.dispose()
    return before, HEAD


@asynccontextmanager
async def as_owner(dsn: str) -> AsyncGenerator["asyncpg.Connection[asyncpg.Record]"]:
    """A transaction of the owner, for data that belong to no county; kept unless an exception ends it."""
    if (found := await revision(dsn)) != HEAD:
        raise Unsuitable(
            f"The database is at revision {found or 'none'}, this program needs {HEAD}: run `yaosu migrate`"
        )
    connection = await asyncpg.connect(dsn, timeout=5, server_settings={"search_path": SCHEMA})
    try:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL ROLE {OWNER_ROLE}")
            yield connection
    finally:
        await connection.close()


def _upgrade(connection: Connection) -> None:
    # Alembic is slow to load and needed only when there is something to migrate.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
