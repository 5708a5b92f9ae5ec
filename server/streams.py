"""Answers that go on: server-sent events and multipart, as strawberry writes them but for two things."""

from collections.abc import AsyncGenerator
from typing import cast

from anyio import CancelScope
from starlette.responses import StreamingResponse
from starlette.types import Send
from strawberry.http.streaming import SSETransport


class EventStream(SSETransport):
    """Server-sent events with plain line feeds: one router splits on them and loses every event otherwise."""

    def encode_event(self, event: str, data: str | None = None) -> str:
        return f"event: {event}\ndata: {data or ''}\n\n"

    def encode_comment(self, comment: str) -> str:
        return f": {comment}\n\n"


class Stream(StreamingResponse):
    """A response whose source ends with it. When the client is cut off in the middle of an event, the source would
    otherwise be left to the garbage collector."""

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(send)
        finally:
            with CancelScope(shield=True):
                await cast("AsyncGenerator[str]", self.body_iterator).aclose()
