"""Tables of a file: the columns that a line has, and how a cell becomes a value."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

from domain.refusals import REQUIRED, Words


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that has no value to read, such as a formula that failed."""

    words: Words


Cell = str | int | float | datetime | date | tuple[str, ...] | Broken | None
"""What a file has in a cell. A `bool` is an `int` to Python; no column takes one."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file, unread: `header` and `rows` have a cell for each of `letters`, `merged` are ranges.

    `name` is empty where the file has none (csv). In a file that is not `typed` (csv) every cell is a text.
    `row` is the row of the header as a spreadsheet numbers it, `None` where each record names its own columns (json).
    """

    name: str
    letters: tuple[str, ...]
    header: tuple[Cell, ...]
    row: int | None
    rows: Sequence[tuple[int, Sequence[Cell]]]
    typed: bool = True
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one place of a file; a row or a column is `None` where the whole of it is meant."""

    sheet: str
    row: int | None
    column: str | None
    message: Words


class Rule(Protocol):
    """What a column holds."""

    def read(self, cell: Any, *, typed: bool) -> Any:
        """The value of a cell that is not blank; `Words` say what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is called, what it holds, and whether every line needs it."""

    words: Words
    rule: Rule
    required: bool
    also: tuple[str, ...]
    truth: bool


def column(
    en: str, zh: str, rule: Rule, *also: str, required: bool = True, truth: bool = False
) -> dict[str, Column]:
    """Declare a column beside the field of its line; `also` are other headers that people use, `truth` lets a cell be true or
    false."""
    return {"column": Column(Words(en, zh), rule, required, also, truth)}


@dataclass(frozen=True, slots=True)
class Line:
    """A row with a header's meaning. A field is `None` when its cell is blank, or bad: then it is named in `bad`."""

    row: int
    bad: frozenset[str]


L = TypeVar("L", bound=Line)


@dataclass(frozen=True, slots=True)
class Table(Generic[L]):
    """The lines of one sheet; `labels` say which column of the file a field came from."""

    sheet: str
    labels: Mapping[str, str]
    lines: tuple[L, ...]

    def problem(self, line: Line, field: str, words: Words) -> RowProblem:
        """A problem in the cell of a line's field."""
        return RowProblem(self.sheet, line.row, self.labels[field], words)


def columns_of(line: type[Line]) -> dict[str, Column]:
    """The columns of a kind of line by field, in the order in which they are shown."""
    return {f.name: f.metadata["column"] for f in fields(line) if "column" in f.metadata}


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """A header or a word as it is compared: "opensAt", "opens_at" and " Opens at " are the same."""
    return re.sub(r"[\s_-]+", "", unicodedata.normalize("NFKC", text)).casefold()


def headings(line: type[Line]) -> dict[str, str]:
    """The field of every header that is known, headers as `plain` writes them."""
    return {
        plain(header): name
        for name, declared in columns_of(line).items()
        for header in (name, declared.words.en, declared.words.zh, *declared.also)
    }


def is_blank(cell: Cell) -> bool:
    """Whether there is nothing in a cell."""
    return cell is None or cell == () or (isinstance(cell, str) and not cell.strip())


def read_table(sheet: Sheet, line: type[L], problems: list[RowProblem]) -> Table[L]:
    """The lines of a sheet. Whatever cannot be read is noted in `problems`, and the rest is read all the same."""
    for range_ in sheet.merged:
        words = Words("cells are merged; split them and fill in each", "存在合并单元格,请取消合并并逐格填写")
        problems.append(RowProblem(sheet.name, None, range_, words))
    declared = columns_of(line)
    placed = _place(sheet, line, problems)
    labels = {name: f"{c.words.zh} / {c.words.en}" for name, c in declared.items()}
    labels |= {name: _label(sheet, place) for place, name in placed.items()}
    missing: list[str] = []
    if sheet.row is not None:
        # A column that is missing is one problem, not one a row.
        missing = [name for name, c in declared.items() if c.required and name not in placed.values()]
    for name in missing:
        lacking = declared[name].words
        words = Words(f"the column {lacking.en!r} is missing", f"缺少列“{lacking.zh}”")
        problems.append(RowProblem(sheet.name, sheet.row, None, words))
    strays = [place for place, header in enumerate(sheet.header) if is_blank(header)]
    lines: list[L] = []
    for number, cells in sheet.rows:
        if all(map(is_blank, cells)):
            continue
        problems.extend(
            RowProblem(
                sheet.name, number, sheet.letters[place], Words("has no header above it", "该列没有表头")
            )
            for place in strays
            if not is_blank(cells[place])
        )
        values: dict[str, Any] = {}
        bad = set(missing)
        for place, name in placed.items():
            value = _value(declared[name], cells[place], sheet.typed)
            if type(value) is Words:
                problems.append(RowProblem(sheet.name, number, labels[name], value))
                bad.add(name)
            else:
                values[name] = value
        for name, c in declared.items():
            if c.required and name not in values and name not in bad:
                problems.append(RowProblem(sheet.name, number, labels[name], REQUIRED))
                bad.add(name)
        lines.append(line(row=number, bad=frozenset(bad), **values))
    return Table(sheet.name, labels, tuple(lines))


def _place(sheet: Sheet, line: type[Line], problems: list[RowProblem]) -> dict[int, str]:
    """The field of each column of the sheet that has one."""
    known = headings(line)
    placed: dict[int, str] = {}
    for place, header in enumerate(sheet.header):
        if is_blank(header):
            continue
        name = known.get(plain(str(header)))
        words = None
        if name is None:
            taken = columns_of(line).values()
            words = Words(
                f"the header {header!r} is not known; known are {', '.join(c.words.en for c in taken)}",
                f"表头“{header}”无法识别,可用的表头有:{'、'.join(c.words.zh for c in taken)}",
            )
        elif name in placed.values():
            first = next(_label(sheet, p) for p, n in placed.items() if n == name)
            words = Words(f"the header means the same as that of {first}", f"表头与 {first} 重复")
        else:
            placed[place] = name
        if words is not None:
            problems.append(RowProblem(sheet.name, sheet.row, _label(sheet, place), words))
    return placed


def _label(sheet: Sheet, place: int) -> str:
    """A column as people find it: its letter and its header."""
    return f"{sheet.letters[place]} {sheet.header[place]}".strip()


def _value(declared: Column, cell: Cell, typed: bool) -> Any:
    if is_blank(cell):
        return REQUIRED if declared.required else None
    if isinstance(cell, Broken):
        return cell.words
    if isinstance(cell, bool) and not declared.truth:
        return Words("is true or false, which no column takes", "为逻辑值(TRUE/FALSE),此列不接受")
    return declared.rule.read(cell, typed=typed)
