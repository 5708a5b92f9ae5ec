"""What came of introductions in a period."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.enterprises.stock import DatePeriod
from domain.money import rate
from domain.refusals import Words
from domain.supply.introductions import IntroductionState

YEARS = 50
"""How long a period may be."""


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many introductions stand so."""

    state: IntroductionState
    introductions: int


@dataclass(frozen=True, slots=True)
class RunningVolume:
    """What was reported as delivered, in one unit, and how many reports say so."""

    unit: str
    volume: Decimal
    reports: int


@dataclass(frozen=True, slots=True)
class SupplyFigures:
    """Introductions that were suggested in a period, by where they stand now; those that were introduced in it, and how
    many of these have come to a contract; and the volumes of the months that begin in it."""

    period: DatePeriod
    by_state: tuple[StateCount, ...]
    introduced: int
    succeeded: int
    volumes: tuple[RunningVolume, ...]

    @property
    def success_rate(self) -> Decimal | None:
        """Succeeded in percent of the introduced, one digit."""
        return rate(self.succeeded, self.introduced)


def period_problem(first: date, last: date) -> Words | None:
    """What is wrong with a period."""
    if last < first:
        return Words("period.to must not be before period.from", "period.to 不得早于 period.from")
    if last.year - first.year > YEARS:
        return Words(f"a period has at most {YEARS} years", f"统计期最长 {YEARS} 年")
    return None
