"""The register of enterprises in the contract."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Optional

import strawberry

import resolvers.enterprises
from domain import enterprises
from resolvers.context import Info
from schema.backing import Node, about, backed_by, identity, related, resolved
from schema.costs import about_as_long
from schema.enterprises.divisions import Division, Industry
from schema.enterprises.history import (
    EnterpriseChangeConnection,
    EnterpriseChangeFilter,
    read_change_filter,
)
from schema.enterprises.liaison import (
    Liaison,
    LiaisonConnection,
    LiaisonContactConnection,
    LiaisonContactFilter,
    LiaisonFilter,
    read_contact_filter,
    read_liaison_filter,
)
from schema.enterprises.places import Zone
from schema.enterprises.standing import StatStatus, TierStatus
from schema.pages import listed
from schema.scalars import DivisionCode, Uscc

if TYPE_CHECKING:
    from schema.alliances import EnterpriseAllianceConnection, PartyOrganization
    from schema.chains.lists import EnterpriseChainConnection
    from schema.chains.units import CombatUnit
    from schema.contacts import Contact
    from schema.financing.deals import DealConnection
    from schema.financing.demands import FinancingDemandConnection
    from schema.policies.lists import PolicyApplicationConnection, PolicyNoticeConnection
    from schema.supply.lists import (
        EnterpriseIntroductionConnection,
        NeedConnection,
        OfferingConnection,
        SpaceNeedConnection,
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
    former_names: list[str] = about(
        "Names that it had, the earliest first, and those of records that were merged into it. 曾用名。",
        about_as_long(3),
    )
    uscc: Uscc | None = about(
        "Credit code; missing only while PREPARING, or when that came to nothing. "
        "统一社会信用代码,拟落地企业可暂缺。"
    )
    kind: enterprises.EnterpriseKind = about("Kind of market entity. 类别。")
    status: enterprises.EnterpriseStatus = about("Where the enterprise stands. 状态。")
    registered_on: date | None = about("When it was registered, if that is known. 登记日期。")
    ended_on: date | None = about("Since when it is MOVED or CLOSED. 迁出或注销日期。")
    version: int = about("How often the record was written: an act on it says which it is about. 版本号。")
    division_code: DivisionCode = about(
        "The division where it sits, if no more is known the county. 所在行政区划代码。"
    )
    division: Division | None = related(
        "That division; null where the list of divisions does not have the code. 所在行政区划。"
    )
    zone: Zone | None = related("The zone where it sits. 所在区域。")
    industry: Industry | None = related("What it does. 所属行业。")
    merged_into: Optional["Enterprise"] = related(
        "The record that goes on for this one, a duplicate. 并入的企业记录。"
    )
    tiers: list[TierStatus] = related(
        "Tiers that it has or had, the earliest first. 梯度认定。", about_as_long(3)
    )
    statistics: StatStatus | None = related(
        "Where it stands on its way into statistics; null where nothing was said. 纳统情况。"
    )
    history: EnterpriseChangeConnection = listed(
        EnterpriseChangeConnection,
        EnterpriseChangeFilter,
        read_change_filter,
        "What acts that keep the register did to it, the latest first. 变更历史,按时间倒序。",
    )
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
    offerings: Annotated["OfferingConnection", strawberry.lazy("schema.supply.lists")] = listed(
        Annotated["OfferingConnection", strawberry.lazy("schema.supply.lists")],
        None,
        lambda given: None,
        "What it offers, the latest first. 供给信息,按登记时间倒序。",
        sorted_by=datetime,
    )
    needs: Annotated["NeedConnection", strawberry.lazy("schema.supply.lists")] = listed(
        Annotated["NeedConnection", strawberry.lazy("schema.supply.lists")],
        None,
        lambda given: None,
        "What it needs, the latest first. 采购需求,按登记时间倒序。",
        sorted_by=datetime,
    )
    introductions: Annotated["EnterpriseIntroductionConnection", strawberry.lazy("schema.supply.lists")] = (
        listed(
            Annotated["EnterpriseIntroductionConnection", strawberry.lazy("schema.supply.lists")],
            None,
            lambda given: None,
            "Whom it was brought together with, on either side, the latest first. 牵线记录。",
            sorted_by=datetime,
        )
    )
    space_needs: Annotated["SpaceNeedConnection", strawberry.lazy("schema.supply.lists")] = listed(
        Annotated["SpaceNeedConnection", strawberry.lazy("schema.supply.lists")],
        None,
        lambda given: None,
        "Factory space that it looks or looked for, the latest first. 空间需求。",
        sorted_by=datetime,
    )
    financing_demands: Annotated["FinancingDemandConnection", strawberry.lazy("schema.financing.demands")] = (
        listed(
            Annotated["FinancingDemandConnection", strawberry.lazy("schema.financing.demands")],
            None,
            lambda _: None,
            "What it asks institutions of finance for, the latest first. 融资需求,按提交时间倒序。",
        )
    )
    deals: Annotated["DealConnection", strawberry.lazy("schema.financing.deals")] = listed(
        Annotated["DealConnection", strawberry.lazy("schema.financing.deals")],
        None,
        lambda _: None,
        "What institutions of finance and it make of that, the latest first. 融资对接,按登记时间倒序。",
    )
    policy_notices: Annotated["PolicyNoticeConnection", strawberry.lazy("schema.policies.lists")] = listed(
        Annotated["PolicyNoticeConnection", strawberry.lazy("schema.policies.lists")],
        None,
        lambda _: None,
        "Policies that it was told of, the latest first. 政策告知,按日期倒序。",
        date,
    )
    policy_applications: Annotated[
        "PolicyApplicationConnection", strawberry.lazy("schema.policies.lists")
    ] = listed(
        Annotated["PolicyApplicationConnection", strawberry.lazy("schema.policies.lists")],
        None,
        lambda _: None,
        "What it has applied for, the latest first. 政策申报,按时间倒序。",
    )
