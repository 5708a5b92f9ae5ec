"""What becomes of a deal, decided: each act checks by itself what needs no record, then decides on those that it holds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from domain.elements import FinancingKind
from domain.enterprises import Organization
from domain.enterprises.days import day_problem
from domain.financing.consents import Consent
from domain.financing.deal_refusals import (
    AboveGrantedCredit,
    ConsentExpired,
    ConsentMissing,
    DealDayOutOfOrder,
    DealExists,
    DealInWrongState,
    MeetingDoesNotFit,
    QuotaNotEnough,
)
from domain.financing.deals import (
    DEAL_STEPS,
    NOTE_LIMIT,
    Deal,
    DealState,
    DealStep,
    DeclineDeal,
    DeclineReason,
    Disbursement,
    GrantCredit,
    ProposeDeal,
    RecordDisbursement,
    ScheduleDeal,
    TakeStep,
)
from domain.financing.demands import DemandState, FinancingDemand
from domain.financing.meetings import Meeting, MeetingState
from domain.financing.products import OF_FINANCE, FinancialProduct
from domain.financing.refusals import DemandNotOpen, NotAnInstitution
from domain.money import amount_problem
from domain.refusals import REQUIRED, InvalidInput, Outdated, Problems, Words, text_problem, tidy


@dataclass(frozen=True, slots=True)
class DealProposed:
    """A deal that begins, with its first step."""

    deal: Deal
    step: DealStep


@dataclass(frozen=True, slots=True)
class DealStepped:
    """A deal that has come further, with the step that it took."""

    deal: Deal
    step: DealStep


@dataclass(frozen=True, slots=True)
class DealEnded:
    """A deal that comes to nothing, with its last step. What it had of its product's quota is free again: the product as
    it is then, if there is one to change."""

    deal: Deal
    step: DealStep
    product: FinancialProduct | None = None


@dataclass(frozen=True, slots=True)
class CreditGranted:
    """A deal with a credit, and the product with what is left of its quota, if it has one."""

    deal: Deal
    step: DealStep
    product: FinancialProduct | None


@dataclass(frozen=True, slots=True)
class DealDisbursed:
    """A deal of which more was paid out. Each disbursement is a step."""

    deal: Deal
    step: DealStep
    disbursement: Disbursement


NotNow = Outdated | DealInWrongState | DealDayOutOfOrder
"""Why a deal does not take a step."""


# --- By themselves ----------------------------------------------------------------------------------------------------


def check_proposal(command: ProposeDeal, today: date) -> InvalidInput | None:
    """All that is wrong with a proposal by itself. A product says of whom it is and of what kind; without one, both are
    said."""
    problems = Problems()
    problems.note("amount", amount_problem(command.amount))
    problems.note("on", day_problem(command.on, today))
    return problems.refusal()


def check_parties(command: ProposeDeal, *, of_product: bool, of_institution: bool) -> InvalidInput | None:
    """What is missing, or too much, where a proposal says with whom: a product, or an institution and a kind."""
    problems = Problems()
    if of_product:
        said = Words("is the product's; leave it out", "由产品决定,请勿填写")
        problems.note("institutionId", said if of_institution else None)
        problems.note("kind", said if command.kind is not None else None)
    else:
        problems.note("institutionId", None if of_institution else REQUIRED)
        problems.note("kind", REQUIRED if command.kind is None else None)
    return problems.refusal()


def check_deal_step(command: TakeStep | ScheduleDeal, today: date) -> InvalidInput | None:
    """All that is wrong with a step by itself."""
    problems = Problems()
    problems.note("on", day_problem(command.on, today))
    if isinstance(command, TakeStep):
        problems.note("note", text_problem(command.note, NOTE_LIMIT, required=False))
    return problems.refusal()


def check_deal_amount(command: GrantCredit | RecordDisbursement, today: date) -> InvalidInput | None:
    """All that is wrong with a credit or a disbursement by itself."""
    problems = Problems()
    problems.note("amount", amount_problem(command.amount))
    problems.note("on", day_problem(command.on, today))
    return problems.refusal()


def check_decline(command: DeclineDeal, today: date) -> InvalidInput | None:
    """All that is wrong with a no by itself. Another reason has to be said in words."""
    problems = Problems()
    required = command.reason is DeclineReason.OTHER
    problems.note("note", text_problem(command.note, NOTE_LIMIT, required=required))
    problems.note("on", day_problem(command.on, today))
    return problems.refusal()


# --- With the records -------------------------------------------------------------------------------------------------


def propose_deal(
    command: ProposeDeal,
    demand: FinancingDemand,
    product: FinancialProduct | None,
    institution: Organization,
    others: Sequence[Deal],
    ids: tuple[UUID, UUID],
    at: datetime,
) -> DealProposed | DemandNotOpen | NotAnInstitution | DealExists:
    """Begin a deal on a demand with the institution of the product, or with the one that is named; `others` are the deals
    that there are on the demand."""
    if demand.state is not DemandState.OPEN:
        return DemandNotOpen(demand.state)
    if institution.kind not in OF_FINANCE or institution.ended_on is not None:
        return NotAnInstitution("institutionId", institution)
    kind = command.kind if product is None else product.kind
    assert kind is not None, "a checked proposal has a product or a kind"
    if standing := next((each for each in others if _stands(each, institution.id, kind)), None):
        return DealExists(standing)
    deal = Deal(
        id=ids[0],
        county_code=demand.county_code,
        demand_id=demand.id,
        product_id=product.id if product else None,
        institution_id=institution.id,
        enterprise_id=demand.enterprise_id,
        session_id=command.session_id,
        meeting_id=None,
        backs_id=None,
        kind=kind,
        amount=command.amount,
        state=DealState.PROPOSED,
        decline_reason=None,
        granted_amount=None,
        from_quota=False,
        disbursed_amount=Decimal(0),
        proposed_on=command.on,
        proposed_at=at,
        consented_on=None,
        last_step_on=command.on,
        steps=1,
        version=1,
    )
    return DealProposed(deal, _step(deal, ids[1], at))


def consent_to_deal(
    command: TakeStep, deal: Deal, consents: Sequence[Consent], today: date, id: UUID, at: datetime
) -> DealStepped | NotNow | ConsentMissing | ConsentExpired:
    """Let the institution know of the deal, which takes a consent that covers it today."""
    if no := _not_now(command.version, DealState.CONSENTED, command.on, deal):
        return no
    ours = [each for each in consents if each.everyone or deal.institution_id in each.institution_ids]
    if not any(each.covers(deal.institution_id, today) for each in ours):
        over = [each.expires_on for each in ours if each.withdrawn_at is None and each.expires_on <= today]
        return ConsentExpired(deal.institution_id, max(over)) if over else ConsentMissing(deal.institution_id)
    return _stepped(replace(deal, consented_on=command.on), DealState.CONSENTED, command, id, at)


def schedule_deal(
    command: ScheduleDeal, deal: Deal, meeting: Meeting | None, id: UUID, at: datetime
) -> DealStepped | NotNow | MeetingDoesNotFit:
    """Agree on a meeting. One of a session makes the deal one of that session."""
    if no := _not_now(command.version, DealState.SCHEDULED, command.on, deal):
        return no
    if meeting is None:
        return _stepped(deal, DealState.SCHEDULED, command, id, at)
    parties = (meeting.demand_id, meeting.institution_id)
    if meeting.state is MeetingState.CANCELLED or parties != (deal.demand_id, deal.institution_id):
        return MeetingDoesNotFit()
    if deal.session_id not in {None, meeting.session_id}:
        return MeetingDoesNotFit()
    met = replace(deal, meeting_id=meeting.id, session_id=meeting.session_id)
    return _stepped(met, DealState.SCHEDULED, command, id, at)


def advance_deal(command: TakeStep, deal: Deal, id: UUID, at: datetime) -> DealStepped | NotNow:
    """Take a step that needs nothing more than to be next."""
    return _not_now(command.version, command.state, command.on, deal) or _stepped(
        deal, command.state, command, id, at
    )


def grant_credit(
    command: GrantCredit, deal: Deal, product: FinancialProduct | None, id: UUID, at: datetime
) -> CreditGranted | NotNow | QuotaNotEnough:
    """Grant a credit. It is taken from the quota of the deal's product, where that has one."""
    if no := _not_now(command.version, DealState.CREDIT_GRANTED, command.on, deal):
        return no
    if product is None or product.quota_left is None:
        less = None
    elif product.quota_left < command.amount:
        return QuotaNotEnough(product.quota_left)
    else:
        less = _with_quota(product, -command.amount)
    credit = replace(deal, granted_amount=command.amount, from_quota=less is not None)
    done = _stepped(credit, DealState.CREDIT_GRANTED, command, id, at)
    return CreditGranted(done.deal, done.step, less)


