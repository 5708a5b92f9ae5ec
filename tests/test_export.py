"""`yaosu export fair`: a workbook that people read and that `yaosu load` reads back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from server.export import export
from server.load import Unreadable, load
from tests.offices import SOLUTION, Api, OpenFair

pytestmark = pytest.mark.anyio

NAME = "泰安要素保障大集"


def quiet(what: str, done: int, total: int) -> None:
    """No bar."""


async def fair_with_everything(api: Api) -> OpenFair:
    """One intake of each disposition, and an open one; texts that a spreadsheet would calculate."""
    fair = await api.open_fair()
    solved = await api.taken(fair.booths["A01"], "k-1", summary="=HYPERLINK(1)")
    await api.dispose(solved, disposition="SOLUTION_GIVEN", solution={**SOLUTION, "text": "+86 538"})
    api.clock.advance(minutes=1)
    await api.dispose(await api.taken(fair.booths["A02"], "k-2", summary="@cmd"))
    repeated = await api.taken(fair.booths["A02"], "k-3", summary="-1")
    await api.act(
        "markDuplicate",
        "... on IntakeMarkedDuplicate { intake { id } }",
        intakeId=repeated,
        originalId=solved,
    )
    withdrawn = await api.taken(fair.booths["A02"], "k-4", summary="#REF!")
    await api.act(
        "withdrawIntake", "... on IntakeWithdrawn { intake { id } }", intakeId=withdrawn, reason="=1+1"
    )
    await api.taken(fair.booths["A01"], "k-5")
    return fair


def rows_of(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(load_workbook(path)[sheet].iter_rows(values_only=True))


async def tallies(api: Api) -> list[tuple[Any, ...]]:
    rows = await api.owner.fetch(
        """SELECT code, register, received, on_site, solution, open, withdrawn, duplicate, last_number
        FROM booth_tallies JOIN booths ON booths.id = booth_id ORDER BY code, register"""
    )
    return [tuple(row) for row in rows]


async def test_what_is_exported_and_loaded_again_has_the_same_counts(api: Api, tmp_path: Path) -> None:
    fair = await fair_with_everything(api)
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    done = await export(api.world, fair.id, first, quiet)
    assert (done.intakes, done.entries) == (5, 1)
    before = await tallies(api)
    await api.owner.execute(
        "TRUNCATE zones, organizations, enterprises, fairs, booths, booth_tallies, intakes, ledger_entries CASCADE"
    )
    await load(api.world, first, None, quiet)
    assert await tallies(api) == before
    await export(api.world, NAME, second, quiet)
    for sheet in ("台账", "受理", "活动", "摊位"):
        assert rows_of(second, sheet) == rows_of(first, sheet)


async def test_a_text_never_becomes_a_formula(api: Api, tmp_path: Path) -> None:
    fair = await fair_with_everything(api)
    path = tmp_path / "fair.xlsx"
    await export(api.world, fair.id, path, quiet)
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    risky = {cell.value: cell.quotePrefix for cell in cells if str(cell.value)[:1] in tuple("=+-@#")}
    assert risky == dict.fromkeys(("=HYPERLINK(1)", "+86 538", "@cmd", "-1", "#REF!", "=1+1"), True)


async def test_the_ledger_and_the_summary_are_sheets_of_their_own(api: Api, tmp_path: Path) -> None:
    fair = await fair_with_everything(api)
    path = tmp_path / "fair.xlsx"
    await export(api.world, fair.id, path, quiet)
    assert load_workbook(path).sheetnames == ["台账", "受理", "活动", "摊位", "汇总"]
    _, entry = rows_of(path, "台账")
    assert entry[:6] == ("A01", 1, "泰山精密制造有限公司", "91110000600037341L", "+86 538", "王主任")
    header, total, *_ = rows_of(path, "汇总")
    assert header[8] == "现场办结率(%)=现场办结÷受理数"
    assert total == ("全部摊位", "全部", 3, 1, 1, 1, 1, 1, 33.3)


async def test_a_need_without_a_summary_is_written_as_its_form_says(api: Api, tmp_path: Path) -> None:
    fair = await api.open_fair()
    await api.taken(fair.booths["A02"], "k-1", elementKind="LABOUR")
    path = tmp_path / "fair.xlsx"
    await export(api.world, fair.id, path, quiet)
    assert rows_of(path, "受理")[1][6] == (
        "分工种人数:焊工 12 人;月薪下限(元):5500.00;月薪上限(元):9000.00;班次:两班;是否需要住房:是;"
        "到岗日期:2023-08-31"
    )


async def test_a_fair_that_is_not_there_leaves_no_file(api: Api, tmp_path: Path) -> None:
    path = tmp_path / "fair.xlsx"
    with pytest.raises(Unreadable, match="there is no fair 无"):
        await export(api.world, "无", path, quiet)
    assert not path.exists()
