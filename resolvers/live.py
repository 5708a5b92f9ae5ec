"""Live counts: one look a tenth of a second at what is watched, one frame for all who ask the same.

The hub looks at the versions of the watched fairs in one statement. When one has moved, each broadcast (the
subscribers with the same document, variables and language) renders one frame, and every subscriber is handed that
frame. A subscriber that is slow finds only the latest. Nobody watching costs nothing.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import db.fairs
from db.engine import UNAVAILABLE, Database
from domain.fairs import FairCounts

INTERVAL = 0.1
"""Seconds from one look to the next: at most ten frames a second."""

LONGEST = 5.0
"""Seconds that a look may take: a database that hangs is looked for anew."""

SERVED = -1
"""In place of a look: the subscriber has had its first frame."""

Render = Callable[[FairCounts], Awaitable[Any]]
log = logging.getLogger("yaosu.live")


@dataclass(slots=True, eq=False)
class Subscriber:
    """One who waits for a frame; `since` is the last look that began before the joining, or `SERVED`."""

    since: int
    ready: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True, eq=False)
class Broadcast:
    """All who ask the same of the same fair, and the latest frame that they were given."""

    render: Render
    frame: Any = None
    shown: tuple[str, int] | None = None
    subscribers: set[Subscriber] = field(default_factory=set[Subscriber])


class Topic:
    """What a subscription field answers: which fair is watched. The hub makes the events, so it is never iterated."""

    __slots__ = ("fair_id",)

    def __init__(self, fair_id: UUID) -> None:
        self.fair_id = fair_id

    def __aiter__(self) -> "Topic":
        return self

    async def __anext__(self) -> FairCounts:
        raise NotImplementedError("events come from the hub")


class Hub:
    """The one place of a process where live frames are made."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._topics: dict[UUID, dict[Hashable, Broadcast]] = {}
        self._watched = asyncio.Event()
        self._look = 0
        self._failing = False

    async def frames(self, topic: Topic, key: Hashable, render: Render) -> AsyncGenerator[Any]:
        """The frames of one subscriber: one at once, then one after every change, the latest if it was slow.

        The first frame is of a look that began after the joining, so that what the subscriber has seen
        acknowledged elsewhere is in it.
        """
        broadcasts = self._topics.setdefault(topic.fair_id, {})
        broadcast = broadcasts.setdefault(key, Broadcast(render))
        subscriber = Subscriber(self._look)
        broadcast.subscribers.add(subscriber)
        self._watched.set()
        given = None
        try:
            while True:
                await subscriber.ready.wait()
                subscriber.ready.clear()
                if broadcast.frame is not given:
                    given = broadcast.frame
                    yield given
        finally:
            broadcast.subscribers.discard(subscriber)
            if not broadcast.subscribers and broadcasts.get(key) is broadcast:
                del broadcasts[key]
                if not broadcasts and self._topics.get(topic.fair_id) is broadcasts:
                    del self._topics[topic.fair_id]
            if not self._topics:
                self._watched.clear()

    async def run(self) -> None:
        """Look until cancelled. A database that is away is looked for again at the next turn."""
        clock = asyncio.get_running_loop().time
        while True:
            await self._watched.wait()
            begun = clock()
            try:
                async with asyncio.timeout(LONGEST):
                    await self.look()
                self._failing = False
            except UNAVAILABLE as error:
                if not self._failing:
                    log.warning("live counts wait for the database: %s", type(error).__name__)
                self._failing = True
            except Exception:
                log.exception("a look at the live counts failed")
            await asyncio.sleep(max(0.0, begun + INTERVAL - clock()))

    async def look(self) -> None:
        """Look once at every watched fair and hand out what is new."""
        self._look += 1
        watched = list(self._topics)
        async with self._database.connection() as connection:
            versions = await db.fairs.versions(connection, watched)
            moved = [id for id in watched if self._wants(id, versions[id])]
            counts = await db.fairs.counts_by_fair(connection, moved) if moved else {}
        failure: Exception | None = None
        for id in watched:
            for broadcast in list(self._topics.get(id, {}).values()):
                try:
                    await self._serve(broadcast, counts.get(id))
                except Exception as error:  # noqa: BLE001 - the others are served; this one is tried at the next look
                    failure = error
        if failure is not None:
            raise failure

    def _wants(self, id: UUID, version: tuple[str, int]) -> bool:
        return any(broadcast.shown != version for broadcast in self._topics.get(id, {}).values())

    async def _serve(self, broadcast: Broadcast, counts: FairCounts | None) -> None:
        moved = False
        if counts is not None and (version := (counts.epoch, counts.version)) != broadcast.shown:
            broadcast.frame = await broadcast.render(counts)
            broadcast.shown, moved = version, True
        for subscriber in broadcast.subscribers:
            if subscriber.since >= self._look:
                continue
            if moved or subscriber.since != SERVED:
                subscriber.since = SERVED
                subscriber.ready.set()
