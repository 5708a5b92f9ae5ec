"""Why a demand and a product fit, or not, in the contract."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

import resolvers.financing
from domain import financing
from domain.pages import Page, encode_cursor
from domain.refusals import Words
from resolvers.context import Info
from schema.backing import about, backed_by, by_name, enum_of, in_words, key_of, resolved
from schema.costs import ACT, about_as_long, cost
from schema.financing.match_policies import MatchPolicy
from schema.financing.products import FinancialProduct
from schema.pages import After, Before, First, Last, wanted_page

if TYPE_CHECKING:
    from schema.financing.runs import FinancingMeeting

JUDGED = 300
"""What it costs to judge all products for one demand: some milliseconds."""

enum_of(financing.RuleCode, "A hard rule. 硬性条件。", by_name(financing.RULE_NAMES))
enum_of(
    financing.Outcome,
    "What comes of a rule. 判定结果。",
    in_words(
        {
            "PASS": "It holds|符合",
            "FAIL": "It does not hold|不符合",
            "UNKNOWN": "Something is missing that would tell; it does not count as holding|信息缺失,无法判断,不视为符合",
        }
    ),
)
enum_of(financing.ComponentName, "A part of a utility. 效用分项。", by_name(financing.COMPONENT_NAMES))


def _in_words(words: Words, info: Info) -> str:
    return words.in_language(info.context.language)


def _demanded(rule: strawberry.Parent[financing.Rule], info: Info) -> str:
    return _in_words(rule.demanded, info)


def _offered(rule: strawberry.Parent[financing.Rule], info: Info) -> str:
    return _in_words(rule.offered, info)


def _message(rule: strawberry.Parent[financing.Rule], info: Info) -> str:
    return _in_words(rule.message, info)


def _relaxation(rule: strawberry.Parent[financing.Rule]) -> Any:
    return rule.relaxation


@backed_by(financing.Relaxation)
class Relaxation:
    """The nearest change with which a rule would pass. 最接近的调整建议。"""

    field: str = about(
        "What of the demand: a field of its terms, or consent. 需求中的字段,或 consent(授权)。"
    )
    value: str = about(
        "What it would have to be, as an input has it; of consent, the institution's id. 建议值。"
    )


@backed_by(financing.Rule)
class MatchRule:
    """What came of one of the fourteen hard rules. 一项硬性条件的判定。"""

    code: financing.RuleCode = about("The rule. 条件。")
    outcome: financing.Outcome = about("What came of it. 结果。")
    demanded: str = resolved(_demanded, "What is asked for. 要求。")
    offered: str = resolved(_offered, "What there is. 实际。")
    message: str = resolved(_message, "The reason, ready to show. 说明。")
    relaxation: Relaxation | None = about("What would have to change, of one that fails. 调整建议。")
    missing_field: str | None = about("What is missing, where it cannot be told. 缺失的信息。")


@backed_by(financing.Rule)
class NotMatchedReason:
    """A rule that does not pass. 未匹配原因。"""

    code: financing.RuleCode = about("The rule. 条件。")
    outcome: financing.Outcome = about("FAIL or UNKNOWN. 结果。")
    message: str = resolved(_message, "The reason, ready to show. 说明。")
    nearest_relaxation: Relaxation | None = resolved(
        _relaxation, "What would have to change, of one that fails. 最接近的调整建议。"
    )
    missing_field: str | None = about("What is missing, where it cannot be told. 缺失的信息。")


@backed_by(financing.Component)
class UtilityComponent:
    """A part of a utility. 效用分项。"""

    name: financing.ComponentName = about("Which. 分项。")
    value: int = about("From 0 to 100. 得分,0 至 100。")
    weight: int = about("What it weighs of 100. 权重。")


@backed_by(financing.Utility)
class Utility:
    """How good a match is for one side. 单侧效用。"""

    total: int = about("From 0 to 100: the components as they weigh, rounded half up. 总分,0 至 100。")
    components: list[UtilityComponent] = about("What it is made of. 分项。", about_as_long(4))


async def _slot(match: strawberry.Parent[financing.Match], info: Info) -> Any:
    return await resolvers.financing.slot_of(info.context, match)


TheMeeting = Annotated["FinancingMeeting", strawberry.lazy("schema.financing.runs")]


@backed_by(financing.Match)
class Match:
    """A product that a demand is eligible for: all fourteen rules pass. 匹配结果。"""

    product: FinancialProduct = about("The product. 金融产品。")
    enterprise_utility: Utility = about("How good it is for the enterprise. 企业侧效用。")
    institution_utility: Utility = about("How good the demand is for the institution. 机构侧效用。")
    rules: list[MatchRule] = about("The rules, in their order. 硬性条件。", about_as_long(14))
    slot: TheMeeting | None = strawberry.field(
        resolver=_slot,
        graphql_type=TheMeeting | None,
        description="The next meeting that is scheduled for the two, if there is one. 已安排的对接场次。",
    )


@backed_by(financing.NotMatched)
class NotMatched:
    """A product that a demand is not eligible for, or not as long as something is missing. 未匹配的产品。"""

    product: FinancialProduct = about("The product. 金融产品。")
    reasons: list[NotMatchedReason] = about("The rules that do not pass. 未通过的条件。", about_as_long(5))


NEXT = "Whether more follow. 是否有下一页。"
PREVIOUS = "Whether more precede. 是否有上一页。"


@strawberry.type(description="One match in a list. 列表项。")
class MatchEdge:
    cursor: str = about("Its place in the list. 游标。")
    rank: int = about("Its rank, from 1. 名次。")
    node: Match = about("The match. 匹配结果。")


@strawberry.type(
    description="A page of the products that a demand is eligible for, the best for the enterprise first. 匹配的产品,按企业侧效用排序。"
)
class Matches:
    has_next_page: bool = about(NEXT)
    has_previous_page: bool = about(PREVIOUS)
    edges: list[MatchEdge] = about("The page. 本页内容。")
    total_count: int = about("How many there are, on all pages. 总数。")


@strawberry.type(description="One product in a list. 列表项。")
class NotMatchedEdge:
    cursor: str = about("Its place in the list. 游标。")
    node: NotMatched = about("The product, and why not. 产品与原因。")


@strawberry.type(
    description="A page of the products that a demand is not eligible for, the nearest first: those of which only something is "
    "missing, then by how few rules fail. 未匹配的产品,最接近者在前。"
)
class NotMatchedProducts:
    has_next_page: bool = about(NEXT)
    has_previous_page: bool = about(PREVIOUS)
    edges: list[NotMatchedEdge] = about("The page. 本页内容。")
    total_count: int = about("How many there are, on all pages. 总数。")


@backed_by(financing.MatchExplanation)
class MatchExplanation:
    """Why a demand and a product fit, or not, and how well they would. 匹配说明。"""

    eligible: bool = about("Whether all fourteen rules pass. 是否符合全部条件。")
    rules: list[MatchRule] = about("The rules, in their order. 硬性条件。", about_as_long(14))
    enterprise_utility: Utility = about("How good it is for the enterprise. 企业侧效用。")
    institution_utility: Utility = about("How good it is for the institution. 机构侧效用。")
    policy: MatchPolicy = about("The policy that says what weighs how much. 匹配规则。")


def _place(items: tuple[Any, ...], page: Page) -> tuple[int, int] | None:
    """How many come before the product of a page's cursor, and how many with it. One that is ranked no more has left its
    rank in the cursor, and nothing there."""
    if page.cursor is None:
        return None
    said, id = page.cursor
    for rank, each in enumerate(items, 1):
        if each.product.id == id:
            return rank - 1, rank
    known = int(str(said)) if str(said).isdecimal() else 0
    held = min(len(items), max(0, known - 1))
    return held, held


def _page_of(items: tuple[Any, ...], asked: tuple[Any, ...]) -> tuple[int, int, list[tuple[str, Any]]]:
    """Where a page of a ranking begins and ends, and the cursors and records of it."""
    page = wanted_page(*(None if each is strawberry.UNSET else each for each in asked), sorted_by=str)
    place = _place(items, page)
    if page.backward:
        ends = len(items) if place is None else place[0]
        begins = max(0, ends - page.size)
    else:
        begins = 0 if place is None else place[1]
        ends = min(len(items), begins + page.size)
    found = [
        (encode_cursor(str(rank), each.product.id), each)
        for rank, each in enumerate(items[begins:ends], begins + 1)
    ]
    return begins, ends, found


async def matches(
    demand: strawberry.Parent[financing.FinancingDemand],
    info: Info,
    first: First = strawberry.UNSET,
    after: After = strawberry.UNSET,
    last: Last = strawberry.UNSET,
    before: Before = strawberry.UNSET,
) -> Matches:
    """A page of the products that fit."""
    items = (await resolvers.financing.ranking(info.context, demand.id)).matches
    begins, ends, found = _page_of(items, (first, after, last, before))
    edges = [
        MatchEdge(cursor=cursor, rank=rank, node=record)
        for rank, (cursor, record) in enumerate(found, begins + 1)
    ]
    return Matches(
        has_next_page=ends < len(items), has_previous_page=begins > 0, edges=edges, total_count=len(items)
    )


async def not_matched(
    demand: strawberry.Parent[financing.FinancingDemand],
    info: Info,
    first: First = strawberry.UNSET,
    after: After = strawberry.UNSET,
    last: Last = strawberry.UNSET,
    before: Before = strawberry.UNSET,
) -> NotMatchedProducts:
    """A page of the products that do not fit."""
    items = (await resolvers.financing.ranking(info.context, demand.id)).not_matched
    begins, ends, found = _page_of(items, (first, after, last, before))
    edges = [NotMatchedEdge(cursor=cursor, node=record) for cursor, record in found]
    return NotMatchedProducts(
        has_next_page=ends < len(items), has_previous_page=begins > 0, edges=edges, total_count=len(items)
    )


@strawberry.type
class MatchQueries:
    """Questions about single pairs."""

    @strawberry.field(
        graphql_type=MatchExplanation | None,
        description="Why a demand and a product fit, or not; null when the viewer does not see both. 说明需求与产品是否匹配。",
        directives=[cost(ACT)],
    )
    async def explain_match(
        self,
        info: Info,
        demand_id: Annotated[strawberry.ID, strawberry.argument(description="The demand. 融资需求。")],
        product_id: Annotated[strawberry.ID, strawberry.argument(description="The product. 金融产品。")],
    ) -> object:
        demand, product = key_of("FinancingDemand", demand_id), key_of("FinancialProduct", product_id)
        return await resolvers.financing.explain_match(info.context, demand, product)
