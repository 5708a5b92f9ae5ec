"""Scalars of the contract, and how each is written: exactly one way."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig

from domain.clocks import OFFICE_TIME

Money = NewType("Money", Decimal)
Uscc = NewType("Uscc", str)
DivisionCode = NewType("DivisionCode", str)


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise GraphQLError(
            f'A decimal is a text such as "12.50", or a number; this is a {type(value).__name__}'
        )
    if isinstance(value, str) and len(value) > 40:
        raise GraphQLError("A decimal has at most 40 characters")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise GraphQLError('This is not a decimal such as "12.50"') from None
    if not number.is_finite() or abs(number.adjusted()) > 40:
        raise GraphQLError('This is not a decimal such as "12.50"')
    return number


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise GraphQLError("This is not a text")
    return value


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        raise GraphQLError("A moment is written as 2023-06-13T09:00:00+08:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_TIME)


def _day(value: object) -> date:
    text = _text(value)
    if len(text) == 10 and text[4] + text[7] == "--":  # ISO has other forms; one way to write a day is enough
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise GraphQLError("A day is written as 2023-06-13")


CONFIG = StrawberryConfig(
    scalar_map={
        Money: strawberry.scalar(
            name="Money",
            description='CNY yuan with two digits, written as a text: "1250000.00". 人民币金额(元),保留两位小数。',
            serialize=lambda amount: f"{amount:.2f}",
            parse_value=_decimal,
        ),
        Decimal: strawberry.scalar(
            name="Decimal",
            description='A decimal number, written as a text so that no digit is lost: "59.1". 十进制数。',
            serialize=lambda number: f"{number:f}",
            parse_value=_decimal,
        ),
        date: strawberry.scalar(
            name="Date",
            description="A day at the office, UTC+8: 2023-06-13. 日期(北京时间)。",
            serialize=date.isoformat,
            parse_value=_day,
        ),
        datetime: strawberry.scalar(
            name="DateTime",
            description="A moment with milliseconds, in office time: 2023-06-13T09:00:00.000+08:00. "
            "One without an offset is read as office time. 时间(北京时间)。",
            specified_by_url="https://scalars.graphql.org/andimarek/date-time",
            serialize=lambda moment: moment.astimezone(OFFICE_TIME).isoformat(timespec="milliseconds"),
            parse_value=_moment,
        ),
        Uscc: strawberry.scalar(
            name="Uscc",
            description="Unified social credit code of 18 characters (GB 32100-2015). 统一社会信用代码。",
            serialize=str,
            parse_value=_text,
        ),
        DivisionCode: strawberry.scalar(
            name="DivisionCode",
            description="Division code of six digits (GB/T 2260). 行政区划代码。",
            serialize=str,
            parse_value=_text,
        ),
    }
)
