"""Financing: demands, products, matching and deals."""

from resolvers.financing.demands import (
    amend_demand,
    close_demand,
    give_consent,
    submit_demand,
    withdraw_consent,
    withdraw_demand,
)
from resolvers.financing.lost import look_for_lost_runs
from resolvers.financing.match_policies import (
    change_match_policy,
    current_match_policy,
    draft_match_policy,
    publish_match_policy,
)
from resolvers.financing.matches import (
    explain_match,
    ranking,
)
from resolvers.financing.matching import (
    cancel_matching,
    run_matching,
)
from resolvers.financing.meetings import (
    move_meeting,
    settle_meeting,
)
from resolvers.financing.products import (
    change_product,
    end_product,
    offer_product,
)
from resolvers.financing.watching import watch_run

__all__ = [
    "amend_demand",
    "cancel_matching",
    "change_match_policy",
    "change_product",
    "close_demand",
    "current_match_policy",
    "draft_match_policy",
    "end_product",
    "explain_match",
    "give_consent",
    "look_for_lost_runs",
    "move_meeting",
    "offer_product",
    "publish_match_policy",
    "ranking",
    "run_matching",
    "settle_meeting",
    "submit_demand",
    "watch_run",
    "withdraw_consent",
    "withdraw_demand",
]
