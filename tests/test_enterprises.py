"""Enterprises, organizations and zones: registered once, by what identifies them outside."""

import asyncio
from typing import Any

import pytest

import db.enterprises
from domain.enterprises import (
    Enterprise,
    EnterpriseRegistration,
    EnterpriseStatus,
    Organization,
    OrganizationKind,
    OrganizationRegistration,
    Zone,
    ZoneKind,
    ZoneRegistration,
    check_registration,
    register_enterprise,
    register_organization,
    register_zone,
)
from domain.refusals import REQUIRED, Problems, Words
from schema.backing import global_id
from tests.offices import COUNTY, USCC, Api, credit_code, uid

pytestmark = pytest.mark.anyio


def problems_of(reference: Any) -> dict[str, Words]:
    problems = Problems()
    check_registration(reference, "it", problems)
    refusal = problems.refusal()
    return {problem.path: problem.message for problem in refusal.problems} if refusal else {}


def test_what_is_registered_is_tidied() -> None:
    assert register_enterprise(
        EnterpriseRegistration(" 9111 0000 6000 3734 1l", " 中油 "), COUNTY, uid(1)
    ) == Enterprise(uid(1), COUNTY, "中油", USCC, EnterpriseStatus.ACTIVE, COUNTY)
    assert register_organization(
        OrganizationRegistration(" 泰安银行 ", OrganizationKind.BANK), COUNTY, uid(1)
    ) == Organization(uid(1), COUNTY, "泰安银行", OrganizationKind.BANK)
    assert register_zone(ZoneRegistration(" 高新区 ", ZoneKind.HIGH_TECH, "370911"), uid(1)) == Zone(
        uid(1), "370911", "高新区", ZoneKind.HIGH_TECH, "370911"
    )


@pytest.mark.parametrize("reference", [None, uid(1)])
def test_a_reference_by_id_is_right_as_it_stands(reference: Any) -> None:
    assert problems_of(reference) == {}


def test_a_registration_is_told_all_its_problems() -> None:
    assert problems_of(EnterpriseRegistration(None, " ")) == {
        "it.registration.name": REQUIRED,
        "it.registration.uscc": REQUIRED,
    }
    assert problems_of(OrganizationRegistration(None, OrganizationKind.BANK)) == {
        "it.registration.name": REQUIRED
    }
    assert problems_of(ZoneRegistration("名" * 121, ZoneKind.COUNTY, None)) == {
        "it.registration.name": Words("has 121 characters; at most 120 are allowed", "共 121 字,最多 120 字"),
        "it.registration.divisionCode": REQUIRED,
    }


# --- Through the API ------------------------------------------------------------------------------------------------

WHOSE = "query($id: ID!) { node(id: $id) { ... on Intake { enterprise { id name uscc status } } } }"


async def whose(api: Api, intake_id: str) -> dict[str, Any]:
    return (await api.ask(WHOSE, id=intake_id))["node"]["enterprise"]


def named(number: int, name: str) -> dict[str, Any]:
    return {"registration": {"uscc": credit_code(number), "name": name}}


async def test_an_enterprise_is_registered_once_and_keeps_its_first_name(api: Api) -> None:
    fair = await api.open_fair()
    first = await whose(api, await api.taken(fair.booths["A01"], "k-1", enterprise=named(1, "第一名")))
    again = await whose(api, await api.taken(fair.booths["A02"], "k-2", enterprise=named(1, "第二名")))
    assert first == again
    assert first == {"id": first["id"], "name": "第一名", "uscc": credit_code(1), "status": "ACTIVE"}
    by_id = await whose(api, await api.taken(fair.booths["A02"], "k-3", enterprise={"id": first["id"]}))
    assert by_id == first
    assert (await api.rows())["enterprises"] == 1


async def test_two_enterprises_may_have_one_name(api: Api) -> None:
    fair = await api.open_fair()
    one = await whose(api, await api.taken(fair.booths["A01"], "k-1", enterprise=named(1, "同名")))
    two = await whose(api, await api.taken(fair.booths["A01"], "k-2", enterprise=named(2, "同名")))
    assert one["id"] != two["id"]


@pytest.mark.parametrize(
    "id", ["nonsense", "", global_id("Enterprise", uid(404)), global_id("Organization", uid(404))]
)
async def test_an_unknown_enterprise_is_refused_and_nothing_is_written(api: Api, id: str) -> None:
    fair = await api.open_fair()
    before = await api.written()
    assert await api.submit(fair.booths["A01"], "k-1", enterprise={"id": id}) == {
        "__typename": "NotFound",
        "message": "enterprise.id: there is no such enterprise",
    }
    assert await api.written() == before


