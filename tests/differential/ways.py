"""An operation, answered both ways, and whether the answers are the same to the byte."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from uuid import UUID

import orjson
import pytest
from strawberry.http import process_result

import db.embedded
import db.engine
from domain.people import ANYBODY, Viewer
from resolvers.context import Context, World
from resolvers.execution import Executor
from resolvers.live import Hub
from schema.engine import Engine, Frame, Planned
from tests.offices import Clock

DATABASE_NOW = re.compile(rb'"20(?:2[5-9]|3[0-7])-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00"')
"""A moment of the database's clock; the data have none of these years, and the clock of the tests stands in 2023."""

REFERENCE = re.compile(
    rb'(?<=reference )[0-9a-f]{12}|(?<="reference":")[0-9a-f]{12}|(?<=\xe7\xbc\x96\xe5\x8f\xb7 )[0-9a-f]{12}'
)
"""The random name under which a fault is in the log, in the message of either language and beside it."""

COST = b',"extensions":{"cost":'
"""Where the cost begins in an answer that has errors."""

IDS = UUID("01890000-0000-7000-8000-000000000000").int
"""Where the ids of new records begin: two worlds that do the same give the same ids."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client sends."""

    query: str
    variables: dict[str, Any] | None
    language: str
    name: str | None = None
    viewer: Viewer = ANYBODY


@asynccontextmanager
async def world_of(address: db.embedded.Address) -> AsyncGenerator[World]:
    """The world of a database: a frozen clock, ids that are counted, a hub that looks when it is told to."""
    pool = await db.engine.connect(address.dsn("yaosu_runtime"), least=1, most=4)
    numbers = count(IDS)
    yield World(database=pool, hub=Hub(pool), now=Clock(), new_id=lambda: UUID(int=next(numbers)))
    await pool.close()


def normal(answer: bytes) -> bytes:
    """An answer without what no two answers share."""
    return REFERENCE.sub(b"reference", DATABASE_NOW.sub(b'"now"', answer))


@dataclass
class Tally:
    """What was covered: features of documents, fields that the reference looked at, how answers ended."""

    used: Counter[str] = field(default_factory=Counter)
    reached: Counter[tuple[str, str]] = field(default_factory=Counter)

    def report(self) -> str:
        """The figures as text."""
        lines = [f"{name:>40} {number:>9}" for name, number in sorted(self.used.items())]
        lines += [
            f"{'fields reached':>40} {len(self.reached):>9}",
            f"{'values of fields looked at':>40} {self.reached.total():>9}",
        ]
        return "\n".join(lines)

    @contextmanager
    def looking(self) -> Generator[None]:
        """Count the fields that the reference executes meanwhile, and let it answer the same every time."""
        execute_field, reached = Executor.execute_field, self.reached

        def counting(executor: Executor, parent: Any, source: Any, details: Any, *rest: Any) -> Any:
            if not executor.context_value.world.planned:
                reached[parent.name, details[0].node.name.value] += 1
            return execute_field(executor, parent, source, details, *rest)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Executor, "execute_field", counting)
            patch.setattr("graphql.execution.executor.gather_with_cancel", _in_order)
            yield


class Ways:
    """The two ways: `planned` and, in a world of its own, the reference."""

    def __init__(self, engine: Engine, planned: World, reference: World) -> None:
        self.engine = engine
        self.planned = replace(planned, planned=True)
        # A hub of its own: frames are shared by all who ask the same.
        self.reference = replace(reference, planned=False, hub=Hub(reference.database))

    async def differ(self, operation: Operation, tally: Tally) -> str | None:
        """What differs between the ways, ready to read; `None` when they agree."""
        planned, said = await self._answer(operation, self.planned)
        reference, _ = await self._answer(operation, self.reference)
        tally.used["operations"] += 1
        tally.used["operations wholly planned"] += said
        tally.used[_ending(reference)] += 1
        return compared(operation, planned, reference)

    async def frames_differ(self, operations: list[Operation], tally: Tally) -> list[str]:
        """What differs between the first frames of subscriptions, one look of the hub for all of them."""
        planned = await self._frames(operations, self.planned)
        reference = await self._frames(operations, self.reference)
        for answer in reference:
            tally.used["frames"] += 1
            tally.used[_ending(answer)] += 1
        found = map(compared, operations, planned, reference)
        return [difference for difference in found if difference]

    async def _answer(self, operation: Operation, world: World) -> tuple[bytes, bool]:
        result = await self.engine.execute(
            operation.query,
            operation.variables,
            Context(world, operation.language, operation.viewer),
            operation_name=operation.name,
        )
        return orjson.dumps(process_result(result)), isinstance(result, Planned)

    async def _frames(self, operations: list[Operation], world: World) -> list[bytes]:
        waiting = [asyncio.create_task(self._frame(operation, world)) for operation in operations]
        while not all(task.done() for task in waiting):
            # Whoever has joined by now is served; the others have errors, or are still being read.
            await asyncio.sleep(0)
            await world.hub.look()
        return [task.result() for task in waiting]

    async def _frame(self, operation: Operation, world: World) -> bytes:
        context = Context(world, operation.language, operation.viewer)
        stream = await self.engine.stream(
            operation.query, operation.variables, context, operation_name=operation.name
        )
        async with aclosing(stream):
            answer = await anext(stream)
        return answer.json if isinstance(answer, Frame) else orjson.dumps(process_result(answer))


async def _in_order(*fields: Any) -> list[Any]:
    """The answers of fields beside each other. Where several fail, any of the errors may be the one that is told, and
    graphql-core tells the one that comes first in time; here it is the one that comes first in the document."""
    answers = await asyncio.gather(*fields, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return answers


def _sorted(answer: bytes) -> tuple[bytes, list[bytes]]:
    """The data and the cost as they are written, and the errors in an order of their own: theirs is the order of time."""
    data, _, rest = answer.rpartition(b',"errors":')
    if not data:
        return answer, []
    errors, _, cost = rest.rpartition(COST)
    return data + cost, sorted(map(orjson.dumps, orjson.loads(errors or rest[:-1])))


def compared(operation: Operation, planned: bytes, reference: bytes) -> str | None:
    """What differs, ready to read; `None` when nothing does but what never agrees."""
    if planned == reference or _sorted(normal(planned)) == _sorted(normal(reference)):
        return None
    return (
        f"{operation.query}\n\nvariables: {orjson.dumps(operation.variables).decode()}\n"
        f"operationName: {operation.name}, language: {operation.language}\n{operation.viewer}\n\n"
        f"planned:   {normal(planned).decode()}\n\nreference: {normal(reference).decode()}\n"
    )


REFUSED = re.compile(rb'"code":"(?:FORBIDDEN|UNAUTHENTICATED)"')


def _ending(answer: bytes) -> str:
    if b'"code":"QUERY_TOO_' in answer:
        return "refusals of what is too much"
    if REFUSED.search(answer):
        return "answers that the role may not have"
    if b'"errors":' not in answer:
        return "answers without errors"
    return "answers of null" if answer.startswith(b'{"data":null') else "answers with errors beside data"
