"""GraphQL over HTTP, server-sent events and multipart, and the way to the sockets."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, ClassVar, NamedTuple, cast
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import process_result
from strawberry.http.streaming import MultipartSubscriptionTransport
from strawberry.subscriptions import (
    GRAPHQL_SSE_PROTOCOL,
    GRAPHQL_TRANSPORT_WS_PROTOCOL,
    MULTIPART_SUBSCRIPTION_PROTOCOL,
)
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import Code
from schema.engine import Engine, Frame, Planned
from server import tracing
from server.bodies import BODY, ENCODED, NO_JSON_TYPE, PATIENCE, again, body_of, is_json
from server.callers import Caller, Callers
from server.documents import Documents
from server.faults import Fault, Headers, broken, forbidden
from server.guard import ANSWERS, CALL, SECURITY, Call, Origins, guarded, refuse
from server.limits import Limits
from server.metrics import Figures, outcome
from server.questions import Question, asked, asked_by_url, with_document
from server.sockets import Adapter, Operations
from server.streams import EventStream, Stream

log = logging.getLogger("yaosu.door")

IDE = Path(__file__).parent / "static" / "graphiql" / "index.html"

GRAPHQL_JSON = b"application/graphql-response+json"
STREAMS = (b"text/event-stream", b"multipart/mixed")
READING = frozenset({OperationType.QUERY})
ANY = frozenset({OperationType.QUERY, OperationType.MUTATION, OperationType.SUBSCRIPTION})

REQUEST_ERROR = 400
"""A document that cannot run. (The draft of 2025 says 422, the public audit still wants 400.) Clients that accept only
application/json are answered 200, as they expect."""

FOREIGN = forbidden(
    "Pages of this origin may not call; YAOSU_ALLOWED_ORIGINS lists those that may",
    "不允许来自该来源的页面访问,请检查 YAOSU_ALLOWED_ORIGINS 设置",
)
NO_SUCH_METHOD = Fault(
    405,
    Code.BAD_REQUEST,
    Words("Send a POST or a GET", "请使用 POST 或 GET"),
    headers=((b"allow", b"GET, POST"),),
)
GET_IS_FOR_TRUSTED = Fault(
    405,
    Code.FORBIDDEN,
    Words("A GET may ask for trusted documents only; send a POST", "GET 仅可用于可信文档,请使用 POST"),
    headers=((b"allow", b"POST"),),
)
TOO_MANY = Fault(
    429,
    Code.RATE_LIMITED,
    Words("Too many subscriptions or sockets are open from here", "已打开的订阅或连接过多"),
    {"retryAfter": 5},
    ((b"retry-after", b"5"),),
)

EXPOSED = b"x-request-id, retry-after, content-disposition"
PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"GET, POST"),
    (
        b"access-control-allow-headers",
        b"accept, accept-language, apollo-require-preflight, authorization, content-type, x-request-id",
    ),
    (b"access-control-max-age", b"600"),
]

CALLER, CONTEXT = "yaosu.caller", "yaosu.context"
"""Where strawberry's view finds, in the scope of a stream, who asks and what the operation works with."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the door lets through. Each rule can be switched off, and a test sees what happens then."""

    ide: bool = True
    get: bool = True
    """Whether a GET may ask any query; otherwise only for trusted documents."""
    origins: Origins = field(default_factory=lambda: Origins(()))
    always: Headers = field(default_factory=lambda: SECURITY)
    limits: Limits = field(default_factory=Limits)
    documents: Documents = field(default_factory=Documents)
    body: int = BODY
    patience: float = PATIENCE
    greeting: float = 3.0
    """Seconds in which a socket must say `connection_init`."""


class Written(NamedTuple):
    """An answer as it is sent, and how it ended."""

    status: int
    json: bytes
    outcome: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Heard(NamedTuple):
    """A request that can be run."""

    caller: Caller
    question: Question


class Unheard(NamedTuple):
    """A request that cannot be run, and whose it is, as far as that is known."""

    caller: Caller | None
    fault: Fault


