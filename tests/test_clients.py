"""Five kinds of public clients for subscriptions, as npm and PyPI ship them, against a real `yaosu run`."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from db.embedded import Address
from schema.backing import global_id
from tests.conftest import CONFORMANCE, Process, Serve
from tests.offices import DISPOSE, LIVE, SUBMIT, Api, Clock, OpenFair, intake

pytestmark = [pytest.mark.anyio, pytest.mark.node]

LIMIT = 60
"""Seconds that something may take to happen; nothing here measures how fast it does."""

TOOLS = CONFORMANCE / ".venv" / "bin"
"""Python's tools, which have their own versions of everything."""

every_client = pytest.mark.parametrize(
    "kind",
    [
        "graphql-ws",
        "graphql-sse",
        "apollo-ws",
        "apollo-multipart",
        pytest.param("ariadne-codegen", marks=pytest.mark.tools),
    ],
)

BOOTH = """subscription Booth($fairId: ID!) { fairIntakeCounts(fairId: $fairId) { version
  booths { booth { name } received } } }"""


class Client:
    """A client in a Node process: it is told what to ask and says what it is answered."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._unread: list[dict[str, Any]] = []

    async def ask(self, id: str, query: str, /, **variables: Any) -> None:
        """Begin an operation."""
        await self._tell({"id": id, "query": query, "variables": variables})

    async def leave(self, id: str) -> None:
        """Complete an operation from this side."""
        await self._tell({"id": id, "leaves": True})

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

    async def _tell(self, command: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        await self._process.stdin.drain()


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a package that ariadne-codegen has made of our schema and of two subscriptions."""
    folder = tmp_path_factory.mktemp("generated")
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


Begin = Callable[[str, str], AbstractAsyncContextManager[Client]]


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Begin:
    """Start a client of a kind, to talk to a server: `async with client("graphql-ws", url) as screen`."""
    scripts = CONFORMANCE / "clients"

    def command(kind: str) -> list[str | Path]:
        match kind.split("-"):
            case ["graphql", transport]:
                return ["node", CONFORMANCE / f"{transport}.mjs"]
            case ["apollo", transport]:
                return ["node", scripts / "apollo.mjs", transport]
            case _:
                return [TOOLS / "python", scripts / "generated.py", request.getfixturevalue("generated")]

    @asynccontextmanager
    async def begin(kind: str, url: str) -> AsyncGenerator[Client]:
        process = await asyncio.create_subprocess_exec(
            *map(str, command(kind)),
            f"{url}/graphql",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 22,
        )
        try:
            yield Client(process)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.communicate()

    return begin


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


def snapshot(fair: OpenFair, **a02: int) -> dict[str, Any]:
    """Everything that `LIVE` shows, except when, while only A02 has intakes."""
    none = {"received": 0, "onSite": 0, "solution": 0, "open": 0}
    tally = {**none, **a02}
    rate = f"{100 * tally['onSite'] / tally['received']:.1f}" if tally["received"] else None
    return {
        "total": {**tally, "onSiteRate": rate},
        "registers": [{"register": "ELEMENT", **tally}, {"register": "FINANCE", **none}],
        "booths": [
            {"booth": {"id": fair.booths["A01"], "name": "A01 台"}, "register": "ELEMENT", **none},
            {"booth": {"id": fair.booths["A02"], "name": "A02 台"}, "register": "ELEMENT", **tally},
            {"booth": {"id": fair.booths["B01"], "name": "B01 台"}, "register": "FINANCE", **none},
        ],
    }


def shown(frame: dict[str, Any]) -> dict[str, Any]:
    """A frame without when it is of."""
    return {name: value for name, value in frame.items() if name not in {"epoch", "version", "asOf"}}


