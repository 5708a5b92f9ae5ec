"""Who looks after which enterprise, and the contact log, in the contract."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

import resolvers.enterprises
import resolvers.relations
from domain import enterprises
from resolvers.context import Info
from schema.backing import Node, about, backed_by, by_name, enum_of, identity, related, resolved
from schema.costs import COUNTED, SUMMED_UP, cost
from schema.filters import filtered_by
from schema.pages import PageInfo, edges_of, page_info

if TYPE_CHECKING:
    from schema.enterprises.register import Enterprise
    from schema.enterprises.staff import Staff

enum_of(
    enterprises.LiaisonRole,
    "What somebody of the staff is to an enterprise. 联络角色。",
    by_name(enterprises.LIAISON_ROLE_NAMES),
)
enum_of(
    enterprises.ContactChannel,
    "How an enterprise was contacted. 联络方式。",
    by_name(enterprises.CONTACT_CHANNEL_NAMES),
)


@backed_by(enterprises.Liaison, keys=("id",))
class Liaison(Node):
    """Somebody of the staff looks after an enterprise. 联络任务。"""

    id: strawberry.ID = identity("Liaison")
    role: enterprises.LiaisonRole = about("As what. 联络角色。")
    is_primary: bool = about("Whether as the one primary liaison of the enterprise. 是否主联络员。")
    since: date = about("The first day. 开始日期。")
    until: date | None = about(
        "The first day on which it is over; null while no end is known. 结束日期(不含)。"
    )
    version: int = about("How often the record was written; an act names it. 版本。")
    enterprise: Annotated["Enterprise", strawberry.lazy("schema.enterprises.register")] = related(
        "The enterprise. 企业。"
    )
    staff: Annotated["Staff", strawberry.lazy("schema.enterprises.staff")] = related(
        "Who looks after it. 工作人员。"
    )


@backed_by(enterprises.LiaisonContact, keys=("id",))
class LiaisonContact(Node):
    """One contact with an enterprise, as it was logged; it is never changed. 联络记录。"""

    id: strawberry.ID = identity("LiaisonContact")
    contacted_on: date = about("The day. 联络日期。")
    channel: enterprises.ContactChannel = about("How. 联络方式。")
    note: str | None = about(
        "What was talked about; null also for who does not see the enterprise's cases. 联络内容。"
    )
    logged_at: datetime = about("When it was logged. 登记时间。")
    enterprise: Annotated["Enterprise", strawberry.lazy("schema.enterprises.register")] = related(
        "The enterprise. 企业。"
    )
    staff: Annotated["Staff", strawberry.lazy("schema.enterprises.staff")] = related(
        "Who made the contact. 联络人员。"
    )


@strawberry.input(description="Which liaisons; what is left out does not matter. 联络任务筛选。")
class LiaisonFilter:
    role: enterprises.LiaisonRole | None = strawberry.field(default=None, description="As what. 联络角色。")
    is_primary: bool | None = strawberry.field(
        default=None, description="Whether as the primary liaison. 是否主联络员。"
    )
    on: date | None = strawberry.field(default=None, description="Only those of this day. 仅该日有效的任务。")


def read_liaison_filter(given: LiaisonFilter | None) -> enterprises.LiaisonFilter:
    """The domain's filter."""
    if given is None:
        return enterprises.LiaisonFilter()
    return enterprises.LiaisonFilter(given.role, given.is_primary, given.on)


@strawberry.input(description="Which contacts; what is left out does not matter. 联络记录筛选。")
class LiaisonContactFilter:
    channel: enterprises.ContactChannel | None = strawberry.field(default=None, description="How. 联络方式。")
    staff_id: strawberry.ID | None = strawberry.field(
        default=None, description="Who made the contact. 联络人员。"
    )


def read_contact_filter(given: LiaisonContactFilter | None) -> enterprises.ContactFilter:
    """The domain's filter."""
    if given is None:
        return enterprises.ContactFilter()
    return enterprises.ContactFilter(given.channel, filtered_by("Staff", given.staff_id))


@strawberry.type(description="One liaison in a list. 列表项。")
class LiaisonEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: Liaison = about("The liaison. 联络任务。")


@strawberry.type(description="A page of liaisons. 联络任务分页列表。")
class LiaisonConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[LiaisonEdge] = resolved(edges_of(LiaisonEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )


@strawberry.type(description="One contact in a list. 列表项。")
class LiaisonContactEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: LiaisonContact = about("The contact. 联络记录。")


@strawberry.type(description="A page of the contact log. 联络记录分页列表。")
class LiaisonContactConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[LiaisonContactEdge] = resolved(edges_of(LiaisonContactEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )


@backed_by(enterprises.LiaisonCoverage)
class LiaisonCoverage:
    """How many of the active enterprises that one is told of have a primary liaison today. 联络覆盖率。"""

    active: int = about("Active enterprises: the denominator. 在营企业数(分母)。")
    covered: int = about("Those of them that have a primary liaison. 已有主联络员的企业数(分子)。")
    rate: Decimal | None = about(
        "Covered in percent of active, one digit; null when there are none. 覆盖率(%)。"
    )


ZoneId = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="A zone with those below it; the viewer's county. 区域(含下级),默认本县。"
    ),
]


async def _coverage(info: Info, zone_id: ZoneId = None) -> enterprises.LiaisonCoverage:
    return await resolvers.enterprises.liaison_coverage(info.context, filtered_by("Zone", zone_id))


@strawberry.type
class LiaisonQueries:
    """Questions about liaison; the root puts them together with the other contexts'."""

    liaison_coverage: LiaisonCoverage = resolved(
        _coverage,
        "How many of the active enterprises have a primary liaison today. 今日联络覆盖率。",
        cost(SUMMED_UP),
    )
