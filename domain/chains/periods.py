"""From when, and until when. What has no `until` is what is now: nothing begins or ends on a day that is still to come, so
that a reader needs no clock."""

from datetime import date
from typing import Protocol

from domain.chains.refusals import DayTooEarly
from domain.refusals import Outdated, RecordEnded, Words, over

EARLIEST = date(1949, 10, 1)


class Lasting(Protocol):
    """A record that lasts for a while and changes."""

    @property
    def since(self) -> date: ...

    @property
    def until(self) -> date | None: ...

    @property
    def version(self) -> int: ...


def day_problem(day: date | None, today: date) -> Words | None:
    """What is wrong with the day of an act, if anything; without one it is today's."""
    if day is not None and day > today:
        return Words(f"must not be after today, {today}", f"不得晚于今天({today})")
    if day is not None and day < EARLIEST:
        return Words(f"must not be before {EARLIEST}", f"不得早于 {EARLIEST}")
    return None


def too_early(path: str, day: date, *earliest: date | None) -> DayTooEarly | None:
    """Whether a day lies before one of those that it may not lie before."""
    latest = max((each for each in earliest if each is not None), default=EARLIEST)
    return DayTooEarly(path, latest) if day < latest else None


def outdated(version: int, current: int) -> Outdated | None:
    """Whether the record is another by now than the one that the input is about."""
    return None if version == current else Outdated("version", current)


def ending(
    record: Lasting, thing: Words, path: str, version: int, day: date
) -> Outdated | RecordEnded | DayTooEarly | None:
    """Why a record does not end on a day, if anything is against it."""
    return (
        outdated(version, record.version)
        or over(path, thing, record.until)
        or too_early("until", day, record.since)
    )
