"""Figures of market entities in the contract."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

import resolvers.enterprises.stock
from domain.enterprises import stock
from domain.enterprises.register import EnterpriseKind
from domain.refusals import Words
from resolvers.context import Info
from resolvers.errors import bad_input
from schema.backing import about, backed_by, key_of, related, resolved
from schema.costs import SUMMED_UP, about_as_long, cost
from schema.enterprises.places import Zone
from schema.scalars import DivisionCode

MOST_DIGITS = 4

STOCK = (
    "Registered until the last day and not ended by then; null where so few are not published. 期末实有户数。"
)
NEW = "Registered in the period; null where so few are not published. 期内新登记户数。"
STOCK_GROWTH = "The stock against that at the end of the same days a year before. 期末实有同比。"
NEW_GROWTH = "The new against those of the same days a year before. 新登记同比。"

Digits = Annotated[
    int, strawberry.argument(description=f"Digits after the point, 0 to {MOST_DIGITS}. 小数位数。")
]


@strawberry.input(description="Days from the first to the last, both included. 起止日期(含首尾)。")
class DatePeriodInput:
    from_: date = strawberry.field(name="from", description="The first day. 起始日期。")
    to: date = strawberry.field(description="The last day. 截止日期。")


@backed_by(stock.DatePeriod)
class DatePeriod:
    """Days from the first to the last, both included. 起止日期(含首尾)。"""

    first: strawberry.Private[date]
    last: strawberry.Private[date]

    @strawberry.field(name="from", description="The first day. 起始日期。")
    @staticmethod
    def from_(period: strawberry.Parent[stock.DatePeriod]) -> date:
        return period.first

    @strawberry.field(description="The last day. 截止日期。")
    @staticmethod
    def to(period: strawberry.Parent[stock.DatePeriod]) -> date:
        return period.last


def _percent(rate: strawberry.Parent[stock.Rate], digits: Digits = stock.DIGITS) -> Decimal | None:
    if not 0 <= digits <= MOST_DIGITS:
        raise bad_input(
            Words(f"digits must be from 0 to {MOST_DIGITS}", f"digits 应在 0 至 {MOST_DIGITS} 之间")
        )
    return rate.percent(digits)


@backed_by(stock.Rate)
class Rate:
    """A part of a whole. Of a growth, what came to it since the period before, and the figure of that. 比率及其分子分母。"""

    numerator: int = about("The part; of a growth, what it grew by. 分子(增长率为增加数)。")
    denominator: int = about("The whole; of a growth, the figure before. 分母(增长率为上年同期数)。")
    period: DatePeriod = about("What it is of. 统计期。")
    before: DatePeriod | None = about("What a growth is against. 对比期。")
    percent: Decimal | None = resolved(
        _percent, "In percent, rounded half up; null without a denominator. 百分比(四舍五入),无分母为空。"
    )


def _share(figure: strawberry.Parent[stock.KindFigure]) -> Decimal | None:
    return figure.share_of_stock.percent() if figure.share_of_stock else None


def _growth_rate(figure: strawberry.Parent[stock.Figure]) -> Decimal | None:
    return figure.stock_growth.percent() if figure.stock_growth else None


def _new_growth_rate(figure: strawberry.Parent[stock.Figure]) -> Decimal | None:
    return figure.new_growth.percent() if figure.new_growth else None


GROWTH_RATE = "Growth of the stock in percent with two digits, as bulletins print it; null without a year before. 期末实有同比(%)。"
NEW_GROWTH_RATE = "Growth of the new in percent with two digits; null without a year before. 新登记同比(%)。"


@backed_by(stock.KindFigure)
class KindFigure:
    """The figure of a kind of market entities. 按类别。"""

    kind: EnterpriseKind = about("The kind. 类别。")
    stock: int | None = about(STOCK)
    new: int | None = about(NEW)
    share: Decimal | None = resolved(_share, "Share of the stock in percent with two digits. 占比(%)。")
    growth_rate: Decimal | None = resolved(_growth_rate, GROWTH_RATE)
    new_growth_rate: Decimal | None = resolved(_new_growth_rate, NEW_GROWTH_RATE)
    share_of_stock: Rate | None = about("The share with its numbers. 占比及分子分母。")
    stock_growth: Rate | None = about(STOCK_GROWTH)
    new_growth: Rate | None = about(NEW_GROWTH)


@backed_by(stock.ZoneFigure)
class ZoneFigure:
    """The figure of a zone. 按区域。"""

    zone: Zone | None = related("The zone; null: of those that are in none. 区域,空为未划入。")
    stock: int | None = about(STOCK)
    new: int | None = about(NEW)
    growth_rate: Decimal | None = resolved(_growth_rate, GROWTH_RATE)
    new_growth_rate: Decimal | None = resolved(_new_growth_rate, NEW_GROWTH_RATE)
    stock_growth: Rate | None = about(STOCK_GROWTH)
    new_growth: Rate | None = about(NEW_GROWTH)


@backed_by(stock.MarketEntities)
class MarketEntities:
    """Market entities of a county or of a zone: enterprises, sole traders and others, duplicates left out. What a county
    publishes keeps small cells back. 经营主体统计。"""

    county_code: DivisionCode = about("Of which county. 县(市、区)代码。")
    period: DatePeriod = about("The period. 统计期。")
    stock: int | None = about(STOCK)
    new: int | None = about(NEW)
    growth_rate: Decimal | None = resolved(_growth_rate, GROWTH_RATE)
    new_growth_rate: Decimal | None = resolved(_new_growth_rate, NEW_GROWTH_RATE)
    stock_growth: Rate | None = about(STOCK_GROWTH)
    new_growth: Rate | None = about(NEW_GROWTH)
    undated: int | None = about(
        "Those in no figure here: nobody knows since when they are registered. 缺登记日期、未计入的户数。"
    )
    by_kind: list[KindFigure] = about("Each kind apart. 按类别。", about_as_long(len(EnterpriseKind)))
    by_zone: list[ZoneFigure] = about(
        "Each zone that has any, and those that are in none. 按区域。", about_as_long(20)
    )


Period = Annotated[DatePeriodInput, strawberry.argument(description="From which day to which. 统计期。")]
ZoneId = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Only those that sit in this zone or below it. 仅限该区域(含下级)。"),
]
CountyCode = Annotated[
    DivisionCode | None,
    strawberry.argument(description="Of which county; one's own unless it is said. 县代码,默认本县。"),
]


@strawberry.type
class StockQueries:
    """Figures of market entities."""

    @strawberry.field(
        graphql_type=MarketEntities,
        description="How many market entities there are and how many came, against the year before. 经营主体存量与增长。",
        directives=[cost(SUMMED_UP)],
    )
    async def market_entities(
        self, info: Info, period: Period, zone_id: ZoneId = None, county_code: CountyCode = None
    ) -> object:
        zone = None if zone_id is None else key_of("Zone", zone_id)
        if zone_id is not None and zone is None:
            raise bad_input(Words("zoneId is not an id of a zone", "zoneId 不是区域的标识"))
        days = stock.DatePeriod(period.from_, period.to)
        return await resolvers.enterprises.stock.figures(info.context, days, zone, county_code)