async def test_a_refused_intake_registers_no_enterprise(api: Api) -> None:
    fair = await api.open_fair()
    before = await api.written()
    refused = await api.submit(fair.booths["A01"], "k-1", elementKind="DATA", enterprise=named(1, "新企业"))
    assert refused["__typename"] == "BoothDoesNotTake"
    assert await api.written() == before


async def test_one_credit_code_at_several_booths_at_the_same_moment_registers_one(api: Api) -> None:
    fair = await api.open_fair()
    for number in range(4):
        ids = await asyncio.gather(
            *(
                api.taken(
                    fair.booths[code], f"{code}-{number}-{turn}", enterprise=named(number, f"{code} 所填")
                )
                for code in ("A01", "A02")
                for turn in range(4)
            )
        )
        assert len({(await whose(api, id))["id"] for id in ids}) == 1
    assert (await api.rows())["enterprises"] == 4


async def test_a_registration_that_waits_for_its_twin_takes_the_twins(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair = await api.open_fair()
    added, twin = db.enterprises.add_enterprise, list[asyncio.Task[str]]()

    async def add(*given: Any) -> None:
        await added(*given)
        if not twin:
            other = api.taken(fair.booths["A02"], "k-2", enterprise=named(1, "第二名"))
            twin.append(asyncio.create_task(other))
            await api.until_one_waits()

    monkeypatch.setattr(db.enterprises, "add_enterprise", add)
    first = await api.taken(fair.booths["A01"], "k-1", enterprise=named(1, "第一名"))
    assert await whose(api, await twin[0]) == await whose(api, first)
    assert (await whose(api, first))["name"] == "第一名"


async def test_an_organization_is_known_by_its_name_and_keeps_its_kind(api: Api) -> None:
    fair = await api.plan_fair()
    payload = "... on BoothAdded { booth { organization { id name kind } } }"

    async def add(code: str, organization: dict[str, Any]) -> dict[str, Any]:
        given = {
            "fairId": fair,
            "code": code,
            "name": code,
            "registers": ["FINANCE"],
            "organization": organization,
        }
        return (await api.act("addBooth", payload, **given))["booth"]["organization"]

    first = await add("B01", {"registration": {"name": " 泰安银行 ", "kind": "BANK"}})
    assert first == {"id": first["id"], "name": "泰安银行", "kind": "BANK"}
    assert await add("B02", {"registration": {"name": "泰安银行", "kind": "FINANCIAL_LEASING"}}) == first
    assert await add("B03", {"id": first["id"]}) == first
    assert (await api.rows())["organizations"] == 1


async def test_an_organization_of_another_county_staffs_no_booth_here(api: Api) -> None:
    zone = {"registration": {"name": "岱岳区", "kind": "COUNTY", "divisionCode": "370911"}}
    neighbour = api.beside("370911")
    there = await neighbour.plan_fair(name="岱岳大集", zone=zone)
    await neighbour.add_booth(there, "A01")
    query = "query($id: ID!) { fair(id: $id) { booths { organization { id } } } }"
    stranger = (await api.ask(query, id=there))["fair"]["booths"][0]["organization"]["id"]
    here = await api.plan_fair()
    before = await api.written()
    given = {"fairId": here, "code": "A01", "name": "台", "registers": ["ELEMENT"], "elementKinds": ["LAND"]}
    refused = await api.act("addBooth", "... on NotFound { path }", organization={"id": stranger}, **given)
    assert (refused["__typename"], refused["path"]) == ("NotFound", "organization.id")
    assert await api.written() == before


async def test_an_enterprise_that_is_about_to_settle_may_have_no_credit_code_yet(api: Api) -> None:
    await api.owner.execute(
        "INSERT INTO enterprises VALUES ('00000000-0000-0000-0000-000000000014', '370900', '筹建中', NULL, 'PREPARING')"
    )
    fair = await api.open_fair()
    id = global_id("Enterprise", uid(20))
    got = await whose(api, await api.taken(fair.booths["A01"], "k-1", enterprise={"id": id}))
    assert got == {"id": id, "name": "筹建中", "uscc": None, "status": "PREPARING"}
    with pytest.raises(Exception, match="enterprises_uscc_ck"):
        await api.owner.execute("UPDATE enterprises SET status = 'ACTIVE'")
