"""GraphQL over HTTP, WebSocket and server-sent events; and what becomes of a client that does not read."""

import asyncio
import socket
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, cast

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.http.streaming import MultipartSubscriptionTransport, SSETransport
from strawberry.subscriptions import (
    GRAPHQL_SSE_PROTOCOL,
    GRAPHQL_TRANSPORT_WS_PROTOCOL,
    MULTIPART_SUBSCRIPTION_PROTOCOL,
)
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from resolvers.context import Context, World
from schema.engine import Engine

IDE = Path(__file__).parent / "static" / "graphiql" / "index.html"

STALLED = 10.0
"""Seconds that a client may leave its buffer full before it is cut off."""

BUFFER = 32 * 1024
"""Bytes that may wait in the process for one client before nothing more is written to it. As many wait in the
kernel: 64 KB a client in all."""


class Adapter(ASGIWebSocketAdapter):
    """A socket whose messages are json text by orjson."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as gone:
            raise WebSocketDisconnected from gone


class EventStream(SSETransport):
    """Server-sent events with plain line feeds: one router splits on them and loses every event otherwise."""

    def encode_event(self, event: str, data: str | None = None) -> str:
        return f"event: {event}\ndata: {data or ''}\n\n"

    def encode_comment(self, comment: str) -> str:
        return f": {comment}\n\n"


class Door(GraphQL[Context, None]):
    """The endpoint `/graphql`."""

    websocket_adapter_class = cast("Any", Adapter)
    stream_transport_classes_by_protocol: ClassVar[Any] = {
        MULTIPART_SUBSCRIPTION_PROTOCOL: MultipartSubscriptionTransport,
        GRAPHQL_SSE_PROTOCOL: EventStream,
    }

    def __init__(self, schema: Engine, *, ide: bool, allowed_origins: tuple[str, ...]) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if ide else None,
            subscription_protocols=(
                GRAPHQL_TRANSPORT_WS_PROTOCOL,
                GRAPHQL_SSE_PROTOCOL,
                MULTIPART_SUBSCRIPTION_PROTOCOL,
            ),
            connection_init_wait_timeout=timedelta(seconds=3),
            allowed_origins=allowed_origins,
        )

    async def get_context(self, request: Request | WebSocket, response: Any) -> Context:
        world: World = request.app.state.world
        return Context(world, language(request.headers.get("accept-language")))

    async def render_graphql_ide(self, request: Request) -> Response:
        return FileResponse(IDE)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)


def language(accepted: str | None) -> str:
    """The language of an `Accept-Language` header: "en" when English is named before Chinese, otherwise "zh"."""
    named = [part.split(";")[0].strip().lower()[:2] for part in (accepted or "").split(",")]
    return next((tag for tag in named if tag in {"zh", "en"}), "zh")


class HttpConnection(HttpToolsProtocol):
    """An HTTP connection that is cut off when its client does not read."""

    _stalled: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(STALLED, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stalled = _stop(self._stalled)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stalled = _stop(self._stalled)
        super().connection_lost(exc)


class SocketConnection(WebSocketsSansIOProtocol):
    """A WebSocket with a bounded buffer, cut off when its client does not read."""

    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=BUFFER)
        sock: socket.socket | None = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(STALLED, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stalled = _stop(self._stalled)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stalled = _stop(self._stalled)
        super().connection_lost(exc)


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
