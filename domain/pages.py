"""Pages of a list that can grow: a window by keys, never by offset, so that an insert moves nothing."""

import base64
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from domain.refusals import Words

LARGEST = 100
DEFAULT = 20

_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

Key = datetime | date | str
"""What a list is sorted by."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """A window of at most `size` records after (or, `backward`, before) the record of `cursor`."""

    size: int
    cursor: tuple[Key, UUID] | None
    backward: bool


class Direction(StrEnum):
    """Which end of a list comes first. 排序方向。"""

    ASC = "ASC"
    DESC = "DESC"


@dataclass(frozen=True, slots=True)
class Sorting:
    """What a client wants a list sorted by: one of the orders that the list has, by name, and which way."""

    by: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list is asked for: what matches `filter`, a record whose fields are `None` where they do not
    matter, and of that one page. Without `sorting` the list has its own order."""

    filter: Any
    page: Page
    sorting: Sorting | None = None


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """The records of one page in the list's order, and whether there are more at either end."""

    items: tuple[T, ...]
    cursors: tuple[str, ...]
    has_next: bool
    has_previous: bool


def encode_cursor(key: Key, id: UUID) -> str:
    """The opaque place of a record: what it is sorted by, a moment in microseconds since 1970, a day or a text, and its
    id, which breaks ties."""
    match key:
        case datetime():
            written = f"@{(key - _EPOCH) // _MICROSECOND}"
        case date():
            written = f"#{key.isoformat()}"
        case str():
            written = f"={key}"
    return base64.urlsafe_b64encode(f"{written} {id}".encode()).decode()


def decode_cursor(cursor: str) -> tuple[Key, UUID] | None:
    """What a record is sorted by and its id; `None` when the cursor was never one of ours."""
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
        kind, key, id = text[:1], text[1:-37], UUID(text[-36:])
        if kind == "@":
            return _EPOCH + int(key) * _MICROSECOND, id
        if kind == "#":
            return date.fromisoformat(key), id
    except (ValueError, OverflowError):
        return None
    return (key, id) if kind == "=" and "\0" not in key else None


def page(
    first: int | None, after: str | None, last: int | None, before: str | None, sorted_by: type = datetime
) -> Page | Words:
    """The window that a client asks for of a list that is sorted by moments, days or texts, or what is wrong with the
    asking."""
    if (last is not None or before is not None) and (first is not None or after is not None):
        return Words("use first/after or last/before, not both", "first/after 与 last/before 不能同时使用")
    backward = last is not None or before is not None
    size = last if backward else first
    if size is None:
        size = DEFAULT
    if not 1 <= size <= LARGEST:
        name = "last" if backward else "first"
        return Words(f"{name} must be from 1 to {LARGEST}", f"{name} 应在 1 至 {LARGEST} 之间")
    given = before if backward else after
    cursor = None if given is None else decode_cursor(given)
    if given is not None and (cursor is None or type(cursor[0]) is not sorted_by):
        return Words("the cursor is not one that this server gave", "游标无效,请使用本服务返回的游标")
    return Page(size, cursor, backward)
