"""What was published against the libraries that this server is made of, tried against its door; each attack also where it
succeeds.

The release notes of strawberry 0.312.3 have the numbers of its two advisories the wrong way round; here they are as the
advisories have them."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from typing import Any, cast

import httpx
import orjson
import pytest
from cross_web import FormData, StarletteRequestAdapter
from graphql import GraphQLObjectType
from strawberry.asgi import GraphQL
from strawberry.subscriptions.protocols.graphql_ws.handlers import BaseGraphQLWSHandler
from websockets.exceptions import InvalidState
from websockets.typing import Subprotocol

from domain.ids import RecordId, written
from domain.ids import read as read_id
from domain.people import Role, Viewer
from resolvers import live
from resolvers.context import Context
from schema.engine import LIMITS
from schema.root import schema
from server.limits import Limits
from server.settings import Settings
from server.sockets import Operations
from server.transports import Door
from tests.offices import LIVE, Api, bearer
from tests.sockets import Client, client, connected, listening, present, until
from tests.test_execution import through_the_loaders
from tests.test_guard import NAMED, PLAN, PRODUCTION, code_of, door
from tests.test_socket_guard import greeted, last_word
from tests.test_walk import refused

pytestmark = pytest.mark.anyio

DISPATCHER = Viewer(Role.DISPATCHER, "370900", "tester")
NODES = (
    "Booth", "ConferenceSession", "Contact", "Enterprise", "Fair", "Intake", "JointConference", "LedgerEntry",
    "Memorandum", "Organization", "PartyAlliance", "Resolution", "Zone",
)  # fmt: skip


@pytest.fixture(autouse=True)
def one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub looks once, when somebody joins."""
    monkeypatch.setattr(live, "INTERVAL", 3600)


def test_strawberry_is_one_without_known_holes() -> None:
    root = Path(__file__).parent.parent.parent
    for lock in ("requirements.lock", "requirements-dev.lock"):
        found = re.search(
            r"^strawberry-graphql==(\d+)\.(\d+)\.(\d+) ", (root / lock).read_text(), re.MULTILINE
        )
        assert found is not None
        assert tuple(map(int, found.groups())) >= (0, 341, 0), lock


# --- CVE-2024-47082: a form of a foreign page, taken for an upload, acts with the visitor's rights ----------------

UPLOAD = {"operations": (None, orjson.dumps({"query": PLAN})), "map": (None, b"{}"), "0": ("a.txt", b"x")}
"""What a page sends without a preflight: a multipart form with a mutation in it."""


class Form(StarletteRequestAdapter):
    """A request whose form is read by the standard library: what starlette reads forms with is not installed here."""

    async def get_form_data(self) -> FormData:
        kind = f"content-type: {self.content_type}\r\n\r\n".encode()
        parts = message_from_bytes(kind + await self.get_body()).get_payload()
        given = {
            part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
            for part in cast("list[Any]", parts)
        }
        return FormData(files=given, form=given)


class Uploading(GraphQL[Context, None]):
    """Strawberry's view as it was by default before 0.243: it takes uploads for the API of a test."""

    request_adapter_class = Form

    def __init__(self, api: Api) -> None:
        super().__init__(schema, multipart_uploads_enabled=True, allowed_origins=("*",))
        self._api = api

    async def get_context(self, request: Any, response: Any) -> Context:
        return Context(self._api.world, "en", DISPATCHER)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


@pytest.mark.parametrize("settings", [NAMED, PRODUCTION])
async def test_an_upload_acts_in_no_profile_and_where_uploads_are_taken_it_does(
    api: Api, settings: Settings
) -> None:
    before = await api.written()
    async with door(api, settings) as guarded:
        del guarded.headers["content-type"]
        for headers in ({}, {"origin": "https://evil.example"}):
            refused = await guarded.post(
                "/graphql", files=UPLOAD, headers={**bearer("DISPATCHER"), **headers}
            )
            assert code_of(refused) == ((403, "FORBIDDEN") if headers else (415, "BAD_REQUEST"))
    assert await api.written() == before
    open_to_all = httpx.ASGITransport(Uploading(api))
    async with httpx.AsyncClient(transport=open_to_all, base_url="http://yaosu") as visitor:
        response = await visitor.post("/", files=UPLOAD, headers={"origin": "https://evil.example"})
    assert response.json()["data"] == {"planFair": {"__typename": "FairPlanned"}}
    assert await api.written() != before


