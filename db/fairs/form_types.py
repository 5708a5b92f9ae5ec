"""What the types of forms are read from: the jsonb of an intake, by the declaration of the form itself."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Numeric,
    Text,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.relations import Gather, Gathered, Type, Value
from domain.elements import FORMS, Amount, Choices, Position, Quantity, Rows, Rule, camel, entries
from domain.people import Sight


def _field(name: str, rule: Rule) -> Value | Gathered:
    """A field of a form, read from the form's jsonb."""
    place: ColumnElement[Any] = literal_column(f"'{name}'", Text)

    def stored(row: FromClause) -> ColumnElement[Any]:
        return row.c.form.op("->")(place)

    def as_text(row: FromClause) -> ColumnElement[Any]:
        return row.c.form.op("->>")(place)

    def rows(row: FromClause, sight: Sight) -> Gather:
        each = (
            func.jsonb_array_elements(stored(row))
            .table_valued(column("form", JSONB), with_ordinality="place", name="each")
            .render_derived()
        )
        return select(each.c.form, each.c.place)

    def of(row: FromClause) -> ColumnElement[Any]:
        match rule:
            case Amount():
                return func.round(cast(as_text(row), Numeric), 2, type_=Numeric)
            case Quantity():
                return cast(as_text(row), Numeric)
            case Choices():
                each = func.jsonb_array_elements_text(stored(row)).column_valued("each")
                texts = func.array(select(each).correlate(row).scalar_subquery(), type_=ARRAY(Text))
                return case((stored(row).is_not(None), func.to_json(texts, type_=JSONB)))
            case _:
                return type_coerce(stored(row), JSONB)

    if isinstance(rule, Rows):
        return Gathered(
            camel(name),
            rule.of.__name__,
            rows,
            order=("place",),
            present=lambda row: stored(row).is_not(None),
        )
    return Value(camel(name), of, optional=True)


def _type(form: type[Any]) -> Type:
    return Type(form.__name__, *(_field(name, declared.rule) for name, declared in entries(form)))


_type(Position)
FORM_TYPES = {kind.value: _type(form).name for kind, form in FORMS.items()}
"""The schema's type of the form of each element kind."""
