"""What the figures of the live benchmark mean."""

import json
from array import array

from benchmarks.live.figures import ages, change_ages, is_exact, spreads
from benchmarks.live.subscribers import Arrivals
from benchmarks.live.table import goals, render
from benchmarks.live.writer import Commit

COMMITS = [Commit(version, version / 100, version, 1, 2, version - 3) for version in range(10, 15)]
"""Version 10 at 0.10 s, 11 at 0.11 s, and so on."""

# Two sockets had version 10; one is shown 12 and 14, the other only 14.
ARRIVALS = Arrivals(
    versions=array("q", [12, 14, 14]), before=array("q", [10, 12, 10]), at=array("d", [0.15, 0.25, 0.28])
)


def milliseconds(seconds: list[float]) -> list[int]:
    return [round(1000 * each) for each in seconds]


def test_a_frame_is_as_old_as_its_newest_change() -> None:
    assert milliseconds(ages(ARRIVALS, COMMITS, 0, 1)) == [30, 110, 140]


def test_only_what_arrives_in_the_window_counts() -> None:
    assert milliseconds(ages(ARRIVALS, COMMITS, 0.2, 0.28)) == [110]


def test_a_change_is_seen_in_the_first_frame_that_has_it_or_a_later_one() -> None:
    assert milliseconds(change_ages(ARRIVALS, COMMITS, 0, 1)) == [40, 30, 120, 110, 170, 160, 150, 140]


def test_a_frame_spreads_from_its_first_socket_to_its_last() -> None:
    assert milliseconds(spreads(ARRIVALS, 0, 1)) == [0, 30]


def frame(version: int, received: int) -> bytes:
    total = {"received": received, "onSite": 1, "solution": 2, "open": received - 3}
    counts = {"version": version, "total": total}
    return json.dumps({"payload": {"data": {"fairIntakeCounts": counts}}}).encode()


def test_frames_are_exact_when_each_has_the_totals_of_its_version() -> None:
    assert is_exact([frame(11, 11), frame(14, 14)], COMMITS)
    assert not is_exact([frame(11, 11), frame(14, 13)], COMMITS)


def test_a_ratio_below_its_goal_is_told_as_missed() -> None:
    ours = {"server": "yaosu", "operation": "counts", "subscribers": 500, "cpu_s_per_1000": 0.01}
    theirs = {**ours, "server": "graphql-ws", "cpu_s_per_1000": 0.05}
    (line,) = goals([ours, theirs])
    assert line.split()[-4:] == ["goal", ">=", "6x", "MISSED"]
    assert line.split()[-5] == "5.0x"


def test_a_figure_that_was_not_taken_is_an_empty_cell() -> None:
    row = render([{"server": "yaosu", "subscribers": 5000, "cpu_share": 0.25, "exact": False}]).splitlines()[
        -1
    ]
    assert row == "| yaosu |  | 5,000 |  |  |  | 25 % |  |  |  |  |  |  | **no** |"
