"""Records by their ids."""

from collections.abc import Callable
from typing import Annotated, Any

import strawberry

import resolvers.relations
from domain.ids import Coded, RecordId
from domain.ids import read as read_id
from domain.pages import LARGEST
from domain.refusals import Words
from resolvers.context import Info
from resolvers.errors import bad_input, malformed_id
from resolvers.selection import ARGUMENT
from schema.backing import Node, known_id, reader
from schema.costs import NAMED, about_as_long


def found(type_: Any, type_name: str, description: str, id_description: str) -> Any:
    """A question for the record of an id, of the type `type_name` or, without one, of any."""

    async def resolve(
        info: Info, id: Annotated[strawberry.ID, strawberry.argument(description=id_description)]
    ) -> object:
        return await resolvers.relations.found(info.context, known_id(id), type_name)

    def argument(given: dict[str, Any]) -> RecordId:
        return known_id(given["id"])

    return strawberry.field(
        resolver=resolve, graphql_type=type_ | None, description=description, metadata={ARGUMENT: argument}
    )


def found_by(type_: Any, by: Any, read: Callable[[Any], RecordId | Coded], description: str) -> Any:
    """A question for one record by its id or by a code of others; `read` makes of the input `by` what it names."""

    async def resolve(info: Info, by: Any) -> object:
        return await resolvers.relations.found(info.context, read(by))

    resolve.__annotations__["by"] = Annotated[by, strawberry.argument(description="Which one. 按何查询。")]
    read_input = reader(by)

    def argument(given: dict[str, Any]) -> RecordId | Coded:
        return read(read_input(given["by"]))

    return strawberry.field(
        resolver=resolve, graphql_type=type_ | None, description=description, metadata={ARGUMENT: argument}
    )


def several(description: str) -> Any:
    """A question for the records of many ids."""

    async def resolve(
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="Global ids. 全局标识。")],
    ) -> object:
        return await resolvers.relations.found_each(info.context, [read_id(id) for id in _few(ids)])

    return strawberry.field(
        resolver=resolve,
        graphql_type=list[Node | None],
        description=description,
        directives=[about_as_long(LARGEST)],
        metadata={ARGUMENT: _every, NAMED: "ids"},
    )


def _every(given: dict[str, Any]) -> tuple[RecordId, ...]:
    """All of the ids; where one is none of ours, the loaders tell which."""
    read = [read_id(id) for id in _few(given["ids"])]
    known = tuple(id for id in read if id is not None)
    if len(known) < len(read):
        raise malformed_id()
    return known


def _few(ids: list[strawberry.ID]) -> list[strawberry.ID]:
    if len(ids) > LARGEST:
        raise bad_input(Words(f"ids takes at most {LARGEST}", f"ids 最多 {LARGEST} 个"))
    return ids


@strawberry.type
class NodeQueries:
    """Anything by its id."""

    node: Node | None = found(
        Node, "", "Anything by its id; null when there is none. 按标识查对象。", "Global id. 全局标识。"
    )
    nodes: list[Node | None] = several(
        "Several at once, in the order of the ids; at most 100. 批量按标识查对象。"
    )
