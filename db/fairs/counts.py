"""Reading counts: each statement is one snapshot."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Numeric,
    Text,
    and_,
    case,
    cast,
    func,
    select,
    union,
)

from db.engine import Connection, Row, Statement
from db.fairs.tables import attendances, booth_tallies, booths, intakes, ratings
from db.metadata import any_of, every, given
from db.relations import Gather, Gathered, One, Same, Type, Value, plain
from domain.fairs import BoothTally, FairCounts, Level, LevelCount, Register, Satisfaction
from domain.fairs.counts import POINTS

_EPOCH = select(func.current_epoch(type_=Text)).scalar_subquery()

_COUNTED = (
    booth_tallies.c.on_site,
    booth_tallies.c.solution,
    booth_tallies.c.open,
    booth_tallies.c.withdrawn,
    booth_tallies.c.duplicate,
    booth_tallies.c.version,
)
_wanted = given("ids", "id", "wanted")

_TALLIES = Statement(
    select(
        _wanted.c.id.label("fair_id"),
        booth_tallies.c.booth_id,
        booth_tallies.c.register,
        *_COUNTED,
        _EPOCH.label("epoch"),
        func.statement_timestamp().label("as_of"),
    )
    .select_from(_wanted)
    .outerjoin(booth_tallies, booth_tallies.c.fair_id == _wanted.c.id)
    .outerjoin(booths, booths.c.id == booth_tallies.c.booth_id)
    .order_by(booths.c.code, booths.c.id, booth_tallies.c.register)
)
_VERSIONS = Statement(
    select(
        _wanted.c.id.label("fair_id"),
        func.coalesce(func.sum(booth_tallies.c.version), 0).label("version"),
        _EPOCH.label("epoch"),
    )
    .select_from(_wanted)
    .outerjoin(booth_tallies, booth_tallies.c.fair_id == _wanted.c.id)
    .group_by(_wanted.c.id)
)
_guests = union(
    select(intakes.c.fair_id, intakes.c.enterprise_id).where(any_of(intakes.c.fair_id)),
    select(attendances.c.fair_id, attendances.c.enterprise_id).where(any_of(attendances.c.fair_id)),
).subquery("guests")
_SATISFACTION = Statement(
    select(_guests.c.fair_id, ratings.c.level, func.count().label("n"))
    .select_from(_guests)
    .outerjoin(
        ratings,
        and_(ratings.c.fair_id == _guests.c.fair_id, ratings.c.enterprise_id == _guests.c.enterprise_id),
    )
    .group_by(_guests.c.fair_id, ratings.c.level)
)


async def versions(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[str, int]]:
    """Epoch and version of each fair among `ids`; a fair without booths is at version 0."""
    return {
        row["fair_id"]: (row["epoch"], row["version"]) for row in await _VERSIONS.all(connection, ids=ids)
    }


async def counts_by_fair(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, FairCounts]:
    """The counts of each fair among `ids`, booths in the order of their codes, all in one snapshot."""
    rows = await _TALLIES.all(connection, ids=ids)
    tallies: dict[UUID, list[BoothTally]] = {id: [] for id in ids}
    for row in rows:
        if row["booth_id"] is not None:
            tallies[row["fair_id"]].append(booth_tally(row))
    return {
        id: FairCounts(id, epoch=rows[0]["epoch"], as_of=rows[0]["as_of"], booths=tuple(tallies[id]))
        for id in ids
    }


def booth_tally(row: Row) -> BoothTally:
    """The record of a row."""
    return BoothTally(
        on_site=row["on_site"],
        solution=row["solution"],
        open=row["open"],
        withdrawn=row["withdrawn"],
        duplicate=row["duplicate"],
        booth_id=row["booth_id"],
        register=Register(row["register"]),
        version=row["version"],
    )


async def satisfaction_by_fair(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Satisfaction]:
    """What the guests of each fair among `ids` thought: those with an intake or an attendance."""
    rows = await _SATISFACTION.all(connection, ids=ids)
    given = {(row["fair_id"], row["level"]): row["n"] for row in rows}
    return {
        id: Satisfaction(
            id,
            attending=sum(n for (fair_id, _), n in given.items() if fair_id == id),
            levels=tuple(LevelCount(level, given.get((id, level.value), 0)) for level in Level),
        )
        for id in ids
    }


# --- The same, as a selection is read ---------------------------------------------------------------------------------

_COUNTS = ("on_site", "solution", "open", "withdrawn", "duplicate", "received")


def counts_rows(fair: FromClause) -> Gather:
    """The counts of a fair, as one row."""
    return select(
        fair.c.id.label("fair_id"),
        *_sums(),
        func.coalesce(func.sum(booth_tallies.c.version), 0, type_=Integer).label("version"),
        _EPOCH.label("epoch"),
        func.statement_timestamp(type_=DateTime(timezone=True)).label("as_of"),
    ).where(booth_tallies.c.fair_id == fair.c.id)


def counts_stamp(fair: FromClause) -> list[ColumnElement[Any]]:
    """Epoch and version of the counts of a fair."""
    version = func.coalesce(func.sum(booth_tallies.c.version), 0, type_=Integer)
    of_fair = select(version).where(booth_tallies.c.fair_id == fair.c.id).correlate(fair)
    return [_EPOCH.label("epoch"), of_fair.scalar_subquery().label("version")]


def _register_rows(counts: FromClause) -> Gather:
    register = booth_tallies.c.register
    return select(register, *_sums()).where(booth_tallies.c.fair_id == counts.c.fair_id).group_by(register)


def _booth_rows(counts: FromClause) -> Gather:
    return (
        select(booth_tallies, booths.c.code)
        .select_from(booth_tallies.outerjoin(booths, booths.c.id == booth_tallies.c.booth_id))
        .where(booth_tallies.c.fair_id == counts.c.fair_id)
    )


def _sums() -> list[ColumnElement[Any]]:
    return [func.coalesce(func.sum(booth_tallies.c[name]), 0, type_=Integer).label(name) for name in _COUNTS]


def _rate(tally: FromClause) -> ColumnElement[Any]:
    """As `domain.money.rate` has it."""
    part, whole = cast(tally.c.on_site, Numeric) * 100, tally.c.received
    return case((whole == 0, None), else_=func.round(part / whole, 1, type_=Numeric))


_TALLY = (*plain(*_COUNTS), Value("onSiteRate", _rate, optional=True))

Type("Tally", *_TALLY)
Type("RegisterTally", *plain("register"), *_TALLY)
Type("BoothTally", *plain("register"), *_TALLY, One("booth", "Booth", "booth_id"))
Type(
    "FairCounts",
    *plain("epoch", "version", "as_of"),
    Same("total", "Tally"),
    Gathered("registers", "RegisterTally", _register_rows, order=("register",)),
    Gathered("booths", "BoothTally", _booth_rows, order=("code", "booth_id", "register")),
)


def satisfaction_rows(fair: FromClause) -> Gather:
    """What the guests of a fair thought, as one row."""
    points = case(*((ratings.c.level == level, points) for level, points in POINTS.items()))
    return select(
        fair.c.id.label("fair_id"),
        func.count().label("attending"),
        func.count(ratings.c.level).label("rated"),
        func.sum(points, type_=Integer).label("points"),
    ).select_from(_guests_of(fair, fair.c.id))


def _level_rows(satisfaction: FromClause) -> Gather:
    levels = every(Level)
    rated = (
        select(ratings.c.level)
        .select_from(_guests_of(satisfaction, satisfaction.c.fair_id))
        .correlate(satisfaction)
        .subquery("rated")
    )
    return (
        select(levels.c.value.label("level"), levels.c.place, func.count(rated.c.level).label("count"))
        .select_from(levels.outerjoin(rated, rated.c.level == levels.c.value))
        .group_by(levels.c.value, levels.c.place)
    )


def _guests_of(row: FromClause, fair_id: ColumnElement[Any]) -> FromClause:
    """Everybody who has an intake or an attendance, and the rating that they gave."""
    guests = union(
        select(intakes.c.enterprise_id).where(intakes.c.fair_id == fair_id).correlate(row),
        select(attendances.c.enterprise_id).where(attendances.c.fair_id == fair_id).correlate(row),
    ).subquery("guests")
    rated = and_(ratings.c.fair_id == fair_id, ratings.c.enterprise_id == guests.c.enterprise_id)
    return guests.outerjoin(ratings, rated)


def _unrated(satisfaction: FromClause) -> ColumnElement[Any]:
    return satisfaction.c.attending - satisfaction.c.rated


def _mean(satisfaction: FromClause) -> ColumnElement[Any]:
    points = cast(satisfaction.c.points, Numeric)
    return func.round(points / func.nullif(satisfaction.c.rated, 0), 1, type_=Numeric)


Type(
    "Satisfaction",
    *plain("attending", "rated"),
    Value("unrated", _unrated),
    Value("mean", _mean, optional=True),
    Gathered("levels", "LevelCount", _level_rows, order=("place",)),
)
Type("LevelCount", *plain("level", "count"))
