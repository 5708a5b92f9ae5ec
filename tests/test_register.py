"""The register of enterprises: registering, renaming, moving, closing and merging, and the history that each leaves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strawberry.http import process_result

from domain.enterprises import Enterprise, EnterpriseStatus, Liaison, LiaisonRole, keeping
from domain.enterprises.ending import ended_with_enterprise
from domain.enterprises.keeping import CloseEnterprise, Moment, MoveEnterprise, RenameEnterprise
from domain.enterprises.refusals import EnterpriseEnded
from domain.people import Role, Viewer
from domain.refusals import InvalidInput
from resolvers.context import Context
from schema.backing import global_id
from schema.root import schema
from tests.counties import NEIGHBOUR, filled
from tests.offices import COUNTY, NOON, TODAY, USCC, Api, bearer, credit_code, uid

pytestmark = pytest.mark.anyio

REGISTERED = "... on EnterpriseRegistered { enterprise { id version } }"
RECORD = """query($id: ID!) { node(id: $id) { ... on Enterprise { name formerNames uscc kind status registeredOn endedOn
  version divisionCode division { name } zone { name } industry { code name englishName } mergedInto { id name } } } }"""
HISTORY = """query($id: ID!) { node(id: $id) { ... on Enterprise { history(first: 10) { totalCount edges { node {
  kind at effectiveOn nameBefore nameAfter statusBefore statusAfter divisionBefore divisionAfter
  entityKindBefore entityKindAfter industryBefore industryAfter registeredOnBefore registeredOnAfter
  zoneBefore { name } zoneAfter { name } other { name } } } } } } }"""
YESTERDAY, TOMORROW = "2023-06-12", "2023-06-14"
ON = "2023-06-01"


async def register(api: Api, number: int | None = 1, **changes: Any) -> str:
    """The id of a new enterprise; without a number it has no credit code."""
    uscc = None if number is None else credit_code(number)
    given = {"name": f"第 {number} 铸造厂", "uscc": uscc, **changes}
    done = await api.act("registerEnterprise", REGISTERED, **given)
    assert done["__typename"] == "EnterpriseRegistered", done
    return done["enterprise"]["id"]


async def zone(api: Api, name: str, division: str = COUNTY) -> str:
    """The id of a zone of this county that sits in a division."""
    row = await api.owner.fetchrow(
        "INSERT INTO zones VALUES (gen_random_uuid(), $1, $2, 'DEV_ZONE', $3, NULL, NULL, 1) RETURNING id",
        COUNTY,
        name,
        division,
    )
    return global_id("Zone", row["id"])


async def record(api: Api, id: str) -> dict[str, Any]:
    return (await api.ask(RECORD, id=id))["node"]


async def history(api: Api, id: str) -> list[dict[str, Any]]:
    found = (await api.ask(HISTORY, id=id))["node"]["history"]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"] for edge in found["edges"]]


async def refused(api: Api, act: str, payload: str = "", **given: Any) -> dict[str, Any]:
    """What an act answers that writes nothing."""
    before = await api.written()
    answer = await api.act(act, payload, **given)
    assert await api.written() == before
    return answer


# --- Registering ------------------------------------------------------------------------------------------------------


async def test_an_enterprise_is_registered_with_all_that_is_known_of_it(api: Api) -> None:
    park = await zone(api, "高新区", "370911")
    id = await register(
        api, name=" 泰山铸造有限公司 ", zoneId=park, industryCode="C", registeredOn=ON, kind="SOLE_TRADER"
    )
    assert await record(api, id) == {
        "name": "泰山铸造有限公司",
        "formerNames": [],
        "uscc": credit_code(1),
        "kind": "SOLE_TRADER",
        "status": "ACTIVE",
        "registeredOn": ON,
        "endedOn": None,
        "version": 1,
        "divisionCode": "370911",
        "division": {"name": "岱岳区"},
        "zone": {"name": "高新区"},
        "industry": {"code": "C", "name": "制造业", "englishName": "Manufacturing"},
        "mergedInto": None,
    }
    assert await history(api, id) == [
        {
            "kind": "REGISTERED",
            "at": "2023-06-13T12:00:00.000+08:00",
            "effectiveOn": ON,
            "nameBefore": None,
            "nameAfter": "泰山铸造有限公司",
            "statusBefore": None,
            "statusAfter": "ACTIVE",
            "divisionBefore": None,
            "divisionAfter": "370911",
            "zoneBefore": None,
            "zoneAfter": {"name": "高新区"},
            "entityKindBefore": None,
            "entityKindAfter": "SOLE_TRADER",
            "industryBefore": None,
            "industryAfter": "C",
            "registeredOnBefore": None,
            "registeredOnAfter": ON,
            "other": None,
        }
    ]


async def test_an_enterprise_without_a_credit_code_is_about_to_settle_in_the_county(api: Api) -> None:
    got = await record(api, await register(api, None, name="拟落地项目"))
    assert (got["status"], got["uscc"], got["kind"]) == ("PREPARING", None, "ENTERPRISE")
    assert (got["divisionCode"], got["division"], got["zone"]) == (COUNTY, {"name": "泰安市"}, None)


async def test_a_credit_code_is_registered_once_and_the_refusal_says_whose_it_is(api: Api) -> None:
    id = await register(api, name="先到的厂")
    payload = "... on UsccTaken { uscc enterprise { id name } }"
    answer = await refused(api, "registerEnterprise", payload, name="后到的厂", uscc=credit_code(1).lower())
    code = credit_code(1)
    assert answer == {
        "__typename": "UsccTaken",
        "uscc": code,
        "enterprise": {"id": id, "name": "先到的厂"},
        "message": f"The register has an enterprise with the credit code {code} already; go on with that one",
    }
    there = await api.beside(NEIGHBOUR).act("registerEnterprise", "", name="邻县的厂", uscc=code)
    assert there["__typename"] == "EnterpriseRegistered"


async def test_whose_a_credit_code_is_is_told_to_who_sees_the_enterprise(api: Api) -> None:
    here, there = await zone(api, "东区"), await zone(api, "西区")
    await register(api, zoneId=there)
    api.client.headers.update(bearer("DISPATCHER", zones=[here]))
    payload = "... on UsccTaken { uscc enterprise { id } }"
    answer = await refused(
        api, "registerEnterprise", payload, name="后到的厂", uscc=credit_code(1), zoneId=here
    )
    assert (answer["__typename"], answer["enterprise"]) == ("UsccTaken", None)


async def test_all_that_is_wrong_with_a_registration_is_told_at_once(api: Api) -> None:
    answer = await refused(
        api,
        "registerEnterprise",
        name=" ",
        uscc="9137",
        divisionCode="370999",
        industryCode="3311",
        registeredOn=TOMORROW,
    )
    assert {each["path"]: each["message"] for each in answer["problems"]} == {
        "name": "is required",
        "uscc": "has 4 characters; a unified social credit code has 18",
        "registeredOn": "must not be after today, 2023-06-13",
        "divisionCode": "370999 is the code of no division on 2023-06-13; see the codes of GB/T 2260",
        "industryCode": "3311 is not in the table of industries; have it imported, or give the section: C",
    }
    answer = await refused(api, "registerEnterprise", name="厂", divisionCode="37", industryCode="铸造")
    assert [each["path"] for each in answer["problems"]] == ["divisionCode", "industryCode"]


async def test_an_enterprise_is_registered_in_a_zone_of_its_county(api: Api) -> None:
    there = await api.owner.fetchval(
        "INSERT INTO zones VALUES (gen_random_uuid(), $1, '邻区', 'TOWN', $1, NULL, NULL, 1) RETURNING id",
        NEIGHBOUR,
    )
    for id in (global_id("Zone", there), global_id("Zone", uid(9)), global_id("Fair", uid(9)), "x"):
        answer = await refused(api, "registerEnterprise", name="厂", zoneId=id)
        assert (answer["__typename"], answer["message"]) == ("NotFound", "zoneId: there is no such zone")


async def test_of_two_that_register_one_code_at_once_one_is_told_whose_it_is(api: Api) -> None:
    answers = await asyncio.gather(
        *(api.act("registerEnterprise", "", name=f"{n} 厂", uscc=USCC) for n in range(4))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["EnterpriseRegistered", *["UsccTaken"] * 3]
    assert (await api.rows())["enterprises"] == (await api.rows())["enterprise_changes"] == 1


# --- Settling, renaming, moving, closing ------------------------------------------------------------------------------


async def test_who_was_about_to_settle_gets_a_credit_code_and_is_active(api: Api) -> None:
    id = await register(api, None)
    done = await api.act(
        "activateEnterprise",
        "... on EnterpriseActivated { enterprise { status uscc version registeredOn } }",
        enterpriseId=id,
        version=1,
        uscc=" 9111 0000 6000 3734 1l",
        registeredOn=ON,
    )
    assert done["enterprise"] == {"status": "ACTIVE", "uscc": USCC, "version": 2, "registeredOn": ON}
    kinds = [(each["kind"], each["statusBefore"], each["statusAfter"]) for each in await history(api, id)]
    assert kinds == [("ACTIVATED", "PREPARING", "ACTIVE"), ("REGISTERED", None, "PREPARING")]
    payload = "... on EnterpriseInWrongStatus { status needed }"
    again = await refused(api, "activateEnterprise", payload, enterpriseId=id, version=2, uscc=credit_code(2))
    assert again == {
        "__typename": "EnterpriseInWrongStatus",
        "status": "ACTIVE",
        "needed": ["PREPARING"],
        "message": "The enterprise is active; this needs one that is about to settle here",
    }


async def test_who_settles_takes_no_credit_code_of_another(api: Api) -> None:
    await register(api, 1)
    id = await register(api, None)
    answer = await refused(api, "activateEnterprise", enterpriseId=id, version=1, uscc=credit_code(1))
    assert answer["__typename"] == "UsccTaken"
    answer = await refused(api, "activateEnterprise", enterpriseId=id, version=1, uscc="1")
    assert [each["path"] for each in answer["problems"]] == ["uscc"]


async def test_another_name_leaves_the_former_one(api: Api) -> None:
    id = await register(api, name="甲厂")
    for version, name in ((1, "乙厂"), (2, "丙厂"), (3, "甲厂")):
        done = await api.act(
            "renameEnterprise",
            "... on EnterpriseRenamed { enterprise { name formerNames version } }",
            enterpriseId=id,
            version=version,
            name=name,
            on=ON,
        )
    assert done["enterprise"] == {"name": "甲厂", "formerNames": ["乙厂", "丙厂"], "version": 4}
    assert [(each["nameBefore"], each["nameAfter"]) for each in await history(api, id)] == [
        ("丙厂", "甲厂"),
        ("乙厂", "丙厂"),
        ("甲厂", "乙厂"),
        (None, "甲厂"),
    ]
    answer = await refused(api, "renameEnterprise", enterpriseId=id, version=4, name=" 甲厂 ", on=ON)
    assert answer["problems"] == [{"path": "name", "message": "is the name that it has already"}]
    answer = await refused(api, "renameEnterprise", enterpriseId=id, version=4, name="", on=TOMORROW)
    assert [each["path"] for each in answer["problems"]] == ["name", "on"]


async def test_an_act_is_of_no_day_before_the_enterprise_was_registered(api: Api) -> None:
    id = await register(api, registeredOn=YESTERDAY)
    given: dict[str, dict[str, Any]] = {
        "renameEnterprise": {"name": "新名"},
        "moveEnterprise": {"away": True},
        "closeEnterprise": {},
    }
    for act, more in given.items():
        answer = await refused(api, act, enterpriseId=id, version=1, on=ON, **more)
        assert answer["problems"] == [
            {"path": "on", "message": "is before 2023-06-12, when it was registered"}
        ]


async def test_an_enterprise_moves_to_a_zone_to_a_division_and_away(api: Api) -> None:
    park = await zone(api, "高新区", "370911")
    id = await register(api)
    moved = "... on EnterpriseMoved { enterprise { status divisionCode version zone { name } endedOn } }"
    done = await api.act("moveEnterprise", moved, enterpriseId=id, version=1, on=ON, zoneId=park)
    assert done["enterprise"] == {
        "status": "ACTIVE", "divisionCode": "370911", "version": 2, "zone": {"name": "高新区"}, "endedOn": None,
    }  # fmt: skip
    done = await api.act("moveEnterprise", moved, enterpriseId=id, version=2, on=ON, divisionCode="370902")
    assert (done["enterprise"]["divisionCode"], done["enterprise"]["zone"]) == ("370902", None)
    answer = await refused(api, "moveEnterprise", enterpriseId=id, version=3, on=ON, divisionCode="370902")
    assert answer["problems"] == [{"path": "divisionCode", "message": "is where it sits already"}]
    done = await api.act("moveEnterprise", moved, enterpriseId=id, version=3, on=YESTERDAY, away=True)
    assert (done["enterprise"]["status"], done["enterprise"]["endedOn"]) == ("MOVED", YESTERDAY)
    places = [(each["divisionAfter"], each["zoneAfter"]) for each in await history(api, id)]
    assert places == [
        ("370902", None),
        ("370902", None),
        ("370911", {"name": "高新区"}),
        (COUNTY, None),
    ]


async def test_a_move_is_to_one_place_that_there_is(api: Api) -> None:
    id = await register(api)
    both = {"divisionCode": "370902", "away": True}
    for more, paths in (
        ({}, ["away"]),
        (both, ["away"]),
        ({"divisionCode": "999999"}, ["divisionCode"]),
        ({"divisionCode": "x", "on": TOMORROW}, ["divisionCode", "on"]),
    ):
        answer = await refused(api, "moveEnterprise", **{"enterpriseId": id, "version": 1, "on": ON, **more})
        assert [each["path"] for each in answer["problems"]] == paths, more
    answer = await refused(api, "moveEnterprise", enterpriseId=id, version=1, on=ON, zoneId="x")
    assert answer["message"] == "zoneId: there is no such zone"


async def test_nothing_comes_to_a_zone_that_has_ended(api: Api) -> None:
    park = await zone(api, "高新区")
    id = await register(api)
    await api.owner.execute("UPDATE zones SET ended_on = '2023-06-01'")
    for act, more in (
        ("registerEnterprise", {"name": "厂"}),
        ("moveEnterprise", {"enterpriseId": id, "version": 1, "on": ON}),
    ):
        answer = await refused(api, act, "... on ZoneHasEnded { path }", zoneId=park, **more)
        assert (answer["__typename"], answer["path"]) == ("ZoneHasEnded", "zoneId")


async def test_who_never_settled_does_not_move_away_but_is_closed(api: Api) -> None:
    id = await register(api, None)
    answer = await refused(api, "moveEnterprise", enterpriseId=id, version=1, on=ON, away=True)
    assert answer["__typename"] == "EnterpriseInWrongStatus"
    done = await api.act(
        "closeEnterprise",
        "... on EnterpriseClosed { enterprise { status uscc endedOn } }",
        enterpriseId=id,
        version=1,
        on=ON,
    )
    assert done["enterprise"] == {"status": "CLOSED", "uscc": None, "endedOn": ON}


ACTS: dict[str, dict[str, Any]] = {
    "activateEnterprise": {"uscc": credit_code(7)},
    "renameEnterprise": {"name": "新名", "on": YESTERDAY},
    "moveEnterprise": {"on": YESTERDAY, "divisionCode": "370902"},
    "closeEnterprise": {"on": YESTERDAY},
    "reclassifyEnterprise": {"on": YESTERDAY, "industryCode": "C"},
    "grantTier": {"tier": "GAZELLE", "grantedOn": ON, "source": "公示"},
    "endTier": {"tier": "GAZELLE", "on": ON},
    "recordStatistics": {"state": "APPROACHING", "on": ON},
}
"""Acts on one enterprise."""


@pytest.mark.parametrize("act", ACTS)
async def test_an_enterprise_that_has_ended_changes_no_more(api: Api, act: str) -> None:
    id = await register(api)
    await api.act("closeEnterprise", "", enterpriseId=id, version=1, on=YESTERDAY)
    payload = "... on EnterpriseEnded { path status endedOn mergedInto { id } }"
    answer = await refused(api, act, payload, enterpriseId=id, version=2, **ACTS[act])
    assert answer == {
        "__typename": "EnterpriseEnded",
        "path": "enterpriseId",
        "status": "CLOSED",
        "endedOn": YESTERDAY,
        "mergedInto": None,
        "message": "enterpriseId: the enterprise is closed since 2023-06-12; its record does not change any more",
    }


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_on_an_earlier_version_is_told_the_version_now(api: Api, act: str) -> None:
    id = await register(api)
    await api.act("renameEnterprise", "", enterpriseId=id, version=1, name="别人改的", on=ON)
    payload = "... on Outdated { path currentVersion }"
    answer = await refused(api, act, payload, enterpriseId=id, version=1, **ACTS[act])
    assert answer == {
        "__typename": "Outdated",
        "path": "version",
        "currentVersion": 2,
        "message": "version: the record has changed, its version is 2 now; look at it again",
    }


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_finds_no_enterprise_of_another_county(api: Api, act: str) -> None:
    id = await register(api)
    api.client.headers.update(bearer("ADMIN", county=NEIGHBOUR))
    for named in (id, "x"):
        answer = await refused(api, act, enterpriseId=named, version=1, **ACTS[act])
        assert answer["message"] == "enterpriseId: there is no such enterprise"


@pytest.mark.parametrize("act", ["renameEnterprise", "recordStatistics"])
async def test_of_two_acts_at_once_one_wins_and_the_other_is_outdated(api: Api, act: str) -> None:
    id = await register(api)
    both = [{**ACTS[act], "enterpriseId": id, "version": 1} for _ in range(2)]
    if act == "renameEnterprise":
        both[1]["name"] = "另一新名"
    held = await api.world.database.begin(COUNTY, write=True)
    await held.connection.fetch("SELECT id FROM enterprises FOR UPDATE")
    running = [
        asyncio.create_task(api.act(act, "... on Outdated { currentVersion }", **each)) for each in both
    ]
    await api.until_one_waits()
    await held.rollback()
    answers = await asyncio.gather(*running)
    (outdated,) = [answer for answer in answers if answer["__typename"] == "Outdated"]
    assert outdated["currentVersion"] == 2
    assert (await record(api, id))["version"] == 2


async def test_what_an_enterprise_is_can_be_said_anew_and_its_history_says_what_it_was_thought_to_be(
    api: Api,
) -> None:
    id = await register(api)
    payload = "... on EnterpriseReclassified { enterprise { kind industry { code } registeredOn version } }"
    given = {"enterpriseId": id, "version": 1, "on": ON}
    said = {"kind": "SOLE_TRADER", "industryCode": "C", "registeredOn": "2023-05-01"}
    done = await api.act("reclassifyEnterprise", payload, **given, **said)
    assert done["enterprise"] == {
        "kind": "SOLE_TRADER",
        "industry": {"code": "C"},
        "registeredOn": "2023-05-01",
        "version": 2,
    }
    change = (await history(api, id))[0]
    assert change["kind"] == "RECLASSIFIED"
    assert [change[f"{what}{when}"] for what in WHAT for when in ("Before", "After")] == [
        "ENTERPRISE",
        "SOLE_TRADER",
        None,
        "C",
        None,
        "2023-05-01",
    ]
    # What is left out stays as it is.
    done = await api.act("reclassifyEnterprise", payload, **{**given, "version": 2}, industryCode="A")
    assert (done["enterprise"]["kind"], done["enterprise"]["industry"]) == ("SOLE_TRADER", {"code": "A"})


WHAT = ("entityKind", "industry", "registeredOn")


async def test_a_classification_says_something_new_that_there_is(api: Api) -> None:
    id = await register(api, registeredOn=YESTERDAY)
    given = {"enterpriseId": id, "version": 1}
    answer = await refused(api, "reclassifyEnterprise", **given, on=ON, kind="ENTERPRISE")
    assert [each["path"] for each in answer["problems"]] == ["kind"]
    wrong = {"on": TOMORROW, "industryCode": "Z", "registeredOn": TOMORROW}
    answer = await refused(api, "reclassifyEnterprise", **given, **wrong)
    assert sorted(each["path"] for each in answer["problems"]) == ["industryCode", "on", "registeredOn"]
    answer = await refused(api, "reclassifyEnterprise", **given, on="2023-06-11", industryCode="C")
    assert answer["problems"] == [{"path": "on", "message": "is before 2023-06-12, when it was registered"}]


# --- What ends with an enterprise -------------------------------------------------------------------------------------

LASTS = """query($id: ID!) { node(id: $id) { ... on Enterprise {
  liaison { since }
  liaisons(first: 9) { edges { node { since until } } }
  chains(first: 9) { edges { role } }
  alliances(first: 9) { edges { role since until } } } } }"""


async def lasting(api: Api, id: str) -> dict[str, list[Any]]:
    """What lasts for an enterprise, and until when."""
    found = (await api.ask(LASTS, id=id))["node"]
    return {
        "liaisons": [edge["node"]["until"] for edge in found["liaisons"]["edges"]],
        "alliances": [edge["until"] for edge in found["alliances"]["edges"]],
        # Only those that last are listed.
        "chains": [edge["role"] for edge in found["chains"]["edges"]],
    }


@pytest.mark.parametrize("act", ["closeEnterprise", "moveEnterprise", "mergeEnterprises"])
async def test_with_an_enterprise_ends_who_looks_after_it_and_what_it_is_a_member_of(
    api: Api, act: str
) -> None:
    county = await filled(api, COUNTY)
    id = county["enterprise_1"]
    assert await lasting(api, id) == {"liaisons": [None], "chains": ["MASTER"], "alliances": [None]}
    survivor = await register(api, 77)
    given: dict[str, dict[str, Any]] = {
        "closeEnterprise": {"enterpriseId": id, "version": 1, "on": "2023-06-05"},
        "moveEnterprise": {"enterpriseId": id, "version": 1, "on": "2023-06-05", "away": True},
        "mergeEnterprises": {
            "duplicateId": id,
            "duplicateVersion": 1,
            "survivorId": survivor,
            "survivorVersion": 1,
        },
    }
    ended = "2023-06-13" if act == "mergeEnterprises" else "2023-06-05"
    done = await api.act(act, "", **given[act])
    assert done["__typename"] in {"EnterpriseClosed", "EnterpriseMoved", "EnterprisesMerged"}, done
    assert await lasting(api, id) == {"liaisons": [ended], "chains": [], "alliances": [ended]}
    assert (await api.ask(LASTS, id=id))["node"]["liaison"] is None


@given(
    since=st.dates(date(2022, 1, 1), date(2023, 6, 1)),
    lasts=st.none() | st.integers(1, 500),
    on=st.dates(date(2022, 1, 1), date(2023, 6, 1)),
    shortest=st.sampled_from([timedelta(), timedelta(days=1)]),
)
def test_what_ends_with_an_enterprise_ends_on_its_day_or_as_soon_as_it_can(
    since: date, lasts: int | None, on: date, shortest: timedelta
) -> None:
    until = None if lasts is None else since + timedelta(days=lasts)
    held = Liaison(uid(1), COUNTY, uid(2), uid(3), LiaisonRole.STEWARD, True, since, until, 4)
    ended = ended_with_enterprise(held, on, shortest)
    assert ended.until is not None
    assert ended.until - since >= shortest
    assert ended.until in {on, since + shortest}
    assert (ended.since, ended.version) == (since, 5)


# --- Merging ----------------------------------------------------------------------------------------------------------

MERGED = """... on EnterprisesMerged { enterprise { name formerNames version status }
  duplicate { name status endedOn version mergedInto { name } } }"""


async def test_a_duplicate_ends_and_its_names_stay_with_the_survivor(api: Api) -> None:
    survivor = await register(api, 1, name="泰山铸造有限公司")
    duplicate = await register(api, 2, name="泰山铸造厂")
    await api.act(
        "renameEnterprise", "", enterpriseId=duplicate, version=1, name="泰山铸造有限公司(重)", on=ON
    )
    done = await api.act(
        "mergeEnterprises", MERGED, duplicateId=duplicate, duplicateVersion=2, survivorId=survivor, survivorVersion=1
    )  # fmt: skip
    assert done["enterprise"] == {
        "name": "泰山铸造有限公司",
        "formerNames": ["泰山铸造厂", "泰山铸造有限公司(重)"],
        "version": 2,
        "status": "ACTIVE",
    }
    assert done["duplicate"] == {
        "name": "泰山铸造有限公司(重)",
        "status": "CLOSED",
        "endedOn": "2023-06-13",
        "version": 3,
        "mergedInto": {"name": "泰山铸造有限公司"},
    }
    there, here = (await history(api, duplicate))[0], (await history(api, survivor))[0]
    assert (there["kind"], there["statusAfter"], there["other"]["name"]) == (
        "MERGED",
        "CLOSED",
        "泰山铸造有限公司",
    )
    assert (here["kind"], here["statusAfter"], here["other"]["name"]) == (
        "MERGED",
        "ACTIVE",
        "泰山铸造有限公司(重)",
    )


async def test_what_a_merged_record_asked_for_goes_on_to_point_at_it(api: Api) -> None:
    fair = await api.open_fair()
    intake = await api.taken(fair.booths["A01"], "k-1")
    query = "query($id: ID!) { node(id: $id) { ... on Intake { enterprise { id version mergedInto { name } } } } }"
    duplicate = (await api.ask(query, id=intake))["node"]["enterprise"]
    survivor = await register(api, 2, name="留下的厂")
    await api.act(
        "mergeEnterprises", "", duplicateId=duplicate["id"], duplicateVersion=1, survivorId=survivor, survivorVersion=1
    )  # fmt: skip
    assert (await api.ask(query, id=intake))["node"]["enterprise"] == {
        "id": duplicate["id"],
        "version": 2,
        "mergedInto": {"name": "留下的厂"},
    }


async def merging(api: Api, duplicate: str, survivor: str, versions: tuple[int, int] = (1, 1)) -> Any:
    payload = """... on CannotMerge { reason } ... on EnterpriseEnded { path mergedInto { id } }
      ... on Outdated { path currentVersion } ... on NotFound { path }"""
    return await refused(
        api, "mergeEnterprises", payload, duplicateId=duplicate, duplicateVersion=versions[0],
        survivorId=survivor, survivorVersion=versions[1],
    )  # fmt: skip


async def test_an_enterprise_is_not_merged_into_itself(api: Api) -> None:
    id = await register(api)
    answer = await merging(api, id, id)
    assert (answer["__typename"], answer["reason"]) == ("CannotMerge", "SAME")
    assert "not merged into itself" in answer["message"]


async def test_mergers_make_no_chain(api: Api) -> None:
    a, b, c = [await register(api, n) for n in (1, 2, 3)]
    await api.act("mergeEnterprises", "", duplicateId=a, duplicateVersion=1, survivorId=b, survivorVersion=1)
    answer = await merging(api, c, a, (1, 2))
    assert (answer["__typename"], answer["path"], answer["mergedInto"]) == (
        "EnterpriseEnded",
        "survivorId",
        {"id": b},
    )
    assert answer["message"].startswith("survivorId: this record was merged into another on 2023-06-13")
    answer = await merging(api, b, c, (2, 1))
    assert (answer["__typename"], answer["reason"]) == ("CannotMerge", "DUPLICATE_IS_SURVIVOR")
    answer = await merging(api, a, c, (2, 1))
    assert (answer["__typename"], answer["path"]) == ("EnterpriseEnded", "duplicateId")


async def test_the_record_with_the_credit_code_is_kept(api: Api) -> None:
    coded, preparing = await register(api, 1), await register(api, None)
    answer = await merging(api, coded, preparing)
    assert (answer["__typename"], answer["reason"]) == ("CannotMerge", "SURVIVOR_WITHOUT_USCC")
    done = await api.act(
        "mergeEnterprises", "", duplicateId=preparing, duplicateVersion=1, survivorId=coded, survivorVersion=1
    )
    assert done["__typename"] == "EnterprisesMerged"


async def test_a_merger_is_about_both_records_as_they_are_now(api: Api) -> None:
    a, b = [await register(api, n) for n in (1, 2)]
    answer = await merging(api, a, b, (1, 9))
    assert (answer["path"], answer["currentVersion"]) == ("survivorVersion", 1)
    answer = await merging(api, a, b, (9, 1))
    assert (answer["path"], answer["currentVersion"]) == ("duplicateVersion", 1)
    assert (await merging(api, "x", b))["path"] == "duplicateId"
    assert (await merging(api, a, "x"))["path"] == "survivorId"


async def test_two_mergers_of_one_pair_both_ways_round_do_not_wait_for_ever(api: Api) -> None:
    a, b = [await register(api, n) for n in (1, 2)]
    answers = await asyncio.gather(
        *(
            api.act(
                "mergeEnterprises", "", duplicateId=x, duplicateVersion=1, survivorId=y, survivorVersion=1
            )
            for x, y in ((a, b), (b, a))
        )
    )
    assert sorted(answer["__typename"] for answer in answers) == ["EnterprisesMerged", "Outdated"]


# --- Who ------------------------------------------------------------------------------------------------------------


async def test_a_dispatcher_of_some_zones_sees_and_keeps_what_sits_there(api: Api) -> None:
    here, there = await zone(api, "东区"), await zone(api, "西区")
    mine, other = await register(api, 1, zoneId=here), await register(api, 2, zoneId=there)
    nowhere = await register(api, 3)
    api.client.headers.update(bearer("DISPATCHER", zones=[here]))
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert (await api.ask(query, ids=[mine, other, nowhere]))["nodes"] == [{"id": mine}, None, None]
    for id in (other, nowhere):
        answer = await refused(
            api, "closeEnterprise", "... on OutsideRemit { path }", enterpriseId=id, version=1, on=ON
        )
        assert (answer["__typename"], answer["path"]) == ("OutsideRemit", "enterpriseId")
    for more in ({"zoneId": there}, {}):
        answer = await refused(api, "registerEnterprise", "... on OutsideRemit { path }", name="厂", **more)
        assert (answer["__typename"], answer["path"]) == ("OutsideRemit", "zoneId")
    assert await history(api, mine) != []
    done = await api.act("closeEnterprise", "", enterpriseId=mine, version=1, on=ON)
    assert done["__typename"] == "EnterpriseClosed"


async def test_the_audit_has_both_records_of_a_merger(api: Api) -> None:
    a, b = [await register(api, n) for n in (1, 2)]
    await api.act("mergeEnterprises", "", duplicateId=a, duplicateVersion=1, survivorId=b, survivorVersion=1)
    row = await api.owner.fetchrow(
        """SELECT subject_type, after::json -> 'Merger' -> 'survivor' ->> 'version' AS survivor,
                  after::json -> 'Merger' -> 'duplicate' ->> 'status' AS duplicate
           FROM audit_entries WHERE act = 'mergeEnterprises'"""
    )
    assert tuple(row) == ("Enterprise", "2", "CLOSED")


async def test_what_the_database_holds_no_act_can_leave(api: Api) -> None:
    await register(api)
    for change, constraint in (
        ("uscc = NULL", "enterprises_uscc_ck"),
        ("merged_into_id = id", "enterprises_merged_ck"),
        ("kind = 'X'", "enterprises_kind_ck"),
    ):
        with pytest.raises(Exception, match=constraint):
            await api.owner.execute(f"UPDATE enterprises SET {change}")  # noqa: S608


# --- Decisions, by chance -------------------------------------------------------------------------------------------

NAMES = st.sampled_from(("甲厂", "乙厂", "丙厂"))
DAYS = st.dates(date(2023, 6, 1), TODAY)
STEPS = st.lists(
    st.one_of(
        st.builds(lambda name, on: RenameEnterprise(uid(1), 1, name, on), NAMES, DAYS),
        st.builds(
            lambda on, code, away: MoveEnterprise(uid(1), 1, on, None, None if away else code, away),
            DAYS,
            st.sampled_from((COUNTY, "370902", "370911")),
            st.booleans(),
        ),
        st.builds(lambda on: CloseEnterprise(uid(1), 1, on), DAYS),
    ),
    max_size=12,
)


@given(STEPS, st.none() | DAYS)
def test_every_change_is_told_by_one_line_of_history_and_one_version(
    steps: list[Any], registered_on: date | None
) -> None:
    held = Enterprise(
        uid(1), COUNTY, "甲厂", USCC, EnterpriseStatus.ACTIVE, COUNTY, registered_on=registered_on
    )
    changes: list[keeping.EnterpriseChange] = []
    for number, step in enumerate(steps):
        moment = Moment(NOON, TODAY, uid(100 + number))
        match step:
            case RenameEnterprise():
                done: Any = keeping.rename(step, held, moment)
            case MoveEnterprise():
                done = keeping.move(step, held, None, moment)
            case _:
                done = keeping.close(step, held, moment)
        if isinstance(done, keeping.Changed):
            assert done.enterprise != held
            assert done.change.effective_on >= (registered_on or date.min)
            assert (done.change.name_before, done.change.status_before) == (held.name, held.status)
            changes.append(done.change)
            held = done.enterprise
        else:
            assert isinstance(done, InvalidInput | EnterpriseEnded)
            assert isinstance(done, EnterpriseEnded) is (held.ended_on is not None)
    assert held.version == 1 + len(changes)
    assert held.name not in held.former_names
    assert len(set(held.former_names)) == len(held.former_names)
    assert set(held.former_names) == {each.name_before for each in changes} - {held.name}
    assert (held.ended_on is not None) is (held.status in keeping.ENDED)
    if changes:
        last = changes[-1]
        assert (last.name_after, last.status_after, last.division_after) == (
            held.name, held.status, held.division_code,
        )  # fmt: skip


# --- Questions --------------------------------------------------------------------------------------------------------

BY = "query($by: EnterpriseBy!) { enterprise(by: $by) { id name } }"
LIST = """query($filter: EnterpriseFilter, $order: EnterpriseOrder, $first: Int, $after: String) {
  enterprises(filter: $filter, orderBy: $order, first: $first, after: $after) { totalCount
    edges { node { name } } pageInfo { endCursor hasNextPage } } }"""


@pytest.mark.parametrize("planned", [True, False], ids=["planned", "loaders"])
async def test_an_enterprise_is_asked_for_by_its_id_or_its_credit_code(api: Api, *, planned: bool) -> None:
    id = await register(api, 1, name="甲厂")
    context = Context(replace(api.world, planned=planned), "en", Viewer(Role.ADMIN, COUNTY, "a"))

    async def asked(**by: str) -> Any:
        told = await schema.execute(BY, {"by": by}, context.for_operation())
        answer = orjson.loads(orjson.dumps(process_result(told)))
        return answer["errors"] if "errors" in answer else answer["data"]["enterprise"]

    right = {"id": id, "name": "甲厂"}
    for by in ({"id": id}, {"uscc": credit_code(1)}, {"uscc": f" {credit_code(1).lower()}"}):
        assert await asked(**by) == right
    for by in (
        {"uscc": credit_code(2)},
        {"id": global_id("Enterprise", uid(9))},
        {"id": global_id("Fair", uid(9))},
    ):
        assert await asked(**by) is None
    for by, said in (({"uscc": "9137"}, "by.uscc has 4 characters"), ({"uscc": ""}, "by.uscc is required")):
        (error,) = await asked(**by)
        assert (error["extensions"]["code"], error["message"][: len(said)]) == ("BAD_USER_INPUT", said)
    context = Context(context.world, "en", Viewer(Role.ADMIN, NEIGHBOUR, "a"))
    assert await asked(uscc=credit_code(1)) is None


async def names(api: Api, filter: Any = None, order: Any = None) -> list[str]:
    """The names of all pages of two."""
    found, after = list[str](), None
    while True:
        page = (await api.ask(LIST, filter=filter, order=order, first=2, after=after))["enterprises"]
        found += [edge["node"]["name"] for edge in page["edges"]]
        assert len(found) <= page["totalCount"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(found)
            return found
        after = page["pageInfo"]["endCursor"]


async def test_enterprises_are_listed_by_what_is_asked_and_in_the_order_that_is_asked(api: Api) -> None:
    park = await zone(api, "高新区")
    await api.owner.execute("INSERT INTO industries VALUES ('33', '金属制品业'), ('5212', '超级市场零售')")
    await register(api, 1, name="C 厂", industryCode="33", zoneId=park, registeredOn="2020-01-02")
    await register(api, 2, name="A 厂", industryCode="C", kind="SOLE_TRADER", registeredOn="2021-05-01")
    await register(api, None, name="B 项目", zoneId=park)
    await register(api, 4, name="D 超市", industryCode="5212", registeredOn="2019-01-01")
    assert await names(api) == ["A 厂", "B 项目", "C 厂", "D 超市"]
    assert await names(api, None, {"field": "NAME", "direction": "DESC"}) == [
        "D 超市",
        "C 厂",
        "B 项目",
        "A 厂",
    ]
    assert await names(api, None, {"field": "REGISTERED_ON"}) == ["B 项目", "D 超市", "C 厂", "A 厂"]
    by_day = {"field": "REGISTERED_ON", "direction": "DESC"}
    assert await names(api, None, by_day) == ["A 厂", "C 厂", "D 超市", "B 项目"]
    for filter, right in (
        ({"zoneId": park}, ["B 项目", "C 厂"]),
        ({"zoneId": park, "kind": "ENTERPRISE", "status": "ACTIVE"}, ["C 厂"]),
        ({"kind": "SOLE_TRADER"}, ["A 厂"]),
        ({"status": "PREPARING"}, ["B 项目"]),
        ({"industry": "C"}, ["A 厂", "C 厂"]),
        ({"industry": "33"}, ["C 厂"]),
        ({"industry": "F"}, ["D 超市"]),
        ({"industry": "52"}, ["D 超市"]),
        ({"industry": "521"}, ["D 超市"]),
        ({"text": "厂"}, ["A 厂", "C 厂"]),
        ({"text": credit_code(4).lower()}, ["D 超市"]),
        ({"text": " "}, ["A 厂", "B 项目", "C 厂", "D 超市"]),
    ):
        assert await names(api, filter) == right, filter
    for filter in ({"industry": "U"}, {"zoneId": global_id("Fair", uid(1))}, {"text": "长" * 101}):
        answer = await api.send(LIST, {"filter": filter})
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_list_has_what_its_viewer_sees(api: Api) -> None:
    here, there = await zone(api, "东区"), await zone(api, "西区")
    await register(api, 1, name="甲厂", zoneId=here)
    await register(api, 2, name="乙厂", zoneId=there)
    assert sorted(await names(api)) == ["乙厂", "甲厂"]
    api.client.headers.update(bearer("DISPATCHER", zones=[here]))
    assert await names(api) == ["甲厂"]
    api.client.headers.update(bearer("DISPATCHER", county=NEIGHBOUR))
    assert await names(api) == []
    answer = await api.send(LIST, **bearer("INSTITUTION_REP"))
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