def disburse_credit(
    command: RecordDisbursement, deal: Deal, paid: int, ids: tuple[UUID, UUID], at: datetime
) -> DealDisbursed | NotNow | AboveGrantedCredit:
    """Pay out more of a credit that was signed: never more than what is left of it. `paid` is how many disbursements there
    are."""
    if no := _not_now(command.version, DealState.DISBURSED, command.on, deal):
        return no
    assert deal.granted_amount is not None, "what is signed was granted"
    if command.amount > deal.undrawn:
        return AboveGrantedCredit(deal.granted_amount, deal.undrawn)
    more = replace(deal, disbursed_amount=deal.disbursed_amount + command.amount)
    done = _stepped(more, DealState.DISBURSED, command, ids[0], at)
    disbursement = Disbursement(ids[1], deal.county_code, deal.id, paid + 1, command.amount, command.on, at)
    return DealDisbursed(done.deal, done.step, disbursement)


def end_deal(
    command: TakeStep | DeclineDeal, deal: Deal, product: FinancialProduct | None, id: UUID, at: datetime
) -> DealEnded | NotNow:
    """End a deal without money. A credit that had been granted goes back to the quota that it was taken from."""
    declined = isinstance(command, DeclineDeal)
    state = DealState.DECLINED if declined else command.state
    if no := _not_now(command.version, state, command.on, deal):
        return no
    done = _stepped(
        replace(deal, decline_reason=command.reason if declined else None),
        state,
        command,
        id,
        at,
        tidy(command.note),
    )
    if not deal.from_quota or product is None or product.quota_left is None:
        return DealEnded(done.deal, done.step)
    assert deal.granted_amount is not None, "what was taken from a quota was granted"
    return DealEnded(done.deal, done.step, _with_quota(product, deal.granted_amount))


