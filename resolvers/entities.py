"""Entities by the keys that other subgraphs have of them, as a router asks for them: many at a time."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from graphql import GraphQLError

from domain.codes import uscc_problem
from domain.ids import Coded, RecordId
from domain.ids import read as read_id
from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import bad_input, malformed_id
from resolvers.relations import found

MOST = 1_000
"""Representations that one `_entities` may have; a router sends one for every object of its list."""

CODES: Mapping[str, Callable[[str], Words | None]] = {"uscc": uscc_problem}
"""The columns that are keys besides `id`, and what is wrong with a value."""

Keys = Mapping[str, Sequence[str]]
"""The columns that each type's entities are known by, the one that is read first in front."""


Reference = RecordId | Coded | None
"""Which record a representation is of; `None` when no record can have its key."""


def reference(given: object, keys: Keys) -> Reference:
    """The record of a representation: an object with `__typename` and one of that type's keys. Anything else is an error
    of whoever sent it."""
    representation = cast("dict[str, object]", given) if isinstance(given, dict) else {}
    type_name = representation.get("__typename")
    if not isinstance(type_name, str) or type_name not in keys:
        raise bad_input(
            Words(
                "a representation is an object whose __typename is an entity's",
                "实体引用应为对象,其 __typename 应为实体类型",
            )
        )
    columns = keys[type_name]
    column = next((column for column in columns if isinstance(representation.get(column), str)), None)
    if column is None:
        wanted = ", ".join(columns)
        raise bad_input(
            Words(
                f"a representation of {type_name} has one of: {wanted}",
                f"{type_name} 的引用应含以下键之一:{wanted}",
            )
        )
    key = cast("str", representation[column])
    if column == "id":
        id = read_id(key)
        if id is None:
            raise malformed_id()
        return id if id.type_name == type_name else None
    if problem := CODES[column](key):
        raise bad_input(Words(f"{column} {problem.en}", f"{column} {problem.zh}"))
    return Coded(type_name, column, key)


def few(representations: Sequence[object]) -> Sequence[object]:
    """The representations, if they are not too many for one statement."""
    if len(representations) > MOST:
        raise bad_input(Words(f"representations takes at most {MOST}", f"representations 最多 {MOST} 个"))
    return representations


def every_id(representations: Sequence[object], keys: Keys) -> tuple[RecordId, ...]:
    """All of them as ids, for the plan; where one has another key, or none, the loaders answer."""
    read = [reference(given, keys) for given in few(representations)]
    ids = tuple(each for each in read if isinstance(each, RecordId))
    if len(ids) < len(read):
        raise GraphQLError("not all of the representations have ids")
    return ids


async def entities(context: Context, representations: Sequence[object], keys: Keys) -> list[Any]:
    """The records of representations in their order, one statement for each key of a type; in the place of one that is
    malformed is an error, which is that place's alone."""

    async def one(given: object) -> Any:
        try:
            named = reference(given, keys)
        except GraphQLError as wrong:
            return wrong
        match named:
            case None:
                return None
            case _:
                return await found(context, named, named.type_name)

    return await asyncio.gather(*map(one, few(representations)))
