"""Policies for enterprises (惠企政策): what is kept of them, of who was told, and of what was applied for and paid. Days are
days at the office; a period is half-open: it has its first day, and not the day it ends on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.enterprises.liaison import ContactChannel
from domain.refusals import Words

POLICY, CLAUSE, APPLICATION, ENTERPRISE, ORGANIZATION, ZONE, CHAIN = (
    Words("policy", "政策"),
    Words("clause", "政策条款"),
    Words("application", "申报"),
    Words("enterprise", "企业"),
    Words("organization", "机构"),
    Words("zone", "区域"),
    Words("chain", "产业链"),
)


class PolicyState(StrEnum):
    """How far a policy has come; it never goes back. 政策状态。"""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    ENDED = "ENDED"


POLICY_STATE_NAMES: Mapping[PolicyState, Words] = {
    PolicyState.DRAFT: Words("Being drafted", "起草中"),
    PolicyState.PUBLISHED: Words("Published", "已发布"),
    PolicyState.ENDED: Words("Ended", "已废止"),
}


class ReviewStatus(StrEnum):
    """Where the fair-competition review of a policy stands. 公平竞争审查状态。"""

    PENDING = "PENDING"
    PASSED = "PASSED"
    EXEMPT = "EXEMPT"


REVIEW_STATUS_NAMES: Mapping[ReviewStatus, Words] = {
    ReviewStatus.PENDING: Words("Not reviewed yet; it cannot be published", "未审查,不得发布"),
    ReviewStatus.PASSED: Words("Passed", "已通过"),
    ReviewStatus.EXEMPT: Words("Exempt on a ground that is named", "依法豁免"),
}


class BenefitKind(StrEnum):
    """What a clause gives. 支持方式。"""

    REWARD = "REWARD"
    SUBSIDY = "SUBSIDY"
    TAX_RELIEF = "TAX_RELIEF"
    LOAN_INTEREST = "LOAN_INTEREST"
    RENT_RELIEF = "RENT_RELIEF"
    OTHER = "OTHER"


BENEFIT_KIND_NAMES: Mapping[BenefitKind, Words] = {
    BenefitKind.REWARD: Words("Reward", "奖励"),
    BenefitKind.SUBSIDY: Words("Subsidy", "补助"),
    BenefitKind.TAX_RELIEF: Words("Relief of taxes or fees", "税费减免"),
    BenefitKind.LOAN_INTEREST: Words("Interest on a loan", "贷款贴息"),
    BenefitKind.RENT_RELIEF: Words("Relief of rent", "租金减免"),
    BenefitKind.OTHER: Words("Something else", "其他"),
}


class AmountRule(StrEnum):
    """How the amount of a clause is found. 金额计算方式。"""

    FIXED = "FIXED"
    RATE = "RATE"
    ASSESSED = "ASSESSED"


AMOUNT_RULE_NAMES: Mapping[AmountRule, Words] = {
    AmountRule.FIXED: Words("A fixed amount", "定额"),
    AmountRule.RATE: Words("A rate, up to a ceiling", "按比例,设上限"),
    AmountRule.ASSESSED: Words("Assessed case by case", "逐案核定"),
}


class PolicyApplicationState(StrEnum):
    """How far an application has come. 申报状态。"""

    DRAFTED = "DRAFTED"
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    PAID = "PAID"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


APPLICATION_STATE_NAMES: Mapping[PolicyApplicationState, Words] = {
    PolicyApplicationState.DRAFTED: Words("Drafted", "拟报"),
    PolicyApplicationState.SUBMITTED: Words("Submitted", "已提交"),
    PolicyApplicationState.APPROVED: Words("Approved, and nothing of it paid yet", "已批准,未拨付"),
    PolicyApplicationState.PAID: Words("Paid, in part or in full", "已拨付(全部或部分)"),
    PolicyApplicationState.REJECTED: Words("Rejected", "未通过"),
    PolicyApplicationState.WITHDRAWN: Words("Withdrawn", "已撤回"),
}

GIVEN_UP = frozenset({PolicyApplicationState.REJECTED, PolicyApplicationState.WITHDRAWN})
"""Applications that stand in nobody's way."""


class ClauseOutcome(StrEnum):
    """What all conditions of a clause come to. 条款判定结果。"""

    ELIGIBLE = "ELIGIBLE"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    UNKNOWN = "UNKNOWN"


CLAUSE_OUTCOME_NAMES: Mapping[ClauseOutcome, Words] = {
    ClauseOutcome.ELIGIBLE: Words("Every condition is met", "符合全部条件"),
    ClauseOutcome.NOT_ELIGIBLE: Words("A condition is not met", "有条件不符合"),
    ClauseOutcome.UNKNOWN: Words("No condition fails, but something is missing", "无不符合项,但有待核实项"),
}


class RejectionReason(StrEnum):
    """Why an application is rejected. 不予通过的原因。"""

    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    INCOMPLETE = "INCOMPLETE"
    DUPLICATE = "DUPLICATE"
    BUDGET_EXHAUSTED = "BUDGET_EXHAUSTED"
    OTHER = "OTHER"


