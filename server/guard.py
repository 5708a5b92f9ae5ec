"""Who is let through to the application: by the name that the server is called by, and by the page that calls."""

import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.http.websocket_origin import is_same_origin, normalize_allowed_origins, normalize_origin
from uuid_utils import uuid7

from domain.refusals import Words
from resolvers.errors import Code
from server.faults import Fault, Headers, broken
from server.languages import language

log = logging.getLogger("yaosu.door")

CALL = "yaosu.call"
"""Where a scope has its `Call`."""

GRAPHQL = "/graphql"

NEVER_MISNAMED = frozenset({"/livez", "/readyz"})
"""What may be asked under any name: probes know a machine by its address, and the answer is the same for all."""

MISNAMED = Fault(
    421,
    Code.FORBIDDEN,
    Words(
        "The server has no such name; YAOSU_ALLOWED_HOSTS lists its names",
        "服务器没有这个主机名,请检查 YAOSU_ALLOWED_HOSTS 设置",
    ),
)

PAGES = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; "
    b"font-src 'self' data:; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What a page of ours may load: nothing from elsewhere. Each page says itself what it does not need of this."""

ANSWERS = b"default-src 'none'; frame-ancestors 'none'"

SECURITY: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
]
"""On every response."""

FILES = ("/static/", "/examples/")

_REFERENCE = re.compile(rb"[A-Za-z0-9-]{8,64}")


class Call:
    """A request or a socket as it arrives: its headers by name, and the reference that the log knows it by."""

    __slots__ = ("headers", "reference")

    def __init__(self, scope: Scope) -> None:
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        given = self.headers.get(b"x-request-id")
        self.reference = given.decode() if given and _REFERENCE.fullmatch(given) else uuid7().hex

    @property
    def language(self) -> str:
        """The language that its answers have."""
        return language(self.headers.get(b"accept-language", b""))


class Hosts:
    """The names that the server answers to. With `addresses`, any IP address is one too: a page that was led here by a
    name of its own (DNS rebinding) calls by that name. `*` is every name, `*.example.cn` every one below it."""

    def __init__(self, names: Iterable[str], *, addresses: bool = False) -> None:
        listed = [name.lower() for name in names]
        self._names = {name for name in listed if not name.startswith("*")}
        self._endings = tuple(name[1:] for name in listed if name.startswith("*."))
        self._every, self._addresses = "*" in listed, addresses
        self.answers_to = lru_cache(1024)(self._answers_to)

    def _answers_to(self, host: bytes) -> bool:
        if self._every:
            return True
        name = _without_port(host.decode("latin-1").lower())
        if name in self._names or (self._endings and name.endswith(self._endings)):
            return True
        with suppress(ValueError):
            return self._addresses and bool(ip_address(name.strip("[]")))
        return False


class Origins:
    """The pages that may call: those of the server itself, and those that are listed."""

    def __init__(self, listed: Iterable[str]) -> None:
        self._listed = normalize_allowed_origins(tuple(listed))
        self.admits = lru_cache(1024)(self._admits)
        self.lists = lru_cache(1024)(self._lists)

    def _lists(self, origin: bytes) -> bool:
        """Whether pages of this origin may read the answers."""
        return "*" in self._listed or normalize_origin(origin.decode("latin-1")) in self._listed

    def _admits(self, origin: bytes, host: bytes) -> bool:
        """Whether pages of this origin may call the server by this name."""
        return is_same_origin(origin.decode("latin-1"), host.decode("latin-1")) or self._lists(origin)


class Guard:
    """Stands before the application: whatever passes has a reference and was called by a name that is ours, and whatever
    leaves has the headers that tell a browser what it must not do with it.

    What is for the door goes there at once; it writes its headers itself.
    """

    def __init__(self, app: ASGIApp, *, door: ASGIApp, hosts: Hosts, always: Headers) -> None:
        self._app, self._door, self._hosts, self._always = app, door, hosts, always

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        call = scope[CALL] = Call(scope)
        path = scope["path"]
        if path not in NEVER_MISNAMED and not self._hosts.answers_to(call.headers.get(b"host", b"")):
            await refuse(scope, send, MISNAMED, self._always)
        elif path == GRAPHQL:
            await self._door(scope, receive, send)
        elif scope["type"] == "websocket":
            await refuse(scope, send, NOT_FOUND, self._always)
        else:
            await guarded(self._app, self._always)(scope, receive, send)


NOT_FOUND = Fault(404, Code.NOT_FOUND, Words("There is nothing at this address", "该地址不存在"))


def guarded(app: ASGIApp, always: Headers) -> ASGIApp:
    """An application whose responses have the headers of every response, and whose failure is an answer."""

    async def guarding(scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope[CALL]
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message.get("headers", ())]
                _complete(message["headers"], call, scope["path"], always)
            await send(message)

        try:
            await app(scope, receive, sending)
        except Exception:
            log.exception("%s: a request failed", call.reference, extra={"reference": call.reference})
            if not begun:
                await refuse(scope, send, broken(call.reference), always)

    return guarding


def _complete(headers: Headers, call: Call, path: str, always: Headers) -> None:
    has = {name.lower(): value for name, value in headers}
    policy = PAGES if has.get(b"content-type", b"").startswith(b"text/html") else ANSWERS
    keeping = b"no-cache" if path.startswith(FILES) else b"no-store"
    wanted = [
        *always,
        (b"content-security-policy", policy),
        (b"cache-control", keeping),
        (b"x-request-id", call.reference.encode()),
    ]
    headers += [(name, value) for name, value in wanted if name not in has]


async def refuse(scope: Scope, send: Send, fault: Fault, always: Headers) -> None:
    """Answer a fault: to a request, or to a handshake in place of a socket."""
    call: Call = scope[CALL]
    body = fault.json(call.language)
    headers: Headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *fault.headers,
    ]
    _complete(headers, call, "", always)
    kind = "http.response"
    if scope["type"] == "websocket":
        if "websocket.http.response" not in (scope.get("extensions") or {}):
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        kind = "websocket.http.response"
    await send({"type": f"{kind}.start", "status": fault.status, "headers": headers})
    await send({"type": f"{kind}.body", "body": body})


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].removesuffix(".")
