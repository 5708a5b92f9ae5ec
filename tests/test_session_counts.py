"""The counts of a session, exact at every commit, and live."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any
from uuid import uuid4

import orjson
import pytest

from resolvers.context import Context
from resolvers.live import Watch
from schema.root import schema
from tests.deals import Office, key
from tests.offices import FORMS, Api

pytestmark = pytest.mark.anyio

COUNTS = """version demands offers meetingsScheduled meetingsHeld granted { deals amount { yuan } }
  disbursed { deals amount { yuan } }"""
LIVE = f"subscription($id: ID!) {{ financingCounts(sessionId: $id) {{ epoch asOf {COUNTS} }} }}"
NOTHING = {"deals": 0, "amount": {"yuan": "0.00"}}


async def counted(api: Api, session: str) -> dict[str, Any]:
    query = f"query($id: ID!) {{ fair(id: $id) {{ financingCounts {{ {COUNTS} }} }} }}"
    return (await api.ask(query, id=session))["fair"]["financingCounts"]


async def _meeting(office: Office, session: str, booth: str, demand: str, bank: str, n: int) -> str:
    """A meeting of a run, in the nth slot; answers its key."""
    run, id = uuid4(), uuid4()
    owner = office.api.owner
    await owner.execute(
        "INSERT INTO match_runs (id, county_code, session_id, mode, policy_version, meetings_per_enterprise,"
        " slot_minutes, starts_at, most_slots, with_unknown, state, digest, pairs_scored, requested_at, finished_at,"
        " progress, version) VALUES ($1, '370900', $2, 'STABLE', 1, 3, 15, now(), 40, true, 'DONE', 'd', 0, now(), now(),"
        " 1, 1)",
        run,
        key(session),
    )
    enterprise = await owner.fetchval(
        "SELECT enterprise_id FROM financing_demands WHERE id = $1", key(demand)
    )
    await owner.execute(
        "INSERT INTO financing_meetings (id, county_code, run_id, session_id, booth_id, desk, slot, starts_at, ends_at,"
        " demand_id, product_id, enterprise_id, institution_id, state, version) VALUES ($1, '370900', $2, $3, $4, 1,"
        " $5::integer, '2023-06-13'::timestamptz + $5::integer * interval '1 hour', '2023-06-14', $6, $7, $8, $9,"
        " 'SCHEDULED', 1)",
        id,
        run,
        key(session),
        key(booth),
        n,
        key(demand),
        key(await office.product(bank)),
        enterprise,
        key(bank),
    )
    return str(id)


async def test_a_session_counts_demands_offers_meetings_and_money_once_each(api: Api) -> None:
    office = Office(api)
    fair = await api.open_fair()
    bank = (
        await api.ask(
            "query($id: ID!) { node(id: $id) { ... on Booth { organization { id } } } }",
            id=fair.booths["B01"],
        )
    )["node"]["organization"]["id"]
    other_fair = await api.plan_fair(name="另一场")
    assert await counted(api, fair.id) == {
        "version": 0,
        "demands": 0,
        "offers": 0,
        "meetingsScheduled": 0,
        "meetingsHeld": 0,
        "granted": NOTHING,
        "disbursed": NOTHING,
    }
    enterprise = await office.enterprise(1)
    intake = await api.taken(
        fair.booths["B01"],
        "k-1",
        register="FINANCE",
        elementKind="CAPITAL",
        form={"capital": dict(FORMS["CAPITAL"])},
        enterprise={"id": enterprise},
    )
    demand = await office.demand(enterprise, intake=intake)
    assert (await counted(api, fair.id))["demands"] == 1
    meeting = await _meeting(office, fair.id, fair.booths["B01"], demand, bank, 1)
    other = await _meeting(office, fair.id, fair.booths["B01"], demand, bank, 2)
    now = await counted(api, fair.id)
    assert [now[name] for name in ("demands", "offers", "meetingsScheduled", "meetingsHeld")] == [1, 1, 2, 0]
    settle = "UPDATE financing_meetings SET state = $2 WHERE id = $1::text::uuid"
    await api.owner.execute(settle, other, "CANCELLED")
    await api.owner.execute(settle, meeting, "HELD")
    now = await counted(api, fair.id)
    assert [now[name] for name in ("demands", "offers", "meetingsScheduled", "meetingsHeld")] == [1, 1, 1, 1]
    # The deal of the same pair is no other offer; a guarantee is, and brings no money.
    loan = await office.propose(demand, institutionId=bank, kind="LOAN", sessionId=fair.id)
    backer = await office.organization("担保", "FINANCING_GUARANTEE")
    guarantee = await office.propose(demand, institutionId=backer, kind="GUARANTEE", sessionId=fair.id)
    assert (await counted(api, fair.id))["offers"] == 2
    version = await office.bring(loan)
    await office.paid(guarantee, "1000000", await office.bring(guarantee))
    version = await office.paid(loan, "4000000", version)
    await office.paid(loan, "1000000.5", version)
    now = await counted(api, fair.id)
    assert now["granted"] == {"deals": 1, "amount": {"yuan": "10000000.00"}}
    assert now["disbursed"] == {"deals": 1, "amount": {"yuan": "5000000.50"}}
    # A credit that comes to nothing is none.
    lease = await office.propose(demand, institutionId=bank, kind="LEASE", sessionId=fair.id)
    given = {"dealId": lease, "version": await office.bring(lease), "on": "2023-06-13"}
    assert (await counted(api, fair.id))["granted"]["deals"] == 2
    await office.act("lapseDeal", None, **given)
    last = await counted(api, fair.id)
    assert last == {**now, "version": last["version"]}
    both = f"{{ fairs {{ edges {{ node {{ id financingCounts {{ {COUNTS} }} }} }} }} }}"
    edges = (await api.ask(both))["fairs"]["edges"]
    of = {edge["node"]["id"]: edge["node"]["financingCounts"]["version"] for edge in edges}
    assert of == {fair.id: last["version"], other_fair: 0}
    assert last["version"] > now["version"]


async def test_every_change_is_told_live_and_what_many_write_at_once_is_counted_exactly(api: Api) -> None:
    office = Office(api)
    session = await api.plan_fair(kind="FINANCING_SESSION", name="政银企对接会")
    bank = await office.organization("农商行")
    enterprises = [await office.enterprise(n) for n in range(1, 9)]
    demands = [await office.demand(each) for each in enterprises]
    watch = await schema.begin(LIVE, {"id": session}, None, Context(api.world, "en"))
    assert isinstance(watch, Watch)
    seen: list[dict[str, Any]] = []

    async def look() -> None:
        async with aclosing(api.world.hub.frames(watch)) as frames:
            async for frame in frames:
                seen.append(orjson.loads(frame)["data"]["financingCounts"])
                if seen[-1]["disbursed"]["deals"] == len(demands):
                    return

    looking = asyncio.create_task(look())

    async def whole(demand: str) -> None:
        deal = await office.propose(demand, institutionId=bank, kind="LOAN", sessionId=session)
        version = await office.bring(deal)
        for part in ("1000000", "2000000"):
            version = await office.paid(deal, part, version)

    await asyncio.gather(*map(whole, demands))
    async with asyncio.timeout(10):
        await looking
    versions = [each["version"] for each in seen]
    assert versions == sorted(set(versions))
    last = await counted(api, session)
    assert [last[name] for name in ("demands", "offers")] == [8, 8]
    assert last["granted"] == {"deals": 8, "amount": {"yuan": "80000000.00"}}
    assert last["disbursed"] == {"deals": 8, "amount": {"yuan": "24000000.00"}}
    # Without the triggers a count would stay behind what was written.
    await api.owner.execute("ALTER TABLE financing_deals DISABLE TRIGGER USER")
    await office.propose(demands[0], institutionId=bank, kind="LEASE", sessionId=session)
    assert await counted(api, session) == last


async def test_there_is_nothing_to_watch_where_there_is_no_session(api: Api) -> None:
    nobody = await schema.begin(LIVE, {"id": "T3JnYW5pemF0aW9uOjo6"}, None, Context(api.world, "en"))
    assert not isinstance(nobody, Watch)
