"""How a GraphQL type presents a domain record: the record itself goes through the executor, nothing is copied."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from inspect import cleandoc
from typing import Any, TypeVar, cast
from uuid import UUID

import strawberry
import strawberry.federation
from strawberry.types.base import StrawberryList, StrawberryOptional, has_object_definition

from domain import ids
from domain.elements import camel
from domain.ids import RecordId
from domain.refusals import Problem, Words
from domain.refusals import Refusal as DomainRefusal
from resolvers.context import Info
from resolvers.errors import malformed_id
from schema.costs import ACT, cost

C = TypeVar("C", bound=type)

RELATED = "related"
"""Marks a field that `db` declares as a relation."""


def about(description: str, *directives: object) -> Any:
    """A field that is an attribute of the record, with its description."""
    return strawberry.field(description=description, directives=directives)


def related(description: str, *directives: object) -> Any:
    """A field that `db` declares as a relation, under this type and name; the engine gives it its resolver."""
    return strawberry.field(description=description, directives=directives, metadata={RELATED: True})


def resolved(resolver: Callable[..., Any], description: str, *directives: object) -> Any:
    """A field that a resolver answers, with its description."""
    return strawberry.field(resolver=resolver, description=description, directives=directives)


Given = strawberry.argument(description="What is to be done. 操作内容。")


def act(result: object, description: str):
    """A mutation field; the domain's answer is presented by the union `result`."""
    return strawberry.mutation(graphql_type=result, description=description, directives=[cost(ACT)])


def backed_by(*records: type, keys: tuple[str, ...] = (), shareable: bool = False) -> Callable[[C], C]:
    """Make a GraphQL type of a class; it presents any of `records`, and its docstring is its description. Another
    subgraph may know it by any of `keys`, each a field and the column that it is read from, or, `shareable`, have the
    type too."""

    def decorate(cls: C) -> C:
        def is_type_of(value: object, info: Any) -> bool:
            return isinstance(value, records)

        cast("Any", cls).is_type_of = staticmethod(is_type_of)
        return strawberry.federation.type(
            cls, description=cleandoc(cls.__doc__ or ""), keys=keys, shareable=shareable
        )

    return decorate


def enum_of(enum: type[StrEnum], description: str, words: dict[str, Words]) -> None:
    """Publish an enumeration of the domain, with a description for every value."""
    strawberry.enum(enum, description=description)
    for value in definition(enum).values:
        meaning = words[value.name]
        value.description = f"{meaning.en}. {meaning.zh}。"


def by_name(names: Mapping[Any, Words]) -> dict[str, Words]:
    """The names that the domain has for an enumeration's values."""
    return {value.name: words for value, words in names.items()}


def in_words(entries: dict[str, str]) -> dict[str, Words]:
    """Descriptions written as "English|中文"."""
    return {name: Words(*text.split("|")) for name, text in entries.items()}


def global_id(type_name: str, id: UUID) -> strawberry.ID:
    """The opaque id of a record."""
    return strawberry.ID(ids.written(RecordId(type_name, id)))


def key_of(type_name: str, id: str) -> UUID | None:
    """The key of an id of this type; `None` when it is of another type or none of ours."""
    read = ids.read(id)
    return read.key if read and read.type_name == type_name else None


def identity(type_name: str) -> Any:
    """The field `id` of a type."""

    def resolve(record: strawberry.Parent[Any]) -> strawberry.ID:
        return global_id(type_name, record.id)

    return strawberry.field(resolver=resolve, description="Opaque global id. 全局唯一标识。")


@strawberry.interface(description="Anything that has an id of its own. 具有全局唯一标识的对象。")
class Node:
    id: strawberry.ID = about("Opaque global id. 全局唯一标识。")


def refusal_message(refusal: strawberry.Parent[Any], info: Info) -> str:
    """The message in the language of the request."""
    return cast("DomainRefusal", refusal).message.in_language(info.context.language)


@strawberry.interface(
    description="An act that a rule forbids; nothing was written. The message is ready to show, in the language of "
    "Accept-Language (zh-CN by default, or en). 依规则拒绝的操作,未写入任何数据;message 可直接展示。"
)
class Refusal:
    message: str = resolved(refusal_message, "What was wrong and what would be right. 原因与改正方法。")


def problem_message(problem: strawberry.Parent[Problem], info: Info) -> str:
    """The message in the language of the request."""
    return problem.message.in_language(info.context.language)


@backed_by(Problem, shareable=True)
class InputProblem:
    """One thing that is wrong with the input. 一处填写问题。"""

    path: str = about("The field, from the input object on: form.capital.amount. 字段路径。")
    message: str = resolved(problem_message, "What is wrong there and what would be right. 问题与改正方法。")


def known_id(id: str) -> RecordId:
    """The record of an id; one that this server never gave is an error of the client."""
    read = ids.read(id)
    if read is None:
        raise malformed_id()
    return read


def reader(cls: type) -> Callable[[dict[str, Any]], Any]:
    """What makes an instance of an input class of coerced input. Strawberry works this out anew at every request;
    a busy booth is spared that."""
    plan = [
        (field.python_name, camel(field.python_name), _nested(field.type)) for field in definition(cls).fields
    ]

    def read(given: dict[str, Any]) -> Any:
        values: dict[str, Any] = {}
        for python_name, name, nested in plan:
            if name in given:
                value = given[name]
                values[python_name] = value if nested is None or value is None else nested(value)
        return cls(**values)

    return read


def _nested(type_: Any) -> Callable[[Any], Any] | None:
    """How a value of a field's type is read; `None` when it stays as it is."""
    if isinstance(type_, StrawberryOptional):
        return _nested(type_.of_type)
    if isinstance(type_, StrawberryList):
        item = _nested(type_.of_type)
        return None if item is None else lambda values: [item(value) for value in values]
    return reader(type_) if has_object_definition(type_) else None


def definition(thing: Any) -> Any:
    """What strawberry knows of a type or a field."""
    return thing.__strawberry_definition__
