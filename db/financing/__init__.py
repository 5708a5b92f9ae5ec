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
)
from db.financing.demands import (
    add_consent,
    add_demand,
    demand_of_intake,
    keep_demand,
    lock_consent,
    lock_demand,
    withdraw_consent,
)
from db.financing.judged import (
    Judged,
    judged,
)
from db.financing.match_inputs import (
    Asking,
    asking,
    met_pairs,
    open_demands,
    products_on,
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
from db.financing.products import (
    add_product,
    keep_product,
    lock_product,
    products_named,
    products_offered,
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
    "Asking",
    "Desks",
    "Judged",
    "add_bond_issue",
    "add_consent",
    "add_deal",
    "add_demand",
    "add_disbursement",
    "add_found",
    "add_match_policy",
    "add_product",
    "add_run",
    "add_step",
    "asking",
    "bond_issue_of",
    "change_bond_issue",
    "change_deal",
    "clear_timetable",
    "conclude_run",
    "consents_to",
    "counts_by_session",
    "deals_on",
    "demand_of_intake",
    "desks_of",
    "disbursements_of",
    "end_run",
    "hold_bond_issue",
    "hold_deals",
    "hold_match_policies",
    "hold_session",
    "judged",
    "keep_demand",
    "keep_match_policy",
    "keep_meeting",
    "keep_product",
    "lock_consent",
    "lock_demand",
    "lock_meeting",
    "lock_product",
    "lock_run",
    "match_policies_of",
    "meeting_of",
    "meetings_beside",
    "met_pairs",
    "met_until",
    "open_demands",
    "products_named",
    "products_offered",
    "products_on",
    "run_of",
    "run_under_way",
    "session_versions",
    "settle_lost_runs",
    "start_run",
    "step",
    "sums",
    "withdraw_consent",
]
