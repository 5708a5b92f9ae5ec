"""Live counts: what every subscriber is shown, how often, at what cost; and what becomes of one that does not read."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import Any, cast
from uuid import UUID

import httpx
import orjson
import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

import db.fairs
from db.engine import Connection
from db.plans import Reading
from db.relations import Version, Versions
from domain.ids import read as read_id
from domain.people import ANYBODY, Viewer
from resolvers import live
from resolvers.context import Context
from resolvers.live import Hub, Subscriber, Topic, Watch
from schema.root import schema as contract
from server import connections
from server.limits import Limits
from tests.offices import LIVE, Api, OpenFair
from tests.sockets import (
    FRAME,
    LARGE,
    LIMIT,
    Measured,
    client,
    connected,
    in_the_kernel,
    listening,
    present,
    rush,
    side_of,
    until,
)

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The loop that the server runs on."""
    return "asyncio", {"use_uvloop": True}


# --- The hub, with looks under the test's hand ----------------------------------------------------------------------


Frames = AsyncGenerator[Any]


async def settled() -> None:
    """Whatever can go on without the database has gone on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def shown_to(frames: Frames) -> Any:
    """The next frame."""
    async with asyncio.timeout(LIMIT):
        return await anext(frames)


async def joined(hub: Hub, frames: Frames) -> asyncio.Task[Any]:
    """Subscribe, and wait for the first frame."""
    before = present(hub)
    waiting = asyncio.create_task(shown_to(frames))
    await until(lambda: present(hub) == before + 1)
    await settled()
    return waiting


async def next_of(frames: Frames) -> asyncio.Task[Any]:
    """Wait for the next frame."""
    waiting = asyncio.create_task(shown_to(frames))
    await settled()
    return waiting


async def left(*waiting: asyncio.Task[Any]) -> None:
    """Give up waiting."""
    for task in waiting:
        task.cancel()
        with suppress(asyncio.CancelledError, StopAsyncIteration):
            await task


def topic_of(fair: OpenFair) -> Topic:
    """The topic that a subscription to the fair watches."""
    found = read_id(fair.id)
    assert found is not None
    return Topic(db.fairs.FAIR_INTAKE_COUNTS, found.key)


async def version_of(connection: Connection, fair_id: UUID) -> tuple[bytes, Version]:
    """A frame that is only the version."""
    counts = (await db.fairs.counts_by_fair(connection, [fair_id], ANYBODY))[fair_id]
    return b"version %d" % counts.version, (counts.epoch, counts.version)


async def received_of(connection: Connection, fair_id: UUID) -> tuple[bytes, Version]:
    """A frame that is only what was received."""
    counts = (await db.fairs.counts_by_fair(connection, [fair_id], ANYBODY))[fair_id]
    return b"received %d" % counts.total.received, (counts.epoch, counts.version)


async def asked(
    api: Api, hub: Hub, fair: OpenFair, query: str = LIVE, language: str = "en", **more: Any
) -> Frames:
    """A subscription as the transports ask for it."""
    context = Context(replace(api.world, hub=hub), language)
    return await contract.stream(query, {"fairId": fair.id, **more}, context)


def counts(frame: Any) -> Any:
    """What a frame shows."""
    result = orjson.loads(frame.json)
    assert list(result) == ["data", "extensions"]
    return result["data"]["fairIntakeCounts"]


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The language of every frame that was rendered."""
    calls: list[str] = []
    join = Hub.join

    def counted(self: Hub, watch: Watch, subscriber: Subscriber) -> None:
        async def rendering(connection: Connection, fair_id: UUID) -> tuple[bytes, Version]:
            calls.append(cast("Any", watch.key)[-2])
            return await watch.render(connection, fair_id)

        join(self, replace(watch, render=rendering), subscriber)

    monkeypatch.setattr(Hub, "join", counted)
    return calls


versions = db.fairs.FAIR_INTAKE_COUNTS.versions
assert versions is not None


@pytest.fixture
def versions_by() -> Generator[Callable[[Versions], None]]:
    """Have the hub read the versions of fairs in another way, until the test ends."""

    def read_by(read: Versions) -> None:
        object.__setattr__(db.fairs.FAIR_INTAKE_COUNTS, "versions", read)

    yield read_by
    read_by(versions)


