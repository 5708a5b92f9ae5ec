"""Financing: demands, products, matching and deals."""

from resolvers.financing.match_policies import current_match_policy
from resolvers.financing.matching import cancel_matching, run_matching
from resolvers.financing.meetings import move_meeting, settle_meeting
from resolvers.financing.watching import watch_run

__all__ = [
    "cancel_matching",
    "current_match_policy",
    "move_meeting",
    "run_matching",
    "settle_meeting",
    "watch_run",
]
