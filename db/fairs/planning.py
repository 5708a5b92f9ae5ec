"""Writing fairs, booths, attendances and ratings."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, exists, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql

from db.engine import Connection, Statement, columns
from db.fairs.records import fair, rating
from db.fairs.tables import attendances, booth_tallies, booths, fairs, intakes, ratings
from domain.fairs import Booth, Fair, Rating

_ADD_FAIR = Statement(insert(fairs))
_LOCK_FAIR = Statement(select(fairs).where(fairs.c.id == bindparam("id")).with_for_update())
_CODES = Statement(select(booths.c.code).where(booths.c.fair_id == bindparam("fair_id")))
_add_booth = (
    insert(booths)
    .values({c.name: bindparam(c.name, type_=c.type) for c in booths.c if c.name != "last_number"})
    .cte("added_booth")
)
_ADD_BOOTH = Statement(
    insert(booth_tallies)
    .from_select(
        ["booth_id", "county_code", "fair_id", "register"],
        select(
            bindparam("id", type_=booths.c.id.type),
            bindparam("county_code", type_=booths.c.county_code.type),
            bindparam("fair_id", type_=booths.c.fair_id.type),
            func.unnest(bindparam("registers", type_=booths.c.registers.type)),
        ),
    )
    .add_cte(_add_booth)
)
_SET_STATE = Statement(
    update(booths)
    .where(booths.c.fair_id == bindparam("fair_id"))
    .values(state=bindparam("state"))
    .add_cte(
        update(fairs)
        .where(fairs.c.id == bindparam("fair_id"))
        .values(state=bindparam("state"))
        .cte("changed_fair")
    )
)
_LOCK_BOOTHS = Statement(
    select(booths.c.id)
    .where(booths.c.fair_id == bindparam("fair_id"))
    .order_by(booths.c.id)
    .with_for_update()
)
_OPEN_INTAKES = Statement(
    select(intakes.c.id, booths.c.code, intakes.c.number, func.count().over().label("n"))
    .join(booths, booths.c.id == intakes.c.booth_id)
    .where(intakes.c.fair_id == bindparam("fair_id"), intakes.c.disposition.is_(None))
    .order_by(booths.c.code, intakes.c.number)
    .limit(20)
)
_RATING = Statement(
    select(ratings).where(
        ratings.c.fair_id == bindparam("fair_id"), ratings.c.enterprise_id == bindparam("enterprise_id")
    )
)
_ADD_RATING = Statement(insert(ratings))
_ATTENDED = Statement(
    select(
        or_(
            exists().where(
                intakes.c.fair_id == bindparam("fair_id"),
                intakes.c.enterprise_id == bindparam("enterprise_id"),
            ),
            exists().where(
                attendances.c.fair_id == bindparam("fair_id"),
                attendances.c.enterprise_id == bindparam("enterprise_id"),
            ),
        ).label("attended")
    )
)
_ATTEND = Statement(postgresql.insert(attendances).on_conflict_do_nothing())


async def add_fair(connection: Connection, added: Fair) -> None:
    """Store a new fair."""
    await _ADD_FAIR.run(connection, **columns(added))


async def lock_fair(connection: Connection, id: UUID) -> Fair | None:
    """The fair, held until the transaction ends."""
    row = await _LOCK_FAIR.one(connection, id=id)
    return fair(row) if row else None


async def booth_codes(connection: Connection, fair_id: UUID) -> frozenset[str]:
    """The codes that a fair's booths have."""
    return frozenset(row["code"] for row in await _CODES.all(connection, fair_id=fair_id))


async def add_booth(connection: Connection, added: Booth) -> None:
    """Store a new booth with an empty tally for each register that it takes."""
    sets = {"registers": sorted(added.registers), "element_kinds": sorted(added.element_kinds)}
    await _ADD_BOOTH.run(connection, **columns(added) | sets)


async def hold_booths(connection: Connection, fair_id: UUID) -> None:
    """Wait until no intake of the fair is under way, and let none begin until the transaction ends."""
    await _LOCK_BOOTHS.all(connection, fair_id=fair_id)


async def set_state(connection: Connection, changed: Fair) -> None:
    """Store the state of a fair, on its booths too: the booth's row alone decides about an intake."""
    await _SET_STATE.run(connection, fair_id=changed.id, state=changed.state)


async def open_intakes(connection: Connection, fair_id: UUID) -> tuple[int, tuple[tuple[UUID, str], ...]]:
    """How many intakes have no disposition, and the first twenty of them as id and "booth-number"."""
    rows = await _OPEN_INTAKES.all(connection, fair_id=fair_id)
    return (rows[0]["n"] if rows else 0), tuple((row["id"], f"{row['code']}-{row['number']}") for row in rows)


async def attended(connection: Connection, fair_id: UUID, enterprise_id: UUID) -> bool:
    """Whether the enterprise has an intake or an attendance at the fair."""
    row = await _ATTENDED.one(connection, fair_id=fair_id, enterprise_id=enterprise_id)
    return bool(row and row["attended"])


async def attend(connection: Connection, fair: Fair, enterprise_id: UUID, at: datetime) -> None:
    """Store that the enterprise came; once is enough."""
    await _ATTEND.run(
        connection, fair_id=fair.id, county_code=fair.county_code, enterprise_id=enterprise_id, attended_at=at
    )


async def rating_of(connection: Connection, fair_id: UUID, enterprise_id: UUID) -> Rating | None:
    """The rating that the enterprise gave."""
    row = await _RATING.one(connection, fair_id=fair_id, enterprise_id=enterprise_id)
    return rating(row) if row else None


async def add_rating(connection: Connection, added: Rating) -> None:
    """Store a rating."""
    await _ADD_RATING.run(connection, **columns(added))
