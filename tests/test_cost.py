"""What an operation may cost, told before it runs, in every answer; what costs too much does not run."""

from contextlib import aclosing
from dataclasses import replace
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLError,
    GraphQLObjectType,
    get_introspection_query,
    get_named_type,
    is_composite_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.execution import PreExecutionError

from db.engine import Database
from domain.people import Role, Viewer
from resolvers.context import Context
from resolvers.cost import CEILING
from resolvers.live import Watch
from schema.costs import Cost, ListSize
from schema.engine import LIMITS, Asked, Planned
from schema.root import schema
from tests.differential import known
from tests.offices import DISPOSE, LIVE, SUBMIT, Api, costing, intake
from tests.sockets import client, listening
from tests.test_execution import through_the_loaders

pytestmark = pytest.mark.anyio

DISPATCHER = Viewer(Role.DISPATCHER, "370900", "a-dispatcher")
TYPES = [
    type_
    for type_ in schema._schema.type_map.values()
    if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
]
COSTLY = "{ fairs(first: 100) { edges { node { intakes(first: 100) { edges { node { enterprise { name } } } } } } } }"
LISTED = "query($first: Int, $last: Int = 7) { fairs(first: $first, last: $last) { edges { cursor } } }"
FILTERED = "query($filter: FairFilter) { fairs(filter: $filter) { edges { cursor } } }"
SEARCHED = "query($text: String) { fairs(filter: { text: $text }) { edges { cursor } } }"


def costs(query: str, variables: dict[str, Any] | None = None) -> int:
    """What an operation may cost."""
    asked = schema._prepare(query, None)
    assert isinstance(asked, Asked), asked
    return asked.price.bill(variables, LIMITS.cost).requested


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ __typename }", 1),
        ('{ fair(id: "x") { id name venues } }', 1 + 1),
        ("{ fairs { edges { node { id } } } }", 1 + 1 + 20 * 2),
        ("{ fairs(first: 5) { pageInfo { hasNextPage } edges { node { id } } } }", 1 + 1 + 1 + 5 * 2),
        ("{ fairs(last: 100) { edges { cursor } } }", 1 + 1 + 100),
        ("{ fairs(first: null) { edges { cursor } } }", 1 + 1 + 20),
        ("{ fairs(first: 0) { edges { cursor } } }", 1 + 1),
        ("{ fairs(first: -5) { edges { cursor } } }", 1 + 1),
        ("{ fairs(first: 5) { totalCount } }", 1 + 1 + 100),
        ('{ fairs(first: 5, filter: { text: "x", kind: ELEMENT_FAIR }) { edges { cursor } } }', 1 + 1 + 100 + 5),
        ("{ fairs(first: 5, filter: { text: null }) { edges { cursor } } }", 1 + 1 + 5),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 1 + 3),
        ("{ fairs(first: 10) { edges { node { booths { organization { name } } } } } }", 1 + 1 + 10 * (2 + 25 * 2)),
        ('{ fair(id: "x") { satisfaction { levels { level } } } }', 1 + 1 + 100 + 1 + 5),
        # Merged fields are one field, however often and wherever they are written.
        ('{ fair(id: "x") { zone { id } zone { name } ...F } } fragment F on Fair { zone { kind } }', 1 + 1 + 1),
        ('{ fair(id: "x") { a: zone { id } b: zone { name } } }', 1 + 1 + 2),
        # A value is of one type: the dearest counts.
        ('{ node(id: "x") { ... on Fair { booths { id } } ... on Booth { fair { id } } } }', 1 + 1 + 25),
        ('{ node(id: "x") { ... on Node { id } ... { ... on Zone { name } } } }', 1 + 1),
        ("mutation { a: openFair(input: { fairId: \"x\" }) { __typename } }", 1 + 10 + 1),
        ('subscription { fairIntakeCounts(fairId: "x") { total { open } booths { open } } }', 1 + 1 + 1 + 40),
        ("{ __schema { queryType { name } } }", 1 + 1),
        ("{ __schema { types { name } } }", 1 + 1 + 150 // 5),
    ],
)  # fmt: skip
def test_an_operation_costs_what_its_objects_and_its_fields_cost(query: str, cost: int) -> None:
    assert costs(query) == cost


