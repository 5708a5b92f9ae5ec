"""A load of raw sockets for a given time. It shares a core with the database, so it must be light."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httptools


@dataclass(slots=True)
class Seen:
    """What a load saw: seconds of each answer that came in time, all answers however late, and wrong ones."""

    seconds: list[float] = field(default_factory=list[float])
    answered: int = 0
    wrong: list[bytes] = field(default_factory=list[bytes])


@dataclass(frozen=True, slots=True)
class Load:
    """Requests that are made one by one, what a good answer holds, and until when to send (of the clock of
    `time.perf_counter`)."""

    make: Callable[[], bytes]
    wanted: bytes
    until: float


class Client(asyncio.Protocol):
    """One connection that sends a request, waits for its answer, and sends the next."""

    def __init__(self, load: Load, seen: Seen) -> None:
        self._load, self._seen = load, seen
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._sent = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        now = time.perf_counter()
        seen, body = self._seen, b"".join(self._body)
        seen.answered += 1
        if now <= self._load.until:
            seen.seconds.append(now - self._sent)
        good = self._parser.get_status_code() == 200 and self._load.wanted in body and b'"errors"' not in body
        if not good:
            seen.wrong.append(body)
        self._body.clear()
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _next(self) -> None:
        self._sent = time.perf_counter()
        if self._sent >= self._load.until:
            self._transport.close()
        else:
            self._transport.write(self._load.make())


async def drive(
    port: int, connections: int, seconds: float, make: Callable[[], bytes], wanted: bytes
) -> Seen:
    """Keep `connections` busy for so long, then wait for the answers that are under way."""
    seen = Seen()
    load = Load(make, wanted, time.perf_counter() + seconds)
    loop = asyncio.get_running_loop()
    clients = [
        (await loop.create_connection(lambda: Client(load, seen), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(client.done for client in clients))
    return seen
