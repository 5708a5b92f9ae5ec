"""Conditions of clauses: what each comes to, what is unknown and never passes, and that SQL says the same of every enterprise as
the domain says of one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

import db.policies
from db.engine import Statement
from db.enterprises import enterprises
from db.policies.eligible import outcome_of
from domain.enterprises import EnterpriseKind, EnterpriseStatus
from domain.enterprises.spelling import spelled
from domain.enterprises.standing import Tier
from domain.enterprises.statistics import StatState
from domain.policies import (
    LADDER,
    OUTCOMES,
    AmountRule,
    BenefitKind,
    Clause,
    ClauseOutcome,
    Condition,
    ConditionOutcome,
    Facts,
    Ground,
    PolicyConditionKind,
    Supplied,
    judge,
    missing,
)
from domain.policies import PolicyConditionKind as Kind
from tests.differential.values import seeded
from tests.offices import COUNTY, TODAY, Api, credit_code, uid

CLAUSE = Clause(
    uid(1), COUNTY, uid(2), 1, "设备奖补", "奖补", BenefitKind.REWARD, AmountRule.FIXED, Decimal(1), None, None,
    None, None, None, published=True,
)  # fmt: skip
PARENT, ZONE, OTHER_ZONE, CHAIN = (uid(n) for n in (11, 12, 13, 14))
NAMES = {PARENT: "市", ZONE: "高新区", OTHER_ZONE: "港区", CHAIN: "化工链"}
FACTS = Facts(
    uid(21), COUNTY, "3311", EnterpriseKind.ENTERPRISE, EnterpriseStatus.ACTIVE, (ZONE, PARENT), "370902",
    frozenset({Tier.GAZELLE}), StatState.FILED, frozenset({CHAIN}), date(2020, 2, 29),
)  # fmt: skip
NOTHING = Facts(
    uid(22), COUNTY, None, EnterpriseKind.ENTERPRISE, EnterpriseStatus.ACTIVE, (), None, frozenset(), None,
    frozenset(), None,
)  # fmt: skip
SAID = Supplied(Decimal(500), ("ISO 9001",))


def condition(kind: PolicyConditionKind, *codes: str, place: int = 1, **more: Any) -> Condition:
    rest = {"zone_id": None, "chain_id": None, "years": None, "amount": None} | more
    alternative = rest.pop("alternative", place)
    return Condition(
        UUID(int=1000 + place), COUNTY, CLAUSE.id, place, alternative, kind, codes, **rest, published=True
    )


def outcome(asked: Condition, facts: Facts = FACTS, supplied: Supplied = SAID) -> tuple[str, str | None]:
    (trace,) = judge(CLAUSE, [asked], Ground(facts, supplied, NAMES, TODAY)).trace
    return trace.outcome.value, trace.missing_field


CASES: list[tuple[Condition, str, str]] = [
    (condition(Kind.INDUSTRY_IN, "33"), "PASS", "industry"),
    (condition(Kind.INDUSTRY_IN, "C"), "PASS", "industry"),
    (condition(Kind.INDUSTRY_IN, "34", "F"), "FAIL", "industry"),
    (condition(Kind.INDUSTRY_OUT, "33"), "FAIL", "industry"),
    (condition(Kind.INDUSTRY_OUT, "34"), "PASS", "industry"),
    (condition(Kind.ZONE, zone_id=ZONE), "PASS", "zone"),
    (condition(Kind.ZONE, zone_id=PARENT), "PASS", "zone"),
    (condition(Kind.ZONE, zone_id=OTHER_ZONE), "FAIL", "zone"),
    (condition(Kind.DIVISION, "370902"), "PASS", "divisionCode"),
    (condition(Kind.DIVISION, "370903", "36"), "FAIL", "divisionCode"),
    (condition(Kind.STATISTICS, "FILED"), "PASS", "statistics"),
    (condition(Kind.STATISTICS, "ENROLLED"), "FAIL", "statistics"),
    (condition(Kind.YEARS_AT_LEAST, years=3), "PASS", "registeredOn"),
    (condition(Kind.YEARS_AT_LEAST, years=4), "FAIL", "registeredOn"),
    (condition(Kind.YEARS_AT_MOST, years=4), "PASS", "registeredOn"),
    (condition(Kind.YEARS_AT_MOST, years=3), "FAIL", "registeredOn"),
    (condition(Kind.REVENUE_AT_LEAST, amount=Decimal(500)), "PASS", "revenue"),
    (condition(Kind.REVENUE_AT_LEAST, amount=Decimal("500.01")), "FAIL", "revenue"),
    (condition(Kind.CERTIFICATE, "ISO 9001", "CE"), "PASS", "certificates"),
    (condition(Kind.CERTIFICATE, "CE"), "FAIL", "certificates"),
]
KNOWN: list[tuple[Condition, str]] = [
    (condition(Kind.ENTERPRISE_KIND, "ENTERPRISE"), "PASS"),
    (condition(Kind.ENTERPRISE_KIND, "SOLE_TRADER"), "FAIL"),
    (condition(Kind.ENTERPRISE_STATUS, "ACTIVE", "PREPARING"), "PASS"),
    (condition(Kind.ENTERPRISE_STATUS, "MOVED"), "FAIL"),
    (condition(Kind.TIER, "UNICORN", "GAZELLE"), "PASS"),
    (condition(Kind.TIER, "UNICORN"), "FAIL"),
    (condition(Kind.CHAIN, chain_id=CHAIN), "PASS"),
    (condition(Kind.CHAIN, chain_id=uid(99)), "FAIL"),
]
"""What a register always knows."""


def test_each_condition_passes_or_fails_by_what_there_is() -> None:
    assert {each.kind for each, *_ in CASES} | {each.kind for each, _ in KNOWN} == set(Kind)
    for asked, right in [(each, right) for each, right, _ in CASES] + KNOWN:
        assert outcome(asked) == (right, None), asked


def test_what_is_not_known_never_passes_and_says_what_is_missing() -> None:
    for asked, _, field in CASES:
        assert outcome(asked, NOTHING, Supplied()) == ("UNKNOWN", field), asked


def test_a_code_that_is_less_exact_than_the_condition_is_not_known() -> None:
    for code in ("C", "33", "331"):
        facts = Facts(**{name: getattr(FACTS, name) for name in Facts.__slots__} | {"industry_code": code})
        assert outcome(condition(Kind.INDUSTRY_IN, "3311"), facts)[0] == "UNKNOWN"
        assert outcome(condition(Kind.INDUSTRY_OUT, "3311"), facts)[0] == "UNKNOWN"
        assert outcome(condition(Kind.INDUSTRY_IN, "34"), facts)[0] == ("UNKNOWN" if code == "C" else "FAIL")


def test_a_county_that_is_all_that_is_known_may_be_enough() -> None:
    assert outcome(condition(Kind.DIVISION, "3709"), NOTHING) == ("PASS", None)
    assert outcome(condition(Kind.DIVISION, "370902"), NOTHING) == ("UNKNOWN", "divisionCode")


def test_an_anniversary_of_29_february_is_the_28th() -> None:
    ground = Ground(FACTS, SAID, NAMES, date(2023, 2, 28))
    asked = condition(Kind.YEARS_AT_LEAST, years=3)
    assert judge(CLAUSE, [asked], ground).outcome is ClauseOutcome.ELIGIBLE


PASS, FAIL, UNKNOWN = (
    condition(Kind.TIER, "GAZELLE"),
    condition(Kind.TIER, "UNICORN"),
    condition(Kind.REVENUE_AT_LEAST, amount=Decimal(1)),
)
BY_OUTCOME = {ConditionOutcome.PASS: PASS, ConditionOutcome.FAIL: FAIL, ConditionOutcome.UNKNOWN: UNKNOWN}


@given(st.lists(st.tuples(st.sampled_from(ConditionOutcome), st.integers(1, 3)), max_size=6))
def test_a_clause_needs_every_alternative_and_of_an_alternative_any(
    drawn: list[tuple[ConditionOutcome, int]],
) -> None:
    asked = [
        condition(kept.kind, *kept.codes, place=n, amount=kept.amount, alternative=alternative)
        for n, (each, alternative) in enumerate(drawn, 1)
        for kept in [BY_OUTCOME[each]]
    ]
    said = judge(CLAUSE, asked, Ground(FACTS, Supplied(), NAMES, TODAY))
    groups = [{each for each, of in drawn if of == n} for n in {n for _, n in drawn}]
    passes = [ConditionOutcome.PASS in group for group in groups]
    fails = [group == {ConditionOutcome.FAIL} for group in groups]
    right = ClauseOutcome.UNKNOWN
    if all(passes):
        right = ClauseOutcome.ELIGIBLE
    elif any(fails):
        right = ClauseOutcome.NOT_ELIGIBLE
    assert said.outcome is right
    assert [each.outcome for each in said.trace] == [each for each, _ in drawn]
    if right is ClauseOutcome.ELIGIBLE:
        assert missing(said.trace) == ()
    if right is ClauseOutcome.UNKNOWN:
        assert missing(said.trace) == ("revenue",)


def test_what_is_asked_and_what_there_is_are_said_in_both_languages() -> None:
    for asked in [each for each, *_ in CASES] + [each for each, _ in KNOWN]:
        for facts, supplied in ((FACTS, SAID), (NOTHING, Supplied())):
            (trace,) = judge(CLAUSE, [asked], Ground(facts, supplied, NAMES, TODAY)).trace
            words = trace.message
            assert "None" not in words.en
            assert "{" not in words.en
            assert any("\u4e00" <= letter <= "\u9fff" for letter in words.zh)
            assert "None" not in words.zh


# --- The same in SQL --------------------------------------------------------------------------------------------------

INDUSTRIES = (None, "C", "33", "331", "3311", "F", "5212", "34")
SCOPES = ("C", "33", "3311", "F", "52", "5212", "34")
DIVISIONS = (None, "370902", "370911", "330100")
DAYS = (None, TODAY, date(2020, 2, 29), date(2022, 6, 13), date(2022, 6, 14), date(1990, 1, 1))


def drawn_condition(random: Random, place: int, zones: list[UUID], chains: list[UUID]) -> Condition:
    kind = random.choice(list(Kind))
    more: dict[str, Any] = {"alternative": random.choice((1, 2, 30 + place))}
    codes: tuple[str, ...] = ()
    match kind:
        case Kind.INDUSTRY_IN | Kind.INDUSTRY_OUT:
            codes = tuple(random.sample(SCOPES, random.randint(1, 2)))
        case Kind.ENTERPRISE_KIND:
            codes = (random.choice(list(EnterpriseKind)),)
        case Kind.ENTERPRISE_STATUS:
            codes = (random.choice(list(EnterpriseStatus)), "ACTIVE")
        case Kind.DIVISION:
            codes = (random.choice(("37", "3709", "370902", "33")),)
        case Kind.TIER:
            codes = tuple(random.sample(list(Tier), 2))
        case Kind.STATISTICS:
            codes = (random.choice(LADDER),)
        case Kind.CERTIFICATE:
            codes = ("CE",)
        case Kind.ZONE:
            more["zone_id"] = random.choice(zones)
        case Kind.CHAIN:
            more["chain_id"] = random.choice(chains)
        case Kind.YEARS_AT_LEAST | Kind.YEARS_AT_MOST:
            more["years"] = random.choice((0, 1, 3, 200))
        case Kind.REVENUE_AT_LEAST:
            more["amount"] = Decimal(1)
    return condition(kind, *codes, place=place, **more)


async def fill(owner: Any, random: Random) -> None:
    """Enterprises of every sort."""
    zones = [uid(n) for n in (11, 12, 13)]
    for id, parent in zip(zones, (None, uid(11), uid(12)), strict=True):
        await owner.execute(
            """INSERT INTO zones (id, county_code, name, kind, division_code, parent_id, version)
               VALUES ($1, $2, $4, 'DEV_ZONE', $2, $3, 1)""",
            id, COUNTY, parent, f'{id}',
        )  # fmt: skip
    track = "INSERT INTO tracks (id, county_code, code, name, \"group\") VALUES ($1, $2, 'A', 'A', 'X')"
    await owner.execute(track, uid(31), COUNTY)
    for n in (32, 33):
        chain = """INSERT INTO chains (id, county_code, track_id, name, since, version)
                   VALUES ($1, $2, $3, $4, '2020-01-01', 1)"""
        await owner.execute(chain, uid(n), COUNTY, uid(31), f"{n} 号链")
    for n in range(80):
        id = uid(100 + n)
        status = random.choice(list(EnterpriseStatus))
        spelling = spelled(COUNTY, f"{n} 号厂")
        await owner.execute(
            """INSERT INTO enterprises (id, county_code, name, uscc, status, kind, division_code, zone_id, industry_code,
                 registered_on, version, search_terms, pinyin)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12)""",
            id, COUNTY, f"{n} 号厂", credit_code(n), status, random.choice(list(EnterpriseKind)),
            random.choice(DIVISIONS), random.choice((None, *zones)), random.choice(INDUSTRIES), random.choice(DAYS),
            list(spelling.search_terms), spelling.pinyin,
        )  # fmt: skip
        for k, tier in enumerate(random.sample(list(Tier), random.randint(0, 3))):
            until = random.choice((None, TODAY, date(2024, 1, 1)))
            granted = random.choice((date(2023, 1, 1), TODAY)) if until != TODAY else date(2023, 1, 1)
            await owner.execute(
                "INSERT INTO tier_statuses VALUES ($1, $2, $3, $4, $5, $6, '公示')",
                uid(1000 + 10 * n + k), COUNTY, id, tier, granted, until,
            )  # fmt: skip
        if random.random() < 0.7:
            await owner.execute(
                "INSERT INTO statistics_statuses (enterprise_id, county_code, state, since) VALUES ($1, $2, $3, $4)",
                id, COUNTY, random.choice(list(StatState)), TODAY,
            )  # fmt: skip
        for k, chain in enumerate((uid(32), uid(33))):
            if random.random() < 0.4:
                await owner.execute(
                    """INSERT INTO chain_memberships (id, county_code, chain_id, enterprise_id, role, since, until, version)
                       VALUES ($1, $2, $3, $4, 'MEMBER', '2021-01-01', $5, 1)""",
                    uid(3000 + 10 * n + k), COUNTY, chain, id, random.choice((None, date(2022, 1, 1))),
                )  # fmt: skip


@pytest.mark.anyio
async def test_the_statement_says_of_every_enterprise_what_the_domain_says_of_one(api: Api) -> None:
    random = seeded(20230613)
    await fill(api.owner, random)
    zones, chains = [uid(n) for n in (11, 12, 13)], [uid(32), uid(33)]
    await api.owner.execute(
        "INSERT INTO organizations (id, county_code, name, kind, version) VALUES ($1, $2, '局', 'DEPARTMENT', 1)",
        uid(41), COUNTY,
    )  # fmt: skip
    await api.owner.execute(
        """INSERT INTO policies (id, county_code, title, document_number, organization_id, legal_basis, review_status,
             valid_from, state, version) VALUES ($1, $2, '办法', '1', $3, '法', 'PENDING', '2023-01-01', 'DRAFT', 1)""",
        uid(42), COUNTY, uid(41),
    )  # fmt: skip
    rows = enterprises.alias("asked")
    statement = Statement(select(rows.c.id, outcome_of(rows, "clause").label("place")))
    met = set[ClauseOutcome]()
    async with api.world.database.connection(COUNTY) as connection:
        facts = [await db.policies.facts_of(connection, uid(100 + n), TODAY) for n in range(80)]
        for n in range(120):
            clause = uid(50_000 + n)
            await connection.execute(
                """INSERT INTO policy_clauses (id, county_code, policy_id, number, title, text, benefit, amount_rule,
                     published) VALUES ($1, $2, $3, $4, '条', '文', 'OTHER', 'ASSESSED', false)""",
                clause, COUNTY, uid(42), n + 1,
            )  # fmt: skip
            asked = [
                condition_of(drawn_condition(random, place, zones, chains), clause, n)
                for place in range(1, random.choice((1, 1, 2, 3, 4)))
            ]
            for each in asked:
                given = db.policies.condition_columns(each)
                places = ", ".join(f"${place}" for place in range(1, len(given) + 1))
                insert = f"INSERT INTO clause_conditions ({', '.join(given)}) VALUES ({places})"  # noqa: S608
                await connection.execute(insert, *given.values())
            said = await statement.all(connection, clause=clause, viewer_today=TODAY)
            told = {row["id"]: OUTCOMES[row["place"]] for row in said}
            right = {
                each.enterprise_id: judge(CLAUSE, asked, Ground(each, Supplied(), NAMES, TODAY)).outcome
                for each in facts
                if each is not None
            }
            assert told == right, asked
            met |= set(right.values())
    assert len(right) == 80
    assert met == set(ClauseOutcome)


def condition_of(drawn: Condition, clause: UUID, n: int) -> Condition:
    """The same of another clause, under an id of its own."""
    values = {name: getattr(drawn, name) for name in Condition.__slots__}
    return Condition(**values | {"id": uid(60_000 + 10 * n + drawn.place), "clause_id": clause})
