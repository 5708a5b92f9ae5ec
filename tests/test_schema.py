"""The contract: committed, described in both languages, and of one form."""

import re
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    get_named_type,
)

from db.relations import catalogue
from domain.ids import RecordId, read
from schema.backing import global_id, key_of
from schema.root import schema
from tests.offices import uid

CORE: Any = schema._schema
SDL = Path(__file__).parent.parent / "schema" / "schema.graphql"
BUILT_IN = {"ID", "String", "Int", "Float", "Boolean"}
FOUND = [name for name, type_ in catalogue.items() if "id" in type_.members]
ROOTS = {"Query", "Mutation", "Subscription"}
OF_FEDERATION = re.compile("_Any|_Entity|_Service|_entities|_service")
"""Names that Apollo Federation gives."""
UNWRITTEN = {"_FieldSet", "link__Import", "link__Purpose"}
"""Types of its directives' arguments, which no SDL has."""
TYPES = {
    name: type_
    for name, type_ in CORE.type_map.items()
    if not name.startswith("__") and name not in BUILT_IN | UNWRITTEN
}
MUTATIONS = CORE.mutation_type.fields
NAMING_NOTHING = {
    "draftMatchPolicy",
    *("registerTrack", "appointChiefLeader", "approveSynonym"),
    *("importEnterprises", "importChainMembers", "importAllianceMembers", "importLiaisons"),
}
"""Acts whose input names no record by its id: there is nothing that could be missing, but for a row's problems."""
CHINESE = re.compile("[\u4e00-\u9fff]")
LATIN = re.compile("[A-Za-z]")


def test_the_committed_contract_is_the_one_that_is_served() -> None:
    assert SDL.read_text(encoding="utf-8").strip() == schema.as_str().strip()


def _described() -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name, type_ in TYPES.items():
        if name not in ROOTS:
            found[name] = type_.description
        if isinstance(type_, GraphQLEnumType):
            found |= {f"{name}.{value}": meant.description for value, meant in type_.values.items()}
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            found |= {f"{name}.{field}": meant.description for field, meant in type_.fields.items()}
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            found |= {
                f"{name}.{field}({argument})": meant.description
                for field, holder in type_.fields.items()
                for argument, meant in holder.args.items()
            }
    return found


def test_everything_is_described_in_english_and_in_chinese() -> None:
    described = _described()
    assert len(described) > 400
    assert [place for place, words in described.items() if not words or not CHINESE.search(words)] == []
    assert [place for place, words in described.items() if not words or not LATIN.search(words)] == []
    assert [place for place, words in described.items() if words != (words or "").strip()] == []


def test_every_name_is_ascii_and_written_as_its_kind_is_written() -> None:
    for name, type_ in TYPES.items():
        assert re.fullmatch("[A-Z][A-Za-z0-9]*", name) or OF_FEDERATION.fullmatch(name), name
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field in type_.fields:
                assert re.fullmatch("[a-z][A-Za-z0-9]*", field) or OF_FEDERATION.fullmatch(field), (
                    name,
                    field,
                )
        if isinstance(type_, GraphQLEnumType):
            for value in type_.values:
                assert re.fullmatch("[A-Z][A-Z0-9_]*", value), (name, value)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_takes_one_input_of_its_own_and_answers_a_union_of_its_own(name: str) -> None:
    field = MUTATIONS[name]
    pascal = name[0].upper() + name[1:]
    assert {argument: str(given.type) for argument, given in field.args.items()} == {
        "input": f"{pascal}Input!"
    }
    assert str(field.type) == f"{pascal}Result!"
    union = field.type.of_type
    assert isinstance(union, GraphQLUnionType)
    done, *refusals = union.types
    refusal = CORE.type_map["Refusal"]
    assert refusal not in done.interfaces
    assert refusals
    assert [member.name for member in refusals if refusal not in member.interfaces] == []
    needed = {"InvalidInput"} if name in NAMING_NOTHING else {"InvalidInput", "NotFound"}
    assert needed <= {member.name for member in refusals}


def test_the_mutations_of_the_fair_day_are_there() -> None:
    assert set(MUTATIONS) >= {
        "planFair",
        "addBooth",
        "openFair",
        "closeFair",
        "submitIntake",
        "disposeIntake",
        "withdrawIntake",
        "markDuplicate",
        "recordAttendance",
        "rateFair",
    }


def test_every_refusal_can_be_answered_and_has_its_message() -> None:
    refusals = {type_.name for type_ in CORE.get_implementations(CORE.type_map["Refusal"]).objects}
    answered = {member.name for field in MUTATIONS.values() for member in field.type.of_type.types}
    assert refusals <= answered
    for name in refusals:
        assert str(TYPES[name].fields["message"].type) == "String!"


def test_everything_with_an_id_is_a_node_that_can_be_loaded() -> None:
    nodes = {type_.name for type_ in CORE.get_implementations(CORE.type_map["Node"]).objects}
    with_id = {
        name for name, type_ in TYPES.items() if isinstance(type_, GraphQLObjectType) and "id" in type_.fields
    }
    assert nodes == with_id == set(FOUND)
    assert all(str(TYPES[name].fields["id"].type) == "ID!" for name in nodes)


def test_a_node_that_is_asked_for_may_be_missing() -> None:
    assert str(CORE.query_type.fields["node"].type) == "Node"
    assert str(CORE.query_type.fields["nodes"].type).startswith("[Node]")
    assert str(CORE.query_type.fields["fair"].type) == "Fair"


