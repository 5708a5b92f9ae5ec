"""What the acts on chains look up before they decide."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import db.chains
from db.engine import Connection
from domain import chains

T = TypeVar("T")


async def held_with(
    connection: Connection,
    id: UUID | None,
    lock: Callable[[Connection, UUID], Awaitable[chains.Chain | None]],
    read: Callable[[Connection, UUID], Awaitable[T | None]],
) -> tuple[chains.Chain, T] | None:
    """The chain of a record, held, and then the record as it stands."""
    chain = None if id is None else await lock(connection, id)
    record = None if id is None or chain is None else await read(connection, id)
    return None if chain is None or record is None else (chain, record)


async def held_chain(connection: Connection, id: UUID | None) -> chains.Chain | None:
    """A chain, held until the act is over."""
    return None if id is None else await db.chains.lock_chain(connection, id)
