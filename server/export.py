"""`yaosu export fair`: a fair as a workbook that people read and that `yaosu load` reads back."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook

import db.enterprises
import db.fairs
import db.fairs.loading
from db.engine import Connection, Row
from db.fairs import forms
from domain.elements import CHOICE_NAMES, ELEMENT_NAMES, ElementKind, Form, Position, Urgency, entries
from domain.fairs import DISPOSITION_NAMES, REGISTER_NAMES, STATE_NAMES, Booth, Fair, FairCounts, Tally
from domain.fairs.intakes import SUMMARY_LIMIT
from domain.fairs.loading import IGNORED, LINES, SHEET_NAMES
from domain.fairs.loading.lines import (
    ENTRY_STATE_NAMES,
    FAIR_KIND_NAMES,
    ORGANIZATION_KIND_NAMES,
    ZONE_KIND_NAMES,
)
from domain.people import ANYBODY
from domain.refusals import Words
from domain.tables import columns_of
from resolvers.context import World
from server.load import find_fair
from server.tables import Progress
from server.tables.writing import as_file, keep, sheet_of

NAMES: dict[StrEnum, Words] = {
    **ELEMENT_NAMES,
    **{Urgency(name): words for name, words in CHOICE_NAMES[Urgency].items()},
}

LEDGER = (
    "摊位编号",
    "受理编号",
    "企业名称",
    "统一社会信用代码",
    "解决方案",
    "责任人",
    "承诺办结日期",
    "台账状态",
)
SUMMARY = (
    "范围",
    "受理类别",
    "受理数",
    "现场办结",
    "现场拿出解决方案",
    "待处理",
    "撤回(不计入受理数)",
    "重复件(不计入受理数)",
    "现场办结率(%)=现场办结÷受理数",
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and where."""

    fair: Fair
    path: Path
    intakes: int
    entries: int


async def export(world: World, fair: str, path: Path | None, progress: Progress) -> Exported:
    """Write the fair of an id or a name, as of one moment, to `path` or to a file of its name here.

    Raises server.load.Unreadable when there is no such fair, OSError when the file cannot be written.
    """
    async with world.database.connection() as connection:
        found = await find_fair(connection, fair)
    transaction = await world.database.begin(found.county_code, write=False)
    try:
        found = (await db.fairs.FAIR.by_id(transaction.connection, [found.id], ANYBODY))[found.id]
        path = path or Path(f"{as_file(found.name)}.xlsx")
        return await _write(transaction.connection, found, path, progress)
    finally:
        await transaction.rollback()


async def _write(connection: Connection, fair: Fair, path: Path, progress: Progress) -> Exported:
    book = Workbook(write_only=True)
    ledger = sheet_of(book, IGNORED["ledger"].zh, LEDGER)
    intakes, plan, booths = (
        sheet_of(book, SHEET_NAMES[kind].zh, tuple(c.words.zh for c in columns_of(LINES[kind]).values()))
        for kind in ("intakes", "fair", "booths")
    )
    summary = sheet_of(book, IGNORED["summary"].zh, SUMMARY)

    zone = (await db.enterprises.ZONE.by_id(connection, [fair.zone_id], ANYBODY))[fair.zone_id]
    plan(
        fair.name,
        FAIR_KIND_NAMES[fair.kind].zh,
        zone.name,
        ZONE_KIND_NAMES[zone.kind].zh,
        zone.division_code,
        "、".join(fair.venues),
        fair.round,
        fair.opens_at,
        fair.closes_at,
        STATE_NAMES[fair.state].zh,
    )
    at_fair = (await db.fairs.BOOTH.of_each("fair_id", ("code", "id"))(connection, [fair.id], ANYBODY))[
        fair.id
    ]
    staff = await db.enterprises.ORGANIZATION.by_id(
        connection, [booth.organization_id for booth in at_fair], ANYBODY
    )
    for booth in at_fair:
        organization = staff[booth.organization_id]
        booths(
            booth.code,
            booth.name,
            organization.name,
            ORGANIZATION_KIND_NAMES[organization.kind].zh,
            "、".join(REGISTER_NAMES[each].zh for each in sorted(booth.registers)),
            "、".join(ELEMENT_NAMES[each].zh for each in sorted(booth.element_kinds)),
            booth.capacity,
        )
    counts = (await db.fairs.counts_by_fair(connection, [fair.id], ANYBODY))[fair.id]
    _summarise(summary, counts, at_fair)

    total = sum(tally.received + tally.withdrawn + tally.duplicate for tally in counts.booths)
    written = promised = 0
    async for row in db.fairs.loading.export(connection, fair.id):
        intakes(*_intake(row))
        written += 1
        if row["entry_state"] is not None:
            promised += 1
            ledger(
                row["booth_code"],
                row["number"],
                row["enterprise"],
                row["uscc"],
                row["solution"],
                row["owner_name"],
                row["due_on"],
                ENTRY_STATE_NAMES[row["entry_state"]].zh,
            )
        if written % 1000 == 0:
            progress("导出 exporting", written, total)
    keep(path, book.save)
    return Exported(fair, path, written, promised)


def _intake(row: Row) -> tuple[Any, ...]:
    """The columns of `IntakeLine`."""
    kind = ElementKind(row["element_kind"])
    original = row["original_booth_code"]
    return (
        row["booth_code"],
        row["number"],
        REGISTER_NAMES[row["register"]].zh,
        ELEMENT_NAMES[kind].zh,
        row["enterprise"],
        row["uscc"],
        row["summary"] or _described(forms.load(kind, row["form"])),
        NAMES[row["urgency"]].zh,
        row["desired_by"],
        row["received_at"],
        DISPOSITION_NAMES[row["disposition"]].zh if row["disposition"] else None,
        row["disposed_at"],
        row["solution"],
        row["owner_name"],
        row["due_on"],
        ENTRY_STATE_NAMES[row["entry_state"]].zh if row["entry_state"] else None,
        f"{original}-{row['original_number']}" if original else None,
        row["note"],
    )


def _described(form: Form | None) -> str | None:
    """The need of an intake that has no summary, by what its form says."""
    if form is None:
        return None
    said = [
        f"{declared.words.zh}:{_said(value)}"
        for name, declared in entries(cast("type[Any]", type(form)))
        if (value := getattr(form, name)) is not None
    ]
    return ";".join(said)[:SUMMARY_LIMIT]


def _said(value: Any) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case StrEnum():
            return CHOICE_NAMES[type(value)][value].zh
        case Position(skill, headcount):
            return f"{skill} {headcount} 人"
        case tuple():
            return "、".join(map(_said, cast("tuple[Any, ...]", value)))
        case _:
            return str(value)


def _summarise(row: Callable[..., None], counts: FairCounts, booths: tuple[Booth, ...]) -> None:
    def line(scope: str, register: str, tally: Tally) -> None:
        row(
            scope,
            register,
            tally.received,
            tally.on_site,
            tally.solution,
            tally.open,
            tally.withdrawn,
            tally.duplicate,
            tally.on_site_rate,
        )

    named = {booth.id: f"{booth.code} {booth.name}" for booth in booths}
    line("全部摊位", "全部", counts.total)
    for tally in counts.registers:
        line("全部摊位", REGISTER_NAMES[tally.register].zh, tally)
    for tally in counts.booths:
        line(named[tally.booth_id], REGISTER_NAMES[tally.register].zh, tally)
    row()
    row("统计时间", counts.as_of)