@pytest.mark.parametrize(
    ("query", "variables", "cost"),
    [
        (LISTED, {"first": 3, "last": None}, 1 + 1 + 3),
        (LISTED, {"first": 3}, 1 + 1 + 7),
        (LISTED, {"first": 9}, 1 + 1 + 9),
        (LISTED, {"last": None}, 1 + 1 + 20),
        (LISTED, {}, 1 + 1 + 7),
        (LISTED, None, 1 + 1 + 7),
        (LISTED, {"first": 2**31 - 1}, CEILING),
        (LISTED, {"first": 5.0, "last": None}, 1 + 1 + 5),
        (LISTED, {"first": -5, "last": None}, 1 + 1),
        (LISTED, {"first": {"wrong": 1}, "last": None}, 1 + 1 + 1),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a"] * 40}, 1 + 40),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": "a"}, 1 + 1),
        ("query($id: ID!) { nodes(ids: [$id, $id]) { id } }", {"id": "a"}, 1 + 2),
        ("query($r: [_Any!]!) { _entities(representations: $r) { ... on Fair { zone { id } } } }", {"r": [{}] * 30}, 1 + 30 * 2),
        (FILTERED, {"filter": {"text": "x"}}, 1 + 1 + 20 + 100),
        (FILTERED, {"filter": {"kind": "ELEMENT_FAIR"}}, 1 + 1 + 20),
        (FILTERED, {}, 1 + 1 + 20),
        (SEARCHED, {"text": "x"}, 1 + 1 + 20 + 100),
        (SEARCHED, {}, 1 + 1 + 20),
    ],
)  # fmt: skip
def test_variables_are_taken_into_account_as_they_were_sent(query: str, variables: Any, cost: int) -> None:
    assert costs(query, variables) == cost


def test_what_variables_size_is_multiplied_and_the_dearest_type_counts() -> None:
    query = """query($a: Int, $b: Int) { node(id: "x") {
      ... on Fair { intakes(first: $a) { edges { node { fair { intakes(first: $b) { edges { cursor } } } } } } }
      ... on Booth { fair { booths { id } } } } }"""
    assert costs(query, {"a": 3, "b": 7}) == 1 + 1 + 1 + 3 * (2 + 1 + 1 + 7)
    assert costs(query, {"a": 0, "b": 7}) == 1 + 1 + 1 + 25


def test_the_operation_that_is_asked_for_is_the_one_that_costs() -> None:
    query = "query A { fairs(first: 1) { edges { cursor } } } query B { fairs { edges { cursor } } }"
    found = [schema._prepare(query, name) for name in "AB"]
    assert [one.price.bill({}, 0).requested for one in found if isinstance(one, Asked)] == [3, 22]


# --- The contract ---------------------------------------------------------------------------------------------------


def directive(field: Any, kind: type) -> Any:
    declared = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    return next((each for each in declared.directives if isinstance(each, kind)), None)


def unsized() -> list[str]:
    """Lists of objects of which the contract does not say how long they are."""
    sized = {
        (get_named_type(field.type).name, name)
        for type_ in TYPES
        for field in type_.fields.values()
        if (size := directive(field, ListSize))
        for name in size.sized_fields or ()
    }
    return [
        f"{type_.name}.{name}"
        for type_ in TYPES
        for name, field in type_.fields.items()
        if str(field.type).startswith("[") and is_composite_type(get_named_type(field.type))
        if directive(field, ListSize) is None and (type_.name, name) not in sized
    ]


def test_every_list_of_objects_says_how_long_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unsized() == []
    booths = (
        schema._schema.type_map["Fair"].fields["booths"].extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    )
    monkeypatch.setattr(booths, "directives", [])
    assert unsized() == ["Fair.booths"]


def test_every_page_is_sized_by_its_client_and_every_act_has_its_cost() -> None:
    pages = [field for type_ in TYPES for field in type_.fields.values() if "after" in field.args]
    assert len(pages) >= 2
    for field in pages:
        size = directive(field, ListSize)
        assert (size.slicing_arguments, size.sized_fields) == (["first", "last"], ["edges"])
        assert (size.assumed_size, size.require_one_slicing_argument) == (20, False)
    acts = schema._schema.mutation_type.fields  # type: ignore[union-attr]
    costs = {name: directive(field, Cost).weight for name, field in acts.items()}
    # A run has a worker compute for a second or more.
    assert costs == dict.fromkeys(acts, 10) | {"runMatching": 500}


def test_the_contract_tells_what_the_directives_mean() -> None:
    told = schema.as_str()
    assert "directive @cost(weight: Int!) on ARGUMENT_DEFINITION |" in told
    assert (
        "directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], "
        "requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION"
    ) in told
    assert "text: String = null @cost(weight: 100)" in told


def test_what_this_repository_asks_costs_a_small_part_of_what_may_be_asked() -> None:
    dear = ("tests/test_", "tests/attacks/", "benchmarks/guard.py", "benchmarks/registry.py")
    documents = [text for text, path in known.documents(schema._schema).items() if not path.startswith(dear)]
    assert len(documents) >= 15
    for text in documents:
        for name in [None, *[f"Op{n}" for n in range(3)]]:
            asked = schema._prepare(text, name)
            if isinstance(asked, Asked):
                assert asked.price.bill({}, 0).requested <= LIMITS.cost // 10, text


