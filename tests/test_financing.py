"""Demands, products, consents and match policies: what the API does, and who is let in."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Numeric, literal, select

import db.money
from db.engine import Statement
from db.financing import FINANCING_DEMAND
from domain.money import shown
from schema.root import schema
from tests.offices import FORMS, Api, bearer

pytestmark = pytest.mark.anyio

TERMS = {
    "amount": "4000000.00",
    "purpose": "EQUIPMENT",
    "termMonths": 36,
    "kinds": ["LEASE", "LOAN"],
    "maxAnnualRateBp": 450,
    "collateral": [{"kind": "EQUIPMENT", "value": "9000000.00"}],
    "revenueLastYear": "50000000.00",
    "taxGrade": "A",
    "neededBy": "2023-09-30",
}
PRODUCT = {
    "name": "设备贷",
    "kind": "LOAN",
    "leastAmount": "500000.00",
    "mostAmount": "10000000.00",
    "leastTermMonths": 6,
    "mostTermMonths": 60,
    "leastRateBp": 385,
    "mostRateBp": 600,
    "collateralKinds": ["EQUIPMENT"],
    "mostLtvPercent": 50,
    "taxGrades": ["A", "B"],
    "decisionDays": 5,
    "validFrom": "2023-01-01",
}
DEMAND = """query($id: ID!) { financingDemand(id: $id) {
  amount { yuan display } purpose termMonths maxAnnualRateBp kinds collateral { kind value { yuan display } }
  revenueLastYear { yuan display } taxGrade dishonest neededBy state version applicant { name }
  consents { everyone fields givenOn expiresOn institutions { name } } } }"""
MATCHES = """query($id: ID!) { financingDemand(id: $id) {
  matches(first: 5) { totalCount edges { rank node { product { name institution { name } }
    enterpriseUtility { total components { name value weight } } institutionUtility { total }
    rules { code outcome message } } } }
  notMatched(first: 5) { totalCount edges { node { product { name }
    reasons { code outcome message nearestRelaxation { field value } missingField } } } } } }"""
EXPLAIN = """query($demand: ID!, $product: ID!) { explainMatch(demandId: $demand, productId: $product) {
  eligible rules { code outcome demanded offered message relaxation { field value } missingField }
  enterpriseUtility { total } institutionUtility { total components { name value weight } } policy { version } } }"""


class Market:
    """Two banks with a product each, and an enterprise with a demand."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.banks: list[str] = []
        self.products: list[str] = []
        self.enterprise = self.demand = ""

    @property
    def rep(self) -> dict[str, str]:
        return bearer("ENTERPRISE_REP", enterprises=[self.enterprise])

    def bank(self, n: int = 0) -> dict[str, str]:
        return bearer("INSTITUTION_REP", organization=self.banks[n])

    async def open(self) -> None:
        fair = await self.api.open_fair()
        taken = await self.api.taken(fair.booths["A01"], "k")
        of = await self.api.ask(
            "query($id: ID!) { node(id: $id) { ... on Intake { enterprise { id } } } }", id=taken
        )
        self.enterprise = of["node"]["enterprise"]["id"]
        for name in ("一银行", "二银行"):
            made = await did(
                self.api,
                "registerOrganization",
                "... on OrganizationRegistered { organization { id } }",
                as_=bearer("ADMIN"),
                name=name,
                kind="BANK",
            )
            self.banks.append(made["organization"]["id"])
        for n, more in enumerate(({}, {"name": "大额贷", "leastAmount": "5000000.00"})):
            self.products.append(await self.offered(n, **more))
        made = await did(
            self.api,
            "submitFinancingDemand",
            "... on FinancingDemandSubmitted { demand { id } }",
            as_=self.rep,
            enterpriseId=self.enterprise,
            terms=TERMS,
        )
        self.demand = made["demand"]["id"]

    async def offered(self, n: int, **changes: Any) -> str:
        made = await did(
            self.api,
            "offerFinancialProduct",
            "... on FinancialProductOffered { product { id } }",
            as_=self.bank(n),
            institutionId=self.banks[n],
            terms={**PRODUCT, **changes},
        )
        return made["product"]["id"]

    async def consent(self, **changes: Any) -> dict[str, Any]:
        given = {"demandId": self.demand, "fields": ["APPLICANT", "REVENUE"], "expiresOn": "2023-06-20"}
        return (
            await did(
                self.api,
                "giveFinancingConsent",
                "... on FinancingConsentGiven { consent { id version } }",
                as_=self.rep,
                **given,
                **changes,
            )
        )["consent"]


