"""What the conditions of a clause come to for an enterprise: the reference for the statement that asks this of every
enterprise at once (`db.policies.eligible`)."""

from calendar import isleap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.enterprises.industries import covers
from domain.enterprises.register import ENTERPRISE_KIND_NAMES, STATUS_NAMES, EnterpriseKind, EnterpriseStatus
from domain.enterprises.standing import TIER_NAMES, Tier
from domain.enterprises.statistics import STAT_NAMES, StatState
from domain.policies.conditions import (
    GRADES,
    LADDER,
    OUTCOMES,
    ClauseEligibility,
    Condition,
    ConditionOutcome,
    ConditionTrace,
    Facts,
    Kind,
    Names,
    PolicyConditionKind,
    Supplied,
)
from domain.policies.records import Clause
from domain.refusals import Words


@dataclass(frozen=True, slots=True)
class Ground:
    """What is looked at: the facts of an enterprise, what it supplies, the names that texts speak of, and the day."""

    facts: Facts
    supplied: Supplied
    names: Names
    today: date


Look = tuple[bool | None, Words | None]
"""Whether a condition is met, `None` when that is not known, and what there is."""


def judge(clause: Clause, conditions: Sequence[Condition], ground: Ground) -> ClauseEligibility:
    """What a clause comes to for an enterprise on a day; one without conditions is for everybody."""
    trace = tuple(_trace(each, ground) for each in conditions)
    alternatives: dict[int, int] = {}
    for each in trace:
        grade = GRADES[each.outcome]
        alternatives[each.alternative] = max(grade, alternatives.get(each.alternative, 0))
    return ClauseEligibility(clause, OUTCOMES[min(alternatives.values(), default=2)], trace)


def missing(trace: Sequence[ConditionTrace]) -> tuple[str, ...]:
    """What has to be known before the outcome is: of alternatives of which one passes, nothing."""
    settled = {each.alternative for each in trace if each.outcome is ConditionOutcome.PASS}
    fields = (each.missing_field for each in trace if each.alternative not in settled)
    return tuple(dict.fromkeys(field for field in fields if field is not None))


def _trace(condition: Condition, ground: Ground) -> ConditionTrace:
    field, look = _LOOKS[condition.kind]
    passes, actual = look(condition, ground)
    outcome = ConditionOutcome.UNKNOWN
    if passes is not None:
        outcome = ConditionOutcome.PASS if passes else ConditionOutcome.FAIL
    missing_field = field if passes is None else None
    return ConditionTrace(condition, outcome, required(condition, ground.names), actual, missing_field)


# --- What there is ----------------------------------------------------------------------------------------------------


def _industry_in(condition: Condition, ground: Ground) -> Look:
    code = ground.facts.industry_code
    return _within_industries(condition.codes, code), None if code is None else _same(code)


def _industry_out(condition: Condition, ground: Ground) -> Look:
    within, actual = _industry_in(condition, ground)
    return None if within is None else not within, actual


def _within_industries(scopes: Sequence[str], code: str | None) -> bool | None:
    """Whether an industry is in any of these; not known where the code is less exact than they are."""
    if code is None:
        return None
    if any(covers(scope, code) for scope in scopes):
        return True
    return None if any(covers(code, scope) for scope in scopes) else False


def _kind(condition: Condition, ground: Ground) -> Look:
    kind = ground.facts.kind
    return kind in condition.codes, ENTERPRISE_KIND_NAMES[kind]


def _status(condition: Condition, ground: Ground) -> Look:
    status = ground.facts.status
    return status in condition.codes, STATUS_NAMES[status]


def _zone(condition: Condition, ground: Ground) -> Look:
    zones = ground.facts.zones
    if not zones:
        return None, None
    return condition.zone_id in zones, _same(ground.names.get(zones[0], "?"))


def _division(condition: Condition, ground: Ground) -> Look:
    """Not known where no more is known than the county."""
    facts = ground.facts
    known = facts.division_code or facts.county_code
    if known.startswith(condition.codes):
        return True, _same(known)
    return None if facts.division_code is None else False, _same(known)


def _tier(condition: Condition, ground: Ground) -> Look:
    held = ground.facts.tiers
    return not held.isdisjoint(condition.codes), _listed([TIER_NAMES[tier] for tier in Tier if tier in held])


def _statistics(condition: Condition, ground: Ground) -> Look:
    state = ground.facts.statistics
    if state is None:
        return None, None
    return _rung(state) >= _rung(StatState(condition.codes[0])), STAT_NAMES[state]


def _rung(state: StatState) -> int:
    return LADDER.index(state) if state in LADDER else 0


def _chain(condition: Condition, ground: Ground) -> Look:
    chains = ground.facts.chains
    names = sorted(ground.names.get(chain, "?") for chain in chains)
    return condition.chain_id in chains, _listed([_same(name) for name in names])


def _years_at_least(condition: Condition, ground: Ground) -> Look:
    return _by_age(condition, ground, lambda day, today: day <= today)


def _years_at_most(condition: Condition, ground: Ground) -> Look:
    return _by_age(condition, ground, lambda day, today: today <= day)


Days = tuple[int, int, int]


def _by_age(condition: Condition, ground: Ground, met: Callable[[Days, Days], bool]) -> Look:
    assert condition.years is not None
    day, today = ground.facts.registered_on, ground.today
    if day is None:
        return None, None
    at_age = anniversary(day, condition.years)
    registered = Words(f"registered on {day}", f"{day} 登记")
    return met(at_age, (today.year, today.month, today.day)), registered


