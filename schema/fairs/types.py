"""What a fair looks like in the contract."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

import resolvers.relations
from domain import fairs
from domain.elements import ElementKind, Urgency
from schema.backing import (
    Node,
    about,
    backed_by,
    by_name,
    enum_of,
    identity,
    in_words,
    related,
    resolved,
)
from schema.costs import COUNTED, SEARCHED, SUMMED_UP, about_as_long, cost
from schema.elements import IntakeForm
from schema.enterprises import Enterprise, Organization, Zone
from schema.filters import filtered_by, part_of_text
from schema.financing.runs import (
    FinancingMeetingConnection,
    FinancingMeetingFilter,
    MatchRunConnection,
    MatchRunOfSessionFilter,
    read_meeting_filter,
    read_session_filter,
)
from schema.ledger import LedgerEntry
from schema.pages import PageInfo, edges_of, listed, page_info

if TYPE_CHECKING:
    from schema.financing.session_counts import SessionCounts

enum_of(fairs.FairKind, "Kind of fair. 活动类别。", by_name(fairs.FAIR_KIND_NAMES))
enum_of(
    fairs.FairState,
    "State of a fair. 活动状态。",
    in_words(
        {
            "PLANNED": "Planned; takes no intakes yet|筹备中",
            "OPEN": "Takes intakes|进行中",
            "CLOSED": "Over; every intake has its disposition|已结束",
            "RECONCILED": "Every ledger entry is struck off|已对账销号",
        }
    ),
)
enum_of(
    fairs.Register,
    "Which register an intake is written in. 受理类别。",
    in_words({"ELEMENT": "Element needs|要素需求", "FINANCE": "Finance needs|资金需求"}),
)
enum_of(
    fairs.Disposition,
    "What became of an intake; each gets exactly one. 处理结果。",
    in_words(
        {
            "RESOLVED_ON_SITE": "Resolved on site|现场办结",
            "SOLUTION_GIVEN": "A solution was promised, with owner and due date|现场拿出解决方案",
            "WITHDRAWN": "Taken back by the enterprise|撤回",
            "DUPLICATE": "Repeats an earlier intake|重复件",
        }
    ),
)
enum_of(
    fairs.Level,
    "How satisfied an enterprise is. 满意度。",
    in_words(
        {
            "VERY_SATISFIED": "Very satisfied, 5 points|非常满意",
            "SATISFIED": "Satisfied, 4 points|满意",
            "FAIRLY_SATISFIED": "Fairly satisfied, 3 points|基本满意",
            "DISSATISFIED": "Dissatisfied, 2 points|不满意",
            "VERY_DISSATISFIED": "Very dissatisfied, 1 point|非常不满意",
        }
    ),
)

RECEIVED = "Intakes that count: resolved on site, with a solution, and open. 受理数。"
ON_SITE = "Resolved on site. 现场办结数。"
SOLUTION = "With a promised solution. 现场拿出解决方案数。"
OPEN = "Without a disposition yet. 待处理数。"
WITHDRAWN = "Taken back; not in received. 撤回数(不计入受理)。"
DUPLICATE = "Repetitions; not in received. 重复件数(不计入受理)。"
RATE = "Resolved on site in percent of received, one digit; null when nothing was received. 现场办结率(%)。"


@backed_by(fairs.Tally)
class Tally:
    """Counts over intakes: received = onSite + solution + open, at every moment. 计数。"""

    received: int = about(RECEIVED)
    on_site: int = about(ON_SITE)
    solution: int = about(SOLUTION)
    open: int = about(OPEN)
    withdrawn: int = about(WITHDRAWN)
    duplicate: int = about(DUPLICATE)
    on_site_rate: Decimal | None = about(RATE)


@backed_by(fairs.RegisterTally)
class RegisterTally:
    """Counts of one register over all booths. 按受理类别计数。"""

    register: fairs.Register = about("The register. 受理类别。")
    received: int = about(RECEIVED)
    on_site: int = about(ON_SITE)
    solution: int = about(SOLUTION)
    open: int = about(OPEN)
    withdrawn: int = about(WITHDRAWN)
    duplicate: int = about(DUPLICATE)
    on_site_rate: Decimal | None = about(RATE)


@backed_by(fairs.BoothTally)
class BoothTally:
    """Counts of one register at one booth. 按摊位计数。"""

    booth: Annotated["Booth", strawberry.lazy("schema.fairs.types")] = related("The booth. 摊位。")
    register: fairs.Register = about("The register. 受理类别。")
    received: int = about(RECEIVED)
    on_site: int = about(ON_SITE)
    solution: int = about(SOLUTION)
    open: int = about(OPEN)
    withdrawn: int = about(WITHDRAWN)
    duplicate: int = about(DUPLICATE)
    on_site_rate: Decimal | None = about(RATE)


@backed_by(fairs.FairCounts)
class FairCounts:
    """All counts of one fair in one snapshot, exact. 活动计数,同一时刻、准确无误。"""

    epoch: str = about("Changes when the database is restored; versions compare within one epoch. 数据纪元。")
    version: int = about("Rises strictly with every change. 版本号,严格递增。")
    as_of: datetime = about("The moment of the snapshot. 统计时刻。")
    total: Tally = about("Both registers together. 合计。")
    registers: list[RegisterTally] = about(
        "One a register that the fair takes. 按受理类别。", about_as_long(2)
    )
    booths: list[BoothTally] = about(
        "One a booth and register, in the order of the booths' codes. 按摊位。", about_as_long(40)
    )


@backed_by(fairs.LevelCount)
class LevelCount:
    """How many enterprises gave one level. 各档评价数。"""

    level: fairs.Level = about("The level. 满意度档次。")
    count: int | None = about(
        "How many gave it; null where so few are not published. 评价数;少于 3 家时不公开。"
    )


@backed_by(fairs.Satisfaction)
class Satisfaction:
    """What the attending enterprises thought. The mean is over those who rated. 满意度,按已评价企业平均。"""

    attending: int = about("Enterprises with an intake or an attendance. 参加企业数。")
    rated: int = about("Enterprises that rated: the denominator of the mean. 已评价数(平均分的分母)。")
    unrated: int = about("Enterprises that attended and did not rate. 未评价数。")
    mean: Decimal | None = about(
        "Mean points, 1.0 to 5.0; null when nobody rated, or too few to be published. 平均分。"
    )
    levels: list[LevelCount] = about("All five levels, best first. 五档分布。", about_as_long(5))


@strawberry.input(description="Which fairs; what is left out does not matter. 活动筛选。")
class FairFilter:
    kind: fairs.FairKind | None = strawberry.field(default=None, description="Kind of fair. 类别。")
    state: fairs.FairState | None = strawberry.field(default=None, description="State. 状态。")
    zone_id: strawberry.ID | None = strawberry.field(
        default=None, description="Zone that holds it. 主办区域。"
    )
    text: str | None = strawberry.field(
        default=None, description="Part of the name. 名称包含。", directives=[cost(SEARCHED)]
    )


@strawberry.input(description="Which intakes; what is left out does not matter. 受理单筛选。")
class IntakeFilter:
    booth_id: strawberry.ID | None = strawberry.field(default=None, description="Booth. 摊位。")
    register: fairs.Register | None = strawberry.field(default=None, description="Register. 受理类别。")
    element_kind: ElementKind | None = strawberry.field(default=None, description="Element kind. 要素类别。")
    disposition: fairs.Disposition | None = strawberry.field(
        default=None, description="Disposition. 处理结果。"
    )
    open: bool | None = strawberry.field(
        default=None, description="True: without a disposition; false: with one. 是否待处理。"
    )
    text: str | None = strawberry.field(
        default=None,
        description="Part of the summary or of the enterprise's name, or its credit code. 摘要、企业名称包含,或信用代码。",
        directives=[cost(SEARCHED)],
    )


def read_fair_filter(given: FairFilter | None) -> fairs.FairFilter:
    """The domain's filter."""
    if given is None:
        return fairs.FairFilter()
    return fairs.FairFilter(
        given.kind, given.state, filtered_by("Zone", given.zone_id), part_of_text(given.text)
    )


