"""What is done around policies for enterprises."""

from resolvers.policies.applying import (
    approve_application,
    draft_application,
    notify_policy,
    pay_application,
    reject_application,
    submit_application,
    withdraw_application,
)
from resolvers.policies.eligibility import clause_eligibility, policy_eligibility
from resolvers.policies.figures import notice_figures, policy_payouts
from resolvers.policies.publishing import (
    add_clause,
    draft_policy,
    end_policy,
    publish_policy,
    revise_policy,
    strike_clause,
)

__all__ = [
    "add_clause",
    "approve_application",
    "clause_eligibility",
    "draft_application",
    "draft_policy",
    "end_policy",
    "notice_figures",
    "notify_policy",
    "pay_application",
    "policy_eligibility",
    "policy_payouts",
    "publish_policy",
    "reject_application",
    "revise_policy",
    "strike_clause",
    "submit_application",
    "withdraw_application",
]
