"""A demand beside a product, and all that the two are compared by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.financing.codes import CollateralKind
from domain.financing.consents import Consent
from domain.financing.demands import FinancingDemand
from domain.financing.products import FinancialProduct


@dataclass(frozen=True, slots=True)
class Applicant:
    """What a demand is judged by besides itself: the industry (GB/T 4754) and the division (GB/T 2260) of its enterprise,
    the day on which that was registered, and the chains that it is in today. What is `None` is not known, or is not shared
    with who looks."""

    industry_code: str | None = None
    division_code: str | None = None
    registered_on: date | None = None
    chain_ids: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A demand of an applicant and a product, on a day."""

    demand: FinancingDemand
    applicant: Applicant
    product: FinancialProduct
    consents: Sequence[Consent]
    today: date

    @property
    def usable(self) -> list[Decimal | None]:
        """What the collateral is worth that the product accepts; `None` where the value is not known."""
        accepted = self.product.collateral_kinds
        return [each.value for each in self.demand.collateral if each.kind in accepted]

    @property
    def known_value(self) -> Decimal:
        """What is known of that."""
        return sum((value for value in self.usable if value is not None), Decimal(0))

    @property
    def chain_ids(self) -> tuple[UUID, ...] | None:
        """The chain that the demand is for and those of the applicant; `None` where nothing is known of either."""
        named = () if self.demand.chain_id is None else (self.demand.chain_id,)
        if self.applicant.chain_ids is None:
            return named or None
        return (*named, *self.applicant.chain_ids)

    @property
    def years(self) -> int | None:
        """For how many full years the applicant has been registered."""
        return full_years(self.applicant.registered_on, self.today)

    @property
    def missing_kinds(self) -> tuple[CollateralKind, ...]:
        """The kinds of collateral that are asked for when the demand has none of them."""
        kinds = self.product.collateral_kinds
        offered = {each.kind for each in self.demand.collateral}
        return () if not kinds or offered.intersection(kinds) else kinds


def full_years(since: date | None, today: date) -> int | None:
    """How many full years have passed since a day, `None` where that is not known."""
    if since is None:
        return None
    before_anniversary = (today.month, today.day) < (since.month, since.day)
    return max(0, today.year - since.year - before_anniversary)