VersionsBy = Callable[[Versions], None]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, versions_by: VersionsBy) -> list[str]:
    """What the looks read from the database."""
    calls: list[str] = []

    def counted(name: str, statement: Any) -> Any:
        async def counting(*given: Any) -> Any:
            calls.append(name)
            return await statement(*given)

        return counting

    versions_by(counted("versions", versions))
    monkeypatch.setattr(Reading, "stamped", counted("stamped", Reading.stamped))
    return calls


async def test_all_who_ask_the_same_share_one_execution(
    api: Api, rendered: list[str], read: list[str]
) -> None:
    fair, hub = await api.open_fair(), Hub(api.world.database)
    screens = [await asked(api, hub, fair) for _ in range(7)]
    waiting = [await joined(hub, screen) for screen in screens]
    await hub.look()
    first = [await task for task in waiting]
    assert (rendered, read) == (["en"], ["versions", "stamped"])
    assert all(frame.json is first[0].json for frame in first)

    waiting = [await next_of(screen) for screen in screens]
    await api.submit(fair.booths["A02"], "k-1")
    rendered.clear()
    read.clear()
    await hub.look()
    second = [await task for task in waiting]
    assert (rendered, read) == (["en"], ["versions", "stamped"])
    assert all(frame.json is second[0].json for frame in second)
    assert [counts(frame)["total"]["received"] for frame in (first[0], second[0])] == [0, 1]

    waiting = [await next_of(screen) for screen in screens]
    rendered.clear()
    read.clear()
    await hub.look()
    assert (rendered, read) == ([], ["versions"])
    await left(*waiting)


async def test_the_same_variables_in_another_order_are_the_same(api: Api, rendered: list[str]) -> None:
    fair, hub = await api.open_fair(), Hub(api.world.database)
    query = "subscription($fairId: ID!, $all: Boolean!) { fairIntakeCounts(fairId: $fairId) { version epoch @include(if: $all) } }"
    context = Context(replace(api.world, hub=hub), "en")
    one = await contract.stream(query, {"fairId": fair.id, "all": True}, context)
    other = await contract.stream(query, {"all": True, "fairId": fair.id}, context)
    waiting = [await joined(hub, one), await joined(hub, other)]
    await hub.look()
    assert (await waiting[0]).json is (await waiting[1]).json
    assert rendered == ["en"]
    await one.aclose()
    await other.aclose()


async def test_another_document_variable_or_language_is_another_execution_of_the_same_look(
    api: Api, rendered: list[str], read: list[str]
) -> None:
    fair, other_fair, hub = await api.open_fair(), await api.open_fair(), Hub(api.world.database)
    await api.submit(other_fair.booths["A02"], "k-1")
    optional = """subscription($fairId: ID!, $all: Boolean!) {
      fairIntakeCounts(fairId: $fairId) { version total { received @include(if: $all) open } } }"""
    screens = [
        await asked(api, hub, fair),
        await asked(api, hub, fair, language="zh"),
        await asked(api, hub, fair, LIVE + " "),
        await asked(api, hub, fair, optional, all=True),
        await asked(api, hub, fair, optional, all=False),
        await asked(api, hub, other_fair, optional, all=False),
    ]
    waiting = [await joined(hub, screen) for screen in screens]
    rendered.clear()
    read.clear()
    await hub.look()
    frames = [counts(await task) for task in waiting]
    assert sorted(rendered) == ["en"] * 5 + ["zh"]
    assert read == ["versions", *["stamped"] * 6]
    assert {**frames[0], "asOf": None} == {**frames[1], "asOf": None} == {**frames[2], "asOf": None}
    assert frames[3:] == [
        {"version": 3, "total": {"received": 0, "open": 0}},
        {"version": 3, "total": {"open": 0}},
        {"version": 4, "total": {"open": 1}},
    ]
    for screen in screens:
        await screen.aclose()


async def test_nobody_watching_costs_no_statement(
    api: Api, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "INTERVAL", 0.01)
    fair, hub = await api.open_fair(), Hub(api.world.database)
    looking = asyncio.create_task(hub.run())
    await asyncio.sleep(0.1)
    assert read == []

    screen = await asked(api, hub, fair)
    await shown_to(screen)
    await screen.aclose()
    await until(lambda: not hub._watched.is_set())
    await asyncio.sleep(0.05)  # the look that may still have been under way
    read.clear()
    await asyncio.sleep(0.1)
    assert read == []

    again = await asked(api, hub, fair)
    assert counts(await shown_to(again))["version"] == 3
    await again.aclose()
    await left(looking)