def _stands(other: Deal, institution_id: UUID, kind: FinancingKind) -> bool:
    return other.institution_id == institution_id and other.kind is kind and not other.is_over


def _not_now(version: int, state: DealState, on: date, deal: Deal) -> NotNow | None:
    if version != deal.version:
        return Outdated("version", deal.version)
    possible = DEAL_STEPS[deal.state]
    if state not in possible:
        return DealInWrongState(deal.state, possible)
    return DealDayOutOfOrder("on", deal.last_step_on) if on < deal.last_step_on else None


def _stepped(
    deal: Deal,
    state: DealState,
    command: TakeStep | ScheduleDeal | GrantCredit | RecordDisbursement | DeclineDeal,
    id: UUID,
    at: datetime,
    note: str | None = None,
) -> DealStepped:
    further = replace(
        deal, state=state, last_step_on=command.on, steps=deal.steps + 1, version=deal.version + 1
    )
    return DealStepped(further, _step(further, id, at, note))


def _step(deal: Deal, id: UUID, at: datetime, note: str | None = None) -> DealStep:
    return DealStep(id, deal.county_code, deal.id, deal.steps, deal.state, deal.last_step_on, at, note)


def _with_quota(product: FinancialProduct, change: Decimal) -> FinancialProduct:
    assert product.quota_left is not None
    return replace(product, quota_left=product.quota_left + change, version=product.version + 1)
