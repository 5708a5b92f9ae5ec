"""The ledger: a promised solution names its owner and its day, and is written down exactly once."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.ledger import EntryState, LedgerEntry, Solution, check_solution, open_entry
from domain.refusals import REQUIRED, Problems, Words
from tests.offices import COUNTY, NOON, SOLUTION, TODAY, Api, uid

pytestmark = pytest.mark.anyio

PROMISE = Solution(" 专班跟进\n每周一报 ", " 王主任 ", date(2023, 7, 13))


def problems_of(solution: Solution) -> dict[str, Words]:
    problems = Problems()
    check_solution(solution, "solution", TODAY, problems)
    refusal = problems.refusal()
    return {problem.path: problem.message for problem in refusal.problems} if refusal else {}


def test_a_promise_opens_an_entry_that_is_tidied() -> None:
    assert problems_of(PROMISE) == {}
    assert open_entry(uid(1), COUNTY, uid(2), uid(3), PROMISE, NOON) == LedgerEntry(
        id=uid(1),
        county_code=COUNTY,
        fair_id=uid(2),
        intake_id=uid(3),
        state=EntryState.OPEN,
        solution="专班跟进\n每周一报",
        owner_name="王主任",
        due_on=date(2023, 7, 13),
        opened_at=NOON,
    )


def test_a_promise_may_be_due_today() -> None:
    assert problems_of(replace(PROMISE, due_on=TODAY)) == {}


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"text": None}, "text", REQUIRED),
        ({"text": " \n"}, "text", REQUIRED),
        (
            {"text": "办" * 1001},
            "text",
            Words("has 1001 characters; at most 1000 are allowed", "共 1001 字,最多 1000 字"),
        ),
        (
            {"text": "办\x1b"},
            "text",
            Words("contains the control character U+001B; remove it", "含有控制字符 U+001B,请删除"),
        ),
        ({"owner_name": None}, "ownerName", REQUIRED),
        ({"owner_name": ""}, "ownerName", REQUIRED),
        (
            {"owner_name": "王" * 81},
            "ownerName",
            Words("has 81 characters; at most 80 are allowed", "共 81 字,最多 80 字"),
        ),
        (
            {"owner_name": "王\n主任"},
            "ownerName",
            Words("contains the control character U+000A; remove it", "含有控制字符 U+000A,请删除"),
        ),
        ({"due_on": None}, "dueOn", REQUIRED),
        (
            {"due_on": date(2023, 6, 12)},
            "dueOn",
            Words("2023-06-12 is in the past; today is 2023-06-13", "2023-06-12 已过,今天是 2023-06-13"),
        ),
        (
            {"due_on": date(2124, 1, 1)},
            "dueOn",
            Words("2124-01-01 is more than a century away", "2124-01-01 在百年之后"),
        ),
    ],
)
def test_a_promise_without_one_of_the_three_is_told_which(
    changes: dict[str, Any], path: str, words: Words
) -> None:
    assert problems_of(replace(PROMISE, **changes)) == {f"solution.{path}": words}


def test_an_empty_promise_is_told_all_three() -> None:
    assert problems_of(Solution(None, None, None)) == {
        "solution.text": REQUIRED,
        "solution.ownerName": REQUIRED,
        "solution.dueOn": REQUIRED,
    }


# --- Through the API ------------------------------------------------------------------------------------------------

ONE = """query One($id: ID!) { node(id: $id) { __typename ... on Intake { number register elementKind disposition receivedAt enterprise { name uscc } ledgerEntry { id state dueOn ownerName } } } }"""
ENTRY = """query($id: ID!) { node(id: $id) { __typename ... on LedgerEntry { id state solution ownerName dueOn openedAt intake { id number ledgerEntry { id } } } } }"""


async def test_a_solution_opens_exactly_one_entry_and_both_know_each_other(api: Api) -> None:
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    api.clock.advance(minutes=10)
    given = await api.dispose(id, disposition="SOLUTION_GIVEN", solution=SOLUTION)
    entry = given["ledgerEntry"]["id"]
    assert given == {
        "__typename": "IntakeDisposed",
        "intake": {"id": id, "disposition": "SOLUTION_GIVEN"},
        "ledgerEntry": {"id": entry, "dueOn": "2023-07-13"},
    }
    assert (await api.ask(ENTRY, id=entry))["node"] == {
        "__typename": "LedgerEntry",
        "id": entry,
        "state": "OPEN",
        "solution": "专班跟进",
        "ownerName": "王主任",
        "dueOn": "2023-07-13",
        "openedAt": "2023-06-13T12:10:00.000+08:00",
        "intake": {"id": id, "number": 1, "ledgerEntry": {"id": entry}},
    }
    assert (await api.ask(ONE, id=id))["node"] == {
        "__typename": "Intake",
        "number": 1,
        "register": "ELEMENT",
        "elementKind": "ENERGY",
        "disposition": "SOLUTION_GIVEN",
        "receivedAt": "2023-06-13T12:00:00.000+08:00",
        "enterprise": {"name": "泰山精密制造有限公司", "uscc": "91110000600037341L"},
        "ledgerEntry": {"id": entry, "state": "OPEN", "dueOn": "2023-07-13", "ownerName": "王主任"},
    }
    assert (await api.rows())["ledger_entries"] == 1


async def test_what_was_resolved_on_site_opens_no_entry(api: Api) -> None:
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    assert (await api.dispose(id))["ledgerEntry"] is None
    assert (await api.ask(ONE, id=id))["node"]["ledgerEntry"] is None
    assert (await api.rows())["ledger_entries"] == 0


@pytest.mark.parametrize(
    ("solution", "problems"),
    [
        (
            None,
            {
                "solution.text": "is required",
                "solution.ownerName": "is required",
                "solution.dueOn": "is required",
            },
        ),
        ({**SOLUTION, "text": None}, {"solution.text": "is required"}),
        ({**SOLUTION, "ownerName": " "}, {"solution.ownerName": "is required"}),
        ({"text": "跟进", "ownerName": "王主任"}, {"solution.dueOn": "is required"}),
        (
            {**SOLUTION, "dueOn": "2023-06-12"},
            {"solution.dueOn": "2023-06-12 is in the past; today is 2023-06-13"},
        ),
        (
            {**SOLUTION, "text": "a\x07"},
            {"solution.text": "contains the control character U+0007; remove it"},
        ),
    ],
)
async def test_a_solution_without_owner_day_or_text_is_refused_and_nothing_is_written(
    api: Api, solution: dict[str, Any] | None, problems: dict[str, str]
) -> None:
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    before = await api.written()
    refused = await api.dispose(id, disposition="SOLUTION_GIVEN", solution=solution)
    assert refused["__typename"] == "InvalidInput"
    assert {problem["path"]: problem["message"] for problem in refused["problems"]} == problems
    assert await api.written() == before


async def test_the_day_turns_at_midnight_of_the_office(api: Api) -> None:
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    api.clock.advance(hours=12)  # 2023-06-14 00:00 at the office, still the 13th in UTC
    refused = await api.dispose(
        id, disposition="SOLUTION_GIVEN", solution={**SOLUTION, "dueOn": "2023-06-13"}
    )
    assert refused["problems"] == [
        {"path": "solution.dueOn", "message": "2023-06-13 is in the past; today is 2023-06-14"}
    ]
    taken = await api.dispose(id, disposition="SOLUTION_GIVEN", solution={**SOLUTION, "dueOn": "2023-06-14"})
    assert taken["ledgerEntry"]["dueOn"] == "2023-06-14"


async def test_of_solutions_at_the_same_moment_one_is_written(api: Api) -> None:
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    answers = await asyncio.gather(
        *(api.dispose(id, disposition="SOLUTION_GIVEN", solution=SOLUTION) for _ in range(6))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["AlreadyDisposed"] * 5 + ["IntakeDisposed"]
    assert (await api.rows())["ledger_entries"] == 1
    assert (await api.counts(fair.id))["total"]["solution"] == 1


async def test_the_database_itself_keeps_a_second_entry_of_an_intake_out(api: Api) -> None:
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    await api.dispose(id, disposition="SOLUTION_GIVEN", solution=SOLUTION)
    with pytest.raises(Exception, match="ledger_entries_intake_id_ix"):
        await api.owner.execute(
            "INSERT INTO ledger_entries SELECT gen_random_uuid(), county_code, fair_id, intake_id, state, solution, owner_name, due_on, opened_at FROM ledger_entries"
        )
