"""The attacks that this server was measured by, each with the limit that refuses it and with what it does without.

What is proved elsewhere to the letter is only named here: see `ELSEWHERE`."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from httpx import ASGITransport
from strawberry.asgi import GraphQL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from websockets.exceptions import InvalidState

from db.engine import Statement
from domain import pages
from domain.people import Role, Viewer
from resolvers import live
from resolvers.context import Context
from schema.engine import LIMITS
from schema.root import schema
from server import transports
from server.limits import Limits
from server.transports import ANY, Door, Rules
from tests.offices import Api, bearer
from tests.sockets import Client, listening
from tests.test_guard import PLAN, code_of, door
from tests.test_socket_guard import BROKEN, INIT, PING, PONG, greeted, last_word
from tests.test_walk import BOMB, LIFTED

pytestmark = pytest.mark.anyio

DISPATCHER = Viewer(Role.DISPATCHER, "370900", "tester")
TOO_DEEP, TOO_DEAR, WRONG = "QUERY_TOO_DEEP", "QUERY_TOO_EXPENSIVE", "BAD_USER_INPUT"

ELSEWHERE = {
    "a body of 200 MB": "test_guard.py::test_a_body_that_is_longer_than_may_be_is_not_read_to_its_end",
    "a flood of pings": "test_socket_guard.py::test_messages_that_come_too_fast_close_the_socket_and_without_the_limit_all_are_answered",
    "pings without reading": "test_live.py::test_pings_that_are_sent_without_reading_the_pongs_fill_no_memory",
    "malformed frames": "test_socket_guard.py::test_what_is_no_message_closes_the_socket_with_4400_and_leaves_nothing",
    "100 subscriptions a socket": "attacks/test_advisories.py::test_a_flood_of_subscriptions_has_ten_tasks_and_loses_its_socket",
    "100 subscriptions without the limit": "attacks/test_advisories.py::test_without_limits_a_flood_has_as_many_tasks_as_messages",
    "subscriptions over many sockets": "test_socket_guard.py::test_a_caller_has_so_many_subscriptions_over_all_sockets_and_streams",
    "one stalled subscriber": "test_live.py::test_a_client_that_does_not_read_costs_one_frame_and_32_kb_of_the_kernel_and_is_cut_off_while_the_others_go_on",
    "a stalled subscriber without the limit": "test_live.py::test_without_the_control_a_client_that_does_not_read_is_never_cut_off",
    "many stalled subscribers": "test_sockets.py::test_twenty_clients_that_do_not_read_cost_less_than_a_megabyte_and_nobody_else_notices",
    "a foreign Origin": "test_guard.py::test_a_foreign_page_writes_nothing_and_without_the_list_it_does",
    "a foreign Origin of a socket": "test_socket_guard.py::test_a_foreign_page_opens_no_socket_and_without_the_lists_it_does",
    "DNS rebinding": "test_guard.py::test_a_name_that_is_not_ours_is_refused_and_without_the_list_answered",
}  # fmt: skip
"""Attacks, and the tests that try them, with the control and without."""


@pytest.mark.parametrize("attack", ELSEWHERE)
def test_what_is_said_to_be_tried_elsewhere_is(attack: str) -> None:
    place, name = ELSEWHERE[attack].split("::")
    module = ast.parse((Path(__file__).parent.parent / place).read_text())
    tests = {each.name for each in module.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert name in tests


# --- Documents ----------------------------------------------------------------------------------------------------

CUBE = (
    "{ fairs(first: 100) { edges { node { booths { fair { intakes(first: 100) "
    "{ edges { node { enterprise { name } } } } } } } } } }"
)
"""Lists of lists of lists."""


def aliases(times: int) -> str:
    return f"{{ {' '.join(f'a{n}: __typename' for n in range(times))} }}"


def again(times: int) -> str:
    """One field over and over."""
    return f"{{ {'__typename ' * times} }}"


LARGEST = "{ fairs(first: 2147483647) { edges { node { name } } } }"
DOCUMENTS: dict[str, tuple[str, str, set[str], dict[str, int]]] = {
    "a page of two billion": (LARGEST, LARGEST, {TOO_DEAR}, {"cost": 2**40}),
    "lists of lists of lists": (CUBE, CUBE, {TOO_DEAR, TOO_DEEP}, {"cost": LIFTED, "lists": 9, "depth": 99}),
    "a thousand aliases": (aliases(1_000), aliases(1_000), {TOO_DEAR}, {"aliases": LIFTED, "tokens": LIFTED}),
    "a fragment bomb": (BOMB, BOMB, {TOO_DEEP, TOO_DEAR}, {"depth": 99, "aliases": LIFTED, "selections": LIFTED, "cost": LIFTED}),
    "3000 overlapping fields": (again(3_000), again(300), {TOO_DEAR}, {"tokens": LIFTED, "comparisons": LIFTED}),
}  # fmt: skip
"""Each with as much of it as this machine survives, what refuses it, and the limits that do."""


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that were sent."""
    sent: list[str] = []
    values = Statement.values

    def noted(self: Statement, given: Any) -> list[Any]:
        sent.append(self.sql)
        return values(self, given)

    monkeypatch.setattr(Statement, "values", noted)
    return sent


