"""Acts on demands: an enterprise's side, or the office for it, submits, amends, withdraws and closes them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from domain.elements import CapitalForm, FinancingKind, FinancingPurpose
from domain.fairs import Intake, Register
from domain.financing.codes import TaxGrade
from domain.financing.consenting import ConsentTerms, given, note_consent
from domain.financing.consents import Consent
from domain.financing.demands import Collateral, DemandState, FinancingDemand
from domain.financing.refusals import DemandNotOpen, IntakeNotForFinancing
from domain.money import amount_problem
from domain.people import Role, Viewer
from domain.refusals import REQUIRED, InvalidInput, Outdated, Problems, Words

LONGEST_TERM = 600
"""Months."""

HIGHEST_RATE = 2400
"""Basis points: four times what courts protect is beyond any product."""

MOST_COLLATERAL = 20


@dataclass(frozen=True, slots=True)
class DemandTerms:
    """What is asked for. What an intake says already may be left out."""

    amount: Decimal | None
    purpose: FinancingPurpose | None
    term_months: int | None
    kinds: tuple[FinancingKind, ...] | None
    max_annual_rate_bp: int | None
    collateral: tuple[Collateral, ...]
    revenue_last_year: Decimal | None
    tax_grade: TaxGrade | None
    dishonest: bool | None
    chain_id: UUID | None
    of_chain: bool
    needed_by: date | None

    def beside(self, form: CapitalForm) -> "DemandTerms":
        """The same, with what a form says in the place of what was left out."""
        return replace(
            self,
            amount=form.amount if self.amount is None else self.amount,
            purpose=self.purpose or form.purpose,
            term_months=form.term_months if self.term_months is None else self.term_months,
            kinds=self.kinds or form.kinds,
            max_annual_rate_bp=(
                form.max_annual_rate_bp if self.max_annual_rate_bp is None else self.max_annual_rate_bp
            ),
        )


@dataclass(frozen=True, slots=True)
class SubmitDemand:
    """Submit a demand: of an enterprise, or of an intake's."""

    enterprise_id: UUID | None
    of_enterprise: bool
    intake_id: UUID | None
    of_intake: bool
    terms: DemandTerms
    consent: ConsentTerms | None


@dataclass(frozen=True, slots=True)
class AmendDemand:
    """Say anew what is asked for."""

    demand_id: UUID | None
    version: int
    terms: DemandTerms


@dataclass(frozen=True, slots=True)
class EndDemand:
    """Withdraw a demand, or close it."""

    demand_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class DemandSubmitted:
    """A demand that was submitted, with the consent that was given at once."""

    demand: FinancingDemand
    consent: Consent | None


@dataclass(frozen=True, slots=True)
class DemandAmended:
    """A demand that asks for something else."""

    demand: FinancingDemand


@dataclass(frozen=True, slots=True)
class DemandWithdrawn:
    """A demand that the enterprise does not have any more."""

    demand: FinancingDemand


@dataclass(frozen=True, slots=True)
class DemandClosed:
    """A demand of which there is nothing more to match."""

    demand: FinancingDemand


def of_intake(command: SubmitDemand, intake: Intake) -> SubmitDemand | IntakeNotForFinancing | InvalidInput:
    """The command with what its intake says already: whose the demand is, and what it asks for."""
    if intake.register is not Register.FINANCE:
        return IntakeNotForFinancing("intakeId")
    if command.of_enterprise and command.enterprise_id != intake.enterprise_id:
        problems = Problems()
        problems.note("enterpriseId", Words("is not the enterprise of the intake", "与受理单的企业不一致"))
        return problems.refusal() or command
    form = intake.form
    terms = command.terms.beside(form) if isinstance(form, CapitalForm) else command.terms
    return replace(command, enterprise_id=intake.enterprise_id, terms=terms)


def check_terms(terms: DemandTerms, viewer: Viewer, problems: Problems) -> None:
    """Note all that is wrong with what is asked for by itself."""
    at = "terms."
    problems.note(f"{at}amount", amount_problem(terms.amount))
    problems.note(f"{at}purpose", None if terms.purpose else REQUIRED)
    problems.note(f"{at}kinds", None if terms.kinds else REQUIRED)
    problems.note(f"{at}termMonths", _within(terms.term_months, 1, LONGEST_TERM, required=True))
    problems.note(f"{at}maxAnnualRateBp", _within(terms.max_annual_rate_bp, 1, HIGHEST_RATE))
    if len(terms.collateral) > MOST_COLLATERAL:
        problems.note(f"{at}collateral", Words(f"at most {MOST_COLLATERAL}", f"最多 {MOST_COLLATERAL} 项"))
    for n, each in enumerate(terms.collateral):
        problems.note(f"{at}collateral.{n}.value", None if each.value is None else amount_problem(each.value))
    revenue = terms.revenue_last_year
    problems.note(
        f"{at}revenueLastYear", None if revenue is None or revenue == 0 else amount_problem(revenue)
    )
    if terms.needed_by is not None and terms.needed_by < viewer.today:
        problems.note(
            f"{at}neededBy",
            Words(f"must not be before today, {viewer.today}", f"不能早于今天({viewer.today})"),
        )
    if terms.dishonest is not None and viewer.role is Role.ENTERPRISE_REP:
        problems.note(
            f"{at}dishonest",
            Words("is looked up by the office, not said by the enterprise", "由服务部门查询填写,企业不填"),
        )


