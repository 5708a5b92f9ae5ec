"""Policies for enterprises and their applications in the database."""

from db.policies.applying import (
    add_application,
    add_notices,
    add_payout,
    change_application,
    lock_application,
    payouts_of,
    standing_applications,
)
from db.policies.facts import conditions_of, facts_of, names_of
from db.policies.figures import notice_figures, payout_sums
from db.policies.keeping import (
    add_clause,
    add_policy,
    change_policy,
    clause_of,
    clauses_of,
    condition_columns,
    lock_policy,
    policy_numbered,
    publish_clauses,
    strike_clause,
)
from db.policies.relations import APPLICATION, CLAUSE, CLAUSE_LIST, POLICY

__all__ = [
    "APPLICATION",
    "CLAUSE",
    "CLAUSE_LIST",
    "POLICY",
    "add_application",
    "add_clause",
    "add_notices",
    "add_payout",
    "add_policy",
    "change_application",
    "change_policy",
    "clause_of",
    "clauses_of",
    "condition_columns",
    "conditions_of",
    "facts_of",
    "lock_application",
    "lock_policy",
    "names_of",
    "notice_figures",
    "payout_sums",
    "payouts_of",
    "policy_numbered",
    "publish_clauses",
    "standing_applications",
    "strike_clause",
]
