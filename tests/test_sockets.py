"""graphql-transport-ws over real sockets: frames that are written past the application, and all that goes around them."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Close, Frame, Opcode

from resolvers import live
from schema.engine import Engine
from server import connections
from server.connections import frame_header
from tests.offices import SUBMIT, Api, OpenFair, costing, intake
from tests.sockets import LARGE, Client, Measured, client, connected, listening, present, rush, side_of, until

pytestmark = pytest.mark.anyio

COUNTS = "subscription($fairId: ID!) { fairIntakeCounts(fairId: $fairId) { version total { received } } }"


@pytest.fixture(scope="module")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The loop that the server runs on."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(autouse=True)
def one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub looks once, when somebody joins; every other look is the test's."""
    monkeypatch.setattr(live, "INTERVAL", 3600)


class Told(Measured):
    """The socket of the server, and what the application sent through it."""

    told: list[Any]

    async def send(self, message: Any) -> None:
        await super().send(message)
        if message["type"] == "websocket.send":
            self.told = [*getattr(self, "told", []), orjson.loads(message["text"])]


def next_of(id: str, received: int) -> Any:
    """A frame of `COUNTS`."""
    counts = {"version": 3 + received, "total": {"received": received}}
    return {
        "id": id,
        "type": "next",
        "payload": {"data": {"fairIntakeCounts": counts}, "extensions": costing(3)},
    }


async def change(api: Api, fair: OpenFair, key: str) -> None:
    """Take an intake, and look."""
    await api.submit(fair.booths["A02"], key)
    await api.world.hub.look()


async def rest_of(screen: Client) -> bytes:
    """Every byte until the server closes the connection."""
    rest = b""
    while data := await asyncio.get_running_loop().sock_recv(screen.sock, 65536):
        rest += data
    return rest


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 100_000])
def test_the_header_is_the_one_that_websockets_writes(size: int) -> None:
    assert frame_header(size) + b"x" * size == Frame(Opcode.TEXT, b"x" * size).serialize(mask=False)


async def test_frames_are_written_past_the_application(api: Api) -> None:
    fair = await api.open_fair()
    async with listening(api, Told) as (address, server), client(address) as screen:
        await screen.subscribe("s", COUNTS, fairId=fair.id)
        assert await screen.said() == next_of("s", 0)
        await change(api, fair, "k-1")
        assert await screen.said() == next_of("s", 1)
        assert side_of(server, screen.sock).told == [{"type": "connection_ack"}]


@pytest.mark.parametrize("socket", [WebSocketsSansIOProtocol, Told])
async def test_a_frame_is_the_same_bytes_on_every_server_and_every_socket(
    api: Api, socket: type[WebSocketsSansIOProtocol]
) -> None:
    fair = await api.open_fair()
    async with listening(api, socket) as (address, _), client(address) as one, client(address) as other:
        for n in range(2):
            await one.subscribe(f'"{n}" 号', COUNTS, fairId=fair.id)
            await other.subscribe(f'"{n}" 号', COUNTS, fairId=fair.id)
        await until(lambda: present(api.world.hub) == 4)
        await api.world.hub.look()
        said = [[await screen.text() for _ in range(2)] for screen in (one, other)]
        rest = (
            ',"type":"next","payload":{"data":{"fairIntakeCounts":{"version":3,"total":{"received":0}}},'
            '"extensions":{"cost":{"requested":3,"limit":10000}}}}'
        )
        expected = [f'{{"id":"\\"{n}\\" 号"{rest}'.encode() for n in range(2)]
        assert [sorted(texts) for texts in said] == [expected, expected]


