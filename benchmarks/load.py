"""A load generator of raw sockets: it must cost less than what it measures."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def request(body: dict[str, Any], token: str) -> bytes:
    """The bytes of a POST to the API by whose token it is."""
    text = json.dumps(body, ensure_ascii=False).encode()
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(text)}\r\n\r\n"
    )
    return head.encode() + text


@dataclass
class Tally:
    """What a load saw: seconds of each answer, and answers that were not as wanted."""

    seconds: list[float] = field(default_factory=list[float])
    wrong: list[bytes] = field(default_factory=list[bytes])


class Client(asyncio.Protocol):
    """One connection that sends a request, waits for its answer, and sends the next."""

    def __init__(self, make: Callable[[], bytes | None], wanted: bytes, tally: Tally) -> None:
        self._make, self._wanted, self._tally = make, wanted, tally
        self._buffer, self._sent = b"", 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._next()

    def _next(self) -> None:
        data = self._make()
        if data is None:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(data)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(body) < length:
            return
        self._tally.seconds.append(time.perf_counter() - self._sent)
        if self._wanted not in body:
            self._tally.wrong.append(body)
        self._buffer = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def drive(
    host: str, port: int, connections: int, make: Callable[[], bytes | None], wanted: bytes
) -> Tally:
    """Keep `connections` busy until `make` has no more requests."""
    tally = Tally()
    loop = asyncio.get_running_loop()
    clients = [
        (await loop.create_connection(lambda: Client(make, wanted, tally), host, port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(client.done for client in clients))
    return tally


def percentile(seconds: list[float], share: float) -> float:
    """The value below which `share` of the values lie, in milliseconds."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]
