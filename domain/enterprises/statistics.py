"""Enrolling an enterprise in statistics (纳统): the steps on the way, and the thresholds that are to be met.

The thresholds are those of the statistics bureaus: industry and wholesale 20 million yuan a year, retail 5, hotels and
catering 2, services 20, 10 or 5 by section.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.enterprises.days import day_problem
from domain.enterprises.industries import industry_problem
from domain.enterprises.keeping import KEEPERS, ended
from domain.enterprises.refusals import EnterpriseEnded
from domain.enterprises.register import Enterprise
from domain.money import amount_problem
from domain.people import Acts, Role
from domain.refusals import InvalidInput, Problems, Refusal, Words, text_problem, tidy

EVIDENCE_LIMIT = 500

NATION = "100000"
"""The county code of thresholds that hold wherever a county has set none of its own."""

ACTS: Acts = {"recordStatistics": KEEPERS, "setThreshold": frozenset({Role.ADMIN})}


class StatState(StrEnum):
    """How far an enterprise is on its way into statistics. 纳统状态。"""

    BELOW = "BELOW"
    APPROACHING = "APPROACHING"
    THRESHOLD_MET = "THRESHOLD_MET"
    FILED = "FILED"
    ENROLLED = "ENROLLED"
    DROPPED = "DROPPED"


STAT_NAMES: dict[StatState, Words] = {
    StatState.BELOW: Words("Below the threshold", "未达标"),
    StatState.APPROACHING: Words("Approaching the threshold", "临近标准"),
    StatState.THRESHOLD_MET: Words("Threshold met", "达到标准"),
    StatState.FILED: Words("Filed with the statistics bureau", "已申报"),
    StatState.ENROLLED: Words("Enrolled in statistics", "已纳统"),
    StatState.DROPPED: Words("Not admitted, or dropped from the enrolled", "未通过或退库"),
}

NEXT: Mapping[StatState | None, tuple[StatState, ...]] = {
    None: (StatState.BELOW, StatState.APPROACHING),
    StatState.BELOW: (StatState.APPROACHING,),
    StatState.APPROACHING: (StatState.THRESHOLD_MET, StatState.BELOW),
    StatState.THRESHOLD_MET: (StatState.FILED,),
    StatState.FILED: (StatState.ENROLLED, StatState.DROPPED),
    StatState.ENROLLED: (StatState.DROPPED,),
    StatState.DROPPED: (StatState.BELOW, StatState.APPROACHING),
}
"""The steps that are possible from each state, and for an enterprise of which nothing was said. Who was dropped begins
anew."""


class StatMeasure(StrEnum):
    """What a threshold is held against. 标准口径。"""

    REVENUE = "REVENUE"


@dataclass(frozen=True, slots=True)
class StatStatus:
    """Where an enterprise stands, `since` a day, and the days of the steps on this way in."""

    enterprise_id: UUID
    county_code: str
    state: StatState
    since: date
    met_on: date | None = None
    filed_on: date | None = None
    enrolled_on: date | None = None
    dropped_on: date | None = None

    @property
    def lag_days(self) -> int | None:
        """Days from meeting the threshold to being enrolled."""
        if self.met_on is None or self.enrolled_on is None:
            return None
        return (self.enrolled_on - self.met_on).days


@dataclass(frozen=True, slots=True)
class StatStep:
    """One step, with what shows it."""

    id: UUID
    county_code: str
    enterprise_id: UUID
    state: StatState
    reached_on: date
    evidence: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Threshold:
    """What has to be met in an industry, and whatever is within it, from `valid_from` until before `valid_to`. `industry_code`
    is of GB/T 4754, `amount` CNY yuan a year."""

    id: UUID
    county_code: str
    industry_code: str
    measure: StatMeasure
    amount: Decimal
    valid_from: date
    valid_to: date | None

    @property
    def national(self) -> bool:
        """Whether it is the nation's, and not the county's own."""
        return self.county_code == NATION


@dataclass(frozen=True, slots=True)
class RecordStatistics:
    """Note a step of an enterprise on its way into statistics."""

    enterprise_id: UUID | None
    version: int
    state: StatState
    on: date
    evidence: str | None


@dataclass(frozen=True, slots=True)
class SetThreshold:
    """Set a threshold of the county from a day on."""

    industry_code: str
    measure: StatMeasure
    amount: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True)
class Recorded:
    """The step was noted."""

    enterprise: Enterprise
    status: StatStatus
    step: StatStep


@dataclass(frozen=True, slots=True)
class ThresholdSet:
    """The threshold holds from its day on; `ended` is the one that it follows."""

    threshold: Threshold
    ended: Threshold | None


@dataclass(frozen=True, slots=True)
class StatStepImpossible(Refusal):
    """The step does not follow from where the enterprise stands. `state` is `None` where nothing was said of it."""

    state: StatState | None
    since: date | None
    possible: tuple[StatState, ...]

    @property
    def message(self) -> Words:
        en = " or ".join(STAT_NAMES[each].en for each in self.possible)
        zh = "”或“".join(STAT_NAMES[each].zh for each in self.possible)
        if self.state is None:
            return Words(
                f"Nothing was said of this enterprise yet; it begins with: {en}",
                f"该企业尚无纳统记录,应从“{zh}”开始",
            )
        is_ = STAT_NAMES[self.state]
        return Words(
            f"The enterprise stands at “{is_.en}” since {self.since}; on that day or later follows: {en}",
            f"该企业自 {self.since} 起为“{is_.zh}”,同日或之后可变更为“{zh}”",
        )


@dataclass(frozen=True, slots=True)
class ThresholdNotLater(Refusal):
    """The county has a threshold for this industry from the same day or a later one: what was set is not set again."""

    valid_from: date

    @property
    def message(self) -> Words:
        return Words(
            f"The threshold that is set already holds from {self.valid_from}; a new one holds from a later day",
            f"现行标准自 {self.valid_from} 起执行,新标准的执行日期应晚于该日",
        )


def check_step(command: RecordStatistics, today: date) -> InvalidInput | None:
    """All that is wrong with a step by itself."""
    problems = Problems()
    problems.note("on", day_problem(command.on, today))
    problems.note("evidence", text_problem(command.evidence, EVIDENCE_LIMIT, required=False))
    return problems.refusal()


def record(
    command: RecordStatistics, enterprise: Enterprise, held: StatStatus | None, id: UUID, at: datetime
) -> Recorded | EnterpriseEnded | StatStepImpossible:
    """Note a step that follows from the last one, on the same day or later."""
    if refused := ended(enterprise):
        return refused
    possible = NEXT[held and held.state]
    if command.state not in possible or (held is not None and command.on < held.since):
        return StatStepImpossible(held and held.state, held and held.since, possible)
    step = StatStep(
        id, enterprise.county_code, enterprise.id, command.state, command.on, tidy(command.evidence), at
    )
    status = _after(
        held or StatStatus(enterprise.id, enterprise.county_code, command.state, command.on), step
    )
    return Recorded(replace(enterprise, version=enterprise.version + 1), status, step)


def _after(held: StatStatus, step: StatStep) -> StatStatus:
    on = step.reached_on
    at = replace(held, state=step.state, since=on)
    match step.state:
        case StatState.THRESHOLD_MET:
            return replace(at, met_on=on)
        case StatState.FILED:
            return replace(at, filed_on=on)
        case StatState.ENROLLED:
            return replace(at, enrolled_on=on)
        case StatState.DROPPED:
            return replace(at, dropped_on=on)
        case StatState.BELOW | StatState.APPROACHING:
            # A way in that begins, or begins anew: the steps of an earlier one are told apart.
            return StatStatus(at.enterprise_id, at.county_code, at.state, at.since)


def threshold_problems(command: SetThreshold) -> Problems:
    """All that is wrong with a threshold by itself."""
    problems = Problems()
    problems.note("industryCode", industry_problem(command.industry_code))
    problems.note("amount", amount_problem(command.amount))
    return problems


def set_threshold(
    command: SetThreshold, county_code: str, latest: Threshold | None, id: UUID
) -> ThresholdSet | ThresholdNotLater:
    """Set a threshold after the county's latest one for the same industry and measure, which ends on that day."""
    if latest is not None and latest.valid_from >= command.valid_from:
        return ThresholdNotLater(latest.valid_from)
    threshold = Threshold(
        id, county_code, command.industry_code, command.measure, command.amount, command.valid_from, None
    )
    return ThresholdSet(threshold, latest and replace(latest, valid_to=command.valid_from))