class Screen(Subscriber):
    """A subscriber that keeps what it was shown, and does something then."""

    __slots__ = ("frames", "then")

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.frames: list[bytes] = []
        self.then = then

    def show(self, frame: bytes) -> None:
        self.frames.append(frame)
        self.then()


async def test_a_frame_is_the_same_bytes_for_all_who_ask_the_same(api: Api) -> None:
    fair, hub = await api.open_fair(), Hub(api.world.database)
    screens = [Screen() for _ in range(7)]
    for screen in screens:
        hub.join(Watch(topic_of(fair), "all", received_of), screen)
    await hub.look()
    await api.submit(fair.booths["A02"], "k-1")
    await hub.look()
    await hub.look()
    assert [screen.frames for screen in screens] == [[b"received 0", b"received 1"]] * 7
    assert all(a is b for screen in screens for a, b in zip(screen.frames, screens[0].frames, strict=True))


async def test_other_work_has_its_turn_while_a_frame_is_shown_to_many(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "TURN", 3)
    fair, hub = await api.open_fair(), Hub(api.world.database)
    turn, seen = 0, []

    async def other_work() -> None:
        nonlocal turn
        while True:
            await asyncio.sleep(0)
            turn += 1

    for _ in range(7):
        hub.join(Watch(topic_of(fair), "all", received_of), Screen(lambda: seen.append(turn)))
    working = asyncio.create_task(other_work())
    await hub.look()
    first = seen[0]
    assert [at - first for at in seen] == [0, 0, 0, 1, 1, 1, 2]
    await left(working)


async def test_one_who_leaves_while_others_are_shown_a_frame_is_shown_nothing_more(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "TURN", 2)
    fair, hub = await api.open_fair(), Hub(api.world.database)

    def all_leave() -> None:
        for screen in screens:
            hub.leave(screen)

    screens = [Screen(all_leave) for _ in range(5)]
    for screen in screens:
        hub.join(Watch(topic_of(fair), "all", received_of), screen)
    await hub.look()
    assert sum(len(screen.frames) for screen in screens) == 1
    assert hub._topics == {}
    assert not hub._watched.is_set()


async def test_a_look_that_is_cut_short_leaves_the_rest_to_the_next(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "TURN", 1)
    fair, hub = await api.open_fair(), Hub(api.world.database)

    def cut_short() -> None:
        look.cancel()

    screens = [Screen(cut_short) for _ in range(3)]
    for screen in screens:
        hub.join(Watch(topic_of(fair), "all", received_of), screen)
    look = asyncio.create_task(hub.look())
    with suppress(asyncio.CancelledError):
        await look
    assert sorted(len(screen.frames) for screen in screens) == [0, 0, 1]
    await hub.look()
    await hub.look()
    assert [screen.frames for screen in screens] == [[b"received 0"]] * 3


async def test_one_that_cannot_be_shown_a_frame_keeps_it_from_no_other(api: Api) -> None:
    fair, hub = await api.open_fair(), Hub(api.world.database)

    def fails() -> None:
        raise RuntimeError("the socket is broken")

    screens = [Screen(fails), *(Screen() for _ in range(5))]
    for screen in screens:
        hub.join(Watch(topic_of(fair), "all", received_of), screen)
    with pytest.raises(RuntimeError, match="the socket is broken"):
        await hub.look()
    await hub.look()
    assert [screen.frames for screen in screens] == [[b"received 0"]] * 6


async def test_a_slow_subscriber_finds_only_the_latest(api: Api) -> None:
    fair, hub = await api.open_fair(), Hub(api.world.database)
    quick, slow = (hub.frames(Watch(topic_of(fair), "all", received_of)) for _ in range(2))
    firsts = [await joined(hub, quick), await joined(hub, slow)]
    await hub.look()
    assert [await task for task in firsts] == [b"received 0", b"received 0"]
    seen = []
    for n in range(1, 6):
        waiting = await next_of(quick)
        await api.submit(fair.booths["A02"], f"k-{n}")
        await hub.look()
        seen.append(await waiting)
    assert seen == [b"received %d" % n for n in range(1, 6)]
    assert await shown_to(slow) == b"received 5"
    waiting = await next_of(slow)
    await hub.look()
    await settled()
    assert not waiting.done()
    await left(waiting)
    await quick.aclose()


