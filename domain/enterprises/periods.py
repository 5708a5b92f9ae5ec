"""Periods of days at the office: half-open, from `since` on and before `until`; without an `until`, for ever."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.enterprises.days import EARLIEST
from domain.refusals import Problems, Words

AHEAD = timedelta(days=3653)
"""How far ahead a day may be: ten years."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` on and before `until`."""

    since: date
    until: date | None = None

    def has(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.since <= day and (self.until is None or day < self.until)

    def overlaps(self, other: "Period") -> bool:
        """Whether a day is of both."""
        return (other.until is None or self.since < other.until) and (
            self.until is None or other.since < self.until
        )


def planned_day_problem(day: date, today: date) -> Words | None:
    """What is wrong with a day that may be past or to come, if anything."""
    latest = today + AHEAD
    if not EARLIEST <= day <= latest:
        return Words(f"{day} must be from {EARLIEST} to {latest}", f"{day} 应在 {EARLIEST} 至 {latest} 之间")
    return None


def check_period(since: date, until: date | None, today: date, problems: Problems) -> None:
    """Note what is wrong with a period that is to be written."""
    problems.note("since", planned_day_problem(since, today))
    if until is not None:
        problem = planned_day_problem(until, today)
        if problem is None and until <= since:
            problem = Words(
                f"{until} must be after since: the first day on which it is over",
                f"{until} 应晚于开始日期(until 为不再负责的第一天)",
            )
        problems.note("until", problem)
