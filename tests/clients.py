"""Public clients in processes of their own, each driven line by line, and an office for them to look at."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from db.embedded import Address
from tests.conftest import CONFORMANCE, Process
from tests.offices import LIVE, SUBMIT, Api, Clock, OpenFair, intake

LIMIT = 60
"""Seconds that something may take to happen; nothing here measures how fast it does."""

SCRIPTS = CONFORMANCE / "clients"
TOOLS = CONFORMANCE / ".venv" / "bin"
"""Python's tools, which have their own versions of everything."""

BOOTH = """subscription Booth($fairId: ID!) { fairIntakeCounts(fairId: $fairId) { version
  booths { booth { name } received } } }"""


class Client:
    """A client in a process of its own: it is told what to ask and says what it is answered."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._unread: list[dict[str, Any]] = []

    async def ask(self, id: str, query: str, /, **variables: Any) -> None:
        """Begin an operation."""
        await self.tell({"id": id, "query": query, "variables": variables})

    async def leave(self, id: str) -> None:
        """Complete an operation from this side."""
        await self.tell({"id": id, "leaves": True})

    async def said(self, event: str, id: str | None = None) -> dict[str, Any]:
        """The next thing said of this kind (and about this operation); what is said about others is kept for later."""
        for place, said in enumerate(self._unread):
            if said["event"] == event and said.get("id") == id:
                return self._unread.pop(place)
        assert self._process.stdout is not None
        while True:
            async with asyncio.timeout(LIMIT):
                line = await self._process.stdout.readline()
            assert line, "the client ended"
            said = json.loads(line)
            if said["event"] == event and said.get("id") == id:
                return said
            assert said["event"] != "error" or said["id"] != id, said
            self._unread.append(said)

    async def frame(self, id: str) -> dict[str, Any]:
        """The counts of the next frame."""
        return (await self.answer(id))["fairIntakeCounts"]

    async def answer(self, id: str) -> dict[str, Any]:
        """The data of the next answer."""
        said = await self.said("next", id)
        assert "errors" not in said["payload"], said
        return said["payload"]["data"]

    async def frame_at(self, id: str, version: int) -> dict[str, Any]:
        """The frame of that version; the ones before it rise strictly."""
        last = 0
        while True:
            frame = await self.frame(id)
            assert last < frame["version"] <= version
            last = frame["version"]
            if last == version:
                return frame

    def unread(self, id: str) -> list[str]:
        """What was said about an operation and has not been asked for."""
        return [said["event"] for said in self._unread if said.get("id") == id]

    async def tell(self, command: dict[str, Any]) -> None:
        """Give the script a command."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        await self._process.stdin.drain()


@cache
def generated() -> Path:
    """The folder of a package that ariadne-codegen has made of our schema and of two subscriptions."""
    folder = Path(tempfile.mkdtemp(prefix="yaosu-generated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "operations.graphql").write_text(f"{LIVE}\n{BOOTH}")
    schema = Path(__file__).parent.parent / "schema" / "schema.graphql"
    (folder / "codegen.toml").write_text(
        "[tool.ariadne-codegen]\n"
        f'schema_path = "{schema}"\n'
        'queries_path = "operations.graphql"\n'
        'target_package_name = "office"\n'
    )
    subprocess.run(
        [TOOLS / "ariadne-codegen", "--config", "codegen.toml"], cwd=folder, check=True, capture_output=True
    )
    return folder


def _command(kind: str) -> list[str | Path]:
    match kind.split("-"):
        case ["graphql", transport]:
            return ["node", CONFORMANCE / f"{transport}.mjs"]
        case ["apollo", transport]:
            return ["node", SCRIPTS / "apollo.mjs", transport]
        case ["persisted", transport]:
            return ["node", SCRIPTS / "persisted.mjs", transport]
        case ["ariadne", "codegen"]:
            return [TOOLS / "python", SCRIPTS / "generated.py", generated()]
        case _:
            raise ValueError(f"{kind} is no kind of client")


@asynccontextmanager
async def client(kind: str, url: str, authorization: str = "") -> AsyncGenerator[Client]:
    """A client of a kind: graphql-ws or graphql-sse, apollo-ws or apollo-multipart, persisted-get, -post or -ws (Apollo with
    its PersistedQueryLink), ariadne-codegen. graphql-ws may sign in."""
    process = await asyncio.create_subprocess_exec(
        *map(str, _command(kind)),
        f"{url}/graphql",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "AUTHORIZATION": authorization},
        limit=1 << 22,
    )
    try:
        yield Client(process)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


@asynccontextmanager
async def office(server: Process, database: Address) -> AsyncGenerator[tuple[Api, OpenFair]]:
    """The API of a process over HTTP, and an open fair."""
    owner = await asyncpg.connect(database.dsn("postgres"), server_settings={"search_path": "yaosu"})
    try:
        async with httpx.AsyncClient(base_url=server.url, timeout=LIMIT) as http:
            api = Api(http, owner, Clock())
            yield api, await api.open_fair()
    finally:
        await owner.close()


def need(fair: OpenFair, key: str) -> dict[str, Any]:
    """An intake without a date, right on whatever day it is: the clock of a real process is not frozen."""
    return intake(fair.booths["A02"], key, elementKind="SAFETY")


async def hand_in(api: Api, fair: OpenFair, key: str) -> dict[str, Any]:
    return (await api.ask(SUBMIT, input=need(fair, key)))["submitIntake"]
