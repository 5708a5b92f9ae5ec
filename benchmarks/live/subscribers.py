"""Subscribers of raw sockets, light enough that one core has thousands of them beside PostgreSQL.

A frame is told by its header and its version by one search; json is read after the run, of a few sockets only.
"""

import asyncio
import base64
import json
import os
import socket
import time
from array import array
from dataclasses import dataclass, field
from typing import Any, cast

from benchmarks.live.documents import Document

TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
VERSION = b'"version":'
AT_ONCE = 100
"""Sockets that are opened at a time."""


@dataclass
class Arrivals:
    """Every frame of a run in the order of arrival: three columns of the same length."""

    versions: "array[int]" = field(default_factory=lambda: array("q"))
    before: "array[int]" = field(default_factory=lambda: array("q"))
    """The version that the same socket had before; 0 for the first."""
    at: "array[float]" = field(default_factory=lambda: array("d"))
    """`time.perf_counter` when the socket was read."""
    disorder: int = 0
    """Frames whose version was not higher than the one before."""


class Subscriber(asyncio.Protocol):
    """One client of graphql-transport-ws with one subscription. A witness keeps its frames to be read later."""

    def __init__(self, document: Document, fair_id: str, arrivals: Arrivals, *, witness: bool) -> None:
        self._subscription = _subscribe(document, fair_id)
        self._arrivals = arrivals
        self._rest, self._upgraded = b"", False
        self._version = 0
        self.frames: list[bytes] | None = [] if witness else None
        self.first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(_handshake())

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if self._rest:
            data = self._rest + data
        at, length = 0, len(data)
        if not self._upgraded:
            at = self._upgrade(data)
            if not at:
                self._rest = data
                return
        while length - at >= 2:
            size, start = data[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(data[at + 2 : at + 4]), at + 4
            elif size == 127:
                size, start = int.from_bytes(data[at + 2 : at + 10]), at + 10
            end = start + size
            if end > length:
                break
            found = data.find(VERSION, start, end)
            if found > 0:
                self._arrive(int(data[found + len(VERSION) : data.index(b",", found)]), now)
                if self.frames is not None:
                    self.frames.append(data[start:end])
            else:
                self._answer(data[at], data[start:end])
            at = end
        self._rest = data[at:] if at < length else b""

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = self.closed or f"lost: {exc}"
        if not self.first.done():
            self.first.set_exception(ConnectionError(self.closed))

    def _upgrade(self, data: bytes) -> int:
        """Where the first frame begins, once the head of the answer is complete."""
        head, complete, _ = data.partition(b"\r\n\r\n")
        if not complete:
            return 0
        if b" 101 " not in head:
            raise ConnectionError(head.decode("latin-1"))
        self._upgraded = True
        self.transport.write(_frame(TEXT, b'{"type":"connection_init"}'))
        return len(head) + len(complete)

    def _arrive(self, version: int, now: float) -> None:
        arrivals = self._arrivals
        arrivals.versions.append(version)
        arrivals.before.append(self._version)
        arrivals.at.append(now)
        if version <= self._version:
            arrivals.disorder += 1
        if not self._version:
            self.first.set_result(None)
        self._version = version

    def _answer(self, kind: int, payload: bytes) -> None:
        """What is no event: the acknowledgement, a ping, an end."""
        if kind == PING:
            self.transport.write(_frame(PONG, payload))
        elif kind == CLOSE:
            self.closed = payload[2:].decode()
            self.transport.close()
        elif b'"connection_ack"' in payload:
            self.subscribe()
        elif b'"ping"' in payload:
            self.transport.write(_frame(TEXT, b'{"type":"pong"}'))
        else:
            self.closed = payload.decode()
            self.transport.close()

    def subscribe(self) -> None:
        """Ask, once the server has agreed."""
        self.transport.write(self._subscription)


class Stalled(Subscriber):
    """One that subscribes and never reads again."""

    def subscribe(self) -> None:
        super().subscribe()
        self.transport.pause_reading()
        self.first.set_result(None)


async def subscribe(
    port: int, count: int, document: Document, fair_id: str, arrivals: Arrivals, *, witnesses: int = 0
) -> list[Subscriber]:
    """`count` subscribers that have had their first frame; the first `witnesses` keep what they get."""
    made: list[Subscriber] = []
    loop = asyncio.get_running_loop()
    for begin in range(0, count, AT_ONCE):
        some = range(begin, min(begin + AT_ONCE, count))
        opened = await asyncio.gather(
            *(
                loop.create_connection(
                    lambda n=n: Subscriber(document, fair_id, arrivals, witness=n < witnesses),
                    "127.0.0.1",
                    port,
                )
                for n in some
            )
        )
        await asyncio.gather(*(subscriber.first for _, subscriber in opened))
        made += [subscriber for _, subscriber in opened]
    return made


async def stall(port: int, count: int, document: Document, fair_id: str) -> list[Subscriber]:
    """`count` subscribers that do not read. Their kernel takes little for them, so that the server soon notices."""
    made: list[Subscriber] = []
    for _ in range(count):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(sock, ("127.0.0.1", port))
        _, subscriber = await loop.create_connection(
            lambda: Stalled(document, fair_id, Arrivals(), witness=False), sock=sock
        )
        await subscriber.first
        made.append(subscriber)
    return made


def _handshake() -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        "GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
    ).encode()


def _subscribe(document: Document, fair_id: str) -> bytes:
    payload: dict[str, Any] = {"query": document.text, "variables": {"fairId": fair_id}}
    return _frame(TEXT, json.dumps({"id": "1", "type": "subscribe", "payload": payload}).encode())


def _frame(kind: int, payload: bytes) -> bytes:
    """A frame as clients must send it: masked, with the mask that changes nothing."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2)
    return bytes([kind]) + length + bytes(4) + payload
