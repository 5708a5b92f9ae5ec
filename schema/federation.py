"""The contract as a subgraph of Apollo Federation: what a router asks for besides what clients do."""

from functools import lru_cache
from typing import Annotated, Any

import strawberry
from strawberry.federation.schema import FederationAny
from strawberry.federation.schema_directives import Key
from strawberry.schema.base import BaseSchema

import resolvers.entities
from resolvers.context import Info
from resolvers.selection import ARGUMENT
from schema.backing import definition, resolved
from schema.costs import NAMED, PRINTED, about_as_long, cost

VERSION = "2.9"
"""Of the specification. One of three public composers refuses 2.11."""

ANY = strawberry.scalar(
    name="_Any",
    description="An object with __typename and a key of that type. 实体引用:__typename 与该类型的键。",
    serialize=lambda value: value,
    parse_value=lambda value: value,
)

Representations = Annotated[
    list[FederationAny],
    strawberry.argument(
        description=f"Type and key of each, at most {resolvers.entities.MOST:,}. 各实体的类型与键。"
    ),
]


def keys_of(types: tuple[type, ...]) -> dict[str, tuple[str, ...]]:
    """The keys of each entity, as its `@key` directives say."""
    return {
        definition(each).name: tuple(
            str(directive.fields) for directive in definition(each).directives if isinstance(directive, Key)
        )
        for each in types
    }


def subgraph(types: tuple[type, ...]) -> type:
    """The questions of a router, for the entities `types`."""
    keys = keys_of(types)
    entity: Any = Annotated[
        _either(types), strawberry.union("_Entity", description="Whatever has a key. 带键的实体。")
    ]

    async def entities(info: Info, representations: Representations) -> object:
        return await resolvers.entities.entities(info.context, representations, keys)

    def argument(given: dict[str, Any]) -> object:
        return resolvers.entities.every_id(given["representations"], keys)

    @strawberry.type
    class RouterQueries:
        """What a router asks for."""

        entities_: Any = strawberry.field(
            name="_entities",
            resolver=entities,
            graphql_type=list[entity | None],
            description="Entities by their keys, for a router; null when there is none. 按键查实体(供路由网关)。",
            directives=[about_as_long(resolvers.entities.MOST)],
            metadata={ARGUMENT: argument, NAMED: "representations"},
        )
        service: _Service = strawberry.field(
            name="_service",
            resolver=_service,
            description="This subgraph, for a router. 子图信息(供路由网关)。",
        )

    return RouterQueries


def _sdl(info: Info) -> str:
    """The contract as a composer reads it: the text of `yaosu schema`."""
    return _printed(info.schema)


@lru_cache(8)
def _printed(schema: BaseSchema) -> str:
    # Several milliseconds, and one document may ask for it many times.
    return schema.as_str()


@strawberry.type(name="_Service", description="What a composer reads. 子图服务信息。")
class _Service:
    sdl: str = resolved(_sdl, "The contract as SDL. 以 SDL 表示的契约。", cost(PRINTED))


def _service() -> _Service:
    return _Service()


def _either(types: tuple[type, ...]) -> Any:
    """The union of the types."""
    made: Any = types[0]
    for each in types[1:]:
        made |= each
    return made
