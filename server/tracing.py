"""Traces of federation (ftv1): how long an operation took here, for a router that asks. The reads of an operation are one
statement, so a trace has one span, the operation's, and what went wrong in it. The format is Apollo's `Trace`, of
reports.proto, in protobuf and base64."""

import base64
import json
from collections.abc import Iterable
from datetime import datetime
from time import perf_counter_ns

from graphql import GraphQLError

HEADER, WANTED = b"apollo-federation-include-trace", b"ftv1"
"""The header of a request that asks for a trace, and its value."""


class Span:
    """An operation from `now` until its trace is asked for."""

    __slots__ = ("_began", "_now")

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._began = perf_counter_ns()

    def ended(self, errors: Iterable[GraphQLError]) -> str:
        """The trace of the operation, which has ended with these errors."""
        took = perf_counter_ns() - self._began
        began = int(self._now.timestamp() * 1_000_000) * 1_000
        root = b"".join(_part(11, _error(error)) for error in errors)
        trace = (
            _part(3, _moment(began + took)) + _part(4, _moment(began)) + _number(11, took) + _part(14, root)
        )
        return base64.b64encode(trace).decode()


def _error(error: GraphQLError) -> bytes:
    """An error as the client is told it."""
    told = json.dumps(error.formatted, ensure_ascii=False)
    return _part(1, error.message.encode()) + _part(4, told.encode())


def _moment(nanoseconds: int) -> bytes:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return _number(1, seconds) + _number(2, rest)


def _number(field: int, value: int) -> bytes:
    """A field that is a varint."""
    return _varint(field << 3) + _varint(value)


def _part(field: int, value: bytes) -> bytes:
    """A field that is bytes, a text or a message."""
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    written.append(value)
    return bytes(written)
