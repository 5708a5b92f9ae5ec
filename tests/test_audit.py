# ruff: noqa: S608 - what tampers is written out
"""The audit: every act leaves one entry, and nobody changes the past unseen."""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from graphql import get_nullable_type, is_union_type
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OKPKey

import db.audit
import db.embedded
import db.engine
import resolvers.fairs
import server.audit
from domain import fairs
from domain.audit import Entry, Place, Verdict
from domain.people import Role, Viewer
from resolvers.context import Context
from schema.backing import global_id, key_of
from schema.root import schema
from tests import places
from tests.counties import FINANCING, OFFERED
from tests.differential.values import seeded
from tests.offices import COUNTY, DISPOSE, NOON, SOLUTION, SUBMIT, Api, credit_code, intake, uid
from tests.test_remit import DONE, RIGHT, office

pytestmark = pytest.mark.anyio

CORE: Any = schema._schema
NEIGHBOUR = "370911"
LANE = 5
ENTRY = Entry(
    county_code=COUNTY,
    at=NOON,
    actor="tester",
    role=Role.DISPATCHER,
    act="openFair",
    subject_type="Fair",
    subject_id=uid(LANE),
    before='{"Fair":{"state":"PLANNED"}}',
    after='{"Fair":{"state":"OPEN"}}',
    reference="r-1",
)


async def chain(api: Api, length: int = 5) -> None:
    """A lane of five entries beside another one of two, as the role of the API adds them."""
    for number in range(length):
        await added(api, replace(ENTRY, subject_id=uid(LANE + 64 * number), reference=f"r-{number}"))
    for number in range(2):
        await added(api, replace(ENTRY, subject_id=uid(LANE + 2 + 64 * number)))


async def added(api: Api, entry: Entry) -> None:
    transaction = await api.world.database.begin(entry.county_code, write=True)
    await db.audit.add(transaction.connection, entry)
    await transaction.commit()


async def verified(api: Api, county: str = COUNTY) -> Verdict:
    return await db.audit.verify(api.world.database, county, (), lambda: None)


async def entries(api: Api) -> list[dict[str, Any]]:
    return [dict(row) for row in await api.owner.fetch("SELECT * FROM audit_entries ORDER BY lane, number")]


async def told(api: Api) -> Counter[str]:
    """How many entries there are of each act."""
    return Counter(row["act"] for row in await entries(api))


# --- Every act -------------------------------------------------------------------------------------------------------


