"""Policies for enterprises and their applications in the contract."""

from datetime import date

import strawberry

from schema.enterprises.listing import EnterpriseConnection
from schema.nodes import found
from schema.pages import listed
from schema.policies.application_acts import PolicyApplicationMutations
from schema.policies.eligibility import EligibilityQueries
from schema.policies.figures import PolicyFigureQueries
from schema.policies.lists import (
    EligibleFilter,
    PolicyApplicationConnection,
    PolicyApplicationFilter,
    PolicyClauseConnection,
    PolicyClauseFilter,
    PolicyConnection,
    PolicyFilter,
    PolicyNoticeConnection,
    PolicyNoticeFilter,
    read_application_filter,
    read_clause_filter,
    read_eligible_filter,
    read_notice_filter,
    read_policy_filter,
)
from schema.policies.policy_acts import PolicyMutations
from schema.policies.types import Policy, PolicyApplication, PolicyClause, PolicyNotice, PolicyPayout

__all__ = ["MUTATIONS", "QUERIES", "SUBSCRIPTIONS", "TYPES"]

TYPES: tuple[type, ...] = (Policy, PolicyClause, PolicyNotice, PolicyApplication, PolicyPayout)
"""What is reached by its key alone."""


@strawberry.type
class PolicyQueries:
    """Questions about policies; the root puts them together with the other contexts'."""

    policies: PolicyConnection = listed(
        PolicyConnection,
        PolicyFilter,
        read_policy_filter,
        "Policies that were published, and the drafts that one sees; those that hold since last come first. 惠企政策列表。",
        sorted_by=date,
    )
    policy: Policy | None = found(
        Policy,
        "Policy",
        "One policy; null when there is none. 按标识查政策。",
        "Id of the policy. 政策标识。",
    )
    policy_clauses: PolicyClauseConnection = listed(
        PolicyClauseConnection,
        PolicyClauseFilter,
        read_clause_filter,
        "Clauses of all policies, by title. 政策条款列表。",
        sorted_by=str,
    )
    policy_notices: PolicyNoticeConnection = listed(
        PolicyNoticeConnection,
        PolicyNoticeFilter,
        read_notice_filter,
        "Who was told of policies, the latest first. 政策告知列表。",
        sorted_by=date,
    )
    policy_applications: PolicyApplicationConnection = listed(
        PolicyApplicationConnection,
        PolicyApplicationFilter,
        read_application_filter,
        "Applications, the latest first. 政策申报列表。",
    )
    eligible_enterprises: EnterpriseConnection = listed(
        EnterpriseConnection,
        EligibleFilter,
        read_eligible_filter,
        "Enterprises for which a clause comes to an outcome by what the register knows: whom to tell, by name. "
        "符合条款的企业,按名称。",
        sorted_by=str,
    )


QUERIES: tuple[type, ...] = (PolicyQueries, EligibilityQueries, PolicyFigureQueries)
MUTATIONS: tuple[type, ...] = (PolicyMutations, PolicyApplicationMutations)
SUBSCRIPTIONS: tuple[type, ...] = ()
