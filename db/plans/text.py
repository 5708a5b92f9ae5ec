"""Json text, piece by piece: words of ours, and values as the schema's scalars write them."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Numeric,
    Text,
    case,
    cast,
    extract,
    func,
    literal_column,
)

from domain.ids import head

MISSING = b"\x01"
"""Stands where a value is missing that may not be null; no json text has this byte. Such an answer is no answer: the
reference has to tell what went wrong."""

NULL, ABSENT = "null", MISSING.decode()
_ARGUMENTS = 90
_WORDS = re.compile(r"[\w\x01\"':,{}\[\]+@=# -]*", re.ASCII)

Part = str | ColumnElement[Any]
"""A piece of json text: words of ours, or what SQL makes."""


def words(text: str) -> ColumnElement[Any]:
    """Words of ours in the statement itself."""
    assert _WORDS.fullmatch(text), text
    if text == ABSENT:
        return literal_column(r"E'\x01'", Text)
    return literal_column("'{}'".format(text.replace("'", "''")), Text)


def number(number: int) -> ColumnElement[int]:
    return literal_column(str(number), Integer)


def closed(parts: list[Part]) -> list[Part]:
    """An object; directives may have left nothing of it."""
    return [*parts, "}"] if parts else ["{}"]


def joined(parts: Sequence[Part]) -> ColumnElement[Any]:
    """The text of parts one behind the other."""
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    pieces = [words(part) if isinstance(part, str) else part for part in merged]
    while len(pieces) > _ARGUMENTS:
        pieces = [
            func.concat(*pieces[at : at + _ARGUMENTS], type_=Text) for at in range(0, len(pieces), _ARGUMENTS)
        ]
    return func.concat(*pieces, type_=Text)


def json(value: ColumnElement[Any], *, optional: bool) -> ColumnElement[Any]:
    """A value as the schema's scalars write it."""
    text = _scalar(value)
    if isinstance(value, Column) and not value.nullable:
        return text
    return func.coalesce(text, words(NULL if optional else ABSENT))


def _scalar(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The json text of a value; null of null."""
    match value.type:
        case Integer():
            return cast(value, Text)
        case Boolean():
            return case((value, words("true")), (value.is_(None), None), else_=words("false"))
        case Numeric():
            return words('"').op("||")(cast(value, Text)).op("||")(words('"'))
        case DateTime():
            office = func.timezone(literal_column("interval '8 hours'"), value)
            return func.to_char(office, literal_column("""'\\"YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"\\"'"""))
        case Date():
            # The last day of the calendar is stored as infinity.
            first, last = literal_column("date '0001-01-01'", Date), literal_column("date '9999-12-31'", Date)
            clamped = func.greatest(first, func.least(value, last))
            return case((value.is_not(None), cast(func.to_json(clamped), Text)))
        case JSON():
            return cast(value, Text)
        case _:
            return cast(func.to_json(value), Text)


def global_id(type_name: str, id: ColumnElement[Any]) -> list[Part]:
    """As `domain.ids.written` writes it: what stands for the type is known, and base64 of a UUID's text has none of the
    letters that URLs do without."""
    return [head(type_name), func.encode(utf8(cast(id, Text)), literal_column("'base64'"))]


def cursor(key: Any, id: ColumnElement[Any]) -> ColumnElement[Any]:
    """As `domain.pages.encode_cursor` writes it."""
    if isinstance(key.type, DateTime):
        written = func.concat(words("@"), cast(extract("epoch", key) * 1_000_000, BigInteger))
    elif isinstance(key.type, Date):
        written = func.concat(words("#"), cast(key, Text))
    else:
        written = func.concat(words("="), key)
    encoded = func.encode(utf8(func.concat(written, words(" "), id)), literal_column("'base64'"))
    # For URLs, and without the line breaks of `encode`.
    return func.translate(encoded, literal_column(r"E'+/\n'"), literal_column("'-_'"))


def utf8(text: ColumnElement[Any]) -> Any:
    return func.convert_to(text, literal_column("'UTF8'"))
