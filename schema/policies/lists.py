"""Lists of policies, clauses, notices and applications in the contract, and of who is eligible."""

from datetime import date

import strawberry

import resolvers.relations
from domain import policies
from domain.enterprises import ContactChannel
from domain.refusals import Words
from resolvers.errors import bad_input
from schema.backing import about, resolved
from schema.costs import COUNTED, SEARCHED, cost
from schema.filters import filtered_by, part_of_text
from schema.pages import PageInfo, edges_of, page_info
from schema.policies.types import Policy, PolicyApplication, PolicyClause, PolicyNotice

TOTAL = "How many match, on all pages. 总数。"
PAGE_OF = "Where the page stands. 分页信息。"
THE_PAGE = "The page. 本页内容。"
PLACE = "Its place in the list. 游标。"


@strawberry.type(description="One policy in a list. 列表项。")
class PolicyEdge:
    cursor: str = about(PLACE)
    node: Policy = about("The policy. 政策。")


@strawberry.type(description="A page of policies. 政策分页列表。")
class PolicyConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[PolicyEdge] = resolved(edges_of(PolicyEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One clause in a list. 列表项。")
class PolicyClauseEdge:
    cursor: str = about(PLACE)
    node: PolicyClause = about("The clause. 条款。")


@strawberry.type(description="A page of clauses. 条款分页列表。")
class PolicyClauseConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[PolicyClauseEdge] = resolved(edges_of(PolicyClauseEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One notice in a list. 列表项。")
class PolicyNoticeEdge:
    cursor: str = about(PLACE)
    node: PolicyNotice = about("The notice. 告知。")


@strawberry.type(description="A page of notices. 政策告知分页列表。")
class PolicyNoticeConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[PolicyNoticeEdge] = resolved(edges_of(PolicyNoticeEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One application in a list. 列表项。")
class PolicyApplicationEdge:
    cursor: str = about(PLACE)
    node: PolicyApplication = about("The application. 申报。")


@strawberry.type(description="A page of applications. 政策申报分页列表。")
class PolicyApplicationConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[PolicyApplicationEdge] = resolved(edges_of(PolicyApplicationEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


# --- Filters ----------------------------------------------------------------------------------------------------------


@strawberry.input(description="Which policies; what is left out does not matter. 政策筛选。")
class PolicyFilter:
    state: policies.PolicyState | None = strawberry.field(default=None, description="State. 状态。")
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="Who issues it. 发文单位。"
    )
    text: str | None = strawberry.field(
        default=None,
        description="Part of the title or of the document number. 标题或文号包含。",
        directives=[cost(SEARCHED)],
    )
    active: bool | None = strawberry.field(
        default=None, description="Whether it is in force today. 今日是否有效。"
    )


def read_policy_filter(given: PolicyFilter | None) -> policies.PolicyFilter:
    """The domain's filter."""
    if given is None:
        return policies.PolicyFilter()
    organization = filtered_by("Organization", given.organization_id)
    return policies.PolicyFilter(given.state, organization, part_of_text(given.text), given.active)


@strawberry.input(description="Which clauses; what is left out does not matter. 条款筛选。")
class PolicyClauseFilter:
    policy_id: strawberry.ID | None = strawberry.field(default=None, description="Its policy. 所属政策。")
    benefit: policies.BenefitKind | None = strawberry.field(
        default=None, description="What it gives. 支持方式。"
    )
    active: bool | None = strawberry.field(
        default=None, description="Whether it may be applied for today. 今日是否受理。"
    )


def read_clause_filter(given: PolicyClauseFilter | None) -> policies.ClauseFilter:
    """The domain's filter."""
    if given is None:
        return policies.ClauseFilter()
    return policies.ClauseFilter(filtered_by("Policy", given.policy_id), given.benefit, given.active)


@strawberry.input(description="Which notices; what is left out does not matter. 告知筛选。")
class PolicyNoticeFilter:
    policy_id: strawberry.ID | None = strawberry.field(default=None, description="Of which policy. 政策。")
    clause_id: strawberry.ID | None = strawberry.field(default=None, description="Of which clause. 条款。")
    channel: ContactChannel | None = strawberry.field(default=None, description="How. 告知方式。")
    since: date | None = strawberry.field(default=None, description="From this day on. 起始日期。")
    until: date | None = strawberry.field(default=None, description="Until this day, with it. 截止日期(含)。")


def read_notice_filter(given: PolicyNoticeFilter | None) -> policies.NoticeFilter:
    """The domain's filter."""
    if given is None:
        return policies.NoticeFilter()
    return policies.NoticeFilter(
        filtered_by("Policy", given.policy_id),
        filtered_by("PolicyClause", given.clause_id),
        given.channel,
        given.since,
        given.until,
    )


@strawberry.input(description="Which applications; what is left out does not matter. 申报筛选。")
class PolicyApplicationFilter:
    policy_id: strawberry.ID | None = strawberry.field(default=None, description="Of which policy. 政策。")
    clause_id: strawberry.ID | None = strawberry.field(default=None, description="Of which clause. 条款。")
    enterprise_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of which enterprise. 企业。"
    )
    state: policies.PolicyApplicationState | None = strawberry.field(
        default=None, description="State. 状态。"
    )
    year: int | None = strawberry.field(default=None, description="For which year. 申报年度。")


MOST_YEAR = 9999


def read_application_filter(given: PolicyApplicationFilter | None) -> policies.ApplicationFilter:
    """The domain's filter."""
    if given is None:
        return policies.ApplicationFilter()
    if given.year is not None and not 0 <= given.year <= MOST_YEAR:
        raise bad_input(Words("filter.year is no year", "filter.year 不是年份"))
    return policies.ApplicationFilter(
        filtered_by("Policy", given.policy_id),
        filtered_by("PolicyClause", given.clause_id),
        filtered_by("Enterprise", given.enterprise_id),
        given.state,
        given.year,
    )


@strawberry.input(description="Who is eligible for a clause. 符合条款的企业。")
class EligibleFilter:
    clause_id: strawberry.ID = strawberry.field(
        description="For which clause. 条款。", directives=[cost(SEARCHED)]
    )
    outcome: policies.ClauseOutcome = strawberry.field(
        default=policies.ClauseOutcome.ELIGIBLE,
        description="What it is to come to, by what the register knows; what an enterprise would have to supply is UNKNOWN. "
        "判定结果(仅按登记信息)。",
    )
    untold: bool | None = strawberry.field(
        default=None,
        description="Only those that nobody has told of it yet, or only those that were told. 是否尚未告知。",
    )
    zone_id: strawberry.ID | None = strawberry.field(
        default=None, description="Zone where they sit. 所在区域。"
    )


def read_eligible_filter(given: EligibleFilter | None) -> policies.EligibleFilter:
    """The domain's filter; without a clause nothing is asked."""
    if given is None:
        raise bad_input(Words("filter.clauseId is required", "请填写 filter.clauseId"))
    clause = filtered_by("PolicyClause", given.clause_id)
    assert clause is not None
    return policies.EligibleFilter(clause, given.outcome, given.untold, filtered_by("Zone", given.zone_id))
