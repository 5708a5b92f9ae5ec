"""What came of introductions, counted over those that the viewer sees."""

from datetime import datetime, time
from functools import cache

from sqlalchemy import Date, DateTime, bindparam, func, select

from db.engine import Connection, Statement
from db.relations import of_viewer
from db.supply.relations import COOPERATION_REPORT, INTRODUCTION
from domain.clocks import OFFICE_TIME
from domain.enterprises.stock import DatePeriod
from domain.people import Sight, Viewer
from domain.supply import IntroductionState, RunningVolume, StateCount, SupplyFigures

_first, _last = bindparam("first", type_=Date), bindparam("last", type_=Date)


@cache
def _by_state(sight: Sight) -> Statement:
    rows = INTRODUCTION.rows(sight, "seen")
    return Statement(
        select(rows.c.state, func.count().label("n"))
        .where(
            rows.c.submitted_at >= bindparam("begin", type_=DateTime(timezone=True)),
            rows.c.submitted_at <= bindparam("end", type_=DateTime(timezone=True)),
        )
        .group_by(rows.c.state)
    )


@cache
def _introduced(sight: Sight) -> Statement:
    rows = INTRODUCTION.rows(sight, "seen")
    return Statement(
        select(func.count().label("introduced"), func.count(rows.c.contracted_on).label("succeeded")).where(
            rows.c.introduced_on.between(_first, _last)
        )
    )


@cache
def _volumes(sight: Sight) -> Statement:
    rows = COOPERATION_REPORT.rows(sight, "seen")
    return Statement(
        select(rows.c.unit, func.sum(rows.c.volume).label("volume"), func.count().label("reports"))
        .where(rows.c.month.between(_first, _last))
        .group_by(rows.c.unit)
        .order_by(rows.c.unit)
    )


async def figures(connection: Connection, period: DatePeriod, viewer: Viewer) -> SupplyFigures:
    """The figures of a period."""
    days = {"first": period.first, "last": period.last}
    moments = {
        "begin": datetime.combine(period.first, time.min, OFFICE_TIME),
        "end": datetime.combine(period.last, time.max, OFFICE_TIME),
    }
    own, sight = of_viewer(viewer), viewer.sight
    counted = {row["state"]: row["n"] for row in await _by_state(sight).all(connection, **moments, **own)}
    introduced = await _introduced(sight).one(connection, **days, **own)
    assert introduced is not None
    volumes = await _volumes(sight).all(connection, **days, **own)
    return SupplyFigures(
        period=period,
        by_state=tuple(StateCount(state, counted.get(state, 0)) for state in IntroductionState),
        introduced=introduced["introduced"],
        succeeded=introduced["succeeded"],
        volumes=tuple(RunningVolume(row["unit"], row["volume"], row["reports"]) for row in volumes),
    )
