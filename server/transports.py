"""GraphQL over HTTP, WebSocket, server-sent events and multipart."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from datetime import timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any, ClassVar, cast

import orjson
from anyio import CancelScope
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import process_result
from strawberry.http.streaming import MultipartSubscriptionTransport, SSETransport
from strawberry.subscriptions import (
    GRAPHQL_SSE_PROTOCOL,
    GRAPHQL_TRANSPORT_WS_PROTOCOL,
    MULTIPART_SUBSCRIPTION_PROTOCOL,
)
from strawberry.types.execution import PreExecutionError

from domain.people import ANYBODY
from resolvers.context import Context, World
from resolvers.errors import Code
from schema.engine import Engine, Frame, Planned
from server import tracing
from server.identity import Unknown, of_headers
from server.sockets import Adapter, Operations

IDE = Path(__file__).parent / "static" / "graphiql" / "index.html"

VIEWER = "yaosu.viewer"
"""Where the scope of a request has who asks."""

BODY = 128 * 1024
"""Bytes that a request may have."""

GRAPHQL_JSON = b"application/graphql-response+json"
STREAMS = (b"text/event-stream", b"multipart/mixed")
MEMBERS: dict[str, type] = {"query": str, "variables": dict, "operationName": str, "extensions": dict}
"""What a body may have, each also absent or null."""

REQUEST_ERROR = 400
"""A document that cannot run. (The draft of 2025 says 422, the public audit still wants 400.) Clients that accept only
application/json are answered 200, as they expect."""


class EventStream(SSETransport):
    """Server-sent events with plain line feeds: one router splits on them and loses every event otherwise."""

    def encode_event(self, event: str, data: str | None = None) -> str:
        return f"event: {event}\ndata: {data or ''}\n\n"

    def encode_comment(self, comment: str) -> str:
        return f": {comment}\n\n"


class Stream(StreamingResponse):
    """A response whose source ends with it. When the client is cut off in the middle of an event, the source would
    otherwise be left to the garbage collector."""

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(send)
        finally:
            with CancelScope(shield=True):
                await cast("AsyncGenerator[str]", self.body_iterator).aclose()


class Door(GraphQL[Context, None]):
    """The endpoint `/graphql`. A POST of json, which is nearly every request, is answered here in as few steps as there
    are; strawberry's view serves the other ways in: GET, server-sent events, multipart and WebSocket."""

    websocket_adapter_class = cast("Any", Adapter)
    graphql_transport_ws_handler_class = Operations
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            state = scope["app"].state
            known = await state.identity.identify(of_headers(scope["headers"]), state.world.now())
            if isinstance(known, Unknown):
                await _turned_away(known, scope, receive, send)
                return
            scope[VIEWER] = known.viewer
        if scope["type"] == "http" and scope["method"] == "POST":
            headers: dict[bytes, bytes] = dict(scope["headers"])
            accepted = headers.get(b"accept", b"")
            kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
            if kind == b"application/json" and not any(stream in accepted for stream in STREAMS):
                world: World = scope["app"].state.world
                accept_language = headers.get(b"accept-language", b"").decode("latin-1")
                context = Context(world, language(accept_language), scope[VIEWER])
                modern = GRAPHQL_JSON in accepted
                traced = headers.get(tracing.HEADER) == tracing.WANTED
                status, answer = await self._answer(
                    await _body(receive), context, modern=modern, traced=traced
                )
                await send(
                    {
                        "type": "http.response.start",
                        "status": status,
                        "headers": [
                            (
                                b"content-type",
                                (GRAPHQL_JSON if modern else b"application/json") + b"; charset=utf-8",
                            ),
                            (b"content-length", str(len(answer)).encode()),
                        ],
                    }
                )
                await send({"type": "http.response.body", "body": answer})
                return
        await super().__call__(scope, receive, send)

    async def _answer(
        self, body: bytes | None, context: Context, *, modern: bool, traced: bool
    ) -> tuple[int, bytes]:
        """Status and json of the answer to a body."""
        if body is None:
            return 413, _fault(f"The body is larger than {BODY} bytes")
        try:
            given = orjson.loads(body)
        except orjson.JSONDecodeError:
            return 400, _fault("The body is not json")
        if not isinstance(given, dict):
            return 400, _fault("The body must be a json object with `query`")
        asked = cast("dict[str, Any]", given)
        for name, type_ in MEMBERS.items():
            value = asked.get(name)
            if value is not None and not isinstance(value, type_):
                return 400, _fault(f"`{name}` has the wrong type")
        span = tracing.Span(context.now) if traced else None
        result = await cast("Engine", self.schema).execute(
            asked.get("query"),
            variable_values=asked.get("variables"),
            context_value=context,
            operation_name=asked.get("operationName"),
        )
        if span is not None:
            ended = span.ended(result.errors or ())
            result.extensions = {**(result.extensions or {}), "ftv1": ended}
        elif isinstance(result, Planned):
            return 200, result.json
        status = REQUEST_ERROR if modern and isinstance(result, PreExecutionError) else 200
        return status, orjson.dumps(process_result(cast("Any", result)))

    async def get_context(self, request: Request | WebSocket, response: Any) -> Context:
        world: World = request.app.state.world
        viewer = request.scope.get(VIEWER, ANYBODY)
        return Context(world, language(request.headers.get("accept-language")), viewer)

    def _stream_result(self, request: Any, result: Any, transport: Any) -> Callable[[], AsyncGenerator[str]]:
        chunks = super()._stream_result(request, result, transport)

        async def closing() -> AsyncGenerator[str]:
            # strawberry leaves its source to the garbage collector, and the source's subscriber to the hub.
            async with aclosing(result), aclosing(chunks()) as stream:
                async for chunk in stream:
                    yield chunk

        return closing

    async def _process_stream_result(
        self, request: Any, value: Any, all_pending: list[Any]
    ) -> tuple[Any, list[Any]]:
        if isinstance(value, Frame):
            return orjson.Fragment(value.json), all_pending
        return await super()._process_stream_result(request, value, all_pending)

    async def create_streaming_response(
        self,
        request: Request | WebSocket,
        stream: Callable[[], AsyncIterator[str]],
        sub_response: Response,
        headers: Mapping[str, str],
    ) -> Response:
        return Stream(
            stream(),
            status_code=sub_response.status_code or 200,
            headers={**sub_response.headers, **headers},
        )

    async def render_graphql_ide(self, request: Request) -> Response:
        return FileResponse(IDE)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)


