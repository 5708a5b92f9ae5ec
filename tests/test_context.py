"""What an operation leaves behind when its caller goes: nothing."""

import asyncio

import pytest

import db.fairs
from resolvers.context import Context, Over
from schema.root import schema
from tests.offices import LIVE, Api

pytestmark = pytest.mark.anyio

IDLE = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"


async def test_subscribers_that_leave_while_they_join_leave_no_connection_in_a_transaction(api: Api) -> None:
    fair = await api.open_fair()
    for turn in range(60):
        stream = await schema.stream(LIVE, {"fairId": fair.id}, Context(api.world, "en"))
        joining = asyncio.create_task(anext(stream))
        for _ in range(turn % 12):
            await asyncio.sleep(0)
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)
        await stream.aclose()
    await asyncio.sleep(0.05)
    assert await api.owner.fetchval(IDLE) == 0
    assert (await api.counts(fair.id))["total"]["received"] == 0


async def test_an_act_whose_caller_leaves_writes_all_or_nothing_and_holds_no_connection(api: Api) -> None:
    fair = await api.open_fair()
    for turn in range(40):
        acting = asyncio.create_task(api.submit(fair.booths["A01"], f"k-{turn}"))
        for _ in range(turn):
            await asyncio.sleep(0)
        acting.cancel()
        await asyncio.gather(acting, return_exceptions=True)
    await asyncio.sleep(0.05)
    assert await api.owner.fetchval(IDLE) == 0
    intakes = await api.owner.fetchval("SELECT count(*) FROM intakes")
    assert (await api.counts(fair.id))["total"]["received"] == intakes
    assert await api.owner.fetchval("SELECT count(*) FROM answers") == intakes
    assert await api.owner.fetchval("SELECT coalesce(max(number), 0) FROM intakes") == intakes


async def test_a_loader_that_comes_late_begins_nothing(api: Api) -> None:
    context = Context(api.world, "en")
    await context.end()
    late = asyncio.create_task(context.hold())
    await asyncio.gather(late, return_exceptions=True)
    assert isinstance(late.exception(), Over)
    assert await api.owner.fetchval(IDLE) == 0
    fresh = context.for_operation()
    assert await fresh.load(db.fairs.FAIR.by_id, api.world.new_id()) is None
    await fresh.end()
