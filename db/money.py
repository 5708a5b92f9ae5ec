"""Amounts of money as objects of the contract: the yuan, and how an office writes them."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Numeric, Text, case, func, literal_column, select

from db.relations import Gather, Gathered, Type, Value
from domain.people import Sight

_YUAN = Numeric(20, 2)


def _number(text: str) -> ColumnElement[Any]:
    return literal_column(text, Numeric)


def _text(text: str) -> ColumnElement[Any]:
    return literal_column(f"'{text}'", Text)


def _digits(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.to_char(value, _text("FM999,999,999,999,999,999,990.00"), type_=Text)


def _in_unit(yuan: ColumnElement[Any], of_unit: str, unit: str, name: str) -> ColumnElement[Any]:
    """In a larger unit: a multiplication loses no digit that a division might."""
    rounded = func.round(yuan * _number(of_unit), 2, type_=Numeric)
    about = case((rounded * _number(unit) == yuan, _text("")), else_=_text("约 "))
    trimmed = func.rtrim(func.rtrim(_digits(rounded), _text("0")), _text("."))
    return func.concat(about, trimmed, _text(f" {name}"), type_=Text)


def shown(row: FromClause) -> ColumnElement[Any]:
    """What `domain.money.shown` writes."""
    yuan = row.c.yuan
    in_wan = func.round(yuan * _number("0.0001"), 2, type_=Numeric)
    return case(
        (yuan < _number("10000"), func.concat(_digits(yuan), _text(" 元"), type_=Text)),
        (in_wan < _number("10000"), _in_unit(yuan, "0.0001", "10000", "万元")),
        else_=_in_unit(yuan, "0.00000001", "100000000", "亿元"),
    )


MONEY = Type("FinancingMoney", Value("yuan", lambda row: row.c.yuan), Value("display", shown))


def money(name: str, column: str, *, optional: bool = False) -> Gathered:
    """A field that is the amount of a column; one that is `optional` is null where the column is."""

    def rows(row: FromClause, sight: Sight) -> Gather:
        return select(func.round(row.c[column], 2, type_=_YUAN).label("yuan"))

    def present(row: FromClause) -> ColumnElement[bool]:
        return row.c[column].is_not(None)

    return Gathered(name, MONEY.name, rows, present=present if optional else None)
