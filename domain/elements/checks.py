"""Checking a form against what its fields declare."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

from domain.elements.forms import LabourForm, LandForm
from domain.elements.rules import Amount, Choices, Day, Entry, Quantity, Rows, Text, Whole, camel, entries
from domain.money import amount_problem
from domain.refusals import REQUIRED, Problems, Words, text_problem


def check(form: object, path: str, today: date, problems: Problems) -> None:
    """Note every problem of a form; `path` is where the client wrote it. A required text is never blank."""
    for name, declared in entries(type(form)):
        value: object = getattr(form, name)
        here = f"{path}.{camel(name)}"
        if value is None:
            problems.note(here, REQUIRED if declared.required else None)
        elif isinstance(declared.rule, Rows):
            rows = cast("tuple[object, ...]", value)
            problems.note(here, _count_problem(len(rows)))
            for number, row in enumerate(rows):
                check(row, f"{here}.{number}", today, problems)
        else:
            problems.note(here, _problem(declared, value, today))
    match form:
        case LandForm(parcel=parcel, target_area=area) if (
            not (parcel or "").strip() and not (area or "").strip()
        ):
            problems.note(
                f"{path}.parcel", Words("give the parcel or the target area", "意向地块与意向区域至少填一项")
            )
        case LabourForm(least_monthly_wage=least, most_monthly_wage=most) if _is_lower(most, least):
            problems.note(
                f"{path}.mostMonthlyWage",
                Words("must not be less than leastMonthlyWage", "月薪上限不得低于月薪下限"),
            )
        case _:
            pass


def _is_lower(one: Decimal | None, other: Decimal | None) -> bool:
    """Whether `one` is less than `other`, where both are amounts at all."""
    return (
        not amount_problem(one)
        and not amount_problem(other)
        and cast("Decimal", one) < cast("Decimal", other)
    )


def _problem(declared: Entry, value: Any, today: date) -> Words | None:
    match declared.rule:
        case Text(limit):
            return text_problem(value, limit, required=declared.required, lines=True)
        case Amount():
            return amount_problem(value)
        case Quantity():
            return quantity_problem(value)
        case Whole(least, most):
            return _range_problem(value, least, most)
        case Day():
            return day_problem(value, today)
        case Choices():
            return _count_problem(len(value)) or (
                Words("names a value twice", "有重复的选项") if len(set(value)) < len(value) else None
            )
        case _:
            return None


def _count_problem(count: int) -> Words | None:
    return None if 1 <= count <= 50 else Words("takes 1 to 50 items", "应填 1 至 50 项")


def _range_problem(value: int, least: int, most: int) -> Words | None:
    if least <= value <= most:
        return None
    return Words(f"is {value}; it must be from {least} to {most}", f"为 {value},应在 {least} 至 {most} 之间")


def quantity_problem(value: Decimal) -> Words | None:
    """What is wrong with a measured number: it is positive, below 10^12, with at most three digits after the point."""
    if not value.is_finite() or value <= 0 or value >= Decimal("1e12"):
        return Words("must be more than 0 and less than 10^12", "应大于 0 且小于 10^12")
    if value != value.quantize(Decimal("0.001")):
        return Words(f"{value} has more than three digits after the point", f"{value} 的小数超过三位")
    return None


def day_problem(value: date, today: date) -> Words | None:
    """What is wrong with a day that is still to come: it must not be before `today` nor a century away."""
    if value < today:
        return Words(f"{value} is in the past; today is {today}", f"{value} 已过,今天是 {today}")
    if value.year > today.year + 100:
        return Words(f"{value} is more than a century away", f"{value} 在百年之后")
    return None
