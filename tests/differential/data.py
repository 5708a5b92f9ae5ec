"""The data of both ways: what is empty, odd and extreme, under ids that are the same in every run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from domain.contacts import PLACES
from domain.elements import FORMS as FORM_TYPES
from domain.elements import Choices, ElementKind, Rows, Urgency, camel, entries
from domain.enterprises import (
    CarrierState,
    ContactChannel,
    EnterpriseKind,
    EnterpriseStatus,
    LiaisonRole,
    OrganizationKind,
    ServiceList,
    ServicePointKind,
    ServicePointState,
    StaffRole,
    TravelMode,
    ZoneKind,
)
from domain.enterprises.keeping import ChangeKind
from domain.enterprises.register import ENDED
from domain.enterprises.spelling import spelled
from domain.enterprises.standing import Tier
from domain.enterprises.statistics import StatState
from domain.fairs import Disposition, FairKind, FairState, Level, Register
from domain.pages import encode_cursor
from schema.backing import global_id
from tests.differential import alliances, chains, deals, financing, goods, matching, policies
from tests.differential.values import Facts, seeded
from tests.differential.viewers import OTHER_COUNTY
from tests.offices import COUNTY, FORMS, NOON, credit_code, uid

NAMES = (
    "泰山精密制造有限公司",
    'O\'Brien & Söhne "Stahl"',
    "back\\slash \\n \\u0041 \\\\",
    "line\nbreak\r\nand\ttab",
    "emoji 😀👩‍👩‍👧 and \u2028 \u2029 separators",
    "control \x01\x02\x08\x0b\x0c\x1b\x1f \x7f \x80 \x9f",
    "<script>alert('&amp;')</script>",
    "%_%.*[a-z]$1 :name {x} --",
    " spaces  around ",
    "\ufeff\u200b\u202eRTL\ufffd\uffff𝒳",
    "长" * 3000,
    '{"json": [null]}',
)
"""Names and texts that have to be written as they are."""

SHORT = tuple(name[:100] for name in NAMES)
"""The same as a unique index takes them."""

MOMENTS = (
    NOON,
    datetime(2023, 6, 13, 1, 2, 3, 456_789, tzinfo=UTC),
    datetime(2023, 6, 13, 1, 2, 3, 999_999, tzinfo=UTC),
    datetime(2023, 12, 31, 16, 0, tzinfo=UTC),
    datetime(1988, 7, 1, 4, 5, 6, 1_000, tzinfo=UTC),
    datetime(1988, 4, 16, 17, 59, 59, 999_500, tzinfo=UTC),
    datetime(1900, 12, 31, 15, 54, 16, tzinfo=UTC),
    datetime(1899, 5, 5, 12, 30, 15, 500, tzinfo=UTC),
    datetime(1000, 1, 1, tzinfo=UTC),
    datetime(1941, 6, 1, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    datetime(2099, 2, 28, 23, 59, 59, 999_000, tzinfo=UTC),
)
"""Office time had +08:05:43 before 1901 and summer time until 1991. None is of the years in which tests run."""

DAYS = (date(2023, 8, 31), date(1, 1, 1), date(1899, 12, 31), date(2024, 2, 29), date(9999, 12, 31))
QUANTITIES = ("1E+3", "0.10", "12.500", "630", "0.001", "999999999999.999", "1E+11", "7E-3", "3.0E+1")
AMOUNTS = ("60000000.00", "1E+3", "0.1", "12.5", "5500", "999999999999999999.99", "1E+17", "0.01", "100.000")

ZONES, ORGANIZATIONS, ENTERPRISES, FAIRS, INTAKES, STAFF = 6, 8, 24, 14, 90, 9
"""How many there are of each; ids are `uid(n)`, `uid(100 + n)` and so on, from 1."""

CARRIERS, POINTS = 5, 8
"""How many carriers and service points there are; their ids are `uid(5001 + n)` and `uid(5101 + n)`."""

NEXT_DOOR, FAR = 4, 1_000_000
"""How many of each the other county has, and how far their ids are from these."""

FAIR_OPENS = (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0)
"""Which of `MOMENTS` each fair opens at: the first two and the last are tied."""

Rows_ = Iterator[dict[str, Any]]


async def fill(owner: asyncpg.Connection) -> None:
    """Write the data."""
    tables = {
        "zones": _zones(),
        "organizations": _organizations(),
        "enterprises": _with_spelling(_enterprises()),
        "contacts": _contacts(),
        "enterprise_changes": _changes(),
        "tier_statuses": _tiers(),
        "statistics_statuses": _statistics(),
        "statistics_steps": _steps(),
        "statistics_thresholds": _thresholds(),
        "staff": _staff(),
        "liaisons": _liaisons(),
        "liaison_contacts": _liaison_contacts(),
        "party_alliances": alliances.alliances(NAMES),
        "alliance_organizations": alliances.organizations(),
        "alliance_enterprises": alliances.enterprises(),
        "memoranda": alliances.memoranda(NAMES),
        "joint_conferences": alliances.conferences(SHORT),
        "conference_sessions": alliances.sessions(NAMES),
        "resolutions": alliances.resolutions(NAMES),
        "party_organizations": alliances.party_organizations(),
        "party_steps": alliances.party_steps(),
        "carriers": _carriers(),
        "service_points": _service_points(),
        "services": _services(),
        "travel_minutes": _travel_minutes(),
        "fairs": _fairs(),
        "booths": _booths(),
        "booth_tallies": _tallies(),
        "intakes": _intakes(),
        "ledger_entries": _entries(),
        "attendances": _attendances(),
        "ratings": _ratings(),
    } | chains.tables(NAMES)
    tables |= goods.tables(NAMES) | financing.tables(NAMES) | matching.tables() | deals.tables()
    tables |= policies.tables(NAMES)
    moved = set[UUID]()
    for table, rows in tables.items():
        held = list(rows)
        await _insert(owner, table, held + _next_door(held, moved))


def _next_door(rows: list[dict[str, Any]], moved: set[UUID]) -> list[dict[str, Any]]:
    """The like of some rows in the other county: of the first with an id, and of what refers to nothing but these."""
    found: list[dict[str, Any]] = []
    for row in rows:
        ids = {name: value for name, value in row.items() if isinstance(value, UUID)}
        if len(found) < NEXT_DOOR and {value for name, value in ids.items() if name != "id"} <= moved:
            moved |= set(ids.values())
            there = {name: UUID(int=value.int + FAR) for name, value in ids.items()}
            found.append(row | there | {"county_code": OTHER_COUNTY})
    return found


async def tear(owner: asyncpg.Connection) -> None:
    """Take away what others refer to, as if the foreign keys had never been: fields that cannot be null have nothing
    to answer."""
    await owner.execute("SET session_replication_role = replica")
    for table, number in (
        ("zones", 2),
        ("organizations", 102),
        ("staff", 4003),
        ("enterprises", 203),
        ("enterprises", 210),
        ("fairs", 403),
        ("booths", 504),
        ("intakes", 1004),
        ("ledger_entries", 2001),
        ("ledger_entries", 25701),
        ("party_alliances", 25003),
        ("joint_conferences", 25402),
        ("resolutions", 25603),
        ("carriers", 5002),
        ("service_points", 5103),
        *chains.TORN,
        *policies.TORN,
    ):
        await owner.execute(f"DELETE FROM {table} WHERE id = $1", uid(number))  # noqa: S608 - names of ours
    await owner.execute("SET session_replication_role = origin")


async def facts(owner: asyncpg.Connection) -> Facts:
    """What a client could know of the data."""
    tables = {
        "Zone": "zones", "Organization": "organizations", "Enterprise": "enterprises", "Fair": "fairs",
        "Booth": "booths", "Intake": "intakes", "LedgerEntry": "ledger_entries",
        "Contact": "contacts", "EnterpriseChange": "enterprise_changes", "Staff": "staff", "Liaison": "liaisons", "LiaisonContact": "liaison_contacts",
        "Carrier": "carriers", "ServicePoint": "service_points", "Service": "services",
    } | chains.TYPES | alliances.IDS | goods.TYPES | financing.TYPES | matching.TYPES | deals.TYPES | policies.TYPES  # fmt: skip
    ids = {
        name: tuple(
            global_id(name, row["id"])
            for row in await owner.fetch(f"SELECT id FROM {table} ORDER BY id")  # noqa: S608
        )
        for name, table in tables.items()
    }
    # The first fair has most of what there is: it is named more often.
    ids["Fair"] = (ids["Fair"][0],) * 6 + ids["Fair"]
    places = (
        {"Fair": "opens_at, id FROM fairs", "Intake": "received_at, id FROM intakes"}
        | {
            name: f"name, id FROM {tables[name]}"
            for name in ("Zone", "Organization", "Carrier", "ServicePoint", "Staff", "Enterprise")
        }
        | alliances.PLACES
        | financing.PLACES
        | deals.PLACES
        | policies.PLACES
        | matching.PLACES
        | {
            "ChainMemberEdge": "since, id FROM chain_memberships",
            "EnterpriseChainEdge": "since, id FROM chain_memberships",
            "CombatUnit": "since, id FROM combat_units",
        }
    )
    places |= {
        "Liaison": "since, id FROM liaisons",
        "LiaisonContact": "contacted_on, id FROM liaison_contacts",
    }
    places |= goods.PLACES
    places["EnterpriseChange"] = "at, id FROM enterprise_changes"
    cursors = {
        name: tuple(encode_cursor(*row) for row in await owner.fetch(f"SELECT {place} ORDER BY id"))
        for name, place in places.items()
    }
    usccs = await owner.fetch("SELECT uscc FROM enterprises WHERE uscc IS NOT NULL ORDER BY 1")
    return Facts(ids, cursors, tuple(name[:20] for name in NAMES), tuple(row["uscc"] for row in usccs))


async def _insert(owner: asyncpg.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in rows[0])
    places = ", ".join(f"${place}" for place in range(1, len(rows[0]) + 1))
    statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - names of ours
    await owner.executemany(statement, [tuple(row.values()) for row in rows])


def _of(values: Any, number: int) -> Any:
    """One of several values, in turn."""
    held = tuple(values)
    return held[number % len(held)]


def _zones() -> Rows_:
    for n in range(ZONES):
        yield {
            "id": uid(1 + n), "county_code": COUNTY, "name": f"{NAMES[n]} 区", "kind": _of(ZoneKind, n),
            "division_code": _of((COUNTY, OTHER_COUNTY), n), "parent_id": uid(n // 2) if n > 1 else None,
            "ended_on": date(2023, 6, 1) if n == 5 else None, "version": n + 1,
        }  # fmt: skip


def _organizations() -> Rows_:
    for n in range(ORGANIZATIONS):
        yield {
            "id": uid(101 + n), "county_code": COUNTY, "name": f"{NAMES[n]} 局", "kind": _of(OrganizationKind, n),
            "zone_id": None if n % 3 else uid(1 + n % ZONES), "uscc": None if n % 2 else credit_code(500 + n),
            "ended_on": _of(DAYS, n) if n == 7 else None, "version": 1 + n % 2,
        }  # fmt: skip


def _carriers() -> Rows_:
    for n in range(CARRIERS):
        ended = n == 3
        yield {
            "id": uid(5001 + n), "county_code": COUNTY, "name": f"{NAMES[n]} 园", "zone_id": uid(1 + n % 3),
            "address": _of(NAMES, n + 1), "area": _of((None, Decimal("12000.50"), Decimal("0.01")), n),
            "state": CarrierState.ENDED if ended else CarrierState.IN_USE,
            "ended_on": _of(DAYS, n) if ended else None, "version": 1 + n,
        }  # fmt: skip


def _service_points() -> Rows_:
    for n in range(POINTS):
        state = _of(ServicePointState, n)
        far = tuple(ServicePointState).index(state)
        yield {
            "id": uid(5101 + n), "county_code": COUNTY, "name": f"{NAMES[n]} 点", "kind": _of(ServicePointKind, n),
            "zone_id": uid(1 + n % 3), "carrier_id": uid(5001 + n % 3) if n % 2 else None,
            "address": _of(NAMES, n), "state": state, "intended_on": date(2022, 1, 1 + n),
            "signed_on": date(2022, 3, 1) if far > 0 else None, "opened_on": date(2022, 9, 1) if far > 1 else None,
            "closed_on": date(9999, 12, 31) if far > 2 else None, "version": far + 1,
        }  # fmt: skip


def _services() -> Rows_:
    """Four standard ones and one that has ended; special ones of every other point."""
    for n in range(5 + 2 * POINTS):
        point = None if n < 5 else uid(5101 + n % POINTS // 2 * 2)
        yield {
            "id": uid(5201 + n), "county_code": COUNTY, "service_point_id": point,
            "list": ServiceList.SPECIAL if point else ServiceList.STANDARD, "name": f"{_of(NAMES, n)} {n}",
            "since": date(2022, 9, 1), "until": date(2023, 1, 1) if n % 5 == 4 else None, "version": 1 + n % 2,
        }  # fmt: skip


def _travel_minutes() -> Rows_:
    for n in range(40):
        yield {
            "service_point_id": uid(5101 + n % POINTS), "enterprise_id": uid(201 + n % ENTERPRISES),
            "mode": _of(TravelMode, n // ENTERPRISES), "measured_on": date(2023, 5, 1), "county_code": COUNTY,
            "minutes": n, "source": _of(NAMES, n),
        }  # fmt: skip


def _enterprises() -> Rows_:
    for n in range(ENTERPRISES):
        status = _of(EnterpriseStatus, n)
        uscc = None if status is EnterpriseStatus.PREPARING else credit_code(n)
        yield {
            "id": uid(201 + n), "county_code": COUNTY, "name": _of(NAMES, n), "uscc": uscc, "status": status,
            "kind": _of(EnterpriseKind, n), "former_names": [[], [NAMES[1], ""], list(NAMES[2:8])][n % 3],
            "division_code": _of((None, OTHER_COUNTY, "999999"), n), "zone_id": _of((uid(1), None, uid(2)), n),
            "industry_code": _of(("C", None, "33", "T"), n), "registered_on": _of((None, date(1949, 1, 1), date(2024, 2, 29)), n),
            "ended_on": _of(DAYS, n) if status in ENDED else None,
            "merged_into_id": uid(201) if n % 8 == 7 else None, "version": n + 1,
        }  # fmt: skip


def _changes() -> Rows_:
    for n in range(40):
        registered = n % 5 == 0
        yield {
            "id": uid(6001 + n), "county_code": COUNTY, "enterprise_id": uid(201 + n % 7), "at": _of(MOMENTS, n),
            "kind": _of(ChangeKind, n), "effective_on": _of(DAYS, n),
            "name_before": None if registered else _of(NAMES, n), "name_after": _of(NAMES, n + 1),
            "status_before": None if registered else _of(EnterpriseStatus, n), "status_after": _of(EnterpriseStatus, n + 1),
            "zone_before_id": uid(1) if n % 3 else None, "zone_after_id": uid(2) if n % 4 else None,
            "division_before": None if registered else COUNTY, "division_after": _of((COUNTY, "999999"), n),
            "entity_kind_before": None if registered else _of(EnterpriseKind, n), "entity_kind_after": _of(EnterpriseKind, n + 1),
            "industry_before": _of((None, "C", "33"), n), "industry_after": _of((None, "C"), n),
            "registered_on_before": _of((None, *DAYS), n), "registered_on_after": _of((None, *DAYS), n + 1),
            "other_id": uid(202) if n % 6 == 5 else None,
        }  # fmt: skip


def _tiers() -> Rows_:
    for n in range(20):
        yield {
            "id": uid(6101 + n), "county_code": COUNTY, "enterprise_id": uid(201 + n % 6), "tier": _of(Tier, n),
            "granted_on": _of((date(1, 1, 1), date(2023, 1, 1)), n), "until": date(9999, 12, 31) if n % 3 else None,
            "source": _of(NAMES, n),
        }  # fmt: skip


def _statistics() -> Rows_:
    for n in range(12):
        yield {
            "enterprise_id": uid(201 + n), "county_code": COUNTY, "state": _of(StatState, n), "since": _of(DAYS, n),
            "met_on": _of((None, date(2022, 12, 31)), n), "filed_on": _of((None, date(1, 1, 2)), n),
            "enrolled_on": _of((None, date(2024, 2, 29), date(9999, 12, 30)), n), "dropped_on": _of((None, *DAYS), n),
        }  # fmt: skip


def _steps() -> Rows_:
    for n in range(30):
        yield {
            "id": uid(6201 + n), "county_code": COUNTY, "enterprise_id": uid(201 + n % 12), "state": _of(StatState, n),
            "reached_on": _of(DAYS, n), "evidence": None if n % 3 == 0 else _of(NAMES, n), "recorded_at": _of(MOMENTS, n),
        }  # fmt: skip


def _thresholds() -> Rows_:
    for n, code in enumerate(("C", "52", "T", "33")):
        yield {
            "id": uid(6301 + n), "county_code": COUNTY, "industry_code": code, "measure": "REVENUE",
            "amount": Decimal(_of(("0.01", "999999999999999999.99"), n)), "valid_from": date(2022, 1, 1 + n),
            "valid_to": _of((None, date(9999, 12, 31)), n),
        }  # fmt: skip


def _with_spelling(enterprises: Rows_) -> Rows_:
    """As the acts write them, so that a search finds them."""
    for row in enterprises:
        spelling = spelled(row["county_code"], row["name"], row.get("former_names", ()))
        yield row | {"search_terms": list(spelling.search_terms), "pinyin": spelling.pinyin}


def _contacts() -> Rows_:
    """The first enterprise has as many as it may have, every third of the others has two."""
    held = [(0, PLACES), *((n, 2) for n in range(2, ENTERPRISES, 3))]
    places = ((enterprise, place) for enterprise, count in held for place in range(1, count + 1))
    for n, (enterprise, place) in enumerate(places):
        yield {
            "id": uid(3001 + n), "county_code": COUNTY, "enterprise_id": uid(201 + enterprise), "place": place,
            "title": _of(NAMES, n), "name": _of(NAMES, n + 1), "phone": "13905380000",
        }  # fmt: skip


def _staff() -> Rows_:
    """Names that are tied, somebody who has left, and some without an identity."""
    roles = tuple(StaffRole)
    for n in range(STAFF):
        yield {
            "id": uid(4001 + n), "county_code": COUNTY, "name": _of(NAMES[:5], n), "organization_id": uid(101 + n % 4),
            "roles": [roles[n % 4], *([roles[(n + 1) % 4]] if n % 3 else [])], "subject": f"sub-{n}" if n % 2 else None,
            "ended_on": NOON.date() if n == 5 else None, "version": 1 + n % 3,
        }  # fmt: skip


def _liaisons() -> Rows_:
    """A primary one of most enterprises, handed over at times, today and on days that are tied, and others beside it."""
    today = NOON.date()
    number = 0
    for n in range(ENTERPRISES - 3):
        cut = today - timedelta(days=n % 5 - 2) if n % 3 else None
        runs: list[tuple[date, date | None, bool]] = [(date(2020, 1, 1 + n % 3), cut, True)]
        runs += [(cut, None, True)] if cut else []
        runs += [(date(2021, 2, 1 + k), today if k % 2 else None, False) for k in range(n % 4)]
        for since, until, is_primary in runs:
            number += 1
            yield {
                "id": uid(7000 + number), "county_code": COUNTY, "enterprise_id": uid(201 + n),
                "staff_id": uid(4001 + number % STAFF), "role": _of(LiaisonRole, number), "is_primary": is_primary,
                "since": since, "until": until, "version": 1 + number % 2,
            }  # fmt: skip


def _liaison_contacts() -> Rows_:
    for n in range(40):
        yield {
            "id": uid(6001 + n), "county_code": COUNTY, "enterprise_id": uid(201 + n % 7),
            "staff_id": uid(4001 + n % STAFF), "contacted_on": date(2023, 6, 1 + n % 4),
            "channel": _of(ContactChannel, n), "note": _of((None, *NAMES[:4]), n), "logged_at": _of(MOMENTS, n),
        }  # fmt: skip


def _fairs() -> Rows_:
    for n, moment in enumerate(FAIR_OPENS):
        opens = MOMENTS[moment]
        yield {
            "id": uid(401 + n), "county_code": COUNTY, "zone_id": uid(1 + n % ZONES), "name": _of(NAMES, n),
            "kind": _of(FairKind, n), "state": FairState.OPEN if n == 0 else _of(FairState, n),
            "venues": [[], ["会展中心"], list(NAMES[:10]), [""]][n % 4], "round": None if n % 3 == 1 else n,
            "opens_at": opens, "closes_at": opens + timedelta(hours=8, microseconds=n),
        }  # fmt: skip


BOOTHS: dict[int, tuple[int, tuple[Register, ...]]] = {
    501: (0, (Register.ELEMENT,)), 502: (0, (Register.FINANCE, Register.ELEMENT)), 503: (0, (Register.FINANCE,)),
    504: (0, (Register.ELEMENT,)), 505: (1, (Register.ELEMENT, Register.FINANCE)), 506: (2, (Register.ELEMENT,)),
    507: (2, ()), 508: (4, (Register.ELEMENT,)), 509: (4, (Register.FINANCE,)), 510: (5, (Register.ELEMENT,)),
    511: (6, (Register.ELEMENT,)), 512: (13, (Register.ELEMENT,)),
}  # fmt: skip
"""The fair of each booth and its registers. Fairs without any are left; those of the fair in place 2 have no intake."""


CLOSED = {508, 510, 511}
"""Booths that take no more intakes."""


def _booths() -> Rows_:
    for n, (number, (fair, registers)) in enumerate(BOOTHS.items()):
        kinds = [[], [ElementKind.LAND], list(reversed(ElementKind)), [ElementKind.CAPITAL, ElementKind.DATA]]
        yield {
            "id": uid(number), "county_code": COUNTY, "fair_id": uid(401 + fair), "code": f"{_of('ABab中', n)}{n // 2}",
            "name": _of(NAMES, n), "organization_id": uid(101 + n % ORGANIZATIONS), "registers": list(registers),
            "element_kinds": kinds[n % 4], "capacity": None if n % 2 else n,
            "state": FairState.CLOSED if number in CLOSED else FairState.OPEN,
            "last_number": INTAKES,
        }  # fmt: skip


def _tallies() -> Rows_:
    for number, (fair, registers) in BOOTHS.items():
        for register in registers:
            yield {
                "booth_id": uid(number), "register": register, "county_code": COUNTY, "fair_id": uid(401 + fair),
            }  # fmt: skip


def _intakes() -> Rows_:
    random = seeded(1)
    places = [
        (number, fair, register)
        for number, (fair, registers) in BOOTHS.items()
        for register in registers
        for _ in range(5 if fair == 0 else 0 if fair == 2 else 1)
    ]
    for n in range(INTAKES):
        booth, fair, register = _of(places, n)
        kind, disposition = _of(ElementKind, n), _of((None, *Disposition, None), n // 2)
        # The original of a duplicate was written before it.
        original = uid(1001 + random.randrange(n)) if disposition is Disposition.DUPLICATE else None
        yield {
            "id": uid(1001 + n), "county_code": COUNTY, "fair_id": uid(401 + fair), "booth_id": uid(booth),
            "number": n + 1, "register": register, "element_kind": kind,
            "enterprise_id": uid(201 + n % ENTERPRISES), "form": _form(random, kind, n),
            "summary": (None, "", None, *NAMES)[n % 15], "urgency": _of(Urgency, n),
            "desired_by": (None, *DAYS)[n % 6], "received_at": MOMENTS[n * 7 % len(MOMENTS)],
            "disposition": disposition, "disposed_at": disposition and _of(MOMENTS, n), "duplicate_of_id": original,
            "note": None if n % 4 else _of(NAMES, n),
        }  # fmt: skip


def _form(random: Random, kind: ElementKind, n: int) -> str | None:
    """A form as it is stored: whole, with some of its keys, empty, or none at all."""
    if n % 9 == 8:
        return None
    form: dict[str, Any] = {}
    share = (1.0, 0.5, 1.0, 0.0, 0.7)[n % 5]
    for name, declared in entries(FORM_TYPES[kind]):
        if random.random() < share:
            form[name] = _entry(random, declared.rule, FORMS[kind].get(camel(name)))
    return json.dumps(form)


def _entry(random: Random, rule: Any, usual: Any) -> Any:
    """A value of a form's field: the usual one, or one that is hard to write."""
    match type(rule).__name__:
        case "Quantity":
            return random.choice(QUANTITIES)
        case "Amount":
            return random.choice(AMOUNTS)
        case "Day":
            return random.choice(DAYS).isoformat()
        case "Text":
            return random.choice((*NAMES, ""))
        case "Flag":
            return random.choice((True, False))
        case _ if isinstance(rule, Choices):
            return random.choice(([], list(rule.of)[:1], list(rule.of)))
        case _ if isinstance(rule, Rows):
            return random.choice(([], usual, [{}, {"skill": NAMES[2]}, {"headcount": 3}]))
        case _:
            return usual