async def test_frames_go_through_the_application_where_they_are_compressed(api: Api) -> None:
    fair = await api.open_fair()
    deflate = [ClientPerMessageDeflateFactory(client_max_window_bits=True)]
    async with (
        listening(api, Told, ws_per_message_deflate=True) as (address, server),
        client(address, deflate) as screen,
        client(address) as plain,
    ):
        await screen.subscribe("s", COUNTS, fairId=fair.id)
        assert await screen.said() == next_of("s", 0)
        assert side_of(server, screen.sock).told == [{"type": "connection_ack"}, next_of("s", 0)]
        await plain.subscribe("p", COUNTS, fairId=fair.id)
        await until(lambda: present(api.world.hub) == 2)
        await api.world.hub.look()
        assert await plain.said() == next_of("p", 0)
        assert side_of(server, plain.sock).told == [{"type": "connection_ack"}]


async def test_frames_and_other_messages_come_in_the_order_in_which_they_were_made(api: Api) -> None:
    fair = await api.open_fair()
    async with listening(api) as (address, _), client(address) as screen:
        await screen.subscribe("live", COUNTS, fairId=fair.id)
        assert await screen.said() == next_of("live", 0)
        await screen.tell({"type": "ping"})
        assert await screen.said() == {"type": "pong"}
        await change(api, fair, "k-1")
        await screen.tell({"type": "ping"})
        await screen.subscribe("wrong", "{ nothing }")
        assert await screen.said() == next_of("live", 1)
        assert await screen.said() == {"type": "pong"}
        wrong = await screen.said()
        assert (wrong["id"], wrong["type"]) == ("wrong", "error")

        await screen.subscribe("act", SUBMIT, input=intake(fair.booths["A02"], "k-2"))
        answer = await screen.said()
        assert answer["payload"]["data"]["submitIntake"]["counts"]["version"] == 5
        assert await screen.said() == {"id": "act", "type": "complete"}
        await api.world.hub.look()
        assert await screen.said() == next_of("live", 2)


async def test_after_a_complete_nothing_more_is_sent_and_the_id_can_be_used_again(api: Api) -> None:
    fair = await api.open_fair()
    async with listening(api) as (address, server), client(address) as screen:
        await screen.subscribe("a", COUNTS, fairId=fair.id)
        await screen.subscribe("b", COUNTS, fairId=fair.id)
        await until(lambda: present(api.world.hub) == 2)
        await api.world.hub.look()
        assert sorted([(await screen.said())["id"], (await screen.said())["id"]]) == ["a", "b"]
        await screen.tell({"id": "a", "type": "complete"})
        await until(lambda: present(api.world.hub) == 1)
        await change(api, fair, "k-1")
        await screen.tell({"type": "ping"})
        assert [await screen.said(), await screen.said()] == [next_of("b", 1), {"type": "pong"}]

        await screen.subscribe("a", COUNTS, fairId=fair.id)
        await until(lambda: present(api.world.hub) == 2)
        await api.world.hub.look()
        assert await screen.said() == next_of("a", 1)
        assert len(side_of(server, screen.sock)._screens) == 2


