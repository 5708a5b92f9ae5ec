"""The two views of a match (两侧效用): how good a product is for the enterprise, and a demand for the institution. Everything
is a whole number from 0 to 100, rounded half up, of exact amounts in fen: the same inputs give the same numbers everywhere.
The formulas are ours; a county weighs them by its match policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.enterprises import industries
from domain.financing.demands import FinancingDemand
from domain.financing.match_policies import EnterpriseWeights, InstitutionWeights
from domain.financing.pairs import Applicant
from domain.financing.products import FinancialProduct
from domain.refusals import Words

REFERENCE_RATE_BP = 1000
"""What a rate is compared with where the demand has no ceiling."""

SLOWEST_DAYS = 30
"""Working days from which on a decision is as slow as it can be."""


class ComponentName(StrEnum):
    """A part of a utility. 效用分项。"""

    PRICE = "PRICE"
    AMOUNT_COVERAGE = "AMOUNT_COVERAGE"
    DECISION_SPEED = "DECISION_SPEED"
    TERM_FIT = "TERM_FIT"
    APPETITE = "APPETITE"
    TICKET_SIZE = "TICKET_SIZE"
    COLLATERAL_COVERAGE = "COLLATERAL_COVERAGE"
    COMPLETENESS = "COMPLETENESS"


COMPONENT_NAMES: Mapping[ComponentName, Words] = {
    ComponentName.PRICE: Words("How cheap it is", "价格"),
    ComponentName.AMOUNT_COVERAGE: Words("How much of the amount is covered", "金额满足度"),
    ComponentName.DECISION_SPEED: Words("How fast is decided", "审批速度"),
    ComponentName.TERM_FIT: Words("How well the term fits", "期限匹配度"),
    ComponentName.APPETITE: Words("Whether its chains and industries are meant", "产业偏好"),
    ComponentName.TICKET_SIZE: Words("How well the size fits", "额度匹配度"),
    ComponentName.COLLATERAL_COVERAGE: Words("How much the collateral covers", "担保覆盖度"),
    ComponentName.COMPLETENESS: Words("How complete the data are", "资料完整度"),
}


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a utility: its value from 0 to 100, and what it weighs of a hundred."""

    name: ComponentName
    value: int
    weight: int


@dataclass(frozen=True, slots=True)
class Utility:
    """A view of a match, from 0 to 100, and what it is made of."""

    total: int
    components: tuple[Component, ...]


def half_up(part: int, whole: int) -> int:
    """`part` of `whole` in the nearest whole number, a half being rounded up; neither is negative."""
    return (2 * part + whole) // (2 * whole)


def fen(yuan: Decimal) -> int:
    """An amount in fen, which is exact."""
    return int(yuan.scaleb(2))


def price(demand: FinancingDemand, product: FinancialProduct) -> int:
    """How far the lowest rate is below the demand's ceiling, or below 10 % a year where there is none: 0 at the ceiling, 100 at
    half of it, in proportion between. min(100, 200 × (ceiling − rate) ÷ ceiling)."""
    ceiling = REFERENCE_RATE_BP if demand.max_annual_rate_bp is None else demand.max_annual_rate_bp
    if ceiling <= product.least_rate_bp:
        return 0
    return min(100, half_up(200 * (ceiling - product.least_rate_bp), ceiling))


def amount_coverage(demand: FinancingDemand, product: FinancialProduct) -> int:
    """How much of the amount the product and what is left of its quota can cover, in percent."""
    amount = fen(demand.amount)
    most = fen(product.most_amount)
    if product.quota_left is not None:
        most = min(most, fen(product.quota_left))
    return half_up(100 * min(amount, most), amount)


def decision_speed(product: FinancialProduct) -> int:
    """100 for a decision on the same day, 0 for one that takes 30 working days or more, in proportion between; 0 where the
    institution does not say how long it takes."""
    if product.decision_days is None:
        return 0
    return half_up(100 * max(0, SLOWEST_DAYS - product.decision_days), SLOWEST_DAYS)


