"""An exported list as a file: .csv as its pages come, .xlsx when they are all there."""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any, cast

import orjson

from domain.codes import division_problem
from domain.people import ANYBODY, Role, Viewer
from domain.refusals import Words
from resolvers.context import Context, World
from schema.engine import Engine
from schema.exports import Listing, Page, listing, pages
from server.tables import Progress, Unreadable
from server.tables.writing import plain_text, sheet_of

BOM = "\ufeff".encode()
"""By this Excel knows that a .csv is UTF-8."""

PIECE = 1 << 16
"""Bytes that are sent at once."""

IN_A_FILE = 1_000_000
"""Rows of a file that a command writes; a sheet has room for a few more."""

KINDS = ("csv", "xlsx")


async def written(kind: str, made: Listing, read: AsyncGenerator[Page]) -> AsyncGenerator[bytes]:
    """The bytes of the file of a list: of a .csv a piece a page, of an .xlsx when every page is in it."""
    headers = [column.header for column in made.columns]
    if kind == "csv":
        yield BOM + _lines([headers])
        async for page in read:
            yield _lines(page.rows)
        return
    # openpyxl loads numpy where there is one, and both take their time.
    from openpyxl import Workbook

    book, saved = Workbook(write_only=True), False
    append = sheet_of(book, made.title[:31], headers)
    with tempfile.TemporaryFile() as file:
        try:
            async for page in read:
                for row in page.rows:
                    append(*row)
            saved = True
            await asyncio.to_thread(book.save, file)
        finally:
            if not saved:
                # Its rows wait in a file, which goes when they are saved.
                book.save(io.BytesIO())
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _lines(rows: Sequence[Sequence[Any]]) -> bytes:
    """Rows as lines of a .csv."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([plain_text(value) for value in row] for row in rows)
    return text.getvalue().encode()


async def export(
    world: World,
    engine: Engine,
    text: str,
    path: Path,
    *,
    viewer: Viewer,
    variables: dict[str, Any],
    progress: Progress,
) -> int:
    """Write the list that a text names to a file, as a viewer sees it; answers how many rows it has. Raises Unreadable for a
    file of another kind, CodedError or GraphQLSyntaxError for a text that names no list, Broken for one that is not
    answered."""
    ending = path.suffix.lower()
    if (kind := ending.lstrip(".")) not in KINDS:
        said = ending or "without an ending"
        raise Unreadable(Words(f"the file is {said}; it must be .xlsx or .csv", "文件类型应为 .xlsx 或 .csv"))
    made = listing(engine.contract, text, engine.limits)
    caller, rows = Context(world, "zh", viewer), 0

    async def counted() -> AsyncGenerator[Page]:
        nonlocal rows
        async with aclosing(pages(engine, made, variables, caller, IN_A_FILE)) as read:
            async for page in read:
                rows += len(page.rows)
                progress("导出 exporting", rows, page.total)
                yield page

    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as file:
            async with aclosing(written(kind, made, counted())) as content:
                async for piece in content:
                    file.write(piece)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    return rows


def given_variables(text: str) -> dict[str, Any]:
    """The variables of a command; raises Unreadable."""
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, dict):
        raise Unreadable(Words("the variables are no json object", "变量应为 JSON 对象"))
    return cast("dict[str, Any]", given)


def viewer_of(role: Role, county_code: str) -> Viewer:
    """Who a command exports for; raises Unreadable for a county that there cannot be."""
    if problem := division_problem(county_code):
        raise Unreadable(Words(f"the county {problem.en}", f"区划代码:{problem.zh}"))
    return ANYBODY if role is Role.PUBLIC else Viewer(role, county_code, "yaosu export")
