"""`yaosu import` and the acts that import rows: all that is wrong at once, and nothing that is stored is changed."""

from __future__ import annotations

import asyncio
import csv
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import server.importing
from domain.enterprises import ENTERPRISE_KIND_NAMES, STATUS_NAMES
from domain.enterprises.importing import EnterpriseLine
from domain.tables import Imported, columns_of
from resolvers.imports import IMPORTERS
from server.exchange import TABLES
from server.importing import bring
from server.tables import Refused, Unreadable
from tests.offices import COUNTY, Api, bearer, credit_code
from tests.test_cli import yaosu

pytestmark = pytest.mark.anyio

EXAMPLES = Path(__file__).parent.parent / "examples" / "registry"
HEADER = (
    "企业名称",
    "统一社会信用代码",
    "类别",
    "行政区划代码",
    "所属区域",
    "行业代码",
    "登记日期",
    "状态",
    "终止日期",
)
ENTERPRISE = "Enterprise with legal personality, or a branch of one"
CODES = tuple(credit_code(number) for number in range(10))


def quiet(what: str, done: int, total: int) -> None:
    """No bar."""


def row(number: int, *rest: Any) -> tuple[Any, ...]:
    """A right row of an enterprise with this number."""
    return (f"泰安 {number} 号企业", CODES[number], *rest)


def written(path: Path, *rows: tuple[Any, ...], header: tuple[str, ...] = HEADER) -> Path:
    """A file of rows, of the kind that its name ends in."""
    full = [header, *((*each, *("",) * (len(header) - len(each))) for each in rows)]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(full)
    else:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("企业")
        for each in full:
            sheet.append([cell if cell != "" else None for cell in each])
        book.save(path)
    return path


async def run(api: Api, path: Path, *, dry_run: bool = False, county: str = COUNTY) -> Imported:
    return await bring(api.world, "enterprises", path, county, dry_run=dry_run, progress=quiet)


async def refused(api: Api, path: Path) -> list[tuple[int | None, str | None, str]]:
    """Why a file is refused: row, column, reason; and nothing was written."""
    before = await api.written()
    with pytest.raises(Refused) as caught:
        await run(api, path)
    assert await api.written() == before
    assert caught.value.written == 0
    return [(p.row, p.column, p.message.en) for p in caught.value.problems]


async def stored(api: Api) -> list[tuple[Any, ...]]:
    rows = await api.owner.fetch(
        """SELECT enterprises.name, uscc, enterprises.kind, known_division_code, zones.name AS zone, industry_code,
            registered_on::text, status, enterprises.ended_on::text
        FROM enterprises LEFT JOIN zones ON zones.id = zone_id ORDER BY uscc NULLS LAST"""
    )
    return [tuple(each) for each in rows]


async def a_zone(api: Api, name: str = "高新区") -> None:
    zone = {"registration": {"name": name, "kind": "HIGH_TECH", "divisionCode": COUNTY}}
    await api.plan_fair(zone=zone)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
