"""Where a token stands: in the header `Authorization`, or in the payload of a socket's `connection_init`."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from server.identity.answers import NOT_BEARER, Presented


def of_headers(headers: Iterable[tuple[bytes, bytes]]) -> Presented:
    """The token of a request, by its headers as ASGI has them."""
    found = [value for name, value in headers if name == b"authorization"]
    if not found:
        return None
    return of_header(found[0].decode("latin-1")) if len(found) == 1 else NOT_BEARER


def of_header(value: str | None) -> Presented:
    """The token of the value of an `Authorization` header (RFC 6750, 2.1), if there is one."""
    if value is None:
        return None
    scheme, _, token = value.strip(" ").partition(" ")
    token = token.strip(" ")
    return token if scheme.lower() == "bearer" and token and " " not in token else NOT_BEARER


def of_payload(payload: object) -> Presented:
    """The token of the payload of a `connection_init`: `{"authorization": "Bearer ..."}`, whatever the case of the name,
    also below `headers`; null is as good as nothing."""
    found = list(_values(payload))
    if isinstance(payload, Mapping):
        found += _values(cast("Mapping[Any, Any]", payload).get("headers"))
    if not found:
        return None
    return of_header(found[0]) if len(found) == 1 and isinstance(found[0], str) else NOT_BEARER


def _values(object: object) -> list[object]:
    if not isinstance(object, Mapping):
        return []
    given = cast("Mapping[Any, Any]", object)
    return [
        value
        for name, value in given.items()
        if isinstance(name, str) and name.lower() == "authorization" and value is not None
    ]