def read_intake_filter(given: IntakeFilter | None) -> fairs.IntakeFilter:
    """The domain's filter."""
    if given is None:
        return fairs.IntakeFilter()
    return fairs.IntakeFilter(
        booth_id=filtered_by("Booth", given.booth_id),
        register=given.register,
        element_kind=given.element_kind,
        disposition=given.disposition,
        open=given.open,
        text=part_of_text(given.text),
    )


@backed_by(fairs.Fair, keys=("id",))
class Fair(Node):
    """An event at which booths take enterprises' needs. 活动(要素保障大集等)。"""

    id: strawberry.ID = identity("Fair")
    name: str = about("Name of the fair. 活动名称。")
    kind: fairs.FairKind = about("Kind of fair. 类别。")
    state: fairs.FairState = about("State of the fair. 状态。")
    venues: list[str] = about("Where it takes place. 地点。")
    round: int | None = about("Which time it takes place, in a series. 场次。")
    opens_at: datetime = about("When it is to open. 计划开始时间。")
    closes_at: datetime = about("When it is to close. 计划结束时间。")
    zone: Zone = related("The zone that holds it. 主办区域。")
    booths: list[Annotated["Booth", strawberry.lazy("schema.fairs.types")]] = related(
        "Its booths, by code. 摊位。", about_as_long(25)
    )
    counts: FairCounts = related("Its counts, exact. 计数。")
    satisfaction: Satisfaction = related("What its guests thought. 满意度。", cost(SUMMED_UP))
    financing_counts: Annotated["SessionCounts", strawberry.lazy("schema.financing.session_counts")] = (
        related("What it has brought in financing: exact, kept with every deal and meeting. 融资对接计数。")
    )

    intakes: Annotated["IntakeConnection", strawberry.lazy("schema.fairs.types")] = listed(
        Annotated["IntakeConnection", strawberry.lazy("schema.fairs.types")],
        IntakeFilter,
        read_intake_filter,
        "Its intakes, the earliest first. 受理单,按受理时间。",
    )
    financing_meetings: FinancingMeetingConnection = listed(
        FinancingMeetingConnection,
        FinancingMeetingFilter,
        read_meeting_filter,
        "The timetable of its finance booths, as far as the viewer sees it. 融资对接时间表。",
    )
    match_runs: MatchRunConnection = listed(
        MatchRunConnection,
        MatchRunOfSessionFilter,
        read_session_filter,
        "The match runs of its finance booths, the latest first. 撮合批次,按发起时间倒序。",
    )