@pytest.mark.parametrize("attack", DOCUMENTS)
async def test_a_document_is_refused_before_anything_is_read_within_20_ms_and_comes_through_without_its_limit(
    api: Api, statements: list[str], monkeypatch: pytest.MonkeyPatch, attack: str
) -> None:
    query, bounded, codes, lifted = DOCUMENTS[attack]
    context, took = Context(api.world, "en", DISPATCHER), list[float]()
    for n in range(5):
        text = query + " " * n  # another document each time: nothing is known of it yet
        began = time.thread_time()
        refused = await schema.execute(text, {}, context)
        took.append(time.thread_time() - began)
        assert {(error.extensions or {})["code"] for error in refused.errors or []} <= codes
        assert refused.errors
        assert refused.data is None
    assert statements == []
    assert min(took) <= 0.020, "seconds of this thread on the processor, whatever else runs"

    monkeypatch.setattr(pages, "LARGEST", 2**31)
    answered = await schema.within(replace(LIMITS, **lifted)).execute(bounded, {}, context)
    assert not {(error.extensions or {})["code"] for error in answered.errors or []} & {TOO_DEEP, TOO_DEAR}
    if query is not BOMB:  # the record that it asks for is not there
        assert answered.errors is None


async def test_a_page_of_two_billion_is_refused_by_its_size_too(api: Api, statements: list[str]) -> None:
    engine = schema.within(replace(LIMITS, cost=2**40))
    answer = await engine.execute(LARGEST, {}, Context(api.world, "en", DISPATCHER))
    (error,) = answer.errors or []
    assert (error.message, (error.extensions or {})["code"]) == ("first must be from 1 to 100", WRONG)
    assert statements == []


# --- Bodies -------------------------------------------------------------------------------------------------------

NESTED = b"[" * 2_000 + b"]" * 2_000
ASKED = b'{"query": "{ __typename }", "variables": {"v": %b}}'
BODIES = {
    "json nested 2000 deep": ASKED % NESTED,
    "a body nested 2000 deep": NESTED,
    "an integer of 5000 digits": ASKED % (b"9" * 5_000),
    "null": b"null",
    "5": b"5",
    '"x"': b'"x"',
    "no UTF-8": b"\xff\xfe{",
    "no UTF-8 in a text": ASKED % b'"\xff"',
    "half of a surrogate pair": ASKED % b'"\\ud800"',
}


class Bare(GraphQL[Any, None]):
    """Strawberry's view as it comes."""

    async def get_context(self, request: Any, response: Any) -> None:
        return None


@pytest.mark.parametrize("attack", BODIES)
async def test_a_body_that_is_none_is_400_with_a_code_and_breaks_a_bare_server(api: Api, attack: str) -> None:
    async with door(api) as guarded:
        assert code_of(await guarded.post("/graphql", content=BODIES[attack])) == (400, "BAD_REQUEST")
    bare = ASGITransport(Bare(schema), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=bare, base_url="http://yaosu") as client:
        response = await client.post(
            "/", content=BODIES[attack], headers={"content-type": "application/json"}
        )
        assert response.status_code == 500


# --- Other pages --------------------------------------------------------------------------------------------------


def by_get(client: httpx.AsyncClient) -> Any:
    return client.get("/graphql", params={"query": PLAN}, headers=bearer("DISPATCHER"))