class Door(GraphQL[Context, None]):
    """The endpoint `/graphql`. A POST of json, which is nearly every request, and a GET are answered here in as few steps
    as there are; strawberry's view serves the other ways in: server-sent events, multipart and WebSocket."""

    websocket_adapter_class = cast("Any", Adapter)
    graphql_transport_ws_handler_class = Operations
    stream_transport_classes_by_protocol: ClassVar[Any] = {
        MULTIPART_SUBSCRIPTION_PROTOCOL: MultipartSubscriptionTransport,
        GRAPHQL_SSE_PROTOCOL: EventStream,
    }

    def __init__(self, schema: Engine, rules: Rules, callers: Callers, figures: Figures) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if rules.ide else None,
            subscription_protocols=(
                GRAPHQL_TRANSPORT_WS_PROTOCOL,
                GRAPHQL_SSE_PROTOCOL,
                MULTIPART_SUBSCRIPTION_PROTOCOL,
            ),
            connection_init_wait_timeout=timedelta(seconds=rules.greeting),
            allowed_origins=("*",),  # the door has looked by then
        )
        self.rules, self.callers, self.figures = rules, callers, figures
        self._answers: Headers = [
            *rules.always,
            (b"content-security-policy", ANSWERS),
            (b"cache-control", b"no-store"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope[CALL]
        origin = call.headers.get(b"origin")
        if origin is not None and not self.admits(origin, call):
            self.figures.refused(FOREIGN.code)
            await refuse(scope, send, FOREIGN, self.rules.always)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["method"] == "POST":
            await self._post(scope, receive, send, call)
        elif scope["method"] == "GET":
            await self._get(scope, receive, send, call)
        elif scope["method"] == "OPTIONS" and origin is not None:
            await self._reply(send, call, 204, b"", None, PREFLIGHT)
        else:
            await refuse(scope, send, NO_SUCH_METHOD, self.rules.always)

    async def _post(self, scope: Scope, receive: Receive, send: Send, call: Call) -> None:
        """Answer a POST, or hand it to a stream."""
        begun, headers = perf_counter(), call.headers
        heard = await self.heard(scope, receive, call)
        if isinstance(heard, Unheard):
            await self._fault(scope, send, heard.fault, heard.caller, begun)
        elif heard is None:
            return
        elif _streams(headers):
            await self._stream(scope, receive, send, heard.question, heard.caller)
        else:
            await self._answer(scope, send, heard.question, heard.caller, ANY, begun)

    async def heard(self, scope: Scope, receive: Receive, call: Call) -> "Heard | Unheard | None":
        """Who sends a POST, and what it asks; `None` when the client has left."""
        headers = call.headers
        kind = headers.get(b"content-type", b"")
        if kind != b"application/json" and not is_json(kind):
            return Unheard(None, NO_JSON_TYPE)
        if headers.get(b"content-encoding", b"identity").lower() != b"identity":
            return Unheard(None, ENCODED)
        caller = await self.callers.of(scope, call)
        if isinstance(caller, Fault):
            return Unheard(None, caller)
        body = await body_of(receive, self.rules.body, self.rules.patience)
        if body is None:
            return None
        question = body if isinstance(body, Fault) else asked(body)
        question = with_document(self.rules.documents.settle(question))
        return Unheard(caller, question) if isinstance(question, Fault) else Heard(caller, question)

    async def _get(self, scope: Scope, receive: Receive, send: Send, call: Call) -> None:
        """Answer a query of a URL, hand a subscription to a stream, or show the IDE."""
        begun, headers = perf_counter(), call.headers
        caller = await self.callers.of(scope, call)
        if isinstance(caller, Fault):
            await self._fault(scope, send, caller, None, begun)
            return
        question = asked_by_url(scope["query_string"])
        if isinstance(question, Question) and question.is_empty and self._shows_ide(headers):
            await guarded(FileResponse(IDE), self.rules.always)(scope, receive, send)
            return
        if headers.get(b"sec-fetch-site") == b"cross-site" and b"origin" not in headers:
            # An image or a script of a foreign page: it could not read the answer, but have the work done.
            question = FOREIGN
        question = with_document(self.rules.documents.settle(question, kept=self.rules.get))
        if isinstance(question, Fault):
            await self._fault(scope, send, question, caller, begun)
        elif not (self.rules.get or question.trusted):
            await self._fault(scope, send, GET_IS_FOR_TRUSTED, caller, begun)
        elif _streams(headers):
            await self._stream(scope, receive, send, question, caller)
        else:
            await self._answer(scope, send, question, caller, READING, begun)

    async def _answer(
        self,
        scope: Scope,
        send: Send,
        question: Question,
        caller: Caller,
        allowed: frozenset[OperationType],
        begun: float,
    ) -> None:
        """Run an operation and send what it answers."""
        call: Call = scope[CALL]
        modern = GRAPHQL_JSON in call.headers.get(b"accept", b"")
        context = self.callers.context(scope, caller, call.reference, call.language)
        span = tracing.Span(context.now) if call.headers.get(tracing.HEADER) == tracing.WANTED else None
        figures = self.figures
        figures.running += 1
        try:
            result = await cast("Engine", self.schema).execute(
                question.query,
                variable_values=question.variables,
                context_value=context,
                operation_name=question.operation_name,
                allowed_operation_types=allowed,
            )
            if span is not None:
                ended = span.ended(result.errors or ())
                result.extensions = {**(result.extensions or {}), "ftv1": ended}
            written = self._written(result, caller, modern=modern)
        except Exception:
            log.exception("%s: a request failed", call.reference, extra={"reference": call.reference})
            fault = broken(call.reference)
            written = Written(fault.status, fault.json(call.language), fault.code.value)
        finally:
            figures.running -= 1
        figures.answered(context.kind, written.outcome, perf_counter() - begun)
        kind = GRAPHQL_JSON if modern else b"application/json"
        await self._reply(send, call, written.status, written.json, kind, written.headers)

    def _written(self, result: ExecutionResult, caller: Caller, *, modern: bool) -> "Written":
        """A result as it is sent."""
        if isinstance(result, Planned) and "ftv1" not in (result.extensions or {}):
            return Written(200, result.json, "OK")
        code, status, headers = outcome(result), 200, ()
        answer = process_result(cast("Any", result))
        if isinstance(result, PreExecutionError):
            # Nothing ran, so there is no data that could be null.
            answer.pop("data", None)
            if code == Code.RATE_LIMITED:
                status, headers = 429, ((b"retry-after", _wait(result)),)
            else:
                self.callers.charge_fault(caller)
                status = REQUEST_ERROR if modern else 200
        return Written(status, orjson.dumps(answer), code, headers)

    async def _fault(
        self, scope: Scope, send: Send, fault: Fault, caller: Caller | None, begun: float
    ) -> None:
        """Answer a request that asks nothing which could be run."""
        call: Call = scope[CALL]
        if caller is not None:
            self.callers.charge_fault(caller)
        self.figures.answered("", fault.code.value, perf_counter() - begun)
        modern = GRAPHQL_JSON in call.headers.get(b"accept", b"")
        kind = GRAPHQL_JSON if modern else b"application/json"
        await self._reply(send, call, fault.status, fault.json(call.language), kind, fault.headers)

    async def _reply(
        self,
        send: Send,
        call: Call,
        status: int,
        body: bytes,
        kind: bytes | None,
        extra: Iterable[tuple[bytes, bytes]],
    ) -> None:
        """Send a whole response with the headers that every answer has."""
        headers = [
            *self._answers,
            (b"content-length", str(len(body)).encode()),
            (b"x-request-id", call.reference.encode()),
            *extra,
        ]
        if kind is not None:
            headers.append((b"content-type", kind + b"; charset=utf-8"))
        if b"origin" in call.headers:
            headers += self.cors(call)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _shows_ide(self, headers: Mapping[bytes, bytes]) -> bool:
        accepted = headers.get(b"accept", b"")
        return self.rules.ide and (b"text/html" in accepted or b"*/*" in accepted)

    def admits(self, origin: bytes, call: Call) -> bool:
        """Whether a page of this origin may call."""
        host = call.headers.get(b"host", b"")
        return call.headers.get(b"sec-fetch-site") == b"same-origin" or self.rules.origins.admits(
            origin, host
        )

    def cors(self, call: Call) -> Headers:
        """What lets a page of a listed origin read the answer."""
        origin = call.headers[b"origin"]
        vary = (b"vary", b"origin")
        if not self.rules.origins.lists(origin):
            return [vary]
        return [
            vary,
            (b"access-control-allow-origin", origin),
            (b"access-control-expose-headers", EXPOSED),
        ]

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A WebSocket, if its address may have one more."""
        address = self.callers.address(scope)
        if not self.callers.sockets.enter(address):
            self.figures.refused(Code.RATE_LIMITED)
            await refuse(scope, send, TOO_MANY, self.rules.always)
            return
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.callers.sockets.leave(address)

    async def _stream(
        self, scope: Scope, receive: Receive, send: Send, question: Question, caller: Caller
    ) -> None:
        """Have strawberry's view answer with a stream: it is given the question as it was understood here."""
        call: Call = scope[CALL]
        if not self.callers.subscriptions.enter(caller.key):
            await self._fault(scope, send, TOO_MANY, caller, perf_counter())
            return
        members = {
            "query": question.query,
            "variables": question.variables,
            "operationName": question.operation_name,
        }
        given = {name: value for name, value in members.items() if value is not None}
        scope = {
            **scope,
            CALLER: caller,
            CONTEXT: self.callers.context(scope, caller, call.reference, call.language),
        }
        if scope["method"] == "GET":
            in_url = {k: v if isinstance(v, str) else orjson.dumps(v).decode() for k, v in given.items()}
            scope["query_string"] = urlencode(in_url).encode()
        else:
            receive = again(orjson.dumps(given), receive)
        always = [*self.rules.always, *(self.cors(call) if b"origin" in call.headers else ())]
        try:
            await guarded(super().__call__, always)(scope, receive, send)
        finally:
            self.callers.subscriptions.leave(caller.key)

    async def get_context(self, request: Request | WebSocket, response: Any) -> Context:
        scope = request.scope
        if CONTEXT in scope:
            return scope[CONTEXT]
        call: Call = scope[CALL]
        return self.callers.context(scope, self.callers.nobody(scope), call.reference, call.language)

    def _stream_result(self, request: Any, result: Any, transport: Any) -> Callable[[], AsyncGenerator[str]]:
        chunks = super()._stream_result(request, result, transport)

        async def closing() -> AsyncGenerator[str]:
            # strawberry leaves its source to the garbage collector, and the source's subscriber to the hub.
            async with aclosing(result), aclosing(chunks()) as stream:
                async for chunk in stream:
                    if self.callers.is_over(request.scope, request.scope[CALLER]):
                        return
                    yield chunk

        return closing

    async def _process_stream_result(
        self, request: Any, value: Any, all_pending: list[Any]
    ) -> tuple[Any, list[Any]]:
        if isinstance(value, Frame):
            return orjson.Fragment(value.json), all_pending
        self.figures.answered(request.scope[CONTEXT].kind, outcome(value), 0.0)
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

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)


def _streams(headers: Mapping[bytes, bytes]) -> bool:
    accepted = headers.get(b"accept", b"")
    return any(stream in accepted for stream in STREAMS)


def _wait(result: PreExecutionError) -> bytes:
    """The seconds to wait of a result that was refused for its rate."""
    extensions = (result.errors or [])[0].extensions or {}
    return str(extensions.get("retryAfter", 1)).encode()
