"""Organizations: a directory of names that are given once, of kinds that are no synonyms."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from domain.enterprises import STAFFING, OrganizationKind
from domain.fairs import loading
from domain.tables import columns_of
from schema.backing import global_id, key_of
from tests.offices import USCC, Api, bearer, uid
from tests.places import acted, message, refused, zone

pytestmark = pytest.mark.anyio

REGISTERED = "... on OrganizationRegistered { organization { id name kind uscc version zone { name } } }"
RENAMED = "... on OrganizationRenamed { formerName organization { name version } }"
ENDED = "... on OrganizationEnded { organization { endedOn version } }"
LIST = """query($filter: OrganizationFilter) { organizations(filter: $filter) { totalCount edges { node { name } } } }"""


async def organization(api: Api, name: str, kind: str = "BANK", **changes: Any) -> str:
    answer = await acted(api, "registerOrganization", REGISTERED, name=name, kind=kind, **changes)
    return answer["organization"]["id"]


async def names(api: Api, **filter: Any) -> list[str]:
    found = (await api.ask(LIST, filter=filter))["organizations"]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"]["name"] for edge in found["edges"]]


async def test_an_organization_is_registered_where_it_works(api: Api) -> None:
    east = await zone(api, "东区")
    made = await acted(
        api,
        "registerOrganization",
        REGISTERED,
        name=" 东区债券 ",
        kind="BOND",
        zoneId=east,
        uscc=USCC.lower(),
    )
    id = made["organization"].pop("id")
    assert made["organization"] == {
        "name": "东区债券", "kind": "BOND", "uscc": USCC, "version": 1, "zone": {"name": "东区"},
    }  # fmt: skip
    found = await api.ask("query($id: ID!) { organization(id: $id) { name zone { id } endedOn } }", id=id)
    assert found == {"organization": {"name": "东区债券", "zone": {"id": east}, "endedOn": None}}


async def test_banks_are_counted_apart_from_other_institutions(api: Api) -> None:
    """As ten banks are not ten institutions of finance."""
    for number, kind in enumerate(OrganizationKind):
        await organization(api, f"{number:02} 号", kind.value)
    for number, kind in enumerate(OrganizationKind):
        assert await names(api, kind=kind.value) == [f"{number:02} 号"]
    assert await names(api, text="1") == ["01 号", "10 号"]
    assert await names(api, zoneId=await zone(api, "东区")) == []


async def test_an_organization_that_is_not_right_is_told_all_its_problems(api: Api) -> None:
    answer = await refused(api, "registerOrganization", name="", kind="BANK", uscc="x")
    assert answer["problems"] == [
        {"path": "name", "message": "is required"},
        {"path": "uscc", "message": "has 1 characters; a unified social credit code has 18"},
    ]
    for zone_id in ("nonsense", global_id("Zone", uid(404))):
        given = {"name": "泰安银行", "kind": "BANK", "zoneId": zone_id}
        assert await refused(api, "registerOrganization", **given) == {
            "__typename": "NotFound",
            "path": "zoneId",
        }


async def test_a_name_is_given_once_and_the_refusal_has_who_has_it(api: Api) -> None:
    known, other = await organization(api, "泰安银行"), await organization(api, "岱岳银行")
    taken = "... on OrganizationNameTaken { organization { id } }"
    told = {"__typename": "OrganizationNameTaken", "organization": {"id": known}}
    assert await refused(api, "registerOrganization", taken, name="泰安银行 ", kind="OTHER") == told
    assert await refused(api, "renameOrganization", taken, id=other, version=1, name=" 泰安银行") == told
    assert await message(api, "registerOrganization", name="泰安银行", kind="OTHER") == (
        "There is an organization 泰安银行 already (bank); use it, or give another name"
    )
    assert await message(api, "registerOrganization", "zh-CN", name="泰安银行", kind="OTHER") == (
        "已有机构“泰安银行”(银行),请直接使用或更换名称"
    )


async def test_two_that_register_one_name_at_once_make_one_organization(api: Api) -> None:
    answers = await asyncio.gather(
        *(acted(api, "registerOrganization", name="泰安银行", kind="BANK") for _ in range(2))
    )
    assert sorted(answer["__typename"] for answer in answers) == [
        "OrganizationNameTaken",
        "OrganizationRegistered",
    ]


async def test_an_organization_is_renamed_and_the_audit_has_both_names(api: Api) -> None:
    id = await organization(api, "泰安银行")
    assert await acted(api, "renameOrganization", RENAMED, id=id, version=1, name=" 泰山银行") == {
        "__typename": "OrganizationRenamed",
        "formerName": "泰安银行",
        "organization": {"name": "泰山银行", "version": 2},
    }
    entry = await api.owner.fetchrow("SELECT * FROM audit_entries WHERE act = 'renameOrganization'")
    assert (entry["subject_type"], entry["subject_id"]) == ("Organization", key_of("Organization", id))
    assert "泰安银行" in entry["before"]
    assert "泰山银行" in entry["after"]
    # Its own name is nobody else's.
    again = await acted(api, "renameOrganization", RENAMED, id=id, version=2, name="泰山银行")
    assert again["organization"] == {"name": "泰山银行", "version": 3}
    assert (await refused(api, "renameOrganization", id=id, version=1, name="x"))["currentVersion"] == 3
    assert (await refused(api, "renameOrganization", id=id, version=3, name=""))["problems"] == [
        {"path": "name", "message": "is required"}
    ]


async def test_of_two_that_rename_one_organization_at_once_one_is_too_late(api: Api) -> None:
    id = await organization(api, "泰安银行")
    answers = await asyncio.gather(
        *(acted(api, "renameOrganization", id=id, version=1, name=name) for name in ("甲", "乙"))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["OrganizationRenamed", "Outdated"]
    assert {answer.get("currentVersion") for answer in answers} == {None, 2}


async def test_an_organization_ends_and_changes_no_more(api: Api) -> None:
    id = await organization(api, "泰安银行")
    late = await refused(api, "endOrganization", id=id, version=1, on="2024-01-01")
    assert late["problems"] == [{"path": "on", "message": "must not be after today, 2023-06-13"}]
    assert (await refused(api, "endOrganization", id=id, version=2))["currentVersion"] == 1
    assert await acted(api, "endOrganization", ENDED, id=id, version=1) == {
        "__typename": "OrganizationEnded",
        "organization": {"endedOn": "2023-06-13", "version": 2},
    }
    has_ended = "... on OrganizationHasEnded { endedOn organization { name } }"
    told = {
        "__typename": "OrganizationHasEnded",
        "endedOn": "2023-06-13",
        "organization": {"name": "泰安银行"},
    }
    assert await refused(api, "endOrganization", has_ended, id=id, version=2) == told
    assert await refused(api, "renameOrganization", has_ended, id=id, version=2, name="x") == told


@pytest.mark.parametrize("act", ["renameOrganization", "endOrganization"])
@pytest.mark.parametrize("id", ["nonsense", global_id("Organization", uid(404))])
async def test_an_organization_that_is_not_there_is_not_found(api: Api, act: str, id: str) -> None:
    given = {"id": id, "version": 1} | ({"name": "x"} if act == "renameOrganization" else {})
    assert await refused(api, act, **given) == {"__typename": "NotFound", "path": "id"}


async def test_an_organization_of_another_county_is_seen_and_not_changed(api: Api) -> None:
    next_door = bearer("ADMIN", county="370911")
    made = await acted(api, "registerOrganization", REGISTERED, as_=next_door, name="岱岳银行", kind="BANK")
    id = made["organization"]["id"]
    assert await names(api, text="岱岳") == ["岱岳银行"]
    assert await refused(api, "endOrganization", id=id, version=1) == {"__typename": "NotFound", "path": "id"}


# --- Who staffs a booth -----------------------------------------------------------------------------------------------

CANNOT = "... on OrganizationCannotStaff { kind endedOn kinds }"


def booth(fair: str, organization: dict[str, Any]) -> dict[str, Any]:
    return {
        "fairId": fair,
        "code": "A01",
        "name": "A01 台",
        "organization": organization,
        "registers": ["ELEMENT"],
        "elementKinds": ["LAND"],
    }


@pytest.mark.parametrize("kind", list(OrganizationKind))
async def test_departments_and_institutions_staff_booths_and_nobody_else(
    api: Api, kind: OrganizationKind
) -> None:
    fair = await api.plan_fair()
    known = {"id": await organization(api, "已登记", kind.value)}
    fresh = {"registration": {"name": "未登记", "kind": kind.value}}
    dispatcher = bearer("DISPATCHER")
    for given in (known, fresh):
        before = await api.written()
        answer = await acted(api, "addBooth", CANNOT, as_=dispatcher, **booth(fair, given))
        if kind in STAFFING:
            assert answer["__typename"] == ("BoothAdded" if given is known else "BoothCodeTaken")
            continue
        assert answer == {
            "__typename": "OrganizationCannotStaff",
            "kind": kind.value,
            "endedOn": None,
            "kinds": [each.value for each in STAFFING],
        }
        assert await api.written() == before


async def test_an_organization_that_has_ended_staffs_no_booth(api: Api) -> None:
    fair, id = await api.plan_fair(), await organization(api, "泰安银行")
    await acted(api, "endOrganization", id=id, version=1)
    answer = await refused(api, "addBooth", CANNOT, as_=bearer("DISPATCHER"), **booth(fair, {"id": id}))
    assert (answer["__typename"], answer["endedOn"]) == ("OrganizationCannotStaff", "2023-06-13")


def test_a_file_may_name_every_kind() -> None:
    """So that a booth of a kind that cannot staff one is told so, and not that there is no such kind."""
    rule: Any = columns_of(loading.BoothLine)["organization_kind"].rule
    assert {rule.read(kind.value, typed=True) for kind in OrganizationKind} == set(OrganizationKind)