def by_kind(kind: str) -> Callable[[httpx.AsyncClient], Any]:
    headers = {"content-type": kind, **bearer("DISPATCHER")}
    return lambda client: client.post("/graphql", content=orjson.dumps({"query": PLAN}), headers=headers)


@pytest.mark.parametrize(
    ("sent", "refused", "control", "lifted"),
    [
        (by_get, (200, "BAD_REQUEST"), "READING", ANY),
        (by_kind("text/plain"), (415, "BAD_REQUEST"), "is_json", lambda kind: True),
        (by_kind("application/x-www-form-urlencoded"), (415, "BAD_REQUEST"), "is_json", lambda kind: True),
        (by_kind("multipart/form-data; boundary=x"), (415, "BAD_REQUEST"), "is_json", lambda kind: True),
    ],
)
async def test_what_a_foreign_page_can_send_writes_nothing_and_without_the_control_it_does(
    api: Api,
    monkeypatch: pytest.MonkeyPatch,
    sent: Callable[[httpx.AsyncClient], Any],
    refused: tuple[int, str],
    control: str,
    lifted: Any,
) -> None:
    before = await api.written()
    async with door(api) as guarded:
        assert code_of(await sent(guarded)) == refused
        assert await api.written() == before
        monkeypatch.setattr(transports, control, lifted)
        assert (await sent(guarded)).json()["data"] == {"planFair": {"__typename": "FairPlanned"}}
        assert await api.written() != before


# --- Sockets ------------------------------------------------------------------------------------------------------


@pytest.fixture
def one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub looks once, when somebody joins."""
    monkeypatch.setattr(live, "INTERVAL", 3600)


def test_what_a_socket_may_is_what_is_promised() -> None:
    assert (Rules().greeting, Rules().body) == (3.0, 128 * 1024)
    assert (Limits().operations, Limits().messages, Limits().messages_at_once) == (10, 50, 100)


async def pinged(address: str, size: int) -> Any:
    """What a ping of so many bytes is answered, or the code of the close."""
    async with greeted(address) as rude:
        await rude.write(orjson.dumps(PING).ljust(size))
        return await rude.said() or rude.close_code


async def test_a_message_of_16_mb_is_not_read_and_without_the_limit_it_is_answered(
    api: Api, one_look: None
) -> None:
    async with listening(api) as (address, _):
        # The connection may be cut before all of the message is sent.
        try:
            told = await pinged(address, 16 << 20)
        except ConnectionError:
            told = 1009
        assert told in (1009, None)
        assert await pinged(address, 64 * 1024 + 1) == 1009
        assert await pinged(address, 64 * 1024) == PONG
    async with listening(api, ws_max_size=32 << 20) as (address, _):
        assert await pinged(address, 16 << 20) == PONG


async def test_a_socket_that_says_nothing_is_closed_and_without_the_limit_it_stays(
    api: Api, one_look: None
) -> None:
    async with listening(api, rules={"greeting": 0.05}) as (address, _), greeted(address) as silent:
        assert await last_word(silent) == 4408
    async with listening(api, rules={"greeting": 3600}) as (address, _), greeted(address) as silent:
        for _ in range(3):
            await silent.tell(PING)
            assert await silent.said() == PONG


async def closed_with(address: str, message: bytes) -> int | None:
    async with greeted(address) as rude:
        await rude.write(INIT)
        await rude.write(message)
        return await ended(rude)


async def ended(rude: Client) -> int | None:
    """The code that a socket is closed with; `None` when it answers a ping instead, or is lost without a code."""
    with suppress(ConnectionError, InvalidState):
        await rude.tell(PING)
    while (said := await rude.said()) is not None:
        if said == PONG:
            return None
    return rude.close_code


async def test_the_handler_of_a_bare_server_takes_or_breaks_at_malformed_messages(
    api: Api, one_look: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Door, "graphql_transport_ws_handler_class", BaseGraphQLTransportWSHandler)
    monkeypatch.delattr(Door, "websocket_adapter_class")
    monkeypatch.setattr(Door, "encode_json", lambda self, data: orjson.dumps(data).decode())
    async with listening(api, log_level="critical") as (address, _):
        codes = {message: await closed_with(address, message) for message in BROKEN}
    taken = [message for message, code in codes.items() if code != 4400]
    assert len(taken) >= 10
