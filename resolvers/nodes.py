"""Anything by its id."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import db.enterprises
import db.fairs
import db.ledger
from domain.pages import LARGEST
from domain.refusals import Words
from resolvers.context import Batch, Context
from resolvers.errors import bad_input, malformed_id

BATCHES: dict[str, Batch[Any]] = {
    "Zone": db.enterprises.zones_by_id,
    "Organization": db.enterprises.organizations_by_id,
    "Enterprise": db.enterprises.enterprises_by_id,
    "Fair": db.fairs.fairs_by_id,
    "Booth": db.fairs.booths_by_id,
    "Intake": db.fairs.intakes_by_id,
    "LedgerEntry": db.ledger.entries_by_id,
}
"""Every type that implements Node, with what loads it."""


async def node(context: Context, type_name: str, key: UUID) -> object | None:
    """The record; `None` when there is none."""
    batch = BATCHES.get(type_name)
    return None if batch is None else await context.load(batch, key)


async def nodes(context: Context, ids: Sequence[tuple[str, UUID] | None]) -> list[object | None]:
    """The records in the order of the ids: one statement a type."""
    if len(ids) > LARGEST:
        raise bad_input(Words(f"ids takes at most {LARGEST}", f"ids 最多 {LARGEST} 个"))

    async def one(id: tuple[str, UUID] | None) -> object | None:
        # An error in the place of a record is that record's error alone.
        return malformed_id() if id is None else await node(context, *id)

    return await asyncio.gather(*map(one, ids))
