"""The form of every element kind: what is right in it, and what is answered to what is not."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest

from db.fairs import forms
from domain import elements
from domain.elements import (
    Amount,
    Choice,
    Choices,
    Day,
    ElementKind,
    Flag,
    Form,
    Position,
    Quantity,
    Rows,
    Text,
    Whole,
    camel,
    entries,
)
from domain.refusals import REQUIRED, Problems, Words
from schema.root import schema
from tests.offices import FORMS, TODAY, Api

pytestmark = pytest.mark.anyio

KINDS = list(ElementKind)
LAND, LABOUR, CAPITAL = ElementKind.LAND, ElementKind.LABOUR, ElementKind.CAPITAL


def right(kind: ElementKind) -> Any:
    """The right form of a kind, as the API reads it."""
    return _record(elements.FORMS[kind], FORMS[kind.value])


def _record(form: type, given: dict[str, Any]) -> Any:
    return form(
        **{
            name: _value(declared.rule, given[camel(name)])
            for name, declared in entries(form)
            if camel(name) in given
        }
    )


def _value(rule: Any, given: Any) -> Any:
    match rule:
        case Amount() | Quantity():
            return Decimal(given)
        case Day():
            return date.fromisoformat(given)
        case Choice(of):
            return of(given)
        case Choices(of):
            return tuple(map(of, given))
        case Rows(of):
            return tuple(_record(of, row) for row in given)
        case _:
            return given


def problems_of(form: Any, path: str = "form") -> dict[str, Words]:
    problems = Problems()
    elements.check(form, path, TODAY, problems)
    refusal = problems.refusal()
    found = refusal.problems if refusal else ()
    assert len({problem.path for problem in found}) == len(found), "a field is named once"
    return {problem.path: problem.message for problem in found}


def fields(*rules: type) -> list[Any]:
    """Every field of every form whose rule is one of `rules`."""
    return [
        pytest.param(kind, name, declared, id=f"{kind}.{name}")
        for kind, form in elements.FORMS.items()
        for name, declared in entries(form)
        if isinstance(declared.rule, rules)
    ]


EVERY_FIELD = fields(Text, Amount, Quantity, Whole, Day, Flag, Choice, Choices, Rows)
OUT_OF_RANGE = Words("must be more than 0 and less than 10^12", "应大于 0 且小于 10^12")
NO_YUAN = Words("must be more than 0 and less than 10^18 yuan", "金额应大于 0 且小于 10^18 元")
ITEMS = Words("takes 1 to 50 items", "应填 1 至 50 项")
PARCEL = Words("give the parcel or the target area", "意向地块与意向区域至少填一项")
WAGES = Words("must not be less than leastMonthlyWage", "月薪上限不得低于月薪下限")


def test_there_are_fourteen_kinds_and_each_has_a_form_of_its_own() -> None:
    assert len(KINDS) == 14
    assert list(elements.FORMS) == KINDS == list(elements.ELEMENT_NAMES)
    assert len(set(elements.FORMS.values())) == 14
    assert [kind.value for kind in KINDS] == list(FORMS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_form_has_no_problem_and_knows_its_kind(kind: ElementKind) -> None:
    assert problems_of(right(kind)) == {}
    assert elements.kind_of(right(kind)) is kind


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_form_is_told_every_required_field_at_once(kind: ElementKind) -> None:
    form = elements.FORMS[kind]
    required = {f"form.{camel(name)}": REQUIRED for name, declared in entries(form) if declared.required}
    if kind is LAND:
        required["form.parcel"] = PARCEL
    assert problems_of(form()) == required


@pytest.mark.parametrize(("kind", "name", "declared"), EVERY_FIELD)
def test_a_missing_field_is_named_exactly(kind: ElementKind, name: str, declared: elements.Entry) -> None:
    expected = {f"form.{camel(name)}": REQUIRED} if declared.required else {}
    if (kind, name) == (LAND, "parcel"):
        expected = {"form.parcel": PARCEL}
    assert problems_of(replace(right(kind), **{name: None})) == expected


@pytest.mark.parametrize(("kind", "name", "declared"), fields(Text))
def test_a_text_is_held_to_its_limit_to_printable_characters_and_to_not_being_blank(
    kind: ElementKind, name: str, declared: elements.Entry
) -> None:
    assert isinstance(declared.rule, Text)
    limit, path = declared.rule.limit, f"form.{camel(name)}"

    def problems(text: str) -> dict[str, Words]:
        return problems_of(replace(right(kind), **{name: text}))

    assert problems("要" * limit) == {}
    assert problems("第一行\n\t第二行") == {}
    assert problems("要" * (limit + 1)) == {
        path: Words(
            f"has {limit + 1} characters; at most {limit} are allowed", f"共 {limit + 1} 字,最多 {limit} 字"
        )
    }
    assert problems("响\x07铃") == {
        path: Words("contains the control character U+0007; remove it", "含有控制字符 U+0007,请删除")
    }
    if declared.required:
        assert problems(" \n ") == {path: REQUIRED}


@pytest.mark.parametrize(("kind", "name", "declared"), fields(Day))
def test_a_day_is_today_or_later_but_not_a_century_away(
    kind: ElementKind, name: str, declared: elements.Entry
) -> None:
    path = f"form.{camel(name)}"

    def problems(day: date) -> dict[str, Words]:
        return problems_of(replace(right(kind), **{name: day}))

    assert problems(TODAY) == {}
    assert problems(date(2123, 12, 31)) == {}
    assert problems(date(2023, 6, 12)) == {
        path: Words("2023-06-12 is in the past; today is 2023-06-13", "2023-06-12 已过,今天是 2023-06-13")
    }
    assert problems(date(2124, 1, 1)) == {
        path: Words("2124-01-01 is more than a century away", "2124-01-01 在百年之后")
    }


@pytest.mark.parametrize(("kind", "name", "declared"), fields(Amount))
def test_an_amount_in_a_form_is_positive_with_two_digits(
    kind: ElementKind, name: str, declared: elements.Entry
) -> None:
    path = f"form.{camel(name)}"
    for amount in ("0", "-5500.00", "NaN", "Infinity", "1E+18"):
        found = problems_of(replace(right(kind), **{name: Decimal(amount)}))
        assert found[path] == NO_YUAN, amount
    found = problems_of(replace(right(kind), **{name: Decimal("8000.125")}))
    assert found == {
        path: Words(
            "8000.125 has more than two digits after the point; yuan have two (fen)",
            "8000.125 的小数超过两位,金额以元计,最多到分",
        )
    }


@pytest.mark.parametrize(("kind", "name", "declared"), fields(Quantity))
def test_a_quantity_is_positive_with_three_digits(
    kind: ElementKind, name: str, declared: elements.Entry
) -> None:
    path = f"form.{camel(name)}"

    def problems(number: str) -> dict[str, Words]:
        return problems_of(replace(right(kind), **{name: Decimal(number)}))

    assert problems("0.001") == problems("999999999999.999") == {}
    for number in ("0", "-3", "NaN", "-Infinity", "1E+12"):
        assert problems(number) == {path: OUT_OF_RANGE}, number
    assert problems("1.0005") == {
        path: Words("1.0005 has more than three digits after the point", "1.0005 的小数超过三位")
    }


@pytest.mark.parametrize(("kind", "name", "declared"), fields(Whole))
def test_a_whole_number_is_held_to_its_range(kind: ElementKind, name: str, declared: elements.Entry) -> None:
    rule = declared.rule
    assert isinstance(rule, Whole)
    path = f"form.{camel(name)}"
    for number in (rule.least, rule.most):
        assert problems_of(replace(right(kind), **{name: number})) == {}
    for number in (rule.least - 1, rule.most + 1):
        assert problems_of(replace(right(kind), **{name: number})) == {
            path: Words(
                f"is {number}; it must be from {rule.least} to {rule.most}",
                f"为 {number},应在 {rule.least} 至 {rule.most} 之间",
            )
        }


def test_ways_of_financing_are_named_once_and_at_least_one_is() -> None:
    loan, lease = elements.FinancingKind.LOAN, elements.FinancingKind.LEASE
    assert problems_of(replace(right(CAPITAL), kinds=())) == {"form.kinds": ITEMS}
    assert problems_of(replace(right(CAPITAL), kinds=(loan, lease, loan))) == {
        "form.kinds": Words("names a value twice", "有重复的选项")
    }


def test_land_is_wanted_on_a_parcel_or_in_an_area() -> None:
    land = right(LAND)
    assert problems_of(replace(land, parcel=None, target_area="岱岳区")) == {}
    assert problems_of(replace(land, parcel="T-1", target_area="岱岳区")) == {}
    for blank in (None, "", "  \n"):
        assert problems_of(replace(land, parcel=blank, target_area=blank)) == {"form.parcel": PARCEL}


def test_the_highest_wage_is_not_below_the_lowest() -> None:
    labour = right(LABOUR)
    wage = labour.least_monthly_wage
    assert problems_of(replace(labour, most_monthly_wage=wage)) == {}
    assert problems_of(replace(labour, most_monthly_wage=wage - Decimal("0.01"))) == {
        "form.mostMonthlyWage": WAGES
    }


def test_a_wage_that_is_no_number_is_one_problem() -> None:
    labour = right(LABOUR)
    assert problems_of(replace(labour, least_monthly_wage=Decimal("NaN"))) == {
        "form.leastMonthlyWage": NO_YUAN
    }
    assert problems_of(replace(labour, most_monthly_wage=Decimal(-1))) == {"form.mostMonthlyWage": NO_YUAN}


def test_positions_are_one_to_fifty_and_each_is_checked_where_it_stands() -> None:
    labour, welder = right(LABOUR), Position("焊工", 12)
    assert problems_of(replace(labour, positions=(welder,) * 50)) == {}
    assert problems_of(replace(labour, positions=())) == {"form.positions": ITEMS}
    assert problems_of(replace(labour, positions=(welder,) * 51)) == {"form.positions": ITEMS}
    wrong = (welder, Position(None, 0), Position("钳" * 81, None))
    assert problems_of(replace(labour, positions=wrong)) == {
        "form.positions.1.skill": REQUIRED,
        "form.positions.1.headcount": Words(
            "is 0; it must be from 1 to 100000", "为 0,应在 1 至 100000 之间"
        ),
        "form.positions.2.skill": Words("has 81 characters; at most 80 are allowed", "共 81 字,最多 80 字"),
        "form.positions.2.headcount": REQUIRED,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_comes_back_from_storage_as_it_was(kind: ElementKind) -> None:
    form: Form = right(kind)
    assert forms.load(kind, forms.dump(form)) == form


def test_a_past_intake_may_be_stored_without_a_form() -> None:
    assert forms.dump(None) is None
    assert forms.load(LAND, None) is None


def test_amounts_are_stored_to_the_last_digit() -> None:
    form = replace(right(CAPITAL), amount=Decimal("999999999999999999.99"))
    stored = forms.dump(form)
    assert stored is not None
    assert orjson.loads(stored)["amount"] == "999999999999999999.99"
    assert forms.load(CAPITAL, stored) == form


TIMES = Counter(camel(name) for kind in KINDS for name, _ in entries(elements.FORMS[kind]))
"""In how many forms a field of this name is."""


def _asked_as(kind: ElementKind, name: str) -> str:
    """Fields of one name have several types in the union, so each of them has an alias of its own."""
    return f"{kind}_{name}" if TIMES[name] > 1 else name


def _selection(kind: ElementKind) -> str:
    names = [
        (f"{_asked_as(kind, camel(name))}: " if TIMES[camel(name)] > 1 else "")
        + camel(name)
        + (" { skill headcount }" if isinstance(declared.rule, Rows) else "")
        for name, declared in entries(elements.FORMS[kind])
    ]
    return f"... on {elements.FORMS[kind].__name__} {{ {' '.join(names)} }}"


async def test_every_form_is_submitted_and_read_back_word_for_word(api: Api) -> None:
    fair = await api.open_fair()
    query = f"query($id: ID!) {{ node(id: $id) {{ ... on Intake {{ elementKind form {{ __typename {' '.join(map(_selection, KINDS))} }} }} }} }}"
    for kind in KINDS:
        id = await api.taken(fair.booths["A02"], f"k-{kind}", elementKind=kind.value)
        read = (await api.ask(query, id=id))["node"]
        given = {_asked_as(kind, camel(name)): None for name, _ in entries(elements.FORMS[kind])}
        given |= {_asked_as(kind, name): value for name, value in FORMS[kind.value].items()}
        assert read == {
            "elementKind": kind.value,
            "form": {"__typename": elements.FORMS[kind].__name__, **given},
        }


async def test_every_required_field_that_is_missing_is_refused_by_its_path_and_nothing_is_written(
    api: Api,
) -> None:
    fair = await api.open_fair()
    before = await api.written()
    refused = 0
    for kind in KINDS:
        for name, declared in entries(elements.FORMS[kind]):
            if not declared.required:
                continue
            left = {field: value for field, value in FORMS[kind.value].items() if field != camel(name)}
            answer = await api.submit(
                fair.booths["A02"], "k", elementKind=kind.value, form={kind.value.lower(): left}
            )
            path = f"form.{kind.value.lower()}.{camel(name)}"
            assert answer == {
                "__typename": "InvalidInput",
                "message": f"1 field is not right: {path}",
                "problems": [{"path": path, "message": "is required"}],
            }
            refused += 1
    assert refused == 59
    assert await api.written() == before


async def test_the_form_of_another_kind_is_refused(api: Api) -> None:
    fair = await api.open_fair()
    before = await api.written()
    answer = await api.submit(fair.booths["A02"], "k", elementKind="LAND", form={"energy": FORMS["ENERGY"]})
    assert answer["problems"] == [
        {"path": "form", "message": "is the form of ENERGY, but elementKind is LAND"}
    ]
    assert await api.written() == before


async def test_exactly_one_form_is_sent(api: Api) -> None:
    fair = await api.open_fair()
    before = await api.written()
    for form in ({}, {"land": FORMS["LAND"], "energy": FORMS["ENERGY"]}, {"energy": None}):
        answer = await api.send(
            "mutation($input: SubmitIntakeInput!) { submitIntake(input: $input) { __typename } }",
            {
                "input": {
                    "boothId": fair.booths["A02"],
                    "register": "ELEMENT",
                    "elementKind": "ENERGY",
                    "enterprise": {"registration": {"uscc": "x", "name": "x"}},
                    "form": form,
                    "idempotencyKey": "k",
                }
            },
        )
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"], form
    assert await api.written() == before


def test_the_contract_has_every_field_of_every_form_in_and_out() -> None:
    for form in [*elements.FORMS.values(), Position]:
        names = [camel(name) for name, _ in entries(form)]
        for type_name in (form.__name__, f"{form.__name__}Input"):
            published: Any = schema._schema.get_type(type_name)
            assert list(published.fields) == names, type_name
