"""What a column of a table holds: how a cell that is not blank becomes a value, or what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar, cast

from domain.clocks import OFFICE_TIME
from domain.codes import clean_uscc, division_problem, uscc_problem
from domain.refusals import Words, text_problem
from domain.tables.columns import plain


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
            return Words(f"is {shown(cell)}; a whole number belongs here", f"为 {shown(cell)},此处应填整数")
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
                f"{shown(cell)} has a time; a day belongs here", f"{shown(cell)} 含有时间,此处只填日期"
            )
        return moment.date()


class YesNo:
    """Yes or no."""

    words: ClassVar[Mapping[bool, Words]] = {True: Words("yes", "是"), False: Words("no", "否")}
    _values: ClassVar[Mapping[str, bool]] = {"是": True, "否": False, "yes": True, "no": False}

    def read(self, cell: Any, *, typed: bool) -> bool | Words:
        value = cell if isinstance(cell, bool) else self._values.get(plain(str(cell)))
        if value is not None:
            return value
        return Words(f"is {shown(cell)}; write yes or no", f"为“{shown(cell)}”,应填“是”或“否”")


class Choice:
    """One value of an enumeration, by its code or by its Chinese word."""

    def __init__(self, words: Mapping[Any, Words], also: Mapping[str, StrEnum] = {}) -> None:
        self.words = words
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
            f"is {shown(cell)}; known are {self._known.en}",
            f"为“{shown(cell)}”,可填:{self._known.zh}",
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
        f"is {shown(cell)}; a text belongs here: format the cell as text",
        f"为 {shown(cell)},此处应填文字,请将单元格设为“文本”",
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
        return cell if cell.tzinfo else cell.replace(tzinfo=OFFICE_TIME)
    if isinstance(cell, date):
        return datetime.combine(cell, time(0), OFFICE_TIME)
    found = MOMENT.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return Words(
            f"is {shown(cell)}, not a date; write 2023-06-13 09:30, or format the cell as a date",
            f"为 {shown(cell)},不是日期;请写成 2023-06-13 09:30,或将单元格设为“日期”",
        )
    year, month, day, hour, minute, second, fraction, second_zh, offset = found.groups()
    try:
        zone = OFFICE_TIME if offset is None else datetime.strptime(offset, "%z").tzinfo
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
        return Words(f"{shown(cell)} is not in the calendar", f"{shown(cell)} 不是有效的日期时间")


def shown(cell: Any) -> str:
    """A cell in a message, short."""
    text = cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)
    return text if len(text) <= 40 else f"{text[:40]}…"
