"""What the statements show of thousands of records to any viewer, against a plain account of who sees what; and that
what is judged to be public is the same for everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
from graphql import OperationType, parse
from strawberry.http import process_result

import db.embedded
from db.relations import catalogue
from domain.people import PUBLISHED_ONLY, Role, Sight, Viewer
from resolvers.context import Context, World
from resolvers.cost import CEILING
from resolvers.visibility import asked_fields, is_public, personal
from schema.backing import global_id
from schema.engine import Engine
from tests.differential import chains, deals, financing, goods, matching, policies
from tests.differential.conftest import opened
from tests.differential.documents import Generator
from tests.differential.values import Facts, Values, seeded
from tests.differential.viewers import EVERY, Viewers
from tests.differential.ways import Ways, normal
from tests.offices import COUNTY, NOON

pytestmark = pytest.mark.anyio

VIEWERS = 96
DOCUMENTS, LEAST = 1500, 40
"""How many documents are looked at, and how many public ones are enough."""

OF_DEPARTMENT = {Role.HANDLER, Role.DEPT_LEAD}
Rows = list[dict[str, Any]]


class Records:
    """Every record, as its owner sees it, and which of them a viewer sees: told record by record, without SQL."""

    def __init__(self, tables: dict[str, Rows]) -> None:
        self.tables = tables
        self.booths = {row["id"]: row for row in tables["booths"]}
        self.fairs = {row["id"]: row for row in tables["fairs"]}

    @classmethod
    async def of(cls, owner: asyncpg.Connection) -> Records:
        names = (
            "zones", "organizations", "fairs", "booths", "enterprises", "contacts", "intakes", "ledger_entries",
            "carriers", "service_points", "services",
            "party_alliances", "alliance_organizations", "memoranda", "joint_conferences", "conference_sessions",
            "resolutions",
            *chains.TYPES.values(), *goods.TYPES.values(), "introduction_parties",
            *policies.TYPES.values(),
            "staff", "liaisons", "liaison_contacts", "enterprise_changes",
            *financing.TYPES.values(),
            *deals.TYPES.values(),
            *matching.TYPES.values(),
        )  # fmt: skip
        rows = {name: await owner.fetch(f"SELECT * FROM {name}") for name in names}  # noqa: S608
        return cls({name: list(map(dict, found)) for name, found in rows.items()})

    def is_own(self, viewer: Viewer, intake: dict[str, Any]) -> bool:
        """Whether an intake of the viewer's county is one that they look after."""
        match viewer.role:
            case Role.ENTERPRISE_REP | Role.SECRETARY:
                return intake["enterprise_id"] in viewer.enterprises
            case Role.FAIR_OPERATOR:
                return intake["booth_id"] in viewer.booths
            case Role.HANDLER | Role.DEPT_LEAD:
                return self.booths[intake["booth_id"]]["organization_id"] == viewer.organization
            case Role.DISPATCHER:
                return not viewer.zones or self.fairs[intake["fair_id"]]["zone_id"] in viewer.zones
            case role:
                return role is Role.INSPECTOR

    def intakes(self, viewer: Viewer) -> Rows:
        here = [row for row in self.tables["intakes"] if row["county_code"] == viewer.county_code]
        if viewer.role in {Role.EVALUATOR, Role.OBSERVER}:
            return here
        return [row for row in here if self.is_own(viewer, row)]

    def entries(self, viewer: Viewer) -> Rows:
        seen = {row["id"] for row in self.intakes(viewer)}
        seen |= {row["id"] for row in self.resolutions(viewer)}
        if viewer.role in {Role.EVALUATOR, Role.OBSERVER}:
            seen |= {row["id"] for row in self.here(viewer, "resolutions")}
        return [
            row for row in self.tables["ledger_entries"] if seen & {row["intake_id"], row["resolution_id"]}
        ]

    def here(self, viewer: Viewer, table: str) -> Rows:
        return [row for row in self.tables[table] if row["county_code"] == viewer.county_code]

    def demands(self, viewer: Viewer) -> Rows:
        rows = self.here(viewer, "financing_demands")
        match viewer.role:
            case Role.ENTERPRISE_REP | Role.SECRETARY:
                return [row for row in rows if row["enterprise_id"] in viewer.enterprises]
            case Role.INSTITUTION_REP:
                shared = {row["demand_id"] for row in self.shared_with(viewer)}
                return [row for row in rows if row["id"] in shared]
            case Role.DISPATCHER:
                seen = {row["id"] for row in self.enterprises(viewer)}
                return [row for row in rows if not viewer.zones or row["enterprise_id"] in seen]
            case role:
                return rows if role is Role.INSPECTOR else []

    def deals(self, viewer: Viewer, table: str = "financing_deals") -> Rows:
        rows = self.here(viewer, table)
        match viewer.role:
            case Role.ENTERPRISE_REP | Role.SECRETARY:
                return [row for row in rows if row["enterprise_id"] in viewer.enterprises]
            case Role.INSTITUTION_REP if table == "financing_deals":
                return [
                    row
                    for row in rows
                    if row["institution_id"] == viewer.organization and row["consented_on"] is not None
                ]
            case Role.INSTITUTION_REP:
                seen = {row["id"] for row in self.deals(viewer)}
                return [row for row in rows if row["deal_id"] in seen]
            case Role.DISPATCHER:
                seen = {row["id"] for row in self.enterprises(viewer)}
                return [row for row in rows if not viewer.zones or row["enterprise_id"] in seen]
            case role:
                return rows if role is Role.INSPECTOR else []

    def shared_with(self, viewer: Viewer) -> Rows:
        """Consents that hold on the frozen clock's day for the viewer's institution."""
        return [
            row
            for row in self.here(viewer, "financing_consents")
            if row["withdrawn_at"] is None
            and row["given_on"] <= financing.TODAY < row["expires_on"]
            and viewer.organization is not None
            and (row["everyone"] or viewer.organization in row["institution_ids"])
        ]

    def consents(self, viewer: Viewer) -> Rows:
        if viewer.role is Role.INSTITUTION_REP:
            return self.shared_with(viewer)
        seen = {row["id"] for row in self.demands(viewer)}
        return [row for row in self.here(viewer, "financing_consents") if row["demand_id"] in seen]

    def products(self, viewer: Viewer) -> Rows:
        rows = self.here(viewer, "financial_products")
        match viewer.role:
            case Role.INSTITUTION_REP:
                return [row for row in rows if row["institution_id"] == viewer.organization]
            case Role.ENTERPRISE_REP | Role.SECRETARY | Role.DISPATCHER | Role.INSPECTOR:
                return rows
            case _:
                return []

    def runs(self, viewer: Viewer) -> Rows:
        taking_part = {Role.ENTERPRISE_REP, Role.SECRETARY, Role.INSTITUTION_REP}
        whole = taking_part | {Role.DISPATCHER, Role.INSPECTOR, Role.EVALUATOR}
        return self.here(viewer, "match_runs") if viewer.role in whole else []

    def meetings(self, viewer: Viewer) -> Rows:
        rows = self.here(viewer, "financing_meetings")
        match viewer.role:
            case Role.INSTITUTION_REP:
                return [row for row in rows if row["institution_id"] == viewer.organization]
            case Role.ENTERPRISE_REP | Role.SECRETARY:
                return [row for row in rows if row["enterprise_id"] in viewer.enterprises]
            case Role.DISPATCHER:
                sits = {row["id"] for row in self.enterprises(viewer)}
                there = {row["id"] for row in self.tables["fairs"] if row["zone_id"] in viewer.zones}
                return [
                    row
                    for row in rows
                    if not viewer.zones or row["enterprise_id"] in sits or row["session_id"] in there
                ]
            case role:
                return rows if role is Role.INSPECTOR else []

    def papers(self, viewer: Viewer, table: str) -> Rows:
        return [] if viewer.role in PUBLISHED_ONLY else self.here(viewer, table)

    def resolutions(self, viewer: Viewer) -> Rows:
        rows = self.here(viewer, "resolutions")
        match viewer.role:
            case Role.DISPATCHER | Role.INSPECTOR:
                return rows
            case Role.HANDLER | Role.DEPT_LEAD:
                return [row for row in rows if self.has_sat_in(viewer, row)]
            case _:
                return []

    def has_sat_in(self, viewer: Viewer, resolution: dict[str, Any]) -> bool:
        """Whether the viewer's organization belonged to the alliance when it met, or does since."""
        session = {row["id"]: row for row in self.tables["conference_sessions"]}[resolution["session_id"]]
        conference = {row["id"]: row for row in self.tables["joint_conferences"]}[session["conference_id"]]
        return any(
            row["alliance_id"] == conference["alliance_id"]
            and row["organization_id"] == viewer.organization
            and (row["until"] is None or row["until"] > session["held_on"])
            for row in self.tables["alliance_organizations"]
        )

    def enterprises(self, viewer: Viewer) -> Rows:
        here = [row for row in self.tables["enterprises"] if row["county_code"] == viewer.county_code]
        match viewer.role:
            case Role.ADMIN | Role.INSPECTOR:
                return here
            case Role.DISPATCHER if not viewer.zones:
                return here
            case Role.ENTERPRISE_REP | Role.SECRETARY:
                return [row for row in here if row["id"] in viewer.enterprises]
            case Role.EVALUATOR | Role.OBSERVER:
                return []
            case Role.CHAIN_LEAD:
                members = [row for row in self.tables["chain_memberships"] if row["until"] is None]
                led = {row["enterprise_id"] for row in members if row["chain_id"] in viewer.chains}
                return [row for row in here if row["id"] in led]
            case _:
                met = {row["enterprise_id"] for row in self.intakes(viewer)}
                return [row for row in here if row["id"] in met or self.sits_there(viewer, row)]

    def sits_there(self, viewer: Viewer, enterprise: dict[str, Any]) -> bool:
        """Whether an enterprise sits in a zone of a dispatcher's."""
        return viewer.role is Role.DISPATCHER and enterprise["zone_id"] in viewer.zones

    def units(self, viewer: Viewer) -> Rows:
        """Combat units, which are seen as their enterprises are; of who leads a chain, those of the own."""
        seen = {row["id"] for row in self.enterprises(viewer)}
        leads = viewer.role is Role.CHAIN_LEAD
        return [
            row
            for row in self.tables["combat_units"]
            if row["enterprise_id"] in seen and (not leads or row["chain_id"] in viewer.chains)
        ]

    def of_chains(self, viewer: Viewer) -> dict[str, Callable[[], Rows]]:
        """What of chains is seen: the directory, and what is about enterprises."""

        def of(table: str, key: str, rows: Rows) -> Rows:
            ids = {row["id"] for row in rows}
            return [row for row in self.tables[table] if row[key] in ids]

        directory = {name: partial(self.tables.__getitem__, table) for name, table in chains.TYPES.items()}
        return directory | {
            "ChainMembership": lambda: of("chain_memberships", "enterprise_id", self.enterprises(viewer)),
            "CombatUnit": lambda: self.units(viewer),
            "CombatPlan": lambda: of("combat_plans", "unit_id", self.units(viewer)),
        }

    def of_policies(self, viewer: Viewer) -> dict[str, Callable[[], Rows]]:
        """What was published, and drafts of the own county or department; what is about an enterprise, and what a department
        is sent."""
        drafts = {
            row["id"]
            for row in self.here(viewer, "policies")
            if viewer.role in {Role.DISPATCHER, Role.INSPECTOR}
            or (viewer.role in OF_DEPARTMENT and row["organization_id"] == viewer.organization)
        }
        ours = {
            row["id"]
            for row in self.here(viewer, "policies")
            if row["organization_id"] == viewer.organization
        }

        def about(table: str) -> Rows:
            if viewer.role in OF_DEPARTMENT:
                rows = [row for row in self.here(viewer, table) if row["policy_id"] in ours]
                return [row for row in rows if row.get("submitted_at", NOON)]
            if viewer.role in {
                Role.DISPATCHER, Role.INSPECTOR, Role.ENTERPRISE_REP, Role.SECRETARY,
            }:  # fmt: skip
                return self.of_enterprises(viewer, table)
            return []

        def payouts() -> Rows:
            seen = {row["id"] for row in about("policy_applications")}
            return [row for row in self.tables["policy_payouts"] if row["application_id"] in seen]

        return {
            "Policy": lambda: [
                row for row in self.tables["policies"] if row["published"] or row["id"] in drafts
            ],
            "PolicyClause": lambda: [
                row for row in self.tables["policy_clauses"] if row["published"] or row["policy_id"] in drafts
            ],
            "PolicyNotice": lambda: about("policy_notices"),
            "PolicyApplication": lambda: about("policy_applications"),
            "PolicyPayout": payouts,
        }

    def contacts(self, viewer: Viewer) -> Rows:
        if viewer.role in {Role.FAIR_OPERATOR, Role.ADMIN, Role.CHAIN_LEAD}:
            return []
        seen = {row["id"] for row in self.enterprises(viewer)}
        return [row for row in self.tables["contacts"] if row["enterprise_id"] in seen]

    def staff(self, viewer: Viewer) -> Rows:
        if viewer.role in {Role.OBSERVER, Role.PEER}:
            return []
        return [row for row in self.tables["staff"] if row["county_code"] == viewer.county_code]

    def of_enterprises(self, viewer: Viewer, table: str) -> Rows:
        seen = {row["id"] for row in self.enterprises(viewer)}
        return [row for row in self.tables[table] if row["enterprise_id"] in seen]

    def of_supply(self, viewer: Viewer) -> dict[str, Callable[[], Rows]]:
        """What of supply and space is seen: with its enterprise, with either side, or by everybody."""

        def of_sides(table: str, key: str) -> Rows:
            met = {row["introduction_id"] for row in self.of_enterprises(viewer, "introduction_parties")}
            return [row for row in self.tables[table] if row[key] in met]

        return {
            "Offering": lambda: self.of_enterprises(viewer, "offerings"),
            "Need": lambda: self.of_enterprises(viewer, "supply_needs"),
            "SpaceNeed": lambda: self.of_enterprises(viewer, "space_needs"),
            "Introduction": lambda: of_sides("introductions", "id"),
            "CooperationReport": lambda: of_sides("cooperation_reports", "introduction_id"),
            "ClassSynonym": lambda: self.papers(viewer, "class_synonyms"),
            "SpaceListing": lambda: self.tables["space_listings"],
        }

    def seen(self, viewer: Viewer) -> dict[str, set[UUID]]:
        """The ids of what a viewer sees, by type."""
        found: dict[str, Callable[[], Rows]] = (
            {
                "Zone": lambda: self.tables["zones"],
                "Organization": lambda: self.tables["organizations"],
                "Carrier": lambda: self.tables["carriers"],
                "ServicePoint": lambda: self.tables["service_points"],
                "Service": lambda: self.tables["services"],
                "Fair": lambda: self.tables["fairs"],
                "Booth": lambda: self.tables["booths"],
                "Enterprise": lambda: self.enterprises(viewer),
                "Contact": lambda: self.contacts(viewer),
                "Intake": lambda: self.intakes(viewer),
                "LedgerEntry": lambda: self.entries(viewer),
                "Staff": lambda: self.staff(viewer),
                "EnterpriseChange": lambda: self.of_enterprises(viewer, "enterprise_changes"),
                "Liaison": lambda: self.of_enterprises(viewer, "liaisons"),
                "LiaisonContact": lambda: self.of_enterprises(viewer, "liaison_contacts"),
                "PartyAlliance": lambda: self.tables["party_alliances"],
                "Memorandum": lambda: self.papers(viewer, "memoranda"),
                "JointConference": lambda: self.papers(viewer, "joint_conferences"),
                "ConferenceSession": lambda: self.papers(viewer, "conference_sessions"),
                "Resolution": lambda: self.resolutions(viewer),
            }
            | {
                "FinancingDemand": lambda: self.demands(viewer),
                "FinancialProduct": lambda: self.products(viewer),
                "FinancingConsent": lambda: self.consents(viewer),
                "MatchRun": lambda: self.runs(viewer),
                "FinancingMeeting": lambda: self.meetings(viewer),
                "Deal": lambda: self.deals(viewer),
                "BondIssue": lambda: self.deals(viewer, "bond_issues"),
            }
            | self.of_chains(viewer)
            | self.of_supply(viewer)
            | self.of_policies(viewer)
        )
        assert found.keys() == {name for name, type_ in catalogue.items() if "id" in type_.members}
        return {name: {row["id"] for row in rows()} for name, rows in found.items()}


NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"


async def answered(engine: Engine, world: World, viewer: Viewer, query: str, **variables: Any) -> Any:
    told = await engine.execute(query, variables, Context(world, "en", viewer))
    assert told.errors is None, (viewer, told.errors)
    return orjson.loads(orjson.dumps(process_result(told)))["data"]


async def test_the_statements_show_what_a_plain_account_of_the_records_says(
    engine: Engine, facts: Facts, filled: db.embedded.Address, ways: tuple[Ways, Ways]
) -> None:
    async with opened(filled) as owner:
        records = await Records.of(owner)
    viewers, random = Viewers(engine._schema, facts), seeded(5)
    sights = [Sight(role) for role in Role] + [Sight(Role.DISPATCHER, limited=True)] * 4
    some = 0
    for number in range(VIEWERS):
        viewer = viewers.viewer(random, sights[number % len(sights)])
        world = (ways[0].planned, ways[0].reference)[number // len(sights) % 2]
        for type_name, right in records.seen(viewer).items():
            ids = list(dict.fromkeys(facts.ids[type_name]))
            found = set[str]()
            for begin in range(0, len(ids), 100):
                nodes = (await answered(engine, world, viewer, NODES, ids=ids[begin : begin + 100]))["nodes"]
                found |= {node["id"] for node in nodes if node}
            assert found == {global_id(type_name, id) for id in right}, (viewer, type_name)
            some += 0 < len(right) < len(ids)
    assert some >= VIEWERS


async def test_a_list_counts_what_a_plain_account_of_the_records_counts(
    engine: Engine, facts: Facts, filled: db.embedded.Address, ways: tuple[Ways, Ways]
) -> None:
    async with opened(filled) as owner:
        records = await Records.of(owner)
    viewers, random = Viewers(engine._schema, facts), seeded(6)
    query = "{ fairs(first: 100) { edges { node { id intakes(first: 100) { totalCount edges { node { id } } } } } } }"
    seeing = [role for role in Role if catalogue["Intake"].seen.reach(Sight(role)) != "NONE"]
    # All at once, which costs more than a client may ask for.
    engine = engine.within(replace(engine.limits, cost=CEILING))
    for number in range(VIEWERS):
        viewer = viewers.viewer(random, Sight(seeing[number % len(seeing)]))
        of_each: dict[str, set[str]] = {id: set() for id in facts.ids["Fair"]}
        for row in records.intakes(viewer):
            of_each[global_id("Fair", row["fair_id"])].add(global_id("Intake", row["id"]))
        world = (ways[0].planned, ways[0].reference)[number // len(seeing) % 2]
        listed = await answered(engine, world, viewer, query)
        for edge in listed["fairs"]["edges"]:
            fair = edge["node"]
            assert {each["node"]["id"] for each in fair["intakes"]["edges"]} == of_each[fair["id"]], viewer
            assert fair["intakes"]["totalCount"] == len(of_each[fair["id"]])


# --- What is public ---------------------------------------------------------------------------------------------------


def everybody(viewers: Viewers) -> list[Viewer]:
    """One of each role, of either county."""
    random = seeded(7)
    return [viewers.viewer(random, sight) for sight in EVERY]


async def test_what_is_judged_public_is_answered_to_everybody_alike(
    engine: Engine, facts: Facts, ways: tuple[Ways, Ways]
) -> None:
    generator, viewers = Generator(engine._schema, Values(facts)), everybody(Viewers(engine._schema, facts))
    public, seed = 0, 0
    while seed < DOCUMENTS and public < LEAST:
        seed += 1
        random = seeded(seed)
        document = generator.document(random)
        one = document.operations[0]
        name = one.name if len(document.operations) > 1 else None
        asked = engine._asked(document.text, name, None)
        if isinstance(asked, list) or not asked.fields or not is_public(engine._schema, asked.fields):
            continue
        public += 1
        variables = one.values(random)
        world = (ways[0].planned, ways[0].reference)[public % 2]
        answers = set[bytes]()
        for viewer in viewers:
            told = await engine.execute(
                document.text, variables, Context(world, "en", viewer), operation_name=name
            )
            answers.add(normal(orjson.dumps(process_result(told))))
        assert len(answers) == 1, (document.text, variables, answers)
    assert public == LEAST


async def test_every_type_that_not_everybody_sees_alike_is_personal(
    engine: Engine, facts: Facts, ways: tuple[Ways, Ways]
) -> None:
    """Each of them is asked for, and somebody is answered otherwise."""
    viewers = everybody(Viewers(engine._schema, facts))
    fair = facts.ids["Fair"][0]
    asked = {
        "Satisfaction": "{ satisfaction { mean levels { count } } }",
        "Intake": "{ intakes { edges { node { number } } } }",
        "Enterprise": "{ intakes { edges { node { enterprise { name } } } } }",
        "Contact": "{ intakes { edges { node { enterprise { contacts { title } } } } } }",
        "LedgerEntry": "{ intakes { edges { node { ledgerEntry { dueOn } } } } }",
        "Liaison": "{ intakes { edges { node { enterprise { liaisons { totalCount } } } } } }",
        "LiaisonContact": "{ intakes { edges { node { enterprise { contactLog { totalCount } } } } } }",
    }
    queries = {name: f'{{ fair(id: "{fair}") {below} }}' for name, below in asked.items()}
    alliance = f'{{ alliance(id: "{facts.ids["PartyAlliance"][1]}")'
    queries |= {
        "Memorandum": "{ memoranda { totalCount } }",
        "MemorandaFigures": '{ memorandaFigures(on: "2022-01-01") { memoranda } }',
        "JointConference": f"{alliance} {{ conferences {{ id }} }} }}",
        "ConferenceSession": f"{alliance} {{ conferences {{ sessions {{ totalCount }} }} }} }}",
        "Resolution": f"{alliance} {{ conferences {{ sessions {{ edges {{ node {{ resolutions {{ id }} }} }} }} }} }} }}",
        "AllianceEnterpriseEdge": f"{alliance} {{ enterprises {{ totalCount }} }} }}",
    }
    enterprise = "{ intakes { edges { node { enterprise { %s } } } } }"
    queries |= {
        "EnterpriseAllianceEdge": f'{{ fair(id: "{fair}") {enterprise % "alliances { totalCount }"} }}',
        "PartyOrganization": f'{{ fair(id: "{fair}") {enterprise % "partyOrganization { status }"} }}',
        "PartyStep": f'{{ fair(id: "{fair}") {enterprise % "partyOrganization { steps { status } }"} }}',
    }
    units = "{ chains { combatUnits { edges { node { name earlierPlans { number } } } } } }"
    queries |= {
        "ChainMemberEdge": "{ chains { members { edges { role } } } }",
        "EnterpriseChainEdge": f'{{ node(id: "{facts.ids["Enterprise"][0]}") {{ ... on Enterprise {{ chains {{ totalCount }} }} }} }}',
        "ChainMembership": f'{{ node(id: "{facts.ids["ChainMembership"][0]}") {{ id }} }}',
        "CombatUnit": units,
        "CombatPlan": units,
    }
    queries |= {
        "EnterpriseChange": f'{{ fair(id: "{fair}") {enterprise % "history { totalCount }"} }}',
        "TierStatus": f'{{ fair(id: "{fair}") {enterprise % "tiers { source }"} }}',
        "StatStatus": f'{{ fair(id: "{fair}") {enterprise % "statistics { since }"} }}',
        "StatStep": f'{{ fair(id: "{fair}") {enterprise % "statistics { steps { reachedOn } }"} }}',
        "StatThreshold": "{ statisticsThresholds { amount } }",
    }
    need, sought = facts.ids["Need"][1], facts.ids["SpaceNeed"][1]
    matches = "candidates edges { rank score } "
    queries |= {
        "Offering": "{ offerings { totalCount } }",
        "Need": "{ needs { totalCount } }",
        "ClassSynonym": "{ classSynonyms { totalCount } }",
        "Introduction": "{ introductions { totalCount } }",
        "IntroductionStep": "{ introductions { edges { node { steps { state } } } } }",
        "CooperationReport": "{ introductions { edges { node { reports { totalCount } } } } }",
        "EnterpriseIntroductionEdge": f'{{ fair(id: "{fair}") {enterprise % "introductions { totalCount }"} }}',
        "SpaceNeed": "{ spaceNeeds { totalCount } }",
        "SupplyMatches": f'{{ supplyMatches(needId: "{need}") {{ candidates }} }}',
        "SupplyMatch": f'{{ supplyMatches(needId: "{need}") {{ {matches} }} }}',
        "SpaceMatches": f'{{ spaceMatches(needId: "{sought}") {{ candidates }} }}',
        "SpaceMatch": f'{{ spaceMatches(needId: "{sought}") {{ {matches} }} }}',
        "SupplyFigures": '{ supplyFigures(period: {from: "2020-01-01", to: "2023-06-13"}) { introduced } }',
    }
    clause, whose = facts.ids["PolicyClause"][1], facts.ids["Enterprise"][0]
    queries |= {
        "Policy": "{ policies { totalCount } }",
        "PolicyClause": "{ policyClauses { totalCount } }",
        "ClauseCondition": "{ policies { edges { node { clauses { conditions { kind } } } } } }",
        "PolicyNotice": "{ policyNotices { totalCount } }",
        "NoticeFigures": "{ policyNoticeFigures { notices } }",
        "PolicyApplication": "{ policyApplications { totalCount } }",
        "PolicyPayout": "{ policyApplications { edges { node { payouts { number } } } } }",
        "PolicyPayouts": '{ policyPayouts(period: {from: "2023-01-01", to: "2023-12-31"}, countyCode: "370900") { byPolicy { enterprises } } }',
        "ClauseEligibility": f'{{ node(id: "{clause}") {{ ... on PolicyClause {{ eligibility(enterpriseId: "{whose}") {{ outcome }} }} }} }}',
        "ClauseEligibilityConnection": f'{{ policyEligibility(enterpriseId: "{whose}") {{ totalCount }} }}',
    }
    period = '{ from: "2000-01-01", to: "2023-06-13" }'
    queries["MarketEntities"] = f"{{ marketEntities(period: {period}) {{ stock }} }}"
    queries["ServiceCoverage"] = "{ serviceCoverage { minutes } }"
    queries["Node"] = f'{{ node(id: "{facts.ids["Intake"][0]}") {{ id }} }}'
    queries["Staff"] = "{ staff { edges { node { name subject } } } }"
    queries["LiaisonCoverage"] = "{ liaisonCoverage { active } }"
    entity = f'{{ __typename: "Intake", id: "{facts.ids["Intake"][0]}" }}'
    period = '{from: "2000-01-01", to: "2040-01-01"}'
    queries["MarketEntities"] = (
        f'{{ marketEntities(period: {period}, countyCode: "{COUNTY}") {{ undated stock byZone {{ stock }} }} }}'
    )
    demand, product = facts.ids["FinancingDemand"][0], facts.ids["FinancialProduct"][0]
    of_demand = f'{{ financingDemand(id: "{demand}")'
    queries |= {
        "FinancingDemand": f"{of_demand} {{ termMonths }} }}",
        "FinancingApplicant": f"{of_demand} {{ applicant {{ name }} }} }}",
        "FinancingConsent": f"{of_demand} {{ consents {{ expiresOn }} }} }}",
        "FinancialProduct": "{ financialProducts { totalCount } }",
        "MatchExplanation": f'{{ explainMatch(demandId: "{demand}", productId: "{product}") {{ eligible }} }}',
        "MatchPolicy": "{ matchPolicies { version } }",
        "Deal": "{ deals { totalCount } }",
        "DealStep": "{ deals { edges { node { steps { state } } } } }",
        "Disbursement": "{ deals { edges { node { disbursements { on } } } } }",
        "BondIssue": "{ bondIssues { totalCount } }",
        "FinancedTotal": f'{{ financedTotal(period: {period}, countyCode: "{COUNTY}") {{ byInstitution {{ deals }} }} }}',
    }
    of_run = f'{{ matchRun(id: "{facts.ids["MatchRun"][0]}")'
    queries |= {
        "MatchRun": f"{of_run} {{ state }} }}",
        "MatchRunPolicy": f"{of_run} {{ policy {{ version }} }} }}",
        "MatchRunSize": f"{of_run} {{ sizes {{ size }} }} }}",
        "MatchRunInstitution": f"{of_run} {{ institutions {{ share }} }} }}",
        "AssignedMatchEdge": f"{of_run} {{ matches {{ edges {{ rank }} }} }} }}",
        "UnmatchedDemandEdge": f"{of_run} {{ notMatched {{ edges {{ why }} }} }} }}",
        "FinancingMeeting": "{ fairs { edges { node { financingMeetings { totalCount } } } } }",
    }
    hits = 'searchEnterprises(text: "a", first: 50)'
    queries |= {
        "ClauseEligibilityEdge": f'{{ policyEligibility(enterpriseId: "{whose}") {{ edges {{ outcome }} }} }}',
        "EnterpriseHits": f"{{ {hits} {{ edges {{ score }} }} }}",
        "EnterpriseHit": f"{{ {hits} {{ edges {{ node {{ id }} }} }} }}",
    }
    queries["_Entity"] = f"{{ _entities(representations: [{entity}]) {{ ... on Intake {{ number }} }} }}"
    assert queries.keys() == personal() - {"MatchRunProgress"}, "progress is only told live"
    for name, query in queries.items():
        document = parse(query)
        (operation,) = document.definitions
        assert operation.operation is OperationType.QUERY
        assert not is_public(engine._schema, asked_fields(engine._schema, document, operation)), name
        answers = {
            orjson.dumps(
                process_result(await engine.execute(query, None, Context(ways[0].planned, "en", viewer)))
            )
            for viewer in viewers
        }
        assert len(answers) > 1, name
