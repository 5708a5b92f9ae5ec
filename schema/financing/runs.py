"""What match runs and meetings look like in the contract."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

import resolvers.relations
from domain import financing
from schema.backing import Node, about, backed_by, by_name, enum_of, identity, in_words, related, resolved
from schema.costs import COUNTED, about_as_long, cost
from schema.filters import filtered_by
from schema.pages import PageInfo, edges_of, links, listed, page_info

if TYPE_CHECKING:
    from schema.enterprises import Enterprise, Organization
    from schema.fairs import Booth, Fair
    from schema.financing.demands import FinancingDemand
    from schema.financing.products import FinancialProduct

enum_of(
    financing.MatchMode,
    "What an assignment is to be. 撮合方式。",
    in_words(
        {
            "STABLE": "No enterprise and institution would both rather meet than keep what they have|稳定匹配",
            "TOP_K": "Each enterprise its best, whatever the room; whom an institution likes most has a meeting|各取最优",
            "MAX_COVERAGE": "As many enterprises as can be have a meeting|最大覆盖",
        }
    ),
)
enum_of(financing.RunState, "Where a match run stands. 撮合批次状态。", by_name(financing.RUN_STATE_NAMES))
enum_of(
    financing.Failure,
    "Why a match run failed. 失败原因。",
    in_words(
        {
            "LOST": "Its process has ended; begin another run|进程中断,请重新发起",
            "BROKEN": "It could not be computed; the log says why|计算出错,详见日志",
        }
    ),
)
enum_of(
    financing.SizeClass,
    "Size of an enterprise by last year's revenue, by the limits of the statistics for industry (2017). "
    "企业规模(按上年营业收入,采用 2017 年工业划型标准)。",
    in_words(
        {
            "LARGE": "From 400 million yuan|大型(4 亿元及以上)",
            "MEDIUM": "From 20 million yuan|中型(2000 万元及以上)",
            "SMALL": "From 3 million yuan|小型(300 万元及以上)",
            "MICRO": "Below 3 million yuan|微型(300 万元以下)",
            "UNKNOWN": "Revenue is not known|未填写营业收入",
        }
    ),
)
enum_of(
    financing.WhyNot,
    "Why a demand was not matched. 未撮合原因。",
    in_words(
        {
            "NOT_ELIGIBLE": "No product at the session fits|没有符合条件的产品",
            "NO_PLACE": "Products fit, and all places were taken|符合条件,但席位已满",
        }
    ),
)
enum_of(financing.MeetingState, "Where a meeting stands. 对接状态。", by_name(financing.MEETING_STATE_NAMES))

VERSION = "How often it was written: an act on it says which version it is about. 版本号。"


@strawberry.input(description="Which meetings; what is left out does not matter. 对接筛选。")
class FinancingMeetingFilter:
    state: financing.MeetingState | None = strawberry.field(default=None, description="State. 状态。")


def read_meeting_filter(given: FinancingMeetingFilter | None) -> financing.MeetingFilter:
    """The domain's filter."""
    return financing.MeetingFilter() if given is None else financing.MeetingFilter(given.state)


@strawberry.input(description="Which match runs; what is left out does not matter. 撮合批次筛选。")
class MatchRunFilter:
    session_id: strawberry.ID | None = strawberry.field(default=None, description="The session. 活动。")
    state: financing.RunState | None = strawberry.field(default=None, description="State. 状态。")


def read_run_filter(given: MatchRunFilter | None) -> financing.RunFilter:
    """The domain's filter."""
    if given is None:
        return financing.RunFilter()
    return financing.RunFilter(given.state, filtered_by("Fair", given.session_id))


@strawberry.input(description="Which match runs of a session. 场次撮合批次筛选。")
class MatchRunOfSessionFilter:
    state: financing.RunState | None = strawberry.field(default=None, description="State. 状态。")


def read_session_filter(given: MatchRunOfSessionFilter | None) -> financing.RunOfSessionFilter:
    """The domain's filter."""
    return financing.RunOfSessionFilter(None if given is None else given.state)


@backed_by(financing.Meeting, keys=("id",))
class FinancingMeeting(Node):
    """A meeting of a demand's enterprise with an institution, at a desk and in a slot. 对接安排。"""

    id: strawberry.ID = identity("FinancingMeeting")
    desk: int = about("The desk at the booth, from 1. 窗口号。")
    slot: int | None = about(
        "The slot in the timetable of its run, from 1; null once it was moved. 时段序号。"
    )
    starts_at: datetime = about("When it begins. 开始时间。")
    ends_at: datetime = about("When it ends. 结束时间。")
    state: financing.MeetingState = about("Where it stands. 状态。")
    version: int = about(VERSION)
    session: Annotated["Fair", strawberry.lazy("schema.fairs")] = related("The session. 活动。")
    booth: Annotated["Booth", strawberry.lazy("schema.fairs")] = related("The booth. 摊位。")
    institution: Annotated["Organization", strawberry.lazy("schema.enterprises")] = related(
        "The institution. 金融机构。"
    )
    enterprise: Annotated["Enterprise", strawberry.lazy("schema.enterprises")] | None = related(
        "The enterprise, for its own side and the office. 企业。"
    )
    demand: Annotated["FinancingDemand", strawberry.lazy("schema.financing.demands")] | None = related(
        "The demand, while it is shared with who looks. 融资需求。"
    )
    product: Annotated["FinancialProduct", strawberry.lazy("schema.financing.products")] = related(
        "The product that it is about. 金融产品。"
    )
    run: Annotated["MatchRun", strawberry.lazy("schema.financing.runs")] = related(
        "The run that arranged it. 撮合批次。"
    )


