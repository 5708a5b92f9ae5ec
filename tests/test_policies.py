"""Policies: drafted, reviewed, published for good; who is told of them, what is applied for, and what is paid."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from tests.offices import Api, bearer
from tests.policies import IN_INDUSTRY, PASSED, Office, office, text

pytestmark = pytest.mark.anyio

PAYOUTS = """query($period: DatePeriodInput!, $county: DivisionCode) {
  policyPayouts(period: $period, countyCode: $county) {
    total { yuan display } payouts applications enterprises outstanding { yuan } outstandingApplications
    byPolicy { policy { id } total { yuan } enterprises } } }"""
YEAR = {"from": "2023-01-01", "to": "2023-12-31"}


async def test_a_policy_is_published_after_its_review_and_stands_from_then_on(api: Api) -> None:
    house = await office(api)
    policy = (await house.draft(review={"status": "PENDING"}))["policy"]
    assert policy == {
        "id": policy["id"], "state": "DRAFT", "version": 1, "publishedOn": None, "endedOn": None,
    }  # fmt: skip
    before = await api.written()
    assert (await house.publish(policy["id"], 1))["__typename"] == "ReviewPending"
    given = {"policyId": policy["id"], "version": 2, **text(review=PASSED)}
    stale = await house.act("revisePolicy", "", **given)
    assert (stale["__typename"], stale["currentVersion"]) == ("Outdated", 1)
    assert await api.written() == before
    assert (await house.act("revisePolicy", "", **given | {"version": 1}))["__typename"] == "PolicyRevised"
    assert (await house.publish(policy["id"], 2))["__typename"] == "PolicyWithoutClauses"
    clause = (await house.add_clause(policy["id"], 2))["clause"]
    taken = await house.add_clause(policy["id"], 3)
    assert (taken["__typename"], taken["clause"]["id"]) == ("ClauseNumberTaken", clause["id"])
    struck = await house.act("strikePolicyClause", "", clauseId=clause["id"], version=3)
    assert struck["__typename"] == "PolicyClauseStruck"
    assert (await house.publish(policy["id"], 4))["__typename"] == "PolicyWithoutClauses"
    again = (await house.add_clause(policy["id"], 4, title="新条款"))["clause"]["id"]
    public = bearer("OBSERVER")
    shown = """{ policies { totalCount edges { node { title clauses { title conditions { kind codes } } } } }
      policyClauses(filter: {active: true}) { totalCount } }"""
    empty = {"policies": {"totalCount": 0, "edges": []}, "policyClauses": {"totalCount": 0}}
    assert await api.ask(shown, as_=public) == empty
    published = await house.publish(policy["id"], 5)
    assert published["policy"] == {
        "id": policy["id"], "state": "PUBLISHED", "version": 6, "publishedOn": "2023-06-13", "endedOn": None,
    }  # fmt: skip
    conditions = [{"kind": "INDUSTRY_IN", "codes": ["C"]}]
    node = {"title": "技改奖补办法 1", "clauses": [{"title": "新条款", "conditions": conditions}]}
    told = {"policies": {"totalCount": 1, "edges": [{"node": node}]}, "policyClauses": {"totalCount": 1}}
    assert await api.ask(shown, as_=public) == told
    before = await api.written()
    for refused in (
        await house.act("revisePolicy", "", **given | {"version": 6}),
        await house.add_clause(policy["id"], 6, number=2),
        await house.act("strikePolicyClause", "", clauseId=again, version=6),
        await house.publish(policy["id"], 6),
    ):
        assert (refused["__typename"], refused["publishedOn"]) == ("PolicyStands", "2023-06-13")
    assert (await house.draft())["__typename"] == "DocumentNumberTaken"
    assert await api.written() == before


async def test_a_policy_that_takes_anothers_place_ends_it_when_it_is_published(api: Api) -> None:
    house = await office(api)
    old, _ = await house.published()
    draft = (await house.draft(2))["policy"]["id"]
    assert (await house.draft(3, supersedesId=draft))["__typename"] == "PolicyInWrongState"
    new = (await house.draft(3, supersedesId=old))["policy"]["id"]
    await house.add_clause(new, 1)
    published = await house.publish(new, 2)
    assert published["superseded"] == {"id": old, "state": "ENDED", "endedOn": "2023-06-13"}
    active = "{ policies(filter: {active: true}) { edges { node { id supersedes { id } } } } }"
    (edge,) = (await api.ask(active))["policies"]["edges"]
    assert edge["node"] == {"id": new, "supersedes": {"id": old}}
    ended = await house.act("endPolicy", "", policyId=new, version=3)
    assert ended["__typename"] == "PolicyEnded"
    assert (await house.act("endPolicy", "", policyId=new, version=4))["__typename"] == "PolicyInWrongState"
    of_department = "query($id: ID!) { organization(id: $id) { policies { edges { node { state } } } } }"
    states = await api.ask(of_department, id=house.departments[0])
    assert sorted(edge["node"]["state"] for edge in states["organization"]["policies"]["edges"]) == [
        "DRAFT", "ENDED", "ENDED",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"legalBasis": " "}, "legalBasis", "is required"),
        ({"review": {"status": "PASSED"}}, "review.reviewedOn", "is required when the review has passed"),
        ({"review": {"status": "EXEMPT"}}, "review.ground", "is required"),
        (
            {"review": {"status": "PENDING", "ground": "例外"}},
            "review.ground",
            "does not go with this status of the review",
        ),
        ({"validUntil": "2023-01-01"}, "validUntil", "must be after 2023-01-01"),
    ],
)
async def test_a_draft_needs_a_basis_and_a_review_that_is_one(
    api: Api, changes: Any, path: str, message: str
) -> None:
    house = Office(api, departments=["T3JnYW5pemF0aW9u"])
    said = await house.draft(**changes)
    assert {"path": path, "message": message} in said["problems"]


async def test_a_clause_has_what_its_rule_and_its_conditions_need_and_nothing_else(api: Api) -> None:
    house = Office(api)
    before = await api.written()
    said = await house.add_clause(
        "UG9saWN5",
        1,
        amountRule="RATE",
        amount="1.00",
        ceiling="0.001",
        conditions=[
            {"kind": "INDUSTRY_IN", "codes": ["C", "X1"]},
            {"kind": "YEARS_AT_LEAST", "codes": ["3"]},
            {"kind": "STATISTICS", "codes": ["FILED", "ENROLLED"]},
            {"kind": "TIER", "codes": ["HUGE"]},
            {"kind": "DIVISION", "codes": ["37a"]},
            {"kind": "ZONE"},
        ],
    )
    assert [problem["path"] for problem in said["problems"]] == [
        "amount", "ceiling", "rateBp", "conditions[0].codes", "conditions[1].codes", "conditions[1].years",
        "conditions[2].codes", "conditions[3].codes", "conditions[4].codes", "conditions[5].zoneId",
    ]  # fmt: skip
    assert await api.written() == before


async def test_who_is_eligible_is_said_with_the_trace_and_what_is_missing(api: Api) -> None:
    house = await office(api)
    conditions = [
        IN_INDUSTRY,
        {"kind": "ZONE", "zoneId": house.zone},
        {"kind": "YEARS_AT_LEAST", "years": 3},
        {"kind": "REVENUE_AT_LEAST", "amount": "20000000.00"},
    ]
    await house.published(conditions=conditions)
    _, other = await house.published(2, title="规模奖补", conditions=[{"kind": "TIER", "codes": ["GAZELLE"]}])
    asked = """query($id: ID!, $supplied: SuppliedInput) {
      policyEligibility(enterpriseId: $id, supplied: $supplied) { totalCount edges {
        node { title policy { documentNumber } } outcome trace { kind outcome required actual message missingField } } } }"""
    said = (await api.ask(asked, id=house.enterprises[0]))["policyEligibility"]
    assert said["totalCount"] == 2
    tier, amount = said["edges"]
    if tier["node"]["title"] != "规模奖补":
        tier, amount = amount, tier
    assert tier["outcome"] == "NOT_ELIGIBLE"
    assert tier["trace"] == [
        {
            "kind": "TIER", "outcome": "FAIL", "required": "tier: Gazelle", "actual": "none",
            "message": "Not met: tier: Gazelle; it is none", "missingField": None,
        }
    ]  # fmt: skip
    assert amount["outcome"] == "UNKNOWN"
    assert [(each["kind"], each["outcome"], each["actual"]) for each in amount["trace"]] == [
        ("INDUSTRY_IN", "PASS", "C"),
        ("ZONE", "PASS", "高新区"),
        ("YEARS_AT_LEAST", "PASS", "registered on 2020-02-29"),
        ("REVENUE_AT_LEAST", "UNKNOWN", None),
    ]
    assert amount["trace"][3]["missingField"] == "revenue"
    supplied = {"revenue": "20000000.00"}
    said = await api.ask(asked, id=house.enterprises[0], supplied=supplied)
    assert {edge["outcome"] for edge in said["policyEligibility"]["edges"]} == {
        "ELIGIBLE", "NOT_ELIGIBLE",
    }  # fmt: skip
    chinese = await api.send(asked, {"id": house.enterprises[0]}, **{"accept-language": "zh-CN"})
    messages = [
        each["message"] for edge in chinese["data"]["policyEligibility"]["edges"] for each in edge["trace"]
    ]
    assert "不符合:要求具有瞪羚企业,实际为无" in messages
    stranger = bearer("ENTERPRISE_REP", enterprises=[house.enterprises[1]])
    assert (await api.ask(asked, as_=stranger, id=house.enterprises[0]))["policyEligibility"] is None
    given = {"tier": "GAZELLE", "grantedOn": "2023-01-01", "source": "公示"}
    await api.act("grantTier", "", enterpriseId=house.enterprises[1], version=1, **given)
    whom = """query($clause: ID!, $untold: Boolean) { eligibleEnterprises(filter: {clauseId: $clause, untold: $untold}) {
      totalCount edges { node { id } } } }"""
    second = {"totalCount": 1, "edges": [{"node": {"id": house.enterprises[1]}}]}
    assert (await api.ask(whom, clause=other))["eligibleEnterprises"] == second
    assert (await api.ask(whom, clause=other, untold=True))["eligibleEnterprises"] == second
    one = "query($c: ID!, $e: ID!) { node(id: $c) { ... on PolicyClause { eligibility(enterpriseId: $e) { outcome } } } }"
    found = await api.ask(one, c=other, e=house.enterprises[1])
    assert found["node"]["eligibility"] == {"outcome": "ELIGIBLE"}


async def test_enterprises_are_told_all_at_once_or_none_and_counted_once_each(api: Api) -> None:
    house = await office(api, enterprises=3)
    policy, clause = await house.published()
    given = {"policyId": policy, "channel": "WECHAT", "toldOn": "2023-06-13"}
    payload = "... on PolicyNotified { notices { enterprise { id } clause { id } toldBy } }"
    before = await api.written()
    rep = bearer("SECRETARY", enterprises=house.enterprises[:1])
    outside = await house.act("notifyPolicy", payload, rep, enterpriseIds=house.enterprises[:2], **given)
    assert (outside["__typename"], outside["path"]) == ("OutsideRemit", "enterpriseIds[1]")
    twice = await house.act("notifyPolicy", payload, enterpriseIds=[house.enterprises[0]] * 2, **given)
    assert twice["problems"] == [{"path": "enterpriseIds[1]", "message": "is there twice"}]
    early = given | {"toldOn": "2023-06-12", "enterpriseIds": house.enterprises[:1]}
    assert (await house.act("notifyPolicy", payload, **early))["__typename"] == "InvalidInput"
    assert await api.written() == before
    told = await house.act(
        "notifyPolicy", payload, enterpriseIds=house.enterprises[:2], clauseId=clause, **given
    )
    assert len(told["notices"]) == 2
    assert {notice["toldBy"] for notice in told["notices"]} == {"tester"}
    await house.act("notifyPolicy", payload, rep, enterpriseIds=house.enterprises[:1], **given)
    figures = "query($f: PolicyNoticeFilter) { policyNoticeFigures(filter: $f) { notices enterprises } }"
    assert (await api.ask(figures))["policyNoticeFigures"] == {"notices": 3, "enterprises": 2}
    assert (await api.ask(figures, as_=rep, f={"channel": "WECHAT"}))["policyNoticeFigures"] == {
        "notices": 2, "enterprises": 1,
    }  # fmt: skip
    own = "query($id: ID!) { node(id: $id) { ... on Enterprise { policyNotices { edges { node { toldBy policy { id } } } } } } }"
    seen = await api.ask(own, as_=rep, id=house.enterprises[0])
    assert (
        seen["node"]["policyNotices"]["edges"] == [{"node": {"toldBy": None, "policy": {"id": policy}}}] * 2
    )
    untold = """query($c: ID!) { eligibleEnterprises(filter: {clauseId: $c, untold: true}) { edges { node { id } } } }"""
    left = (await api.ask(untold, c=clause))["eligibleEnterprises"]["edges"]
    assert left == [{"node": {"id": house.enterprises[2]}}]


async def test_an_application_is_submitted_approved_and_paid_in_parts(api: Api) -> None:
    house = await office(api)
    policy, clause = await house.published()
    above = await house.apply(clause, amount="100000.01")
    assert (above["__typename"], above["most"]) == (
        "AboveClause", {"yuan": "100000.00", "display": "10 万元"},
    )  # fmt: skip
    drafted = (await house.apply(clause))["application"]
    exists = await house.apply(clause)
    assert (exists["__typename"], exists["application"]["id"]) == ("PolicyApplicationExists", drafted["id"])
    handler = house.handler()
    unseen = await house.on("approve", drafted["id"], 1, handler, amount="1.00")
    assert (unseen["__typename"], unseen["path"]) == ("NotFound", "applicationId")
    submitted = (await house.on("submit", drafted["id"], 1))["application"]
    assert (submitted["state"], submitted["outcome"]) == ("SUBMITTED", "ELIGIBLE")
    foreign = await house.on("approve", drafted["id"], 2, house.handler(1), amount="1.00")
    assert foreign["__typename"] == "NotFound"
    wrong = await house.on("pay", drafted["id"], 2, handler, amount="1.00", paidOn="2023-06-13")
    assert (wrong["__typename"], wrong["needed"]) == ("PolicyApplicationInWrongState", ["APPROVED", "PAID"])
    more = await house.on("approve", drafted["id"], 2, handler, amount="80000.01")
    assert more["problems"] == [{"path": "amount", "message": "is more than was applied for: 80000.00 yuan"}]
    approved = (await house.on("approve", drafted["id"], 2, handler, amount="60000.00"))["application"]
    assert (approved["state"], approved["granted"]) == ("APPROVED", {"yuan": "60000.00"})
    paid = await house.on("pay", drafted["id"], 3, handler, amount="20000.00", paidOn="2023-06-13")
    assert (paid["application"]["state"], paid["application"]["paid"]) == ("PAID", {"yuan": "20000.00"})
    before = await api.written()
    above = await house.on("pay", drafted["id"], 4, handler, amount="40000.01", paidOn="2023-06-13")
    assert (above["__typename"], above["left"]) == ("AboveGranted", {"yuan": "40000.00"})
    for amount in ("0", "-1.00", "1.001"):
        said = await house.on("pay", drafted["id"], 4, handler, amount=amount, paidOn="2023-06-13")
        assert said["__typename"] == "InvalidInput", amount
    assert await api.written() == before
    rest = await house.on("pay", drafted["id"], 4, handler, amount="40000.00", paidOn="2023-06-13")
    assert rest["application"]["paid"] == {"yuan": "60000.00"}
    figures = (await api.ask(PAYOUTS, period=YEAR))["policyPayouts"]
    assert figures == {
        "total": {"yuan": "60000.00", "display": "6 万元"}, "payouts": 2, "applications": 1, "enterprises": 1,
        "outstanding": {"yuan": "0.00"}, "outstandingApplications": 0,
        "byPolicy": [{"policy": {"id": policy}, "total": {"yuan": "60000.00"}, "enterprises": 1}],
    }  # fmt: skip
    own = """query($id: ID!) { node(id: $id) { ... on Enterprise { policyApplications { edges { node {
      applicantName payouts { number amount { yuan } } } } } } } }"""
    seen = await api.ask(own, id=house.enterprises[0])
    assert seen["node"]["policyApplications"]["edges"][0]["node"] == {
        "applicantName": "0 号机械厂",
        "payouts": [
            {"number": 1, "amount": {"yuan": "20000.00"}},
            {"number": 2, "amount": {"yuan": "40000.00"}},
        ],
    }


async def test_what_fails_is_not_submitted_and_what_is_unknown_needs_evidence(api: Api) -> None:
    house = await office(api)
    _, fails = await house.published(conditions=[{"kind": "INDUSTRY_OUT", "codes": ["C"]}])
    conditions = [{"kind": "CERTIFICATE", "codes": ["ISO 9001"]}]
    _, unknown = await house.published(2, conditions=conditions)
    failing = (await house.apply(fails))["application"]["id"]
    open_one = (await house.apply(unknown))["application"]["id"]
    before = await api.written()
    refused = await house.on("submit", failing, 1)
    assert (refused["__typename"], refused["message"]) == (
        "NotEligible", "Not met: an industry outside C; it is C",
    )  # fmt: skip
    needed = await house.on("submit", open_one, 1)
    assert (needed["__typename"], needed["missingFields"]) == ("EvidenceNeeded", ["certificates"])
    assert await api.written() == before
    submitted = (await house.on("submit", open_one, 1, evidence="证书扫描件"))["application"]
    assert (submitted["outcome"], submitted["evidence"]) == ("UNKNOWN", "证书扫描件")
    given = {"reason": "INCOMPLETE", "text": "证书过期"}
    rejected = (await house.on("reject", open_one, 2, house.handler(), **given))["application"]
    assert (rejected["state"], rejected["reason"]) == ("REJECTED", "INCOMPLETE")
    again = (await house.apply(unknown, certificates=["ISO 9001"]))["application"]["id"]
    assert (await house.on("submit", again, 1))["application"]["outcome"] == "ELIGIBLE"
    assert (await house.on("withdraw", again, 2))["application"]["state"] == "WITHDRAWN"


async def test_a_clause_is_applied_for_within_its_window_alone(api: Api) -> None:
    house = await office(api)
    window = {"opensOn": "2023-06-13", "closesOn": "2023-06-15"}
    _, clause = await house.published(**window)
    _, later = await house.published(2, opensOn="2023-06-14")
    closed = await house.apply(later)
    assert (closed["__typename"], closed["opensOn"]) == ("PolicyClauseNotOpen", "2023-06-14")
    id = (await house.apply(clause))["application"]["id"]
    api.clock.advance(days=2)
    before = await api.written()
    over = await house.on("submit", id, 1)
    assert (over["__typename"], over["closesOn"], over["today"]) == (
        "PolicyClauseNotOpen", "2023-06-15", "2023-06-15",
    )  # fmt: skip
    assert await api.written() == before


async def test_of_two_payouts_at_once_one_is_made(api: Api) -> None:
    house = await office(api)
    _, clause = await house.published()
    id = await house.approved(clause)
    given = {"amount": "50000.00", "paidOn": "2023-06-13"}
    async with api.owner.transaction():
        await api.owner.execute("SELECT * FROM policy_applications FOR UPDATE")
        both = [asyncio.create_task(house.on("pay", id, 3, **given)) for _ in range(2)]
        await api.until_one_waits()
    said = sorted([each["__typename"] for each in await asyncio.gather(*both)])
    assert said == ["Outdated", "PolicyApplicationPaid"]
    assert await api.owner.fetchval("SELECT sum(amount) FROM policy_payouts") == Decimal("50000.00")
    with pytest.raises(asyncpg.CheckViolationError):
        await api.owner.execute("UPDATE policy_applications SET paid = granted + 1")
    await api.owner.execute("ALTER TABLE policy_applications DROP CONSTRAINT policy_applications_paid_ck")
    assert await api.owner.execute("UPDATE policy_applications SET paid = granted + 1") == "UPDATE 1"


async def test_of_two_drafts_at_once_one_is_begun(api: Api) -> None:
    house = await office(api)
    _, clause = await house.published()
    said = await asyncio.gather(*(house.apply(clause) for _ in range(2)))
    assert sorted(each["__typename"] for each in said) == [
        "PolicyApplicationDrafted",
        "PolicyApplicationExists",
    ]


async def test_a_published_total_tells_of_no_few_enterprises(api: Api) -> None:
    house = await office(api, enterprises=4)
    first, clause = await house.published()
    second, other = await house.published(2)
    for number in range(3):
        id = await house.approved(clause, number, "70000.00")
        await house.on("pay", id, 3, amount="70000.00", paidOn="2023-06-13")
    early = await house.approved(other, 3)
    refused = await house.on("pay", early, 3, amount="10000.00", paidOn="2023-06-12")
    assert refused["problems"] == [
        {"path": "paidOn", "message": "must not be before 2023-06-13, when it was approved"}
    ]
    await house.on("pay", early, 3, amount="10000.00", paidOn="2023-06-13")
    exact = (await api.ask(PAYOUTS, period=YEAR))["policyPayouts"]
    assert (exact["total"]["yuan"], exact["enterprises"]) == ("220000.00", 4)
    assert (exact["outstanding"], exact["outstandingApplications"]) == ({"yuan": "70000.00"}, 1)
    assert exact["byPolicy"] == [
        {"policy": {"id": first}, "total": {"yuan": "210000.00"}, "enterprises": 3},
        {"policy": {"id": second}, "total": {"yuan": "10000.00"}, "enterprises": 1},
    ]
    # One policy paid one enterprise: the other is kept back too, or the total would tell.
    observer = bearer("OBSERVER")
    told = (await api.ask(PAYOUTS, as_=observer, period=YEAR, county="370900"))["policyPayouts"]
    hidden = dict.fromkeys(("outstanding", "outstandingApplications"))
    kept_back = [{"policy": {"id": id}, "total": None, "enterprises": None} for id in (first, second)]
    assert told == exact | hidden | {"byPolicy": kept_back}
    there = api.beside("370911")
    del api.client.headers["authorization"]
    assert (await api.ask(PAYOUTS, period=YEAR, county="370900"))["policyPayouts"] == told
    outside = await api.send(PAYOUTS, {"period": YEAR})
    assert outside["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert (await there.ask(PAYOUTS, period=YEAR))["policyPayouts"]["total"] == {
        "yuan": "0.00", "display": "0.00 元",
    }  # fmt: skip


async def test_a_department_keeps_its_drafts_to_itself(api: Api) -> None:
    house = await office(api)
    draft = (await house.draft())["policy"]["id"]
    seen = "query($id: ID!) { policy(id: $id) { title } }"
    assert (await api.ask(seen, as_=house.handler(0), id=draft))["policy"] is not None
    for other in (house.handler(1), bearer("ADMIN"), bearer("OBSERVER")):
        assert (await api.ask(seen, as_=other, id=draft))["policy"] is None
    assert (await api.beside("370911").ask(seen, id=draft))["policy"] is None
    given = {"policyId": draft, "version": 1}
    refused = await house.act("publishPolicy", "", house.handler(1), **given)
    assert (refused["__typename"], refused["path"]) == ("NotFound", "policyId")
    policy, _ = await house.published(2)
    refused = await house.act("endPolicy", "", house.handler(1), policyId=policy, version=3)
    assert (refused["__typename"], refused["path"]) == ("OutsideRemit", "policyId")
    given = {"organizationId": house.departments[0], **text(9)}
    refused = await house.act("draftPolicy", "", house.handler(1), **given)
    assert (refused["__typename"], refused["path"]) == ("OutsideRemit", "organizationId")
