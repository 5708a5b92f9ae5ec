"""Two API processes on one database show the same counts."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import asyncpg
import httpx
import pytest

from db.embedded import Address
from tests.conftest import Serve
from tests.faults.screens import LIMIT, Screen, hand_in
from tests.offices import Api, Clock, bearer

pytestmark = pytest.mark.anyio

EACH, WORKERS = 60, 4


async def test_the_screens_of_two_processes_end_at_the_same_exact_counts(
    database: Address, serve: Serve
) -> None:
    urls = [serve(YAOSU_DATABASE_URL=database.dsn("postgres")).url for _ in range(2)]
    owner = await asyncpg.connect(database.dsn("postgres"), server_settings={"search_path": "yaosu"})
    async with (
        httpx.AsyncClient(base_url=urls[0], timeout=LIMIT) as one,
        httpx.AsyncClient(base_url=urls[1], timeout=LIMIT, headers=bearer("DISPATCHER")) as other,
    ):
        fair = await Api(one, owner, Clock()).open_fair()
        screens = [Screen(url, fair.id) for url in urls for _ in range(3)]
        watching = [asyncio.create_task(screen.run()) for screen in screens]
        for screen in screens:
            first = await screen.until(lambda frame: True)
            assert (first["version"], first["total"]["received"]) == (3, 0)

        booths = ["A02", "B01"]

        async def rush(client: httpx.AsyncClient, name: str) -> list[tuple[str, int]]:
            done = []
            for n in range(EACH):
                booth = booths[n % len(booths)]
                _, taken = await hand_in(client, fair, f"{name}-{n}", booth)
                done.append((booth, taken["intake"]["number"]))
            return done

        clients = [one, other] * (WORKERS // 2)
        given = await asyncio.gather(*(rush(client, f"w{n}") for n, client in enumerate(clients)))
        total = EACH * WORKERS
        finals = [await screen.until(lambda frame: frame["version"] >= 3 + total) for screen in screens]

        # Who asks one process about what the other one has acknowledged is told.
        late = Screen(urls[1], fair.id)
        await hand_in(one, fair, "late", "A02")
        watching.append(asyncio.create_task(late.run()))
        assert (await late.until(lambda frame: True))["total"]["received"] == total + 1
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        exact = await Api(other, owner, Clock()).counts(fair.id)
    await owner.close()

    for booth in booths:
        numbers = sorted(number for worker in given for name, number in worker if name == booth)
        assert numbers == list(range(1, total // 2 + 1))
    for final in finals:
        assert {**final, "asOf": None} == {**finals[0], "asOf": None}
        assert final["version"] == 3 + total
        assert final["total"] == {
            "received": total,
            "onSite": 0,
            "solution": 0,
            "open": total,
            "onSiteRate": "0.0",
        }
        assert final["epoch"] == exact["epoch"]
    assert exact["version"] == 4 + total
    for screen in screens:
        screen.check()
        assert screen.connections == 1
        assert all(earlier["asOf"] < later["asOf"] for earlier, later in pairwise(screen.frames))
