"""Adding clauses to a draft, with their conditions, and striking them out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.enterprises.industries import industry_problem
from domain.enterprises.register import EnterpriseKind, EnterpriseStatus
from domain.enterprises.standing import Tier
from domain.money import amount_problem
from domain.policies.conditions import LADDER, WITH_CODES, Condition, Kind, PolicyConditionKind
from domain.policies.publishing import PolicyPublished, changeable, check_period, raised
from domain.policies.records import AmountRule, BenefitKind, Clause, Policy
from domain.refusals import REQUIRED, InvalidInput, Outdated, Problems, Refusal, Words, text_problem

CLAUSE_TITLE_LIMIT, CLAUSE_TEXT_LIMIT, CODE_LIMIT = 200, 4_000, 60

CONDITIONS, CODES, CLAUSES = 30, 50, 200
"""How many conditions a clause has at most, how many codes a condition, and how many clauses a policy."""

MOST_YEARS = 200


@dataclass(frozen=True, slots=True)
class GivenCondition:
    """A condition as the input has it. `has_zone` and `has_chain` say that one is named, whether its id could be read or
    not."""

    kind: PolicyConditionKind
    alternative: int | None
    codes: tuple[str, ...]
    zone_id: UUID | None
    has_zone: bool
    chain_id: UUID | None
    has_chain: bool
    years: int | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class AddClause:
    """Add a clause to a draft."""

    policy_id: UUID | None
    version: int
    number: int
    title: str
    text: str
    benefit: BenefitKind
    amount_rule: AmountRule
    amount: Decimal | None
    rate_bp: int | None
    ceiling: Decimal | None
    opens_on: date | None
    closes_on: date | None
    conditions: tuple[GivenCondition, ...]


@dataclass(frozen=True, slots=True)
class StrikeClause:
    """Strike a clause out of a draft. `version` is the policy's."""

    clause_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class ClauseAdded:
    """The draft has one more clause."""

    clause: Clause
    policy: Policy
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class ClauseStruck:
    """The draft has one clause less."""

    clause: Clause
    policy: Policy


@dataclass(frozen=True, slots=True)
class ClauseNumberTaken(Refusal):
    """The draft has a clause of this number."""

    clause: Clause

    @property
    def message(self) -> Words:
        held = self.clause
        return Words(
            f"Clause {held.number} is “{held.title}” already; choose another number, or strike that clause out first",
            f"第 {held.number} 条已为“{held.title}”,请另选序号或先删去该条",
        )


@dataclass(frozen=True, slots=True)
class ClauseAlreadyStruck(Refusal):
    """The clause was struck out before."""

    struck_on: date

    @property
    def message(self) -> Words:
        return Words(f"The clause was struck out on {self.struck_on}", f"该条款已于 {self.struck_on} 删去")


def check_clause(command: AddClause) -> InvalidInput | None:
    """All that is wrong with a clause by itself."""
    problems = Problems()
    if not 1 <= command.number <= CLAUSES:
        problems.note("number", Words(f"must be from 1 to {CLAUSES}", f"应在 1 至 {CLAUSES} 之间"))
    problems.note("title", text_problem(command.title, CLAUSE_TITLE_LIMIT))
    problems.note("text", text_problem(command.text, CLAUSE_TEXT_LIMIT, lines=True))
    _check_amount(command, problems)
    check_period(command.opens_on, command.closes_on, problems, ("opensOn", "closesOn"))
    if len(command.conditions) > CONDITIONS:
        problems.note(
            "conditions", Words(f"has more than {CONDITIONS} conditions", f"条件超过 {CONDITIONS} 个")
        )
    for place, each in enumerate(command.conditions[:CONDITIONS]):
        _check_condition(each, f"conditions[{place}]", problems)
    return problems.refusal()


def _check_amount(command: AddClause, problems: Problems) -> None:
    """What an amount rule needs is given, and nothing else."""
    fixed, rate = (command.amount_rule is each for each in (AmountRule.FIXED, AmountRule.RATE))
    for path, value, wanted in (("amount", command.amount, fixed), ("ceiling", command.ceiling, rate)):
        if wanted:
            problems.note(path, amount_problem(value))
        elif value is not None:
            problems.note(path, _not_for(command.amount_rule))
    if rate and command.rate_bp is None:
        problems.note("rateBp", REQUIRED)
    elif command.rate_bp is not None and not rate:
        problems.note("rateBp", _not_for(command.amount_rule))
    elif command.rate_bp is not None and not 1 <= command.rate_bp <= 10_000:
        problems.note(
            "rateBp",
            Words("must be from 1 to 10000, hundredths of a percent", "应在 1 至 10000 之间(万分之一)"),
        )


def _not_for(rule: AmountRule | PolicyConditionKind) -> Words:
    return Words(f"does not go with {rule.value}", f"与 {rule.value} 不符,请勿填写")


