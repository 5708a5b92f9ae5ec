"""The register of enterprises in the contract."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain import enterprises
from schema.backing import Node, about, backed_by, enum_of, identity, in_words, related
from schema.costs import about_as_long
from schema.pages import listed
from schema.scalars import Uscc

if TYPE_CHECKING:
    from schema.alliances import EnterpriseAllianceConnection, PartyOrganization
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
    alliances: Annotated["EnterpriseAllianceConnection", strawberry.lazy("schema.alliances")] = listed(
        Annotated["EnterpriseAllianceConnection", strawberry.lazy("schema.alliances")],
        None,
        lambda given: None,
        "Alliances that it is or was in, each time that it was, by the day. 所在党建联盟(含历史)。",
        sorted_by=date,
    )
    party_organization: Annotated["PartyOrganization", strawberry.lazy("schema.alliances")] | None = related(
        "Its party organization; null while there is none. 企业党组织。"
    )
