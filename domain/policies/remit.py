"""Who sees and does what around policies. What was published is public; drafts are the office's. Who was told, and what was
applied for and paid, is for who looks after the enterprise, and for the department whose policy it is."""

from domain.people import Acts, OutsideRemit, Reach, Role, Sight, Viewer, reach_of_cases
from domain.policies.records import ORGANIZATION, POLICY, Policy

DEPARTMENT = frozenset({Role.HANDLER, Role.DEPT_LEAD})

_ISSUERS = DEPARTMENT | {Role.DISPATCHER}
_APPLICANTS = frozenset({Role.ENTERPRISE_REP, Role.SECRETARY, Role.DISPATCHER})

ACTS: Acts = {
    **dict.fromkeys(
        (
            "draftPolicy",
            "revisePolicy",
            "addPolicyClause",
            "strikePolicyClause",
            "publishPolicy",
            "endPolicy",
            "approvePolicyApplication",
            "rejectPolicyApplication",
            "payPolicyApplication",
        ),
        _ISSUERS,
    ),
    "notifyPolicy": frozenset({Role.SECRETARY, Role.DISPATCHER, Role.HANDLER}),
    **dict.fromkeys(
        ("draftPolicyApplication", "submitPolicyApplication", "withdrawPolicyApplication"), _APPLICANTS
    ),
}
"""Which roles do which act. A policy is in no zone: whoever dispatches, in whichever zones, may act on it."""


def reach_of_policies(sight: Sight) -> Reach:
    """Which policies and clauses a role sees: beside those that were published, a department its own drafts, and who
    dispatches or inspects all of the county's."""
    if sight.role in DEPARTMENT:
        return Reach.OWN_ORGANIZATION
    return Reach.ALL if sight.role in {Role.DISPATCHER, Role.INSPECTOR} else Reach.PUBLISHED


def reach_of_applications(sight: Sight) -> Reach:
    """Which notices, applications and payouts a role sees: those of enterprises whose cases it sees, and a department those
    of its policies. No booth is a part of this."""
    return Reach.NONE if sight.role is Role.FAIR_OPERATOR else reach_of_cases(sight)


def hidden_of_notices(sight: Sight) -> frozenset[str]:
    """What of a notice a role reads as null: who told the enterprise, unless it sees who the staff are."""
    told = sight.role is Role.DISPATCHER or reach_of_applications(sight) is Reach.NONE
    return frozenset() if told else frozenset({"told_by"})


def over_organization(viewer: Viewer, id: object, path: str) -> OutsideRemit | None:
    """Whether a department would act for another one."""
    if viewer.role in DEPARTMENT and viewer.organization != id:
        return OutsideRemit(path, ORGANIZATION)
    return None


def over_policy(viewer: Viewer, policy: Policy, path: str = "policyId") -> OutsideRemit | None:
    """Whether a policy is another department's."""
    return OutsideRemit(path, POLICY) if over_organization(viewer, policy.organization_id, path) else None
