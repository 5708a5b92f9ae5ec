"""Writing tables that people open in a spreadsheet: what is a text there stays one."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from domain.clocks import OFFICE_TIME

if TYPE_CHECKING:
    # It loads numpy where there is one: not with the server.
    from openpyxl import Workbook

RISKY = ("=", "+", "-", "@", "#", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a text begins that a spreadsheet might take for a formula or an error; a Chinese one takes the wide forms, too."""


def sheet_of(book: "Workbook", title: str, headers: Sequence[str]) -> Callable[..., None]:
    """A new sheet; answers what appends a row to it."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, header in enumerate(headers, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, 2 * len(header) + 4)
    bold = Font(bold=True)
    titles = [WriteOnlyCell(sheet, header) for header in headers]
    for cell in titles:
        cell.font = bold
    sheet.append(titles)

    def append(*values: Any) -> None:
        sheet.append([_cell(sheet, value) for value in values])

    return append


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(OFFICE_TIME).replace(tzinfo=None)
    if isinstance(value, str) and value.startswith(RISKY):
        from openpyxl.cell import WriteOnlyCell

        cell: Any = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        # Excel then leaves it a text when somebody edits it.
        cell.quotePrefix = True
        return cell
    return value


def plain_text(value: Any) -> Any:
    """A value as a file of plain text has it: before a text that might be taken for a formula stands what Excel writes there
    itself."""
    if isinstance(value, datetime):
        return value.astimezone(OFFICE_TIME).strftime("%Y-%m-%d %H:%M:%S")
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def as_file(name: str) -> str:
    """A name as a file may have it."""
    return re.sub(r'[\\/:*?"<>|\s]+', " ", name).strip(" .") or "yaosu"


def keep(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written, whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    write(new)
    new.replace(path)
