"""Contacts: sealed, and revealed one at a time for a purpose."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

import db.engine
from domain import contacts
from domain.people import Reach, Role, Sight
from domain.refusals import REQUIRED
from schema.backing import global_id, key_of
from schema.root import schema
from tests.offices import NOON, Api, OpenFair, bearer, credit_code, uid

pytestmark = pytest.mark.anyio

NAME, PHONE = "王建国", "13905380000"
RECORDED = "... on ContactRecorded { contact { id title enterprise { id } } }"
REVEAL = """mutation($input: RevealContactInput!) { revealContact(input: $input) { __typename
  ... on ContactRevealed { name phone contact { id title } } ... on Refusal { message }
  ... on InvalidInput { problems { path message } } } }"""
SEEN = "query($id: ID!) { node(id: $id) { ... on Enterprise { contacts { id title } } } }"


class Office:
    """A fair with an intake at A01, its enterprise, and a contact of it."""

    fair: OpenFair
    enterprise: str
    contact: str


@pytest.fixture
async def office(api: Api) -> Office:
    found = Office()
    found.fair = await api.open_fair()
    await api.taken(found.fair.booths["A01"], "k-1")
    found.enterprise = global_id("Enterprise", await api.owner.fetchval("SELECT id FROM enterprises"))
    answer = await api.act("recordContact", RECORDED, **person(found.enterprise))
    assert answer["__typename"] == "ContactRecorded"
    found.contact = answer["contact"]["id"]
    return found


def person(enterprise: str, **changes: Any) -> dict[str, Any]:
    return {"enterpriseId": enterprise, "title": "厂长", "name": NAME, "phone": PHONE, **changes}


async def reveal(api: Api, contact: str, purpose: str = "回访办理进度", **headers: str) -> dict[str, Any]:
    answer = await api.send(REVEAL, {"input": {"id": contact, "purpose": purpose}}, **headers)
    return answer["data"]["revealContact"] if answer.get("data") else answer


async def audited(api: Api) -> list[dict[str, Any]]:
    rows = await api.owner.fetch(
        "SELECT * FROM audit_entries WHERE subject_type = 'Contact' ORDER BY at, number"
    )
    return [dict(row) for row in rows]


async def test_a_contact_is_recorded_and_stands_sealed_in_the_list(api: Api, office: Office) -> None:
    second = await api.act(
        "recordContact", RECORDED, **person(office.enterprise, title=" 会计 ", phone="0538-822 0000")
    )
    assert second["contact"]["title"] == "会计"
    assert second["contact"]["enterprise"] == {"id": office.enterprise}
    seen = (await api.ask(SEEN, id=office.enterprise))["node"]["contacts"]
    assert seen == [{"id": office.contact, "title": "厂长"}, {"id": second["contact"]["id"], "title": "会计"}]
    api.world = replace(api.world, planned=False)
    api.client._transport.app.state.world = api.world  # type: ignore[attr-defined]
    assert (await api.ask(SEEN, id=office.enterprise))["node"]["contacts"] == seen


async def test_a_contact_is_revealed_for_a_purpose_that_the_audit_keeps(api: Api, office: Office) -> None:
    assert await reveal(api, office.contact, " 回访办理进度 ") == {
        "__typename": "ContactRevealed",
        "name": NAME,
        "phone": PHONE,
        "contact": {"id": office.contact, "title": "厂长"},
    }
    recorded, revealed = await audited(api)
    assert recorded["act"] == "recordContact"
    assert set(json.loads(recorded["after"])["Contact"]) == {
        "id",
        "county_code",
        "enterprise_id",
        "place",
        "title",
    }
    assert (revealed["act"], revealed["actor"], revealed["role"]) == ("revealContact", "tester", "DISPATCHER")
    assert (revealed["subject_id"], revealed["at"]) == (key_of("Contact", office.contact), NOON)
    assert revealed["before"] is None
    assert json.loads(revealed["after"]) == {
        "Reveal": {"fields": ["name", "phone"], "purpose": "回访办理进度"}
    }


async def test_name_and_phone_stand_nowhere_but_in_their_table(api: Api, office: Office) -> None:
    await reveal(api, office.contact)
    for table in await api.rows():
        texts = await api.owner.fetchval(f"SELECT string_agg(t::text, ' ') FROM yaosu.\"{table}\" AS t")  # noqa: S608 - a name from the catalogue
        assert (NAME in (texts or "")) is (table == "contacts"), table
        assert (PHONE in (texts or "")) is (table == "contacts"), table


def test_no_type_of_the_contract_has_a_name_or_phone_of_a_contact_but_the_answer_of_revealing() -> None:
    types: Any = schema._schema.type_map
    having = {
        name for name, type_ in types.items() for field in getattr(type_, "fields", None) or () if field == "phone"
    }  # fmt: skip
    assert having == {"ContactRevealed", "RecordContactInput"}
    assert set(types["Contact"].fields) == {"id", "title", "enterprise"}


# --- The seal --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["name", "phone", "contacts::text", "to_json(contacts)", "*"])
async def test_the_role_of_the_api_cannot_read_what_is_sealed(api: Api, office: Office, column: str) -> None:
    statement = f"SELECT {column} FROM contacts"  # noqa: S608
    async with api.world.database.connection("370900") as connection:
        assert await connection.fetchval("SELECT title FROM contacts") == "厂长"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(statement)
        # The grant is what seals them.
        await api.owner.execute("GRANT SELECT ON contacts TO yaosu_runtime")
        assert NAME in str(await connection.fetch(statement)) or column == "phone"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contacts SET title = 'x'",
        "DELETE FROM contacts",
        "SELECT title FROM contacts WHERE phone LIKE '139%'",
    ],
)
async def test_a_contact_is_neither_changed_nor_searched_by_what_is_sealed(
    api: Api, office: Office, statement: str
) -> None:
    async with api.world.database.connection("370900") as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


CALL = "SELECT * FROM reveal_contact($1, $2, now(), 'x', 'DISPATCHER', '')"


async def test_the_database_reveals_nothing_without_a_purpose_and_nothing_of_another_county(
    api: Api, office: Office
) -> None:
    written = await api.written()
    id = key_of("Contact", office.contact)
    async with api.world.database.connection("370900") as connection:
        for purpose in ("", "  x  ", None, "长" * 201):
            with pytest.raises(asyncpg.CheckViolationError):
                await connection.fetch(CALL, id, purpose)
    for county in ("370911", ""):
        async with api.world.database.connection(county) as connection:
            assert await connection.fetch(CALL, id, "回访") == []
    assert await api.written() == written
    async with api.world.database.connection("370900") as connection:
        assert [tuple(row) for row in await connection.fetch(CALL, id, "回访")] == [(NAME, PHONE)]
    assert await api.written() != written


async def test_only_the_role_of_the_api_may_reveal(api: Api, office: Office) -> None:
    await api.owner.execute(
        "CREATE ROLE onlooker; GRANT USAGE ON SCHEMA yaosu TO onlooker; SET ROLE onlooker"
    )
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await api.owner.fetch(CALL, uid(1), "回访")
    finally:
        await api.owner.execute("RESET ROLE; DROP OWNED BY onlooker; DROP ROLE onlooker")


async def test_nothing_is_revealed_when_the_entry_is_not_kept(
    api: Api, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = await api.written()

    async def gone(self: db.engine.Transaction) -> None:
        await self.rollback()
        raise ConnectionError("gone")

    monkeypatch.setattr(db.engine.Transaction, "commit", gone)
    response = await api.post(REVEAL, {"input": {"id": office.contact, "purpose": "回访"}})
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert NAME not in response.text
    assert PHONE not in response.text
    assert await api.written() == written


# --- Who -------------------------------------------------------------------------------------------------------------

SEES: dict[Role, Reach] = {
    Role.ENTERPRISE_REP: Reach.OWN_ENTERPRISES,
    Role.SECRETARY: Reach.OWN_ENTERPRISES,
    Role.HANDLER: Reach.OWN_ORGANIZATION,
    Role.DEPT_LEAD: Reach.OWN_ORGANIZATION,
    Role.DISPATCHER: Reach.ALL,
    Role.INSPECTOR: Reach.ALL,
}
RECORDS = {Role.ENTERPRISE_REP, Role.SECRETARY, Role.DISPATCHER}
REVEALS = RECORDS | {Role.HANDLER, Role.DEPT_LEAD}


@pytest.mark.parametrize("role", Role)
def test_a_role_sees_records_and_reveals_what_the_matrix_says(role: Role) -> None:
    assert contacts.reach(Sight(role)) is SEES.get(role, Reach.NONE)
    assert (role in contacts.ACTS["recordContact"]) is (role in RECORDS)
    assert (role in contacts.ACTS["revealContact"]) is (role in REVEALS)


def test_a_dispatcher_of_some_zones_sees_the_contacts_of_their_cases() -> None:
    assert contacts.reach(Sight(Role.DISPATCHER, limited=True)) is Reach.OWN_ZONES


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
async def test_a_role_meets_contacts_as_the_matrix_says(api: Api, office: Office, role: Role) -> None:
    organization = await api.owner.fetchval("SELECT organization_id FROM booths WHERE code = 'A01'")
    signed = bearer(
        role.value,
        **{
            "ENTERPRISE_REP": {"enterprises": [office.enterprise]},
            "SECRETARY": {"enterprises": [office.enterprise]},
            "FAIR_OPERATOR": {"booths": list(office.fair.booths.values())},
            "HANDLER": {"organization": global_id("Organization", organization)},
            "DEPT_LEAD": {"organization": global_id("Organization", organization)},
        }.get(role.value, {}),
    )
    listed = await api.send(SEEN, {"id": office.enterprise}, **signed)
    found = await api.send("query($id: ID!) { node(id: $id) { id } }", {"id": office.contact}, **signed)
    if role in SEES:
        assert listed == {"data": {"node": {"contacts": [{"id": office.contact, "title": "厂长"}]}}}
        assert found == {"data": {"node": {"id": office.contact}}}
    else:
        assert [error["extensions"]["code"] for error in listed["errors"]] == ["FORBIDDEN"]
        assert found == {"data": {"node": None}}
    written = await api.written()
    revealed = await reveal(api, office.contact, **signed)
    if role in REVEALS:
        assert (revealed["name"], revealed["phone"]) == (NAME, PHONE)
    else:
        assert [error["extensions"]["code"] for error in revealed["errors"]] == ["FORBIDDEN"]
        assert await api.written() == written


async def test_the_public_is_asked_to_sign_in(api: Api, office: Office) -> None:
    listed = await api.send(SEEN, {"id": office.enterprise}, authorization="")
    assert listed["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("role", "claim"),
    [
        ("ENTERPRISE_REP", {"enterprises": [global_id("Enterprise", uid(9))]}),
        ("SECRETARY", {"enterprises": [global_id("Enterprise", uid(9))]}),
        ("HANDLER", {"organization": global_id("Organization", uid(9))}),
        ("DISPATCHER", {"zones": [global_id("Zone", uid(9))]}),
    ],
)
async def test_contacts_of_others_are_outside_ones_remit(
    api: Api, office: Office, role: str, claim: dict[str, Any]
) -> None:
    written = await api.written()
    signed = bearer(role, **claim)
    assert await reveal(api, office.contact, **signed) == {
        "__typename": "OutsideRemit",
        "message": "id: this contact is not among those that you answer for",
    }
    if role != "HANDLER":
        query = "mutation($input: RecordContactInput!) { recordContact(input: $input) { __typename ... on Refusal { message } } }"
        refused = (await api.ask(query, as_=signed, input=person(office.enterprise)))["recordContact"]
        assert refused["message"] == "enterpriseId: this enterprise is not among those that you answer for"
    assert await api.written() == written


async def test_a_contact_of_another_county_is_not_known(api: Api, office: Office) -> None:
    neighbour = bearer("DISPATCHER", county="370911")
    assert (await reveal(api, office.contact, **neighbour))["message"] == "id: there is no such contact"
    assert (await reveal(api, office.enterprise))["message"] == "id: there is no such contact"
    answer = await api.act("recordContact", "", **person(global_id("Enterprise", uid(9))))
    assert answer["message"] == "enterpriseId: there is no such enterprise"


# --- What is right ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("13905380000", "13905380000"),
        ("139 0538 0000", "13905380000"),
        ("+86 139-0538-0000", "13905380000"),
        ("008613905380000", "13905380000"),
        ("\uff11\uff13905380000", "13905380000"),
        ("0538-8220000", "0538-8220000"),
        ("(0538)8220000", "0538-8220000"),
        ("+86 538 8220000", "0538-8220000"),
        ("+86 0538 8220000", "0538-8220000"),
        ("010-65550000", "010-65550000"),
        ("021 6555 0000", "021-65550000"),
        ("0531 8655 0000", "0531-86550000"),
    ],
)
def test_a_phone_number_is_stored_in_one_way(given: str, stored: str) -> None:
    assert contacts.phone_problem(given) is None
    assert contacts.clean_phone(given) == stored


@pytest.mark.parametrize(
    "given", ["110", "1390538000", "139053800000", "12905380000", "8220000", "0538-1220000", "010-655500000", "abc", "139०5380000", "+1 202 555 0100", "①3905380000x"]
)  # fmt: skip
def test_what_is_no_phone_number_is_told_in_both_languages(given: str) -> None:
    problem = contacts.phone_problem(given)
    assert problem is not None
    assert problem.en.startswith("is no phone number: 11 digits of a mobile")
    assert problem.zh.startswith("不是有效电话")
    assert contacts.phone_problem(" ") == REQUIRED


async def test_all_that_is_wrong_is_told_at_once(api: Api, office: Office) -> None:
    written = await api.written()
    refused = await api.act(
        "recordContact", "", **person(office.enterprise, title=" ", name="a\x07", phone="110")
    )
    assert [problem["path"] for problem in refused["problems"]] == ["title", "name", "phone"]
    for purpose, words in (
        ("", "is required"),
        (" x ", "needs at least 2 characters"),
        ("x" * 201, "has 201 characters; at most 200 are allowed"),
    ):
        answer = await reveal(api, office.contact, purpose)
        assert answer["problems"] == [{"path": "purpose", "message": words}]
    assert await api.written() == written


async def test_an_enterprise_has_no_more_contacts_than_its_places(api: Api, office: Office) -> None:
    answers = await asyncio.gather(
        *(api.act("recordContact", RECORDED, **person(office.enterprise, title=f"{n}")) for n in range(2))
    )
    assert [answer["__typename"] for answer in answers] == ["ContactRecorded"] * 2
    for n in range(3, contacts.PLACES):
        await api.act("recordContact", "", **person(office.enterprise, title=f"{n}"))
    written = await api.written()
    assert await api.act(
        "recordContact", "... on TooManyContacts { limit }", **person(office.enterprise)
    ) == {
        "__typename": "TooManyContacts",
        "limit": 20,
        "message": "The enterprise has 20 contacts already, and may not have more",
    }
    assert await api.written() == written
    places = await api.owner.fetch("SELECT place FROM contacts ORDER BY 1")
    assert [row["place"] for row in places] == list(range(1, 21))


async def test_contacts_are_of_the_enterprise_that_they_were_recorded_for(api: Api, office: Office) -> None:
    other = {"registration": {"uscc": credit_code(3), "name": "另一企业"}}
    await api.submit(office.fair.booths["A01"], "k-2", enterprise=other)
    id = await api.owner.fetchval("SELECT id FROM enterprises WHERE name = '另一企业'")
    assert (await api.ask(SEEN, id=global_id("Enterprise", id)))["node"] == {"contacts": []}
