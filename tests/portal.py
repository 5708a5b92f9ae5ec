"""A portal's subgraph beside Yaosu's: it knows how many wait at a booth, and nothing else of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import strawberry
import strawberry.federation
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

WAITING: dict[str, int] = {}
"""How many wait at each booth, by the booth's id."""


@strawberry.federation.type(keys=["id"])
class Booth:
    id: strawberry.ID
    queue_length: int

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> Booth:
        return cls(id=id, queue_length=WAITING[id])


@strawberry.type
class Query:
    portal: str = "门户"


schema = strawberry.federation.Schema(query=Query, types=[Booth], federation_version="2.9")


@asynccontextmanager
async def portal() -> AsyncGenerator[str]:
    """The subgraph, served; its address."""
    app = Starlette(routes=[Route("/graphql", GraphQL(schema))])
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/graphql"
    finally:
        server.should_exit = True
        await serving
