"""Match runs, what they found and their meetings for both ways, and inputs of the acts on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from domain.financing import MatchMode, MeetingState, RuleCode, RunState, SizeClass, WhyNot
from schema.backing import global_id
from tests.offices import COUNTY, NOON, uid

if TYPE_CHECKING:
    from tests.differential.acts import Acts

Row = dict[str, Any]
Rows = Iterator[Row]

RUNS, MEETINGS, MATCHES, LEFT = 5, 14, 16, 9
RULES, STATES = tuple(RuleCode), tuple(MeetingState)


def tables() -> dict[str, Rows]:
    """The rows of each table."""
    return {
        "match_runs": _runs(),
        "match_run_institutions": _institutions(),
        "match_run_sizes": _sizes(),
        "financing_meetings": _meetings(),
        "matches": _matches(),
        "unmatched_demands": _left(),
    }


def _runs() -> Rows:
    """Some that are done, one of which found nothing, and others that are not."""
    for n in range(RUNS):
        state = (RunState.DONE, RunState.DONE, RunState.FAILED, RunState.CANCELLED, RunState.DONE)[n]
        done = state is RunState.DONE
        yield {
            "id": uid(27001 + n), "county_code": COUNTY, "session_id": uid(401 + n % 2), "mode": tuple(MatchMode)[n % 3],
            "policy_id": None if n % 2 else uid(26301), "policy_version": 0 if n % 2 else 1, "meetings_per_enterprise": 3,
            "slot_minutes": 20, "starts_at": NOON, "most_slots": 9, "with_unknown": n == 4, "state": state,
            "failure": "LOST" if state is RunState.FAILED else None, "digest": f"d{n}" if done else None,
            "result_digest": f"r{n}" if done else None, "pairs_scored": 7 * n, "pairs_total": 7 * n if done else None,
            "demands": 3 * n if done else None, "eligible_pairs": 2 * n if done else None,
            "unknown_pairs": n if done else None, "without_offer": n // 2 if done else None,
            "assigned": n if done else None, "unmatched": n if done else None, "blocking_pairs": 0 if done else None,
            "slots": n if done else None, "concentration": 3333 if done and n else None,
            "requested_at": NOON - timedelta(days=n // 2), "started_at": NOON, "finished_at": NOON, "progress": 3,
            "version": 2,
        }  # fmt: skip


def _institutions() -> Rows:
    for n in range(8):
        yield {
            "id": uid(27101 + n), "county_code": COUNTY, "run_id": uid(27001 + n % 2), "institution_id": uid(101 + n // 2),
            "desks": 1 + n % 2, "offers": n, "meetings": n % 4, "all_meetings": 6 * (n % 2),
        }  # fmt: skip


def _sizes() -> Rows:
    for n, size in enumerate(SizeClass):
        yield {
            "id": uid(27201 + n), "county_code": COUNTY, "run_id": uid(27001), "size": size, "place": n, "demands": 3 * n,
            "offers": 4 * n, "matched": n,
        }  # fmt: skip


def _meetings() -> Rows:
    for n in range(MEETINGS):
        booth, fair = ((502, 401), (503, 401), (505, 402))[n % 3]
        starts_at = NOON + timedelta(minutes=20 * n)
        yield {
            "id": uid(27301 + n), "county_code": COUNTY, "run_id": uid(27001 + n % 2), "session_id": uid(fair),
            "booth_id": uid(booth), "desk": 1 + n % 2, "slot": None if n % 5 == 4 else n + 1, "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=20), "demand_id": uid(26001 + n % 9),
            "product_id": uid(26101 + n % 12), "enterprise_id": uid(201 + n % 9), "institution_id": uid(101 + n % 6),
            "state": STATES[n % 4], "version": 1 + n % 2,
        }  # fmt: skip


def _matches() -> Rows:
    for n in range(MATCHES):
        yield {
            "id": uid(27401 + n), "county_code": COUNTY, "run_id": uid(27001 + n % 2), "place": f"{n // 3:06}",
            "demand_id": uid(26001 + n % 9), "product_id": uid(26101 + n % 12), "enterprise_id": uid(201 + n % 9),
            "institution_id": uid(101 + n % 6), "rank": 1 + n % 3, "enterprise_utility": 5 * n,
            "institution_utility": 100 - 5 * n, "unknown": [each.value for each in RULES[n % 14 : n % 14 + n % 3]],
            "meeting_id": uid(27301 + n) if n < MEETINGS and n % 3 else None,
        }  # fmt: skip


def _left() -> Rows:
    for n in range(LEFT):
        yield {
            "id": uid(27501 + n), "county_code": COUNTY, "run_id": uid(27001 + n % 2), "place": f"{n:06}",
            "demand_id": uid(26001 + n), "enterprise_id": uid(201 + n), "why": tuple(WhyNot)[n % 2],
            "product_id": None if n % 2 else uid(26101 + n), "failed": [each.value for each in RULES[: n % 3]],
            "unknown": [each.value for each in RULES[n : n + n % 2]],
        }  # fmt: skip


TYPES = {"MatchRun": "match_runs", "FinancingMeeting": "financing_meetings"}
"""The tables of what has an id of its own."""

PLACES = {
    "MatchRun": "requested_at, id FROM match_runs",
    "FinancingMeeting": "starts_at, id FROM financing_meetings",
    "AssignedMatchEdge": "place, id FROM matches",
    "UnmatchedDemandEdge": "place, id FROM unmatched_demands",
}
"""Where records stand in their lists."""


def recipes(acts: Acts) -> dict[str, Callable[[Random], Row]]:
    """How the input of each act is drawn, by its name. A run that is begun is another matter: its job goes on."""

    def meeting(random: Random) -> Row:
        number = random.randrange(MEETINGS)
        return {
            "meetingId": global_id("FinancingMeeting", uid(27301 + number)),
            "version": 1 + number % 2 + (random.random() < 0.15),
        }

    def move(random: Random) -> Row:
        return meeting(random) | {
            "startsAt": random.choice(("2023-06-13T12:20:00+08:00", "2023-06-13T15:00:00+08:00")),
            "desk": random.choice((None, 1, 9)),
        }

    def run(random: Random) -> Row:
        return {"sessionId": acts.id(random, "Fair"), "meetingsPerEnterprise": random.choice((0, 99))}

    def stop(random: Random) -> Row:
        return {"runId": acts.id(random, "MatchRun"), "version": random.choice((1, 2))}

    return {
        "RunMatchingInput": run,
        "CancelMatchingInput": stop,
        "MoveMeetingInput": move,
        "HoldMeetingInput": meeting,
        "MissMeetingInput": meeting,
        "CancelMeetingInput": meeting,
    }
