"""Demands and products as columns of whole numbers, small enough to be sent to where they are scored. What the rules and
the utilities ask of one side alone is worked out here, by the functions that explain them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain.elements import FinancingKind
from domain.financing.codes import CollateralKind, TaxGrade
from domain.financing.consents import Consent
from domain.financing.demands import FinancingDemand
from domain.financing.pairs import Applicant, full_years
from domain.financing.products import FinancialProduct
from domain.financing.utility import completeness, decision_speed, fen

NOT_KNOWN = -1
"""A number that is not known, or that does not limit: all that are known are 0 or more."""

KINDS, COLLATERALS, GRADES = tuple(FinancingKind), tuple(CollateralKind), tuple(TaxGrade)


@dataclass(frozen=True, slots=True)
class Bits:
    """Which bit stands for which institution and which chain: those that the products have."""

    institutions: Mapping[UUID, int]
    chains: Mapping[UUID, int]

    @staticmethod
    def of(products: Iterable[FinancialProduct]) -> "Bits":
        """The bits of these products, in the order of the ids."""
        institutions = sorted({product.institution_id for product in products})
        chains = sorted({chain for product in products for chain in product.chain_ids})
        return Bits(
            {id: place for place, id in enumerate(institutions)},
            {id: place for place, id in enumerate(chains)},
        )


@dataclass(frozen=True, slots=True)
class ProductColumns:
    """Products, one entry each. Amounts are in fen; sets are bits."""

    institution: list[int] = field(default_factory=list[int])
    kind: list[int] = field(default_factory=list[int])
    least_amount: list[int] = field(default_factory=list[int])
    most_amount: list[int] = field(default_factory=list[int])
    least_term: list[int] = field(default_factory=list[int])
    most_term: list[int] = field(default_factory=list[int])
    least_rate: list[int] = field(default_factory=list[int])
    collateral: list[int] = field(default_factory=list[int])
    ltv: list[int] = field(default_factory=list[int])
    least_years: list[int] = field(default_factory=list[int])
    least_revenue: list[int] = field(default_factory=list[int])
    grades: list[int] = field(default_factory=list[int])
    industries: list[tuple[tuple[str, ...], tuple[str, ...]]] = field(
        default_factory=list[tuple[tuple[str, ...], tuple[str, ...]]]
    )
    chains: list[int] = field(default_factory=list[int])
    divisions: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    quota_left: list[int] = field(default_factory=list[int])
    speed: list[int] = field(default_factory=list[int])
    valid: list[bool] = field(default_factory=list[bool])

    def add(self, product: FinancialProduct, bits: Bits, today: date) -> None:
        """Add a product."""
        self.institution.append(bits.institutions[product.institution_id])
        self.kind.append(1 << KINDS.index(product.kind))
        self.least_amount.append(fen(product.least_amount))
        self.most_amount.append(fen(product.most_amount))
        self.least_term.append(product.least_term_months)
        self.most_term.append(product.most_term_months)
        self.least_rate.append(product.least_rate_bp)
        self.collateral.append(_bits(COLLATERALS.index(each) for each in product.collateral_kinds))
        self.ltv.append(_known(product.most_ltv_percent))
        self.least_years.append(_known(product.least_years))
        self.least_revenue.append(NOT_KNOWN if product.least_revenue is None else fen(product.least_revenue))
        self.grades.append(_bits(GRADES.index(each) for each in product.tax_grades))
        self.industries.append((product.industries_in, product.industries_out))
        self.chains.append(_bits(bits.chains[each] for each in product.chain_ids))
        self.divisions.append(product.divisions)
        self.quota_left.append(NOT_KNOWN if product.quota_left is None else fen(product.quota_left))
        self.speed.append(decision_speed(product))
        self.valid.append(product.is_valid_on(today))


@dataclass(frozen=True, slots=True)
class DemandColumns:
    """Demands with what else they are judged by, one entry each. Amounts are in fen; sets are bits. `worth` has the known
    value of the collateral of each kind, `unvalued` the kinds of which some value is not known."""

    amount: list[int] = field(default_factory=list[int])
    term: list[int] = field(default_factory=list[int])
    ceiling: list[int] = field(default_factory=list[int])
    kinds: list[int] = field(default_factory=list[int])
    offered: list[int] = field(default_factory=list[int])
    unvalued: list[int] = field(default_factory=list[int])
    worth: list[tuple[int, ...]] = field(default_factory=list[tuple[int, ...]])
    years: list[int] = field(default_factory=list[int])
    revenue: list[int] = field(default_factory=list[int])
    grade: list[int] = field(default_factory=list[int])
    dishonest: list[int] = field(default_factory=list[int])
    industry: list[str | None] = field(default_factory=list[str | None])
    division: list[str | None] = field(default_factory=list[str | None])
    chains: list[int] = field(default_factory=list[int])
    chains_known: list[bool] = field(default_factory=list[bool])
    consented: list[int] = field(default_factory=list[int])
    completeness: list[int] = field(default_factory=list[int])

    def add(
        self,
        demand: FinancingDemand,
        applicant: Applicant,
        consents: Sequence[Consent],
        bits: Bits,
        today: date,
    ) -> None:
        """Add a demand."""
        worth = [0] * len(COLLATERALS)
        offered = unvalued = 0
        for each in demand.collateral:
            place = COLLATERALS.index(each.kind)
            offered |= 1 << place
            if each.value is None:
                unvalued |= 1 << place
            else:
                worth[place] += fen(each.value)
        chains = {each for each in (demand.chain_id, *(applicant.chain_ids or ())) if each is not None}
        self.amount.append(fen(demand.amount))
        self.term.append(demand.term_months)
        self.ceiling.append(_known(demand.max_annual_rate_bp))
        self.kinds.append(_bits(KINDS.index(each) for each in demand.kinds))
        self.offered.append(offered)
        self.unvalued.append(unvalued)
        self.worth.append(tuple(worth))
        self.years.append(_known(full_years(applicant.registered_on, today)))
        self.revenue.append(NOT_KNOWN if demand.revenue_last_year is None else fen(demand.revenue_last_year))
        self.grade.append(0 if demand.tax_grade is None else 1 << GRADES.index(demand.tax_grade))
        self.dishonest.append(NOT_KNOWN if demand.dishonest is None else int(demand.dishonest))
        self.industry.append(applicant.industry_code)
        self.division.append(applicant.division_code)
        self.chains.append(_bits(bits.chains[each] for each in chains if each in bits.chains))
        self.chains_known.append(applicant.chain_ids is not None)
        self.consented.append(_consented(consents, bits, today))
        self.completeness.append(completeness(demand, applicant))


def _consented(consents: Sequence[Consent], bits: Bits, today: date) -> int:
    active = [consent for consent in consents if consent.is_active_on(today)]
    if any(consent.everyone for consent in active):
        return (1 << len(bits.institutions)) - 1
    named = {id for consent in active for id in consent.institution_ids}
    return _bits(bits.institutions[id] for id in named if id in bits.institutions)


def _known(value: int | None) -> int:
    return NOT_KNOWN if value is None else value


def _bits(places: Iterable[int]) -> int:
    found = 0
    for place in places:
        found |= 1 << place
    return found
