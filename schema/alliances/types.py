"""What alliances, memoranda and joint conferences look like in the contract."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

import resolvers.relations
from domain import alliances
from domain.refusals import Words, text_problem
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
from schema.costs import COUNTED, SEARCHED, about_as_long, cost
from schema.pages import PageInfo, edges_of, links, listed, page_info

if TYPE_CHECKING:
    from schema.chains.types import Chain
    from schema.enterprises import Enterprise, Organization
    from schema.ledger import LedgerEntry

enum_of(
    alliances.AllianceState,
    "How far an alliance has come; it never goes back. 联盟状态。",
    by_name(alliances.ALLIANCE_STATE_NAMES),
)
enum_of(
    alliances.MemberRole,
    "What a member is in its alliance. 成员角色。",
    by_name(alliances.MEMBER_ROLE_NAMES),
)
enum_of(
    alliances.MemorandumState,
    "State of a memorandum today. 备忘录状态。",
    by_name(alliances.MEMORANDUM_STATE_NAMES),
)

TOTAL = "How many match, on all pages. 总数。"
PAGE_OF = "Where the page stands. 分页信息。"
THE_PAGE = "The page. 本页内容。"
PLACE = "Its place in the list. 游标。"
VERSION = "How often it was written; an act on it says which version it is about. 版本号。"
SINCE = "First day of the membership. 加入日期。"
UNTIL = "Day on which it ends or ended; null while it goes on. 退出日期。"
ROLE = "What the member is. 角色。"

TheOrganization = Annotated["Organization", strawberry.lazy("schema.enterprises")]
TheEnterprise = Annotated["Enterprise", strawberry.lazy("schema.enterprises")]


def key_in(type_name: str, id: str | None) -> UUID | None:
    """The key of an id in a filter; one of another type is an error of the client."""
    if id is None:
        return None
    key = key_of(type_name, id)
    if key is None:
        raise bad_input(
            Words(f"the filter has an id that is not of a {type_name}", f"筛选条件中的标识不是 {type_name}")
        )
    return key


@strawberry.input(description="Which memberships; what is left out does not matter. 成员筛选。")
class MembershipFilter:
    role: alliances.MemberRole | None = strawberry.field(default=None, description=ROLE)
    active_on: date | None = strawberry.field(
        default=None, description="A day on which it goes on. 某日在任。"
    )


def read_membership_filter(given: MembershipFilter | None) -> alliances.MembershipFilter:
    """The domain's filter."""
    if given is None:
        return alliances.MembershipFilter()
    return alliances.MembershipFilter(given.role, given.active_on)


@strawberry.input(description="Which memoranda; what is left out does not matter. 备忘录筛选。")
class MemorandumFilter:
    counterparty_id: strawberry.ID | None = strawberry.field(
        default=None, description="Who has signed. 签约单位。"
    )
    topic: str | None = strawberry.field(
        default=None, description="Part of the topic. 主题包含。", directives=[cost(SEARCHED)]
    )
    active_on: date | None = strawberry.field(
        default=None, description="A day on which it is active. 某日有效。"
    )


def read_memorandum_filter(given: MemorandumFilter | None) -> alliances.MemorandumFilter:
    """The domain's filter."""
    if given is None:
        return alliances.MemorandumFilter()
    if problem := text_problem(given.topic, alliances.TOPIC_LIMIT, required=False):
        raise bad_input(Words(f"filter.topic {problem.en}", f"filter.topic {problem.zh}"))
    topic = " ".join((given.topic or "").split()) or None
    return alliances.MemorandumFilter(key_in("Organization", given.counterparty_id), topic, given.active_on)


