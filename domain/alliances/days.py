"""Days that acts name, and why one does not fit what is recorded."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.refusals import Problems, Refusal, Words

EARLIEST, LATEST = 1949, 2999
"""Years that a day can be in: what is beyond was mistyped."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOutOfOrder(Refusal):
    """What is recorded stands: the day must not be before `earliest`, nor after `latest`, if there is one."""

    path: str
    earliest: date
    latest: date | None = None

    @property
    def message(self) -> Words:
        if self.latest is not None:
            return Words(
                f"{self.path}: must be from {self.earliest} to {self.latest}, since what is recorded stands",
                f"{self.path}:应在 {self.earliest} 至 {self.latest} 之间,已记录的不作改动",
            )
        return Words(
            f"{self.path}: must not be before {self.earliest}, since what is recorded stands",
            f"{self.path}:不得早于 {self.earliest},已记录的不作改动",
        )


def check_day(day: date, path: str, problems: Problems, *, today: date | None = None) -> None:
    """Note what is wrong with a day by itself; with `today`, it is of something that has come to pass."""
    if not EARLIEST <= day.year <= LATEST:
        problems.note(
            path,
            Words(f"must be in a year from {EARLIEST} to {LATEST}", f"应在 {EARLIEST} 至 {LATEST} 年之间"),
        )
    elif today is not None and day > today:
        problems.note(
            path, Words(f"{day} is yet to come; today is {today}", f"{day} 尚未到来,今天是 {today}")
        )


def check_period(since: date, until: date | None, path: str, problems: Problems) -> None:
    """Note at `path` that a period ends on a day by which it has not begun."""
    if until is not None and until <= since:
        problems.note(path, Words(f"must be after {since}", f"应晚于 {since}"))
