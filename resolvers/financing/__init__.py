"""Financing: demands, products, matching and deals."""

from resolvers.financing.demands import (
    amend_demand,
    close_demand,
    give_consent,
    submit_demand,
    withdraw_consent,
    withdraw_demand,
)
from resolvers.financing.match_policies import (
    change_match_policy,
    current_match_policy,
    draft_match_policy,
    publish_match_policy,
)
from resolvers.financing.matches import explain_match, ranking
from resolvers.financing.products import change_product, end_product, offer_product

__all__ = [
    "amend_demand",
    "change_match_policy",
    "change_product",
    "close_demand",
    "current_match_policy",
    "draft_match_policy",
    "end_product",
    "explain_match",
    "give_consent",
    "offer_product",
    "publish_match_policy",
    "ranking",
    "submit_demand",
    "withdraw_consent",
    "withdraw_demand",
]