async def test_every_act_leaves_one_entry_and_every_refusal_none(api: Api) -> None:
    fair = await api.open_fair()
    booth = fair.booths["A01"]
    first, second, third = [await api.taken(booth, f"k-{n}") for n in range(3)]
    enterprise = (await api.ask("query($id: ID!) { node(id: $id) { ... on Intake { enterprise { id } } } }", id=first))["node"]["enterprise"]["id"]  # fmt: skip
    planned = await api.plan_fair(name="次日")
    await api.add_booth(planned, "A01")
    empty = await api.plan_fair(name="空")
    contact = await api.act("recordContact", "... on ContactRecorded { contact { id } }", enterpriseId=enterprise, title="厂长", name="王建国", phone="13905380000")  # fmt: skip
    zone = {"registration": {"name": "泰安市", "kind": "PREFECTURE", "divisionCode": "370900"}}
    plan = {"name": "再次", "kind": "ELEMENT_FAIR", "zone": zone, "opensAt": "2023-06-13T09:00:00+08:00", "closesAt": "2023-06-13T17:00:00+08:00"}  # fmt: skip
    stand = {"fairId": planned, "code": "A02", "name": "二台", "organization": {"registration": {"name": "部门", "kind": "DEPARTMENT"}}, "registers": ["ELEMENT"], "elementKinds": ["LAND"]}  # fmt: skip
    guest = {"registration": {"uscc": credit_code(7), "name": "到场企业"}}
    person = {"enterpriseId": enterprise, "title": "会计", "name": "李芳", "phone": "0538-8220000"}
    department = global_id("Organization", await api.owner.fetchval("SELECT id FROM organizations LIMIT 1"))
    somebody = {"name": "李联络", "organizationId": department, "roles": ["LIAISON_OFFICER", "INSTRUCTOR"]}
    staff = [(await api.act("registerStaff", "... on StaffRegistered { staff { id } }", **somebody))["staff"]["id"] for _ in range(3)]  # fmt: skip
    whom = {"enterpriseId": enterprise, "staffId": staff[0], "since": "2023-06-01"}
    primary = (await api.act("assignLiaison", "... on LiaisonAssigned { liaison { id } }", **whom))["liaison"]["id"]  # fmt: skip
    beside = (await api.act("assignStaff", "... on StaffAssigned { liaison { id } }", **whom, role="INSTRUCTOR"))["liaison"]["id"]  # fmt: skip
    earlier = {**whom, "since": "2023-01-01", "until": "2023-06-01"}
    guide = {**whom, "staffId": staff[1], "role": "INSTRUCTOR"}
    over = {"liaisonId": primary, "version": 1, "staffId": staff[1], "on": "2023-06-10"}
    left = {"staffId": staff[2], "version": 1, "endedOn": "2023-06-30"}
    ended = {"liaisonId": beside, "version": 1, "on": "2023-06-10"}
    talk = {"enterpriseId": enterprise, "staffId": staff[0], "contactedOn": "2023-06-02", "channel": "VISIT"}
    story: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
        ("planFair", "FairPlanned", plan, {**plan, "name": " "}),
        ("addBooth", "BoothAdded", stand, stand),
        ("openFair", "FairOpened", {"fairId": planned}, {"fairId": empty}),
        ("submitIntake", "IntakeSubmitted", intake(booth, "k-9"), intake(booth, "k-10", register="FINANCE", elementKind="CAPITAL")),
        ("disposeIntake", "IntakeDisposed", {"intakeId": first, "disposition": "SOLUTION_GIVEN", "solution": SOLUTION}, {"intakeId": first, "disposition": "RESOLVED_ON_SITE"}),
        ("markDuplicate", "IntakeMarkedDuplicate", {"intakeId": third, "originalId": second}, {"intakeId": first, "originalId": second}),
        ("withdrawIntake", "IntakeWithdrawn", {"intakeId": await api.taken(booth, "k-11")}, {"intakeId": first}),
        ("recordAttendance", "AttendanceRecorded", {"fairId": fair.id, "enterprise": guest}, {"fairId": empty, "enterprise": guest}),
        ("rateFair", "FairRated", {"fairId": fair.id, "enterpriseId": enterprise, "level": "SATISFIED"}, {"fairId": fair.id, "enterpriseId": enterprise, "level": "SATISFIED"}),
        ("closeFair", "FairClosed", {"fairId": planned}, {"fairId": fair.id}),
        ("recordContact", "ContactRecorded", person, {**person, "phone": "110"}),
        ("revealContact", "ContactRevealed", {"id": contact["contact"]["id"], "purpose": "回访"}, {"id": contact["contact"]["id"], "purpose": ""}),
        ("registerStaff", "StaffRegistered", somebody, {**somebody, "roles": []}),
        ("endStaff", "StaffEnded", left, left),
        ("assignLiaison", "LiaisonAssigned", earlier, earlier),
        ("assignStaff", "StaffAssigned", guide, guide),
        ("handOverLiaison", "LiaisonHandedOver", over, over),
        ("endLiaison", "LiaisonEnded", ended, ended),
        ("logContact", "LiaisonContactLogged", talk, {**talk, "staffId": staff[2]}),
    ]  # fmt: skip
    story += await of_places(api, enterprise)
    story += await of_the_office(api)
    story += await of_financing(api, enterprise)
    for act, done, right, wrong in story:
        before = await told(api)
        assert (await api.act(act, "", **right))["__typename"] == done
        assert await told(api) - before == Counter([act])
        written = await api.written()
        refused = await api.act(act, "", **wrong)
        assert "message" in refused, act
        assert await api.written() == written, act
    assert {act for act, *_ in story} == set(CORE.mutation_type.fields)
    assert all(is_union_type(get_nullable_type(act.type)) for act in CORE.mutation_type.fields.values())
    assert (await verified(api)).broken is None
    assert {(row["actor"], row["county_code"]) for row in await entries(api)} == {("tester", COUNTY)}
    assert {row["role"] for row in await entries(api) if row["act"] == "rateFair"} == {"ENTERPRISE_REP"}
    assert {row["role"] for row in await entries(api) if row["act"] == "endZone"} == {"ADMIN"}


