"""The ASGI application: the guard, the door behind it, and what else a process shows."""

import asyncio
import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Lifespan

from domain.refusals import Words
from resolvers.errors import Code
from schema.engine import Engine
from schema.root import schema
from server import health, identity, manifests, world
from server.callers import Callers
from server.exports import EXPORT, Exports
from server.faults import Fault, Headers
from server.guard import CALL, GRAPHQL, NOT_FOUND, SECURITY, Guard, Hosts, Origins
from server.limits import Limits, Proxies
from server.metrics import Figures
from server.settings import Settings
from server.transports import Door, Rules

EXAMPLES = Path(__file__).parent.parent / "examples"
STATIC = Path(__file__).parent / "static"

LOCAL = ("localhost", "127.0.0.1", "[::1]")
"""Names that the server always has where Yaosu is worked on."""

NO_SUCH_METHOD = Fault(405, Code.BAD_REQUEST, Words("Send a GET", "请使用 GET"))


def create(settings: Settings, contract: Engine = schema) -> Starlette:
    """The application of a process; its world lives as long as it serves."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with world.opened(settings) as opened, identity.opened(settings, opened) as app.state.identity:
            app.state.world = opened
            watching = asyncio.create_task(app.state.figures.watch_the_loop())
            # What was made so far lives as long as the process: the collector need not look at it again.
            gc.collect()
            gc.freeze()
            yield
            watching.cancel()

    return assembled(settings, contract, lifespan)


def assembled(
    settings: Settings, contract: Engine = schema, lifespan: Lifespan[Starlette] | None = None, **rules: Any
) -> Starlette:
    """The application around a world that `lifespan`, or whoever calls, puts into its state; `rules` replaces some of
    those that the settings make."""
    if not settings.tells_schema:
        contract = contract.within(replace(contract.limits, introspected=0))
    always = [*SECURITY, *_hsts(settings)]
    given = {
        "ide": settings.shows_ide,
        "get": settings.develops,
        "origins": Origins(settings.allowed_origins),
        "always": always,
        "limits": Limits(settings.rate, settings.burst, settings.sockets, settings.subscriptions),
        "documents": manifests.trusted(settings, contract),
    }
    laid_down = Rules(**cast("Any", given | rules))
    figures = Figures()
    callers = Callers(laid_down.limits, Proxies(settings.trusted_proxies))
    door = Door(contract, laid_down, callers, figures)
    app = Starlette(
        routes=[Route(EXPORT, Exports(door)), *routes(settings, ide=laid_down.ide)],
        middleware=[Middleware(Guard, door=door, hosts=hosts(settings), always=always)],
        exception_handlers={HTTPException: cast("Any", told)},
        lifespan=lifespan,
    )
    app.state.settings, app.state.figures = settings, figures
    return app


def routes(settings: Settings, *, ide: bool) -> list[BaseRoute]:
    """What there is beside the door."""
    found: list[BaseRoute] = [
        Route("/livez", health.livez),
        Route("/readyz", health.readyz),
        Route("/metrics", health.metrics),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    if ide:
        found.append(Route("/", to_the_ide))
    if settings.shows_examples and EXAMPLES.is_dir():
        found.append(Mount("/examples", StaticFiles(directory=EXAMPLES, html=True)))
    return found


def hosts(settings: Settings) -> Hosts:
    """The names that the server answers to: those that are listed and, where Yaosu is worked on, this machine's."""
    if not settings.develops:
        return Hosts(settings.allowed_hosts)
    return Hosts((*LOCAL, settings.host, *settings.allowed_hosts), addresses=True)


async def to_the_ide(request: Request) -> RedirectResponse:
    """Whoever knocks without a path is led to the API."""
    return RedirectResponse(GRAPHQL)


async def told(request: Request, error: HTTPException) -> Response:
    """What there is not, or not in that way, as coded json."""
    fault = NO_SUCH_METHOD if error.status_code == 405 else NOT_FOUND
    body = fault.json(request.scope[CALL].language)
    return Response(body, error.status_code, error.headers, "application/json")


def _hsts(settings: Settings) -> Headers:
    if not settings.hsts:
        return []
    return [(b"strict-transport-security", f"max-age={settings.hsts}".encode())]
