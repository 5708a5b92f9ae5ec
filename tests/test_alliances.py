"""Party-building alliances: their life, their one lead, and who belongs to them from when until when."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Table

import db.alliances.tables
from db.relations import catalogue
from domain import alliances
from domain.alliances import AllianceState, MemberRole
from domain.enterprises import Organization, OrganizationKind
from domain.people import Role
from schema.backing import key_of
from tests.alliances import Office, office
from tests.counties import filled
from tests.offices import COUNTY, NOON, Api, bearer, uid

pytestmark = pytest.mark.anyio


# --- The life of an alliance ------------------------------------------------------------------------------------------


async def test_an_alliance_is_prepared_established_set_to_work_and_dissolved(api: Api) -> None:
    house = await office(api)
    id = await house.prepared()
    done = []
    for state, on in (("ESTABLISHED", "2022-03-01"), ("ACTIVE", "2022-04-01"), ("DISSOLVED", "2023-06-01")):
        done.append((await house.advance(id, len(done) + 1, state, on))["alliance"])
    assert done[-1] == {
        "id": id,
        "name": "高端化工产业链党建联盟",
        "state": "DISSOLVED",
        "preparedOn": "2022-01-01",
        "establishedOn": "2022-03-01",
        "activatedOn": "2022-04-01",
        "dissolvedOn": "2023-06-01",
        "version": 4,
        "lead": {"id": house.organizations[0]},
    }
    assert await house.members(id) == [
        {"member": 0, "role": "LEAD", "since": "2022-03-01", "until": "2023-06-01"}
    ]


async def test_an_alliance_becomes_what_is_possible_and_a_refusal_says_what_that_is(api: Api) -> None:
    house = await office(api)
    id = await house.prepared()
    before = await api.written()
    refused = await house.advance(id, 1, "ACTIVE", "2022-03-01")
    assert refused == {
        "__typename": "AllianceInWrongState",
        "message": "The alliance is being prepared; next it can be established or dissolved",
        "state": "PREPARING",
        "possible": ["ESTABLISHED", "DISSOLVED"],
    }
    assert await api.written() == before
    await house.advance(id, 1, "DISSOLVED", "2022-03-01")
    again = await house.advance(id, 2, "ESTABLISHED", "2022-03-01")
    assert (again["__typename"], again["possible"]) == ("AllianceInWrongState", [])
    assert await house.members(id) == []


async def test_a_step_is_not_taken_before_the_one_that_it_follows_nor_on_a_day_to_come(api: Api) -> None:
    house = await office(api)
    id = await house.prepared()
    before = await api.written()
    early = await house.advance(id, 1, "ESTABLISHED", "2021-12-31")
    assert early == {
        "__typename": "DayOutOfOrder",
        "message": "on: must not be before 2022-01-01, since what is recorded stands",
        "path": "on",
        "earliest": "2022-01-01",
        "latest": None,
    }
    late = await house.advance(id, 1, "ESTABLISHED", "2023-06-14")
    assert late["problems"] == [{"path": "on", "message": "2023-06-14 is yet to come; today is 2023-06-13"}]
    assert await api.written() == before


async def test_an_alliance_is_not_dissolved_before_its_last_member_joined(api: Api) -> None:
    house = await office(api)
    id = await house.established()
    await house.join(id, house.organization(1), "2023-05-01")
    before = await api.written()
    early = await house.advance(id, 2, "DISSOLVED", "2023-05-01")
    assert (early["__typename"], early["earliest"]) == ("DayOutOfOrder", "2023-05-02")
    assert await api.written() == before


async def test_the_name_of_an_alliance_is_taken_once_in_a_county(api: Api) -> None:
    house = await office(api)
    id = await house.prepared("临港联盟")
    before = await api.written()
    given = {"name": " 临港联盟 ", "leadId": house.organizations[1], "preparedOn": "2022-01-01"}
    assert await house.act("prepareAlliance", "", **given) == {
        "__typename": "AllianceNameTaken",
        "message": "There is an alliance called 临港联盟 already; choose another name",
        "alliance": {"id": id},
    }
    assert await api.written() == before


async def test_two_that_take_a_name_at_once_do_not_both_get_it(api: Api) -> None:
    house = await office(api)
    given = {"name": "临港联盟", "leadId": house.organizations[0], "preparedOn": "2022-01-01"}
    said = await asyncio.gather(*(house.act("prepareAlliance", "", **given) for _ in range(4)))
    assert sorted(each["__typename"] for each in said) == ["AllianceNameTaken"] * 3 + ["AlliancePrepared"]


async def test_all_that_is_wrong_with_an_alliance_is_told_at_once_and_what_is_named_must_be_there(
    api: Api,
) -> None:
    house = await office(api)
    before = await api.written()
    wrong = await house.act(
        "prepareAlliance", "", name=" ", leadId=house.organizations[0], preparedOn="1848-02-21"
    )
    assert wrong["problems"] == [
        {"path": "name", "message": "is required"},
        {"path": "preparedOn", "message": "must be in a year from 1949 to 2999"},
    ]
    right = {"name": "联盟", "leadId": house.organizations[0], "preparedOn": "2022-01-01"}
    for changed, path in (({"leadId": "x"}, "leadId"), ({"chainId": "x"}, "chainId")):
        missing = (
            await house.act("prepareAlliance", "", **right, **changed)
            if "chainId" in changed
            else (await house.act("prepareAlliance", "", **(right | changed)))
        )
        assert (missing["__typename"], missing["path"]) == ("NotFound", path)
    assert await api.written() == before


async def test_of_two_acts_on_an_alliance_at_once_one_wins_and_the_other_is_told_the_version(
    api: Api,
) -> None:
    house = await office(api)
    id = await house.prepared()
    async with api.owner.transaction():
        await api.owner.execute("SELECT * FROM party_alliances FOR UPDATE")
        both = [asyncio.create_task(house.advance(id, 1, "ESTABLISHED", f"2022-03-0{n}")) for n in (1, 2)]
        await api.until_one_waits()
    said = sorted([await each for each in both], key=lambda each: each["__typename"])
    assert [each["__typename"] for each in said] == ["AllianceAdvanced", "Outdated"]
    assert (said[1]["path"], said[1]["currentVersion"]) == ("version", 2)
    assert len(await house.members(id)) == 1


# --- The lead ---------------------------------------------------------------------------------------------------------


async def test_the_lead_is_handed_over_without_a_gap_and_its_history_stays(api: Api) -> None:
    house = await office(api)
    id = await house.established()
    await house.join(id, house.organization(1), "2022-05-01", role="DEPUTY")
    changed = await house.change_lead(id, 2, 1, "2022-09-01", formerRole="MEMBER")
    assert (changed["alliance"]["lead"], changed["alliance"]["version"]) == (
        {"id": house.organizations[1]},
        3,
    )
    await house.change_lead(id, 3, 2, "2023-01-01")
    assert sorted(await house.members(id), key=lambda each: (each["since"], each["member"])) == [
        {"member": 0, "role": "LEAD", "since": "2022-03-01", "until": "2022-09-01"},
        {"member": 1, "role": "DEPUTY", "since": "2022-05-01", "until": "2022-09-01"},
        {"member": 0, "role": "MEMBER", "since": "2022-09-01", "until": None},
        {"member": 1, "role": "LEAD", "since": "2022-09-01", "until": "2023-01-01"},
        {"member": 2, "role": "LEAD", "since": "2023-01-01", "until": None},
    ]


async def test_who_is_to_lead_may_change_while_an_alliance_is_prepared(api: Api) -> None:
    house = await office(api)
    id = await house.prepared()
    assert (await house.change_lead(id, 1, 1, "2022-02-01"))["__typename"] == "LeadChanged"
    assert await house.members(id) == []
    await house.advance(id, 2, "ESTABLISHED", "2022-03-01")
    assert [each["member"] for each in await house.members(id)] == [1]


async def test_a_hand_over_that_does_not_fit_is_refused_and_nothing_is_written(api: Api) -> None:
    house = await office(api)
    id = await house.established()
    await house.join(id, house.organization(1), "2022-05-01")
    before = await api.written()
    early = await house.change_lead(id, 2, 2, "2022-03-01")
    assert (early["__typename"], early["earliest"]) == ("DayOutOfOrder", "2022-03-02")
    # Whose membership began later cannot have led before.
    member = await house.change_lead(id, 2, 1, "2022-04-01")
    assert (member["__typename"], member["earliest"]) == ("DayOutOfOrder", "2022-05-02")
    assert (await house.change_lead(id, 2, 0, "2022-09-01"))["__typename"] == "AlreadyLead"
    old = await house.change_lead(id, 1, 2, "2022-09-01")
    assert (old["__typename"], old["currentVersion"]) == ("Outdated", 2)
    two = await house.change_lead(id, 2, 2, "2022-09-01", formerRole="LEAD")
    assert two["problems"] == [{"path": "formerRole", "message": "cannot be LEAD: there is one lead"}]
    assert await api.written() == before
    await house.advance(id, 2, "DISSOLVED", "2023-01-01")
    gone = await house.change_lead(id, 3, 2, "2023-02-01")
    assert gone["message"] == "The alliance is dissolved, and stays so"


async def test_the_database_itself_knows_one_lead_only(api: Api) -> None:
    house = await office(api)
    await house.established()
    with pytest.raises(Exception, match="alliance_organizations_lead_ix"):
        await api.owner.execute(
            """INSERT INTO alliance_organizations SELECT gen_random_uuid(), county_code, alliance_id, organization_id, role,
               since + 1, NULL, recorded_at, 1 FROM alliance_organizations"""
        )


# --- Members ----------------------------------------------------------------------------------------------------------


async def test_organizations_and_enterprises_are_members_with_a_role_and_a_period(api: Api) -> None:
    house = await office(api, enterprises=2)
    id = await house.established()
    joined = await house.join(id, house.enterprise(0), "2022-04-01", until="2023-12-31", role="DEPUTY")
    assert joined == {
        "__typename": "AllianceJoined",
        "membership": {"role": "DEPUTY", "since": "2022-04-01", "until": "2023-12-31", "version": 1},
    }
    await house.join(id, house.organization(1), "2022-03-01")
    query = """query($id: ID!, $on: Date!, $enterprise: ID!) { alliance(id: $id) {
        organizations(filter: { role: MEMBER }) { totalCount edges { role since node { id } } }
        now: enterprises(filter: { activeOn: $on }) { totalCount }
        enterprises(first: 1) { edges { node { id } role since until version } pageInfo { hasNextPage } } }
      node(id: $enterprise) { ... on Enterprise { alliances(first: 5) { totalCount edges { node { name } role since } } } } }"""
    shown = await api.ask(query, id=id, on="2024-01-01", enterprise=house.enterprises[0])
    assert shown["alliance"] == {
        "organizations": {
            "totalCount": 1,
            "edges": [{"role": "MEMBER", "since": "2022-03-01", "node": {"id": house.organizations[1]}}],
        },
        "now": {"totalCount": 0},
        "enterprises": {
            "edges": [
                {
                    "node": {"id": house.enterprises[0]},
                    "role": "DEPUTY",
                    "since": "2022-04-01",
                    "until": "2023-12-31",
                    "version": 1,
                }
            ],
            "pageInfo": {"hasNextPage": False},
        },
    }
    assert shown["node"]["alliances"] == {
        "totalCount": 1,
        "edges": [{"node": {"name": "高端化工产业链党建联盟"}, "role": "DEPUTY", "since": "2022-04-01"}],
    }


async def test_what_has_ended_neither_leads_nor_joins_nor_signs_and_was_a_member_until_then(api: Api) -> None:
    house = await office(api, enterprises=1)
    id = await house.established()
    ended = "UPDATE organizations SET ended_on = '2023-02-01' WHERE id = $1"
    gone = house.organizations[1]
    await api.owner.execute(ended, key_of("Organization", gone))
    closed = "UPDATE enterprises SET status = 'CLOSED', ended_on = '2023-02-01' WHERE id = $1"
    await api.owner.execute(closed, key_of("Enterprise", house.enterprises[0]))
    before = await api.written()
    party = {
        "enterpriseId": house.enterprises[0],
        "version": 0,
        "status": "CULTIVATING",
        "since": "2023-03-01",
    }
    answers = [
        await house.join(id, house.organization(1), "2022-04-01"),
        await house.join(id, house.organization(1), "2022-04-01", until="2023-02-02"),
        await house.join(id, house.enterprise(0), "2023-03-01"),
        await house.change_lead(id, 2, 1, "2023-03-01"),
        await house.sign(1),
        await house.act("recordPartyOrganization", "", **party),
        await house.act("prepareAlliance", "", name="新联盟", leadId=gone, preparedOn="2023-03-01"),
    ]
    assert [(each["__typename"], each.get("path")) for each in answers] == [
        ("RecordEnded", "member.organizationId"),
        ("RecordEnded", "member.organizationId"),
        ("RecordEnded", "member.enterpriseId"),
        ("RecordEnded", "leadId"),
        ("RecordEnded", "counterpartyId"),
        ("RecordEnded", "enterpriseId"),
        ("RecordEnded", "leadId"),
    ]
    assert answers[0]["message"] == "member.organizationId: this organization has ended on 2023-02-01"
    assert await api.written() == before
    joined = await house.join(id, house.organization(1), "2022-04-01", until="2023-02-01")
    assert joined["__typename"] == "AllianceJoined"


async def test_a_membership_lies_within_the_life_of_its_alliance(api: Api) -> None:
    house = await office(api)
    preparing, id = await house.prepared("筹备中"), await house.established()
    before = await api.written()
    assert await house.join(preparing, house.organization(1), "2022-04-01") == {
        "__typename": "OutsideAllianceLife",
        "message": "since: the alliance is not established; establish it first",
        "path": "since",
        "establishedOn": None,
        "dissolvedOn": None,
    }
    early = await house.join(id, house.organization(1), "2022-02-28")
    assert (early["path"], early["establishedOn"]) == ("since", "2022-03-01")
    assert await api.written() == before
    await house.advance(id, 2, "DISSOLVED", "2023-01-01")
    before = await api.written()
    for since, until, path in (
        ("2023-01-01", None, "since"),
        ("2022-12-31", None, "until"),
        ("2022-12-31", "2023-01-02", "until"),
    ):
        late = await house.join(id, house.organization(1), since, until=until)
        assert (late["__typename"], late["path"]) == ("OutsideAllianceLife", path)
        assert late["dissolvedOn"] == "2023-01-01"
    assert await api.written() == before
    assert (await house.join(id, house.organization(1), "2022-12-31", until="2023-01-01"))[
        "__typename"
    ] == "AllianceJoined"


async def test_no_two_memberships_of_one_member_overlap(api: Api) -> None:
    house = await office(api, enterprises=1)
    id = await house.established()
    for member in (house.organization(1), house.enterprise(0)):
        await house.join(id, member, "2022-05-01", until="2022-09-01")
        before = await api.written()
        again = await house.join(id, member, "2022-04-01", until="2022-05-02")
        assert again["message"] == (
            "since: it is a member from 2022-05-01 until 2022-09-01 already; choose a period that does not overlap"
        )
        assert again["membership"] == {"role": "MEMBER", "since": "2022-05-01", "until": "2022-09-01"}
        assert await api.written() == before
        for since, until in (("2022-04-01", "2022-05-01"), ("2022-09-01", None)):
            assert (await house.join(id, member, since, until=until))["__typename"] == "AllianceJoined"


async def test_two_that_join_the_same_member_at_once_do_not_both_succeed(api: Api) -> None:
    house = await office(api)
    id = await house.established()
    said = await asyncio.gather(
        *(house.join(id, house.organization(1), f"2022-05-0{n}") for n in range(1, 5))
    )
    assert sorted(each["__typename"] for each in said) == ["AllianceJoined"] + ["MembershipOverlaps"] * 3


async def test_without_the_alliance_held_both_would_succeed(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await office(api)
    id = await house.established()

    async def unheld(connection: Any, alliance_id: Any) -> Any:
        row = await connection.fetchrow("SELECT * FROM party_alliances WHERE id = $1", alliance_id)
        await asyncio.sleep(0.05)
        return db.alliances.records.alliance(row)

    looked = db.alliances.memberships_of_member

    async def slowly(*arguments: Any) -> Any:
        held = await looked(*arguments)
        await asyncio.sleep(0.1)
        return held

    monkeypatch.setattr(db.alliances, "lock_alliance", unheld)
    monkeypatch.setattr(db.alliances, "memberships_of_member", slowly)
    said = await asyncio.gather(*(house.join(id, house.organization(1), f"2022-05-0{n}") for n in (1, 2)))
    assert [each["__typename"] for each in said] == ["AllianceJoined"] * 2


async def test_a_member_leaves_and_its_period_stays(api: Api) -> None:
    house = await office(api)
    id = await house.established()
    await house.join(id, house.organization(1), "2022-05-01")
    before = await api.written()
    assert (await house.leave(id, house.organization(1), 7, "2023-01-01"))["currentVersion"] == 1
    early = await house.leave(id, house.organization(1), 1, "2022-05-01")
    assert (early["__typename"], early["earliest"]) == ("DayOutOfOrder", "2022-05-02")
    lead = await house.leave(id, house.organization(0), 1, "2023-01-01")
    assert lead["__typename"] == "LeadMustHandOver"
    none = await house.leave(id, house.organization(2), 1, "2023-01-01")
    assert (none["__typename"], none["path"]) == ("NotAMember", "member.organizationId")
    assert await api.written() == before
    left = await house.leave(id, house.organization(1), 1, "2023-01-01")
    assert left["membership"] == {
        "role": "MEMBER",
        "since": "2022-05-01",
        "until": "2023-01-01",
        "version": 2,
    }
    again = await house.leave(id, house.organization(1), 2, "2022-12-01")
    assert again["__typename"] == "NotAMember"


async def test_who_leaves_later_may_leave_sooner_but_not_later_still(api: Api) -> None:
    house = await office(api)
    id = await house.established()
    await house.join(id, house.organization(1), "2022-05-01", until="2023-12-31")
    later = await house.leave(id, house.organization(1), 1, "2024-01-01")
    assert (later["earliest"], later["latest"]) == ("2022-05-02", "2023-12-31")
    sooner = await house.leave(id, house.organization(1), 1, "2023-10-01")
    assert sooner["membership"]["until"] == "2023-10-01"


async def test_who_joins_is_named_rightly_or_refused_with_all_that_is_wrong(api: Api) -> None:
    house = await office(api, enterprises=1)
    id = await house.established()
    before = await api.written()
    wrong = await house.join(id, house.organization(1), "2023-06-14", until="2023-06-14", role="LEAD")
    assert [each["path"] for each in wrong["problems"]] == ["since", "until", "role"]
    for member, path in (
        ({"organizationId": house.enterprises[0]}, "member.organizationId"),
        ({"enterpriseId": house.organizations[0]}, "member.enterpriseId"),
    ):
        missing = await house.join(id, member, "2022-05-01")
        assert (missing["__typename"], missing["path"]) == ("NotFound", path)
    assert await api.written() == before


async def test_a_dispatcher_of_zones_names_no_enterprise_that_they_do_not_see(api: Api) -> None:
    county = await filled(api)
    zone = bearer("DISPATCHER", zones=[county["zone_2"]])
    house = Office(api)
    before = await api.written()
    given = {"allianceId": county["alliance_1"], "role": "MEMBER", "since": "2023-06-01"}
    stranger = {"enterpriseId": county["enterprise_1"]}
    said = await house.act("joinAlliance", "", zone, member=stranger, **given)
    assert (said["__typename"], said["path"]) == ("OutsideRemit", "member.enterpriseId")
    assert await api.written() == before
    own = {"enterpriseId": county["enterprise_3"]}
    assert (await house.act("joinAlliance", "", zone, member=own, **given))["__typename"] == "AllianceJoined"


async def test_an_enterprises_membership_is_seen_as_the_enterprise_is(api: Api) -> None:
    county = await filled(api)
    query = "query($id: ID!) { alliance(id: $id) { enterprises { totalCount edges { node { id } } } } }"
    for role, own, seen in (
        ("ENTERPRISE_REP", {"enterprises": ["enterprise_1"]}, ["enterprise_1"]),
        ("ENTERPRISE_REP", {"enterprises": ["enterprise_3"]}, []),
        ("HANDLER", {"organization": "organization_1"}, ["enterprise_1"]),
        ("HANDLER", {"organization": "organization_3"}, []),
        ("FAIR_OPERATOR", {"booths": ["booth_2"]}, ["enterprise_1", "enterprise_2"]),
        ("ADMIN", {}, ["enterprise_1", "enterprise_2"]),
    ):
        claim = {
            kind: [county[each] for each in names] if isinstance(names, list) else county[names]
            for kind, names in own.items()
        }
        shown = await api.ask(query, as_=bearer(role, **claim), id=county["alliance_1"])
        listed = shown["alliance"]["enterprises"]
        assert {edge["node"]["id"] for edge in listed["edges"]} == county.named(*seen), (role, own)
        assert listed["totalCount"] == len(seen)


# --- No natural person ------------------------------------------------------------------------------------------------


def test_no_column_of_a_membership_and_no_input_can_name_a_person() -> None:
    """Which party organization somebody is in is nobody's to record."""
    tables: list[Table] = [
        db.alliances.tables.alliance_organizations,
        db.alliances.tables.alliance_enterprises,
        db.alliances.tables.party_organizations,
        db.alliances.tables.party_steps,
    ]
    columns = {column.name for table in tables for column in table.columns}
    assert columns == {
        "id", "county_code", "alliance_id", "organization_id", "enterprise_id", "role", "since",
        "until", "recorded_at", "version", "status", "level",
    }  # fmt: skip
    assert {each.name for each in fields(alliances.Member)} == {"id", "is_enterprise"}
    referred = {
        key.column.table.name
        for table in tables
        for key in table.foreign_keys
        if key.parent.name != "county_code"
    }
    assert referred == {"party_alliances", "organizations", "enterprises"}