_IN_CHAIN = {"role": "ChainRole!", "since": "Date!", "version": "Int!", "chainNode": "ChainNode"}
_IN_ALLIANCE = {"role": "MemberRole!", "since": "Date!", "until": "Date", "version": "Int!"}
LINKS = {
    "AllianceOrganizationConnection": ("Organization", _IN_ALLIANCE),
    "AllianceEnterpriseConnection": ("Enterprise", _IN_ALLIANCE),
    "EnterpriseAllianceConnection": ("PartyAlliance", _IN_ALLIANCE),
    "ChainMemberConnection": ("Enterprise", _IN_CHAIN),
    "EnterpriseChainConnection": ("Chain", _IN_CHAIN),
    "EnterpriseIntroductionConnection": ("Introduction", {"side": "Side!"}),
}
"""Lists of links: what they lead to, and the fields that their edges have of their own."""


OF_ELIGIBILITY = {"enterpriseId", "supplied"}
"""Whom the eligibility for clauses, a list, is of."""


def test_every_list_that_can_grow_is_a_connection_with_four_ways_to_page() -> None:
    connections = {name for name in TYPES if name.endswith("Connection")}
    assert connections == {
        "FairConnection",
        "IntakeConnection",
        "StaffConnection",
        "LiaisonConnection",
        "LiaisonContactConnection",
        "ZoneConnection",
        "OrganizationConnection",
        "CarrierConnection",
        "ServicePointConnection",
        "EnterpriseConnection",
        "EnterpriseChangeConnection",
        "CombatUnitConnection",
        "PartyAllianceConnection",
        "MemorandumConnection",
        "ConferenceSessionConnection",
        "FinancingDemandConnection",
        "FinancialProductConnection",
        "DealConnection",
        "BondIssueConnection",
        "PolicyConnection",
        "PolicyClauseConnection",
        "PolicyNoticeConnection",
        "PolicyApplicationConnection",
        "ClauseEligibilityConnection",
        *("MatchRunConnection", "FinancingMeetingConnection"),
        *("AssignedMatchConnection", "UnmatchedDemandConnection"),
        *LINKS,
    } | {
        "OfferingConnection",
        "NeedConnection",
        "ClassSynonymConnection",
        "IntroductionConnection",
        "CooperationReportConnection",
        "SpaceListingConnection",
        "SpaceNeedConnection",
    }
    for name in connections:
        fields = {field: str(given.type) for field, given in TYPES[name].fields.items()}
        node = name.removesuffix("Connection")
        node, own = LINKS.get(name, (node, {}))
        edge_type = f"{name.removesuffix('Connection')}Edge"
        assert fields == {"pageInfo": "PageInfo!", "edges": f"[{edge_type}!]!", "totalCount": "Int!"}
        edge = {field: str(given.type) for field, given in TYPES[edge_type].fields.items()}
        assert edge == {"cursor": "String!", "node": f"{node}!"} | own
    for type_ in TYPES.values():
        for field in getattr(type_, "fields", {}).values():
            if get_named_type(field.type).name in connections:
                assert {"first", "after", "last", "before"} == set(field.args) - {
                    "filter",
                    "orderBy",
                } - OF_ELIGIBILITY


def test_no_type_shows_a_foreign_key() -> None:
    for name, type_ in TYPES.items():
        if isinstance(type_, GraphQLObjectType) and name != "IntakesStillOpen":
            assert [field for field in type_.fields if re.search(r"Ids?$", field)] == [], name


def test_exactly_one_way_to_name_a_thing_is_given() -> None:
    one_of = {
        name for name, type_ in TYPES.items() if isinstance(type_, GraphQLInputObjectType) and type_.is_one_of
    }
    one_of |= {name for name in TYPES if f"input {name} @oneOf" in schema.as_str()}
    assert one_of == {
        "EnterpriseBy",
        "EnterpriseReferenceInput",
        "OrganizationReferenceInput",
        "ZoneReferenceInput",
        "IntakeFormInput",
        "AllianceMemberInput",
        "ConferenceReferenceInput",
    }
    for name in one_of:
        assert not any(isinstance(field.type, GraphQLNonNull) for field in TYPES[name].fields.values())


def test_the_scalars_are_the_ones_that_were_agreed() -> None:
    scalars = {name for name, type_ in TYPES.items() if isinstance(type_, GraphQLScalarType)}
    assert scalars == {"Money", "Decimal", "Date", "DateTime", "Uscc", "DivisionCode", "_Any"}


@pytest.mark.parametrize("type_name", FOUND)
def test_an_id_says_what_it_is_of_to_the_server_alone(type_name: str) -> None:
    id = global_id(type_name, uid(7))
    assert re.fullmatch("[A-Za-z0-9_-]+", id)
    assert read(id) == RecordId(type_name, uid(7))
    assert key_of(type_name, id) == uid(7)
    assert key_of("Other", id) is None


@pytest.mark.parametrize(
    "id", ["", "a", "nonsense", "中文", "====", "RmFpcjo", "RmFpcg", "\x00", "RmFpcjoxMjM"]
)
def test_what_was_never_an_id_is_none(id: str) -> None:
    assert read(id) is None
    assert key_of("Fair", id) is None
