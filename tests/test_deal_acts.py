"""Deals at the office: what the acts write, who sees it, and that no two at once pay out more than was granted."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from tests.deals import Office, key
from tests.offices import Api, bearer

pytestmark = pytest.mark.anyio

DAY = "2023-06-13"

READ = """query($id: ID!) { deal(id: $id) { kind state version amount { yuan display } consentedOn declineReason
  grantedAmount { display } disbursedAmount { display } institution { name } enterprise { name } product { name }
  demand { amount { display } } steps { number state on recordedAt note }
  disbursements { number amount { display } on } } }"""

SEEN = "query($id: ID!) { deal(id: $id) { state } deals { totalCount } }"


@pytest.fixture
async def office(api: Api) -> Office:
    return Office(api)


async def test_a_deal_goes_from_the_proposal_to_the_money_and_keeps_every_step(office: Office) -> None:
    api = office.api
    bank, enterprise = await office.organization("农商行"), await office.enterprise(1)
    product = await office.product(bank, quota=12_000_000)
    demand = await office.demand(enterprise)
    deal = await office.propose(demand, productId=product)
    rep = bearer("INSTITUTION_REP", organization=bank)
    assert await api.ask(SEEN, as_=rep, id=deal) == {"deal": None, "deals": {"totalCount": 0}}
    version = await office.bring(deal, 1)
    assert await api.ask(SEEN, as_=rep, id=deal) == {
        "deal": {"state": "CONSENTED"},
        "deals": {"totalCount": 1},
    }
    for name, given in (
        ("scheduleDeal", {}),
        ("advanceDeal", {"state": "MET"}),
        ("advanceDeal", {"state": "IN_REVIEW"}),
    ):
        done = await office.act(name, None, dealId=deal, version=version, on=DAY, **given)
        version = done["deal"]["version"]
    credit = {"dealId": deal, "version": version, "on": DAY}
    before = await api.written()
    short = await office.act("grantCredit", rep, **credit, amount="12000000.01")
    assert (short["__typename"], short["left"]) == ("QuotaNotEnough", "12000000.00")
    assert await api.written() == before
    granted = await office.act("grantCredit", rep, **credit, amount="8000000")
    assert granted["deal"]["state"] == "CREDIT_GRANTED"
    kept = "query($id: ID!) { financialProduct(id: $id) { version quotaLeft { yuan } } }"
    left = await api.ask(kept, id=product)
    assert left == {"financialProduct": {"version": 2, "quotaLeft": {"yuan": "4000000.00"}}}
    signed = await office.act("advanceDeal", rep, dealId=deal, version=6, state="SIGNED", on=DAY)
    assert signed["deal"] == {"id": deal, "version": 7, "state": "SIGNED"}
    paid = {"dealId": deal, "on": DAY}
    done = await office.act("recordDisbursement", rep, **paid, version=7, amount="5000000")
    assert done["deal"] == {
        "id": deal,
        "version": 8,
        "state": "DISBURSED",
        "disbursedAmount": {"yuan": "5000000.00"},
    }
    assert done["disbursement"] == {
        "number": 1,
        "amount": {"yuan": "5000000.00", "display": "500 万元"},
        "on": DAY,
    }
    before = await api.written()
    above = await office.act("recordDisbursement", rep, **paid, version=8, amount="3000000.01")
    assert above == {
        "__typename": "AboveGrantedCredit",
        "granted": "8000000.00",
        "left": "3000000.00",
        "message": "amount: 3,000,000.00 yuan are left of the granted 8,000,000.00",
    }
    assert await api.written() == before
    await office.act("recordDisbursement", rep, **paid, version=8, amount="3000000")
    at = "2023-06-13T12:00:00.000+08:00"
    states = ["PROPOSED", "CONSENTED", "SCHEDULED", "MET", "IN_REVIEW", "CREDIT_GRANTED", "SIGNED"]
    assert (await api.ask(READ, id=deal))["deal"] == {
        "kind": "LOAN",
        "state": "DISBURSED",
        "version": 9,
        "amount": {"yuan": "10000000.00", "display": "1,000 万元"},
        "consentedOn": DAY,
        "declineReason": None,
        "grantedAmount": {"display": "800 万元"},
        "disbursedAmount": {"display": "800 万元"},
        "institution": {"name": "农商行"},
        "enterprise": {"name": "1 号企业"},
        "product": {"name": f"LOAN 产品 {key(product)}"},
        "demand": {"amount": {"display": "1,000 万元"}},
        "steps": [
            {"number": n, "state": state, "on": DAY, "recordedAt": at, "note": None}
            for n, state in enumerate([*states, "DISBURSED", "DISBURSED"], 1)
        ],
        "disbursements": [
            {"number": 1, "amount": {"display": "500 万元"}, "on": DAY},
            {"number": 2, "amount": {"display": "300 万元"}, "on": DAY},
        ],
    }
    over = await office.act("withdrawDeal", None, dealId=deal, version=9, on=DAY)
    assert over["__typename"] == "DealInWrongState"


async def test_a_deal_that_comes_to_nothing_says_why_and_gives_the_quota_back(office: Office) -> None:
    bank, enterprise = await office.organization("农商行"), await office.enterprise(1)
    product = await office.product(bank, quota=12_000_000)
    demand = await office.demand(enterprise)
    deal = await office.propose(demand, productId=product)
    again = await office.act("proposeDeal", None, demandId=demand, productId=product, amount="1", on=DAY)
    assert (again["__typename"], again["deal"]) == ("DealExists", {"id": deal})
    version = await office.bring(deal, 5, amount="12000000")
    given = {"dealId": deal, "version": version, "on": DAY}
    unsaid = await office.act("declineDeal", None, **given, reason="OTHER")
    assert [each["path"] for each in unsaid["problems"]] == ["note"]
    no = await office.act("declineDeal", None, **given, reason="OTHER", note=" 抵押物在查封 ")
    assert no["deal"]["state"] == "DECLINED"
    read = (await office.api.ask(READ, id=deal))["deal"]
    assert (read["declineReason"], read["steps"][-1]["note"]) == ("OTHER", "抵押物在查封")
    left = "SELECT quota_left FROM financial_products WHERE id = $1"
    assert await office.api.owner.fetchval(left, key(product)) == 12_000_000
    assert await office.propose(demand, productId=product) != deal


async def test_a_consent_that_is_missing_or_over_keeps_the_institution_out(office: Office) -> None:
    api = office.api
    bank, enterprise = await office.organization("农商行"), await office.enterprise(1)
    demand = await office.demand(enterprise)
    deal = await office.propose(demand, institutionId=bank, kind="LOAN")
    consent = {"dealId": deal, "version": 1, "on": DAY}
    await api.owner.execute("UPDATE financing_consents SET expires_on = '2023-06-13'")
    before = await api.written()
    over = await office.act("consentToDeal", None, **consent)
    assert over["message"] == (
        "The consent for this institution ended on 2023-06-13; the enterprise has to give it anew"
    )
    await api.owner.execute("UPDATE financing_consents SET withdrawn_at = now(), expires_on = '2024-01-01'")
    assert (await office.act("consentToDeal", None, **consent))["__typename"] == "ConsentMissing"
    await api.owner.execute("UPDATE financing_consents SET withdrawn_at = NULL, expires_on = '2023-06-13'")
    assert await api.written() == before
    mine = bearer("ENTERPRISE_REP", enterprises=[enterprise])
    theirs = bearer("ENTERPRISE_REP", enterprises=[await office.enterprise(2)])
    await api.owner.execute("UPDATE financing_consents SET expires_on = '2024-01-01'")
    assert (await office.act("consentToDeal", theirs, **consent))["__typename"] == "OutsideRemit"
    assert (await office.act("consentToDeal", mine, **consent))["deal"]["state"] == "CONSENTED"


async def _at_once(office: Office, first: dict[str, Any], second: dict[str, Any]) -> list[dict[str, Any]]:
    """What two disbursements answer whose transactions meet: the deal is held until both wait for it."""
    api = office.api
    async with api.owner.transaction():
        await api.owner.execute("SELECT 1 FROM financing_deals FOR UPDATE")
        both = [
            asyncio.create_task(office.act("recordDisbursement", None, **each)) for each in (first, second)
        ]
        await api.until_one_waits()
    return await asyncio.gather(*both)


async def test_two_disbursements_at_once_never_pay_out_more_than_was_granted(office: Office) -> None:
    api = office.api
    bank, enterprise = await office.organization("农商行"), await office.enterprise(1)
    deal = await office.propose(await office.demand(enterprise), institutionId=bank, kind="LOAN")
    version = await office.bring(deal, amount="10000000")
    given = {"dealId": deal, "version": version, "amount": "6000000", "on": DAY}
    done = await _at_once(office, given, given)
    assert sorted(each["__typename"] for each in done) == ["DisbursementRecorded", "Outdated"]
    paid = "SELECT disbursed_amount FROM financing_deals"
    assert await api.owner.fetchval(paid) == 6_000_000
    # Whoever looked at the next version is held to what is left.
    done = await _at_once(office, {**given, "version": version + 1}, {**given, "version": version + 1})
    assert {each["__typename"] for each in done} == {"AboveGrantedCredit"}
    assert await api.owner.fetchval("SELECT count(*) FROM deal_disbursements") == 1


PAY = """INSERT INTO deal_disbursements (id, county_code, deal_id, number, amount, disbursed_on, recorded_at)
         SELECT gen_random_uuid(), county_code, id, 9, 10000000.01, '2023-06-13', now() FROM financing_deals"""


async def test_the_database_itself_pays_out_no_more_than_was_granted(office: Office) -> None:
    api = office.api
    bank, enterprise = await office.organization("农商行"), await office.enterprise(1)
    deal = await office.propose(await office.demand(enterprise), institutionId=bank, kind="LOAN")
    await office.bring(deal, amount="10000000")
    with pytest.raises(asyncpg.CheckViolationError):
        await api.owner.execute(PAY)
    assert await api.owner.fetchval("SELECT count(*) FROM deal_disbursements") == 0
    # Without the check, a hand in psql would pay out what nobody granted.
    await api.owner.execute("ALTER TABLE financing_deals DROP CONSTRAINT financing_deals_disbursed_ck")
    await api.owner.execute(PAY)
    more = await api.owner.fetchval("SELECT disbursed_amount > granted_amount FROM financing_deals")
    assert more
    for change in ("UPDATE deal_disbursements SET amount = 1", "DELETE FROM deal_disbursements"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await api.owner.execute(change)


async def test_of_one_demand_two_proposals_at_once_make_one_deal(office: Office) -> None:
    api = office.api
    bank, enterprise = await office.organization("农商行"), await office.enterprise(1)
    demand = await office.demand(enterprise)
    given = {"demandId": demand, "institutionId": bank, "kind": "LOAN", "amount": "1", "on": DAY}
    async with api.owner.transaction():
        await api.owner.execute("SELECT 1 FROM financing_demands FOR UPDATE")
        both = [asyncio.create_task(office.act("proposeDeal", None, **given)) for _ in range(2)]
        await api.until_one_waits()
    done = await asyncio.gather(*both)
    assert sorted(each["__typename"] for each in done) == ["DealExists", "DealProposed"]


TOTAL = """query($from: Date!, $to: Date!, $filter: FinancedTotalFilter, $county: DivisionCode) {
  financedTotal(period: { from: $from, to: $to }, filter: $filter, countyCode: $county) {
    countyCode period { from to } total { yuan display } deals byKind { kind amount { yuan } deals }
    byInstitution { institution { name } amount { yuan } deals } excludedGuarantees { yuan } unlinkedGuarantees { yuan } } }"""


async def test_the_total_counts_each_yuan_once(office: Office) -> None:
    api = office.api
    bank, backer = (
        await office.organization("农商行"),
        await office.organization("担保", "FINANCING_GUARANTEE"),
    )
    broker = await office.organization("证券", "BOND")
    enterprises = [await office.enterprise(n) for n in (1, 2, 3)]
    demand = await office.demand(enterprises[0])
    loan = await office.propose(demand, institutionId=bank, kind="LOAN")
    guarantee = await office.propose(demand, institutionId=backer, kind="GUARANTEE", amount="8000000")
    itself = await office.act("linkGuarantee", None, guaranteeId=guarantee, version=1, dealId=guarantee)
    assert (itself["__typename"], itself["obstacle"]) == ("CannotBack", "ITSELF")
    linked = await office.act("linkGuarantee", None, guaranteeId=guarantee, version=1, dealId=loan)
    assert linked["guarantee"] == {"id": guarantee, "version": 2, "backs": {"id": loan}}
    twice = await office.act("linkGuarantee", None, guaranteeId=guarantee, version=2, dealId=loan)
    assert twice["obstacle"] == "LINKED_ALREADY"
    await office.paid(loan, "4000000", await office.bring(loan), "2023-06-13")
    version = await _bring_from(office, guarantee, 2, "8000000")
    await office.paid(guarantee, "8000000", version)
    api.clock.advance(days=10)
    await office.paid(loan, "6000000", 8, "2023-06-23")
    # A bond: what comes of a deal is counted by its issue, once that is issued.
    bond = await office.propose(
        await office.demand(enterprises[1]), institutionId=broker, kind="BOND", amount="400000000"
    )
    await office.paid(bond, "400000000", await office.bring(bond, amount="400000000"))
    issue = (
        await office.act(
            "recordBondIssue",
            None,
            enterpriseId=enterprises[1],
            authority="国家发展改革委",
            amount="400000000",
            on="2023-03-01",
        )
    )["bondIssue"]["id"]
    span = {"from": "2023-06-13", "to": "2023-06-23"}
    assert (await api.ask(TOTAL, **span))["financedTotal"]["total"]["display"] == "4.1 亿元"
    linked = await office.act("linkBondIssue", None, bondIssueId=issue, version=1, dealId=bond)
    assert linked["bondIssue"]["deal"] == {"id": bond}
    assert (await api.ask(TOTAL, **span))["financedTotal"]["total"]["display"] == "1,000 万元"
    for n, (state, more) in enumerate(
        (("REGISTERED", {}), ("LISTED", {}), ("ISSUED", {"issuedAmount": "400000000"})), 2
    ):
        given = {"bondIssueId": issue, "version": n, "state": state, "on": "2023-06-23", **more}
        done = await office.act("advanceBondIssue", None, **given)
        assert done["bondIssue"]["state"] == state
    assert (await api.ask(TOTAL, **span))["financedTotal"] == {
        "countyCode": "370900",
        "period": span,
        "total": {"yuan": "410000000.00", "display": "4.1 亿元"},
        "deals": 2,
        "byKind": [
            {"kind": "LOAN", "amount": {"yuan": "10000000.00"}, "deals": 1},
            {"kind": "BOND", "amount": {"yuan": "400000000.00"}, "deals": 1},
        ],
        "byInstitution": [
            {"institution": {"name": "农商行"}, "amount": {"yuan": "10000000.00"}, "deals": 1},
            {"institution": {"name": "证券"}, "amount": {"yuan": "400000000.00"}, "deals": 1},
        ],
        "excludedGuarantees": {"yuan": "8000000.00"},
        "unlinkedGuarantees": {"yuan": "0.00"},
    }
    first = await api.ask(TOTAL, **{**span, "to": "2023-06-13"}, filter={"kind": "LOAN"})
    assert first["financedTotal"]["total"]["yuan"] == "4000000.00"
    # What two enterprises got is not published; to its institution its own is told.
    public = await api.ask(TOTAL, as_=bearer("OBSERVER"), **span)
    assert public["financedTotal"]["total"] is None
    own = bearer("INSTITUTION_REP", organization=bank)
    told = await api.ask(TOTAL, as_=own, **span, filter={"institutionId": bank})
    assert told["financedTotal"]["total"]["yuan"] == "10000000.00"
    assert (await api.ask(TOTAL, as_=own, **span))["financedTotal"]["total"] is None
    # A third enterprise makes the whole public, and no part of it.
    third = await office.propose(await office.demand(enterprises[2]), institutionId=bank, kind="LEASE")
    await office.paid(third, "5000000", await office.bring(third, on="2023-06-20"), "2023-06-20")
    public = (await api.ask(TOTAL, as_=bearer("OBSERVER"), **span))["financedTotal"]
    assert public["total"]["display"] == "4.15 亿元"
    assert {each["amount"] for each in public["byKind"]} == {None}
    assert {each["amount"] for each in public["byInstitution"]} == {None}
    assert public["excludedGuarantees"] is None


async def _bring_from(office: Office, deal: str, version: int, amount: str) -> int:
    """Take the whole way to the signature from another version than the first."""
    for name, more in (
        ("consentToDeal", {}),
        ("scheduleDeal", {}),
        ("advanceDeal", {"state": "MET"}),
        ("advanceDeal", {"state": "IN_REVIEW"}),
        ("grantCredit", {"amount": amount}),
        ("advanceDeal", {"state": "SIGNED"}),
    ):
        done = await office.act(name, None, dealId=deal, version=version, on=DAY, **more)
        version = done["deal"]["version"]
    return version


async def test_a_total_is_asked_for_rightly_or_not_answered(office: Office) -> None:
    span = {"from": "2023-06-14", "to": "2023-06-13"}
    wrong = await office.api.send(TOTAL, span)
    assert wrong["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    of_none = await office.api.send(TOTAL, {"from": DAY, "to": DAY, "county": "37"})
    assert of_none["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