async def answered(api: Api, act: str, payload: str, as_: dict[str, str], **given: Any) -> dict[str, Any]:
    """What an act answers; what is wrong with its input by path."""
    title = act[0].upper() + act[1:]
    members = {member.name for member in schema._schema.type_map[f"{title}Result"].types}
    facts = {
        "InvalidInput": "problems { path message }",
        "NotFound": "path",
        "Outdated": "path currentVersion",
        "TermOutsideProducts": "shorter longer",
        "NotAnInstitution": "path",
    }
    said = " ".join(f"... on {name} {{ {below} }}" for name, below in facts.items() if name in members)
    query = f"""mutation($input: {title}Input!) {{ {act}(input: $input) {{ __typename {payload} {said}
      ... on Refusal {{ message }} }} }}"""
    return (await api.ask(query, as_=as_, input=given))[act]


async def did(api: Api, act: str, payload: str, *, as_: dict[str, str], **given: Any) -> dict[str, Any]:
    """The same, of an act that is done."""
    answer = await answered(api, act, payload, as_, **given)
    assert "message" not in answer, answer
    return answer


@pytest.fixture
async def market(api: Api) -> Market:
    market = Market(api)
    await market.open()
    return market


async def test_a_demand_is_matched_once_all_that_was_missing_is_known(market: Market) -> None:
    api, demand = market.api, market.demand
    found = (await api.ask(MATCHES, as_=market.rep, id=demand))["financingDemand"]
    assert found["matches"] == {"totalCount": 0, "edges": []}
    nearest, farther = (edge["node"] for edge in found["notMatched"]["edges"])
    assert [nearest["product"]["name"], farther["product"]["name"]] == ["设备贷", "大额贷"]
    assert nearest["reasons"] == [
        {
            "code": "CONSENT",
            "outcome": "FAIL",
            "message": "Consent: a consent for the institution that holds today is asked for, and here it is none; what would fit: consent one for this institution",
            "nearestRelaxation": {"field": "consent", "value": market.banks[0]},
            "missingField": None,
        },
        {
            "code": "SERIOUS_DISHONESTY",
            "outcome": "UNKNOWN",
            "message": "Serious dishonesty: not to be on the list is asked for, which cannot be told yet; please state: list of"
            " serious dishonesty",
            "nearestRelaxation": None,
            "missingField": "dishonest",
        },
    ]
    assert [reason["code"] for reason in farther["reasons"]] == [
        "AMOUNT_RANGE",
        "CONSENT",
        "SERIOUS_DISHONESTY",
    ]
    await market.consent(everyone=True)
    await did(
        api,
        "amendFinancingDemand",
        "... on FinancingDemandAmended { demand { version } }",
        as_=bearer("DISPATCHER"),
        demandId=demand,
        version=1,
        terms={**TERMS, "dishonest": False},
    )
    found = (await api.ask(MATCHES, as_=market.rep, id=demand))["financingDemand"]
    ((match,),) = ([edge["node"] for edge in found["matches"]["edges"]],)
    assert match["product"] == {"name": "设备贷", "institution": {"name": "一银行"}}
    assert match["enterpriseUtility"] == {
        "total": 68,
        "components": [
            {"name": "PRICE", "value": 29, "weight": 40},
            {"name": "AMOUNT_COVERAGE", "value": 100, "weight": 25},
            {"name": "DECISION_SPEED", "value": 83, "weight": 20},
            {"name": "TERM_FIT", "value": 100, "weight": 15},
        ],
    }
    assert [rule["outcome"] for rule in match["rules"]] == ["PASS"] * 14
    assert [edge["node"]["reasons"] for edge in found["notMatched"]["edges"]] == [
        [
            {
                "code": "AMOUNT_RANGE",
                "outcome": "FAIL",
                "message": "Amount: 500 万元 to 1,000 万元 is asked for, and here it is 400 万元; what would fit: amount 500 万元",
                "nearestRelaxation": {"field": "amount", "value": "5000000.00"},
                "missingField": None,
            }
        ]
    ]
    both = {"demand": demand, "product": market.products[0]}
    explained = (await api.ask(EXPLAIN, as_=market.rep, **both))["explainMatch"]
    assert explained["eligible"] is True
    assert explained["policy"] == {"version": 0}
    assert explained["enterpriseUtility"] == {"total": 68}