# --- The rules over any sequence of acts --------------------------------------------------------------------------------

DAY = date(2022, 1, 1)
DAYS = st.integers(0, 40).map(lambda n: DAY + timedelta(days=n))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("advance", "lead", "join", "join", "join", "leave", "leave")),
        st.integers(0, 3),
        DAYS,
        st.none() | DAYS,
        st.sampled_from(list(MemberRole)),
        st.sampled_from(list(AllianceState)),
    ),
    max_size=25,
)
TODAY = DAY + timedelta(days=30)


def member_of(who: int) -> Organization:
    """One of the organizations that may be members."""
    return Organization(uid(100 + who), COUNTY, f"机构{who}", OrganizationKind.ASSOCIATION)


class Ledger:
    """One alliance, as the decisions alone make it."""

    def __init__(self) -> None:
        command = alliances.PrepareAlliance("联盟", None, uid(1), DAY)
        made = alliances.prepare(command, COUNTY, uid(100), None, uid(1))
        assert isinstance(made, alliances.Prepared)
        self.alliance = made.alliance
        self.memberships: dict[Any, alliances.Membership] = {}
        self.ids = iter(range(1000, 10_000))

    def take(self, step: tuple[Any, ...]) -> None:
        act, who, day, until, role, state = step
        id = uid(next(self.ids))
        member = alliances.Member(uid(100 + who), is_enterprise=False)
        held = list(self.memberships.values())
        of_member = [each for each in held if each.organization_id == member.id]
        version = self.alliance.version
        match act:
            case "advance":
                asked = alliances.AdvanceAlliance(None, version, state, day)
                if alliances.check_advance(asked, TODAY) is None:
                    self.keep(alliances.advance(asked, self.alliance, held, None, id, NOON))
            case "lead":
                former = None if role is MemberRole.LEAD else role
                change = alliances.ChangeLead(None, version, member.id, day, former)
                if alliances.check_lead(change, TODAY) is None:
                    ids = (id, uid(next(self.ids)))
                    self.keep(alliances.change_lead(change, self.alliance, held, uid(100 + who), ids, NOON))
            case "join":
                joining = alliances.JoinAlliance(None, member, role, day, until)
                if alliances.check_joining(joining, TODAY) is None:
                    self.keep(alliances.join(joining, self.alliance, member_of(who), of_member, id, NOON))
            case _:
                last = max((each.version for each in of_member), default=1)
                leaving = alliances.LeaveAlliance(None, member, last, day)
                self.keep(alliances.leave(leaving, of_member, TODAY))

    def keep(self, decided: Any) -> None:
        changed: list[alliances.Membership] = []
        match decided:
            case alliances.Advanced(alliance, memberships) | alliances.LeadChanged(alliance, memberships):
                assert alliance.version == self.alliance.version + 1
                self.alliance = alliance
                changed = [*memberships.ended, *memberships.begun]
            case alliances.Joined(membership) | alliances.Left(membership, _):
                changed = [membership]
            case _:
                pass
        self.memberships |= {each.id: each for each in changed}