async def test_a_complete_that_comes_before_the_subscription_has_begun_ends_it(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, began, may_go_on = await api.open_fair(), asyncio.Event(), asyncio.Event()
    begin = type(api.world.database).begin

    async def held(*given: Any, **named: Any) -> Any:
        began.set()
        await may_go_on.wait()
        return await begin(*given, **named)

    async with listening(api) as (address, server), client(address) as screen:
        monkeypatch.setattr(type(api.world.database), "begin", held)
        await screen.subscribe("s", COUNTS, fairId=fair.id)
        await began.wait()
        await screen.tell({"id": "s", "type": "complete"})
        await screen.tell({"type": "ping"})
        assert await screen.said() == {"type": "pong"}
        may_go_on.set()
        monkeypatch.setattr(type(api.world.database), "begin", begin)
        await screen.subscribe("s", COUNTS, fairId=fair.id)
        assert await screen.said() == next_of("s", 0)
        assert (present(api.world.hub), len(side_of(server, screen.sock)._screens)) == (1, 1)


async def test_a_fair_that_is_not_there_is_an_error_of_its_operation_alone(api: Api) -> None:
    fair = await api.open_fair()
    async with listening(api) as (address, _), client(address) as screen:
        await screen.subscribe("live", COUNTS, fairId=fair.id)
        assert await screen.said() == next_of("live", 0)
        await screen.subscribe("none", COUNTS, fairId="x")
        said = await screen.said()
        assert (said["id"], said["type"]) == ("none", "error")
        assert [error["extensions"] for error in said["payload"]] == [{"code": "BAD_USER_INPUT"}]
        await change(api, fair, "k-1")
        assert await screen.said() == next_of("live", 1)


async def test_an_operation_that_breaks_is_told_by_a_reference_and_the_socket_stays(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fair = await api.open_fair()

    async def broken(*given: Any) -> Any:
        raise ZeroDivisionError

    async with listening(api) as (address, _), client(address) as screen:
        with monkeypatch.context() as patched:
            patched.setattr(Engine, "begin", broken)
            await screen.subscribe("broken", COUNTS, fairId=fair.id)
            said = await screen.said()
        [error] = said.pop("payload")
        assert said == {"id": "broken", "type": "error"}
        reference = error["extensions"].pop("reference")
        assert error["extensions"] == {"code": "INTERNAL"}
        assert [record.reference for record in caplog.records] == [reference]
        await screen.subscribe("broken", COUNTS, fairId=fair.id)
        assert await screen.said() == next_of("broken", 0)


async def test_after_a_close_frame_nothing_follows(api: Api) -> None:
    fair = await api.open_fair()
    async with listening(api) as (address, server), client(address) as leaver, client(address) as twice:
        await leaver.subscribe("s", COUNTS, fairId=fair.id)
        await twice.subscribe("s", COUNTS, fairId=fair.id)
        await until(lambda: present(api.world.hub) == 2)
        await api.world.hub.look()
        assert [await leaver.said(), await twice.said()] == [next_of("s", 0)] * 2
        closing = side_of(server, twice.sock)
        await twice.subscribe("s", COUNTS, fairId=fair.id)
        await until(lambda: closing.close_sent)
        await change(api, fair, "k-1")
        assert await leaver.said() == next_of("s", 1)
        await leaver.close()
        assert await rest_of(leaver) == Frame(Opcode.CLOSE, Close(1000, "").serialize()).serialize(mask=False)
        assert await twice.said() is None
        assert twice.close_code == 4409
        await until(lambda: present(api.world.hub) == 0)


async def test_an_answer_that_waits_is_not_kept_out_by_frames_that_go_on(api: Api) -> None:
    fair, n = await api.open_fair(), 0
    async with listening(api) as (address, server), client(address) as screen:
        for id in ("a", "b"):
            await screen.subscribe(id, LARGE, fairId=fair.id)
        side = side_of(server, screen.sock)
        await until(lambda: len(side._screens) == 2)
        while not side._late:
            await change(api, fair, f"k-{(n := n + 1)}")
        await screen.tell({"type": "ping"})
        for _ in range(40):
            said = await screen.said()
            if said == {"type": "pong"}:
                break
            await change(api, fair, f"k-{(n := n + 1)}")
        assert said == {"type": "pong"}
        assert len(side._late) == 2, "the client is as slow as before"


async def test_whoever_closes_a_socket_a_frame_that_comes_then_is_left(api: Api) -> None:
    fair = await api.open_fair()
    async with listening(api) as (address, server), client(address) as closed, client(address) as lost:
        for screen in (closed, lost):
            await screen.subscribe("s", COUNTS, fairId=fair.id)
        await until(lambda: present(api.world.hub) == 2)
        await api.world.hub.look()
        assert [await closed.said(), await lost.said()] == [next_of("s", 0)] * 2

        side = side_of(server, closed.sock)
        [shown] = side._screens
        await side.send({"type": "websocket.close", "code": 4401, "reason": ""})
        shown.show(b"{}")
        await closed.close()
        assert await rest_of(closed) == Frame(Opcode.CLOSE, Close(4401, "").serialize()).serialize(mask=False)

        side = side_of(server, lost.sock)
        [shown] = side._screens
        side.transport.abort()
        await until(lambda: side.disconnected)
        shown.show(b"{}")
        await until(lambda: present(api.world.hub) == 0)


async def test_a_frame_that_waits_is_not_sent_after_a_complete(api: Api) -> None:
    fair, n = await api.open_fair(), 0
    async with listening(api) as (address, server), client(address) as screen:
        for id in ("a", "b"):
            await screen.subscribe(id, LARGE, fairId=fair.id)
        side = side_of(server, screen.sock)
        await until(lambda: len(side._screens) == 2)
        while len(side._late) < 2:
            await change(api, fair, f"k-{(n := n + 1)}")
        await screen.tell({"id": "a", "type": "complete"})
        await until(lambda: present(api.world.hub) == 1)
        last = {"a": 0, "b": 0}
        while last["b"] < 3 + n:
            said = await screen.said()
            last[said["id"]] = said["payload"]["data"]["fairIntakeCounts"]["version"]
        await screen.tell({"type": "ping"})
        assert await screen.said() == {"type": "pong"}
        assert last["a"] < last["b"] == 3 + n


async def test_when_the_server_stops_its_last_word_is_1012(api: Api) -> None:
    fair = await api.open_fair()
    async with listening(api) as (address, server), client(address) as screen:
        await screen.subscribe("s", COUNTS, fairId=fair.id)
        assert await screen.said() == next_of("s", 0)
        server.should_exit = True
        assert await screen.said() is None
        assert screen.close_code == 1012
        await until(lambda: present(api.world.hub) == 0)


async def test_who_breaks_the_protocol_is_closed_with_its_code(api: Api) -> None:
    subscribe = orjson.dumps({"id": "s", "type": "subscribe", "payload": {"query": "{ __typename }"}})
    init = b'{"type":"connection_init"}'
    broken = [(4400, b"no json"), (4400, b'{"type":"nonsense"}'), (4401, subscribe), (4429, init)]
    async with listening(api) as (address, _):
        for code, message in broken:
            sock = await connected(address)
            rude = Client(sock, address)
            await rude.shake_hands()
            if code == 4429:
                await rude.write(init)
                assert await rude.said() == {"type": "connection_ack"}
            await rude.write(message)
            assert await rude.said() is None
            assert rude.close_code == code
            sock.close()


async def test_twenty_clients_that_do_not_read_cost_less_than_a_megabyte_and_nobody_else_notices(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "INTERVAL", 0.004)
    monkeypatch.setattr(connections, "STALLED", 30)
    fair = await api.open_fair()
    async with listening(api) as (address, server), client(address) as reader:
        stalled = []
        for _ in range(20):
            sock = await connected(address)
            screen = Client(sock, address)
            await screen.begin()
            await screen.subscribe("s", LARGE, fairId=fair.id)
            stalled.append(sock)
        await reader.subscribe("r", COUNTS, fairId=fair.id)
        sides = [side_of(server, sock) for sock in stalled]
        taken = await rush(api, fair, lambda: not any(side.writable.is_set() for side in sides))
        waiting = sum(side.transport.get_write_buffer_size() for side in sides)
        late = {frame for side in sides for frame in side._late.values()}
        assert 0 < waiting + sum(map(len, late)) < 1_000_000
        assert len(late) <= 1, "the latest frame, which all of them share"
        version = 0
        while version < 3 + taken:
            shown = (await reader.said())["payload"]["data"]["fairIntakeCounts"]
            assert version < shown["version"] == 3 + shown["total"]["received"]
            version = shown["version"]
        for sock in stalled:
            sock.close()
