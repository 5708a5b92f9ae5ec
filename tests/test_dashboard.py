"""The live page of a fair, in a real browser that is never told to reload."""

import asyncio
import json
import os
import subprocess
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

import asyncpg
import httpx
import pytest

import db.embedded
from server.demo import NAME, replay
from tests.conftest import CONFORMANCE, Serve, chromium
from tests.offices import Api, Clock, bearer

pytestmark = [pytest.mark.anyio, pytest.mark.chromium]

Look = dict[str, Any]
TOKEN = bearer("DISPATCHER")["authorization"].removeprefix("Bearer ")
FIRST = "the page that was opened first"


class Watch:
    """A page in the browser, and every look that it had, one after the other."""

    def __init__(self, popen: "subprocess.Popen[str]") -> None:
        self._popen = popen
        self.looks: list[Look] = []

    def until(self, wanted: Callable[[Look], bool]) -> Look:
        """Wait until the page looks as wanted."""
        while look := self._next():
            self.looks.append(look)
            if wanted(look):
                return look
        raise AssertionError(f"the browser ended; the page last showed {self.looks[-1:]}")

    def close(self) -> Look:
        """The evidence: the hosts that the page asked, and the errors that it met."""
        assert self._popen.stdin is not None
        self._popen.stdin.close()
        last = None
        while look := self._next():
            last = look
        assert last is not None, "the browser ended without its evidence"
        return last

    def _next(self) -> Look | None:
        assert self._popen.stdout is not None
        line = self._popen.stdout.readline()
        return json.loads(line) if line else None


