"""Trusted documents and persisted queries, as public clients ask for them, against a real `yaosu run`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from db.embedded import Address
from server.documents import sha256_id
from tests import sockets
from tests.clients import Client, client, hand_in, office
from tests.conftest import Process, Serve
from tests.offices import LIVE, Api, OpenFair, costing

pytestmark = [pytest.mark.anyio, pytest.mark.node]

NAME = "query Name($id: ID!) { fair(id: $id) { name } }"
STATE = "query State($id: ID!) { fair(id: $id) { state } }"
NAMED = {"fair": {"name": "泰安要素保障大集"}}
UNKNOWN = [
    {
        "message": "There is no trusted document with this `documentId`",
        "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
    }
]
FORBIDDEN = [
    {
        "message": "This server answers trusted documents only: send the `documentId` of one",
        "extensions": {"code": "FORBIDDEN"},
    }
]


def listed(tmp_path: Path, manifest: object) -> dict[str, str]:
    """The settings of a server with this strict list."""
    path = tmp_path / "documents.json"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    return {"YAOSU_DOCUMENTS": str(path), "YAOSU_DOCUMENTS_ONLY": "true"}


def ours(*documents: str) -> dict[str, str]:
    """A manifest as `yaosu documents` makes it."""
    return {sha256_id(document): document for document in documents}


async def by_id(screen: Client, id: str, document: str, /, **variables: Any) -> None:
    """Ask by `documentId`, as GraphQL over HTTP names it; both clients want a text for `query`."""
    await screen.tell({"id": id, "query": "", "documentId": sha256_id(document), "variables": variables})


async def sent(screen: Client) -> tuple[str, bool, int]:
    """The next request over HTTP: its method, whether it had the whole document, and the status of its answer."""
    said = await screen.said("sent")
    return said["method"], said["whole"], said["status"]


async def open_fair(server: Process, database: Address) -> tuple[Api, OpenFair]:
    async with office(server, database) as made:
        return made


@pytest.mark.parametrize("transport", ["post", "get"])
async def test_apollos_link_registers_a_query_once_and_sends_its_hash_from_then_on(
    transport: str, database: Address, serve: Serve
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    _, fair = await open_fair(server, database)
    first = transport.upper()
    async with client(f"persisted-{transport}", server.url) as screen:
        await screen.ask("1", NAME, id=fair.id)
        assert await screen.answer("1") == NAMED
        assert [await sent(screen), await sent(screen)] == [(first, False, 200), ("POST", True, 200)]
        await screen.ask("2", NAME, id=fair.id)
        assert await screen.answer("2") == NAMED
        assert await sent(screen) == (first, False, 200)
        assert screen._unread == []
    # Another client finds what the first one has registered.
    async with client(f"persisted-{transport}", server.url) as screen:
        await screen.ask("1", NAME, id=fair.id)
        assert await screen.answer("1") == NAMED
        assert await sent(screen) == (first, False, 200)
        assert screen._unread == []


async def test_apollos_link_works_over_a_socket_and_over_multipart(database: Address, serve: Serve) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with office(server, database) as (api, fair):
        for kind in ("persisted-ws", "persisted-post"):
            async with client(kind, server.url) as screen:
                await screen.ask("live", LIVE, fairId=fair.id)
                before = (await screen.frame("live"))["version"]
                await hand_in(api, fair, kind)
                assert (await screen.frame("live"))["version"] == before + 1


@pytest.mark.parametrize("transport", ["post", "get", "ws"])
async def test_with_a_strict_list_of_apollos_its_link_asks_for_what_is_listed_and_for_nothing_else(
    transport: str, database: Address, serve: Serve, tmp_path: Path
) -> None:
    plain = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    async with office(plain, database) as (api, fair), client("persisted-post", plain.url) as screen:
        await screen.tell({"manifest": [NAME, LIVE]})
        manifest = (await screen.said("manifest"))["manifest"]
        strict = serve(YAOSU_DATABASE_URL=database.dsn("postgres"), **listed(tmp_path, manifest))
        async with client(f"persisted-{transport}", strict.url) as portal:
            await portal.ask("name", NAME, id=fair.id)
            assert await portal.answer("name") == NAMED
            await portal.ask("live", LIVE, fairId=fair.id)
            before = (await portal.frame("live"))["version"]
            await portal.ask("state", STATE, id=fair.id)
            errors = (await portal.said("error", "state"))["errors"]
            assert [error["extensions"] for error in errors] == [{"code": "FORBIDDEN"}]
            await hand_in(api, fair, "k-1")
            assert (await portal.frame("live"))["version"] == before + 1
            if transport != "ws":
                first = transport.upper()
                assert [await sent(portal) for _ in range(4)] == [
                    (first, False, 200),  # the name, by its hash alone
                    (first, False, 200),  # the subscription
                    (first, False, 200),  # a hash that is not known
                    ("POST", True, 403),  # its document, which is not on the list
                ]


async def test_over_a_socket_an_id_is_asked_for_and_one_that_is_not_known_leaves_the_socket_as_it_is(
    database: Address, serve: Serve, tmp_path: Path
) -> None:
    plain = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    strict = serve(YAOSU_DATABASE_URL=database.dsn("postgres"), **listed(tmp_path, ours(LIVE, NAME)))
    async with office(plain, database) as (api, fair), client("graphql-ws", strict.url) as screen:
        await by_id(screen, "live", LIVE, fairId=fair.id)
        await screen.said("connected")
        before = (await screen.frame("live"))["version"]

        await by_id(screen, "unknown", STATE, id=fair.id)
        assert (await screen.said("error", "unknown"))["errors"] == UNKNOWN
        await screen.ask("free", STATE, id=fair.id)
        assert (await screen.said("error", "free"))["errors"] == FORBIDDEN
        await screen.tell({"id": "hash", "query": "", "extensions": {"persistedQuery": {"version": 2}}})
        (error,) = (await screen.said("error", "hash"))["errors"]
        assert error["extensions"] == {"code": "BAD_REQUEST"}

        await by_id(screen, "name", NAME, id=fair.id)
        assert await screen.answer("name") == NAMED
        await screen.said("complete", "name")
        await screen.ask("text", NAME, id=fair.id)
        assert await screen.answer("text") == NAMED
        await screen.said("complete", "text")

        # An id that was refused is free again, and the subscription goes on over the same socket.
        await by_id(screen, "unknown", NAME, id=fair.id)
        assert await screen.answer("unknown") == NAMED
        await screen.said("complete", "unknown")
        await hand_in(api, fair, "k-1")
        assert (await screen.frame("live"))["version"] == before + 1
        assert screen._unread == []


async def test_over_a_socket_the_query_may_be_absent_and_refusals_are_in_chinese_unless_english_is_asked_for(
    database: Address, serve: Serve, tmp_path: Path
) -> None:
    strict = serve(YAOSU_DATABASE_URL=database.dsn("postgres"), **listed(tmp_path, ours("{ __typename }")))
    async with sockets.client(strict.url.removeprefix("http://")) as socket:
        asked = {"documentId": sha256_id("{ __typename }")}
        await socket.tell({"id": "1", "type": "subscribe", "payload": asked})
        assert await socket.said() == {
            "id": "1",
            "type": "next",
            "payload": {"data": {"__typename": "Query"}, "extensions": costing(1)},
        }
        assert await socket.said() == {"id": "1", "type": "complete"}
        await socket.tell({"id": "1", "type": "subscribe", "payload": {"documentId": "other"}})
        assert await socket.said() == {
            "id": "1",
            "type": "error",
            "payload": [
                {
                    "message": "没有此 documentId 对应的可信文档",
                    "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
                }
            ],
        }
        await socket.tell({"id": "1", "type": "subscribe", "payload": asked})
        assert (await socket.said())["type"] == "next"


async def test_without_a_list_everything_is_answered_over_a_socket(database: Address, serve: Serve) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    _, fair = await open_fair(server, database)
    async with client("graphql-ws", server.url) as screen:
        await screen.ask("free", STATE, id=fair.id)
        assert await screen.answer("free") == {"fair": {"state": "OPEN"}}
        await by_id(screen, "unknown", STATE, id=fair.id)
        assert (await screen.said("error", "unknown"))["errors"] == UNKNOWN


async def test_over_server_sent_events_an_id_is_asked_for(
    database: Address, serve: Serve, tmp_path: Path
) -> None:
    plain = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    strict = serve(YAOSU_DATABASE_URL=database.dsn("postgres"), **listed(tmp_path, ours(LIVE)))
    async with office(plain, database) as (api, fair), client("graphql-sse", strict.url) as screen:
        await by_id(screen, "live", LIVE, fairId=fair.id)
        before = (await screen.frame("live"))["version"]
        await hand_in(api, fair, "k-1")
        assert (await screen.frame("live"))["version"] == before + 1
