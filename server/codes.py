"""`yaosu divisions import` and `yaosu industries import`: tables of codes that offices are given as files."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import db.access
import db.enterprises
from db.engine import Connection
from domain import tables as c
from domain.enterprises.divisions import Division
from domain.enterprises.importing import IndustryCode
from domain.enterprises.industries import Industry as IndustryRecord
from domain.refusals import Words
from domain.tables import Line, RowProblem, Table, column, read_table
from server.tables import Refused, Unreadable, files

T = TypeVar("T")
L = TypeVar("L", bound=Line)


@dataclass(frozen=True, slots=True)
class DivisionLine(Line):
    """A division."""

    code: str | None = field(default=None, metadata=column("code", "代码", c.Division(), "行政区划代码"))
    name: str | None = field(default=None, metadata=column("name", "名称", c.Text(60), "单位名称"))
    valid_from: date | None = field(
        default=None, metadata=column("valid from", "启用日期", c.Day(), required=False)
    )
    valid_to: date | None = field(
        default=None, metadata=column("valid to", "停用日期", c.Day(), required=False)
    )


@dataclass(frozen=True, slots=True)
class IndustryLine(Line):
    """An industry."""

    code: str | None = field(default=None, metadata=column("code", "代码", IndustryCode(), "行业代码"))
    name: str | None = field(
        default=None, metadata=column("name", "名称", c.Text(120), "行业名称", "类别名称")
    )


async def import_divisions(owner: str, path: Path) -> int:
    """Keep the divisions of a file, in the database that `owner` logs in to; how many there are. Raises Unreadable or
    Refused, and then nothing was written."""
    table, problems = _read(path, DivisionLine)
    for line in table.lines:
        if line.valid_from and line.valid_to and line.valid_to <= line.valid_from:
            words = Words(f"is not after {line.valid_from}", f"应晚于启用日期 {line.valid_from}")
            problems.append(table.problem(line, "valid_to", words))
    _right(problems)
    rows = [
        Division(line.code or "", line.name or "", line.valid_from, line.valid_to) for line in table.lines
    ]
    return await _kept(owner, rows, db.enterprises.keep_divisions)


async def import_industries(owner: str, path: Path) -> int:
    """The same for the industries of a file."""
    table, problems = _read(path, IndustryLine)
    _right(problems)
    rows = [IndustryRecord(line.code or "", line.name or "") for line in table.lines]
    return await _kept(owner, rows, db.enterprises.keep_industries)


def _read(path: Path, line: type[L]) -> tuple[Table[L], list[RowProblem]]:
    sheet = files.read(path, lambda done, total: None)[0]
    problems: list[RowProblem] = []
    table = read_table(sheet, line, problems)
    rows = dict[str, int]()
    for each in table.lines:
        code: str | None = getattr(each, "code", None)
        if code is not None and (first := rows.setdefault(code, each.row)) != each.row:
            words = Words(f"{code} is in row {first} already", f"{code} 与第 {first} 行重复")
            problems.append(table.problem(each, "code", words))
    if not table.lines and not problems:
        raise Unreadable(Words("the file has no row below its headers", "文件表头下没有数据"))
    return table, problems


def _right(problems: list[RowProblem]) -> None:
    if problems:
        raise Refused(sorted(problems, key=lambda problem: problem.row or 0))


async def _kept(
    owner: str, rows: Sequence[T], keep: Callable[[Connection, Sequence[T]], Awaitable[None]]
) -> int:
    async with db.access.as_owner(owner) as connection:
        await keep(connection, rows)
    return len(rows)
