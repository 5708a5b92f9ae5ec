"""What is done and asked around supply, demand and factory space."""

from resolvers.supply.goods import (
    approve_synonym,
    register_need,
    register_offering,
    withdraw_need,
    withdraw_offering,
)
from resolvers.supply.introductions import advance_introduction, report_cooperation, suggest_introduction
from resolvers.supply.matches import needs_matched, space_matches, supply_figures, supply_matches
from resolvers.supply.spaces import (
    assign_space,
    register_space_listing,
    register_space_need,
    withdraw_space_listing,
    withdraw_space_need,
)

__all__ = [
    "advance_introduction",
    "approve_synonym",
    "assign_space",
    "needs_matched",
    "register_need",
    "register_offering",
    "register_space_listing",
    "register_space_need",
    "report_cooperation",
    "space_matches",
    "suggest_introduction",
    "supply_figures",
    "supply_matches",
    "withdraw_need",
    "withdraw_offering",
    "withdraw_space_listing",
    "withdraw_space_need",
]
