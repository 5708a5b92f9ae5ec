"""How records of chains are locked and written: every act on what belongs to a chain holds the chain's row, so that what it
reads of the chain stays as it is until it has written."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, Uuid, bindparam, insert, select, update

from db.chains import records
from db.chains.tables import chains
from db.engine import Connection, Statement
from domain.chains import Chain


def adding(table: Table, kind: Any) -> Statement:
    """Stores a new record of a kind."""
    names: tuple[str, ...] = kind.__slots__
    return Statement(
        insert(table).values({name: bindparam(name, type_=table.c[name].type) for name in names})
    )


def changing(table: Table, *names: str) -> Statement:
    """Stores some columns of a record."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    return Statement(update(table).where(table.c.id == bindparam("id", type_=Uuid)).values(values))


def ending(table: Table, *conditions: ColumnElement[bool]) -> Statement:
    """Ends, on the day `until`, all that lasts and meets the conditions."""
    return Statement(
        update(table)
        .where(table.c.until.is_(None), *conditions)
        .values(until=bindparam("until", type_=table.c.until.type), version=table.c.version + 1)
    )


def reading(table: Table) -> Statement:
    """Reads a record by its id."""
    return Statement(select(table).where(table.c.id == bindparam("id", type_=Uuid)))


def locking(chain_id: ColumnElement[Any]) -> Statement:
    """Holds a chain."""
    return Statement(select(chains).where(chains.c.id == chain_id).with_for_update())


def locking_of(table: Table) -> Statement:
    """Holds the chain of a record."""
    of = select(table.c.chain_id).where(table.c.id == bindparam("id", type_=Uuid)).scalar_subquery()
    return locking(of)


async def held_chain(connection: Connection, statement: Statement, id: UUID) -> Chain | None:
    """The chain that a statement holds until the transaction ends."""
    row = await statement.one(connection, id=id)
    return records.chain(row) if row else None
