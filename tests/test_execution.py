"""How an operation runs: one snapshot a query, one transaction an act, and errors that are told by code."""

import asyncio
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

import db.fairs
from db.engine import Statement
from db.pages import OnePage
from db.plans import Reading
from resolvers.context import Context
from resolvers.execution import TRIES
from schema.backing import global_id
from schema.root import schema
from tests.offices import DISPOSE, FORMS, SOLUTION, SUBMIT, Api, costing, intake, uid

pytestmark = pytest.mark.anyio


def through_the_loaders(api: Api) -> None:
    """From here on no field is planned."""
    state = api.client._transport.app.state  # type: ignore[attr-defined]
    state.world = replace(state.world, planned=False)


def codes(answer: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in answer["errors"]]


# --- Whose fault ----------------------------------------------------------------------------------------------------


WRONG_DOCUMENTS = [
    "",
    "{",
    "query { nope }",
    "query { node(id: 5.5) { id } }",
    "query { fairs(first: many) { totalCount } }",
    "query { node { id } }",
    'query { fair(id: "x") { id } fair(id: "y") { id } }',
    "query A { __typename } query B { __typename }",
    "query($x: ID!) { __typename }",
    "query { node(id: $x) { id } }",
    "query($x: Int!) { node(id: $x) { id } }",
    "query($x: Nope) { node(id: $x) { id } }",
    "fragment F on Query { __typename }",
    'mutation { submitIntake(input: { boothId: "x" }) { __typename } }',
    'mutation { planFair(input: { name: "x", kind: OPEN_DAY, zone: { id: "x" }, opensAt: "yesterday", closesAt: "2023-06-13" }) { __typename } }',
    'subscription { fairIntakeCounts(fairId: "x") { version } }',
]


async def test_a_document_that_is_wrong_is_a_bad_request(api: Api) -> None:
    before = await api.written()
    for query in WRONG_DOCUMENTS:
        response = await api.post(query, {"x": 1})
        answer = response.json()
        assert set(codes(answer)) == {"BAD_REQUEST"}, query
        assert answer.get("data") is None, query
        assert "Traceback" not in response.text, query
    assert await api.written() == before


WRONG_VARIABLES: list[tuple[dict[str, Any], str]] = [
    ({"boothId": None}, "at .boothId"),
    ({"elementKind": "NOPE"}, "at .elementKind: Value 'NOPE' does not exist in 'ElementKind' enum."),
    ({"nope": 1}, "nope"),
    ({"form": {}}, "exactly one"),
    ({"form": {"energy": None}}, "non-null"),
    ({"form": {"energy": FORMS["ENERGY"], "land": FORMS["LAND"]}}, "exactly one"),
    ({"enterprise": {}}, "exactly one"),
    ({"form": {"capital": {"amount": "abc"}}}, 'This is not a decimal such as "12.50"'),
    ({"form": {"capital": {"amount": "NaN"}}}, 'This is not a decimal such as "12.50"'),
    ({"form": {"capital": {"amount": "1e999999999"}}}, 'This is not a decimal such as "12.50"'),
    ({"form": {"capital": {"amount": True}}}, "this is a bool"),
    ({"form": {"capital": {"amount": "1" * 41}}}, "A decimal has at most 40 characters"),
    ({"form": {"capital": {"termMonths": 1.5}}}, "Int cannot represent non-integer value: 1.5"),
    ({"form": {"capital": {"termMonths": 2**31}}}, "non 32-bit signed integer"),
    ({"form": {"energy": {"neededBy": "2023-02-30"}}}, "A day is written as 2023-06-13"),
    ({"form": {"energy": {"neededBy": 20230613}}}, "This is not a text"),
    ({"desiredBy": "13.06.2023"}, "A day is written as 2023-06-13"),
    ({"enterprise": {"registration": {"uscc": 91110000600037341, "name": "x"}}}, "This is not a text"),
]


