"""Subscribers of raw sockets: many of them in one process, each noting when it saw which version."""

import asyncio
import base64
import json
import os
import re
import struct
import time
from typing import Any

VERSION = re.compile(rb'"version":(\d+)')


class Subscriber(asyncio.Protocol):
    """One graphql-transport-ws client. `seen` is when each version came."""

    def __init__(self, query: str, variables: dict[str, Any]) -> None:
        self._query, self._variables = query, variables
        self._buffer, self._open = b"", False
        self.seen: dict[int, float] = {}
        self.first: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def send(self, message: dict[str, Any]) -> None:
        """A masked text frame, as clients must send."""
        payload, mask = json.dumps(message).encode(), os.urandom(4)
        size = len(payload)
        head = bytes([0x81, 0x80 | size]) if size < 126 else bytes([0x81, 0xFE]) + struct.pack("!H", size)
        self.transport.write(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload)))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            _, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self._open, self._buffer = True, rest
            self.send({"type": "connection_init"})
            subscribe = {"query": self._query, "variables": self._variables}
            self.send({"id": "1", "type": "subscribe", "payload": subscribe})
        while (message := self._frame()) is not None:
            if found := VERSION.search(message):
                self.seen[int(found[1])] = time.perf_counter()
                if not self.first.done():
                    self.first.set_result(None)

    def _frame(self) -> bytes | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1] & 0x7F, 2
        if size == 126:
            if len(buffer) < 4:
                return None
            size, start = struct.unpack("!H", buffer[2:4])[0], 4
        elif size == 127:
            if len(buffer) < 10:
                return None
            size, start = struct.unpack("!Q", buffer[2:10])[0], 10
        if len(buffer) < start + size:
            return None
        self._buffer = buffer[start + size :]
        return buffer[start : start + size]

    def arrival(self, version: int) -> float | None:
        """When a frame came that has this version or a later one."""
        later = [at for seen, at in self.seen.items() if seen >= version]
        return min(later) if later else None


async def subscribe(port: int, count: int, query: str, variables: dict[str, Any]) -> list[Subscriber]:
    """`count` subscribers, all of which have had their first frame."""
    loop = asyncio.get_running_loop()
    made = [
        (await loop.create_connection(lambda: Subscriber(query, variables), "127.0.0.1", port))[1]
        for _ in range(count)
    ]
    await asyncio.gather(*(subscriber.first for subscriber in made))
    return made
