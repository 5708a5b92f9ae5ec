"""Tables of a file: the columns that a line has, and how a cell becomes a value."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar, cast

from domain.codes import clean_uscc, division_problem, uscc_problem
from domain.refusals import REQUIRED, Words, text_problem

OFFICE = timezone(timedelta(hours=8))
"""Office time. A file says no offset; China has had this one since 1992."""


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


def column(en: str, zh: str, rule: Rule, *also: str, required: bool = True) -> dict[str, Column]:
    """Declare a column beside the field of its line; `also` are other headers that people use."""
    return {"column": Column(Words(en, zh), rule, required, also)}


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
    if isinstance(cell, bool):
        return Words("is true or false, which no column takes", "为逻辑值(TRUE/FALSE),此列不接受")
    return declared.rule.read(cell, typed=typed)


# --- Rules ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A text of at most `limit` characters. A whole number is one too: spreadsheets make one of booth code 12."""

    limit: int
    lines: bool = False

    def read(self, cell: Any, *, typed: bool) -> str | Words:
        text = _text(cell)
        # What is printable has no control characters; looking at each takes ten times as long.
        if isinstance(text, Words) or (len(text) <= self.limit and text.isprintable()):
            return text
        return text_problem(text, self.limit, lines=self.lines) or text


@dataclass(frozen=True, slots=True)
class Texts:
    """Several texts in one cell, with 、 ; or a line break between them."""

    limit: int

    def read(self, cell: Any, *, typed: bool) -> tuple[str, ...] | Words:
        parts = _parts(cell, "、;;\n")
        if isinstance(parts, Words):
            return parts
        return next(filter(None, (text_problem(part, self.limit) for part in parts)), parts)


@dataclass(frozen=True, slots=True)
class Uscc:
    """A unified social credit code, which is a text: as a number it has lost its last digits."""

    def read(self, cell: Any, *, typed: bool) -> str | Words:
        if isinstance(cell, int | float) or (
            isinstance(cell, str) and re.fullmatch(r"\d(\.\d+)?E\+?\d+", cell.strip(), re.IGNORECASE)
        ):
            return Words(
                f"is the number {cell}: the spreadsheet has cut off digits of the code; format the column as text"
                " and enter the code again",
                f"为数值 {cell}:表格软件已截断统一社会信用代码的后几位,请将该列设为“文本”后重新录入",
            )
        text = _text(cell)
        return text if isinstance(text, Words) else _checked_uscc(text)


@lru_cache(maxsize=16384)
def _checked_uscc(text: str) -> str | Words:
    # An enterprise comes again and again in one file, and its check character is the dearest thing in a row.
    return uscc_problem(text) or clean_uscc(text)


@dataclass(frozen=True, slots=True)
class Division:
    """A division code of six digits."""

    def read(self, cell: Any, *, typed: bool) -> str | Words:
        text = _text(cell)
        return text if isinstance(text, Words) else division_problem(text) or text


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    def read(self, cell: Any, *, typed: bool) -> int | Words:
        if isinstance(cell, str):
            text = cell.strip()
            digits = text.isascii() and text.isdigit()
            if digits and typed:
                return Words(
                    f"is the text {text!r}; make it a number", f"是以文本形式存储的数字“{text}”,请转换为数字"
                )
            if not digits or len(text) > 20:
                return Words(f"is the text {text!r}; a number belongs here", f"为文字“{text}”,此处应填数字")
            cell = int(text)
        if not isinstance(cell, int | float) or cell != cell // 1:
            return Words(f"is {_shown(cell)}; a whole number belongs here", f"为 {_shown(cell)},此处应填整数")
        if not self.least <= cell <= self.most:
            return Words(
                f"is {cell}; it must be from {self.least} to {self.most}",
                f"为 {cell},应在 {self.least} 至 {self.most} 之间",
            )
        return int(cell)


MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2})[::时点](?:(\d{1,2})(?:分|[::](\d{1,2})(?:\.(\d{1,6})\d*)?|分(\d{1,2})秒)?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with or without a time, in office time unless it says another."""

    def read(self, cell: Any, *, typed: bool) -> datetime | Words:
        moment = _moment(cell)
        if isinstance(moment, Words):
            return moment
        if not 1900 <= moment.year <= 2200:
            return Words(f"is in the year {moment.year}", f"年份为 {moment.year},请核对")
        return moment


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""

    def read(self, cell: Any, *, typed: bool) -> date | Words:
        moment = Moment().read(cell, typed=typed)
        if isinstance(moment, Words):
            return moment
        if moment.time() != time(0):
            return Words(
                f"{_shown(cell)} has a time; a day belongs here", f"{_shown(cell)} 含有时间,此处只填日期"
            )
        return moment.date()


class Choice:
    """One value of an enumeration, by its code or by its Chinese word."""

    def __init__(self, words: Mapping[Any, Words], also: Mapping[str, StrEnum] = {}) -> None:
        self._values: dict[str, StrEnum] = {}
        for value, named in words.items():
            self._values |= {plain(str(value)): value, plain(named.en): value, plain(named.zh): value}
        self._values |= {plain(word): value for word, value in also.items()}
        self._known = Words(
            ", ".join(str(value) for value in words), "、".join(named.zh for named in words.values())
        )

    def read(self, cell: Any, *, typed: bool) -> Any:
        value = self._values.get(plain(cell)) if isinstance(cell, str) else None
        if value is not None:
            return value
        return Words(
            f"is {_shown(cell)}; known are {self._known.en}",
            f"为“{_shown(cell)}”,可填:{self._known.zh}",
        )


class Choices(Choice):
    """Several values of an enumeration in one cell, with 、 , ; / or a line break between them."""

    def read(self, cell: Any, *, typed: bool) -> Any:
        parts = _parts(cell, "、,,;;/\n")
        if isinstance(parts, Words):
            return parts
        values = [super(Choices, self).read(part, typed=typed) for part in parts]
        return next((v for v in values if isinstance(v, Words)), tuple(dict.fromkeys(values)))


def _text(cell: Any) -> str | Words:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, int):
        return str(cell)
    return Words(
        f"is {_shown(cell)}; a text belongs here: format the cell as text",
        f"为 {_shown(cell)},此处应填文字,请将单元格设为“文本”",
    )


def _parts(cell: Any, separators: str) -> tuple[str, ...] | Words:
    if isinstance(cell, tuple):
        return cast("tuple[str, ...]", cell)
    text = _text(cell)
    if isinstance(text, Words):
        return text
    return tuple(part.strip() for part in re.split(f"[{separators}]", text) if part.strip())


def _moment(cell: Any) -> datetime | Words:
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=OFFICE)
    if isinstance(cell, date):
        return datetime.combine(cell, time(0), OFFICE)
    found = MOMENT.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return Words(
            f"is {_shown(cell)}, not a date; write 2023-06-13 09:30, or format the cell as a date",
            f"为 {_shown(cell)},不是日期;请写成 2023-06-13 09:30,或将单元格设为“日期”",
        )
    year, month, day, hour, minute, second, fraction, second_zh, offset = found.groups()
    try:
        zone = OFFICE if offset is None else datetime.strptime(offset, "%z").tzinfo
        return datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or second_zh or 0),
            int((fraction or "").ljust(6, "0")),
            zone,
        )
    except ValueError:
        return Words(f"{_shown(cell)} is not in the calendar", f"{_shown(cell)} 不是有效的日期时间")


def _shown(cell: Any) -> str:
    """A cell in a message, short."""
    text = cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)
    return text if len(text) <= 40 else f"{text[:40]}…"