def days_of(membership: alliances.Membership) -> set[int]:
    """The days of a period, as far as anybody looks here."""
    until = membership.until or DAY + timedelta(days=60)
    return set(range(membership.since.toordinal(), until.toordinal()))


@settings(max_examples=300, deadline=None)
@given(steps=STEPS)
def test_memberships_never_overlap_lie_within_the_life_and_one_leads_at_any_time(
    steps: list[tuple[Any, ...]],
) -> None:
    ledger = Ledger()
    for step in steps:
        ledger.take(step)
        alliance, held = ledger.alliance, list(ledger.memberships.values())
        life = set[int]()
        if alliance.established_on is not None:
            end = alliance.dissolved_on or DAY + timedelta(days=60)
            life = set(range(alliance.established_on.toordinal(), end.toordinal()))
        for who in range(4):
            own = [days_of(each) for each in held if each.organization_id == uid(100 + who)]
            assert sum(map(len, own)) == len(set[int]().union(*own))
        for each in held:
            assert days_of(each)
            assert days_of(each) <= life
            assert alliance.is_within_life(each.since, each.until) or (
                each.until is None and alliance.dissolved_on is None
            )
        leads = [days_of(each) for each in held if each.role is MemberRole.LEAD]
        assert sum(map(len, leads)) == len(life)
        assert set[int]().union(*leads) == life
        if alliance.state in {AllianceState.ESTABLISHED, AllianceState.ACTIVE}:
            (now,) = [each for each in held if each.role is MemberRole.LEAD and each.until is None]
            assert now.organization_id == alliance.lead_id


