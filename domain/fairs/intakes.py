"""Taking an intake at a booth, and its one disposition."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from domain import elements, ledger
from domain.elements import ElementKind
from domain.enterprises import check_registration
from domain.fairs.records import (
    Booth,
    DisposeIntake,
    Disposition,
    Fair,
    FairState,
    Intake,
    MarkDuplicate,
    Register,
    SubmitIntake,
    WithdrawIntake,
)
from domain.fairs.refusals import (
    AlreadyDisposed,
    BoothClosed,
    BoothDoesNotTake,
    HasDuplicates,
    OriginalUnsuitable,
)
from domain.ledger import LedgerEntry
from domain.refusals import InvalidInput, Problems, Words, text_problem, tidy

SUMMARY_LIMIT = 500
KEY_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Submitted:
    """An intake as it was when the booth took it."""

    intake: Intake


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An intake that its enterprise took back."""

    intake: Intake


@dataclass(frozen=True, slots=True)
class MarkedDuplicate:
    """An intake that repeats an earlier one."""

    intake: Intake
    original: Intake


@dataclass(frozen=True, slots=True)
class Disposed:
    """An intake with its disposition, and the ledger entry that a promised solution opens."""

    intake: Intake
    entry: LedgerEntry | None


def key_problem(idempotency_key: str) -> Words | None:
    """What is wrong with an idempotency key; nothing was ever answered to a wrong one."""
    return text_problem(idempotency_key, KEY_LIMIT)


def check_intake(command: SubmitIntake, today: date) -> InvalidInput | None:
    """All that is wrong with an intake by itself: texts, the enterprise, the form of its kind."""
    problems = Problems()
    problems.note("idempotencyKey", key_problem(command.idempotency_key))
    check_registration(command.enterprise, "enterprise", problems)
    problems.note("summary", text_problem(command.summary, SUMMARY_LIMIT, required=False, lines=True))
    if command.desired_by is not None:
        problems.note("desiredBy", elements.day_problem(command.desired_by, today))
    kind = elements.kind_of(command.form)
    if kind is not command.element_kind:
        problems.note(
            "form",
            Words(
                f"is the form of {kind.value}, but elementKind is {command.element_kind.value}",
                f"表单为“{elements.ELEMENT_NAMES[kind].zh}”,与要素类别“{elements.ELEMENT_NAMES[command.element_kind].zh}”不符",
            ),
        )
    elements.check(command.form, f"form.{kind.value.lower()}", today, problems)
    return problems.refusal()


def submit(
    command: SubmitIntake, fair: Fair, booth: Booth, enterprise_id: UUID, number: int, id: UUID, at: datetime
) -> Submitted | BoothClosed | BoothDoesNotTake:
    """Take a checked intake at an open booth that takes its register and kind, under the booth's next number."""
    if booth.state is not FairState.OPEN:
        return BoothClosed(booth.id, booth.state, fair.opens_at, fair.closes_at)
    if not takes(booth, command.register, command.element_kind):
        return BoothDoesNotTake(
            booth.id,
            command.register,
            command.element_kind,
            tuple(register for register in Register if register in booth.registers),
            tuple(kind for kind in ElementKind if kind in booth.element_kinds),
        )
    return Submitted(
        Intake(
            id=id,
            county_code=booth.county_code,
            fair_id=booth.fair_id,
            booth_id=booth.id,
            number=number,
            register=command.register,
            element_kind=command.element_kind,
            enterprise_id=enterprise_id,
            form=command.form,
            summary=tidy(command.summary),
            urgency=command.urgency,
            desired_by=command.desired_by,
            received_at=at,
            disposition=None,
            disposed_at=None,
            duplicate_of_id=None,
            note=None,
        )
    )


def as_submitted(intake: Intake) -> Submitted:
    """What the act of submitting answered, whatever became of the intake since."""
    return Submitted(replace(intake, disposition=None, disposed_at=None, duplicate_of_id=None, note=None))


def takes(booth: Booth, register: Register, kind: ElementKind) -> bool:
    """Whether a booth takes a need: FINANCE is for capital only (ours)."""
    if register not in booth.registers or kind not in booth.element_kinds:
        return False
    return register is not Register.FINANCE or kind is ElementKind.CAPITAL


