"""Relay connections: keyset pages with opaque cursors."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import strawberry
import strawberry.federation

import resolvers.relations
from domain.pages import Page, Wanted, page
from domain.refusals import Words
from resolvers.context import Info
from resolvers.errors import bad_input
from resolvers.selection import ARGUMENT
from schema.backing import about, reader
from schema.costs import in_pages

First = Annotated[
    int | None, strawberry.argument(description="How many from the start, 1 to 100 (20). 从头取的条数。")
]
After = Annotated[
    str | None, strawberry.argument(description="Only what comes after this cursor. 此游标之后。")
]
Last = Annotated[
    int | None, strawberry.argument(description="How many from the end, 1 to 100. 从尾取的条数。")
]
Before = Annotated[
    str | None, strawberry.argument(description="Only what comes before this cursor. 此游标之前。")
]


@strawberry.federation.type(shareable=True, description="Where a page stands in its list. 分页信息。")
class PageInfo:
    has_next_page: bool = about("Whether more follow. 是否有下一页。")
    has_previous_page: bool = about("Whether more precede. 是否有上一页。")
    start_cursor: str | None = about("Cursor of the first edge. 首条游标。")
    end_cursor: str | None = about("Cursor of the last edge. 末条游标。")


def wanted_page(
    first: int | None, after: str | None, last: int | None, before: str | None, sorted_by: type
) -> Page:
    """The page that was asked for; asking wrongly is an error of the client."""
    asked = page(first, after, last, before, sorted_by)
    if isinstance(asked, Words):
        raise bad_input(asked)
    return asked


def listed(
    connection: Any,
    filter_type: Any,
    read: Callable[[Any], Any],
    description: str,
    sorted_by: type = datetime,
) -> Any:
    """A field that `db` declares as a list in pages, under this type and name. `read` makes the domain's filter of the
    contract's."""

    chosen: Any = Annotated[filter_type | None, strawberry.argument(description="Which of them. 筛选。")]

    async def resolve(
        info: Info,
        source: strawberry.Parent[Any],
        filter: Any = None,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> object:
        page = wanted_page(_said(first), _said(after), _said(last), _said(before), sorted_by)
        wanted = Wanted(read(filter), page)
        return await resolvers.relations.listing(info, source, wanted)

    resolve.__annotations__["filter"] = chosen
    read_filter = reader(filter_type)

    def argument(given: dict[str, Any]) -> Wanted:
        filter = given.get("filter")
        page = wanted_page(
            given.get("first"), given.get("after"), given.get("last"), given.get("before"), sorted_by
        )
        return Wanted(read(None if filter is None else read_filter(filter)), page)

    return strawberry.field(
        resolver=resolve,
        graphql_type=connection,
        description=description,
        directives=[in_pages()],
        metadata={ARGUMENT: argument},
    )


def _said(value: Any) -> Any:
    """What was said. The contract has no defaults here: a composer allows none beside an assumed size."""
    return None if value is strawberry.UNSET else value


def page_info(listing: strawberry.Parent[Any]) -> PageInfo:
    """Where the page of a listing stands."""
    held = listing.page
    return PageInfo(
        has_next_page=held.has_next,
        has_previous_page=held.has_previous,
        start_cursor=held.cursors[0] if held.cursors else None,
        end_cursor=held.cursors[-1] if held.cursors else None,
    )


def edges_of(edge: type) -> Callable[..., list[Any]]:
    """The resolver of a connection's edges."""

    def edges(listing: strawberry.Parent[Any]) -> list[Any]:
        return [edge(cursor=c, node=n) for c, n in zip(listing.page.cursors, listing.page.items, strict=True)]

    return edges
