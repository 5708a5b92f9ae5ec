"""What clauses come to for an enterprise, with the trace of every condition, in the contract."""

from typing import Any

import strawberry

import resolvers.policies
import resolvers.relations
from domain import policies
from domain.refusals import Words
from resolvers.context import Info
from resolvers.errors import bad_input
from schema.backing import about, backed_by, key_of, related, resolved
from schema.costs import COUNTED, SUMMED_UP, about_as_long, cost, in_pages
from schema.pages import After, Before, First, Last, PageInfo, links, page_info, wanted_page
from schema.policies.supplied import supplied_of
from schema.policies.types import EnterpriseId, PolicyClause, SuppliedFacts

OUTCOME = "What it comes to; UNKNOWN is not eligible. 判定结果。"
TRACE = "Every condition, in order. 各条件判定过程。"


def _required(trace: strawberry.Parent[policies.ConditionTrace], info: Info) -> str:
    return trace.required.in_language(info.context.language)


def _actual(trace: strawberry.Parent[policies.ConditionTrace], info: Info) -> str | None:
    return None if trace.actual is None else trace.actual.in_language(info.context.language)


def _message(trace: strawberry.Parent[policies.ConditionTrace], info: Info) -> str:
    return trace.message.in_language(info.context.language)


@backed_by(policies.ConditionTrace)
class ConditionTrace:
    """What one condition comes to, and why. 条件判定过程。"""

    kind: policies.PolicyConditionKind = about("What it asks. 条件类别。")
    alternative: int = about("Conditions with the same number are any of them. 同号为“任一”。")
    outcome: policies.ConditionOutcome = about("What it comes to. 判定结果。")
    required: str = resolved(_required, "What is asked, in words. 要求。")
    actual: str | None = resolved(_actual, "What there is, in words; null where that is not known. 实际。")
    message: str = resolved(_message, "The whole of it, ready to show. 说明,可直接展示。")
    missing_field: str | None = about("What has to be recorded or supplied before it is known. 缺少的信息。")


@backed_by(policies.ClauseEligibility)
class ClauseEligibility:
    """What a clause comes to for an enterprise today. UNKNOWN is not eligible. 条款适用判定。"""

    outcome: policies.ClauseOutcome = about(OUTCOME)
    clause: PolicyClause = related("The clause. 条款。")
    trace: list[ConditionTrace] = about(TRACE, about_as_long(4))


@strawberry.type(description="A clause, and what it comes to for the enterprise today. 列表项。")
class ClauseEligibilityEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: PolicyClause = related("The clause. 条款。")
    outcome: policies.ClauseOutcome = about(OUTCOME)
    trace: list[ConditionTrace] = about(TRACE, about_as_long(4))


@strawberry.type(description="A page of clauses with what each comes to. 条款适用判定分页列表。")
class ClauseEligibilityConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[ClauseEligibilityEdge] = resolved(links, "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many clauses there are, on all pages. 总数。", cost(COUNTED)
    )


def _said(value: Any) -> Any:
    """What was said; a composer allows no defaults beside an assumed size."""
    return None if value is strawberry.UNSET else value


@strawberry.type
class EligibilityQueries:
    """What an enterprise may apply for."""

    @strawberry.field(
        graphql_type=ClauseEligibilityConnection | None,
        description="Every clause that may be applied for today, with what it comes to for an enterprise and why, by title; "
        "null where the enterprise is not seen. 某企业可申报政策匹配,逐条说明。",
        directives=[cost(SUMMED_UP), in_pages()],
    )
    async def policy_eligibility(
        self,
        info: Info,
        enterprise_id: EnterpriseId,
        supplied: SuppliedFacts = None,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Any:
        key = key_of("Enterprise", enterprise_id)
        if key is None:
            raise bad_input(
                Words("enterpriseId is not an id of an enterprise", "enterpriseId 不是企业的标识")
            )
        page = wanted_page(_said(first), _said(after), _said(last), _said(before), sorted_by=str)
        return await resolvers.policies.policy_eligibility(info.context, key, supplied_of(supplied), page)
