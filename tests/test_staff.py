"""The staff: who is registered, who signs in as whom, and who has left."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import asyncpg
import pytest

from db.enterprises.staff import member_of_staff
from domain.enterprises import AHEAD, StaffRole, hidden_of_staff, reach_of_staff
from domain.people import Reach, Role, Sight
from schema.backing import global_id, key_of
from tests.offices import TODAY, Api, bearer, uid

pytestmark = pytest.mark.anyio

STAFF = "id name subject endedOn version roles organization { name }"
REGISTERED = f"... on StaffRegistered {{ staff {{ {STAFF} }} }} ... on SubjectTaken {{ staff {{ name }} }}"
ENDED = """... on StaffEnded { staff { endedOn version } } ... on Outdated { path currentVersion }
  ... on StaffHasEnded { endedOn staff { name } } ... on StaffStillAssigned { assignments staff { name } }
  ... on NotFound { path }"""
LIST = """query($filter: StaffFilter, $first: Int, $after: String) { staff(filter: $filter, first: $first, after: $after) {
  totalCount edges { node { name } } pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture
async def organization(api: Api) -> str:
    """The department of a booth."""
    await api.open_fair()
    name = await api.owner.fetchval("SELECT id FROM organizations WHERE name = 'A01 部门'")
    return global_id("Organization", name)


def person(organization: str, **changes: Any) -> dict[str, Any]:
    return {"name": "李联络", "organizationId": organization, "roles": ["LIAISON_OFFICER"], **changes}


async def register(api: Api, organization: str, **changes: Any) -> dict[str, Any]:
    answer = await api.act("registerStaff", REGISTERED, **person(organization, **changes))
    assert answer["__typename"] == "StaffRegistered", answer
    return answer["staff"]


async def names(api: Api, **filter: Any) -> list[str]:
    found = (await api.ask(LIST, filter=filter))["staff"]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"]["name"] for edge in found["edges"]]


async def test_somebody_is_registered_with_what_they_may_be(api: Api, organization: str) -> None:
    roles = ["INSTRUCTOR", "LIAISON_OFFICER", "INSTRUCTOR"]
    made = await register(api, organization, name=" 李联络 ", roles=roles, subject=" sub-1 ")
    assert made == {
        "id": made["id"],
        "name": "李联络",
        "subject": "sub-1",
        "endedOn": None,
        "version": 1,
        "roles": ["LIAISON_OFFICER", "INSTRUCTOR"],
        "organization": {"name": "A01 部门"},
    }
    entry = await api.owner.fetchrow("SELECT * FROM audit_entries WHERE act = 'registerStaff'")
    assert (entry["subject_id"], entry["before"]) == (key_of("Staff", made["id"]), None)
    assert json.loads(entry["after"])["Staff"]["roles"] == ["INSTRUCTOR", "LIAISON_OFFICER"]


async def test_all_that_is_wrong_with_a_registration_is_said_at_once(api: Api, organization: str) -> None:
    before = await api.written()
    answer = await api.act(
        "registerStaff", REGISTERED, **person(organization, name="名" * 61, roles=[], subject="\x01")
    )
    assert answer["problems"] == [
        {"path": "name", "message": "has 61 characters; at most 60 are allowed"},
        {"path": "roles", "message": "is required"},
        {"path": "subject", "message": "contains the control character U+0001; remove it"},
    ]
    assert await api.written() == before


@pytest.mark.parametrize("id", ["nonsense", global_id("Organization", uid(999))])
async def test_an_organization_that_is_not_there_has_no_staff(api: Api, organization: str, id: str) -> None:
    before = await api.written()
    answer = await api.act("registerStaff", "... on NotFound { path }", **person(id))
    assert (answer["__typename"], answer["path"]) == ("NotFound", "organizationId")
    assert await api.written() == before


async def test_an_organization_that_has_ended_has_nobody_new(api: Api, organization: str) -> None:
    await api.owner.execute("UPDATE organizations SET ended_on = '2023-06-01'")
    before = await api.written()
    answer = await api.act("registerStaff", "", **person(organization))
    assert answer["__typename"] == "OrganizationHasEnded"
    assert await api.written() == before


async def test_one_identity_is_of_one_person_of_a_county(api: Api, organization: str) -> None:
    await register(api, organization, subject="sub-1")
    before = await api.written()
    answer = await api.act("registerStaff", REGISTERED, **person(organization, name="王某", subject="sub-1"))
    assert answer == {
        "__typename": "SubjectTaken",
        "staff": {"name": "李联络"},
        "message": "李联络 signs in as this subject already; one identity is of one person",
    }
    assert await api.written() == before
    # Without an identity there may be any number.
    await register(api, organization)
    await register(api, organization)


async def test_somebody_leaves_once(api: Api, organization: str) -> None:
    made = await register(api, organization)
    leaving = {"staffId": made["id"], "version": 1, "endedOn": "2023-06-30"}
    assert (await api.act("endStaff", ENDED, **leaving))["staff"] == {"endedOn": "2023-06-30", "version": 2}
    before = await api.written()
    assert await api.act("endStaff", ENDED, **leaving) == {
        "__typename": "Outdated",
        "path": "version",
        "currentVersion": 2,
        "message": "version: the record has changed, its version is 2 now; look at it again",
    }
    assert await api.act("endStaff", ENDED, **leaving | {"version": 2}) == {
        "__typename": "StaffHasEnded",
        "endedOn": "2023-06-30",
        "staff": {"name": "李联络"},
        "message": "李联络 left on 2023-06-30 and looks after nobody from then on; choose somebody else",
    }
    latest = TODAY + AHEAD
    late = await api.act("endStaff", ENDED, **leaving | {"version": 2, "endedOn": "2099-01-01"})
    assert late["problems"] == [
        {"path": "endedOn", "message": f"2099-01-01 must be from 1949-01-01 to {latest}"}
    ]
    assert await api.written() == before


async def test_of_two_who_end_somebody_at_once_one_is_told_that_the_record_has_changed(
    api: Api, organization: str
) -> None:
    made = await register(api, organization)
    leaving = {"staffId": made["id"], "version": 1, "endedOn": "2023-06-30"}
    held = api.owner.transaction()
    await held.start()
    await api.owner.execute("SELECT FROM staff FOR UPDATE")
    both = [asyncio.create_task(api.act("endStaff", ENDED, **leaving)) for _ in range(2)]
    await api.until_one_waits()
    await held.rollback()
    answers = await asyncio.gather(*both)
    assert sorted(answer["__typename"] for answer in answers) == ["Outdated", "StaffEnded"]
    assert await api.owner.fetchval("SELECT version FROM staff") == 2


async def test_without_the_lock_both_would_end_somebody(
    api: Api, organization: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await register(api, organization)
    arrived = asyncio.Barrier(2)

    async def look(connection: Any, id: Any) -> Any:
        found = await connection.fetchrow("SELECT * FROM staff WHERE id = $1", id)
        await arrived.wait()
        return member_of_staff(found)

    monkeypatch.setattr("db.enterprises.hold_staff", look)
    leaving = {"staffId": made["id"], "version": 1}
    answers = await asyncio.gather(
        api.act("endStaff", ENDED, **leaving, endedOn="2023-06-29"),
        api.act("endStaff", ENDED, **leaving, endedOn="2023-06-30"),
    )
    assert [answer["__typename"] for answer in answers] == ["StaffEnded", "StaffEnded"]


async def test_the_staff_is_listed_by_name_and_filtered(api: Api, organization: str) -> None:
    await register(api, organization, name="丙", roles=["STEWARD", "INSTRUCTOR"])
    leaver = await register(api, organization, name="甲")
    await register(api, organization, name="乙秘书", roles=["PROJECT_SECRETARY"])
    await api.act("endStaff", ENDED, staffId=leaver["id"], version=1, endedOn="2023-06-01")
    everybody = sorted(("丙", "甲", "乙秘书"))
    assert await names(api) == everybody
    assert await names(api, role="INSTRUCTOR") == ["丙"]
    assert await names(api, text="秘书") == ["乙秘书"]
    assert await names(api, current=True) == [name for name in everybody if name != "甲"]
    assert await names(api, current=False) == ["甲"]
    assert await names(api, organizationId=organization) == everybody
    other = global_id(
        "Organization", await api.owner.fetchval("SELECT id FROM organizations WHERE name = 'A02 部门'")
    )
    assert await names(api, organizationId=other) == []
    first = (await api.ask(LIST, first=2))["staff"]
    assert first["pageInfo"]["hasNextPage"]
    rest = (await api.ask(LIST, first=2, after=first["pageInfo"]["endCursor"]))["staff"]
    assert [edge["node"]["name"] for edge in (*first["edges"], *rest["edges"])] == everybody
    wrong = await api.send(LIST, {"filter": {"organizationId": leaver["id"]}})
    assert [error["extensions"]["code"] for error in wrong["errors"]] == ["BAD_USER_INPUT"]


async def test_who_signs_in_as_whom_is_told_to_who_keeps_the_staff(api: Api, organization: str) -> None:
    await register(api, organization, subject="sub-1")
    query = "{ staff { edges { node { name subject } } } }"
    for role, subject in (
        ("ADMIN", "sub-1"),
        ("DISPATCHER", "sub-1"),
        ("HANDLER", None),
        ("EVALUATOR", None),
    ):
        found = await api.ask(query, as_=bearer(role))
        assert found["staff"]["edges"] == [{"node": {"name": "李联络", "subject": subject}}], role
    stranger = await api.send(query, **bearer("OBSERVER"))
    assert stranger["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_the_staff_is_seen_by_who_works_for_the_county_or_speaks_for_an_enterprise() -> None:
    strangers = {Role.PUBLIC, Role.PEER, Role.OBSERVER}
    assert {role for role in Role if reach_of_staff(Sight(role)) is Reach.NONE} == strangers
    told = {role for role in Role if not hidden_of_staff(Sight(role))}
    assert told == strangers | {Role.ADMIN, Role.DISPATCHER}


async def test_the_database_refuses_a_role_that_nobody_can_be(api: Api, organization: str) -> None:
    await register(api, organization)
    for roles in ([], ["MAYOR"]):
        with pytest.raises(asyncpg.CheckViolationError, match="staff_roles_ck"):
            await api.owner.execute("UPDATE staff SET roles = $1", roles)
    await api.owner.execute("UPDATE staff SET roles = $1", list(StaffRole))