@backed_by(alliances.PartyAlliance, keys=("id",))
class PartyAlliance(Node):
    """An alliance of organizations, led by one of them. Its life is from its establishment to its dissolution, and every
    membership and session lies within. 党建联盟。"""

    id: strawberry.ID = identity("PartyAlliance")
    name: str = about("Name, unique in the county. 名称。")
    state: alliances.AllianceState = about("How far it has come. 状态。")
    prepared_on: date = about("When its preparation began. 筹备日期。")
    established_on: date | None = about("When it was established. 成立日期。")
    activated_on: date | None = about("When it began to work. 运行日期。")
    dissolved_on: date | None = about("When it was dissolved: the first day without it. 解散日期。")
    version: int = about(VERSION)
    lead: TheOrganization = related("Who leads it now, or is to lead it. 牵头单位。")
    chain: Annotated["Chain", strawberry.lazy("schema.chains.types")] | None = related(
        "The chain that it is of. 所属产业链。"
    )
    organizations: Annotated["AllianceOrganizationConnection", strawberry.lazy("schema.alliances.types")] = (
        listed(
            Annotated["AllianceOrganizationConnection", strawberry.lazy("schema.alliances.types")],
            MembershipFilter,
            read_membership_filter,
            "Organizations that are or were members, each time that they were, by the day. 成员单位(含历史)。",
            sorted_by=date,
        )
    )
    enterprises: Annotated["AllianceEnterpriseConnection", strawberry.lazy("schema.alliances.types")] = (
        listed(
            Annotated["AllianceEnterpriseConnection", strawberry.lazy("schema.alliances.types")],
            MembershipFilter,
            read_membership_filter,
            "Enterprises that are or were members, as far as they are seen, by the day. 成员企业(含历史)。",
            sorted_by=date,
        )
    )
    memoranda: Annotated["MemorandumConnection", strawberry.lazy("schema.alliances.types")] = listed(
        Annotated["MemorandumConnection", strawberry.lazy("schema.alliances.types")],
        MemorandumFilter,
        read_memorandum_filter,
        "Memoranda that were signed with it, the latest first. 共建备忘录,按签订日期倒序。",
        sorted_by=date,
    )
    conferences: list[Annotated["JointConference", strawberry.lazy("schema.alliances.types")]] = related(
        "Its joint conferences, by name. 联席会议。", about_as_long(3)
    )


def state_today(memorandum: strawberry.Parent[alliances.Memorandum], info: Info) -> alliances.MemorandumState:
    """A matter of the day that one asks on."""
    return memorandum.state_on(info.context.today)


@backed_by(alliances.Memorandum, keys=("id",))
class Memorandum(Node):
    """A memorandum of joint work against corruption, or on another topic, with one counterparty. 共建备忘录。"""

    id: strawberry.ID = identity("Memorandum")
    topic: str = about("What it is on. 主题。")
    signed_on: date = about("When it was signed: its first day. 签订日期。")
    expires_on: date = about("When its term is over: the first day without it. 到期日期。")
    terminated_on: date | None = about("When it was ended before its term. 终止日期。")
    recorded_at: datetime = about("When it was recorded here. 登记时间。")
    version: int = about(VERSION)
    counterparty: TheOrganization = related("Who has signed. 签约单位。")
    alliance: PartyAlliance | None = related("With which alliance; null: with the zone itself. 所属联盟。")
    state: alliances.MemorandumState = resolved(state_today, "What it is today. 当前状态。")


@backed_by(alliances.JointConference, keys=("id",))
class JointConference(Node):
    """A conference in which the members of an alliance meet. 联席会议。"""

    id: strawberry.ID = identity("JointConference")
    name: str = about("Name, unique in its alliance. 名称。")
    rule: str | None = about("When it meets, in words. 召开规则。")
    alliance: PartyAlliance = related("The alliance. 所属联盟。")
    sessions: Annotated["ConferenceSessionConnection", strawberry.lazy("schema.alliances.types")] = listed(
        Annotated["ConferenceSessionConnection", strawberry.lazy("schema.alliances.types")],
        None,
        lambda given: None,
        "Its sessions, the latest first. 各次会议,按日期倒序。",
        sorted_by=date,
    )


@backed_by(alliances.ConferenceSession, keys=("id",))
class ConferenceSession(Node):
    """A session of a joint conference. 一次联席会议。"""

    id: strawberry.ID = identity("ConferenceSession")
    number: int = about("Number in the conference, gapless from 1. 届次。")
    held_on: date = about("The day of the session. 召开日期。")
    agenda: str = about("What it is about. 议程。")
    minutes: str | None = about("What was said; null until it is written down. 会议纪要。")
    recorded_at: datetime = about("When it was convened here. 登记时间。")
    version: int = about(VERSION)
    conference: JointConference = related("The conference. 所属联席会议。")
    resolutions: list[Annotated["Resolution", strawberry.lazy("schema.alliances.types")]] = related(
        "What it resolved, by number, as far as it is seen. 议定事项。", about_as_long(10)
    )


