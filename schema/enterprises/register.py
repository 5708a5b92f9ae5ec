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
    from schema.chains.lists import EnterpriseChainConnection
    from schema.chains.units import CombatUnit
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
    chains: Annotated["EnterpriseChainConnection", strawberry.lazy("schema.chains.lists")] = listed(
        Annotated["EnterpriseChainConnection", strawberry.lazy("schema.chains.lists")],
        None,
        lambda _: None,
        "The chains that it is in as of now, the longest first. 所属产业链。",
        sorted_by=date,
    )
    combat_units: list[Annotated["CombatUnit", strawberry.lazy("schema.chains.units")]] = related(
        "The combat units that are at work for it. 服务该企业的攻坚作战单元。", about_as_long(2)
    )
