"""What may leave the server, whatever was sent: an answer, or an error with a code, and nothing of what is inside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
from graphql import GraphQLObjectType, GraphQLUnionType, get_named_type

from resolvers.errors import Code
from schema.root import schema
from tests.conftest import ROOT

CODES = {code.value for code in Code}

OURS = {Code.INTERNAL.value, Code.UNAVAILABLE.value}
"""Codes of what went wrong here. No input may have it go wrong."""

LITERAL = (
    b"Traceback", b'File "', b".py", str(ROOT).encode(), b"/usr/", b"/home/", b"/tmp/", b"site-packages", b"asyncpg", b"sqlalchemy", b"psycopg",
    b"postgres", b"strawberry", b"starlette", b"uvicorn", b"orjson", b"graphql_core", b"graphql/", b"httptools", b"websockets", b"uvloop",
    b"SQLSTATE", b"INSERT INTO", b"DELETE FROM", b'relation "', b'column "', b'constraint "', b"row-level", b"syntax error at or near",
    b"duplicate key", b"invalid input syntax", b"invalid byte sequence", b"violates", b"yaosu.", b"pg_catalog", b"plpgsql", b" object at 0x",
    b"<class '", b"NoneType", b"has no attribute", b"unhashable", b"not subscriptable", b" positional argument", b"unexpected keyword",
    b"maximum recursion", b"codec can't", b"surrogates not allowed", b"Exception",
)  # fmt: skip
INSIDE = re.compile(rb"SELECT\b.*\bFROM\b|UPDATE\b.*\bSET\b|[a-z]Error\b")
"""Words of Python, of its libraries, of SQL and of places on the machine. `Error` alone is a word of ours."""

SNAKE = re.compile(rb"[a-z0-9]+(?:_[a-z0-9]+)+")

CLOSES = {1000, 1002, 1003, 1007, 1009, 4400, 4401, 4403, 4406, 4408, 4409, 4429}
"""What a socket may be closed with. 1011 would be a fault of ours."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. One that goes on, as a stream may, is broken off: what follows on its connection is no answer."""

    status: int
    headers: dict[str, str]
    body: bytes
    broken_off: bool = False


@dataclass
class Judge:
    """Looks at answers. `names` are names of tables, columns and constraints that the contract does not have."""

    names: Iterable[str] = ()
    seen: dict[str, int] = field(default_factory=dict[str, int])
    done: int = 0
    """Acts that were answered as done."""

    def __post_init__(self) -> None:
        self._names = {name.encode() for name in self.names}

    def leak(self, said: bytes) -> bytes | None:
        """What of the inside is in an answer."""
        for word in LITERAL:
            if word in said:
                return word
        if found := INSIDE.search(said):
            return found[0]
        return next((name for name in SNAKE.findall(said) if name in self._names), None)

    def wrong(self, answer: Answer) -> str | None:
        """What is wrong with a response."""
        self._count(f"http {answer.status}")
        if leaked := self.leak(answer.body):
            return f"leaks {leaked!r}"
        if answer.status >= 500:
            return f"status {answer.status}"
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if kind.endswith("json"):
            return self._wrong_json(answer)
        if answer.status == 200:
            return (
                self._wrong_stream(answer.body)
                if kind.startswith(("text/event-stream", "multipart/"))
                else None
            )
        if answer.status in {204, 304, 307} and not answer.body:
            return None
        return f"status {answer.status} is {kind or 'of no type'}"

    def wrong_message(self, said: bytes) -> str | None:
        """What is wrong with a message of a socket."""
        if leaked := self.leak(said):
            return f"leaks {leaked!r}"
        message = orjson.loads(said)
        self._count(f"socket {message['type']}")
        match message["type"]:
            case "error":
                return self._wrong_errors(message["payload"])
            case "next":
                return self._wrong_payload(message["payload"])
            case "connection_ack" | "ping" | "pong" | "complete":
                return None
            case other:
                return f"a message of type {other}"

    def wrong_close(self, code: int) -> str | None:
        """What is wrong with the end of a socket."""
        self._count(f"closed {code}")
        return None if code in CLOSES else f"closed with {code}"

    def _wrong_json(self, answer: Answer) -> str | None:
        payload = orjson.loads(answer.body)
        if answer.status != 200 and not (isinstance(payload, dict) and payload.get("errors")):
            return f"status {answer.status} without an error"
        return self._wrong_payload(payload)

    def _wrong_stream(self, body: bytes) -> str | None:
        for line in body.splitlines():
            said = line.removeprefix(b"data: ")
            if said.startswith(b"{"):
                payload = orjson.loads(said)
                if wrong := self._wrong_payload(payload.get("payload") or payload):
                    return wrong
        return None

    def _wrong_payload(self, payload: Any) -> str | None:
        for answered in (payload.get("data") or {}).values():
            if isinstance(answered, dict) and answered.get(DONE) in SUCCESSES:
                self.done += 1
        return self._wrong_errors(payload["errors"]) if "errors" in payload else None

    def _wrong_errors(self, errors: Any) -> str | None:
        if not errors:
            return "errors that are none"
        for error in errors:
            code = (error.get("extensions") or {}).get("code")
            self._count(str(code))
            if code not in CODES:
                return f"an error without a code of ours: {error}"
            if code in OURS:
                return f"a fault of ours: {error}"
        return None

    @property
    def told(self) -> str:
        """What was answered, how often."""
        return ", ".join(f"{what} {times}" for what, times in sorted(self.seen.items()))

    def _count(self, what: str) -> None:
        self.seen[what] = self.seen.get(what, 0) + 1


DONE = "done__"
"""The key under which every act of an attack says what its answer is."""

SUCCESSES = tuple(
    type_.name
    for act in cast("GraphQLObjectType", schema._schema.mutation_type).fields.values()
    for type_ in schema._schema.get_possible_types(cast("GraphQLUnionType", get_named_type(act.type)))
    if not any(interface.name == "Refusal" for interface in type_.interfaces)
)
"""What acts answer when they were done."""
