"""Ariadne over raw SQL and aiodataloader, with parsed and validated documents kept."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import graphql
import orjson
from aiodataloader import DataLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.peers.python import readers
from benchmarks.peers.python.readers import Row
from benchmarks.peers.python.scalars import moment_text
from benchmarks.peers.python.serve import serve
from benchmarks.peers.python.submit_sql import submit_intake

# Ariadne is not installed where these files are checked, only where they run.
ariadne = cast("Any", import_module("ariadne"))
asgi = cast("Any", import_module("ariadne.asgi"))
handlers = cast("Any", import_module("ariadne.asgi.handlers"))

Resolver = Callable[..., Awaitable[Any]]


class Context:
    """The loaders of one operation."""

    def __init__(self, read: readers.Readers) -> None:
        self.read = read
        self.zones = DataLoader(read.one(readers.ZONES))
        self.organizations = DataLoader(read.one(readers.ORGANIZATIONS))
        self.enterprises = DataLoader(read.one(readers.ENTERPRISES))
        self.booths = DataLoader(read.one(readers.BOOTHS))
        self.fairs = DataLoader(read.one(readers.FAIRS))
        self.chains = DataLoader(read.many(readers.CHAINS))
        self.alliances = DataLoader(read.many(readers.ALLIANCES))
        self.matches = DataLoader(read.pages(readers.MATCHES))
        self.intakes = DataLoader(read.pages(readers.INTAKES))
        self.counts = DataLoader(read.counts)
        self.intake_totals = DataLoader(read.intake_totals)


def by_key(loader: str, key: str) -> Resolver:
    """Resolves a field through a loader, by a value of its parent."""

    def resolve(parent: Row, info: Any) -> Awaitable[Any]:
        return getattr(info.context, loader).load(parent[key])

    return resolve


def page_of(loader: str) -> Resolver:
    """Resolves the first so many of a parent."""

    def resolve(parent: Row, info: Any, first: int) -> Awaitable[Any]:
        return getattr(info.context, loader).load((parent["id"], first))

    return resolve


def membership(loader: str, name: str) -> Resolver:
    """Resolves memberships; what they are in came with them in one row."""

    async def resolve(parent: Row, info: Any) -> list[Row]:
        rows = await getattr(info.context, loader).load(parent["id"])
        return [{**row, name: {"id": row["id"], "name": row["name"]}} for row in rows]

    return resolve


def by_id(loader: str) -> Resolver:
    """Resolves a field of the root by its argument."""

    def resolve(_root: object, info: Any, id: str) -> Awaitable[Any]:
        return getattr(info.context, loader).load(id)

    return resolve


def enterprise_profiles(_root: object, info: Any, first: int, after: str | None = None) -> Awaitable[Row]:
    """One page of all enterprises."""
    return info.context.read.enterprise_page(first, after)


def total_of_enterprises(_parent: Row, info: Any) -> Awaitable[int]:
    """How many enterprises there are."""
    return info.context.read.enterprise_total()


def submit(_root: object, info: Any, input: Row) -> Awaitable[Row]:
    """The act."""
    return submit_intake(info.context.read.pool, input)


RESOLVERS: dict[str, dict[str, Resolver]] = {
    "Query": {
        "enterpriseProfiles": enterprise_profiles,
        "enterpriseProfile": by_id("enterprises"),
        "fair": by_id("fairs"),
    },
    "Mutation": {"submitIntake": submit},
    "EnterpriseProfileConnection": {"totalCount": total_of_enterprises},
    "EnterpriseProfile": {
        "chains": membership("chains", "chain"),
        "alliances": membership("alliances", "alliance"),
        "matches": page_of("matches"),
    },
    "Fair": {
        "zone": by_key("zones", "zoneId"),
        "counts": by_key("counts", "id"),
        "intakes": page_of("intakes"),
    },
    "IntakeConnection": {"totalCount": by_key("intake_totals", "of")},
    "BoothTally": {"booth": by_key("booths", "boothId")},
    "Booth": {"organization": by_key("organizations", "organizationId")},
    "Intake": {"enterprise": by_key("enterprises", "enterpriseId"), "booth": by_key("booths", "boothId")},
}


SCALARS: dict[str, Callable[[Any], str]] = {"DateTime": moment_text, "Date": str, "Money": "{:.2f}".format}


def executable() -> graphql.GraphQLSchema:
    """The schema with its resolvers and scalars."""
    bound: list[Any] = []
    for name, fields in RESOLVERS.items():
        type_ = ariadne.ObjectType(name)
        for field, resolver in fields.items():
            type_.set_field(field, resolver)
        bound.append(type_)
    text = (Path(__file__).parent.parent / "schema.graphql").read_text()
    scalars = [ariadne.ScalarType(name, serializer=write) for name, write in SCALARS.items()]
    return ariadne.make_executable_schema(text, *bound, *scalars)


schema = executable()


@lru_cache(1024)
def parsed(query: str) -> graphql.DocumentNode:
    """A document, parsed once."""
    return graphql.parse(query)


@lru_cache(1024)
def problems(document: graphql.DocumentNode) -> list[graphql.GraphQLError]:
    """What is wrong with a document, found out once."""
    return graphql.validate(schema, document)


def parse(_context: object, data: Row) -> graphql.DocumentNode:
    """Ariadne's way to parse, through the cache."""
    return parsed(data["query"])


def validate(
    _schema: object, document: graphql.DocumentNode, *_: object, **__: object
) -> list[graphql.GraphQLError]:
    """Ariadne's way to validate, through the cache."""
    return problems(document)


class Handler(handlers.GraphQLHTTPHandler):
    """Answers are written by orjson."""

    async def create_json_response(self, request: Request, result: Row, success: bool) -> Response:
        status = 200 if success or result.get("data") is not None else 400
        return Response(orjson.dumps(result), status, media_type="application/json")


def app() -> Starlette:
    """The application; its pool lives as long as it does."""
    opened: list[readers.Readers] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        opened.append(await readers.connect())
        yield
        await opened[0].pool.close()

    def context(_request: Request, _data: object) -> Context:
        return Context(opened[0])

    view = asgi.GraphQL(
        schema,
        context_value=context,
        http_handler=Handler(),
        query_parser=parse,
        query_validator=validate,
        introspection=False,
        explorer=None,
    )
    return Starlette(routes=[Route("/graphql", view)], lifespan=lifespan)


if __name__ == "__main__":
    serve(app())
