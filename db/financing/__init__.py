"""Financing in the database: demands, products, matching and deals."""

from db.financing.match_inputs import Asking, asking, met_pairs, open_demands, products_on
from db.financing.match_policies import (
    add_match_policy,
    hold_match_policies,
    keep_match_policy,
    match_policies_of,
)
from db.financing.match_relations import FINANCING_MEETING, MATCH_RUN, MATCH_RUN_PROGRESS
from db.financing.meetings import keep_meeting, lock_meeting, meeting_of, meetings_beside
from db.financing.relations import FINANCIAL_PRODUCT, FINANCING_CONSENT, FINANCING_DEMAND, MATCH_POLICY
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

__all__ = [
    "FINANCIAL_PRODUCT",
    "FINANCING_CONSENT",
    "FINANCING_DEMAND",
    "FINANCING_MEETING",
    "MATCH_POLICY",
    "MATCH_RUN",
    "MATCH_RUN_PROGRESS",
    "Asking",
    "Desks",
    "add_found",
    "add_match_policy",
    "add_run",
    "asking",
    "clear_timetable",
    "conclude_run",
    "desks_of",
    "end_run",
    "hold_match_policies",
    "hold_session",
    "keep_match_policy",
    "keep_meeting",
    "lock_meeting",
    "lock_run",
    "match_policies_of",
    "meeting_of",
    "meetings_beside",
    "met_pairs",
    "met_until",
    "open_demands",
    "products_on",
    "run_of",
    "run_under_way",
    "settle_lost_runs",
    "start_run",
    "step",
]
