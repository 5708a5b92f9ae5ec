"""What `/metrics` counts, and to whom it is shown."""

from __future__ import annotations

import asyncio
import time

import httpx
import orjson
import pytest
from prometheus_client.parser import text_string_to_metric_families

from resolvers import live
from server.limits import Limits
from server.metrics import Figures
from server.settings import Settings
from tests.offices import LIVE, SUBMIT, Api, bearer, intake
from tests.sockets import client, listening, present, until
from tests.test_guard import door

pytestmark = pytest.mark.anyio

TOKEN = "a-token-of-sixteen"


def read(text: str) -> dict[tuple[str, ...], float]:
    """The samples by name and labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def figures(asking: httpx.AsyncClient, **headers: str) -> dict[tuple[str, ...], float]:
    response = await asking.get("/metrics", headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=")
    return read(response.text)


async def test_operations_are_counted_by_type_and_outcome(api: Api) -> None:
    fair = await api.open_fair()
    few = Limits(rate=1, burst=20, fault=20)
    async with door(api) as asking, door(api, limits=few) as greedy:

        async def ask(query: str, **variables: object) -> None:
            body = orjson.dumps({"query": query, "variables": variables})
            await asking.post("/graphql", content=body, headers=bearer("DISPATCHER"))

        await ask("{ __typename }")
        await ask("{ fairs(first: 1) { edges { node { id } } } }")
        await ask("{ nothing }")
        await ask("query($id: ID!) { node(id: $id) { id } }", id="nonsense")
        await ask(SUBMIT, input=intake(fair.booths["A02"], "k-1"))
        await asking.post("/graphql", content=b"{")
        seen = await figures(asking)
        assert {name: value for name, value in seen.items() if name[0] == "yaosu_operations_total"} == {
            ("yaosu_operations_total", "query", "OK"): 2,
            ("yaosu_operations_total", "query", "BAD_USER_INPUT"): 1,
            ("yaosu_operations_total", "mutation", "OK"): 1,
            ("yaosu_operations_total", "none", "BAD_REQUEST"): 2,
        }
        assert seen["yaosu_operation_seconds_count",] == seen["yaosu_operation_seconds_bucket", "+Inf"] == 6
        assert 0 < seen["yaosu_operation_seconds_sum",] < 60
        assert seen["yaosu_operations_running",] == 0
        assert seen["yaosu_pool_connections",] >= seen["yaosu_pool_idle",] >= 1
        for _ in range(3):
            await greedy.post("/graphql", content=b"{")
        seen = await figures(greedy)
        assert seen["yaosu_rate_limited_total",] == 1
        assert seen["yaosu_operations_total", "none", "RATE_LIMITED"] == 1


async def test_sockets_subscriptions_and_frames_are_counted(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "INTERVAL", 3600)
    fair = await api.open_fair()
    async with listening(api) as (address, _), httpx.AsyncClient(base_url=f"http://{address}") as asking:
        async with client(address) as screen:
            await screen.subscribe("a", LIVE, fairId=fair.id)
            await until(lambda: present(api.world.hub) == 1)
            assert (await screen.said())["type"] == "next"
            seen = await figures(asking)
            assert seen["yaosu_sockets",] == seen["yaosu_subscriptions",] == 1
            assert seen["yaosu_frames_total",] == 1
            assert seen["yaosu_socket_messages_total",] == 2
            assert seen["yaosu_operations_total", "subscription", "OK"] == 1
        await until(lambda: present(api.world.hub) == 0)
        seen = await figures(asking)
        assert seen["yaosu_sockets",] == seen["yaosu_subscriptions",] == 0


async def test_the_figures_are_for_private_addresses_that_no_proxy_speaks_for(api: Api) -> None:
    for address, headers, status in (
        ("127.0.0.1", {}, 200),
        ("10.2.3.4", {}, 200),
        ("::1", {}, 200),
        ("93.184.216.34", {}, 403),
        ("10.2.3.4", {"x-forwarded-for": "93.184.216.34"}, 403),
        ("10.2.3.4", {"forwarded": "for=93.184.216.34"}, 403),
        ("127.0.0.1", {"host": "evil.example"}, 421),
    ):
        async with door(api, client=(address, 1)) as asking:
            assert (await asking.get("/metrics", headers=headers)).status_code == status


async def test_with_a_token_the_figures_are_for_who_has_it_wherever_they_are(api: Api) -> None:
    settings = Settings(allowed_hosts=("yaosu",), metrics_token=TOKEN)
    for address in ("127.0.0.1", "93.184.216.34"):
        async with door(api, settings, client=(address, 1)) as asking:
            for given, status in ((f"Bearer {TOKEN}", 200), (f"Bearer {TOKEN}x", 403), ("Bearer ä", 403)):
                headers = {"authorization": given.encode("utf-8")}
                assert (await asking.get("/metrics", headers=headers)).status_code == status  # type: ignore[arg-type]
            assert (await asking.get("/metrics")).status_code == 403


async def test_how_late_the_event_loop_is_is_seen_and_forgotten_after_it_was_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.metrics.BEAT", 0.01)
    seen = Figures()
    watching = asyncio.create_task(seen.watch_the_loop())
    await asyncio.sleep(0.03)
    time.sleep(0.2)  # noqa: ASYNC251 - this is what is to be seen
    await asyncio.sleep(0.03)
    watching.cancel()
    assert seen.worst_lag >= 0.15
    list(seen.families())
    assert seen.worst_lag == 0
