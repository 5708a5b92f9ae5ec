# ruff: noqa: DTZ001 - a spreadsheet knows no time zones
"""`yaosu load`: all of a file or nothing, and every problem at once."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import schema.root
from domain.fairs import loading
from domain.tables import columns_of
from server.load import Loaded, Refused, Unreadable, load
from tests.offices import Api

pytestmark = pytest.mark.anyio

EXAMPLES = Path(__file__).parent.parent / "examples" / "load"
FAIR = "演示要素保障大集"


def quiet(what: str, done: int, total: int) -> None:
    """No bar."""


async def bring(api: Api, path: Path, fair: str | None = None) -> Loaded:
    """Load at a time when all that the examples tell is past."""
    api.clock.advance(days=100)
    return await load(api.world, path, fair, quiet)


async def refused(
    api: Api, path: Path, fair: str | None = None
) -> list[tuple[str, int | None, str | None, str]]:
    """Why a file is refused: sheet, row, column, reason; and nothing was written."""
    before = await api.rows()
    with pytest.raises(Refused) as caught:
        await bring(api, path, fair)
    assert await api.rows() == before
    return [(p.sheet, p.row, p.column, p.message.en) for p in caught.value.problems]


async def unreadable(api: Api, path: Path, fair: str | None = None) -> str:
    """Why a file cannot be read; and nothing was written."""
    before = await api.rows()
    with pytest.raises(Unreadable) as caught:
        await bring(api, path, fair)
    assert await api.rows() == before
    return caught.value.words.en


def changed(tmp_path: Path, change: Callable[[Workbook], object]) -> Path:
    """The example with something wrong in it."""
    book = load_workbook(EXAMPLES / "fair.xlsx")
    change(book)
    path = tmp_path / "fair.xlsx"
    book.save(path)
    return path


def put(place: str, value: Any, *, shown_as: str | None = None) -> Callable[[Workbook], object]:
    """Write a value to "sheet!cell"."""

    def change(book: Workbook) -> None:
        sheet, _, cell = place.partition("!")
        book[sheet][cell] = value
        if shown_as is not None:
            book[sheet][cell].number_format = shown_as

    return change


async def loaded_counts(api: Api, name: str = FAIR) -> dict[str, Any]:
    query = """query($name: String!) { fairs(first: 1, filter: { text: $name }) { edges { node { state booths { code }
      counts { total { received onSite solution open withdrawn duplicate } } } } } }"""
    return (await api.ask(query, name=name))["fairs"]["edges"][0]["node"]


async def test_a_workbook_is_loaded_with_numbers_tallies_and_ledger(api: Api) -> None:
    done = await bring(api, EXAMPLES / "fair.xlsx")
    assert (done.booths, done.intakes, done.entries, done.organizations, done.enterprises) == (3, 7, 2, 3, 5)
    assert await loaded_counts(api) == {
        "state": "CLOSED",
        "booths": [{"code": "A01"}, {"code": "A02"}, {"code": "B01"}],
        "counts": {
            "total": {"received": 5, "onSite": 3, "solution": 2, "open": 0, "withdrawn": 1, "duplicate": 1}
        },
    }
    numbers = await api.owner.fetch("SELECT code, last_number FROM booths ORDER BY code")
    assert [tuple(row) for row in numbers] == [("A01", 3), ("A02", 2), ("B01", 2)]
    entries = await api.owner.fetch(
        "SELECT solution, owner_name, due_on, state FROM ledger_entries ORDER BY due_on"
    )
    assert [tuple(row) for row in entries] == [
        ("一周内完成授信审批", "李经理", date(2023, 6, 20), "OPEN"),
        ("专班跟进,列入三季度供地计划", "王主任", date(2023, 7, 13), "STRUCK_OFF"),
    ]
    original = await api.owner.fetchval(
        "SELECT o.number FROM intakes AS i JOIN intakes AS o ON o.id = i.duplicate_of_id AND o.booth_id = i.booth_id"
    )
    assert original == 1


async def test_a_json_file_is_loaded_and_its_fair_stays_open(api: Api) -> None:
    done = await bring(api, EXAMPLES / "fair.json")
    assert (done.booths, done.intakes, done.entries) == (1, 2, 1)
    assert await loaded_counts(api, "演示政银企对接会") == {
        "state": "OPEN",
        "booths": [{"code": "B01"}],
        "counts": {
            "total": {"received": 2, "onSite": 0, "solution": 1, "open": 1, "withdrawn": 0, "duplicate": 0}
        },
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_a_csv_of_intakes_goes_on_from_the_last_number(api: Api, tmp_path: Path, encoding: str) -> None:
    await bring(api, EXAMPLES / "fair.xlsx")
    path = tmp_path / "intakes.csv"
    path.write_text((EXAMPLES / "intakes.csv").read_text("utf-8-sig"), encoding)
    done = await bring(api, path, FAIR)
    assert (done.intakes, done.entries, done.enterprises) == (2, 1, 2)
    numbers = await api.owner.fetch("SELECT code, last_number FROM booths ORDER BY code")
    assert [tuple(row) for row in numbers] == [("A01", 4), ("A02", 3), ("B01", 2)]


async def test_a_csv_of_booths_goes_into_the_fair_of_a_global_id(api: Api) -> None:
    fair_id = await api.plan_fair()
    done = await bring(api, EXAMPLES / "booths.csv", fair_id)
    assert (done.booths, done.organizations, done.fair.name) == (3, 3, "泰安要素保障大集")
    opened = await api.act("openFair", "... on FairOpened { fair { state } }", fairId=fair_id)
    assert opened["fair"] == {"state": "OPEN"}


async def test_known_enterprises_and_organizations_are_not_registered_again(api: Api) -> None:
    await bring(api, EXAMPLES / "fair.xlsx")
    done = await bring(api, EXAMPLES / "fair.json")
    assert (done.organizations, done.enterprises) == (0, 2)


async def test_numbers_are_given_by_moment_and_then_by_row(api: Api, tmp_path: Path) -> None:
    await bring(api, EXAMPLES / "fair.xlsx")
    header, first, second = (EXAMPLES / "intakes.csv").read_text("utf-8-sig").splitlines()
    late = first.replace("15:10", "15:20").replace("临时用地 5", "临时用地 9")
    path = tmp_path / "intakes.csv"
    path.write_text("\n".join([header, late, first, first.replace("5 亩", "6 亩"), second]))
    await bring(api, path, FAIR)
    rows = await api.owner.fetch(
        "SELECT number, summary FROM intakes WHERE number > 3 ORDER BY booth_id, number"
    )
    assert [tuple(row) for row in rows] == [
        (4, "租用临时用地 5 亩"),
        (5, "租用临时用地 6 亩"),
        (6, "租用临时用地 9 亩"),
    ]


async def test_english_and_chinese_headers_may_be_mixed_and_blanks_and_case_do_not_matter(
    api: Api, tmp_path: Path
) -> None:
    def mix(book: Workbook) -> None:
        book["活动"].title = "FAIR"
        intakes = book["受理"]
        intakes.title = " intakes "
        intakes["A1"] = " Booth  CODE "
        intakes["E1"] = "Enterprise"
        intakes["D2"] = "land"
        book["FAIR"]["B2"] = "ELEMENT_FAIR"

    assert (await bring(api, changed(tmp_path, mix))).intakes == 7


async def test_shared_texts_are_read_without_their_reading_aids(api: Api, tmp_path: Path) -> None:
    """As Excel writes them; and as some programs do, without references to cells."""
    texts: list[str] = []

    def share(found: re.Match[str]) -> str:
        texts.append(found[1])
        return f'<c t="s"><v>{len(texts) - 1}</v></c>'

    path = tmp_path / "shared.xlsx"
    with zipfile.ZipFile(EXAMPLES / "fair.xlsx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name == "xl/worksheets/sheet2.xml":
                content = re.sub(r'<row r="\d+"', "<row", content)
                content = re.sub(
                    r'<c r="[A-Z]+\d+"(?: s="\d+")? t="inlineStr"><is><t>(.*?)</t></is></c>', share, content
                )
            if name == "xl/_rels/workbook.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
                relation = (
                    f'<Relationship Id="shared" Type="{kind}" Target="/xl/shared.xml"/></Relationships>'
                )
                content = content.replace("</Relationships>", relation)
            if "sharedStrings" not in name:
                new.writestr(name, content)
        items = "".join(
            f"<si><r><t>{text[:1]}</t></r><r><t>{text[1:]}</t></r><rPh><t>aid</t></rPh></si>"
            for text in texts
        )
        namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        new.writestr("xl/shared.xml", f'<sst xmlns="{namespace}">{items}</sst>')
    assert (await bring(api, path)).booths == 3
    names = await api.owner.fetch("SELECT name FROM booths ORDER BY code")
    assert [row["name"] for row in names] == ["自然资源和规划局", "供电公司", "演示银行"]


async def test_the_day_formats_of_chinese_excel_are_dates(api: Api, tmp_path: Path) -> None:
    """Formats 27 to 36 and 50 to 58 are dates there, and the file does not say so."""
    plain = changed(tmp_path, put("受理!M8", 45097, shown_as="yyyymmdd"))
    path = tmp_path / "chinese.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/styles.xml":
                ids = (
                    content.decode()
                    .split('formatCode="yyyymmdd"')[0]
                    .rpartition('numFmtId="')[2]
                    .partition('"')[0]
                )
                content = content.replace(f'<xf numFmtId="{ids}"'.encode(), b'<xf numFmtId="31"')
            new.writestr(name, content)
    await bring(api, path)
    assert await api.owner.fetchval("SELECT min(due_on) FROM ledger_entries") == date(2023, 6, 20)


CUT_OFF = (
    "is the number 9.137e+17: the spreadsheet has cut off digits of the code; format the column as text"
    " and enter the code again"
)

WRONG: dict[str, tuple[Callable[[Workbook], object], list[tuple[str, int | None, str | None, str]]]] = {
    "a missing header": (
        lambda book: book["受理"].delete_cols(7),
        [("受理", 1, None, "the column 'summary' is missing")],
    ),
    "a header that is there twice": (
        put("受理!P1", "责任人"),
        [("受理", 1, "P 责任人", "the header means the same as that of L 责任人")],
    ),
    "a column without a header": (put("摊位!H3", "?"), [("摊位", 3, "H", "has no header above it")]),
    "a sheet that is not known": (
        lambda book: book.create_sheet("其他").append(["x"]),
        [("其他", None, None, "the sheet is not known; known are Fair, Booths, Intakes")],
    ),
    "a merged cell": (
        lambda book: book["受理"].merge_cells("A2:A4"),
        [
            ("受理", None, "A2:A4", "cells are merged; split them and fill in each"),
            ("受理", 3, "A 摊位编号", "is required"),
            ("受理", 4, "A 摊位编号", "is required"),
        ],
    ),
    "a number stored as text": (
        put("受理!B3", "2"),
        [("受理", 3, "B 受理编号", "is the text '2'; make it a number")],
    ),
    "a text where a number belongs": (
        put("摊位!G2", "两个"),
        [("摊位", 2, "G 同时接待数", "is the text '两个'; a number belongs here")],
    ),
    "a credit code that Excel made a number": (
        put("受理!F5", 9.137e17),
        [
            (
                "受理",
                5,
                "F 统一社会信用代码",
                CUT_OFF,
            )
        ],
    ),
    "a wrong check character": (
        put("受理!F5", "91370900MA3DEM0031"),
        [
            (
                "受理",
                5,
                "F 统一社会信用代码",
                "ends in 1, but the check character of 91370900MA3DEM003 is P; look for a typing error",
            )
        ],
    ),
    "a formula that has never been calculated": (
        put("受理!G5", "=1+1"),
        [
            (
                "受理",
                5,
                "G 需求摘要",
                "is a formula without a result; open the workbook and save it again, or enter the value",
            )
        ],
    ),
    "a formula error": (
        put("受理!G5", "#REF!"),
        [("受理", 5, "G 需求摘要", "has the formula error #REF!; correct it")],
    ),
    "a number that is there twice": (
        put("受理!B3", 1),
        [
            ("受理", 3, "B 受理编号", "booth A01 has number 1 in row 2 already"),
            ("受理", 4, "B 受理编号", "booth A01 lacks number 2: numbers go from 1 on without a gap"),
        ],
    ),
    "a gap between numbers": (
        put("受理!B6", 3),
        [("受理", 6, "B 受理编号", "booth A02 lacks number 2: numbers go from 1 on without a gap")],
    ),
    "a number that is missing": (
        put("受理!B6", None),
        [("受理", 6, "B 受理编号", "is missing, but other intakes of booth A02 have one")],
    ),
    "a booth that is there twice": (
        put("摊位!A3", "A01"),
        [
            ("摊位", 3, "A 摊位编号", "booth A01 is in row 2 already"),
            ("受理", 5, "A 摊位编号", "the fair has no booth A02"),
            ("受理", 6, "A 摊位编号", "the fair has no booth A02"),
        ],
    ),
    "a booth that does not take the kind": (
        put("受理!D5", "土地"),
        [
            (
                "受理",
                5,
                "D 要素类别",
                "The booth does not take element needs for land; it takes element needs for energy and utilities",
            )
        ],
    ),
    "a disposition without its moment": (
        put("受理!J3", None),
        [("受理", 3, "J 处理时间", "is missing: a disposition has its moment")],
    ),
    "a solution without text, owner and day": (
        lambda book: [book["受理"].__setitem__(f"{column}8", None) for column in "KLM"],
        [
            ("受理", 8, "K 解决方案", "is required"),
            ("受理", 8, "L 责任人", "is required"),
            ("受理", 8, "M 承诺办结日期", "is required"),
        ],
    ),
    "a promise for a day that was past": (
        put("受理!M8", date(2023, 6, 12)),
        [("受理", 8, "M 承诺办结日期", "2023-06-12 is in the past; today is 2023-06-13")],
    ),
    "an answer before the question": (
        put("受理!J3", datetime(2023, 6, 13, 9, 24)),
        [
            (
                "受理",
                3,
                "J 处理时间",
                "2023-06-13 09:24:00 is before the intake was received at 2023-06-13 09:25:00",
            )
        ],
    ),
    "a moment that is still to come": (
        put("受理!J3", datetime(2024, 6, 13, 9, 24)),
        [("受理", 3, "J 处理时间", "2024-06-13 09:24:00 is still to come; only past intakes are loaded")],
    ),
    "an open intake of a closed fair": (
        lambda book: [book["受理"].__setitem__(f"{column}3", None) for column in "IJ"],
        [("受理", 3, "I 处理结果", "is missing: the fair is closed, so every intake has one")],
    ),
    "a reconciled fair with something left to do": (
        put("活动!J2", "已对账"),
        [("受理", 8, "N 台账状态", "must be STRUCK_OFF: the fair is reconciled")],
    ),
    "a duplicate without its original": (
        put("受理!O4", "A01-9"),
        [("受理", 4, "O 重复于", "the file has no intake A01-9")],
    ),
    "an original of another enterprise": (
        put("受理!O4", "A01-2"),
        [("受理", 4, "O 重复于", "The original is of another enterprise")],
    ),
    "a text that is too long": (
        put("受理!L2", "王" * 81),
        [("受理", 2, "L 责任人", "has 81 characters; at most 80 are allowed")],
    ),
    "a date in a column of texts": (
        put("摊位!A2", datetime(2023, 1, 2)),
        [
            (
                "摊位",
                2,
                "A 摊位编号",
                "is 2023-01-02 00:00:00; a text belongs here: format the cell as text",
            ),
        ],
    ),
    "a fair that ends before it begins": (
        put("活动!I2", datetime(2023, 6, 12)),
        [("活动", 2, "I 结束时间", "must be after opensAt")],
    ),
    "a word that is not known": (
        put("活动!J2", "结束了"),
        [("活动", 2, "J 活动状态", "is 结束了; known are PLANNED, OPEN, CLOSED, RECONCILED")],
    ),
}


@pytest.mark.parametrize("wrong", list(WRONG))
async def test_a_workbook_is_refused_for(api: Api, tmp_path: Path, wrong: str) -> None:
    change, problems = WRONG[wrong]
    assert await refused(api, changed(tmp_path, change)) == problems


async def test_all_problems_of_all_sheets_are_told_in_one_run(api: Api, tmp_path: Path) -> None:
    def spoil(book: Workbook) -> None:
        for place, value in (("活动!E2", "37"), ("摊位!D4", "庙"), ("受理!F2", "1"), ("受理!H3", "昨天")):
            put(place, value)(book)

    assert [
        (sheet, row, column) for sheet, row, column, _ in await refused(api, changed(tmp_path, spoil))
    ] == [
        ("活动", 2, "E 行政区划代码"),
        ("摊位", 4, "D 机构类别"),
        ("受理", 2, "F 统一社会信用代码"),
        ("受理", 3, "H 受理时间"),
    ]


async def test_a_planned_fair_has_no_intakes(api: Api, tmp_path: Path) -> None:
    problems = await refused(api, changed(tmp_path, put("活动!J2", None)))
    assert [(sheet, row, column) for sheet, row, column, _ in problems] == [
        ("受理", row, "I 处理结果") for row in range(2, 9)
    ]


async def test_a_row_that_repeats_another_in_all_columns_is_refused(api: Api, tmp_path: Path) -> None:
    await bring(api, EXAMPLES / "fair.xlsx")
    header, first, second = (EXAMPLES / "intakes.csv").read_text("utf-8-sig").splitlines()
    path = tmp_path / "intakes.csv"
    path.write_text("\n".join([header, first, "", second, first]))
    assert await refused(api, path, FAIR) == [("", 5, None, "is the same as row 2 in all columns")]


async def test_a_file_is_loaded_once(api: Api) -> None:
    await bring(api, EXAMPLES / "fair.xlsx")
    assert [problem[:3] for problem in await refused(api, EXAMPLES / "fair.xlsx")] == [
        ("活动", 2, "A 活动名称")
    ]
    await bring(api, EXAMPLES / "intakes.csv", FAIR)
    reason = "the fair has this intake already: the same booth, enterprise, moment and need"
    assert await refused(api, EXAMPLES / "intakes.csv", FAIR) == [("", row, None, reason) for row in (2, 3)]


async def test_a_load_that_breaks_off_in_the_middle_leaves_nothing(api: Api) -> None:
    def break_off(what: str, done: int, total: int) -> None:
        if what == "写入 writing" and done == total:
            raise KeyboardInterrupt

    api.clock.advance(days=100)
    before = await api.rows()
    with pytest.raises(KeyboardInterrupt):
        await load(api.world, EXAMPLES / "fair.xlsx", None, break_off)
    assert await api.rows() == before


async def test_numbers_that_a_booth_has_given_are_not_given_again(api: Api, tmp_path: Path) -> None:
    await bring(api, EXAMPLES / "fair.xlsx")
    header, first, _ = (EXAMPLES / "intakes.csv").read_text("utf-8-sig").splitlines()
    path = tmp_path / "intakes.csv"
    path.write_text(f"number,{header}\n3,{first}\n")
    assert await refused(api, path, FAIR) == [
        ("", 2, "A number", "booth A01 has given the numbers up to 3 already; go on with 4")
    ]


async def test_control_characters_are_refused(api: Api, tmp_path: Path) -> None:
    given = json.loads((EXAMPLES / "fair.json").read_text())
    given["intakes"][0]["owner"] = "赵\u0007经理"
    given["intakes"][1]["amount"] = 3
    path = tmp_path / "fair.json"
    path.write_text(json.dumps(given))
    problems = await refused(api, path)
    assert problems[0][:3] == ("intakes", None, "amount")
    assert problems[1:] == [("intakes", 1, "owner", "contains the control character U+0007; remove it")]


async def test_an_intake_and_a_load_do_not_number_the_same_booth_twice(api: Api, tmp_path: Path) -> None:
    fair = await api.open_fair()
    await api.submit(fair.booths["A01"], "k-1")
    header, first, _ = (EXAMPLES / "intakes.csv").read_text("utf-8-sig").splitlines()
    path = tmp_path / "intakes.csv"
    path.write_text(f"{header}\n{first}\n")
    await bring(api, path, fair.id)
    taken = await api.submit(
        fair.booths["A01"],
        "k-2",
        form={
            "energy": {
                "carrier": "WATER",
                "quantity": "1",
                "unit": "TCE",
                "supply": "DUAL",
                "neededBy": "2024-01-01",
            }
        },
    )
    assert taken["intake"]["number"] == 3
    assert (await api.counts(fair.id))["total"]["received"] == 3


FILES: dict[str, tuple[str, bytes, str]] = {
    "an encrypted workbook": (
        "x.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        "the file is encrypted, or an .xls; save it as .xlsx without a password",
    ),
    "no workbook": ("x.xlsx", b"code,name", "the file is no .xlsx"),
    "half a workbook": (
        "x.xlsx",
        (EXAMPLES / "fair.xlsx").read_bytes()[:3000],
        "the workbook is damaged (File is not a zip file); open it and save it again",
    ),
    "another kind of file": ("x.ods", b"", "the file is .ods; it must be .xlsx, .csv or .json"),
    "no json": (
        "x.json",
        b"{",
        "the file is not json: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
    ),
    "a key that is there twice": (
        "x.json",
        b'{"fair": {"name": 1, "name": 2}}',
        "an object has the key 'name' twice",
    ),
    "a number that is none": ("x.json", b'{"fair": {"round": NaN}}', "NaN is not a number of json"),
    "an open quote": ("x.csv", b'code,name\n"A01,x\n', "line 2: unexpected end of data"),
    "an empty file": ("x.csv", b"", "the file has nothing in it"),
    "neither encoding": ("x.csv", b"\xff\xff\xff", "the file is neither UTF-8 nor GB18030"),
    "no fair": ("x.csv", "摊位编号\nA01\n".encode(), "the file plans no fair; name one with --fair"),
}


@pytest.mark.parametrize("kind", list(FILES))
async def test_a_file_cannot_be_read_that_is(api: Api, tmp_path: Path, kind: str) -> None:
    name, content, reason = FILES[kind]
    (tmp_path / name).write_bytes(content)
    fair = None
    if kind == "no fair":
        content = (EXAMPLES / "booths.csv").read_bytes()
        (tmp_path / name).write_bytes(content)
    assert await unreadable(api, tmp_path / name, fair) == reason


async def test_a_fair_must_be_there_and_be_the_only_one_of_its_name(api: Api) -> None:
    path = EXAMPLES / "booths.csv"
    assert await unreadable(api, path, "无") == "there is no fair 无"
    await api.plan_fair()
    await api.plan_fair()
    assert (
        await unreadable(api, path, "泰安要素保障大集") == "2 fairs are called 泰安要素保障大集; give the id"
    )


def test_every_word_of_the_contract_is_known_to_a_load() -> None:
    """The Chinese words that describe the enumerations in the schema are accepted in a file."""
    types = schema.root.schema.schema_converter.type_map
    columns: dict[str, tuple[type[Any], str]] = {
        "FairKind": (loading.FairLine, "kind"),
        "ZoneKind": (loading.FairLine, "zone_kind"),
        "FairState": (loading.FairLine, "state"),
        "OrganizationKind": (loading.BoothLine, "organization_kind"),
        "Register": (loading.IntakeLine, "register"),
        "ElementKind": (loading.IntakeLine, "element_kind"),
        "Urgency": (loading.IntakeLine, "urgency"),
        "Disposition": (loading.IntakeLine, "disposition"),
        "EntryState": (loading.IntakeLine, "entry_state"),
    }
    for name, (line, field) in columns.items():
        for value in types[name].definition.values:
            word = value.description.rpartition(". ")[2].removesuffix("。")
            assert columns_of(line)[field].rule.read(word, typed=True) == value.value


def test_the_command_says_what_is_wrong_and_leaves_with_1(database: Any, tmp_path: Path) -> None:
    def yaosu(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "server.cli", *arguments],
            env={"YAOSU_DATABASE_URL": database.dsn("postgres"), "PATH": ""},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=False,
        )

    done = yaosu("load", str(EXAMPLES / "fair.xlsx"))
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout == f"{FAIR}: 3 booths, 7 intakes, 2 ledger entries; new: 3 organizations, 5 enterprises\n"
    )
    again = yaosu("load", str(EXAMPLES / "fair.xlsx"))
    assert (again.returncode, again.stdout) == (1, "")
    reason = (
        "活动, 第 2 行 row 2, A 活动名称: 同名活动已存在;如需补充数据,请删除此表并使用 --fair / there is a fair of this name"
        " already; to add to it, leave this sheet out and use --fair"
    )
    assert again.stderr.splitlines() == [
        reason,
        f"yaosu: {EXAMPLES / 'fair.xlsx'}: 共 1 处问题,未写入任何数据 / 1 problem, nothing was written",
    ]
