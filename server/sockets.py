"""graphql-transport-ws as strawberry speaks it, except that the hub itself shows a socket the frames of its
subscriptions."""

from collections.abc import Mapping
from contextlib import aclosing, suppress
from typing import Any, cast

import orjson
from starlette.websockets import WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.types.execution import PreExecutionError

from resolvers.context import Context
from resolvers.live import Watch
from schema.engine import Engine
from server.connections import Screen, connection_of


class Adapter(ASGIWebSocketAdapter):
    """A socket whose messages are json text by orjson."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        await self.send_text(orjson.dumps(message))

    async def send_text(self, message: bytes) -> None:
        """Send a message that is json already."""
        try:
            await self.ws.send_text(message.decode())
        except WebSocketDisconnect as gone:
            raise WebSocketDisconnected from gone


class Operations(BaseGraphQLTransportWSHandler[Context, None]):
    """The operations of one socket. A subscription that has begun has no task: the hub knows where to write."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connection = connection_of(cast("Adapter", self.websocket).ws.scope)
        self._screens: dict[str, Screen] = {}

    async def run_operation(self, operation: Operation[Context, None]) -> None:
        """Begin a subscription, or give the one answer of anything else."""
        try:
            begun = await cast("Engine", self.schema).begin(
                operation.query, operation.variables, operation.operation_name, self.context
            )
            if isinstance(begun, Watch):
                await self._follow(operation, begun)
            elif isinstance(begun, PreExecutionError):
                await operation.send_initial_errors(begun.errors or [])
            else:
                await operation.send_next(begun)
                await operation.send_operation_message({"id": operation.id, "type": "complete"})
        except Exception as error:  # noqa: BLE001 - as strawberry does: the operation ends, the socket stays
            await self.handle_task_exception(error)
            with suppress(Exception):
                await operation.send_operation_message({"id": operation.id, "type": "complete"})

    async def cleanup_operation(self, operation_id: str) -> None:
        """End an operation; from this moment on nothing more of it is sent."""
        if self._connection is not None and (screen := self._screens.pop(operation_id, None)):
            self.context.world.hub.leave(screen)
            self._connection.forget(screen)
        await super().cleanup_operation(operation_id)

    async def _follow(self, operation: Operation[Context, None], watch: Watch) -> None:
        """Have the frames sent: by the hub itself, or from here when another server has the connection."""
        head = b'{"id":%b,"type":"next","payload":' % orjson.dumps(operation.id)
        hub = self.context.world.hub
        if self._connection is None:
            async with aclosing(hub.frames(watch)) as frames:
                async for frame in frames:
                    await cast("Adapter", self.websocket).send_text(b"".join((head, frame, b"}")))
        else:
            # Frames are made with the document and the variables of the broadcast; this copy is not needed any more.
            operation.query, operation.variables = "", None
            screen = self._screens[operation.id] = self._connection.screen(head)
            hub.join(watch, screen)