async def test_there_is_at_most_one_frame_a_look(api: Api) -> None:
    fair, hub = await api.open_fair(), Hub(api.world.database)
    screen = hub.frames(Watch(topic_of(fair), "all", received_of))
    waiting = await joined(hub, screen)
    await hub.look()
    assert await waiting == b"received 0"
    waiting = await next_of(screen)
    for n in range(10):
        await api.submit(fair.booths["A02"], f"k-{n}")
        await settled()
        assert not waiting.done()
    await hub.look()
    assert await waiting == b"received 10"
    waiting = await next_of(screen)
    assert not waiting.done()
    await left(waiting)


async def test_looks_are_at_least_a_tenth_of_a_second_apart(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert live.INTERVAL == 0.1
    fair, hub = await api.open_fair(), Hub(api.world.database)
    clock = asyncio.get_running_loop().time
    begun: list[float] = []
    look = Hub.look

    async def timed(self: Hub) -> None:
        begun.append(clock())
        await look(self)

    monkeypatch.setattr(Hub, "look", timed)
    screen = hub.frames(Watch(topic_of(fair), "all", version_of))
    waiting = await joined(hub, screen)
    looking = asyncio.create_task(hub.run())
    await until(lambda: len(begun) == 6)
    # The loop's clock has a resolution of a millisecond.
    assert all(later - earlier >= 0.1 - 0.002 for earlier, later in pairwise(begun))
    await left(looking, waiting)
    await screen.aclose()


@pytest.mark.parametrize("company", ["alone", "with others who ask the same"])
async def test_what_was_acknowledged_before_the_joining_is_in_the_first_frame(
    api: Api, company: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, hub = await api.open_fair(), Hub(api.world.database)
    topic = topic_of(fair)
    screen = hub.frames(Watch(topic, "all", received_of))
    waiting = await joined(hub, screen)
    key = "its own" if company == "alone" else "all"

    has_read, may_go_on = asyncio.Event(), asyncio.Event()
    read = db.fairs.counts_by_fair

    async def held(connection: Connection, ids: list[UUID], viewer: Viewer) -> Any:
        found = await read(connection, ids, viewer)
        has_read.set()
        await may_go_on.wait()
        return found

    monkeypatch.setattr(db.fairs, "counts_by_fair", held)
    look = asyncio.create_task(hub.look())
    await has_read.wait()
    monkeypatch.setattr(db.fairs, "counts_by_fair", read)
    await api.submit(fair.booths["A02"], "k-1")
    late = await joined(hub, hub.frames(Watch(topic, key, received_of)))
    may_go_on.set()
    await look
    await settled()
    assert await waiting == b"received 0"
    assert not late.done()
    await hub.look()
    assert await late == b"received 1"
    await screen.aclose()


async def test_one_who_joins_when_nothing_changes_any_more_gets_the_frame_that_the_others_have(
    api: Api, read: list[str]
) -> None:
    fair, hub = await api.open_fair(), Hub(api.world.database)
    topic = topic_of(fair)
    screen = hub.frames(Watch(topic, "all", version_of))
    waiting = await joined(hub, screen)
    await hub.look()
    assert await waiting == b"version 3"
    waiting, late = await next_of(screen), await joined(hub, hub.frames(Watch(topic, "all", version_of)))
    assert not late.done()
    read.clear()
    await hub.look()
    assert await late == b"version 3"
    assert read == ["versions"]
    assert not waiting.done()
    await left(waiting)


async def test_versions_rise_strictly_for_every_subscriber_and_end_at_the_exact_counts(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "INTERVAL", 0.003)
    fair, hub = await api.open_fair(), Hub(api.world.database)
    looking = asyncio.create_task(hub.run())
    chance = random.Random(20230613)  # noqa: S311
    total, seen = 80, []

    async def watch(delay: float) -> list[Any]:
        shown: list[Any] = []
        screen = await asked(api, hub, fair)
        async for frame in screen:
            shown.append(counts(frame))
            if shown[-1]["total"]["received"] == total:
                break
            await asyncio.sleep(delay)
        await screen.aclose()
        return shown

    async def hand_in(worker: int) -> None:
        for n in range(total // 4):
            await api.submit(fair.booths["A02"], f"k-{worker}-{n}")
            await asyncio.sleep(chance.random() / 200)

    async with asyncio.timeout(LIMIT):
        watching = [asyncio.create_task(watch(delay)) for delay in (0, 0, 0.01, 0.1)]
        await asyncio.gather(*(hand_in(worker) for worker in range(4)))
        seen = await asyncio.gather(*watching)
    for shown in seen:
        versions = [frame["version"] for frame in shown]
        assert all(a < b for a, b in pairwise(versions))
        assert all(frame["version"] == 3 + frame["total"]["received"] for frame in shown)
        for frame in shown:
            for tally in (frame["total"], *frame["registers"], *frame["booths"]):
                assert tally["received"] == tally["onSite"] + tally["solution"] + tally["open"]
        assert {**shown[-1], "asOf": None} == {**seen[0][-1], "asOf": None}
    exact = await api.counts(fair.id)
    assert (seen[0][-1]["version"], seen[0][-1]["total"]["received"]) == (exact["version"], total)
    assert present(hub) == 0
    await left(looking)


async def test_those_who_leave_are_forgotten(api: Api) -> None:
    fair, hub = await api.open_fair(), Hub(api.world.database)
    staying = await asked(api, hub, fair, LIVE + " ")
    stays = await joined(hub, staying)
    closing, cancelled, early, dropped = [await asked(api, hub, fair) for _ in range(4)]
    waiting = [await joined(hub, closing), await joined(hub, cancelled), await joined(hub, dropped)]
    early_waiting = await joined(hub, early)
    await left(early_waiting)
    assert present(hub) == 4
    await hub.look()
    await asyncio.gather(stays, *waiting)
    await closing.aclose()
    assert present(hub) == 3
    await left(await next_of(cancelled))
    assert present(hub) == 2
    del dropped, waiting
    await until(lambda: present(hub) == 1)
    assert [len(casts) for casts in hub._topics.values()] == [1]
    await staying.aclose()
    assert hub._topics == {}
    assert not hub._watched.is_set()


async def test_one_who_leaves_during_a_look_disturbs_nobody(api: Api, versions_by: VersionsBy) -> None:
    fair, other, hub = await api.open_fair(), await api.open_fair(), Hub(api.world.database)
    leaving = hub.frames(Watch(topic_of(fair), "all", received_of))
    staying = hub.frames(Watch(topic_of(other), "all", received_of))
    leaves, stays = await joined(hub, leaving), await joined(hub, staying)

    async def held(connection: Connection, ids: Sequence[UUID]) -> Any:
        found = await versions(connection, ids)
        await left(leaves)
        return found

    versions_by(held)
    await hub.look()
    assert await stays == b"received 0"
    assert list(hub._topics) == [topic_of(other)]
    await staying.aclose()


async def test_a_database_that_is_away_delays_frames_and_loses_none(
    api: Api, monkeypatch: pytest.MonkeyPatch, versions_by: VersionsBy
) -> None:
    monkeypatch.setattr(live, "INTERVAL", 0.005)
    fair, hub = await api.open_fair(), Hub(api.world.database)
    screen = hub.frames(Watch(topic_of(fair), "all", received_of))
    looking = asyncio.create_task(hub.run())
    assert await shown_to(screen) == b"received 0"

    refused: list[None] = []

    async def away(connection: Connection, ids: Sequence[UUID]) -> Any:
        refused.append(None)
        raise ConnectionRefusedError

    versions_by(away)
    await until(lambda: len(refused) > 3)
    await api.submit(fair.booths["A02"], "k-1")
    waiting = await next_of(screen)
    late = await joined(hub, hub.frames(Watch(topic_of(fair), "late", received_of)))
    await until(lambda: len(refused) > 6)
    assert not waiting.done()
    assert not late.done()
    versions_by(versions)
    assert [await waiting, await late] == [b"received 1", b"received 1"]
    await screen.aclose()
    await left(looking)


async def test_a_database_that_goes_away_between_the_versions_and_the_counts_loses_no_frame(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, hub = await api.open_fair(), Hub(api.world.database)
    screen = await joined(hub, hub.frames(Watch(topic_of(fair), "all", received_of)))
    read = db.fairs.counts_by_fair

    async def away(connection: Connection, ids: list[UUID], viewer: Viewer) -> Any:
        raise ConnectionRefusedError

    monkeypatch.setattr(db.fairs, "counts_by_fair", away)
    with pytest.raises(ConnectionRefusedError):
        await hub.look()
    assert not screen.done()
    monkeypatch.setattr(db.fairs, "counts_by_fair", read)
    await hub.look()
    assert await screen == b"received 0"


@pytest.mark.parametrize("planned", [True, False])
async def test_a_database_that_goes_away_while_a_frame_is_rendered_delays_the_frame_and_is_no_frame(
    api: Api, planned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "INTERVAL", 0.005)
    fair, hub = await api.open_fair(), Hub(api.world.database)
    looking = asyncio.create_task(hub.run())
    api.world = replace(api.world, planned=planned)
    screen = await asked(api, hub, fair)
    assert counts(await shown_to(screen))["total"]["received"] == 0

    refused: list[None] = []
    room, name = (Reading, "stamped") if planned else (type(api.world.database), "begin")
    there = getattr(room, name)

    async def away(self: Any, *given: Any, write: bool = False) -> Any:
        if write:
            return await there(self, *given, write=write)
        refused.append(None)
        raise ConnectionRefusedError

    monkeypatch.setattr(room, name, away)
    await api.submit(fair.booths["A02"], "k-1")
    waiting = await next_of(screen)
    await until(lambda: len(refused) > 2)
    assert not waiting.done()
    monkeypatch.setattr(room, name, there)
    assert counts(await waiting)["total"]["received"] == 1
    await screen.aclose()
    await left(looking)


async def test_a_frame_that_cannot_be_rendered_is_tried_again_and_starves_no_other(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "INTERVAL", 0.005)
    fair, hub = await api.open_fair(), Hub(api.world.database)
    topic, tries = topic_of(fair), 0

    async def fails_thrice(connection: Connection, fair_id: UUID) -> tuple[bytes, Version]:
        nonlocal tries
        tries += 1
        if tries <= 3:
            raise RuntimeError("cannot be rendered")
        return await received_of(connection, fair_id)

    broken = await joined(hub, hub.frames(Watch(topic, "broken", fails_thrice)))
    whole = await joined(hub, hub.frames(Watch(topic, "whole", received_of)))
    with suppress(RuntimeError):
        await hub.look()
    await settled()
    assert whole.done()
    assert not broken.done()
    looking = asyncio.create_task(hub.run())
    assert (await whole, await broken, tries) == (b"received 0", b"received 0", 4)
    await left(looking)


async def test_another_epoch_is_shown_even_at_a_lower_version(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, hub = await api.open_fair(), Hub(api.world.database)
    await api.submit(fair.booths["A02"], "k-1")
    screen = await asked(api, hub, fair)
    waiting = await joined(hub, screen)
    await hub.look()
    before = counts(await waiting)

    # As a restore leaves it: an earlier state, and another name of the history.
    await api.owner.execute("UPDATE booth_tallies SET version = 1, open = 0")
    await api.owner.execute(
        "CREATE OR REPLACE FUNCTION current_epoch() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'restored' $$"
    )
    waiting = await next_of(screen)
    await hub.look()
    after = counts(await waiting)
    assert (before["version"], before["total"]["received"]) == (4, 1)
    assert (after["epoch"], after["version"], after["total"]["received"]) == ("restored", 3, 0)
    assert before["epoch"] != "restored"

    # The same version in another epoch is another frame as well.
    await api.owner.execute(
        "CREATE OR REPLACE FUNCTION current_epoch() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'again' $$"
    )
    waiting = await next_of(screen)
    await hub.look()
    assert counts(await waiting)["epoch"] == "again"
    await screen.aclose()


# --- Over real sockets ----------------------------------------------------------------------------------------------


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "INTERVAL", 0.004)


async def test_a_client_that_does_not_read_costs_one_frame_and_32_kb_of_the_kernel_and_is_cut_off_while_the_others_go_on(
    api: Api, quick_looks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STALLED", 0.4)
    fair = await api.open_fair()
    async with listening(api) as (address, server), client(address) as stalled, client(address) as reader:
        await stalled.subscribe("s", LARGE, fairId=fair.id)
        await reader.subscribe("r", LIVE, fairId=fair.id)
        side = side_of(server, stalled.sock)
        in_all = 0

        def cut_off() -> bool:
            nonlocal in_all
            if side not in server.server_state.connections:
                return True
            in_all = max(in_all, in_the_kernel(side) + side.transport.get_write_buffer_size())
            return False

        taken = await rush(api, fair, cut_off)
        assert 0 < Measured.most <= FRAME
        assert in_all <= connections.KERNEL + FRAME
        last = {"version": 0}
        while last["version"] < 3 + taken:
            shown = (await reader.said())["payload"]["data"]["fairIntakeCounts"]
            assert shown["version"] > last["version"]
            last = shown
        assert last["total"]["received"] == taken
        await until(lambda: present(api.world.hub) == 1)
    await until(lambda: present(api.world.hub) == 0)


async def test_without_the_control_a_client_that_does_not_read_is_never_cut_off(
    api: Api, quick_looks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STALLED", 0.4)
    fair = await api.open_fair()
    async with listening(api, WebSocketsSansIOProtocol) as (address, server), client(address) as stalled:
        await stalled.subscribe("s", LARGE, fairId=fair.id)
        side = side_of(server, stalled.sock)
        await rush(api, fair, lambda: not side.writable.is_set())
        await asyncio.sleep(4 * connections.STALLED)
        assert side in server.server_state.connections
        assert not side.writable.is_set()
        assert side.transport.get_write_buffer_size() > connections.BUFFER
        assert present(api.world.hub) == 1


async def test_a_client_that_reads_again_in_time_gets_the_latest_and_stays(
    api: Api, quick_looks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STALLED", 30)
    fair = await api.open_fair()
    async with listening(api) as (address, server), client(address) as screen:
        await screen.subscribe("s", LARGE, fairId=fair.id)
        side = side_of(server, screen.sock)
        taken = await rush(api, fair, lambda: not side.writable.is_set())
        for n in range(40):
            await api.submit(fair.booths["A02"], f"unseen-{n}", elementKind="SAFETY")
            await asyncio.sleep(2 * live.INTERVAL)
        taken += 40
        seen: list[int] = []
        while not seen or seen[-1] < 3 + taken:
            shown = (await screen.said())["payload"]["data"]["fairIntakeCounts"]
            assert shown["version"] == 3 + shown["total"]["received"]
            seen.append(shown["version"])
        assert all(a < b for a, b in pairwise(seen))
        assert len(seen) <= taken - 30, "what passed while it did not read is not shown afterwards"
        assert not side.patience.tried

        await api.submit(fair.booths["A02"], "last", elementKind="SAFETY")
        shown = (await screen.said())["payload"]["data"]["fairIntakeCounts"]
        assert shown["version"] == 4 + taken


async def test_many_operations_of_one_client_share_the_one_frame_that_may_wait_for_it(
    api: Api, quick_looks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STALLED", 30)
    fair = await api.open_fair()
    rules = {"limits": Limits(operations=30)}
    async with listening(api, rules=rules) as (address, server), client(address) as screen:
        for n in range(30):
            await screen.subscribe(f"s-{n}", LARGE, fairId=fair.id)
        side = side_of(server, screen.sock)
        taken = await rush(api, fair, lambda: not side.writable.is_set() and present(api.world.hub) == 30)
        last: dict[str, int] = {}
        while len(last) < 30 or set(last.values()) != {3 + taken}:
            said = await screen.said()
            last[said["id"]] = said["payload"]["data"]["fairIntakeCounts"]["version"]
        assert 0 < Measured.most <= FRAME


async def test_pings_that_are_sent_without_reading_the_pongs_fill_no_memory(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STALLED", 30)
    async with listening(api) as (address, _), client(address) as flood:
        pings = flood.ping(125) * 1000
        async with asyncio.timeout(LIMIT):
            for _ in range(100):
                await asyncio.get_running_loop().sock_sendall(flood.sock, pings)
        await flood.tell({"type": "ping"})
        assert await flood.said() == {"type": "pong"}
        assert Measured.most <= 64 * 1024


async def events(address: str, fair: OpenFair, query: str) -> socket.socket:
    """A subscription over server-sent events on a bare socket; nothing of the answer is read."""
    sock = await connected(address)
    body = orjson.dumps({"query": query, "variables": {"fairId": fair.id}})
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n"
        f"accept: text/event-stream\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    await asyncio.get_running_loop().sock_sendall(sock, head.encode() + body)
    return sock


async def test_server_sent_events_have_plain_line_feeds(api: Api, quick_looks: None) -> None:
    fair = await api.open_fair()
    async with (
        listening(api) as (address, _),
        httpx.AsyncClient(base_url=f"http://{address}", timeout=LIMIT) as http,
        http.stream(
            "POST",
            "/graphql",
            json={"query": LIVE, "variables": {"fairId": fair.id}},
            headers={"accept": "text/event-stream"},
        ) as response,
    ):
        assert response.headers["content-type"].partition(";")[0] == "text/event-stream"
        stream = response.aiter_raw()
        seen = b""
        for n in range(3):
            while seen.count(b"\n\n") <= n:
                seen += await anext(stream)
            await api.submit(fair.booths["A02"], f"k-{n}")
        await response.aclose()
    assert b"\r" not in seen
    first = seen.decode().split("\n\n")[0].split("\n")
    assert first[0] == "event: next"
    shown = orjson.loads(first[1].removeprefix("data: "))["data"]["fairIntakeCounts"]
    assert [booth["booth"]["name"] for booth in shown["booths"]] == ["A01 台", "A02 台", "B01 台"]
    await until(lambda: present(api.world.hub) == 0)


async def test_a_stream_carries_the_same_bytes_as_a_socket(api: Api) -> None:
    fair = await api.open_fair()
    async with listening(api) as (address, _), client(address) as screen:
        await screen.subscribe("s", LIVE, fairId=fair.id)
        said = await screen.text()
        assert said is not None
        payload = said.removeprefix(b'{"id":"s","type":"next","payload":').removesuffix(b"}")
        expected = {
            "text/event-stream": b"event: next\ndata: %b\n\n" % payload,
            'multipart/mixed;subscriptionSpec="1.0"': b'\r\n\r\n{"payload":%b}\r\n--graphql' % payload,
        }
        for accepted, chunk in expected.items():
            async with (
                httpx.AsyncClient(base_url=f"http://{address}", timeout=LIMIT) as http,
                http.stream(
                    "POST",
                    "/graphql",
                    json={"query": LIVE, "variables": {"fairId": fair.id}},
                    headers={"accept": accepted, "accept-language": "zh"},
                ) as response,
            ):
                stream, seen = response.aiter_raw(), b""
                while b"fairIntakeCounts" not in seen:
                    seen += await anext(stream)
                assert chunk in seen


async def test_a_reader_of_events_that_does_not_read_costs_64_kb_and_is_cut_off(
    api: Api, quick_looks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STALLED", 0.4)
    fair = await api.open_fair()
    async with listening(api) as (address, server):
        sock = await events(address, fair, LARGE)
        await until(lambda: present(api.world.hub) == 1)
        side, in_all = side_of(server, sock), 0

        def cut_off() -> bool:
            nonlocal in_all
            if side not in server.server_state.connections:
                return True
            in_all = max(in_all, in_the_kernel(side) + side.transport.get_write_buffer_size())
            return False

        await rush(api, fair, cut_off)
        assert connections.BUFFER < in_all <= 64 * 1024 + FRAME
        await until(lambda: present(api.world.hub) == 0)
        sock.close()


async def test_a_client_that_goes_away_is_forgotten(api: Api, quick_looks: None) -> None:
    fair = await api.open_fair()
    async with listening(api) as (address, _):
        async with client(address) as screen:
            await screen.subscribe("s", LIVE, fairId=fair.id)
            await screen.said()
            sock = await events(address, fair, LIVE)
            await until(lambda: present(api.world.hub) == 2)
            sock.close()
            await until(lambda: present(api.world.hub) == 1)
        await until(lambda: api.world.hub._topics == {})


async def test_an_argument_that_is_not_right_is_told_to_who_gave_it_and_the_others_go_on(api: Api) -> None:
    fair = await api.open_fair()
    wrong = """subscription($id: ID!) { fairIntakeCounts(fairId: $id) { booths { booth { fair { zone {
      carriers(after: "x") { totalCount } } } } } } }"""
    streams = [
        await contract.stream(query, {"id": fair.id}, Context(api.world, "en"))
        for query in (wrong, "subscription($id: ID!) { fairIntakeCounts(fairId: $id) { version } }")
    ]
    told, shown = [orjson.loads((await shown_to(frames)).json) for frames in streams]
    assert {error["extensions"]["code"] for error in told["errors"]} == {"BAD_USER_INPUT"}
    assert shown["data"] == {"fairIntakeCounts": {"version": 3}}
    for frames in streams:
        await frames.aclose()
