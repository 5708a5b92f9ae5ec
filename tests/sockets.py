"""Sockets of clients that read only when they are told to, and the API of a test on a port."""

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
import termios
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import orjson
import pytest
import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.client import ClientProtocol
from websockets.extensions import ClientExtensionFactory
from websockets.frames import Frame, Opcode
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from resolvers import live
from resolvers.live import Hub
from server.app import assembled
from server.connections import Screen, SocketConnection
from server.identity import accepting
from server.serve import OPTIONS
from server.settings import Settings
from tests.offices import ISSUER, Api, OpenFair, bearer

Extensions = Sequence[ClientExtensionFactory]

LIMIT = 60
"""Seconds that something may take to happen; nothing here measures how fast it does."""


def present(hub: Hub) -> int:
    """How many subscribers the hub knows."""
    return sum(len(cast.subscribers) for casts in hub._topics.values() for cast in casts.values())


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT):
        while not condition():  # noqa: ASYNC110 - what is waited for sets no event
            await asyncio.sleep(0.002)


class Measured(SocketConnection):
    """The socket of the server, and the most bytes that ever waited in the process for one client."""

    most = 0

    async def send(self, message: Any) -> None:
        await super().send(message)
        self.measure()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self.measure()

    def measure(self) -> None:
        Measured.most = max(Measured.most, self.transport.get_write_buffer_size())


show = Screen.show


def shown_and_measured(screen: Screen, frame: bytes) -> None:
    """What a screen is shown is written past `send`."""
    show(screen, frame)
    if isinstance(screen._connection, Measured):
        screen._connection.measure()


@asynccontextmanager
async def listening(
    api: Api,
    ws: type[WebSocketsSansIOProtocol] = Measured,
    *,
    settings: Settings | None = None,
    rules: Mapping[str, Any] | None = None,
    **options: Any,
) -> AsyncGenerator[tuple[str, uvicorn.Server]]:
    """The API of the test on a port, as `yaosu run` has it, but for `rules` of the door."""
    app = assembled(settings or Settings(), **(rules or {}))
    app.state.world = api.world
    app.state.identity = accepting(ISSUER)
    here = {"ws": ws, "lifespan": "off", "log_level": "error", "timeout_graceful_shutdown": 1}
    config = uvicorn.Config(app, port=0, **OPTIONS | here | options)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    Measured.most = 0
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(Screen, "show", shown_and_measured)
    try:
        yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", server
    finally:
        server.should_exit = True
        await serving
        monkeypatch.undo()


