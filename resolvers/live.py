"""Live counts: one look a tenth of a second at what is watched, one frame for all who ask the same.

The hub looks at the versions of what is watched in one statement for each kind and county. When one has moved, each broadcast (the
subscribers with the same document, variables and language) renders one frame, and every subscriber is shown that
frame: the same bytes, in one loop and without waking a task for each. Nobody watching costs nothing.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self
from uuid import UUID

from db.engine import UNAVAILABLE, Connection, Database
from db.relations import Gathered, Version

INTERVAL = 0.1
"""Seconds from one look to the next: at most ten frames a second."""

LONGEST = 5.0
"""Seconds that a look may take: a database that hangs is looked for anew."""

TURN = 250
"""How many subscribers are shown a frame before other work has its turn: two milliseconds or so."""

Render = Callable[[Connection, UUID], Awaitable[tuple[bytes, Version]]]
"""Makes a frame of what has the key, the json of an execution result, and says which state it shows."""

log = logging.getLogger("yaosu.live")


class Kind(NamedTuple):
    """What can be looked at in one statement: what is `watched`, within the wall of a county or, as "", of none."""

    watched: Gathered
    county_code: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What a subscription field answers: of what `watched` declares, that which has the key. The hub makes the events, so
    it is never iterated."""

    watched: Gathered
    key: UUID
    county_code: str = ""

    @property
    def kind(self) -> Kind:
        """What it is looked at together with."""
        return Kind(self.watched, self.county_code)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
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
    """All who ask the same of the same topic, and the latest frame, which is of the version `shown`."""

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
        self._topics: dict[Topic, dict[Hashable, Broadcast]] = {}
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
        broadcasts = self._topics.setdefault(watch.topic, {})
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
            topic, key = broadcast.watch.topic, broadcast.watch.key
            del self._topics[topic][key]
            if not self._topics[topic]:
                del self._topics[topic]
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
        """Look once at everything that is watched and hand out what is new."""
        self._look += 1
        kinds: dict[Kind, list[Topic]] = {}
        for topic in self._topics:
            kinds.setdefault(topic.kind, []).append(topic)
        failure: Exception | None = None
        for kind, topics in kinds.items():
            failure = await self._look_at(kind, topics) or failure
        if failure is not None:
            raise failure

    async def _look_at(self, kind: Kind, topics: Sequence[Topic]) -> Exception | None:
        """Look at topics of a kind; the last thing that went wrong with one of them, if any did."""
        read = kind.watched.versions
        assert read is not None, f"{kind.watched.name} cannot be watched"
        failure: Exception | None = None
        async with self._database.connection(kind.county_code) as connection:
            versions = await read(connection, [topic.key for topic in topics])
            for topic in topics:
                for broadcast in list(self._topics.get(topic, {}).values()):
                    try:
                        if broadcast.shown != versions[topic.key]:
                            render = broadcast.watch.render
                            broadcast.frame, broadcast.shown = await render(connection, topic.key)
                        await self._hand_out(broadcast)
                    except Exception as error:  # noqa: BLE001 - the others are served; this one at the next look
                        failure = error
        return failure

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