async def test_an_institution_sees_what_a_consent_shares_as_long_as_it_holds(market: Market) -> None:
    api, demand = market.api, market.demand

    async def seen(n: int = 0) -> Any:
        return (await api.ask(DEMAND, as_=market.bank(n), id=demand))["financingDemand"]

    assert await seen() is None
    given = await market.consent(institutionIds=[market.banks[0]])
    assert await seen() == {
        "amount": {"yuan": "4000000.00", "display": "400 万元"},
        "purpose": "EQUIPMENT",
        "termMonths": 36,
        "maxAnnualRateBp": None,
        "kinds": ["LOAN", "LEASE"],
        "collateral": [{"kind": "EQUIPMENT", "value": None}],
        "revenueLastYear": {"yuan": "50000000.00", "display": "5,000 万元"},
        "taxGrade": None,
        "dishonest": None,
        "neededBy": None,
        "state": "OPEN",
        "version": 1,
        "applicant": {"name": "泰山精密制造有限公司"},
        "consents": [
            {
                "everyone": False,
                "fields": ["APPLICANT", "REVENUE"],
                "givenOn": "2023-06-13",
                "expiresOn": "2023-06-20",
                "institutions": [],
            }
        ],
    }
    assert await seen(1) is None
    both = {"demand": demand, "product": market.products[0]}
    explained = (await api.ask(EXPLAIN, as_=market.bank(), **both))["explainMatch"]
    unknown = {rule["code"]: rule["missingField"] for rule in explained["rules"] if rule["missingField"]}
    assert unknown == {
        "COVERAGE_LTV": "collateral.value",
        "TAX_GRADE": "taxGrade",
        "SERIOUS_DISHONESTY": "dishonest",
    }
    assert (await api.ask(EXPLAIN, as_=market.bank(), demand=demand, product=market.products[1])) == {
        "explainMatch": None
    }
    found = (await api.ask(MATCHES, as_=market.bank(), id=demand))["financingDemand"]
    assert found["notMatched"]["totalCount"] == 1
    clock = api.clock.now
    api.clock.now = clock + timedelta(days=6)
    assert await seen() is not None
    api.clock.now = clock + timedelta(days=7)
    assert await seen() is None
    api.clock.now = clock
    done = await answered(
        api, "withdrawFinancingConsent", "", market.rep, consentId=given["id"], version=given["version"]
    )
    assert done == {"__typename": "FinancingConsentWithdrawn"}
    assert await seen() is None
    again = await answered(api, "withdrawFinancingConsent", "", market.rep, consentId=given["id"], version=2)
    assert again["__typename"] == "FinancingConsentOver"


# --- What is refused --------------------------------------------------------------------------------------------------


async def test_an_enterprise_that_has_ended_asks_for_nothing(market: Market) -> None:
    api = market.api
    closed = await api.act("closeEnterprise", "", enterpriseId=market.enterprise, version=1, on="2023-06-12")
    assert closed["__typename"] == "EnterpriseClosed"
    before = await api.written()
    given = {"enterpriseId": market.enterprise, "terms": TERMS}
    answer = await answered(
        api, "submitFinancingDemand", "... on RecordEnded { path until }", market.rep, **given
    )
    assert (answer["__typename"], answer["path"], answer["until"]) == (
        "RecordEnded",
        "enterpriseId",
        "2023-06-12",
    )
    assert await api.written() == before


