"""One database for all operations, another with what is torn out of it, and two that take the same acts."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import asyncpg
import pytest

import db.embedded
import db.engine
from schema.engine import Engine
from tests.conftest import TEMPLATE
from tests.differential import computed, data
from tests.differential.values import Facts
from tests.differential.ways import Ways, world_of

FILLED, TORN = "differential_filled", "differential_torn"


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The schema with computed fields."""
    return computed.engine()


@pytest.fixture(autouse=True)
def _faults_are_not_logged() -> Generator[None]:
    """Thousands of operations fail on purpose; that a statement of a plan fails is what the loaders would hide."""
    log, failed = logging.getLogger("yaosu.errors"), list[logging.LogRecord]()

    def keep_quiet(record: logging.LogRecord) -> bool:
        if "planned query failed" in record.getMessage():
            failed.append(record)
        return False

    log.addFilter(keep_quiet)
    yield
    log.removeFilter(keep_quiet)
    assert [record.exc_info for record in failed] == []


@asynccontextmanager
async def opened(address: db.embedded.Address) -> AsyncGenerator[asyncpg.Connection]:
    """The owner's connection to a database."""
    owner = await asyncpg.connect(address.dsn("postgres"), server_settings={"search_path": "yaosu"})
    try:
        yield owner
    finally:
        await owner.close()


async def clone(postgres: db.embedded.Address, template: str, name: str) -> db.embedded.Address:
    """A database like another one."""
    async with opened(replace(postgres, database="postgres")) as owner:
        await owner.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return replace(postgres, database=name)


@pytest.fixture(scope="session")
async def filled(postgres: db.embedded.Address) -> db.embedded.Address:
    """The database of the run."""
    address = await clone(postgres, TEMPLATE, FILLED)
    async with opened(address) as owner:
        await data.fill(owner)
        # The ways compare databases, too: the history that they belong to is not what differs.
        await owner.execute(
            "CREATE OR REPLACE FUNCTION current_epoch() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'epoch' $$"
        )
    return address


@pytest.fixture(scope="session")
async def torn(filled: db.embedded.Address) -> db.embedded.Address:
    """The same with orphans."""
    address = await clone(filled, FILLED, TORN)
    async with opened(address) as owner:
        await data.tear(owner)
    return address


@pytest.fixture(scope="session")
async def facts(filled: db.embedded.Address) -> Facts:
    """What a client could know of the data."""
    async with opened(filled) as owner:
        return await data.facts(owner)


@pytest.fixture
async def ways(
    engine: Engine, filled: db.embedded.Address, torn: db.embedded.Address
) -> AsyncGenerator[tuple[Ways, Ways]]:
    """Both ways in the database of the run, and both ways in the one with orphans."""
    async with AsyncExitStack() as stack:
        worlds = [await stack.enter_async_context(world_of(address)) for address in (filled, torn)]
        yield Ways(engine, worlds[0], worlds[0]), Ways(engine, worlds[1], worlds[1])


@pytest.fixture
async def twins(
    engine: Engine, filled: db.embedded.Address
) -> AsyncGenerator[tuple[Ways, asyncpg.Connection, asyncpg.Connection]]:
    """Both ways, each in a database of its own: what one does the other does, so that they stay alike. And their
    owners' connections."""
    async with AsyncExitStack() as stack:
        addresses = [await clone(filled, FILLED, f"differential_twin_{number}") for number in (1, 2)]
        worlds = [await stack.enter_async_context(world_of(address)) for address in addresses]
        owners = [await stack.enter_async_context(opened(address)) for address in addresses]
        yield Ways(engine, *worlds), owners[0], owners[1]