def test_tools_may_ask_for_the_whole_schema_but_not_three_times_at_once() -> None:
    once = get_introspection_query(descriptions=True, input_value_deprecation=True, one_of=True)
    assert costs(once) <= LIMITS.cost // 2
    body = once[once.index("__schema") : once.index("fragment FullType")].rstrip().removesuffix("}")
    rest = once[once.index("fragment FullType") :]
    assert costs(f"{{ a: {body} b: {body} c: {body} }} {rest}") > LIMITS.cost


# --- Too much -------------------------------------------------------------------------------------------------------


async def untouched(*_: Any, **__: Any) -> Any:
    raise AssertionError("the database was asked")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "The operation may cost 30302, more than 10000; ask for smaller pages (first, last) or for fewer lists below each other",
        ),
        ("zh-CN", "查询预计开销 30302,超过上限 10000;请减小每页条数(first、last)或减少列表嵌套"),
    ],
)
async def test_what_costs_too_much_is_refused_before_anything_is_read(
    api: Api, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    monkeypatch.setattr(Database, "begin", untouched)
    monkeypatch.setattr(Database, "read", untouched)
    modern = {"accept": "application/graphql-response+json", "accept-language": language}
    response = await api.post(COSTLY, **modern)
    assert response.status_code == 400
    assert response.json() == {
        "errors": [
            {
                "message": words,
                "extensions": {"code": "QUERY_TOO_EXPENSIVE", "cost": 30302, "limit": 10000},
            }
        ],
        "extensions": costing(30302),
    }


async def test_without_the_limit_it_is_read(api: Api) -> None:
    await api.plan_fair()
    context = Context(api.world, "en", DISPATCHER)
    result = await schema.within(replace(LIMITS, cost=CEILING)).execute(COSTLY, {}, context)
    assert result.errors is None
    assert result.data is not None
    assert result.extensions == {"cost": {"requested": 30302, "limit": CEILING}}


async def test_a_variable_can_make_it_too_much(api: Api) -> None:
    query = (
        "query($n: Int) { fairs(first: 100) { edges { node { intakes(first: $n) { edges { cursor } } } } } }"
    )
    assert "errors" not in await api.send(query, {"n": 96})
    (error,) = (await api.send(query, {"n": 98}))["errors"]
    assert error["extensions"] == {"code": "QUERY_TOO_EXPENSIVE", "cost": 10102, "limit": 10000}
    (error,) = (await api.send(LISTED, {"first": 2**31 - 1, "last": None}))["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_EXPENSIVE"


async def test_a_subscription_that_costs_too_much_does_not_begin(api: Api) -> None:
    fair = await api.open_fair()
    limits = replace(LIMITS, cost=2)
    query, given = (
        "subscription($id: ID!) { fairIntakeCounts(fairId: $id) { total { open } } }",
        {"id": fair.id},
    )
    begun = await schema.within(limits).begin(query, given, None, Context(api.world, "en"))
    assert isinstance(begun, PreExecutionError)
    assert begun.extensions == {"cost": {"requested": 3, "limit": 2}}
    assert isinstance(await schema.begin(query, given, None, Context(api.world, "en")), Watch)


# --- In every answer ------------------------------------------------------------------------------------------------

PLAIN = 'query($id: ID = "x") { fairs(first: 1) { edges { node { name } } } fair(id: $id) { name } }'


async def test_every_answer_of_an_operation_tells_its_cost(api: Api) -> None:
    fair = await api.open_fair()
    asked = {"id": fair.id}
    assert (await api.send(PLAIN, asked))["extensions"] == costing(5)
    assert (await api.send("{ fairs { totalCount } __schema { queryType { name } } }"))[
        "extensions"
    ] == costing(103)
    got = await api.client.get("/graphql", params={"query": "{ fairs { totalCount } }"})
    assert got.json()["extensions"] == costing(102)
    given = intake(fair.booths["A01"], "k-1")
    assert (await api.send(SUBMIT, {"input": given}))["extensions"] == costing(22)
    assert (await api.send(DISPOSE, {"input": {}}))["extensions"] == costing(22)
    assert (await api.send(PLAIN, {"id": 5.5}))["extensions"] == costing(5)
    wrong = await api.send("{ fairs(first: 101) { totalCount } }")
    assert (wrong["errors"][0]["extensions"], wrong["extensions"]) == (
        {"code": "BAD_USER_INPUT"},
        costing(102),
    )
    through_the_loaders(api)
    assert (await api.send(PLAIN, asked))["extensions"] == costing(5)


async def test_what_is_no_operation_has_no_cost(api: Api) -> None:
    for query in ("{", "{ nothing }", "", "query A { __typename } query B { __typename }"):
        answer = await api.send(query)
        assert "errors" in answer
        assert "extensions" not in answer


async def test_a_planned_answer_is_the_same_bytes_by_every_way(api: Api) -> None:
    await api.plan_fair()
    query = "{ fairs { totalCount edges { node { name zone { name } } } } }"
    result = await schema.execute(query, {}, Context(api.world, "en"))
    assert isinstance(result, Planned)
    assert result.json == (await api.post(query)).content
    got = await api.client.get("/graphql", params={"query": query})
    assert orjson.loads(result.json) == got.json()


@pytest.mark.parametrize("planned", [True, False])
async def test_every_frame_tells_the_cost_of_its_document(api: Api, planned: bool) -> None:
    fair = await api.open_fair()
    context = Context(replace(api.world, planned=planned), "en")
    async with aclosing(await schema.stream(LIVE, {"fairId": fair.id}, context)) as frames:
        shown = orjson.loads((await anext(frames)).json)  # type: ignore[union-attr]
    assert list(shown) == ["data", "extensions"]
    assert shown["extensions"] == costing(1 + 1 + 1 + 2 + 40 * 2)


async def test_a_socket_is_told_the_cost_of_queries_and_refusals(api: Api) -> None:
    async with listening(api) as (address, _), client(address) as screen:
        await screen.subscribe("q", "{ fairs { totalCount } }")
        said = await screen.said()
        assert said == {
            "id": "q",
            "type": "next",
            "payload": {"data": {"fairs": {"totalCount": 0}}, "extensions": costing(102)},
        }
        assert (await screen.said())["type"] == "complete"
        await screen.subscribe("r", COSTLY)
        said = await screen.said()
        assert (said["id"], said["type"]) == ("r", "error")
        assert said["payload"][0]["extensions"] == {
            "code": "QUERY_TOO_EXPENSIVE",
            "cost": 30302,
            "limit": 10000,
        }


# --- Charged --------------------------------------------------------------------------------------------------------


class Purse:
    """What a viewer may still ask for."""

    def __init__(self, left: int) -> None:
        self.left, self.charged = left, list[int]()

    def __call__(self, cost: int) -> float | None:
        self.charged.append(cost)
        if cost > self.left:
            return 2.1
        self.left -= cost
        return None


async def test_an_operation_is_charged_once_before_it_runs(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    purse = Purse(110)
    context = Context(api.world, "en")
    context.charge = purse
    query = "{ fairs { totalCount } }"
    assert (await schema.execute(query, {}, context)).errors is None
    assert purse.charged == [102]
    monkeypatch.setattr(Database, "begin", untouched)
    monkeypatch.setattr(Database, "read", untouched)
    for language, words in (
        ("en", "Too much at once; ask again in 3 s"),
        ("zh", "请求过于频繁,请在 3 秒后重试"),
    ):
        context.language = language
        result = await schema.execute(query, {}, context)
        assert isinstance(result, PreExecutionError)
        (error,) = result.errors or []
        assert (error.message, error.extensions) == (words, {"code": "RATE_LIMITED", "retryAfter": 3})
        assert result.extensions == {"cost": {"requested": 102, "limit": 10000}}
    assert purse.left == 8


async def test_what_does_not_run_is_not_charged(api: Api) -> None:
    purse = Purse(CEILING)
    context = Context(api.world, "en")
    context.charge = purse
    for query in ("{", "{ nothing }", COSTLY, "subscription { __typename }"):
        assert (await schema.execute(query, {}, context)).errors
    assert purse.charged == []


async def test_a_subscription_is_charged_when_it_begins_and_not_for_its_frames(api: Api) -> None:
    fair = await api.open_fair()
    purse = Purse(CEILING)
    context = Context(api.world, "en")
    context.charge = purse
    async with aclosing(await schema.stream(LIVE, {"fairId": fair.id}, context)) as frames:
        await anext(frames)
        await api.submit(fair.booths["A01"], "k-1")
        await anext(frames)
    assert purse.charged == [85]


async def test_an_act_that_may_not_be_paid_writes_nothing(api: Api) -> None:
    fair = await api.open_fair()
    before = await api.written()
    context = Context(api.world, "en", DISPATCHER)
    context.charge = Purse(11)
    result = await schema.execute(SUBMIT, {"input": intake(fair.booths["A01"], "k-1")}, context)
    errors: list[GraphQLError] = result.errors or []
    assert [(error.extensions or {})["code"] for error in errors] == ["RATE_LIMITED"]
    assert await api.written() == before
