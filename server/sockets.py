"""graphql-transport-ws: messages are read strictly, and the hub itself shows a socket the frames of its subscriptions.

Closed with: 4400 for what is no message, 4401 for an operation before the acknowledgement and for a token that is over,
4403 for a token that is not right, 4408 for no `connection_init` within 3 s, 4409 for an id that is in use, 4429 for a
second `connection_init` and for too many messages. One operation too many is an error of its own; the socket stays.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import aclosing, suppress
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

import orjson
from starlette.websockets import WebSocketDisconnect
from starlette.websockets import WebSocketDisconnected as WebSocketClosed
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import Code
from resolvers.live import Watch
from schema.engine import Engine
from server.callers import Caller
from server.connections import Screen, connection_of
from server.faults import Fault, broken
from server.guard import CALL, Call
from server.identity import Unknown, of_headers, of_payload
from server.limits import Bucket
from server.messages import Broken, Complete, Init, Ping, Pong, Subscribe, read
from server.metrics import outcome
from server.questions import Question

if TYPE_CHECKING:
    from server.transports import Door

log = logging.getLogger("yaosu.door")

LOOK = 60.0
"""Seconds from one look at the socket's token to the next: it may have been revoked."""

TOO_MANY = Fault(
    429,
    Code.RATE_LIMITED,
    Words("Too many operations are under way; complete one first", "同时进行的操作过多,请先结束其中一个"),
    {"retryAfter": 1},
)


async def others() -> None:
    """Let everybody else have a turn. A client may say many things at once, which else were all computed in one."""
    await asyncio.sleep(0)


class Adapter(ASGIWebSocketAdapter):
    """A socket whose messages are json text by orjson."""

    async def receive(self) -> str | None:
        """The next message; `None` for one that is no text. Raises when the socket is closed."""
        message = await self.ws.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnected
        return message.get("text")

    async def send_json(self, message: Mapping[str, object]) -> None:
        await self.send_text(orjson.dumps(message))

    async def send_text(self, message: bytes) -> None:
        """Send a message that is json already."""
        try:
            await self.ws.send_text(message.decode())
        except (WebSocketDisconnect, WebSocketClosed) as gone:
            # The client has left, or was closed for something that it said after what is answered here.
            raise WebSocketDisconnected from gone

    async def close(self, code: int, reason: str) -> None:
        # Whoever closes first says why.
        with suppress(RuntimeError, WebSocketDisconnect):
            await self.ws.close(code=code, reason=reason)