async def test_a_file_is_imported_with_its_history_and_one_entry_in_the_audit(
    api: Api, tmp_path: Path, ending: str
) -> None:
    await a_zone(api)
    before = await api.owner.fetchval("SELECT count(*) FROM audit_entries")
    path = written(
        tmp_path / f"e.{ending}",
        row(1, "个体工商户", "370902", "高新区", "C", "2019-05-01", "在营"),
        row(2),
        row(3, "其他", "", "", "", "2010/1/2", "已注销", "2021年3月4日"),
        ("拟落地企业", "", "", "", "", "", "", "拟落地"),
    )
    assert await run(api, path) == Imported(rows=4, added=4, unchanged=0)
    assert await stored(api) == [
        (
            "泰安 1 号企业",
            CODES[1],
            "SOLE_TRADER",
            "370902",
            "高新区",
            "C",
            "2019-05-01",
            "ACTIVE",
            None,
        ),
        ("泰安 2 号企业", CODES[2], "ENTERPRISE", COUNTY, None, None, None, "ACTIVE", None),
        ("泰安 3 号企业", CODES[3], "OTHER", COUNTY, None, None, "2010-01-02", "CLOSED", "2021-03-04"),
        ("拟落地企业", None, "ENTERPRISE", COUNTY, None, None, None, "PREPARING", None),
    ]
    changes = await api.owner.fetch(
        "SELECT kind, name_after, status_after, effective_on::text FROM enterprise_changes ORDER BY name_after"
    )
    assert [tuple(each) for each in changes] == [
        ("REGISTERED", "拟落地企业", "PREPARING", "2023-06-13"),
        ("REGISTERED", "泰安 1 号企业", "ACTIVE", "2019-05-01"),
        ("REGISTERED", "泰安 2 号企业", "ACTIVE", "2023-06-13"),
        ("REGISTERED", "泰安 3 号企业", "CLOSED", "2010-01-02"),
    ]
    assert await api.owner.fetchval("SELECT count(*) FROM audit_entries") == before + 1
    entry = await api.owner.fetchrow("SELECT * FROM audit_entries WHERE act = 'import enterprises'")
    assert (entry["actor"], entry["role"], entry["subject_type"]) == ("yaosu import", "ADMIN", "Import")
    batch = json.loads(entry["after"])["Batch"]
    assert (batch["table"], batch["first_row"], batch["last_row"]) == ("enterprises", 2, 5)
    ids = await api.owner.fetch("SELECT id::text FROM enterprises")
    assert sorted(batch["ids"]) == sorted(each["id"] for each in ids)


async def test_the_example_is_right(api: Api) -> None:
    await a_zone(api)
    done = await run(api, EXAMPLES / "enterprises.csv")
    assert (done.added, done.unchanged) == (4, 0)
    assert await run(api, EXAMPLES / "enterprises.csv") == Imported(4, 0, 4)


