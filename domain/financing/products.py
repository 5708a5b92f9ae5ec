"""Products of institutions of finance (金融产品): what each offers, to whom, and for how long."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.elements import FinancingKind
from domain.enterprises import OrganizationKind
from domain.financing.codes import CollateralKind, TaxGrade
from domain.refusals import Words

PRODUCT = Words("financial product", "金融产品")
INSTITUTION = Words("institution of finance", "金融机构")

OF_FINANCE = frozenset(
    {
        OrganizationKind.BANK,
        OrganizationKind.FINANCIAL_LEASING,
        OrganizationKind.FINANCING_GUARANTEE,
        OrganizationKind.BOND,
        OrganizationKind.OTHER_INSTITUTION,
    }
)
"""Kinds of organizations that are institutions of finance."""


@dataclass(frozen=True, slots=True)
class FinancialProduct:
    """What an institution offers. Amounts are in yuan, rates in basis points a year, `most_ltv_percent` is the most that is
    lent for a hundred yuan of collateral, `decision_days` are working days. Empty tuples do not restrict, but
    `collateral_kinds`: where that is empty, none is asked for. Industries and divisions are given by codes, with whatever
    is within them. It is valid from `valid_from` until before `valid_until`, `None` being for ever."""

    id: UUID
    county_code: str
    institution_id: UUID
    name: str
    kind: FinancingKind
    least_amount: Decimal
    most_amount: Decimal
    least_term_months: int
    most_term_months: int
    least_rate_bp: int
    most_rate_bp: int
    collateral_kinds: tuple[CollateralKind, ...]
    most_ltv_percent: int | None
    least_years: int | None
    least_revenue: Decimal | None
    tax_grades: tuple[TaxGrade, ...]
    industries_in: tuple[str, ...]
    industries_out: tuple[str, ...]
    chain_ids: tuple[UUID, ...]
    divisions: tuple[str, ...]
    quota_left: Decimal | None
    decision_days: int | None
    valid_from: date
    valid_until: date | None
    version: int = 1

    def is_valid_on(self, day: date) -> bool:
        """Whether it is offered on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """Which products; what is `None` does not matter. `active` asks for those that are, or are not, offered today."""

    kind: FinancingKind | None = None
    institution_id: UUID | None = None
    active: bool | None = None
