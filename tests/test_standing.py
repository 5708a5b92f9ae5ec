"""Tiers of enterprises, their way into statistics, and the thresholds on it."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enterprises import Enterprise, EnterpriseStatus
from domain.enterprises.standing import Ended, EndTier, Granted, GrantTier, Tier, TierStatus, end, grant
from domain.enterprises.statistics import (
    NEXT,
    Recorded,
    RecordStatistics,
    SetThreshold,
    StatMeasure,
    StatState,
    StatStatus,
    StatStepImpossible,
    Threshold,
    ThresholdSet,
    record,
    set_threshold,
)
from tests.counties import NEIGHBOUR
from tests.offices import COUNTY, NOON, USCC, Api, bearer, uid
from tests.test_register import refused, register

pytestmark = pytest.mark.anyio

TIERS = "query($id: ID!) { node(id: $id) { ... on Enterprise { version tiers { tier grantedOn until source } } } }"
STATISTICS = """query($id: ID!) { node(id: $id) { ... on Enterprise { version statistics { state since metOn filedOn
  enrolledOn droppedOn lagDays steps { state reachedOn evidence recordedAt } } } } }"""
THRESHOLDS = """query($on: Date) { statisticsThresholds(on: $on) { industryCode amount validFrom validTo national
  industry { name } } }"""
TOMORROW = "2023-06-14"
HELD = Enterprise(uid(1), COUNTY, "厂", USCC, EnterpriseStatus.ACTIVE, COUNTY)


async def granted(api: Api, id: str, version: int, tier: str, on: str, **more: Any) -> dict[str, Any]:
    payload = """... on TierGranted { status { tier grantedOn until source } enterprise { version } }
      ... on TierHeld { tier grantedOn until }"""
    return await api.act(
        "grantTier",
        payload,
        enterpriseId=id,
        version=version,
        tier=tier,
        grantedOn=on,
        **{"source": "公示", **more},
    )


async def step(api: Api, id: str, version: int, state: str, on: str, **more: Any) -> dict[str, Any]:
    payload = """... on StatisticsRecorded { status { state lagDays } enterprise { version } }
      ... on StatStepImpossible { state since possible }"""
    return await api.act(
        "recordStatistics", payload, enterpriseId=id, version=version, state=state, on=on, **more
    )


# --- Tiers ------------------------------------------------------------------------------------------------------------


async def test_an_enterprise_has_tiers_with_days_and_sources(api: Api) -> None:
    id = await register(api)
    first = await granted(
        api, id, 1, "INNOVATIVE", "2020-05-01", until="2023-05-01", source=" 工信厅公告 2020-7 "
    )
    assert first["status"] == {
        "tier": "INNOVATIVE", "grantedOn": "2020-05-01", "until": "2023-05-01", "source": "工信厅公告 2020-7",
    }  # fmt: skip
    assert first["enterprise"] == {"version": 2}
    assert (await granted(api, id, 2, "LITTLE_GIANT", "2019-01-01"))["__typename"] == "TierGranted"
    assert (await granted(api, id, 3, "INNOVATIVE", "2023-05-01"))["__typename"] == "TierGranted"
    found = (await api.ask(TIERS, id=id))["node"]
    assert found["version"] == 4
    assert [(each["tier"], each["grantedOn"], each["until"]) for each in found["tiers"]] == [
        ("LITTLE_GIANT", "2019-01-01", None),
        ("INNOVATIVE", "2020-05-01", "2023-05-01"),
        ("INNOVATIVE", "2023-05-01", None),
    ]


async def test_a_tier_is_not_held_twice_in_one_time(api: Api) -> None:
    id = await register(api)
    await granted(api, id, 1, "GAZELLE", "2022-01-01", until="2023-01-01")
    before = await api.written()
    answer = await granted(api, id, 2, "GAZELLE", "2022-12-31")
    assert answer == {
        "__typename": "TierHeld",
        "tier": "GAZELLE",
        "grantedOn": "2022-01-01",
        "until": "2023-01-01",
        "message": "The enterprise has this tier since 2022-01-01 until 2023-01-01: Gazelle; end that first, or grant it "
        "for another time",
    }
    assert (await granted(api, id, 2, "GAZELLE", "2021-01-01"))["__typename"] == "TierHeld"
    assert await api.written() == before


async def test_what_is_wrong_with_a_tier_is_told_at_once(api: Api) -> None:
    id = await register(api)
    answer = await refused(
        api,
        "grantTier",
        enterpriseId=id,
        version=1,
        tier="UNICORN",
        grantedOn=TOMORROW,
        until=TOMORROW,
        source=" ",
    )
    assert answer["problems"] == [
        {"path": "grantedOn", "message": "must not be after today, 2023-06-13"},
        {"path": "until", "message": "is not after 2023-06-14, when it was granted"},
        {"path": "source", "message": "is required"},
    ]


async def test_a_tier_ends_on_a_day_that_it_is_held(api: Api) -> None:
    id = await register(api)
    await granted(api, id, 1, "HIGH_TECH", "2022-01-01")
    payload = "... on TierEnded { status { until } enterprise { version } } ... on TierNotHeld { tier on }"
    given = {"enterpriseId": id, "version": 2, "tier": "HIGH_TECH"}
    answer = await refused(api, "endTier", payload, **given, on="2022-01-01")
    assert answer["problems"] == [
        {"path": "on", "message": "is the day on which it was granted; it ends later"}
    ]
    answer = await refused(api, "endTier", payload, **given, on="2021-12-31")
    assert answer == {
        "__typename": "TierNotHeld",
        "tier": "HIGH_TECH",
        "on": "2021-12-31",
        "message": "The enterprise does not have this tier on 2021-12-31: High-tech enterprise",
    }
    done = await api.act("endTier", payload, **given, on="2023-06-01")
    assert (done["status"], done["enterprise"]) == ({"until": "2023-06-01"}, {"version": 3})
    again = await refused(api, "endTier", payload, **{**given, "version": 3}, on="2023-06-01")
    assert again["__typename"] == "TierNotHeld"


DAYS = st.dates(date(2022, 1, 1), date(2022, 1, 12))
ACTS = st.lists(
    st.one_of(
        st.builds(
            lambda tier, on, length: GrantTier(
                uid(1), 1, tier, on, length and date.fromordinal(on.toordinal() + length), "公示"
            ),
            st.sampled_from((Tier.GAZELLE, Tier.UNICORN)),
            DAYS,
            st.none() | st.integers(1, 5),
        ),
        st.builds(
            lambda tier, on: EndTier(uid(1), 1, tier, on), st.sampled_from((Tier.GAZELLE, Tier.UNICORN)), DAYS
        ),
    ),
    max_size=15,
)


@given(ACTS)
def test_on_no_day_is_a_tier_held_twice(acts: list[GrantTier | EndTier]) -> None:
    held: dict[Any, TierStatus] = {}
    for number, command in enumerate(acts):
        if isinstance(command, GrantTier):
            done: Any = grant(command, HELD, list(held.values()), uid(number))
        else:
            done = end(command, HELD, list(held.values()))
        if isinstance(done, Granted | Ended):
            held[done.status.id] = done.status
            assert done.enterprise.version == HELD.version + 1
    for tier in (Tier.GAZELLE, Tier.UNICORN):
        for day in range(date(2021, 12, 30).toordinal(), date(2022, 1, 20).toordinal()):
            on = date.fromordinal(day)
            holding = [
                each
                for each in held.values()
                if each.tier is tier and each.granted_on <= on and (each.until is None or on < each.until)
            ]
            assert len(holding) <= 1
    assert all(each.until is None or each.until > each.granted_on for each in held.values())


# --- Statistics -------------------------------------------------------------------------------------------------------

WAY = (
    ("BELOW", "2022-01-05"),
    ("APPROACHING", "2022-06-30"),
    ("THRESHOLD_MET", "2022-12-31"),
    ("FILED", "2023-01-20"),
    ("ENROLLED", "2023-03-01"),
)


async def test_an_enterprise_is_enrolled_step_by_step_and_the_lag_is_in_days(api: Api) -> None:
    id = await register(api)
    assert (await api.ask(STATISTICS, id=id))["node"] == {"version": 1, "statistics": None}
    lags: list[Any] = []
    for version, (state, on) in enumerate(WAY, 1):
        done = await step(api, id, version, state, on, evidence=f" {state} 凭证 ")
        assert (done["status"]["state"], done["enterprise"]["version"]) == (state, version + 1)
        lags.append(done["status"]["lagDays"])
    assert lags == [None, None, None, None, 60]
    found = (await api.ask(STATISTICS, id=id))["node"]["statistics"]
    steps = found.pop("steps")
    assert found == {
        "state": "ENROLLED", "since": "2023-03-01", "metOn": "2022-12-31", "filedOn": "2023-01-20",
        "enrolledOn": "2023-03-01", "droppedOn": None, "lagDays": 60,
    }  # fmt: skip
    assert [(each["state"], each["reachedOn"]) for each in steps] == list(WAY)
    assert steps[0]["evidence"] == "BELOW 凭证"
    assert steps[0]["recordedAt"] == "2023-06-13T12:00:00.000+08:00"


async def test_a_step_out_of_order_is_told_which_are_possible(api: Api) -> None:
    id = await register(api)
    before = await api.written()
    answer = await step(api, id, 1, "ENROLLED", "2022-01-01")
    assert answer == {
        "__typename": "StatStepImpossible",
        "state": None,
        "since": None,
        "possible": ["BELOW", "APPROACHING"],
        "message": "Nothing was said of this enterprise yet; it begins with: Below the threshold or Approaching the threshold",
    }
    assert await api.written() == before
    await step(api, id, 1, "APPROACHING", "2022-06-30")
    before = await api.written()
    early = await step(api, id, 2, "THRESHOLD_MET", "2022-06-29")
    assert early == {
        "__typename": "StatStepImpossible",
        "state": "APPROACHING",
        "since": "2022-06-30",
        "possible": ["THRESHOLD_MET", "BELOW"],
        "message": "The enterprise stands at “Approaching the threshold” since 2022-06-30; on that day or later follows: "
        "Threshold met or Below the threshold",
    }
    later = await refused(
        api, "recordStatistics", enterpriseId=id, version=2, state="BELOW", on=TOMORROW, evidence="x" * 501
    )
    assert [each["path"] for each in later["problems"]] == ["on", "evidence"]
    assert await api.written() == before


async def test_who_was_dropped_begins_anew_and_the_earlier_steps_stay(api: Api) -> None:
    id = await register(api)
    way = (*WAY, ("DROPPED", "2023-04-01"), ("APPROACHING", "2023-05-01"))
    for version, (state, on) in enumerate(way, 1):
        assert (await step(api, id, version, state, on))["__typename"] == "StatisticsRecorded"
    found = (await api.ask(STATISTICS, id=id))["node"]["statistics"]
    assert len(found.pop("steps")) == 7
    assert found == {
        "state": "APPROACHING", "since": "2023-05-01", "metOn": None, "filedOn": None,
        "enrolledOn": None, "droppedOn": None, "lagDays": None,
    }  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(StatState), DAYS), max_size=25))
def test_the_days_of_the_steps_are_in_order_whatever_is_tried(tries: list[tuple[StatState, date]]) -> None:
    status: StatStatus | None = None
    for state, on in tries:
        command = RecordStatistics(uid(1), 1, state, on, None)
        done = record(command, HELD, status, uid(2), NOON)
        possible = NEXT[status and status.state]
        in_order = state in possible and (status is None or on >= status.since)
        assert isinstance(done, Recorded if in_order else StatStepImpossible)
        if isinstance(done, StatStepImpossible):
            assert done.possible == possible
            continue
        assert isinstance(done, Recorded)
        status = done.status
        days = [
            each
            for each in (status.met_on, status.filed_on, status.enrolled_on, status.dropped_on)
            if each is not None
        ]
        assert days == sorted(days)
        assert not days or days[-1] <= status.since
        assert (status.lag_days is None) is (status.met_on is None or status.enrolled_on is None)
        assert status.lag_days is None or status.lag_days >= 0


def test_every_state_but_none_is_reached_and_left() -> None:
    assert NEXT.keys() == {None, *StatState}
    assert {state for states in NEXT.values() for state in states} == set(StatState)


# --- Thresholds -------------------------------------------------------------------------------------------------------

PUBLISHED = {
    "B": 2000, "C": 2000, "D": 2000, "51": 2000, "52": 500, "H": 200, "G": 2000, "I": 2000, "N": 2000, "84": 2000,
    "L": 1000, "M": 1000, "P": 1000, "702": 1000, "703": 1000, "704": 1000, "709": 1000, "O": 500, "R": 500, "85": 500,
}  # fmt: skip
"""In 10,000 yuan, as the statistics bureaus publish them."""


async def scopes(api: Api, on: str | None = None, **headers: Any) -> dict[str, Any]:
    found = (await api.ask(THRESHOLDS, on=on, **headers))["statisticsThresholds"]
    return {each.pop("industryCode"): each for each in found}


async def test_the_published_thresholds_are_shipped_and_public(api: Api) -> None:
    del api.client.headers["authorization"]
    found = await scopes(api)
    assert {scope: Decimal(each["amount"]) / 10_000 for scope, each in found.items()} == PUBLISHED
    assert found["C"] == {
        "amount": "20000000.00", "validFrom": "2021-01-01", "validTo": None, "national": True,
        "industry": {"name": "制造业"},
    }  # fmt: skip
    assert found["51"]["industry"] is None
    assert await scopes(api, "2020-12-31") == {}


async def set_one(api: Api, amount: str, valid_from: str, code: str = "C") -> dict[str, Any]:
    payload = """... on ThresholdSet { threshold { amount national validFrom } ended { amount validTo } }
      ... on ThresholdNotLater { validFrom }"""
    return await api.act("setThreshold", payload, industryCode=code, amount=amount, validFrom=valid_from)


async def test_a_county_sets_its_own_threshold_and_ends_the_one_before(api: Api) -> None:
    api.client.headers.update(bearer("ADMIN"))
    first = await set_one(api, "18000000", "2023-01-01")
    assert first == {
        "__typename": "ThresholdSet",
        "threshold": {"amount": "18000000.00", "national": False, "validFrom": "2023-01-01"},
        "ended": None,
    }
    second = await set_one(api, "19000000.5", "2024-01-01")
    assert second["ended"] == {"amount": "18000000.00", "validTo": "2024-01-01"}
    amounts = [(await scopes(api, on))["C"]["amount"] for on in ("2022-12-31", "2023-12-31", "2024-01-01")]
    assert amounts == ["20000000.00", "18000000.00", "19000000.50"]
    assert len(await scopes(api)) == len(PUBLISHED)
    # The nation's stays for every other county.
    assert (await scopes(api, as_=bearer("ADMIN", county=NEIGHBOUR)))["C"]["national"] is True


async def test_a_threshold_that_was_set_is_not_set_again(api: Api) -> None:
    api.client.headers.update(bearer("ADMIN"))
    await set_one(api, "18000000", "2023-01-01")
    before = await api.written()
    for day in ("2023-01-01", "2022-01-01"):
        answer = await set_one(api, "1", day)
        assert answer == {
            "__typename": "ThresholdNotLater",
            "validFrom": "2023-01-01",
            "message": "The threshold that is set already holds from 2023-01-01; a new one holds from a later day",
        }
    answer = await refused(api, "setThreshold", industryCode="3311", amount="0", validFrom="2024-01-01")
    assert [each["path"] for each in answer["problems"]] == ["amount", "industryCode"]
    assert await api.written() == before


async def test_of_two_thresholds_at_once_one_alone_has_no_end(api: Api) -> None:
    api.client.headers.update(bearer("ADMIN"))
    await asyncio.gather(*(set_one(api, "18000000", f"2023-01-0{day}") for day in (1, 2, 3, 4)))
    rows = await api.owner.fetch(
        "SELECT valid_from, valid_to FROM statistics_thresholds WHERE county_code = $1 ORDER BY 1", COUNTY
    )
    ends = [row["valid_to"] for row in rows]
    assert ends == [row["valid_from"] for row in rows[1:]] + [None]


async def test_without_its_index_two_thresholds_at_once_would_both_have_no_end(api: Api) -> None:
    await api.owner.execute("DROP INDEX statistics_thresholds_open_ix")
    for day in ("2023-01-01", "2024-01-01"):
        async with api.world.database.connection(COUNTY) as connection:
            await connection.execute(
                "INSERT INTO statistics_thresholds VALUES (gen_random_uuid(), $1, 'C', 'REVENUE', 1, $2)",
                COUNTY,
                date.fromisoformat(day),
            )
    assert (
        await api.owner.fetchval(
            "SELECT count(*) FROM statistics_thresholds WHERE county_code = $1 AND valid_to IS NULL", COUNTY
        )
        == 2
    )


@given(st.lists(st.tuples(st.integers(1, 9), DAYS), max_size=12))
def test_thresholds_follow_each_other_without_a_gap(tries: list[tuple[int, date]]) -> None:
    held: list[Threshold] = []
    for number, (amount, day) in enumerate(tries):
        command = SetThreshold("C", StatMeasure.REVENUE, Decimal(amount), day)
        done = set_threshold(command, COUNTY, held[-1] if held else None, uid(number))
        if isinstance(done, ThresholdSet):
            held = [*held[:-1], *([done.ended] if done.ended else []), done.threshold]
    assert all(one.valid_to == other.valid_from for one, other in pairwise(held))
    assert not held or held[-1].valid_to is None
