"""Demands, products, consents and match policies: what the API does, and who is let in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.offices import Api, bearer

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
    """What an act answers."""
    name = act[0].upper() + act[1:]
    query = f"""mutation($input: {name}Input!) {{ {act}(input: $input) {{ __typename {payload}
      ... on Refusal {{ message }} ... on InvalidInput {{ problems {{ path message }} }}
      ... on Outdated {{ path currentVersion }} }} }}"""
    if "Outdated" not in query or act in {"submitFinancingDemand", "giveFinancingConsent"} | NEW:
        query = query.replace("... on Outdated { path currentVersion }", "")
    if act in {"withdrawFinancingDemand", "closeFinancingDemand", "publishMatchPolicy"} | {
        "withdrawFinancingConsent"
    }:
        query = query.replace("... on InvalidInput { problems { path message } }", "")
    return (await api.ask(query, as_=as_, input=given))[act]


NEW = {"registerOrganization", "offerFinancialProduct", "draftMatchPolicy"}
"""Acts on nothing that is there yet."""


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
