"""The body of a request: of the right type, small, and here in time."""

import asyncio
from functools import lru_cache
from typing import Any, cast

from starlette.types import Receive

from domain.refusals import Words
from resolvers.errors import Code
from server.faults import Fault, bad_request

BODY = 128 * 1024
"""Bytes that a request may have."""

PATIENCE = 5.0
"""Seconds in which a body must arrive."""

LAST = ((b"connection", b"close"),)
"""The rest of a body is not waited for."""

TOO_LARGE = Fault(
    413,
    Code.BAD_REQUEST,
    Words(f"The body is larger than {BODY} bytes", f"请求体超过 {BODY} 字节"),
    headers=LAST,
)
TOO_SLOW = Fault(
    408,
    Code.BAD_REQUEST,
    Words(f"The body did not arrive within {PATIENCE:.0f} s", f"请求体未在 {PATIENCE:.0f} 秒内到达"),
    headers=LAST,
)
NO_JSON_TYPE = bad_request(
    "A POST needs `content-type: application/json`", "POST 请求须使用 `content-type: application/json`", 415
)
ENCODED = bad_request("A body must not be compressed", "请求体不得压缩", 415)


async def body_of(receive: Receive, most: int, patience: float) -> bytes | Fault | None:
    """The body of a request; what is wrong with it, or `None` when the client has left."""
    if not patience:
        return await _read(receive, most)
    # As asyncio.timeout does it, at a quarter of its price: nearly every body is here already.
    task, late = cast("asyncio.Task[Any]", asyncio.current_task()), False

    def give_up() -> None:
        nonlocal late
        late = True
        task.cancel()

    deadline = asyncio.get_running_loop().call_later(patience, give_up)
    try:
        return await _read(receive, most)
    except asyncio.CancelledError:
        if not late or task.uncancel() > 0:
            raise
        return TOO_SLOW
    finally:
        deadline.cancel()


async def _read(receive: Receive, most: int) -> bytes | Fault | None:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if most and len(body) > most:
            return TOO_LARGE
        if not message.get("more_body", False):
            return body


def again(body: bytes, receive: Receive) -> Receive:
    """What is received once the body has been read: the body, then what follows it."""
    given = False

    async def receiving() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiving


@lru_cache(64)
def is_json(kind: bytes) -> bool:
    """Whether a content type is that of json in UTF-8, and nothing else."""
    media, *parameters = [part.strip() for part in kind.lower().split(b";")]
    return media == b"application/json" and all(
        parameter.replace(b'"', b"") in {b"charset=utf-8", b""} for parameter in parameters
    )
