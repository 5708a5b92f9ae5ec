"""Work that goes on when the act that began it is kept: the task of each job, and the process that computes for them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar
from uuid import UUID

import anyio
import anyio.to_process

T = TypeVar("T")

Compute = Callable[..., Awaitable[Any]]
"""Calls a function of a module with arguments that can be pickled, and answers what it answers."""

log = logging.getLogger("yaosu.jobs")


class Worker:
    """A process of its own that computes, one call after another, so that the event loop answers meanwhile. It begins with
    the first call, has none of this process's sockets and ends with the event loop; a call that is cancelled kills it, and
    the next one begins another."""

    def __init__(self) -> None:
        self._one: anyio.CapacityLimiter | None = None

    async def __call__(self, function: Callable[..., Any], *arguments: Any) -> Any:
        if self._one is None:
            self._one = anyio.CapacityLimiter(1)
        return await anyio.to_process.run_sync(function, *arguments, cancellable=True, limiter=self._one)


class Jobs:
    """The jobs of a process. `compute` is where they compute."""

    def __init__(self, compute: Compute | None = None) -> None:
        self.compute = Worker() if compute is None else compute
        self._tasks: dict[UUID, asyncio.Task[None]] = {}

    def begin(self, id: UUID, work: Coroutine[Any, Any, None]) -> None:
        """Begin a job. What goes wrong in it, its record says; here it is logged."""
        task = self._tasks[id] = asyncio.create_task(work)
        task.add_done_callback(lambda done: self._over(id, done))

    async def wait(self, id: UUID, seconds: float) -> None:
        """Wait until a job of this process is over, but not for longer than this."""
        if (task := self._tasks.get(id)) is not None:
            await asyncio.wait({task}, timeout=seconds)

    async def close(self) -> None:
        """End all jobs; each has the time to say so."""
        for task in (tasks := list(self._tasks.values())):
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError, Exception):
                await task

    def _over(self, id: UUID, done: asyncio.Task[None]) -> None:
        del self._tasks[id]
        if not done.cancelled() and (error := done.exception()) is not None:
            log.error("a job failed", exc_info=error)
