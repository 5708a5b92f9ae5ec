"""Why an act on an application is refused, with the facts that a screen needs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.policies.conditions import ConditionOutcome, ConditionTrace
from domain.policies.records import APPLICATION_STATE_NAMES, Application, PolicyApplicationState
from domain.refusals import Refusal, Words


@dataclass(frozen=True, slots=True)
class ApplicationExists(Refusal):
    """The enterprise has an application for the clause and the year that was not given up."""

    application: Application

    @property
    def message(self) -> Words:
        held = self.application
        is_ = APPLICATION_STATE_NAMES[held.state]
        return Words(
            f"The enterprise has an application for this clause and {held.year} already ({is_.en.lower()}); go on with that one",
            f"该企业 {held.year} 年度已申报此条款({is_.zh}),请使用已有申报",
        )


@dataclass(frozen=True, slots=True)
class ApplicationInWrongState(Refusal):
    """The application is in no state that the act needs."""

    state: PolicyApplicationState
    needed: tuple[PolicyApplicationState, ...]

    @property
    def message(self) -> Words:
        is_, need = APPLICATION_STATE_NAMES[self.state], [APPLICATION_STATE_NAMES[s] for s in self.needed]
        return Words(
            f"The application is: {is_.en.lower()}; it has to be: {' or '.join(name.en.lower() for name in need)}",
            f"该申报{is_.zh},须为{'或'.join(name.zh for name in need)}方可办理",
        )


@dataclass(frozen=True, slots=True)
class ClauseNotOpen(Refusal):
    """The clause may not be applied for today: its window is from `opens_on` until `closes_on`, as far as there is one, and
    only while the policy is in force."""

    opens_on: date | None
    closes_on: date | None
    today: date

    @property
    def message(self) -> Words:
        since = self.opens_on
        since_en, since_zh = (f"from {since} ", f"自 {since} 起") if since else ("", "")
        until_en, until_zh = (
            (f"until {self.closes_on}", f"至 {self.closes_on} 止") if self.closes_on else ("", "")
        )
        window = f"{since_en}{until_en}".strip() or "while its policy is in force"
        return Words(
            f"The clause is not open on {self.today}; it may be applied for {window}",
            f"该条款在 {self.today} 不受理申报,受理期{since_zh + until_zh or '为政策有效期内'}",
        )


@dataclass(frozen=True, slots=True)
class NotEligible(Refusal):
    """A condition of the clause is not met."""

    trace: tuple[ConditionTrace, ...]

    @property
    def message(self) -> Words:
        failing = [each.message for each in self.trace if each.outcome is ConditionOutcome.FAIL]
        return Words(
            "; ".join(message.en for message in failing), ";".join(message.zh for message in failing)
        )


@dataclass(frozen=True, slots=True)
class EvidenceNeeded(Refusal):
    """Some conditions are not known to be met: what shows them has to be named."""

    missing_fields: tuple[str, ...]
    trace: tuple[ConditionTrace, ...]

    @property
    def message(self) -> Words:
        fields = ", ".join(self.missing_fields)
        return Words(
            f"It is not known whether every condition is met ({fields}); name the evidence that shows it",
            f"部分条件待核实({fields}),请填写证明材料后提交",
        )


@dataclass(frozen=True, slots=True)
class AboveClause(Refusal):
    """The clause gives less, in yuan."""

    most: Decimal

    @property
    def message(self) -> Words:
        return Words(f"The clause gives at most {self.most} yuan", f"该条款最高支持 {self.most} 元")


@dataclass(frozen=True, slots=True)
class AboveGranted(Refusal):
    """More would be paid than was granted, in yuan."""

    granted: Decimal
    paid: Decimal
    left: Decimal

    @property
    def message(self) -> Words:
        return Words(
            f"{self.granted} yuan were granted and {self.paid} paid; at most {self.left} can be paid still",
            f"已批准 {self.granted} 元,已拨付 {self.paid} 元,最多还可拨付 {self.left} 元",
        )
