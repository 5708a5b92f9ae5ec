"""Supply, demand and factory space for both ways: rows under ids that are the same in every run, and inputs of acts that fit
what stands in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import asyncpg

from domain.enterprises.spelling import plain
from domain.supply import NEXT, FireClass, FitCode, HazardClass, IntroductionState
from schema.backing import global_id
from tests.offices import COUNTY, NOON, uid

if TYPE_CHECKING:
    from tests.differential.acts import Acts

Row = dict[str, Any]
Rows = Iterator[Row]

OFFERINGS, NEEDS, SYNONYMS, INTRODUCTIONS, LISTINGS, SPACE_NEEDS = 20, 16, 4, 14, 9, 10
FIRST = date(2023, 2, 1)
CODES = ("2911", "291101", "29110101", "36", "3670")
WAY = (
    IntroductionState.INTRODUCED,
    IntroductionState.TALKS,
    IntroductionState.CONTRACTED,
    IntroductionState.RUNNING,
)

TYPES = {
    "Offering": "offerings",
    "Need": "supply_needs",
    "ClassSynonym": "class_synonyms",
    "Introduction": "introductions",
    "CooperationReport": "cooperation_reports",
    "SpaceListing": "space_listings",
    "SpaceNeed": "space_needs",
}
"""The tables of what has an id of its own."""

PLACES = {
    **{
        name: f"submitted_at, id FROM {table}"
        for name, table in TYPES.items()
        if name not in {"ClassSynonym", "CooperationReport"}
    },
    "ClassSynonym": "approved_at, id FROM class_synonyms",
    "CooperationReport": "month, id FROM cooperation_reports",
    "EnterpriseIntroduction": "submitted_at, id FROM introduction_parties",
}
"""Where records stand in their lists."""


def tables(names: tuple[str, ...]) -> dict[str, Rows]:
    """The rows of each table; `names` are names and texts that have to be written as they are."""
    return {
        "offerings": _offerings(names),
        "supply_needs": _needs(names),
        "class_synonyms": _synonyms(),
        "introductions": _introductions(names),
        "introduction_parties": _parties(),
        "introduction_steps": _steps(names),
        "cooperation_reports": _reports(names),
        "space_listings": _listings(names),
        "space_needs": _space_needs(),
    }


def _offerings(names: tuple[str, ...]) -> Rows:
    for n in range(OFFERINGS):
        yield {
            "id": uid(26001 + n), "county_code": COUNTY, "enterprise_id": uid(201 + n % 24),
            "product": names[n % 8][:120], "letters": plain(names[n % 8]), "class_code": CODES[n % 5],
            "capacity": None if n % 4 == 3 else 100 * n + 50, "unit": ("条", "件")[n % 2],
            "least_order": n if n % 3 == 1 else None, "certificates": (None, [], ["CCC", names[1]])[n % 3],
            "lead_days": n if n % 5 else None, "price_model": ("UNIT", "PER_KM", "SUBSCRIPTION")[n % 3],
            "price": None if n % 7 == 6 else n + 1, "regions": ([], ["37"], ["65", "3709"])[n % 3],
            "chain_node_id": uid(7401 + n % 3) if n % 2 else None, "state": "WITHDRAWN" if n % 6 == 5 else "OPEN",
            "submitted_at": NOON - timedelta(days=n // 2), "version": 1 + n % 2,
        }  # fmt: skip


def _needs(names: tuple[str, ...]) -> Rows:
    for n in range(NEEDS):
        yield {
            "id": uid(26101 + n), "county_code": COUNTY, "enterprise_id": uid(201 + (n + 3) % 24),
            "product": names[n % 8][:120], "letters": plain(names[n % 8]), "class_code": CODES[(n + 2) % 5],
            "volume": 40 * n + 1, "unit": ("条", "件")[n % 2], "certificates": ([], ["ccc"])[n % 2],
            "deliver_by": date(2023, 7, 1) if n % 3 else None, "region": (None, "65", "370983")[n % 3],
            "distance_km": 500 * n if n % 2 else None, "state": "WITHDRAWN" if n % 7 == 6 else "OPEN",
            "submitted_at": NOON - timedelta(days=n // 3), "version": 1 + n % 2,
        }  # fmt: skip


def _synonyms() -> Rows:
    for n, (one, other) in enumerate((("36", "轮胎"), ("2911", "36"), ("企业", "制造"), ("29", "a1"))):
        yield {
            "id": uid(26201 + n), "county_code": COUNTY, "one": one, "other": other,
            "approved_at": NOON - timedelta(hours=n // 2),
        }  # fmt: skip


def _way(n: int) -> tuple[IntroductionState, ...]:
    """The steps that an introduction took after the first; every fourth has failed at some."""
    taken = WAY[: n % 5]
    return (*taken, IntroductionState.FAILED) if n % 4 == 3 else taken


def _day(n: int, step: int) -> date:
    return FIRST + timedelta(days=n + 7 * step)


def _introductions(names: tuple[str, ...]) -> Rows:
    for n in range(INTRODUCTIONS):
        way = _way(n)
        on = {state: _day(n, step) for step, state in enumerate(way, 1)}
        known = IntroductionState.INTRODUCED in on
        yield {
            "id": uid(26301 + n), "county_code": COUNTY, "offering_id": uid(26001 + n), "need_id": uid(26101 + n),
            "product": names[n % 8], "supplier_name": names[n % 9] if known else None,
            "customer_name": names[n % 7] if known else None, "staff_id": uid(4001 + n % 3) if n % 3 else None,
            "organization_id": uid(101 + n % 8) if n % 2 or not n % 3 else None,
            "state": way[-1] if way else IntroductionState.SUGGESTED,
            "reason": "PRICE" if IntroductionState.FAILED in on else None,
            "introduced_on": on.get(IntroductionState.INTRODUCED), "contracted_on": on.get(IntroductionState.CONTRACTED),
            "running_on": on.get(IntroductionState.RUNNING), "failed_on": on.get(IntroductionState.FAILED),
            "submitted_at": NOON - timedelta(days=100 + n // 2), "version": 1 + len(way),
        }  # fmt: skip


def _parties() -> Rows:
    for n in range(INTRODUCTIONS):
        for side, of in ((0, n), (1, n + 3)):
            yield {
                "id": uid(26401 + 2 * n + side), "county_code": COUNTY, "introduction_id": uid(26301 + n),
                "enterprise_id": uid(201 + of % 24), "side": ("SUPPLIES", "NEEDS")[side],
                "submitted_at": NOON - timedelta(days=100 + n // 2),
            }  # fmt: skip


def _steps(names: tuple[str, ...]) -> Rows:
    for n in range(INTRODUCTIONS):
        for step, state in enumerate((IntroductionState.SUGGESTED, *_way(n))):
            yield {
                "id": uid(26501 + 8 * n + step), "county_code": COUNTY, "introduction_id": uid(26301 + n),
                "number": step + 1, "state": state, "taken_on": _day(n, step), "recorded_at": NOON,
                "note": names[step] if n % 2 else None,
            }  # fmt: skip


def _reports(names: tuple[str, ...]) -> Rows:
    for n in range(INTRODUCTIONS):
        for month in (3, 4, 5) if IntroductionState.RUNNING in _way(n) else ():
            yield {
                "id": uid(26701 + 3 * n + month), "county_code": COUNTY, "introduction_id": uid(26301 + n),
                "month": date(2023, month, 1), "volume": 500 * month, "unit": "条",
                "amount": 1000 * n if n and month % 2 else None, "note": names[n % 8] if month == 4 else None,
                "reported_at": NOON,
            }  # fmt: skip


def _measures(n: int) -> Row:
    held = {"clear_height": 8, "floor_load": 20, "power": 630, "crane": 10, "sewage": 5}
    return {name: None if (n + place) % 4 == 3 else value for place, (name, value) in enumerate(held.items())}


def _listings(names: tuple[str, ...]) -> Rows:
    """The first of the pages are tied by their moment."""
    for n in range(LISTINGS):
        state = ("OFFERED", "OFFERED", "TAKEN", "WITHDRAWN")[n % 4]
        yield {
            "id": uid(26801 + n), "county_code": COUNTY, "zone_id": uid(1 + n % 4),
            "carrier_id": uid(5001 + n % 3) if n % 2 else None, "address": names[n % 8][:200], "area": 100 * (n + 1),
            **_measures(n), "fire_class": None if n % 5 == 4 else tuple(FireClass)[n % 4],
            "hazard_classes": None if n % 4 == 2 else list(HazardClass)[n % 3 : n % 5], "rent": n or None,
            "available_from": _day(n, 20) if n % 3 else None, "state": state,
            "submitted_at": NOON - timedelta(days=n // 3), "ended_at": None if state == "OFFERED" else NOON,
            "version": 1 + n % 2,
        }  # fmt: skip


def _space_needs() -> Rows:
    for n in range(SPACE_NEEDS):
        state = ("OPEN", "OPEN", "MET", "WITHDRAWN")[n % 4]
        yield {
            "id": uid(26901 + n), "county_code": COUNTY, "enterprise_id": uid(201 + n),
            "intake_id": uid(1001 + n) if n % 3 == 1 else None, "area": 60 * (n + 1), **_measures(n + 2),
            "fire_class": tuple(FireClass)[(n + 1) % 4] if n % 2 else None,
            "hazard_class": tuple(HazardClass)[n % 5] if n % 3 else None, "most_rent": 2 * n or None,
            "needed_by": date(2023, 8, 1) if n % 2 else None, "state": state,
            "listing_id": uid(26801 + n) if state == "MET" else None, "submitted_at": NOON - timedelta(days=n // 3),
            "ended_at": None if state == "OPEN" else NOON, "version": 1 + n % 2,
        }  # fmt: skip


# --- Acts -------------------------------------------------------------------------------------------------------------


@dataclass
class Goods:
    """What acts can be about, as it stands in the database now."""

    offerings: list[Row]
    needs: list[Row]
    introductions: list[Row]
    listings: list[Row]
    space_needs: list[Row]

    @classmethod
    async def now(cls, owner: asyncpg.Connection) -> Goods:
        """Look."""
        wanted = ("offerings", "supply_needs", "introductions", "space_listings", "space_needs")
        found = [await owner.fetch(f"SELECT * FROM {table} ORDER BY id") for table in wanted]  # noqa: S608
        return cls(*(list(map(dict, rows)) for rows in found))


class Recipes:
    """How each input is drawn."""

    def __init__(self, acts: Acts) -> None:
        self.acts = acts

    @property
    def goods(self) -> Goods:
        return self.acts.offices.goods

    def version(self, random: Random, row: Row) -> int:
        return row["version"] if random.random() < 0.85 else row["version"] + 1

    def _things(self, random: Random) -> Row:
        return {
            "enterpriseId": self.acts.id(random, "Enterprise"),
            "product": random.choice(("轮胎", "载重汽车轮胎", "a b", "")),
            "classCode": random.choice((*CODES, "2", "x")) if random.random() < 0.9 else "29110101",
            "unit": random.choice(("条", "件")),
            "certificates": random.choice(([], ["CCC", " CCC "])),
        }

    def offering(self, random: Random) -> Row:
        return {
            **self._things(random),
            "priceModel": random.choice(("UNIT", "PER_KM", "SUBSCRIPTION")),
            "price": random.choice((None, "0.02", "900", "0.001")),
            "capacity": random.choice((None, "3000", "12.50")),
            "leastOrder": random.choice((None, "10")),
            "leadDays": random.choice((None, 5, 3650)),
            "regions": random.choice(([], ["37"], ["370"])),
            "chainNodeId": random.choice((None, None, self.acts.id(random, "ChainNode"))),
        }

    def need(self, random: Random) -> Row:
        return {
            **self._things(random),
            "volume": random.choice(("1500", "0.01", "0")),
            "deliverBy": random.choice((None, "2023-08-31", "2023-06-12")),
            "region": random.choice((None, "650100", "65")),
            "distanceKm": random.choice((None, 3500)),
        }

    def _withdraw(self, random: Random, type_name: str, rows: list[Row]) -> Row:
        held = random.choice(rows)
        return {"id": global_id(type_name, held["id"]), "version": self.version(random, held)}

    def withdraw_offering(self, random: Random) -> Row:
        return self._withdraw(random, "Offering", self.goods.offerings)

    def withdraw_need(self, random: Random) -> Row:
        return self._withdraw(random, "Need", self.goods.needs)

    def withdraw_listing(self, random: Random) -> Row:
        return self._withdraw(random, "SpaceListing", self.goods.listings)

    def withdraw_space_need(self, random: Random) -> Row:
        return self._withdraw(random, "SpaceNeed", self.goods.space_needs)

    def synonym(self, random: Random) -> Row:
        one, other = random.choice((("36", "轮胎"), ("x", "36"), (f"29{random.randrange(99)}", "汽车")))
        return {"one": one, "other": other}

    def suggest(self, random: Random) -> Row:
        offering, need = random.choice(self.goods.offerings), random.choice(self.goods.needs)
        chance = random.random()
        if chance < 0.2:
            held = random.choice(self.goods.introductions)
            offering, need = {"id": held["offering_id"]}, {"id": held["need_id"]}
        elif chance < 0.4:
            own = [each for each in self.goods.needs if each["enterprise_id"] == offering["enterprise_id"]]
            need = random.choice(own or [need])
        return {
            "offeringId": global_id("Offering", offering["id"]),
            "needId": global_id("Need", need["id"]),
            "staffId": random.choice((None, self.acts.id(random, "Staff"))),
            "organizationId": random.choice((None, self.acts.id(random, "Organization"))),
            "note": random.choice((None, "牵线", "a\tb")),
        }

    def advance(self, random: Random) -> Row:
        held = random.choice(self.goods.introductions)
        following = NEXT[held["state"]] if random.random() < 0.8 else ()
        state = random.choice(following or tuple(IntroductionState))
        failed = state is IntroductionState.FAILED
        return {
            "introductionId": global_id("Introduction", held["id"]),
            "version": self.version(random, held),
            "state": state.value,
            "on": random.choice((None, "2023-06-13", "2023-02-01", "2023-06-14")),
            "reason": "OTHER" if failed is (random.random() < 0.95) else None,
            "note": random.choice((None, "进展")),
        }

    def report(self, random: Random) -> Row:
        ran = [each for each in self.goods.introductions if each["running_on"]]
        held = random.choice(ran if ran and random.random() < 0.8 else self.goods.introductions)
        return {
            "introductionId": global_id("Introduction", held["id"]),
            "month": random.choice(("2023-01-01", "2023-03-01", "2023-06-01", "2023-05-01", "2023-05-02")),
            "volume": random.choice(("1500", "0", "-1")),
            "unit": "条",
            "amount": random.choice((None, "105000")),
            "note": random.choice((None, "月报")),
        }

    def _space(self, random: Random) -> Row:
        return {
            "area": random.choice(("500", "0.50", "0")),
            "clearHeight": random.choice((None, "8")),
            "power": random.choice((None, "630")),
            "fireClass": random.choice((None, "SECOND", "FOURTH")),
        }

    def listing(self, random: Random) -> Row:
        place: Row = {"carrierId": self.acts.id(random, "Carrier")}
        if random.random() < 0.5:
            place = {"zoneId": self.acts.id(random, "Zone"), "address": "一号路"}
        return {
            **self._space(random),
            **place,
            "hazardClasses": random.choice((None, [], ["D", "C"])),
            "rent": random.choice((None, "12")),
            "availableFrom": random.choice((None, "2023-07-01")),
        }

    def space_need(self, random: Random) -> Row:
        return {
            **self._space(random),
            "enterpriseId": self.acts.id(random, "Enterprise"),
            "intakeId": random.choice((None, None, self.acts.id(random, "Intake"))),
            "hazardClass": random.choice((None, "D")),
            "mostRent": random.choice((None, "20")),
            "neededBy": random.choice((None, "2023-08-31")),
        }

    def assign(self, random: Random) -> Row:
        standing = [each for each in self.goods.listings if each["state"] == "OFFERED"]
        sought = [each for each in self.goods.space_needs if each["state"] == "OPEN"]
        any_one = random.random() < 0.2
        listing = random.choice(self.goods.listings if any_one or not standing else standing)
        need = random.choice(self.goods.space_needs if any_one or not sought else sought)
        return {
            "listingId": global_id("SpaceListing", listing["id"]),
            "listingVersion": self.version(random, listing),
            "needId": global_id("SpaceNeed", need["id"]),
            "needVersion": self.version(random, need),
            "confirmed": random.choice(([], [code.value for code in FitCode])),
        }


def recipes(acts: Acts) -> dict[str, Callable[[Random], Row]]:
    """How the input of each act is drawn, by its name."""
    drawn = Recipes(acts)
    return {
        "RegisterOfferingInput": drawn.offering,
        "WithdrawOfferingInput": drawn.withdraw_offering,
        "RegisterNeedInput": drawn.need,
        "WithdrawNeedInput": drawn.withdraw_need,
        "ApproveSynonymInput": drawn.synonym,
        "SuggestIntroductionInput": drawn.suggest,
        "AdvanceIntroductionInput": drawn.advance,
        "ReportCooperationInput": drawn.report,
        "RegisterSpaceListingInput": drawn.listing,
        "WithdrawSpaceListingInput": drawn.withdraw_listing,
        "RegisterSpaceNeedInput": drawn.space_need,
        "WithdrawSpaceNeedInput": drawn.withdraw_space_need,
        "AssignSpaceInput": drawn.assign,
    }
