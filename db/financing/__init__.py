"""Financing in the database: demands, products, matching and deals."""

from db.financing.bonds import (
    add_bond_issue,
    bond_issue_of,
    change_bond_issue,
    hold_bond_issue,
)
from db.financing.deal_relations import (
    BOND_ISSUE,
    DEAL,
)
from db.financing.deals import (
    add_deal,
    add_disbursement,
    add_step,
    change_deal,
    consents_to,
    deals_on,
    disbursements_of,
    hold_deals,
    hold_demand,
    hold_product,
    keep_quota,
)
from db.financing.match_policies import (
    add_match_policy,
    hold_match_policies,
    keep_match_policy,
    match_policies_of,
)
from db.financing.match_relations import (
    FINANCING_MEETING,
    MATCH_RUN,
    MATCH_RUN_PROGRESS,
)
from db.financing.meetings import (
    keep_meeting,
    lock_meeting,
    meeting_of,
    meetings_beside,
)
from db.financing.relations import (
    FINANCIAL_PRODUCT,
    FINANCING_CONSENT,
    FINANCING_DEMAND,
    MATCH_POLICY,
)
from db.financing.runs import (
    Desks,
    add_found,
    add_run,
    clear_timetable,
    conclude_run,
    desks_of,
    end_run,
    hold_session,
    lock_run,
    met_until,
    run_of,
    run_under_way,
    settle_lost_runs,
    start_run,
    step,
)
from db.financing.session_counts import (
    FINANCING_COUNTS,
    counts_by_session,
    session_versions,
)
from db.financing.totals import (
    sums,
)

__all__ = [
    "BOND_ISSUE",
    "DEAL",
    "FINANCIAL_PRODUCT",
    "FINANCING_CONSENT",
    "FINANCING_COUNTS",
    "FINANCING_DEMAND",
    "FINANCING_MEETING",
    "MATCH_POLICY",
    "MATCH_RUN",
    "MATCH_RUN_PROGRESS",
    "Desks",
    "add_bond_issue",
    "add_deal",
    "add_disbursement",
    "add_found",
    "add_match_policy",
    "add_run",
    "add_step",
    "bond_issue_of",
    "change_bond_issue",
    "change_deal",
    "clear_timetable",
    "conclude_run",
    "consents_to",
    "counts_by_session",
    "deals_on",
    "desks_of",
    "disbursements_of",
    "end_run",
    "hold_bond_issue",
    "hold_deals",
    "hold_demand",
    "hold_match_policies",
    "hold_product",
    "hold_session",
    "keep_match_policy",
    "keep_meeting",
    "keep_quota",
    "lock_meeting",
    "lock_run",
    "match_policies_of",
    "meeting_of",
    "meetings_beside",
    "met_until",
    "run_of",
    "run_under_way",
    "session_versions",
    "settle_lost_runs",
    "start_run",
    "step",
    "sums",
]