async def test_wrong_input_is_refused_at_once_and_nothing_is_written(market: Market) -> None:
    api, rep = market.api, market.rep
    before = await api.written()

    async def paths(act: str, as_: dict[str, str], **given: Any) -> list[str]:
        answer = await answered(api, act, "", as_, **given)
        assert answer["__typename"] == "InvalidInput", answer
        return [problem["path"] for problem in answer["problems"]]

    wrong = {"amount": "0", "termMonths": 0, "neededBy": "2023-06-12", "dishonest": False, "kinds": []}
    consent = {"everyone": True, "institutionIds": [market.banks[0]], "fields": [], "expiresOn": "2023-06-13"}
    given = {"enterpriseId": market.enterprise, "terms": {**TERMS, **wrong}, "consent": consent}
    assert await paths("submitFinancingDemand", rep, **given) == [
        "terms.amount",
        "terms.kinds",
        "terms.termMonths",
        "terms.neededBy",
        "terms.dishonest",
        "consent.institutionIds",
        "consent.expiresOn",
    ]
    three = {"enterpriseId": market.enterprise, "terms": {**TERMS, "amount": "1.005"}}
    assert await paths("submitFinancingDemand", rep, **three) == ["terms.amount"]
    told = {**three, "terms": TERMS, "consent": consent | {"institutionIds": None, "expiresOn": "2024-01-01"}}
    assert await paths("submitFinancingDemand", bearer("DISPATCHER"), **told) == ["consent"]
    offered = {"leastAmount": "0", "mostTermMonths": 3, "industriesIn": ["C", "99999", "3311"]}
    offered |= {"divisions": ["3"], "validUntil": "2023-06-13"}
    offer = {"institutionId": market.banks[0], "terms": {**PRODUCT, **offered}}
    assert await paths("offerFinancialProduct", market.bank(), **offer) == [
        "terms.leastAmount",
        "terms.mostTermMonths",
        "terms.industriesIn.1",
        "terms.divisions.0",
        "terms.validUntil",
        "terms.industriesIn.2",
    ]
    weights = {"price": 41, "amountCoverage": 25, "decisionSpeed": 20, "termFit": 15}
    right = {"appetite": 35, "ticketSize": 25, "collateralCoverage": 25, "completeness": 15}
    drafted = {"enterprise": weights, "institution": right}
    assert await paths("draftMatchPolicy", bearer("DISPATCHER"), **drafted) == ["enterprise"]
    assert await api.written() == before


async def test_what_a_rule_forbids_says_what_would_be_right_and_nothing_is_written(market: Market) -> None:
    api, rep = market.api, market.rep
    department = await api.ask("{ organizations(filter: { kind: DEPARTMENT }) { edges { node { id } } } }")
    (office, *_) = (edge["node"]["id"] for edge in department["organizations"]["edges"])
    before = await api.written()
    of = {"enterpriseId": market.enterprise}
    said = await answered(api, "submitFinancingDemand", "", rep, **of, terms={**TERMS, "termMonths": 72})
    assert said == {
        "__typename": "TermOutsideProducts",
        "shorter": 60,
        "longer": None,
        "message": "terms.termMonths: no product is offered for this term; the nearest is 60 months",
    }
    given = {"demandId": market.demand, "fields": [], "expiresOn": "2023-07-01", "institutionIds": [office]}
    said = await answered(api, "giveFinancingConsent", "", rep, **given)
    assert (said["__typename"], said["path"]) == ("NotAnInstitution", "institutionIds.0")
    same = {"institutionId": market.banks[0], "terms": {**PRODUCT, "leastAmount": "1.00"}}
    said = await answered(api, "offerFinancialProduct", "", market.bank(), **same)
    assert said["__typename"] == "FinancialProductNameTaken"
    said = await answered(
        api, "amendFinancingDemand", "", rep, demandId=market.demand, version=7, terms=TERMS
    )
    assert (said["__typename"], said["currentVersion"]) == ("Outdated", 1)
    assert await api.written() == before
    ended = {"demandId": market.demand, "version": 1}
    assert await answered(api, "withdrawFinancingDemand", "", rep, **ended) == {
        "__typename": "FinancingDemandWithdrawn"
    }
    said = await answered(api, "closeFinancingDemand", "", rep, demandId=market.demand, version=2)
    assert (
        said["message"] == "This demand is not open any more (Withdrawn by the enterprise); submit a new one"
    )


