"""Reading a file of tables, whatever its kind, into sheets."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, cast

from domain.refusals import Words
from domain.tables import Broken, Cell, Sheet
from server.tables import xlsx
from server.tables.xlsx import Advance, Unreadable, letter

KINDS = (".xlsx", ".csv", ".json")


def read(path: Path, advance: Advance, kinds: Sequence[str] = KINDS) -> list[Sheet]:
    """The sheets of a file that is of one of some kinds; Unreadable when there is nothing to be read."""
    ending = path.suffix.lower()
    try:
        match ending if ending in kinds else "":
            case ".xlsx":
                sheets = xlsx.read(path, advance)
            case ".csv":
                sheets = _read_csv(path.read_bytes())
            case ".json":
                sheets = _read_json(path.read_bytes())
            case _:
                *others, last = kinds
                raise Unreadable(
                    Words(
                        f"the file is {ending or 'without an ending'}; it must be {', '.join(others)} or {last}",
                        f"文件类型“{ending}”不支持,应为 {'、'.join(others)} 或 {last}",
                    )
                )
    except OSError as error:
        words = Words(f"the file cannot be read: {error.strerror}", f"无法读取文件:{error.strerror}")
        raise Unreadable(words) from error
    if not sheets:
        raise Unreadable(Words("the file has nothing in it", "文件没有内容"))
    return sheets


def _read_csv(content: bytes) -> list[Sheet]:
    """One table. A cell may have line breaks: rows are counted as a spreadsheet shows them."""
    rows = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    numbered: list[tuple[int, list[Cell]]] = []
    try:
        for number, row in enumerate(rows, start=1):
            if any(cell.strip() for cell in row):
                numbered.append((number, list(row)))
    except csv.Error as error:
        raise Unreadable(
            Words(f"line {rows.line_num}: {error}", f"第 {rows.line_num} 行格式有误(引号或分隔符)")
        ) from error
    if not numbered:
        return []
    (header_row, header), *rest = numbered
    width = max(len(row) for _, row in numbered)
    padded = [(number, [*row, *[None] * (width - len(row))]) for number, row in rest]
    letters = tuple(letter(place) for place in range(width))
    return [Sheet("", letters, (*header, *[None] * (width - len(header))), header_row, padded, typed=False)]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        Words("the file is neither UTF-8 nor GB18030", "文件编码既非 UTF-8 也非 GB18030,请另存为“CSV UTF-8”")
    )


def _read_json(content: bytes) -> list[Sheet]:
    """One object of a fair and lists of booths and of intakes. An item is a row, its keys are the columns."""
    try:
        text = content.decode("utf-8-sig")
        parts: Any = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise Unreadable(Words("the file is not UTF-8", "文件编码不是 UTF-8")) from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(Words(f"the file is not json: {error}", f"文件不是有效的 JSON:{error}")) from error
    if not isinstance(parts, dict):
        raise Unreadable(
            Words('the file must be like {"fair": {}, "booths": [], "intakes": []}', "JSON 顶层应为对象")
        )
    found: list[Sheet] = []
    for name, part in cast("dict[str, Any]", parts).items():
        items = cast("list[Any]", part) if isinstance(part, list) else [part]
        if not all(isinstance(item, dict) for item in items):
            raise Unreadable(
                Words(f"{name} must be an object, or a list of objects", f"{name} 应为对象或对象数组")
            )
        keys = tuple(dict.fromkeys(key for item in items for key in item))
        rows = [
            (number, [_cell(item.get(key)) for key in keys]) for number, item in enumerate(items, start=1)
        ]
        if items:
            found.append(Sheet(name, ("",) * len(keys), keys, None, rows))
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(Words(f"an object has the key {twice!r} twice", f"同一对象中键“{twice}”重复"))
    return found


def _no_number(name: str) -> NoReturn:
    raise Unreadable(Words(f"{name} is not a number of json", f"{name} 不是有效的 JSON 数值"))


def _cell(value: Any) -> Cell:
    match value:
        case None | str() | int() | float():
            return value
        case list() if all(isinstance(each, str) for each in cast("list[Any]", value)):
            return tuple(cast("list[str]", value))
        case _:
            return Broken(
                Words(
                    "is an object or a list; a single value belongs here", "此处应为单个值,不能是对象或数组"
                )
            )
