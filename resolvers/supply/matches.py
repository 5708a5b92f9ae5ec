"""Matches of needs, offerings and space, and what came of introductions."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import db.supply
from domain import supply
from domain.enterprises.stock import DatePeriod
from domain.ids import RecordId
from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import bad_input
from resolvers.relations import found


async def supply_matches(
    context: Context, need_id: UUID | None, first: int | None
) -> supply.SupplyMatches | None:
    """The offerings that the viewer sees for a need that the viewer sees; `None` when there is no such need."""
    wanted = _how_many(first)
    need: supply.Need | None = await found(context, RecordId("Need", need_id)) if need_id else None
    if need is None:
        return None
    async with context.connection() as connection:
        synonyms = await db.supply.synonyms(connection)
        terms = supply.across(synonyms, need.class_code, need.product)
        offerings = await db.supply.offerings_for(connection, need, terms, context.viewer)
        positions = await db.supply.positions(connection, offerings, [need])
    candidates = [supply.Candidate(need, each) for each in offerings]
    return supply.ranked(candidates, synonyms, positions, wanted, context.today)


async def needs_matched(
    context: Context, offering: supply.Offering, first: int | None
) -> supply.SupplyMatches:
    """The needs that the viewer sees for an offering."""
    wanted = _how_many(first)
    async with context.connection() as connection:
        synonyms = await db.supply.synonyms(connection)
        terms = supply.across(synonyms, offering.class_code, offering.product)
        needs = await db.supply.needs_for(connection, offering, terms, context.viewer)
        positions = await db.supply.positions(connection, [offering], needs)
    candidates = [supply.Candidate(each, offering) for each in needs]
    return supply.ranked(candidates, synonyms, positions, wanted, context.today)


async def space_matches(
    context: Context, need_id: UUID | None, first: int | None, distances: Sequence[tuple[UUID | None, int]]
) -> supply.SpaceMatches | None:
    """What is to be had for a need of space that the viewer sees; `None` when there is no such need."""
    wanted = _how_many(first)
    if problem := supply.distances_problem([km for _, km in distances]):
        raise bad_input(problem)
    need: supply.SpaceNeed | None = await found(context, RecordId("SpaceNeed", need_id)) if need_id else None
    if need is None:
        return None
    async with context.connection() as connection:
        listings = await db.supply.listings_on_offer(connection, need.county_code, need.area)
    supplied: Mapping[UUID, int] = {id: km for id, km in distances if id is not None}
    return supply.ranked_space(need, listings, supplied, wanted, context.today)


async def supply_figures(context: Context, period: DatePeriod) -> supply.SupplyFigures:
    """The figures of the introductions that the viewer sees."""
    if problem := supply.period_problem(period.first, period.last):
        raise bad_input(problem)
    async with context.connection() as connection:
        return await db.supply.figures(connection, period, context.viewer)


def _how_many(first: int | None) -> int:
    wanted = supply.how_many(first)
    if isinstance(wanted, Words):
        raise bad_input(wanted)
    return wanted
