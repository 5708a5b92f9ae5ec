"""Live counts: one look a tenth of a second at what is watched, one frame for all who ask the same.

The hub looks at the versions of the watched fairs in one statement. When one has moved, each broadcast (the
subscribers with the same document, variables and language) renders one frame, and every subscriber is shown that
frame: the same bytes, in one loop and without waking a task for each. Nobody watching costs nothing.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from uuid import UUID

import db.fairs
from db.engine import UNAVAILABLE, Connection, Database
from domain.fairs import FairCounts

INTERVAL = 0.1
"""Seconds from one look to the next: at most ten frames a second."""

LONGEST = 5.0
"""Seconds that a look may take: a database that hangs is looked for anew."""

TURN = 250
"""How many subscribers are shown a frame before other work has its turn: two milliseconds or so."""

Version = tuple[str, int]
"""Which state the counts of a fair are in: the epoch and, rising strictly within it, the version."""

Render = Callable[[Connection, UUID], Awaitable[tuple[bytes, Version]]]
"""Makes a frame of a fair, the json of an execution result, and says which state it shows."""

log = logging.getLogger("yaosu.live")


class Topic:
    """What a subscription field answers: which fair is watched. The hub makes the events, so it is never iterated."""

    __slots__ = ("fair_id",)

    def __init__(self, fair_id: UUID) -> None:
        self.fair_id = fair_id

    def __aiter__(self) -> "Topic":
        return self

    async def __anext__(self) -> FairCounts:
        raise NotImplementedError("events come from the hub")


@dataclass(frozen=True, slots=True)
class Watch:
    """A subscription that can begin: what it watches, how its frames are made, and the key of all who share them."""

    topic: Topic
    key: Hashable
    render: Render


class Subscriber(ABC):
    """One who watches: `given` is the frame that was shown last, `since` the last look that began before the joining.

    There may be thousands, and each is gone through for every frame: what that takes is kept in this one object.
    """

    __slots__ = ("broadcast", "given", "since")

    def __init__(self) -> None:
        self.broadcast: Broadcast | None = None
        self.given: bytes | None = None
        self.since = 0

    @abstractmethod
    def show(self, frame: bytes) -> None:
        """Take a frame at once, or leave it: one that is slow must find the latest later, never a queue."""


@dataclass(slots=True, eq=False)
class Broadcast:
    """All who ask the same of the same fair, and the latest frame, which is of the version `shown`."""

    watch: Watch
    frame: bytes | None = None
    shown: Version | None = None
    subscribers: set[Subscriber] = field(default_factory=set[Subscriber])


class Waiting(Subscriber):
    """A subscriber that takes its frames one by one."""

    __slots__ = ("latest", "ready")

    def __init__(self) -> None:
        super().__init__()
        self.latest = b""
        self.ready = asyncio.Event()

    def show(self, frame: bytes) -> None:
        self.latest = frame
        self.ready.set()


class Hub:
    """The one place of a process where live frames are made."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._topics: dict[UUID, dict[Hashable, Broadcast]] = {}
        self._watched = asyncio.Event()
        self._look = 0
        self._failing = False
        self.shown = 0

    @property
    def subscribers(self) -> int:
        """How many watch."""
        return sum(len(each.subscribers) for topic in self._topics.values() for each in topic.values())

    def join(self, watch: Watch, subscriber: Subscriber) -> None:
        """Show every frame from now on: one at once, then one after every change, until the subscriber leaves.

        The first frame is of a look that began after the joining, so that what the subscriber has seen
        acknowledged elsewhere is in it.
        """
        broadcasts = self._topics.setdefault(watch.topic.fair_id, {})
        broadcast = broadcasts.setdefault(watch.key, Broadcast(watch))
        broadcast.subscribers.add(subscriber)
        subscriber.broadcast, subscriber.since = broadcast, self._look
        self._watched.set()

    def leave(self, subscriber: Subscriber) -> None:
        """Show it nothing more, from this moment on."""
        broadcast, subscriber.broadcast = subscriber.broadcast, None
        if broadcast is None:
            return
        broadcast.subscribers.discard(subscriber)
        if not broadcast.subscribers:
            fair_id, key = broadcast.watch.topic.fair_id, broadcast.watch.key
            del self._topics[fair_id][key]
            if not self._topics[fair_id]:
                del self._topics[fair_id]
        if not self._topics:
            self._watched.clear()

    async def frames(self, watch: Watch) -> AsyncGenerator[bytes]:
        """The frames of one subscriber that takes them one by one: always the latest."""
        subscriber = Waiting()
        self.join(watch, subscriber)
        try:
            while True:
                await subscriber.ready.wait()
                subscriber.ready.clear()
                yield subscriber.latest
        finally:
            self.leave(subscriber)

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
        failure: Exception | None = None
        async with self._database.connection() as connection:
            versions: dict[UUID, Version] = await db.fairs.versions(connection, watched)
            for id in watched:
                for broadcast in list(self._topics.get(id, {}).values()):
                    try:
                        if broadcast.shown != versions[id]:
                            render = broadcast.watch.render
                            broadcast.frame, broadcast.shown = await render(connection, id)
                        await self._hand_out(broadcast)
                    except Exception as error:  # noqa: BLE001 - the others are served; this one at the next look
                        failure = error
        if failure is not None:
            raise failure

    async def _hand_out(self, broadcast: Broadcast) -> None:
        """Show the frame to all who have not seen it, except who joined during this look."""
        frame, look = broadcast.frame, self._look
        if frame is None:
            return
        members = list(broadcast.subscribers)
        for begin in range(0, len(members), TURN):
            if begin:
                await asyncio.sleep(0)
            for subscriber in members[begin : begin + TURN]:
                if subscriber.given is not frame and subscriber.since < look and subscriber.broadcast:
                    subscriber.given = frame
                    subscriber.show(frame)
                    self.shown += 1