async def test_variables_that_no_client_should_send_are_bad_user_input_and_say_what_is_right(
    api: Api,
) -> None:
    fair = await api.open_fair()
    before = await api.written()
    for changes, message in WRONG_VARIABLES:
        answer = await api.send(SUBMIT, {"input": intake(fair.booths["A01"], "k-1") | changes})
        assert set(codes(answer)) == {"BAD_USER_INPUT"}, changes
        assert message in answer["errors"][0]["message"]
        assert "data" not in answer
    assert await api.written() == before


@pytest.mark.parametrize("variables", [{}, {"input": None}, {"input": 5}, {"input": []}])
async def test_an_input_that_is_missing_is_bad_user_input(api: Api, variables: dict[str, Any]) -> None:
    answer = await api.send(SUBMIT, variables)
    assert codes(answer) == ["BAD_USER_INPUT"]


async def test_a_moment_that_is_none_is_bad_user_input(api: Api) -> None:
    query = "mutation($input: PlanFairInput!) { planFair(input: $input) { __typename } }"
    zone = {"registration": {"name": "泰安市", "kind": "PREFECTURE", "divisionCode": "370900"}}
    given = {
        "name": "大集",
        "kind": "ELEMENT_FAIR",
        "zone": zone,
        "opensAt": "明天",
        "closesAt": "2023-06-13T17:00:00",
    }
    answer = await api.send(query, {"input": given})
    assert codes(answer) == ["BAD_USER_INPUT"]
    assert "A moment is written as 2023-06-13T09:00:00+08:00" in answer["errors"][0]["message"]


# --- Anything by its id ---------------------------------------------------------------------------------------------

MISSING = global_id("Fair", uid(99))


async def test_every_type_with_an_id_is_found_by_it(api: Api) -> None:
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    entry = (await api.dispose(id, disposition="SOLUTION_GIVEN", solution=SOLUTION))["ledgerEntry"]["id"]
    query = "query($id: ID!) { fair(id: $id) { zone { id } booths { organization { id } } intakes { edges { node { enterprise { id } } } } } }"
    found = (await api.ask(query, id=fair.id))["fair"]
    ids = {
        "Zone": found["zone"]["id"],
        "Organization": found["booths"][0]["organization"]["id"],
        "Enterprise": found["intakes"]["edges"][0]["node"]["enterprise"]["id"],
        "Fair": fair.id,
        "Booth": fair.booths["A01"],
        "Intake": id,
        "LedgerEntry": entry,
    }
    for name, one in ids.items():
        assert (await api.ask("query($id: ID!) { node(id: $id) { __typename id } }", id=one))["node"] == {
            "__typename": name,
            "id": one,
        }
    several = await api.ask(
        "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=[*ids.values(), MISSING, id]
    )
    assert several["nodes"] == [
        *({"__typename": name, "id": one} for name, one in ids.items()),
        None,
        {"__typename": "Intake", "id": id},
    ]


async def test_a_missing_thing_is_null_and_nothing_else_is(api: Api) -> None:
    fair = await api.plan_fair()
    query = "query($ids: [ID!]!, $a: ID!, $b: ID!) { fair(id: $a) { id } other: fair(id: $b) { id } node(id: $a) { id } nodes(ids: $ids) { id } fairs { totalCount } }"
    strange = [MISSING, global_id("Nonsense", uid(1)), fair]
    assert await api.ask(query, a=MISSING, b=fair, ids=strange) == {
        "fair": None,
        "other": {"id": fair},
        "node": None,
        "nodes": [None, None, {"id": fair}],
        "fairs": {"totalCount": 1},
    }


async def test_an_id_of_another_type_is_no_fair(api: Api) -> None:
    fair = await api.open_fair()
    assert await api.ask("query($id: ID!) { fair(id: $id) { id } }", id=fair.booths["A01"]) == {"fair": None}


