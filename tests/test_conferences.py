"""Joint conferences: sessions, what they resolve and how that enters the ledger; party organizations of enterprises."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import db.ledger
from domain import alliances
from domain.alliances import PartyStatus
from tests.alliances import Office, office
from tests.counties import filled
from tests.offices import SOLUTION, Api, bearer

pytestmark = pytest.mark.anyio

SESSION = "session { id number heldOn agenda minutes version conference { id name rule } }"
RESOLUTION = """resolution { id number text ownerName dueOn session { id } ledgerEntry { id } }
  entry { id state solution ownerName dueOn openedAt intake { id } resolution { id } }"""


async def convene(house: Office, alliance: str, **changes: Any) -> Any:
    given = {
        "conference": {"registration": {"allianceId": alliance, "name": "联席会议", "rule": "每季度一次"}},
        "heldOn": "2023-06-01",
        "agenda": "要素保障",
        **changes,
    }
    return await house.act("conveneSession", f"... on SessionConvened {{ {SESSION} }}", **given)


async def adopt(house: Office, session: str, **changes: Any) -> Any:
    given = {
        "sessionId": session,
        "text": "协调双回路供电",
        "ownerName": "王主任",
        "dueOn": "2023-07-13",
        **changes,
    }
    return await house.act("adoptResolution", f"... on ResolutionAdopted {{ {RESOLUTION} }}", **given)


async def minutes(house: Office, session: str, version: int, text: str) -> Any:
    payload = f"... on MinutesRecorded {{ {SESSION} }}"
    return await house.act("recordMinutes", payload, sessionId=session, version=version, minutes=text)


# --- Sessions ---------------------------------------------------------------------------------------------------------


async def test_a_conference_is_registered_with_its_first_session_and_known_from_then_on(api: Api) -> None:
    house = await office(api)
    alliance = await house.established()
    first = (await convene(house, alliance))["session"]
    assert first == {
        "id": first["id"],
        "number": 1,
        "heldOn": "2023-06-01",
        "agenda": "要素保障",
        "minutes": None,
        "version": 1,
        "conference": {"id": first["conference"]["id"], "name": "联席会议", "rule": "每季度一次"},
    }
    second = (await convene(house, alliance, heldOn="2023-09-01"))["session"]
    third = (await convene(house, alliance, conference={"id": first["conference"]["id"]}))["session"]
    assert [each["number"] for each in (second, third)] == [2, 3]
    query = """query($id: ID!) { alliance(id: $id) { conferences { name sessions { totalCount edges { node { number heldOn } } } } } }"""
    (conference,) = (await api.ask(query, id=alliance))["alliance"]["conferences"]
    assert conference["sessions"]["totalCount"] == 3
    assert [edge["node"]["heldOn"] for edge in conference["sessions"]["edges"]] == [
        "2023-09-01",
        "2023-06-01",
        "2023-06-01",
    ]


async def test_sessions_that_are_convened_at_once_are_numbered_without_gaps(api: Api) -> None:
    house = await office(api)
    alliance = await house.established()
    said = await asyncio.gather(*(convene(house, alliance) for _ in range(5)))
    assert sorted(each["session"]["number"] for each in said) == [1, 2, 3, 4, 5]
    assert len({each["session"]["conference"]["id"] for each in said}) == 1


async def test_a_session_lies_within_the_life_of_its_alliance_and_is_right_by_itself(api: Api) -> None:
    house = await office(api)
    alliance = await house.established()
    before = await api.written()
    early = await convene(house, alliance, heldOn="2022-02-28")
    assert (early["__typename"], early["path"]) == ("OutsideAllianceLife", "heldOn")
    wrong = await convene(
        house, alliance, heldOn="2023-06-14", agenda="长" * 2001, minutes="已经开完了", conference={"registration": {"allianceId": alliance, "name": ""}}
    )  # fmt: skip
    assert [each["path"] for each in wrong["problems"]] == [
        "conference.registration.name",
        "agenda",
        "minutes",
    ]
    for conference, path in (
        ({"id": alliance}, "conference.id"),
        ({"registration": {"allianceId": "x", "name": "会"}}, "conference.registration.allianceId"),
    ):
        missing = await convene(house, alliance, conference=conference)
        assert (missing["__typename"], missing["path"]) == ("NotFound", path)
    assert await api.written() == before


async def test_minutes_are_written_down_after_the_session_by_who_has_seen_the_last_of_it(api: Api) -> None:
    house = await office(api)
    alliance = await house.established()
    session = (await convene(house, alliance, heldOn="2023-06-14"))["session"]["id"]
    before = await api.written()
    early = await minutes(house, session, 1, "纪要")
    assert (early["__typename"], early["heldOn"]) == ("SessionYetToCome", "2023-06-14")
    assert (await adopt(house, session))["__typename"] == "SessionYetToCome"
    assert (await minutes(house, alliance, 1, "纪要"))["path"] == "sessionId"
    assert (await minutes(house, session, 1, " "))["problems"][0]["path"] == "minutes"
    assert await api.written() == before
    api.clock.advance(days=1)
    said = await asyncio.gather(*(minutes(house, session, 1, text) for text in ("甲", "乙")))
    assert sorted(each["__typename"] for each in said) == ["MinutesRecorded", "Outdated"]
    assert (await minutes(house, session, 2, "定稿"))["session"]["minutes"] == "定稿"


# --- Resolutions and the ledger ---------------------------------------------------------------------------------------


async def test_a_resolution_enters_the_ledger_in_the_same_act(api: Api) -> None:
    house = await office(api)
    session = (await convene(house, await house.established()))["session"]["id"]
    adopted = await adopt(house, session)
    resolution, entry = adopted["resolution"], adopted["entry"]
    assert resolution == {
        "id": resolution["id"],
        "number": 1,
        "text": "协调双回路供电",
        "ownerName": "王主任",
        "dueOn": "2023-07-13",
        "session": {"id": session},
        "ledgerEntry": {"id": entry["id"]},
    }
    assert entry == {
        "id": entry["id"],
        "state": "OPEN",
        "solution": "协调双回路供电",
        "ownerName": "王主任",
        "dueOn": "2023-07-13",
        "openedAt": "2023-06-13T12:00:00.000+08:00",
        "intake": None,
        "resolution": {"id": resolution["id"]},
    }
    assert (await adopt(house, session))["resolution"]["number"] == 2
    query = "query($id: ID!) { node(id: $id) { ... on ConferenceSession { resolutions { number } } } }"
    assert (await api.ask(query, id=session))["node"]["resolutions"] == [{"number": 1}, {"number": 2}]


async def test_a_resolution_that_promises_nothing_is_refused_and_the_ledger_stays_as_it_was(api: Api) -> None:
    house = await office(api)
    alliance = await house.established()
    session = (await convene(house, alliance))["session"]["id"]
    before = await api.written()
    wrong = await adopt(house, session, text=" ", ownerName="", dueOn="2023-06-12")
    assert wrong["problems"] == [
        {"path": "text", "message": "is required"},
        {"path": "ownerName", "message": "is required"},
        {"path": "dueOn", "message": "2023-06-12 is in the past; today is 2023-06-13"},
    ]
    assert (await adopt(house, alliance))["path"] == "sessionId"
    assert await api.written() == before


async def test_a_session_that_was_convened_for_a_day_after_the_end_resolves_nothing(api: Api) -> None:
    house = await office(api)
    alliance = await house.established()
    session = (await convene(house, alliance, heldOn="2023-06-14"))["session"]["id"]
    await house.advance(alliance, 2, "DISSOLVED", "2023-06-13")
    api.clock.advance(days=2)
    before = await api.written()
    late = await adopt(house, session)
    assert (late["__typename"], late["path"], late["dissolvedOn"]) == (
        "OutsideAllianceLife",
        "sessionId",
        "2023-06-13",
    )
    assert await api.written() == before


async def test_when_the_ledger_cannot_be_written_there_is_no_resolution_either(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await office(api)
    session = (await convene(house, await house.established()))["session"]["id"]
    before = await api.written()

    async def full(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(db.ledger, "add_entry", full)
    query = "mutation($input: AdoptResolutionInput!) { adoptResolution(input: $input) { __typename } }"
    given = {"sessionId": session, "text": "协调", "ownerName": "王主任", "dueOn": "2023-07-13"}
    answer = await api.send(query, {"input": given})
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert await api.written() == before


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ("intake_id = NULL, fair_id = NULL", "source_ck"),
        ("fair_id = NULL", "fair_id_ck"),
        ("resolution_id = (SELECT id FROM resolutions LIMIT 1)", "source_ck"),
    ],
)
async def test_an_entry_of_the_ledger_comes_from_an_intake_or_from_a_resolution_never_both(
    api: Api, change: str, check: str
) -> None:
    house = await office(api)
    await adopt(house, (await convene(house, await house.established()))["session"]["id"])
    fair = await api.open_fair()
    await api.dispose(
        await api.taken(fair.booths["A01"], "k"), disposition="SOLUTION_GIVEN", solution=SOLUTION
    )
    with pytest.raises(Exception, match=check):
        await api.owner.execute(f"UPDATE ledger_entries SET {change} WHERE intake_id IS NOT NULL")  # noqa: S608


async def test_a_resolution_opens_one_entry_only(api: Api) -> None:
    house = await office(api)
    await adopt(house, (await convene(house, await house.established()))["session"]["id"])
    with pytest.raises(Exception, match="ledger_entries_resolution_id_ix"):
        await api.owner.execute(
            """INSERT INTO ledger_entries SELECT gen_random_uuid(), county_code, fair_id, intake_id, state, solution,
               owner_name, due_on, opened_at, resolution_id FROM ledger_entries"""
        )


async def test_a_department_sees_what_its_alliances_resolved_unless_it_had_left_by_then(api: Api) -> None:
    county = await filled(api)
    house = Office(api)
    query = """query($resolution: ID!, $entry: ID!) { a: node(id: $resolution) { id } b: node(id: $entry) { id } }"""
    ids = {"resolution": county["resolution_1"], "entry": county["entry_1"]}

    async def seen(organization: str) -> list[bool]:
        signed = bearer("DEPT_LEAD", organization=county[organization])
        return [each is not None for each in (await api.ask(query, as_=signed, **ids)).values()]

    assert [await seen(f"organization_{n}") for n in (1, 2, 3)] == [[True] * 2, [True] * 2, [False] * 2]
    member = {"organizationId": county["organization_2"]}
    await house.leave(county["alliance_1"], member, 1, "2023-06-01")
    assert await seen("organization_2") == [False, False]


# --- Party organizations ----------------------------------------------------------------------------------------------

PARTY = "partyOrganization { status level since version steps { status level since } }"


async def record(house: Office, version: int, status: str, since: str, **more: Any) -> Any:
    payload = f"... on PartyOrganizationRecorded {{ {PARTY} }}"
    given = {"enterpriseId": house.enterprises[0], "version": version, "status": status, "since": since}
    return await house.act("recordPartyOrganization", payload, **given, **more)


async def test_a_party_organization_is_cultivated_established_and_honoured_step_by_step(api: Api) -> None:
    house = await office(api, enterprises=1)
    query = f"query($id: ID!) {{ node(id: $id) {{ ... on Enterprise {{ {PARTY} }} }} }}"
    shown = await api.ask(query, id=house.enterprises[0])
    assert shown["node"]["partyOrganization"] is None
    await record(house, 0, "CULTIVATING", "2022-01-01")
    await record(house, 1, "ESTABLISHED", "2022-06-01")
    await record(house, 2, "ADVANCED", "2023-01-01", level="区级")
    done = await record(house, 3, "ADVANCED", "2023-06-01", level=" 市级 ")
    assert done["partyOrganization"] == {
        "status": "ADVANCED",
        "level": "市级",
        "since": "2023-06-01",
        "version": 4,
        "steps": [
            {"status": "CULTIVATING", "level": None, "since": "2022-01-01"},
            {"status": "ESTABLISHED", "level": None, "since": "2022-06-01"},
            {"status": "ADVANCED", "level": "区级", "since": "2023-01-01"},
            {"status": "ADVANCED", "level": "市级", "since": "2023-06-01"},
        ],
    }
    assert (await api.ask(query, id=house.enterprises[0]))["node"] == {
        "partyOrganization": done["partyOrganization"]
    }


async def test_a_step_out_of_order_is_refused_and_says_what_is_next(api: Api) -> None:
    house = await office(api, enterprises=1)
    before = await api.written()
    assert await record(house, 0, "ESTABLISHED", "2022-01-01") == {
        "__typename": "PartyStepOutOfOrder",
        "message": "status: the party organization stands at NONE; next is CULTIVATING",
        "status": "NONE",
        "next": "CULTIVATING",
    }
    assert (await record(house, 0, "NONE", "2022-01-01"))["__typename"] == "PartyStepOutOfOrder"
    wrong = await record(house, 0, "ADVANCED", "2023-06-14")
    assert [each["path"] for each in wrong["problems"]] == ["level", "since"]
    wrong = await record(house, 0, "CULTIVATING", "2022-01-01", level="市级")
    assert wrong["problems"] == [{"path": "level", "message": "is for ADVANCED only"}]
    assert (await record(house, 1, "CULTIVATING", "2022-01-01"))["currentVersion"] == 0
    assert await api.written() == before
    await record(house, 0, "CULTIVATING", "2022-01-01")
    early = await record(house, 1, "ESTABLISHED", "2022-01-01")
    assert (early["__typename"], early["earliest"]) == ("DayOutOfOrder", "2022-01-02")


async def test_of_two_steps_at_once_one_wins_also_when_it_is_the_first(api: Api) -> None:
    house = await office(api, enterprises=1)
    for version, status in ((0, "CULTIVATING"), (1, "ESTABLISHED")):
        said = await asyncio.gather(
            *(record(house, version, status, f"202{version + 1}-01-0{n}") for n in (1, 2, 3))
        )
        names = sorted(each["__typename"] for each in said)
        assert names == ["Outdated", "Outdated", "PartyOrganizationRecorded"]
        assert {each["currentVersion"] for each in said if "currentVersion" in each} == {version + 1}
    assert (await api.rows())["party_steps"] == 2


def test_every_status_has_a_next_step_and_a_name() -> None:
    assert set(alliances.PARTY_STATUS_NAMES) == set(PartyStatus)
