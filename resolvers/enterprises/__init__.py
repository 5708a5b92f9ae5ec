"""Enterprises: each act that keeps the register, and each on where an enterprise stands."""

from resolvers.enterprises.keeping import (
    activate_enterprise,
    close_enterprise,
    merge_enterprises,
    move_enterprise,
    register_enterprise,
    rename_enterprise,
)
from resolvers.enterprises.standing import end_tier, grant_tier, record_statistics, set_threshold, thresholds

__all__ = [
    "activate_enterprise",
    "close_enterprise",
    "end_tier",
    "grant_tier",
    "merge_enterprises",
    "move_enterprise",
    "record_statistics",
    "register_enterprise",
    "rename_enterprise",
    "set_threshold",
    "thresholds",
]
