"""The search for enterprises: what finds what, in which order, and for whom."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import db.enterprises
import db.enterprises.search
from domain.enterprises import Enterprise, EnterpriseStatus
from domain.enterprises.search import FREQUENT, Asked, Candidate, Enough, asked, ranked, score
from domain.enterprises.spelling import core, initials, pairs, plain, sort_key, terms
from schema.backing import global_id
from tests.counties import filled
from tests.offices import COUNTY, Api, bearer, credit_code, uid

pytestmark = pytest.mark.anyio

SEARCH = "query($text: String!, $first: Int) { searchEnterprises(text: $text, first: $first) { edges { score node { id name } } } }"


# --- How names are spelled --------------------------------------------------------------------------------------------


def test_a_plain_text_is_narrow_and_small_and_has_nothing_in_between() -> None:
    assert plain(" TCL王牌(泰安) 有限-公司。") == "tcl王牌泰安有限公司"
    assert plain("·《》 ") == ""


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("青岛双星轮胎有限公司", "青岛双星轮胎"),
        ("青岛双星集团有限责任公司", "青岛双星"),
        ("泰山股份有限公司", "泰山"),
        ("有限公司", "有限公司"),
        ("集团有限公司", "集团"),
        ("青岛有限公司泰安分公司", "青岛有限公司泰安分"),
        ("", ""),
    ],
)
def test_a_name_is_known_without_its_legal_form(name: str, known: str) -> None:
    assert core(name) == known


def test_pairs_are_of_neighbours_each_once() -> None:
    assert pairs("星星星双") == ("星星", "星双")
    assert pairs("星") == ("星",)
    assert pairs("") == ()


def test_initials_know_the_word_that_a_character_stands_in_and_its_other_reading() -> None:
    assert initials("重庆银行股份有限公司")[0] == "cqyh"
    assert set(initials("重庆银行股份有限公司")) == {"cqyh", "zqyh", "cqyx", "zqyx"}
    assert initials("TCL360双星集团") == ("tcl360sx",)
    assert initials("𠮷") == ("𠮷",)


def test_terms_are_a_countys_own() -> None:
    assert terms(COUNTY, "双星(集团)", ["泰山 TV 厂"]) == (
        "370900=泰山tv厂",
        "370900^sx",
        "370900tv",
        "370900v厂",
        "370900双星",
        "370900山t",
        "370900泰山",
    )
    assert not set(terms("370911", "双星")) & set(terms(COUNTY, "双星"))


def test_names_are_sorted_as_they_sound() -> None:
    names = ["泰山", "青岛", "安泰", "重庆", "tcl", "长城"]
    assert sorted(names, key=sort_key) == ["安泰", "长城", "重庆", "青岛", "tcl", "泰山"]


@given(st.text(max_size=30))
def test_whatever_is_called_a_name_can_be_spelled_and_sought(name: str) -> None:
    held = terms(COUNTY, name, [name])
    assert all(term[6:].strip("=^~").isalnum() for term in held)
    if plain(name):
        assert score(Asked(plain(name)), Candidate(uid(1), name, (), None, sort_key(name), spelled=False)) == 1


# --- How well a name answers ------------------------------------------------------------------------------------------


def held(name: str, *former: str, uscc: str | None = None, spelled: bool = False, id: int = 1) -> Candidate:
    return Candidate(uid(id), name, former, uscc, sort_key(name), spelled)


@pytest.mark.parametrize(
    ("text", "candidate", "points"),
    [
        ("双星轮胎有限公司", held("双星轮胎有限公司"), 1.0),
        ("双星轮胎", held("双星轮胎有限公司"), 0.9),
        ("双星轮胎有限公司", held("双星轮胎股份有限公司"), 0.9),
        ("双星", held("青岛双星轮胎有限公司"), 0.7),
        ("双星轮胎有限公司", held("青岛双星轮胎工业有限公司"), 0.7),
        ("双星", held("轮胎厂", "双星"), 0.95),
        ("双星", held("轮胎厂", "双星公司厂"), 0.855),
        ("双星", held("轮胎厂", "青岛双星厂"), 0.665),
        ("青岛双星轮台", held("双星轮胎"), 0.3),
        ("青岛双星轮台", held("青岛双星轮胎"), 0.48),
        ("青岛双星轮台", held("双星"), 0.0),
        ("双星青岛", held("青岛双星"), 0.4),
        ("星轮", held("双星"), 0.0),
        ("qdsx", held("青岛双星", spelled=True), 0.8),
        ("qdsx", held("青岛双星轮胎", spelled=True), 0.75),
        ("sxlt", held("青岛双星轮胎", spelled=True), 0.65),
        ("sxlt", held("青岛双星轮胎"), 0.0),
        ("zqyh", held("重庆银行", spelled=True), 0.5),
        ("9137", held("双星", uscc=credit_code(1)), 0.88),
        (credit_code(1).lower(), held("双星", uscc=credit_code(1)), 1.0),
    ],
)
def test_a_name_answers_so_well(text: str, candidate: Candidate, points: float) -> None:
    assert score(Asked(plain(text)), candidate) == points


def test_equals_are_sorted_by_name_and_then_by_id() -> None:
    candidates = [held("双星乙", id=1), held("双星甲", id=4), held("双星甲", id=3), held("双星乙", id=1)]
    assert [hit.enterprise_id for hit in ranked(Asked("双星"), candidates, 9).edges] == [uid(1), uid(3), uid(4)]
    assert len(ranked(Asked("双星"), candidates, 2).edges) == 2


# --- What is looked up ------------------------------------------------------------------------------------------------


def test_two_fifths_of_a_text_are_enough_while_its_parts_are_rare() -> None:
    assert Asked("青岛双星轮台").about({}) == (Enough(2, ("青岛", "岛双", "双星", "星轮", "轮台")),)
    assert Asked("双星轮").about({}) == ()


def test_the_more_frequent_the_parts_are_the_more_of_them_it_takes() -> None:
    frequent = {"青岛": 2 * FREQUENT, "科技": 3 * FREQUENT, "贸易": FREQUENT, "岛科": 9}
    sought = Asked("青岛科技贸易")
    assert sought.about(frequent) == (Enough(4, ("青岛", "岛科", "科技", "技贸", "贸易")),)
    assert sought.about(dict.fromkeys(pairs(sought.text), FREQUENT + 1)) == ()


def test_a_long_text_is_sought_in_stretches_whose_combinations_are_few() -> None:
    sought = Asked("".join(chr(0x4E00 + n) for n in range(100))).about({})
    assert [(each.least, len(each.terms)) for each in sought] == [(3, 6)] * 4
    assert [len(each.terms) for each in Asked("一二三四五六七八九").about({})] == [4, 4]


@given(st.text("青岛双星轮胎台", min_size=4, max_size=12), st.text("青岛双星轮胎台", max_size=16))
def test_whatever_is_similar_to_a_short_text_is_looked_up(text: str, name: str) -> None:
    sought, parts = Asked(text), set(pairs(text))
    if 3 <= len(parts) <= 6 and score(sought, Candidate(uid(1), name, (), None, "", spelled=False)):
        assert any(len(set(each.terms) & set(pairs(name))) >= each.least for each in sought.about({}))


# --- Through the API --------------------------------------------------------------------------------------------------

NAMES = {
    1: "青岛双星轮胎工业有限公司",
    2: "双星轮胎",
    3: "双星橡胶有限公司",
    4: "泰安市泰山轮胎有限公司",
    5: "重庆银行股份有限公司",
    6: "TCL王牌电器(泰安)有限公司",
    7: "山东新双星集团",
}


def called(number: int, name: str, **changes: Any) -> Enterprise:
    given = {
        "id": uid(number),
        "county_code": COUNTY,
        "name": name,
        "uscc": credit_code(number),
        "status": EnterpriseStatus.ACTIVE,
        "division_code": COUNTY,
        **changes,
    }
    return Enterprise(**given)


async def register(api: Api, *registered: Enterprise) -> None:
    for each in registered:
        async with api.world.database.connection(each.county_code) as connection:
            await db.enterprises.add_enterprise(connection, each)


async def names(api: Api, text: str, **asking: Any) -> list[str]:
    answer = await api.ask(SEARCH, text=text, **asking)
    return [hit["node"]["name"] for hit in answer["searchEnterprises"]["edges"]]


@pytest.fixture
async def known(api: Api) -> Api:
    await register(api, *(called(number, name) for number, name in NAMES.items() if number != 7))
    await register(api, called(7, NAMES[7], former_names=("青岛海星", "海星实业")))
    return api


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("双星", [3, 2, 7, 1]),
        ("双星轮胎", [2, 1]),
        ("双星轮胎有限公司", [2, 1]),
        ("青岛双星轮台", [1, 2]),
        ("轮胎双星工业", [2, 1]),
        ("海星", [7]),
        ("青岛海星", [7]),
        ("双", [3, 2]),
        ("qdsx", [1]),
        ("QDSX", [1]),
        ("sxlt", [2, 1]),
        ("cq", [5]),
        ("zqyx", [5]),
        ("cqyh", [5]),
        ("tcl", [6]),
        ("TCL王牌", [6]),
        ("王牌电气", [6]),
        ("tcl 王牌", [6]),
        ("泰安", [4, 6]),
        ("没有这家", []),
        ("有限公司", []),
    ],
)
async def test_a_text_finds(known: Api, text: str, found: list[int]) -> None:
    assert await names(known, text) == [NAMES[number] for number in found]