@backed_by(fairs.Booth, keys=("id",))
class Booth(Node):
    """A place at a fair where one organization takes intakes. 摊位(窗口)。"""

    id: strawberry.ID = identity("Booth")
    code: str = about("Code, unique in the fair. 编号。")
    name: str = about("Name on the sign. 名称。")
    capacity: int | None = about("How many enterprises it serves at a time. 同时接待数。")
    state: fairs.FairState = about("Takes intakes while OPEN; follows the fair. 状态,随活动。")
    fair: Fair = related("The fair. 所属活动。")
    organization: Organization = related("Who staffs it. 部门或机构。")
    financing_meetings: FinancingMeetingConnection = listed(
        FinancingMeetingConnection,
        FinancingMeetingFilter,
        read_meeting_filter,
        "The timetable of its desks, as far as the viewer sees it. 本摊位对接时间表。",
    )

    @strawberry.field(description="Registers that it takes. 受理类别。")
    @staticmethod
    def registers(booth: strawberry.Parent[fairs.Booth]) -> list[fairs.Register]:
        return [register for register in fairs.Register if register in booth.registers]

    @strawberry.field(description="Element kinds that it takes. 受理的要素类别。")
    @staticmethod
    def element_kinds(booth: strawberry.Parent[fairs.Booth]) -> list[ElementKind]:
        return [kind for kind in ElementKind if kind in booth.element_kinds]


@backed_by(fairs.Intake, keys=("id",))
class Intake(Node):
    """One need that a booth took from an enterprise. 受理单。"""

    id: strawberry.ID = identity("Intake")
    number: int = about("Number at the booth, gapless from 1. 摊位内连续编号。")
    register: fairs.Register = about("Which register. 受理类别。")
    element_kind: ElementKind = about("What is needed. 要素类别。")
    summary: str | None = about("The need in a sentence. 需求摘要。")
    urgency: Urgency = about("How urgent it is. 紧急程度。")
    desired_by: date | None = about("By when it is wanted. 期望解决日期。")
    form: IntakeForm | None = about(
        "The form of its kind; past intakes may have none. 受理表单,历史数据可无。"
    )
    received_at: datetime = about("When it was taken. 受理时间。")
    disposition: fairs.Disposition | None = about("What became of it; null while open. 处理结果。")
    disposed_at: datetime | None = about("When it got its disposition. 处理时间。")
    note: str | None = about("Why it was taken back. 撤回原因。")
    booth: Booth = related("Where it was taken. 受理摊位。")
    fair: Fair = related("The fair. 所属活动。")
    enterprise: Enterprise = related("Whose need it is. 企业。")
    ledger_entry: LedgerEntry | None = related("The promise that it opened. 对应台账条目。")
    duplicate_of: Annotated["Intake", strawberry.lazy("schema.fairs.types")] | None = related(
        "The earlier intake that it repeats. 原受理单。"
    )


@backed_by(fairs.Rating)
class Rating:
    """What one attending enterprise thought of a fair. 满意度评价。"""

    level: fairs.Level = about("The level. 满意度档次。")
    comment: str | None = about("In its own words. 意见。")
    rated_at: datetime = about("When. 评价时间。")
    fair: Fair = related("The fair. 活动。")
    enterprise: Enterprise = related("The enterprise. 企业。")


@strawberry.type(description="One fair in a list. 列表项。")
class FairEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: Fair = about("The fair. 活动。")


@strawberry.type(description="A page of fairs. 活动分页列表。")
class FairConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[FairEdge] = resolved(edges_of(FairEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )


@strawberry.type(description="One intake in a list. 列表项。")
class IntakeEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: Intake = about("The intake. 受理单。")


@strawberry.type(description="A page of intakes. 受理单分页列表。")
class IntakeConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[IntakeEdge] = resolved(edges_of(IntakeEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )
