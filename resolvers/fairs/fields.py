"""What happens when a field of a fair is asked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

import strawberry

import db.enterprises
import db.fairs
import db.ledger
from domain import fairs
from domain.enterprises import (
    Enterprise,
    Organization,
    Zone,
)
from domain.ledger import LedgerEntry
from domain.pages import Page, Slice
from domain.refusals import Words
from resolvers.context import Context, Info
from resolvers.errors import not_found
from resolvers.live import Topic
from resolvers.selection import asks

T = TypeVar("T")
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T, F]):
    """One page of a list, and what the list was filtered by, so that its total can be counted when it is asked for."""

    page: Slice[T]
    wanted: F


async def fair_of(context: Context, type_name: str, key: UUID) -> fairs.Fair | None:
    return await context.load(db.fairs.fairs_by_id, key) if type_name == "Fair" else None


async def fairs_listing(
    context: Context, wanted: fairs.FairFilter, page: Page
) -> Listing[fairs.Fair, fairs.FairFilter]:
    async with context.connection() as connection:
        return Listing(await db.fairs.page_of_fairs(connection, wanted, page), wanted)


async def fairs_total(info: Info, listing: strawberry.Parent[Listing[fairs.Fair, fairs.FairFilter]]) -> int:
    async with info.context.connection() as connection:
        return await db.fairs.count_fairs(connection, listing.wanted)


async def intakes_listing(
    context: Context, wanted: fairs.IntakeFilter, page: Page
) -> Listing[fairs.Intake, fairs.IntakeFilter]:
    async with context.connection() as connection:
        return Listing(await db.fairs.page_of_intakes(connection, wanted, page), wanted)


async def intakes_total(
    info: Info, listing: strawberry.Parent[Listing[fairs.Intake, fairs.IntakeFilter]]
) -> int:
    async with info.context.connection() as connection:
        return await db.fairs.count_intakes(connection, listing.wanted)


async def fair_zone(info: Info, fair: strawberry.Parent[fairs.Fair]) -> Zone:
    return await info.context.need(db.enterprises.zones_by_id, fair.zone_id)


async def fair_booths(info: Info, fair: strawberry.Parent[fairs.Fair]) -> tuple[fairs.Booth, ...]:
    return await info.context.need(db.fairs.booths_by_fair, fair.id)


async def fair_counts(info: Info, fair: strawberry.Parent[fairs.Fair]) -> fairs.FairCounts:
    return await info.context.need(db.fairs.counts_by_fair, fair.id)


async def fair_satisfaction(info: Info, fair: strawberry.Parent[fairs.Fair]) -> fairs.Satisfaction:
    return await info.context.need(db.fairs.satisfaction_by_fair, fair.id)


async def booth_fair(info: Info, booth: strawberry.Parent[fairs.Booth]) -> fairs.Fair:
    return await info.context.need(db.fairs.fairs_by_id, booth.fair_id)


async def booth_organization(info: Info, booth: strawberry.Parent[fairs.Booth]) -> Organization:
    return await info.context.need(db.enterprises.organizations_by_id, booth.organization_id)


async def tally_booth(info: Info, tally: strawberry.Parent[fairs.BoothTally]) -> fairs.Booth:
    return await info.context.need(db.fairs.booths_by_id, tally.booth_id)


async def intake_fair(info: Info, intake: strawberry.Parent[fairs.Intake]) -> fairs.Fair:
    return await info.context.need(db.fairs.fairs_by_id, intake.fair_id)


async def intake_booth(info: Info, intake: strawberry.Parent[fairs.Intake]) -> fairs.Booth:
    return await info.context.need(db.fairs.booths_by_id, intake.booth_id)


async def intake_enterprise(info: Info, intake: strawberry.Parent[fairs.Intake]) -> Enterprise:
    return await info.context.need(db.enterprises.enterprises_by_id, intake.enterprise_id)


async def intake_entry(info: Info, intake: strawberry.Parent[fairs.Intake]) -> LedgerEntry | None:
    if intake.disposition is not fairs.Disposition.SOLUTION_GIVEN:
        return None
    return await info.context.load(db.ledger.entries_by_intake, intake.id)


async def intake_original(info: Info, intake: strawberry.Parent[fairs.Intake]) -> fairs.Intake | None:
    if intake.duplicate_of_id is None:
        return None
    return await info.context.need(db.fairs.intakes_by_id, intake.duplicate_of_id)


async def entry_intake(info: Info, entry: strawberry.Parent[LedgerEntry]) -> fairs.Intake:
    return await info.context.need(db.fairs.intakes_by_id, entry.intake_id)


async def rating_enterprise(info: Info, rating: strawberry.Parent[fairs.Rating]) -> Enterprise:
    return await info.context.need(db.enterprises.enterprises_by_id, rating.enterprise_id)


async def rating_fair(info: Info, rating: strawberry.Parent[fairs.Rating]) -> fairs.Fair:
    return await info.context.need(db.fairs.fairs_by_id, rating.fair_id)


async def attended_enterprise(info: Info, attended: strawberry.Parent[fairs.Attended]) -> Enterprise:
    return await info.context.need(db.enterprises.enterprises_by_id, attended.enterprise_id)


async def act_counts(
    info: Info,
    done: strawberry.Parent[fairs.Submitted | fairs.Disposed | fairs.Withdrawn | fairs.MarkedDuplicate],
) -> fairs.FairCounts | fairs.FairTotals:
    # One act has one fair: there is nothing to batch. At a busy booth the totals are all that is asked for.
    fair_id = done.intake.fair_id
    async with info.context.connection() as connection:
        if asks(info, "registers", "booths"):
            return (await db.fairs.counts_by_fair(connection, [fair_id]))[fair_id]
        return await db.fairs.totals_of_fair(connection, fair_id)


async def watch_fair(context: Context, type_name: str, key: UUID) -> AsyncIterator[fairs.FairCounts]:
    """The topic of a fair's counts; the hub makes its frames."""
    fair = await fair_of(context, type_name, key)
    if fair is None:
        raise not_found(Words("there is no such fair", "没有这个活动"))
    return Topic(fair.id)
