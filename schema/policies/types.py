"""Policies, their clauses, notices, applications and payouts in the contract."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Optional

import strawberry

import resolvers.policies
from domain import policies
from domain.enterprises import ContactChannel
from domain.refusals import Words
from resolvers.context import Info
from resolvers.errors import bad_input
from schema.backing import (
    Node,
    about,
    backed_by,
    by_name,
    enum_of,
    identity,
    key_of,
    related,
    resolved,
)
from schema.costs import SUMMED_UP, about_as_long, cost
from schema.money import FinancingMoney
from schema.policies.supplied import SuppliedInput, supplied_of
from schema.scalars import Uscc

if TYPE_CHECKING:
    from schema.chains.types import Chain
    from schema.enterprises import Enterprise, Organization
    from schema.enterprises.places import Zone
    from schema.policies.eligibility import ClauseEligibility

enum_of(
    policies.PolicyState,
    "How far a policy has come; it never goes back. 政策状态。",
    by_name(policies.POLICY_STATE_NAMES),
)
enum_of(
    policies.ReviewStatus,
    "Where the fair-competition review of a policy stands. 公平竞争审查状态。",
    by_name(policies.REVIEW_STATUS_NAMES),
)
enum_of(policies.BenefitKind, "What a clause gives. 支持方式。", by_name(policies.BENEFIT_KIND_NAMES))
enum_of(
    policies.AmountRule,
    "How the amount of a clause is found. 金额计算方式。",
    by_name(policies.AMOUNT_RULE_NAMES),
)
enum_of(
    policies.PolicyConditionKind,
    "What a condition of a clause asks. 条件类别。",
    by_name(policies.CONDITION_KIND_NAMES),
)
enum_of(
    policies.ConditionOutcome,
    "What a condition comes to. 条件判定结果。",
    by_name(policies.CONDITION_OUTCOME_NAMES),
)
enum_of(
    policies.ClauseOutcome,
    "What all conditions of a clause come to; only ELIGIBLE says that every one is met. 条款判定结果。",
    by_name(policies.CLAUSE_OUTCOME_NAMES),
)
enum_of(
    policies.PolicyApplicationState,
    "How far an application has come. 申报状态。",
    by_name(policies.APPLICATION_STATE_NAMES),
)
enum_of(
    policies.RejectionReason,
    "Why an application is rejected. 不予通过的原因。",
    by_name(policies.REJECTION_REASON_NAMES),
)

VERSION = "How often it was written; an act on it says which version it is about. 版本号。"

TheEnterprise = Annotated["Enterprise", strawberry.lazy("schema.enterprises")]
TheOrganization = Annotated["Organization", strawberry.lazy("schema.enterprises")]
EnterpriseId = Annotated[strawberry.ID, strawberry.argument(description="The enterprise. 企业。")]
SuppliedFacts = Annotated[
    SuppliedInput | None,
    strawberry.argument(description="What the enterprise says of itself. 企业自报信息。"),
]


@backed_by(policies.Condition)
class ClauseCondition:
    """A condition of a clause: data, of a closed set of kinds. Those of one alternative are any of them; all alternatives must
    be met. 条款条件。"""

    kind: policies.PolicyConditionKind = about("What it asks. 条件类别。")
    alternative: int = about(
        "Conditions with the same number are any of them; one with a number of its own must be met. "
        "同号为“任一”,异号为“全部”。"
    )
    codes: list[str] = about(
        "Codes of industries or divisions, values of an enumeration, or names of certificates. 代码或取值。",
        about_as_long(5),
    )
    years: int | None = about("Full years since it was registered. 登记年数。")
    amount: FinancingMoney | None = about("Revenue of last year at least. 上年营业收入下限。")
    zone: Annotated["Zone", strawberry.lazy("schema.enterprises.places")] | None = related(
        "The zone where it sits, or below which. 区域(含下级)。"
    )
    chain: Annotated["Chain", strawberry.lazy("schema.chains.types")] | None = related(
        "The chain that it is in. 产业链。"
    )


async def _eligibility(
    info: Info,
    clause: strawberry.Parent[policies.Clause],
    enterprise_id: EnterpriseId,
    supplied: SuppliedFacts = None,
) -> policies.ClauseEligibility | None:
    key = key_of("Enterprise", enterprise_id)
    if key is None:
        raise bad_input(Words("enterpriseId is not an id of an enterprise", "enterpriseId 不是企业的标识"))
    return await resolvers.policies.clause_eligibility(info.context, clause, key, supplied_of(supplied))


@backed_by(policies.Clause, keys=("id",))
class PolicyClause(Node):
    """What a policy gives, and to whom. 政策条款。"""

    id: strawberry.ID = identity("PolicyClause")
    number: int = about("Number in the policy. 条款序号。")
    title: str = about("Title. 标题。")
    text: str = about("What it says. 正文。")
    benefit: policies.BenefitKind = about("What it gives. 支持方式。")
    amount_rule: policies.AmountRule = about("How the amount is found. 金额计算方式。")
    amount: FinancingMoney | None = about("The amount, where it is FIXED. 定额。")
    rate_bp: int | None = about("The rate in hundredths of a percent, where it is a RATE. 比例(万分之一)。")
    ceiling: FinancingMoney | None = about("The most that a RATE gives. 比例的上限。")
    opens_on: date | None = about(
        "First day on which it may be applied for; null: as long as the policy is in force. 受理开始日期。"
    )
    closes_on: date | None = about("First day on which it may not be applied for any more. 受理截止(不含)。")
    struck_on: date | None = about("When it was struck out of the draft, if it was. 删去日期。")
    policy: Annotated["Policy", strawberry.lazy("schema.policies.types")] = related("Its policy. 所属政策。")
    conditions: list[ClauseCondition] = related(
        "To whom it gives that; without any, to everybody. 适用条件。", about_as_long(4)
    )
    eligibility: Annotated["ClauseEligibility", strawberry.lazy("schema.policies.eligibility")] | None = (
        resolved(
            _eligibility,
            "What it comes to for an enterprise; null where that is not seen. 某企业是否符合。",
            cost(SUMMED_UP),
        )
    )


@backed_by(policies.Policy, keys=("id",))
class Policy(Node):
    """A policy for enterprises, on a legal basis and after its fair-competition review. What was published stands: a change is
    another policy, which supersedes it. 惠企政策。"""

    id: strawberry.ID = identity("Policy")
    title: str = about("Title. 标题。")
    document_number: str = about("Document number, unique in the county. 文号。")
    legal_basis: str = about("The law or the higher policy that it rests on. 制定依据。")
    review_status: policies.ReviewStatus = about(
        "Where its fair-competition review stands. 公平竞争审查状态。"
    )
    reviewed_on: date | None = about("When that was passed. 审查通过日期。")
    reviewer: str | None = about("Who reviewed it. 审查单位。")
    exemption_ground: str | None = about("Why it is exempt, where it is. 豁免依据。")
    valid_from: date = about("First day on which it holds. 生效日期。")
    valid_until: date | None = about("First day on which it does not hold any more; null: no end. 失效日期。")
    state: policies.PolicyState = about("How far it has come. 状态。")
    published_on: date | None = about("When it was published. 发布日期。")
    ended_on: date | None = about("When it was ended. 废止日期。")
    version: int = about(VERSION)
    organization: TheOrganization = related("Who issues it. 发文单位。")
    supersedes: Optional["Policy"] = related("The policy that it takes the place of. 所替代的政策。")
    clauses: list[PolicyClause] = related("What it gives, by number. 条款。", about_as_long(10))


@backed_by(policies.Notice, keys=("id",))
class PolicyNotice(Node):
    """An enterprise was told of a policy. 政策告知。"""

    id: strawberry.ID = identity("PolicyNotice")
    channel: ContactChannel = about("How. 告知方式。")
    told_on: date = about("When. 告知日期。")
    told_by: str | None = about("By whom, as they sign in; null to most roles. 告知人。")
    recorded_at: datetime = about("When it was noted here. 登记时间。")
    policy: Policy = related("The policy. 政策。")
    clause: PolicyClause | None = related("The clause; null: the policy as a whole. 条款。")
    enterprise: TheEnterprise | None = related(
        "The enterprise; null to who does not see it in the register. 企业。"
    )


@backed_by(policies.Payout, keys=("id",))
class PolicyPayout(Node):
    """An amount that was paid on an application. 兑付记录。"""

    id: strawberry.ID = identity("PolicyPayout")
    number: int = about("Number in the application, gapless from 1. 序号。")
    amount: FinancingMoney = about("How much. 金额。")
    paid_on: date = about("When. 拨付日期。")
    recorded_at: datetime = about("When it was noted here. 登记时间。")
    application: Annotated["PolicyApplication", strawberry.lazy("schema.policies.types")] = related(
        "The application. 申报。"
    )


@backed_by(policies.Application, keys=("id",))
class PolicyApplication(Node):
    """An enterprise applies for what a clause gives for a year. Only what was paid counts in figures. 政策申报。"""

    id: strawberry.ID = identity("PolicyApplication")
    applicant_name: str = about("Name of the enterprise as it stood then. 申报单位名称。")
    applicant_uscc: Uscc | None = about("Credit code of the enterprise as it stood then. 申报单位信用代码。")
    year: int = about("For which year. 申报年度。")
    amount: FinancingMoney = about("How much is applied for. 申报金额。")
    revenue: FinancingMoney | None = about("Revenue of last year, as it says itself. 自报上年营业收入。")
    certificates: list[str] = about("Certificates that it says it has. 自报证书。", about_as_long(3))
    evidence: str | None = about("What shows it. 证明材料。")
    state: policies.PolicyApplicationState = about("How far it has come. 状态。")
    outcome: policies.ClauseOutcome | None = about(
        "What the conditions came to when it was submitted. 提交时的条件判定。"
    )
    drafted_at: datetime = about("When it was drafted. 起草时间。")
    submitted_at: datetime | None = about("When it was submitted. 提交时间。")
    decided_at: datetime | None = about("When it was approved or rejected. 审定时间。")
    granted: FinancingMoney | None = about("How much was approved. 批准金额。")
    paid: FinancingMoney = about("How much of that was paid so far. 已拨付金额。")
    reason: policies.RejectionReason | None = about("Why it was rejected. 未通过原因。")
    reason_text: str | None = about("The same in words. 未通过说明。")
    version: int = about(VERSION)
    policy: Policy = related("The policy. 政策。")
    clause: PolicyClause = related("The clause. 条款。")
    enterprise: TheEnterprise | None = related(
        "The enterprise; null to who does not see it in the register. 企业。"
    )
    payouts: list[PolicyPayout] = related("What was paid, payout by payout. 兑付记录。", about_as_long(3))