# --- CVE-2025-22151: `node` takes a record for one of another type ------------------------------------------------


async def records(api: Api) -> dict[str, str]:
    """The id of a record of each type, but for those that need a closed fair or a secret."""
    fair = await api.open_fair()
    intake = await api.taken(fair.booths["A01"], "k-1")
    found = await api.ask(
        """query($id: ID!) { node(id: $id) { ... on Intake { enterprise { id }
             booth { organization { id } fair { id zone { id } } id } } } }""",
        id=intake,
    )
    booth = found["node"]["booth"]
    return {
        "Intake": intake,
        "Enterprise": found["node"]["enterprise"]["id"],
        "Booth": booth["id"],
        "Organization": booth["organization"]["id"],
        "Fair": booth["fair"]["id"],
        "Zone": booth["fair"]["zone"]["id"],
    }


@pytest.mark.parametrize("planned", [True, False])
async def test_an_id_is_of_one_type_alone(api: Api, planned: bool) -> None:
    ids = await records(api)
    if not planned:
        through_the_loaders(api)
    node = "query($id: ID!) { node(id: $id) { __typename id } }"
    every = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    entities = "query($of: [_Any!]!) { _entities(representations: $of) { __typename } }"
    for name, id in ids.items():
        read = read_id(id)
        assert read is not None
        assert (await api.ask(node, id=id))["node"] == {"__typename": name, "id": id}
        others = [other for other in NODES if other != name]
        forged = [written(RecordId(other, read.key)) for other in others]
        assert (await api.ask(every, ids=forged))["nodes"] == [None] * len(forged)
        answer = await api.send(entities, {"of": [{"__typename": other, "id": id} for other in others]})
        assert answer["data"]["_entities"] == [None] * len(others)