@pytest.mark.parametrize("id", ["nonsense", "", "中文", "RmFpcjoxMjM", "\x07"])
async def test_a_malformed_id_is_a_coded_error_that_nulls_nothing_else(api: Api, id: str) -> None:
    fair = await api.plan_fair()
    query = "query($id: ID!, $good: ID!) { node(id: $id) { id } fair(id: $id) { id } nodes(ids: [$good, $id]) { id } good: fair(id: $good) { name } fairs { totalCount } }"
    answer = await api.send(query, {"id": id, "good": fair})
    assert answer["data"] == {
        "node": None,
        "fair": None,
        "nodes": [{"id": fair}, None],
        "good": {"name": "泰安要素保障大集"},
        "fairs": {"totalCount": 1},
    }
    assert {
        (tuple(error["path"]), error["message"], error["extensions"]["code"]) for error in answer["errors"]
    } == {
        (path, "the id is not one that this server gave", "BAD_USER_INPUT")
        for path in (("node",), ("fair",), ("nodes", 1))
    }


FAILING = [
    "query($id: ID!) { a: fair(id: $id) { zone { name } intakes(first: 0) { totalCount } } b: fair(id: $id) { zone { name } } }",
    "query($id: ID!) { b: fair(id: $id) { zone { name } } a: fair(id: $id) { zone { name } intakes(first: 0) { totalCount } } }",
    "query($id: ID!) { a: fair(id: $id) { intakes { totalCount } no: intakes(first: 0) { totalCount } } b: fair(id: $id) { zone { name } } }",
]


@pytest.mark.parametrize("query", FAILING)
async def test_a_field_that_fails_takes_none_with_it_that_waits_for_the_same(api: Api, query: str) -> None:
    fair = await api.plan_fair()
    answer = await api.send(query, {"id": fair})
    assert answer["data"] == {"a": None, "b": {"zone": {"name": "泰安市"}}}
    assert [error["message"] for error in answer["errors"]] == ["first must be from 1 to 100"]


async def test_a_hundred_ids_are_asked_for_at_most(api: Api) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert (await api.ask(query, ids=[MISSING] * 100))["nodes"] == [None] * 100
    answer = await api.send(query, {"ids": [MISSING] * 101})
    assert [(error["message"], error["extensions"]) for error in answer["errors"]] == [
        ("ids takes at most 100", {"code": "BAD_USER_INPUT"})
    ]


# --- The system's faults --------------------------------------------------------------------------------------------

SECRET = "password=swordfish /srv/secret.py SELECT"


async def broken(*_: Any, **__: Any) -> Any:
    raise RuntimeError(SECRET)


