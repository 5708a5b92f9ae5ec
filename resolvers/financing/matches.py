"""The products that fit a demand and those that do not, and why."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import db.financing
from db.engine import Connection
from db.relations import catalogue
from domain import financing
from domain.people import Viewer
from resolvers.context import Context


async def _rankings(
    connection: Connection, ids: Sequence[UUID], viewer: Viewer
) -> dict[UUID, financing.Ranking]:
    """All products for each demand. Between two demands others have their turn."""
    judged = await db.financing.judged(connection, ids, viewer)
    found: dict[UUID, financing.Ranking] = {}
    for demand in judged.demands:
        found[demand.id] = financing.ranked(
            demand,
            judged.applicants[demand.id],
            judged.products,
            judged.consents[demand.id],
            judged.policy,
            viewer.today,
        )
        await asyncio.sleep(0)
    return found


async def ranking(context: Context, demand_id: UUID) -> financing.Ranking:
    """All products for a demand: those of all demands of an operation cost the same statements as one's."""
    found: financing.Ranking | None = await context.load(_rankings, demand_id)
    return financing.Ranking((), ()) if found is None else found


async def slot_of(context: Context, match: financing.Match) -> financing.Meeting | None:
    """The first meeting of a demand about a product that is to take place, as far as the viewer sees it."""
    meetings = await context.load(
        catalogue["FinancingMeeting"].of_each("demand_id", ("starts_at", "id")), match.pair.demand.id
    )
    for meeting in meetings:
        if meeting.product_id == match.product.id and meeting.state is financing.MeetingState.SCHEDULED:
            return meeting
    return None


async def explain_match(
    context: Context, demand_id: UUID | None, product_id: UUID | None
) -> financing.MatchExplanation | None:
    """Why a demand and a product fit or not; `None` where the viewer does not see either."""
    if demand_id is None or product_id is None:
        return None
    async with context.connection() as connection:
        judged = await db.financing.judged(connection, [demand_id], context.viewer, product_id)
    for demand in judged.demands:
        for product in judged.products:
            return financing.explain(
                demand,
                judged.applicants[demand.id],
                product,
                judged.consents[demand.id],
                judged.policy,
                context.today,
            )
    return None
