"""What comes of each of the fourteen hard rules for a pair: PASS, FAIL or UNKNOWN, exactly, and without a word. Of what is
not known nothing passes; `domain.financing.eligibility` puts it into words."""

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from domain.enterprises import industries
from domain.financing.consents import consented
from domain.financing.pairs import Pair

_CENT = Decimal("0.01")


class RuleCode(StrEnum):
    """A hard rule. 硬性条件。"""

    KIND = "KIND"
    AMOUNT_RANGE = "AMOUNT_RANGE"
    TERM = "TERM"
    COLLATERAL_TYPE = "COLLATERAL_TYPE"
    COVERAGE_LTV = "COVERAGE_LTV"
    YEARS = "YEARS"
    REVENUE = "REVENUE"
    INDUSTRY = "INDUSTRY"
    REGION = "REGION"
    TAX_GRADE = "TAX_GRADE"
    VALIDITY = "VALIDITY"
    QUOTA_LEFT = "QUOTA_LEFT"
    CONSENT = "CONSENT"
    SERIOUS_DISHONESTY = "SERIOUS_DISHONESTY"


class Outcome(StrEnum):
    """What comes of a rule. 判定结果。"""

    PASS = "PASS"  # noqa: S105 - no password
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"


PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN


def _said(holds: bool) -> Outcome:
    return PASS if holds else FAIL


def _worst(outcomes: Iterable[Outcome]) -> Outcome:
    found = set(outcomes)
    return FAIL if FAIL in found else UNKNOWN if UNKNOWN in found else PASS


def kind(pair: Pair) -> Outcome:
    """What the enterprise itself asks for: a kind of financing that it accepts, at a rate that it would pay. A product is too
    dear when its lowest rate is above the ceiling; without a ceiling none is."""
    demand, product = pair.demand, pair.product
    ceiling = demand.max_annual_rate_bp
    return _said(product.kind in demand.kinds and (ceiling is None or product.least_rate_bp <= ceiling))


def amount_range(pair: Pair) -> Outcome:
    """The amount is within the product's."""
    return _said(pair.product.least_amount <= pair.demand.amount <= pair.product.most_amount)


def term(pair: Pair) -> Outcome:
    """The term is within the product's."""
    return _said(pair.product.least_term_months <= pair.demand.term_months <= pair.product.most_term_months)


def collateral_type(pair: Pair) -> Outcome:
    """Some collateral is of a kind that the product accepts, if it asks for any."""
    return _said(not pair.missing_kinds)


def coverage_ltv(pair: Pair) -> Outcome:
    """The amount is at most the product's part of what the accepted collateral is worth. What is known may be enough."""
    product = pair.product
    if product.most_ltv_percent is None or not product.collateral_kinds:
        return PASS
    if pair.known_value * product.most_ltv_percent >= pair.demand.amount * 100:
        return PASS
    return UNKNOWN if None in pair.usable else FAIL


def years(pair: Pair) -> Outcome:
    """The enterprise is old enough, in full years since it was registered."""
    least = pair.product.least_years
    if least is None:
        return PASS
    known = pair.years
    return UNKNOWN if known is None else _said(known >= least)


def revenue(pair: Pair) -> Outcome:
    """Last year's revenue is high enough."""
    least, known = pair.product.least_revenue, pair.demand.revenue_last_year
    if least is None:
        return PASS
    return UNKNOWN if known is None else _said(known >= least)


def industry(pair: Pair) -> Outcome:
    """The industry is within one of those that are meant, if any are named, and within none of those that are not. Of an
    enterprise of which only a broader industry is known, a narrower one of the product says nothing."""
    product = pair.product
    return within_industries(pair.applicant.industry_code, product.industries_in, product.industries_out)


def within_industries(code: str | None, meant: tuple[str, ...], not_meant: tuple[str, ...]) -> Outcome:
    """The same for an industry that may not be known."""
    if not meant and not not_meant:
        return PASS
    if code is None:
        return UNKNOWN
    if any(industries.covers(scope, code) for scope in not_meant):
        return FAIL
    if any(industries.covers(code, scope) for scope in not_meant):
        return UNKNOWN
    if not meant or any(industries.covers(scope, code) for scope in meant):
        return PASS
    return UNKNOWN if any(industries.covers(code, scope) for scope in meant) else FAIL