async def _body(receive: Receive) -> bytes | None:
    """The body of a request; `None` when it is too large."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY:
            return None
        if not message.get("more_body", False):
            return body


async def _turned_away(who: Unknown, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer who presents a token that is not right; that is never the public."""
    message = who.words.in_language(language(Headers(scope=scope).get("accept-language")))
    later = who.code is Code.UNAVAILABLE
    facts = {"code": who.code.value, **({"retryable": True} if later else {})}
    answer = orjson.dumps({"errors": [{"message": message, "extensions": facts}]})
    headers = {"retry-after": "30"} if later else {"www-authenticate": 'Bearer error="invalid_token"'}
    response = Response(answer, 503 if later else 401, headers, "application/json; charset=utf-8")
    await response(scope, receive, send)


def _fault(message: str) -> bytes:
    return orjson.dumps({"errors": [{"message": message, "extensions": {"code": Code.BAD_REQUEST.value}}]})


def language(accepted: str | None) -> str:
    """The language of an `Accept-Language` header: "en" when English weighs more than Chinese or, at the same weight,
    is named before it; otherwise "zh"."""
    named = [part.partition(";q=") for part in (accepted or "").lower().replace(" ", "").split(",")]
    weighed = [(_weight(weight), tag[:2]) for tag, _, weight in named if tag[:2] in {"zh", "en"}]
    return max(weighed, key=itemgetter(0), default=(1, "zh"))[1]


def _weight(written: str) -> float:
    try:
        return float(written or 1)
    except ValueError:
        return 0.0
