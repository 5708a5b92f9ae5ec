"""Divisions and industries: what is shipped, what is imported, and which codes are right."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import db.embedded
import db.enterprises
from domain.enterprises.industries import SECTIONS, covers, industry_problem, section_of
from tests.offices import Api

pytestmark = pytest.mark.anyio

HERE = Path(__file__).parents[1]
PLACE = """query($id: ID!) { node(id: $id) { ... on Enterprise { divisionCode division { code name validFrom validTo }
  industry { code name englishName } } } }"""


def yaosu(database: db.embedded.Address, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *arguments],
        env={"YAOSU_DATABASE_URL": database.dsn("postgres"), "PATH": ""},
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )


async def place(api: Api, **given: Any) -> Any:
    """Where a new enterprise sits, and what it does."""
    done = await api.act(
        "registerEnterprise", "... on EnterpriseRegistered { enterprise { id } }", name="厂", **given
    )
    assert done["__typename"] == "EnterpriseRegistered", done
    return (await api.ask(PLACE, id=done["enterprise"]["id"]))["node"]


async def test_the_divisions_of_the_newest_edition_are_shipped(api: Api) -> None:
    assert await api.owner.fetchval("SELECT count(*) FROM divisions") == 3210
    # Two districts of Hangzhou that older lists lack.
    assert (await place(api, divisionCode="330113"))["division"] == {
        "code": "330113", "name": "临平区", "validFrom": None, "validTo": None,
    }  # fmt: skip
    assert (await place(api, divisionCode="330114"))["division"]["name"] == "钱塘区"


async def test_the_twenty_sections_are_shipped_under_the_names_of_the_domain(api: Api) -> None:
    rows = await api.owner.fetch("SELECT code, name, english_name FROM industries ORDER BY code")
    assert [tuple(row) for row in rows] == [
        (letter, words.zh, words.en) for letter, (_, words) in SECTIONS.items()
    ]
    assert "".join(SECTIONS) == "ABCDEFGHIJKLMNOPQRST"


async def test_a_division_is_one_on_the_days_of_its_code(api: Api) -> None:
    await api.owner.execute(
        "UPDATE divisions SET valid_from = '2021-04-09', valid_to = '2023-06-13' WHERE code = '330113'"
    )
    async with api.world.database.connection() as connection:
        days = [date(2021, 4, 8), date(2021, 4, 9), date(2023, 6, 12), date(2023, 6, 13)]
        found = [await db.enterprises.is_division(connection, "330113", day) for day in days]
    assert found == [False, True, True, False]
    answer = await api.act("registerEnterprise", "", name="厂", divisionCode="330113")
    assert answer["problems"] == [
        {
            "path": "divisionCode",
            "message": "330113 is the code of no division on 2023-06-13; see the codes of GB/T 2260",
        }
    ]


async def test_a_code_that_the_list_lacks_leaves_the_enterprise_without_a_division(api: Api) -> None:
    await api.owner.execute("DELETE FROM divisions WHERE code = '370900'")
    found = await place(api)
    assert (found["divisionCode"], found["division"]) == ("370900", None)


async def test_nobody_but_the_owner_writes_divisions_and_industries(api: Api) -> None:
    async with api.world.database.connection("370900") as connection:
        for statement in (
            "INSERT INTO divisions VALUES ('370999', '新区')",
            "UPDATE divisions SET name = ''",
            "INSERT INTO industries VALUES ('3311', '金属结构制造')",
            "UPDATE industries SET name = ''",
        ):
            with pytest.raises(Exception, match="permission denied"):
                await connection.execute(statement)


# --- Imports ----------------------------------------------------------------------------------------------------------


async def test_a_table_of_industries_is_imported_and_imported_again(
    api: Api, database: db.embedded.Address, tmp_path: Path
) -> None:
    file = tmp_path / "industries.csv"
    file.write_text(
        "行业代码,类别名称\nC,制造\n33,金属制品业\n3311,金属结构制造\n0111,稻谷种植\n", encoding="gb18030"
    )
    done = yaosu(database, "industries", "import", str(file))
    assert (done.stdout, done.stderr, done.returncode) == ("4 industries are as the file has them\n", "", 0)
    assert (await place(api, industryCode="3311"))["industry"] == {
        "code": "3311", "name": "金属结构制造", "englishName": None,
    }  # fmt: skip
    assert (await place(api, industryCode="C"))["industry"] == {
        "code": "C", "name": "制造", "englishName": "Manufacturing",
    }  # fmt: skip
    file.write_text("code,name\n3311,钢结构\n")
    assert yaosu(database, "industries", "import", str(file)).returncode == 0
    names = await api.owner.fetch("SELECT name FROM industries WHERE length(code) > 1 ORDER BY code")
    assert [row["name"] for row in names] == ["稻谷种植", "金属制品业", "钢结构"]


async def test_everything_wrong_with_a_table_is_told_at_once_and_nothing_is_kept(
    api: Api, database: db.embedded.Address, tmp_path: Path
) -> None:
    before = await api.written()
    workbook = openpyxl.Workbook()
    sheet: Any = workbook.active
    for row in (
        ("代码", "名称"),
        (111, "谷物"),
        ("3311", "甲"),
        ("3311", "乙"),
        ("U", "丙"),
        ("99", ""),
        ("12", None),
    ):
        sheet.append(row)
    workbook.save(tmp_path / "industries.xlsx")
    done = yaosu(database, "industries", "import", str(tmp_path / "industries.xlsx"))
    assert (done.returncode, done.stdout) == (1, "")
    assert [line.rsplit(" / ")[1] for line in done.stderr.splitlines()] == [
        "is the number 111: the spreadsheet may have cut off a zero in front; format the column as text and enter the code again",
        "3311 is in row 3 already",
        "'U' is no code of GB/T 4754-2017: a letter from A to T, or two to four digits from 01 to 97",
        "'99' is no code of GB/T 4754-2017: a letter from A to T, or two to four digits from 01 to 97",
        "is required",
        "is required",
        "6 problems, nothing was written",
    ]
    (tmp_path / "divisions.csv").write_text(
        "code,name,valid from,valid to\n37,x,,\n370100,济南市,2020-01-01,2020-01-01\n"
    )
    done = yaosu(database, "divisions", "import", str(tmp_path / "divisions.csv"))
    assert [line.rsplit(" / ")[1] for line in done.stderr.splitlines()] == [
        "'37' is not a division code of six digits",
        "is not after 2020-01-01",
        "2 problems, nothing was written",
    ]
    assert await api.written() == before


async def test_divisions_are_dated_by_an_import(
    api: Api, database: db.embedded.Address, tmp_path: Path
) -> None:
    file = tmp_path / "divisions.csv"
    file.write_text("代码,名称,启用日期,停用日期\n330103,下城区,,2021-04-09\n330113,临平区,2021-04-09,\n")
    done = yaosu(database, "divisions", "import", str(file))
    assert (done.stdout, done.returncode) == ("2 divisions are as the file has them\n", 0)
    rows = await api.owner.fetch(
        "SELECT code, name, valid_from, valid_to FROM divisions WHERE code IN ('330103', '330113') ORDER BY code"
    )
    assert [tuple(row) for row in rows] == [
        ("330103", "下城区", None, date(2021, 4, 9)),
        ("330113", "临平区", date(2021, 4, 9), None),
    ]
    answer = await api.act("registerEnterprise", "", name="厂", divisionCode="330103")
    assert [each["path"] for each in answer["problems"]] == ["divisionCode"]


def test_a_file_that_has_nothing_and_a_database_that_is_not_ready_are_told(
    database: db.embedded.Address, postgres: db.embedded.Address, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("code,name\n")
    done = yaosu(database, "industries", "import", str(empty))
    assert (done.returncode, "no row below its headers" in done.stderr) == (1, True)
    right = tmp_path / "right.csv"
    right.write_text("code,name\n33,金属制品业\n")
    done = yaosu(postgres, "industries", "import", str(right))
    assert (done.returncode, "run `yaosu migrate`" in done.stderr) == (1, True)


# --- Codes ------------------------------------------------------------------------------------------------------------

CODES = st.from_regex(r"(0[1-9]|[1-8][0-9]|9[0-7])[0-9]{0,2}", fullmatch=True) | st.sampled_from(
    tuple(SECTIONS)
)


@given(CODES)
def test_every_right_code_is_in_one_section(code: str) -> None:
    assert industry_problem(code) is None
    assert [letter for letter in SECTIONS if covers(letter, code)] == [section_of(code)]
    assert covers(code, code)
    assert all(covers(code[:length], code) for length in range(2, len(code) + 1))


@pytest.mark.parametrize("code", ["", "U", "a", "00", "98", "1", "12345", "C13", " 13", "13\n"])
def test_a_wrong_code_is_told(code: str) -> None:
    assert industry_problem(code) is not None


@pytest.mark.parametrize(
    ("code", "letter"), [("0111", "A"), ("1310", "C"), ("5212", "F"), ("84", "Q"), ("9700", "T")]
)
def test_a_class_is_in_the_section_of_the_standard(code: str, letter: str) -> None:
    assert section_of(code) == letter
