"""What may leave the server, whatever was sent: an answer, or an error with a code, and nothing of what is inside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from resolvers.errors import Code

CODES = {code.value for code in Code}

OURS = {Code.INTERNAL.value, Code.UNAVAILABLE.value}
"""Codes of what went wrong here. No input may have it go wrong."""

INSIDE = re.compile(
    rb"""Traceback|File\ "|\.py\b|/work/|/usr/|/home/|/tmp/|site-packages|asyncpg|sqlalchemy|psycopg|SQLSTATE|postgres
    |strawberry|starlette|uvicorn|orjson|graphql[._]core|httptools|websockets|uvloop
    |\bSELECT\b.*\bFROM\b|INSERT\ INTO|\bUPDATE\b.*\bSET\b|\bDELETE\ FROM\b|relation\ "|column\ "|constraint\ "|row-level\ security
    |syntax\ error\ at\ or\ near|duplicate\ key|invalid\ input\ syntax|invalid\ byte\ sequence|violates|yaosu\.|pg_catalog|plpgsql
    |\bobject\ at\ 0x|<class\ '|NoneType|\b[A-Z][a-z]+(?:[A-Z][a-z]+)*Error\b|Exception\b|has\ no\ attribute|unhashable|not\ subscriptable
    |takes\ \d+\ positional|unexpected\ keyword|maximum\ recursion|codec\ can't|surrogates\ not\ allowed""",
    re.VERBOSE,
)
"""Words of Python, of its libraries, of SQL and of places on the machine. `Error` alone is a word of ours."""

CLOSES = {1000, 1002, 1003, 1007, 1009, 4400, 4401, 4403, 4408, 4409, 4429}
"""What a socket may be closed with. 1011 would be a fault of ours."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, or what was said on a socket."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Judge:
    """Looks at answers. `names` are names of tables, columns and constraints that the contract does not have."""

    names: Iterable[str] = ()
    seen: dict[str, int] = field(default_factory=dict[str, int])
    done: int = 0
    """Acts that were answered as done."""

    def __post_init__(self) -> None:
        listed = sorted(name.encode() for name in self.names)
        self._names = re.compile(rb"\b(?:" + b"|".join(listed) + rb")\b") if listed else None

    def leak(self, said: bytes) -> bytes | None:
        """What of the inside is in an answer."""
        found = INSIDE.search(said) or (self._names.search(said) if self._names else None)
        return found[0] if found else None

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
            if isinstance(answered, dict) and answered.get(DONE, "").startswith(SUCCESSES):
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

SUCCESSES = (
    "FairPlanned", "BoothAdded", "FairOpened", "FairClosed", "IntakeSubmitted", "IntakeDisposed", "IntakeWithdrawn",
    "IntakeMarkedDuplicate", "AttendanceRecorded", "FairRated", "ContactRecorded", "ContactRevealed",
)  # fmt: skip
