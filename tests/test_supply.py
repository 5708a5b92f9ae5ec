"""Supply, demand and factory space as the office works with them: from an offering to the volume of a month."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

import db.supply
from schema.root import schema
from tests.counties import known
from tests.offices import Api, bearer
from tests.places import carrier, zone

pytestmark = pytest.mark.anyio

FACTS = {
    "InvalidInput": "problems { path message }",
    "NotFound": "path",
    "OutsideRemit": "path",
    "Outdated": "path currentVersion",
    "NotOnOffer": "path state",
    "SynonymExists": "synonym { id }",
    "AlreadyIntroduced": "introduction { id }",
    "IntroductionOutOfOrder": "state possible",
    "StepTooEarly": "path earliest",
    "CooperationNotRunning": "state",
    "MonthOutOfOrder": "path earliest latest",
    "MonthReported": "report { id }",
    "SpaceDoesNotFit": "rules { code outcome message }",
    "RecordEnded": "path until",
}
"""What is selected of a refusal beside its message."""

TYRES = {
    "product": "载重汽车轮胎",
    "classCode": "29110101",
    "unit": "条",
    "priceModel": "PER_KM",
    "price": "0.02",
    "capacity": "3000",
    "certificates": ["CCC"],
    "leadDays": 15,
}
TRUCKS = {
    "product": "货车轮胎",
    "classCode": "291101",
    "unit": "条",
    "volume": "1500",
    "certificates": ["CCC"],
    "deliverBy": "2023-07-31",
    "region": "650100",
    "distanceKm": 3500,
}


@dataclass
class Office:
    """The tyre maker, the logistics firm in Xinjiang and a third enterprise; who introduces, and for which department."""

    api: Api
    enterprises: list[str]
    organization: str
    staff: str

    async def act(
        self, name: str, payload: str = "", /, as_: dict[str, str] | None = None, **given: Any
    ) -> Any:
        """What an act answers, with the facts of a refusal."""
        title = name[0].upper() + name[1:]
        members = {member.name for member in schema._schema.type_map[f"{title}Result"].types}
        facts = " ".join(f"... on {each} {{ {of} }}" for each, of in FACTS.items() if each in members)
        query = f"""mutation($input: {title}Input!) {{ {name}(input: $input) {{
          __typename ... on Refusal {{ message }} {facts} {payload} }} }}"""
        return (await self.api.ask(query, as_=as_ or {}, input=given))[name]

    async def offer(self, enterprise: int = 0, **changes: Any) -> str:
        payload = "... on OfferingRegistered { offering { id } }"
        given = {**TYRES, "enterpriseId": self.enterprises[enterprise], **changes}
        return (await self.act("registerOffering", payload, **given))["offering"]["id"]

    async def need(self, enterprise: int = 1, **changes: Any) -> str:
        payload = "... on NeedRegistered { need { id } }"
        given = {**TRUCKS, "enterpriseId": self.enterprises[enterprise], **changes}
        return (await self.act("registerNeed", payload, **given))["need"]["id"]

    async def suggest(self, offering: str, need: str, **changes: Any) -> Any:
        by = {"staffId": self.staff, "organizationId": self.organization, **changes}
        payload = "... on IntroductionSuggested { introduction { id version state supplierName } }"
        return await self.act("suggestIntroduction", payload, offeringId=offering, needId=need, **by)

    async def step(self, id: str, version: int, state: str, **more: Any) -> Any:
        payload = "... on IntroductionAdvanced { introduction { state version supplierName customerName } }"
        return await self.act(
            "advanceIntroduction", payload, introductionId=id, version=version, state=state, **more
        )

    async def report(self, id: str, month: str, volume: str = "1500") -> Any:
        return await self.act(
            "reportCooperation", introductionId=id, month=month, volume=volume, unit="条", amount="105000"
        )


async def office(api: Api) -> Office:
    fair = await api.plan_fair()
    booth = await api.add_booth(fair, "A01")
    await api.act("openFair", "", fairId=fair)
    enterprises = [
        (
            await api.act(
                "recordAttendance",
                "... on AttendanceRecorded { enterprise { id } }",
                fairId=fair,
                enterprise=known(n),
            )
        )["enterprise"]["id"]
        for n in (1, 2, 3)
    ]
    found = await api.ask(
        "query($id: ID!) { node(id: $id) { ... on Booth { organization { id } } } }", id=booth
    )
    organization = found["node"]["organization"]["id"]
    person = {"name": "侯部长", "organizationId": organization, "roles": ["LIAISON_OFFICER"]}
    made = await api.act("registerStaff", "... on StaffRegistered { staff { id } }", **person)
    return Office(api, enterprises, organization, made["staff"]["id"])


MATCHES = """query($needId: ID!) { supplyMatches(needId: $needId) { candidates eligible edges { rank eligible score localBonus
  rules { code outcome } estimate { model price distanceKm perUnit perMonth } offering { id enterprise { id } } } } }"""


async def test_the_tyre_maker_and_the_logistics_firm_3500_km_away_work_together(api: Api) -> None:
    """As the newspaper has it: introduced by the management committee, 1,500 tyres a month, paid by the kilometre."""
    house = await office(api)
    offering, need = await house.offer(), await house.need()
    await house.offer(2, unit="吨")
    await house.offer(2, classCode="3611")
    found = (await api.ask(MATCHES, needId=need))["supplyMatches"]
    assert (found["candidates"], found["eligible"]) == (2, 1)
    best = found["edges"][0]
    assert best == {
        "rank": 1,
        "eligible": True,
        "score": 67,
        "localBonus": 0,
        "rules": [
            {"code": code, "outcome": "PASS"}
            for code in ("CLASS", "UNIT", "CAPACITY", "CERTIFICATES", "REGION", "DATE")
        ],
        "estimate": {
            "model": "PER_KM",
            "price": "0.02",
            "distanceKm": 3500,
            "perUnit": "70.00",
            "perMonth": "105000.00",
        },
        "offering": {"id": offering, "enterprise": {"id": house.enterprises[0]}},
    }
    begun = (await house.suggest(offering, need))["introduction"]
    assert begun == {"id": begun["id"], "version": 1, "state": "SUGGESTED", "supplierName": None}
    id = begun["id"]
    made = await house.step(id, 1, "INTRODUCED", on="2023-06-13", note="应急管理部牵线")
    names = {"supplierName": "密 1 号企业", "customerName": "密 2 号企业"}
    assert made["introduction"] == {"state": "INTRODUCED", "version": 2, **names}
    for version, state in ((2, "TALKS"), (3, "TRIAL"), (4, "CONTRACTED")):
        assert (await house.step(id, version, state))["__typename"] == "IntroductionAdvanced"
    before = await api.written()
    assert (await house.report(id, "2023-06-01"))["state"] == "CONTRACTED"
    assert await api.written() == before
    await house.step(id, 5, "RUNNING")
    assert (await house.report(id, "2023-06-01"))["__typename"] == "CooperationReported"
    api.clock.advance(days=30)
    assert (await house.report(id, "2023-07-01", "1600.50"))["__typename"] == "CooperationReported"
    before = await api.written()
    assert (await house.report(id, "2023-07-01"))["__typename"] == "MonthReported"
    assert (await house.report(id, "2023-05-01"))["latest"] == "2023-07-01"
    assert (await house.report(id, "2023-08-01"))["problems"] == [
        {"path": "month", "message": "is yet to come; today is 2023-07-13"}
    ]
    assert await api.written() == before
    figures = """query { supplyFigures(period: {from: "2023-06-01", to: "2023-07-31"}) {
      byState { state introductions } introduced succeeded successRate volumes { unit volume reports } } }"""
    told = (await api.ask(figures))["supplyFigures"]
    assert {each["state"]: each["introductions"] for each in told["byState"] if each["introductions"]} == {
        "RUNNING": 1
    }
    assert (told["introduced"], told["succeeded"], told["successRate"]) == (1, 1, "100.0")
    assert told["volumes"] == [{"unit": "条", "volume": "3100.50", "reports": 2}]
    # Each side sees the introduction, and of what is offered and needed its own.
    shown = """query($id: ID!) { enterprise(by: {id: $id}) { introductions { edges { side node {
      customerName offering { id } need { id } endorsedBy { id } steps { number state takenOn note } } } } } }"""
    rep = bearer("ENTERPRISE_REP", enterprises=[house.enterprises[1]])
    ((edge,),) = (
        (await api.ask(shown, as_=rep, id=house.enterprises[1]))["enterprise"]["introductions"].values(),
    )
    assert edge[0]["side"] == "NEEDS"
    node = edge[0]["node"]
    assert (node["customerName"], node["offering"], node["need"]) == ("密 2 号企业", None, {"id": need})
    assert node["endorsedBy"] == {"id": house.organization}
    assert [(each["number"], each["state"]) for each in node["steps"]] == list(
        enumerate(("SUGGESTED", "INTRODUCED", "TALKS", "TRIAL", "CONTRACTED", "RUNNING"), 1)
    )
    assert node["steps"][1]["note"] == "应急管理部牵线"


async def test_a_match_leads_to_what_is_seen_and_stands_and_both_ways(api: Api) -> None:
    house = await office(api)
    offering, need = await house.offer(), await house.need()
    own = await house.offer(1)
    rep = bearer("ENTERPRISE_REP", enterprises=[house.enterprises[1]])
    found = (await api.ask(MATCHES, as_=rep, needId=need))["supplyMatches"]
    assert found == {"candidates": 0, "eligible": 0, "edges": []}
    assert (await api.ask(MATCHES, as_=bearer("ENTERPRISE_REP", enterprises=[]), needId=need)) == {
        "supplyMatches": None
    }
    back = "query($id: ID!) { offering(id: $id) { matches { candidates edges { need { id } } } } }"
    found = (await api.ask(back, id=offering))["offering"]["matches"]
    assert found == {"candidates": 1, "edges": [{"need": {"id": need}}]}
    assert (await api.ask(back, id=own))["offering"]["matches"]["candidates"] == 0
    payload = "... on OfferingWithdrawn { offering { state version } }"
    gone = await house.act("withdrawOffering", payload, id=offering, version=1)
    assert gone["offering"] == {"state": "WITHDRAWN", "version": 2}
    assert (await api.ask(MATCHES, needId=need))["supplyMatches"]["candidates"] == 0
    wrong = await api.send(back.replace("matches {", "matches(first: 101) {"), {"id": offering})
    assert wrong["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_an_approved_synonym_widens_the_candidates_of_its_county_alone(api: Api) -> None:
    house = await office(api)
    need = await house.need()
    await house.offer(0, classCode="3670", product="橡胶胎")
    await house.offer(2, classCode="9999", product="无关")
    assert (await api.ask(MATCHES, needId=need))["supplyMatches"]["candidates"] == 0
    assert (await house.act("approveSynonym", one="货车", other="橡胶"))["__typename"] == "SynonymApproved"
    found = (await api.ask(MATCHES, needId=need))["supplyMatches"]
    assert (found["candidates"], found["eligible"]) == (1, 1)
    before = await api.written()
    again = await house.act("approveSynonym", one=" 橡胶", other="货车")
    assert again["__typename"] == "SynonymExists"
    wrong = await house.act("approveSynonym", one="1", other="胎")
    assert [problem["path"] for problem in wrong["problems"]] == ["one", "other"]
    assert await api.written() == before
    assert await api.beside("370911").ask("{ classSynonyms { totalCount } }") == {
        "classSynonyms": {"totalCount": 0}
    }


async def test_what_is_wrong_is_refused_all_at_once_and_nothing_is_written(api: Api) -> None:
    house = await office(api)
    offering, need = await house.offer(), await house.need()
    own = await house.need(0)
    before = await api.written()
    wrong = {"price": "0", "capacity": "1.234", "classCode": "29x", "regions": ["123"], "unit": " "}
    said = await house.act("registerOffering", enterpriseId=house.enterprises[0], **TYRES | wrong)
    paths = {"price", "capacity", "classCode", "regions[0]", "unit"}
    assert {problem["path"] for problem in said["problems"]} == paths
    past = {**TRUCKS, "deliverBy": "2023-06-12", "enterpriseId": house.enterprises[1]}
    assert [each["path"] for each in (await house.act("registerNeed", **past))["problems"]] == ["deliverBy"]
    nobody = await house.suggest(offering, need, staffId=None, organizationId=None)
    assert [problem["path"] for problem in nobody["problems"]] == ["staffId"]
    assert (await house.suggest(offering, own))["__typename"] == "SameEnterprise"
    assert (await house.suggest(offering, need, staffId=offering))["path"] == "staffId"
    assert (await house.act("withdrawNeed", id=need, version=0))["problems"][0]["path"] == "version"
    assert (await house.act("withdrawNeed", id=need, version=2))["currentVersion"] == 1
    assert await api.written() == before
    id = (await house.suggest(offering, need))["introduction"]["id"]
    before = await api.written()
    assert (await house.suggest(offering, need))["introduction"] == {"id": id}
    assert (await house.step(id, 1, "RUNNING"))["possible"] == ["INTRODUCED", "FAILED"]
    assert (await house.step(id, 1, "INTRODUCED", on="2023-06-12"))["earliest"] == "2023-06-13"
    assert (await house.step(id, 2, "INTRODUCED"))["currentVersion"] == 1
    assert (await house.step(id, 1, "FAILED"))["problems"][0]["path"] == "reason"
    assert await api.written() == before
    # One that has failed makes room for another.
    assert (await house.step(id, 1, "FAILED", reason="NO_RESPONSE"))["__typename"] == "IntroductionAdvanced"
    assert (await house.suggest(offering, need))["__typename"] == "IntroductionSuggested"


async def test_of_two_at_once_one_is_kept(api: Api) -> None:
    house = await office(api)
    offering, need = await house.offer(), await house.need()
    said = await asyncio.gather(*(house.suggest(offering, need) for _ in range(2)))
    assert sorted(each["__typename"] for each in said) == ["AlreadyIntroduced", "IntroductionSuggested"]
    (id,) = {each["introduction"]["id"] for each in said}
    said = await asyncio.gather(*(house.step(id, 1, "INTRODUCED") for _ in range(2)))
    assert sorted(each["__typename"] for each in said) == ["IntroductionAdvanced", "Outdated"]
    said = await asyncio.gather(*(house.act("withdrawNeed", id=need, version=1) for _ in range(2)))
    assert sorted(each["__typename"] for each in said) == ["NeedWithdrawn", "Outdated"]


async def test_ten_thousand_offerings_of_other_classes_never_leave_the_database(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await office(api)
    need = await house.need()
    await api.owner.execute(
        """INSERT INTO offerings (id, county_code, enterprise_id, product, letters, class_code, capacity, unit, price_model,
               regions, state, submitted_at, version)
           SELECT gen_random_uuid(), county_code, id, '品 ' || n, '品' || n, lpad(n::text, 6, '0'), n, '条', 'UNIT', '{}', 'OPEN',
               now(), 1
           FROM enterprises, generate_series(1, 10000) AS n WHERE name = '密 3 号企业'"""
    )
    offering = await house.offer()
    handed = list[int]()
    build = db.supply.offerings_for

    async def counted(*given: Any) -> Any:
        found = await build(*given)
        handed.append(len(found))
        return found

    monkeypatch.setattr(db.supply, "offerings_for", counted)
    found = (await api.ask(MATCHES, needId=need))["supplyMatches"]
    assert (found["candidates"], found["edges"][0]["offering"]["id"]) == (1, offering)
    assert handed == [1]


# --- Space ------------------------------------------------------------------------------------------------------------

SPACES = """query($needId: ID!, $distances: [SpaceDistanceInput!]) { spaceMatches(needId: $needId, distances: $distances) {
  candidates eligible edges { eligible score components { name value } rules { code outcome } listing { id } } } }"""


async def listing(house: Office, **given: Any) -> str:
    payload = "... on SpaceListingRegistered { listing { id } }"
    return (await house.act("registerSpaceListing", payload, **given))["listing"]["id"]


async def test_a_listing_meets_one_need_and_says_why_it_does_not_meet_another(api: Api) -> None:
    house = await office(api)
    area = await zone(api, "一区")
    park = await carrier(api, area)
    large = await listing(house, area="1000", carrierId=park, rent="10", fireClass="SECOND", power="630")
    near = await listing(house, area="800", zoneId=area, address="二号路 1 号", rent="12", fireClass="FIRST")
    small = await listing(house, area="100", carrierId=park)
    asked = {"area": "500", "mostRent": "20", "fireClass": "SECOND", "power": "400"}
    payload = "... on SpaceNeedRegistered { need { id submittedAt endedAt } }"
    sought = [
        (await house.act("registerSpaceNeed", payload, enterpriseId=enterprise, **asked))["need"]
        for enterprise in house.enterprises[:2]
    ]
    assert {need["endedAt"] for need in sought} == {None}
    first, second = (need["id"] for need in sought)
    kilometres = [{"listingId": near, "km": 0}]
    found = (await api.ask(SPACES, needId=first, distances=kilometres))["spaceMatches"]
    assert (found["candidates"], found["eligible"]) == (3, 2)
    assert [(each["listing"]["id"], each["eligible"], each["score"]) for each in found["edges"]] == [
        (near, True, 60),
        (large, True, 37),
        (small, False, 0),
    ]
    rules = {each["code"]: each["outcome"] for each in found["edges"][0]["rules"]}
    assert [code for code, outcome in rules.items() if outcome != "PASS"] == ["POWER"]
    in_park = await api.ask(
        "query($id: ID!) { carrier(id: $id) { spaceListings { totalCount } } }", as_=bearer("PEER"), id=park
    )
    assert in_park["carrier"]["spaceListings"]["totalCount"] == 2

    async def assign(of: str, to: str, *, v: int = 1, **more: Any) -> Any:
        payload = "... on SpaceAssigned { listing { state endedAt } need { state listing { id } endedAt } }"
        versions = {"listingVersion": v, "needVersion": 1}
        return await house.act("assignSpace", payload, listingId=of, needId=to, **versions, **more)

    before = await api.written()
    refused = await assign(near, first)
    assert [(each["code"], each["outcome"]) for each in refused["rules"]] == [("POWER", "UNKNOWN")]
    assert (await assign(small, first, confirmed=["AREA", "POWER", "FIRE_CLASS", "RENT"]))["rules"][0][
        "code"
    ] == "AREA"
    assert await api.written() == before
    api.clock.advance(days=3)
    said = await asyncio.gather(assign(large, first), assign(large, second))
    assert sorted(each["__typename"] for each in said) == ["Outdated", "SpaceAssigned"]
    (done,) = (each for each in said if each["__typename"] == "SpaceAssigned")
    assert (done["listing"]["state"], done["need"]["state"]) == ("TAKEN", "MET")
    assert done["need"]["listing"] == {"id": large}
    assert done["listing"]["endedAt"] == done["need"]["endedAt"] == "2023-06-16T12:00:00.000+08:00"
    left = second if said[0] is done else first
    before = await api.written()
    assert (await assign(large, left, v=2))["state"] == "TAKEN"
    assert (await house.act("withdrawSpaceListing", id=large, version=2))["state"] == "TAKEN"
    assert await api.written() == before
    assert (await assign(near, left, confirmed=["POWER"]))["__typename"] == "SpaceAssigned"


async def test_without_holding_the_listing_two_needs_would_be_met_by_it(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the key of the table, which stands behind what the act decides."""
    house = await office(api)
    offered = await listing(house, area="1000", zoneId=await zone(api, "一区"), address="路")
    payload = "... on SpaceNeedRegistered { need { id } }"
    needs = [
        (await house.act("registerSpaceNeed", payload, enterpriseId=enterprise, area="1"))["need"]["id"]
        for enterprise in house.enterprises[:2]
    ]
    lock = db.supply.lock_listing

    async def still_offered(connection: Any, id: Any) -> Any:
        held = await lock(connection, id)
        return held and held.__class__(
            **{name: getattr(held, name) for name in held.__slots__}
            | {"state": "OFFERED", "version": 1, "ended_at": None}
        )

    monkeypatch.setattr(db.supply, "lock_listing", still_offered)
    versions = {"listingId": offered, "listingVersion": 1, "needVersion": 1}
    assert (await house.act("assignSpace", needId=needs[0], **versions))["__typename"] == "SpaceAssigned"
    query = "mutation($input: AssignSpaceInput!) { assignSpace(input: $input) { __typename } }"
    told = await api.send(query, {"input": {**versions, "needId": needs[1]}})
    assert told["errors"][0]["extensions"]["code"] == "CONFLICT"


async def test_what_space_cannot_be_is_refused(api: Api) -> None:
    house = await office(api)
    area = await zone(api, "一区")
    park = await carrier(api, area)
    before = await api.written()
    both = await house.act("registerSpaceListing", area="1", carrierId=park, zoneId=area)
    assert [each["path"] for each in both["problems"]] == ["carrierId"]
    nowhere = await house.act("registerSpaceListing", area="0", crane="-1")
    assert [each["path"] for each in nowhere["problems"]] == ["area", "crane", "address", "zoneId"]
    no_intake = {"enterpriseId": house.enterprises[0], "area": "1", "intakeId": park}
    assert (await house.act("registerSpaceNeed", **no_intake))["path"] == "intakeId"
    assert await api.written() == before
    on = (api.clock.now + timedelta(days=0)).date().isoformat()
    await house.act("endCarrier", id=park, version=1, on=on)
    assert (await house.act("registerSpaceListing", area="1", carrierId=park))["until"] == on
