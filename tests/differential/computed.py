"""The schema with fields that only Python can answer: a plan must leave them to the executor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
)

import db.fairs
from domain import fairs
from domain.enterprises import Enterprise
from resolvers.execution import Executor
from schema.engine import Engine
from schema.root import TYPES, Mutation, Query, Subscription
from schema.scalars import CONFIG
from tests.offices import uid

LATEST = uid(401)
"""The fair that `Query.busiest` answers."""


class Unwilling(Exception):
    """A computed field that cannot answer."""


def engine() -> Engine:
    """The one schema, with computed fields."""
    made = Engine(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=TYPES,
        execution_context_class=Executor,
        config=CONFIG,
    )
    add_computed(made)
    return made


def add_computed(made: Engine) -> None:
    """Add the computed fields to an engine."""
    types: dict[str, Any] = made._schema.type_map
    text, whole = GraphQLString, GraphQLInt
    fair, booth = types["Fair"], types["Booth"]
    times = {"times": GraphQLArgument(whole, default_value=2)}
    added = {
        "Query": {
            "greeting": GraphQLField(
                GraphQLNonNull(text), {"text": GraphQLArgument(text)}, resolve=_greeting
            ),
            "busiest": GraphQLField(fair, resolve=_busiest),
        },
        "Enterprise": {
            "shout": GraphQLField(GraphQLNonNull(text), resolve=_shout),
            "echo": GraphQLField(text, times, resolve=_echo),
        },
        "Fair": {
            "motto": GraphQLField(text, resolve=_motto),
            "itself": GraphQLField(GraphQLNonNull(fair), resolve=_itself),
            "oddBooths": GraphQLField(
                GraphQLNonNull(GraphQLList(GraphQLNonNull(booth))), resolve=_odd_booths
            ),
        },
        "Booth": {"sign": GraphQLField(GraphQLNonNull(text), times, resolve=_sign)},
        "FairCounts": {
            "doubled": GraphQLField(GraphQLNonNull(whole), resolve=_doubled),
            "spelled": GraphQLField(text, resolve=_spelled),
        },
        "Intake": {
            "initial": GraphQLField(text, resolve=_initial),
            "unwilling": GraphQLField(GraphQLNonNull(text), resolve=_unwilling),
            "neighbour": GraphQLField(types["Intake"], resolve=_neighbour),
        },
    }
    for type_name, fields in added.items():
        types[type_name].fields.update(fields)


def _greeting(source: object, info: Any, text: str | None = None) -> str:
    return f"{info.context.language}: {text}"


async def _busiest(source: object, info: Any) -> fairs.Fair | None:
    return await info.context.load(db.fairs.FAIR.by_id, LATEST)


def _shout(enterprise: Enterprise, info: Any) -> str:
    return enterprise.name.upper()


async def _echo(enterprise: Enterprise, info: Any, times: int | None) -> str | None:
    return None if times is None else enterprise.name[:9] * min(max(times, 0), 9)


async def _motto(fair: fairs.Fair, info: Any) -> str | None:
    return fair.round and f"{fair.name[:9]} · {fair.round}"


def _itself(fair: fairs.Fair, info: Any) -> fairs.Fair:
    return fair


async def _odd_booths(fair: fairs.Fair, info: Any) -> list[fairs.Booth]:
    booths = await info.context.load(db.fairs.BOOTH.of_each("fair_id", ("code", "id")), fair.id)
    return list(booths[::2])


async def _sign(booth: fairs.Booth, info: Any, times: int | None) -> str:
    return "/".join([booth.code] * (times or 1))


def _doubled(counts: fairs.FairCounts, info: Any) -> int:
    return 2 * counts.version


async def _spelled(counts: fairs.FairCounts, info: Any) -> str | None:
    return f"{counts.total.received}/{counts.total.open}" if counts.version else None


def _initial(intake: fairs.Intake, info: Any) -> str | None:
    return intake.summary and intake.summary[0]


def _unwilling(intake: fairs.Intake, info: Any) -> str:
    if intake.number % 5 == 0:
        raise Unwilling(f"number {intake.number} cannot be answered")
    return f"{intake.number} of {intake.booth_id}"


async def _neighbour(intake: fairs.Intake, info: Any) -> fairs.Intake | None:
    return await info.context.load(db.fairs.INTAKE.by_id, UUID(int=intake.id.int + 1))