def check_disposition(command: DisposeIntake, today: date) -> InvalidInput | None:
    """All that is wrong with an answer by itself. A promised solution names its owner and its due date."""
    problems = Problems()
    match command.disposition:
        case Disposition.SOLUTION_GIVEN:
            solution = command.solution or ledger.Solution(None, None, None)
            ledger.check_solution(solution, "solution", today, problems)
        case Disposition.RESOLVED_ON_SITE:
            if command.solution is not None:
                problems.note(
                    "solution", Words("belongs to SOLUTION_GIVEN only", "只有“拿出解决方案”才填写解决方案")
                )
        case _:
            problems.note(
                "disposition",
                Words(
                    "must be RESOLVED_ON_SITE or SOLUTION_GIVEN; use withdrawIntake or markDuplicate for the others",
                    "只能为“现场办结”或“现场拿出解决方案”;撤回与重复件请用 withdrawIntake、markDuplicate",
                ),
            )
    return problems.refusal()


def dispose(
    command: DisposeIntake, intake: Intake, entry_id: UUID, at: datetime
) -> Disposed | AlreadyDisposed:
    """Give an intake its one checked disposition; a promised solution opens exactly one ledger entry."""
    if refusal := _disposed_already(intake):
        return refusal
    disposed = replace(intake, disposition=command.disposition, disposed_at=at)
    if command.solution is None:
        return Disposed(disposed, None)
    entry = ledger.open_entry(entry_id, intake.county_code, intake.fair_id, intake.id, command.solution, at)
    return Disposed(disposed, entry)


def check_withdrawal(command: WithdrawIntake) -> InvalidInput | None:
    """All that is wrong with a withdrawal by itself."""
    problems = Problems()
    problems.note("reason", text_problem(command.reason, SUMMARY_LIMIT, required=False, lines=True))
    return problems.refusal()


def withdraw(
    command: WithdrawIntake, intake: Intake, at: datetime, duplicates: int = 0
) -> Withdrawn | AlreadyDisposed | HasDuplicates:
    """Take an open intake back, unless `duplicates` others repeat it; it is then counted apart."""
    if refusal := _disposed_already(intake) or _repeated(intake, duplicates):
        return refusal
    return Withdrawn(
        replace(intake, disposition=Disposition.WITHDRAWN, disposed_at=at, note=tidy(command.reason))
    )


def mark_duplicate(
    command: MarkDuplicate, intake: Intake, original: Intake, at: datetime, duplicates: int = 0
) -> MarkedDuplicate | AlreadyDisposed | HasDuplicates | OriginalUnsuitable:
    """Mark an open intake as a repetition of an earlier, genuine one of the same enterprise at the same fair."""
    if refusal := _disposed_already(intake) or _repeated(intake, duplicates):
        return refusal
    reason = None
    if original.id == intake.id:
        reason = Words("An intake is not its own duplicate", "受理单不能是自己的重复件")
    elif original.fair_id != intake.fair_id:
        reason = Words("The original is at another fair", "原受理单不属于同一活动")
    elif original.enterprise_id != intake.enterprise_id:
        reason = Words("The original is of another enterprise", "原受理单属于另一家企业")
    elif original.disposition in {Disposition.DUPLICATE, Disposition.WITHDRAWN}:
        reason = Words("The original is itself a duplicate or withdrawn", "原受理单本身为重复件或已撤回")
    elif original.received_at > intake.received_at:
        reason = Words("The original was received later than its duplicate", "原受理单的受理时间晚于重复件")
    if reason:
        return OriginalUnsuitable(intake.id, original.id, reason)
    marked = replace(intake, disposition=Disposition.DUPLICATE, disposed_at=at, duplicate_of_id=original.id)
    return MarkedDuplicate(marked, original)


def _repeated(intake: Intake, duplicates: int) -> HasDuplicates | None:
    return HasDuplicates(intake.id, duplicates) if duplicates else None


def _disposed_already(intake: Intake) -> AlreadyDisposed | None:
    if intake.disposition is None or intake.disposed_at is None:
        return None
    return AlreadyDisposed(intake.id, intake.disposition, intake.disposed_at)
