"""Element kinds and their forms in the contract. Each form is declared once, in `domain.elements`; the output type and
the input type of each are made from that declaration."""

from datetime import date
from decimal import Decimal
from inspect import cleandoc
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, Union, cast

import strawberry

from domain import elements
from domain.elements import Amount, Choice, Choices, Day, Entry, Flag, Form, Quantity, Rows, Text, Whole
from schema.backing import backed_by, enum_of
from schema.costs import about_as_long
from schema.scalars import Money

enum_of(
    elements.ElementKind,
    "Element kind: a factor of production that an enterprise needs. 要素类别。",
    {kind.name: words for kind, words in elements.ELEMENT_NAMES.items()},
)
for _enum, _words in elements.CHOICE_NAMES.items():
    enum_of(_enum, cleandoc(_enum.__doc__ or ""), _words)

FinancingKind: TypeAlias = elements.FinancingKind
FinancingPurpose: TypeAlias = elements.FinancingPurpose


def _annotation(declared: Entry, rows: dict[type, type]) -> Any:
    match declared.rule:
        case Text():
            return str
        case Amount():
            return Money
        case Quantity():
            return Decimal
        case Whole():
            return int
        case Day():
            return date
        case Flag():
            return bool
        case Choice(of):
            return of
        case Choices(of):
            return list[of]
        case Rows(of):
            return list[rows[of]]


def _namespace(form: type, name: str, rows: dict[type, type], **default: Any) -> dict[str, Any]:
    """The fields of a type: a form may be half filled in when it arrives, so all of them may be null; the domain
    says what is missing."""
    namespace: dict[str, Any] = {
        "__module__": __name__,
        "__qualname__": name,
        "__doc__": form.__doc__,
        "__annotations__": {},
    }
    for field, declared in elements.entries(form):
        needed = "" if declared.required else " Optional. 选填。"
        namespace["__annotations__"][field] = _annotation(declared, rows) | None
        listed = isinstance(declared.rule, Rows) and not default
        namespace[field] = strawberry.field(
            description=f"{declared.words.en}. {declared.words.zh}。{needed}",
            directives=[about_as_long(5)] if listed else [],
            **default,
        )
    return namespace


def _output(form: type, rows: dict[type, type]) -> type:
    return backed_by(form)(type(form.__name__, (), _namespace(form, form.__name__, rows)))


def _input(form: type, rows: dict[type, type]) -> type:
    name = f"{form.__name__}Input"
    made = type(name, (), _namespace(form, name, rows, default=None))
    return strawberry.input(made, name=name, description=cleandoc(form.__doc__ or ""))


_ROWS_OUT: dict[type, type] = {elements.Position: _output(elements.Position, {})}
_ROWS_IN: dict[type, type] = {elements.Position: _input(elements.Position, {})}
_OUT = {kind: _output(form, _ROWS_OUT) for kind, form in elements.FORMS.items()}
_IN = {kind: _input(form, _ROWS_IN) for kind, form in elements.FORMS.items()}

_forms: Any = Annotated[
    Union[tuple(_OUT.values())],  # noqa: UP007 - from a tuple
    strawberry.union("IntakeForm", description="The form of an intake, by its element kind. 受理表单。"),
]

_form_input: Any = strawberry.input(
    type(
        "IntakeFormInput",
        (),
        {
            "__module__": __name__,
            "__annotations__": {kind.value.lower(): form | None for kind, form in _IN.items()},
            **{
                kind.value.lower(): strawberry.field(
                    default=strawberry.UNSET,
                    description=f"Form for {elements.ELEMENT_NAMES[kind].en}. {elements.ELEMENT_NAMES[kind].zh}表单。",
                )
                for kind in elements.ElementKind
            },
        },
    ),
    one_of=True,
    description="The form of the element kind, exactly one. 与要素类别对应的表单,只填一种。",
)


if TYPE_CHECKING:
    IntakeForm = Form

    class IntakeFormInput:
        """The form of the element kind, exactly one."""
else:
    IntakeForm, IntakeFormInput = _forms, _form_input


def read_form(given: Any) -> Form:
    """The domain's form of what the client filled in."""
    kind, filled = next(
        (kind, value)
        for kind in elements.ElementKind
        if (value := getattr(given, kind.value.lower())) is not strawberry.UNSET
    )
    return cast("Form", _read(elements.FORMS[kind], filled))


def _read(form: type, filled: Any) -> Any:
    values: dict[str, Any] = {}
    for name, declared in elements.entries(form):
        value = getattr(filled, name)
        match declared.rule:
            case Rows(of) if value is not None:
                values[name] = tuple(_read(of, row) for row in value)
            case Choices() if value is not None:
                values[name] = tuple(value)
            case _:
                values[name] = value
    return form(**values)
