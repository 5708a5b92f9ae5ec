"""Deals (融资对接): what one institution and one enterprise make of one demand, from the proposal to the money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.elements import FinancingKind
from domain.refusals import Words

DEAL = Words("deal", "融资对接")

NOTE_LIMIT = 200


class DealState(StrEnum):
    """How far a deal has come. 对接状态。"""

    PROPOSED = "PROPOSED"
    CONSENTED = "CONSENTED"
    SCHEDULED = "SCHEDULED"
    MET = "MET"
    IN_REVIEW = "IN_REVIEW"
    CREDIT_GRANTED = "CREDIT_GRANTED"
    SIGNED = "SIGNED"
    DISBURSED = "DISBURSED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"


DEAL_STATE_NAMES: Mapping[DealState, Words] = {
    DealState.PROPOSED: Words("Proposed", "已推荐"),
    DealState.CONSENTED: Words("Consented to by the enterprise", "企业已授权"),
    DealState.SCHEDULED: Words("Scheduled", "已约定洽谈"),
    DealState.MET: Words("Met", "已洽谈"),
    DealState.IN_REVIEW: Words("In review at the institution", "机构审查中"),
    DealState.CREDIT_GRANTED: Words("Credit granted", "已授信"),
    DealState.SIGNED: Words("Signed", "已签约"),
    DealState.DISBURSED: Words("Disbursed, in part or as a whole", "已放款"),
    DealState.DECLINED: Words("Declined by the institution", "机构未通过"),
    DealState.WITHDRAWN: Words("Withdrawn by the enterprise", "企业已撤回"),
    DealState.LAPSED: Words("Lapsed", "已失效"),
}


class DealAdvance(StrEnum):
    """A step that needs nothing more than to be next. 可直接推进的步骤。"""

    MET = "MET"
    IN_REVIEW = "IN_REVIEW"
    SIGNED = "SIGNED"


DEAL_ADVANCE_NAMES: Mapping[DealAdvance, Words] = {
    step: DEAL_STATE_NAMES[DealState(step)] for step in DealAdvance
}

_GIVEN_UP = (DealState.WITHDRAWN, DealState.LAPSED)
_REFUSED = (DealState.DECLINED, *_GIVEN_UP)

DEAL_STEPS: Mapping[DealState, tuple[DealState, ...]] = {
    DealState.PROPOSED: (DealState.CONSENTED, *_GIVEN_UP),
    DealState.CONSENTED: (DealState.SCHEDULED, *_REFUSED),
    DealState.SCHEDULED: (DealState.MET, *_REFUSED),
    DealState.MET: (DealState.IN_REVIEW, *_REFUSED),
    DealState.IN_REVIEW: (DealState.CREDIT_GRANTED, *_REFUSED),
    DealState.CREDIT_GRANTED: (DealState.SIGNED, *_REFUSED),
    DealState.SIGNED: (DealState.DISBURSED, *_GIVEN_UP),
    DealState.DISBURSED: (DealState.DISBURSED,),
    DealState.DECLINED: (),
    DealState.WITHDRAWN: (),
    DealState.LAPSED: (),
}
"""What a deal can become. An institution declines what it has been shown, and nothing that it has signed; what has been
disbursed is no more taken back, and more of it may follow."""

OVER = frozenset({DealState.DISBURSED, *_REFUSED})
"""States in which a deal keeps no other of the same demand, institution and kind away."""

FAILED = frozenset(_REFUSED)
"""States in which a deal has come to nothing."""

GRANTED = frozenset({DealState.CREDIT_GRANTED, DealState.SIGNED, DealState.DISBURSED})
"""States in which a credit that was granted stands."""


class DeclineReason(StrEnum):
    """Why an institution declines. 未通过原因。"""

    COLLATERAL = "COLLATERAL"
    REPAYMENT_CAPACITY = "REPAYMENT_CAPACITY"
    OUTSIDE_SCOPE = "OUTSIDE_SCOPE"
    DOCUMENTS_MISSING = "DOCUMENTS_MISSING"
    QUOTA_USED_UP = "QUOTA_USED_UP"
    TERMS_NOT_AGREED = "TERMS_NOT_AGREED"
    NOT_REACHED = "NOT_REACHED"
    OTHER = "OTHER"


DECLINE_REASON_NAMES: Mapping[DeclineReason, Words] = {
    DeclineReason.COLLATERAL: Words("The collateral does not suffice", "抵质押物不足"),
    DeclineReason.REPAYMENT_CAPACITY: Words("The capacity to repay does not suffice", "还款能力不足"),
    DeclineReason.OUTSIDE_SCOPE: Words("Outside of what the institution finances", "不符合机构准入范围"),
    DeclineReason.DOCUMENTS_MISSING: Words("Documents are missing", "资料不齐全"),
    DeclineReason.QUOTA_USED_UP: Words("The quota is used up", "额度已用完"),
    DeclineReason.TERMS_NOT_AGREED: Words("The terms were not agreed on", "条件未谈拢"),
    DeclineReason.NOT_REACHED: Words("The enterprise could not be reached", "无法联系企业"),
    DeclineReason.OTHER: Words("Another reason, in the note", "其他原因,见备注"),
}

COUNTED = (FinancingKind.LOAN, FinancingKind.LEASE, FinancingKind.BOND, FinancingKind.EQUITY)
"""Kinds that bring money. A guarantee brings none: it stands behind what another kind brings."""


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal on a demand; amounts are yuan. `enterprise_id` is the demand's. `consented_on` is the day since when the
    institution knows of it. `session_id` is the fair at which it was made, `meeting_id` the meeting there. A guarantee
    may back another deal, `backs_id`. `granted_amount` is the credit, taken `from_quota` where the product has one;
    `disbursed_amount` is what was paid of it: the database keeps that sum, and keeps it from going beyond."""

    id: UUID
    county_code: str
    demand_id: UUID
    product_id: UUID | None
    institution_id: UUID
    enterprise_id: UUID
    session_id: UUID | None
    meeting_id: UUID | None
    backs_id: UUID | None
    kind: FinancingKind
    amount: Decimal
    state: DealState
    decline_reason: DeclineReason | None
    granted_amount: Decimal | None
    from_quota: bool
    disbursed_amount: Decimal
    proposed_on: date
    proposed_at: datetime
    consented_on: date | None
    last_step_on: date
    steps: int
    version: int

    @property
    def is_over(self) -> bool:
        """Whether it keeps no other of the same demand, institution and kind away."""
        return self.state in OVER

    @property
    def undrawn(self) -> Decimal:
        """What of the credit has not been disbursed yet."""
        return (self.granted_amount or Decimal(0)) - self.disbursed_amount