async def connected(address: str) -> socket.socket:
    """A socket with as small a buffer for what comes as the kernel gives."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.setblocking(False)
    host, port = address.split(":")
    await asyncio.get_running_loop().sock_connect(sock, (host, int(port)))
    return sock


class Client:
    """A WebSocket client over a bare socket, which reads only when it is told to."""

    def __init__(self, sock: socket.socket, address: str, extensions: Extensions = ()) -> None:
        self.sock = sock
        self._frames: list[Any] = []
        uri = parse_uri(f"ws://{address}/graphql")
        self._protocol = ClientProtocol(
            uri,
            subprotocols=[Subprotocol("graphql-transport-ws")],
            extensions=extensions or None,
            max_size=None,
        )

    async def shake_hands(self, **headers: str) -> Any:
        """Open the socket; answers the server's response."""
        request = self._protocol.connect()
        for name, value in headers.items():
            request.headers.pop(name, None)
            request.headers[name] = value
        self._protocol.send_request(request)
        await self._flush()
        while not self._frames:
            assert await self._receive()
        return self._frames.pop(0)

    async def begin(self, **payload: Any) -> None:
        """Shake hands, on the wire and in the protocol."""
        await self.shake_hands()
        await self.tell({"type": "connection_init", "payload": payload})
        assert await self.said() == {"type": "connection_ack"}

    async def subscribe(self, id: str, query: str, **variables: Any) -> None:
        payload = {"query": query, "variables": variables}
        await self.tell({"id": id, "type": "subscribe", "payload": payload})

    async def tell(self, message: Any) -> None:
        await self.write(orjson.dumps(message))

    async def write(self, text: bytes) -> None:
        """Send a message that may be no json."""
        self._protocol.send_text(text)
        await self._flush()

    async def write_at_once(self, *texts: bytes) -> None:
        """Send messages in one piece."""
        for text in texts:
            self._protocol.send_text(text)
        await self._flush()

    async def write_bytes(self, data: bytes) -> None:
        """Send a message that is no text."""
        self._protocol.send_binary(data)
        await self._flush()

    async def close(self) -> None:
        """Begin to close the socket."""
        self._protocol.send_close(1000)
        await self._flush()

    async def said(self) -> Any:
        """The next message; `None` when there will be none."""
        text = await self.text()
        return None if text is None else orjson.loads(text)

    async def text(self) -> bytes | None:
        """The next message as it came; `None` when there will be none."""
        async with asyncio.timeout(LIMIT):
            while not self._frames:
                if not await self._receive():
                    return None
        frame = self._frames.pop(0)
        assert frame.opcode is Opcode.TEXT
        return bytes(frame.data)

    @property
    def close_code(self) -> int | None:
        """The code of the server's close frame."""
        close = self._protocol.close_rcvd
        return None if close is None else int(close.code)

    def ping(self, size: int) -> bytes:
        """The bytes of a ping."""
        self._protocol.send_ping(b"p" * size)
        return b"".join(self._protocol.data_to_send())

    async def _flush(self) -> None:
        data = b"".join(self._protocol.data_to_send())
        await asyncio.get_running_loop().sock_sendall(self.sock, data)

    async def _receive(self) -> bool:
        try:
            data = await asyncio.get_running_loop().sock_recv(self.sock, 65536)
        except ConnectionResetError:
            data = b""
        if not data:
            return False
        self._protocol.receive_data(data)
        with suppress(ConnectionError):
            await self._flush()  # what the protocol answers by itself: pongs, and a close for a close
        for event in self._protocol.events_received():
            if not isinstance(event, Frame) or event.opcode is Opcode.TEXT:
                self._frames.append(event)
        return True


@asynccontextmanager
async def client(address: str, extensions: Extensions = ()) -> AsyncGenerator[Client]:
    sock = await connected(address)
    try:
        made = Client(sock, address, extensions)
        await made.begin(**bearer("DISPATCHER"))
        yield made
    finally:
        sock.close()


def side_of(server: uvicorn.Server, client: socket.socket) -> Any:
    """The server's side of a client's connection."""
    here = client.getsockname()
    return next(side for side in server.server_state.connections if side.client == here)


def in_the_kernel(side: Any) -> int:
    """Bytes that the server wrote and the client has not taken."""
    fd = side.transport.get_extra_info("socket").fileno()
    return int(struct.unpack("i", fcntl.ioctl(fd, termios.TIOCOUTQ, b"\0" * 4))[0])


def large(copies: int) -> str:
    """A subscription whose frames have about 400 bytes for every copy."""
    booths = " ".join(
        f"b{n}: booths {{ booth {{ id code name }} register received onSite solution open }}"
        for n in range(copies)
    )
    return f"subscription($fairId: ID!) {{ fairIntakeCounts(fairId: $fairId) {{ version total {{ received }} {booths} }} }}"


LARGE = large(24)
FRAME = 13 * 1024
"""Bytes that a message with a frame of `LARGE` has at most."""


async def rush(api: Api, fair: OpenFair, enough: Callable[[], bool]) -> int:
    """Take intakes, a frame for each, until it is enough; answers how many."""
    for n in range(600):
        if enough():
            return n
        await api.submit(fair.booths["A02"], f"k-{n}", elementKind="SAFETY")
        await asyncio.sleep(2 * live.INTERVAL)
    raise AssertionError("it was never enough")
