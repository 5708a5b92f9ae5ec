"""Figures out of what arrived and what was written. Ages are in seconds."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.live.subscribers import Arrivals
from benchmarks.live.writer import Commit

Row = dict[str, Any]

SAMPLE = 50_000
"""Deliveries, evenly over all, in which every change is timed."""


def ages(arrivals: Arrivals, commits: Sequence[Commit], begun: float, ended: float) -> list[float]:
    """For each delivery: from the commit of the newest change in the frame to the arrival."""
    since = {commit.version: commit.at for commit in commits}
    return [at - since[version] for version, _, at in _deliveries(arrivals, begun, ended)]


def change_ages(arrivals: Arrivals, commits: Sequence[Commit], begun: float, ended: float) -> list[float]:
    """For each change and subscriber: from its commit to the arrival of the first frame that has it."""
    since = {commit.version: commit.at for commit in commits}
    deliveries = list(_deliveries(arrivals, begun, ended))
    return [
        at - since[change]
        for version, before, at in deliveries[:: 1 + len(deliveries) // SAMPLE]
        for change in range(max(before, commits[0].version) + 1, version + 1)
    ]


def spreads(arrivals: Arrivals, begun: float, ended: float) -> list[float]:
    """For each frame: from its arrival at the first socket to that at the last."""
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    for version, _, at in _deliveries(arrivals, begun, ended):
        first.setdefault(version, at)
        last[version] = at
    return [last[version] - at for version, at in first.items()]


def is_exact(frames: Iterable[bytes], commits: Sequence[Commit]) -> bool:
    """Whether every frame has the totals that the fair had at its version."""
    written = {
        commit.version: (commit.received, commit.on_site, commit.solution, commit.open) for commit in commits
    }
    for frame in frames:
        counts = json.loads(frame)["payload"]["data"]["fairIntakeCounts"]
        total = counts["total"]
        shown = (total["received"], total["onSite"], total["solution"], total["open"])
        if shown != written[counts["version"]]:
            return False
        booths = counts.get("booths")
        if booths is not None and sum(booth["received"] for booth in booths) != total["received"]:
            return False
    return True


def _deliveries(arrivals: Arrivals, begun: float, ended: float) -> Iterable[tuple[int, int, float]]:
    for version, before, at in zip(arrivals.versions, arrivals.before, arrivals.at, strict=True):
        if begun <= at < ended:
            yield version, before, at
