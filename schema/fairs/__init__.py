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
from schema.nodes import found
from schema.pages import listed

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

    fairs: FairConnection = listed(
        FairConnection, FairFilter, read_fair_filter, "All fairs, the latest first. 活动列表,按计划时间倒序。"
    )
    fair: Fair | None = found(
        Fair, "Fair", "One fair; null when there is none. 按标识查活动。", "Id of the fair. 活动标识。"
    )


@strawberry.type
class FairSubscriptions:
    """What can be watched of fairs."""

    @strawberry.subscription(
        graphql_type=AsyncIterator[FairCounts],
        description="The counts of a fair: a whole snapshot at once and after every change, at most ten a second. "
        "活动实时计数:先推送一次完整快照,此后有变化即推送。",
    )
    async def fair_intake_counts(self, info: Info, fair_id: FairId) -> AsyncIterator[fairs.FairCounts]:
        return await resolvers.fairs.watch_fair(info.context, known_id(fair_id))
