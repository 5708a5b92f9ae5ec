"""The demonstration ends at the figures that the newspaper printed, and the README shows what it says."""

import asyncio
import json
import re
from pathlib import Path

import pytest

import db.embedded
from server.demo import LASTS, Client, pace, replay
from tests.conftest import Serve
from tests.offices import bearer

README = (Path(__file__).parent.parent / "README.md").read_text()
QUERY, ANSWER = (re.search(rf"```{kind}\n(.*?)```", README, re.DOTALL)[1] for kind in ("graphql", "json"))  # type: ignore[index]

TOKEN = bearer("DISPATCHER")["authorization"].removeprefix("Bearer ")
TOTALS = "{ fairs { edges { node { counts { total { received open onSite } } } } } }"


def test_the_replay_ends_at_a01_to_a03_and_a_second_one_changes_nothing(
    database: db.embedded.Address, serve: Serve
) -> None:
    process = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    client = Client(process.url)

    async def figures() -> dict[str, object]:
        await replay(process.url, 0, TOKEN)
        return await client.ask(
            """{ fairs { totalCount edges { node { state counts { version
              total { received onSite solution open withdrawn duplicate onSiteRate }
              registers { register received onSite solution open onSiteRate } } } } } }"""
        )

    first, second = asyncio.run(figures()), asyncio.run(figures())
    counts = {
        "version": 563,
        "total": {
            "received": 269,
            "onSite": 159,
            "solution": 110,
            "open": 0,
            "withdrawn": 0,
            "duplicate": 0,
            "onSiteRate": "59.1",
        },
        "registers": [
            {
                "register": "ELEMENT",
                "received": 116,
                "onSite": 77,
                "solution": 39,
                "open": 0,
                "onSiteRate": "66.4",
            },
            {
                "register": "FINANCE",
                "received": 153,
                "onSite": 82,
                "solution": 71,
                "open": 0,
                "onSiteRate": "53.6",
            },
        ],
    }
    assert first == {"fairs": {"totalCount": 1, "edges": [{"node": {"state": "OPEN", "counts": counts}}]}}
    assert second == first
    assert {"data": asyncio.run(client.ask(QUERY))} == json.loads(ANSWER)
    client.close()


def test_a_replay_that_was_cut_off_goes_on_where_it_was(database: db.embedded.Address, serve: Serve) -> None:
    process = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    client = Client(process.url)

    async def received() -> int:
        edges = (await client.ask(TOTALS))["fairs"]["edges"]
        return edges[0]["node"]["counts"]["total"]["received"] if edges else 0

    async def cut_off_then_complete() -> dict[str, object]:
        replaying = asyncio.create_task(replay(process.url, 0, TOKEN))
        while await received() < 20:  # noqa: ASYNC110 - another process fills it
            await asyncio.sleep(0.01)
        replaying.cancel()
        await asyncio.gather(replaying, return_exceptions=True)
        await replay(process.url, 0, TOKEN)
        return (await client.ask(TOTALS))["fairs"]

    done = asyncio.run(cut_off_then_complete())
    client.close()
    assert done == {"edges": [{"node": {"counts": {"total": {"received": 269, "open": 0, "onSite": 159}}}}]}


def test_the_speed_is_a_number_or_max() -> None:
    assert [pace("1"), pace("20"), pace("max")] == [LASTS, 3.0, 0.0]
    for wrong in ("fast", "0", "-1", "nan"):
        with pytest.raises(ValueError, match="must be a number from"):
            pace(wrong)
