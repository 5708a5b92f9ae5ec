"""Deals, bond issues and their acts for both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import asyncpg

from domain.elements import FinancingKind
from domain.financing import BondState, DealState, DeclineReason
from schema.backing import global_id
from tests.differential.financing import YUAN
from tests.offices import COUNTY, NOON, uid

if TYPE_CHECKING:
    from tests.differential.acts import Acts

Row = dict[str, Any]
Rows = Iterator[Row]

DEALS, BONDS = 26, 10
STATES, KINDS = tuple(DealState), tuple(FinancingKind)
DAY = date(2023, 6, 1)
GRANTED = {DealState.CREDIT_GRANTED, DealState.SIGNED, DealState.DISBURSED}


def tables() -> dict[str, Rows]:
    """The rows of each table. What was paid of a credit, and the tallies of sessions, the database keeps."""
    return {
        "financing_deals": _deals(),
        "deal_steps": _steps(),
        "deal_disbursements": _disbursements(),
        "bond_issues": _bonds(),
    }


def _state(n: int) -> DealState:
    return STATES[n % len(STATES)]


def _deals() -> Rows:
    """Some at sessions, some with products, in every state; guarantees that back the deal before them."""
    for n in range(DEALS):
        state, kind = _state(n), KINDS[n % 5]
        yield {
            "id": uid(27001 + n), "county_code": COUNTY, "demand_id": uid(26001 + n % 18),
            "product_id": None if n % 3 else uid(26101 + n % 12), "institution_id": uid(101 + n % 8),
            "enterprise_id": uid(201 + n % 18 % 12), "session_id": None if n % 4 else uid(401 + n % 3),
            "meeting_id": None, "backs_id": uid(27000 + n) if kind is FinancingKind.GUARANTEE and n % 2 else None,
            "kind": kind, "amount": YUAN[n % 7], "state": state,
            "decline_reason": tuple(DeclineReason)[n % 8] if state is DealState.DECLINED else None,
            "granted_amount": YUAN[4] if state in GRANTED else None, "from_quota": n % 2 == 0 and state in GRANTED,
            "proposed_on": DAY, "proposed_at": NOON - timedelta(hours=n // 3),
            "consented_on": None if state is DealState.PROPOSED or n == 9 else DAY, "last_step_on": DAY,
            "steps": 1 + n % 2, "version": 1 + n % 3,
        }  # fmt: skip


def _steps() -> Rows:
    for n in range(DEALS):
        for number in range(1, 2 + n % 2):
            yield {
                "id": uid(27101 + 2 * n + number), "county_code": COUNTY, "deal_id": uid(27001 + n), "number": number,
                "state": DealState.PROPOSED if number == 1 else _state(n), "happened_on": DAY, "recorded_at": NOON,
                "note": None if n % 3 else "注:“等”\n第二行",
            }  # fmt: skip


def _disbursements() -> Rows:
    paid = [n for n in range(DEALS) if _state(n) is DealState.DISBURSED]
    for place, n in enumerate(paid):
        for number in range(1, 2 + place % 2):
            yield {
                "id": uid(27201 + 2 * place + number), "county_code": COUNTY, "deal_id": uid(27001 + n),
                "number": number, "amount": YUAN[number - 1], "disbursed_on": DAY + timedelta(days=number),
                "recorded_at": NOON,
            }  # fmt: skip


def _bonds() -> Rows:
    """One of a deal of bonds, the others of none."""
    states = tuple(BondState)
    for n in range(BONDS):
        state = states[n % 5]
        issued, withdrawn = state is BondState.ISSUED, state is BondState.WITHDRAWN
        far = states.index(state)
        yield {
            "id": uid(27301 + n), "county_code": COUNTY, "enterprise_id": uid(201 + (n + 3) % 12),
            "deal_id": uid(27004) if n == 1 else None, "authority": "国家“发改委”", "amount": YUAN[4],
            "issued_amount": YUAN[3] if issued else None, "state": state, "applied_on": DAY,
            "registered_on": DAY if 1 <= far <= 3 else None, "listed_on": DAY if 2 <= far <= 3 else None,
            "issued_on": DAY if issued else None, "withdrawn_on": DAY if withdrawn else None,
            "recorded_at": NOON, "version": 1 + n % 2,
        }  # fmt: skip


TYPES = {"Deal": "financing_deals", "BondIssue": "bond_issues"}
"""The tables of what has an id of its own."""

PLACES = {
    "Deal": "proposed_at, id FROM financing_deals",
    "BondIssue": "applied_on, id FROM bond_issues",
}
"""Where records stand in their lists."""


# --- Acts -------------------------------------------------------------------------------------------------------------


@dataclass
class Dealings:
    """What acts can be about, as it stands in the database now."""

    deals: list[Row]
    bonds: list[Row]

    @classmethod
    async def now(cls, owner: asyncpg.Connection) -> Dealings:
        """Look."""
        deals = await owner.fetch("SELECT id, version, state, kind FROM financing_deals ORDER BY id")
        bonds = await owner.fetch("SELECT id, version, state FROM bond_issues ORDER BY id")
        return cls(list(map(dict, deals)), list(map(dict, bonds)))


class Recipes:
    """How each input is drawn: of a deal that can take the step, as a rule."""

    def __init__(self, acts: Acts, dealings: Dealings) -> None:
        self.acts, self.dealings = acts, dealings

    def deal(self, random: Random, *states: DealState, kind: str = "") -> Row:
        fitting = [
            row
            for row in self.dealings.deals
            if (not states or row["state"] in states) and kind in {"", row["kind"]}
        ]
        row = random.choice(fitting if fitting and random.random() < 0.9 else self.dealings.deals)
        version = row["version"] + (random.random() < 0.1)
        return {"dealId": global_id("Deal", row["id"]), "version": version, "on": self.day(random)}

    def day(self, random: Random) -> str:
        return random.choice(("2023-06-13", "2023-06-13", "2023-06-13", "2023-05-01", "2023-06-14"))

    def amount(self, random: Random) -> str:
        return random.choice(("0.01", "5000.00", "99999999.99", "0", "1.005"))

    def propose(self, random: Random) -> Row:
        given = {
            "demandId": self.acts.id(random, "FinancingDemand"),
            "amount": self.amount(random),
            "on": self.day(random),
            "sessionId": random.choice((None, self.acts.id(random, "Fair"))),
        }
        if random.random() < 0.5:
            return given | {"productId": self.acts.id(random, "FinancialProduct")}
        return given | {"institutionId": self.acts.id(random, "Organization"), "kind": random.choice(KINDS)}

    def advance(self, random: Random) -> Row:
        before, step = random.choice(
            (
                (DealState.SCHEDULED, "MET"),
                (DealState.MET, "IN_REVIEW"),
                (DealState.CREDIT_GRANTED, "SIGNED"),
            )
        )
        return self.deal(random, before) | {"state": step}

    def decline(self, random: Random) -> Row:
        reason = random.choice(tuple(DeclineReason))
        return self.deal(random, DealState.MET, DealState.IN_REVIEW) | {"reason": reason, "note": "注"}

    def guarantee(self, random: Random) -> Row:
        given = self.deal(random, kind="GUARANTEE")
        return {
            "guaranteeId": given["dealId"],
            "version": given["version"],
            "dealId": self.deal(random)["dealId"],
        }

    def bond(self, random: Random) -> Row:
        row = random.choice(self.dealings.bonds)
        return {
            "bondIssueId": global_id("BondIssue", row["id"]),
            "version": row["version"] + (random.random() < 0.1),
        }

    def advance_bond(self, random: Random) -> Row:
        state = random.choice(tuple(BondState))
        brought = self.amount(random) if state is BondState.ISSUED else None
        return self.bond(random) | {"state": state, "on": self.day(random), "issuedAmount": brought}

    def record_bond(self, random: Random) -> Row:
        return {
            "enterpriseId": self.acts.id(random, "Enterprise"),
            "authority": random.choice(("发改委", " ")),
            "amount": self.amount(random),
            "on": self.day(random),
        }


def recipes(acts: Acts, dealings: Dealings) -> dict[str, Callable[[Random], Row]]:
    """How the input of each act is drawn, by its name."""
    drawn = Recipes(acts, dealings)
    return {
        "ProposeDealInput": drawn.propose,
        "ConsentToDealInput": lambda random: drawn.deal(random, DealState.PROPOSED),
        "ScheduleDealInput": lambda random: drawn.deal(random, DealState.CONSENTED),
        "AdvanceDealInput": drawn.advance,
        "GrantCreditInput": lambda random: (
            drawn.deal(random, DealState.IN_REVIEW) | {"amount": drawn.amount(random)}
        ),
        "RecordDisbursementInput": lambda random: (
            drawn.deal(random, DealState.SIGNED, DealState.DISBURSED) | {"amount": drawn.amount(random)}
        ),
        "DeclineDealInput": drawn.decline,
        "WithdrawDealInput": drawn.deal,
        "LapseDealInput": drawn.deal,
        "LinkGuaranteeInput": drawn.guarantee,
        "RecordBondIssueInput": drawn.record_bond,
        "AdvanceBondIssueInput": drawn.advance_bond,
        "LinkBondIssueInput": lambda random: (
            drawn.bond(random) | {"dealId": drawn.deal(random, kind="BOND")["dealId"]}
        ),
    }
