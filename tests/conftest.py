"""One PostgreSQL for the run, a database of its own for every test, and one frozen clock."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import IO, Any

import asyncpg
import httpx
import pytest
from uuid_utils.compat import uuid7

import db.access
import db.embedded
import db.engine
from resolvers.context import World
from resolvers.jobs import Jobs
from resolvers.live import Hub
from server.app import assembled
from server.identity import accepting
from server.settings import Settings
from tests.offices import ISSUER, Api, Clock

NUMBERS = count(1)
TEMPLATE = "yaosu_template"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Generator[db.embedded.Address]:
    """A real PostgreSQL without fsync, with a migrated template database."""
    directory = Path(tempfile.mkdtemp(prefix="yaosu-tests-"))
    directory.chmod(0o755)
    server = db.embedded.Embedded(directory, options={"fsync": "off", "synchronous_commit": "off"})

    async def begin() -> db.embedded.Address:
        address = await server.start()
        connection = await asyncpg.connect(address.dsn("postgres"))
        await connection.execute(f"CREATE DATABASE {TEMPLATE}")
        await connection.close()
        await db.access.migrate(replace(address, database=TEMPLATE).dsn("postgres"))
        return address

    yield asyncio.run(begin())
    asyncio.run(server.stop())
    shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def copied(postgres: db.embedded.Address, template: str) -> Generator[db.embedded.Address]:
    """A copy of a database, as long as it is needed."""
    copy = _copy(postgres, template)
    yield copy
    _drop(postgres, copy)


def _copy(postgres: db.embedded.Address, template: str) -> db.embedded.Address:
    name = f"test_{next(NUMBERS)}"
    asyncio.run(_execute(postgres, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
    return replace(postgres, database=name)


def _drop(postgres: db.embedded.Address, copy: db.embedded.Address) -> None:
    asyncio.run(_execute(postgres, f"DROP DATABASE {copy.database} WITH (FORCE)"))


async def _execute(postgres: db.embedded.Address, statement: str) -> None:
    connection = await asyncpg.connect(postgres.dsn("postgres"))
    await connection.execute(statement)
    await connection.close()


class Copies:
    """Copies of a template: the next one is made, and the last one dropped, by a thread while a test runs."""

    def __init__(self, postgres: db.embedded.Address, template: str) -> None:
        self._postgres, self._template = postgres, template
        self._thread = ThreadPoolExecutor(1)
        self._next = self._thread.submit(_copy, postgres, template)

    def take(self) -> db.embedded.Address:
        """One that nobody has."""
        copy = self._next
        self._next = self._thread.submit(_copy, self._postgres, self._template)
        return copy.result()

    def drop(self, copy: db.embedded.Address) -> None:
        """It is not needed any more."""
        self._thread.submit(_drop, self._postgres, copy)

    def end(self) -> None:
        """No more are needed."""
        self.drop(self._next.result())
        self._thread.shutdown()


@pytest.fixture(scope="session")
def copies(postgres: db.embedded.Address) -> Generator[Copies]:
    """Where every test gets its database from."""
    copies = Copies(postgres, TEMPLATE)
    yield copies
    copies.end()


@pytest.fixture
def database(copies: Copies) -> Generator[db.embedded.Address]:
    """A database of the test's own, migrated and empty."""
    copy = copies.take()
    yield copy
    copies.drop(copy)


@pytest.fixture
async def api(database: db.embedded.Address) -> AsyncGenerator[Api]:
    """The API in this process, at the frozen clock."""
    async with serving(database) as api:
        yield api


async def in_line(function: Callable[..., Any], *arguments: Any) -> Any:
    """Compute at once, in place of a worker, which takes a second to begin."""
    return function(*arguments)


@asynccontextmanager
async def serving(database: db.embedded.Address) -> AsyncGenerator[Api]:
    """The API of a database, in this process."""
    clock = Clock()
    pool = await db.engine.connect(database.dsn("yaosu_runtime"), least=1, most=8)
    hub = Hub(pool)
    looking = asyncio.create_task(hub.run())
    app = assembled(Settings(allowed_hosts=("yaosu",)))
    jobs = Jobs(in_line)
    app.state.world = world = World(database=pool, hub=hub, now=clock, new_id=uuid7, jobs=jobs)
    app.state.identity = accepting(ISSUER)
    owner = await asyncpg.connect(database.dsn("postgres"), server_settings={"search_path": "yaosu"})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://yaosu") as client:
        yield Api(client, owner, clock, world)
    await jobs.close()
    await owner.close()
    looking.cancel()
    await pool.close()


