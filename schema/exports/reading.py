"""Reading a list page by page, as its viewer sees it."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLError
from strawberry.http import process_result
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import Code, CodedError, not_found
from schema.engine import Engine
from schema.exports.asked import AFTER, FIRST, Listing
from schema.faults import told

PAGE = 100
"""Rows of a page."""

MOST = 100_000
"""Rows that are exported at once."""

READING = frozenset({OperationType.QUERY})


class Broken(Exception):
    """A page that was not answered; `errors` are as a client may see them."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors

    @property
    def code(self) -> str:
        """The code of the first error."""
        return str((self.errors[0].extensions or {}).get("code", Code.INTERNAL.value))


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of an export, and how many there were in all when it began."""

    total: int
    rows: list[list[Any]]


async def pages(
    engine: Engine, listing: Listing, variables: Mapping[str, Any], caller: Context, most: int = MOST
) -> AsyncGenerator[Page]:
    """Every page of a list, each a question of its own: of one moment, and paid for by its caller, who waits when it has used
    up its share. Raises Broken; on the first page when there are more than `most` rows."""
    size, after, total, rows = PAGE, None, 0, 0
    document, began = listing.first, False
    while True:
        given = {**variables, FIRST: size, AFTER: after}
        result = await engine.execute(document, given, caller, allowed_operation_types=READING)
        if result.errors:
            broken = Broken(result.errors)
            if broken.code == Code.QUERY_TOO_EXPENSIVE and _is_dear(broken) and size > 1:
                size //= 2
                continue
            if broken.code == Code.RATE_LIMITED and began:
                await asyncio.sleep((broken.errors[0].extensions or {}).get("retryAfter", 1))
                continue
            raise broken
        found = _at(result, listing, caller)
        if not began:
            total, began = found["totalCount"], True
            if total > most:
                raise Broken(told([_too_many(total, most)], caller, Code.BAD_USER_INPUT))
        page = [[column.cell(edge) for column in listing.columns] for edge in found["edges"]]
        rows += len(page)
        if rows > most:
            raise Broken(told([_too_many(rows, most)], caller, Code.BAD_USER_INPUT))
        yield Page(total, page)
        if not found["pageInfo"]["hasNextPage"]:
            return
        after, document = found["pageInfo"]["endCursor"], listing.next


def _is_dear(broken: Broken) -> bool:
    """Whether a page was too expensive for what it would answer, which a smaller one may not be."""
    return "cost" in (broken.errors[0].extensions or {})


def _at(result: ExecutionResult, listing: Listing, caller: Context) -> Any:
    """The page in an answer."""
    found: Any = orjson.loads(orjson.dumps(process_result(result)))["data"]
    for key in listing.place:
        if found is None:
            break
        found = found[key]
    if found is None:
        lack = not_found(Words("There is no such record", "没有这条记录"))
        raise Broken(told([lack], caller, Code.NOT_FOUND))
    return found


def _too_many(total: int, most: int) -> CodedError:
    return CodedError(
        Code.QUERY_TOO_EXPENSIVE,
        Words(
            f"The list has {total} rows; at most {most} are exported at once: filter it",
            f"列表共 {total} 行,一次最多导出 {most} 行,请加筛选条件",
        ),
        total=total,
        limit=most,
    )
