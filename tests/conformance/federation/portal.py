"""A portal's subgraph beside Yaosu's: it knows how many wait at a booth, and nothing else of it."""

from __future__ import annotations

import strawberry
import strawberry.federation
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
app = Starlette(routes=[Route("/graphql", GraphQL(schema))])
