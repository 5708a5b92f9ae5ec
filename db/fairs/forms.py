"""Forms as they are stored: one jsonb object a form, by the declaration of the form itself."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

import orjson

from domain.elements import (
    FORMS,
    Amount,
    Choice,
    Choices,
    Day,
    ElementKind,
    Form,
    Quantity,
    Rows,
    Rule,
    entries,
)


def dump(form: Form | None) -> str | None:
    """The json text of a form; amounts and quantities are texts, so that no digit is lost."""
    return None if form is None else orjson.dumps(_plain(form), default=str).decode()


def load(kind: ElementKind, stored: str | None) -> Form | None:
    """The form that `dump` wrote."""
    return None if stored is None else cast("Form", _record(FORMS[kind], orjson.loads(stored)))


def _plain(record: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, declared in entries(cast("type[Any]", type(record))):
        value = getattr(record, name)
        if value is not None:
            plain[name] = [_plain(row) for row in value] if isinstance(declared.rule, Rows) else value
    return plain


def _record(form: type[Any], plain: dict[str, Any]) -> Any:
    return form(
        **{name: _value(declared.rule, plain[name]) for name, declared in entries(form) if name in plain}
    )


def _value(rule: Rule, stored: Any) -> Any:
    match rule:
        case Amount() | Quantity():
            return Decimal(stored)
        case Day():
            return date.fromisoformat(stored)
        case Choice(of):
            return of(stored)
        case Choices(of):
            return tuple(of(value) for value in stored)
        case Rows(of):
            return tuple(_record(of, row) for row in stored)
        case _:
            return stored