@dataclass(frozen=True, slots=True)
class DealStep:
    """A step of a deal: the day it is of, and when it was written down. Steps are numbered from 1 without gaps, and none
    is ever changed."""

    id: UUID
    county_code: str
    deal_id: UUID
    number: int
    state: DealState
    happened_on: date
    recorded_at: datetime
    note: str | None


@dataclass(frozen=True, slots=True)
class Disbursement:
    """Money that an institution has paid out, or for which a guarantee has come into force: numbered from 1 in its deal,
    on its day."""

    id: UUID
    county_code: str
    deal_id: UUID
    number: int
    amount: Decimal
    disbursed_on: date
    recorded_at: datetime


# --- Commands ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProposeDeal:
    """Bring a demand and an institution together: with a product, which says of whom and of what kind, or without."""

    demand_id: UUID | None
    product_id: UUID | None
    institution_id: UUID | None
    kind: FinancingKind | None
    amount: Decimal
    session_id: UUID | None
    on: date


@dataclass(frozen=True, slots=True)
class TakeStep:
    """A step of a deal that says no more than which."""

    deal_id: UUID | None
    version: int
    state: DealState
    on: date
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ScheduleDeal:
    """Agree on a meeting, at a session or anywhere."""

    deal_id: UUID | None
    version: int
    meeting_id: UUID | None
    on: date


@dataclass(frozen=True, slots=True)
class GrantCredit:
    """Grant a credit."""

    deal_id: UUID | None
    version: int
    amount: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class RecordDisbursement:
    """Record that money was paid out."""

    deal_id: UUID | None
    version: int
    amount: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class DeclineDeal:
    """Say no for the institution."""

    deal_id: UUID | None
    version: int
    reason: DeclineReason
    note: str | None
    on: date


@dataclass(frozen=True, slots=True)
class DealFilter:
    """Which deals; what is `None` does not matter."""

    state: DealState | None = None
    kind: FinancingKind | None = None
    institution_id: UUID | None = None
    enterprise_id: UUID | None = None
    session_id: UUID | None = None