def significant(division: str) -> str:
    """The digits of a division's code that say something: of 370900, a prefecture, 3709."""
    while len(division) > 2 and division.endswith("00") and len(division) % 2 == 0:
        division = division[:-2]
    return division


def division(pair: Pair) -> Outcome:
    """The enterprise sits in one of the divisions that are meant, if any are named; as with industries, one that is narrower
    than what is known says nothing."""
    return within_divisions(pair.applicant.division_code, pair.product.divisions)


def within_divisions(division_code: str | None, divisions: tuple[str, ...]) -> Outcome:
    """The same for a division that may not be known."""
    wanted = [significant(each) for each in divisions]
    if not wanted:
        return PASS
    if division_code is None:
        return UNKNOWN
    code = significant(division_code)
    if any(code.startswith(each) for each in wanted):
        return PASS
    return UNKNOWN if any(each.startswith(code) for each in wanted) else FAIL


def chain(pair: Pair) -> Outcome:
    """The demand is for one of the chains that are meant, or the enterprise is in one, if any are named."""
    wanted, known = pair.product.chain_ids, pair.chain_ids
    if not wanted or (known is not None and not set(wanted).isdisjoint(known)):
        return PASS
    return UNKNOWN if pair.applicant.chain_ids is None else FAIL


def region(pair: Pair) -> Outcome:
    """Both the division and the chain are meant."""
    return _worst((division(pair), chain(pair)))


def tax_grade(pair: Pair) -> Outcome:
    """The grade of tax credit is one of those that are meant, if any are named."""
    if not pair.product.tax_grades:
        return PASS
    known = pair.demand.tax_grade
    return UNKNOWN if known is None else _said(known in pair.product.tax_grades)


def validity(pair: Pair) -> Outcome:
    """The product is offered today."""
    return _said(pair.product.is_valid_on(pair.today))


def quota_left(pair: Pair) -> Outcome:
    """As much is left to be granted, if that is limited."""
    left = pair.product.quota_left
    return _said(left is None or pair.demand.amount <= left)


def consent(pair: Pair) -> Outcome:
    """The enterprise lets the institution see the demand today."""
    return _said(consented(pair.consents, pair.product.institution_id, pair.today))


def serious_dishonesty(pair: Pair) -> Outcome:
    """The enterprise is not on the list of serious dishonesty, and somebody has looked."""
    listed = pair.demand.dishonest
    return UNKNOWN if listed is None else _said(not listed)


OF_RULE: Mapping[RuleCode, Callable[[Pair], Outcome]] = {
    RuleCode.KIND: kind,
    RuleCode.AMOUNT_RANGE: amount_range,
    RuleCode.TERM: term,
    RuleCode.COLLATERAL_TYPE: collateral_type,
    RuleCode.COVERAGE_LTV: coverage_ltv,
    RuleCode.YEARS: years,
    RuleCode.REVENUE: revenue,
    RuleCode.INDUSTRY: industry,
    RuleCode.REGION: region,
    RuleCode.TAX_GRADE: tax_grade,
    RuleCode.VALIDITY: validity,
    RuleCode.QUOTA_LEFT: quota_left,
    RuleCode.CONSENT: consent,
    RuleCode.SERIOUS_DISHONESTY: serious_dishonesty,
}
"""The fourteen, in their order."""

_RULES = tuple(OF_RULE.values())


def outcomes(pair: Pair) -> tuple[Outcome, ...]:
    """What comes of the fourteen, in their order."""
    return tuple([rule(pair) for rule in _RULES])


def most_covered(pair: Pair) -> Decimal:
    """The highest amount, in whole fen, that the collateral of known value covers."""
    ltv = pair.product.most_ltv_percent or 0
    return (pair.known_value * ltv / 100).quantize(_CENT, ROUND_FLOOR)


def least_collateral(pair: Pair) -> Decimal:
    """The least value of collateral, in whole fen, that covers the amount."""
    ltv = pair.product.most_ltv_percent or 100
    return (pair.demand.amount * 100 / ltv).quantize(_CENT, ROUND_CEILING)
