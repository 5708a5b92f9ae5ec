"""The history of an enterprise in the contract."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

import resolvers.relations
from domain.enterprises import EnterpriseKind, keeping
from schema.backing import Node, about, backed_by, identity, related, resolved
from schema.costs import COUNTED, cost
from schema.enterprises.enums import EnterpriseStatus
from schema.enterprises.places import Zone
from schema.pages import PageInfo, edges_of, page_info
from schema.scalars import DivisionCode

if TYPE_CHECKING:
    from schema.enterprises.register import Enterprise


@backed_by(keeping.EnterpriseChange, keys=("id",))
class EnterpriseChange(Node):
    """One act in the history of an enterprise, with what it changed as it was and as it is. 企业变更记录。"""

    id: strawberry.ID = identity("EnterpriseChange")
    kind: keeping.ChangeKind = about("What was done. 变更类别。")
    at: datetime = about("When it was done. 办理时间。")
    effective_on: date = about("The day that it is of. 生效日期。")
    name_before: str | None = about("Name before; null when it was registered. 变更前名称。")
    name_after: str = about("Name since. 变更后名称。")
    status_before: EnterpriseStatus | None = about("Status before; null when it was registered. 变更前状态。")
    status_after: EnterpriseStatus = about("Status since. 变更后状态。")
    division_before: DivisionCode | None = about(
        "Division before; null when it was registered. 变更前行政区划。"
    )
    division_after: DivisionCode = about("Division since. 变更后行政区划。")
    entity_kind_before: EnterpriseKind | None = about(
        "Kind of market entity before; null when it was registered. 变更前经营主体类别。"
    )
    entity_kind_after: EnterpriseKind = about("Kind of market entity since. 变更后经营主体类别。")
    industry_before: str | None = about(
        "Code of the industry before; null where none was known. 变更前行业代码。"
    )
    industry_after: str | None = about(
        "Code of the industry since; null where none is known. 变更后行业代码。"
    )
    registered_on_before: date | None = about(
        "Day of registration before; null where none was known. 变更前登记日期。"
    )
    registered_on_after: date | None = about(
        "Day of registration since; null where none is known. 变更后登记日期。"
    )
    zone_before: Zone | None = related("Zone before. 变更前区域。")
    zone_after: Zone | None = related("Zone since. 变更后区域。")
    other: Annotated["Enterprise", strawberry.lazy("schema.enterprises.register")] | None = related(
        "The other record of a merger. 合并涉及的另一记录。"
    )


@strawberry.input(description="Which changes; what is left out does not matter. 变更筛选。")
class EnterpriseChangeFilter:
    kind: keeping.ChangeKind | None = strawberry.field(default=None, description="What was done. 变更类别。")


@strawberry.type(description="One change in a list. 列表项。")
class EnterpriseChangeEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: EnterpriseChange = about("The change. 变更。")


@strawberry.type(description="A page of changes. 变更分页列表。")
class EnterpriseChangeConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[EnterpriseChangeEdge] = resolved(edges_of(EnterpriseChangeEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )


def read_change_filter(given: EnterpriseChangeFilter | None) -> keeping.ChangeFilter:
    """The domain's filter."""
    return keeping.ChangeFilter(given.kind if given else None)