def term_fit(demand: FinancingDemand, product: FinancialProduct) -> int:
    """100 within the product's term; outside, the shorter of the term and the nearest end in percent of the longer."""
    term = demand.term_months
    nearest = min(max(term, product.least_term_months), product.most_term_months)
    return half_up(100 * min(term, nearest), max(term, nearest))


def appetite(demand: FinancingDemand, applicant: Applicant, product: FinancialProduct) -> int:
    """100 where the product names a chain or an industry and the demand is in one of them, 50 where it names neither, and 0
    where it is in none of those that are named, or where that is not known."""
    if not product.chain_ids and not product.industries_in:
        return 50
    chains = (*(applicant.chain_ids or ()), demand.chain_id)
    if not set(product.chain_ids).isdisjoint(chains):
        return 100
    code = applicant.industry_code
    within = code is not None and any(industries.covers(scope, code) for scope in product.industries_in)
    return 100 if within else 0


def ticket_size(demand: FinancingDemand, product: FinancialProduct) -> int:
    """100 in the middle of the product's amounts, 50 at either end, in proportion between, and 0 outside."""
    amount, least, most = fen(demand.amount), fen(product.least_amount), fen(product.most_amount)
    if not least <= amount <= most:
        return 0
    if least == most:
        return 100
    return 100 - half_up(50 * abs(2 * amount - least - most), most - least)


def collateral_coverage(demand: FinancingDemand, product: FinancialProduct) -> int:
    """How much of the amount the accepted collateral covers at the product's loan-to-value (100 % where it has none), in
    percent and at most 100; 100 where the product asks for no collateral. A value that is not known covers nothing."""
    if not product.collateral_kinds:
        return 100
    usable = sum(
        fen(each.value)
        for each in demand.collateral
        if each.value is not None and each.kind in product.collateral_kinds
    )
    ltv = 100 if product.most_ltv_percent is None else product.most_ltv_percent
    return min(100, half_up(usable * ltv, fen(demand.amount)))


def completeness(demand: FinancingDemand, applicant: Applicant) -> int:
    """How many of eight things are known, in percent: the ceiling of the rate, the value of all collateral, last year's
    revenue, the grade of tax credit, the list of serious dishonesty, the day by which the money is needed, the industry, and
    the day of registration."""
    known = (
        demand.max_annual_rate_bp is not None,
        all(each.value is not None for each in demand.collateral),
        demand.revenue_last_year is not None,
        demand.tax_grade is not None,
        demand.dishonest is not None,
        demand.needed_by is not None,
        applicant.industry_code is not None,
        applicant.registered_on is not None,
    )
    return half_up(100 * sum(known), len(known))


def enterprise_utility(
    demand: FinancingDemand, product: FinancialProduct, weights: EnterpriseWeights
) -> Utility:
    """How good a product is for an enterprise."""
    return _weighed(
        Component(ComponentName.PRICE, price(demand, product), weights.price),
        Component(ComponentName.AMOUNT_COVERAGE, amount_coverage(demand, product), weights.amount_coverage),
        Component(ComponentName.DECISION_SPEED, decision_speed(product), weights.decision_speed),
        Component(ComponentName.TERM_FIT, term_fit(demand, product), weights.term_fit),
    )


def institution_utility(
    demand: FinancingDemand, applicant: Applicant, product: FinancialProduct, weights: InstitutionWeights
) -> Utility:
    """How good a demand is for an institution."""
    covered = collateral_coverage(demand, product)
    return _weighed(
        Component(ComponentName.APPETITE, appetite(demand, applicant, product), weights.appetite),
        Component(ComponentName.TICKET_SIZE, ticket_size(demand, product), weights.ticket_size),
        Component(ComponentName.COLLATERAL_COVERAGE, covered, weights.collateral_coverage),
        Component(ComponentName.COMPLETENESS, completeness(demand, applicant), weights.completeness),
    )


def _weighed(*components: Component) -> Utility:
    return Utility(half_up(sum(each.value * each.weight for each in components), 100), components)