def _entries() -> Rows_:
    given = [row for row in _intakes() if row["disposition"] is Disposition.SOLUTION_GIVEN]
    # One solution has lost its entry.
    for n, row in enumerate(given[:-1]):
        yield {
            "id": uid(2001 + n), "county_code": COUNTY, "fair_id": row["fair_id"], "intake_id": row["id"],
            "state": ("OPEN", "STRUCK_OFF")[n % 2], "solution": _of(NAMES, n), "owner_name": _of(NAMES, n + 1),
            "due_on": _of(DAYS, n), "opened_at": _of(MOMENTS, n), "resolution_id": None,
        }  # fmt: skip
    yield from alliances.entries(NAMES)


def _attendances() -> Rows_:
    for n in range(20):
        yield {
            "fair_id": uid(401 + n % 8), "enterprise_id": uid(201 + n), "county_code": COUNTY,
            "attended_at": _of(MOMENTS, n),
        }  # fmt: skip


def _ratings() -> Rows_:
    """Ratings of the first two fairs: a mean that must be rounded, and one level alone."""
    levels = (Level.VERY_SATISFIED, Level.SATISFIED, Level.VERY_DISSATISFIED, Level.SATISFIED)
    for n, level in enumerate(levels):
        yield _rating(uid(401), uid(201 + n), level, n)
    yield _rating(uid(402), uid(202), Level.DISSATISFIED, 5)


def _rating(fair: UUID, enterprise: UUID, level: Level, n: int) -> dict[str, Any]:
    return {
        "fair_id": fair, "enterprise_id": enterprise, "county_code": COUNTY, "level": level,
        "comment": None if n % 2 else _of(NAMES, n), "rated_at": _of(MOMENTS, n),
    }  # fmt: skip
