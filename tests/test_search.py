"""The search for enterprises: what finds what, in which order, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

import db.access
import db.embedded
import db.enterprises
import db.enterprises.search
import db.migrations
from domain.enterprises import Enterprise, EnterpriseStatus
from domain.enterprises.search import COMPARED, Asked, Candidate, Enough, alike, ranked, score
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
        assert (
            score(Asked(plain(name)), Candidate(uid(1), name, (), None, sort_key(name), spelled=False)) == 1
        )


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
    assert [hit.enterprise_id for hit in ranked(Asked("双星"), candidates, 9).edges] == [
        uid(1),
        uid(3),
        uid(4),
    ]
    assert len(ranked(Asked("双星"), candidates, 2).edges) == 2


# --- What is looked up ------------------------------------------------------------------------------------------------


def test_two_fifths_of_a_text_are_enough_while_its_parts_are_rare() -> None:
    assert Asked("青岛双星轮台").similar({}) == (Enough(2, ("青岛", "岛双", "双星", "星轮", "轮台")),)
    assert Asked("双星轮").similar({}) == ()


def test_what_may_be_similar_is_looked_up_by_the_rare_parts() -> None:
    frequent = {"青岛": COMPARED + 1, "科技": 2 * COMPARED, "贸易": COMPARED - 8, "岛科": 9}
    sought = Asked("青岛科技贸易")
    assert sought.similar(frequent) == (Enough(1, ("岛科", "技贸")),)
    assert sought.similar({**frequent, "岛科": 8}) == (Enough(1, ("岛科", "技贸", "贸易")),)
    assert sought.similar({"青岛": COMPARED + 1}) == (Enough(1, ("岛科", "科技", "技贸", "贸易")),)
    assert sought.similar(dict.fromkeys(sought.parts, COMPARED + 1)) == ()


def test_a_long_text_is_sought_in_stretches_whose_combinations_are_few() -> None:
    sought = Asked("".join(chr(0x4E00 + n) for n in range(100))).similar({})
    assert [len(each.terms) for each in sought] == [6] * 4
    assert [(each.least, len(each.terms)) for each in Asked("一二三四五六七八九").similar({})] == [
        (2, 4),
        (2, 4),
    ]


@given(
    st.text("青岛双星轮胎台", min_size=4, max_size=12),
    st.text("青岛双星轮胎台", max_size=16),
    st.dictionaries(st.sampled_from(["青岛", "岛双", "双星", "星轮"]), st.integers(0, 2 * COMPARED)),
)
def test_whatever_is_similar_and_has_a_rare_part_is_looked_up(
    text: str, name: str, frequency: dict[str, int]
) -> None:
    sought, held_ = Asked(text), set(pairs(name))
    looked_up = sought.similar(frequency)
    rare = {term for each in looked_up for term in each.terms}
    shared = len(held_ & set(sought.parts))
    if len(sought.parts) >= 3 and shared >= alike(len(sought.parts)) and held_ & rare:
        assert any(len(held_ & set(each.terms)) >= each.least for each in looked_up)


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


async def test_of_many_that_answer_as_well_the_first_by_name_are_told(api: Api) -> None:
    await register(api, *(called(n, f"双星{chr(0x4E00 + n)}厂") for n in range(60, 0, -1)))
    expected = [f"双星{chr(0x4E00 + n)}厂" for n in range(1, 61)]
    assert await names(api, "双星") == expected[:10]
    assert await names(api, "双星", first=50) == expected[:50]
    assert await names(api, "双星", first=1) == expected[:1]


async def test_a_credit_code_is_found_by_its_beginning(known: Api) -> None:
    code = credit_code(4)
    assert await names(known, code) == [NAMES[4]]
    assert await names(known, code.lower()[:17]) == [NAMES[4]]
    assert len(await names(known, "9137 0900")) == 7
    assert await names(known, "1370900") == []


async def test_a_new_name_is_found_and_the_old_one_as_a_former_one(known: Api) -> None:
    async with known.world.database.connection(COUNTY) as connection:
        renamed = called(2, "泰山橡塑", former_names=(NAMES[2],))
        await db.enterprises.keep_enterprise(connection, renamed)
    assert await names(known, "泰山橡塑") == ["泰山橡塑"]
    assert await names(known, "tsxs") == ["泰山橡塑"]
    hits = (await known.ask(SEARCH, text="双星轮胎"))["searchEnterprises"]["edges"]
    assert [(hit["node"]["name"], hit["score"]) for hit in hits] == [("泰山橡塑", 0.95), (NAMES[1], 0.7)]


async def test_what_a_load_brings_is_found(api: Api) -> None:
    async with api.world.database.connection(COUNTY) as connection:
        await db.enterprises.add_enterprises(connection, [called(n, name) for n, name in NAMES.items()])
    assert await names(api, "qdsx") == [NAMES[1]]
    assert await names(api, "新双星") == [NAMES[7]]


async def test_a_part_that_is_in_too_many_names_is_sought_in_their_order(
    known: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[str] = []
    look_up = db.enterprises.search._Search.look_up

    async def noted(search: Any, how: str, most: int, **given: Any) -> int:
        asked_for.append(how)
        return await look_up(search, how, most, **given)

    monkeypatch.setattr(db.enterprises.search._Search, "look_up", noted)
    assert await names(known, "轮胎", first=2) == [NAMES[2], NAMES[4]]
    assert asked_for == ["beginning", "with"]
    asked_for.clear()
    monkeypatch.setattr(db.enterprises.search, "FREQUENT", -1)
    assert await names(known, "轮胎", first=2) == [NAMES[2], NAMES[4]]
    assert asked_for == ["beginning", "in order"]
    asked_for.clear()
    assert await names(known, "qd", first=1) == [NAMES[1]]
    assert asked_for == ["beginning", "in order", "with", "as they sound"]
    # Where the names that are walked have too few, it is looked up all the same.
    asked_for.clear()
    assert await names(known, "轮胎", first=4) == [NAMES[2], NAMES[4], NAMES[1]]
    assert asked_for == ["beginning", "in order", "with"]


async def test_how_frequent_a_part_is_is_told_by_a_sample(api: Api) -> None:
    terms_of = "ARRAY[$1 || '科技'] || CASE WHEN n % 10 = 0 THEN ARRAY[$1 || '青岛'] ELSE '{}' END"
    async with api.world.database.connection(COUNTY) as connection:
        told = "SELECT term, n FROM enterprise_frequencies(ARRAY['370900科技', '370900青岛', '370900没有'])"
        assert {row["n"] for row in await connection.fetch(told)} == {0}
        await api.owner.execute(
            f"""INSERT INTO enterprises (id, county_code, name, uscc, status, search_terms)
                SELECT gen_random_uuid(), $1, n::text, n::text, 'ACTIVE', {terms_of}
                FROM generate_series(1, 60000) AS n""",  # noqa: S608 - a text of ours
            COUNTY,
        )
        counts = {row["term"][6:]: row["n"] for row in await connection.fetch(told)}
    assert counts["没有"] == 0
    assert 40_000 < counts["科技"] < 80_000
    assert 2_000 < counts["青岛"] < 12_000


# --- For whom ---------------------------------------------------------------------------------------------------------


async def test_each_finds_what_they_see_and_no_more(api: Api) -> None:
    county = await filled(api)
    found = [f"密 {n} 号企业" for n in (1, 2, 3, 4)]

    async def seen(role: str, **claim: Any) -> list[str]:
        return await names(api, "号企业", as_=bearer(role, **claim))

    assert await seen("ADMIN") == found
    assert await seen("INSPECTOR") == found
    assert await seen("DISPATCHER") == found
    assert await seen("ENTERPRISE_REP", enterprises=[county["enterprise_1"]]) == found[:1]
    assert await seen("SECRETARY", enterprises=[county["enterprise_2"], county["enterprise_3"]]) == found[1:3]
    assert await seen("FAIR_OPERATOR", booths=[county["booth_2"]]) == found[:2]
    assert await seen("DISPATCHER", zones=[county["zone_2"]]) == found[2:]
    assert await seen("ADMIN", county="370911") == []


@pytest.mark.parametrize("text", ["双星", "青岛双星轮台", "qdsx", "91370900", "海星", "双"])
async def test_who_sees_them_all_and_who_is_assigned_to_all_find_the_same(known: Api, text: str) -> None:
    secretary = bearer("SECRETARY", enterprises=[global_id("Enterprise", uid(n)) for n in NAMES])
    assert await known.ask(SEARCH, text=text, as_=secretary) == await known.ask(SEARCH, text=text)


@pytest.mark.parametrize("role", ["PEER", "OBSERVER", "EVALUATOR"])
async def test_who_sees_no_enterprise_may_not_search(known: Api, role: str) -> None:
    (error,) = (await known.send(SEARCH, {"text": "双星"}, **bearer(role)))["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert error["extensions"]["field"] == "Query.searchEnterprises"


CALLS = {
    "enterprises_beginning($1, NULL, '=', 50)": "双星",
    "enterprises_beginning('没有', $1, '=', 50)": "9137",
    "enterprises_beginning('没有', NULL, $1, 50)": "370900=青岛海星",
    "enterprises_with($1::text::tsquery, 50)": "'370900双星'",
    "enterprises_similar($1::text::tsquery, '{}', 50, 50)": "'370900双星'",
    "enterprises_in_order(ARRAY[$1], 50, 2000)": "370900双星",
    "enterprises_as_they_sound('q', ARRAY[$1], 50, 2000)": "370900^qd",
}
"""What looks up as the owner, with something that is found."""


@pytest.mark.parametrize("call", CALLS)
async def test_what_works_as_the_owner_holds_to_the_county_of_the_session(known: Api, call: str) -> None:
    for county, found in ((COUNTY, True), ("370911", False), ("", False)):
        async with known.world.database.connection(county) as connection:
            assert bool(await connection.fetch(f"SELECT * FROM {call}", CALLS[call])) is found  # noqa: S608


EXPLAINED = "EXPLAIN SELECT id FROM enterprises WHERE array_to_tsvector(search_terms) @@ '''370900双星'''"


async def test_the_index_of_terms_answers_the_owner_and_nobody_behind_the_wall(known: Api) -> None:
    """This is why the functions work as the owner."""
    async with known.world.database.connection(COUNTY) as connection:
        await connection.execute("SET enable_seqscan = off")
        plan = [row[0] for row in await connection.fetch(EXPLAINED)]
    assert not any("enterprises_search_terms_ix" in line for line in plan)
    await known.owner.execute("SET ROLE yaosu_owner; SET enable_seqscan = off")
    plan = [row[0] for row in await known.owner.fetch(EXPLAINED)]
    assert any("enterprises_search_terms_ix" in line for line in plan)


# --- What no client should ask ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "text is required"),
        ("  ", "text is required"),
        ("%·《》", "text has no letter, digit or character to look for"),
        ("双" * 101, "text has 101 characters; at most 100 are allowed"),
        ("双\x07星", "text contains the control character U+0007; remove it"),
    ],
)
async def test_a_text_that_asks_for_nothing_is_told_so(known: Api, text: str, told: str) -> None:
    (error,) = (await known.send(SEARCH, {"text": text}))["errors"]
    assert (error["message"], error["extensions"]["code"]) == (told, "BAD_USER_INPUT")


@pytest.mark.parametrize("first", [0, -1, 51])
async def test_too_many_or_none_are_not_answered(known: Api, first: int) -> None:
    (error,) = (await known.send(SEARCH, {"text": "双星", "first": first}))["errors"]
    assert (error["message"], error["extensions"]["code"]) == ("first must be from 1 to 50", "BAD_USER_INPUT")


@pytest.mark.parametrize(
    "text", ["'", "a' | 'b", "双:*", "!双星", "\\", "$$", "😀双星", "双" * 100, "a" * 100]
)
async def test_whatever_a_text_has_it_is_a_text(known: Api, text: str) -> None:
    answer = await known.send(SEARCH, {"text": text})
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    assert codes <= {"BAD_USER_INPUT"}


async def test_names_that_were_there_before_are_spelled_when_the_database_is_migrated(
    postgres: db.embedded.Address,
) -> None:
    connection = await asyncpg.connect(postgres.dsn("postgres"))
    await connection.execute("CREATE DATABASE before_search")
    await connection.close()
    dsn = replace(postgres, database="before_search").dsn("postgres")
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn))

    def migrate(to: str) -> Callable[[Any], None]:
        def run(on: Any) -> None:
            config = Config()
            config.set_main_option("script_location", str(Path(db.migrations.__file__).parent))
            config.attributes["connection"] = on
            command.upgrade(config, to)

        return run

    async with engine.begin() as begun:
        prepared = (db.access.ROLES, db.access.EXTENSION, "SET ROLE yaosu_owner", "SET search_path = yaosu")
        for statement in prepared:
            await begun.execute(text(statement))
        await begun.run_sync(migrate("0009"))
        await begun.execute(text("SELECT set_config('app.county', :county, false)"), {"county": COUNTY})
        await begun.execute(
            text(
                "INSERT INTO enterprises (id, county_code, name, status) VALUES (:id, :county, :name, 'PREPARING')"
            ),
            {"id": uid(1), "county": COUNTY, "name": NAMES[1]},
        )
        await begun.execute(text("SELECT set_config('app.county', '', false)"))
        await begun.run_sync(migrate("0010"))
        await begun.execute(text("RESET ROLE"))
        told = await begun.execute(text("SELECT search_terms, pinyin FROM enterprises"))
        assert told.all() == [(list(terms(COUNTY, NAMES[1])), sort_key(NAMES[1]))]
    await engine.dispose()
