"""Chinese is sent as it is written: three bytes a character, never six for an escape, whichever way it goes."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import websockets

from db.embedded import Address
from tests.conftest import Score, Serve
from tests.offices import Api, Clock

pytestmark = pytest.mark.anyio

QUERY = (
    "query ($fairId: ID!) { fair(id: $fairId) { name zone { name } booths { name organization { name } } } }"
)
LIVE = """subscription ($fairId: ID!) { fairIntakeCounts(fairId: $fairId) {
  booths { booth { name organization { name } fair { name } } } } }"""


def plain(answer: object) -> bytes:
    """An answer in UTF-8, with nothing escaped and nothing between."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


async def first_event(client: httpx.AsyncClient, accept: str, body: dict[str, Any]) -> bytes:
    """The json of the first event of a stream, as it came."""
    async with client.stream("POST", "/graphql", json=body, headers={"accept": accept}) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(accept.partition(";")[0])
        came = b""
        async for chunk in response.aiter_bytes():
            came += chunk
            for line in came.splitlines(keepends=True):
                text = line.removeprefix(b"data: ")
                if text.startswith(b"{") and b"fairIntakeCounts" in text and line.endswith(b"\n"):
                    return text.strip()
    raise AssertionError(f"the stream ended with {came!r}")


async def test_an_answer_in_chinese_is_plain_utf_8_over_every_transport(
    database: Address, serve: Serve, score: Score
) -> None:
    server = serve(YAOSU_DATABASE_URL=database.dsn("postgres"))
    came: dict[str, bytes] = {}
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        fair = await Api(client, owner=None, clock=Clock()).open_fair()
        variables = {"fairId": fair.id}
        live = {"query": LIVE, "variables": variables}
        answer = await client.post("/graphql", json={"query": QUERY, "variables": variables})
        came["HTTP"] = answer.content
        came["server-sent events"] = await first_event(client, "text/event-stream", live)
        came["multipart"] = await first_event(client, "multipart/mixed;subscriptionSpec=1.0", live)
    url = f"ws://127.0.0.1:{server.port}/graphql"
    async with websockets.connect(
        url, subprotocols=[websockets.Subprotocol("graphql-transport-ws")]
    ) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        await socket.recv()
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": live}))
        came["WebSocket"] = str(await socket.recv()).encode()

    for transport, sent in came.items():
        read = json.loads(sent)
        assert "A01 部门" in sent.decode(), transport
        times = len(sent) / len(plain(read))
        score(f"Chinese over {transport}", f"{times:.2f} of plain UTF-8")
        assert sent == plain(read), transport


def test_an_escape_is_twice_as_long() -> None:
    """What the test above would see."""
    answer = {"name": "泰安要素保障大集" * 10}
    assert len(json.dumps(answer)) > 1.9 * len(plain(answer))