@strawberry.type(description="A product that a demand is matched with: the two are to meet. 撮合结果列表项。")
class AssignedMatchEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: Annotated["FinancialProduct", strawberry.lazy("schema.financing.products")] = related(
        "The product. 金融产品。"
    )
    rank: int = about("Its place among the matches of its demand, from 1. 该需求内的名次。")
    enterprise_utility: int = about("How good the product is for the enterprise, 0 to 100. 企业侧得分。")
    institution_utility: int = about("How good the demand is for the institution, 0 to 100. 机构侧得分。")
    unknown: list[financing.RuleCode] = about(
        "Rules that a missing field leaves open; none unless the run was begun withUnknown. 因资料缺失待定的条件。",
        about_as_long(3),
    )
    demand: Annotated["FinancingDemand", strawberry.lazy("schema.financing.demands")] | None = related(
        "The demand, while it is shared with who looks. 融资需求。"
    )
    meeting: FinancingMeeting | None = related("Its meeting; null where there was no desk for it. 对接安排。")


@strawberry.type(description="A page of matches. 撮合结果分页列表。")
class AssignedMatchConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[AssignedMatchEdge] = resolved(links, "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many there are, on all pages. 总数。", cost(COUNTED)
    )


@strawberry.type(description="A demand that was not matched, and the best reasons. 未撮合需求列表项。")
class UnmatchedDemandEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: Annotated["FinancingDemand", strawberry.lazy("schema.financing.demands")] = related(
        "The demand. 融资需求。"
    )
    why: financing.WhyNot = about("Why not. 原因。")
    failed: list[financing.RuleCode] = about(
        "The rules that the nearest product fails. 最接近产品未符合的条件。", about_as_long(5)
    )
    unknown: list[financing.RuleCode] = about(
        "Its rules that a missing field leaves open. 因资料缺失待定的条件。", about_as_long(5)
    )
    nearest: Annotated["FinancialProduct", strawberry.lazy("schema.financing.products")] | None = related(
        "The nearest product of the session, where none fits. 最接近的产品。"
    )


@strawberry.type(description="A page of demands without a match. 未撮合需求分页列表。")
class UnmatchedDemandConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[UnmatchedDemandEdge] = resolved(links, "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many there are, on all pages. 总数。", cost(COUNTED)
    )


@strawberry.type(description="One meeting in a list. 列表项。")
class FinancingMeetingEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: FinancingMeeting = about("The meeting. 对接安排。")


