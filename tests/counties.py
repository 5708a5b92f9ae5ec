"""A county with something in every table, so that what is kept from whom can be seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.financing import DealState
from domain.ids import RecordId, read, written
from domain.people import Role, Viewer
from tests.offices import COUNTY, NOON, RATE, SOLUTION, Api, bearer, credit_code, intake, uid

NEIGHBOUR = "370911"


@dataclass
class County:
    """Global ids by what they are called here: `records` has every one that has an id of its own."""

    code: str
    records: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.records[name]

    def key(self, name: str) -> UUID:
        """The id of a record as the database has it."""
        known = read(self.records[name])
        assert known is not None
        return known.key

    def named(self, *names: str) -> set[str]:
        """The global ids of records."""
        return {self.records[name] for name in names}

    def viewer(self, role: Role, *own: str) -> Viewer:
        """Who holds a role here, for the records that are named."""
        keys = {kind: tuple(self.key(name) for name in own if name.startswith(kind)) for kind in _KINDS}
        return Viewer(
            role,
            self.code,
            subject=f"{role} of {', '.join(own)}",
            enterprises=keys["enterprise"],
            booths=keys["booth"],
            organization=next(iter(keys["organization"]), None),
            zones=keys["zone"],
            chains=keys["chain"],
        )


_KINDS = ("enterprise", "booth", "organization", "zone", "chain")

_RECORD = """query($id: ID!) { node(id: $id) {
  ... on Fair { zone { id } } ... on Booth { organization { id } }
  ... on Intake { enterprise { id } ledgerEntry { id } } } }"""


async def filled(api: Api, code: str = COUNTY) -> County:
    """A county in which two zones hold a fair each.

    | intake    | fair   | booth   | enterprise   | what became of it                      |
    |-----------|--------|---------|--------------|----------------------------------------|
    | intake_1  | fair_1 | booth_1 | enterprise_1 | open                                   |
    | intake_2  | fair_1 | booth_2 | enterprise_2 | a solution is promised: entry_2        |
    | intake_3  | fair_1 | booth_2 | enterprise_1 | repeats intake_1                       |
    | intake_4  | fair_2 | booth_3 | enterprise_3 | taken back, for a reason               |

    Each booth is of its own organization. Both fairs are open; `enterprise_4` came to fair_1 and needed nothing. The first
    three enterprises have a contact, a primary liaison and an entry in the contact log each: `staff_1` looks after the first
    and the third, `staff_2` after the second. Each zone has a park and an open hall. `enterprise_4` has moved to zone_2, is of a
    tier and on its way into statistics, for which the county has a threshold of its own.

    alliance_1 is led by organization_1; organization_2, enterprise_1 and enterprise_2 are members of it. It has a session
    with a resolution, which entry_1 is of, and organization_3 has signed a memorandum with it. The party organization of
    enterprise_1 is being cultivated.
    """
    county = County(code)
    held = county.records
    api.client.headers.update(bearer("DISPATCHER", county=code))
    for n in (1, 2):
        zone = {"registration": {"name": f"{code} {n} 区", "kind": "DEV_ZONE", "divisionCode": code}}
        held[f"fair_{n}"] = await api.plan_fair(name=f"{code} 大集 {n}", zone=zone)
        held[f"zone_{n}"] = (await api.ask(_RECORD, id=held[f"fair_{n}"]))["node"]["zone"]["id"]
    for n, fair in ((1, "fair_1"), (2, "fair_1"), (3, "fair_2")):
        held[f"booth_{n}"] = await api.add_booth(held[fair], f"A0{n}")
        booth = (await api.ask(_RECORD, id=held[f"booth_{n}"]))["node"]
        held[f"organization_{n}"] = booth["organization"]["id"]
    for n in (1, 2):
        await api.act("openFair", "", fairId=held[f"fair_{n}"])
    for n, booth, enterprise in ((1, 1, 1), (2, 2, 2), (3, 2, 1), (4, 3, 3)):
        made = await api.taken(
            held[f"booth_{booth}"], f"{code}-{n}", enterprise=known(enterprise), summary=f"密 {n} 号事项"
        )
        held[f"intake_{n}"] = made
        held[f"enterprise_{enterprise}"] = (await api.ask(_RECORD, id=made))["node"]["enterprise"]["id"]
    await api.dispose(held["intake_2"], disposition="SOLUTION_GIVEN", solution=SOLUTION)
    held["entry_2"] = (await api.ask(_RECORD, id=held["intake_2"]))["node"]["ledgerEntry"]["id"]
    await api.act("markDuplicate", "", intakeId=held["intake_3"], originalId=held["intake_1"])
    await api.act("withdrawIntake", "", intakeId=held["intake_4"], reason="密不再需要")
    came = await api.act(
        "recordAttendance",
        "... on AttendanceRecorded { enterprise { id } }",
        fairId=held["fair_1"],
        enterprise=known(4),
    )
    held["enterprise_4"] = came["enterprise"]["id"]
    rating = {"fairId": held["fair_1"], "enterpriseId": held["enterprise_1"], "level": "SATISFIED"}
    for n in (1, 2, 3):
        person = {
            "enterpriseId": held[f"enterprise_{n}"],
            "title": f"密 {n} 号厂长",
            "name": "密某",
            "phone": "13905380000",
        }
        made = await api.act("recordContact", "... on ContactRecorded { contact { id } }", **person)
        held[f"contact_{n}"] = made["contact"]["id"]
    await _register(api, county)
    await look_after(api, county)
    await _served(api, county)
    rep = bearer("ENTERPRISE_REP", county=code, enterprises=[held["enterprise_1"]])
    assert (await api.ask(RATE, as_=rep, input=rating))["rateFair"]["__typename"] == "FairRated"
    await chained(api, county)
    await _ally(api, county)
    await _supplied(api, county)
    await _finance(api, county)
    await _match(api, county)
    await _deal(api, county)
    await _support(api, county)
    return county


async def chained(api: Api, county: County) -> None:
    """Two chains of a track: enterprise_1 is the master of chain_1, with a combat unit that has another plan by now, and
    enterprise_2 a member; enterprise_3 is in chain_2. The nodes of chain_1 are linked, its task force has two
    organizations."""
    held = county.records

    async def made(act: str, record: str, type_name: str, field: str, /, **given: object) -> None:
        done = await api.act(act, f"... on {type_name} {{ {field} {{ id }} }}", **given)
        held[record] = done[field]["id"]

    await made("registerTrack", "track_1", "TrackRegistered", "track", code="A", name="赛道", group="X")
    for n in (1, 2):
        track = {"trackId": held["track_1"], "name": f"{n} 号链"}
        await made("registerChain", f"chain_{n}", "ChainRegistered", "chain", **track)
    chain = {"chainId": held["chain_1"]}
    official = {"version": 0, "name": "王", "title": "市长"}
    await made("appointChiefLeader", "chief_1", "ChiefLeaderAppointed", "leader", **official)
    await made("appointChainLeader", "leader_1", "ChainLeaderAppointed", "leader", **chain, **official)
    for n, position in ((1, "UPSTREAM"), (2, "DOWNSTREAM")):
        given = {"name": f"{n} 号环节", "position": position, "place": n}
        await made("addChainNode", f"node_{n}", "ChainNodeAdded", "node", **chain, **given)
    ends = {"fromId": held["node_1"], "toId": held["node_2"]}
    await made("linkChainNodes", "link_1", "ChainLinked", "link", **ends)
    lead = {"name": "专班", "leadOrganizationId": held["organization_1"]}
    await made("formTaskForce", "force_1", "TaskForceFormed", "taskForce", **chain, **lead)
    joining = {"taskForceId": held["force_1"], "organizationId": held["organization_2"]}
    await made("joinTaskForce", "joined_1", "TaskForceJoined", "membership", **joining)
    for n, of, node in ((1, 1, "node_1"), (2, 1, "node_2"), (3, 2, None)):
        joining = {"chainId": held[f"chain_{of}"], "enterpriseId": held[f"enterprise_{n}"]}
        joining |= {"nodeId": held[node]} if node else {}
        await made("joinChain", f"membership_{n}", "ChainJoined", "membership", **joining)
    master = chain | {"enterpriseId": held["enterprise_1"], "version": 1}
    await made("nameChainMaster", "membership_4", "ChainMasterNamed", "membership", **master)
    plan = {"plan": "密:攻坚", "target": "密:投产", "owner": "密某"}
    unit = chain | {"enterpriseId": held["enterprise_1"], "name": "密单元"} | plan
    await made("formCombatUnit", "unit_1", "CombatUnitFormed", "unit", **unit)
    again = {"unitId": held["unit_1"], "version": 1} | plan
    await made("replanCombatUnit", "plan_1", "CombatUnitReplanned", "earlier", **again)


async def _register(api: Api, county: County) -> None:
    """What the register and the standing of enterprises leave behind."""
    given = {"enterpriseId": county["enterprise_4"]}
    on = {"on": "2023-06-01"}
    acts: tuple[tuple[str, dict[str, object]], ...] = (
        ("moveEnterprise", {**on, "zoneId": county["zone_2"]}),
        ("grantTier", {"tier": "GAZELLE", "grantedOn": "2023-01-01", "source": "密公示"}),
        ("recordStatistics", {**on, "state": "APPROACHING"}),
    )
    for version, (name, more) in enumerate(acts, 1):
        done = await api.act(name, "", version=version, **given, **more)
        assert "message" not in done, done
    history = "query($id: ID!) { enterprise(by: {id: $id}) { history { edges { node { id } } } } }"
    found = await api.ask(history, id=county["enterprise_4"])
    ((change,),) = (edge.values() for edge in found["enterprise"]["history"]["edges"])
    county.records["change_1"] = change["id"]
    threshold = {"industryCode": "C", "amount": "18000000", "validFrom": "2023-01-01"}
    query = "mutation($input: SetThresholdInput!) { setThreshold(input: $input) { __typename } }"
    await api.ask(query, as_=bearer("ADMIN", county=county.code), input=threshold)


async def look_after(api: Api, county: County) -> None:
    """The staff of a county, whom they look after, and what they talked about."""
    held = county.records
    for n in (1, 2):
        person = {
            "name": f"密 {n} 号联络员",
            "organizationId": held[f"organization_{n}"],
            "roles": ["LIAISON_OFFICER", "INSTRUCTOR"],
            "subject": f"staff-{n}",
        }
        made = await api.act("registerStaff", "... on StaffRegistered { staff { id } }", **person)
        held[f"staff_{n}"] = made["staff"]["id"]
    for n, staff in ((1, "staff_1"), (2, "staff_2"), (3, "staff_1")):
        whom = {"enterpriseId": held[f"enterprise_{n}"], "staffId": held[staff]}
        made = await api.act(
            "assignLiaison", "... on LiaisonAssigned { liaison { id } }", **whom, since="2023-06-01"
        )
        held[f"liaison_{n}"] = made["liaison"]["id"]
        talk = {**whom, "contactedOn": "2023-06-12", "channel": "VISIT", "note": f"密 {n} 号谈话"}
        made = await api.act("logContact", "... on LiaisonContactLogged { liaisonContact { id } }", **talk)
        held[f"talk_{n}"] = made["liaisonContact"]["id"]


async def _served(api: Api, county: County) -> None:
    """A park and an open hall in each zone, a standard service and one of each hall, and who is ten minutes away."""
    held = county.records
    for n in (1, 2):
        place = {"zoneId": held[f"zone_{n}"], "address": f"{n} 号路"}
        held[f"carrier_{n}"] = await _made(api, "registerCarrier", "carrier", name=f"{n} 号园", **place)
        held[f"point_{n}"] = await _made(
            api, "registerServicePoint", "servicePoint", name=f"{n} 号厅", kind="HALL", **place
        )
        for version, state in ((1, "SIGNED"), (2, "OPEN")):
            await api.act("advanceServicePoint", "", id=held[f"point_{n}"], version=version, state=state)
        special = {"list": "SPECIAL", "name": f"{n} 号事项", "servicePointId": held[f"point_{n}"]}
        held[f"service_{n}"] = await _made(api, "addService", "service", **special)
    held["service_3"] = await _made(api, "addService", "service", list="STANDARD", name="企业开办")
    times = [{"enterpriseId": held[f"enterprise_{n}"], "minutes": 10} for n in (1, 2, 3)]
    measured = {"mode": "WALK", "source": "实测", "measuredOn": "2023-06-01", "times": times}
    await api.act("recordTravelTimes", "", servicePointId=held["point_1"], **measured)


FINANCING = {"amount": "4000000.00", "purpose": "EQUIPMENT", "termMonths": 36, "kinds": ["LOAN"]}
OFFERED = {
    "name": "设备贷",
    "kind": "LOAN",
    "leastAmount": "500000.00",
    "mostAmount": "10000000.00",
    "leastTermMonths": 6,
    "mostTermMonths": 60,
    "leastRateBp": 385,
    "mostRateBp": 600,
    "validFrom": "2023-01-01",
}
"""What is asked for, and what is offered, as acts have it."""


async def _finance(api: Api, county: County) -> None:
    """Two banks, organization_4 and organization_5, with a product each; a demand of enterprise_1 that is shared with the
    first, and one of enterprise_4; the draft of a match policy."""
    held = county.records

    async def did(role: str, act: str, payload: str, given: dict[str, object], **claim: Any) -> Any:
        name = act[0].upper() + act[1:]
        query = f"mutation($input: {name}Input!) {{ {act}(input: $input) {{ __typename ... on {payload} }} }}"
        signed = bearer(role, county=county.code, **claim)
        answer = (await api.ask(query, as_=signed, input=given))[act]
        assert payload.startswith(answer["__typename"]), answer
        return answer

    for n in (4, 5):
        bank = {"name": f"{county.code} {n} 号银行", "kind": "BANK"}
        made = await did(
            "ADMIN", "registerOrganization", "OrganizationRegistered { organization { id } }", bank
        )
        held[f"organization_{n}"] = made["organization"]["id"]
        given = {
            "institutionId": held[f"organization_{n}"],
            "terms": {
                **OFFERED,
                "leastRevenue": "1000000.00",
                "mostLtvPercent": 70,
                "leastYears": 1,
                "quotaLeft": "90000000.00",
                "decisionDays": 5,
                "collateralKinds": ["LAND"],
                "chainIds": [held["chain_1"]],
                "validUntil": "2024-01-01",
            },
        }
        made = await did(
            "DISPATCHER", "offerFinancialProduct", "FinancialProductOffered { product { id } }", given
        )
        held[f"product_{n - 3}"] = made["product"]["id"]
    said = {
        **FINANCING,
        "maxAnnualRateBp": 450,
        "collateral": [{"kind": "LAND", "value": "9000000.00"}],
        "revenueLastYear": "50000000.00",
        "taxGrade": "A",
        "neededBy": "2023-09-30",
        "chainId": held["chain_1"],
    }
    consent = {
        "institutionIds": [held["organization_4"]],
        "fields": ["APPLICANT"],
        "expiresOn": "2023-12-31",
    }
    given = {"enterpriseId": held["enterprise_1"], "terms": said, "consent": consent}
    made = await did(
        "ENTERPRISE_REP",
        "submitFinancingDemand",
        "FinancingDemandSubmitted { demand { id } consent { id } }",
        given,
        enterprises=[held["enterprise_1"]],
    )
    held["demand_1"], held["consent_1"] = made["demand"]["id"], made["consent"]["id"]
    given = {"enterpriseId": held["enterprise_4"], "terms": {**FINANCING, "dishonest": True}}
    made = await did(
        "DISPATCHER", "submitFinancingDemand", "FinancingDemandSubmitted { demand { id } }", given
    )
    held["demand_2"] = made["demand"]["id"]
    weights = {
        "enterprise": {"price": 40, "amountCoverage": 25, "decisionSpeed": 20, "termFit": 15},
        "institution": {"appetite": 35, "ticketSize": 25, "collateralCoverage": 25, "completeness": 15},
    }
    await did("DISPATCHER", "draftMatchPolicy", "MatchPolicyDrafted { policy { version } }", weights)


async def _match(api: Api, county: County) -> None:
    """booth_4, of organization_4, at fair_1; and what a run there has found: demand_1 is to meet organization_4, demand_2
    organization_5, and has nothing else."""
    held, code = county.records, county.code
    bank = {"id": held["organization_4"]}
    held["booth_4"] = await api.add_booth(
        held["fair_1"], "B04", organization=bank, registers=["FINANCE"], elementKinds=[]
    )
    for number, name in enumerate(
        ("MatchRun:run_1", "FinancingMeeting:meeting_1", "FinancingMeeting:meeting_2")
    ):
        type_name, _, called = name.partition(":")
        held[called] = written(RecordId(type_name, uid(int(code) * 100 + number)))
    run = {
        "id": county.key("run_1"), "county_code": code, "session_id": county.key("fair_1"), "mode": "STABLE",
        "policy_version": 0, "meetings_per_enterprise": 3, "slot_minutes": 20, "starts_at": NOON - timedelta(hours=1),
        "most_slots": 9, "with_unknown": False, "state": "DONE", "digest": "d1", "result_digest": "r1",
        "pairs_scored": 4, "pairs_total": 4, "demands": 2, "eligible_pairs": 2, "unknown_pairs": 1, "without_offer": 1,
        "assigned": 2, "unmatched": 1, "blocking_pairs": 0, "slots": 1, "concentration": 5000, "requested_at": NOON,
        "started_at": NOON, "finished_at": NOON, "progress": 4, "version": 3,
    }  # fmt: skip
    await insert(api, "match_runs", run)
    for n, enterprise in ((1, "enterprise_1"), (2, "enterprise_4")):
        of = {
            "county_code": code, "run_id": county.key("run_1"), "demand_id": county.key(f"demand_{n}"),
            "enterprise_id": county.key(enterprise),
        }  # fmt: skip
        ours = of | {
            "product_id": county.key(f"product_{n}"),
            "institution_id": county.key(f"organization_{n + 3}"),
        }
        meeting = ours | {
            "id": county.key(f"meeting_{n}"), "session_id": county.key("fair_1"), "booth_id": county.key("booth_4"),
            "desk": n, "slot": 1, "starts_at": NOON - timedelta(hours=1), "ends_at": NOON - timedelta(minutes=40),
            "state": "SCHEDULED", "version": 1,
        }  # fmt: skip
        await insert(api, "financing_meetings", meeting)
        match = ours | {
            "id": uid(int(code) * 100 + 10 + n), "place": f"{n:06}", "rank": 1, "enterprise_utility": 80,
            "institution_utility": 70, "unknown": [], "meeting_id": county.key(f"meeting_{n}"),
        }  # fmt: skip
        await insert(api, "matches", match)
        left = of | {
            "id": uid(int(code) * 100 + 20 + n), "place": f"{n:06}", "why": "NOT_ELIGIBLE",
            "product_id": county.key(f"product_{n}"), "failed": ["TERM"], "unknown": [],
        }  # fmt: skip
        await insert(api, "unmatched_demands", left)
        share = {
            "id": uid(int(code) * 100 + 30 + n), "county_code": code, "run_id": county.key("run_1"),
            "institution_id": county.key(f"organization_{n + 3}"), "desks": 1, "offers": 1, "meetings": 1,
            "all_meetings": 2,
        }  # fmt: skip
        await insert(api, "match_run_institutions", share)
    size = {
        "id": uid(int(code) * 100 + 40), "county_code": code, "run_id": county.key("run_1"), "size": "MEDIUM",
        "place": 1, "demands": 2, "offers": 2, "matched": 1,
    }  # fmt: skip
    await insert(api, "match_run_sizes", size)


async def insert(api: Api, table: str, columns: dict[str, Any]) -> None:
    """Store a row as the owner."""
    names = ", ".join(columns)
    places = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - names of ours
    await api.owner.execute(statement, *columns.values())


DEALS = (
    (1, "LOAN", "DISBURSED"),
    (3, "EQUITY", "PROPOSED"),
    (4, "LEASE", "IN_REVIEW"),
    (5, "LOAN", "CONSENTED"),
    (6, "BOND", "SCHEDULED"),
    (7, "GUARANTEE", "CONSENTED"),
)
"""Deals of enterprise_1 with organization_4, each as far as it has come."""


async def _deal(api: Api, county: County) -> None:
    """The deals above, a deal of enterprise_4 with organization_5 that is proposed, and a bond issue of enterprise_1. The first
    was made at fair_1, and half of its credit is paid out."""
    held = county.records
    states = list(DealState)
    for n, kind, state in DEALS:
        id, far = uuid4(), states.index(DealState(state)) + 1
        granted = 1_000_000 if state == "DISBURSED" else None
        await api.owner.execute(
            "INSERT INTO financing_deals (id, county_code, demand_id, product_id, institution_id, enterprise_id, session_id,"
            " kind, amount, state, granted_amount, from_quota, proposed_on, proposed_at, consented_on, last_step_on, steps,"
            " version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1000000, $9, $10, false, '2023-06-01', $11, $12,"
            " '2023-06-01', $13, $13)",
            *(id, county.code, county.key("demand_1"), county.key("product_1"), county.key("organization_4")),
            *(county.key("enterprise_1"), county.key("fair_1") if n == 1 else None, kind, state, granted),
            *(api.clock.now, None if far == 1 else date(2023, 6, 1), far),
        )
        await api.owner.executemany(
            "INSERT INTO deal_steps (id, county_code, deal_id, number, state, happened_on, recorded_at)"
            " VALUES ($1, $2, $3, $4, $5, '2023-06-01', $6)",
            [(uuid4(), county.code, id, place + 1, states[place], api.clock.now) for place in range(far)],
        )
        held[f"deal_{n}"] = written(RecordId("Deal", id))
    await api.owner.execute(
        "INSERT INTO deal_disbursements (id, county_code, deal_id, number, amount, disbursed_on, recorded_at)"
        " VALUES ($1, $2, $3, 1, 500000, '2023-06-01', $4)",
        *(uuid4(), county.code, county.key("deal_1"), api.clock.now),
    )
    given = {
        "demandId": held["demand_2"],
        "productId": held["product_2"],
        "amount": "4000000",
        "on": "2023-06-13",
    }
    made = await api.act("proposeDeal", "... on DealProposed { deal { id } }", **given)
    held["deal_2"] = made["deal"]["id"]
    issue = {
        "enterpriseId": held["enterprise_1"],
        "authority": "发改委",
        "amount": "9000000",
        "on": "2023-06-01",
    }
    made = await api.act("recordBondIssue", "... on BondIssueRecorded { bondIssue { id } }", **issue)
    held["bond_1"] = made["bondIssue"]["id"]


async def _made(api: Api, act: str, record: str, **given: object) -> str:
    """The global id of what an act registered or added."""
    name = act.removeprefix("register").removeprefix("add")
    done = f"{name}{'Added' if act.startswith('add') else 'Registered'}"
    return (await api.act(act, f"... on {done} {{ {record} {{ id }} }}", **given))[record]["id"]


async def _ally(api: Api, county: County) -> None:
    """An alliance, and what it leaves on paper."""
    held = county.records

    async def did(mutation: str, payload: str, /, **given: object) -> dict[str, Any]:
        answer = await api.act(mutation, payload, **given)
        assert "message" not in answer, answer
        return answer

    made = await did(
        "prepareAlliance",
        "... on AlliancePrepared { alliance { id } }",
        name=f"{county.code} 联盟",
        leadId=held["organization_1"],
        chainId=held["chain_1"],
        preparedOn="2022-01-01",
    )
    held["alliance_1"] = made["alliance"]["id"]
    in_alliance = {"allianceId": held["alliance_1"]}
    await did("advanceAlliance", "", **in_alliance, version=1, state="ESTABLISHED", on="2022-03-01")
    for kind, name in (
        ("organization", "organization_2"),
        ("enterprise", "enterprise_1"),
        ("enterprise", "enterprise_2"),
    ):
        member = {f"{kind}Id": held[name]}
        await did("joinAlliance", "", **in_alliance, member=member, role="MEMBER", since="2022-04-01")
    conference = {"registration": {**in_alliance, "name": "联席会议", "rule": "每季度一次"}}
    made = await did(
        "conveneSession",
        "... on SessionConvened { session { id conference { id } } }",
        conference=conference,
        heldOn="2023-06-01",
        agenda="密议程",
        minutes="密纪要",
    )
    held["session_1"], held["conference_1"] = made["session"]["id"], made["session"]["conference"]["id"]
    made = await did(
        "adoptResolution",
        "... on ResolutionAdopted { resolution { id } entry { id } }",
        sessionId=held["session_1"],
        text="密决议",
        ownerName="密某",
        dueOn="2023-07-13",
    )
    held["resolution_1"], held["entry_1"] = made["resolution"]["id"], made["entry"]["id"]
    made = await did(
        "signMemorandum",
        "... on MemorandumSigned { memorandum { id } }",
        counterpartyId=held["organization_3"],
        **in_alliance,
        topic="党风廉政共建",
        signedOn="2023-01-10",
        expiresOn="2024-01-10",
    )
    held["memorandum_1"] = made["memorandum"]["id"]
    await did(
        "recordPartyOrganization",
        "",
        enterpriseId=held["enterprise_1"],
        version=0,
        status="CULTIVATING",
        since="2023-01-01",
    )


async def _supplied(api: Api, county: County) -> None:
    """enterprise_1 and enterprise_3 offer, enterprise_2 needs: the first two have worked together since today. enterprise_1
    looks for space, and each park has some."""
    held = county.records

    async def made(act: str, record: str, type_name: str, field: str, /, **given: object) -> None:
        done = await api.act(act, f"... on {type_name} {{ {field} {{ id }} }}", **given)
        held[record] = done[field]["id"]

    goods = {"product": "密轮胎", "classCode": "2911", "unit": "条"}
    for n, of in ((1, 1), (2, 3)):
        offered = {**goods, "enterpriseId": held[f"enterprise_{of}"], "priceModel": "UNIT", "price": "900"}
        more = {"capacity": "3000", "leadDays": 9, "chainNodeId": held["node_1"], "leastOrder": "10"}
        await made("registerOffering", f"offering_{n}", "OfferingRegistered", "offering", **offered, **more)
    needed = {**goods, "enterpriseId": held["enterprise_2"], "volume": "1500", "region": "6501"}
    dated = {"deliverBy": "2023-12-31", "distanceKm": 3500}
    await made("registerNeed", "need_1", "NeedRegistered", "need", **needed, **dated)
    await made("approveSynonym", "synonym_1", "SynonymApproved", "synonym", one="轮胎", other="2911")
    both = {"offeringId": held["offering_1"], "needId": held["need_1"]}
    by = {"staffId": held["staff_1"], "organizationId": held["organization_1"], "note": "密牵线"}
    await made("suggestIntroduction", "introduction_1", "IntroductionSuggested", "introduction", **both, **by)
    # The clock stands at noon of 2023-06-13: the first step was taken then, and those after it are.
    whose = {"introductionId": held["introduction_1"]}
    for version, state in enumerate(("INTRODUCED", "TALKS", "CONTRACTED", "RUNNING"), 1):
        done = await api.act("advanceIntroduction", "", **whose, version=version, state=state)
        assert done["__typename"] == "IntroductionAdvanced", done
    await made(
        "reportCooperation",
        "report_1",
        "CooperationReported",
        "report",
        **whose,
        month="2023-06-01",
        volume="1500",
        unit="条",
        amount="1350000",
    )
    for n in (1, 2):
        space = {"area": "800", "carrierId": held[f"carrier_{n}"], "fireClass": "SECOND", "rent": "12"}
        more = {"hazardClasses": ["D", "C"], "availableFrom": "2023-07-01"}
        await made(
            "registerSpaceListing", f"listing_{n}", "SpaceListingRegistered", "listing", **space, **more
        )
    sought = {"enterpriseId": held["enterprise_1"], "area": "500", "hazardClass": "D"}
    await made("registerSpaceNeed", "space_need_1", "SpaceNeedRegistered", "need", **sought)


POLICY = {
    "legalBasis": "《中小企业促进法》",
    "review": {"status": "PASSED", "reviewedOn": "2023-05-01", "reviewer": "市场监管局"},
    "validFrom": "2023-01-01",
}
CLAUSE = {"text": "奖补", "benefit": "REWARD", "amountRule": "FIXED", "amount": "100000.00"}


async def _support(api: Api, county: County) -> None:
    """A policy of organization_1 that was published: enterprise_1 was told of it, has applied and was paid a part;
    enterprise_3 has drafted an application."""
    held = county.records

    async def did(mutation: str, payload: str, /, **given: object) -> dict[str, Any]:
        answer = await api.act(mutation, payload, **given)
        assert "message" not in answer, answer
        return answer

    draft = {
        "organizationId": held["organization_1"],
        "title": "办法",
        "documentNumber": f"{county.code} 1 号",
    }
    made = await did("draftPolicy", "... on PolicyDrafted { policy { id } }", **draft, **POLICY)
    held["policy_1"] = policy = made["policy"]["id"]
    conditions = [
        {"kind": "ZONE", "zoneId": held["zone_1"]},
        {"kind": "ENTERPRISE_STATUS", "codes": ["ACTIVE"]},
    ]
    given = {"policyId": policy, "version": 1, "number": 1, "title": "奖补", "conditions": conditions}
    payload = "... on PolicyClauseAdded { clause { id } }"
    held["clause_1"] = (await did("addPolicyClause", payload, **given, **CLAUSE))["clause"]["id"]
    await did("publishPolicy", "", policyId=policy, version=2)
    told = {"enterpriseIds": [held["enterprise_1"]], "channel": "VISIT", "toldOn": "2023-06-13"}
    made = await did("notifyPolicy", "... on PolicyNotified { notices { id } }", policyId=policy, **told)
    held["notice_1"] = made["notices"][0]["id"]
    for n, enterprise in ((1, "enterprise_1"), (2, "enterprise_3")):
        held[f"application_{n}"] = await applied(api, county, enterprise, 2023)
    paid = {"applicationId": held["application_1"]}
    await did("submitPolicyApplication", "", **paid, version=1, evidence="密材料")
    await did("approvePolicyApplication", "", **paid, version=2, amount="50000.00")
    payload = "... on PolicyApplicationPaid { payout { id } }"
    payout = {"amount": "20000.00", "paidOn": "2023-06-13"}
    made = await did("payPolicyApplication", payload, **paid, version=3, **payout)
    held["payout_1"] = made["payout"]["id"]


async def applied(api: Api, county: County, enterprise: str, year: int) -> str:
    """An application that is drafted."""
    given = {"clauseId": county["clause_1"], "enterpriseId": county[enterprise], "year": year}
    payload = "... on PolicyApplicationDrafted { application { id } }"
    made = await api.act("draftPolicyApplication", payload, **given, amount="60000.00")
    return made["application"]["id"]


def known(number: int) -> dict[str, object]:
    """An enterprise by its credit code."""
    return {"registration": {"uscc": credit_code(number), "name": f"密 {number} 号企业"}}


def need(county: County, booth: str, key: str, enterprise: str) -> dict[str, object]:
    """A right input of submitIntake for a known enterprise."""
    return intake(county[booth], key, enterprise={"id": county[enterprise]})
