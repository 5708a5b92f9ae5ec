"""Relay connections: keyset pages with opaque cursors."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, cast

import strawberry
import strawberry.federation

import resolvers.relations
from domain.pages import Direction, Page, Sorting, Wanted, page
from domain.refusals import Words
from resolvers.context import Info
from resolvers.errors import bad_input
from resolvers.selection import ARGUMENT
from schema.backing import about, enum_of, in_words, reader
from schema.costs import in_pages

enum_of(
    Direction,
    "Which end of a list comes first. 排序方向。",
    in_words(
        {
            "ASC": "From the smallest, the earliest or A on|升序",
            "DESC": "From the greatest, the latest or Z on|降序",
        }
    ),
)

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
    order_type: Any = None,
    keys: Mapping[str, type] | None = None,
) -> Any:
    """A field that `db` declares as a list in pages, under this type and name. `read` makes the domain's filter of the
    contract's; a list that has no filter has no `filter_type`. It is sorted by keys of the type `sorted_by`. Where a
    client may say how it is sorted, `order_type` is the input, a `field` and a `direction`, and `keys` has the type of each
    field's keys."""

    async def resolve(
        info: Info,
        source: strawberry.Parent[Any],
        filter: Any = None,
        order_by: Any = None,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> object:
        page = {"first": _said(first), "after": _said(after), "last": _said(last), "before": _said(before)}
        return await resolvers.relations.listing(info, source, wanted(filter, order_by, page))

    def wanted(filter: Any, order_by: Any, page: Mapping[str, Any]) -> Wanted:
        sorting = None if order_by is None else Sorting(order_by.field, order_by.direction)
        key = sorted_by if sorting is None or keys is None else keys[sorting.by]
        asked = (page.get(name) for name in ("first", "after", "last", "before"))
        return Wanted(read(filter), wanted_page(*asked, sorted_by=key), sorting)

    said: dict[str, tuple[Any, str]] = {
        "filter": (filter_type, "Which of them. 筛选。"),
        "order_by": (order_type, "What comes first. 排序。"),
    }
    readers: dict[str, Callable[[Any], Any]] = {}
    parameters = dict(inspect.signature(resolve).parameters)
    for name, (type_, meaning) in said.items():
        if type_ is None:
            del parameters[name]
        else:
            asked: Any = Annotated[type_ | None, strawberry.argument(description=meaning)]
            resolve.__annotations__[name] = asked
            parameters[name] = parameters[name].replace(annotation=asked)
            readers[name] = reader(type_)
    cast("Any", resolve).__signature__ = inspect.Signature(list(parameters.values()))

    def argument(given: dict[str, Any]) -> Wanted:
        filter, order_by = given.get("filter"), given.get("orderBy")
        return wanted(
            None if filter is None else readers["filter"](filter),
            None if order_by is None else readers["order_by"](order_by),
            given,
        )

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


@dataclass(frozen=True, slots=True)
class Link:
    """An edge with fields of its own: those of the record that links the two ends."""

    cursor: str
    record: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.record, name)


def links(listing: strawberry.Parent[Any]) -> list[Any]:
    """The edges of a list of links."""
    return [Link(*each) for each in zip(listing.page.cursors, listing.page.items, strict=True)]


def edges_of(edge: type) -> Callable[..., list[Any]]:
    """The resolver of a connection's edges."""

    def edges(listing: strawberry.Parent[Any]) -> list[Any]:
        return [edge(cursor=c, node=n) for c, n in zip(listing.page.cursors, listing.page.items, strict=True)]

    return edges