REJECTION_REASON_NAMES: Mapping[RejectionReason, Words] = {
    RejectionReason.NOT_ELIGIBLE: Words("A condition is not met", "不符合条件"),
    RejectionReason.INCOMPLETE: Words("What was handed in is not complete", "材料不全"),
    RejectionReason.DUPLICATE: Words("The same was granted under another policy", "重复享受"),
    RejectionReason.BUDGET_EXHAUSTED: Words("The funds are exhausted", "资金已用完"),
    RejectionReason.OTHER: Words("Another reason, which the text gives", "其他原因"),
}


@dataclass(frozen=True, slots=True)
class Review:
    """The fair-competition review of a policy: PASSED by somebody on a day, EXEMPT on a ground, or PENDING."""

    status: ReviewStatus
    reviewed_on: date | None = None
    reviewer: str | None = None
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that an organization issues, with the law that it rests on. What was published stands: a change is another
    policy, which says which one it `supersedes`. It is in force while it is PUBLISHED, from `valid_from` until
    `valid_until`."""

    id: UUID
    county_code: str
    title: str
    document_number: str
    organization_id: UUID
    legal_basis: str
    review_status: ReviewStatus
    reviewed_on: date | None
    reviewer: str | None
    exemption_ground: str | None
    valid_from: date
    valid_until: date | None
    state: PolicyState
    published_on: date | None
    ended_on: date | None
    supersedes_id: UUID | None
    version: int

    def is_in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        began = self.state is PolicyState.PUBLISHED and self.valid_from <= day
        return began and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class Clause:
    """What a policy gives, to whom its conditions fit. `amount` is of a FIXED amount, `rate_bp` (hundredths of a percent) and
    `ceiling` of a RATE; all amounts are yuan. It may be applied for from `opens_on` until `closes_on`, as far as the policy
    is in force. One that was struck out of a draft stays on record, `struck_on` a day."""

    id: UUID
    county_code: str
    policy_id: UUID
    number: int
    title: str
    text: str
    benefit: BenefitKind
    amount_rule: AmountRule
    amount: Decimal | None
    rate_bp: int | None
    ceiling: Decimal | None
    opens_on: date | None
    closes_on: date | None
    struck_on: date | None
    published: bool

    def is_open(self, day: date) -> bool:
        """Whether it may be applied for on a day, as far as the clause itself says."""
        return (self.opens_on is None or self.opens_on <= day) and (
            self.closes_on is None or day < self.closes_on
        )

    @property
    def most(self) -> Decimal | None:
        """The most that one application may be granted, in yuan; `None` when that is assessed."""
        return self.amount if self.amount_rule is AmountRule.FIXED else self.ceiling


@dataclass(frozen=True, slots=True)
class Notice:
    """An enterprise was told of a policy, or of one of its clauses."""

    id: UUID
    county_code: str
    policy_id: UUID
    clause_id: UUID | None
    enterprise_id: UUID
    channel: ContactChannel
    told_on: date
    told_by: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Application:
    """An enterprise applies for what a clause gives for a year. Name and credit code are the applicant's as they stood when
    it was drafted. `revenue` (last year's, in yuan) and `certificates` are what it says of itself; `evidence` names what shows
    it. `outcome` is what the conditions came to when it was submitted. `paid` of `granted` yuan was paid."""

    id: UUID
    county_code: str
    policy_id: UUID
    clause_id: UUID
    enterprise_id: UUID
    applicant_name: str
    applicant_uscc: str | None
    year: int
    amount: Decimal
    revenue: Decimal | None
    certificates: tuple[str, ...]
    evidence: str | None
    state: PolicyApplicationState
    outcome: ClauseOutcome | None
    drafted_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    granted: Decimal | None
    paid: Decimal
    reason: RejectionReason | None
    reason_text: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Payout:
    """An amount of yuan that was paid on an application."""

    id: UUID
    county_code: str
    application_id: UUID
    policy_id: UUID
    number: int
    amount: Decimal
    paid_on: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PolicyFilter:
    """Which policies; what is `None` does not matter. `active` ones are in force today."""

    state: PolicyState | None = None
    organization_id: UUID | None = None
    text: str | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class ClauseFilter:
    """Which clauses that were published; what is `None` does not matter. `active` ones may be applied for today."""

    policy_id: UUID | None = None
    benefit: BenefitKind | None = None
    active: bool | None = None
    county_code: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """Which notices; what is `None` does not matter. `since` and `until` are the first and the last day."""

    policy_id: UUID | None = None
    clause_id: UUID | None = None
    channel: ContactChannel | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ApplicationFilter:
    """Which applications; what is `None` does not matter."""

    policy_id: UUID | None = None
    clause_id: UUID | None = None
    enterprise_id: UUID | None = None
    state: PolicyApplicationState | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class EligibleFilter:
    """Which enterprises a clause comes to an outcome for, `untold` those that were not told of it; what is `None` does not
    matter."""

    clause_id: UUID
    outcome: ClauseOutcome = ClauseOutcome.ELIGIBLE
    untold: bool | None = None
    zone_id: UUID | None = None