@backed_by(alliances.Resolution, keys=("id",))
class Resolution(Node):
    """What a session resolved; it is in the ledger until it is struck off. 议定事项,进入台账。"""

    id: strawberry.ID = identity("Resolution")
    number: int = about("Number in the session, gapless from 1. 序号。")
    text: str = about("What is to be done. 内容。")
    owner_name: str = about("Who answers for it. 责任人。")
    due_on: date = about("The day by which it is done. 完成期限。")
    adopted_at: datetime = about("When it was written down. 登记时间。")
    session: ConferenceSession = related("The session. 所属会议。")
    ledger_entry: Annotated["LedgerEntry", strawberry.lazy("schema.ledger")] = related(
        "Its entry in the ledger. 对应台账条目。"
    )


@backed_by(alliances.Membership)
class AllianceMembership:
    """An organization or an enterprise, one of the two, in an alliance for a period. 联盟成员关系。"""

    role: alliances.MemberRole = about(ROLE)
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)
    alliance: PartyAlliance = related("The alliance. 联盟。")
    organization: TheOrganization | None = related("The member, if it is an organization. 成员单位。")
    enterprise: TheEnterprise | None = related("The member, if it is an enterprise. 成员企业。")


@backed_by(alliances.MemorandaFigures)
class MemorandaFigures:
    """How many memoranda are active on a day, counted over the records. 备忘录统计。"""

    on: date = about("The day. 统计日期。")
    memoranda: int = about("Memoranda that are active on it. 有效备忘录数。")
    counterparties: int = about(
        "Organizations that have signed them: one with two counts once. 签约单位数(去重)。"
    )


# --- Lists ------------------------------------------------------------------------------------------------------------


@strawberry.type(description="An organization in an alliance for a period. 成员单位列表项。")
class AllianceOrganizationEdge:
    cursor: str = about(PLACE)
    node: TheOrganization = related("The organization. 成员单位。")
    role: alliances.MemberRole = about(ROLE)
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)


@strawberry.type(description="A page of the organizations of an alliance. 成员单位分页列表。")
class AllianceOrganizationConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[AllianceOrganizationEdge] = resolved(links, THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="An enterprise in an alliance for a period. 成员企业列表项。")
class AllianceEnterpriseEdge:
    cursor: str = about(PLACE)
    node: TheEnterprise = related("The enterprise. 成员企业。")
    role: alliances.MemberRole = about(ROLE)
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)


@strawberry.type(description="A page of the enterprises of an alliance. 成员企业分页列表。")
class AllianceEnterpriseConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[AllianceEnterpriseEdge] = resolved(links, THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="An alliance of an enterprise, for a period. 所在联盟列表项。")
class EnterpriseAllianceEdge:
    cursor: str = about(PLACE)
    node: PartyAlliance = related("The alliance. 联盟。")
    role: alliances.MemberRole = about(ROLE)
    since: date = about(SINCE)
    until: date | None = about(UNTIL)
    version: int = about(VERSION)


@strawberry.type(description="A page of the alliances of an enterprise. 所在联盟分页列表。")
class EnterpriseAllianceConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[EnterpriseAllianceEdge] = resolved(links, THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One alliance in a list. 列表项。")
class PartyAllianceEdge:
    cursor: str = about(PLACE)
    node: PartyAlliance = about("The alliance. 联盟。")


@strawberry.type(description="A page of alliances. 联盟分页列表。")
class PartyAllianceConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[PartyAllianceEdge] = resolved(edges_of(PartyAllianceEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One memorandum in a list. 列表项。")
class MemorandumEdge:
    cursor: str = about(PLACE)
    node: Memorandum = about("The memorandum. 备忘录。")


@strawberry.type(description="A page of memoranda. 备忘录分页列表。")
class MemorandumConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[MemorandumEdge] = resolved(edges_of(MemorandumEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))


@strawberry.type(description="One session in a list. 列表项。")
class ConferenceSessionEdge:
    cursor: str = about(PLACE)
    node: ConferenceSession = about("The session. 会议。")


@strawberry.type(description="A page of sessions. 会议分页列表。")
class ConferenceSessionConnection:
    page_info: PageInfo = resolved(page_info, PAGE_OF)
    edges: list[ConferenceSessionEdge] = resolved(edges_of(ConferenceSessionEdge), THE_PAGE)
    total_count: int = resolved(resolvers.relations.total, TOTAL, cost(COUNTED))
