"""The messages of a client that speaks graphql-transport-ws, read strictly."""

from dataclasses import dataclass
from typing import Any, cast

import orjson

from server.faults import Fault
from server.questions import Question, question_of, unsound

LONGEST_ID = 128
"""Characters that the id of an operation may have."""


@dataclass(frozen=True, slots=True)
class Init:
    """The first message; its payload may hold a token."""

    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ping:
    """A question whether the other side is there."""


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to a ping, or a sign of life."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """An operation begins."""

    id: str
    question: Question


@dataclass(frozen=True, slots=True)
class Complete:
    """An operation is not listened to any more."""

    id: str


@dataclass(frozen=True, slots=True)
class Broken:
    """What is no message of the protocol: the socket is closed with 4400 and this reason, at most 123 bytes of ASCII."""

    reason: str


Message = Init | Ping | Pong | Subscribe | Complete


def read(text: str) -> Message | Broken:
    """The message, or what is wrong with it."""
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        return Broken("The message is not json")
    if not isinstance(given, dict):
        return Broken("The message is not a json object")
    message = cast("dict[str, Any]", given)
    payload = message.get("payload")
    match message.get("type"):
        case "subscribe":
            return _subscribe(message.get("id"), payload)
        case "complete":
            id = message.get("id")
            return Complete(cast("str", id)) if _is_id(id) else Broken("`id` is not right")
        case "connection_init" | "ping" | "pong" as kind:
            if payload is not None and (not isinstance(payload, dict) or unsound(payload) is not None):
                return Broken("`payload` is not right")
            if kind == "connection_init":
                return Init(cast("dict[str, Any]", payload or {}))
            return Ping() if kind == "ping" else Pong()
        case _:
            return Broken("The message is of no type that a client may send")


def _subscribe(id: object, payload: object) -> Subscribe | Broken:
    if not _is_id(id):
        return Broken("`id` is not right")
    if not isinstance(payload, dict):
        return Broken("`payload` is not right")
    question = question_of(payload)
    if isinstance(question, Fault):
        return Broken(question.words.en)
    return Subscribe(cast("str", id), question)


def _is_id(id: object) -> bool:
    return isinstance(id, str) and 0 < len(id) <= LONGEST_ID and "\0" not in id
