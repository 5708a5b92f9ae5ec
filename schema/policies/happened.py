"""What happened: the success members of the answers of acts around policies."""

from domain import policies
from schema.backing import about, backed_by
from schema.costs import about_as_long
from schema.policies.eligibility import ClauseEligibility
from schema.policies.types import Policy, PolicyApplication, PolicyClause, PolicyNotice, PolicyPayout

THE_POLICY = "The policy. 政策。"
THE_APPLICATION = "The application. 申报。"


@backed_by(policies.PolicyDrafted)
class PolicyDrafted:
    """The policy is a draft. 政策已起草。"""

    policy: Policy = about(THE_POLICY)


@backed_by(policies.PolicyRevised)
class PolicyRevised:
    """The draft says something else now. 草案已修改。"""

    policy: Policy = about(THE_POLICY)


@backed_by(policies.ClauseAdded)
class PolicyClauseAdded:
    """The draft has one more clause. 条款已添加。"""

    clause: PolicyClause = about("The clause. 条款。")
    policy: Policy = about(THE_POLICY)


@backed_by(policies.ClauseStruck)
class PolicyClauseStruck:
    """The draft has one clause less. 条款已删去。"""

    clause: PolicyClause = about("The clause. 条款。")
    policy: Policy = about(THE_POLICY)


@backed_by(policies.Published)
class PolicyPublished:
    """The policy is public. 政策已发布。"""

    policy: Policy = about(THE_POLICY)
    superseded: Policy | None = about("The one whose place it takes, which has ended. 被替代的政策。")


@backed_by(policies.PolicyEnded)
class PolicyEnded:
    """The policy has ended. 政策已废止。"""

    policy: Policy = about(THE_POLICY)


@backed_by(policies.Notified)
class PolicyNotified:
    """The enterprises were told. 已登记告知。"""

    policy: Policy = about(THE_POLICY)
    notices: list[PolicyNotice] = about("A notice for each enterprise. 告知记录。", about_as_long(20))


@backed_by(policies.ApplicationDrafted)
class PolicyApplicationDrafted:
    """There is a draft. 申报已起草。"""

    application: PolicyApplication = about(THE_APPLICATION)


@backed_by(policies.ApplicationSubmitted)
class PolicyApplicationSubmitted:
    """The application is with the department. 申报已提交。"""

    application: PolicyApplication = about(THE_APPLICATION)
    eligibility: ClauseEligibility = about("What the conditions came to. 条件判定。")


@backed_by(policies.ApplicationWithdrawn)
class PolicyApplicationWithdrawn:
    """The application was taken back. 申报已撤回。"""

    application: PolicyApplication = about(THE_APPLICATION)


@backed_by(policies.ApplicationApproved)
class PolicyApplicationApproved:
    """An amount was granted. 申报已批准。"""

    application: PolicyApplication = about(THE_APPLICATION)


@backed_by(policies.ApplicationRejected)
class PolicyApplicationRejected:
    """The application was rejected. 申报未通过。"""

    application: PolicyApplication = about(THE_APPLICATION)


@backed_by(policies.ApplicationPaid)
class PolicyApplicationPaid:
    """An amount was paid. 已登记兑付。"""

    application: PolicyApplication = about(THE_APPLICATION)
    payout: PolicyPayout = about("What was paid. 兑付记录。")
