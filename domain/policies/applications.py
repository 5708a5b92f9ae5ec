"""Applying for what a clause gives (政策申报): drafted, submitted, approved or rejected; paid in parts, or at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.enterprises.days import day_problem
from domain.enterprises.keeping import ended
from domain.enterprises.refusals import EnterpriseEnded
from domain.enterprises.register import Enterprise
from domain.money import amount_problem
from domain.policies.conditions import ClauseEligibility, Supplied
from domain.policies.judging import missing
from domain.policies.records import (
    Application,
    Clause,
    ClauseOutcome,
    Payout,
    Policy,
    PolicyApplicationState,
    RejectionReason,
)
from domain.policies.refusals import (
    AboveClause,
    AboveGranted,
    ApplicationExists,
    ApplicationInWrongState,
    ClauseNotOpen,
    EvidenceNeeded,
    NotEligible,
)
from domain.refusals import InvalidInput, Outdated, Problem, Problems, Words, text_problem, tidy

CERTIFICATES, CERTIFICATE_LIMIT, EVIDENCE_LIMIT, REASON_LIMIT = 20, 60, 1_000, 500

EARLIEST_YEAR = 1990

State = PolicyApplicationState


@dataclass(frozen=True, slots=True)
class DraftApplication:
    """Begin an application of an enterprise for a clause and a year."""

    clause_id: UUID | None
    enterprise_id: UUID | None
    year: int
    amount: Decimal
    revenue: Decimal | None
    certificates: tuple[str, ...]
    evidence: str | None


@dataclass(frozen=True, slots=True)
class SubmitApplication:
    """Submit a draft; evidence that is named replaces what the draft named."""

    application_id: UUID | None
    version: int
    evidence: str | None


@dataclass(frozen=True, slots=True)
class WithdrawApplication:
    """Take an application back."""

    application_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class ApproveApplication:
    """Grant an amount of yuan."""

    application_id: UUID | None
    version: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RejectApplication:
    """Reject an application, for a reason."""

    application_id: UUID | None
    version: int
    reason: RejectionReason
    text: str


@dataclass(frozen=True, slots=True)
class PayApplication:
    """Note that an amount of yuan was paid."""

    application_id: UUID | None
    version: int
    amount: Decimal
    paid_on: date


# --- What happened ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ApplicationDrafted:
    """There is a draft."""

    application: Application


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted:
    """The application is with the department; so came out its conditions."""

    application: Application
    eligibility: ClauseEligibility


@dataclass(frozen=True, slots=True)
class ApplicationWithdrawn:
    """The application was taken back."""

    application: Application


@dataclass(frozen=True, slots=True)
class ApplicationApproved:
    """An amount was granted."""

    application: Application


@dataclass(frozen=True, slots=True)
class ApplicationRejected:
    """The application was rejected."""

    application: Application


@dataclass(frozen=True, slots=True)
class ApplicationPaid:
    """An amount was paid."""

    application: Application
    payout: Payout


# --- Checks -----------------------------------------------------------------------------------------------------------


def check_draft(command: DraftApplication, today: date) -> InvalidInput | None:
    """All that is wrong with a draft by itself."""
    problems = Problems()
    if not EARLIEST_YEAR <= command.year <= today.year:
        words = Words(
            f"must be from {EARLIEST_YEAR} to {today.year}", f"应在 {EARLIEST_YEAR} 至 {today.year} 之间"
        )
        problems.note("year", words)
    problems.note("amount", amount_problem(command.amount))
    if command.revenue is not None and command.revenue != 0:
        problems.note("revenue", amount_problem(command.revenue))
    if len(command.certificates) > CERTIFICATES:
        problems.note("certificates", Words(f"has more than {CERTIFICATES}", f"超过 {CERTIFICATES} 个"))
    for place, name in enumerate(command.certificates[:CERTIFICATES]):
        problems.note(f"certificates[{place}]", text_problem(name, CERTIFICATE_LIMIT))
    problems.note("evidence", text_problem(command.evidence, EVIDENCE_LIMIT, required=False, lines=True))
    return problems.refusal()


def check_submission(command: SubmitApplication) -> InvalidInput | None:
    """All that is wrong with a submission by itself."""
    problems = Problems()
    problems.note("evidence", text_problem(command.evidence, EVIDENCE_LIMIT, required=False, lines=True))
    return problems.refusal()


def check_approval(command: ApproveApplication) -> InvalidInput | None:
    """All that is wrong with an approval by itself."""
    problems = Problems()
    problems.note("amount", amount_problem(command.amount))
    return problems.refusal()


def check_rejection(command: RejectApplication) -> InvalidInput | None:
    """All that is wrong with a rejection by itself."""
    problems = Problems()
    problems.note("text", text_problem(command.text, REASON_LIMIT, lines=True))
    return problems.refusal()


def check_payout(command: PayApplication, today: date) -> InvalidInput | None:
    """All that is wrong with a payout by itself."""
    problems = Problems()
    problems.note("amount", amount_problem(command.amount))
    problems.note("paidOn", day_problem(command.paid_on, today))
    return problems.refusal()


# --- Decisions --------------------------------------------------------------------------------------------------------


def window(policy: Policy, clause: Clause, today: date) -> ClauseNotOpen | None:
    """Why a clause may not be applied for today, if it may not."""
    if clause.struck_on is None and policy.is_in_force(today) and clause.is_open(today):
        return None
    opens = max((day for day in (clause.opens_on, policy.valid_from) if day is not None), default=None)
    days = (clause.closes_on, policy.valid_until, policy.ended_on)
    return ClauseNotOpen(opens, min((day for day in days if day is not None), default=None), today)


def supplied_by(application: Application) -> Supplied:
    """What an application says of the enterprise that no register has. Certificates of which none is named may be there
    all the same."""
    return Supplied(application.revenue, application.certificates or None)


def draft_application(
    command: DraftApplication,
    policy: Policy,
    clause: Clause,
    enterprise: Enterprise,
    held: Sequence[Application],
    id: UUID,
    now: datetime,
    today: date,
) -> ApplicationDrafted | EnterpriseEnded | ClauseNotOpen | ApplicationExists | AboveClause:
    """The draft of a checked command, beside those that the enterprise has for the clause and the year and has not given
    up."""
    if refused := ended(enterprise) or window(policy, clause, today):
        return refused
    if held:
        return ApplicationExists(held[0])
    if clause.most is not None and command.amount > clause.most:
        return AboveClause(clause.most)
    return ApplicationDrafted(
        Application(
            id=id,
            county_code=enterprise.county_code,
            policy_id=policy.id,
            clause_id=clause.id,
            enterprise_id=enterprise.id,
            applicant_name=enterprise.name,
            applicant_uscc=enterprise.uscc,
            year=command.year,
            amount=command.amount,
            revenue=command.revenue,
            certificates=tuple(dict.fromkeys(name.strip() for name in command.certificates)),
            evidence=tidy(command.evidence),
            state=State.DRAFTED,
            outcome=None,
            drafted_at=now,
            submitted_at=None,
            decided_at=None,
            granted=None,
            paid=Decimal("0.00"),
            reason=None,
            reason_text=None,
            version=1,
        )
    )


def _not_now(
    application: Application, version: int, *needed: State
) -> Outdated | ApplicationInWrongState | None:
    """Why an act on an application is not done, by its version and its state."""
    if application.version != version:
        return Outdated("version", application.version)
    return None if application.state in needed else ApplicationInWrongState(application.state, needed)


def submit(
    command: SubmitApplication,
    application: Application,
    policy: Policy,
    clause: Clause,
    eligibility: ClauseEligibility,
    now: datetime,
    today: date,
) -> ApplicationSubmitted | Outdated | ApplicationInWrongState | ClauseNotOpen | NotEligible | EvidenceNeeded:
    """Submit a draft whose conditions come to this today: not where one fails, and where one is unknown, only with
    evidence."""
    if refused := _not_now(application, command.version, State.DRAFTED):
        return refused
    if refused := window(policy, clause, today):
        return refused
    if eligibility.outcome is ClauseOutcome.NOT_ELIGIBLE:
        return NotEligible(eligibility.trace)
    evidence = tidy(command.evidence) or application.evidence
    if eligibility.outcome is ClauseOutcome.UNKNOWN and evidence is None:
        return EvidenceNeeded(missing(eligibility.trace), eligibility.trace)
    submitted = _next(
        application, state=State.SUBMITTED, submitted_at=now, evidence=evidence, outcome=eligibility.outcome
    )
    return ApplicationSubmitted(submitted, eligibility)


def withdraw(
    command: WithdrawApplication, application: Application
) -> ApplicationWithdrawn | Outdated | ApplicationInWrongState:
    """Take back what was not decided yet."""
    if refused := _not_now(application, command.version, State.DRAFTED, State.SUBMITTED):
        return refused
    return ApplicationWithdrawn(_next(application, state=State.WITHDRAWN))


def approve(
    command: ApproveApplication, application: Application, clause: Clause, now: datetime
) -> ApplicationApproved | Outdated | ApplicationInWrongState | AboveClause | InvalidInput:
    """Grant no more than was applied for, and no more than the clause gives."""
    if refused := _not_now(application, command.version, State.SUBMITTED):
        return refused
    if clause.most is not None and command.amount > clause.most:
        return AboveClause(clause.most)
    if command.amount > application.amount:
        words = Words(
            f"is more than was applied for: {application.amount} yuan",
            f"超过申报金额 {application.amount} 元",
        )
        return InvalidInput((Problem("amount", words),))
    return ApplicationApproved(
        _next(application, state=State.APPROVED, decided_at=now, granted=command.amount)
    )


def reject(
    command: RejectApplication, application: Application, now: datetime
) -> ApplicationRejected | Outdated | ApplicationInWrongState:
    """Reject what was submitted."""
    if refused := _not_now(application, command.version, State.SUBMITTED):
        return refused
    return ApplicationRejected(
        _next(
            application,
            state=State.REJECTED,
            decided_at=now,
            reason=command.reason,
            reason_text=command.text.strip(),
        )
    )


def pay(
    command: PayApplication, application: Application, payouts: int, decided_on: date, id: UUID, now: datetime
) -> ApplicationPaid | Outdated | ApplicationInWrongState | AboveGranted | InvalidInput:
    """Note a payout beside as many as there are: never more in all than was granted, and not before that."""
    if refused := _not_now(application, command.version, State.APPROVED, State.PAID):
        return refused
    assert application.granted is not None
    left = application.granted - application.paid
    if command.amount > left:
        return AboveGranted(application.granted, application.paid, left)
    if command.paid_on < decided_on:
        words = Words(
            f"must not be before {decided_on}, when it was approved", f"不得早于批准日期 {decided_on}"
        )
        return InvalidInput((Problem("paidOn", words),))
    payout = Payout(
        id=id,
        county_code=application.county_code,
        application_id=application.id,
        policy_id=application.policy_id,
        number=payouts + 1,
        amount=command.amount,
        paid_on=command.paid_on,
        recorded_at=now,
    )
    return ApplicationPaid(
        _next(application, state=State.PAID, paid=application.paid + command.amount), payout
    )


def _next(application: Application, **changes: Any) -> Application:
    return replace(application, version=application.version + 1, **changes)
