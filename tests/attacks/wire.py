"""The attacker's side of the wire: bytes out, and whatever comes back taken apart."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncGenerator
from contextlib import suppress

import orjson

from tests.attacks.judgement import Answer, Judge
from tests.attacks.shots import Shot, frame

LIMIT = 60.0
"""Seconds in which the server must have answered, or hung up."""

LEAVE = 0.15
"""Seconds after which a client leaves that has sent half a request and is told nothing: it may rightly be waited for."""

PING = frame(b'{"type":"ping"}')
CLOSE = frame(struct.pack("!H", 1000), 8)


class Hung(Exception):
    """The server neither answered nor hung up."""


class Wire:
    """One connection after the other."""

    def __init__(self, host: str, port: int, judge: Judge) -> None:
        self._host, self._port, self._judge = host, port, judge
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def fire(self, shot: Shot) -> str | None:
        """Send a shot; answers what is wrong with what came back."""
        try:
            async with asyncio.timeout(LIMIT):
                if shot.handshake:
                    return await self._converse(shot)
                return await (self._fire_alone(shot) if shot.odd else self._fire(shot))
        except TimeoutError:
            return "the server neither answered nor hung up"
        except (ValueError, LookupError) as error:
            await self.leave()
            return f"what cannot be read: {error!r}"
        finally:
            if shot.handshake or shot.odd:
                await self.leave()

    async def ask(self, request: bytes) -> Answer:
        """The answer to a request that is right."""
        reader, writer = await self._connected()
        writer.write(request)
        return await self._answer(reader)

    async def leave(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
            with suppress(ConnectionError):
                await self._writer.wait_closed()
        self._reader = self._writer = None

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None or self._reader.at_eof():
            await self.leave()
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port, limit=1 << 22)
        assert self._reader is not None
        assert self._writer is not None
        return self._reader, self._writer

    async def _fire(self, shot: Shot) -> str | None:
        """A whole request has one answer."""
        reader, writer = await self._connected()
        try:
            writer.write(shot.data)
            answer = await self._answer(reader)
        except (ConnectionError, asyncio.IncompleteReadError):
            await self.leave()
            return "the server hung up without an answer"
        if answer.broken_off or answer.headers.get("connection") == "close":
            await self.leave()
        return self._judge.wrong(answer)

    async def _fire_alone(self, shot: Shot) -> str | None:
        """What may be half a request has any number of answers, or none."""
        await self.leave()
        reader, writer = await self._connected()
        with suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            writer.write(shot.data)
            while True:
                bodiless = shot.data.startswith(b"HEAD ")
                async with asyncio.timeout(LEAVE):
                    answer = await self._answer(reader, bodiless=bodiless)
                wrong = self._judge.wrong(answer)
                if wrong or answer.broken_off:
                    return wrong
        return None

    async def _answer(self, reader: asyncio.StreamReader, *, bodiless: bool = False) -> Answer:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        status = int(first.split(" ")[1])
        headers = {name.lower(): held for name, _, held in (line.partition(": ") for line in lines)}
        if status == 100:
            return await self._answer(reader, bodiless=bodiless)
        if bodiless:
            return Answer(status, {}, b"") if status >= 500 else Answer(204, {}, b"")
        broken_off = False
        if "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        elif headers.get("transfer-encoding") == "chunked":
            body = b""
            async for chunk in _chunks(reader):
                body += chunk
                if broken_off := b'"data"' in body:
                    # A subscription goes on; one event is enough.
                    break
        else:
            body = b"" if status in {101, 204, 304} else await reader.read()
        return Answer(status, headers, body, broken_off)

    async def _converse(self, shot: Shot) -> str | None:
        """Shake hands, say everything at once, and listen until all that was asked has an answer."""
        await self.leave()
        reader, writer = await self._connected()
        writer.write(shot.handshake)
        try:
            answer = await self._answer(reader)
        except (ConnectionError, asyncio.IncompleteReadError):
            return "the server hung up without an answer"
        if answer.status != 101:
            return self._judge.wrong(answer)
        left = set(shot.waits)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            writer.write(shot.data + PING)
            return await self._listen(shot, reader, writer, left)
        return None

    async def _listen(
        self, shot: Shot, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: set[str]
    ) -> str | None:
        heard = False
        while True:
            try:
                async with asyncio.timeout(LEAVE if shot.odd or heard else LIMIT):
                    opcode, payload = await _frame(reader)
            except TimeoutError:
                if shot.odd or heard:
                    return None
                raise
            if opcode == 8:
                code = struct.unpack("!H", payload[:2])[0] if len(payload) > 1 else 1000
                return self._judge.wrong_close(code)
            if opcode != 1:
                continue
            if wrong := self._judge.wrong_message(payload):
                return wrong
            said = orjson.loads(payload)
            left.discard(said.get("id", ""))
            heard = heard or said["type"] == "pong"
            if heard and not left:
                writer.write(CLOSE)
                left.add("the end")


async def _chunks(reader: asyncio.StreamReader) -> AsyncGenerator[bytes]:
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")


async def _frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """A frame of the server: whole, unmasked."""
    first, second = await reader.readexactly(2)
    size = second & 0x7F
    if size > 125:
        size = int.from_bytes(await reader.readexactly(2 if size == 126 else 8))
    return first & 0x0F, await reader.readexactly(size)
