"""Strawberry over SQLAlchemy's ORM and data loaders, as its documentation shows it, with its caches on."""

from typing import Annotated
from uuid import UUID

import orjson
import strawberry
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from benchmarks.peers.python.contract import CONFIG, Info
from benchmarks.peers.python.enums import FairState
from benchmarks.peers.python.fairs import Fair
from benchmarks.peers.python.loaders import Loaders
from benchmarks.peers.python.profiles import EnterpriseProfile, EnterpriseProfileConnection, enterprise_page
from benchmarks.peers.python.serve import serve
from benchmarks.peers.python.submit_orm import SubmitIntakeInput, SubmitIntakeResult, submit_intake


@strawberry.type
class Query:
    @strawberry.field
    async def enterprise_profiles(
        self, first: int = 20, after: str | None = None
    ) -> EnterpriseProfileConnection:
        return await enterprise_page(first, after)

    @strawberry.field
    async def enterprise_profile(self, info: Info, id: strawberry.ID) -> EnterpriseProfile | None:
        row = await info.context.enterprises.load(UUID(id))
        return row and EnterpriseProfile.of(row)

    @strawberry.field
    async def fair(self, info: Info, id: strawberry.ID) -> Fair | None:
        row = await info.context.fairs.load(UUID(id))
        return row and Fair(
            zone_id=row.zone_id,
            id=id,
            name=row.name,
            state=FairState(row.state),
            opens_at=row.opens_at,
            closes_at=row.closes_at,
        )


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def submit_intake(
        self, given: Annotated[SubmitIntakeInput, strawberry.argument(name="input")]
    ) -> SubmitIntakeResult:
        return await submit_intake(given)


class App(GraphQL[Loaders, None]):
    """The view, with loaders of its own for every operation."""

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Loaders:
        return Loaders()

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


schema = strawberry.Schema(Query, Mutation, config=CONFIG, extensions=[ParserCache, ValidationCache])

if __name__ == "__main__":
    serve(App(schema, graphql_ide=None))
