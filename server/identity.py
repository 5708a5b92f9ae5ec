"""Who asks: a bearer token is made a viewer, or it is said why not.

A request or a socket presents a token or none (`of_header`, `of_payload`); `Identity.identify` answers who that is. No
token is the public. A token that is not right is never the public: it is `Unknown`, and the door answers its words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from domain.people import ANYBODY, Viewer
from domain.refusals import Words
from resolvers.errors import Code

LONGEST = 8 * 1024
"""Characters that a token may have."""


@dataclass(frozen=True, slots=True)
class Known:
    """Who asks, until when, and by which token: `token_id` is its `jti`, or a digest of what was signed."""

    viewer: Viewer
    expires_at: datetime | None = None
    """From this moment on it is over; `None` for who has no token."""
    token_id: str = ""
    issued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can be known by what was presented; the words never quote it. `code` is UNAUTHENTICATED, or UNAVAILABLE
    while the issuer's keys cannot be had: the same token may do later."""

    words: Words
    code: Code = Code.UNAUTHENTICATED


NOBODY = Known(ANYBODY)
"""Who presents no token."""

Presented = str | Unknown | None
"""A token, none, or something that is none."""

EXPIRED = Unknown(Words("the token has expired; sign in again", "令牌已过期,请重新登录"))
REVOKED = Unknown(Words("the token was revoked; sign in again", "令牌已被撤销,请重新登录"))
NOT_BEARER = Unknown(
    Words("`Authorization` must be `Bearer` and a token", "`Authorization` 应为 `Bearer` 加令牌")
)


class Identity:
    """How a process knows who asks. It is `app.state.identity`, beside `app.state.world`."""

    async def identify(self, presented: Presented, now: datetime) -> Known | Unknown:
        """Who presents this. Answers at once for a token that was seen before; waits for the issuer at most a few seconds."""
        raise NotImplementedError

    def is_revoked(self, known: Known) -> bool:
        """Whether the token was revoked since; the list is read again every 60 s by `run`. For sockets that are open."""
        raise NotImplementedError

    async def run(self) -> None:
        """Read again every 60 s what was revoked."""
        raise NotImplementedError


def of_header(value: str | None) -> Presented:
    """The token of an `Authorization` header."""
    if value is None:
        return None
    scheme, _, token = value.strip().partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and token else NOT_BEARER


def of_payload(payload: object) -> Presented:
    """The token of the payload of a `connection_init`: `{"authorization": "Bearer ..."}`, also with a capital, also below
    `headers`."""
    if not isinstance(payload, Mapping):
        return None
    given = cast("Mapping[Any, Any]", payload)
    for key, value in given.items():
        if isinstance(key, str) and key.lower() == "authorization" and value is not None:
            return of_header(value) if isinstance(value, str) else NOT_BEARER
    return of_payload(given.get("headers"))