@every_client
async def test_a_screen_sees_the_whole_counts_at_once_and_after_every_change(
    kind: str, client: Begin, database: Address, serve: Serve
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with office(server, database) as (api, fair), client(kind, server.url) as screen:
        await screen.ask("live", LIVE, fairId=fair.id)
        first = await screen.frame("live")
        assert (first["version"], shown(first)) == (3, snapshot(fair))

        taken = await hand_in(api, fair, "k-1")
        second = await screen.frame("live")
        assert (second["version"], shown(second)) == (4, snapshot(fair, received=1, open=1))

        await hand_in(api, fair, "k-2")
        third = await screen.frame("live")
        assert (third["version"], shown(third)) == (5, snapshot(fair, received=2, open=2))

        await api.dispose(taken["intake"]["id"])
        fourth = await screen.frame("live")
        assert (fourth["version"], shown(fourth)) == (6, snapshot(fair, received=2, open=1, onSite=1))
        assert first["epoch"] == second["epoch"] == third["epoch"] == fourth["epoch"]
        assert first["asOf"] < second["asOf"] < third["asOf"] < fourth["asOf"]


@every_client
async def test_in_a_rush_the_versions_that_a_screen_sees_rise_strictly_to_the_exact_counts(
    kind: str, client: Begin, database: Address, serve: Serve
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with office(server, database) as (api, fair), client(kind, server.url) as screen:
        await screen.ask("live", LIVE, fairId=fair.id)
        await screen.frame("live")
        await asyncio.gather(*(hand_in(api, fair, f"k-{n}") for n in range(100)))
        last = await screen.frame_at("live", 103)
        assert shown(last) == snapshot(fair, received=100, open=100)


@every_client
async def test_a_fair_that_is_not_there_is_an_error_with_a_code(
    kind: str, client: Begin, database: Address, serve: Serve
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with client(kind, server.url) as screen:
        await screen.ask("live", LIVE, fairId=global_id("Fair", UUID(int=1)))
        if kind == "graphql-sse":
            # Over server-sent events an operation that cannot begin is a result like any other.
            errors = (await screen.said("next", "live"))["payload"]["errors"]
            await screen.said("complete", "live")
        else:
            errors = (await screen.said("error", "live"))["errors"]
        assert [(e["message"], e["path"], e["extensions"]) for e in errors] == [
            ("there is no such fair", ["fairIntakeCounts"], {"code": "NOT_FOUND"})
        ]


@every_client
async def test_one_client_watches_two_fairs_and_leaving_one_leaves_the_other(
    kind: str, client: Begin, database: Address, serve: Serve
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with office(server, database) as (api, fair), client(kind, server.url) as screen:
        other = await api.open_fair()
        await screen.ask("one", LIVE, fairId=fair.id)
        await screen.ask("two", BOOTH, fairId=other.id)
        assert (await screen.frame("one"))["version"] == 3
        assert (await screen.frame("two"))["version"] == 3

        await hand_in(api, fair, "k-1")
        assert shown(await screen.frame("one")) == snapshot(fair, received=1, open=1)
        await screen.leave("one")
        await screen.said("complete", "one")

        await hand_in(api, fair, "k-2")
        await hand_in(api, other, "k-3")
        assert await screen.frame("two") == {
            "version": 4,
            "booths": [
                {"booth": {"name": "A01 台"}, "received": 0},
                {"booth": {"name": "A02 台"}, "received": 1},
                {"booth": {"name": "B01 台"}, "received": 0},
            ],
        }
        assert screen.unread("one") == []
        assert screen.unread("two") == []


async def test_queries_and_mutations_go_over_the_same_socket(
    client: Begin, database: Address, serve: Serve
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with office(server, database) as (api, fair), client("graphql-ws", server.url) as screen:
        await screen.ask("live", LIVE, fairId=fair.id)
        await screen.frame("live")

        await screen.ask("submit", SUBMIT, input=need(fair, "k-1"))
        taken = (await screen.answer("submit"))["submitIntake"]
        await screen.said("complete", "submit")
        assert (taken["__typename"], taken["intake"]["number"], taken["counts"]) == (
            "IntakeSubmitted",
            1,
            {"version": 4, "total": {"received": 1, "open": 1}},
        )
        assert shown(await screen.frame("live")) == snapshot(fair, received=1, open=1)

        await screen.ask("again", SUBMIT, input=need(fair, "k-1"))
        assert (await screen.answer("again"))["submitIntake"] == taken

        await screen.ask(
            "solve",
            DISPOSE,
            input={"intakeId": taken["intake"]["id"], "disposition": "RESOLVED_ON_SITE"},
        )
        assert (await screen.answer("solve"))["disposeIntake"]["__typename"] == "IntakeDisposed"
        assert shown(await screen.frame("live")) == snapshot(fair, received=1, onSite=1)

        await screen.ask("name", "query($id: ID!) { fair(id: $id) { name zone { name } } }", id=fair.id)
        assert await screen.answer("name") == {
            "fair": {"name": "泰安要素保障大集", "zone": {"name": "泰安市"}}
        }

        await screen.ask("refused", SUBMIT, input=need(fair, "k-1") | {"elementKind": "MARKET"})
        refused = (await screen.answer("refused"))["submitIntake"]
        assert refused["__typename"] == "IdempotencyKeyReused"
        assert await api.owner.fetchval("SELECT count(*) FROM intakes") == 1


async def test_what_cannot_run_is_an_error_of_its_operation_and_the_socket_stays(
    client: Begin, database: Address, serve: Serve
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with office(server, database) as (api, fair), client("graphql-ws", server.url) as screen:
        await screen.ask("live", LIVE, fairId=fair.id)
        await screen.said("connected")
        await screen.frame("live")
        for id, query in (
            ("syntax", "subscription { fairIntakeCounts("),
            ("field", "{ nothing }"),
            ("empty", ""),
        ):
            await screen.ask(id, query)
            errors = (await screen.said("error", id))["errors"]
            assert [error["extensions"] for error in errors] == [{"code": "BAD_REQUEST"}], id
        await hand_in(api, fair, "k-1")
        assert (await screen.frame("live"))["version"] == 4
        assert screen._unread == []


@every_client
async def test_after_a_restart_of_the_server_the_clients_come_back_by_themselves_to_exact_counts(
    kind: str, client: Begin, database: Address, serve: Serve
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with office(server, database) as (api, fair), client(kind, server.url) as screen:
        await screen.ask("live", LIVE, fairId=fair.id)
        await screen.frame("live")
        await hand_in(api, fair, "k-1")
        before = await screen.frame("live")

        server.kill()
        # Another process takes one meanwhile, so that what comes back differs from what was shown.
        beside = await asyncio.to_thread(serve, YAOSU_DATABASE_URL=database.dsn("postgres"))
        async with httpx.AsyncClient(base_url=beside.url, timeout=LIMIT) as http:
            await hand_in(Api(http, api.owner, api.clock), fair, "k-2")
        await asyncio.to_thread(serve, YAOSU_DATABASE_URL=database.dsn("postgres"), YAOSU_PORT=server.port)

        after = await screen.frame("live")
        assert (before["version"], after["version"]) == (4, 5)
        assert before["epoch"] == after["epoch"]
        assert shown(after) == snapshot(fair, received=2, open=2)
        await hand_in(api, fair, "k-3")
        assert shown(await screen.frame("live")) == snapshot(fair, received=3, open=3)
