"""What a field of a form may declare of itself: what it means, what is right there, whether it may be left out."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.refusals import Words


@dataclass(frozen=True, slots=True)
class Text:
    """Free text of at most `limit` characters."""

    limit: int = 200


@dataclass(frozen=True, slots=True)
class Amount:
    """Yuan with two digits."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A positive measured number with at most three digits after the point."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Day:
    """A date that is not in the past."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an enumeration."""

    of: type[StrEnum]


@dataclass(frozen=True, slots=True)
class Choices:
    """One or more values of an enumeration, each once."""

    of: type[StrEnum]


@dataclass(frozen=True, slots=True)
class Rows:
    """One to fifty records, each with entries of its own."""

    of: type[Any]


Rule = Text | Amount | Quantity | Whole | Day | Flag | Choice | Choices | Rows


@dataclass(frozen=True, slots=True)
class Entry:
    """What one field of a form means, what is right there, and whether it may be left out."""

    words: Words
    rule: Rule
    required: bool = True


def entry(en: str, zh: str, rule: Rule, *, required: bool = True) -> Any:
    """Declare a field of a form beside its name."""
    return field(default=None, metadata={"entry": Entry(Words(en, zh), rule, required)})


def entries(form: type[Any]) -> Iterator[tuple[str, Entry]]:
    """The fields of a form with what is declared of them, in order."""
    for declared in dataclasses.fields(form):
        yield declared.name, declared.metadata["entry"]


def camel(name: str) -> str:
    """The name of a field as clients write it."""
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)