async def of_the_office(api: Api) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Each act of the register, of chains and of alliances on the same office, one after the other: what ends something
    comes after what needs it, and each is right of what those before it have left.

    Done twice they are refused, as outdated or taken by then, but for those that may be done again: these are given
    something wrong."""
    county = await office(api)
    acts = """registerEnterprise activateEnterprise renameEnterprise moveEnterprise reclassifyEnterprise grantTier endTier recordStatistics
        mergeEnterprises closeEnterprise setThreshold importEnterprises importLiaisons
        registerTrack registerChain endChain appointChainLeader appointChiefLeader addChainNode endChainNode
        unlinkChainNodes linkChainNodes joinChain leaveChain nameChainMaster formTaskForce joinTaskForce leaveTaskForce
        dissolveTaskForce formCombatUnit replanCombatUnit disbandCombatUnit
        joinAlliance leaveAlliance changeLead advanceAlliance prepareAlliance signMemorandum terminateMemorandum
        conveneSession recordMinutes adoptResolution recordPartyOrganization importChainMembers
        importAllianceMembers
        registerOffering registerNeed approveSynonym suggestIntroduction reportCooperation advanceIntroduction
        withdrawOffering withdrawNeed registerSpaceListing registerSpaceNeed assignSpace withdrawSpaceListing
        withdrawSpaceNeed
        draftPolicy revisePolicy addPolicyClause strikePolicyClause publishPolicy notifyPolicy draftPolicyApplication
        submitPolicyApplication withdrawPolicyApplication approvePolicyApplication rejectPolicyApplication
        payPolicyApplication endPolicy
        proposeDeal consentToDeal withdrawDeal scheduleDeal lapseDeal advanceDeal grantCredit declineDeal
        recordDisbursement linkGuarantee recordBondIssue linkBondIssue advanceBondIssue
        moveMeeting cancelMeeting holdMeeting missMeeting cancelMatching runMatching"""
    another = "SELECT (jsonb_populate_record(m, jsonb_build_object('id', $1::uuid, 'desk', 3, 'enterprise_id', $3::uuid))).*"
    await api.owner.execute(
        f"INSERT INTO financing_meetings {another} FROM financing_meetings AS m WHERE id = $2",
        *(uid(9), county.key("meeting_2"), county.key("enterprise_2")),
    )
    by_then: dict[str, dict[str, Any]] = {
        "renameEnterprise": {"version": 3},
        "moveEnterprise": {"version": 4},
        "reclassifyEnterprise": {"version": 5},
        "grantTier": {"version": 6},
        "endTier": {"version": 7},
        "recordStatistics": {"version": 8},
        # The one without a credit code goes.
        "mergeEnterprises": {
            "duplicateId": county["enterprise_6"],
            "survivorId": county["enterprise_5"],
            "survivorVersion": 9,
        },
        "closeEnterprise": {"version": 10},
        "linkChainNodes": {"toId": county["node_1"]},
        "leaveChain": {"chainId": county["chain_2"], "enterpriseId": county["enterprise_1"]},
        "disbandCombatUnit": {"version": 3},
        "advanceAlliance": {"version": 3},
        "withdrawSpaceListing": {"id": county["listing_2"]},
        "addPolicyClause": {"version": 3},
        "strikePolicyClause": {"version": 4},
        "publishPolicy": {"version": 5},
        "withdrawPolicyApplication": {"version": 2},
        "withdrawDeal": {"version": 2},
        "lapseDeal": {"dealId": county["deal_5"], "version": 3},
        "declineDeal": {"version": 6},
        "advanceBondIssue": {"version": 2},
        "cancelMeeting": {"version": 2},
        "holdMeeting": {"meetingId": county["meeting_2"]},
        "missMeeting": {"meetingId": global_id("FinancingMeeting", uid(9))},
    }
    wrong: dict[str, dict[str, Any]] = {
        "registerEnterprise": {"name": " "},
        "importEnterprises": {"rows": []},
        "importLiaisons": {"rows": []},
        "importChainMembers": {"rows": []},
        "importAllianceMembers": {"rows": []},
        "conveneSession": {"heldOn": "2020-01-01"},
        "adoptResolution": {"dueOn": "2020-01-01"},
        "registerOffering": {"classCode": "x"},
        "registerNeed": {"classCode": "x"},
        "registerSpaceListing": {"area": "0"},
        "registerSpaceNeed": {"area": "0"},
        "notifyPolicy": {"enterpriseIds": []},
        "recordBondIssue": {"amount": "0"},
        "runMatching": {"slotMinutes": 0},
    }
    rights = {act: RIGHT[act](county) | by_then.get(act, {}) for act in acts.split()}
    return [(act, DONE[act], right, right | wrong.get(act, {})) for act, right in rights.items()]


async def of_places(api: Api, enterprise: str) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Each act on places, and the same once more, which is outdated or taken by then."""
    top, low = await places.zone(api, "上区"), await places.zone(api, "下区")
    bank = await organization(api)
    park, hall = await places.carrier(api, top), await places.opened(api, top, "大厅")
    service = await api.act("addService", places.ADDED, list="STANDARD", name="开办")
    new = {"zoneId": top, "address": "路 1 号"}
    zone = {"name": "新区", "kind": "TOWN", "divisionCode": COUNTY}
    times = {"servicePointId": hall, "mode": "WALK", "source": "实测", "measuredOn": "2023-06-01"}
    acts: list[tuple[str, str, dict[str, Any]]] = [
        ("registerZone", "ZoneRegistered", zone),
        ("placeZone", "ZonePlaced", {"id": low, "version": 1, "parentId": top}),
        ("endZone", "ZoneEnded", {"id": low, "version": 2}),
        ("registerOrganization", "OrganizationRegistered", {"name": "新行", "kind": "BANK"}),
        ("renameOrganization", "OrganizationRenamed", {"id": bank, "version": 1, "name": "又名"}),
        ("endOrganization", "OrganizationEnded", {"id": bank, "version": 2}),
        ("registerCarrier", "CarrierRegistered", {"name": "新园", **new}),
        ("endCarrier", "CarrierEnded", {"id": park, "version": 1}),
        ("registerServicePoint", "ServicePointRegistered", {"name": "新厅", "kind": "HALL", **new}),
        ("advanceServicePoint", "ServicePointAdvanced", {"id": hall, "version": 3, "state": "CLOSED"}),
        ("addService", "ServiceAdded", {"list": "STANDARD", "name": "变更"}),
        ("endService", "ServiceEnded", {"id": service["service"]["id"], "version": 1}),
    ]
    batch = {**times, "times": [{"enterpriseId": enterprise, "minutes": 5}]}
    recorded = ("recordTravelTimes", "TravelTimesRecorded", batch, {**batch, "times": []})
    return [*((act, done, given, given) for act, done, given in acts), recorded]


