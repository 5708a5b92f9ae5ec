"""Apollo's federation compatibility suite: its own tests, against our door and engine with the suite's schema."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.conformance.federation import products
from tests.conformance.federation.served import served
from tests.conftest import CONFORMANCE
from tests.test_clients import LIMIT
from tests.test_federation import composed
from tests.test_router import free_port, router

pytestmark = [pytest.mark.anyio, pytest.mark.node]

MODULES = CONFORMANCE / "node_modules"
SUBGRAPHS = MODULES / "@apollo" / "federation-subgraph-compatibility-tests" / "dist" / "subgraphs"


@asynccontextmanager
async def neighbour(name: str) -> AsyncGenerator[str]:
    """One of the suite's own two subgraphs; its address."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        "node",
        "index.js",
        cwd=SUBGRAPHS / name,
        env={**os.environ, f"{name.upper()}_PORT": str(port)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    url = f"http://localhost:{port}/"
    try:
        async with httpx.AsyncClient() as http, asyncio.timeout(LIMIT):
            while not await _answers(http, url):
                assert process.returncode is None, f"{name} did not start"
                await asyncio.sleep(0.1)
        yield url
    finally:
        process.kill()
        await process.wait()


async def _answers(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.post(url, json={"query": "{ __typename }"})).is_success
    except httpx.TransportError:
        return False


async def test_the_door_passes_all_of_apollos_compatibility_suite(tmp_path: Path) -> None:
    async with (
        served(products.app()) as ours,
        neighbour("users") as users,
        neighbour("inventory") as inventory,
    ):
        urls = {"products": f"{ours}/graphql", "users": users, "inventory": inventory}
        schemas = {
            name: (SUBGRAPHS / name / f"{name}.graphql").read_text(encoding="utf-8")
            for name in ("users", "inventory")
        }
        made = composed(tmp_path, urls, products=products.schema.as_str(), **schemas)["apollo"]
        assert made["errors"] == []
        async with router(made["schema"], tmp_path, "sse") as url:
            jest = await asyncio.create_subprocess_exec(
                *("node", MODULES / "jest" / "bin" / "jest.js", "--ci", "--json", "--config"),
                CONFORMANCE / "federation" / "jest.config.cjs",
                env={**os.environ, "PRODUCTS_URL": urls["products"], "ROUTER_URL": f"{url}/graphql"},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            out, err = await jest.communicate()
    told = json.loads(out) if out else pytest.fail(err.decode())
    failed = {
        one["fullName"]: one["failureMessages"]
        for file in told["testResults"]
        for one in file["assertionResults"]
        if one["status"] != "passed"
    }
    assert failed == {}
    assert (told["numPassedTests"], told["numTotalTests"]) == (23, 23)
