"""Importing: lines are held against each other, and against what is stored. An import adds; it never changes anything."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any, Generic, TypeVar
from uuid import UUID

from domain.refusals import Refusal, Words
from domain.tables.columns import Column, Line, RowProblem, Table, columns_of
from domain.tables.rules import Choice, YesNo, shown

L = TypeVar("L", bound=Line)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Occasion:
    """For which county an import is, when, and where its ids come from."""

    county_code: str
    now: datetime
    today: date
    new_id: Callable[[], UUID]


@dataclass(frozen=True, slots=True)
class Import:
    """A run of an import, as the audit has it."""

    id: UUID


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction of an import added: the ids of the records, from which row to which."""

    table: str
    first_row: int
    last_row: int
    ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows there were, how many of them are new, and how many say what was stored before or what an earlier row
    says."""

    rows: int
    added: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Decided(Generic[R]):
    """What becomes of the lines of a table: what is to be added, how many lines say what is stored already, and what is
    wrong with the others."""

    added: tuple[R, ...]
    unchanged: int
    problems: tuple[RowProblem, ...]


def once(table: Table[L], key: Callable[[L], Hashable], problems: list[RowProblem]) -> Table[L]:
    """The table with each record once: a line that repeats another is left out, one that contradicts it is noted. `key` tells
    what a line is about, `None` when it does not say."""
    first: dict[Hashable, L] = {}
    kept: list[L] = []
    for line in table.lines:
        about = key(line)
        other = line if about is None else first.setdefault(about, line)
        if other is line:
            kept.append(line)
            continue
        for name in _differing(table.labels, line, other):
            is_ = _in_words(columns_of(type(line))[name], getattr(other, name))
            words = Words(
                f"contradicts row {other.row}, which is about the same record and says {is_.en}",
                f"与第 {other.row} 行矛盾:该行为同一记录,填的是“{is_.zh}”",
            )
            problems.append(table.problem(line, name, words))
    return replace(table, lines=tuple(kept))


def together(table: Table[L], whose: Callable[[L], Hashable]) -> Table[L]:
    """The table with lines of one owner behind each other, for they are decided together."""
    place: dict[Hashable, int] = {}
    for line in table.lines:
        place.setdefault(whose(line), len(place))
    return replace(table, lines=tuple(sorted(table.lines, key=lambda line: place[whose(line)])))


def pieces(table: Table[L], whose: Callable[[L], Hashable], most: int) -> Iterator[Table[L]]:
    """A table in pieces of at most so many lines, unless one owner has more."""
    piece: list[L] = []
    for _, lines in groupby(table.lines, whose):
        group = list(lines)
        if piece and len(piece) + len(group) > most:
            yield replace(table, lines=tuple(piece))
            piece = []
        piece += group
    if piece:
        yield replace(table, lines=tuple(piece))


def bare(refusal: Refusal, path: str = "") -> Words:
    """What a refusal says, without the name that the API has for the place: a file has its column for that."""
    words = refusal.message
    return Words(
        words.en.removeprefix(f"{path}: "), words.zh.removeprefix(f"{path}:").removeprefix(f"{path}\uff1a")
    )


def against_stored(table: Table[L], line: L, stored: L) -> list[RowProblem]:
    """Where a line contradicts what is stored of its record; a cell that is blank says nothing."""
    said = [name for name in table.labels if getattr(line, name) is not None]
    problems: list[RowProblem] = []
    for name in _differing(said, line, stored):
        is_ = _in_words(columns_of(type(line))[name], getattr(stored, name))
        words = Words(
            f"contradicts what is stored: {is_.en}; an import changes nothing that is stored",
            f"与库中记录不一致:库中为“{is_.zh}”;导入不修改已有记录",
        )
        problems.append(table.problem(line, name, words))
    return problems


def _differing(names: Iterable[str], line: Line, other: Line) -> list[str]:
    bad = line.bad | other.bad
    return [name for name in names if name not in bad and getattr(line, name) != getattr(other, name)]


def _in_words(declared: Column, value: Any) -> Words:
    """What a column has, as people read it."""
    if value is None:
        return Words("nothing", "空")
    if isinstance(declared.rule, Choice | YesNo):
        return declared.rule.words[value]
    return Words(shown(value), shown(value))
