"""Matches of supply and of space in the contract, and what came of introductions."""

from decimal import Decimal
from typing import Annotated

import strawberry

import resolvers.supply
from domain import supply
from domain.enterprises.stock import DatePeriod as Days
from resolvers.context import Info
from schema.backing import about, backed_by, key_of, related, resolved
from schema.costs import SUMMED_UP, about_as_long, cost
from schema.enterprises.stock import DatePeriod, DatePeriodInput
from schema.scalars import Money
from schema.supply.spaces import SpaceListing
from schema.supply.types import First, Need, Offering, ranking

RULES, RANK = "Every hard rule. 各项硬性条件。", "Place, from 1 on. 名次。"
SCORE = "From 0 to 100: the components together. 得分,0 至 100。"
COMPONENTS = "What the score is made of. 得分构成。"
ELIGIBLE = "Whether no rule fails; what is unknown is to be asked for. 有无不符合项。"
CANDIDATES = f"How many were considered, {supply.CONSIDERED} at most: the likeliest. 候选数。"


def rule_message(rule: strawberry.Parent[supply.FitRule], info: Info) -> str:
    """The rule in the language of the request."""
    return rule.message.in_language(info.context.language)


@backed_by(supply.FitRule)
class FitRule:
    """What a hard rule says of a pair. 硬性条件及结果。"""

    code: supply.FitCode = about("Which rule. 条件。")
    outcome: supply.FitOutcome = about("What it says. 结果。")
    demanded: str | None = about("What is asked for; null: nothing, or nobody has said. 要求。")
    offered: str | None = about("What is offered; null: nobody has said. 提供。")
    message: str = resolved(rule_message, "The rule in words. 说明。")


@backed_by(supply.FitComponent)
class FitComponent:
    """A part of a score. 得分项。"""

    name: str = about("What it is for. 名称。")
    value: int = about("What it counts. 得分。")
    weight: int = about("What it counts at most. 满分。")


@backed_by(supply.PriceEstimate)
class PriceEstimate:
    """What a need would cost by an offering's price; an estimate with its parts, no promise. 费用估算,仅供参考。"""

    model: supply.PriceModel = about("What the price is for. 计价方式。")
    price: Money = about("The price in yuan. 单价(元)。")
    distance_km: int | None = about("Kilometres that were supplied, for PER_KM. 计价公里数(企业填报)。")
    volume: Decimal = about("Volume of a month. 月需求量。")
    per_unit: Money | None = about("For one unit: price × kilometres. 单件费用(元)。")
    per_month: Money = about("For a month: that × volume. 月费用(元)。")


@backed_by(supply.SupplyMatch)
class SupplyMatch:
    """An offering that may answer a need, with reasons. 供需匹配结果。"""

    rank: int = about(RANK)
    eligible: bool = about(ELIGIBLE)
    score: int = about(SCORE)
    components: list[FitComponent] = about(COMPONENTS, about_as_long(4))
    local_bonus: int = about(
        "What being local counts: 0, by the rules of fair competition. 本地加分:恒为 0(公平竞争审查)。"
    )
    rules: list[FitRule] = about(RULES, about_as_long(6))
    estimate: PriceEstimate | None = about(
        "What it would cost; null where price, unit or kilometres do not say. 费用估算。"
    )
    offering: Offering = related("The offering. 供给。")
    need: Need = related("The need. 需求。")


@backed_by(supply.SupplyMatches)
class SupplyMatches:
    """Matches, the best first: the eligible before the others, the higher score before the lower. 供需匹配,按得分排序。"""

    candidates: int = about(CANDIDATES)
    eligible: int = about("How many of these are eligible. 符合数。")
    edges: list[SupplyMatch] = about("The matches. 匹配结果。")


@backed_by(supply.SpaceMatch)
class SpaceMatch:
    """A listing that may meet a need of space, with reasons. 空间匹配结果。"""

    rank: int = about(RANK)
    eligible: bool = about(ELIGIBLE)
    score: int = about(SCORE)
    components: list[FitComponent] = about(COMPONENTS, about_as_long(3))
    rules: list[FitRule] = about(RULES, about_as_long(10))
    listing: SpaceListing = related("The listing. 房源。")


