"""What is asked for, as a tree of names, and whether all of it is declared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.relations import Paged, catalogue

_CURSOR, _EDGE = {"__typename", "totalCount", "edges", "pageInfo"}, {"__typename", "cursor", "node"}
_PAGE_INFO = {"__typename", "hasNextPage", "hasPreviousPage", "startCursor", "endCursor"}


@dataclass(frozen=True, slots=True, eq=False)
class Selected:
    """A field as it was asked for: `key` in the answer, `argument` its place among the arguments of the selection, and
    what is selected `below` it, for each type that it may be of."""

    key: str
    name: str
    argument: int | None
    below: Mapping[str, tuple["Selected", ...]]


def covers(type_name: str, fields: Sequence[Selected]) -> bool:
    """Whether every field of a selection is declared, all the way down."""
    type_ = catalogue.get(type_name)
    return type_ is not None and all(
        field.name == "__typename"
        or (
            (member := type_.members.get(field.name)) is not None
            and (_pages(member, field) if isinstance(member, Paged) else _covered(field))
        )
        for field in fields
    )


def _covered(field: Selected) -> bool:
    return all(covers(type_name, fields) for type_name, fields in field.below.items())


def _pages(paged: Paged, field: Selected) -> bool:
    """Whether a connection is asked for nothing but what every connection has, and what its links have."""
    for asked in only(field)[1]:
        if asked.name not in _CURSOR:
            return False
        inner = only(asked)[1] if asked.below else ()
        if asked.name == "edges" and paged.links:
            if not covers(paged.to, [each for each in inner if each.name != "cursor"]):
                return False
        elif any(
            each.name not in (_EDGE if asked.name == "edges" else _PAGE_INFO) for each in inner
        ) or not all(map(_covered, inner)):
            return False
    return True


def only(field: Selected) -> tuple[str, tuple[Selected, ...]]:
    """The one type below a field, and what is selected of it."""
    ((type_name, fields),) = field.below.items()
    return type_name, fields
