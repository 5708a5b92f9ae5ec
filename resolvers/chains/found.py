"""What the acts on chains look up before they decide."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import db.chains
import db.enterprises
from db.engine import Connection
from db.relations import Batch
from domain import chains
from domain.enterprises import Enterprise, Organization
from domain.people import OutsideRemit, office
from domain.refusals import NotFound
from resolvers.context import Context

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


async def organization(connection: Connection, context: Context, id: UUID | None) -> Organization | None:
    """An organization of the viewer's county."""
    batch = db.enterprises.ORGANIZATION.by_id
    known = None if id is None else (await batch(connection, [id], context.viewer)).get(id)
    return known if known and known.county_code == context.viewer.county_code else None


async def enterprise(
    connection: Connection, context: Context, id: UUID | None
) -> Enterprise | NotFound | OutsideRemit:
    """An enterprise of the viewer's county that the viewer sees, which is to answer for it here."""
    batch: Batch = db.enterprises.ENTERPRISE.by_id
    county = office(context.viewer.county_code)
    known = None if id is None else (await batch(connection, [id], county)).get(id)
    if id is None or known is None:
        return NotFound("enterpriseId", chains.ENTERPRISE)
    seen = id in await batch(connection, [id], context.viewer)
    return chains.over_record(seen, "enterpriseId", chains.ENTERPRISE) or known
