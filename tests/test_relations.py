"""What `db` declares is what the contract says."""

from typing import Any

import pytest
from graphql import (
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
)
from sqlalchemy import Column

from db.relations import (
    Found,
    FoundEach,
    Gathered,
    Identity,
    Many,
    One,
    Paged,
    Same,
    Type,
    Value,
    Variant,
    catalogue,
    plain,
)
from schema.root import schema

CORE: Any = schema._schema
TYPES = {
    name: type_
    for name, type_ in CORE.type_map.items()
    if isinstance(type_, GraphQLObjectType) and not name.startswith("__")
}
CONNECTIONS = {name for name in TYPES if name.endswith(("Connection", "Edge")) or name == "PageInfo"}
LINKS = {
    member.to
    for type_ in catalogue.values()
    for member in type_.members.values()
    if isinstance(member, Paged) and member.links
}
"""Types of edges that have fields of their own; where an edge stands is no field of its record."""

FIGURES = {"stock", "new", "growthRate", "newGrowthRate", "stockGrowth", "newGrowth"}

PAID = {"total", "payouts", "applications", "enterprises", "outstanding", "outstandingApplications"}

OF_PYTHON = {
    "Query": {
        "_service",
        "liaisonCoverage",
        "serviceCoverage",
        "memorandaFigures",
        "statisticsThresholds",
        "searchEnterprises",
        "marketEntities",
        "policyEligibility",
        "policyNoticeFigures",
        "policyPayouts",
    },
    "Enterprise": {"liaison"},
    "Staff": {"enterpriseCount"},
    "ServiceCoverage": {"mode", "minutes", "covered", "enterprises", "unmeasured", "rate"},
    "EnterpriseHits": {"edges"},
    "EnterpriseHit": {"score"},
    "MarketEntities": FIGURES | {"countyCode", "period", "undated", "byKind", "byZone"},
    "KindFigure": FIGURES | {"kind", "share", "shareOfStock"},
    "ZoneFigure": FIGURES,
    "Rate": {"numerator", "denominator", "period", "before", "percent"},
    "DatePeriod": {"from", "to"},
    "StatThreshold": {"industryCode", "measure", "amount", "national", "validFrom", "validTo"},
    "EnterpriseEnded": {"path", "status", "endedOn", "message"},
    "UsccTaken": {"uscc", "message"},
    "Rating": {"level", "comment", "ratedAt"},
    "AttendanceRecorded": {"fair"},
    "IntakeSubmitted": {"intake"},
    "IntakeDisposed": {"intake", "ledgerEntry"},
    "IntakeWithdrawn": {"intake"},
    "IntakeMarkedDuplicate": {"intake", "original"},
    "PolicyClause": {"eligibility"},
    "ClauseEligibility": {"outcome", "trace"},
    "ClauseEligibilityEdge": {"cursor", "outcome", "trace"},
    "ClauseEligibilityConnection": {"edges", "pageInfo", "totalCount"},
    "ConditionTrace": {"kind", "alternative", "outcome", "required", "actual", "message", "missingField"},
    "NoticeFigures": {"notices", "enterprises"},
    "PolicyPayouts": PAID | {"countyCode", "period", "byPolicy"},
    "PolicyPayoutFigure": PAID,
    "Memorandum": {"state"},
    "MemorandaFigures": {"on", "memoranda", "counterparties"},
    "AllianceMembership": {"role", "since", "until", "version"},
}
_TOTAL = {"amount", "deals"}
OF_PYTHON |= {
    "FinancedTotal": {
        *("countyCode", "period", "total", "deals", "byKind", "byInstitution"),
        *("excludedGuarantees", "unlinkedGuarantees"),
    },
    "KindTotal": _TOTAL | {"kind"},
    "InstitutionTotal": _TOTAL,
    "ConsentMissing": {"message"},
    "ConsentExpired": {"expiredOn", "message"},
}
OF_PYTHON |= {
    "FinancingDemand": {"matches", "notMatched"},
    "MatchExplanation": {"eligible", "institutionUtility", "rules", "policy", "enterpriseUtility"},
}
OF_PYTHON["Query"] |= {"financedTotal", "explainMatch", "currentMatchPolicy"}
OF_PYTHON["Query"] |= {"supplyMatches", "spaceMatches", "supplyFigures"}
OF_PYTHON |= {
    "Offering": {"matches"},
    "SupplyMatches": {"candidates", "eligible", "edges"},
    "SupplyMatch": {"rank", "eligible", "score", "components", "localBonus", "rules", "estimate"},
    "SpaceMatches": {"candidates", "eligible", "edges"},
    "SpaceMatch": {"rank", "eligible", "score", "components", "rules"},
    "SupplyFigures": {"period", "byState", "introduced", "succeeded", "successRate", "volumes"},
    "FitRule": {"code", "outcome", "demanded", "offered", "message"},
    "FitComponent": {"name", "value", "weight"},
    "PriceEstimate": {"model", "price", "distanceKm", "volume", "perUnit", "perMonth"},
    "IntroductionCount": {"state", "introductions"},
    "RunningVolume": {"unit", "volume", "reports"},
}
"""Fields of declared types that are at hand: the contract's own text, and what an act has answered; and those that
depend on the day at the office, which no statement knows by itself."""