def check_submission(command: SubmitDemand, viewer: Viewer) -> InvalidInput | None:
    """All that is wrong with a demand by itself, once it has what its intake says."""
    problems = Problems()
    if not command.of_enterprise and not command.of_intake:
        problems.note("enterpriseId", REQUIRED)
    check_terms(command.terms, viewer, problems)
    if command.consent is not None:
        note_consent(command.consent, viewer.today, problems, "consent.")
        if viewer.role is Role.DISPATCHER:
            problems.note("consent", Words("is given by the enterprise's own side", "授权须由企业一方作出"))
    return problems.refusal()


def check_amendment(command: AmendDemand, viewer: Viewer) -> InvalidInput | None:
    """All that is wrong with what is asked for by itself."""
    problems = Problems()
    check_terms(command.terms, viewer, problems)
    return problems.refusal()


def submit(
    command: SubmitDemand,
    county_code: str,
    enterprise_id: UUID,
    ids: Sequence[UUID],
    at: datetime,
    today: date,
) -> DemandSubmitted:
    """The demand of a checked command, and its consent, each with an id of `ids`."""
    terms = command.terms
    assert terms.amount is not None
    assert terms.purpose is not None
    assert terms.term_months is not None
    demand = FinancingDemand(
        id=ids[0],
        county_code=county_code,
        enterprise_id=enterprise_id,
        intake_id=command.intake_id,
        amount=terms.amount,
        purpose=terms.purpose,
        term_months=terms.term_months,
        max_annual_rate_bp=terms.max_annual_rate_bp,
        kinds=_in_order(terms.kinds),
        collateral=terms.collateral,
        revenue_last_year=terms.revenue_last_year,
        tax_grade=terms.tax_grade,
        dishonest=terms.dishonest,
        chain_id=terms.chain_id,
        needed_by=terms.needed_by,
        submitted_at=at,
    )
    consent = None if command.consent is None else given(command.consent, demand, ids[1], today)
    return DemandSubmitted(demand, consent)


def amend(
    command: AmendDemand, demand: FinancingDemand, viewer: Viewer
) -> DemandAmended | Outdated | DemandNotOpen:
    """The demand as it asks from now on. What the office has looked up stands when the enterprise amends."""
    if problem := not_open(command.version, demand):
        return problem
    terms = command.terms
    assert terms.amount is not None
    assert terms.purpose is not None
    assert terms.term_months is not None
    kept = viewer.role is Role.ENTERPRISE_REP
    return DemandAmended(
        replace(
            demand,
            amount=terms.amount,
            purpose=terms.purpose,
            term_months=terms.term_months,
            max_annual_rate_bp=terms.max_annual_rate_bp,
            kinds=_in_order(terms.kinds),
            collateral=terms.collateral,
            revenue_last_year=terms.revenue_last_year,
            tax_grade=terms.tax_grade,
            dishonest=demand.dishonest if kept else terms.dishonest,
            chain_id=terms.chain_id,
            needed_by=terms.needed_by,
            version=demand.version + 1,
        )
    )


def withdraw(command: EndDemand, demand: FinancingDemand) -> DemandWithdrawn | Outdated | DemandNotOpen:
    """The demand, withdrawn."""
    problem = not_open(command.version, demand)
    return problem or DemandWithdrawn(
        replace(demand, state=DemandState.WITHDRAWN, version=demand.version + 1)
    )


def close(command: EndDemand, demand: FinancingDemand) -> DemandClosed | Outdated | DemandNotOpen:
    """The demand, closed."""
    problem = not_open(command.version, demand)
    return problem or DemandClosed(replace(demand, state=DemandState.CLOSED, version=demand.version + 1))


def not_open(version: int, demand: FinancingDemand) -> Outdated | DemandNotOpen | None:
    """Why nothing is done with a demand, if it is another version, or open no more."""
    if version != demand.version:
        return Outdated("version", demand.version)
    return None if demand.state is DemandState.OPEN else DemandNotOpen(demand.state)


def _within(value: int | None, least: int, most: int, *, required: bool = False) -> Words | None:
    if value is None:
        return REQUIRED if required else None
    if not least <= value <= most:
        return Words(f"must be from {least} to {most}", f"应在 {least} 至 {most} 之间")
    return None


def _in_order(kinds: Sequence[FinancingKind] | None) -> tuple[FinancingKind, ...]:
    """Each kind once, in the order of the enumeration."""
    return tuple(kind for kind in FinancingKind if kind in (kinds or ()))
