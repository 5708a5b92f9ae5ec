"""Reading .xlsx: the values of its cells, and what a table of values cannot say (merged cells, failed formulas).

openpyxl sees merged cells only when it builds the whole workbook, takes the day formats of Chinese Excel for numbers,
and needs several times as long; a sheet is read here as the xml that it is.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from xml.etree import ElementTree

from domain.refusals import Words
from domain.tables import Broken, Cell, Sheet

Advance = Callable[[int, int], None]
"""Is told how much of how much is done."""

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    LookupError,
    ValueError,
    EOFError,
    NotImplementedError,
)
CHUNK = 1 << 20
COMPOUND = b"\xd0\xcf\x11\xe0"
"""How an encrypted workbook begins, and an .xls."""

DATES = {*range(14, 23), *range(27, 37), *range(50, 59)}
"""Number formats that are dates without saying so in the file; 27 to 36 and 50 to 58 are those of Chinese Excel."""


class Unreadable(Exception):
    """A file that cannot be read at all."""

    def __init__(self, words: Words) -> None:
        super().__init__(f"{words.zh} / {words.en}")
        self.words = words


def read(path: Path, advance: Advance) -> list[Sheet]:
    """The sheets of a workbook that have anything in them."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == COMPOUND:
        raise Unreadable(
            Words(
                "the file is encrypted, or an .xls; save it as .xlsx without a password",
                "文件已加密或为旧版 .xls,请取消密码并另存为 .xlsx",
            )
        )
    if not start.startswith(b"PK"):
        raise Unreadable(Words("the file is no .xlsx", "文件不是 .xlsx 工作簿"))
    try:
        with zipfile.ZipFile(path) as archive:
            return _Workbook(archive).sheets(advance)
    except DAMAGED as error:
        raise Unreadable(
            Words(
                f"the workbook is damaged ({error}); open it and save it again",
                "工作簿已损坏,请打开后重新保存",
            )
        ) from error


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._path = next(self._related("", "officeDocument"))
        self._book = self._xml(self._path)
        strings = next(self._related(self._path, "sharedStrings"), None)
        styles = next(self._related(self._path, "styles"), None)
        self._strings = [] if strings is None else [_text_of(each) for each in self._xml(strings)]
        self._dates: set[str] = set() if styles is None else _date_styles(self._xml(styles))
        properties = self._book.find("{*}workbookPr")
        from_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
        self._epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet has no zone

    def sheets(self, advance: Advance) -> list[Sheet]:
        paths = dict(self._relations(self._path))
        named: list[tuple[str, str]] = []
        for each in self._book.iterfind("{*}sheets/{*}sheet"):
            key = next(value for name, value in each.items() if name.endswith("}id"))
            kind, path = paths[key]
            if kind.endswith("/worksheet"):
                named.append((each.get("name", ""), path))
        total, done = sum(self._archive.getinfo(path).file_size for _, path in named), 0
        found: list[Sheet] = []
        for name, path in named:
            cells = _Cells(self._strings, self._dates, self._epoch)
            parser = ElementTree.XMLParser(target=cells)  # noqa: S314 - expat bounds the expansion of entities
            with self._archive.open(path) as file:
                while chunk := file.read(CHUNK):
                    parser.feed(chunk)
                    done += len(chunk)
                    advance(done, total)
            parser.close()
            if cells.rows:
                found.append(_sheet(name, cells))
        return found

    def _xml(self, path: str) -> ElementTree.Element:
        return ElementTree.fromstring(self._archive.read(path))  # noqa: S314 - as above

    def _relations(self, path: str) -> list[tuple[str, tuple[str, str]]]:
        """The parts that a part refers to, by key: kind and path."""
        folder, _, name = path.rpartition("/")
        relations = join(folder, "_rels", f"{name}.rels")
        return [
            (each.get("Id", ""), (each.get("Type", ""), _resolve(path, each.get("Target", ""))))
            for each in self._xml(relations)
        ]

    def _related(self, path: str, kind: str) -> Any:
        return (target for _, (type_, target) in self._relations(path) if type_.endswith(f"/{kind}"))


