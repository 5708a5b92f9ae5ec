"""Questions for enterprises: one by its id or its credit code, and lists of them."""

from datetime import date

import strawberry

import resolvers.relations
from domain import enterprises
from domain.codes import clean_uscc, uscc_problem
from domain.enterprises.industries import industry_problem, pattern_within
from domain.ids import Coded, RecordId
from domain.pages import Direction
from domain.refusals import Words
from resolvers.errors import bad_input
from schema.backing import about, known_id, resolved
from schema.costs import COUNTED, SEARCHED, cost
from schema.enterprises.keeping import NOBODY
from schema.enterprises.register import Enterprise
from schema.filters import filtered_by, part_of_text
from schema.nodes import found_by
from schema.pages import PageInfo, edges_of, listed, page_info
from schema.scalars import Uscc


@strawberry.type(description="One enterprise in a list. 列表项。")
class EnterpriseEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: Enterprise = about("The enterprise. 企业。")


@strawberry.type(description="A page of enterprises. 企业分页列表。")
class EnterpriseConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[EnterpriseEdge] = resolved(edges_of(EnterpriseEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )


@strawberry.input(one_of=True, description="An enterprise, by id or by credit code. 按标识或信用代码。")
class EnterpriseBy:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Its id. 标识。")
    uscc: Uscc | None = strawberry.field(
        default=strawberry.UNSET, description="Its credit code, in the viewer's county. 统一社会信用代码。"
    )


@strawberry.input(description="Which enterprises; what is left out does not matter. 企业筛选。")
class EnterpriseFilter:
    zone_id: strawberry.ID | None = strawberry.field(
        default=None, description="Zone where it sits. 所在区域。"
    )
    kind: enterprises.EnterpriseKind | None = strawberry.field(default=None, description="Kind. 类别。")
    status: enterprises.EnterpriseStatus | None = strawberry.field(default=None, description="Status. 状态。")
    industry: str | None = strawberry.field(
        default=None,
        description="Code of an industry, with whatever is within it (GB/T 4754). 行业代码(含下级)。",
        directives=[cost(SEARCHED)],
    )
    text: str | None = strawberry.field(
        default=None,
        description="Part of the name, or the credit code. 名称包含,或信用代码。",
        directives=[cost(SEARCHED)],
    )


@strawberry.input(description="What comes first in a list of enterprises. 企业排序。")
class EnterpriseOrder:
    field: enterprises.EnterpriseSort = strawberry.field(description="What it is sorted by. 排序字段。")
    direction: Direction = strawberry.field(
        default=Direction.ASC, description="Which end comes first. 排序方向。"
    )


def read_by(given: EnterpriseBy) -> RecordId | Coded:
    """Which enterprise is meant; a code that is none is an error of the client."""
    if isinstance(given.uscc, str):
        if problem := uscc_problem(given.uscc):
            raise bad_input(Words(f"by.uscc {problem.en}", f"by.uscc {problem.zh}"))
        return Coded("Enterprise", "uscc", clean_uscc(given.uscc))
    known = known_id(given.id or "")
    return known if known.type_name == "Enterprise" else RecordId("Enterprise", NOBODY)


def read_filter(given: EnterpriseFilter | None) -> enterprises.EnterpriseFilter:
    """The domain's filter."""
    if given is None:
        return enterprises.EnterpriseFilter()
    return enterprises.EnterpriseFilter(
        zone_id=filtered_by("Zone", given.zone_id),
        kind=given.kind,
        status=given.status,
        industry=_pattern(given.industry),
        text=part_of_text(given.text),
    )


def _pattern(code: str | None) -> str | None:
    if code is None:
        return None
    if problem := industry_problem(code):
        raise bad_input(Words(f"filter.industry {problem.en}", f"filter.industry {problem.zh}"))
    return pattern_within(code)


@strawberry.type
class EnterpriseQueries:
    """Questions about enterprises; the root puts them together with the other contexts'."""

    enterprise: Enterprise | None = found_by(
        Enterprise, EnterpriseBy, read_by, "One enterprise; null when there is none. 查企业。"
    )
    enterprises: EnterpriseConnection = listed(
        EnterpriseConnection,
        EnterpriseFilter,
        read_filter,
        "The enterprises that the viewer sees, by name unless something else is asked for. 企业列表。",
        sorted_by=str,
        order_type=EnterpriseOrder,
        keys={enterprises.EnterpriseSort.NAME: str, enterprises.EnterpriseSort.REGISTERED_ON: date},
    )
