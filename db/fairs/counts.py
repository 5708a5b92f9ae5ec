"""Reading counts: each statement is one snapshot."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, and_, bindparam, column, func, select, union

from db.engine import Connection, Row, Statement
from db.fairs.tables import attendances, booth_tallies, booths, intakes, ratings
from db.metadata import any_of
from domain.fairs import BoothTally, FairCounts, FairTotals, Level, LevelCount, Register, Satisfaction, Tally

_EPOCH = select(func.current_epoch(type_=Text)).scalar_subquery()

_COUNTED = (
    booth_tallies.c.on_site,
    booth_tallies.c.solution,
    booth_tallies.c.open,
    booth_tallies.c.withdrawn,
    booth_tallies.c.duplicate,
    booth_tallies.c.version,
)
_wanted = (
    func.unnest(bindparam("ids", type_=ARRAY(Uuid)))
    .table_valued(column("id", Uuid), name="wanted")
    .render_derived()
)

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
_TOTALS = Statement(
    select(
        *(func.coalesce(func.sum(counted), 0).label(counted.key) for counted in _COUNTED),
        _EPOCH.label("epoch"),
        func.statement_timestamp().label("as_of"),
    ).where(booth_tallies.c.fair_id == bindparam("fair_id"))
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


async def totals_of_fair(connection: Connection, fair_id: UUID) -> FairTotals:
    """The totals of a fair, summed by the database."""
    row = await _TOTALS.one(connection, fair_id=fair_id)
    assert row is not None
    total = Tally(row["on_site"], row["solution"], row["open"], row["withdrawn"], row["duplicate"])
    return FairTotals(fair_id, row["epoch"], row["as_of"], row["version"], total)


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
