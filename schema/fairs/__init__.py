"""Fairs in the contract."""

from collections.abc import AsyncIterator
from typing import Annotated

import strawberry

import resolvers.fairs
from domain import fairs
from resolvers.context import Info
from schema.backing import known_id
from schema.fairs.acts import FairMutations
from schema.fairs.types import (
    Booth,
    Fair,
    FairConnection,
    FairCounts,
    FairFilter,
    Intake,
    IntakeConnection,
    IntakeEdge,
    IntakeFilter,
    read_fair_filter,
)
from schema.pages import After, Before, First, Last, wanted_page

__all__ = [
    "Booth",
    "Fair",
    "FairMutations",
    "FairQueries",
    "FairSubscriptions",
    "Intake",
    "IntakeConnection",
    "IntakeEdge",
    "IntakeFilter",
]

FairId = Annotated[strawberry.ID, strawberry.argument(description="Id of the fair. 活动标识。")]


@strawberry.type
class FairQueries:
    """Questions about fairs; the root puts them together with the other contexts'."""

    @strawberry.field(
        graphql_type=FairConnection, description="All fairs, the latest first. 活动列表,按计划时间倒序。"
    )
    async def fairs(
        self,
        info: Info,
        filter: Annotated[FairFilter | None, strawberry.argument(description="Which fairs. 筛选。")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> object:
        page = wanted_page(first, after, last, before)
        return await resolvers.fairs.fairs_listing(info.context, read_fair_filter(filter), page)

    @strawberry.field(
        graphql_type=Fair | None, description="One fair; null when there is none. 按标识查活动。"
    )
    async def fair(self, info: Info, id: FairId) -> object:
        return await resolvers.fairs.fair_of(info.context, *known_id(id))


@strawberry.type
class FairSubscriptions:
    """What can be watched of fairs."""

    @strawberry.subscription(
        graphql_type=AsyncIterator[FairCounts],
        description="The counts of a fair: a whole snapshot at once and after every change, at most ten a second. "
        "活动实时计数:先推送一次完整快照,此后有变化即推送。",
    )
    async def fair_intake_counts(self, info: Info, fair_id: FairId) -> AsyncIterator[fairs.FairCounts]:
        return await resolvers.fairs.watch_fair(info.context, *known_id(fair_id))