async def test_where_nothing_is_offered_any_term_may_be_asked_for(market: Market) -> None:
    terms = {**TERMS, "kinds": ["EQUITY"], "termMonths": 600}
    said = await answered(
        market.api, "submitFinancingDemand", "", market.rep, enterpriseId=market.enterprise, terms=terms
    )
    assert said == {"__typename": "FinancingDemandSubmitted"}


async def test_an_intake_of_the_register_of_finance_becomes_one_demand(market: Market) -> None:
    api, rep = market.api, market.rep
    fairs = await api.ask("{ fairs { edges { node { booths { id code } } } } }")
    booths = {each["code"]: each["id"] for each in fairs["fairs"]["edges"][0]["node"]["booths"]}
    need = {"register": "FINANCE", "elementKind": "CAPITAL", "form": {"capital": dict(FORMS["CAPITAL"])}}
    need["enterprise"] = {"id": market.enterprise}
    intake = await api.taken(booths["B01"], "money", **need)
    submitted = "... on FinancingDemandSubmitted { demand { amount { yuan } kinds intake { id } } }"
    done = await did(
        api, "submitFinancingDemand", submitted, as_=rep, intakeId=intake, terms={"taxGrade": "B"}
    )
    assert done["demand"] == {
        "amount": {"yuan": "60000000.00"},
        "kinds": ["LOAN", "LEASE"],
        "intake": {"id": intake},
    }
    before = await api.written()
    again = await answered(api, "submitFinancingDemand", "", rep, intakeId=intake, terms={})
    assert again["__typename"] == "IntakeHasDemand"
    energy = await api.taken(booths["A02"], "power", enterprise={"id": market.enterprise})
    other = await answered(api, "submitFinancingDemand", "", rep, intakeId=energy, terms=TERMS)
    assert other["__typename"] == "IntakeNotForFinancing"
    assert (await api.written())["financing_demands"] == before["financing_demands"]


async def test_of_two_who_change_a_demand_at_once_one_wins(market: Market) -> None:
    api = market.api
    given = {"demandId": market.demand, "version": 1}
    async with api.world.database.connection("370900") as connection, connection.transaction():
        await connection.execute("SELECT 1 FROM financing_demands FOR UPDATE")
        both = [
            asyncio.create_task(answered(api, act, "", market.rep, **given))
            for act in ("withdrawFinancingDemand", "closeFinancingDemand")
        ]
        await api.until_one_waits()
    said = sorted(answer["__typename"] for answer in await asyncio.gather(*both))
    assert said in (["FinancingDemandClosed", "Outdated"], ["FinancingDemandWithdrawn", "Outdated"])
    assert await api.owner.fetchval("SELECT version FROM yaosu.financing_demands") == 2


# --- Match policies ---------------------------------------------------------------------------------------------------


async def test_a_published_policy_decides_and_never_changes(market: Market) -> None:
    api, dispatcher = market.api, bearer("DISPATCHER")
    current = (
        "{ currentMatchPolicy { version enterprise { price } } matchPolicies { version state revision } }"
    )
    assert await api.ask(current) == {
        "currentMatchPolicy": {"version": 0, "enterprise": {"price": 40}},
        "matchPolicies": [],
    }
    weights = {
        "enterprise": {"price": 0, "amountCoverage": 0, "decisionSpeed": 100, "termFit": 0},
        "institution": {"appetite": 100, "ticketSize": 0, "collateralCoverage": 0, "completeness": 0},
    }
    await did(api, "draftMatchPolicy", "", as_=dispatcher, **weights)
    both = {"demand": market.demand, "product": market.products[0]}
    assert (await api.ask(EXPLAIN, **both))["explainMatch"]["policy"] == {"version": 0}
    of = {"version": 1, "revision": 1}
    await did(api, "publishMatchPolicy", "", as_=dispatcher, **of)
    explained = (await api.ask(EXPLAIN, **both))["explainMatch"]
    assert (explained["policy"], explained["enterpriseUtility"]) == ({"version": 1}, {"total": 83})
    before = await api.written()
    for act, more in (("changeMatchPolicy", weights), ("publishMatchPolicy", {})):
        said = await answered(api, act, "", dispatcher, version=1, revision=2, **more)
        assert said == {
            "__typename": "MatchPolicyAlreadyPublished",
            "message": "Match policy 1 is published and does not change; draft a new one",
        }
    async with api.world.database.connection("370900") as connection:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="match policy 1 is published"):
            await connection.execute("UPDATE match_policies SET price = 100, decision_speed = 0")
    assert await api.written() == before