class _Cells:
    """Hears the xml of one sheet."""

    def __init__(self, strings: list[str], dates: set[str], epoch: datetime) -> None:
        self.rows: list[tuple[int, dict[str, Cell]]] = []
        self.merged: list[str] = []
        self._strings, self._dates, self._epoch = strings, dates, epoch
        self._names: dict[str, str] = {}
        self._row: dict[str, Cell] = {}
        self._number, self._place = 0, -1
        self._column = self._type = self._style = self._value = ""
        self._heard: list[str] | None = None
        self._formula = self._phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._names.get(tag)
        if name is None:
            name = self._names[tag] = tag.rpartition("}")[2]
        if name == "c":
            # Some programs write no references; cells then stand side by side.
            self._place += 1
            self._column = attributes["r"].rstrip("0123456789") if "r" in attributes else letter(self._place)
            self._type, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._value, self._formula = "", False
        elif name in {"v", "t"}:
            self._heard = None if self._phonetic else []
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._row, self._place = {}, -1
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self.merged.append(attributes["ref"])

    def data(self, text: str) -> None:
        if self._heard is not None:
            self._heard.append(text)

    def end(self, tag: str) -> None:
        name = self._names[tag]
        if name in {"v", "t"}:
            if self._heard is not None:
                self._value += "".join(self._heard)
                self._heard = None
        elif name == "c":
            cell = self._cell()
            if cell is not None and cell != "":
                self._row[self._column] = cell
        elif name == "row":
            if self._row:
                self.rows.append((self._number, self._row))
        elif name == "rPh":
            self._phonetic = False

    def close(self) -> None:
        """What the parser asks for when all is heard."""

    def _cell(self) -> Cell:
        value = self._value
        match self._type:
            case "s":
                return self._strings[int(value)] if value else None
            case "str" | "inlineStr":
                return value
            case "e":
                return Broken(
                    Words(f"has the formula error {value}; correct it", f"公式出错({value}),请更正")
                )
            case "b":
                return value == "1"
            case "d":
                return datetime.fromisoformat(value)
            case _:
                if not value:
                    return NEVER_CALCULATED if self._formula else None
                return self._numeric(value)

    def _numeric(self, value: str) -> Cell:
        number = int(value) if value.isdigit() else float(value)
        if self._style not in self._dates:
            return number
        day = int(number)
        try:
            # A day is 1.0; what floating point adds to it is less than a millisecond.
            return self._epoch + timedelta(days=day, milliseconds=round((number - day) * 86_400_000))
        except OverflowError:
            return Broken(Words(f"{value} is not in the calendar", f"{value} 不是有效的日期"))


NEVER_CALCULATED = Broken(
    Words(
        "is a formula without a result; open the workbook and save it again, or enter the value",
        "为尚未计算的公式,请打开后重新保存,或直接填写数值",
    )
)


def letter(place: int) -> str:
    """The letter of a column: A, B, ... Z, AA."""
    before, last = divmod(place, 26)
    return (letter(before - 1) if before else "") + chr(ord("A") + last)


def _sheet(name: str, cells: _Cells) -> Sheet:
    used = sorted({column for _, row in cells.rows for column in row}, key=lambda c: (len(c), c))
    (header_row, header), *rows = cells.rows
    return Sheet(
        name=name,
        letters=tuple(used),
        header=tuple(header.get(column) for column in used),
        row=header_row,
        rows=[(number, [row.get(column) for column in used]) for number, row in rows],
        merged=tuple(cells.merged),
    )


def _resolve(path: str, target: str) -> str:
    return target[1:] if target.startswith("/") else normpath(join(dirname(path), target))


def _text_of(item: ElementTree.Element) -> str:
    """A shared string: runs of text, without the reading aids."""
    return "".join(text.text or "" for run in ("{*}t", "{*}r/{*}t") for text in item.iterfind(run))


def _date_styles(styles: ElementTree.Element) -> set[str]:
    """The cell styles whose numbers are dates."""
    dates = set(DATES)
    for each in styles.iterfind("{*}numFmts/{*}numFmt"):
        bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", each.get("formatCode", ""))
        if re.search("[ymd]", bare, re.IGNORECASE):
            dates.add(int(each.get("numFmtId", "0")))
    return {
        str(place)
        for place, each in enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
        if int(each.get("numFmtId", "0")) in dates
    }
