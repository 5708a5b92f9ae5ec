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
    column,
    func,
    null,
    or_,
    select,
    true,
)

from db.engine import Connection, Row, Statement
from db.fairs.tables import booth_tallies, booths, fairs
from db.metadata import every, given
from db.relations import Gather, Gathered, One, Same, Type, Value, optional, plain
from domain.fairs import BoothTally, FairCounts, Level, Register, Satisfaction, satisfaction
from domain.fairs.counts import POINTS
from domain.figures import SMALL
from domain.people import PUBLISHED_ONLY, Sight, Viewer, published_only

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


def _guests(fair_id: ColumnElement[Any]) -> Any:
    """How many guests of a fair, those with an intake or an attendance, gave each level, and how many gave none. It is
    published for every county, which is why a function of the database counts it."""
    return (
        func.guests_of(fair_id)
        .table_valued(column("level", Text), column("n", Integer), name="guests")
        .render_derived()
    )


_of_wanted = _guests(_wanted.c.id).lateral("guests")
_SATISFACTION = Statement(
    select(_wanted.c.id.label("fair_id"), fairs.c.county_code, _of_wanted.c.level, _of_wanted.c.n)
    .select_from(_wanted)
    .join(fairs, fairs.c.id == _wanted.c.id)
    .outerjoin(_of_wanted, true())
)


async def versions(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[str, int]]:
    """Epoch and version of each fair among `ids`; a fair without booths is at version 0."""
    return {
        row["fair_id"]: (row["epoch"], row["version"]) for row in await _VERSIONS.all(connection, ids=ids)
    }


async def counts_by_fair(
    connection: Connection, ids: Sequence[UUID], viewer: Viewer
) -> dict[UUID, FairCounts]:
    """The counts of each fair among `ids`, booths in the order of their codes, all in one snapshot: they are public."""
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


async def satisfaction_by_fair(
    connection: Connection, ids: Sequence[UUID], viewer: Viewer
) -> dict[UUID, Satisfaction]:
    """What the guests of each fair among `ids` thought: those with an intake or an attendance."""
    given: dict[UUID, dict[str | None, int]] = {id: {} for id in ids}
    county = dict[UUID, str]()
    for row in await _SATISFACTION.all(connection, ids=ids):
        county[row["fair_id"]] = row["county_code"]
        given[row["fair_id"]][row["level"]] = row["n"] or 0
    return {
        id: satisfaction(
            id,
            sum(counts.values()),
            {Level(level): n for level, n in counts.items() if level is not None},
            published=published_only(viewer, county.get(id, "")),
        )
        for id, counts in given.items()
    }


# --- The same, as a selection is read ---------------------------------------------------------------------------------

_COUNTS = ("on_site", "solution", "open", "withdrawn", "duplicate", "received")


def counts_rows(fair: FromClause, sight: Sight) -> Gather:
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


def _register_rows(counts: FromClause, sight: Sight) -> Gather:
    register = booth_tallies.c.register
    return select(register, *_sums()).where(booth_tallies.c.fair_id == counts.c.fair_id).group_by(register)


def _booth_rows(counts: FromClause, sight: Sight) -> Gather:
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


def satisfaction_rows(fair: FromClause, sight: Sight) -> Gather:
    """What the guests of a fair thought, as one row."""
    guests = _guests(fair.c.id)
    points = case(*((guests.c.level == level, points) for level, points in POINTS.items()))
    published = _published(fair, sight)
    return select(
        fair.c.id.label("fair_id"),
        published.label("published"),
        func.coalesce(func.sum(guests.c.n), 0, type_=Integer).label("attending"),
        _rated(guests).label("rated"),
        case((or_(_rated(guests) >= SMALL, ~published), func.sum(points * guests.c.n))).label("points"),
    ).select_from(guests)


def _published(fair: FromClause, sight: Sight) -> ColumnElement[bool]:
    """As `domain.people.published_only` has it."""
    if sight.role in PUBLISHED_ONLY:
        return true()
    held_by = select(fairs.c.county_code).where(fairs.c.id == fair.c.id).correlate(fair).scalar_subquery()
    return held_by.is_distinct_from(func.current_setting("app.county", true(), type_=Text))


def _rated(guests: Any) -> ColumnElement[int]:
    return func.coalesce(func.sum(guests.c.n).filter(guests.c.level.is_not(None)), 0, type_=Integer)


def _level_rows(satisfaction: FromClause, sight: Sight) -> Gather:
    levels, guests = every(Level), _guests(satisfaction.c.fair_id)
    count = func.coalesce(guests.c.n, 0, type_=Integer)
    found = (
        select(levels.c.value.label("level"), levels.c.place, count.label("count"))
        .select_from(levels.outerjoin(guests, guests.c.level == levels.c.value))
        .correlate(satisfaction)
    )
    # As `domain.figures.small_cells` has it.
    each = found.subquery("each")
    small, size = each.c.count < SMALL, func.min(each.c.count)
    are_alike = size.over() == func.max(each.c.count).filter(small).over()
    kept_back = and_(
        satisfaction.c.published, or_(small, and_(are_alike, each.c.count == size.filter(~small).over()))
    )
    shown = case((kept_back, null()), else_=each.c.count).label("count")
    return select(each.c.level, each.c.place, shown).correlate(satisfaction)


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
Type("LevelCount", *plain("level"), *optional("count"))