async def test_a_dry_run_looks_at_everything_and_writes_nothing(api: Api, tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", row(1), row(2))
    before = await api.written()
    assert await run(api, path, dry_run=True) == Imported(2, 2, 0)
    assert await api.written() == before
    wrong = written(tmp_path / "w.csv", row(1, "", "", "无此区"))
    with pytest.raises(Refused):
        await run(api, wrong, dry_run=True)


async def test_a_run_that_was_cut_off_is_run_again(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.importing, "BATCH", 2)
    path = written(tmp_path / "e.csv", *map(row, range(5)))
    cut_off = list[str]()

    def cut(what: str, done: int, total: int) -> None:
        if what.startswith("写入"):
            cut_off.append(f"{done} of {total}")
            if done == 4:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await bring(api.world, "enterprises", path, COUNTY, dry_run=False, progress=cut)
    assert cut_off == ["2 of 5", "4 of 5"]
    assert len(await stored(api)) == 4
    assert await run(api, path) == Imported(rows=5, added=1, unchanged=4)
    assert await run(api, path) == Imported(rows=5, added=0, unchanged=5)
    entries = await api.owner.fetchval("SELECT count(*) FROM audit_entries WHERE act = 'import enterprises'")
    assert entries == 3


async def test_everything_that_is_wrong_is_told_at_once_with_row_and_column(api: Api, tmp_path: Path) -> None:
    path = written(
        tmp_path / "e.csv",
        ("", CODES[1]),
        ("甲", "9137"),
        ("乙", ""),
        ("丙", CODES[2], "公司", "370998", "无此区", "1234", "2023-06-14"),
        ("丁", CODES[3], "", "", "", "Z9", "", "拟落地"),
        ("戊", CODES[4], "", "", "", "", "", "已注销"),
        ("己", CODES[5], "", "", "", "", "2020-02-02", "", "2020-02-01"),
    )
    assert await refused(api, path) == [
        (2, "A 企业名称", "is required"),
        (3, "B 统一社会信用代码", "has 4 characters; a unified social credit code has 18"),
        (4, "B 统一社会信用代码", "is required"),
        (5, "C 类别", "is 公司; known are ENTERPRISE, SOLE_TRADER, OTHER"),
        (5, "G 登记日期", "must not be after today, 2023-06-13"),
        (
            5,
            "E 所属区域",
            "the county has no zone 无此区; write its name as it is there, or add the zone first",
        ),
        (
            5,
            "D 行政区划代码",
            "370998 is the code of no division on 2023-06-13; see the codes of GB/T 2260",
        ),
        (
            5,
            "F 行业代码",
            "1234 is not in the table of industries; have it imported, or give the section: B",
        ),
        (
            6,
            "F 行业代码",
            "'Z9' is no code of GB/T 4754-2017: a letter from A to T, or two to four digits from 01 to 97",
        ),
        (
            6,
            "B 统一社会信用代码",
            "is there, but the enterprise is about to settle; one with a credit code is active",
        ),
        (7, "I 终止日期", "is missing: one that has ended has its day"),
        (8, "I 终止日期", "is there, but the status is neither moved away nor closed"),
        (8, "I 终止日期", "2020-02-01 is before it was registered on 2020-02-02"),
    ]


async def test_a_code_that_the_spreadsheet_has_cut_is_told(api: Api, tmp_path: Path) -> None:
    path = written(tmp_path / "e.xlsx", ("甲", 9.137e17), row(2, "", "", "", 111))
    found = await refused(api, path)
    assert [(each[0], each[1]) for each in found] == [(2, "B 统一社会信用代码"), (3, "F 行业代码")]
    assert found[1][2].startswith("is the number 111: the spreadsheet may have cut off a zero in front")


async def test_rows_that_contradict_each_other_are_told_with_both_rows(api: Api, tmp_path: Path) -> None:
    path = written(
        tmp_path / "e.csv",
        row(1, "企业", "", "", "C"),
        row(2),
        ("别的名称", CODES[1], "个体工商户"),
        row(2),
    )
    assert await refused(api, path) == [
        (
            4,
            "A 企业名称",
            "contradicts row 2, which is about the same record and says 泰安 1 号企业",
        ),
        (
            4,
            "C 类别",
            f"contradicts row 2, which is about the same record and says {ENTERPRISE}",
        ),
        (4, "F 行业代码", "contradicts row 2, which is about the same record and says C"),
    ]


async def test_a_row_that_repeats_another_is_counted_and_harmless(api: Api, tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", row(1), row(1), row(2))
    assert await run(api, path, dry_run=True) == Imported(3, 2, 1)
    assert await run(api, path) == Imported(3, 2, 1)


async def test_a_row_that_contradicts_what_is_stored_changes_nothing(api: Api, tmp_path: Path) -> None:
    await run(
        api,
        written(tmp_path / "e.csv", row(1, "", "", "", "C"), ("拟落地", "", "", "", "", "", "", "拟落地")),
    )
    # What a row does not say contradicts nothing.
    assert await run(api, written(tmp_path / "e.csv", row(1))) == Imported(1, 0, 1)
    path = written(
        tmp_path / "e.csv",
        ("别的名称", CODES[1], "", "", "", "D", "2019-05-01"),
        row(2),
        ("拟落地", "", "个体工商户", "", "", "", "", "拟落地"),
    )
    assert await refused(api, path) == [
        (
            2,
            "A 企业名称",
            "contradicts what is stored: 泰安 1 号企业; an import changes nothing that is stored",
        ),
        (2, "F 行业代码", "contradicts what is stored: C; an import changes nothing that is stored"),
        (2, "G 登记日期", "contradicts what is stored: nothing; an import changes nothing that is stored"),
        (
            4,
            "C 类别",
            f"contradicts what is stored: {ENTERPRISE}; an import changes nothing that is stored",
        ),
    ]


async def test_another_county_is_another_register(api: Api, tmp_path: Path) -> None:
    path = written(tmp_path / "e.csv", row(1))
    assert (await run(api, path)).added == 1
    assert (await run(api, path, county="370911")).added == 1
    counties = await api.owner.fetch("SELECT county_code FROM enterprises ORDER BY 1")
    assert [each[0] for each in counties] == [COUNTY, "370911"]


@pytest.mark.parametrize(
    ("county", "said"),
    [
        ("37", "the county '37' is not a division code of six digits"),
        ("370998", "the county 370998 is the code of no division on 2023-06-13; see the codes of GB/T 2260"),
    ],
)
async def test_a_county_that_there_is_not_is_told(api: Api, tmp_path: Path, county: str, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        await run(api, written(tmp_path / "e.csv", row(1)), county=county)
    assert caught.value.words.en == said
    assert await stored(api) == []


async def test_a_file_of_another_kind_and_one_of_two_sheets_are_told(api: Api, tmp_path: Path) -> None:
    json_file = tmp_path / "e.json"
    json_file.write_text("{}")
    with pytest.raises(Unreadable, match=r"the file is \.json; it must be \.xlsx or \.csv"):
        await run(api, json_file)
    path = written(tmp_path / "e.xlsx", row(1))
    book = load_workbook(path)
    book.create_sheet("更多").append(["a"])
    book.save(path)
    with pytest.raises(Unreadable, match="the file has 2 sheets; leave one"):
        await run(api, path)


async def test_what_somebody_else_adds_meanwhile_is_looked_at_again(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two imports of the same rows at once: each enterprise is stored once, by whichever was first."""
    monkeypatch.setattr(server.importing, "BATCH", 3)
    path = written(tmp_path / "e.csv", *map(row, range(10)))
    first, second = await asyncio.gather(run(api, path), run(api, path))
    assert first.added + second.added == 10
    assert len(await stored(api)) == 10
    assert await api.owner.fetchval("SELECT count(*) FROM enterprise_changes") == 10


async def test_what_contradicts_meanwhile_stops_the_run_and_says_what_was_written(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.importing, "BATCH", 2)
    path = written(tmp_path / "e.csv", *map(row, range(4)))
    other = written(tmp_path / "other.csv", ("别的名称", CODES[3]))

    under_way = server.importing._Run(api.world, IMPORTERS["enterprises"], COUNTY)
    table = under_way.importer.read(server.importing.files.read(path, lambda *_: None)[0], [])
    assert await under_way.check(table, quiet) == (4, [])
    await run(api, other)
    with pytest.raises(Refused) as caught:
        await under_way.write(table, quiet)
    assert caught.value.written == 2
    assert [each[0] for each in await stored(api)] == ["泰安 0 号企业", "泰安 1 号企业", "别的名称"]


def test_words_of_the_page_and_of_the_columns_are_the_same() -> None:
    page = (EXAMPLES.parent.parent / "docs" / "import.md").read_text("utf-8")
    for declared in columns_of(EnterpriseLine).values():
        assert f"{declared.words.zh} {declared.words.en}" in page
    for words in (*ENTERPRISE_KIND_NAMES.values(), *STATUS_NAMES.values()):
        assert words.zh in page


def test_every_table_has_its_command() -> None:
    assert TABLES.keys() == IMPORTERS.keys()


def test_the_command_says_what_it_did_and_what_is_wrong(database: Any, tmp_path: Path) -> None:
    url = {"YAOSU_DATABASE_URL": database.dsn("postgres")}
    path = written(tmp_path / "e.csv", row(1), row(2))
    command = ("import", "enterprises", str(path), "--county", COUNTY)
    done = yaosu(*command, "--dry-run", **url)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "2 rows: 2 would be added, nothing was written; 0 unchanged\n"
    assert yaosu(*command, **url).stdout == "2 rows: 2 added; 0 unchanged\n"
    written(path, row(1), ("乙", ""))
    done = yaosu(*command, **url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "第 3 行 row 3, B 统一社会信用代码: 必填 / is required\n"
        f"yaosu: {path}: 共 1 处问题,未写入任何数据 / 1 problem, nothing was written\n"
    )


# --- The act ----------------------------------------------------------------------------------------------------------

IMPORT = """mutation($input: ImportEnterprisesInput!) { importEnterprises(input: $input) { __typename
  ... on EnterprisesImported { rows added unchanged } ... on Refusal { message }
  ... on InvalidInput { problems { path message } } } }"""


async def sent(api: Api, rows: list[dict[str, Any]], **given: Any) -> dict[str, Any]:
    """What the act answers to the dispatcher, or to who signs in `as_` another."""
    as_ = given.pop("as_", None)
    return (await api.ask(IMPORT, as_=as_, input={"rows": rows, **given}))["importEnterprises"]


def entered(number: int, **rest: Any) -> dict[str, Any]:
    return {"name": f"泰安 {number} 号企业", "uscc": CODES[number], **rest}


async def test_rows_of_an_act_are_added_once(api: Api) -> None:
    await a_zone(api)
    full = entered(
        1,
        kind="SOLE_TRADER",
        divisionCode="370902",
        zone="高新区",
        industryCode="C",
        registeredOn="2019-05-01",
        status="CLOSED",
        endedOn="2020-01-01",
    )
    rows = [full, entered(2), {"name": "拟落地", "status": "PREPARING"}]
    before = await api.written()
    would = await sent(api, rows, dryRun=True)
    assert would == {"__typename": "EnterprisesImported", "rows": 3, "added": 3, "unchanged": 0}
    assert await api.written() == before
    assert await sent(api, rows) == would
    assert (await stored(api))[0] == (
        "泰安 1 号企业",
        CODES[1],
        "SOLE_TRADER",
        "370902",
        "高新区",
        "C",
        "2019-05-01",
        "CLOSED",
        "2020-01-01",
    )
    entry = await api.owner.fetchrow("SELECT * FROM audit_entries WHERE act = 'importEnterprises'")
    assert len(json.loads(entry["after"])["Batch"]["ids"]) == 3
    before = await api.written()
    assert await sent(api, rows) == {
        "__typename": "EnterprisesImported",
        "rows": 3,
        "added": 0,
        "unchanged": 3,
    }
    assert await api.written() == before


async def test_all_that_is_wrong_with_rows_is_told_by_path(api: Api) -> None:
    await sent(api, [entered(4)])
    before = await api.written()
    answer = await sent(
        api,
        [
            {"name": " ", "uscc": "9137"},
            entered(1, zone="无此区", industryCode="Z9"),
            {"name": "别的名称", "uscc": CODES[1]},
            entered(4, registeredOn="2020-01-01"),
        ],
    )
    assert answer["__typename"] == "InvalidInput"
    assert [(each["path"], each["message"].split(";")[0]) for each in answer["problems"]] == [
        ("rows.0.name", "is required"),
        ("rows.0.uscc", "has 4 characters"),
        (
            "rows.1.industryCode",
            "'Z9' is no code of GB/T 4754-2017: a letter from A to T, or two to four digits from 01 to 97",
        ),
        ("rows.1.zone", "the county has no zone 无此区"),
        ("rows.2.name", "contradicts row 1, which is about the same record and says 泰安 1 号企业"),
        ("rows.2.zone", "contradicts row 1, which is about the same record and says 无此区"),
        ("rows.3.registeredOn", "contradicts what is stored: nothing"),
    ]
    assert await api.written() == before


@pytest.mark.parametrize("count", [0, 1001])
async def test_rows_are_one_to_a_thousand(api: Api, count: int) -> None:
    answer = await sent(api, [{"name": "甲"}] * count)
    assert answer["problems"] == [{"path": "rows", "message": f"has {count} rows; send 1 to 1000 at once"}]


async def test_a_dispatcher_of_some_zones_imports_nothing(api: Api) -> None:
    await a_zone(api)
    some = bearer("DISPATCHER", zones=[str(await api.owner.fetchval("SELECT id FROM zones"))])
    before = await api.written()
    answer = await sent(api, [entered(1)], as_=some)
    assert answer["__typename"] == "OutsideRemit"
    assert await api.written() == before
    administrator = bearer("ADMIN")
    assert (await sent(api, [entered(1)], as_=administrator))["added"] == 1


async def test_another_role_may_not_import(api: Api) -> None:
    answer = await api.send(IMPORT, {"input": {"rows": [entered(1)]}}, **bearer("SECRETARY"))
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert await stored(api) == []


async def test_two_acts_with_the_same_rows_add_them_once(api: Api) -> None:
    rows = [entered(number) for number in range(10)]
    answers = await asyncio.gather(sent(api, rows), sent(api, rows))
    assert sorted(each["added"] for each in answers) == [0, 10]
    assert len(await stored(api)) == 10


async def test_a_thousand_rows_are_one_request(api: Api) -> None:
    rows = [{"name": f"泰安{n}号", "uscc": credit_code(n)} for n in range(1000)]
    answer = await sent(api, rows)
    assert answer == {"__typename": "EnterprisesImported", "rows": 1000, "added": 1000, "unchanged": 0}
