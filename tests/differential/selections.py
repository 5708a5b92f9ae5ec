"""What a document selects, and what may be selected together in one place of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import is_abstract_type


@dataclass(frozen=True, slots=True)
class Place:
    """Where selections are made: how deep (`raw` counts edges and nodes, too), in how many lists, about how often an
    answer has this place, and how many a page has whose connection this is."""

    depth: int = 1
    lists: int = 0
    times: int = 1
    page: int = 1
    raw: int = 1


@dataclass(slots=True)
class Field:
    """A field of a selection; a composite one has its children and the place where they are."""

    key: str
    name: str
    parent: Any
    shape: str
    place: Place
    arguments: str = ""
    directives: str = ""
    variables: tuple[str, ...] = ()
    of: Any = None
    children: list[Selection] | None = None


@dataclass(slots=True)
class Inline:
    """An inline fragment; without a condition it only groups."""

    condition: str
    parent: Any
    directives: str
    variables: tuple[str, ...]
    children: list[Selection]


@dataclass(slots=True)
class Fragment:
    """A named fragment: what it is on, how many levels and lists it adds where it is used, and about how many fields
    an answer has of it."""

    name: str
    parent: Any
    children: list[Selection]
    depth: int
    lists: int
    weight: int


@dataclass(slots=True)
class Spread:
    """A named fragment where it is used."""

    fragment: Fragment
    directives: str
    variables: tuple[str, ...]


Selection = Field | Inline | Spread


@dataclass(slots=True)
class Held:
    """A response key: the shape of its value, the fields that write it, and what lies below it."""

    shape: str
    writers: list[tuple[Any, str, str]]
    below: Scope = field(default_factory=dict)

    def takes(self, parent: Any, name: str, arguments: str, shape: str) -> bool:
        """Whether one more field may write this key."""
        return self.shape == shape and all(
            (held_name == name and held_arguments == arguments) or _never_both(held, parent)
            for held, held_name, held_arguments in self.writers
        )


Scope = dict[str, Held]
"""What an answer has in one place, by response key."""


def _never_both(one: Any, other: Any) -> bool:
    return one is not other and not is_abstract_type(one) and not is_abstract_type(other)


def fits(scope: Scope, selections: list[Selection]) -> bool:
    """Whether selections, right in themselves, may be made here too."""
    for one in selections:
        if isinstance(one, Field):
            held = scope.get(one.key)
            if held is not None and not (
                held.takes(one.parent, one.name, one.arguments, one.shape)
                and (not one.children or fits(held.below, one.children))
            ):
                return False
        elif not fits(scope, below(one)):
            return False
    return True


def enter(scope: Scope, selections: list[Selection]) -> None:
    """Note that selections that fit are made here."""
    for one in selections:
        if isinstance(one, Field):
            enter(write(scope, one).below, one.children or [])
        else:
            enter(scope, below(one))


def write(scope: Scope, one: Field) -> Held:
    """Note that a field writes its key."""
    held = scope.get(one.key)
    if held is None:
        held = scope[one.key] = Held(one.shape, [])
    writer = (one.parent, one.name, one.arguments)
    if writer not in held.writers:
        held.writers.append(writer)
    return held


def below(one: Inline | Spread) -> list[Selection]:
    """What a fragment selects."""
    return one.fragment.children if isinstance(one, Spread) else one.children


def every(selections: list[Selection]) -> Iterator[Selection]:
    """All selections, those of fragments too."""
    for one in selections:
        yield one
        yield from every((one.children or []) if isinstance(one, Field) else below(one))


def printed(selections: list[Selection], into: list[str]) -> None:
    """The text of a selection set, without that of the fragments it names."""
    into.append(" {")
    for one in selections:
        if isinstance(one, Field):
            alias = "" if one.key == one.name else f"{one.key}: "
            into.append(f" {alias}{one.name}{one.arguments}{one.directives}")
            if one.children:
                printed(one.children, into)
        elif isinstance(one, Inline):
            into.append(f" ...{one.condition}{one.directives}")
            printed(one.children, into)
        else:
            into.append(f" ...{one.fragment.name}{one.directives}")
    into.append(" }")
