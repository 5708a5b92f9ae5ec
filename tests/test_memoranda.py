"""Memoranda: one at a time with a counterparty on a topic, for a term, and how many are active on a day."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import db.alliances
from domain import alliances
from domain.alliances import MemorandumState
from tests.alliances import MEMORANDUM, Office, office
from tests.offices import COUNTY, NOON, Api, uid

pytestmark = pytest.mark.anyio

FIGURES = "query($on: Date!) { memorandaFigures(on: $on) { on memoranda counterparties } }"


async def terminate(house: Office, id: str, version: int, on: str) -> Any:
    payload = f"... on MemorandumTerminated {{ {MEMORANDUM} }}"
    return await house.act("terminateMemorandum", payload, memorandumId=id, version=version, on=on)


async def test_eighteen_counterparties_are_counted_once_each(api: Api) -> None:
    """As the newspaper has it: memoranda with 18 enterprises and institutions of the zone."""
    house = await office(api, organizations=18)
    for number in range(18):
        await house.sign(number)
    await house.sign(0, "消防共建")
    await house.sign(1, "消防共建", signedOn="2022-01-01", expiresOn="2023-06-13")
    for on, right in (
        ("2023-01-09", (1, 1)),
        ("2023-06-12", (20, 18)),
        ("2023-06-13", (19, 18)),
        ("2024-01-10", (0, 0)),
    ):
        figures = (await api.ask(FIGURES, on=on))["memorandaFigures"]
        assert figures == {"on": on, "memoranda": right[0], "counterparties": right[1]}


async def test_the_figures_of_a_county_count_nothing_of_another(api: Api) -> None:
    house = await office(api)
    await house.sign(0)
    there = api.beside("370911")
    assert (await there.ask(FIGURES, on="2023-06-13"))["memorandaFigures"]["memoranda"] == 0
    listed = await there.ask("{ memoranda { totalCount } }")
    assert listed["memoranda"]["totalCount"] == 0


async def test_a_memorandum_is_signed_with_an_alliance_or_with_the_zone_itself(api: Api) -> None:
    house = await office(api)
    alliance = await house.established()
    with_zone = (await house.sign(1))["memorandum"]
    assert with_zone == {
        "id": with_zone["id"],
        "topic": "党风廉政共建",
        "state": "SIGNED",
        "signedOn": "2023-01-10",
        "expiresOn": "2024-01-10",
        "terminatedOn": None,
        "version": 1,
        "counterparty": {"id": house.organizations[1]},
    }
    await house.sign(2, " 产教  融合 ", allianceId=alliance, signedOn="2023-02-01")
    query = """query($id: ID!) { alliance(id: $id) { memoranda { totalCount edges { node { topic alliance { id } } } } }
      memoranda { edges { node { signedOn alliance { id } } } } }"""
    shown = await api.ask(query, id=alliance)
    assert shown["alliance"]["memoranda"] == {
        "totalCount": 1,
        "edges": [{"node": {"topic": "产教 融合", "alliance": {"id": alliance}}}],
    }
    # The latest first.
    assert [edge["node"] for edge in shown["memoranda"]["edges"]] == [
        {"signedOn": "2023-02-01", "alliance": {"id": alliance}},
        {"signedOn": "2023-01-10", "alliance": None},
    ]


async def test_memoranda_are_found_by_counterparty_topic_and_day_page_by_page(api: Api) -> None:
    house = await office(api)
    for number in range(4):
        await house.sign(number, signedOn=f"2023-01-0{number + 1}")
    await house.sign(0, "消防共建", signedOn="2022-01-01", expiresOn="2023-01-02")
    query = """query($filter: MemorandumFilter, $first: Int, $after: String) {
      memoranda(filter: $filter, first: $first, after: $after) {
        totalCount edges { node { signedOn } } pageInfo { hasNextPage endCursor } } }"""

    async def found(**filter: str) -> list[str]:
        page = (await api.ask(query, filter=filter))["memoranda"]
        assert page["totalCount"] == len(page["edges"])
        return [edge["node"]["signedOn"] for edge in page["edges"]]

    assert await found(counterpartyId=house.organizations[0]) == ["2023-01-01", "2022-01-01"]
    assert await found(topic="消防") == ["2022-01-01"]
    assert await found(activeOn="2023-01-01") == ["2023-01-01", "2022-01-01"]
    assert await found(activeOn="2023-01-02") == ["2023-01-02", "2023-01-01"]
    walked, after = list[str](), None
    while True:
        page = (await api.ask(query, first=2, after=after))["memoranda"]
        walked += [edge["node"]["signedOn"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert walked == ["2023-01-04", "2023-01-03", "2023-01-02", "2023-01-01", "2022-01-01"]
    wrong = await api.send(query, {"filter": {"counterpartyId": "x"}})
    assert wrong["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_memorandum_is_not_signed_twice_for_the_same_time(api: Api) -> None:
    house = await office(api)
    first = (await house.sign(0))["memorandum"]["id"]
    before = await api.written()
    again = await house.sign(0, signedOn="2022-06-01", expiresOn="2023-01-11")
    assert again == {
        "__typename": "MemorandumExists",
        "message": "There is a memorandum with this counterparty on “党风廉政共建” from 2023-01-10 until 2024-01-10; "
        "terminate it first, or choose another term",
        "memorandum": {"id": first},
    }
    assert await api.written() == before
    for changes in (
        {"signedOn": "2022-06-01", "expiresOn": "2023-01-10"},
        {"topic": "消防共建"},
    ):
        assert (await house.sign(0, **changes))["__typename"] == "MemorandumSigned"
    assert (await house.sign(1))["__typename"] == "MemorandumSigned"


async def test_of_several_that_are_signed_at_once_one_is_kept(api: Api) -> None:
    house = await office(api)
    said = await asyncio.gather(*(house.sign(0, signedOn=f"2023-01-0{n}") for n in range(1, 5)))
    assert sorted(each["__typename"] for each in said) == ["MemorandumExists"] * 3 + ["MemorandumSigned"]


async def test_without_waiting_for_each_other_two_would_be_kept(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await office(api)

    async def unheld(*_: Any) -> list[Any]:
        return []

    monkeypatch.setattr(db.alliances, "hold_memoranda", unheld)
    said = [await house.sign(0, signedOn=f"2023-01-0{n}") for n in (1, 2)]
    assert [each["__typename"] for each in said] == ["MemorandumSigned"] * 2


async def test_a_memorandum_expires_by_itself_and_nothing_is_written(api: Api) -> None:
    house = await office(api)
    id = (await house.sign(0, expiresOn="2023-06-14"))["memorandum"]["id"]
    query = "query($id: ID!) { node(id: $id) { ... on Memorandum { state version } } }"
    assert (await api.ask(query, id=id))["node"] == {"state": "SIGNED", "version": 1}
    before = await api.written()
    api.clock.advance(days=1)
    assert (await api.ask(query, id=id))["node"] == {"state": "EXPIRED", "version": 1}
    over = await terminate(house, id, 1, "2023-06-01")
    assert over == {
        "__typename": "MemorandumOver",
        "message": "The memorandum ended on 2023-06-14 already; there is nothing to terminate",
        "state": "EXPIRED",
        "endedOn": "2023-06-14",
    }
    assert await api.written() == before


async def test_a_memorandum_is_terminated_once_and_makes_room_for_the_next(api: Api) -> None:
    house = await office(api)
    id = (await house.sign(0))["memorandum"]["id"]
    before = await api.written()
    early = await terminate(house, id, 1, "2023-01-10")
    assert (early["__typename"], early["earliest"]) == ("DayOutOfOrder", "2023-01-11")
    assert (await terminate(house, id, 2, "2023-06-01"))["currentVersion"] == 1
    assert (await terminate(house, house.organizations[0], 1, "2023-06-01"))["path"] == "memorandumId"
    late = await terminate(house, id, 1, "2023-06-14")
    assert late["problems"][0]["path"] == "on"
    assert await api.written() == before
    ended = (await terminate(house, id, 1, "2023-06-01"))["memorandum"]
    assert (ended["state"], ended["terminatedOn"], ended["version"]) == ("TERMINATED", "2023-06-01", 2)
    assert (await terminate(house, id, 2, "2023-06-01"))["state"] == "TERMINATED"
    assert (await house.sign(0, signedOn="2023-06-01"))["__typename"] == "MemorandumSigned"


async def test_two_terminations_at_once_are_one(api: Api) -> None:
    house = await office(api)
    id = (await house.sign(0))["memorandum"]["id"]
    said = await asyncio.gather(*(terminate(house, id, 1, f"2023-06-0{n}") for n in (1, 2)))
    assert sorted(each["__typename"] for each in said) == ["MemorandumTerminated", "Outdated"]


async def test_a_memorandum_of_an_alliance_is_signed_within_its_life_and_what_it_names_must_be_there(
    api: Api,
) -> None:
    house = await office(api)
    alliance = await house.established()
    before = await api.written()
    early = await house.sign(1, allianceId=alliance, signedOn="2022-02-28")
    assert (early["__typename"], early["path"]) == ("OutsideAllianceLife", "signedOn")
    for changes, path in (
        ({"allianceId": house.organizations[0]}, "allianceId"),
        ({"counterpartyId": alliance}, "counterpartyId"),
    ):
        missing = await house.sign(1, **changes)
        assert (missing["__typename"], missing["path"]) == ("NotFound", path)
    wrong = await house.sign(1, "", signedOn="2023-06-14", expiresOn="2023-06-14")
    assert [each["path"] for each in wrong["problems"]] == ["topic", "signedOn", "expiresOn"]
    assert await api.written() == before


# --- The rule over any sequence of acts -------------------------------------------------------------------------------

DAY = date(2022, 1, 1)
DAYS = st.integers(0, 30).map(lambda n: DAY + timedelta(days=n))
STEPS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 2), st.sampled_from(("甲", "乙")), DAYS, DAYS, st.integers(0, 5)),
    max_size=25,
)


@settings(max_examples=300, deadline=None)
@given(steps=STEPS, asked=DAYS)
def test_active_memoranda_with_a_counterparty_on_a_topic_never_collide(
    steps: list[tuple[Any, ...]], asked: date
) -> None:
    held: dict[Any, alliances.Memorandum] = {}
    today = DAY + timedelta(days=20)
    for number, (signs, who, topic, day, other, which) in enumerate(steps):
        if signs:
            command = alliances.SignMemorandum(uid(who), None, False, topic, day, other)
            if alliances.check_memorandum(command, today):
                continue
            same = [each for each in held.values() if (each.counterparty_id, each.topic) == (uid(who), topic)]
            signed = alliances.sign(command, COUNTY, uid(who), None, same, uid(100 + number), NOON)
            if isinstance(signed, alliances.Signed):
                held[signed.memorandum.id] = signed.memorandum
        elif held:
            one = list(held.values())[which % len(held)]
            ending = alliances.TerminateMemorandum(None, one.version, day)
            if alliances.check_termination(ending, today) is None:
                ended = alliances.terminate(ending, one, today)
                if isinstance(ended, alliances.Terminated):
                    held[one.id] = ended.memorandum
    active = [each for each in held.values() if each.signed_on <= asked < each.ends_on]
    assert len({(each.counterparty_id, each.topic) for each in active}) == len(active)
    assert all(each.state_on(asked) is MemorandumState.SIGNED for each in active)