async def test_without_its_trigger_a_published_policy_would_change(market: Market) -> None:
    api = market.api
    await api.owner.execute(
        """INSERT INTO match_policies VALUES (gen_random_uuid(), '370900', 1, 40, 25, 20, 15, 35, 25, 25, 15, 'PUBLISHED',
           now(), 1); DROP TRIGGER keep_match_policy ON match_policies"""
    )
    async with api.world.database.connection("370900") as connection:
        done = await connection.execute("UPDATE match_policies SET price = 20, decision_speed = 40")
    assert done == "UPDATE 1"


async def test_without_its_wall_a_demand_would_show_all_of_itself(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = market.api
    await market.consent(institutionIds=[market.banks[0]])
    query = "query($id: ID!) { financingDemand(id: $id) { taxGrade } }"
    assert (await api.ask(query, as_=market.bank(), id=market.demand))["financingDemand"] == {
        "taxGrade": None
    }
    unwalled = replace(FINANCING_DEMAND.seen, shared=lambda sight: {})
    monkeypatch.setattr(FINANCING_DEMAND, "seen", unwalled)
    shown = await api.ask(query.replace("{ taxGrade", "{ id taxGrade"), as_=market.bank(), id=market.demand)
    assert shown["financingDemand"]["taxGrade"] == "A"


async def test_an_amount_is_written_alike_by_the_statement_and_by_the_reference(api: Api) -> None:
    amounts = ("0.01", "9999.99", "10000.00", "12345.67", "99995000.00", "99999999.99", "400000000.00")
    for amount in amounts:
        rows = select(literal(Decimal(amount), Numeric(20, 2)).label("yuan")).subquery()
        text = Statement(select(db.money.shown(rows)))
        assert await api.owner.fetchval(text.sql, *text.values({})) == shown(Decimal(amount)), amount


async def test_a_ranking_has_pages_from_either_end_that_keep_their_place(market: Market) -> None:
    api = market.api
    market.products.append(await market.offered(0, name="短期贷", mostTermMonths=12))
    query = """query($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { financingDemand(id: $id) {
      notMatched(first: $first, after: $after, last: $last, before: $before) { totalCount
        hasNextPage hasPreviousPage edges { cursor node { product { name } } } } } }"""

    async def page(**asked: Any) -> tuple[list[str], bool, bool, list[str]]:
        found = (await api.ask(query, id=market.demand, **asked))["financingDemand"]["notMatched"]
        assert found["totalCount"] == 3
        names = [edge["node"]["product"]["name"] for edge in found["edges"]]
        cursors = [edge["cursor"] for edge in found["edges"]]
        return names, found["hasPreviousPage"], found["hasNextPage"], cursors

    names, *_ = await page()
    assert names == ["设备贷", "大额贷", "短期贷"]
    *first, cursors = await page(first=2)
    assert first == [names[:2], False, True]
    *rest, _ = await page(first=2, after=cursors[-1])
    assert rest == [names[2:], True, False]
    *before, _ = await page(last=1, before=cursors[-1])
    assert before == [names[:1], False, True]
    *last, _ = await page(last=1)
    assert last == [names[2:], True, False]
    ended = {"productId": market.products[0], "version": 1, "until": "2023-06-13"}
    await did(api, "endFinancialProduct", "", as_=market.bank(), **ended)
    left = (await api.ask(query, id=market.demand, after=cursors[0]))["financingDemand"]["notMatched"]
    assert [edge["node"]["product"]["name"] for edge in left["edges"]] == names[1:]