def test_every_declared_type_and_field_is_in_the_contract() -> None:
    for name, type_ in catalogue.items():
        assert set(type_.members) <= set(TYPES[name].fields), name


def test_every_field_of_a_declared_type_is_declared_or_left_to_python_on_purpose() -> None:
    left = {
        name: set(TYPES[name].fields) - set(type_.members) - ({"cursor"} if name in LINKS else set())
        for name, type_ in catalogue.items()
    }
    assert {name: fields for name, fields in left.items() if fields} == OF_PYTHON


def test_what_is_not_declared_is_a_part_of_an_acts_answer() -> None:
    undeclared = set(TYPES) - set(catalogue) - CONNECTIONS - {"Mutation", "_Service"}
    acts = {
        member.name
        for act in TYPES["Mutation"].fields.values()
        for member in get_named_type(act.type).types  # type: ignore[union-attr]
    }
    # Reasons and scores are thought of, and never read.
    thought = {"Matches", "Match", "NotMatchedProducts", "NotMatched", "NotMatchedReason", "MatchRule"}
    thought |= {"Relaxation", "Utility", "UtilityComponent"}
    assert undeclared <= acts | thought | {"InputProblem"}


@pytest.mark.parametrize("name", catalogue)
def test_a_field_is_declared_as_what_the_contract_says_it_is(name: str) -> None:
    for member in catalogue[name].members.values():
        type_ = TYPES[name].fields[member.name].type
        required, plain_type, named = (
            isinstance(type_, GraphQLNonNull),
            get_nullable_type(type_),
            get_named_type(type_),
        )
        match member:
            case Identity():
                assert str(type_) == "ID!"
            case Value(optional=optional):
                assert is_leaf_type(named)
                assert required is not optional, (name, member.name)
            case Same(to=to):
                assert (named.name, required) == (to, True)
            case Variant(types=types):
                assert is_abstract_type(named)
                assert {each.name for each in CORE.get_possible_types(named)} == set(types.values())
                assert not required
            case One(to=to, optional=optional):
                assert (named.name, required) == (to, not optional), (name, member.name)
            case Many(to=to):
                assert (named.name, required, is_list_type(plain_type)) == (to, True, True)
            case Gathered(to=to, order=order, present=present):
                assert (named.name, is_list_type(plain_type)) == (to, bool(order))
                assert required is (present is None)
            case Paged(to=to, links=links):
                edges = get_named_type(named.fields["edges"].type)  # type: ignore[union-attr]
                node = get_named_type(edges.fields["node"].type)  # type: ignore[union-attr]
                assert (edges if links else node).name == to
            case Found(to=to):
                assert named.name == (to or "Node")
                assert not required
            case FoundEach():
                assert str(type_) == ("[_Entity]!" if member.name == "_entities" else "[Node]!")


def test_what_may_be_null_in_the_database_may_be_null_in_the_contract() -> None:
    for name, type_ in catalogue.items():
        if type_._table is None:
            continue
        for member in type_.members.values():
            column = member.of(type_.table) if isinstance(member, Value) else None
            if isinstance(column, Column):
                assert member.optional is column.nullable, (name, member.name)


def test_a_type_is_declared_once_and_each_of_its_fields() -> None:
    with pytest.raises(AssertionError, match="Fair is declared twice"):
        Type("Fair")
    with pytest.raises(AssertionError, match=r"Fair\.name is declared twice"):
        catalogue["Fair"].add(*plain("name"))
