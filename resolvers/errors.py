"""Faults of the client or of the system. What a rule forbids is a refusal, never an error."""

from enum import StrEnum
from math import ceil
from typing import Any

from graphql import GraphQLError

from domain.refusals import Words


class Code(StrEnum):
    """The codes that `extensions.code` can have."""

    BAD_REQUEST = "BAD_REQUEST"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    RATE_LIMITED = "RATE_LIMITED"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    QUERY_TOO_DEEP = "QUERY_TOO_DEEP"
    QUERY_TOO_EXPENSIVE = "QUERY_TOO_EXPENSIVE"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class CodedError(GraphQLError):
    """An error that a client may see as it stands, in the language of the request."""

    words: Words

    def __init__(self, code: Code, words: Words, **facts: Any) -> None:
        super().__init__(words.en, extensions={"code": code.value, **facts})
        self.words = words


def bad_input(words: Words) -> CodedError:
    """An argument that no client should send."""
    return CodedError(Code.BAD_USER_INPUT, words)


def rate_limited(seconds: float) -> CodedError:
    """More than the viewer may ask for just now; `seconds` until it may."""
    wait = max(1, ceil(seconds))
    return CodedError(
        Code.RATE_LIMITED,
        Words(f"Too much at once; ask again in {wait} s", f"请求过于频繁,请在 {wait} 秒后重试"),
        retryAfter=wait,
    )


def malformed_id() -> CodedError:
    """An id that this server never gave."""
    return bad_input(Words("the id is not one that this server gave", "标识无效,请使用本服务返回的 id"))


def not_found(words: Words) -> CodedError:
    """Something that a subscription needs and that is not there."""
    return CodedError(Code.NOT_FOUND, words)
