"""Financing: demands, products, matching and deals."""

from resolvers.financing.bonds import advance_bond_issue, link_bond_issue, record_bond_issue
from resolvers.financing.deals import (
    advance_deal,
    consent_to_deal,
    decline_deal,
    grant_credit,
    lapse_deal,
    link_guarantee,
    propose_deal,
    record_disbursement,
    schedule_deal,
    withdraw_deal,
)
from resolvers.financing.demands import (
    amend_demand,
    close_demand,
    give_consent,
    submit_demand,
    withdraw_consent,
    withdraw_demand,
)
from resolvers.financing.lost import (
    look_for_lost_runs,
)
from resolvers.financing.match_policies import (
    change_match_policy,
    current_match_policy,
    draft_match_policy,
    publish_match_policy,
)
from resolvers.financing.matches import explain_match, ranking, slot_of
from resolvers.financing.matching import cancel_matching, run_matching
from resolvers.financing.meetings import move_meeting, settle_meeting
from resolvers.financing.products import change_product, end_product, offer_product
from resolvers.financing.session_counts import watch_session
from resolvers.financing.totals import financed_total
from resolvers.financing.watching import watch_run

__all__ = [
    "advance_bond_issue",
    "advance_deal",
    "amend_demand",
    "cancel_matching",
    "change_match_policy",
    "change_product",
    "close_demand",
    "consent_to_deal",
    "current_match_policy",
    "decline_deal",
    "draft_match_policy",
    "end_product",
    "explain_match",
    "financed_total",
    "give_consent",
    "grant_credit",
    "lapse_deal",
    "link_bond_issue",
    "link_guarantee",
    "look_for_lost_runs",
    "move_meeting",
    "offer_product",
    "propose_deal",
    "publish_match_policy",
    "ranking",
    "record_bond_issue",
    "record_disbursement",
    "run_matching",
    "schedule_deal",
    "settle_meeting",
    "slot_of",
    "submit_demand",
    "watch_run",
    "watch_session",
    "withdraw_consent",
    "withdraw_deal",
    "withdraw_demand",
]
