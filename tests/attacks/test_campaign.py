"""The attacker itself: what it would notice. A server of a few lines says how long its loop computed for a shot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from schema.prepared import CHARACTERS
from tests.attacks.campaign import Campaign
from tests.attacks.judgement import Judge
from tests.attacks.shots import Shot

pytestmark = pytest.mark.anyio


def answer(body: bytes, kind: str = "application/json") -> bytes:
    return f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


REFUSED = answer(b'{"errors":[{"extensions":{"code":"BAD_REQUEST"}}]}')


class Server:
    """Computes 10 ms for a shot, and answers that it is refused."""

    longest = 0.0

    def __init__(self) -> None:
        self.serving = set[asyncio.Task[None] | None]()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving.add(asyncio.current_task())
        try:
            while said := self.said(await reader.readuntil(b"\r\n\r\n")):
                writer.write(said)
                if said is ASKED:
                    self.forget(len(await reader.readuntil(b'"}')))
        except asyncio.IncompleteReadError:
            pass
        writer.close()
        await writer.wait_closed()

    def said(self, head: bytes) -> bytes:
        target = head.split(b" ", 2)[1]
        if target == b"/graphql":
            return ASKED
        if target == b"/metrics":
            longest, self.longest = self.longest, 0.0
            return answer(b"yaosu_loop_turn_worst_seconds %f\n" % longest, "text/plain")
        self.longest = max(self.longest, self.seconds(target == b"/17"))
        return self.shot_at(target == b"/17")

    def seconds(self, chosen: bool) -> float:
        """How long the loop computes for a shot."""
        return 0.01

    def shot_at(self, chosen: bool) -> bytes:
        """What is answered to a shot; nothing is hanging up."""
        return REFUSED

    def forget(self, characters: int) -> None:
        """So many characters of documents have been asked."""


ASKED = answer(b'{"data":{}}')


@asynccontextmanager
async def attacked(server: Server) -> AsyncGenerator[Campaign]:
    """A campaign whose shots are numbers, against a server."""
    listening = await asyncio.start_server(server, "127.0.0.1", 0)
    async with listening:
        shots = lambda seed: Shot("url", f"GET /{seed.rpartition('/')[2]} HTTP/1.1\r\n\r\n".encode())  # noqa: E731
        yield Campaign(listening.sockets[0].getsockname()[1], shots, Judge())
        await asyncio.gather(*filter(None, server.serving))


async def test_a_shot_that_is_slow_whenever_it_is_fired_is_found_among_all_that_were_under_way() -> None:
    class Slow(Server):
        def seconds(self, chosen: bool) -> float:
            return 0.06 if chosen else 0.01

    async with attacked(Slow()) as campaign:
        with pytest.raises(AssertionError, match=r"^x/17 \(url\): 60 ms"):
            await campaign.hits_nothing(40, "x")
    assert campaign.longest == 0.06


async def test_a_shot_that_is_slow_until_its_document_is_kept_is_found() -> None:
    class Keeping(Server):
        times = characters = 0

        def seconds(self, chosen: bool) -> float:
            self.times += chosen
            return 0.06 if chosen and self.times <= 2 else 0.01

        def forget(self, characters: int) -> None:
            self.characters += characters
            if self.characters > 2 * CHARACTERS:
                self.times = self.characters = 0

    async with attacked(Keeping()) as campaign:
        with pytest.raises(AssertionError, match=r"^x/17 \(url\): 60 ms"):
            await campaign.hits_nothing(40, "x")


async def test_a_shot_that_was_slow_once_for_what_else_was_under_way_is_not_held_against_it() -> None:
    class Late(Server):
        times = 0

        def seconds(self, chosen: bool) -> float:
            self.times += chosen
            return 0.06 if chosen and self.times == 1 else 0.01

    async with attacked(Late()) as campaign:
        await campaign.hits_nothing(40, "x")
    assert campaign.longest == 0.06


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"HTTP/1.1\r\n\r\n", "what cannot be read"),
        (b"", "the server hung up without an answer"),
        (answer(b"Traceback (most recent call last)"), "leaks b'Traceback'"),
        (REFUSED.replace(b"200", b"500"), "status 500"),
        (answer(b'{"errors":[{}]}'), "an error without a code of ours"),
        (REFUSED.replace(b"BAD_REQUEST", b"INTERNAL").replace(b"50", b"47"), "a fault of ours"),
        (answer(b"{"), "what cannot be read"),
    ],
)
async def test_an_answer_that_is_none_or_tells_too_much_is_told(said: bytes, told: str) -> None:
    class Wrong(Server):
        def shot_at(self, chosen: bool) -> bytes:
            return said if chosen else REFUSED

    async with attacked(Wrong()) as campaign:
        with pytest.raises(AssertionError) as found:
            await campaign.hits_nothing(40, "x")
    assert str(found.value).startswith(f"x/17 (url): {told}")
