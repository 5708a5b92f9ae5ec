"""Market entities (经营主体): how many there are, how many came, and how much more that is than a year before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.enterprises.register import EnterpriseKind
from domain.figures import SMALL, small_cells
from domain.money import rate
from domain.refusals import Words

DIGITS = 2
"""Digits of a rate unless it is said, as bulletins print them."""


@dataclass(frozen=True, slots=True)
class DatePeriod:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def year_before(self) -> "DatePeriod":
        """The same days of the year before; the day before a leap day's is 28 February."""
        return DatePeriod(_year_before(self.first), _year_before(self.last))


EARLIEST = 1900
"""The year of the first day that is asked for."""


def period_problem(first: date, last: date) -> Words | None:
    """What is wrong with a period, if anything."""
    if first > last:
        return Words("period.from must not be after period.to", "period.from 不得晚于 period.to")
    if first.year < EARLIEST:
        return Words(f"period.from must be in {EARLIEST} or later", f"period.from 不得早于 {EARLIEST} 年")
    return None


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


@dataclass(frozen=True, slots=True)
class EntityCount:
    """Counts over the market entities of one kind in one zone, or in none: those that there are at the end of a period and at
    the end of the same days a year before, those that were registered in each, and those of which nobody knows since when.
    """

    kind: EnterpriseKind
    zone_id: UUID | None
    stock: int
    stock_before: int
    new: int
    new_before: int
    undated: int


@dataclass(frozen=True, slots=True)
class Rate:
    """`numerator` of `denominator` in percent. Of a growth the numerator is what came to it, less what went, since the
    period `before`, whose figure is the denominator."""

    numerator: int
    denominator: int
    period: DatePeriod
    before: DatePeriod | None = None

    def percent(self, digits: int = DIGITS) -> Decimal | None:
        """The rate with so many digits; `None` when there is no denominator."""
        return rate(self.numerator, self.denominator, digits)


@dataclass(frozen=True, slots=True)
class Figure:
    """What is told of a group of market entities; `None` where so few are not published."""

    stock: int | None
    new: int | None
    stock_growth: Rate | None
    new_growth: Rate | None


@dataclass(frozen=True, slots=True)
class KindFigure(Figure):
    """The figure of a kind, and its share of the stock."""

    kind: EnterpriseKind
    share_of_stock: Rate | None


@dataclass(frozen=True, slots=True)
class ZoneFigure(Figure):
    """The figure of a zone, or of those that are in none."""

    zone_id: UUID | None


@dataclass(frozen=True, slots=True)
class MarketEntities(Figure):
    """The figure of a county, or of one of its zones: those without a day of registration are counted apart."""

    county_code: str
    period: DatePeriod
    undated: int | None
    by_kind: tuple[KindFigure, ...]
    by_zone: tuple[ZoneFigure, ...]


def market_entities(
    county_code: str, period: DatePeriod, counts: Sequence[EntityCount], *, published: bool
) -> MarketEntities:
    """The figures of counts. What is `published` has no small cells: of the kinds, of the zones, and of the whole."""
    kinds = [[each for each in counts if each.kind is kind] for kind in EnterpriseKind]
    zones = sorted({each.zone_id for each in counts}, key=lambda id: (id is None, id))
    of_zones = [[each for each in counts if each.zone_id == zone] for zone in zones]
    whole = _figures(period, [counts], _alone if published else _all)[0]
    cells = _small if published else _all
    total = sum(each.stock for each in counts)
    undated = sum(each.undated for each in counts)
    return MarketEntities(
        *whole,
        county_code,
        period,
        None if published and 0 < undated < SMALL else undated,
        tuple(
            KindFigure(*told, kind, None if told[0] is None else Rate(told[0], total, period))
            for kind, told in zip(EnterpriseKind, _figures(period, kinds, cells), strict=True)
        ),
        tuple(
            ZoneFigure(*told, zone)
            for zone, told in zip(zones, _figures(period, of_zones, cells), strict=True)
        ),
    )


Told = tuple[int | None, int | None, Rate | None, Rate | None]
"""The fields of a `Figure`."""

KeptBack = Callable[[tuple[int, ...]], frozenset[int]]
"""The places of the cells that are not told."""


def _all(cells: tuple[int, ...]) -> frozenset[int]:
    return frozenset()


def _small(cells: tuple[int, ...]) -> frozenset[int]:
    """A kind or a zone that has none tells of nobody: the others are kept back as if it were not there."""
    places = [place for place, count in enumerate(cells) if count]
    return frozenset(places[place] for place in small_cells(tuple(cells[each] for each in places)))


def _alone(cells: tuple[int, ...]) -> frozenset[int]:
    """A whole is kept back for its own size; that there is none of it tells of nobody."""
    return frozenset(place for place, count in enumerate(cells) if 0 < count < SMALL)


def _figures(period: DatePeriod, groups: Sequence[Sequence[EntityCount]], kept_back: KeptBack) -> list[Told]:
    """What is told of each group. A growth tells what there was a year before as well, and is told where that is."""
    columns = [
        tuple(sum(getattr(each, name) for each in group) for group in groups)
        for name in ("stock", "stock_before", "new", "new_before")
    ]
    shown = list[list[int | None]]()
    for cells in columns:
        hidden = kept_back(cells)
        shown.append([None if place in hidden else count for place, count in enumerate(cells)])
    return [
        (stock, new, _growth(stock, stock_before, period), _growth(new, new_before, period))
        for stock, stock_before, new, new_before in zip(*shown, strict=True)
    ]


def _growth(now: int | None, before: int | None, period: DatePeriod) -> Rate | None:
    if now is None or before is None:
        return None
    return Rate(now - before, before, period, period.year_before)
