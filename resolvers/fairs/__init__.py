"""Fairs: what happens when a field is asked, and each act."""

from resolvers.fairs.acts import (
    add_booth,
    close_fair,
    dispose_intake,
    mark_duplicate,
    open_fair,
    plan_fair,
    rate_fair,
    record_attendance,
    submit_intake,
    withdraw_intake,
)
from resolvers.fairs.watching import watch_fair

__all__ = [
    "add_booth",
    "close_fair",
    "dispose_intake",
    "mark_duplicate",
    "open_fair",
    "plan_fair",
    "rate_fair",
    "record_attendance",
    "submit_intake",
    "watch_fair",
    "withdraw_intake",
]
