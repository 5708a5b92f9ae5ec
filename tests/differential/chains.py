"""Rows of chains for both ways: some that have ended, some with nothing below them, and two that are torn out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.chains import ChainPosition, ChainRole, TrackGroup
from tests.offices import COUNTY, uid

TYPES = {
    "Track": "tracks", "Chain": "chains", "ChainLeader": "chain_leaders", "ChiefLeader": "chief_leaders",
    "ChainNode": "chain_nodes", "ChainLink": "chain_links", "ChainMembership": "chain_memberships",
    "TaskForce": "task_forces", "TaskForceMembership": "task_force_memberships", "CombatUnit": "combat_units",
    "CombatPlan": "combat_plans",
}  # fmt: skip
"""The tables of the types."""

TORN = (("tracks", 7002), ("chain_nodes", 7402), ("task_forces", 7802), ("combat_units", 8002))
"""What is taken away under those that refer to it."""

CHAINS, ENTERPRISES, ORGANIZATIONS = 5, 24, 8
SINCE, UNTIL = date(2021, 1, 1), date(2023, 2, 28)

Rows = Iterator[dict[str, Any]]


def tables(names: tuple[str, ...]) -> dict[str, Rows]:
    """The rows of each table; `names` are names and texts that have to be written as they are."""
    return {
        "tracks": _tracks(names),
        "chains": _chains(names),
        "chain_leaders": _leaders(names),
        "chief_leaders": _chiefs(names),
        "chain_nodes": _nodes(names),
        "chain_links": _links(),
        "chain_memberships": _memberships(),
        "task_forces": _forces(names),
        "task_force_memberships": _joined(),
        "combat_units": _units(names),
        "combat_plans": _plans(names),
    }


def _lasting(n: int, *, ended: bool) -> dict[str, Any]:
    return {"county_code": COUNTY, "since": SINCE, "until": UNTIL if ended else None, "version": 1 + n % 3}


def _tracks(names: tuple[str, ...]) -> Rows:
    for n in range(4):
        group = tuple(TrackGroup)[n]
        yield {"id": uid(7001 + n), "county_code": COUNTY, "code": f"A{n}", "name": names[n], "group": group}


def _chains(names: tuple[str, ...]) -> Rows:
    """The last one has ended; the one before has nothing in it."""
    for n in range(CHAINS):
        yield {"id": uid(7101 + n), "track_id": uid(7001 + n % 3), "name": names[n]} | _lasting(
            n, ended=n == 4
        )


def _leaders(names: tuple[str, ...]) -> Rows:
    """The first chain has its third leader, the second its first; the last one's ended with it."""
    for n, (chain, version, ended) in enumerate(
        ((0, 1, True), (0, 2, True), (0, 3, False), (1, 1, False), (4, 1, True))
    ):
        yield {
            "id": uid(7201 + n), "chain_id": uid(7101 + chain), "name": names[n], "title": names[n + 1],
        } | _lasting(n, ended=ended) | {"version": version}  # fmt: skip


def _chiefs(names: tuple[str, ...]) -> Rows:
    for n in range(2):
        yield {
            "id": uid(7301 + n), "name": names[n], "title": names[n + 2],
        } | _lasting(n, ended=n == 0) | {"version": n + 1}  # fmt: skip


def _nodes(names: tuple[str, ...]) -> Rows:
    """Four in each of the first two chains, of which one has ended."""
    for n in range(8):
        yield {
            "id": uid(7401 + n), "chain_id": uid(7101 + n // 4), "name": names[n],
            "position": tuple(ChainPosition)[n % 3], "place": 1 + n % 2,
        } | _lasting(n, ended=n % 4 == 3)  # fmt: skip


def _links() -> Rows:
    for n, (one, other) in enumerate(((0, 1), (1, 2), (0, 2), (2, 3), (4, 5), (4, 6))):
        yield {
            "id": uid(7501 + n), "chain_id": uid(7101 + one // 4), "from_id": uid(7401 + one),
            "to_id": uid(7401 + other),
        } | _lasting(n, ended=other == 3)  # fmt: skip


def _memberships() -> Rows:
    """Every enterprise is in one of the first three chains, every fourth was, and some are in two."""
    for n in range(ENTERPRISES + 8):
        chain = (n % 3) if n < ENTERPRISES else (n + 1) % 3
        node = uid(7401 + chain * 4 + n % 4) if chain < 2 and n % 5 else None
        yield {
            "id": uid(7601 + n), "chain_id": uid(7101 + chain), "enterprise_id": uid(201 + n % ENTERPRISES),
            "role": ChainRole.MASTER if n % 6 == 0 else ChainRole.MEMBER, "node_id": node,
        } | _lasting(n, ended=n % 4 == 3) | {"since": date(2021, 1 + n % 3, 1)}  # fmt: skip


def _forces(names: tuple[str, ...]) -> Rows:
    for n in range(4):
        yield {
            "id": uid(7801 + n), "chain_id": uid(7101 + n // 2), "name": names[n],
            "lead_organization_id": uid(101 + n % ORGANIZATIONS),
        } | _lasting(n, ended=n == 3)  # fmt: skip


def _joined() -> Rows:
    for n in range(9):
        yield {
            "id": uid(7901 + n), "task_force_id": uid(7801 + n % 3), "organization_id": uid(101 + n % ORGANIZATIONS),
        } | _lasting(n, ended=n % 4 == 3)  # fmt: skip


def _units(names: tuple[str, ...]) -> Rows:
    for n in range(8):
        yield {
            "id": uid(8001 + n), "chain_id": uid(7101 + n % 3), "enterprise_id": uid(201 + n), "name": names[n],
            "plan": names[n + 1], "target": names[n + 2], "owner": names[n + 3], "planned_on": SINCE,
        } | _lasting(n, ended=n % 3 == 2)  # fmt: skip


def _plans(names: tuple[str, ...]) -> Rows:
    for n in range(6):
        yield {
            "id": uid(8101 + n), "county_code": COUNTY, "unit_id": uid(8001 + n % 4), "number": 1 + n // 4,
            "plan": names[n], "target": names[n + 1], "owner": names[n + 2], "since": SINCE, "until": UNTIL,
        }  # fmt: skip
