"""Live counts through a real router, Hive Gateway, which joins a field of another subgraph to every frame."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from db.embedded import Address
from schema.root import schema
from tests.conformance.federation import portal
from tests.conformance.federation.served import served
from tests.conftest import CONFORMANCE, Serve
from tests.offices import OpenFair
from tests.test_clients import LIMIT, client, hand_in, office
from tests.test_federation import composed

pytestmark = [pytest.mark.anyio, pytest.mark.node]

COUNTS = """subscription Counts($fairId: ID!) { fairIntakeCounts(fairId: $fairId) { version
  total { received onSite open }
  booths { received open booth { code queueLength organization { name } } } } }"""


@asynccontextmanager
async def router(supergraph: str, folder: Path, upstream: str) -> AsyncGenerator[str]:
    """Hive Gateway with this supergraph; it watches Yaosu over `upstream`."""
    path = folder / "supergraph.graphql"
    path.write_text(supergraph, encoding="utf-8")
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        CONFORMANCE / "node_modules" / ".bin" / "hive-gateway",
        *("supergraph", "--config-path", CONFORMANCE / "federation" / "gateway.config.mjs"),
        *("--host", "127.0.0.1", "--port", str(port)),
        env={**os.environ, "SUPERGRAPH": str(path), "UPSTREAM": upstream},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient(base_url=url) as http, asyncio.timeout(LIMIT):
            while not await is_ready(http):
                assert process.returncode is None, "the router did not start"
                await asyncio.sleep(0.1)
        yield url
    finally:
        process.kill()
        await process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def is_ready(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/readiness")).is_success
    except httpx.TransportError:
        return False


def shown(fair: OpenFair, version: int, **a02: int) -> dict[str, Any]:
    """The frame of that version, while only A02 has intakes."""
    counts = {"received": 0, "onSite": 0, "open": 0, **a02}

    def booth(code: str, staff: str, queue: int) -> dict[str, Any]:
        tally = counts if code == "A02" else {"received": 0, "open": 0}
        return {
            "received": tally["received"],
            "open": tally["open"],
            "booth": {"code": code, "queueLength": queue, "organization": {"name": staff}},
        }

    booths = [booth("A01", "A01 部门", 3), booth("A02", "A02 部门", 5), booth("B01", "B01 银行", 8)]
    return {"version": version, "total": counts, "booths": booths}


@pytest.mark.parametrize("downstream", ["graphql-ws", "graphql-sse"])
@pytest.mark.parametrize("upstream", ["ws", "sse"])
async def test_every_frame_that_a_router_passes_on_is_exact_and_has_the_joined_field(
    upstream: str,
    downstream: str,
    database: Address,
    serve: Serve,
    tmp_path: Path,
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with office(server, database) as (api, fair), served(portal.app) as beside:
        portal.WAITING.update(zip(fair.booths.values(), (3, 5, 8), strict=True))
        urls = {"yaosu": f"{server.url}/graphql", "portal": f"{beside}/graphql"}
        made = composed(tmp_path, urls, yaosu=schema.as_str(), portal=portal.schema.as_str())["apollo"]
        assert made["errors"] == []
        async with router(made["schema"], tmp_path, upstream) as url, client(downstream, url) as screen:
            await screen.ask("live", COUNTS, fairId=fair.id)
            assert await screen.frame("live") == shown(fair, 3)
            taken = await hand_in(api, fair, "k-1")
            assert await screen.frame("live") == shown(fair, 4, received=1, open=1)
            await hand_in(api, fair, "k-2")
            assert await screen.frame("live") == shown(fair, 5, received=2, open=2)
            await api.dispose(taken["intake"]["id"])
            assert await screen.frame("live") == shown(fair, 6, received=2, onSite=1, open=1)