async def of_financing(api: Api, enterprise: str) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Each act on demands, products and match policies, and the same once more, which is outdated or taken by then."""
    api.own_enterprises = [enterprise]
    bank = (
        await api.act("registerOrganization", "... on OrganizationRegistered { organization { id } }", name="融资行", kind="BANK")
    )["organization"]["id"]  # fmt: skip
    demanded = {"enterpriseId": enterprise, "terms": FINANCING}
    payload = "... on FinancingDemandSubmitted { demand { id } }"
    one, two = [
        (await api.act("submitFinancingDemand", payload, **demanded))["demand"]["id"] for _ in range(2)
    ]
    shared = {"demandId": two, "everyone": True, "fields": [], "expiresOn": "2023-07-01"}
    consent = await api.act(
        "giveFinancingConsent", "... on FinancingConsentGiven { consent { id } }", **shared
    )
    offer = {"institutionId": bank, "terms": OFFERED}
    product = await api.act(
        "offerFinancialProduct", "... on FinancialProductOffered { product { id } }", **offer
    )
    weights = {
        "enterprise": {"price": 40, "amountCoverage": 25, "decisionSpeed": 20, "termFit": 15},
        "institution": {"appetite": 35, "ticketSize": 25, "collateralCoverage": 25, "completeness": 15},
    }
    await api.act("draftMatchPolicy", "", **weights)
    other = {"institutionId": bank, "terms": {**OFFERED, "name": "流水贷"}}
    of_product = {"productId": product["product"]["id"]}
    acts: list[tuple[str, str, dict[str, Any]]] = [
        ("amendFinancingDemand", "FinancingDemandAmended", {"demandId": one, "version": 1, "terms": FINANCING}),
        ("withdrawFinancingDemand", "FinancingDemandWithdrawn", {"demandId": one, "version": 2}),
        ("withdrawFinancingConsent", "FinancingConsentWithdrawn", {"consentId": consent["consent"]["id"], "version": 1}),
        ("closeFinancingDemand", "FinancingDemandClosed", {"demandId": two, "version": 1}),
        ("offerFinancialProduct", "FinancialProductOffered", other),
        ("changeFinancialProduct", "FinancialProductChanged", {**of_product, "version": 1, "terms": OFFERED}),
        ("endFinancialProduct", "FinancialProductEnded", {**of_product, "version": 2, "until": "2023-07-01"}),
        ("changeMatchPolicy", "MatchPolicyChanged", {"version": 1, "revision": 1, **weights}),
        ("publishMatchPolicy", "MatchPolicyPublished", {"version": 1, "revision": 2}),
    ]  # fmt: skip
    wrong = {**demanded, "terms": {**FINANCING, "amount": "0"}}
    heavy = {**weights, "enterprise": {**weights["enterprise"], "price": 41}}
    return [
        ("submitFinancingDemand", "FinancingDemandSubmitted", demanded, wrong),
        ("giveFinancingConsent", "FinancingConsentGiven", shared, {**shared, "expiresOn": "2023-06-13"}),
        ("draftMatchPolicy", "MatchPolicyDrafted", weights, heavy),
        *((act, done, given, given) for act, done, given in acts),
    ]


async def organization(api: Api) -> str:
    made = "... on OrganizationRegistered { organization { id } }"
    return (await api.act("registerOrganization", made, name="泰安银行", kind="BANK"))["organization"]["id"]


async def test_an_entry_says_who_did_what_and_what_was_before_and_after(api: Api) -> None:
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    api.clock.advance(minutes=5)
    context = Context(
        api.world,
        "en",
        Viewer(Role.DISPATCHER, COUNTY, "王处长"),
        reference="req-7",
    )
    given = {"intakeId": id, "disposition": "SOLUTION_GIVEN", "solution": SOLUTION}
    answer = await schema.execute(DISPOSE, {"input": given}, context)
    assert answer.errors is None
    (row,) = [row for row in await entries(api) if row["act"] == "disposeIntake"]
    key = key_of("Intake", id)
    assert key is not None
    assert row["lane"] == key.bytes[15] & 63
    assert (row["actor"], row["role"], row["reference"]) == ("王处长", "DISPATCHER", "req-7")
    assert (row["subject_type"], row["subject_id"]) == ("Intake", key)
    assert row["at"] == NOON + timedelta(minutes=5)
    before, after = json.loads(row["before"]), json.loads(row["after"])
    assert set(before) == {"Intake"}
    assert set(after) == {"Intake", "LedgerEntry"}
    assert {name for name in before["Intake"] if before["Intake"][name] != after["Intake"][name]} == {
        "disposition",
        "disposed_at",
    }
    assert before["Intake"]["form"]["quantity"] == "630"
    assert after["Intake"]["disposition"] == "SOLUTION_GIVEN"
    assert after["LedgerEntry"]["solution"] == "专班跟进"
    assert after["LedgerEntry"]["due_on"] == "2023-07-13"


async def test_an_entry_has_the_reference_that_the_answer_has(api: Api) -> None:
    fair = await api.open_fair()
    response = await api.post(SUBMIT, {"input": intake(fair.booths["A01"], "k-1")})
    (row,) = [row for row in await entries(api) if row["act"] == "submitIntake"]
    assert row["reference"]
    assert row["reference"] == response.headers["x-request-id"]


async def test_what_an_act_registers_besides_is_in_its_entry(api: Api) -> None:
    fair = await api.open_fair()
    for key in ("k-1", "k-2"):
        await api.taken(fair.booths["A01"], key)
    taken = {
        len(json.loads(row["after"])): json.loads(row["after"])
        for row in await entries(api)
        if row["act"] == "submitIntake"
    }
    assert set(taken[2]) == {"Intake", "Enterprise"}
    assert set(taken[1]) == {"Intake"}
    booth = next(json.loads(row["after"]) for row in await entries(api) if row["act"] == "addBooth")
    assert booth["Booth"]["element_kinds"] == sorted(booth["Booth"]["element_kinds"])


async def test_an_act_that_is_sent_again_leaves_no_second_entry(api: Api) -> None:
    fair = await api.open_fair()
    first = await api.submit(fair.booths["A01"], "k-1")
    written = await api.written()
    assert await api.submit(fair.booths["A01"], "k-1") == first
    other = await api.act("submitIntake", "... on IntakeSubmitted { intake { id } }", **intake(fair.booths["A01"], "k-1"))  # fmt: skip
    assert other["intake"]["id"] == first["intake"]["id"]
    assert await api.written() == written


async def test_an_act_that_does_not_tell_what_it_did_does_nothing(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair = await api.open_fair()
    written = await api.written()
    monkeypatch.setattr(Context, "did", lambda *_, **__: None)
    answer = await api.send(SUBMIT, {"input": intake(fair.booths["A01"], "k-1")})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INTERNAL"]
    assert await api.written() == written


@pytest.mark.parametrize("tells", [True, False])
async def test_an_act_that_wrote_and_is_refused_leaves_nothing(
    api: Api, monkeypatch: pytest.MonkeyPatch, tells: bool
) -> None:
    id = await api.plan_fair()
    written = await api.written()

    async def odd(context: Context, fair_id: Any) -> object:
        async with context.connection() as connection:
            fair = await resolvers.fairs.acts.db.fairs.lock_fair(connection, fair_id)
            assert fair is not None
            opened = replace(fair, state=fairs.FairState.OPEN)
            await resolvers.fairs.acts.db.fairs.set_state(connection, opened)
        if tells:
            context.did(fair, before=(fair,), after=(opened,))
        return fairs.FairWithoutBooths(fair.id)

    monkeypatch.setattr(resolvers.fairs, "open_fair", odd)
    query = "mutation($input: OpenFairInput!) { openFair(input: $input) { __typename } }"
    answer = await api.send(query, {"input": {"fairId": id}})
    if tells:
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["INTERNAL"]
    else:
        assert answer["data"] == {"openFair": {"__typename": "FairWithoutBooths"}}
        assert "errors" not in answer
    assert await api.written() == written


async def test_an_act_that_is_not_kept_leaves_no_entry(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    fair = await api.open_fair()
    written = await api.written()

    async def gone(self: db.engine.Transaction) -> None:
        await self.rollback()
        raise ConnectionError("gone")

    monkeypatch.setattr(db.engine.Transaction, "commit", gone)
    answer = await api.send(SUBMIT, {"input": intake(fair.booths["A01"], "k-1")})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAVAILABLE"]
    assert await api.written() == written


async def test_acts_at_the_same_time_leave_chains_without_gaps(api: Api) -> None:
    fair = await api.open_fair()
    booths = [await api.add_booth(fair.id, f"C{n}") for n in range(4)]
    await asyncio.gather(*(api.submit(booths[n % 4], f"k-{n}") for n in range(80)))
    assert (await told(api))["submitIntake"] == 80
    total = sum((await told(api)).values())
    assert await verified(api) == Verdict(total, len({row["lane"] for row in await entries(api)}))
    numbers: dict[int, list[int]] = {}
    for row in await entries(api):
        numbers.setdefault(row["lane"], []).append(row["number"])
    assert all(each == list(range(1, len(each) + 1)) for each in numbers.values())


async def test_two_that_begin_a_lane_at_once_make_one_chain(api: Api) -> None:
    await asyncio.gather(*(added(api, replace(ENTRY, reference=f"r-{n}")) for n in range(20)))
    assert await verified(api) == Verdict(20, 1)
    assert [row["number"] for row in await entries(api)] == list(range(1, 21))


async def test_an_act_waits_for_another_one_only_in_its_lane(api: Api) -> None:
    holding = await api.world.database.begin(COUNTY, write=True)
    await db.audit.add(holding.connection, ENTRY)
    await added(api, replace(ENTRY, subject_id=uid(LANE + 1)))
    waiting = asyncio.create_task(added(api, ENTRY))
    await api.until_one_waits()
    assert not waiting.done()
    await holding.commit()
    await waiting
    assert await verified(api) == Verdict(3, 2)


# --- Who may write ---------------------------------------------------------------------------------------------------

COLUMNS = "county_code, at, actor, role, act, subject_type, subject_id, reference"
VALUES = f"'{COUNTY}', now(), 'x', 'ADMIN', 'y', 'Fair', gen_random_uuid(), ''"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'x'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "UPDATE audit_heads SET number = 0",
        "DELETE FROM audit_heads",
        "TRUNCATE audit_heads",
        f"INSERT INTO audit_heads VALUES ('{COUNTY}', 1, 0, '')",
        f"INSERT INTO audit_entries ({COLUMNS}, lane) VALUES ({VALUES}, 1)",
        f"INSERT INTO audit_entries ({COLUMNS}, number) VALUES ({VALUES}, 1)",
        f"INSERT INTO audit_entries ({COLUMNS}, hash) VALUES ({VALUES}, '')",
        f"INSERT INTO audit_entries ({COLUMNS}) VALUES ({VALUES.replace(COUNTY, NEIGHBOUR)})",
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
        "DROP TRIGGER chain_audit_entry ON audit_entries",
        "CREATE OR REPLACE FUNCTION audit_hash(bytea, audit_entries) RETURNS bytea LANGUAGE sql AS ''",
    ],
)
async def test_the_role_of_the_api_adds_entries_and_no_more(api: Api, statement: str) -> None:
    await chain(api)
    written = await api.written()
    async with api.world.database.connection(COUNTY) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    assert await api.written() == written


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'x'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
    ],
)
async def test_not_even_the_owner_or_a_superuser_changes_an_entry_in_passing(
    api: Api, statement: str
) -> None:
    await chain(api)
    written = await api.written()
    for role in ("yaosu_owner", "postgres"):
        await api.owner.execute(f"SET ROLE {role}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await api.owner.execute(statement)
    assert await api.written() == written
    # Without the trigger the statement does its harm.
    await api.owner.execute("ALTER TABLE audit_entries DISABLE TRIGGER keep_audit_entries")
    await api.owner.execute(statement)
    assert await api.written() != written


async def test_a_county_sees_its_own_audit_only(api: Api) -> None:
    await chain(api)
    await added(api, replace(ENTRY, county_code=NEIGHBOUR))
    for county, seen in ((COUNTY, 7), (NEIGHBOUR, 1), ("", 0)):
        async with api.world.database.connection(county) as connection:
            assert await connection.fetchval("SELECT count(*) FROM audit_entries") == seen
    assert await db.audit.counties(api.world.database) == [COUNTY, NEIGHBOUR]
    assert await verified(api, NEIGHBOUR) == Verdict(1, 1)


# --- What changes unseen ---------------------------------------------------------------------------------------------

FREE = "ALTER TABLE audit_entries DISABLE TRIGGER ALL; ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_lane_ck;"
HERE = f"WHERE lane = {LANE} AND number = 3"
CHANGED = {
    "county_code": f"'{NEIGHBOUR}'",
    "lane": "9",
    "number": "30",
    "at": "at + interval '1 microsecond'",
    "actor": "'somebody else'",
    "role": "'ADMIN'",
    "act": "'closeFair'",
    "subject_type": "'Booth'",
    "subject_id": "'00000000-0000-0000-0000-000000000045'",
    "before": "NULL",
    "after": "after || ' '",
    "reference": "''",
    "hash": "sha256('')",
}


def test_every_column_is_changed_below() -> None:
    assert set(CHANGED) == set(db.audit.audit_entries.c.keys())


@pytest.mark.parametrize("column", CHANGED)
async def test_a_changed_column_is_found(api: Api, column: str) -> None:
    await chain(api)
    assert await verified(api) == Verdict(7, 2)
    await api.owner.execute(f"{FREE} UPDATE audit_entries SET {column} = {CHANGED[column]} {HERE}")
    assert (await verified(api)).broken == Place(COUNTY, LANE, 3)


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (f"DELETE FROM audit_entries {HERE}", 3),
        ("DELETE FROM audit_entries WHERE number = 1", 1),
        (f"DELETE FROM audit_entries WHERE lane = {LANE}", 1),
        (f"DELETE FROM audit_entries WHERE lane = {LANE} AND number = 5", 5),
        (f"INSERT INTO audit_entries SELECT county_code, lane, 6, at, actor, role, act, subject_type, subject_id, before, after, reference, hash FROM audit_entries {HERE}", 6),
        (f"UPDATE audit_entries SET number = CASE number WHEN 3 THEN 4 ELSE 3 END WHERE lane = {LANE} AND number IN (3, 4)", 3),
        # With a right hash of its own, an entry no longer leads to the next.
        (f"UPDATE audit_entries AS e SET actor = 'x', hash = audit_hash((SELECT hash FROM audit_entries WHERE lane = {LANE} AND number = 2), ROW(county_code, lane, number, at, 'x', role, act, subject_type, subject_id, before, after, reference, hash)::audit_entries) {HERE}", 4),
        (f"UPDATE audit_heads SET hash = sha256('') WHERE lane = {LANE}", 6),
        (f"UPDATE audit_heads SET number = 4 WHERE lane = {LANE}", 5),
        (f"DELETE FROM audit_heads WHERE lane = {LANE}", 1),
    ],
    ids=["a row deleted", "the first rows deleted", "a lane deleted", "the last row deleted", "a row inserted", "two rows swapped", "a row with a right hash", "a head changed", "a head moved back", "a head deleted"],
)  # fmt: skip
async def test_what_is_taken_out_put_in_or_moved_is_found(api: Api, change: str, number: int) -> None:
    await chain(api)
    await api.owner.execute(f"{FREE} ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_pk; {change}")
    assert (await verified(api)).broken == Place(COUNTY, LANE, number)


async def test_a_long_lane_is_verified_piece_by_piece(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.audit, "PIECE", 2)
    await chain(api)
    assert await verified(api) == Verdict(7, 2)
    await api.owner.execute(f"{FREE} UPDATE audit_entries SET actor = 'x' {HERE}")
    assert (await verified(api)).broken == Place(COUNTY, LANE, 3)


async def test_a_hash_of_nothing_would_find_nothing(api: Api) -> None:
    """The hash is what finds it."""
    await api.owner.execute(
        "CREATE OR REPLACE FUNCTION audit_hash(previous bytea, entry audit_entries) RETURNS bytea LANGUAGE sql STABLE AS $$ SELECT '\\x00'::bytea $$"
    )
    await chain(api)
    await api.owner.execute(f"{FREE} UPDATE audit_entries SET actor = 'x' {HERE}")
    assert (await verified(api)).broken is None


# --- Heads -----------------------------------------------------------------------------------------------------------

CUT = f"""{FREE} DELETE FROM audit_entries WHERE lane = {LANE} AND number = 5;
UPDATE audit_heads SET number = 4, hash = (SELECT hash FROM audit_entries WHERE lane = {LANE} AND number = 4)
WHERE lane = {LANE};"""
ANEW = f"""{FREE} CREATE TEMP TABLE was AS SELECT * FROM audit_entries WHERE lane = {LANE} ORDER BY number;
DELETE FROM audit_entries WHERE lane = {LANE}; DELETE FROM audit_heads WHERE lane = {LANE};
ALTER TABLE audit_entries ENABLE TRIGGER ALL;
INSERT INTO audit_entries ({COLUMNS}, before, after)
SELECT county_code, at, 'somebody else', role, act, subject_type, subject_id, reference, before, after FROM was ORDER BY number;"""
GONE = f"{FREE} DELETE FROM audit_entries; DELETE FROM audit_heads;"


@pytest.mark.parametrize("change", [CUT, ANEW, GONE], ids=["cut short", "written anew", "gone"])
async def test_who_holds_an_old_head_finds_what_the_chain_alone_cannot_tell(
    api: Api, tmp_path: Path, change: str
) -> None:
    await chain(api)
    kept = tmp_path / "head.json"
    kept.write_text(await server.audit.head(api.world, None))
    await added(api, replace(ENTRY, subject_id=uid(LANE + 1)))
    whole = server.audit.Found(1, 3, 8, None, unchecked=False)
    assert await server.audit.verify(api.world, None, kept, nothing) == whole
    await api.owner.execute(change)
    assert (await server.audit.verify(api.world, None, None, nothing)).broken is None
    found = await server.audit.verify(api.world, None, kept, nothing)
    assert found.broken == Place(COUNTY, LANE, 5)


async def test_a_head_is_json_in_a_fixed_order(api: Api) -> None:
    await chain(api)
    await added(api, replace(ENTRY, county_code="370100"))
    document = json.loads(await server.audit.head(api.world, None))
    assert [(each["county"], each["lane"], each["number"]) for each in document["heads"]] == [
        ("370100", 5, 1),
        (COUNTY, 5, 5),
        (COUNTY, 7, 2),
    ]
    assert document["at"] == NOON.isoformat()
    listed = json.dumps(document["heads"], sort_keys=True, separators=(",", ":")).encode()
    assert document["digest"] == hashlib.sha256(listed).hexdigest()
    last = await api.owner.fetchval(
        "SELECT hash FROM audit_entries WHERE county_code = $1 AND lane = 5 AND number = 5", COUNTY
    )
    assert document["heads"][1]["hash"] == last.hex()


async def test_a_signed_head_counts_with_its_key_only(api: Api, tmp_path: Path) -> None:
    await chain(api)
    key, public, other = tmp_path / "key.json", tmp_path / "public.json", tmp_path / "other.json"
    made = OKPKey.generate_key("Ed25519")
    key.write_text(json.dumps(made.as_dict(private=True)))
    public.write_text(json.dumps(made.as_dict(private=False)))
    other.write_text(json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)))
    kept = tmp_path / "head.json"
    kept.write_text(await server.audit.head(api.world, key))
    for checking, unchecked in ((key, False), (public, False), (None, True)):
        found = await server.audit.verify(api.world, checking, kept, nothing)
        assert (found.broken, found.unchecked) == (None, unchecked)
    with pytest.raises(server.audit.Unusable, match="is not signed with the key"):
        await server.audit.verify(api.world, other, kept, nothing)
    with pytest.raises(server.audit.Unusable, match="has no private part"):
        await server.audit.head(api.world, public)

    document = json.loads(kept.read_text())
    del document["signature"]
    kept.write_text(json.dumps(document))
    with pytest.raises(server.audit.Unusable, match="is not signed, and"):
        await server.audit.verify(api.world, public, kept, nothing)


async def test_a_head_that_was_changed_is_refused(api: Api, tmp_path: Path) -> None:
    await chain(api)
    key, kept = tmp_path / "key.json", tmp_path / "head.json"
    key.write_text(json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)))
    signed = json.loads(await server.audit.head(api.world, key))
    kept.write_text(json.dumps({**signed, "heads": signed["heads"][:1]}))
    with pytest.raises(server.audit.Unusable, match="its digest is another"):
        await server.audit.verify(api.world, key, kept, nothing)
    # One with a digest of its own is still not what was signed.
    heads = server.audit._document((await db.audit.heads(api.world.database, COUNTY))[:1], signed["at"])
    kept.write_text(json.dumps({**heads, "signature": signed["signature"]}))
    with pytest.raises(server.audit.Unusable, match="is not what was signed"):
        await server.audit.verify(api.world, key, kept, nothing)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"heads": 5}', '{"heads": [{"county": 1}]}', "\xff"])
async def test_what_is_no_head_is_refused(api: Api, tmp_path: Path, text: str) -> None:
    kept = tmp_path / "head.json"
    kept.write_bytes(text.encode("latin-1"))
    with pytest.raises(server.audit.Unusable, match="is no head of an audit"):
        await server.audit.verify(api.world, None, kept, nothing)


async def test_a_key_of_another_kind_signs_nothing(api: Api, tmp_path: Path) -> None:
    key = tmp_path / "key.json"
    for text, words in (
        (json.dumps(OKPKey.generate_key("X25519").as_dict(private=True)), "a key for X25519"),
        (json.dumps(ECKey.generate_key("P-256").as_dict(private=True)), "no JWK of an Ed25519 key"),
        ("{}", "no JWK of an Ed25519 key"),
    ):
        key.write_text(text)
        with pytest.raises(server.audit.Unusable, match=words):
            await server.audit.head(api.world, key)
    with pytest.raises(server.audit.Unusable, match="cannot be read"):
        await server.audit.head(api.world, tmp_path / "none")


async def test_the_command_says_where_the_audit_is_not_whole(
    api: Api, database: db.embedded.Address, tmp_path: Path
) -> None:
    await chain(api)

    async def yaosu(*arguments: str) -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "server.cli", "audit", *arguments],
            env={"PATH": "", "COLUMNS": "100", "YAOSU_DATABASE_URL": database.dsn("postgres")},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=False,
        )

    kept = tmp_path / "head.json"
    head = await yaosu("head")
    kept.write_text(head.stdout)
    whole = await yaosu("verify", "--head", str(kept))
    said = "7 entries in 2 lanes of 1 counties verified\n"
    assert (head.returncode, whole.returncode, whole.stdout) == (0, 0, said)
    await api.owner.execute(CUT)
    cut = await yaosu("verify", "--head", str(kept))
    assert cut.returncode == 1
    assert cut.stderr.endswith(f"county {COUNTY}, lane {LANE}, number 5\n")
    assert (await yaosu("verify", "--head", str(tmp_path / "none"))).returncode == 1


def nothing(what: str, done: int, total: int) -> None:
    """Nobody watches."""


# --- What is hashed --------------------------------------------------------------------------------------------------


def line(row: tuple[Any, ...]) -> bytes:
    """What is hashed of a row after the hash before it, as docs/audit.md has it."""
    since = datetime(1970, 1, 1, tzinfo=UTC)
    texts = [
        str((value - since) // timedelta(microseconds=1)) if isinstance(value, datetime) else value
        for value in row
    ]
    return b"".join(
        b"-" if text is None else str(len(str(text).encode())).encode() + b":" + str(text).encode()
        for text in texts
    )


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    ["", "-", "1:", "1:a", "0:", ":", "3:1:a"]
)  # fmt: skip
ROWS = st.tuples(
    st.sampled_from([COUNTY, NEIGHBOUR]),
    st.integers(0, 63),
    st.integers(1, 2**63 - 1),
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    TEXTS,
    st.sampled_from(list(Role)),
    TEXTS,
    TEXTS,
    st.uuids(),
    st.none() | TEXTS,
    st.none() | TEXTS,
    TEXTS,
)


@given(ROWS, ROWS, st.lists(st.booleans(), min_size=12, max_size=12))
def test_two_different_rows_are_never_written_alike(
    one: tuple[Any, ...], other: tuple[Any, ...], same: list[bool]
) -> None:
    """Rows that share many of their values come closest to each other."""
    other = tuple(a if is_same else b for a, b, is_same in zip(one, other, same, strict=True))
    assert (line(one) == line(other)) is (one == other)


async def test_the_database_writes_a_row_as_the_documents_say(api: Api) -> None:
    random = seeded(4)
    texts = ["", "-", "1:a", "王建国", "😀", "a\nb", '{"a":null}', None]
    for number in range(200):
        row = (
            COUNTY,
            random.randrange(64),
            random.randrange(1, 2**63),
            datetime(1900, 1, 1, tzinfo=UTC) + timedelta(microseconds=random.randrange(10**16)),
            *random.choices(texts[:-1], k=1),
            random.choice(list(Role)),
            *random.choices(texts[:-1], k=2),
            uid(number),
            *random.choices(texts, k=2),
            random.choice(texts[:-1]),
        )
        places = ", ".join(
            f"${n}::{type_}"
            for n, type_ in enumerate(
                [
                    "text",
                    "smallint",
                    "bigint",
                    "timestamptz",
                    "text",
                    "text",
                    "text",
                    "text",
                    "uuid",
                    "text",
                    "text",
                    "text",
                ],
                1,
            )
        )
        written = await api.owner.fetchval(
            f"SELECT audit_line(ROW({places}, NULL)::audit_entries)",
            *row,
        )
        assert written == line(row)


async def test_a_chain_can_be_computed_by_whoever_has_the_rows(api: Api) -> None:
    await chain(api)
    last = b""
    for row in await api.owner.fetch(f"SELECT * FROM audit_entries WHERE lane = {LANE} ORDER BY number"):
        values = tuple(row.values())
        last = hashlib.sha256(last + line(values[:-1])).digest()
        assert last == values[-1]
