"""The products that fit a demand, the best first, and those that do not, the nearest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.financing.consents import Consent
from domain.financing.demands import FinancingDemand
from domain.financing.eligibility import Rule, judge, rule
from domain.financing.match_policies import MatchPolicy
from domain.financing.outcomes import Outcome, RuleCode, outcomes
from domain.financing.pairs import Applicant, Pair
from domain.financing.products import FinancialProduct
from domain.financing.utility import Utility, enterprise_utility, institution_utility


@dataclass(frozen=True, slots=True)
class Match:
    """A product that a demand is eligible for: all fourteen rules pass."""

    pair: Pair
    enterprise_utility: Utility
    institution_utility: Utility

    @property
    def product(self) -> FinancialProduct:
        """The product."""
        return self.pair.product

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in words, put when they are asked for."""
        return tuple(rule(code, self.pair) for code in RuleCode)


@dataclass(frozen=True, slots=True)
class NotMatched:
    """A product that a demand is not eligible for, or not as long as something is not known."""

    pair: Pair
    outcomes: tuple[Outcome, ...]

    @property
    def product(self) -> FinancialProduct:
        """The product."""
        return self.pair.product

    @property
    def distance(self) -> tuple[int, int]:
        """How far it is from a match: how many rules fail, and how many cannot be told."""
        return self.outcomes.count(Outcome.FAIL), self.outcomes.count(Outcome.UNKNOWN)

    @property
    def reasons(self) -> tuple[Rule, ...]:
        """The rules that do not pass, in words."""
        return tuple(
            rule(code, self.pair)
            for code, outcome in zip(RuleCode, self.outcomes, strict=True)
            if outcome is not Outcome.PASS
        )


@dataclass(frozen=True, slots=True)
class Ranking:
    """All products for one demand."""

    matches: tuple[Match, ...]
    not_matched: tuple[NotMatched, ...]


@dataclass(frozen=True, slots=True)
class MatchExplanation:
    """Why a demand and a product fit, or why not, and how well they would."""

    rules: tuple[Rule, ...]
    enterprise_utility: Utility
    institution_utility: Utility
    policy: MatchPolicy

    @property
    def eligible(self) -> bool:
        """Whether all fourteen rules pass."""
        return all(each.outcome is Outcome.PASS for each in self.rules)


def explain(
    demand: FinancingDemand,
    applicant: Applicant,
    product: FinancialProduct,
    consents: Sequence[Consent],
    policy: MatchPolicy,
    today: date,
) -> MatchExplanation:
    """All that is said of one pair."""
    return MatchExplanation(
        rules=judge(demand, applicant, product, consents, today),
        enterprise_utility=enterprise_utility(demand, product, policy.enterprise),
        institution_utility=institution_utility(demand, applicant, product, policy.institution),
        policy=policy,
    )


def ranked(
    demand: FinancingDemand,
    applicant: Applicant,
    products: Iterable[FinancialProduct],
    consents: Sequence[Consent],
    policy: MatchPolicy,
    today: date,
) -> Ranking:
    """The products that fit by what they are worth to the enterprise, then to the institution; the others by how few rules
    fail, then by how few cannot be told; equals by the product's id."""
    matches: list[Match] = []
    others: list[NotMatched] = []
    for product in products:
        pair = Pair(demand, applicant, product, consents, today)
        found = outcomes(pair)
        if any(outcome is not Outcome.PASS for outcome in found):
            others.append(NotMatched(pair, found))
            continue
        ours = enterprise_utility(demand, product, policy.enterprise)
        theirs = institution_utility(demand, applicant, product, policy.institution)
        matches.append(Match(pair, ours, theirs))
    matches.sort(
        key=lambda each: (-each.enterprise_utility.total, -each.institution_utility.total, each.product.id)
    )
    others.sort(key=lambda each: (each.distance, each.product.id))
    return Ranking(tuple(matches), tuple(others))
