"""The time of the offices."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
"""Where the offices are; their days begin and end there."""


def office_day(moment: datetime) -> date:
    """The day at the office."""
    return moment.astimezone(OFFICE_TIME).date()
