"""What sockets are closed for, what is refused on them, and what would happen otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import orjson
import pytest

from domain.people import ANYBODY, Role, Viewer
from resolvers import live
from schema.engine import Engine
from server import sockets
from server.identity import Identity, Known
from server.limits import Limits
from server.settings import Settings
from server.streams import EventStream
from tests.attacks.shots import frame
from tests.offices import LIVE, Api, bearer
from tests.sockets import Client, client, connected, listening, present, until

pytestmark = pytest.mark.anyio

PING, PONG = {"type": "ping"}, {"type": "pong"}
FOREVER = 10**6
INIT = b'{"type":"connection_init"}'
ASK = b'{"id":"a","type":"subscribe","payload":{"query":"{ __typename }"}}'


@pytest.fixture(autouse=True)
def one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub looks once, when somebody joins."""
    monkeypatch.setattr(live, "INTERVAL", 3600)


@asynccontextmanager
async def greeted(address: str, **headers: str) -> AsyncGenerator[Client]:
    """A socket that has shaken hands and said nothing yet."""
    sock = await connected(address)
    try:
        made = Client(sock, address)
        await made.shake_hands(**headers)
        yield made
    finally:
        sock.close()


async def last_word(screen: Client) -> int | None:
    """The code that the server closes with; every message before it is read."""
    while await screen.said() is not None:
        pass
    return screen.close_code


BROKEN = [
    b"",
    b"no json",
    b"{",
    b"null",
    b"5",
    b'"ping"',
    b"[]",
    b'[{"type":"ping"}]',
    b"{}",
    b'{"type":null}',
    b'{"type":5}',
    b'{"type":["ping"]}',
    b'{"type":"nonsense"}',
    b'{"type":"connection_ack"}',
    b'{"type":"next","id":"a","payload":{}}',
    b'{"type":"ping","payload":5}',
    b'{"type":"pong","payload":[]}',
    b'{"type":"connection_init","payload":"x"}',
    b'{"type":"connection_init","payload":[1]}',
    b'{"type":"subscribe","payload":{"query":"{ __typename }"}}',
    b'{"type":"subscribe","id":5,"payload":{"query":"{ __typename }"}}',
    b'{"type":"subscribe","id":"","payload":{"query":"{ __typename }"}}',
    b'{"type":"subscribe","id":"%b","payload":{"query":"{ __typename }"}}' % (b"x" * 129),
    b'{"type":"subscribe","id":"\\u0000","payload":{"query":"{ __typename }"}}',
    b'{"type":"subscribe","id":"a"}',
    b'{"type":"subscribe","id":"a","payload":null}',
    b'{"type":"subscribe","id":"a","payload":"{ __typename }"}',
    b'{"type":"subscribe","id":"a","payload":{"query":5}}',
    b'{"type":"subscribe","id":"a","payload":{"query":"{ __typename }","variables":[]}}',
    b'{"type":"subscribe","id":"a","payload":{"query":"{ __typename }","operationName":{}}}',
    b'{"type":"subscribe","id":"a","payload":{"query":"{ __typename }","extensions":1}}',
    b'{"type":"subscribe","id":"a","payload":{"query":"{ __typename }","variables":{"v":"\\u0000"}}}',
    b'{"type":"subscribe","id":"a","payload":{"query":"{ __typename }","variables":{"v":99999999999999999999}}}',
    b'{"type":"subscribe","id":"a","payload":{"variables":{"v":' + b"[" * 70 + b"]" * 70 + b"}}}",
    b'{"type":"complete"}',
    b'{"type":"complete","id":{}}',
    b"[" * 3000,
    b'{"type":"ping","x":' + b"9" * 5000 + b"}",
]


