"""Eligibility with reasons: the fourteen hard rules in words. Whether an institution gives money is its own decision; these
say whether the two should meet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain import ids
from domain.elements import CHOICE_NAMES, FinancingKind
from domain.financing import outcomes
from domain.financing.codes import COLLATERAL_NAMES, TAX_GRADE_NAMES
from domain.financing.consents import Consent
from domain.financing.demands import FinancingDemand
from domain.financing.outcomes import Outcome, RuleCode
from domain.financing.pairs import Applicant, Pair
from domain.financing.products import FinancialProduct
from domain.money import shown
from domain.refusals import Words

__all__ = ["RULE_NAMES", "Applicant", "Outcome", "Pair", "Relaxation", "Rule", "RuleCode", "judge", "rule"]

RULE_NAMES: Mapping[RuleCode, Words] = {
    RuleCode.KIND: Words("Kind of financing and rate", "融资方式与利率"),
    RuleCode.AMOUNT_RANGE: Words("Amount", "金额"),
    RuleCode.TERM: Words("Term", "期限"),
    RuleCode.COLLATERAL_TYPE: Words("Kind of collateral", "担保物类别"),
    RuleCode.COVERAGE_LTV: Words("Coverage by collateral", "抵押率"),
    RuleCode.YEARS: Words("Years since registration", "成立年限"),
    RuleCode.REVENUE: Words("Last year's revenue", "上年营业收入"),
    RuleCode.INDUSTRY: Words("Industry", "行业"),
    RuleCode.REGION: Words("Region and chain", "区域与产业链"),
    RuleCode.TAX_GRADE: Words("Grade of tax credit", "纳税信用等级"),
    RuleCode.VALIDITY: Words("Validity of the product", "产品有效期"),
    RuleCode.QUOTA_LEFT: Words("Quota that is left", "剩余额度"),
    RuleCode.CONSENT: Words("Consent", "授权"),
    RuleCode.SERIOUS_DISHONESTY: Words("Serious dishonesty", "严重失信"),
}
FIELDS: Mapping[str, Words] = {
    "amount": Words("amount", "金额"),
    "termMonths": Words("term", "期限"),
    "maxAnnualRateBp": Words("highest rate a year", "最高年利率"),
    "kinds": Words("kinds of financing", "融资方式"),
    "collateral": Words("collateral", "担保物"),
    "collateral.value": Words("value of the collateral", "担保物价值"),
    "consent": Words("consent", "授权"),
    "registeredOn": Words("day of registration", "登记日期"),
    "revenueLastYear": Words("last year's revenue", "上年营业收入"),
    "industry": Words("industry", "行业代码"),
    "division": Words("division", "行政区划"),
    "chains": Words("chain", "产业链"),
    "taxGrade": Words("grade of tax credit", "纳税信用等级"),
    "dishonest": Words("list of serious dishonesty", "严重失信名单查询结果"),
}
"""What a relaxation changes, or what is missing, under the contract's names."""

