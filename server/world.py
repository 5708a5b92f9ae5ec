"""What a process has once, from the first start of the database to its last commit."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime

from uuid_utils.compat import uuid7

import db.access
import db.embedded
import db.engine
from db.embedded.places import EmbeddedUnavailable
from db.migrations import HEAD
from resolvers.context import World
from resolvers.financing import look_for_lost_runs
from resolvers.jobs import Jobs
from resolvers.live import Hub
from server.settings import Settings

log = logging.getLogger("yaosu")


def utc_now() -> datetime:
    """The clock of a process that runs; tests have another."""
    return datetime.now(UTC)


@asynccontextmanager
async def address(settings: Settings) -> AsyncGenerator[tuple[str, str]]:
    """Where the database is, as the role that migrates and as the role that serves; the embedded one runs meanwhile."""
    if settings.database_url:
        yield settings.database_url, settings.database_url
        return
    server = db.embedded.Embedded(settings.data_dir, run_as=settings.postgres_user)
    try:
        where = await server.start()
        if server.directory != settings.data_dir.resolve():
            log.info(
                "PostgreSQL's user cannot reach %s: the data are in %s", settings.data_dir, server.directory
            )
        watching = asyncio.create_task(server.watch())
        watching.add_done_callback(_report)
        try:
            yield where.dsn(db.embedded.SUPERUSER), where.dsn(db.embedded.RUNTIME)
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError, EmbeddedUnavailable):
                await watching
    finally:
        await server.stop()


def _report(watching: asyncio.Task[None]) -> None:
    """A supervisor that has given up: the API goes on and answers that the database is not available."""
    if not watching.cancelled() and (given_up := watching.exception()) is not None:
        log.critical("PostgreSQL is not started again: %s", given_up)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[World]:
    """The world of a process. In development the database is migrated first; in production that is an act of its own."""
    async with AsyncExitStack() as stack:
        owner, runtime = await stack.enter_async_context(address(settings))
        if settings.profile == "production" and settings.database_url:
            revision = await db.access.revision(runtime)
            if revision != HEAD:
                raise db.access.Unsuitable(
                    f"The database is at revision {revision or 'none'}, this program needs {HEAD}: run `yaosu migrate`"
                )
        else:
            await db.access.migrate(owner)
        database = await db.engine.connect(runtime, most=settings.pool_size)
        stack.push_async_callback(database.close)
        hub = Hub(database)
        looking = asyncio.create_task(hub.run())
        stack.callback(looking.cancel)
        jobs = Jobs()
        stack.push_async_callback(jobs.close)
        stack.callback(asyncio.create_task(look_for_lost_runs(database)).cancel)
        yield World(database=database, hub=hub, now=utc_now, new_id=uuid7, jobs=jobs)
