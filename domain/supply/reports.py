"""What a cooperation that runs moves: a report a month."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from domain.money import amount_problem
from domain.refusals import InvalidInput, Problems, Refusal, Words, text_problem, tidy
from domain.supply.checks import NOTE_LIMIT, UNIT_LIMIT, centi, quantity_problem
from domain.supply.introductions import INTRODUCTION_STATE_NAMES, Introduction, IntroductionState
from domain.supply.refusals import MonthOutOfOrder

CENTI = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class CooperationReport:
    """What was delivered in a month, named by its first day."""

    id: UUID
    county_code: str
    introduction_id: UUID
    month: date
    volume: Decimal
    unit: str
    amount: Decimal | None
    note: str | None
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class ReportCooperation:
    """Report a month of a cooperation."""

    introduction_id: UUID | None
    month: date
    volume: Decimal
    unit: str
    amount: Decimal | None
    note: str | None


@dataclass(frozen=True, slots=True)
class CooperationReported:
    """A report that was kept."""

    report: CooperationReport


@dataclass(frozen=True, slots=True)
class CooperationNotRunning(Refusal):
    """The introduction has not led to a cooperation that runs."""

    state: IntroductionState

    @property
    def message(self) -> Words:
        return Words(
            f"The introduction is {self.state}; volumes are reported once it is RUNNING",
            f"当前为“{INTRODUCTION_STATE_NAMES[self.state].zh}”,合作运行后方可按月填报",
        )


@dataclass(frozen=True, slots=True)
class MonthReported(Refusal):
    """The month has its report."""

    report: CooperationReport

    @property
    def message(self) -> Words:
        month = f"{self.report.month:%Y-%m}"
        return Words(
            f"{month} is reported already, with {self.report.volume} {self.report.unit}",
            f"{month} 已填报:{self.report.volume} {self.report.unit}",
        )


def check_report(command: ReportCooperation, today: date) -> InvalidInput | None:
    """All that is wrong with a report by itself."""
    problems = Problems()
    if command.month.day != 1:
        problems.note("month", Words("is named by its first day", "以当月 1 日表示"))
    elif command.month > today:
        problems.note("month", Words(f"is yet to come; today is {today}", f"尚未到来,今天是 {today}"))
    problems.note("volume", quantity_problem(command.volume, required=True, zero=True))
    problems.note("unit", text_problem(command.unit, UNIT_LIMIT))
    if command.amount is not None:
        problems.note("amount", amount_problem(command.amount))
    problems.note("note", text_problem(command.note, NOTE_LIMIT, required=False, lines=True))
    return problems.refusal()


def report(
    command: ReportCooperation,
    introduction: Introduction,
    known: CooperationReport | None,
    id: UUID,
    at: datetime,
    today: date,
) -> CooperationReported | CooperationNotRunning | MonthOutOfOrder | MonthReported:
    """Keep a checked report of a month in which the cooperation ran; `known` is the one that the month has."""
    if introduction.running_on is None:
        return CooperationNotRunning(introduction.state)
    earliest = introduction.running_on.replace(day=1)
    latest = (introduction.failed_on or today).replace(day=1)
    if not earliest <= command.month <= latest:
        return MonthOutOfOrder("month", earliest, latest)
    if known is not None:
        return MonthReported(known)
    return CooperationReported(
        CooperationReport(
            id=id,
            county_code=introduction.county_code,
            introduction_id=introduction.id,
            month=command.month,
            volume=command.volume.quantize(CENTI),
            unit=command.unit.strip(),
            amount=centi(command.amount),
            note=tidy(command.note),
            reported_at=at,
        )
    )
