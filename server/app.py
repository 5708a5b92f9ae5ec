"""The ASGI application: `/graphql` and the examples."""

import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from schema.engine import Engine
from schema.root import schema
from server import identity, world
from server.settings import Settings
from server.transports import Door

EXAMPLES = Path(__file__).parent.parent / "examples"
STATIC = Path(__file__).parent / "static"


def create(settings: Settings, contract: Engine = schema) -> Starlette:
    """The application of a process; its world lives as long as it serves."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with world.opened(settings) as opened, identity.opened(settings, opened) as app.state.identity:
            app.state.world = opened
            # What was made so far lives as long as the process: the collector need not look at it again.
            gc.collect()
            gc.freeze()
            yield

    return Starlette(routes=routes(settings, contract), lifespan=lifespan)


def routes(settings: Settings, contract: Engine = schema) -> list[BaseRoute]:
    """What the door leads to."""
    door = Door(contract, ide=settings.profile == "development", allowed_origins=settings.allowed_origins)
    found: list[BaseRoute] = [
        Route("/graphql", door),
        WebSocketRoute("/graphql", door),
        Mount("/static", StaticFiles(directory=STATIC)),
        Route("/", to_the_ide),
    ]
    if EXAMPLES.is_dir():
        found.append(Mount("/examples", StaticFiles(directory=EXAMPLES, html=True)))
    return found


async def to_the_ide(request: Request) -> RedirectResponse:
    """Whoever knocks without a path is led to the API."""
    return RedirectResponse("/graphql")