@contextmanager
def watch(url: str) -> Generator[Watch]:
    """Open a page. One that never looks as wanted is given up after some minutes."""
    with subprocess.Popen(
        ["node", "browser-dashboard.mjs", url],
        cwd=CONFORMANCE,
        env={**os.environ, "CHROMIUM": str(chromium())},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as popen:
        alarm = threading.Timer(240, popen.terminate)
        alarm.start()
        try:
            yield Watch(popen)
        finally:
            alarm.cancel()
            # Its browser goes with it.
            popen.terminate()


def received(look: Look) -> int:
    shown = look["counts"]["TOTAL"]["received"]
    return 0 if shown == "–" else int(shown)


async def test_the_page_of_a_fair_goes_on_by_itself_when_the_server_is_killed_in_the_middle_of_it(
    database: db.embedded.Address, serve: Serve
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    with watch(f"{server.url}/examples/dashboard/") as page, ThreadPoolExecutor(1) as beside:
        page.until(lambda look: look["fair"] == "暂无活动")
        replayed = beside.submit(lambda: asyncio.run(replay(server.url, 8, TOKEN)))
        page.until(lambda look: received(look) >= 100)
        server.kill()
        page.until(lambda look: look["connection"] == "重连中")
        serve(YAOSU_DATABASE_URL=database.dsn("postgres"), YAOSU_PORT=server.port)
        again = page.until(lambda look: look["connection"] == "实时")
        assert received(again) >= 100
        last = page.until(lambda look: received(look) == 269 and look["counts"]["TOTAL"]["open"] == "0")
        replayed.result()
        evidence = page.close()

    assert last["fair"] == NAME
    assert last["counts"] == {
        "TOTAL": figures("269", "159", "110", "0", "59.1%"),
        "ELEMENT": figures("116", "77", "39", "0", "66.4%"),
        "FINANCE": figures("153", "82", "71", "0", "53.6%"),
    }
    assert list(last["booths"]) == [f"A{n:02d}" for n in range(1, 16)] + [f"B{n:02d}" for n in range(1, 11)]
    for count in ("received", "onSite", "solution", "open"):
        of_booths = sum(int(booth[count]) for booth in last["booths"].values())
        assert of_booths == int(last["counts"]["TOTAL"][count])
    assert last["charted"] > 2

    # One page all the time, whose figures moved and never fell, not even when the server went away.
    assert {look.get("mark") for look in page.looks[1:]} == {FIRST}
    moved = [received(look) for look in page.looks]
    assert moved == sorted(moved)
    assert len(set(moved)) > 10
    for look in page.looks:
        if look["version"]:
            total = {name: int(look["counts"]["TOTAL"][name]) for name in ("onSite", "solution", "open")}
            assert received(look) == sum(total.values())

    assert evidence["hosts"] == [f"127.0.0.1:{server.port}"]
    assert [
        error
        for error in evidence["errors"]
        if not error.startswith("WebSocket connection to 'ws://127.0.0.1")
    ] == []


def figures(received: str, on_site: str, solution: str, waiting: str, rate: str) -> dict[str, str]:
    return {
        "received": received,
        "onSite": on_site,
        "solution": solution,
        "open": waiting,
        "onSiteRate": rate,
    }


async def test_the_page_goes_back_with_a_restored_backup_and_on_to_the_fair_of_an_emptied_database(
    database: db.embedded.Address, serve: Serve
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with httpx.AsyncClient(base_url=server.url) as client:
        api = Api(client, owner=None, clock=Clock())
        fair = await api.open_fair()
        await api.taken(fair.booths["A02"], "k-1", elementKind="LOGISTICS")
        async with backup(database) as restored:
            await api.taken(fair.booths["A02"], "k-2", elementKind="LOGISTICS")
            await api.taken(fair.booths["A02"], "k-3", elementKind="LOGISTICS")
            with watch(f"{server.url}/examples/dashboard/") as page:
                newest = page.until(lambda look: received(look) == 3)

                server.kill()
                server = serve(YAOSU_DATABASE_URL=restored.dsn("postgres"), YAOSU_PORT=server.port)
                back = page.until(lambda look: received(look) == 1)
                assert int(back["version"]) < int(newest["version"])

                server.kill()
                await execute(restored, "TRUNCATE yaosu.fairs CASCADE")
                server = serve(YAOSU_DATABASE_URL=restored.dsn("postgres"), YAOSU_PORT=server.port)
                page.until(lambda look: look["fair"] == "暂无活动")
                await api.plan_fair(name="另一场大集")
                last = page.until(lambda look: look["fair"] == "另一场大集" and look["connection"] == "实时")
                page.close()
    assert last["mark"] == FIRST
    assert last["counts"]["TOTAL"] == figures("0", "0", "0", "0", "–")
    assert last["booths"] == {}


@asynccontextmanager
async def backup(database: db.embedded.Address) -> AsyncGenerator[db.embedded.Address]:
    """A copy of a database as it is now, in the same PostgreSQL; who works there is sent away for a moment."""
    copy = replace(database, database=f"{database.database}_restored")
    above = replace(database, database="postgres")
    await execute(above, f"ALTER DATABASE {database.database} ALLOW_CONNECTIONS false")
    all_of_it = f"FROM pg_stat_activity WHERE datname = '{database.database}'"
    await execute(above, f"SELECT pg_terminate_backend(pid, 5000) {all_of_it}")
    await execute(above, f"CREATE DATABASE {copy.database} TEMPLATE {database.database} STRATEGY FILE_COPY")
    await execute(above, f"ALTER DATABASE {database.database} ALLOW_CONNECTIONS true")
    yield copy
    await execute(above, f"DROP DATABASE {copy.database} WITH (FORCE)")


async def execute(database: db.embedded.Address, statement: str) -> None:
    connection = await asyncpg.connect(database.dsn("postgres"))
    await connection.execute(statement)
    await connection.close()


async def test_the_address_names_the_fair_and_names_are_shown_as_text(
    database: db.embedded.Address, serve: Serve
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    mischief = "<img src=x onerror=alert(1)>"
    async with httpx.AsyncClient(base_url=server.url) as client:
        api = Api(client, owner=None, clock=Clock())
        named = await api.plan_fair(name=mischief)
        await api.add_booth(named, "A01", name="<b>台</b>")
        await api.open_fair()
    with watch(f"{server.url}/examples/dashboard/?fair={named}") as page:
        look = page.until(lambda look: look["connection"] == "实时")
        evidence = page.close()
    assert look["fair"] == mischief
    assert look["booths"]["A01"]["name"] == "<b>台</b>A01 部门"
    assert evidence == {"hosts": [f"127.0.0.1:{server.port}"], "errors": []}
