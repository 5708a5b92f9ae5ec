"""What is answered by one statement, what is refused before any, and what never becomes a part of one."""

from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLString

import db.plans
from db.engine import Statement
from db.plans import Reading
from domain.pages import encode_cursor
from domain.people import office
from resolvers import selection
from resolvers.context import Context
from schema.engine import Engine, Planned
from schema.root import TYPES, Mutation, Query, Subscription, schema
from schema.scalars import CONFIG
from tests.offices import COUNTS, COUNTY, DISPOSE, NOON, SOLUTION, Api, OpenFair, uid

pytestmark = pytest.mark.anyio

DASHBOARD = (
    "query($id: ID!) { fair(id: $id) { id name state zone { name } counts { "
    + COUNTS
    + """ } satisfaction { mean }
  intakes(first: 5) { totalCount edges { node { number enterprise { name } booth { code fair { name } } } } } }
  again: fair(id: $id) { booths { code organization { name } } } __typename }"""
)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that were sent, BEGIN and COMMIT besides."""
    sent: list[str] = []
    values = Statement.values

    def noted(self: Statement, given: Any) -> list[Any]:
        sent.append(self.sql)
        return values(self, given)

    monkeypatch.setattr(Statement, "values", noted)
    return sent


async def taken(api: Api, number: int = 6) -> OpenFair:
    fair = await api.open_fair()
    for one in range(number):
        await api.taken(fair.booths["A01" if one % 2 else "A02"], f"{fair.id}-{one}")
    return fair


def engine(**computed: GraphQLField) -> Engine:
    """The contract with fields that Python computes, as `Type__field`."""
    made = Engine(query=Query, mutation=Mutation, subscription=Subscription, types=TYPES, config=CONFIG)
    for place, field in computed.items():
        type_name, name = place.split("__")
        made._schema.type_map[type_name].fields[name] = field  # type: ignore[union-attr]
    return made


# --- One statement ----------------------------------------------------------------------------------------------------


async def test_a_query_is_one_statement_and_no_transaction(
    api: Api, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fair = await taken(api)

    async def begun(*_: Any, **__: Any) -> Any:
        raise AssertionError("a transaction was begun")

    monkeypatch.setattr(type(api.world.database), "begin", begun)
    statements.clear()
    got = await api.ask(DASHBOARD, id=fair.id)
    assert len(statements) == 1
    assert (got["__typename"], got["fair"]["counts"]["total"]["received"]) == ("Query", 6)
    assert got["fair"]["intakes"]["totalCount"] == 6


async def test_a_list_is_one_statement_however_long_it_is(api: Api, statements: list[str]) -> None:
    query = "query { fairs { edges { node { name booths { code organization { name } } intakes { edges { node { enterprise { name } } } } } } } }"
    for count in (1, 4):
        await taken(api, count)
        statements.clear()
        got = await api.ask(query)
        assert len(statements) == 1
    assert [len(edge["node"]["intakes"]["edges"]) for edge in got["fairs"]["edges"]] == [4, 1]


async def test_a_total_is_counted_only_when_it_is_asked_for(api: Api, statements: list[str]) -> None:
    fair = await taken(api)
    for asked, counted in (("edges { cursor }", 0), ("totalCount edges { cursor }", 1), ("totalCount", 1)):
        statements.clear()
        await api.ask("query($id: ID!) { fair(id: $id) { intakes { " + asked + " } } }", id=fair.id)
        (statement,) = statements
        assert statement.count("count(*)") == counted
        assert ("LIMIT" in statement) is ("edges" in asked)


async def test_a_statement_is_made_once_for_a_document_and_the_shape_of_its_arguments(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, other = await taken(api), await taken(api)
    made: list[str] = []
    write = db.plans.readings.Writer.statement

    def noted(self: Any, *given: Any) -> Statement:
        made.append(given[0])
        return write(self, *given)

    monkeypatch.setattr(db.plans.readings.Writer, "statement", noted)
    query = """query($id: ID!, $first: Int, $after: String, $text: String, $more: Boolean!) {
      fair(id: $id) { intakes(first: $first, after: $after, filter: { text: $text }) { edges { cursor node { number }  } totalCount @include(if: $more) } } }"""

    async def asked(**given: Any) -> int:
        made.clear()
        got = await api.ask(query, **{"id": fair.id, "more": False, **given})
        assert got["fair"] is not None
        return len(made)

    cursor = (
        await api.ask("query($id: ID!) { fair(id: $id) { intakes { edges { cursor } } } }", id=fair.id)
    )["fair"]["intakes"]["edges"][0]["cursor"]
    assert [await asked(), await asked(), await asked()] == [1, 1, 0], "kept when it is asked for again"
    assert await asked(id=other.id) == 0
    assert await asked(text="铸造") == 1
    assert await asked(text="精密") == 0
    assert await asked(first=3) == 1
    assert await asked(first=3, after=cursor) == 1
    assert await asked(first=3, after=cursor, id=other.id) == 0
    assert await asked(more=True) == 1
    assert await asked() == 0


async def test_what_is_kept_is_bounded(api: Api) -> None:
    fair = await api.plan_fair()
    query = "query($id: ID!, $first: Int) { fair(id: $id) { intakes(first: $first) { totalCount edges { cursor } } } }"
    for first in range(1, 101):
        await api.ask(query, id=fair, first=first)
    asked: Any = schema._prepared(query, None)
    (planned,) = asked.document._wholes.values()
    assert len(planned.reading._statements) == db.plans.KEPT
    assert [
        edge["cursor"] for edge in (await api.ask(query, id=fair, first=1))["fair"]["intakes"]["edges"]
    ] == []


async def test_the_switches_of_a_document_are_bounded(api: Api) -> None:
    names = [f"v{number}" for number in range(10)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    query = f"query({declared}) {{ " + " ".join(f"{n}: __typename @include(if: ${n})" for n in names) + " }"
    for number in range(300):
        await api.ask(query, **{name: bool(number >> place & 1) for place, name in enumerate(names)})
    asked: Any = schema._prepared(query, None)
    assert len(asked.document._wholes) == selection.SWITCHED


# --- What Python computes ---------------------------------------------------------------------------------------------


async def shouted(booth: Any, info: Any) -> str:
    return booth.name.upper()


async def test_what_is_beside_a_computed_field_is_read_at_once_for_all(
    api: Api, statements: list[str]
) -> None:
    fair = await taken(api)
    contract = engine(Booth__shout=GraphQLField(GraphQLString, resolve=shouted))
    query = """query($id: ID!) { fair(id: $id) { zone { name } booths { code shout organization { name kind } fair { name counts { version } } } }
      fairs { edges { node { name } } } }"""
    statements.clear()
    result = await contract.execute(query, {"id": fair.id}, Context(api.world, "en"))
    assert not isinstance(result, Planned)
    assert result.errors is None
    # The fair, its zone, its booths, their organizations, their fairs with counts; and the list, in one snapshot.
    assert len(statements) == 6
    statements.clear()
    reference = await contract.execute(
        query, {"id": fair.id}, Context(replace(api.world, planned=False), "en")
    )
    assert reference.errors is None
    assert len(statements) == 6


async def test_the_answer_of_an_act_is_read_in_its_transaction(api: Api, statements: list[str]) -> None:
    fair = await taken(api, 2)
    id = await api.taken(fair.booths["A02"], "last")
    query = DISPOSE.replace(
        "ledgerEntry { id dueOn }",
        "ledgerEntry { id dueOn intake { number fair { name counts { total { solution } } } } } counts { total { solution open } }",
    )
    statements.clear()
    got = await api.ask(query, input={"intakeId": id, "disposition": "SOLUTION_GIVEN", "solution": SOLUTION})
    assert got["disposeIntake"]["counts"] == {"total": {"solution": 1, "open": 2}}
    assert got["disposeIntake"]["ledgerEntry"]["intake"]["fair"]["counts"] == {"total": {"solution": 1}}
    # Lock, dispose, open the entry; then the entry's intake with all below it, and the counts; and the audit's entry.
    assert len(statements) == 6
    assert "audit_entries" in statements[-1]
    assert sum("audit" in statement for statement in statements) == 1


# --- Faults -----------------------------------------------------------------------------------------------------------


async def test_a_plan_that_fails_is_logged_and_the_loaders_answer(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fair = await taken(api)

    one = Reading.one

    async def broken(self: Reading, *given: Any) -> bytes:
        if self.kind == "whole":
            raise RuntimeError("a statement that is wrong")
        return await one(self, *given)

    monkeypatch.setattr(Reading, "one", broken)
    got = await api.ask("query($id: ID!) { fair(id: $id) { name } }", id=fair.id)
    assert got == {"fair": {"name": "泰安要素保障大集"}}
    assert "a planned query failed; the loaders answer it" in caplog.text


async def test_a_value_that_is_missing_where_none_may_be_is_told_by_the_reference(api: Api) -> None:
    """A foreign key forbids it; a hand in psql may do it all the same."""
    fair = await taken(api)
    await api.owner.execute(
        "SET session_replication_role = replica; DELETE FROM organizations WHERE name = 'A02 部门'"
    )
    query = "query($id: ID!) { fair(id: $id) { name booths { code organization { name } } } }"
    answer = await api.send(query, {"id": fair.id})
    assert answer["data"] == {"fair": None}
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["fair", "booths", 1, "organization"], "INTERNAL")


async def test_a_database_that_is_away_is_waited_for_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []

    async def away(*_: Any, **__: Any) -> Any:
        tries.append("")
        raise TimeoutError

    monkeypatch.setattr(type(api.world.database), "take", away)
    answer = await api.send("query { fairs { totalCount } }")
    assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert len(tries) == 1


# --- Text of a client -------------------------------------------------------------------------------------------------

MARK = "zzMARKzz"


async def test_no_text_of_a_client_is_a_part_of_a_statement(api: Api, statements: list[str]) -> None:
    fair = await taken(api)
    query = f"""query {MARK}($id: ID!, $text: String, $after: String) {{ {MARK}: fair(id: $id) {{ {MARK}1: name
      {MARK}2: booths {{ {MARK}3: code }} ...{MARK}F }} }}
      fragment {MARK}F on Fair {{ intakes(first: 3, after: $after, filter: {{ text: $text }}) {{ {MARK}4: totalCount edges {{ {MARK}5: node {{ number }} }} }} }}"""
    given = {"id": fair.id, "text": f"'; DROP TABLE fairs; -- {MARK}", "after": encode_cursor(NOON, uid(7))}
    for planned in (True, False):
        statements.clear()
        result = await schema.execute(
            query, given, Context(replace(api.world, planned=planned), "en", office(COUNTY))
        )
        assert result.errors is None
        assert statements
        for statement in statements:
            assert MARK not in statement
            assert "DROP" not in statement
            assert str(uid(7)) not in statement


# --- Refused before any statement -------------------------------------------------------------------------------------


DEEP = (
    'query { node(id: "x") { ... on LedgerEntry { intake { duplicateOf { duplicateOf { duplicateOf { duplicateOf { duplicateOf '
    "{ duplicateOf { duplicateOf { duplicateOf { duplicateOf { duplicateOf { number } } } } } } } } } } } } } }"
)
LISTED = "query { fairs { edges { node { booths { fair { booths { fair { booths { code } } } } } } } } }"
BOMB = "query { fairs { edges { node { ...F0 } } } } " + " ".join(
    f"fragment F{n} on Fair {{ "
    + (f"zone {{ id }} ...F{n + 1} ... {{ ...F{n + 1} }} }}" if n < 14 else "id }")
    for n in range(15)
)


def chained(length: int) -> str:
    """Fragments in fragments."""
    return "query { fairs { edges { node { ...F0 } } } } " + " ".join(
        f"fragment F{n} on Fair {{ " + (f"...F{n + 1} }}" if n < length else "id }")
        for n in range(length + 1)
    )


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        (DEEP, "QUERY_TOO_DEEP", "The fields stand more than 12 deep; ask for the rest with node(id:)"),
        (
            LISTED,
            "QUERY_TOO_EXPENSIVE",
            "There are more than 3 lists below each other; ask for the inner ones on their own",
        ),
        (BOMB, "QUERY_TOO_EXPENSIVE", "fields; at most 2000 are answered"),
    ],
)
async def test_an_operation_that_asks_for_too_much_is_refused_before_any_statement(
    api: Api, statements: list[str], query: str, code: str, words: str
) -> None:
    for planned in (True, False):
        result = await schema.execute(query, {}, Context(replace(api.world, planned=planned), "en"))
        assert result.data is None
        (error,) = result.errors or []
        assert error.extensions == {"code": code}
        assert words in error.message
    assert statements == []


@pytest.mark.parametrize(
    ("length", "codes"), [(5, set()), (50, set()), (60, {"QUERY_TOO_DEEP"}), (300, {"QUERY_TOO_EXPENSIVE"})]
)
async def test_a_long_chain_of_fragments_is_refused(api: Api, length: int, codes: set[str]) -> None:
    result = await schema.execute(chained(length), {}, Context(api.world, "en"))
    assert {(error.extensions or {})["code"] for error in result.errors or []} == codes


async def test_introspection_may_be_as_deep_as_it_is(api: Api) -> None:
    of_type = "name"
    for _ in range(9):
        of_type = f"name ofType {{ {of_type} }}"
    got = await api.ask(
        f"query {{ __schema {{ types {{ fields {{ args {{ type {{ {of_type} }} }} type {{ {of_type} }} }} }} }} }}"
    )
    assert len(got["__schema"]["types"]) > 100
