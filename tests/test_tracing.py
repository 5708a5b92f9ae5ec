"""Traces that a router asks for: how long an operation took, and what went wrong in it."""

import base64
import json
from typing import Any

import pytest

from tests.offices import NOON, Api, costing

pytestmark = pytest.mark.anyio

TRACED = {"apollo-federation-include-trace": "ftv1"}


def fields(message: bytes) -> list[tuple[int, Any]]:
    """The fields of a protobuf message: numbers, and bytes that may be messages."""
    found: list[tuple[int, Any]] = []
    while message:
        tag, message = varint(message)
        value, message = varint(message)
        if tag & 7 == 2:
            value, message = message[:value], message[value:]
        found.append((tag >> 3, value))
    return found


def varint(message: bytes) -> tuple[int, bytes]:
    value = 0
    for place, byte in enumerate(message):
        value |= (byte & 127) << 7 * place
        if byte < 128:
            return value, message[place + 1 :]
    raise AssertionError("the message ends in a number")


def trace(answer: dict[str, Any]) -> dict[int, Any]:
    """The trace of an answer by field: 3 is its end, 4 its beginning, 11 nanoseconds, 14 the root."""
    return dict(fields(base64.b64decode(answer["extensions"]["ftv1"])))


def nanoseconds(moment: bytes) -> int:
    seconds, rest = dict(fields(moment)).values()
    return seconds * 1_000_000_000 + rest


async def test_an_operation_is_traced_when_a_router_asks_for_it(api: Api) -> None:
    for query in ("{ fairs { totalCount } }", "{ __typename }"):
        plain = await api.send(query)
        answer = await api.send(query, **TRACED)
        assert "ftv1" not in plain.get("extensions", {})
        assert answer["data"] == plain["data"]
        told = trace(answer)
        assert nanoseconds(told[4]) == int(NOON.timestamp()) * 1_000_000_000
        assert nanoseconds(told[3]) - nanoseconds(told[4]) == told[11] > 0
        assert told[14] == b""


async def test_a_trace_has_the_errors_as_the_client_is_told_them(api: Api) -> None:
    answer = await api.send('{ node(id: "x") { id } }', **TRACED)
    (error,) = answer["errors"]
    ((field, message),) = fields(trace(answer)[14])
    told = dict(fields(message))
    assert (field, told[1].decode(), json.loads(told[4])) == (11, error["message"], error)


async def test_a_document_that_cannot_run_is_traced_too(api: Api) -> None:
    answer = await api.send("{ nothing }", **TRACED)
    assert len(fields(trace(answer)[14])) == 1


async def test_another_kind_of_trace_is_not_made(api: Api) -> None:
    answer = await api.send("{ __typename }", **{"apollo-federation-include-trace": "ftv2"})
    assert answer == {"data": {"__typename": "Query"}, "extensions": costing(1)}