def _check_condition(condition: GivenCondition, path: str, problems: Problems) -> None:
    """A condition has what its kind needs, and nothing else."""
    kind = condition.kind
    has = {
        "codes": bool(condition.codes),
        "zoneId": condition.has_zone,
        "chainId": condition.has_chain,
        "years": condition.years is not None,
        "amount": condition.amount is not None,
    }
    needed = _NEEDED.get(kind, "codes")
    for name, given in has.items():
        if name == needed and not given:
            problems.note(f"{path}.{name}", REQUIRED)
        elif name != needed and given:
            problems.note(f"{path}.{name}", _not_for(kind))
    if condition.alternative is not None and not 1 <= condition.alternative <= CONDITIONS:
        problems.note(
            f"{path}.alternative", Words(f"must be from 1 to {CONDITIONS}", f"应在 1 至 {CONDITIONS} 之间")
        )
    if needed == "years" and condition.years is not None and not 0 <= condition.years <= MOST_YEARS:
        problems.note(
            f"{path}.years", Words(f"must be from 0 to {MOST_YEARS}", f"应在 0 至 {MOST_YEARS} 之间")
        )
    if needed == "amount" and condition.amount is not None:
        problems.note(f"{path}.amount", amount_problem(condition.amount))
    if kind in WITH_CODES:
        problems.note(f"{path}.codes", _codes_problem(kind, condition.codes))


_NEEDED = {
    Kind.ZONE: "zoneId",
    Kind.CHAIN: "chainId",
    Kind.YEARS_AT_LEAST: "years",
    Kind.YEARS_AT_MOST: "years",
    Kind.REVENUE_AT_LEAST: "amount",
}


def _codes_problem(kind: PolicyConditionKind, codes: Sequence[str]) -> Words | None:
    """What is wrong with the first of the codes that is not right."""
    if len(codes) > CODES:
        return Words(f"has more than {CODES} codes", f"超过 {CODES} 个")
    if kind is Kind.STATISTICS and len(codes) > 1:
        return Words("takes one state: the least", "只能填一个状态(最低要求)")
    return next((problem for code in codes if (problem := _CODE_PROBLEMS[kind](code))), None)


def _value_of(values: Sequence[StrEnum]) -> Callable[[str], Words | None]:
    def problem(code: str) -> Words | None:
        if code in values:
            return None
        listed = ", ".join(values)
        return Words(f"{code[:CODE_LIMIT]!r} is none of {listed}", f"“{code[:CODE_LIMIT]}”应为 {listed} 之一")

    return problem


def _division_problem(code: str) -> Words | None:
    if 2 <= len(code) <= 6 and code.isascii() and code.isdigit() and code[0] != "0":
        return None
    return Words(
        f"{code[:CODE_LIMIT]!r} is no beginning of a division code: two to six digits",
        f"“{code[:CODE_LIMIT]}”不是行政区划代码的前 2 至 6 位",
    )


_CODE_PROBLEMS: dict[PolicyConditionKind, Callable[[str], Words | None]] = {
    Kind.INDUSTRY_IN: industry_problem,
    Kind.INDUSTRY_OUT: industry_problem,
    Kind.ENTERPRISE_KIND: _value_of(tuple(EnterpriseKind)),
    Kind.ENTERPRISE_STATUS: _value_of(tuple(EnterpriseStatus)),
    Kind.DIVISION: _division_problem,
    Kind.TIER: _value_of(tuple(Tier)),
    Kind.STATISTICS: _value_of(LADDER),
    Kind.CERTIFICATE: lambda code: text_problem(code, CODE_LIMIT),
}


def add_clause(
    command: AddClause, policy: Policy, held: Sequence[Clause], id: UUID, ids: Sequence[UUID]
) -> ClauseAdded | Outdated | PolicyPublished | ClauseNumberTaken:
    """The clause of a checked command, beside those that the draft has; `ids` are for its conditions. A condition that
    names no alternative is one of its own."""
    if refused := changeable(policy, command.version):
        return refused
    standing = (each for each in held if each.struck_on is None)
    if (taken := next((each for each in standing if each.number == command.number), None)) is not None:
        return ClauseNumberTaken(taken)
    clause = Clause(
        id=id,
        county_code=policy.county_code,
        policy_id=policy.id,
        number=command.number,
        title=command.title.strip(),
        text=command.text.strip(),
        benefit=command.benefit,
        amount_rule=command.amount_rule,
        amount=command.amount,
        rate_bp=command.rate_bp,
        ceiling=command.ceiling,
        opens_on=command.opens_on,
        closes_on=command.closes_on,
        struck_on=None,
        published=False,
    )
    conditions = tuple(
        Condition(
            id=each_id,
            county_code=policy.county_code,
            clause_id=id,
            place=place,
            alternative=CONDITIONS + place if given.alternative is None else given.alternative,
            kind=given.kind,
            codes=tuple(dict.fromkeys(code.strip() for code in given.codes)),
            zone_id=given.zone_id,
            chain_id=given.chain_id,
            years=given.years,
            amount=given.amount,
            published=False,
        )
        for place, (given, each_id) in enumerate(zip(command.conditions, ids, strict=True), 1)
    )
    return ClauseAdded(clause, raised(policy), conditions)


def strike_clause(
    command: StrikeClause, clause: Clause, policy: Policy, today: date
) -> ClauseStruck | Outdated | PolicyPublished | ClauseAlreadyStruck:
    """Strike a clause out of a draft; it stays on record."""
    if refused := changeable(policy, command.version):
        return refused
    if clause.struck_on is not None:
        return ClauseAlreadyStruck(clause.struck_on)
    return ClauseStruck(replace(clause, struck_on=today), raised(policy))
