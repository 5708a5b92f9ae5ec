"""Demands, products, consents and match policies for both ways, and inputs of the acts on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import asyncpg

from domain.elements import FinancingKind, FinancingPurpose
from domain.financing import CollateralKind, ConsentField, DemandState, TaxGrade
from schema.backing import global_id
from tests.offices import COUNTY, NOON, uid

if TYPE_CHECKING:
    from tests.differential.acts import Acts

Row = dict[str, Any]
Rows = Iterator[Row]

DEMANDS, PRODUCTS, CONSENTS = 18, 12, 16
TODAY = date(2023, 6, 13)
KINDS, COLLATERAL, GRADES = tuple(FinancingKind), tuple(CollateralKind), tuple(TaxGrade)
YUAN = tuple(
    map(
        Decimal,
        ("0.01", "9999.99", "10000.00", "12345.67", "99999999.99", "4e8", "4000000", "999999999999999999.99"),
    )
)
"""Amounts on both sides of where another unit begins, and such as have to be rounded."""


def tables(names: tuple[str, ...]) -> dict[str, Rows]:
    """The rows of each table; `names` are names and texts that have to be written as they are."""
    return {
        "financing_demands": _demands(),
        "financial_products": _products(names),
        "financing_consents": _consents(),
        "match_policies": _policies(),
    }


def _demands() -> Rows:
    """One from an intake, some of one enterprise, tied by their moment."""
    for n in range(DEMANDS):
        kinds = COLLATERAL[n % 8 : n % 8 + n % 4]
        yield {
            "id": uid(26001 + n), "county_code": COUNTY, "enterprise_id": uid(201 + n % 12),
            "intake_id": None if n else uid(1001), "amount": YUAN[n % 8],
            "purpose": tuple(FinancingPurpose)[n % 6], "term_months": 1 + 7 * n,
            "max_annual_rate_bp": None if n % 3 else 300 + 20 * n, "kinds": list(KINDS[n % 5 :]),
            "collateral_kinds": list(kinds),
            "collateral_values": [None if (n + at) % 3 == 0 else YUAN[(n + at) % 8] for at in range(len(kinds))],
            "revenue_last_year": None if n % 4 == 0 else YUAN[(n + 3) % 8],
            "tax_grade": None if n % 5 == 0 else GRADES[n % 5], "dishonest": (None, False, False, True)[n % 4],
            "chain_id": None if n % 2 else uid(7101 + n % 4), "needed_by": None if n % 3 else date(2023, 7, 1),
            "submitted_at": NOON - timedelta(days=n // 3), "state": tuple(DemandState)[max(0, n % 5 - 2)],
            "version": 1 + n % 2,
        }  # fmt: skip


def _products(names: tuple[str, ...]) -> Rows:
    """Two of each institution: some for everybody, some that are over or yet to come."""
    for n in range(PRODUCTS):
        picky = n % 3 == 0
        yield {
            "id": uid(26101 + n), "county_code": COUNTY, "institution_id": uid(101 + n // 2), "name": names[n % 10],
            "kind": KINDS[n % 5], "least_amount": YUAN[n % 3], "most_amount": YUAN[5 + n % 3],
            "least_term_months": 1 + n, "most_term_months": 24 + 12 * n, "least_rate_bp": 200 + 30 * n,
            "most_rate_bp": 900, "collateral_kinds": list(COLLATERAL[: n % 3]),
            "most_ltv_percent": None if n % 2 else 70, "least_years": 3 if picky else None,
            "least_revenue": YUAN[2] if picky else None, "tax_grades": list(GRADES[:2]) if picky else [],
            "industries_in": ["C", "52"] if picky else [], "industries_out": ["13"] if n % 4 == 0 else [],
            "chain_ids": [uid(7101), uid(7104)] if picky else [], "divisions": ["3709"] if n % 5 == 0 else [],
            "quota_left": YUAN[5] if n % 2 else None, "decision_days": None if n % 4 else 3 + n,
            "valid_from": TODAY - timedelta(days=30) if n != 7 else TODAY + timedelta(days=30),
            "valid_until": (None, TODAY, TODAY + timedelta(days=90))[n % 3] if n != 7 else None, "version": 1 + n % 3,
        }  # fmt: skip


def _consents() -> Rows:
    """For everyone and for some; some are over, withdrawn, or yet to begin."""
    for n in range(CONSENTS):
        everyone = n % 3 == 0
        begun = TODAY - timedelta(days=10) if n % 7 else TODAY + timedelta(days=1)
        yield {
            "id": uid(26201 + n), "county_code": COUNTY, "demand_id": uid(26001 + n % 9), "everyone": everyone,
            "institution_ids": [] if everyone else [uid(101 + n % 8), uid(101 + (n + 3) % 8)],
            "fields": list(tuple(ConsentField)[n % 7 :]), "given_on": begun,
            "expires_on": TODAY if n % 5 == 4 and n % 7 else TODAY + timedelta(days=30),
            "withdrawn_at": NOON if n % 6 == 5 else None, "version": 1 + (n % 6 == 5),
        }  # fmt: skip


def _policies() -> Rows:
    for n in range(3):
        yield {
            "id": uid(26301 + n), "county_code": COUNTY, "version": n + 1, "price": 40 - n, "amount_coverage": 25 + n,
            "decision_speed": 20, "term_fit": 15, "appetite": 35, "ticket_size": 25, "collateral_coverage": 25 - n,
            "completeness": 15 + n, "state": "DRAFT" if n == 2 else "PUBLISHED",
            "published_at": None if n == 2 else NOON - timedelta(days=n), "revision": n + 1,
        }  # fmt: skip


TYPES = {
    "FinancingDemand": "financing_demands",
    "FinancialProduct": "financial_products",
    "FinancingConsent": "financing_consents",
}
"""The tables of what has an id of its own."""

PLACES = {
    "FinancingDemand": "submitted_at, id FROM financing_demands",
    "FinancialProduct": "name, id FROM financial_products",
}
"""Where records stand in their lists."""


# --- Acts -------------------------------------------------------------------------------------------------------------


@dataclass
class Finances:
    """What acts can be about, as it stands in the database now."""

    demands: list[Row]
    products: list[Row]
    consents: list[Row]
    policies: list[Row]

    @classmethod
    async def now(cls, owner: asyncpg.Connection) -> Finances:
        """Look."""

        async def rows(table: str) -> list[Row]:
            found = await owner.fetch(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608 - names of ours
            return list(map(dict, found))

        return cls(*[await rows(table) for table in tables(("",) * 10)])


class Recipes:
    """How each input is drawn."""

    def __init__(self, acts: Acts, finances: Finances) -> None:
        self.acts, self.finances = acts, finances

    def held(self, random: Random, rows: list[Row], type_name: str, field: str) -> Row:
        row = random.choice(rows)
        version = row["version"] + (random.random() < 0.15)
        return {field: global_id(type_name, row["id"]), "version": version}

    def demand(self, random: Random) -> Row:
        return self.held(random, self.finances.demands, "FinancingDemand", "demandId")

    def product(self, random: Random) -> Row:
        return self.held(random, self.finances.products, "FinancialProduct", "productId")

    def asked(self, random: Random) -> Row:
        return {
            "amount": random.choice(("4000000.00", "0.01", "0", "1.005")),
            "purpose": "EQUIPMENT",
            "termMonths": random.choice((12, 24, 36, 599, 0)),
            "kinds": random.choice((["LOAN"], ["LEASE", "LOAN"], ["EQUITY"])),
            "collateral": random.choice((None, [{"kind": "LAND", "value": "9000000"}], [{"kind": "SHARES"}])),
            "taxGrade": random.choice((None, "A")),
            "chainId": random.choice((None, None, self.acts.id(random, "Chain"))),
            "neededBy": random.choice((None, "2023-09-01", "2023-06-12")),
        }

    def shared(self, random: Random) -> Row:
        everyone = random.random() < 0.5
        return {
            "everyone": everyone,
            "institutionIds": None if everyone else [self.acts.id(random, "Organization")],
            "fields": random.choice(([], ["APPLICANT", "REVENUE"])),
            "expiresOn": random.choice(("2023-12-31", "2023-12-31", "2023-06-13")),
        }

    def offered(self, random: Random) -> Row:
        return {
            "name": random.choice(("设备贷", f"产品 {random.randrange(10**6)}")),
            "kind": "LOAN",
            "leastAmount": "500000.00",
            "mostAmount": random.choice(("10000000.00", "400000.00")),
            "leastTermMonths": 6,
            "mostTermMonths": 60,
            "leastRateBp": 385,
            "mostRateBp": 600,
            "industriesIn": random.choice((None, ["C"], ["C99"])),
            "validFrom": "2023-01-01",
            "validUntil": random.choice((None, "2024-01-01", "2023-06-13")),
        }

    def submit(self, random: Random) -> Row:
        return {
            "enterpriseId": self.acts.id(random, "Enterprise"),
            "intakeId": random.choice((None, None, self.acts.id(random, "Intake"))),
            "terms": self.asked(random),
            "consent": random.choice((None, None, self.shared(random))),
        }

    def amend(self, random: Random) -> Row:
        return self.demand(random) | {"terms": self.asked(random)}

    def give(self, random: Random) -> Row:
        return {"demandId": self.demand(random)["demandId"], **self.shared(random)}

    def withdraw(self, random: Random) -> Row:
        return self.held(random, self.finances.consents, "FinancingConsent", "consentId")

    def offer(self, random: Random) -> Row:
        return {"institutionId": self.acts.id(random, "Organization"), "terms": self.offered(random)}

    def change(self, random: Random) -> Row:
        return self.product(random) | {"terms": self.offered(random)}

    def end(self, random: Random) -> Row:
        return self.product(random) | {"until": random.choice(("2023-06-13", "2023-12-31", "2023-06-12"))}

    def weights(self, random: Random) -> Row:
        price = random.choice((40, 40, 41))
        return {
            "enterprise": {"price": price, "amountCoverage": 25, "decisionSpeed": 20, "termFit": 15},
            "institution": {"appetite": 35, "ticketSize": 25, "collateralCoverage": 25, "completeness": 15},
        }

    def publish(self, random: Random) -> Row:
        row = random.choice(self.finances.policies)
        return {"version": row["version"], "revision": row["revision"] + (random.random() < 0.1)}

    def change_policy(self, random: Random) -> Row:
        return self.publish(random) | self.weights(random)


def recipes(acts: Acts, finances: Finances) -> dict[str, Callable[[Random], Row]]:
    """How the input of each act is drawn, by its name."""
    drawn = Recipes(acts, finances)
    return {
        "SubmitFinancingDemandInput": drawn.submit,
        "AmendFinancingDemandInput": drawn.amend,
        "WithdrawFinancingDemandInput": drawn.demand,
        "CloseFinancingDemandInput": drawn.demand,
        "GiveFinancingConsentInput": drawn.give,
        "WithdrawFinancingConsentInput": drawn.withdraw,
        "OfferFinancialProductInput": drawn.offer,
        "ChangeFinancialProductInput": drawn.change,
        "EndFinancialProductInput": drawn.end,
        "DraftMatchPolicyInput": drawn.weights,
        "ChangeMatchPolicyInput": drawn.change_policy,
        "PublishMatchPolicyInput": drawn.publish,
    }