async def test_what_goes_wrong_inside_is_told_by_a_reference_that_the_log_has(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fair = await api.plan_fair()
    monkeypatch.setattr(Reading, "one", broken)
    monkeypatch.setattr(Statement, "all", broken)
    response = await api.post("query($id: ID!) { fair(id: $id) { name zone { name } } }", {"id": fair})
    (error,) = response.json()["errors"]
    reference = error["extensions"]["reference"]
    assert response.json()["data"] == {"fair": None}
    assert reference == response.headers["x-request-id"]
    assert error["extensions"] == {"code": "INTERNAL", "reference": reference}
    assert error["message"] == f"Something went wrong here; reference {reference}"
    for leak in ("swordfish", "secret.py", "SELECT", "RuntimeError", "Traceback"):
        assert leak not in response.text
    logged = [record for record in caplog.records if reference in record.getMessage()]
    assert len(logged) == 1
    assert logged[0].exc_info is not None
    assert SECRET in str(logged[0].exc_info[1])


@pytest.mark.parametrize(
    ("room", "place"),
    [(db.fairs, "take"), (db.fairs, "keep_answer"), (db.fairs, "desk"), (Reading, "each")],
)
async def test_an_act_that_goes_wrong_leaves_nothing(
    api: Api, monkeypatch: pytest.MonkeyPatch, room: Any, place: str
) -> None:
    fair = await api.open_fair()
    before = await api.written()
    with monkeypatch.context() as patch:
        patch.setattr(room, place, broken)
        response = await api.post(SUBMIT, {"input": intake(fair.booths["A01"], "k-1")})
    assert codes(response.json()) == ["INTERNAL"]
    assert response.json()["data"] is None
    assert "swordfish" not in response.text
    assert await api.written() == before
    assert (await api.submit(fair.booths["A01"], "k-1"))["intake"]["number"] == 1


async def test_an_act_whose_transaction_the_database_gave_up_is_not_told_as_done(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in a field that may be null spoils the transaction: PostgreSQL answers its COMMIT with ROLLBACK."""
    fair = await api.open_fair()
    id = await api.taken(fair.booths["A01"], "k-1")
    before = await api.written()

    async def spoil(self: Reading, connection: asyncpg.Connection, *_: Any) -> Any:
        await connection.fetch("SELECT 1 / 0")

    monkeypatch.setattr(Reading, "each", spoil)
    query = "mutation($input: DisposeIntakeInput!) { disposeIntake(input: $input) { __typename ... on IntakeDisposed { intake { ledgerEntry { id } } } } }"
    answer = await api.send(
        query, {"input": {"intakeId": id, "disposition": "SOLUTION_GIVEN", "solution": SOLUTION}}
    )
    assert "INTERNAL" in codes(answer)
    assert answer["data"] is None
    assert await api.written() == before


@pytest.mark.parametrize(
    "away", [ConnectionRefusedError(111, SECRET), TimeoutError(SECRET), asyncpg.CannotConnectNowError(SECRET)]
)
async def test_a_database_that_is_away_is_told_as_unavailable(
    api: Api, monkeypatch: pytest.MonkeyPatch, away: Exception
) -> None:
    fair = await api.open_fair()

    async def refuse(*_: Any, **__: Any) -> Any:
        raise away

    with monkeypatch.context() as patch:
        patch.setattr(type(api.world.database), "begin", refuse)
        patch.setattr(type(api.world.database), "read", refuse)
        for query, variables in (
            ("query { fairs { totalCount } }", {}),
            (SUBMIT, {"input": intake(fair.booths["A01"], "k-1")}),
        ):
            response = await api.post(query, variables)
            (error,) = response.json()["errors"]
            assert error["message"] == "The database is not available; try again"
            assert error["extensions"]["code"] == "UNAVAILABLE"
            assert error["extensions"]["retryable"] is True
            assert "swordfish" not in response.text
    assert (await api.submit(fair.booths["A01"], "k-1"))["__typename"] == "IntakeSubmitted"


async def test_sessions_that_the_database_ends_are_replaced(api: Api) -> None:
    fair = await api.open_fair()
    await api.owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    answers = [await api.send("query { fairs { totalCount } }") for _ in range(10)]
    assert {code for answer in answers if "errors" in answer for code in codes(answer)} <= {"UNAVAILABLE"}
    assert answers[-1] == {"data": {"fairs": {"totalCount": 1}}, "extensions": costing(102)}
    assert (await api.submit(fair.booths["A01"], "k-1"))["intake"]["number"] == 1


async def test_a_value_that_the_database_cannot_take_is_not_told_as_its_absence(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """asyncpg's DataError is an InterfaceError; trying again would never help."""

    async def misuse(connection: asyncpg.Connection, *_: Any) -> Any:
        await connection.fetch("SELECT $1::int", "not a number")

    monkeypatch.setattr(Reading, "one", lambda self, connection, *_: misuse(connection))
    monkeypatch.setitem(db.fairs.FAIR._batches, "id", misuse)
    answer = await api.send("query($id: ID!) { fair(id: $id) { id } }", {"id": MISSING})
    assert codes(answer) == ["INTERNAL"]


async def test_an_act_that_another_is_in_the_way_of_is_tried_again(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair = await api.open_fair()
    taken, tried = db.fairs.take, list[int]()

    async def take(*given: Any) -> None:
        tried.append(1)
        await taken(*given)
        if len(tried) < TRIES:
            raise asyncpg.DeadlockDetectedError("a deadlock")

    monkeypatch.setattr(db.fairs, "take", take)
    assert (await api.submit(fair.booths["A01"], "k-1"))["intake"]["number"] == 1
    assert len(tried) == TRIES
    assert (await api.rows())["intakes"] == 1


async def test_an_act_is_not_tried_for_ever(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    fair = await api.open_fair()
    before = await api.written()
    tried = list[int]()

    async def take(*_: Any) -> None:
        tried.append(1)
        raise asyncpg.DeadlockDetectedError("a deadlock")

    monkeypatch.setattr(db.fairs, "take", take)
    answer = await api.send(SUBMIT, {"input": intake(fair.booths["A01"], "k-1")})
    assert len(tried) == TRIES
    assert codes(answer) in (["INTERNAL"], ["UNAVAILABLE"], ["CONFLICT"])
    assert await api.written() == before


# --- Transactions ---------------------------------------------------------------------------------------------------

TWO = """mutation($one: SubmitIntakeInput!, $two: SubmitIntakeInput!) {
  first: submitIntake(input: $one) { __typename ... on IntakeSubmitted { intake { number } counts { total { received } } } }
  second: submitIntake(input: $two) { __typename ... on IntakeSubmitted { intake { number } counts { total { received } } } ... on Refusal { message } } }"""


async def test_two_acts_of_one_document_are_done_in_order(api: Api) -> None:
    fair = await api.open_fair()
    booth = fair.booths["A01"]
    assert await api.ask(TWO, one=intake(booth, "k-1"), two=intake(booth, "k-2")) == {
        "first": {
            "__typename": "IntakeSubmitted",
            "intake": {"number": 1},
            "counts": {"total": {"received": 1}},
        },
        "second": {
            "__typename": "IntakeSubmitted",
            "intake": {"number": 2},
            "counts": {"total": {"received": 2}},
        },
    }


async def test_the_first_act_stands_when_the_second_is_refused(api: Api) -> None:
    fair = await api.open_fair()
    booth = fair.booths["A01"]
    got = await api.ask(TWO, one=intake(booth, "k-1"), two=intake(booth, "k-2", elementKind="DATA"))
    assert (got["first"]["__typename"], got["second"]["__typename"]) == (
        "IntakeSubmitted",
        "BoothDoesNotTake",
    )
    assert (await api.rows())["intakes"] == 1


async def test_the_first_act_stands_when_the_second_goes_wrong(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair = await api.open_fair()
    booth = fair.booths["A01"]
    taken, tried = db.fairs.take, list[int]()

    async def take(*given: Any) -> None:
        tried.append(1)
        await taken(*given)
        if len(tried) == 2:
            raise RuntimeError(SECRET)

    monkeypatch.setattr(db.fairs, "take", take)
    answer = await api.send(TWO, {"one": intake(booth, "k-1"), "two": intake(booth, "k-2")})
    assert codes(answer) == ["INTERNAL"]
    assert answer["errors"][0]["path"] == ["second"]
    assert answer["data"] is None
    numbers = await api.owner.fetch("SELECT number FROM intakes")
    assert [row["number"] for row in numbers] == [1]
    assert (await api.counts(fair.id))["total"]["received"] == 1


async def test_one_act_twice_in_one_document_answers_the_same_intake_twice(api: Api) -> None:
    fair = await api.open_fair()
    given = intake(fair.booths["A01"], "k-1")
    got = await api.ask(TWO, one=given, two=given)
    assert got["first"]["intake"] == got["second"]["intake"] == {"number": 1}
    assert (await api.rows())["intakes"] == 1


async def test_an_act_sees_what_the_act_before_it_wrote(api: Api) -> None:
    fair = await api.open_fair()
    one, two = await api.taken(fair.booths["A01"], "k-1"), await api.taken(fair.booths["A01"], "k-2")
    query = """mutation($a: DisposeIntakeInput!, $b: MarkDuplicateInput!) {
      disposeIntake(input: $a) { ... on IntakeDisposed { intake { disposition fair { counts { total { open } } } } } }
      markDuplicate(input: $b) { ... on IntakeMarkedDuplicate { original { disposition } counts { total { open } } intake { fair { counts { total { open } } } } } } }"""
    given = {"intakeId": one, "disposition": "RESOLVED_ON_SITE"}
    assert await api.ask(query, a=given, b={"intakeId": two, "originalId": one}) == {
        "disposeIntake": {
            "intake": {"disposition": "RESOLVED_ON_SITE", "fair": {"counts": {"total": {"open": 1}}}}
        },
        "markDuplicate": {
            "original": {"disposition": "RESOLVED_ON_SITE"},
            "counts": {"total": {"open": 0}},
            "intake": {"fair": {"counts": {"total": {"open": 0}}}},
        },
    }


async def test_the_name_of_the_mutation_type_is_no_act(api: Api) -> None:
    assert await api.ask("mutation { __typename }") == {"__typename": "Mutation"}


async def test_all_fields_of_a_query_are_of_one_moment(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    fair = await api.open_fair()
    await api.taken(fair.booths["A01"], "k-1")
    through_the_loaders(api)
    page = OnePage.__call__
    came: list[str] = []

    async def interrupted(*given: Any) -> Any:
        if not came:
            came.append("")
            came[0] = (await api.submit(fair.booths["A01"], "between"))["__typename"]
        return await page(*given)

    monkeypatch.setattr(OnePage, "__call__", interrupted)
    query = "query($id: ID!) { fair(id: $id) { intakes { totalCount edges { node { number } } } counts { total { received } } booths { code } satisfaction { attending } } again: fair(id: $id) { counts { version } } }"
    got = await api.ask(query, id=fair.id)
    assert came == ["IntakeSubmitted"]
    assert got["fair"]["intakes"] == {"totalCount": 1, "edges": [{"node": {"number": 1}}]}
    assert got["fair"]["counts"] == {"total": {"received": 1}}
    assert got["again"] == {"counts": {"version": 4}}
    assert (await api.counts(fair.id))["version"] == 5


async def test_no_session_is_left_in_a_transaction(api: Api) -> None:
    fair = await api.open_fair()
    await api.submit(fair.booths["A01"], "k-1")
    await api.submit(fair.booths["A01"], "k-1")
    await api.submit(fair.booths["A01"], "k-1", summary="其他")
    await api.send('query { node(id: "x") { id } fairs(first: 0) { totalCount } }')
    await api.counts(fair.id)
    left = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
    assert await api.owner.fetchval(left) == 0


# --- The body -------------------------------------------------------------------------------------------------------


async def test_chinese_leaves_as_it_is_written(api: Api) -> None:
    fair = await api.plan_fair()
    response = await api.post("query($id: ID!) { fair(id: $id) { name } }", {"id": fair})
    assert "泰安要素保障大集".encode() in response.content
    assert b"\\u" not in response.content
    told = ',"extensions":{"cost":{"requested":2,"limit":10000}}}'
    assert response.content == ('{"data":{"fair":{"name":"泰安要素保障大集"}}' + told).encode()


async def test_an_error_in_chinese_leaves_as_it_is_written(api: Api) -> None:
    response = await api.post("query { fairs(first: 0) { totalCount } }", **{"accept-language": "zh-CN"})
    assert "first 应在 1 至 100 之间".encode() in response.content


async def test_the_same_document_is_another_operation_with_other_variables(api: Api) -> None:
    fair = await api.open_fair()
    one, two = await api.taken(fair.booths["A01"], "k-1"), await api.taken(fair.booths["A01"], "k-2")
    answers = await asyncio.gather(
        *(api.ask(DISPOSE, input={"intakeId": id, "disposition": "RESOLVED_ON_SITE"}) for id in (one, two))
    )
    assert [answer["disposeIntake"]["intake"]["id"] for answer in answers] == [one, two]


SWITCHED = (
    "query($skipped: Boolean = false) { fairs { edges { node { name @skip(if: $skipped) id } } } }",
    "query($skipped: Boolean = false) { fairs @skip(if: $skipped) { totalCount } }",
    'query($skipped: Boolean = false) { nodes(ids: []) { id @skip(if: $skipped) @include(if: false) } node(id: "Rm9v") { id @skip(if: $skipped) } }',
)


@pytest.mark.parametrize("query", SWITCHED)
@pytest.mark.parametrize("planned", [True, False])
async def test_a_switch_that_is_null_is_the_clients_fault(api: Api, query: str, planned: bool) -> None:
    await api.open_fair()
    context = Context(replace(api.world, planned=planned), "en")
    answer = await schema.execute(query, {"skipped": None}, context)
    assert {(error.extensions or {})["code"] for error in answer.errors or ()} == {"BAD_USER_INPUT"}