@backed_by(supply.SpaceMatches)
class SpaceMatches:
    """Listings for a need of space, the best first. 空间匹配,按得分排序。"""

    candidates: int = about(CANDIDATES)
    eligible: int = about("How many of these are eligible. 符合数。")
    edges: list[SpaceMatch] = about("The matches. 匹配结果。")


@backed_by(supply.StateCount)
class IntroductionCount:
    """How many introductions stand so. 按进展计数。"""

    state: supply.IntroductionState = about("Where they stand. 进展。")
    introductions: int = about("How many. 数量。")


@backed_by(supply.RunningVolume)
class RunningVolume:
    """What was reported as delivered, in one unit. 合作供货量。"""

    unit: str = about("The unit. 计量单位。")
    volume: Decimal = about("How much. 供货量。")
    reports: int = about("How many reports say so. 月报数。")


@backed_by(supply.SupplyFigures)
class SupplyFigures:
    """What came of the introductions that are seen. 供需对接成效。"""

    period: DatePeriod = about("The period. 统计期。")
    by_state: list[IntroductionCount] = about(
        "Those that were suggested in the period, by where they stand now. 期内推荐的牵线记录,按当前进展。",
        about_as_long(len(supply.IntroductionState)),
    )
    introduced: int = about("Introduced in the period: the denominator. 期内牵线数(分母)。")
    succeeded: int = about("Those of them that have come to a contract: the numerator. 其中已签约数(分子)。")
    success_rate: Decimal | None = about(
        "Succeeded in percent of the introduced, one digit; null when there are none. 成功率(%)。"
    )
    volumes: list[RunningVolume] = about(
        "What was delivered in the months that begin in the period, unit by unit. 期内供货量,按计量单位。",
        about_as_long(5),
    )


@strawberry.input(description="How far a listing is, as supplied. 距离(填报)。")
class SpaceDistanceInput:
    listing_id: strawberry.ID = strawberry.field(description="The listing. 房源。")
    km: int = strawberry.field(description="Kilometres, 0 to 100000. 公里数。")


Distances = Annotated[
    list[SpaceDistanceInput] | None,
    strawberry.argument(
        description="Kilometres to the listings, where they are known; at most 100. 到各房源的距离。"
    ),
]
NeedId = Annotated[strawberry.ID, strawberry.argument(description="The need. 需求。")]
Period = Annotated[DatePeriodInput, strawberry.argument(description="From which day to which. 统计期。")]


@strawberry.type
class MatchQueries:
    """Questions about what fits what."""

    @strawberry.field(
        graphql_type=SupplyMatches | None,
        description="Offerings for a need, as far as they are seen; null when there is no such need. 需求的匹配供给。",
        directives=ranking(),
    )
    async def supply_matches(self, info: Info, need_id: NeedId, first: First = strawberry.UNSET) -> object:
        wanted = None if first is strawberry.UNSET else first
        return await resolvers.supply.supply_matches(info.context, key_of("Need", need_id), wanted)

    @strawberry.field(
        graphql_type=SpaceMatches | None,
        description="What is to be had for a need of space; null when there is no such need. 空间需求的匹配房源。",
        directives=ranking(),
    )
    async def space_matches(
        self, info: Info, need_id: NeedId, distances: Distances = None, first: First = strawberry.UNSET
    ) -> object:
        wanted = None if first is strawberry.UNSET else first
        supplied = [(key_of("SpaceListing", each.listing_id), each.km) for each in distances or ()]
        return await resolvers.supply.space_matches(
            info.context, key_of("SpaceNeed", need_id), wanted, supplied
        )

    @strawberry.field(
        graphql_type=SupplyFigures,
        description="What came of the introductions that are seen, in a period. 供需对接成效统计。",
        directives=[cost(SUMMED_UP)],
    )
    async def supply_figures(self, info: Info, period: Period) -> object:
        return await resolvers.supply.supply_figures(info.context, Days(period.from_, period.to))
