"""Five kinds of public clients for subscriptions, as npm and PyPI ship them, against a real `yaosu run`."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from db.embedded import Address
from schema.backing import global_id
from tests.clients import BOOTH, LIMIT, client, hand_in, need, office
from tests.conftest import Serve
from tests.offices import DISPOSE, LIVE, SUBMIT, Api, OpenFair, bearer

pytestmark = [pytest.mark.anyio, pytest.mark.node]

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
    kind: str, database: Address, serve: Serve
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
    kind: str, database: Address, serve: Serve
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
    kind: str, database: Address, serve: Serve
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
    kind: str, database: Address, serve: Serve
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


async def test_queries_and_mutations_go_over_the_same_socket(database: Address, serve: Serve) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    signed = bearer("DISPATCHER")["authorization"]
    async with office(server, database) as (api, fair), client("graphql-ws", server.url, signed) as screen:
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
    database: Address, serve: Serve
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
    kind: str, database: Address, serve: Serve
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
