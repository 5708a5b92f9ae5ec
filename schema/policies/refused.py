"""Why not: the refusals of acts around policies, with the facts that a screen needs."""

from datetime import date

from domain import policies
from schema.backing import Refusal, about, backed_by
from schema.costs import about_as_long
from schema.money import FinancingMoney
from schema.policies.eligibility import ConditionTrace
from schema.policies.types import Policy, PolicyApplication, PolicyClause


@backed_by(policies.PolicyPublished)
class PolicyStands(Refusal):
    """What was published stands; another policy may supersede it. 已发布政策不得修改。"""

    state: policies.PolicyState = about("The state that it is in. 当前状态。")
    published_on: date | None = about("When it was published. 发布日期。")


@backed_by(policies.PolicyInWrongState)
class PolicyInWrongState(Refusal):
    """The policy is not in the state that the act needs. 政策状态不符。"""

    state: policies.PolicyState = about("The state that it is in. 当前状态。")
    needed: policies.PolicyState = about("The state that it has to be in. 所需状态。")


@backed_by(policies.ReviewPending)
class ReviewPending(Refusal):
    """The fair-competition review is pending. 公平竞争审查未完成。"""


@backed_by(policies.PolicyWithoutClauses)
class PolicyWithoutClauses(Refusal):
    """The policy gives nothing. 政策没有条款。"""


@backed_by(policies.DocumentNumberTaken)
class DocumentNumberTaken(Refusal):
    """The county has a policy of this document number. 文号已使用。"""

    policy: Policy = about("The one that has it. 已有政策。")


@backed_by(policies.ClauseNumberTaken)
class ClauseNumberTaken(Refusal):
    """The draft has a clause of this number. 条款序号已使用。"""

    clause: PolicyClause = about("The one that has it. 已有条款。")


@backed_by(policies.ClauseAlreadyStruck)
class ClauseAlreadyStruck(Refusal):
    """The clause was struck out before. 条款已删去。"""

    struck_on: date = about("When. 删去日期。")


@backed_by(policies.ApplicationExists)
class PolicyApplicationExists(Refusal):
    """The enterprise has an application for the clause and the year. 已有申报。"""

    application: PolicyApplication = about("The one that it has. 已有申报。")


@backed_by(policies.ApplicationInWrongState)
class PolicyApplicationInWrongState(Refusal):
    """The application is in no state that the act needs. 申报状态不符。"""

    state: policies.PolicyApplicationState = about("The state that it is in. 当前状态。")
    needed: list[policies.PolicyApplicationState] = about(
        "The states that it may be in. 所需状态。", about_as_long(2)
    )


@backed_by(policies.ClauseNotOpen)
class PolicyClauseNotOpen(Refusal):
    """The clause may not be applied for today. 条款不在受理期。"""

    opens_on: date | None = about("From when on it may be. 受理开始日期。")
    closes_on: date | None = about("From when on it may not be any more. 受理截止(不含)。")
    today: date = about("The day at the office. 今日。")


@backed_by(policies.NotEligible)
class NotEligible(Refusal):
    """A condition of the clause is not met. 不符合条款条件。"""

    trace: list[ConditionTrace] = about("Every condition, in order. 各条件判定过程。", about_as_long(4))


@backed_by(policies.EvidenceNeeded)
class EvidenceNeeded(Refusal):
    """Some conditions are not known to be met: name what shows them. 待核实条件须附证明材料。"""

    missing_fields: list[str] = about("What is not known. 待核实信息。", about_as_long(3))
    trace: list[ConditionTrace] = about("Every condition, in order. 各条件判定过程。", about_as_long(4))


@backed_by(policies.AboveClause)
class AboveClause(Refusal):
    """The clause gives less. 超过条款支持上限。"""

    most: FinancingMoney = about("The most that it gives. 上限。")


@backed_by(policies.AboveGranted)
class AboveGranted(Refusal):
    """More would be paid than was granted. 超过批准金额。"""

    granted: FinancingMoney = about("How much was granted. 批准金额。")
    paid: FinancingMoney = about("How much was paid. 已拨付。")
    left: FinancingMoney = about("How much can be paid still. 可拨付余额。")
