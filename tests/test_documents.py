"""Documents by their id: which one runs, and which is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from server import documents
from server.app import assembled
from server.documents import Documents, Kept, sha256_id
from server.faults import Fault
from server.questions import Question, question_of
from server.settings import Settings
from tests.offices import Api, costing

NAMES = "query Names { fairs(first: 1) { edges { node { name } } } }"
KIND = "{ __typename }"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def persisted(sha: object, version: object = 1) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": version, "sha256Hash": sha}}}


def settled(held: Documents, asked: Mapping[str, Any]) -> Question | Fault:
    question = question_of(asked)
    assert isinstance(question, Question)
    return held.settle(question)


def found(held: Documents, asked: Mapping[str, Any]) -> str | None:
    """The document that is to run."""
    question = settled(held, asked)
    assert isinstance(question, Question), question
    return question.query


def refused(held: Documents, asked: Mapping[str, Any]) -> tuple[str, str]:
    """Code and message of what is asked in vain."""
    fault = settled(held, asked)
    assert isinstance(fault, Fault), fault
    return fault.code.value, fault.words.en


# --- What is asked for ------------------------------------------------------------------------------------------------


def test_a_document_without_an_id_runs_as_it_is() -> None:
    held = Documents()
    assert found(held, {"query": KIND}) == KIND
    assert found(held, {"query": KIND, "documentId": None, "extensions": {"persistedQuery": None}}) == KIND
    assert found(held, {"query": None}) is None
    assert found(held, {"query": "", "extensions": {"other": 1}}) == ""


def test_a_trusted_document_is_found_by_each_of_its_ids() -> None:
    held = Documents({"names-1": NAMES})
    assert found(held, {"documentId": "names-1"}) == NAMES
    assert found(held, {"documentId": "names-1", "query": ""}) == NAMES
    assert found(held, {"documentId": "names-1", "query": NAMES}) == NAMES
    assert found(held, {"documentId": f"sha256:{digest(NAMES)}"}) == NAMES
    assert found(held, {"documentId": digest(NAMES)}) == NAMES
    assert found(held, persisted(digest(NAMES))) == NAMES
    assert found(held, persisted("names-1")) == NAMES


def test_an_id_is_the_sha_256_that_graphql_over_http_gives_as_an_example() -> None:
    # Appendix "Persisted Documents" of GraphQL over HTTP.
    assert sha256_id("query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}") == (
        "sha256:7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e"
    )


def test_an_id_that_is_not_known_is_refused_with_a_code() -> None:
    unknown = ("PERSISTED_QUERY_NOT_FOUND", "There is no trusted document with this `documentId`")
    held = Documents({"names-1": NAMES})
    assert refused(held, {"documentId": "names-2"}) == unknown
    assert refused(held, {"documentId": ""}) == unknown
    assert refused(held, {"documentId": "names-2", "query": NAMES}) == unknown


def test_an_id_beside_another_document_is_refused() -> None:
    code, message = refused(Documents({"names-1": NAMES}), {"documentId": "names-1", "query": KIND})
    assert (code, message) == (
        "BAD_REQUEST",
        "Send `query` or `documentId`, not both: the document with this id is another one",
    )


# --- Automatic persisted queries --------------------------------------------------------------------------------------


def test_a_persisted_query_is_unknown_until_it_was_sent_whole_once() -> None:
    held = Documents()
    assert refused(held, persisted(digest(KIND))) == ("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
    assert found(held, {"query": KIND, **persisted(digest(KIND))}) == KIND
    assert found(held, persisted(digest(KIND))) == KIND


def test_not_found_has_the_same_message_in_every_language_because_clients_look_for_it() -> None:
    fault = settled(Documents(), persisted(digest(KIND)))
    assert isinstance(fault, Fault)
    said = {"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}
    assert (fault.status, fault.error("zh"), fault.error("en")) == (200, said, said)


def test_a_hash_of_another_document_is_refused_and_nothing_is_kept() -> None:
    held = Documents()
    assert refused(held, {"query": KIND, **persisted(digest(NAMES))}) == (
        "BAD_REQUEST",
        "`sha256Hash` is not the SHA-256 of `query`",
    )
    assert refused(held, persisted(digest(NAMES)))[0] == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "wrong",
    [
        persisted(digest(KIND), version=2),
        persisted(digest(KIND), version=None),
        persisted(None),
        persisted(5),
        persisted(""),
        persisted("not-a-hash"),
        persisted(digest(KIND).upper()),
        {"extensions": {"persistedQuery": {}}},
        {"extensions": {"persistedQuery": "x"}},
        {"extensions": {"persistedQuery": []}},
    ],
)
def test_a_persisted_query_that_is_not_written_as_it_must_be_is_refused(wrong: dict[str, Any]) -> None:
    for asked in (wrong, {"query": KIND, **wrong}):
        assert refused(Documents(), asked)[0] == "BAD_REQUEST"


def test_half_a_surrogate_pair_is_a_document_like_any_other_to_the_hash() -> None:
    assert refused(Documents(), {"query": "\ud800", **persisted(digest(KIND))})[0] == "BAD_REQUEST"


def test_of_too_many_documents_those_not_asked_for_longest_are_forgotten() -> None:
    kept = Kept(most=2, most_bytes=1_000, longest=100)
    kept.keep("a", "{ a }")
    kept.keep("b", "{ b }")
    assert kept.get("a") == "{ a }"
    kept.keep("c", "{ c }")
    assert [kept.get(digest) for digest in "abc"] == ["{ a }", None, "{ c }"]


def test_the_documents_that_are_kept_are_bounded_in_bytes_of_utf_8() -> None:
    kept = Kept(most=100, most_bytes=20, longest=10)
    kept.keep("a", "#大集")  # 7 bytes
    kept.keep("a", "#大集")
    kept.keep("b", "#大集")
    assert (kept.get("a"), kept.get("b")) == ("#大集", "#大集")
    kept.keep("c", "#大集")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (None, "#大集", "#大集")


def test_a_long_document_is_answered_and_not_kept() -> None:
    long = KIND.ljust(documents.LONGEST + 1)
    held = Documents()
    assert found(held, {"query": long, **persisted(digest(long))}) == long
    assert refused(held, persisted(digest(long)))[0] == "PERSISTED_QUERY_NOT_FOUND"


def test_without_bounds_whoever_sends_documents_fills_the_memory() -> None:
    def flooded(kept: Kept) -> int:
        for n in range(3 * documents.KEPT):
            kept.keep(str(n), f"{{ a{n} }}".ljust(2_000))
        return sum(kept.get(str(n)) is not None for n in range(3 * documents.KEPT))

    assert flooded(Kept(documents.KEPT, documents.KEPT_BYTES, documents.LONGEST)) == documents.KEPT
    assert flooded(Kept(1 << 30, 1 << 40, 1 << 30)) == 3 * documents.KEPT


# --- The strict list --------------------------------------------------------------------------------------------------

FORBIDDEN = ("FORBIDDEN", "This server answers trusted documents only: send the `documentId` of one")


def test_with_a_strict_list_only_trusted_documents_run() -> None:
    held = Documents({"names-1": NAMES}, only=True)
    assert found(held, {"documentId": "names-1"}) == NAMES
    assert found(held, persisted(digest(NAMES))) == NAMES
    assert refused(held, {"query": KIND}) == FORBIDDEN
    assert refused(held, {"query": NAMES + " "}) == FORBIDDEN
    assert found(Documents({"names-1": NAMES}), {"query": KIND}) == KIND


def test_the_text_of_a_trusted_document_is_as_good_as_its_id() -> None:
    held = Documents({"names-1": NAMES}, only=True)
    assert found(held, {"query": NAMES}) == NAMES
    assert found(held, {"query": NAMES, **persisted(digest(NAMES))}) == NAMES


def test_with_a_strict_list_no_persisted_query_is_kept() -> None:
    held = Documents({"names-1": NAMES}, only=True)
    assert refused(held, {"query": KIND, **persisted(digest(KIND))}) == FORBIDDEN
    assert refused(held, persisted(digest(KIND)))[0] == "PERSISTED_QUERY_NOT_FOUND"


def test_a_question_knows_whether_its_document_is_trusted() -> None:
    held = Documents({"names-1": NAMES})
    for asked, trusted in (
        ({"documentId": "names-1"}, True),
        ({"query": NAMES}, True),
        ({"query": KIND}, False),
        ({}, False),
    ):
        question = settled(held, asked)
        assert isinstance(question, Question)
        assert question.trusted is trusted


# --- At the door ------------------------------------------------------------------------------------------------------

MODERN = {"accept": "application/graphql-response+json", "accept-language": "en"}
LEGACY = {"accept": "application/json", "accept-language": "en"}
TYPE = {"data": {"__typename": "Query"}, "extensions": costing(1)}
MUTATION = 'mutation { openFair(input: { fairId: "x" }) { __typename } }'


@asynccontextmanager
async def door(api: Api, **rules: Any) -> AsyncGenerator[httpx.AsyncClient]:
    """The API of the test behind a door with other rules."""
    app = assembled(Settings(allowed_hosts=("yaosu",)), **rules)
    app.state = api.client._transport.app.state  # type: ignore[attr-defined]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://yaosu") as client:
        yield client


def in_url(asked: Mapping[str, Any]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in asked.items()}


async def told(response: httpx.Response) -> tuple[int, str, str]:
    """Status, code and message of a refusal."""
    (error,) = response.json()["errors"]
    return response.status_code, error["extensions"]["code"], error["message"]


TRUSTED = Documents({"kind": KIND, "names-1": NAMES, "open": MUTATION})
STRICT = Documents({"kind": KIND, "names-1": NAMES}, only=True)


@pytest.mark.anyio
@pytest.mark.parametrize("headers", [MODERN, LEGACY], ids=["modern", "legacy"])
async def test_a_trusted_document_is_answered_by_its_id_with_post_and_with_get(
    api: Api, headers: dict[str, str]
) -> None:
    fair = await api.plan_fair()
    named = "query Named($id: ID!) { fair(id: $id) { name } }"
    asked = {"documentId": sha256_id(named), "variables": {"id": fair}}
    async with door(api, documents=Documents({"named": named})) as client:
        posted = await client.post("/graphql", json=asked, headers=headers)
        got = await client.get("/graphql", params=in_url(asked), headers=headers)
        for response in (posted, got):
            assert (response.status_code, response.json()) == (
                200,
                {"data": {"fair": {"name": "泰安要素保障大集"}}, "extensions": costing(2)},
            )
            assert response.headers["cache-control"] == "no-store"


@pytest.mark.anyio
async def test_an_id_that_is_not_known_is_told_over_post_get_and_streams(api: Api) -> None:
    asked = {"documentId": "names-2"}
    expected = (400, "PERSISTED_QUERY_NOT_FOUND", "There is no trusted document with this `documentId`")
    async with door(api, documents=TRUSTED) as client:
        for headers in (MODERN, LEGACY, {"accept": "text/event-stream", "accept-language": "en"}):
            assert await told(await client.post("/graphql", json=asked, headers=headers)) == expected
            assert await told(await client.get("/graphql", params=asked, headers=headers)) == expected
        said = await client.post("/graphql", json=asked)
        assert said.json()["errors"][0]["message"] == "没有此 documentId 对应的可信文档"


@pytest.mark.anyio
async def test_a_trusted_mutation_is_refused_with_get(api: Api) -> None:
    before = await api.written()
    async with door(api, documents=TRUSTED) as client:
        refusal = await client.get("/graphql", params={"documentId": "open"}, headers=MODERN)
        assert refusal.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
    assert await api.written() == before


@pytest.mark.anyio
async def test_where_a_get_is_for_trusted_documents_it_is_for_nothing_else(api: Api) -> None:
    async with door(api, documents=TRUSTED, get=False) as client:
        trusted = await client.get("/graphql", params={"documentId": "kind"}, headers=MODERN)
        assert trusted.json() == TYPE
        free = await client.get("/graphql", params={"query": "{ a: __typename }"}, headers=MODERN)
        assert (await told(free))[:2] == (405, "FORBIDDEN")
        # A persisted query is sent with a POST: the client does so by itself when its hash is not known.
        whole = {"query": "{ a: __typename }", **persisted(digest("{ a: __typename }"))}
        assert (await client.post("/graphql", json=whole)).status_code == 200
        by_hash = in_url(persisted(digest("{ a: __typename }")))
        unknown = await client.get("/graphql", params=by_hash, headers=MODERN)
        assert await told(unknown) == (200, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
    async with door(api, documents=TRUSTED) as client:
        assert (await client.get("/graphql", params={"query": "{ a: __typename }"})).status_code == 200


@pytest.mark.anyio
async def test_with_a_strict_list_free_text_is_forbidden_whichever_way_it_comes(api: Api) -> None:
    free = "{ a: __typename }"
    expected = (403, "FORBIDDEN", "This server answers trusted documents only: send the `documentId` of one")
    introspection = {"query": "{ __schema { types { name } } }", "operationName": None}
    async with door(api, documents=STRICT) as client:
        for headers in (MODERN, LEGACY, {"accept": "text/event-stream", "accept-language": "en"}):
            assert (
                await told(await client.post("/graphql", json={"query": free}, headers=headers)) == expected
            )
            assert (
                await told(await client.get("/graphql", params={"query": free}, headers=headers)) == expected
            )
        assert await told(await client.post("/graphql", json=introspection, headers=MODERN)) == expected
        whole = {"query": free, **persisted(digest(free))}
        assert await told(await client.post("/graphql", json=whole, headers=MODERN)) == expected
        assert (await client.post("/graphql", json={"documentId": "kind"})).json() == TYPE
    async with door(api, documents=TRUSTED) as client:
        assert (await client.post("/graphql", json={"query": free})).json() == {
            "data": {"a": "Query"},
            "extensions": costing(1),
        }


@pytest.mark.anyio
@pytest.mark.parametrize("headers", [MODERN, LEGACY], ids=["modern", "legacy"])
async def test_a_persisted_query_goes_as_apollo_has_it(api: Api, headers: dict[str, str]) -> None:
    by_hash = persisted(digest(KIND))
    async with door(api) as client:
        unknown = await client.post("/graphql", json=by_hash, headers=headers)
        assert await told(unknown) == (200, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        wrong = await client.post("/graphql", json={"query": NAMES, **by_hash}, headers=headers)
        assert await told(wrong) == (400, "BAD_REQUEST", "`sha256Hash` is not the SHA-256 of `query`")
        assert (
            await client.post("/graphql", json={"query": KIND, **by_hash}, headers=headers)
        ).json() == TYPE
        assert (await client.post("/graphql", json=by_hash, headers=headers)).json() == TYPE
        assert (await client.get("/graphql", params=in_url(by_hash), headers=headers)).json() == TYPE


@pytest.mark.anyio
async def test_the_limits_hold_for_trusted_documents(api: Api) -> None:
    deep = "{ fairs { edges { node { " + "zone { id } booths { fair { " * 8 + "id" + " } }" * 8 + " } } } }"
    async with door(api, documents=Documents({"deep": deep})) as client:
        refusal = await client.post("/graphql", json={"documentId": "deep"}, headers=MODERN)
        assert refusal.json() == (await client.post("/graphql", json={"query": deep}, headers=MODERN)).json()
        assert refusal.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_DEEP"
