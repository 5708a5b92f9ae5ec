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
from resolvers.financing.match_policies import current_match_policy
from resolvers.financing.session_counts import watch_session
from resolvers.financing.totals import financed_total

__all__ = [
    "advance_bond_issue",
    "advance_deal",
    "consent_to_deal",
    "current_match_policy",
    "decline_deal",
    "financed_total",
    "grant_credit",
    "lapse_deal",
    "link_bond_issue",
    "link_guarantee",
    "propose_deal",
    "record_bond_issue",
    "record_disbursement",
    "schedule_deal",
    "watch_session",
    "withdraw_deal",
]
