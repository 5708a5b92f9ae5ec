"""The rules and the utilities for all pairs of many demands and products at once: the twin of `outcomes` and `utility`, which
explain one pair. Both give the same, bit by bit.

It computes with whole numbers of 64 bits; where amounts are so large that a product of two would not fit, with those of
Python, which are slower and have no limit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from domain.enterprises import industries
from domain.financing.assignment import Numbers
from domain.financing.columns import COLLATERALS, NOT_KNOWN, DemandColumns, ProductColumns
from domain.financing.match_policies import EnterpriseWeights, InstitutionWeights
from domain.financing.outcomes import Outcome, RuleCode, within_divisions, within_industries
from domain.financing.utility import REFERENCE_RATE_BP

Truths = NDArray[np.bool_]
Whole = NDArray[Any]
"""Whole numbers, of 64 bits or of Python."""

RULES = tuple(RuleCode)
ROOM = 2**62
"""What no product of amounts may come to where they have 64 bits."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Of each pair, a demand a row and a product a column: the rules that fail and those that cannot be told, as bits in the
    order of `RuleCode`, and both utilities."""

    failed: Numbers
    unknown: Numbers
    enterprise: Numbers
    institution: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """What matching needs of the scores of some demands. Of each demand and institution with which it may meet, the product
    that is best for the enterprise: `demand`, `institution` and `product` say which, `wished` and `liked` are its
    utilities, `unknown` are its rules that cannot be told. Of each demand, to how many institutions it may go, and the
    product that is nearest to it, -1 if there is none, with the rules that fail and that cannot be told. And how many pairs are eligible, and
    how many would be if something were known."""

    demand: Numbers
    institution: Numbers
    product: Numbers
    wished: Numbers
    liked: Numbers
    unknown: Numbers
    offers: Numbers
    nearest: Numbers
    nearest_failed: Numbers
    nearest_unknown: Numbers
    eligible_pairs: int
    unknown_pairs: int

    @property
    def small(self) -> "Scored":
        """The same in a sixth of the bytes: no number here is greater than 32767."""
        return replace(
            self,
            **{
                name: value.astype(np.int16)
                for name in self.__slots__
                if isinstance(value := getattr(self, name), np.ndarray)
            },
        )


def scored(
    demands: DemandColumns,
    products: ProductColumns,
    enterprise: EnterpriseWeights,
    institution: InstitutionWeights,
    *,
    with_unknown: bool,
) -> Scored:
    """Score demands, and keep of each the best product of every institution. The products stand in the order of their
    ids; a pair of which something is not known counts as a match only `with_unknown`."""
    rows, columns = len(demands.amount), len(products.kind)
    if not rows or not columns:
        return _nothing(rows)
    scores = score(demands, products, enterprise, institution)
    fits = (scores.failed == 0) & ((scores.unknown == 0) | with_unknown)
    owner = np.array(products.institution, np.int64)
    order = np.argsort(owner, kind="stable")
    worth: Numbers = (scores.enterprise * 101 + scores.institution) * columns + (
        columns - 1 - np.arange(columns)
    )
    worth = np.where(fits, worth, -1)[:, order]
    begins = np.flatnonzero(np.concatenate(([True], np.diff(owner[order]) != 0)))
    best = np.maximum.reduceat(worth, begins, axis=1)
    demand, place = np.nonzero(best >= 0)
    product = columns - 1 - best[demand, place] % columns
    failing, open_ = (np.bitwise_count(bits).astype(np.int64) for bits in (scores.failed, scores.unknown))
    nearest = np.argmin(failing * (len(RULES) + 1) + open_, axis=1)
    each: Numbers = np.arange(rows)
    return Scored(
        demand=demand,
        institution=owner[product],
        product=product,
        wished=scores.enterprise[demand, product],
        liked=scores.institution[demand, product],
        unknown=scores.unknown[demand, product],
        offers=np.bincount(demand, minlength=rows),
        nearest=nearest,
        nearest_failed=scores.failed[each, nearest],
        nearest_unknown=scores.unknown[each, nearest],
        eligible_pairs=int(np.count_nonzero((scores.failed == 0) & (scores.unknown == 0))),
        unknown_pairs=int(np.count_nonzero((scores.failed == 0) & (scores.unknown != 0))),
    )


def _nothing(rows: int) -> Scored:
    none, each = np.zeros(0, np.int64), np.zeros(rows, np.int64)
    return Scored(none, none, none, none, none, none, each, each - 1, each, each, 0, 0)


def score(
    demands: DemandColumns,
    products: ProductColumns,
    enterprise: EnterpriseWeights,
    institution: InstitutionWeights,
) -> Scores:
    """What comes of the rules and the utilities for all pairs."""
    sides = _Sides(demands, products)
    return Scores(
        *_outcomes(sides),
        enterprise=_weighed(
            (_price(sides), enterprise.price),
            (_amount_coverage(sides), enterprise.amount_coverage),
            (sides.product("speed"), enterprise.decision_speed),
            (_term_fit(sides), enterprise.term_fit),
        ),
        institution=_weighed(
            (_appetite(sides), institution.appetite),
            (_ticket_size(sides), institution.ticket_size),
            (_collateral_coverage(sides), institution.collateral_coverage),
            (sides.demand("completeness"), institution.completeness),
        ),
    )


class _Sides:
    """Both sides as arrays: a demand is a row, a product a column."""

    def __init__(self, demands: DemandColumns, products: ProductColumns) -> None:
        self.demands, self.products = demands, products
        amounts = (*demands.amount, *demands.revenue, *products.most_amount, *products.quota_left)
        worth = max((sum(each) for each in demands.worth), default=0)
        largest = max((worth, *amounts, *products.least_revenue), default=0)
        fits = largest * 4 * max(200, *products.ltv) < ROOM
        self._type: Any = np.int64 if fits else object
        accepted = np.array(
            [[mask >> place & 1 for mask in products.collateral] for place in range(len(COLLATERALS))]
        )
        self.usable: Whole = np.array(demands.worth, self._type).reshape(-1, len(COLLATERALS)) @ accepted
        """What the collateral is worth that a product accepts."""

    def demand(self, name: str) -> Whole:
        """A column of the demands."""
        return self._column(getattr(self.demands, name))[:, None]

    def product(self, name: str) -> Whole:
        """A column of the products."""
        return self._column(getattr(self.products, name))[None, :]

    def _column(self, values: list[int]) -> Whole:
        return np.array(values, object if max(values, default=0) >= ROOM else self._type)


def _outcomes(sides: _Sides) -> tuple[Numbers, Numbers]:
    shape = len(sides.demands.amount), len(sides.products.kind)
    failed, unknown = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for bit, rule in enumerate(RULES):
        fails, open_ = _OF_RULE[rule](sides)
        failed |= np.where(fails, 1 << bit, 0)
        unknown |= np.where(open_ & ~fails, 1 << bit, 0)
    return failed, unknown


Told = tuple[Truths, Truths]
"""Which pairs fail a rule, and of which it cannot be told."""


def _said(fails: Any) -> Told:
    failing = np.asarray(fails, bool)
    return failing, np.zeros_like(failing)


def _kind(sides: _Sides) -> Told:
    ceiling = sides.demand("ceiling")
    too_dear = (ceiling != NOT_KNOWN) & (sides.product("least_rate") > ceiling)
    return _said(((sides.demand("kinds") & sides.product("kind")) == 0) | too_dear)


def _within(sides: _Sides, name: str) -> Told:
    value, least, most = sides.demand(name), sides.product(f"least_{name}"), sides.product(f"most_{name}")
    return _said((value < least) | (value > most))


def _collateral_type(sides: _Sides) -> Told:
    asked = sides.product("collateral")
    return _said((asked != 0) & ((sides.demand("offered") & asked) == 0))


def _coverage_ltv(sides: _Sides) -> Told:
    ltv, asked = sides.product("ltv"), sides.product("collateral")
    short = (ltv != NOT_KNOWN) & (asked != 0) & (sides.usable * ltv < sides.demand("amount") * 100)
    maybe = (sides.demand("unvalued") & asked) != 0
    return np.asarray(short & ~maybe, bool), np.asarray(short & maybe, bool)


def _at_least(sides: _Sides, name: str) -> Told:
    known, least = sides.demand(name), sides.product(f"least_{name}")
    asked, said = least != NOT_KNOWN, known != NOT_KNOWN
    return np.asarray(asked & said & (known < least), bool), np.asarray(asked & ~said, bool)


def _industry(sides: _Sides) -> Told:
    told = _looked_up(sides.demands.industry, sides.products.industries, _of_industry)
    return told == 1, told == 2


def _region(sides: _Sides) -> Told:
    told = _looked_up(sides.demands.division, sides.products.divisions, _of_division)
    wanted = sides.product("chains")
    elsewhere = (wanted != 0) & ((sides.demand("chains") & wanted) == 0)
    known = np.array(sides.demands.chains_known, bool)[:, None]
    fails = (told == 1) | np.asarray(elsewhere & known, bool)
    return fails, (told == 2) | np.asarray(elsewhere & ~known, bool)


def _tax_grade(sides: _Sides) -> Told:
    known, wanted = sides.demand("grade"), sides.product("grades")
    fails = (wanted != 0) & (known != 0) & ((known & wanted) == 0)
    return np.asarray(fails, bool), np.asarray((wanted != 0) & (known == 0), bool)


def _validity(sides: _Sides) -> Told:
    return _said(~np.array(sides.products.valid, bool)[None, :])


def _quota_left(sides: _Sides) -> Told:
    left = sides.product("quota_left")
    return _said((left != NOT_KNOWN) & (sides.demand("amount") > left))


def _consent(sides: _Sides) -> Told:
    shared = np.array(
        [
            [mask >> place & 1 for place in range(max(sides.products.institution, default=0) + 1)]
            for mask in sides.demands.consented
        ],
        bool,
    ).reshape(len(sides.demands.consented), -1)
    return _said(~shared[:, np.array(sides.products.institution, np.int64)])


def _serious_dishonesty(sides: _Sides) -> Told:
    listed = sides.demand("dishonest")
    return np.asarray(listed == 1, bool), np.asarray(listed == NOT_KNOWN, bool)


_OF_RULE: dict[RuleCode, Callable[[_Sides], Told]] = {
    RuleCode.KIND: _kind,
    RuleCode.AMOUNT_RANGE: lambda sides: _within(sides, "amount"),
    RuleCode.TERM: lambda sides: _within(sides, "term"),
    RuleCode.COLLATERAL_TYPE: _collateral_type,
    RuleCode.COVERAGE_LTV: _coverage_ltv,
    RuleCode.YEARS: lambda sides: _at_least(sides, "years"),
    RuleCode.REVENUE: lambda sides: _at_least(sides, "revenue"),
    RuleCode.INDUSTRY: _industry,
    RuleCode.REGION: _region,
    RuleCode.TAX_GRADE: _tax_grade,
    RuleCode.VALIDITY: _validity,
    RuleCode.QUOTA_LEFT: _quota_left,
    RuleCode.CONSENT: _consent,
    RuleCode.SERIOUS_DISHONESTY: _serious_dishonesty,
}


def _price(sides: _Sides) -> Whole:
    said, rate = sides.demand("ceiling"), sides.product("least_rate")
    ceiling = np.where(said == NOT_KNOWN, REFERENCE_RATE_BP, said)
    below = np.maximum(ceiling - rate, 0)
    return np.minimum(100, _half_up(200 * below, np.maximum(ceiling, 1)))


def _amount_coverage(sides: _Sides) -> Whole:
    amount, most, left = sides.demand("amount"), sides.product("most_amount"), sides.product("quota_left")
    most = np.where(left == NOT_KNOWN, most, np.minimum(most, left))
    return _half_up(100 * np.minimum(amount, most), amount)


def _term_fit(sides: _Sides) -> Whole:
    term = sides.demand("term")
    nearest = np.minimum(np.maximum(term, sides.product("least_term")), sides.product("most_term"))
    return _half_up(100 * np.minimum(term, nearest), np.maximum(term, nearest))


def _appetite(sides: _Sides) -> Whole:
    meant = sides.product("chains")
    named = np.array([bool(within) for within, _ in sides.products.industries])[None, :]
    in_chain = (sides.demand("chains") & meant) != 0
    in_industry = _looked_up(sides.demands.industry, sides.products.industries, _is_within) == 1
    return np.where((meant == 0) & ~named, 50, np.where(in_chain | in_industry, 100, 0))


def _ticket_size(sides: _Sides) -> Whole:
    amount, least, most = sides.demand("amount"), sides.product("least_amount"), sides.product("most_amount")
    off = _half_up(50 * np.abs(2 * amount - least - most), np.maximum(most - least, 1))
    fit = np.where(least == most, 100, 100 - off)
    return np.where((amount < least) | (amount > most), 0, fit)


def _collateral_coverage(sides: _Sides) -> Whole:
    ltv, asked = sides.product("ltv"), sides.product("collateral")
    covered = _half_up(sides.usable * np.where(ltv == NOT_KNOWN, 100, ltv), sides.demand("amount"))
    return np.where(asked == 0, 100, np.minimum(100, covered))


def _weighed(*components: tuple[Whole, int]) -> Numbers:
    total: Any = 0
    for value, weight in components:
        total = total + value * weight
    return _half_up(total, 100).astype(np.int64)


def _half_up(part: Whole, whole: Any) -> Whole:
    return (2 * part + whole) // (2 * whole)


# --- What is looked up ------------------------------------------------------------------------------------------------


def _looked_up(
    codes: Sequence[str | None], scopes: Sequence[T], ask: Callable[[str | None, T], int]
) -> Numbers:
    """What is answered for each code and scope, each pair of distinct ones being asked about once."""
    known, places = _distinct(codes)
    wanted, of = _distinct(scopes)
    table = np.array([[ask(code, scope) for scope in wanted] for code in known], np.int64)
    return table.reshape(len(known), len(wanted))[np.ix_(places, of)]


def _distinct(values: Sequence[T]) -> tuple[list[T], list[int]]:
    found: dict[T, int] = {}
    places = [found.setdefault(value, len(found)) for value in values]
    return list(found), places


_TOLD = {Outcome.PASS: 0, Outcome.FAIL: 1, Outcome.UNKNOWN: 2}


@cache
def _of_industry(code: str | None, scope: tuple[tuple[str, ...], tuple[str, ...]]) -> int:
    return _TOLD[within_industries(code, *scope)]


@cache
def _of_division(code: str | None, divisions: tuple[str, ...]) -> int:
    return _TOLD[within_divisions(code, divisions)]


@cache
def _is_within(code: str | None, scope: tuple[tuple[str, ...], tuple[str, ...]]) -> int:
    return int(code is not None and any(industries.covers(each, code) for each in scope[0]))
