"""GraphQL over HTTP as the door speaks it."""

import json
from pathlib import Path

import pytest

from server.bodies import BODY
from server.languages import language
from tests.offices import Api, costing

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json", "accept-language": "en"}
MODERN = "application/graphql-response+json"


async def test_a_body_that_is_not_right_is_a_coded_error_and_never_a_500(api: Api) -> None:
    wrong = {
        b"": "The body is not json",
        b"{": "The body is not json",
        b"\xff\xfe": "The body is not json",
        b"[" * 3000: "The body is not json",
        b"null": "The body must be a json object with `query`",
        b"5": "The body must be a json object with `query`",
        b'"x"': "The body must be a json object with `query`",
        b"[]": "Batches are not answered; send each operation in a request of its own",
        b'{"query": 5}': "`query` has the wrong type",
        b'{"query": "{ __typename }", "variables": []}': "`variables` has the wrong type",
        b'{"query": "{ __typename }", "operationName": 1}': "`operationName` has the wrong type",
        b'{"query": "{ __typename }", "extensions": "x"}': "`extensions` has the wrong type",
    }
    for body, message in wrong.items():
        response = await api.client.post("/graphql", content=body, headers=JSON)
        assert (response.status_code, response.json()) == (
            400,
            {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]},
        )


async def test_a_body_beyond_the_limit_is_refused_and_one_at_the_limit_is_read(api: Api) -> None:
    fits = b'{"query": "{ __typename }"}'.ljust(BODY)
    assert len(fits) == BODY
    assert (await api.client.post("/graphql", content=fits, headers=JSON)).json() == {
        "data": {"__typename": "Query"},
        "extensions": costing(1),
    }
    response = await api.client.post("/graphql", content=fits + b" ", headers=JSON)
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


async def test_a_document_that_cannot_run_is_400_for_modern_clients_and_200_for_the_others(api: Api) -> None:
    body = json.dumps({"query": "{ nothing }"}).encode()
    modern = await api.client.post("/graphql", content=body, headers={**JSON, "accept": MODERN})
    legacy = await api.client.post("/graphql", content=body, headers={**JSON, "accept": "application/json"})
    assert (modern.status_code, modern.headers["content-type"]) == (400, f"{MODERN}; charset=utf-8")
    assert (legacy.status_code, legacy.headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert modern.json() == legacy.json()
    assert modern.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


async def test_a_form_or_a_plain_text_is_no_way_in(api: Api) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        response = await api.client.post(
            "/graphql", content=b'{"query": "{ __typename }"}', headers={"content-type": kind}
        )
        assert response.status_code == 415
        assert response.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


async def test_a_get_answers_a_query_and_refuses_a_mutation(api: Api) -> None:
    asked = await api.client.get("/graphql", params={"query": "{ __typename }"})
    assert asked.json() == {"data": {"__typename": "Query"}, "extensions": costing(1)}
    before = await api.rows()
    mutation = 'mutation { openFair(input: { fairId: "x" }) { __typename } }'
    refused = await api.client.get("/graphql", params={"query": mutation})
    assert refused.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
    assert await api.rows() == before


async def test_a_subscription_needs_a_transport_that_streams(api: Api) -> None:
    answer = await api.send("subscription { __typename }")
    assert answer["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


def test_the_language_is_chinese_unless_english_comes_first() -> None:
    accepted = {
        "": "zh",
        "zh-CN,zh;q=0.9,en;q=0.8": "zh",
        "en-US,en;q=0.9,zh;q=0.8": "en",
        "fr, en;q=0.5": "en",
        "fr": "zh",
        "*": "zh",
    }
    assert {header: language(header.encode()) for header in accepted} == accepted


def test_the_locks_carry_hashes_and_never_an_address() -> None:
    root = Path(__file__).parent.parent
    for lock in ("requirements.lock", "requirements-dev.lock", "tests/conformance/package-lock.json"):
        text = (root / lock).read_text()
        assert "://" not in text.replace("https://github.com/sponsors", "").replace(
            "https://opencollective.com", ""
        )
        assert "sha" in text
