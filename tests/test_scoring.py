"""The scores of many pairs at once are those of each pair that is explained."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.elements import FinancingKind, FinancingPurpose
from domain.financing import (
    Collateral,
    CollateralKind,
    Consent,
    ConsentField,
    EnterpriseWeights,
    FinancialProduct,
    FinancingDemand,
    InstitutionWeights,
    MatchPolicy,
    MatchPolicyState,
    TaxGrade,
)
from domain.financing.columns import Bits, DemandColumns, ProductColumns
from domain.financing.outcomes import Outcome, RuleCode, outcomes
from domain.financing.pairs import Applicant, Pair
from domain.financing.ranking import ranked
from domain.financing.scoring import score, scored
from domain.financing.utility import enterprise_utility, institution_utility
from tests.offices import COUNTY, TODAY

INDUSTRIES = ["C", "30", "3021", "302", "52", "F", "5212", None]
DIVISIONS = ["370900", "370902", "370000", "370911", None]
CHAINS = [UUID(int=500 + n) for n in range(3)]
INSTITUTIONS = [UUID(int=700 + n) for n in range(3)]

yuan = st.one_of(
    st.integers(1, 10**6).map(lambda n: Decimal(n) / 100),
    st.sampled_from([Decimal(10**6), Decimal("1000000.01"), Decimal(5 * 10**6), Decimal(10**17)]),
)
maybe = lambda strategy: st.none() | strategy  # noqa: E731 - a strategy that is short to read
some = lambda values: st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)  # noqa: E731
days = st.dates(date(2019, 1, 1), date(2024, 12, 31))


@st.composite
def demands(draw, number):
    return FinancingDemand(
        id=UUID(int=100 + number),
        county_code=COUNTY,
        enterprise_id=UUID(int=200 + number),
        intake_id=None,
        amount=draw(yuan),
        purpose=FinancingPurpose.EQUIPMENT,
        term_months=draw(st.integers(1, 60)),
        max_annual_rate_bp=draw(maybe(st.integers(0, 1200))),
        kinds=draw(st.sets(st.sampled_from(FinancingKind), min_size=1).map(tuple)),
        collateral=tuple(
            draw(st.lists(st.builds(Collateral, st.sampled_from(CollateralKind), maybe(yuan)), max_size=3))
        ),
        revenue_last_year=draw(maybe(yuan)),
        tax_grade=draw(maybe(st.sampled_from(TaxGrade))),
        dishonest=draw(maybe(st.booleans())),
        chain_id=draw(maybe(st.sampled_from(CHAINS))),
        needed_by=draw(maybe(days)),
        submitted_at=datetime(2023, 6, 1, tzinfo=UTC),
    )


applicants = st.builds(
    Applicant,
    st.sampled_from(INDUSTRIES),
    st.sampled_from(DIVISIONS),
    maybe(days),
    maybe(some(CHAINS)),
)


@st.composite
def consents(draw, demand_id):
    named = draw(st.sets(st.sampled_from(INSTITUTIONS)).map(tuple))
    given_on = draw(st.sampled_from([date(2023, 6, 1), TODAY, date(2023, 6, 14)]))
    return Consent(
        id=UUID(int=900),
        county_code=COUNTY,
        demand_id=demand_id,
        everyone=not named,
        institution_ids=named,
        fields=tuple(ConsentField),
        given_on=given_on,
        expires_on=draw(st.sampled_from([date(2023, 6, 15), date(2024, 1, 1)])),
        withdrawn_at=draw(maybe(st.just(datetime(2023, 6, 2, tzinfo=UTC)))),
    )


@st.composite
def products(draw, number):
    least, most = sorted((draw(yuan), draw(yuan)))
    shortest, longest = sorted((draw(st.integers(1, 60)), draw(st.integers(1, 60))))
    cheapest, dearest = sorted((draw(st.integers(0, 1200)), draw(st.integers(0, 1200))))
    since = draw(days)
    codes = [each for each in INDUSTRIES if each is not None]
    return FinancialProduct(
        id=UUID(int=300 + number),
        county_code=COUNTY,
        institution_id=draw(st.sampled_from(INSTITUTIONS)),
        name="产品",
        kind=draw(st.sampled_from(FinancingKind)),
        least_amount=least,
        most_amount=most,
        least_term_months=shortest,
        most_term_months=longest,
        least_rate_bp=cheapest,
        most_rate_bp=dearest,
        collateral_kinds=draw(st.sets(st.sampled_from(CollateralKind), max_size=3).map(tuple)),
        most_ltv_percent=draw(maybe(st.integers(1, 200))),
        least_years=draw(maybe(st.integers(0, 5))),
        least_revenue=draw(maybe(yuan)),
        tax_grades=draw(some(list(TaxGrade))),
        industries_in=draw(some(codes)),
        industries_out=draw(some(codes)),
        chain_ids=draw(some(CHAINS)),
        divisions=draw(some([each for each in DIVISIONS if each is not None])),
        quota_left=draw(maybe(yuan)),
        decision_days=draw(maybe(st.integers(0, 40))),
        valid_from=since,
        valid_until=draw(maybe(st.just(date(2025, 1, 1)))),
    )


@st.composite
def fields(draw):
    """A few demands with what belongs to them, and a few products in the order of their ids."""
    asked = [draw(demands(n)) for n in range(draw(st.integers(1, 4)))]
    return (
        [(each, draw(applicants), draw(st.lists(consents(each.id), max_size=2))) for each in asked],
        [draw(products(n)) for n in range(draw(st.integers(1, 5)))],
    )


weights = st.sampled_from(
    [
        (EnterpriseWeights(), InstitutionWeights()),
        (EnterpriseWeights(25, 25, 25, 25), InstitutionWeights(10, 20, 30, 40)),
        (EnterpriseWeights(100, 0, 0, 0), InstitutionWeights(0, 0, 0, 100)),
    ]
)


def in_columns(field):
    asked, offered = field
    bits = Bits.of(offered)
    rows, columns = DemandColumns(), ProductColumns()
    for demand, applicant, given_ in asked:
        rows.add(demand, applicant, given_, bits, TODAY)
    for product in offered:
        columns.add(product, bits, TODAY)
    return rows, columns


@given(field=fields(), weighed=weights)
@settings(max_examples=80, deadline=None)
def test_the_scores_of_many_pairs_are_those_of_each(field, weighed):
    scores = score(*in_columns(field), *weighed)
    asked, offered = field
    for row, (demand, applicant, given_) in enumerate(asked):
        for column, product in enumerate(offered):
            told = outcomes(Pair(demand, applicant, product, given_, TODAY))
            for bit, rule in enumerate(RuleCode):
                fails = scores.failed[row, column] >> bit & 1
                open_ = scores.unknown[row, column] >> bit & 1
                expected = {Outcome.PASS: (0, 0), Outcome.FAIL: (1, 0), Outcome.UNKNOWN: (0, 1)}[told[bit]]
                assert (fails, open_) == expected, rule
            ours = enterprise_utility(demand, product, weighed[0]).total
            theirs = institution_utility(demand, applicant, product, weighed[1]).total
            assert (scores.enterprise[row, column], scores.institution[row, column]) == (ours, theirs)


@given(field=fields(), weighed=weights)
@settings(max_examples=40, deadline=None)
def test_the_best_product_of_each_institution_and_the_nearest_are_those_of_the_ranking(field, weighed):
    asked, offered = field
    found = scored(*in_columns(field), *weighed, with_unknown=False)
    policy = MatchPolicy(UUID(int=1), COUNTY, 1, *weighed, MatchPolicyState.PUBLISHED)
    for row, (demand, applicant, given_) in enumerate(asked):
        ranking = ranked(demand, applicant, offered, given_, policy, TODAY)
        best = {}
        for match in ranking.matches:
            best.setdefault(match.product.institution_id, match.product.id)
        mine = found.demand == row
        assert sorted(best.values()) == sorted(offered[n].id for n in found.product[mine])
        assert found.offers[row] == len(best)
        if not ranking.matches:
            nearest = ranking.not_matched[0]
            assert offered[found.nearest[row]].id == nearest.product.id
            assert (found.nearest_failed[row].bit_count(), found.nearest_unknown[row].bit_count()) == (
                nearest.distance
            )


PLAIN_DEMAND = FinancingDemand(
    id=UUID(int=1),
    county_code=COUNTY,
    enterprise_id=UUID(int=2),
    intake_id=None,
    amount=Decimal(100),
    purpose=FinancingPurpose.EQUIPMENT,
    term_months=12,
    max_annual_rate_bp=None,
    kinds=(FinancingKind.LOAN,),
    collateral=(),
    revenue_last_year=None,
    tax_grade=None,
    dishonest=None,
    chain_id=None,
    needed_by=None,
    submitted_at=datetime(2023, 6, 1, tzinfo=UTC),
)
PLAIN_PRODUCT = FinancialProduct(
    id=UUID(int=3),
    county_code=COUNTY,
    institution_id=INSTITUTIONS[0],
    name="信用贷",
    kind=FinancingKind.LOAN,
    least_amount=Decimal(1),
    most_amount=Decimal(1000),
    least_term_months=1,
    most_term_months=36,
    least_rate_bp=300,
    most_rate_bp=400,
    collateral_kinds=(),
    most_ltv_percent=None,
    least_years=None,
    least_revenue=None,
    tax_grades=(),
    industries_in=(),
    industries_out=(),
    chain_ids=(),
    divisions=(),
    quota_left=None,
    decision_days=None,
    valid_from=date(2023, 1, 1),
    valid_until=None,
)
EVERYBODY = Consent(
    UUID(int=4), COUNTY, PLAIN_DEMAND.id, True, (), tuple(ConsentField), TODAY, date(2024, 1, 1), None
)


def test_what_is_not_known_makes_a_match_only_where_that_is_wanted():
    columns = in_columns(([(PLAIN_DEMAND, Applicant(), [EVERYBODY])], [PLAIN_PRODUCT]))
    weighed = EnterpriseWeights(), InstitutionWeights()
    certain = scored(*columns, *weighed, with_unknown=False)
    assert (certain.demand.size, certain.eligible_pairs, certain.unknown_pairs) == (0, 0, 1)
    assert np.flatnonzero([certain.nearest_unknown[0] >> bit & 1 for bit in range(14)]).tolist() == [13]
    open_ = scored(*columns, *weighed, with_unknown=True)
    assert (open_.demand.tolist(), open_.unknown.tolist()) == ([0], [1 << 13])


def test_there_may_be_more_institutions_and_chains_than_a_number_has_bits():
    ids = [UUID(int=1000 + n) for n in range(70)]
    offered = [
        replace(PLAIN_PRODUCT, id=id, institution_id=id, chain_ids=(id,), industries_in=()) for id in ids
    ]
    asked = replace(PLAIN_DEMAND, dishonest=False, chain_id=ids[69])
    named = replace(EVERYBODY, everyone=False, institution_ids=(ids[69], ids[3]))
    columns = in_columns(([(asked, Applicant(chain_ids=(ids[3],)), [named])], offered))
    found = scored(*columns, EnterpriseWeights(), InstitutionWeights(), with_unknown=False)
    assert sorted(found.institution.tolist()) == [3, 69]