NOBODY_SAID = Words("not known", "未填写")
ANY = Words("any", "不限")


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The nearest change with which a rule would pass: what `field` of the demand would have to be. `value` is written as an
    input has it; of `consent` it is the institution that lacks one."""

    field: str
    value: str
    shown: Words


@dataclass(frozen=True, slots=True)
class Rule:
    """What came of a rule, with what is asked for and what there is, a reason to show, and the nearest relaxation of a FAIL,
    if there is one that the enterprise could make. An UNKNOWN names the field that is missing."""

    code: RuleCode
    outcome: Outcome
    demanded: Words
    offered: Words
    message: Words
    relaxation: Relaxation | None = None
    missing_field: str | None = None


def judge(
    demand: FinancingDemand,
    applicant: Applicant,
    product: FinancialProduct,
    consents: Sequence[Consent],
    today: date,
) -> tuple[Rule, ...]:
    """What comes of the fourteen rules for a demand and a product, in their order."""
    pair = Pair(demand, applicant, product, consents, today)
    return tuple(rule(code, pair) for code in RuleCode)


def rule(code: RuleCode, pair: Pair) -> Rule:
    """What comes of one rule, in words."""
    outcome = outcomes.OF_RULE[code](pair)
    demanded, offered = _VALUES[code](pair)
    relaxation = _RELAXATIONS[code](pair) if outcome is Outcome.FAIL and code in _RELAXATIONS else None
    missing = _MISSING[code](pair) if outcome is Outcome.UNKNOWN else None
    message = _message(code, outcome, demanded, offered, relaxation, missing)
    return Rule(code, outcome, demanded, offered, message, relaxation, missing)


def _message(
    code: RuleCode,
    outcome: Outcome,
    demanded: Words,
    offered: Words,
    relaxation: Relaxation | None,
    missing: str | None,
) -> Words:
    name = RULE_NAMES[code]
    if outcome is Outcome.PASS:
        return Words(f"{name.en}: fits ({offered.en})", f"{name.zh}:符合({offered.zh})")
    if missing is not None:
        field = FIELDS[missing]
        return Words(
            f"{name.en}: {demanded.en} is asked for, which cannot be told yet; please state: {field.en}",
            f"{name.zh}:要求{demanded.zh},尚无法判断,请补充{field.zh}",
        )
    en = f"{name.en}: {demanded.en} is asked for, and here it is {offered.en}"
    zh = f"{name.zh}:要求{demanded.zh},实际为{offered.zh}"
    if relaxation is None:
        return Words(en, zh)
    field = FIELDS[relaxation.field]
    return Words(
        f"{en}; what would fit: {field.en} {relaxation.shown.en}",
        f"{zh};{field.zh}为{relaxation.shown.zh}即可符合",
    )


# --- What is asked for, and what there is -----------------------------------------------------------------------------


def _listed(words: Sequence[Words]) -> Words:
    return Words(", ".join(each.en for each in words), "、".join(each.zh for each in words)) if words else ANY


def _same(text: str) -> Words:
    return Words(text, text)


def _yuan(amount: Decimal | None) -> Words:
    return NOBODY_SAID if amount is None else _same(shown(amount))


def _between(least: Words, most: Words) -> Words:
    return Words(f"{least.en} to {most.en}", f"{least.zh}至{most.zh}")


def _at_least(words: Words) -> Words:
    return Words(f"at least {words.en}", f"不少于{words.zh}")


def _months(n: int) -> Words:
    return Words(f"{n} months", f"{n} 个月")


def _years(n: int) -> Words:
    return Words(f"{n} years", f"{n} 年")


def _rate(bp: int) -> Words:
    return _same(f"{bp // 100}.{bp % 100:02}%")


def _kinds(kinds: Sequence[FinancingKind]) -> Words:
    return _listed([CHOICE_NAMES[FinancingKind][each.name] for each in kinds])


def _of_kind(pair: Pair) -> tuple[Words, Words]:
    wanted, rate = _kinds(pair.demand.kinds), _rate(pair.product.least_rate_bp)
    if pair.demand.max_annual_rate_bp is not None:
        ceiling = _rate(pair.demand.max_annual_rate_bp)
        wanted = Words(f"{wanted.en} at {ceiling.en} at most", f"{wanted.zh}且利率不高于 {ceiling.zh}")
    offered = _kinds([pair.product.kind])
    return wanted, Words(f"{offered.en} from {rate.en} on", f"{offered.zh},利率 {rate.zh} 起")


def _of_collateral(pair: Pair) -> tuple[Words, Words]:
    none = Words("none", "无")
    offered = [COLLATERAL_NAMES[each.kind] for each in pair.demand.collateral]
    return _listed([COLLATERAL_NAMES[each] for each in pair.product.collateral_kinds]), (
        _listed(offered) if offered else none
    )


def _of_coverage(pair: Pair) -> tuple[Words, Words]:
    if pair.product.most_ltv_percent is None or not pair.product.collateral_kinds:
        return ANY, _yuan(pair.known_value)
    return _at_least(_yuan(outcomes.least_collateral(pair))), _yuan(pair.known_value)


def _of_years(pair: Pair) -> tuple[Words, Words]:
    least, known = pair.product.least_years, pair.years
    return (
        ANY if least is None else _at_least(_years(least)),
        NOBODY_SAID if known is None else _years(known),
    )


def _of_revenue(pair: Pair) -> tuple[Words, Words]:
    least = pair.product.least_revenue
    return ANY if least is None else _at_least(_yuan(least)), _yuan(pair.demand.revenue_last_year)


def _of_industry(pair: Pair) -> tuple[Words, Words]:
    within, without = pair.product.industries_in, pair.product.industries_out
    wanted = _same(", ".join(within)) if within else ANY
    if without:
        not_these = ", ".join(without)
        wanted = Words(f"{wanted.en}, but not {not_these}", f"{wanted.zh}(不含 {not_these})")
    code = pair.applicant.industry_code
    return wanted, NOBODY_SAID if code is None else _same(code)


def _of_region(pair: Pair) -> tuple[Words, Words]:
    divisions, chains = pair.product.divisions, pair.product.chain_ids
    wanted = _same(", ".join(divisions)) if divisions else ANY
    if chains:
        n = len(chains)
        wanted = Words(f"{wanted.en}, in one of {n} chains", f"{wanted.zh},且属于指定的 {n} 条产业链")
    code, known = pair.applicant.division_code, pair.chain_ids
    sits = NOBODY_SAID if code is None else _same(code)
    if not chains or known is None:
        return wanted, sits
    meant = len(set(chains).intersection(known))
    return wanted, Words(f"{sits.en}, in {meant} of these chains", f"{sits.zh},属于其中 {meant} 条")


def _of_tax_grade(pair: Pair) -> tuple[Words, Words]:
    known = pair.demand.tax_grade
    return (
        _listed([TAX_GRADE_NAMES[each] for each in pair.product.tax_grades]),
        NOBODY_SAID if known is None else TAX_GRADE_NAMES[known],
    )


def _of_validity(pair: Pair) -> tuple[Words, Words]:
    since, until = pair.product.valid_from, pair.product.valid_until
    wanted = (
        Words(f"a day from {since} on", f"{since} 起")
        if until is None
        else Words(f"a day from {since} until before {until}", f"{since} 起、{until} 前")
    )
    return wanted, _same(str(pair.today))


def _of_quota(pair: Pair) -> tuple[Words, Words]:
    left = pair.product.quota_left
    most = ANY if left is None else Words(f"at most {shown(left)}", f"不超过 {shown(left)}")
    return most, _yuan(pair.demand.amount)


def _of_consent(pair: Pair) -> tuple[Words, Words]:
    given = outcomes.consent(pair) is Outcome.PASS
    return (
        Words("a consent for the institution that holds today", "对该机构的有效授权"),
        Words("given", "已授权") if given else Words("none", "未授权"),
    )


def _of_dishonesty(pair: Pair) -> tuple[Words, Words]:
    listed = pair.demand.dishonest
    there = Words("listed", "已列入") if listed else Words("not listed", "未列入")
    return Words("not to be on the list", "未列入名单"), NOBODY_SAID if listed is None else there


_VALUES: Mapping[RuleCode, Callable[[Pair], tuple[Words, Words]]] = {
    RuleCode.KIND: _of_kind,
    RuleCode.AMOUNT_RANGE: lambda pair: (
        _between(_yuan(pair.product.least_amount), _yuan(pair.product.most_amount)),
        _yuan(pair.demand.amount),
    ),
    RuleCode.TERM: lambda pair: (
        _between(_months(pair.product.least_term_months), _months(pair.product.most_term_months)),
        _months(pair.demand.term_months),
    ),
    RuleCode.COLLATERAL_TYPE: _of_collateral,
    RuleCode.COVERAGE_LTV: _of_coverage,
    RuleCode.YEARS: _of_years,
    RuleCode.REVENUE: _of_revenue,
    RuleCode.INDUSTRY: _of_industry,
    RuleCode.REGION: _of_region,
    RuleCode.TAX_GRADE: _of_tax_grade,
    RuleCode.VALIDITY: _of_validity,
    RuleCode.QUOTA_LEFT: _of_quota,
    RuleCode.CONSENT: _of_consent,
    RuleCode.SERIOUS_DISHONESTY: _of_dishonesty,
}

# --- What would have to change ----------------------------------------------------------------------------------------


def _amount(yuan: Decimal) -> Relaxation:
    return Relaxation("amount", f"{yuan:.2f}", _yuan(yuan))


def _relax_kind(pair: Pair) -> Relaxation:
    kind, rate = pair.product.kind, pair.product.least_rate_bp
    if kind not in pair.demand.kinds:
        return Relaxation("kinds", kind.value, _kinds([kind]))
    return Relaxation("maxAnnualRateBp", str(rate), _rate(rate))


def _relax_amount(pair: Pair) -> Relaxation:
    product = pair.product
    return _amount(min(max(pair.demand.amount, product.least_amount), product.most_amount))


def _relax_term(pair: Pair) -> Relaxation:
    product = pair.product
    months = min(max(pair.demand.term_months, product.least_term_months), product.most_term_months)
    return Relaxation("termMonths", str(months), _months(months))


def _relax_collateral(pair: Pair) -> Relaxation:
    kind = pair.product.collateral_kinds[0]
    return Relaxation("collateral", kind.value, COLLATERAL_NAMES[kind])


def _relax_coverage(pair: Pair) -> Relaxation:
    """As much less as the collateral covers; where the product does not lend as little, as much more collateral."""
    covered = outcomes.most_covered(pair)
    if covered >= pair.product.least_amount:
        return _amount(covered)
    needed = outcomes.least_collateral(pair)
    return Relaxation("collateral.value", f"{needed:.2f}", _yuan(needed))


def _relax_quota(pair: Pair) -> Relaxation | None:
    """As much less as is left, as long as the product lends as little."""
    left = pair.product.quota_left
    return None if left is None or left < pair.product.least_amount else _amount(left)


def _relax_consent(pair: Pair) -> Relaxation:
    institution = ids.written(ids.RecordId("Organization", pair.product.institution_id))
    return Relaxation("consent", institution, Words("one for this institution", "授权该机构"))


_RELAXATIONS: Mapping[RuleCode, Callable[[Pair], Relaxation | None]] = {
    RuleCode.KIND: _relax_kind,
    RuleCode.AMOUNT_RANGE: _relax_amount,
    RuleCode.TERM: _relax_term,
    RuleCode.COLLATERAL_TYPE: _relax_collateral,
    RuleCode.COVERAGE_LTV: _relax_coverage,
    RuleCode.QUOTA_LEFT: _relax_quota,
    RuleCode.CONSENT: _relax_consent,
}
"""What the enterprise could change; its age, its industry and its place it cannot."""

_MISSING: Mapping[RuleCode, Callable[[Pair], str]] = {
    RuleCode.COVERAGE_LTV: lambda pair: "collateral.value",
    RuleCode.YEARS: lambda pair: "registeredOn",
    RuleCode.REVENUE: lambda pair: "revenueLastYear",
    RuleCode.INDUSTRY: lambda pair: "industry",
    RuleCode.REGION: lambda pair: "division" if outcomes.division(pair) is Outcome.UNKNOWN else "chains",
    RuleCode.TAX_GRADE: lambda pair: "taxGrade",
    RuleCode.SERIOUS_DISHONESTY: lambda pair: "dishonest",
}
"""What would tell."""
