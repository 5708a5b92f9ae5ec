"""The register of enterprises in the contract."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

import resolvers.enterprises
from domain import enterprises
from resolvers.context import Info
from schema.backing import Node, about, backed_by, enum_of, identity, in_words, related, resolved
from schema.costs import about_as_long
from schema.enterprises.liaison import (
    Liaison,
    LiaisonConnection,
    LiaisonContactConnection,
    LiaisonContactFilter,
    LiaisonFilter,
    read_contact_filter,
    read_liaison_filter,
)
from schema.pages import listed
from schema.scalars import Uscc

if TYPE_CHECKING:
    from schema.contacts import Contact

enum_of(
    enterprises.EnterpriseStatus,
    "Where an enterprise stands. 企业状态。",
    in_words(
        {
            "PREPARING": "About to settle here|拟落地",
            "ACTIVE": "Active|在营",
            "MOVED": "Moved away|已迁出",
            "CLOSED": "Closed|已注销",
        }
    ),
)


async def _liaison(
    enterprise: strawberry.Parent[enterprises.Enterprise], info: Info
) -> enterprises.Liaison | None:
    return await resolvers.enterprises.primary_liaison(info.context, enterprise)


@backed_by(enterprises.Enterprise, keys=("id", "uscc"))
class Enterprise(Node):
    """An enterprise. 企业。"""

    id: strawberry.ID = identity("Enterprise")
    name: str = about("Registered name. 名称。")
    uscc: Uscc | None = about(
        "Credit code; missing only while PREPARING. 统一社会信用代码,拟落地企业可暂缺。"
    )
    status: enterprises.EnterpriseStatus = about("Where the enterprise stands. 状态。")
    contacts: list[Annotated["Contact", strawberry.lazy("schema.contacts")]] = related(
        "Its contacts, at most 20; their names and phones are sealed. 联系人,至多 20 位,姓名与电话封存。",
        about_as_long(5),
    )
    liaison: Liaison | None = resolved(
        _liaison, "Who looks after it today, as its primary liaison. 今日的主联络员。"
    )
    liaisons: LiaisonConnection = listed(
        LiaisonConnection,
        LiaisonFilter,
        read_liaison_filter,
        "All who look after it, looked after it and will, by their first day. 联络任务,按开始日期。",
        date,
    )
    contact_log: LiaisonContactConnection = listed(
        LiaisonContactConnection,
        LiaisonContactFilter,
        read_contact_filter,
        "Contacts with it, the latest first. 联络记录,按日期倒序。",
        date,
    )
