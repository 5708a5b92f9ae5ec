"""What `/metrics` shows, in the words of Prometheus. While serving it is plain numbers that are counted up; they are put
into words when somebody looks."""

import asyncio
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from time import thread_time
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from strawberry.types import ExecutionResult

from resolvers.context import World
from schema.engine import Planned

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds."""

BEAT = 0.01
"""Seconds from one look at the event loop to the next; a look costs some ten microseconds."""


def outcome(result: ExecutionResult) -> str:
    """How an operation ended: OK, or the code of its first error."""
    if type(result) is Planned or not result.errors:
        return "OK"
    return str((result.errors[0].extensions or {}).get("code", "INTERNAL"))


class Figures:
    """What is counted, in a process of one thread."""

    __slots__ = (
        "_answered",
        "_durations",
        "_seconds",
        "lag",
        "messages",
        "rate_limited",
        "running",
        "sockets",
        "worst_lag",
        "worst_turn",
    )

    def __init__(self) -> None:
        self._answered: Counter[tuple[str, str]] = Counter()
        self._durations = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0
        self.running = self.sockets = self.messages = self.rate_limited = 0
        self.lag = self.worst_lag = self.worst_turn = 0.0

    def answered(self, kind: str, code: str, seconds: float) -> None:
        """An operation has ended: `kind` is its type, empty where it was not understood."""
        self._answered[kind, code] += 1
        self._durations[bisect_left(BOUNDS, seconds)] += 1
        self._seconds += seconds
        if code == "RATE_LIMITED":
            self.rate_limited += 1

    def refused(self, code: str) -> None:
        """Something was refused before it was an operation."""
        self._answered["", str(code)] += 1
        if code == "RATE_LIMITED":
            self.rate_limited += 1

    async def watch_the_loop(self) -> None:
        """Measure until cancelled how late the event loop is, and how long its thread computes between two looks: what
        else the machine does makes the loop late, but is not in the second."""
        clock = asyncio.get_running_loop().time
        computed = thread_time()
        while True:
            due = clock() + BEAT
            await asyncio.sleep(BEAT)
            self.lag = max(0.0, clock() - due)
            self.worst_lag = max(self.worst_lag, self.lag)
            before, computed = computed, thread_time()
            self.worst_turn = max(self.worst_turn, computed - before)

    def families(self) -> Iterator[Any]:
        """The figures as Prometheus wants them."""
        answered = CounterMetricFamily(
            "yaosu_operations", "Operations by type and outcome.", labels=("kind", "outcome")
        )
        for (kind, code), count in self._answered.items():
            answered.add_metric((kind or "none", code), count)
        yield answered
        durations = HistogramMetricFamily("yaosu_operation_seconds", "How long operations took.")
        below, buckets = 0, list[tuple[str, float]]()
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), self._durations, strict=True):
            below += count
            buckets.append((bound, below))
        durations.add_metric((), buckets, self._seconds)
        yield durations
        yield GaugeMetricFamily("yaosu_operations_running", "Operations under way.", self.running)
        yield GaugeMetricFamily("yaosu_sockets", "WebSockets that are open.", self.sockets)
        yield CounterMetricFamily(
            "yaosu_socket_messages", "Messages of clients over WebSockets.", self.messages
        )
        yield CounterMetricFamily("yaosu_rate_limited", "What was refused for its rate.", self.rate_limited)
        yield GaugeMetricFamily(
            "yaosu_loop_lag_seconds", "How late the event loop was at the last look.", self.lag
        )
        yield GaugeMetricFamily(
            "yaosu_loop_lag_worst_seconds", "How late it ever was since the last scrape.", self.worst_lag
        )
        yield GaugeMetricFamily(
            "yaosu_loop_turn_worst_seconds",
            "Time that the event loop computed at most between two looks since the last scrape; no callback took longer.",
            self.worst_turn,
        )
        self.worst_lag = self.worst_turn = 0.0


class Collected(Collector):
    """The figures and the state of the world at the moment somebody looks."""

    def __init__(self, figures: Figures, world: World) -> None:
        self._figures, self._world = figures, world

    def collect(self) -> Iterator[Any]:
        yield from self._figures.families()
        hub, pool = self._world.hub, self._world.database
        yield GaugeMetricFamily(
            "yaosu_subscriptions", "Subscriptions that are shown frames.", hub.subscribers
        )
        yield CounterMetricFamily("yaosu_frames", "Frames that subscribers were shown.", hub.shown)
        yield GaugeMetricFamily("yaosu_pool_connections", "Connections to the database.", pool.size)
        yield GaugeMetricFamily("yaosu_pool_idle", "Connections to the database that nobody uses.", pool.idle)


def exposition(figures: Figures, world: World) -> bytes:
    """The text that Prometheus reads."""
    registry = CollectorRegistry()
    with suppress(ValueError):
        registry.register(Collected(figures, world))
    return generate_latest(registry)
