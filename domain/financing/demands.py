"""Demands for financing (融资需求): what an enterprise asks the institutions for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.elements import FinancingKind, FinancingPurpose
from domain.financing.codes import CollateralKind, TaxGrade
from domain.refusals import Words

DEMAND = Words("financing demand", "融资需求")


class DemandState(StrEnum):
    """Where a demand stands. 融资需求状态。"""

    OPEN = "OPEN"
    WITHDRAWN = "WITHDRAWN"
    CLOSED = "CLOSED"


DEMAND_STATE_NAMES: Mapping[DemandState, Words] = {
    DemandState.OPEN: Words("Open: it is matched", "办理中"),
    DemandState.WITHDRAWN: Words("Withdrawn by the enterprise", "已撤回"),
    DemandState.CLOSED: Words("Closed: there is nothing more to match", "已办结"),
}


@dataclass(frozen=True, slots=True)
class Collateral:
    """What the enterprise can offer as security. `value` is in yuan, `None` where it was not said or is not shared."""

    kind: CollateralKind
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class FinancingDemand:
    """What an enterprise asks for. Amounts are in yuan, rates in basis points a year. What is `None` was not said, or is
    not shared with who looks. `dishonest` says whether the enterprise is on the list of serious dishonesty, `None` where
    nobody has looked. `intake_id` is the intake of a fair that it came from."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    intake_id: UUID | None
    amount: Decimal
    purpose: FinancingPurpose
    term_months: int
    max_annual_rate_bp: int | None
    kinds: tuple[FinancingKind, ...]
    collateral: tuple[Collateral, ...]
    revenue_last_year: Decimal | None
    tax_grade: TaxGrade | None
    dishonest: bool | None
    chain_id: UUID | None
    needed_by: date | None
    submitted_at: datetime
    state: DemandState = DemandState.OPEN
    version: int = 1


@dataclass(frozen=True, slots=True)
class DemandFilter:
    """Which demands; what is `None` does not matter."""

    state: DemandState | None = None
    purpose: FinancingPurpose | None = None
    enterprise_id: UUID | None = None
