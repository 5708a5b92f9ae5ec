"""One measurement: so many subscribers of a document at a new process of a server, while the fair changes."""

import asyncio
import gc
import json
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil

from benchmarks.live.documents import DASHBOARD, Document
from benchmarks.live.fair import Fair
from benchmarks.live.figures import Row, ages, change_ages, is_exact, spreads
from benchmarks.live.servers import CORE, LOAD, Name, Server, serve
from benchmarks.live.subscribers import Arrivals, Subscriber, stall, subscribe
from benchmarks.live.writer import Commit, writing
from benchmarks.load import percentile
from db.embedded import SUPERUSER, Address

WITNESSES = 5
"""Subscribers whose frames are read and compared with what was written."""

STALLED = 20
SETTLE = 2.0
"""Seconds from the first change to the first that counts: compilers warm up and buffers fill."""

LONGEST_STALL = 8.0
"""Seconds that stalled clients are watched: a server may well cut them off after ten."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured. With `stalls`, clients that do not read come at the end."""

    server: Name
    document: Document
    subscribers: int
    stalls: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """What was seen from `begun` to `ended` (`time.perf_counter`): seconds of CPU, the most memory, idle seconds
    of the two cores."""

    begun: float
    ended: float
    server_cpu: float
    megabytes: float
    client_cpu: float
    server_idle: float
    load_idle: float

    @property
    def seconds(self) -> float:
        """How long it was."""
        return self.ended - self.begun


async def measure(case: Case, database: Address, fair: Fair, seconds: float) -> Row:
    """The row of a case."""
    arrivals = Arrivals()
    with serve(case.server, database) as server:
        # The first event loads what is loaded once, however many subscribe.
        _leave(await subscribe(server.port, 1, DASHBOARD, fair.global_id, Arrivals()))
        small = server.megabytes()
        watching = await subscribe(
            server.port, case.subscribers, case.document, fair.global_id, arrivals, witnesses=WITNESSES
        )
        with writing(database.dsn(SUPERUSER), fair) as writer, _no_garbage_collection():
            await asyncio.sleep(SETTLE)
            window = await _watch(server, seconds)
            stalls = await _watch_stalls(server, fair, min(seconds, LONGEST_STALL)) if case.stalls else None
            commits = await asyncio.to_thread(writer.stop)
        lost = [subscriber.closed for subscriber in watching if subscriber.closed]
        _leave(watching)
    if lost:
        raise ConnectionError(f"{len(lost)} subscribers were cut off: {lost[0]}")
    return _row(case, arrivals, commits, window, watching, small) | _stall_figures(arrivals, commits, stalls)


async def first_answer(name: Name, database: Address, fair: Fair) -> Any:
    """What a server says to the whole dashboard, without the moment."""
    with serve(name, database) as server:
        subscribers = await subscribe(server.port, 1, DASHBOARD, fair.global_id, Arrivals(), witnesses=1)
        _leave(subscribers)
    counts = json.loads((subscribers[0].frames or [])[0])["payload"]["data"]["fairIntakeCounts"]
    return {name: value for name, value in counts.items() if name != "asOf"}


def _leave(subscribers: Sequence[Subscriber]) -> None:
    for subscriber in subscribers:
        subscriber.transport.abort()


@contextmanager
def _no_garbage_collection() -> Generator[None]:
    """The client makes no cycles, and a pause of its own would be measured as the server's."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def _watch(server: Server, seconds: float) -> Window:
    begun, cpu, own = time.perf_counter(), server.cpu(), time.process_time()
    server_idle, load_idle = _idle(CORE), _idle(LOAD)
    most = 0.0
    while (left := begun + seconds - time.perf_counter()) > 0:
        most = max(most, server.megabytes())
        await asyncio.sleep(min(0.25, left))
    return Window(
        begun=begun,
        ended=time.perf_counter(),
        server_cpu=server.cpu() - cpu,
        megabytes=most,
        client_cpu=time.process_time() - own,
        server_idle=_idle(CORE) - server_idle,
        load_idle=_idle(LOAD) - load_idle,
    )


def _idle(core: int) -> float:
    return psutil.cpu_times(percpu=True)[core].idle


async def _watch_stalls(server: Server, fair: Fair, seconds: float) -> tuple[Window, Window]:
    """The others without and with clients that do not read. These ask for the dashboard, which fills buffers fastest;
    one that reads it is there in both windows, so that its frames are made in both."""
    readers = await subscribe(server.port, 1, DASHBOARD, fair.global_id, Arrivals())
    await asyncio.sleep(1)
    before = await _watch(server, seconds)
    stalled = await stall(server.port, STALLED, DASHBOARD, fair.global_id)
    during = await _watch(server, seconds)
    _leave(readers + stalled)
    return before, during


def _row(
    case: Case,
    arrivals: Arrivals,
    commits: Sequence[Commit],
    window: Window,
    watching: Sequence[Subscriber],
    small: float,
) -> Row:
    seen = ages(arrivals, commits, window.begun, window.ended)
    changes = change_ages(arrivals, commits, window.begun, window.ended)
    witnessed = [frame for subscriber in watching for frame in subscriber.frames or []]
    deliveries = len(seen)
    return {
        "server": case.server,
        "operation": case.document.name,
        "subscribers": case.subscribers,
        "deliveries_per_s": round(deliveries / window.seconds),
        "frames_per_s": round(deliveries / window.seconds / case.subscribers, 1),
        "frame_bytes": max(map(len, witnessed)),
        "cpu_s_per_1000": round(1000 * window.server_cpu / deliveries, 5),
        "cpu_share": round(window.server_cpu / window.seconds, 3),
        "p50_ms": round(percentile(seen, 0.5), 1),
        "p99_ms": round(percentile(seen, 0.99), 1),
        "change_p99_ms": round(percentile(changes, 0.99), 1),
        "spread_ms": round(percentile(spreads(arrivals, window.begun, window.ended), 0.5), 1),
        "kb_per_subscriber": round(1000 * (window.megabytes - small) / case.subscribers, 1),
        "exact": not arrivals.disorder and is_exact(witnessed, commits),
        "client_cpu_share": round(window.client_cpu / window.seconds, 3),
        "server_core_idle": round(window.server_idle / window.seconds, 3),
        "load_core_idle": round(window.load_idle / window.seconds, 3),
    }


def _stall_figures(
    arrivals: Arrivals, commits: Sequence[Commit], stalls: tuple[Window, Window] | None
) -> Row:
    if stalls is None:
        return {}
    before, during = stalls
    p99_before, p99_during = (
        round(percentile(ages(arrivals, commits, window.begun, window.ended), 0.99), 1) for window in stalls
    )
    return {
        "stalled_mb": round(during.megabytes - before.megabytes, 2),
        "p99_ms_before_stalls": p99_before,
        "p99_ms_with_stalls": p99_during,
    }
