"""What Strawberry reads through: a loader a relation, each with a session of its own."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload
from strawberry.dataloader import DataLoader

from benchmarks.peers.python.models import (
    AllianceMembership,
    Base,
    Booth,
    BoothTally,
    ChainMembership,
    Enterprise,
    Fair,
    Match,
    Organization,
    Zone,
    session,
)

M = TypeVar("M", bound=Base)


class PageKey(NamedTuple):
    """The first so many of a record's."""

    id: UUID
    first: int


class Loaders:
    """The loaders of one operation."""

    def __init__(self) -> None:
        self.fairs = DataLoader(by_id(Fair, Fair.id))
        self.zones = DataLoader(by_id(Zone, Zone.id))
        self.booths = DataLoader(by_id(Booth, Booth.id))
        self.organizations = DataLoader(by_id(Organization, Organization.id))
        self.enterprises = DataLoader(by_id(Enterprise, Enterprise.id))
        self.chains = DataLoader(_chains)
        self.alliances = DataLoader(_alliances)
        self.tallies = DataLoader(_tallies)
        self.matches = DataLoader(_matches)


def by_id(
    model: type[M], key: InstrumentedAttribute[UUID]
) -> Callable[[list[UUID]], Awaitable[list[M | None]]]:
    """Reads records by their ids."""

    async def load(ids: list[UUID]) -> list[M | None]:
        async with session() as opened:
            rows = (await opened.execute(select(key, model).where(key.in_(ids)))).tuples().all()
        found = dict(rows)
        return [found.get(id) for id in ids]

    return load


async def _chains(ids: list[UUID]) -> list[list[ChainMembership]]:
    query = (
        select(ChainMembership)
        .options(joinedload(ChainMembership.chain))
        .where(ChainMembership.enterprise_id.in_(ids))
        .order_by(ChainMembership.chain_id)
    )
    async with session() as opened:
        return grouped(ids, ((row.enterprise_id, row) for row in await opened.scalars(query)))


async def _alliances(ids: list[UUID]) -> list[list[AllianceMembership]]:
    query = (
        select(AllianceMembership)
        .options(joinedload(AllianceMembership.alliance))
        .where(AllianceMembership.enterprise_id.in_(ids))
        .order_by(AllianceMembership.alliance_id)
    )
    async with session() as opened:
        return grouped(ids, ((row.enterprise_id, row) for row in await opened.scalars(query)))


async def _tallies(ids: list[UUID]) -> list[list[BoothTally]]:
    query = (
        select(BoothTally)
        .join(Booth, Booth.id == BoothTally.booth_id)
        .where(BoothTally.fair_id.in_(ids))
        .order_by(Booth.code, Booth.id, BoothTally.register)
    )
    async with session() as opened:
        return grouped(ids, ((row.fair_id, row) for row in await opened.scalars(query)))


async def _matches(keys: list[PageKey]) -> list[list[Match]]:
    """The latest matches of each enterprise: numbered within it, and cut by the number."""
    place = func.row_number().over(
        partition_by=Match.enterprise_id, order_by=(Match.scored_at.desc(), Match.id.desc())
    )
    numbered = (
        select(Match, place.label("place"))
        .where(Match.enterprise_id.in_({key.id for key in keys}))
        .subquery()
    )
    match = aliased(Match, numbered)
    query = (
        select(match)
        .where(numbered.c.place <= max(key.first for key in keys))
        .order_by(match.enterprise_id, numbered.c.place)
    )
    async with session() as opened:
        found = grouped(
            [key.id for key in keys], ((row.enterprise_id, row) for row in await opened.scalars(query))
        )
    return [rows[: key.first] for key, rows in zip(keys, found, strict=True)]


def grouped(ids: list[UUID], rows: Iterable[tuple[UUID, M]]) -> list[list[M]]:
    """The rows of each id, in the order of the ids."""
    found: defaultdict[UUID, list[M]] = defaultdict(list)
    for id, row in rows:
        found[id].append(row)
    return [found[id] for id in ids]
