"""How the loaders follow what `db` declares: the reference for the plans, and the way of whatever Python computes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import strawberry

from db.pages import OnePage, Total
from db.relations import Gathered, Many, One, Paged, catalogue, key_of
from domain.ids import Coded, RecordId
from domain.pages import Slice, Wanted
from resolvers.context import Context, Info
from resolvers.errors import malformed_id

NOWHERE = UUID(int=0)
"""The key of the root, which has none."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, and whose it is, so that its total can be counted when it is asked for."""

    page: Slice[Any]
    paged: Paged
    key: UUID
    filter: Any


def follow(relation: One | Many | Gathered) -> Callable[[Any, Any], Awaitable[Any]]:
    """The resolver of a relation: all records that are asked for it at the same time cost one statement."""
    batch, key = relation.batch, _from_root if _is_whole(relation) else key_of(relation)
    assert batch is not None
    may_be_missing = isinstance(relation, One) and relation.optional

    async def resolve(source: Any, info: Any) -> Any:
        context: Context = info.context
        found = key(source)
        value = None if found is None else await context.load(batch, found)
        if value is None and not may_be_missing:
            raise LookupError(f"{relation.to} has no {found}")
        return value

    return resolve


def _is_whole(relation: One | Many | Gathered) -> bool:
    """Whether a relation is all of a type, whoever asks."""
    return isinstance(relation, Many) and not relation.theirs


def _from_root(source: Any) -> UUID:
    return NOWHERE


async def listing(info: Info, source: Any, wanted: Wanted) -> Listing:
    """A page of the list that the field is declared as."""
    raw: Any = cast("Any", info)._raw_info  # noqa: SLF001 - the field's own place in the schema
    paged: Any = catalogue[raw.parent_type.name].members[raw.field_name]
    key = cast("UUID", key_of(paged)(source)) if paged.theirs else NOWHERE
    return Listing(await info.context.load(OnePage(paged, wanted), key), paged, key, wanted.filter)


async def total(info: Info, listing: strawberry.Parent[Listing]) -> int:
    """How many match, on all pages."""
    return await info.context.load(Total(listing.paged, listing.filter), listing.key)


async def found(context: Context, id: RecordId | Coded, type_name: str = "") -> Any:
    """The record of an id, of one type or of any, or of a code; `None` when there is none."""
    named = catalogue.get(id.type_name)
    if isinstance(id, Coded):
        # A batch takes values of whichever column it is by; the loader only hands them on.
        return await context.load(catalogue[id.type_name].by(id.column), cast("Any", id.code))
    if named is None or "id" not in named.members or (type_name and type_name != id.type_name):
        return None
    return await context.load(named.by_id, id.key)


async def found_each(context: Context, ids: Sequence[RecordId | None]) -> list[Any]:
    """The records of several ids in their order, one statement a type; in the place of an id that is none of ours is an
    error, which is that place's alone."""

    async def one(id: RecordId | None) -> Any:
        return malformed_id() if id is None else await found(context, id)

    return await asyncio.gather(*map(one, ids))
