"""The time of the offices."""

from datetime import date, datetime, timedelta, timezone

OFFICE_TIME = timezone(timedelta(hours=8))
"""China Standard Time, where days begin and end. It is UTC+8 for every moment, also for the summers of 1986 to 1991, when
clocks stood an hour ahead: a moment is written in one way."""


def office_day(moment: datetime) -> date:
    """The day at the office."""
    return moment.astimezone(OFFICE_TIME).date()
