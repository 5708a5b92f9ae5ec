"""Writing memoranda, and counting them."""

from datetime import date
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, func, insert, select, update

from db.alliances.records import memorandum
from db.alliances.relations import active
from db.alliances.tables import memoranda
from db.engine import Connection, Statement, columns
from domain.alliances import MemorandaFigures, Memorandum

# Nothing stands there yet that two who sign the same could wait for: they wait for the matter itself.
_HOLD = Statement(
    select(func.pg_advisory_xact_lock(func.hashtextextended(cast(bindparam("matter"), Text), 0)))
)
_HELD = Statement(
    select(memoranda)
    .where(
        memoranda.c.counterparty_id == bindparam("counterparty_id"), memoranda.c.topic == bindparam("topic")
    )
    .order_by(memoranda.c.signed_on)
)
_ADD = Statement(insert(memoranda))
_LOCK = Statement(select(memoranda).where(memoranda.c.id == bindparam("id")).with_for_update())
_TERMINATE = Statement(
    update(memoranda)
    .where(memoranda.c.id == bindparam("id_"))
    .values(
        terminated_on=bindparam("terminated_on", type_=memoranda.c.terminated_on.type),
        version=bindparam("version"),
    )
)
_FIGURES = Statement(
    select(
        func.count().label("memoranda"),
        func.count(memoranda.c.counterparty_id.distinct()).label("counterparties"),
    ).where(active(memoranda, "on"))
)


async def hold_memoranda(connection: Connection, counterparty_id: UUID, topic: str) -> list[Memorandum]:
    """The memoranda with a counterparty on a topic, in their order; nobody adds one until the transaction ends."""
    await _HOLD.run(connection, matter=f"memorandum {counterparty_id} {topic}")
    rows = await _HELD.all(connection, counterparty_id=counterparty_id, topic=topic)
    return [memorandum(row) for row in rows]


async def add_memorandum(connection: Connection, added: Memorandum) -> None:
    """Store a new memorandum."""
    await _ADD.run(connection, **columns(added))


async def lock_memorandum(connection: Connection, id: UUID) -> Memorandum | None:
    """The memorandum, held until the transaction ends, if it is of the county."""
    row = await _LOCK.one(connection, id=id)
    return memorandum(row) if row else None


async def terminate_memorandum(connection: Connection, ended: Memorandum) -> None:
    """Store the day on which a memorandum was terminated."""
    await _TERMINATE.run(connection, id_=ended.id, terminated_on=ended.terminated_on, version=ended.version)


async def memoranda_figures(connection: Connection, on: date) -> MemorandaFigures:
    """How many memoranda of the county are active on a day, and with how many counterparties."""
    row = await _FIGURES.one(connection, on=on)
    assert row is not None
    return MemorandaFigures(on, row["memoranda"], row["counterparties"])