@strawberry.type(description="A page of meetings. 对接安排分页列表。")
class FinancingMeetingConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[FinancingMeetingEdge] = resolved(edges_of(FinancingMeetingEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )


@backed_by(financing.InstitutionFigures)
class MatchRunInstitution:
    """An institution in a match run: whether meetings crowd at few of them. 机构集中度。"""

    institution: Annotated["Organization", strawberry.lazy("schema.enterprises")] = related(
        "The institution. 金融机构。"
    )
    desks: int = about("Its desks at the session. 窗口数。")
    offers: int = about("Demands that fit one of its products. 可提供产品的需求数。")
    meetings: int = about("Its meetings: the numerator of the share. 对接数(分子)。")
    all_meetings: int = about("All meetings of the run: the denominator. 全部对接数(分母)。")
    share: Decimal | None = about("Its meetings in percent of all, one digit. 占比(%)。")


@backed_by(financing.SizeFigures)
class MatchRunSize:
    """Enterprises of a size in a match run: whether the small are offered as much. 按企业规模统计。"""

    size: financing.SizeClass = about("The class. 企业规模。")
    demands: int = about("Their demands: the denominator. 需求数(分母)。")
    offers: int = about(
        "Institutions with a product that fits, over these demands: the numerator of offersPerDemand. 可获产品的机构次数。"
    )
    matched: int = about("Demands with a match: the numerator of matchedShare. 已撮合需求数。")
    offers_per_demand: Decimal | None = about(
        "Offers to a demand, on average, one digit. 平均每项需求的可选机构数。"
    )
    matched_share: Decimal | None = about("Demands with a match in percent of theirs. 撮合率(%)。")


@backed_by(financing.PolicyNumber)
class MatchRunPolicy:
    """The policy that a run was computed by; see matchPolicies. 所用匹配规则。"""

    version: int = about("Its number; 0 is what is built in. 规则版本。")


@backed_by(financing.MatchRun, keys=("id",))
class MatchRun(Node):
    """One assignment of open demands to the desks of a session. What it found is null until it is DONE. 撮合批次。"""

    id: strawberry.ID = identity("MatchRun")
    mode: financing.MatchMode = about("What the assignment was to be. 撮合方式。")
    meetings_per_enterprise: int = about("Meetings that an enterprise has at most. 每家企业对接上限。")
    slot_minutes: int = about("How long a slot is. 每场分钟数。")
    starts_at: datetime = about("When the timetable begins. 时间表开始时间。")
    most_slots: int = about("How many slots there may be. 时段数上限。")
    with_unknown: bool = about(
        "Whether pairs of which something is not known were matched as well. 是否包括资料待补充的组合。"
    )
    state: financing.RunState = about("Where it stands. 状态。")
    failure: financing.Failure | None = about("Why it failed, if it did. 失败原因。")
    digest: str | None = about(
        "SHA-256 of everything that it decided upon, the policy too: the same digest, the same result. 输入摘要。"
    )
    result_digest: str | None = about("SHA-256 of what it found. 结果摘要。")
    pairs_scored: int = about("Pairs of a demand and a product that are scored. 已评分组合数。")
    pairs_total: int | None = about("All such pairs. 组合总数。")
    demands: int | None = about("Demands that took part. 参加的需求数。")
    eligible_pairs: int | None = about("Pairs for which all rules pass. 符合条件的组合数。")
    unknown_pairs: int | None = about(
        "Pairs that would fit if something were known: the numerator of unknownShare, of pairsTotal. 资料待补充的组合数。"
    )
    unknown_share: Decimal | None = about("unknownPairs in percent of pairsTotal, one digit. 待定占比(%)。")
    without_offer: int | None = about(
        "Demands with no eligible product: the numerator of withoutOfferShare, of demands. 无合适产品的需求数。"
    )
    without_offer_share: Decimal | None = about(
        "withoutOffer in percent of demands, one digit. 无合适产品占比(%)。"
    )
    assigned: int | None = about("Matches. 撮合数。")
    unmatched: int | None = about("Demands without a match. 未撮合需求数。")
    blocking_pairs: int | None = about(
        "Demands and institutions that would both rather have met: 0 of a STABLE run. 阻塞对数。"
    )
    slots: int | None = about("Slots that the timetable has: as few as there can be. 时段数。")
    concentration: int | None = about(
        "Sum of the squares of the institutions' shares of the meetings (HHI), 10000 where one has all. 机构集中度指数。"
    )
    requested_at: datetime = about("When it was asked for. 发起时间。")
    started_at: datetime | None = about("When it began. 开始时间。")
    finished_at: datetime | None = about("When it was over. 结束时间。")
    version: int = about(VERSION + " 计算进度不改变版本号。")
    policy: MatchRunPolicy = about("By which policy. 匹配规则。")
    session: Annotated["Fair", strawberry.lazy("schema.fairs")] = related("The session. 活动。")
    institutions: list[MatchRunInstitution] = related(
        "The institutions at the session; one sees itself. 机构统计(机构仅见本机构)。", about_as_long(15)
    )
    sizes: list[MatchRunSize] = related("The enterprises by size. 按企业规模。", about_as_long(5))
    matches: AssignedMatchConnection = listed(
        AssignedMatchConnection,
        None,
        lambda given: None,
        "Its matches that the viewer sees, by demand and rank. 撮合结果,按需求与名次。",
        sorted_by=str,
    )
    not_matched: UnmatchedDemandConnection = listed(
        UnmatchedDemandConnection,
        None,
        lambda given: None,
        "The demands without a match that the viewer sees. 未撮合的需求。",
        sorted_by=str,
    )


@strawberry.type(description="One match run in a list. 列表项。")
class MatchRunEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: MatchRun = about("The run. 撮合批次。")


@strawberry.type(description="A page of match runs. 撮合批次分页列表。")
class MatchRunConnection:
    page_info: PageInfo = resolved(page_info, "Where the page stands. 分页信息。")
    edges: list[MatchRunEdge] = resolved(edges_of(MatchRunEdge), "The page. 本页内容。")
    total_count: int = resolved(
        resolvers.relations.total, "How many match, on all pages. 总数。", cost(COUNTED)
    )


@backed_by(financing.RunProgress)
class MatchRunProgress:
    """How far a match run has come, in one snapshot. 撮合进度。"""

    epoch: str = about("Changes when the database is restored; versions compare within one epoch. 数据纪元。")
    version: int = about("Rises strictly with every step. 版本号,严格递增。")
    state: financing.RunState = about("Where it stands. 状态。")
    pairs_scored: int = about("Pairs that are scored. 已评分组合数。")
    pairs_total: int | None = about("All pairs, once that is known. 组合总数。")
    assigned: int | None = about("Matches, when it is done. 撮合数。")
    unmatched: int | None = about("Demands without a match, when it is done. 未撮合需求数。")