class Operations(BaseGraphQLTransportWSHandler[Context, None]):
    """The operations of one socket. A subscription that has begun has no task: the hub knows where to write."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._door = cast("Door", self.view)
        self._socket = cast("Adapter", self.websocket)
        self._scope = self._socket.ws.scope
        self._call: Call = self._scope[CALL]
        self._connection = connection_of(self._scope)
        self._screens: dict[str, Screen] = {}
        self._subscribed: set[str] = set()
        self._caller: Caller = self._door.callers.nobody(self._scope)
        self._limits = self._door.rules.limits
        self._loop = asyncio.get_running_loop()
        self._messages = Bucket(self._limits.messages_at_once, self._loop.time())
        self._numbers = count(1)
        wait: float = self.connection_init_wait_timeout.total_seconds()
        self._waiting = self._loop.call_later(wait, self._close, 4408, "Connection initialisation timeout")
        self._next_look: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    async def handle(self) -> None:
        """Serve the socket until it is closed."""
        figures = self._door.figures
        figures.sockets += 1
        try:
            while not await self._take(await self._socket.receive()):
                pass
        except WebSocketDisconnected:
            pass
        finally:
            figures.sockets -= 1
            self._waiting.cancel()
            if self._next_look is not None:
                self._next_look.cancel()
            await self.shutdown()

    async def _take(self, text: str | None) -> bool:
        """Take a message; answers whether it was the last."""
        self._door.figures.messages += 1
        limits = self._limits
        if limits.messages and (
            self._messages.take(1, limits.messages, limits.messages_at_once, self._loop.time()) is not None
        ):
            self._door.figures.refused(Code.RATE_LIMITED)
            return await self._end(4429, "Too many messages")
        match Broken("The message is not text") if text is None else read(text):
            case Broken(reason):
                return await self._end(4400, reason)
            case Init(payload):
                return await self._begin(payload)
            case Subscribe(id, question):
                return await self._subscribe(id, question)
            case Complete(id):
                await self.cleanup_operation(id)
            case Ping():
                await self.send_message({"type": "pong"})
            case Pong():
                pass
        return False

    async def _end(self, code: int, reason: str) -> bool:
        await self.websocket.close(code, reason)
        return True

    def _close(self, code: int, reason: str) -> None:
        """Close the socket while it waits for a message."""
        self._closing = asyncio.create_task(self.websocket.close(code, reason))

    async def _begin(self, payload: dict[str, Any]) -> bool:
        """Know who asks, and acknowledge."""
        if self.connection_init_received:
            return await self._end(4429, "Too many initialisation requests")
        self.connection_init_received = True
        self._waiting.cancel()
        presented = of_payload(payload)
        if presented is None:
            presented = of_headers(self._scope["headers"])
        found = await self._door.callers.identified(self._scope, presented)
        if isinstance(found, Unknown):
            self._door.callers.charge_fault(self._caller)
            self._door.figures.refused(found.code)
            return await self._end(4403, "Forbidden")
        self._caller = found
        if presented is not None:
            self._look_at_token()
        await self.send_message({"type": "connection_ack"})
        self.connection_acknowledged = True
        return False

    def _look_at_token(self) -> None:
        """Close the socket when its token is over; otherwise look again, at the latest when it expires."""
        if self._door.callers.is_over(self._scope, self._caller):
            self._close(4401, "The token is over")
            return
        expires, wait = self._caller.known.expires_at, LOOK
        if expires is not None:
            wait = min(wait, max(0.0, (expires - self.context.now).total_seconds()))
        self._next_look = self._loop.call_later(wait, self._look_at_token)

    async def _subscribe(self, id: str, question: Question | Fault) -> bool:
        """Begin an operation."""
        if not self.connection_acknowledged:
            return await self._end(4401, "Unauthorized")
        if id in self.operations:
            return await self._end(4409, f"Subscriber for {id[:32]!a} already exists"[:120])
        if self._limits.operations and len(self.operations) >= self._limits.operations:
            self._door.figures.refused(Code.RATE_LIMITED)
            await self._refuse(id, TOO_MANY)
            return False
        question = self._door.rules.documents.settle(question)
        if isinstance(question, Fault):
            self._door.figures.refused(question.code)
            self._door.callers.charge_fault(self._caller)
            await self._refuse(id, question)
            return False
        operation = Operation(self, id, question.query or "", question.variables, question.operation_name)
        operation.task = asyncio.create_task(self.run_operation(operation))
        self.operations[id] = operation
        await others()
        return False

    async def _refuse(self, id: str, fault: Fault) -> None:
        """Answer an operation with a fault; the socket stays."""
        errors = [fault.error(self._call.language)]
        await self._socket.send_json({"id": id, "type": "error", "payload": errors})

    async def _end_with(self, operation: Operation[Context, None], fault: Fault) -> None:
        """End an operation that has not ended with a fault."""
        if not operation.completed and self.operations.get(operation.id) is operation:
            operation.completed = True
            self.forget_id(operation.id)
            await self._refuse(operation.id, fault)

    async def run_operation(self, operation: Operation[Context, None]) -> None:
        """Begin a subscription, or give the one answer of anything else."""
        reference = f"{self._call.reference}-{next(self._numbers)}"
        try:
            begun = await self._begun(operation, reference)
            if isinstance(begun, Watch):
                await self._follow(operation, begun)
            elif isinstance(begun, PreExecutionError):
                self._door.callers.charge_fault(self._caller)
                await operation.send_initial_errors(begun.errors or [])
            else:
                await operation.send_next(begun)
                await operation.send_operation_message({"id": operation.id, "type": "complete"})
        except WebSocketDisconnected:
            pass
        except Exception:
            # The operation ends, the socket stays.
            log.exception("%s: an operation failed", reference, extra={"reference": reference})
            self._leave(operation.id)
            with suppress(WebSocketDisconnected):
                await self._end_with(operation, broken(reference))

    async def _begun(self, operation: Operation[Context, None], reference: str) -> Watch | ExecutionResult:
        begun_at, figures, code = perf_counter(), self._door.figures, Code.INTERNAL.value
        context = self._door.callers.context(self._scope, self._caller, reference, self._call.language)
        figures.running += 1
        try:
            begun = await cast("Engine", self.schema).begin(
                operation.query, operation.variables, operation.operation_name, context
            )
            code = "OK" if isinstance(begun, Watch) else outcome(begun)
            return begun
        finally:
            figures.running -= 1
            figures.answered(context.kind, code, perf_counter() - begun_at)

    async def cleanup_operation(self, operation_id: str) -> None:
        """End an operation; from this moment on nothing more of it is sent."""
        self._leave(operation_id)
        await super().cleanup_operation(operation_id)

    def _leave(self, id: str) -> None:
        """Give back what a subscription has taken, if it has begun."""
        if id in self._subscribed:
            self._subscribed.discard(id)
            self._door.callers.subscriptions.leave(self._caller.key)
        if self._connection is not None and (screen := self._screens.pop(id, None)):
            self.context.world.hub.leave(screen)
            self._connection.forget(screen)

    async def _follow(self, operation: Operation[Context, None], watch: Watch) -> None:
        """Have the frames sent: by the hub itself, or from here when another server has the connection."""
        if self.operations.get(operation.id) is not operation:
            return  # completed before it had begun
        if not self._door.callers.subscriptions.enter(self._caller.key):
            self._door.figures.refused(Code.RATE_LIMITED)
            await self._end_with(operation, TOO_MANY)
            return
        self._subscribed.add(operation.id)
        head = b'{"id":%b,"type":"next","payload":' % orjson.dumps(operation.id)
        hub = self.context.world.hub
        if self._connection is None:
            async with aclosing(hub.frames(watch)) as frames:
                async for frame in frames:
                    await self._socket.send_text(b"".join((head, frame, b"}")))
        else:
            # Frames are made with the document and the variables of the broadcast; this copy is not needed any more.
            operation.query, operation.variables = "", None
            screen = self._screens[operation.id] = self._connection.screen(head)
            hub.join(watch, screen)
