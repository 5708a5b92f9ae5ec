"""An intake: taken once under the next number, answered once, and the same answer to the same request."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import orjson
import pytest

import db.enterprises
import db.fairs
from domain import fairs
from domain.elements import ElementKind
from domain.enterprises import EnterpriseRegistration
from domain.fairs import Disposition, FairState, Register
from domain.ledger import Solution
from domain.refusals import REQUIRED, InvalidInput, Problem, Words
from tests.offices import (
    BOOTH,
    ENERGY_FORM,
    FAIR,
    FORMS,
    NEED,
    NOON,
    SOLUTION,
    SUBMIT,
    TODAY,
    USCC,
    Api,
    costing,
    credit_code,
    intake,
    taken_intake,
    uid,
)

pytestmark = pytest.mark.anyio

FINANCE_BOOTH = replace(
    BOOTH,
    registers=frozenset({Register.ELEMENT, Register.FINANCE}),
    element_kinds=frozenset({ElementKind.LAND, ElementKind.CAPITAL}),
)


def told(refusal: InvalidInput | None) -> dict[str, Words]:
    return {problem.path: problem.message for problem in refusal.problems} if refusal else {}


# --- Taking ---------------------------------------------------------------------------------------------------------


def test_a_right_need_has_no_problem() -> None:
    assert fairs.check_intake(NEED, TODAY) is None


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"idempotency_key": ""}, {"idempotencyKey": REQUIRED}),
        (
            {"idempotency_key": "k" * 201},
            {"idempotencyKey": Words("has 201 characters; at most 200 are allowed", "共 201 字,最多 200 字")},
        ),
        (
            {"idempotency_key": "a\x00b"},
            {
                "idempotencyKey": Words(
                    "contains the control character U+0000; remove it", "含有控制字符 U+0000,请删除"
                )
            },
        ),
        (
            {"summary": "要" * 501},
            {"summary": Words("has 501 characters; at most 500 are allowed", "共 501 字,最多 500 字")},
        ),
        (
            {"desired_by": date(2023, 6, 12)},
            {
                "desiredBy": Words(
                    "2023-06-12 is in the past; today is 2023-06-13", "2023-06-12 已过,今天是 2023-06-13"
                )
            },
        ),
        (
            {"enterprise": EnterpriseRegistration(None, "")},
            {"enterprise.registration.name": REQUIRED, "enterprise.registration.uscc": REQUIRED},
        ),
        (
            {"element_kind": ElementKind.LAND},
            {
                "form": Words(
                    "is the form of ENERGY, but elementKind is LAND",
                    "表单为“能耗水电气暖”,与要素类别“土地”不符",
                )
            },
        ),
        ({"form": replace(ENERGY_FORM, quantity=None)}, {"form.energy.quantity": REQUIRED}),
        (
            {"summary": "\x7f", "form": replace(ENERGY_FORM, unit=None), "idempotency_key": " "},
            {
                "idempotencyKey": REQUIRED,
                "summary": Words(
                    "contains the control character U+007F; remove it", "含有控制字符 U+007F,请删除"
                ),
                "form.energy.unit": REQUIRED,
            },
        ),
    ],
)
def test_a_wrong_need_is_told_all_its_problems(changes: dict[str, Any], problems: dict[str, Words]) -> None:
    assert told(fairs.check_intake(replace(NEED, **changes), TODAY)) == problems


def test_an_enterprise_that_is_named_by_its_id_is_right_as_it_stands() -> None:
    assert fairs.check_intake(replace(NEED, enterprise=uid(20)), TODAY) is None


def test_an_open_booth_takes_a_need_under_the_number_it_is_given() -> None:
    command = replace(NEED, summary=" 增容 ", desired_by=date(2023, 7, 1))
    assert fairs.submit(command, FAIR, BOOTH, uid(20), 7, uid(107), NOON) == fairs.Submitted(
        fairs.Intake(
            id=uid(107),
            county_code="370900",
            fair_id=FAIR.id,
            booth_id=BOOTH.id,
            number=7,
            register=Register.ELEMENT,
            element_kind=ElementKind.ENERGY,
            enterprise_id=uid(20),
            form=ENERGY_FORM,
            summary="增容",
            urgency=NEED.urgency,
            desired_by=date(2023, 7, 1),
            received_at=NOON,
            disposition=None,
            disposed_at=None,
            duplicate_of_id=None,
            note=None,
        )
    )


@pytest.mark.parametrize("blank", [None, "", "  \n"])
def test_a_blank_summary_says_nothing(blank: str | None) -> None:
    taken = fairs.submit(replace(NEED, summary=blank), FAIR, BOOTH, uid(20), 1, uid(101), NOON)
    assert isinstance(taken, fairs.Submitted)
    assert taken.intake.summary is None


@pytest.mark.parametrize(
    ("state", "en", "zh"),
    [
        (FairState.PLANNED, "planned", "筹备中"),
        (FairState.CLOSED, "closed", "已结束"),
        (FairState.RECONCILED, "reconciled", "已对账"),
    ],
)
def test_a_booth_that_is_not_open_takes_nothing(state: FairState, en: str, zh: str) -> None:
    refusal = fairs.submit(NEED, FAIR, replace(BOOTH, state=state), uid(20), 1, uid(101), NOON)
    assert refusal == fairs.BoothClosed(BOOTH.id, state, FAIR.opens_at, FAIR.closes_at)
    assert refusal.message == Words(
        f"The booth takes no intakes: its fair is {en}", f"摊位未开放受理:活动{zh}"
    )


def test_a_booth_says_what_it_takes_instead() -> None:
    refusal = fairs.submit(
        replace(NEED, element_kind=ElementKind.DATA), FAIR, BOOTH, uid(20), 1, uid(101), NOON
    )
    assert refusal == fairs.BoothDoesNotTake(
        BOOTH.id,
        Register.ELEMENT,
        ElementKind.DATA,
        (Register.ELEMENT,),
        (ElementKind.LAND, ElementKind.ENERGY),
    )
    assert refusal.message == Words(
        "The booth does not take element needs for data; it takes element needs for land, energy and utilities",
        "该摊位不受理“要素需求·数据”,只受理要素需求(土地、能耗水电气暖)",
    )


@pytest.mark.parametrize(
    ("booth", "register", "kind", "taken"),
    [
        (BOOTH, "ELEMENT", "LAND", True),
        (BOOTH, "ELEMENT", "CAPITAL", False),
        (BOOTH, "FINANCE", "LAND", False),
        (BOOTH, "FINANCE", "CAPITAL", False),
        (FINANCE_BOOTH, "FINANCE", "CAPITAL", True),
        (FINANCE_BOOTH, "ELEMENT", "LAND", True),
        (FINANCE_BOOTH, "ELEMENT", "CAPITAL", True),
        (FINANCE_BOOTH, "FINANCE", "LAND", False),
        (FINANCE_BOOTH, "ELEMENT", "ENERGY", False),
    ],
)
def test_finance_needs_are_needs_for_capital(
    booth: fairs.Booth, register: str, kind: str, *, taken: bool
) -> None:
    assert fairs.takes(booth, Register(register), ElementKind(kind)) is taken


def test_what_was_submitted_is_open_whatever_became_of_it() -> None:
    disposed = taken_intake(
        disposition=Disposition.DUPLICATE, disposed_at=NOON, duplicate_of_id=uid(102), note="重复"
    )
    assert fairs.as_submitted(disposed) == fairs.Submitted(taken_intake())


# --- Answering ------------------------------------------------------------------------------------------------------

LATER = NOON + timedelta(minutes=5)
PROMISE = Solution("跟进", "王主任", date(2023, 7, 13))
RESOLVE = fairs.DisposeIntake(uid(101), Disposition.RESOLVED_ON_SITE, None)
PROMISED = fairs.DisposeIntake(uid(101), Disposition.SOLUTION_GIVEN, PROMISE)
ELSEWHERE = Words(
    "must be RESOLVED_ON_SITE or SOLUTION_GIVEN; use withdrawIntake or markDuplicate for the others",
    "只能为“现场办结”或“现场拿出解决方案”;撤回与重复件请用 withdrawIntake、markDuplicate",
)
DISPOSITIONS = [
    (Disposition.RESOLVED_ON_SITE, "resolved on site", "现场办结"),
    (Disposition.SOLUTION_GIVEN, "given a solution", "现场拿出解决方案"),
    (Disposition.WITHDRAWN, "withdrawn", "撤回"),
    (Disposition.DUPLICATE, "a duplicate", "重复件"),
]


def test_an_answer_by_itself_is_right_or_told_its_problems() -> None:
    assert fairs.check_disposition(RESOLVE, TODAY) is None
    assert fairs.check_disposition(PROMISED, TODAY) is None
    assert told(fairs.check_disposition(replace(RESOLVE, solution=PROMISE), TODAY)) == {
        "solution": Words("belongs to SOLUTION_GIVEN only", "只有“拿出解决方案”才填写解决方案")
    }
    assert told(fairs.check_disposition(replace(PROMISED, solution=None), TODAY)) == {
        "solution.text": REQUIRED,
        "solution.ownerName": REQUIRED,
        "solution.dueOn": REQUIRED,
    }
    for disposition in (Disposition.WITHDRAWN, Disposition.DUPLICATE):
        assert told(fairs.check_disposition(replace(RESOLVE, disposition=disposition), TODAY)) == {
            "disposition": ELSEWHERE
        }


def test_an_open_intake_is_resolved_on_site_without_an_entry() -> None:
    assert fairs.dispose(RESOLVE, taken_intake(), uid(300), LATER) == fairs.Disposed(
        taken_intake(disposition=Disposition.RESOLVED_ON_SITE, disposed_at=LATER), None
    )


def test_a_promised_solution_opens_one_entry() -> None:
    disposed = fairs.dispose(PROMISED, taken_intake(), uid(300), LATER)
    assert isinstance(disposed, fairs.Disposed)
    assert disposed.intake == taken_intake(disposition=Disposition.SOLUTION_GIVEN, disposed_at=LATER)
    assert disposed.entry is not None
    assert (disposed.entry.id, disposed.entry.intake_id, disposed.entry.due_on, disposed.entry.opened_at) == (
        uid(300),
        uid(101),
        date(2023, 7, 13),
        LATER,
    )


@pytest.mark.parametrize(("disposition", "en", "zh"), DISPOSITIONS)
def test_an_intake_that_has_its_disposition_gets_no_other(disposition: Disposition, en: str, zh: str) -> None:
    done = taken_intake(disposition=disposition, disposed_at=NOON)
    refusal = fairs.AlreadyDisposed(done.id, disposition, NOON)
    assert fairs.dispose(RESOLVE, done, uid(300), LATER) == refusal
    assert fairs.dispose(PROMISED, done, uid(300), LATER) == refusal
    assert fairs.withdraw(fairs.WithdrawIntake(done.id, None), done, LATER) == refusal
    assert (
        fairs.mark_duplicate(fairs.MarkDuplicate(done.id, uid(102)), done, taken_intake(2), LATER) == refusal
    )
    assert refusal.message == Words(f"The intake is {en} already", f"该受理单已有处理结果:{zh}")


def test_an_open_intake_is_withdrawn_with_its_reason() -> None:
    assert fairs.withdraw(
        fairs.WithdrawIntake(uid(101), " 已自行解决 "), taken_intake(), LATER
    ) == fairs.Withdrawn(
        taken_intake(disposition=Disposition.WITHDRAWN, disposed_at=LATER, note="已自行解决")
    )
    assert fairs.withdraw(fairs.WithdrawIntake(uid(101), " "), taken_intake(), LATER) == fairs.Withdrawn(
        taken_intake(disposition=Disposition.WITHDRAWN, disposed_at=LATER)
    )


def test_a_reason_is_held_to_its_limit() -> None:
    assert fairs.check_withdrawal(fairs.WithdrawIntake(uid(101), "因" * 500)) is None
    assert fairs.check_withdrawal(fairs.WithdrawIntake(uid(101), "因" * 501)) == InvalidInput(
        (Problem("reason", Words("has 501 characters; at most 500 are allowed", "共 501 字,最多 500 字")),)
    )


def test_a_repetition_of_an_earlier_need_is_marked() -> None:
    original, intake_ = taken_intake(1), taken_intake(2, received_at=LATER)
    for genuine in (
        original,
        replace(original, disposition=Disposition.RESOLVED_ON_SITE, disposed_at=NOON),
        replace(original, disposition=Disposition.SOLUTION_GIVEN, disposed_at=NOON),
    ):
        assert fairs.mark_duplicate(
            fairs.MarkDuplicate(intake_.id, original.id), intake_, genuine, LATER
        ) == fairs.MarkedDuplicate(
            replace(
                intake_, disposition=Disposition.DUPLICATE, disposed_at=LATER, duplicate_of_id=original.id
            ),
            genuine,
        )


@pytest.mark.parametrize(
    ("changes", "en", "zh"),
    [
        ({"id": uid(102)}, "An intake is not its own duplicate", "受理单不能是自己的重复件"),
        ({"fair_id": uid(9)}, "The original is at another fair", "原受理单不属于同一活动"),
        ({"enterprise_id": uid(21)}, "The original is of another enterprise", "原受理单属于另一家企业"),
        (
            {"disposition": Disposition.DUPLICATE},
            "The original is itself a duplicate or withdrawn",
            "原受理单本身为重复件或已撤回",
        ),
        (
            {"disposition": Disposition.WITHDRAWN},
            "The original is itself a duplicate or withdrawn",
            "原受理单本身为重复件或已撤回",
        ),
        (
            {"received_at": NOON + timedelta(microseconds=1)},
            "The original was received later than its duplicate",
            "原受理单的受理时间晚于重复件",
        ),
    ],
)
def test_an_original_that_is_not_an_earlier_genuine_one_is_refused(
    changes: dict[str, Any], en: str, zh: str
) -> None:
    original, intake_ = taken_intake(1, **changes), taken_intake(2)
    refusal = fairs.mark_duplicate(fairs.MarkDuplicate(intake_.id, original.id), intake_, original, LATER)
    assert refusal == fairs.OriginalUnsuitable(intake_.id, original.id, Words(en, zh))
    assert refusal.message == Words(en, zh)


# --- Through the API ------------------------------------------------------------------------------------------------

WITHDRAWN = "... on IntakeWithdrawn { intake { id disposition disposedAt note } counts { version total { received open withdrawn } } } ... on AlreadyDisposed { disposition disposedAt } ... on NotFound { path }"
MARKED = "... on IntakeMarkedDuplicate { intake { id disposition duplicateOf { id } } original { id } counts { total { received open duplicate } } } ... on AlreadyDisposed { disposition disposedAt } ... on NotFound { path }"
WHOLE = "query($id: ID!) { node(id: $id) { ... on Intake { id number register elementKind summary urgency desiredBy receivedAt disposition disposedAt note booth { code } fair { name } enterprise { name uscc status } ledgerEntry { id } duplicateOf { id } } } }"


async def test_the_operation_submit_runs_as_it_is_promised(api: Api) -> None:
    fair = await api.open_fair()
    answer = await api.send(SUBMIT, {"input": intake(fair.booths["A01"], "k-1")})
    id = answer["data"]["submitIntake"]["intake"]["id"]
    assert answer == {
        "data": {
            "submitIntake": {
                "__typename": "IntakeSubmitted",
                "intake": {"id": id, "number": 1, "receivedAt": "2023-06-13T12:00:00.000+08:00"},
                "counts": {"version": 4, "total": {"received": 1, "open": 1}},
            }
        },
        "extensions": costing(22),
    }


async def test_an_intake_is_kept_as_it_was_handed_in(api: Api) -> None:
    fair = await api.open_fair()
    id = await api.taken(
        fair.booths["A01"],
        "k-1",
        summary=" 二期厂房\n增容 ",
        urgency="BLOCKING",
        desiredBy="2023-07-01",
        enterprise={"registration": {"uscc": "9111 0000 6000 3734 1l", "name": " 泰山精密制造有限公司 "}},
    )
    assert (await api.ask(WHOLE, id=id))["node"] == {
        "id": id,
        "number": 1,
        "register": "ELEMENT",
        "elementKind": "ENERGY",
        "summary": "二期厂房\n增容",
        "urgency": "BLOCKING",
        "desiredBy": "2023-07-01",
        "receivedAt": "2023-06-13T12:00:00.000+08:00",
        "disposition": None,
        "disposedAt": None,
        "note": None,
        "booth": {"code": "A01"},
        "fair": {"name": "泰安要素保障大集"},
        "enterprise": {"name": "泰山精密制造有限公司", "uscc": USCC, "status": "ACTIVE"},
        "ledgerEntry": None,
        "duplicateOf": None,
    }


async def test_the_answer_to_the_first_intake_of_a_fair_that_just_opened_shows_it_open(api: Api) -> None:
    fair = await api.open_fair()
    query = "mutation($input: SubmitIntakeInput!) { submitIntake(input: $input) { ... on IntakeSubmitted { intake { fair { state booths { state } } booth { state } enterprise { name } disposition ledgerEntry { id } } } } }"
    answer = await api.ask(query, input=intake(fair.booths["A01"], "k-1"))
    assert answer["submitIntake"]["intake"] == {
        "fair": {"state": "OPEN", "booths": [{"state": "OPEN"}] * 3},
        "booth": {"state": "OPEN"},
        "enterprise": {"name": "泰山精密制造有限公司"},
        "disposition": None,
        "ledgerEntry": None,
    }


async def test_the_operation_dispose_runs_as_it_is_promised(api: Api) -> None:
    dispose = "mutation Dispose($input: DisposeIntakeInput!) { disposeIntake(input: $input) { __typename ... on IntakeDisposed { intake { id disposition } ledgerEntry { id dueOn } } ... on Refusal { message } } }"
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    given = {"intakeId": id, "disposition": "RESOLVED_ON_SITE"}
    assert (await api.ask(dispose, input=given))["disposeIntake"] == {
        "__typename": "IntakeDisposed",
        "intake": {"id": id, "disposition": "RESOLVED_ON_SITE"},
        "ledgerEntry": None,
    }
    before = await api.written()
    assert (await api.ask(dispose, input=given))["disposeIntake"] == {
        "__typename": "AlreadyDisposed",
        "message": "The intake is resolved on site already",
    }
    assert await api.written() == before


@pytest.mark.parametrize("disposition", ["WITHDRAWN", "DUPLICATE"])
async def test_an_answer_that_has_an_act_of_its_own_is_refused(api: Api, disposition: str) -> None:
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    before = await api.written()
    refused = await api.dispose(id, disposition=disposition)
    assert refused["problems"] == [{"path": "disposition", "message": ELSEWHERE.en}]
    refused = await api.dispose(id, solution=SOLUTION)
    assert refused["problems"] == [{"path": "solution", "message": "belongs to SOLUTION_GIVEN only"}]
    assert await api.written() == before


async def test_acts_on_nothing_known_are_refused(api: Api) -> None:
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    before = await api.written()
    for unknown in ("nonsense", "", fair.id, "SW50YWtlOjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMA"):
        assert (await api.dispose(unknown))["message"] == "intakeId: there is no such intake"
        assert (await api.act("withdrawIntake", WITHDRAWN, intakeId=unknown))["path"] == "intakeId"
        assert (await api.act("markDuplicate", MARKED, intakeId=unknown, originalId=id))["path"] == "intakeId"
        assert (await api.act("markDuplicate", MARKED, intakeId=id, originalId=unknown))[
            "path"
        ] == "originalId"
    assert await api.written() == before


async def test_a_withdrawn_intake_is_counted_apart(api: Api) -> None:
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    await api.taken(fair.booths["A01"], "k-2")
    api.clock.advance(minutes=3)
    assert await api.act("withdrawIntake", WITHDRAWN, intakeId=id, reason=" 已自行解决 ") == {
        "__typename": "IntakeWithdrawn",
        "intake": {
            "id": id,
            "disposition": "WITHDRAWN",
            "disposedAt": "2023-06-13T12:03:00.000+08:00",
            "note": "已自行解决",
        },
        "counts": {"version": 6, "total": {"received": 1, "open": 1, "withdrawn": 1}},
    }
    before = await api.written()
    again = await api.act("withdrawIntake", WITHDRAWN, intakeId=id)
    assert again == {
        "__typename": "AlreadyDisposed",
        "disposition": "WITHDRAWN",
        "disposedAt": "2023-06-13T12:03:00.000+08:00",
        "message": "The intake is withdrawn already",
    }
    too_long = await api.act("withdrawIntake", WITHDRAWN, intakeId=id, reason="因" * 501)
    assert [problem["path"] for problem in too_long["problems"]] == ["reason"]
    assert await api.written() == before


async def test_a_duplicate_is_counted_apart_and_names_its_original(api: Api) -> None:
    fair = await api.open_fair()
    original = await api.taken(fair.booths["A01"], "k-1")
    api.clock.advance(minutes=1)
    id = await api.taken(fair.booths["A02"], "k-2")
    assert await api.act("markDuplicate", MARKED, intakeId=id, originalId=original) == {
        "__typename": "IntakeMarkedDuplicate",
        "intake": {"id": id, "disposition": "DUPLICATE", "duplicateOf": {"id": original}},
        "original": {"id": original},
        "counts": {"total": {"received": 1, "open": 1, "duplicate": 1}},
    }


async def test_a_duplicate_of_an_unsuitable_original_is_refused(api: Api) -> None:
    fair = await api.open_fair()
    first = await api.taken(fair.booths["A01"], "k-1")
    other = await api.taken(
        fair.booths["A01"], "k-2", enterprise={"registration": {"uscc": credit_code(1), "name": "另一家"}}
    )
    api.clock.advance(minutes=1)
    second = await api.taken(fair.booths["A01"], "k-3")
    gone = await api.taken(fair.booths["A01"], "k-4")
    await api.act("withdrawIntake", WITHDRAWN, intakeId=gone)
    before = await api.written()
    for id, original, message in (
        (first, first, "An intake is not its own duplicate"),
        (second, other, "The original is of another enterprise"),
        (second, gone, "The original is itself a duplicate or withdrawn"),
        (first, second, "The original was received later than its duplicate"),
    ):
        assert await api.act("markDuplicate", MARKED, intakeId=id, originalId=original) == {
            "__typename": "OriginalUnsuitable",
            "message": message,
        }
    assert await api.written() == before


async def test_two_that_mark_each_other_do_not_wait_for_ever(api: Api) -> None:
    fair = await api.open_fair()
    one, two = await api.taken(fair.booths["A01"], "k-1"), await api.taken(fair.booths["A02"], "k-2")
    answers = await asyncio.gather(
        api.act("markDuplicate", MARKED, intakeId=one, originalId=two),
        api.act("markDuplicate", MARKED, intakeId=two, originalId=one),
    )
    assert sorted(answer["__typename"] for answer in answers) == [
        "HasDuplicates",
        "IntakeMarkedDuplicate",
    ]
    assert (await api.counts(fair.id))["total"]["duplicate"] == 1


async def test_an_intake_that_others_repeat_is_neither_withdrawn_nor_marked(api: Api) -> None:
    fair = await api.open_fair()
    first, second, third = [await api.taken(fair.booths["A01"], f"k-{n}") for n in range(3)]
    await api.act("markDuplicate", MARKED, intakeId=third, originalId=second)
    before = await api.rows()
    refused = [
        await api.act("withdrawIntake", WITHDRAWN, intakeId=second),
        await api.act("markDuplicate", MARKED, intakeId=second, originalId=first),
    ]
    message = "1 intake is marked as a duplicate of this one; answer it instead"
    assert refused == [{"__typename": "HasDuplicates", "message": message}] * 2
    assert await api.rows() == before
    assert (await api.dispose(second))["intake"]["disposition"] == "RESOLVED_ON_SITE"
    assert (await api.counts(fair.id))["total"]["received"] == 2


async def test_of_different_answers_at_the_same_moment_one_is_given(api: Api) -> None:
    fair = await api.open_fair()
    original = await api.taken(fair.booths["A02"], "k-0")
    for attempt in range(4):
        id = await api.taken(fair.booths["A01"], f"k-{attempt + 1}")
        answers = await asyncio.gather(
            api.dispose(id),
            api.dispose(id, disposition="SOLUTION_GIVEN", solution=SOLUTION),
            api.act("withdrawIntake", WITHDRAWN, intakeId=id),
            api.act("markDuplicate", MARKED, intakeId=id, originalId=original),
        )
        names = [answer["__typename"] for answer in answers]
        assert names.count("AlreadyDisposed") == 3, names
    entries = await api.owner.fetchval("SELECT count(*) FROM ledger_entries")
    assert entries == await api.owner.fetchval(
        "SELECT count(*) FROM intakes WHERE disposition = 'SOLUTION_GIVEN'"
    )


# --- The same request twice -----------------------------------------------------------------------------------------

OTHER_QUESTION = "mutation($input: SubmitIntakeInput!) { submitIntake(input: $input) { __typename ... on IntakeSubmitted { intake { id number disposition enterprise { name } ledgerEntry { id } } } ... on Refusal { message } } }"


async def test_the_same_request_gets_the_first_answer_byte_for_byte_whatever_happened_since(api: Api) -> None:
    fair = await api.open_fair()
    query = SUBMIT.replace(
        "{ id number receivedAt }", "{ id number receivedAt disposition enterprise { name } fair { state } }"
    )
    assert query != SUBMIT
    given = {"input": intake(fair.booths["A01"], "k-1", summary="增容", desiredBy="2023-06-13")}
    first = await api.post(query, given)
    id = first.json()["data"]["submitIntake"]["intake"]["id"]

    async def again() -> bytes:
        before = await api.written()
        response = await api.post(query, given)
        assert await api.written() == before
        assert response.status_code == first.status_code
        assert response.headers["content-type"] == first.headers["content-type"]
        return response.content

    assert await again() == first.content
    await api.dispose(await api.taken(fair.booths["A01"], "k-2"))
    assert await again() == first.content
    await api.dispose(id, disposition="SOLUTION_GIVEN", solution=SOLUTION)
    assert await again() == first.content
    await api.owner.execute("UPDATE enterprises SET name = '改名有限公司'")
    assert await again() == first.content
    await api.act("closeFair", "... on FairClosed { fair { state } }", fairId=fair.id)
    assert await again() == first.content
    # The day that was wanted is past by now; the answer was given while it was not.
    api.clock.advance(days=2)
    assert await again() == first.content


async def test_the_order_of_fields_and_spaces_of_a_request_do_not_matter(api: Api) -> None:
    fair = await api.open_fair()
    given = intake(fair.booths["A01"], "k-1")
    first = await api.post(SUBMIT, {"input": given})
    turned = dict(reversed(given.items()))
    body = orjson.dumps({"variables": {"input": turned}, "query": SUBMIT}, option=orjson.OPT_INDENT_2)
    again = await api.client.post(
        "/graphql", content=body, headers={"content-type": "application/json", "accept-language": "en"}
    )
    assert again.content == first.content
    assert (await api.rows())["intakes"] == 1


async def test_the_same_input_with_another_selection_gets_the_same_intake_as_it_was_taken(api: Api) -> None:
    fair = await api.open_fair()
    given = intake(fair.booths["A01"], "k-1")
    first = await api.ask(SUBMIT, input=given)
    id = first["submitIntake"]["intake"]["id"]
    await api.dispose(id, disposition="SOLUTION_GIVEN", solution=SOLUTION)
    before = await api.written()
    again = await api.ask(OTHER_QUESTION, input=given)
    assert again["submitIntake"] == {
        "__typename": "IntakeSubmitted",
        "intake": {
            "id": id,
            "number": 1,
            "disposition": None,
            "enterprise": {"name": "泰山精密制造有限公司"},
            "ledgerEntry": None,
        },
    }
    assert await api.written() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"summary": "另一件"},
        {"urgency": "URGENT"},
        {"elementKind": "LAND"},
        {"desiredBy": "2023-08-01"},
        {"form": {"energy": {**FORMS["ENERGY"], "quantity": "631"}}},
        {"enterprise": {"registration": {"uscc": credit_code(1), "name": "另一家"}}},
        {"enterprise": {"registration": {"uscc": "1", "name": "另一家"}}},
        {"desiredBy": "2023-06-12"},
        {"register": "FINANCE"},
    ],
)
async def test_the_same_key_with_other_input_is_refused(api: Api, changes: dict[str, Any]) -> None:
    fair = await api.open_fair()
    await api.taken(fair.booths["A01"], "k-1")
    before = await api.written()
    query = "mutation($input: SubmitIntakeInput!) { submitIntake(input: $input) { __typename ... on IdempotencyKeyReused { message idempotencyKey } } }"
    refused = await api.ask(query, input=intake(fair.booths["A01"], "k-1", **changes))
    assert refused["submitIntake"] == {
        "__typename": "IdempotencyKeyReused",
        "message": "This idempotencyKey was used with other input; send a new key for a new act",
        "idempotencyKey": "k-1",
    }
    assert await api.written() == before


async def test_the_same_key_at_another_booth_is_refused(api: Api) -> None:
    fair = await api.open_fair()
    await api.taken(fair.booths["A01"], "k-1")
    before = await api.written()
    assert (await api.submit(fair.booths["A02"], "k-1"))["__typename"] == "IdempotencyKeyReused"
    assert await api.written() == before


async def test_a_key_whose_request_was_refused_is_free(api: Api) -> None:
    fair = await api.open_fair()
    assert (await api.submit(fair.booths["A01"], "k-1", elementKind="DATA"))[
        "__typename"
    ] == "BoothDoesNotTake"
    assert (await api.submit(fair.booths["A01"], "k-1", summary="\x07"))["__typename"] == "InvalidInput"
    assert (await api.submit(fair.booths["A01"], "k-1"))["intake"]["number"] == 1


async def test_the_same_request_many_times_at_the_same_moment_takes_one_intake(api: Api) -> None:
    fair = await api.open_fair()
    given = {"input": intake(fair.booths["A01"], "k-1")}
    responses = await asyncio.gather(*(api.post(SUBMIT, given) for _ in range(24)))
    assert len({response.content for response in responses}) == 1
    assert responses[0].json()["data"]["submitIntake"]["intake"]["number"] == 1
    rows = await api.rows()
    assert (rows["intakes"], rows["answers"], rows["enterprises"]) == (1, 1, 1)
    assert (await api.submit(fair.booths["A01"], "k-2"))["intake"]["number"] == 2


async def test_one_key_at_two_booths_at_the_same_moment_takes_one_intake(api: Api) -> None:
    fair = await api.open_fair()
    for attempt in range(5):
        answers = await asyncio.gather(
            api.submit(fair.booths["A01"], f"k-{attempt}"), api.submit(fair.booths["A02"], f"k-{attempt}")
        )
        assert sorted(answer["__typename"] for answer in answers) == [
            "IdempotencyKeyReused",
            "IntakeSubmitted",
        ]
    assert (await api.rows())["intakes"] == 5
    numbers = await api.owner.fetch(
        "SELECT booth_id, max(number) AS most, count(*) AS n FROM intakes GROUP BY 1"
    )
    assert all(row["most"] == row["n"] for row in numbers)


async def test_a_key_that_waits_for_its_twin_gets_the_twins_answer(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair = await api.open_fair()
    taken, twin = db.fairs.take, list[asyncio.Task[Any]]()
    given = {"input": intake(fair.booths["A01"], "k-1")}

    async def take(*arguments: Any) -> None:
        if not twin:
            twin.append(asyncio.create_task(api.post(SUBMIT, given)))
            await api.until_one_waits()
        await taken(*arguments)

    monkeypatch.setattr(db.fairs, "take", take)
    first = await api.post(SUBMIT, given)
    assert (await twin[0]).content == first.content
    assert (await api.rows())["intakes"] == 1


# --- Numbers --------------------------------------------------------------------------------------------------------


async def test_numbers_are_gapless_in_a_rush_with_refusals_in_between(api: Api) -> None:
    fair = await api.open_fair()

    async def visit(number: int) -> str:
        changes: dict[str, Any] = {
            "enterprise": {"registration": {"uscc": credit_code(number % 7), "name": f"企业 {number % 7}"}}
        }
        if number % 5 == 1:
            changes["elementKind"] = "DATA"  # A01 does not take it
        if number % 5 == 2:
            changes["summary"] = "\x07"
        if number % 5 == 3:
            changes["enterprise"] = {"id": "nonsense"}
        key = f"k-{number}" if number % 10 else "one key for all"
        return (await api.submit(fair.booths["A01"], key, **changes))["__typename"]

    answers = await asyncio.gather(*(visit(number) for number in range(100)))
    taken = answers.count("IntakeSubmitted")
    numbers = [row["number"] for row in await api.owner.fetch("SELECT number FROM intakes ORDER BY number")]
    assert numbers == list(range(1, len(numbers) + 1))
    # Of the ten with one key the first is taken, and the one other that has the same input gets its answer again.
    assert len(numbers) == 31
    assert taken in {31, 32}
    assert (
        answers.count("BoothDoesNotTake") == answers.count("InvalidInput") == answers.count("NotFound") == 20
    )


async def test_a_number_that_was_rolled_back_is_given_again(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair = await api.open_fair()
    await api.taken(fair.booths["A01"], "k-1")
    before = await api.written()

    async def fail(*_: Any) -> None:
        raise RuntimeError("the disk is made of cheese")

    with monkeypatch.context() as patch:
        patch.setattr(db.fairs, "keep_answer", fail)
        answer = await api.send(SUBMIT, {"input": intake(fair.booths["A01"], "k-2")})
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert await api.written() == before
    assert (await api.submit(fair.booths["A01"], "k-2"))["intake"]["number"] == 2