def test_without_the_check_of_overlaps_the_rule_would_be_seen_to_break(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alliances.Membership, "overlaps", lambda *_: False)
    established = ("advance", 0, DAY, None, MemberRole.MEMBER, AllianceState.ESTABLISHED)
    joined = ("join", 1, DAY, None, MemberRole.MEMBER, AllianceState.ACTIVE)
    run = test_memberships_never_overlap_lie_within_the_life_and_one_leads_at_any_time.hypothesis.inner_test  # type: ignore[attr-defined]
    with pytest.raises(AssertionError):
        run([established, joined, joined])


# --- Who sees and does what -------------------------------------------------------------------------------------------


def test_alliances_are_public_papers_are_the_countys_and_resolutions_for_who_keeps_them() -> None:
    from domain.people import PUBLISHED_ONLY, Reach, Sight

    for role in Role:
        sight = Sight(role)
        assert catalogue["PartyAlliance"].seen.reach(sight) is Reach.ALL
        assert catalogue["AllianceOrganizationEdge"].seen.reach(sight) is Reach.ALL
        papers = Reach.NONE if role in PUBLISHED_ONLY else Reach.ALL
        for name in ("Memorandum", "JointConference", "ConferenceSession", "MemorandaFigures"):
            assert catalogue[name].seen.reach(sight) is papers
    assert {role for role in Role if alliances.reach_of_resolutions(Sight(role)) is not Reach.NONE} == {
        Role.DISPATCHER,
        Role.INSPECTOR,
        Role.HANDLER,
        Role.DEPT_LEAD,
    }


async def test_the_public_reads_alliances_of_any_county_and_no_paper(api: Api) -> None:
    house = await office(api)
    await house.established()
    del api.client.headers["authorization"]
    query = """{ alliances(filter: { state: ESTABLISHED }) { totalCount edges { node { name lead { name }
        organizations { totalCount } } } } }"""
    shown = await api.ask(query)
    assert shown["alliances"] == {
        "totalCount": 1,
        "edges": [
            {
                "node": {
                    "name": "高端化工产业链党建联盟",
                    "lead": {"name": "A00 部门"},
                    "organizations": {"totalCount": 1},
                }
            }
        ],
    }
    for refused in ("{ memoranda { totalCount } }", '{ memorandaFigures(on: "2023-06-13") { memoranda } }'):
        answer = await api.send(refused)
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
