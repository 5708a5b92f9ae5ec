"""Deals by themselves: which step follows which, what a credit allows, what a guarantee stands behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import financing
from domain.elements import FinancingKind, FinancingPurpose
from domain.enterprises import Organization, OrganizationKind
from domain.financing import Deal, DealState, DeclineReason
from domain.financing.deals import DEAL_STEPS, FAILED, OVER
from domain.refusals import InvalidInput, Outdated
from tests.offices import COUNTY, NOON, TODAY, uid

DEMAND = financing.FinancingDemand(
    id=uid(1),
    county_code=COUNTY,
    enterprise_id=uid(2),
    intake_id=None,
    amount=Decimal(10_000_000),
    purpose=FinancingPurpose.EQUIPMENT,
    term_months=36,
    max_annual_rate_bp=None,
    kinds=(FinancingKind.LOAN,),
    collateral=(),
    revenue_last_year=None,
    tax_grade=None,
    dishonest=None,
    chain_id=None,
    needed_by=None,
    submitted_at=NOON,
)
BANK = Organization(uid(3), COUNTY, "农商行", OrganizationKind.BANK)
PRODUCT = financing.FinancialProduct(
    id=uid(4),
    county_code=COUNTY,
    institution_id=BANK.id,
    name="设备贷",
    kind=FinancingKind.LOAN,
    least_amount=Decimal(100_000),
    most_amount=Decimal(50_000_000),
    least_term_months=6,
    most_term_months=60,
    least_rate_bp=300,
    most_rate_bp=600,
    collateral_kinds=(),
    most_ltv_percent=None,
    least_years=None,
    least_revenue=None,
    tax_grades=(),
    industries_in=(),
    industries_out=(),
    chain_ids=(),
    divisions=(),
    quota_left=Decimal(12_000_000),
    decision_days=5,
    valid_from=date(2023, 1, 1),
    valid_until=None,
)
PROPOSAL = financing.ProposeDeal(DEMAND.id, PRODUCT.id, None, None, Decimal(10_000_000), None, TODAY)


def proposed(**changes: Any) -> Deal:
    """A deal on `DEMAND` with `BANK`, as it begins."""
    done = financing.propose_deal(PROPOSAL, DEMAND, PRODUCT, BANK, (), (uid(10), uid(11)), NOON)
    assert isinstance(done, financing.DealProposed)
    return replace(done.deal, **changes)


def consent(**changes: Any) -> financing.Consent:
    """A consent for `BANK` that holds today."""
    held = financing.Consent(
        id=uid(5),
        county_code=COUNTY,
        demand_id=DEMAND.id,
        everyone=False,
        institution_ids=(BANK.id,),
        fields=(),
        given_on=TODAY - timedelta(days=30),
        expires_on=TODAY + timedelta(days=30),
        withdrawn_at=None,
    )
    return replace(held, **changes)


def take(deal: Deal, state: DealState, **changes: Any) -> Any:
    """What a deal answers when it is to take a step, by whichever act takes it."""
    on = changes.pop("on", deal.last_step_on)
    version = changes.pop("version", deal.version)
    step = financing.TakeStep(deal.id, version, state, on)
    match state:
        case DealState.CONSENTED:
            return financing.consent_to_deal(step, deal, (consent(),), TODAY, uid(12), NOON)
        case DealState.SCHEDULED:
            plan = financing.ScheduleDeal(deal.id, version, None, on)
            return financing.schedule_deal(plan, deal, None, uid(12), NOON)
        case DealState.CREDIT_GRANTED:
            credit = financing.GrantCredit(deal.id, version, changes.pop("amount", deal.amount), on)
            return financing.grant_credit(credit, deal, changes.pop("product", None), uid(12), NOON)
        case DealState.DISBURSED:
            amount = changes.pop("amount", Decimal(1))
            paid = financing.RecordDisbursement(deal.id, version, amount, on)
            return financing.disburse_credit(paid, deal, deal.steps, (uid(12), uid(13)), NOON)
        case DealState.DECLINED:
            no = financing.DeclineDeal(deal.id, version, DeclineReason.COLLATERAL, None, on)
            return financing.end_deal(no, deal, changes.pop("product", None), uid(12), NOON)
        case DealState.WITHDRAWN | DealState.LAPSED:
            return financing.end_deal(step, deal, changes.pop("product", None), uid(12), NOON)
        case _:
            return financing.advance_deal(step, deal, uid(12), NOON)


def brought_to(state: DealState, **credit: Any) -> Deal:
    """A deal that went the whole way to a state."""
    deal, way = proposed(), list(DealState)
    for each in way[1 : way.index(state) + 1]:
        deal = take(deal, each, **(credit if each is DealState.CREDIT_GRANTED else {})).deal
    return deal


@given(st.lists(st.tuples(st.sampled_from(DealState), st.integers(0, 3)), max_size=14))
def test_a_deal_takes_no_step_but_those_of_the_table_and_keeps_each(
    wanted: list[tuple[DealState, int]],
) -> None:
    deal, states = proposed(), [DealState.PROPOSED]
    for state, later in wanted:
        done = take(deal, state, on=deal.last_step_on + timedelta(days=later))
        if state in DEAL_STEPS[deal.state]:
            assert (done.deal.version, done.deal.steps, done.step.number) == (deal.version + 1,) + (
                deal.steps + 1,
            ) * 2
            assert (done.step.state, done.deal.state, done.deal.last_step_on) == (
                state,
                state,
                done.step.happened_on,
            )
            assert done.step.recorded_at == NOON
            deal = done.deal
            states.append(state)
        else:
            assert done == financing.DealInWrongState(deal.state, DEAL_STEPS[deal.state])
    assert deal.steps == len(states)
    assert (deal.state in FAILED) == (states[-1] in FAILED)
    assert sum(state in FAILED for state in states) <= 1
    assert deal.disbursed_amount <= (deal.granted_amount or 0)


@given(
    st.decimals(Decimal("0.01"), Decimal(10_000), places=2),
    st.lists(st.decimals(Decimal("0.01"), Decimal(8_000), places=2), max_size=8),
)
def test_whatever_is_paid_out_the_sum_is_never_above_the_credit(
    credit: Decimal, parts: list[Decimal]
) -> None:
    deal = brought_to(DealState.SIGNED, amount=credit)
    paid = Decimal(0)
    for part in parts:
        done = take(deal, DealState.DISBURSED, amount=part)
        if paid + part > credit:
            assert done == financing.AboveGrantedCredit(credit, credit - paid)
            continue
        deal, paid = done.deal, paid + part
        assert (done.disbursement.amount, deal.disbursed_amount, deal.undrawn) == (part, paid, credit - paid)
    assert paid <= credit


def test_a_step_on_another_version_or_before_the_last_one_is_refused() -> None:
    deal = brought_to(DealState.MET)
    assert take(deal, DealState.IN_REVIEW, version=3) == Outdated("version", 4)
    before = deal.last_step_on - timedelta(days=1)
    assert take(deal, DealState.IN_REVIEW, on=before) == financing.DealDayOutOfOrder("on", deal.last_step_on)


def test_an_institution_learns_of_a_deal_only_with_a_consent_that_covers_it_today() -> None:
    deal = proposed()
    step = financing.TakeStep(deal.id, 1, DealState.CONSENTED, TODAY)

    def answer(*consents: financing.Consent) -> Any:
        return financing.consent_to_deal(step, deal, consents, TODAY, uid(12), NOON)

    missing = financing.ConsentMissing(BANK.id)
    assert answer() == missing
    assert answer(consent(institution_ids=(uid(99),))) == missing
    assert answer(consent(withdrawn_at=NOON)) == missing
    assert answer(consent(given_on=TODAY + timedelta(days=1))) == missing
    assert answer(consent(expires_on=TODAY)) == financing.ConsentExpired(BANK.id, TODAY)
    for right in (consent(), consent(everyone=True, institution_ids=())):
        assert answer(consent(expires_on=TODAY), right).deal.consented_on == TODAY


def test_a_credit_is_taken_from_the_quota_and_goes_back_when_the_deal_comes_to_nothing() -> None:
    deal = brought_to(DealState.IN_REVIEW)
    much = take(deal, DealState.CREDIT_GRANTED, product=PRODUCT, amount=Decimal(12_000_001))
    assert much == financing.QuotaNotEnough(Decimal(12_000_000))
    done = take(deal, DealState.CREDIT_GRANTED, product=PRODUCT)
    assert (done.product.quota_left, done.product.version) == (Decimal(2_000_000), 2)
    for state in (DealState.DECLINED, DealState.WITHDRAWN, DealState.LAPSED):
        ended = take(done.deal, state, product=done.product)
        assert (ended.product.quota_left, ended.product.version) == (Decimal(12_000_000), 3)
    unlimited = replace(PRODUCT, quota_left=None)
    assert take(deal, DealState.CREDIT_GRANTED, product=unlimited).product is None
    # What was not taken from a quota does not go to one that came later.
    free = take(deal, DealState.CREDIT_GRANTED, product=unlimited).deal
    assert take(free, DealState.LAPSED, product=PRODUCT).product is None


def test_a_proposal_is_of_an_open_demand_with_an_institution_that_is_not_at_work_on_it() -> None:
    def answer(*others: Deal, **changes: Any) -> Any:
        given = {"demand": DEMAND, "product": PRODUCT, "institution": BANK, **changes}
        return financing.propose_deal(PROPOSAL, **given, others=others, ids=(uid(10), uid(11)), at=NOON)

    closed = replace(DEMAND, state=financing.DemandState.CLOSED)
    assert answer(demand=closed) == financing.DemandNotOpen(financing.DemandState.CLOSED)
    office = replace(BANK, kind=OrganizationKind.DEPARTMENT)
    assert answer(institution=office) == financing.NotAnInstitution("institutionId", office)
    for state in DealState:
        standing = proposed(state=state)
        if state in OVER:
            assert isinstance(answer(standing), financing.DealProposed)
        else:
            assert answer(standing) == financing.DealExists(standing)
    assert isinstance(answer(proposed(kind=FinancingKind.LEASE)), financing.DealProposed)
    assert isinstance(answer(proposed(institution_id=uid(99))), financing.DealProposed)


def test_what_is_wrong_with_an_input_is_told_at_once() -> None:
    tomorrow = TODAY + timedelta(days=1)

    def paths(problem: InvalidInput | None) -> list[str]:
        assert problem is not None
        return [each.path for each in problem.problems]

    bad = replace(PROPOSAL, amount=Decimal(0), on=tomorrow)
    assert paths(financing.check_proposal(bad, TODAY)) == ["amount", "on"]
    assert paths(financing.check_parties(PROPOSAL, of_product=False, of_institution=False)) == [
        "institutionId",
        "kind",
    ]
    both = replace(PROPOSAL, kind=FinancingKind.LOAN)
    assert paths(financing.check_parties(both, of_product=True, of_institution=True)) == [
        "institutionId",
        "kind",
    ]
    assert financing.check_parties(PROPOSAL, of_product=True, of_institution=False) is None
    credit = financing.GrantCredit(uid(10), 1, Decimal("1.005"), tomorrow)
    assert paths(financing.check_deal_amount(credit, TODAY)) == ["amount", "on"]
    other = financing.DeclineDeal(uid(10), 1, DeclineReason.OTHER, " ", TODAY)
    assert paths(financing.check_decline(other, TODAY)) == ["note"]
    long = financing.TakeStep(uid(10), 1, DealState.LAPSED, tomorrow, "长" * 201)
    assert paths(financing.check_deal_step(long, TODAY)) == ["on", "note"]


@pytest.mark.parametrize(
    ("guarantee", "deal", "obstacle"),
    [
        ({"id": uid(10)}, {}, financing.LinkObstacle.ITSELF),
        ({"kind": FinancingKind.LEASE}, {}, financing.LinkObstacle.NOT_A_GUARANTEE),
        ({}, {"kind": FinancingKind.GUARANTEE}, financing.LinkObstacle.BACKS_A_GUARANTEE),
        ({}, {"demand_id": uid(98)}, financing.LinkObstacle.ANOTHER_DEMAND),
        ({"backs_id": uid(97)}, {}, financing.LinkObstacle.LINKED_ALREADY),
        ({"state": DealState.LAPSED}, {}, financing.LinkObstacle.OVER),
        ({}, {"state": DealState.DECLINED}, financing.LinkObstacle.OVER),
    ],
)
def test_a_guarantee_backs_one_deal_of_the_same_demand_that_is_none_itself(
    guarantee: dict[str, Any], deal: dict[str, Any], obstacle: financing.LinkObstacle
) -> None:
    theirs = proposed(**{"id": uid(20), "kind": FinancingKind.GUARANTEE, **guarantee})
    command = financing.LinkGuarantee(theirs.id, 1, uid(10))
    assert financing.link_guarantee(command, theirs, proposed(**deal)) == financing.CannotBack(obstacle)


def test_a_guarantee_that_fits_is_linked_on_its_version() -> None:
    guarantee = proposed(id=uid(20), kind=FinancingKind.GUARANTEE)
    command = financing.LinkGuarantee(guarantee.id, 1, uid(10))
    linked = financing.link_guarantee(command, guarantee, proposed())
    assert linked == financing.GuaranteeLinked(replace(guarantee, backs_id=uid(10), version=2))
    assert financing.link_guarantee(replace(command, version=9), guarantee, proposed()) == Outdated(
        "version", 1
    )


def test_a_meeting_has_to_be_of_the_deal_and_brings_its_session() -> None:
    deal = brought_to(DealState.CONSENTED)
    meeting = financing.Meeting(
        id=uid(30),
        county_code=COUNTY,
        run_id=uid(31),
        session_id=uid(32),
        booth_id=uid(33),
        desk=1,
        slot=1,
        starts_at=NOON,
        ends_at=NOON + timedelta(minutes=15),
        demand_id=DEMAND.id,
        product_id=PRODUCT.id,
        enterprise_id=DEMAND.enterprise_id,
        institution_id=BANK.id,
    )

    def answer(of: Deal = deal, **changes: Any) -> Any:
        command = financing.ScheduleDeal(of.id, of.version, meeting.id, TODAY)
        return financing.schedule_deal(command, of, replace(meeting, **changes), uid(12), NOON)

    assert (answer().deal.meeting_id, answer().deal.session_id) == (meeting.id, meeting.session_id)
    for other in (
        {"demand_id": uid(99)},
        {"institution_id": uid(99)},
        {"state": financing.MeetingState.CANCELLED},
    ):
        assert answer(**other) == financing.MeetingDoesNotFit()
    assert answer(replace(deal, session_id=uid(99))) == financing.MeetingDoesNotFit()


@given(
    st.lists(
        st.tuples(st.sampled_from(financing.BondState), st.integers(-1, 40)),
        max_size=8,
    )
)
def test_a_bond_issue_goes_from_application_to_issue_and_never_back(
    wanted: list[tuple[financing.BondState, int]],
) -> None:
    begun = financing.RecordBondIssue(uid(2), "国家发展改革委", Decimal(400_000_000), date(2023, 1, 9))
    issue = financing.record_bond(begun, uid(2), COUNTY, uid(40), NOON).bond_issue
    order = list(financing.BondState)
    for state, later in wanted:
        on = issue.last_step_on + timedelta(days=later)
        brought = Decimal(400_000_000) if state is financing.BondState.ISSUED else None
        command = financing.AdvanceBondIssue(issue.id, issue.version, state, brought, on)
        done = financing.advance_bond(command, issue)
        if not isinstance(done, financing.BondAdvanced):
            possible = isinstance(done, financing.BondDayOutOfOrder) and later < 0
            assert possible or isinstance(done, financing.BondInWrongState)
            continue
        assert order.index(done.bond_issue.state) > order.index(issue.state)
        assert (done.bond_issue.last_step_on, done.bond_issue.version) == (on, issue.version + 1)
        issue = done.bond_issue


def test_a_bond_brings_no_more_than_was_applied_for_and_says_so_once_it_is_issued() -> None:
    begun = financing.RecordBondIssue(uid(2), "发改委", Decimal(100), TODAY)
    issue = financing.record_bond(begun, uid(2), COUNTY, uid(40), NOON).bond_issue
    listed = replace(issue, state=financing.BondState.LISTED, registered_on=TODAY, listed_on=TODAY)
    command = financing.AdvanceBondIssue(issue.id, 1, financing.BondState.ISSUED, Decimal(101), TODAY)
    assert financing.advance_bond(command, listed) == financing.AboveRegisteredAmount(Decimal(100))
    for wrong in (
        replace(command, issued_amount=None),
        replace(command, state=financing.BondState.LISTED),
        replace(command, issued_amount=Decimal(0)),
    ):
        problem = financing.check_bond_step(wrong, TODAY)
        assert problem is not None
        assert [each.path for each in problem.problems] == ["issuedAmount"]


def test_a_bond_issue_is_linked_to_one_deal_of_bonds_of_its_enterprise() -> None:
    begun = financing.RecordBondIssue(uid(2), "发改委", Decimal(100), TODAY)
    issue = financing.record_bond(begun, uid(2), COUNTY, uid(40), NOON).bond_issue
    deal = proposed(kind=FinancingKind.BOND)
    command = financing.LinkBondIssue(issue.id, 1, deal.id)
    assert financing.link_bond(command, issue, deal, None) == financing.BondLinked(
        replace(issue, deal_id=deal.id, version=2)
    )
    obstacle = financing.BondLinkObstacle
    withdrawn = replace(issue, state=financing.BondState.WITHDRAWN)
    for held, of, linked, why in (
        (issue, proposed(), None, obstacle.NOT_OF_BONDS),
        (issue, replace(deal, enterprise_id=uid(99)), None, obstacle.ANOTHER_ENTERPRISE),
        (issue, deal, issue, obstacle.LINKED_ALREADY),
        (replace(issue, deal_id=uid(98)), deal, None, obstacle.LINKED_ALREADY),
        (withdrawn, deal, None, obstacle.OVER),
        (issue, replace(deal, state=DealState.LAPSED), None, obstacle.OVER),
    ):
        assert financing.link_bond(command, held, of, linked) == financing.CannotLinkBond(why)
