"""Financing in the database: demands, products, matching and deals."""

from db.financing.bonds import (add_bond_issue, bond_issue_of, change_bond_issue, hold_bond_issue)
from db.financing.deal_relations import (BOND_ISSUE, DEAL)
from db.financing.deals import (add_deal, add_disbursement, add_step, change_deal, consents_to, deals_on, disbursements_of, hold_deals, hold_demand, hold_product, keep_quota, meeting_as_is)
from db.financing.match_policies import (add_match_policy, hold_match_policies, keep_match_policy, match_policies_of)
from db.financing.relations import (FINANCIAL_PRODUCT, FINANCING_CONSENT, FINANCING_DEMAND, MATCH_POLICY)
from db.financing.session_counts import (FINANCING_COUNTS, counts_by_session, session_versions)
from db.financing.totals import (sums)

__all__ = [
    "BOND_ISSUE",
    "DEAL",
    "FINANCIAL_PRODUCT",
    "FINANCING_CONSENT",
    "FINANCING_COUNTS",
    "FINANCING_DEMAND",
    "MATCH_POLICY",
    "add_bond_issue",
    "add_deal",
    "add_disbursement",
    "add_match_policy",
    "add_step",
    "bond_issue_of",
    "change_bond_issue",
    "change_deal",
    "consents_to",
    "counts_by_session",
    "deals_on",
    "disbursements_of",
    "hold_bond_issue",
    "hold_deals",
    "hold_demand",
    "hold_match_policies",
    "hold_product",
    "keep_match_policy",
    "keep_quota",
    "match_policies_of",
    "meeting_as_is",
    "session_versions",
    "sums",
]