async def test_where_every_type_claims_every_record_an_id_is_of_the_wrong_one(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await records(api)
    through_the_loaders(api)
    for name in NODES:
        type_ = schema._schema.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        monkeypatch.setattr(type_, "is_type_of", lambda *_: True)
    told = {
        name: (await api.ask("query($id: ID!) { node(id: $id) { __typename } }", id=id))["node"]["__typename"]
        for name, id in ids.items()
    }
    assert any(name != wrong for name, wrong in told.items())


# --- CVE-2026-35523: a socket of the legacy protocol asks before it has said who it is ----------------------------


async def spoken(address: str, protocols: str, *messages: dict[str, Any]) -> tuple[int | None, list[Any]]:
    """What a socket of these subprotocols is told to its messages, until it is closed; the first message of an operation
    is enough. With it the code of the close."""
    sock = await connected(address)
    with sock:
        rude, said = Client(sock, address), list[Any]()
        rude._protocol.available_subprotocols = [Subprotocol(name) for name in protocols.split(", ")]
        await rude.shake_hands(**{"Sec-WebSocket-Protocol": protocols})
        with suppress(InvalidState):  # it is closed by then
            for message in messages:
                await rude.tell(message)
        while not said and (message := await rude.said()) is not None:
            said.append(message)
        return rude.close_code, said


class Legacy(BaseGraphQLWSHandler[Context, None]):
    """The legacy protocol as it was before 0.312.3: whoever asks needs not have said who it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connection_acknowledged = True

    async def send_data_message(self, execution_result: Any, operation_id: str) -> None:
        payload = orjson.Fragment(execution_result.json)
        await self.send_message(cast("Any", {"type": "data", "id": operation_id, "payload": payload}))


async def test_the_legacy_protocol_is_not_spoken_and_where_it_was_nobody_had_to_say_who_asks(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair = await api.open_fair()
    payload = {"query": LIVE, "variables": {"fairId": fair.id}}
    start, subscribe = ({"type": type_, "id": "1", "payload": payload} for type_ in ("start", "subscribe"))
    async with listening(api) as (address, _):
        for message in (start, subscribe):
            assert await spoken(address, "graphql-ws", message) == (4406, [])
        both = "graphql-ws, graphql-transport-ws"
        assert await spoken(address, both, start) == (4400, [])
        assert await spoken(address, both, subscribe) == (4401, [])
        assert present(api.world.hub) == 0
    monkeypatch.setattr(Door, "websocket_subprotocols", ["graphql-ws"])
    monkeypatch.setattr(Door, "graphql_ws_handler_class", Legacy)
    async with listening(api) as (address, _):
        code, (told,) = await spoken(address, "graphql-ws", start)
        assert (code, told["type"]) == (None, "data")
        assert list(told["payload"]["data"]) == ["fairIntakeCounts"]


# --- CVE-2026-35526: a task for every subscription of one socket, however many ------------------------------------


def flood(fair_id: str, times: int) -> list[bytes]:
    """Subscriptions of one fair under ids of their own."""
    payload = {"query": LIVE, "variables": {"fairId": fair_id}}
    return [orjson.dumps({"type": "subscribe", "id": str(n), "payload": payload}) for n in range(times)]


@pytest.fixture
def most(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many operations a socket had after each that it was asked for."""
    had: list[int] = []
    take = Operations._subscribe

    async def noting(self: Operations, *asked: Any) -> bool:
        ended = await take(self, *asked)
        had.append(len(self.operations))
        return ended

    monkeypatch.setattr(Operations, "_subscribe", noting)
    return had


async def test_a_flood_of_subscriptions_has_ten_tasks_and_loses_its_socket(api: Api, most: list[int]) -> None:
    fair = await api.open_fair()
    async with listening(api) as (address, _), greeted(address) as rude:
        await rude.tell({"type": "connection_init"})
        with suppress(ConnectionError):
            for message in flood(fair.id, 300):
                await rude.write(message)
        assert await last_word(rude) in (4429, None)  # a reset may overtake the close
        await until(lambda: present(api.world.hub) == 0)
    assert max(most) == 10
    assert len(most) < 300


async def test_without_limits_a_flood_has_as_many_tasks_as_messages(api: Api, most: list[int]) -> None:
    fair = await api.open_fair()
    unlimited = {"limits": Limits(operations=0, messages=0)}
    async with listening(api, rules=unlimited) as (address, _), greeted(address) as rude:
        await rude.tell({"type": "connection_init"})
        for message in flood(fair.id, 300):
            await rude.write(message)
        await until(lambda: present(api.world.hub) == 300)
    assert max(most) == 300


# --- CVE-2026-107727: operations that have ended keep their places ------------------------------------------------


async def ended_one_by_one(address: str, times: int) -> list[str]:
    """The types of the last messages of operations that end by themselves, one after the other on a socket."""
    last: list[str] = []
    async with client(address) as screen:
        for n in range(times):
            await screen.subscribe(f"q-{n}", "{ __typename }" if n % 2 else "subscription { nothing }")
            while (said := await screen.said())["type"] == "next":
                pass
            last.append(said["type"])
    return last


async def test_operations_that_have_ended_give_their_places_back_and_otherwise_the_socket_is_full(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(api) as (address, _):
        assert await ended_one_by_one(address, 40) == ["error", "complete"] * 20
    monkeypatch.setattr(Operations, "forget_id", lambda self, id: None)
    async with listening(api) as (address, _):
        assert await ended_one_by_one(address, 40) == ["error", "complete"] * 5 + ["error"] * 30


# --- CVE-2026-47707: aliases are counted where they are written, and multiplied by fragments ----------------------

SPREAD = f"""{{ {" ".join(f"a{n}: node(id:{n}) {{ ...F }}" for n in range(9))} }}
  fragment F on Node {{ {" ".join(f"b{n}: id" for n in range(9))} }}"""
"""18 aliases as they are written, 90 as they are answered."""


def test_aliases_count_wherever_their_fragment_is_spread() -> None:
    assert SPREAD.count(": ") == 18
    error = refused(SPREAD)
    assert error is not None
    assert error.message == "The document has 90 aliases; at most 50 are answered"
    assert refused(SPREAD, replace(LIMITS, aliases=90)) is None
