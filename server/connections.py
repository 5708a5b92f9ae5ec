"""The connections of a client as uvicorn has them, with three habits of ours: what waits for a client that does not read
is bounded in bytes and in seconds, so is the head of a request that does not end, and a frame of a subscription is
written straight to its socket."""

import asyncio
import socket
import struct
from functools import lru_cache
from http import HTTPStatus
from typing import Any, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.datastructures import Headers
from websockets.frames import Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State

from domain.refusals import Words
from resolvers.errors import Code
from resolvers.live import Subscriber
from server.faults import Fault

STALLED = 10.0
"""Seconds that a client may leave its buffer full before it is cut off."""

KERNEL = 32 * 1024
"""Bytes that may wait in the kernel for one client."""

BUFFER = 32 * 1024
"""Bytes that may wait in the process for one HTTP client before nothing more is written to it."""

HEAD = 32 * 1024
"""Bytes that the head of a request may have."""

HEAD_WITHIN = 10.0
"""Seconds in which the head of a request must arrive, from the first byte or from the opening of the connection, and the
rest of a body that was answered before it had arrived."""

EXTENSION = "yaosu.connection"
"""Where the application finds, in the scope of a WebSocket, the connection that it may write to: no other server has it."""


class Patience:
    """Bounds what waits for a client in bytes, and cuts the client off when more than that waits for too long."""

    __slots__ = ("_timer", "_transport")

    def __init__(self, transport: asyncio.Transport, buffer: int) -> None:
        self._transport = transport
        self._timer: asyncio.TimerHandle | None = None
        transport.set_write_buffer_limits(high=buffer)
        sock: socket.socket | None = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL // 2)  # Linux doubles it

    @property
    def tried(self) -> bool:
        """Whether the client is waited for."""
        return self._timer is not None

    def begin(self) -> None:
        """More waits than may."""
        self._timer = asyncio.get_running_loop().call_later(STALLED, self._transport.abort)

    def end(self) -> None:
        """There is room again, or the connection is lost."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def unreadable(status: HTTPStatus) -> Response:
    """The response to what is no request, or no handshake, and so has no language either."""
    words = Words(f"The request cannot be read: {status.phrase}", "无法识别的请求")
    code = Code.INTERNAL if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Code.BAD_REQUEST
    body = Fault(status, code, words).json("en")
    headers = Headers(
        {
            "content-type": "application/json; charset=utf-8",
            "content-length": str(len(body)),
            "x-content-type-options": "nosniff",
            "connection": "close",
        }
    )
    return Response(status.value, status.phrase, headers, body)


def no_handshake(status: int, text: str) -> Response:
    """What the WebSocket protocol answers to a handshake that is none, in our words instead of its own."""
    return unreadable(HTTPStatus(status))


class HttpConnection(HttpToolsProtocol):
    """An HTTP connection with a bounded buffer, cut off when its client does not read, or does not say what it wants."""

    _headless = True
    """Whether the head of the next request has not arrived."""
    _head = 0
    """Bytes of it that have."""
    _ended = False
    """Whether a request ended in what arrived last, which then is not counted as the next one's head."""
    _deadline: asyncio.TimerHandle | None = None
    _rest: asyncio.TimerHandle | None = None
    """Runs while the rest of a body arrives that has been answered."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self.patience = Patience(transport, BUFFER)
        self._deadline = self.loop.call_later(HEAD_WITHIN, self._give_up, HTTPStatus.REQUEST_TIMEOUT)

    def data_received(self, data: bytes) -> None:
        self._ended = False
        super().data_received(data)
        if self._headless and not self._ended and not self.transport.is_closing():
            self._head += len(data)
            if self._head > HEAD:
                self._give_up(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            elif self._deadline is None:
                self._deadline = self.loop.call_later(HEAD_WITHIN, self._give_up, HTTPStatus.REQUEST_TIMEOUT)

    def on_headers_complete(self) -> None:
        self._headless, self._head = False, 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._headless = self._ended = True
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
            # uvicorn waits for the next request from the answer on, and has seen something since.
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def on_response_complete(self) -> None:
        super().on_response_complete()
        cycle = self.cycle
        if cycle.response_complete and cycle.more_body and not self.transport.is_closing():
            # The rest is read, for what follows it is the next request, but not for ever.
            self._rest = self.loop.call_later(HEAD_WITHIN, self.transport.close)

    def send_400_response(self, msg: str) -> None:
        self.transport.write(unreadable(HTTPStatus.BAD_REQUEST).serialize())
        self.transport.close()

    def _give_up(self, status: HTTPStatus) -> None:
        """Say why, unless an answer is being written, and close."""
        if self.transport.is_closing():
            return
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is None or cycle.response_complete:
            self.transport.write(unreadable(status).serialize())
        self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.patience.begin()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.patience.end()

    def connection_lost(self, exc: Exception | None) -> None:
        self.patience.end()
        for timer in (self._deadline, self._rest):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)


class SocketConnection(WebSocketsSansIOProtocol):
    """A WebSocket for which one message at most waits in the process, cut off when its client does not read.

    Frames of subscriptions are written to its transport without a step through the application. That is sound because
    uvicorn too writes whole messages, each at once; with compression on, it is not done.
    """

    _pong = b""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._screens: set[Screen] = set()
        self._late: dict[Screen, bytes] = {}
        cast("Any", self.conn).reject = no_handshake

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        # While a message waits none is written after it, so that the next frame is the latest.
        self.patience = Patience(self.transport, 0)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            # uvicorn waits for a handshake that the parser has given up.
            self.transport.write(
                b"".join(self.conn.data_to_send()) or unreadable(HTTPStatus.BAD_REQUEST).serialize()
            )
            self.transport.close()

    def handle_connect(self, event: Request) -> None:
        if not event.path.isascii():
            self.transport.write(unreadable(HTTPStatus.BAD_REQUEST).serialize())
            self.transport.close()
            return
        super().handle_connect(event)
        if self.response.status_code == HTTPStatus.SWITCHING_PROTOCOLS and not self.conn.extensions:
            cast("dict[str, Any]", self.scope)["extensions"][EXTENSION] = {"connection": self}

    def screen(self, head: bytes) -> "Screen":
        """A subscriber whose frames are sent here, each between `head` and a closing brace."""
        screen = Screen(self, head, self._room())
        self._screens.add(screen)
        return screen

    def forget(self, screen: "Screen") -> None:
        """Nothing more is sent to this screen."""
        self._screens.discard(screen)
        self._late.pop(screen, None)

    def put_off(self, screen: "Screen", frame: bytes) -> None:
        """Send this frame when there is room, if it still is the latest."""
        self._late[screen] = frame

    async def send(self, message: Any) -> None:
        # All operations of a client are woken at once when there is room; each looks whether some is left.
        while not self.writable.is_set():
            await self.writable.wait()
        if self.close_sent:
            # uvicorn takes this for a fault of the application, but the client's last frame may have closed the socket.
            raise ClientDisconnected
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True  # uvicorn logs a handshake that was refused as a fault of ours
        if self.close_sent:
            self._make_room()

    def send_receive_event_to_app(self) -> None:
        """Hand a message on. uvicorn logs one that is no UTF-8 as a fault of ours; it is the client's."""
        if self.curr_msg_data_type == "text":
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                if self.conn.state is State.OPEN:  # else a close frame came with it
                    self.conn.send_close(1007)
                    self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def handle_ping(self) -> None:
        """Answer the latest ping, which answers those before it (RFC 6455, 5.5.3), and only when there is room."""
        self._pong = b"".join(self.conn.data_to_send()[-1:]) or self._pong
        if self.writable.is_set():
            self._answer_ping()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.patience.begin()
        self._make_room()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.patience.end()
        self._answer_ping()
        # What waits in `send` is woken before this, so frames that follow each other closely cannot keep it out.
        self.loop.call_soon(self._show_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self.patience.end()
        super().connection_lost(exc)

    def _show_late(self) -> None:
        """Send the frames that wait while there is room, first come, first served: the rest keep their places."""
        while self._late and self._room() is not None:
            screen = next(iter(self._late))
            screen.room = self._room()
            screen.show(self._late.pop(screen))
        self._make_room()

    def _make_room(self) -> None:
        """Tell the screens whether they may write."""
        room = self._room()
        for screen in self._screens:
            screen.room = room

    def _room(self) -> asyncio.Transport | None:
        """Where frames may be written now: nothing is while a message waits, and nothing follows a close frame."""
        return self.transport if self.writable.is_set() and not self.close_sent else None

    def _answer_ping(self) -> None:
        pong, self._pong = self._pong, b""
        if pong and not self.transport.is_closing():
            self.transport.write(pong)


class Screen(Subscriber):
    """A subscription of a socket. `room` is where its frames may be written, when there is room."""

    __slots__ = ("_connection", "_head", "room")

    def __init__(self, connection: SocketConnection, head: bytes, room: asyncio.Transport | None) -> None:
        super().__init__()
        self._connection, self._head, self.room = connection, head, room

    def show(self, frame: bytes) -> None:
        room = self.room
        if room is None:
            self._connection.put_off(self, frame)
        elif not room.is_closing():
            head = self._head
            room.write(b"".join((frame_header(len(head) + len(frame) + 1), head, frame, b"}")))


@lru_cache(maxsize=64)
def frame_header(size: int) -> bytes:
    """What begins a WebSocket frame of a server: a text message of `size` bytes, whole and unmasked (RFC 6455, 5.2)."""
    first = 0x80 | Opcode.TEXT
    if size < 126:
        return struct.pack("!BB", first, size)
    if size < 1 << 16:
        return struct.pack("!BBH", first, 126, size)
    return struct.pack("!BBQ", first, 127, size)


def connection_of(scope: Scope) -> SocketConnection | None:
    """The connection of a WebSocket, if its server lets the application write to it: only ours does."""
    extensions: dict[str, Any] = scope.get("extensions") or {}
    return extensions.get(EXTENSION, {}).get("connection")