def anniversary(day: date, years: int) -> Days:
    """The day so many years later, as year, month and day; of 29 February it is the 28th in a year without one."""
    year = day.year + years
    short = (day.month, day.day) == (2, 29) and not isleap(year)
    return year, day.month, 28 if short else day.day


def _revenue(condition: Condition, ground: Ground) -> Look:
    assert condition.amount is not None
    revenue = ground.supplied.revenue
    return (None, None) if revenue is None else (revenue >= condition.amount, _yuan(revenue))


def _certificate(condition: Condition, ground: Ground) -> Look:
    held = ground.supplied.certificates
    if held is None:
        return None, None
    return not set(condition.codes).isdisjoint(held), _listed([_same(name) for name in held])


_LOOKS: Mapping[PolicyConditionKind, tuple[str, Callable[[Condition, Ground], Look]]] = {
    Kind.INDUSTRY_IN: ("industry", _industry_in),
    Kind.INDUSTRY_OUT: ("industry", _industry_out),
    Kind.ENTERPRISE_KIND: ("kind", _kind),
    Kind.ENTERPRISE_STATUS: ("status", _status),
    Kind.ZONE: ("zone", _zone),
    Kind.DIVISION: ("divisionCode", _division),
    Kind.TIER: ("tiers", _tier),
    Kind.STATISTICS: ("statistics", _statistics),
    Kind.CHAIN: ("chains", _chain),
    Kind.YEARS_AT_LEAST: ("registeredOn", _years_at_least),
    Kind.YEARS_AT_MOST: ("registeredOn", _years_at_most),
    Kind.REVENUE_AT_LEAST: ("revenue", _revenue),
    Kind.CERTIFICATE: ("certificates", _certificate),
}
"""The field that a condition is about, and how it is looked at."""


# --- What is asked ----------------------------------------------------------------------------------------------------


def required(condition: Condition, names: Names) -> Words:
    """What a condition asks, in words."""
    return _ASKS[condition.kind](condition, names)


def _of_codes(en: str, zh: str) -> Callable[[Condition, Names], Words]:
    """A sentence with the codes in the place of “{}”."""

    def words(condition: Condition, names: Names) -> Words:
        return Words(en.format(", ".join(condition.codes)), zh.format("、".join(condition.codes)))

    return words


def _of_values(en: str, zh: str, named: Callable[[str], Words]) -> Callable[[Condition, Names], Words]:
    """A sentence with the names of the values in the place of “{}”."""

    def words(condition: Condition, names: Names) -> Words:
        values = [named(code) for code in condition.codes]
        return Words(
            en.format(" or ".join(each.en for each in values)),
            zh.format("或".join(each.zh for each in values)),
        )

    return words


def _in_zone(condition: Condition, names: Names) -> Words:
    name = names.get(condition.zone_id, "?") if condition.zone_id else "?"
    return Words(f"to sit in {name}", f"位于{name}")


def _in_chain(condition: Condition, names: Names) -> Words:
    name = names.get(condition.chain_id, "?") if condition.chain_id else "?"
    return Words(f"to be in the chain {name}", f"属于产业链“{name}”")


def _with_revenue(condition: Condition, names: Names) -> Words:
    assert condition.amount is not None
    yuan = _yuan(condition.amount)
    return Words(f"revenue of last year of at least {yuan.en}", f"上年营业收入不低于 {yuan.zh}")


def _old(en: str, zh: str) -> Callable[[Condition, Names], Words]:
    def words(condition: Condition, names: Names) -> Words:
        return Words(en.format(condition.years), zh.format(condition.years))

    return words


_ASKS: Mapping[PolicyConditionKind, Callable[[Condition, Names], Words]] = {
    Kind.INDUSTRY_IN: _of_codes("an industry within {}", "行业属于 {}"),
    Kind.INDUSTRY_OUT: _of_codes("an industry outside {}", "行业不属于 {}"),
    Kind.ENTERPRISE_KIND: _of_values(
        "kind: {}", "类别为{}", lambda code: ENTERPRISE_KIND_NAMES[EnterpriseKind(code)]
    ),
    Kind.ENTERPRISE_STATUS: _of_values(
        "status: {}", "状态为{}", lambda code: STATUS_NAMES[EnterpriseStatus(code)]
    ),
    Kind.ZONE: _in_zone,
    Kind.DIVISION: _of_codes("a division that begins with {}", "行政区划代码以 {} 开头"),
    Kind.TIER: _of_values("tier: {}", "具有{}", lambda code: TIER_NAMES[Tier(code)]),
    Kind.STATISTICS: _of_values(
        "statistics at least: {}", "纳统进度不低于“{}”", lambda code: STAT_NAMES[StatState(code)]
    ),
    Kind.CHAIN: _in_chain,
    Kind.YEARS_AT_LEAST: _old("registered {} years ago or longer", "登记满 {} 年"),
    Kind.YEARS_AT_MOST: _old("registered {} years ago at most", "登记不超过 {} 年"),
    Kind.REVENUE_AT_LEAST: _with_revenue,
    Kind.CERTIFICATE: _of_codes("one of the certificates {}", "具有 {} 之一"),
}


def _same(text: str) -> Words:
    return Words(text, text)


def _listed(names: Sequence[Words]) -> Words:
    if not names:
        return Words("none", "无")
    return Words(", ".join(name.en for name in names), "、".join(name.zh for name in names))


def _yuan(amount: Decimal) -> Words:
    return Words(f"{amount:,.2f} yuan", f"{amount:,.2f} 元")
