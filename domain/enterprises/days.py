"""The days that acts are dated by."""

from datetime import date

from domain.refusals import Words

EARLIEST = date(1949, 1, 1)


def day_problem(day: date | None, today: date) -> Words | None:
    """What is wrong with the day of something that has happened, if anything; one that is left out means today."""
    if day is not None and day > today:
        return Words(f"must not be after today, {today}", f"不能晚于今天({today})")
    if day is not None and day < EARLIEST:
        return Words(f"must not be before {EARLIEST}", f"不能早于 {EARLIEST}")
    return None
