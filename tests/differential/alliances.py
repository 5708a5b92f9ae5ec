"""Alliances and their papers, under ids that are the same in every run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from domain.alliances import PartyStatus
from tests.offices import COUNTY, NOON, uid

Rows = Iterator[dict[str, Any]]

ALLIANCES, MEMORANDA, CONFERENCES, SESSIONS, RESOLUTIONS, PARTIES = 7, 20, 5, 9, 12, 8
"""How many there are of each; ids are `uid(25001 + n)`, and so on."""

FIRST = date(2021, 5, 1)


def _day(n: int) -> date:
    return FIRST + timedelta(days=n)


def alliances(names: tuple[str, ...]) -> Rows:
    """One in each state but the last ones, which are at work."""
    for n in range(ALLIANCES):
        state = ("PREPARING", "ESTABLISHED", "ACTIVE", "DISSOLVED", "DISSOLVED", "ACTIVE", "ACTIVE")[n]
        was = state != "PREPARING" and n != 4
        yield {
            "id": uid(25001 + n), "county_code": COUNTY, "name": f"{names[n]} 联盟", "chain_id": None,
            "lead_id": uid(101 + n), "state": state, "prepared_on": _day(n), "established_on": _day(30) if was else None,
            "activated_on": _day(60) if state == "ACTIVE" else None,
            "dissolved_on": _day(700) if state == "DISSOLVED" else None, "version": 1 + n,
        }  # fmt: skip


def organizations() -> Rows:
    """The lead of each alliance that was established, and members: some that left, and one that came back."""
    number = 0
    for n in (1, 2, 3, 5, 6):
        end = _day(700) if n == 3 else None
        members = [(n, "LEAD", 30, end), (n + 1, "DEPUTY", 30, _day(90)), (n + 1, "MEMBER", 90, end)]
        members += [(0, "MEMBER", 400, end)] if n % 2 else []
        for who, role, since, until in members:
            yield {
                "id": uid(25101 + number), "county_code": COUNTY, "alliance_id": uid(25001 + n),
                "organization_id": uid(101 + who % 8), "role": role, "since": _day(since), "until": until,
                "recorded_at": NOON, "version": 1,
            }  # fmt: skip
            number += 1


def enterprises() -> Rows:
    """Members of the alliances, tied by their day."""
    for n in range(16):
        yield {
            "id": uid(25201 + n), "county_code": COUNTY, "alliance_id": uid(25001 + (1, 2, 5, 6)[n % 4]),
            "enterprise_id": uid(201 + n // 2), "role": ("MEMBER", "DEPUTY")[n % 2], "since": _day(30 + n % 3),
            "until": None if n % 3 else _day(800), "recorded_at": NOON, "version": 1,
        }  # fmt: skip


def memoranda(names: tuple[str, ...]) -> Rows:
    """Active ones, expired ones and terminated ones; some with the zone itself."""
    for n in range(MEMORANDA):
        signed = _day(100 + 40 * (n // 4))
        yield {
            "id": uid(25301 + n), "county_code": COUNTY, "counterparty_id": uid(101 + n % 8),
            "alliance_id": uid(25002 + n % 2) if n % 3 else None, "topic": f"{names[n % 10]} {n // 8}"[:200],
            "signed_on": signed, "expires_on": date(9999, 12, 31) if n == 7 else signed + timedelta(days=200 + 60 * n),
            "terminated_on": signed + timedelta(days=90) if n % 5 == 4 else None, "recorded_at": NOON, "version": 1,
        }  # fmt: skip


def conferences(names: tuple[str, ...]) -> Rows:
    """Conferences of the alliances that were established."""
    for n in range(CONFERENCES):
        yield {
            "id": uid(25401 + n), "county_code": COUNTY, "alliance_id": uid(25001 + (1, 2, 2, 5, 6)[n]),
            "name": names[n], "rule": None if n % 2 else names[n + 1],
        }  # fmt: skip


def sessions(names: tuple[str, ...]) -> Rows:
    """Sessions, tied by their day, some still to come, one conference without any."""
    for n in range(SESSIONS):
        yield {
            "id": uid(25501 + n), "county_code": COUNTY, "conference_id": uid(25401 + n % 4), "number": 1 + n // 4,
            "held_on": _day((300, 300, 400, 2000)[n % 4]), "agenda": names[n], "minutes": None if n % 3 else names[n + 1],
            "recorded_at": NOON, "version": 1,
        }  # fmt: skip


def resolutions(names: tuple[str, ...]) -> Rows:
    """Resolutions of the first sessions."""
    for n in range(RESOLUTIONS):
        yield {
            "id": uid(25601 + n), "county_code": COUNTY, "session_id": uid(25501 + n % 3), "number": 1 + n // 3,
            "text": names[n % 12][:1000], "owner_name": names[(n + 1) % 10], "due_on": _day(900 + n), "adopted_at": NOON,
        }  # fmt: skip


def entries(names: tuple[str, ...]) -> Rows:
    """The entry of each resolution in the ledger."""
    for n, row in enumerate(resolutions(names)):
        yield {
            "id": uid(25701 + n), "county_code": COUNTY, "fair_id": None, "intake_id": None,
            "state": ("OPEN", "STRUCK_OFF")[n % 2], "solution": row["text"], "owner_name": row["owner_name"],
            "due_on": row["due_on"], "opened_at": NOON, "resolution_id": row["id"],
        }  # fmt: skip


def party_organizations() -> Rows:
    """Of the first enterprises, at every status."""
    for n in range(PARTIES):
        status = (PartyStatus.CULTIVATING, PartyStatus.ESTABLISHED, PartyStatus.ADVANCED)[n % 3]
        yield {
            "id": uid(25801 + n), "county_code": COUNTY, "enterprise_id": uid(201 + n), "status": status,
            "level": "市级" if status is PartyStatus.ADVANCED else None, "since": _day(10 * n), "version": 1 + n % 3,
        }  # fmt: skip


def party_steps() -> Rows:
    """The way of some of them."""
    for n, row in enumerate(party_organizations()):
        for back in range(n % 3 + 1):
            yield {
                "id": uid(25901 + 3 * n + back), "county_code": COUNTY, "enterprise_id": row["enterprise_id"],
                "status": (row["status"], PartyStatus.ESTABLISHED, PartyStatus.CULTIVATING)[back],
                "level": None if back else row["level"], "since": row["since"] - timedelta(days=back), "recorded_at": NOON,
            }  # fmt: skip


IDS = {
    "PartyAlliance": "party_alliances",
    "Memorandum": "memoranda",
    "JointConference": "joint_conferences",
    "ConferenceSession": "conference_sessions",
    "Resolution": "resolutions",
}
"""The tables of what has an id of its own."""

PLACES = {
    "PartyAlliance": "name, id FROM party_alliances",
    "Memorandum": "signed_on, id FROM memoranda",
    "ConferenceSession": "held_on, id FROM conference_sessions",
    "AllianceOrganization": "since, id FROM alliance_organizations",
    "AllianceEnterprise": "since, id FROM alliance_enterprises",
    "EnterpriseAlliance": "since, id FROM alliance_enterprises",
}
"""Where records stand in their lists."""
