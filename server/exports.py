"""`POST /export`: a list as a file, for whoever sends the token, under the rules of the door."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import perf_counter
from typing import Any, cast
from urllib.parse import parse_qs, quote

import orjson
from graphql import GraphQLError, GraphQLSyntaxError
from starlette.types import Receive, Scope, Send

from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import Code, CodedError
from schema.engine import Engine
from schema.exports import Broken, Listing, Page, listing, pages
from schema.faults import told
from server.callers import Caller
from server.faults import Fault, Headers, bad_request
from server.guard import CALL, Call, refuse
from server.lists import KINDS, written
from server.questions import Question
from server.streams import Stream
from server.tables.writing import as_file
from server.transports import FOREIGN, PREFLIGHT, TOO_MANY, Door, Heard, Unheard

log = logging.getLogger("yaosu.door")

EXPORT = "/export"

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
STATUS = {
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.RATE_LIMITED: 429,
    Code.INTERNAL: 500,
    Code.UNAVAILABLE: 503,
}
"""What a fault of the first page is answered with; any other is the client's: 400."""

NO_SUCH_KIND = bad_request("Say ?format=csv or ?format=xlsx", "请指定 ?format=csv 或 ?format=xlsx")
ONLY_POST = bad_request("Send a POST", "请使用 POST", 405)


ENDED = CodedError(
    Code.UNAUTHENTICATED,
    Words("The token has ended while the export was under way", "导出过程中令牌已失效"),
)


class Exports:
    """The endpoint. A list is read page by page, each page under the caller's own token and from the caller's own share;
    what is wrong is told before the first byte."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._engine = cast("Engine", door.schema)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope[CALL]
        door, begun = self._door, perf_counter()
        origin = call.headers.get(b"origin")
        if origin is not None and not door.admits(origin, call):
            door.figures.refused(FOREIGN.code)
            await refuse(scope, send, FOREIGN, door.rules.always)
        elif scope["method"] == "OPTIONS" and origin is not None:
            await self._fault(send, call, None)
        elif scope["method"] != "POST":
            await self._fault(send, call, ONLY_POST)
        elif (heard := await door.heard(scope, receive, call)) is not None:
            code = await self._answered(scope, receive, send, call, heard)
            door.figures.answered("export", code, perf_counter() - begun)

    async def _answered(
        self, scope: Scope, receive: Receive, send: Send, call: Call, heard: Heard | Unheard
    ) -> str:
        """Answer a request; the code that it ended with."""
        kind = parse_qs(scope["query_string"].decode("latin-1")).get("format", [""])[-1]
        if isinstance(heard, Heard) and kind not in KINDS:
            heard = Unheard(heard.caller, NO_SUCH_KIND)
        if isinstance(heard, Unheard):
            if heard.caller is not None:
                self._door.callers.charge_fault(heard.caller)
            await self._fault(send, call, heard.fault)
            return heard.fault.code.value
        caller, question = heard
        places = self._door.callers.subscriptions
        if not places.enter(caller.key):
            await self._fault(send, call, TOO_MANY)
            return TOO_MANY.code.value
        try:
            return await self._exported(scope, receive, send, caller, question, kind)
        finally:
            places.leave(caller.key)

    async def _exported(
        self, scope: Scope, receive: Receive, send: Send, caller: Caller, question: Question, kind: str
    ) -> str:
        call: Call = scope[CALL]
        context = self._door.callers.context(scope, caller, call.reference, call.language)
        try:
            made = listing(self._engine.contract, question.query or "", self._engine.limits)
        except (CodedError, GraphQLSyntaxError) as wrong:
            self._door.callers.charge_fault(caller)
            return await self._refused(send, call, Broken(told([wrong], context, Code.BAD_REQUEST)))
        read = pages(self._engine, made, question.variables or {}, context)
        async with aclosing(read):
            try:
                first = await anext(read)
                content = written(kind, made, self._all(scope, caller, context, first, read))
                opening = await anext(content)
            except Broken as broken:
                return await self._refused(send, call, broken)
            stream = Stream(
                _after(opening, content), headers=_headers(kind, made, context), media_type=MEDIA[kind]
            )
            try:
                await stream(scope, receive, self._sending(send, call))
            except Broken as broken:
                # It has begun: a client sees that it was broken off from its length that never came.
                log.warning("%s: an export broke off: %s", call.reference, broken.code)
                return broken.code
        return "OK"

    async def _all(
        self, scope: Scope, caller: Caller, context: Context, first: Page, read: AsyncGenerator[Page]
    ) -> AsyncGenerator[Page]:
        """Every page, for as long as the caller's token is good."""
        yield first
        async for page in read:
            if self._door.callers.is_over(scope, caller):
                raise Broken(told([ENDED], context, Code.UNAUTHENTICATED))
            yield page

    async def _refused(self, send: Send, call: Call, broken: Broken) -> str:
        """Tell why nothing is exported."""
        errors: list[GraphQLError] = broken.errors
        body = orjson.dumps({"errors": [error.formatted for error in errors]})
        status = next((status for code, status in STATUS.items() if code == broken.code), 400)
        extra: Headers = []
        if status == 429:
            wait = (errors[0].extensions or {}).get("retryAfter", 1)
            extra.append((b"retry-after", str(wait).encode()))
        await self._reply(send, call, status, body, extra)
        return broken.code

    async def _fault(self, send: Send, call: Call, fault: Fault | None) -> None:
        """Answer a request that asks for nothing that could be exported; without a fault, one that only asks whether it may."""
        if fault is None:
            await self._reply(send, call, 204, b"", PREFLIGHT)
        else:
            await self._reply(send, call, fault.status, fault.json(call.language), fault.headers)

    async def _reply(self, send: Send, call: Call, status: int, body: bytes, extra: Any) -> None:
        headers: Headers = [(b"content-length", str(len(body)).encode()), *extra]
        if body:
            headers.append((b"content-type", b"application/json; charset=utf-8"))
        send = self._sending(send, call)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _sending(self, send: Send, call: Call) -> Send:
        """Sends with what lets a page of a listed origin read the answer."""
        if b"origin" not in call.headers:
            return send
        cors = self._door.cors(call)

        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *cors]
            await send(message)

        return sending


async def _after(opening: bytes, rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    async with aclosing(rest):
        yield opening
        async for piece in rest:
            yield piece


def _headers(kind: str, made: Listing, context: Context) -> dict[str, str]:
    """What a browser saves the file as: the list's name and the day."""
    name = quote(as_file(f"{made.title} {context.today}.{kind}"))
    return {"content-disposition": f"attachment; filename=\"export.{kind}\"; filename*=UTF-8''{name}"}
