"""A screen that watches a fair over `graphql-transport-ws` and comes back by itself; and intakes that are sent until
they are acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from tests.offices import LIVE, SUBMIT, OpenFair, intake

LIMIT = 60
"""Seconds that something may take to happen; nothing here measures how fast it does."""


class Screen:
    """Every frame that was shown, over however many connections; `run` until cancelled."""

    def __init__(self, url: str, fair_id: str) -> None:
        self._url, self._fair_id = url.replace("http", "ws", 1) + "/graphql", fair_id
        self.frames: list[dict[str, Any]] = []
        self.connections = 0
        self._shown = asyncio.Event()
        self._failure: Exception | None = None

    async def run(self) -> None:
        while True:
            try:
                await self._watch()
            except (OSError, TimeoutError, WebSocketException):
                await asyncio.sleep(0.05)
            except Exception as failure:
                self._failure = failure
                self._shown.set()
                raise

    async def _watch(self) -> None:
        payload = {"query": LIVE, "variables": {"fairId": self._fair_id}}
        async with connect(
            self._url, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None, ping_interval=None
        ) as socket:
            await socket.send('{"type":"connection_init"}')
            assert orjson.loads(await socket.recv()) == {"type": "connection_ack"}
            await socket.send(orjson.dumps({"id": "1", "type": "subscribe", "payload": payload}).decode())
            self.connections += 1
            last = 0
            async for text in socket:
                said = orjson.loads(text)
                if said["type"] == "error" and all(e["extensions"].get("retryable") for e in said["payload"]):
                    return
                assert said["type"] == "next", said
                assert "errors" not in said["payload"], said
                frame = said["payload"]["data"]["fairIntakeCounts"]
                assert frame["version"] > last, "within a connection a version is never shown twice"
                last = frame["version"]
                self.frames.append(frame)
                self._shown.set()

    async def until(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The latest frame, once it is so."""
        async with asyncio.timeout(LIMIT):
            while not self.frames or not condition(self.frames[-1]):
                if self._failure is not None:
                    raise self._failure
                self._shown.clear()
                await self._shown.wait()
        return self.frames[-1]

    def check(self) -> None:
        """What held in every frame, over all connections."""
        versions: dict[str, int] = {}
        for frame in self.frames:
            assert frame["version"] >= versions.get(frame["epoch"], 0)
            versions[frame["epoch"]] = frame["version"]
            for tally in (frame["total"], *frame["registers"], *frame["booths"]):
                assert tally["received"] == tally["onSite"] + tally["solution"] + tally["open"]
            for name in ("received", "onSite", "solution", "open"):
                assert frame["total"][name] == sum(booth[name] for booth in frame["booths"])
                assert frame["total"][name] == sum(register[name] for register in frame["registers"])


async def insist(client: httpx.AsyncClient, query: str, **variables: Any) -> tuple[bytes, dict[str, Any]]:
    """Send until there is an answer: again when the connection breaks, and when the answer says `retryable`."""
    body = {"query": query, "variables": variables}
    async with asyncio.timeout(2 * LIMIT):
        while True:
            try:
                response = await client.post("/graphql", json=body, headers={"accept-language": "en"})
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            answer = response.json()
            if "errors" not in answer:
                return response.content, answer["data"]
            assert [error["extensions"].get("retryable") for error in answer["errors"]] == [True], answer
            await asyncio.sleep(0.05)


def need(fair: OpenFair, key: str, booth: str) -> dict[str, Any]:
    """An intake that is right on any day: a real process has a real clock."""
    if booth == "B01":
        capital = {
            "amount": "60000000.00",
            "purpose": "EQUIPMENT",
            "termMonths": 36,
            "kinds": ["LOAN"],
            "maxAnnualRateBp": 450,
        }
        return intake(
            fair.booths[booth], key, register="FINANCE", elementKind="CAPITAL", form={"capital": capital}
        )
    return intake(fair.booths[booth], key, elementKind="SAFETY")


async def hand_in(
    client: httpx.AsyncClient, fair: OpenFair, key: str, booth: str
) -> tuple[bytes, dict[str, Any]]:
    """An intake that is acknowledged: the answer as it came, and what it says."""
    raw, data = await insist(client, SUBMIT, input=need(fair, key, booth))
    taken = data["submitIntake"]
    assert taken["__typename"] == "IntakeSubmitted", taken
    return raw, taken