async def test_what_is_no_message_closes_the_socket_with_4400_and_leaves_nothing(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(api) as (address, server):
        figures = server.config.app.state.figures  # type: ignore[union-attr]
        for message in BROKEN:
            for acknowledged in (False, True):
                async with greeted(address) as rude:
                    if acknowledged:
                        await rude.write(INIT)
                        assert await rude.said() == {"type": "connection_ack"}
                    await rude.write(message)
                    assert (message, await last_word(rude)) == (message, 4400)
        await until(lambda: figures.sockets == 0)
    assert [record.getMessage() for record in caplog.records] == []


async def test_an_operation_that_ends_after_its_socket_was_closed_is_no_fault(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    began, may_go_on, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
    begin, close = Engine.begin, sockets.Adapter.close

    async def held(*given: Any) -> Any:
        began.set()
        await may_go_on.wait()
        asyncio.get_running_loop().call_soon(ended.set)
        return await begin(*given)

    async def closed(self: sockets.Adapter, code: int, reason: str) -> None:
        await close(self, code, reason)
        may_go_on.set()
        await ended.wait()

    monkeypatch.setattr(Engine, "begin", held)
    monkeypatch.setattr(sockets.Adapter, "close", closed)
    async with listening(api) as (address, _), client(address) as rude:
        await rude.write(ASK.replace(b"{ __typename }", b"{ nonsense }"))
        await began.wait()
        await rude.write(b"no json")
        assert await last_word(rude) == 4400
        await ended.wait()
    assert [record.getMessage() for record in caplog.records] == []


async def test_what_is_no_text_and_comes_with_a_close_frame_is_left(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    loop = asyncio.get_running_loop()
    async with listening(api) as (address, _), greeted(address) as rude:
        await loop.sock_sendall(rude.sock, frame(b"\xff") + frame(b"\x03\xe8", 8))
        assert await rude.said() is None
        assert rude.close_code == 1000
    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.parametrize(
    ("code", "before"),
    [
        (4401, [ASK]),
        (4401, [PING, ASK]),
        (4429, [INIT, INIT]),
        (4429, [INIT, ASK, INIT]),
        (4409, [INIT, "live", "live"]),
        (4408, []),
        (4408, [PING, {"type": "complete", "id": "a"}]),
    ],
)
async def test_what_comes_out_of_turn_closes_the_socket_with_the_code_of_the_protocol(
    api: Api, code: int, before: list[Any]
) -> None:
    fair = await api.open_fair()
    begun = {"id": "a", "type": "subscribe", "payload": {"query": LIVE, "variables": {"fairId": fair.id}}}
    async with listening(api, rules={"greeting": 0.05 if code == 4408 else 3600}) as (address, _):
        async with greeted(address) as rude:
            for message in before:
                given = begun if message == "live" else message
                await rude.write(given if isinstance(given, bytes) else orjson.dumps(given))
            assert await last_word(rude) == code
        assert present(api.world.hub) == 0


async def test_a_binary_message_is_no_message_and_a_text_that_is_no_utf_8_is_1007(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(api) as (address, _):
        async with greeted(address) as rude:
            await rude.write_bytes(INIT)
            assert await last_word(rude) == 4400
        async with greeted(address) as rude:
            await rude.write(b'{"type":"ping","payload":{"\xff":1}}')
            assert await last_word(rude) == 1007
        async with greeted(address) as rude:
            await rude.write(b" " * (64 * 1024 + 1))
            assert await last_word(rude) == 1009
    assert [record.getMessage() for record in caplog.records] == []


async def test_messages_that_come_too_fast_close_the_socket_and_without_the_limit_all_are_answered(
    api: Api,
) -> None:
    many = 300
    few = Limits(messages=1, messages_at_once=100)
    async with listening(api, rules={"limits": few}) as (address, _), greeted(address) as flood:
        for _ in range(100):
            await flood.tell(PING)
            assert await flood.said() == PONG
        await flood.tell(PING)
        assert await last_word(flood) == 4429
    async with (
        listening(api, rules={"limits": Limits(messages=0)}) as (address, _),
        greeted(address) as flood,
    ):
        for _ in range(many):
            await flood.tell(PING)
            assert await flood.said() == PONG


async def test_one_operation_too_many_is_an_error_and_the_socket_stays(api: Api) -> None:
    fair = await api.open_fair()
    async with listening(api) as (address, _), client(address) as screen:
        for n in range(10):
            await screen.subscribe(f"s-{n}", LIVE, fairId=fair.id)
        await until(lambda: present(api.world.hub) == 10)
        await screen.subscribe("s-10", LIVE, fairId=fair.id)
        said = await screen.said()
        while said["type"] == "next":
            said = await screen.said()
        [error] = said.pop("payload")
        assert said == {"id": "s-10", "type": "error"}
        assert error["extensions"] == {"code": "RATE_LIMITED", "retryAfter": 1}
        await screen.tell({"id": "s-0", "type": "complete"})
        await screen.subscribe("s-10", LIVE, fairId=fair.id)
        await until(lambda: present(api.world.hub) == 10)
        assert present(api.world.hub) == 10


async def test_without_the_limit_one_socket_has_as_many_operations_as_it_likes(api: Api) -> None:
    fair = await api.open_fair()
    async with (
        listening(api, rules={"limits": Limits(operations=0)}) as (address, _),
        client(address) as screen,
    ):
        for n in range(60):
            await screen.subscribe(f"s-{n}", LIVE, fairId=fair.id)
        await until(lambda: present(api.world.hub) == 60)


async def test_an_address_has_so_many_sockets_and_gets_them_back(api: Api) -> None:
    async with listening(api, rules={"limits": Limits(sockets=2)}) as (address, _):
        async with greeted(address) as one, greeted(address):
            third = Client(await connected(address), address)
            refused = await third.shake_hands()
            third.sock.close()
            assert refused.status_code == 429
            assert refused.headers["Retry-After"] == "5"
            assert orjson.loads(refused.body)["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
            await one.tell(PING)
            assert await one.said() == PONG
        for _ in range(3):
            await asyncio.sleep(0.01)
        async with greeted(address) as again:
            await again.tell(PING)
            assert await again.said() == PONG


async def test_a_caller_has_so_many_subscriptions_over_all_sockets_and_streams(api: Api) -> None:
    fair = await api.open_fair()
    body = {"query": LIVE, "variables": {"fairId": fair.id}}
    stream = {"accept": "text/event-stream"}
    async with listening(api, rules={"limits": Limits(subscriptions=2)}) as (address, _):
        async with client(address) as one, client(address) as other:
            await one.subscribe("a", LIVE, fairId=fair.id)
            await other.subscribe("a", LIVE, fairId=fair.id)
            await until(lambda: present(api.world.hub) == 2)
            await one.subscribe("b", LIVE, fairId=fair.id)
            said = await one.said()
            while said["type"] == "next":
                said = await one.said()
            assert [error["extensions"]["code"] for error in said["payload"]] == ["RATE_LIMITED"]
            async with httpx.AsyncClient(base_url=f"http://{address}") as reader:
                refused = await reader.post("/graphql", json=body, headers={**stream, **bearer("DISPATCHER")})
                assert refused.status_code == 429
        await until(lambda: present(api.world.hub) == 0)
        async with client(address) as again:
            await again.subscribe("a", LIVE, fairId=fair.id)
            await until(lambda: present(api.world.hub) == 1)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, 421),
    ],
)
async def test_a_foreign_page_opens_no_socket_and_without_the_lists_it_does(
    api: Api, headers: dict[str, str], status: int
) -> None:
    async with listening(api) as (address, _):
        stranger = Client(await connected(address), address)
        refused = await stranger.shake_hands(**headers)
        stranger.sock.close()
        assert refused.status_code == status
        assert orjson.loads(refused.body)["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
        assert refused.headers["X-Content-Type-Options"] == "nosniff"
    anywhere = Settings(allowed_hosts=("*",), allowed_origins=("*",))
    async with listening(api, settings=anywhere) as (address, _), greeted(address, **headers) as screen:
        await screen.tell(PING)
        assert await screen.said() == PONG


async def test_pages_of_ours_and_of_listed_origins_open_sockets(api: Api) -> None:
    listed = Settings(allowed_origins=("https://portal.example.cn",))
    async with listening(api, settings=listed) as (address, _):
        for origin in (f"http://{address}", "https://portal.example.cn"):
            async with greeted(address, Origin=origin) as screen:
                await screen.tell(PING)
                assert await screen.said() == PONG


@pytest.fixture
def viewers(monkeypatch: pytest.MonkeyPatch) -> list[Viewer]:
    """Who asked, in turn."""
    seen: list[Viewer] = []
    begin = Engine.begin

    async def noting(self: Engine, query: Any, variables: Any, name: Any, caller: Any, *rest: Any) -> Any:
        seen.append(caller.viewer)
        return await begin(self, query, variables, name, caller, *rest)

    monkeypatch.setattr(Engine, "begin", noting)
    return seen


async def test_a_socket_is_its_tokens_from_the_payload_or_else_from_the_header(
    api: Api, viewers: list[Viewer]
) -> None:
    handler, dispatcher = bearer("HANDLER", "u-7"), bearer("DISPATCHER", "u-8")
    header = {"Authorization": handler["authorization"]}
    async with listening(api) as (address, _):
        for given, headers in (({}, {}), (handler, {}), ({}, header), (dispatcher, header)):
            async with greeted(address, **headers) as screen:
                await screen.tell({"type": "connection_init", "payload": given})
                assert await screen.said() == {"type": "connection_ack"}
                await screen.subscribe("a", "{ __typename }")
                assert (await screen.said())["payload"]["data"] == {"__typename": "Query"}
    signed_in = Viewer(Role.HANDLER, "370900", "u-7")
    told = [ANYBODY, signed_in, signed_in, Viewer(Role.DISPATCHER, "370900", "u-8")]
    assert viewers == [replace(each, today=api.clock.now.date()) for each in told]


async def test_a_token_that_is_not_right_is_never_the_public(api: Api, viewers: list[Viewer]) -> None:
    async with listening(api) as (address, _):
        for payload in ({"authorization": "Bearer a.b.c"}, {"headers": {"Authorization": "Basic x"}}):
            async with greeted(address) as rude:
                await rude.tell({"type": "connection_init", "payload": payload})
                await rude.write(ASK)
                assert await last_word(rude) == 4403
        async with greeted(address, Authorization="Bearer a.b.c") as rude:
            await rude.write(INIT)
            assert await last_word(rude) == 4403
    assert viewers == []


async def test_a_socket_is_closed_when_its_token_is_over_and_one_without_stays(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "LOOK", 0.01)
    fair = await api.open_fair()
    async with listening(api) as (address, _), greeted(address) as public, greeted(address) as screen:
        await screen.tell({"type": "connection_init", "payload": bearer("HANDLER", "u-7")})
        assert await screen.said() == {"type": "connection_ack"}
        await screen.subscribe("a", LIVE, fairId=fair.id)
        await until(lambda: present(api.world.hub) == 1)
        await asyncio.sleep(0.05)
        assert present(api.world.hub) == 1
        api.clock.advance(hours=21 * 365 * 24)
        assert await last_word(screen) == 4401
        await until(lambda: present(api.world.hub) == 0)
        await public.tell(PING)
        assert await public.said() == PONG


async def test_without_a_look_at_the_token_a_socket_outlives_it(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "LOOK", 3600)
    async with listening(api) as (address, _), greeted(address) as screen:
        await screen.tell({"type": "connection_init", "payload": bearer("HANDLER", "u-7")})
        assert await screen.said() == {"type": "connection_ack"}
        api.clock.advance(hours=21 * 365 * 24)
        await screen.tell(PING)
        assert await screen.said() == PONG


async def test_a_socket_and_a_stream_end_when_their_token_is_revoked(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "LOOK", 0.01)
    monkeypatch.setattr(EventStream, "__init__", lambda self: setattr(self, "heartbeat_interval", 0.01))
    revoked: list[Known] = []
    monkeypatch.setattr(Identity, "is_revoked", lambda self, known: bool(revoked))
    fair = await api.open_fair()
    signed = bearer("HANDLER", "u-7")
    async with listening(api) as (address, _), greeted(address) as screen:
        await screen.tell({"type": "connection_init", "payload": signed})
        assert await screen.said() == {"type": "connection_ack"}
        async with (
            httpx.AsyncClient(base_url=f"http://{address}") as reader,
            reader.stream(
                "POST",
                "/graphql",
                json={"query": LIVE, "variables": {"fairId": fair.id}},
                headers={"accept": "text/event-stream", **signed},
            ) as stream,
        ):
            lines = stream.aiter_lines()
            while not (await anext(lines)).startswith("data: {"):
                pass
            revoked.append(Known(ANYBODY))
            async with asyncio.timeout(30):
                assert not [line async for line in lines if line.startswith("data: {")]
        assert await last_word(screen) == 4401
        await until(lambda: present(api.world.hub) == 0)


async def test_operations_that_come_at_once_have_a_turn_each_and_without_the_control_they_have_one(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is computed in a turn of its own, so that others wait for one at most."""
    loop, turns, now = asyncio.get_running_loop(), list[int](), 0
    begin = Engine.begin

    async def begun(*given: Any) -> Any:
        turns.append(now)
        return await begin(*given)

    async def turning() -> None:
        nonlocal now
        while True:
            now += 1
            await asyncio.sleep(0)

    async def without() -> None:
        """Go on at once."""

    monkeypatch.setattr(Engine, "begin", begun)
    messages = [ASK.replace(b'"a"', b'"o%d"' % number) for number in range(8)]
    for control, expected in ((sockets.others, 8), (without, 1)):
        monkeypatch.setattr(sockets, "others", control)
        async with listening(api) as (address, _), client(address) as rude:
            ticking = loop.create_task(turning())
            turns.clear()
            await rude.write_at_once(*messages)
            done = 0
            while done < len(messages):
                done += (await rude.said())["type"] == "complete"
            ticking.cancel()
        assert len(set(turns)) == expected
