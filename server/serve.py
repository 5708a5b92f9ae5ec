"""One process that serves until it is told to stop."""

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import uvicorn

from schema.engine import Engine
from schema.root import schema
from server.app import create
from server.connections import HttpConnection, SocketConnection
from server.logs import configure
from server.settings import Settings

log = logging.getLogger("yaosu")

OPTIONS: dict[str, Any] = {
    "loop": "uvloop",
    "http": HttpConnection,
    "ws": SocketConnection,
    "ws_max_size": 64 * 1024,
    "ws_per_message_deflate": False,
    "ws_ping_interval": 60.0,
    "lifespan": "on",
    "log_config": None,
    "log_level": "warning",
    "access_log": False,
    "proxy_headers": False,
    "server_header": False,
    "date_header": False,
    "timeout_graceful_shutdown": 2,
}
"""How uvicorn serves, whatever the settings."""

Beside = Callable[[str], Coroutine[Any, Any, None]]


class Server(uvicorn.Server):
    """uvicorn, with something that runs beside it while it listens; it is given the URL."""

    def __init__(self, config: uvicorn.Config, beside: Beside | None, pages: tuple[str, ...]) -> None:
        super().__init__(config)
        self._beside, self._pages = beside, pages
        self._running: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit:
            return
        port = self.servers[0].sockets[0].getsockname()[1]
        url = f"http://{self.config.host}:{port}"
        log.info("Yaosu listens: %s  (Ctrl-C stops)", "  ".join(url + page for page in self._pages))
        if self._beside is not None:
            self._running = asyncio.create_task(self._beside(url))
            self._running.add_done_callback(_report)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await self._running
        await super().shutdown(sockets)


def serve(settings: Settings, beside: Beside | None = None, contract: Engine = schema) -> bool:
    """Serve until SIGINT or SIGTERM; answers whether it ever listened."""
    configure(settings)
    config = uvicorn.Config(create(settings, contract), host=settings.host, port=settings.port, **OPTIONS)
    pages = ("/graphql", "/examples/dashboard/") if settings.shows_examples else ("/graphql",)
    server = Server(config, beside, pages)
    with suppress(KeyboardInterrupt):
        server.run()
    return server.started


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("what runs beside the server failed", exc_info=task.exception())
