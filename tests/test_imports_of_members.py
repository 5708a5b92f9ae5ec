"""Importing who is in a chain, who belongs to an alliance and who looks after an enterprise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import server.importing
from domain.alliances.importing import AllianceMemberLine
from domain.chains.importing import ChainMemberLine
from domain.enterprises.liaison.importing import LiaisonLine
from domain.tables import Imported, columns_of
from server.importing import bring
from server.tables import Refused
from tests.counties import County, filled
from tests.offices import COUNTY, Api, bearer, credit_code
from tests.test_imports import quiet, written

pytestmark = pytest.mark.anyio

CHAIN = ("产业链", "统一社会信用代码", "企业名称", "角色", "环节", "加入日期", "退出日期")
ALLIANCE = ("联盟", "机构名称", "统一社会信用代码", "企业名称", "角色", "加入日期", "退出日期")
LIAISON = (
    "统一社会信用代码",
    "企业名称",
    "工作人员",
    "机构名称",
    "联络角色",
    "主联络",
    "开始日期",
    "结束日期",
)
ONE, TWO, THREE, FOUR = (credit_code(number) for number in (1, 2, 3, 4))
OLD = "老产业链"


@pytest.fixture
async def county(api: Api) -> County:
    """A county with something in every table, and a chain that is older than a day."""
    found = await filled(api)
    given = {"trackId": found["track_1"], "name": OLD, "since": "2015-01-01"}
    made = await api.act("registerChain", "... on ChainRegistered { chain { id } }", **given)
    node = {"chainId": made["chain"]["id"], "name": "铸造", "position": "UPSTREAM", "place": 1}
    await api.act("addChainNode", "", **node, since="2015-01-01")
    return found


async def run(api: Api, table: str, path: Path, header: tuple[str, ...], *rows: tuple[Any, ...]) -> Imported:
    """Import rows of a table from a file."""
    written(path, *rows, header=header)
    return await bring(api.world, table, path, COUNTY, dry_run=False, progress=quiet)


async def refused(api: Api, table: str, path: Path, header: tuple[str, ...], *rows: tuple[Any, ...]) -> Any:
    """Why the rows are refused: row, column, reason; and nothing was written."""
    before = await api.written()
    with pytest.raises(Refused) as caught:
        await run(api, table, path, header, *rows)
    assert await api.written() == before
    return [(p.row, str(p.column)[2:], p.message.en) for p in caught.value.problems]


# --- Chains -----------------------------------------------------------------------------------------------------------


async def memberships(api: Api) -> list[tuple[Any, ...]]:
    rows = await api.owner.fetch(
        """SELECT uscc, role, chain_nodes.name AS node, m.since::text, m.until::text, m.version
        FROM chain_memberships AS m JOIN enterprises ON enterprises.id = m.enterprise_id
          JOIN chains ON chains.id = m.chain_id LEFT JOIN chain_nodes ON chain_nodes.id = node_id
        WHERE chains.name = $1 ORDER BY uscc, m.since""",
        OLD,
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("at_once", [1, 2000])
async def test_members_of_a_chain_follow_each_other_whatever_their_order(
    api: Api, county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(server.importing, "BATCH", at_once)
    rows = (
        (OLD, ONE, "密 1 号企业", "链主", "铸造", "2020-01-01"),
        (OLD, TWO, "", "", "", "2021-05-01", "2022-01-01"),
        (OLD, ONE, "", "链内企业", "", "2016-01-01", "2020-01-01"),
    )
    path = tmp_path / "m.csv"
    assert await run(api, "chain-members", path, CHAIN, *rows) == Imported(3, 3, 0)
    assert await memberships(api) == [
        (ONE, "MEMBER", None, "2016-01-01", "2020-01-01", 1),
        (ONE, "MASTER", "铸造", "2020-01-01", None, 2),
        (TWO, "MEMBER", None, "2021-05-01", "2022-01-01", 1),
    ]
    assert await run(api, "chain-members", path, CHAIN, *rows) == Imported(3, 0, 3)


async def test_all_that_is_wrong_with_members_of_a_chain_is_told(
    api: Api, county: County, tmp_path: Path
) -> None:
    path = tmp_path / "m.csv"
    await run(api, "chain-members", path, CHAIN, (OLD, ONE, "", "", "", "2020-01-01"))
    found = await refused(
        api,
        "chain-members",
        path,
        CHAIN,
        ("无此链", ONE, "", "", "", "2020-01-01"),
        (OLD, credit_code(77), "", "", "", "2020-01-01"),
        (OLD, TWO, "别的名称", "", "无此环节", "2014-01-01"),
        (OLD, THREE, "", "", "", "2014-01-01"),
        (OLD, FOUR, "", "", "", "2020-01-01", "2019-01-01"),
        (OLD, ONE, "", "", "", "2021-01-01"),
        (OLD, ONE, "", "链主", "", "2020-01-01"),
        (OLD, THREE, "", "", "", "2023-06-14"),
    )
    assert found == [
        (2, "产业链", "the county has no chain 无此链; write its name as it is there"),
        (3, "统一社会信用代码", "is of no enterprise in the register; import it first"),
        (4, "企业名称", "is another name than the register has for this code: 密 2 号企业"),
        (4, "环节", "the chain has no node 无此环节; write its name as it is there, or add it first"),
        (5, "加入日期", "must be 2015-01-01 or later"),
        (6, "退出日期", "must be 2020-01-01 or later"),
        (
            7,
            "加入日期",
            "The enterprise is in the chain since 2020-01-01",
        ),
        (
            8,
            "角色",
            "contradicts what is stored: Member; an import changes nothing that is stored",
        ),
        (9, "加入日期", "must not be after today, 2023-06-13"),
    ]


# --- Alliances --------------------------------------------------------------------------------------------------------

NAME = f"{COUNTY} 联盟"


async def test_members_of_an_alliance_are_organizations_and_enterprises(
    api: Api, county: County, tmp_path: Path
) -> None:
    rows = (
        (NAME, "A03 部门", "", "", "副牵头单位", "2022-05-01"),
        (NAME, "", FOUR, "密 4 号企业", "", "2022-05-01", "2023-01-01"),
        (NAME, "", FOUR, "", "", "2023-02-01"),
    )
    path = tmp_path / "m.xlsx"
    assert await run(api, "alliance-members", path, ALLIANCE, *rows) == Imported(3, 3, 0)
    found = await api.owner.fetch(
        """SELECT organizations.name, role, since::text, until::text, m.version
        FROM alliance_organizations AS m JOIN organizations ON organizations.id = organization_id
        WHERE organizations.name = 'A03 部门'
        UNION ALL SELECT enterprises.uscc, role, since::text, until::text, m.version
        FROM alliance_enterprises AS m JOIN enterprises ON enterprises.id = enterprise_id
        WHERE uscc = $1 ORDER BY 3""",
        FOUR,
    )
    assert {tuple(row) for row in found} == {
        ("A03 部门", "DEPUTY", "2022-05-01", None, 1),
        (FOUR, "MEMBER", "2022-05-01", "2023-01-01", 1),
        (FOUR, "MEMBER", "2023-02-01", None, 1),
    }
    assert await run(api, "alliance-members", path, ALLIANCE, *rows) == Imported(3, 0, 3)


async def test_all_that_is_wrong_with_members_of_an_alliance_is_told(
    api: Api, county: County, tmp_path: Path
) -> None:
    found = await refused(
        api,
        "alliance-members",
        tmp_path / "m.csv",
        ALLIANCE,
        ("无此联盟", "A03 部门", "", "", "", "2022-05-01"),
        (NAME, "", "", "", "", "2022-05-01"),
        (NAME, "无此机构", "", "", "", "2022-05-01"),
        (NAME, "A03 部门", "", "", "牵头单位", "2022-05-01"),
        (NAME, "A03 部门", "", "", "", "2021-01-01"),
        (NAME, "", ONE, "", "", "2022-05-01"),
        (NAME, "", FOUR, "", "", "2022-05-01", "2023-01-01"),
        (NAME, "", FOUR, "", "", "2022-12-01"),
    )
    assert found == [
        (2, "联盟", "the county has no alliance 无此联盟; write its name as it is there"),
        (3, "机构名称", "give an organization or the credit code of an enterprise, one of the two"),
        (
            4,
            "机构名称",
            "the county has no organization 无此机构; write its name as it is there, or register it first",
        ),
        (5, "角色", "cannot be LEAD: the lead is handed over by changeLead"),
        (6, "加入日期", "must not be before 2022-03-01, when the alliance was established"),
        (7, "加入日期", "it is a member from 2022-04-01 on already; choose a period that does not overlap"),
        (
            9,
            "加入日期",
            "it is a member from 2022-05-01 until 2023-01-01 already; choose a period that does not overlap",
        ),
    ]


# --- Liaisons ---------------------------------------------------------------------------------------------------------


async def looked_after(api: Api, uscc: str) -> list[tuple[Any, ...]]:
    rows = await api.owner.fetch(
        """SELECT staff.name, role, is_primary, since::text, until::text FROM liaisons
          JOIN staff ON staff.id = staff_id JOIN enterprises ON enterprises.id = enterprise_id
        WHERE uscc = $1 ORDER BY since, is_primary""",
        uscc,
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("at_once", [1, 2000])
async def test_primary_liaisons_follow_each_other_whatever_their_order(
    api: Api, county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(server.importing, "BATCH", at_once)
    rows = (
        (FOUR, "密 4 号企业", "密 1 号联络员", "", "", "", "2022-01-01", "2023-01-01"),
        (FOUR, "", "密 2 号联络员", "A02 部门", "联络员", "是", "2023-01-01"),
        (FOUR, "", "密 1 号联络员", "", "党建工作指导员", "否", "2022-01-01"),
    )
    path = tmp_path / "m.csv"
    assert await run(api, "liaisons", path, LIAISON, *rows) == Imported(3, 3, 0)
    assert await looked_after(api, FOUR) == [
        ("密 1 号联络员", "INSTRUCTOR", False, "2022-01-01", None),
        ("密 1 号联络员", "LIAISON", True, "2022-01-01", "2023-01-01"),
        ("密 2 号联络员", "LIAISON", True, "2023-01-01", None),
    ]
    assert await run(api, "liaisons", path, LIAISON, *rows) == Imported(3, 0, 3)


async def test_all_that_is_wrong_with_liaisons_is_told(api: Api, county: County, tmp_path: Path) -> None:
    found = await refused(
        api,
        "liaisons",
        tmp_path / "m.csv",
        LIAISON,
        (FOUR, "", "无此人", "", "", "", "2022-01-01"),
        (FOUR, "", "密 1 号联络员", "A02 部门", "", "", "2022-02-01"),
        (FOUR, "", "密 1 号联络员", "", "项目秘书", "", "2022-03-01"),
        (ONE, "", "密 2 号联络员", "", "", "", "2023-06-10"),
        (ONE, "", "密 2 号联络员", "", "", "", "2023-06-01"),
        (TWO, "", "密 1 号联络员", "", "", "", "2023-01-01", "2023-05-01"),
        (TWO, "", "密 1 号联络员", "", "", "也许", "2023-01-01"),
    )
    assert [(row, column) for row, column, _ in found] == [
        (2, "工作人员"),
        (3, "工作人员"),
        (4, "工作人员"),
        (5, "开始日期"),
        (6, "工作人员"),
        (7, "结束日期"),
        (8, "主联络"),
    ]
    assert found[0][2] == "nobody of the staff is called 无此人; register them first"
    assert found[3][2].startswith("The enterprise has a primary liaison from 2023-06-01 on")
    assert found[4][2] == (
        "contradicts what is stored: 密 1 号联络员; an import changes nothing that is stored"
    )
    assert found[5][2] == (
        "Nobody would be the primary liaison from 2023-05-01 on; hand it over to somebody instead"
    )
    assert found[6][2] == "is 也许; write yes or no"


async def test_two_of_the_staff_with_one_name_are_told_apart_by_their_organization(
    api: Api, county: County, tmp_path: Path
) -> None:
    for n in (1, 2):
        person = {
            "name": "同名",
            "organizationId": county[f"organization_{n}"],
            "roles": ["LIAISON_OFFICER"],
        }
        await api.act("registerStaff", "", **person)
    path = tmp_path / "m.csv"
    row = (FOUR, "", "同名", "", "", "", "2022-01-01")
    assert await refused(api, "liaisons", path, LIAISON, row) == [
        (2, "工作人员", "2 of the staff are called 同名; say of which organization")
    ]
    of_one = (FOUR, "", "同名", "A02 部门", "", "", "2022-01-01")
    assert (await run(api, "liaisons", path, LIAISON, of_one)).added == 1


# --- Acts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "row", "wrong", "path"),
    [
        ("importChainMembers", {"chain": OLD, "uscc": FOUR, "role": "MASTER"}, {"chain": "无"}, "chain"),
        ("importAllianceMembers", {"alliance": NAME, "uscc": FOUR}, {"alliance": "无"}, "alliance"),
        (
            "importLiaisons",
            {"uscc": FOUR, "staff": "密 1 号联络员", "primary": True},
            {"staff": "无"},
            "staff",
        ),
    ],
)
async def test_rows_of_an_act_are_added_once_and_told_by_path(
    api: Api, county: County, act: str, row: dict[str, Any], wrong: dict[str, Any], path: str
) -> None:
    done = f"{act.removeprefix('import')}Imported"
    payload = f"... on {done} {{ rows added unchanged }}"
    right = {**row, "since": "2022-06-01"}
    before = await api.written()
    answer = await api.act(act, payload, rows=[right, {**right, **wrong}])
    (problem,) = answer["problems"]
    assert problem["path"] == f"rows.1.{path}"
    answer = await api.act(act, payload, rows=[right], dryRun=True)
    assert answer == {"__typename": done, "rows": 1, "added": 1, "unchanged": 0}
    assert await api.written() == before
    assert (await api.act(act, payload, rows=[right]))["added"] == 1
    before = await api.written()
    assert (await api.act(act, payload, rows=[right]))["unchanged"] == 1
    assert await api.written() == before


async def test_a_member_of_another_countys_chain_is_nobody_here(
    api: Api, county: County, tmp_path: Path
) -> None:
    neighbour = bearer("DISPATCHER", county="370911")
    query = """mutation($input: ImportChainMembersInput!) { importChainMembers(input: $input) { __typename
      ... on InvalidInput { problems { path } } } }"""
    given = {"rows": [{"chain": OLD, "uscc": FOUR, "since": "2022-06-01"}]}
    answer = await api.ask(query, as_=neighbour, input=given)
    assert [each["path"] for each in answer["importChainMembers"]["problems"]] == [
        "rows.0.uscc",
        "rows.0.chain",
    ]


def test_words_of_the_page_and_of_the_columns_are_the_same() -> None:
    page = (Path(__file__).parent.parent / "docs" / "import.md").read_text("utf-8")
    for line in (ChainMemberLine, AllianceMemberLine, LiaisonLine):
        for declared in columns_of(line).values():
            assert f"{declared.words.zh} {declared.words.en}" in page, declared.words
