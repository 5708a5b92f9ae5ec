"""Policies, their clauses, who was told, and what was applied for and paid, under ids that are the same in every run; and inputs
of the acts on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg

from db.policies import condition_columns
from domain.enterprises import ContactChannel
from domain.policies import Condition, PolicyConditionKind, RejectionReason
from domain.policies import PolicyConditionKind as Kind
from schema.backing import global_id
from tests.offices import COUNTY, NOON, uid

if TYPE_CHECKING:
    from tests.differential.acts import Acts

TYPES = {
    "Policy": "policies", "PolicyClause": "policy_clauses", "PolicyNotice": "policy_notices",
    "PolicyApplication": "policy_applications", "PolicyPayout": "policy_payouts",
}  # fmt: skip
"""The tables of what has an id of its own."""

PLACES = {
    "Policy": "valid_from, id FROM policies",
    "PolicyClause": "title, id FROM policy_clauses",
    "PolicyNotice": "told_on, id FROM policy_notices",
    "PolicyApplication": "drafted_at, id FROM policy_applications",
    "ClauseEligibility": "title, id FROM policy_clauses",
}
"""Where records stand in their lists."""

TORN = (("policies", 15003), ("policy_clauses", 15104), ("policy_applications", 15502))
"""What is taken away under those that refer to it."""

POLICIES, CLAUSES, NOTICES, APPLICATIONS = 9, 16, 24, 24
STATES = ("DRAFT", "PUBLISHED", "PUBLISHED", "ENDED")

Row = dict[str, Any]
Rows = Iterator[Row]


def tables(names: tuple[str, ...]) -> dict[str, Rows]:
    """The rows of each table; `names` are names and texts that have to be written as they are."""
    return {
        "policies": _policies(names),
        "policy_clauses": _clauses(names),
        "clause_conditions": _conditions(),
        "policy_notices": _notices(),
        "policy_applications": _applications(names),
        "policy_payouts": _payouts(),
    }


def _state(policy: int) -> str:
    return STATES[policy % 4]


def _policies(names: tuple[str, ...]) -> Rows:
    """In every state, reviewed and not, in force and not, one in the place of another."""
    for n in range(POLICIES):
        state = _state(n)
        status = ("PENDING", "PASSED", "EXEMPT")[n % 3] if state == "DRAFT" else ("PASSED", "EXEMPT")[n % 2]
        passed, exempt = status == "PASSED", status == "EXEMPT"
        yield {
            "id": uid(15001 + n), "county_code": COUNTY, "title": names[n], "document_number": f"{n} 号",
            "organization_id": uid(101 + n % 3), "legal_basis": names[n + 1], "review_status": status,
            "reviewed_on": date(2023, 5, 1) if passed else None, "reviewer": names[n] if passed else None,
            "exemption_ground": names[n + 2] if exempt else None,
            "valid_from": date(2023, 1 + n % 2, 1) if n != 5 else date(2024, 2, 29),
            "valid_until": (None, date(2023, 6, 13), date(9999, 12, 31))[n % 3], "state": state,
            "published_on": date(2023, 1, 1) if state != "DRAFT" else None,
            "ended_on": date(2023, 6, 13) if state == "ENDED" else None,
            "supersedes_id": uid(15001 + n - 4) if n in {5, 6} else None, "version": 1 + n,
        }  # fmt: skip


def _clauses(names: tuple[str, ...]) -> Rows:
    for n in range(CLAUSES):
        policy, rule = n % (POLICIES - 1), ("FIXED", "RATE", "ASSESSED")[n % 3]
        struck = n in {4, 11}
        yield {
            "id": uid(15101 + n), "county_code": COUNTY, "policy_id": uid(15001 + policy),
            "number": 1 + n // (POLICIES - 1), "title": names[n % 12], "text": names[(n + 1) % 12],
            "benefit": ("REWARD", "SUBSIDY", "OTHER")[n % 3], "amount_rule": rule,
            "amount": Decimal(("0.01", "100000.00", "999999999999999999.99")[n % 5 % 3]) if rule == "FIXED" else None,
            "rate_bp": 1 + n if rule == "RATE" else None, "ceiling": Decimal(10) if rule == "RATE" else None,
            "opens_on": (None, date(2023, 6, 13), date(2023, 6, 14))[n % 3],
            "closes_on": (None, None, None, date(2023, 7, 1))[n % 4],
            "struck_on": date(2023, 6, 1) if struck else None,
            "published": _state(policy) != "DRAFT" and not struck,
        }  # fmt: skip


def _conditions() -> Rows:
    """Of every kind, alone and as alternatives."""
    published = [row["published"] for row in _clauses(("",) * 12)]
    for n in range(40):
        kind = tuple(PolicyConditionKind)[n % 13]
        codes = {
            Kind.INDUSTRY_IN: ("C", "5212"), Kind.INDUSTRY_OUT: ("33",), Kind.ENTERPRISE_KIND: ("ENTERPRISE",),
            Kind.ENTERPRISE_STATUS: ("ACTIVE", "PREPARING"), Kind.DIVISION: ("3709", "99"),
            Kind.TIER: ("GAZELLE", "INNOVATIVE"), Kind.STATISTICS: ("FILED",), Kind.CERTIFICATE: ('"CE"\\',),
        }.get(kind, ())  # fmt: skip
        clause = n % (CLAUSES - 2)
        place = 1 + n // (CLAUSES - 2)
        yield condition_columns(
            Condition(
                id=uid(15201 + n), county_code=COUNTY, clause_id=uid(15101 + clause), place=place,
                alternative=place if n % 2 else 1, kind=kind, codes=codes,
                zone_id=uid(1 + n % 3) if kind is Kind.ZONE else None,
                chain_id=uid(7101 + n % 3) if kind is Kind.CHAIN else None,
                years=n % 5 if kind in {Kind.YEARS_AT_LEAST, Kind.YEARS_AT_MOST} else None,
                amount=Decimal(20_000_000) if kind is Kind.REVENUE_AT_LEAST else None, published=published[clause],
            )
        )  # fmt: skip


def _shown() -> list[int]:
    """The places of clauses that were published."""
    return [n for n, row in enumerate(_clauses(("",) * 12)) if row["published"]]


def _policy_of(clause: int) -> UUID:
    return uid(15001 + clause % (POLICIES - 1))


def _notices() -> Rows:
    shown = _shown()
    for n in range(NOTICES):
        clause = shown[n % len(shown)]
        yield {
            "id": uid(15301 + n), "county_code": COUNTY, "policy_id": _policy_of(clause),
            "clause_id": uid(15101 + clause) if n % 3 else None, "enterprise_id": uid(201 + n % 9),
            "channel": tuple(ContactChannel)[n % 4], "told_on": date(2023, 6, 1 + n % 5),
            "told_by": None if n % 7 == 6 else f"sub-{n % 3}", "recorded_at": NOON,
        }  # fmt: skip


def _applications(names: tuple[str, ...]) -> Rows:
    """In every state, of more enterprises than one for a clause, with payouts of some."""
    shown = _shown()
    for n in range(APPLICATIONS):
        state = ("DRAFTED", "SUBMITTED", "APPROVED", "PAID", "REJECTED", "WITHDRAWN")[n % 6]
        clause, granted = shown[n % len(shown)], state in {"APPROVED", "PAID"}
        submitted = state != "DRAFTED" and n != 5
        yield {
            "id": uid(15501 + n), "county_code": COUNTY, "policy_id": _policy_of(clause),
            "clause_id": uid(15101 + clause), "enterprise_id": uid(201 + n % 8), "applicant_name": names[n % 12],
            "applicant_uscc": None if n % 4 == 3 else "91110000600037341L", "year": 2000 + n,
            "amount": Decimal("50000.00") + n, "revenue": Decimal("0.00") if n % 2 else None,
            "certificates": [[], ["ISO 9001"], ['"CE"\\', names[1]]][n % 3], "evidence": names[n % 12] if n % 2 else None,
            "state": state, "outcome": ("ELIGIBLE", "UNKNOWN")[n % 2] if submitted else None,
            "drafted_at": NOON - timedelta(hours=n // 3), "submitted_at": NOON if submitted else None,
            "decided_at": NOON if granted or state == "REJECTED" else None,
            "granted": Decimal("30000.00") if granted else None,
            "paid": Decimal("20000.00") if state == "PAID" else Decimal("0.00"),
            "reason": tuple(RejectionReason)[n % 5] if state == "REJECTED" else None,
            "reason_text": names[n % 12] if state == "REJECTED" else None, "version": 1 + n % 3,
        }  # fmt: skip


def _payouts() -> Rows:
    for n in range(3, APPLICATIONS, 6):
        clause = _shown()[n % len(_shown())]
        for number in (1, 2):
            yield {
                "id": uid(15701 + 2 * n + number), "county_code": COUNTY, "application_id": uid(15501 + n),
                "policy_id": _policy_of(clause), "number": number, "amount": Decimal("10000.00"),
                "paid_on": date(2023, 6, 12 + number), "recorded_at": NOON,
            }  # fmt: skip


# --- Acts -------------------------------------------------------------------------------------------------------------


@dataclass
class Supports:
    """What acts can be about, as it stands in the database now."""

    policies: list[Row]
    clauses: list[Row]
    applications: list[Row]

    @classmethod
    async def now(cls, owner: asyncpg.Connection) -> Supports:
        """Look."""

        async def rows(table: str) -> list[Row]:
            found = await owner.fetch(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608 - names of ours
            return list(map(dict, found))

        return cls(await rows("policies"), await rows("policy_clauses"), await rows("policy_applications"))


class Recipes:
    """How each input is drawn."""

    def __init__(self, acts: Acts, supports: Supports) -> None:
        self.acts, self.supports = acts, supports

    def _one(self, random: Random, rows: list[Row], *states: str) -> Row:
        """One of the rows, mostly in one of the states."""
        fitting = [row for row in rows if not states or row["state"] in states]
        return random.choice(fitting if fitting and random.random() < 0.8 else rows)

    def _versioned(self, random: Random, row: Row, name: str, type_name: str) -> Row:
        version = row["version"] if random.random() < 0.9 else row["version"] + 1
        return {name: global_id(type_name, row["id"]), "version": version}

    def _policy(self, random: Random, *states: str) -> Row:
        return self._versioned(
            random, self._one(random, self.supports.policies, *states), "policyId", "Policy"
        )

    def _application(self, random: Random, *states: str) -> Row:
        row = self._one(random, self.supports.applications, *states)
        return self._versioned(random, row, "applicationId", "PolicyApplication")

    def _text(self, random: Random) -> Row:
        review = random.choice(
            (
                {"status": "PASSED", "reviewedOn": "2023-06-01", "reviewer": "审查会"},
                {"status": "EXEMPT", "ground": "依据"},
                {"status": "PENDING"},
                {"status": "PASSED"},
            )
        )
        return {
            "title": random.choice(("办法", "<b>", "")),
            "documentNumber": f"{random.randrange(30)} 号",
            "legalBasis": "法",
            "review": review,
            "validFrom": "2023-01-01",
            "validUntil": random.choice((None, "2024-01-01", "2022-01-01")),
        }

    def draft(self, random: Random) -> Row:
        supersedes = random.choice((None, self._policy(random)["policyId"]))
        organization = self.acts.id(random, "Organization")
        return {"organizationId": organization, "supersedesId": supersedes, **self._text(random)}

    def revise(self, random: Random) -> Row:
        return self._policy(random, "DRAFT") | self._text(random)

    def add_clause(self, random: Random) -> Row:
        condition = random.choice(
            (
                {"kind": "INDUSTRY_IN", "codes": ["C"]},
                {"kind": "ZONE", "zoneId": self.acts.id(random, "Zone")},
                {"kind": "CHAIN", "chainId": self.acts.id(random, "Chain"), "alternative": 1},
                {"kind": "YEARS_AT_LEAST", "years": 3},
                {"kind": "REVENUE_AT_LEAST", "amount": "1.00"},
                {"kind": "TIER", "codes": ["NONE"]},
            )
        )
        rule = random.choice(
            (
                {"amountRule": "FIXED", "amount": "100000.00"},
                {"amountRule": "RATE", "rateBp": 100, "ceiling": "5.00"},
                {"amountRule": "ASSESSED"},
                {"amountRule": "FIXED"},
            )
        )
        return self._policy(random, "DRAFT") | {
            "number": random.randrange(5), "title": "条款", "text": "文", "benefit": "REWARD", **rule,
            "opensOn": random.choice((None, "2023-06-01")), "closesOn": random.choice((None, "2023-07-01")),
            "conditions": random.choice(([], [condition])),
        }  # fmt: skip

    def strike(self, random: Random) -> Row:
        row = random.choice(self.supports.clauses)
        version = next(each["version"] for each in self.supports.policies if each["id"] == row["policy_id"])
        return {"clauseId": global_id("PolicyClause", row["id"]), "version": version}

    def publish(self, random: Random) -> Row:
        return self._policy(random, "DRAFT")

    def end(self, random: Random) -> Row:
        return self._policy(random, "PUBLISHED")

    def notify(self, random: Random) -> Row:
        row = random.choice(self.supports.clauses)
        return {
            "policyId": global_id("Policy", row["policy_id"]),
            "clauseId": random.choice((None, global_id("PolicyClause", row["id"]))),
            "enterpriseIds": [self.acts.id(random, "Enterprise") for _ in range(random.randrange(4))],
            "channel": random.choice(tuple(ContactChannel)).value,
            "toldOn": random.choice(("2023-06-13", "2023-06-01", "2020-01-01", "2023-06-14")),
        }

    def apply(self, random: Random) -> Row:
        return {
            "clauseId": self.acts.id(random, "PolicyClause"),
            "enterpriseId": self.acts.id(random, "Enterprise"),
            "year": random.choice((2023, 2022, 2021, 1900)),
            "amount": random.choice(("1.00", "1.00", "0.01", "0", "200000.00")),
            "revenue": random.choice((None, "1.00")),
            "certificates": random.choice(([], ["CE"])),
            "evidence": random.choice((None, "材料")),
        }

    def submit(self, random: Random) -> Row:
        return self._application(random, "DRAFTED") | {"evidence": random.choice((None, "材料"))}

    def withdraw(self, random: Random) -> Row:
        return self._application(random, "DRAFTED", "SUBMITTED")

    def approve(self, random: Random) -> Row:
        return self._application(random, "SUBMITTED") | {
            "amount": random.choice(("1.00", "0.01", "90000.00", "-1"))
        }

    def reject(self, random: Random) -> Row:
        given = {"reason": random.choice(tuple(RejectionReason)).value, "text": random.choice(("不符", ""))}
        return self._application(random, "SUBMITTED") | given

    def pay(self, random: Random) -> Row:
        given = {
            "amount": random.choice(("100.00", "5000.00", "30000.00")),
            "paidOn": random.choice(("2023-06-13", "2023-06-13", "2023-06-12", "2023-06-14")),
        }
        return self._application(random, "APPROVED", "PAID") | given


def recipes(acts: Acts, supports: Supports) -> dict[str, Callable[[Random], Row]]:
    """How the input of each act is drawn, by its name."""
    drawn = Recipes(acts, supports)
    return {
        "DraftPolicyInput": drawn.draft,
        "RevisePolicyInput": drawn.revise,
        "AddPolicyClauseInput": drawn.add_clause,
        "StrikePolicyClauseInput": drawn.strike,
        "PublishPolicyInput": drawn.publish,
        "EndPolicyInput": drawn.end,
        "NotifyPolicyInput": drawn.notify,
        "DraftPolicyApplicationInput": drawn.apply,
        "SubmitPolicyApplicationInput": drawn.submit,
        "WithdrawPolicyApplicationInput": drawn.withdraw,
        "ApprovePolicyApplicationInput": drawn.approve,
        "RejectPolicyApplicationInput": drawn.reject,
        "PayPolicyApplicationInput": drawn.pay,
    }
