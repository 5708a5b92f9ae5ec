"""Acts on products: an institution, or the office for it, offers, changes and ends them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.codes import division_problem
from domain.elements import FinancingKind
from domain.enterprises.industries import industry_problem
from domain.financing.codes import CollateralKind, TaxGrade
from domain.financing.products import FinancialProduct
from domain.financing.refusals import ProductNameTaken, ProductOver
from domain.financing.submitting import HIGHEST_RATE, LONGEST_TERM
from domain.money import amount_problem
from domain.refusals import InvalidInput, Outdated, Problems, Words, text_problem

NAME_LIMIT = 120
MOST_CODES = 50


@dataclass(frozen=True, slots=True)
class ProductTerms:
    """What is offered, to whom and until when."""

    name: str
    kind: FinancingKind
    least_amount: Decimal
    most_amount: Decimal
    least_term_months: int
    most_term_months: int
    least_rate_bp: int
    most_rate_bp: int
    collateral_kinds: tuple[CollateralKind, ...]
    most_ltv_percent: int | None
    least_years: int | None
    least_revenue: Decimal | None
    tax_grades: tuple[TaxGrade, ...]
    industries_in: tuple[str, ...]
    industries_out: tuple[str, ...]
    chain_ids: tuple[UUID | None, ...]
    divisions: tuple[str, ...]
    quota_left: Decimal | None
    decision_days: int | None
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class OfferProduct:
    """Offer a product."""

    institution_id: UUID | None
    terms: ProductTerms


@dataclass(frozen=True, slots=True)
class ChangeProduct:
    """Say anew what is offered."""

    product_id: UUID | None
    version: int
    terms: ProductTerms


@dataclass(frozen=True, slots=True)
class EndProduct:
    """Offer it no more."""

    product_id: UUID | None
    version: int
    until: date


@dataclass(frozen=True, slots=True)
class ProductOffered:
    """A product that is offered."""

    product: FinancialProduct


@dataclass(frozen=True, slots=True)
class ProductChanged:
    """A product that is offered on other terms."""

    product: FinancialProduct


@dataclass(frozen=True, slots=True)
class ProductEnded:
    """A product whose last day is known."""

    product: FinancialProduct


def product_problems(terms: ProductTerms, today: date) -> Problems:
    """All that is wrong with a product by itself."""
    problems, at = Problems(), "terms."
    problems.note(f"{at}name", text_problem(terms.name, NAME_LIMIT))
    for name, least, most in (
        ("Amount", terms.least_amount, terms.most_amount),
        ("Revenue", terms.least_revenue, None),
        ("quotaLeft", terms.quota_left, None),
    ):
        amounts = [(f"least{name}", least), (f"most{name}", most)] if name[0].isupper() else [(name, least)]
        for field, amount in amounts:
            if amount is not None and not (amount == 0 and name != "Amount"):
                problems.note(f"{at}{field}", amount_problem(amount))
    numbers: tuple[tuple[str, int | None, int, int], ...] = (
        ("leastTermMonths", terms.least_term_months, 1, LONGEST_TERM),
        ("mostTermMonths", terms.most_term_months, 1, LONGEST_TERM),
        ("leastRateBp", terms.least_rate_bp, 0, HIGHEST_RATE),
        ("mostRateBp", terms.most_rate_bp, 0, HIGHEST_RATE),
        ("mostLtvPercent", terms.most_ltv_percent, 1, 1000),
        ("leastYears", terms.least_years, 0, 100),
        ("decisionDays", terms.decision_days, 0, 365),
    )
    for field, value, low, high in numbers:
        if value is not None and not low <= value <= high:
            problems.note(
                f"{at}{field}", Words(f"must be from {low} to {high}", f"应在 {low} 至 {high} 之间")
            )
    for field, least, most in (
        ("Amount", terms.least_amount, terms.most_amount),
        ("TermMonths", terms.least_term_months, terms.most_term_months),
        ("RateBp", terms.least_rate_bp, terms.most_rate_bp),
    ):
        if most < least:
            problems.note(
                f"{at}most{field}", Words(f"must not be less than least{field}", "上限不得低于下限")
            )
    for field, codes in (("industriesIn", terms.industries_in), ("industriesOut", terms.industries_out)):
        _note_many(problems, f"{at}{field}", codes)
        for n, code in enumerate(codes[:MOST_CODES]):
            problems.note(f"{at}{field}.{n}", industry_problem(code))
    _note_many(problems, f"{at}divisions", terms.divisions)
    for n, code in enumerate(terms.divisions[:MOST_CODES]):
        problems.note(f"{at}divisions.{n}", _prefix_problem(code))
    _note_many(problems, f"{at}chainIds", terms.chain_ids)
    if terms.valid_until is not None and terms.valid_until <= max(terms.valid_from, today):
        problems.note(
            f"{at}validUntil",
            Words(
                "must be after validFrom and after today: it is the first day without the product",
                f"应晚于生效日期和今天({today}):失效当日起停止办理",
            ),
        )
    return problems


def check_end(command: EndProduct, today: date) -> InvalidInput | None:
    """What is wrong with the day by itself."""
    problems = Problems()
    if command.until < today:
        problems.note("until", Words(f"must not be before today, {today}", f"不能早于今天({today})"))
    return problems.refusal()


def offer(
    command: OfferProduct,
    county_code: str,
    institution_id: UUID,
    named_so: Sequence[FinancialProduct],
    id: UUID,
) -> ProductOffered | ProductNameTaken:
    """The product of a checked command, beside those of the institution that have its name."""
    product = FinancialProduct(
        id=id, county_code=county_code, institution_id=institution_id, **_stored(command.terms)
    )
    return _taken(product, named_so) or ProductOffered(product)


def change(
    command: ChangeProduct, product: FinancialProduct, named_so: Sequence[FinancialProduct], today: date
) -> ProductChanged | Outdated | ProductOver | ProductNameTaken:
    """The product as it is offered from now on."""
    if problem := _over(command.version, product, today):
        return problem
    changed = replace(product, **_stored(command.terms), version=product.version + 1)
    others = [each for each in named_so if each.id != product.id]
    return _taken(changed, others) or ProductChanged(changed)


def end(
    command: EndProduct, product: FinancialProduct, today: date
) -> ProductEnded | Outdated | ProductOver | InvalidInput:
    """The product, whose term ends."""
    if problem := _over(command.version, product, today):
        return problem
    if command.until <= product.valid_from:
        problems, first = Problems(), product.valid_from
        problems.note("until", Words(f"must be after {first}, its first day", f"应晚于生效日期 {first}"))
        refused = problems.refusal()
        assert refused is not None
        return refused
    return ProductEnded(replace(product, valid_until=command.until, version=product.version + 1))


def _stored(terms: ProductTerms) -> dict[str, Any]:
    """The terms as a product has them: each choice once, in the order of its enumeration."""
    values = {each.name: getattr(terms, each.name) for each in fields(terms)}
    return {
        **values,
        "name": " ".join(terms.name.split()),
        "collateral_kinds": tuple(each for each in CollateralKind if each in terms.collateral_kinds),
        "tax_grades": tuple(each for each in TaxGrade if each in terms.tax_grades),
        "chain_ids": tuple(dict.fromkeys(each for each in terms.chain_ids if each is not None)),
    }


def _over(version: int, product: FinancialProduct, today: date) -> Outdated | ProductOver | None:
    if version != product.version:
        return Outdated("version", product.version)
    until = product.valid_until
    return None if until is None or today < until else ProductOver(until)


def _taken(product: FinancialProduct, named_so: Sequence[FinancialProduct]) -> ProductNameTaken | None:
    """A product of the same name in the same time, if there is one."""
    for each in named_so:
        begins_before = product.valid_until is None or each.valid_from < product.valid_until
        ends_after = each.valid_until is None or each.valid_until > product.valid_from
        if begins_before and ends_after:
            return ProductNameTaken(each)
    return None


def _note_many(problems: Problems, path: str, codes: Sequence[object]) -> None:
    if len(codes) > MOST_CODES:
        problems.note(path, Words(f"at most {MOST_CODES}", f"最多 {MOST_CODES} 项"))


def _prefix_problem(code: str) -> Words | None:
    """What is wrong with the beginning of a division's code."""
    if len(code) in {2, 4} and code.isascii() and code.isdigit() and code[0] != "0":
        return None
    return division_problem(code)