@dataclass
class Process:
    """A real `yaosu run`."""

    popen: subprocess.Popen[str]
    url: str
    said: list[str]
    """The lines that it has logged so far."""

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def kill(self) -> None:
        """kill -9: nothing is tidied up."""
        self.popen.send_signal(signal.SIGKILL)
        self.popen.wait()


Serve = Callable[..., Process]


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory) -> Generator[Serve]:
    """Start real processes: `serve(YAOSU_DATABASE_URL=...)`, on a free port unless YAOSU_PORT says which. They accept
    the tests' tokens."""
    with ExitStack() as stack:

        def start(*command: str, **settings: Any) -> Process:
            environment = {name: value for name, value in os.environ.items() if not name.startswith("YAOSU_")}
            environment |= {"YAOSU_PORT": "0", **{name: str(value) for name, value in settings.items()}}
            place = Path(environment.setdefault("YAOSU_DATA_DIR", str(tmp_path_factory.mktemp("data"))))
            place.mkdir(parents=True, exist_ok=True)
            (place / "dev-issuer.json").write_text(json.dumps(ISSUER._key.as_dict(private=True)))
            popen = subprocess.Popen(
                [sys.executable, "-m", "server.cli", *(command or ("run",))],
                env=environment,
                cwd=Path(__file__).parent.parent,
                stderr=subprocess.PIPE,
                text=True,
            )
            stack.callback(_end, popen)
            assert popen.stderr is not None
            said: list[str] = []
            for line in popen.stderr:
                said.append(line)
                if found := re.search(r"Yaosu listens: (http://\S+:\d+)/graphql", line):
                    # Whatever it says from now on must not fill the pipe.
                    threading.Thread(target=_listen, args=(popen.stderr, said), daemon=True).start()
                    return Process(popen, found[1], said)
            raise AssertionError("the server did not start:\n" + "".join(said))

        yield start


def _listen(stderr: IO[str], said: list[str]) -> None:
    with suppress(ValueError):  # it was closed
        said.extend(stderr)


def _end(popen: subprocess.Popen[str]) -> None:
    popen.terminate()
    try:
        popen.wait(15)
    finally:
        popen.kill()
        popen.wait()
        if popen.stderr is not None:
            popen.stderr.close()


SCORES = pytest.StashKey[dict[str, str]]()
Score = Callable[[str, str], None]


@pytest.fixture
def score(request: pytest.FixtureRequest) -> Score:
    """Say how a public tool judged: `score("graphql-http", "61 of 61 audits")`. The run ends with all of them."""
    return request.config.stash.setdefault(SCORES, {}).__setitem__


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if scores := terminalreporter.config.stash.get(SCORES, {}):
        terminalreporter.section("what public tools say")
        for tool, said in scores.items():
            terminalreporter.write_line(f"{tool}: {said}")


ROOT = Path(__file__).parent.parent
CONFORMANCE = ROOT / "tests" / "conformance"
TOOLS = CONFORMANCE / ".venv" / "bin"
"""Public Python tools with pins of their own."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests that need Node or Chromium are skipped where they are missing; in CI a skip is a failure. What the locks of
    tests/conformance name is installed when the first test needs it."""
    missing: list[str] = []
    wanted: list[str] = []
    if item.get_closest_marker("node") or item.get_closest_marker("chromium"):
        if shutil.which("node") is None or shutil.which("npm") is None:
            missing.append("Node.js with npm")
        wanted.append("conformance-node")
    if item.get_closest_marker("chromium") and chromium() is None:
        missing.append("Chromium")
    if item.get_closest_marker("tools"):
        wanted.append("conformance-python")
    if missing:
        words = f"needs {' and '.join(missing)}, which this machine lacks"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(words)
    if wanted:
        subprocess.run(["make", "--silent", *wanted], cwd=ROOT, check=True)


def chromium() -> str | None:
    """The browser, where there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
