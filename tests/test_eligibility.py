"""The fourteen rules, in both languages, and the two views of a match: pure, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.elements import FinancingKind, FinancingPurpose
from domain.financing import (
    Applicant,
    Collateral,
    CollateralKind,
    Consent,
    FinancialProduct,
    FinancingDemand,
    Outcome,
    Rule,
    RuleCode,
    TaxGrade,
    built_in,
    enterprise_utility,
    institution_utility,
    judge,
    ranked,
)
from domain.financing.match_policies import EnterpriseWeights, InstitutionWeights
from domain.money import shown
from tests.offices import COUNTY, NOON, TODAY, uid

CHAIN, OTHER_CHAIN, BANK = uid(31), uid(32), uid(41)

DEMAND = FinancingDemand(
    id=uid(1),
    county_code=COUNTY,
    enterprise_id=uid(2),
    intake_id=None,
    amount=Decimal("4000000.00"),
    purpose=FinancingPurpose.EQUIPMENT,
    term_months=36,
    max_annual_rate_bp=450,
    kinds=(FinancingKind.LOAN,),
    collateral=(Collateral(CollateralKind.LAND, Decimal("9000000.00")),),
    revenue_last_year=Decimal("50000000.00"),
    tax_grade=TaxGrade.A,
    dishonest=False,
    chain_id=None,
    needed_by=None,
    submitted_at=NOON,
)
APPLICANT = Applicant("3311", "370911", date(2018, 6, 14), (CHAIN,))
PRODUCT = FinancialProduct(
    id=uid(5),
    county_code=COUNTY,
    institution_id=BANK,
    name="设备贷",
    kind=FinancingKind.LOAN,
    least_amount=Decimal("500000.00"),
    most_amount=Decimal("10000000.00"),
    least_term_months=6,
    most_term_months=60,
    least_rate_bp=385,
    most_rate_bp=600,
    collateral_kinds=(CollateralKind.LAND,),
    most_ltv_percent=50,
    least_years=4,
    least_revenue=Decimal("10000000.00"),
    tax_grades=(TaxGrade.A, TaxGrade.B),
    industries_in=("C",),
    industries_out=("13",),
    chain_ids=(CHAIN,),
    divisions=("3709",),
    quota_left=Decimal("80000000.00"),
    decision_days=5,
    valid_from=date(2023, 1, 1),
    valid_until=date(2024, 1, 1),
)
CONSENT = Consent(uid(6), COUNTY, DEMAND.id, True, (), (), date(2023, 6, 1), date(2023, 7, 1), None)


def rules(**changes: Any) -> dict[RuleCode, Rule]:
    """What comes of the fourteen for the pair above, or one with changes to whatever has a field of that name."""
    records: list[Any] = [DEMAND, APPLICANT, PRODUCT]
    changed = [
        replace(each, **{name: value for name, value in changes.items() if name in each.__slots__})
        for each in records
    ]
    consents = changes.get("consents", [CONSENT])
    return {rule.code: rule for rule in judge(changed[0], changed[1], changed[2], consents, TODAY)}


def test_all_fourteen_pass_in_their_order() -> None:
    found = rules()
    assert list(found) == list(RuleCode)
    assert len(found) == 14
    assert {rule.outcome for rule in found.values()} == {Outcome.PASS}
    assert found[RuleCode.AMOUNT_RANGE].message.en == "Amount: fits (400 万元)"
    assert found[RuleCode.AMOUNT_RANGE].message.zh == "金额:符合(400 万元)"


NOT_LAND = (Collateral(CollateralKind.SHARES, Decimal(1)),)

FAILS: list[tuple[RuleCode, dict[str, Any], str, str, tuple[str, str] | None]] = [
    (
        RuleCode.KIND,
        {"kinds": (FinancingKind.LEASE,)},
        (
            "Kind of financing and rate: Financial leasing at 4.50% at most is asked for, and here it is Bank loan from 3.85% on;"
            " what would fit: kinds of financing Bank loan"
        ),
        "融资方式与利率:要求融资租赁且利率不高于 4.50%,实际为银行贷款,利率 3.85% 起;融资方式为银行贷款即可符合",
        ("kinds", "LOAN"),
    ),
    (
        RuleCode.KIND,
        {"max_annual_rate_bp": 300},
        "Kind of financing and rate: Bank loan at 3.00% at most is asked for, and here it is Bank loan from 3.85% on; what would fit: highest rate a year 3.85%",
        "融资方式与利率:要求银行贷款且利率不高于 3.00%,实际为银行贷款,利率 3.85% 起;最高年利率为3.85%即可符合",
        ("maxAnnualRateBp", "385"),
    ),
    (
        RuleCode.AMOUNT_RANGE,
        {"amount": Decimal("12000000.00")},
        "Amount: 50 万元 to 1,000 万元 is asked for, and here it is 1,200 万元; what would fit: amount 1,000 万元",
        "金额:要求50 万元至1,000 万元,实际为1,200 万元;金额为1,000 万元即可符合",
        ("amount", "10000000.00"),
    ),
    (
        RuleCode.TERM,
        {"term_months": 3},
        "Term: 6 months to 60 months is asked for, and here it is 3 months; what would fit: term 6 months",
        "期限:要求6 个月至60 个月,实际为3 个月;期限为6 个月即可符合",
        ("termMonths", "6"),
    ),
    (
        RuleCode.COLLATERAL_TYPE,
        {"collateral": NOT_LAND},
        "Kind of collateral: Land is asked for, and here it is Shares; what would fit: collateral Land",
        "担保物类别:要求土地,实际为股权;担保物为土地即可符合",
        ("collateral", "LAND"),
    ),
    (
        RuleCode.COVERAGE_LTV,
        {"amount": Decimal("5000000.00")},
        (
            "Coverage by collateral: at least 1,000 万元 is asked for, and here it is 900 万元; what would fit: amount 450"
            " 万元"
        ),
        "抵押率:要求不少于1,000 万元,实际为900 万元;金额为450 万元即可符合",
        ("amount", "4500000.00"),
    ),
    (
        RuleCode.COVERAGE_LTV,
        {"collateral": NOT_LAND},
        "Coverage by collateral: at least 800 万元 is asked for, and here it is 0.00 元; what would fit: value of the collateral 800 万元",
        "抵押率:要求不少于800 万元,实际为0.00 元;担保物价值为800 万元即可符合",
        ("collateral.value", "8000000.00"),
    ),
    (
        RuleCode.YEARS,
        {"least_years": 5},
        "Years since registration: at least 5 years is asked for, and here it is 4 years",
        "成立年限:要求不少于5 年,实际为4 年",
        None,
    ),
    (
        RuleCode.REVENUE,
        {"revenue_last_year": Decimal(0)},
        "Last year's revenue: at least 1,000 万元 is asked for, and here it is 0.00 元",
        "上年营业收入:要求不少于1,000 万元,实际为0.00 元",
        None,
    ),
    (
        RuleCode.INDUSTRY,
        {"industry_code": "1310"},
        "Industry: C, but not 13 is asked for, and here it is 1310",
        "行业:要求C(不含 13),实际为1310",
        None,
    ),
    (
        RuleCode.INDUSTRY,
        {"industry_code": "5212"},
        "Industry: C, but not 13 is asked for, and here it is 5212",
        "行业:要求C(不含 13),实际为5212",
        None,
    ),
    (
        RuleCode.REGION,
        {"division_code": "370202"},
        "Region and chain: 3709, in one of 1 chains is asked for, and here it is 370202, in 1 of these chains",
        "区域与产业链:要求3709,且属于指定的 1 条产业链,实际为370202,属于其中 1 条",
        None,
    ),
    (
        RuleCode.REGION,
        {"applicant_chains": (OTHER_CHAIN,)},
        "Region and chain: 3709, in one of 1 chains is asked for, and here it is 370911, in 0 of these chains",
        "区域与产业链:要求3709,且属于指定的 1 条产业链,实际为370911,属于其中 0 条",
        None,
    ),
    (
        RuleCode.TAX_GRADE,
        {"tax_grade": TaxGrade.M},
        "Grade of tax credit: Grade A, Grade B is asked for, and here it is Grade M, a new enterprise",
        "纳税信用等级:要求A 级、B 级,实际为M 级(新设立企业)",
        None,
    ),
    (
        RuleCode.VALIDITY,
        {"valid_until": TODAY},
        "Validity of the product: a day from 2023-01-01 until before 2023-06-13 is asked for, and here it is 2023-06-13",
        "产品有效期:要求2023-01-01 起、2023-06-13 前,实际为2023-06-13",
        None,
    ),
    (
        RuleCode.QUOTA_LEFT,
        {"quota_left": Decimal("3000000.00")},
        "Quota that is left: at most 300 万元 is asked for, and here it is 400 万元; what would fit: amount 300 万元",
        "剩余额度:要求不超过 300 万元,实际为400 万元;金额为300 万元即可符合",
        ("amount", "3000000.00"),
    ),
    (
        RuleCode.SERIOUS_DISHONESTY,
        {"dishonest": True},
        "Serious dishonesty: not to be on the list is asked for, and here it is listed",
        "严重失信:要求未列入名单,实际为已列入",
        None,
    ),
]


@pytest.mark.parametrize(("code", "changes", "en", "zh", "relaxation"), FAILS)
def test_a_rule_that_fails_says_why_not_and_what_would_do(
    code: RuleCode, changes: dict[str, Any], en: str, zh: str, relaxation: tuple[str, str] | None
) -> None:
    chains = changes.pop("applicant_chains", None)
    found = rules(**changes)
    if chains is not None:
        applicant = replace(APPLICANT, chain_ids=chains)
        found = {rule.code: rule for rule in judge(DEMAND, applicant, PRODUCT, [CONSENT], TODAY)}
    rule = found[code]
    assert rule.outcome is Outcome.FAIL
    assert (rule.message.en, rule.message.zh) == (en, zh)
    said = rule.relaxation and (rule.relaxation.field, rule.relaxation.value)
    assert said == relaxation
    assert rule.missing_field is None


@pytest.mark.parametrize(
    "consents",
    [
        [],
        [replace(CONSENT, given_on=date(2023, 6, 14))],
        [replace(CONSENT, expires_on=TODAY)],
        [replace(CONSENT, withdrawn_at=NOON)],
        [replace(CONSENT, everyone=False, institution_ids=(uid(42),))],
    ],
)
def test_without_a_consent_that_holds_today_for_the_institution_nothing_is_matched(
    consents: list[Consent],
) -> None:
    rule = rules(consents=consents)[RuleCode.CONSENT]
    assert rule.outcome is Outcome.FAIL
    assert rule.relaxation is not None
    assert rule.relaxation.field == "consent"


UNKNOWNS: list[tuple[RuleCode, dict[str, Any], str, str]] = [
    (
        RuleCode.COVERAGE_LTV,
        {"collateral": (Collateral(CollateralKind.LAND, None),)},
        "collateral.value",
        "抵押率:要求不少于800 万元,尚无法判断,请补充担保物价值",
    ),
    (
        RuleCode.YEARS,
        {"registered_on": None},
        "registeredOn",
        "成立年限:要求不少于4 年,尚无法判断,请补充登记日期",
    ),
    (
        RuleCode.REVENUE,
        {"revenue_last_year": None},
        "revenueLastYear",
        "上年营业收入:要求不少于1,000 万元,尚无法判断,请补充上年营业收入",
    ),
    (
        RuleCode.INDUSTRY,
        {"industry_code": None},
        "industry",
        "行业:要求C(不含 13),尚无法判断,请补充行业代码",
    ),
    (
        RuleCode.INDUSTRY,
        {"industry_code": "C"},
        "industry",
        "行业:要求C(不含 13),尚无法判断,请补充行业代码",
    ),
    (
        RuleCode.REGION,
        {"division_code": None},
        "division",
        "区域与产业链:要求3709,且属于指定的 1 条产业链,尚无法判断,请补充行政区划",
    ),
    (
        RuleCode.REGION,
        {"divisions": ("370911",), "division_code": "370900"},
        "division",
        "区域与产业链:要求370911,且属于指定的 1 条产业链,尚无法判断,请补充行政区划",
    ),
    (
        RuleCode.TAX_GRADE,
        {"tax_grade": None},
        "taxGrade",
        "纳税信用等级:要求A 级、B 级,尚无法判断,请补充纳税信用等级",
    ),
    (
        RuleCode.SERIOUS_DISHONESTY,
        {"dishonest": None},
        "dishonest",
        "严重失信:要求未列入名单,尚无法判断,请补充严重失信名单查询结果",
    ),
]


@pytest.mark.parametrize(("code", "changes", "missing", "zh"), UNKNOWNS)
def test_what_cannot_be_told_names_what_is_missing_and_matches_nothing(
    code: RuleCode, changes: dict[str, Any], missing: str, zh: str
) -> None:
    rule = rules(**changes)[code]
    assert rule.outcome is Outcome.UNKNOWN
    assert (rule.missing_field, rule.message.zh) == (missing, zh)
    assert rule.relaxation is None
    assert "cannot be told yet; please state: " in rule.message.en


def test_what_is_known_of_the_collateral_may_be_enough() -> None:
    enough = (Collateral(CollateralKind.LAND, Decimal(8000000)), Collateral(CollateralKind.LAND, None))
    assert rules(collateral=enough)[RuleCode.COVERAGE_LTV].outcome is Outcome.PASS


def test_a_prefecture_covers_its_counties() -> None:
    assert rules(divisions=("370900",))[RuleCode.REGION].outcome is Outcome.PASS


def test_a_full_year_is_over_on_its_anniversary() -> None:
    for day, years in ((date(2019, 6, 13), "4 years"), (date(2019, 6, 14), "3 years")):
        assert rules(registered_on=day)[RuleCode.YEARS].offered.en == years


# --- Whatever the pair is ---------------------------------------------------------------------------------------------

YUAN = st.integers(1, 2_000_000_000_00).map(lambda fen: Decimal(fen).scaleb(-2))
MAYBE_YUAN = st.none() | YUAN
CODES = st.sampled_from(["C", "13", "1310", "33", "3311", "F", "5212"])
DIVISIONS = st.sampled_from(["37", "3709", "370900", "370911", "370202"])
CHAINS = st.lists(st.sampled_from([CHAIN, OTHER_CHAIN]), unique=True).map(tuple)


def several(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=most, unique=True).map(tuple)


DEMANDS = st.builds(
    replace,
    st.just(DEMAND),
    amount=YUAN,
    term_months=st.integers(1, 600),
    max_annual_rate_bp=st.none() | st.integers(1, 2400),
    kinds=st.lists(st.sampled_from(FinancingKind), min_size=1, unique=True).map(tuple),
    collateral=st.lists(st.builds(Collateral, st.sampled_from(CollateralKind), MAYBE_YUAN), max_size=3).map(
        tuple
    ),
    revenue_last_year=MAYBE_YUAN,
    tax_grade=st.none() | st.sampled_from(TaxGrade),
    dishonest=st.none() | st.booleans(),
    chain_id=st.sampled_from([None, CHAIN, OTHER_CHAIN]),
)
APPLICANTS = st.builds(
    Applicant,
    st.none() | CODES,
    st.none() | DIVISIONS,
    st.none() | st.dates(date(1990, 1, 1), date(2023, 6, 13)),
    st.none() | CHAINS,
)


@st.composite
def products(draw: st.DrawFn) -> FinancialProduct:
    def ends(strategy: st.SearchStrategy[Any]) -> tuple[Any, Any]:
        one, other = draw(strategy), draw(strategy)
        return min(one, other), max(one, other)

    (least, most), (shortest, longest), (low, high) = (
        ends(YUAN),
        ends(st.integers(1, 600)),
        ends(st.integers(0, 2400)),
    )
    return replace(
        PRODUCT,
        kind=draw(st.sampled_from(FinancingKind)),
        least_amount=least,
        most_amount=most,
        least_term_months=shortest,
        most_term_months=longest,
        least_rate_bp=low,
        most_rate_bp=high,
        collateral_kinds=draw(several(st.sampled_from(CollateralKind))),
        most_ltv_percent=draw(st.none() | st.integers(1, 200)),
        least_years=draw(st.none() | st.integers(0, 20)),
        least_revenue=draw(MAYBE_YUAN),
        tax_grades=draw(several(st.sampled_from(TaxGrade))),
        industries_in=draw(several(CODES)),
        industries_out=draw(several(CODES)),
        chain_ids=draw(CHAINS),
        divisions=draw(several(DIVISIONS)),
        quota_left=draw(MAYBE_YUAN),
        decision_days=draw(st.none() | st.integers(0, 365)),
    )


CONSENTS = st.sampled_from([(), (CONSENT,), (replace(CONSENT, expires_on=TODAY),)])
PAIRS = given(DEMANDS, APPLICANTS, products(), CONSENTS)


def relaxed(demand: FinancingDemand, product: FinancialProduct, rule: Rule) -> FinancingDemand:
    """A demand with what a rule says would do, but for a consent."""
    assert rule.relaxation is not None
    value = rule.relaxation.value
    match rule.relaxation.field:
        case "amount":
            return replace(demand, amount=Decimal(value))
        case "termMonths":
            return replace(demand, term_months=int(value))
        case "maxAnnualRateBp":
            return replace(demand, max_annual_rate_bp=int(value))
        case "kinds":
            ceiling = demand.max_annual_rate_bp
            too_dear = ceiling is not None and ceiling < product.least_rate_bp
            accepted = (*demand.kinds, FinancingKind(value))
            return replace(demand, kinds=accepted, max_annual_rate_bp=None if too_dear else ceiling)
        case "collateral":
            more = Collateral(CollateralKind(value), None)
            return replace(demand, collateral=(*demand.collateral, more))
        case "collateral.value":
            kind = product.collateral_kinds[0]
            return replace(demand, collateral=(Collateral(kind, Decimal(value)),))
        case _:
            return demand


@PAIRS
def test_with_its_relaxation_a_rule_passes(
    demand: FinancingDemand, applicant: Applicant, product: FinancialProduct, consents: tuple[Consent, ...]
) -> None:
    for rule in judge(demand, applicant, product, consents, TODAY):
        if rule.relaxation is not None:
            assert rule.outcome is Outcome.FAIL
            given = (CONSENT,) if rule.relaxation.field == "consent" else consents
            again = judge(relaxed(demand, product, rule), applicant, product, given, TODAY)
            assert {each.code: each.outcome for each in again}[rule.code] is Outcome.PASS


@PAIRS
def test_nothing_is_matched_of_which_a_rule_does_not_pass(
    demand: FinancingDemand, applicant: Applicant, product: FinancialProduct, consents: tuple[Consent, ...]
) -> None:
    found = judge(demand, applicant, product, consents, TODAY)
    ranking = ranked(demand, applicant, [product], consents, built_in(COUNTY), TODAY)
    passing = all(rule.outcome is Outcome.PASS for rule in found)
    assert (len(ranking.matches), len(ranking.not_matched)) == ((1, 0) if passing else (0, 1))
    for rule in found:
        assert (rule.outcome is Outcome.UNKNOWN) == (rule.missing_field is not None)
        assert "None" not in rule.message.en + rule.message.zh
    if not passing:
        (other,) = ranking.not_matched
        assert list(other.reasons) == [rule for rule in found if rule.outcome is not Outcome.PASS]


@PAIRS
def test_both_views_are_whole_numbers_from_0_to_100(
    demand: FinancingDemand, applicant: Applicant, product: FinancialProduct, consents: tuple[Consent, ...]
) -> None:
    views = (
        enterprise_utility(demand, product, EnterpriseWeights()),
        institution_utility(demand, applicant, product, InstitutionWeights()),
    )
    for view in views:
        assert sum(each.weight for each in view.components) == 100
        assert all(0 <= each.value <= 100 for each in (*view.components,))
        weighed = sum(each.value * each.weight for each in view.components)
        assert view.total == (weighed + 50) // 100


def test_the_best_for_the_enterprise_comes_first_and_the_nearest_of_the_others() -> None:
    cheap, dear = replace(PRODUCT, id=uid(11)), replace(PRODUCT, id=uid(10), least_rate_bp=440)
    unknown = replace(PRODUCT, id=uid(14), chain_ids=(), least_years=4, tax_grades=(TaxGrade.A,))
    short = replace(PRODUCT, id=uid(13), most_term_months=24)
    two = replace(PRODUCT, id=uid(12), most_term_months=24, most_amount=Decimal(1000000))
    ranking = ranked(DEMAND, APPLICANT, [two, dear, short, cheap], [CONSENT], built_in(COUNTY), TODAY)
    assert [match.product.id for match in ranking.matches] == [cheap.id, dear.id]
    assert [other.product.id for other in ranking.not_matched] == [short.id, two.id]
    unsaid = replace(DEMAND, tax_grade=None, term_months=30)
    ranking = ranked(unsaid, APPLICANT, [short, unknown], [CONSENT], built_in(COUNTY), TODAY)
    assert [other.product.id for other in ranking.not_matched] == [unknown.id, short.id]


def test_weights_decide_what_comes_first() -> None:
    slow, dear = (
        replace(PRODUCT, id=uid(11), decision_days=30),
        replace(PRODUCT, id=uid(12), least_rate_bp=449),
    )
    policy = built_in(COUNTY)
    fast = replace(policy, enterprise=EnterpriseWeights(0, 0, 100, 0))
    first = [
        ranked(DEMAND, APPLICANT, [slow, dear], [CONSENT], each, TODAY).matches[0].product.id
        for each in (replace(policy, enterprise=EnterpriseWeights(100, 0, 0, 0)), fast)
    ]
    assert first == [slow.id, dear.id]


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        ("0.00", "0.00 元"),
        ("1500.00", "1,500.00 元"),
        ("9999.99", "9,999.99 元"),
        ("10000.00", "1 万元"),
        ("1500000.00", "150 万元"),
        ("12345.67", "约 1.23 万元"),
        ("99999999.99", "约 1 亿元"),
        ("400000000.00", "4 亿元"),
        ("425000000.00", "4.25 亿元"),
        ("123456789012.00", "约 1,234.57 亿元"),
    ],
)
def test_an_amount_is_shown_as_an_office_writes_it(yuan: str, text: str) -> None:
    assert shown(Decimal(yuan)) == text
