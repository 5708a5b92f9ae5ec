"""What graphql-cop looks for, looked for here: in production, where Yaosu is worked on, and on a careless server, on which
every check must find something."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import orjson
import pytest
from graphql import (
    GraphQLError,
    execute_sync,
    parse,
    specified_rules,
    validate,
)
from httpx import ASGITransport
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from db.engine import Statement
from db.plans import Reading
from schema.root import schema
from server.tracing import Span
from tests.attacks.judgement import Judge
from tests.offices import NOON, Api, bearer
from tests.test_execution import SECRET, broken
from tests.test_guard import PRODUCTION, door

pytestmark = pytest.mark.anyio

Check = Callable[[httpx.AsyncClient], Awaitable[bool]]
"""Whether a server has a weakness."""

JSON, FORM = {"content-type": "application/json"}, {"content-type": "application/x-www-form-urlencoded"}
LIFTED = {"NoFragmentCyclesRule", "OverlappingFieldsCanBeMergedRule", "MaxIntrospectionDepthRule"}
RULES = [rule for rule in specified_rules if rule.__name__ not in LIFTED]


def careless(request: Request, sent: bytes) -> Response:
    """What a server answers that takes anything from anybody, and tells everything."""
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse("<title>GraphiQL</title>")
    if request.headers.get("content-type") == "application/json" and sent:
        given = orjson.loads(sent)
    else:
        given = {**request.query_params, **httpx.QueryParams(sent.decode())}
    many = given if isinstance(given, list) else [given]
    answers = [told(each["query"]) for each in many]
    answer = answers if isinstance(given, list) else answers[0]
    return Response(orjson.dumps(answer), media_type="application/json")


def told(query: str) -> dict[str, Any]:
    """An answer of the contract without data, with all that a server can say about itself."""
    document = parse(query)
    errors = validate(schema._schema, document, RULES)
    tracing = {"tracing": {"version": 1}}
    if errors:
        exception = {"exception": {"stacktrace": ["Traceback"]}}
        return {
            "errors": [{"message": error.message, "extensions": exception} for error in errors],
            "extensions": tracing,
        }
    return {"data": execute_sync(schema._schema, document).data, "extensions": tracing}


async def careless_server(scope: Any, receive: Any, send: Any) -> None:
    request = Request(scope, receive)
    await careless(request, await request.body())(scope, receive, send)


def finds(query: str, wrong: Callable[[dict[str, Any]], Any]) -> Check:
    """A check that posts a document and looks at the answer."""

    async def check(client: httpx.AsyncClient) -> bool:
        response = await client.post("/graphql", json={"query": query})
        return bool(wrong(response.json()))

    return check


def forges(method: str, **sent: Any) -> Check:
    """A check whether what a foreign page can send without a preflight is answered."""

    async def check(client: httpx.AsyncClient) -> bool:
        response = await client.request(method, "/graphql", **sent)
        return bool((response.json().get("data") or {}).get("__typename"))

    return check


async def batches(client: httpx.AsyncClient) -> bool:
    body = orjson.dumps([{"query": "query cop { __typename }"}] * 10)
    answer = (await client.post("/graphql", content=body, headers=JSON)).json()
    return isinstance(answer, list) and len(answer) == 10


async def has_an_ide(client: httpx.AsyncClient) -> bool:
    found = [
        (await client.get(path, headers={"accept": "text/html"})).text
        for path in ("/graphiql", "/playground", "/console", "/graphql", "/")
    ]
    return any(word in text for text in found for word in ("GraphiQL", "graphql-playground", "Playground"))


def deep(levels: int) -> str:
    """Types of fields of types of fields."""
    return "name" if not levels else f"fields {{ type {{ {deep(levels - 1)} }} }}"


def data_of(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda answer: (answer.get("data") or {}).get(name)


def inside(answer: dict[str, Any]) -> bool:
    """Whether an answer tells of tracing, or of what was thrown."""
    return any(word in str(answer) for word in ("tracing", "exception", "stacktrace", "Traceback"))


def suggests(answer: dict[str, Any]) -> bool:
    return "Did you mean" in str(answer)


A_CYCLE = (
    "query { __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }"
)

CHECKS: dict[str, tuple[Check, bool]] = {
    "alias overloading": (
        finds(f"query cop {{ {' '.join(f'a{n}: __typename' for n in range(101))} }}", data_of("a100")), False
    ),
    "array batching": (batches, False),
    "circular introspection": (finds(f"query cop {{ __schema {{ types {{ {deep(3)} }} }} }}", data_of("__schema")), False),
    "circular fragments": (finds(A_CYCLE, data_of("__schema")), False),
    "directive overloading": (
        finds(f"query cop {{ __typename {'@aa' * 11} }}", lambda answer: len(answer.get("errors", ())) >= 11), False
    ),
    "field duplication": (finds(f"query cop {{ {'__typename ' * 500} }}", data_of("__typename")), False),
    "introspection": (finds("query cop { __schema { types { name } } }", data_of("__schema")), True),
    "field suggestions": (finds("query cop { __schema { directive } }", suggests), True),
    "an IDE": (has_an_ide, True),
    "queries by GET": (forges("GET", params={"query": "query cop { __typename }"}), True),
    "mutations by GET": (forges("GET", params={"query": "mutation cop { __typename }"}), False),
    "forms": (forges("POST", content=b"query=query+cop+%7B__typename%7D", headers=FORM), False),
    "a POST with its query in the URL": (forges("POST", params={"query": "query cop { __typename }"}), False),
    "tracing": (finds("query cop { __typename }", inside), False),
    "unhandled errors": (finds("query cop { abc }", inside), False),
}  # fmt: skip
"""Each check, and whether it finds something where Yaosu is worked on: there the schema, the IDE and GET are for
developers."""


@pytest.mark.parametrize("name", CHECKS)
async def test_the_cop_finds_nothing_in_production_and_something_on_a_careless_server(
    api: Api, name: str
) -> None:
    check, is_for_developers = CHECKS[name]
    async with (
        door(api, PRODUCTION) as produced,
        door(api) as developed,
        httpx.AsyncClient(
            transport=ASGITransport(careless_server), base_url="http://careless"
        ) as open_to_all,
    ):
        for client in (produced, developed):
            client.headers.pop("content-type")
        assert [await check(client) for client in (produced, developed, open_to_all)] == [
            False,
            is_for_developers,
            True,
        ]


async def test_a_trace_that_a_router_asks_for_in_production_tells_times_and_what_the_client_is_told(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays on for everybody: who asks could have taken the time with a clock of their own."""

    fair = await api.plan_fair()
    monkeypatch.setattr(Reading, "one", broken)
    monkeypatch.setattr(Statement, "all", broken)
    breaking = f'{{ fair(id: "{fair}") {{ name }} }}'
    traced = {"apollo-federation-include-trace": "ftv1", **bearer("DISPATCHER")}
    for query in ("{ __typename }", "{ nothing }", '{ node(id: "x") { id } }', breaking):
        async with door(api, PRODUCTION) as guarded:
            response = await guarded.post("/graphql", json={"query": query}, headers=traced)
        trace = base64.b64decode(response.json()["extensions"]["ftv1"])
        assert Judge().leak(trace) is None
        assert b"swordfish" not in trace
        assert (b"INTERNAL" in trace) is (query == breaking)
    unmasked = base64.b64decode(Span(NOON).ended([GraphQLError(f"Traceback {SECRET}")]))
    assert Judge().leak(unmasked) == b"Traceback"
