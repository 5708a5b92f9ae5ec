"""The IDE at `/graphql`, used in a real browser that can resolve no name."""

import json
import os
import subprocess

import httpx
import pytest

import db.embedded
from tests.conftest import CONFORMANCE, Serve, chromium
from tests.offices import Api, Clock, costing

pytestmark = [pytest.mark.anyio, pytest.mark.chromium]


async def test_the_ide_queries_and_subscribes_without_internet(
    database: db.embedded.Address, serve: Serve
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with httpx.AsyncClient(base_url=server.url) as client:
        api = Api(client, owner=None, clock=Clock())
        fair = await api.open_fair()
        # The server's clock goes: a form without a day in it.
        await api.taken(fair.booths["A02"], "k-1", elementKind="LOGISTICS")

    used = subprocess.run(  # noqa: ASYNC221 - nothing else waits
        ["node", "browser-ide.mjs", f"{server.url}/graphql"],
        cwd=CONFORMANCE,
        env={**os.environ, "CHROMIUM": str(chromium())},
        stdout=subprocess.PIPE,
        check=True,
        timeout=240,
    )
    queried, subscribed, evidence = map(json.loads, used.stdout.splitlines())
    (edge,) = queried["data"]["fairs"]["edges"]
    assert edge["node"]["id"] == fair.id
    assert edge["node"]["counts"]["total"] == {
        "received": 1,
        "onSite": 0,
        "solution": 0,
        "open": 1,
        "onSiteRate": "0.0",
    }
    assert subscribed == {
        "data": {"fairIntakeCounts": {"total": {"received": 1, "open": 1}}},
        "extensions": costing(3),
    }
    assert evidence == {"hosts": [f"127.0.0.1:{server.port}"], "errors": []}
