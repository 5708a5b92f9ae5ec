"""How an operation runs: documents are parsed and validated once, every operation has a context of its own, and what
goes wrong is told by code."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from copy import copy
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import graphql
import orjson
import strawberry
import strawberry.federation
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSyntaxError,
    KnownTypeNamesRule,
    OperationDefinitionNode,
    get_operation_ast,
    specified_rules,
    validate,
)
from graphql import ExecutionResult as CoreResult
from graphql.execution.values import get_variable_values
from strawberry.execution import optimized_is_awaitable
from strawberry.http import process_result
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from db.engine import Connection, is_away
from db.plans import MISSING
from db.relations import Version, catalogue
from domain.people import ANYBODY
from resolvers.context import Context
from resolvers.cost import CHARGE, FREE, Bill, Price, price
from resolvers.errors import Code, CodedError, rate_limited
from resolvers.execution import Executor
from resolvers.live import Topic, Watch
from resolvers.relations import follow
from resolvers.selection import ARGUMENT, Document
from resolvers.visibility import Field, asked_fields, is_public, refusal
from resolvers.walk import Limits, parsed, too_much
from schema.backing import RELATED, reader
from schema.costs import charge
from schema.faults import Failed, bad_request, refused, told
from schema.prepared import Prepared

log = logging.getLogger("yaosu.errors")

LIMITS = Limits()


class KnownTypeNames(KnownTypeNamesRule):
    """The rule as it is, but it suggests none but names that begin alike: comparing one that is wrong with all names of a
    large contract takes tens of milliseconds."""

    def enter_named_type(self, node: Any, _key: Any, parent: Any, _path: Any, ancestors: Any) -> None:
        begins = node.name.value[:4]
        self.type_names = [name for name in self.existing_types_map if name.startswith(begins)][:20]
        super().enter_named_type(node, _key, parent, _path, ancestors)


RULES = (
    *(KnownTypeNames if rule is KnownTypeNamesRule else rule for rule in specified_rules),
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)

VALIDATION_ERRORS = 10
"""How many things that are wrong with a document are told: each may quote a part of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation of a valid document."""

    query: str
    document: Document
    operation: OperationDefinitionNode
    operation_name: str | None
    kind: OperationType
    fields: frozenset[Field]
    price: Price

    def with_variables(self, variables: dict[str, Any] | None) -> bytes:
        """What stands for the operation and its variables: the same bytes ask the same."""
        return b"\0".join((self.query.encode(), (self.operation_name or "").encode(), _canonical(variables)))


class Planned(ExecutionResult):
    """The answer of one statement: no field of it went through the executor. `json` is the whole answer."""

    def __init__(self, data: bytes, bill: Bill) -> None:
        super().__init__(data=cast("Any", orjson.Fragment(data)), errors=None, extensions=bill.extensions)
        self.json = b'{"data":%b%b}' % (data, bill.json)


class Frame(ExecutionResult):
    """A frame of a subscription: the json of its execution result, made once for all who ask the same."""

    def __init__(self, json: bytes) -> None:
        super().__init__(data=None, errors=None)
        self.json = json


class Engine(strawberry.federation.Schema):
    """The schema, a subgraph of its own, and how its operations run."""

    def __init__(self, *args: Any, limits: Limits = LIMITS, **kwargs: Any) -> None:
        cast("Any", super()).__init__(*args, **kwargs)
        self.hold_to(limits)
        self._priced = False
        if self._schema.mutation_type is not None:
            for act in self._schema.mutation_type.fields.values():
                act.resolve = _direct(act.extensions[GraphQLCoreConverter.DEFINITION_BACKREF])
        for type_ in self._schema.type_map.values():
            if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
                for name, field in type_.fields.items():
                    field.extensions[CHARGE] = charge(field)
                    self._priced = self._priced or field.extensions[CHARGE] != FREE
                    _declare(type_.name, name, field)

    @property
    def contract(self) -> GraphQLSchema:
        """The schema as graphql-core has it."""
        return self._schema

    def within(self, limits: Limits) -> "Engine":
        """The same contract, held to other limits."""
        other = copy(self)
        other.hold_to(limits)
        return other

    def hold_to(self, limits: Limits) -> None:
        """Refuse, from here on, what is beyond these limits."""
        self.limits = limits
        self._prepared = Prepared(self._prepare, _kept)

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Answer a query or a mutation."""
        caller = cast("Context", context_value)
        asked = await self._in_turn(query, operation_name, allowed_operation_types)
        if isinstance(asked, list):
            return refused(asked, caller)
        caller.kind = asked.kind.value
        if asked.kind is OperationType.SUBSCRIPTION:
            return refused(
                [bad_request("A subscription needs graphql-transport-ws, SSE or multipart")], caller
            )
        bill = asked.price.bill(variable_values, self.limits.cost, told=self._priced)
        if unpaid := _unpaid(bill, caller):
            return unpaid
        return await self._answer(asked, variable_values, caller, bill)

    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
    ) -> AsyncGenerator[ExecutionResult]:
        """Answer any operation as a stream: a subscription with its frames, the others with one answer."""
        caller = cast("Context", context_value)
        return self._streamed(query, variable_values, operation_name, caller, allowed_operation_types)

    def problems(self, text: str) -> list[GraphQLError]:
        """What keeps a document from running, whichever of its operations is asked for."""
        try:
            definitions = parsed(text, self.limits).definitions
        except (CodedError, GraphQLSyntaxError) as error:
            return [error]
        operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
        names = [each.name.value if each.name else None for each in operations] or [None]
        for name in names:
            if isinstance(asked := self._prepare(text, name), list):
                return asked
        return []

    async def _streamed(
        self,
        query: str | None,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        caller: Context,
        allowed: Iterable[OperationType] | None,
    ) -> AsyncGenerator[ExecutionResult]:
        begun = await self.begin(query, variables, operation_name, caller, allowed)
        if not isinstance(begun, Watch):
            yield begun
            return
        async with aclosing(caller.world.hub.frames(begun)) as frames:
            async for frame in frames:
                yield Frame(frame)

    async def begin(
        self,
        query: str | None,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        caller: Context,
        allowed: Iterable[OperationType] | None = None,
    ) -> Watch | ExecutionResult:
        """What a subscription watches, for whoever has the hub show its frames; any other operation's one answer."""
        asked = await self._in_turn(query, operation_name, allowed)
        if isinstance(asked, list):
            return refused(asked, caller)
        caller.kind = asked.kind.value
        bill = asked.price.bill(variables, self.limits.cost, told=self._priced)
        if unpaid := _unpaid(bill, caller):
            return unpaid
        if asked.kind is not OperationType.SUBSCRIPTION:
            return await self._answer(asked, variables, caller, bill)
        if forbidden := refusal(self._schema, asked.fields, caller.viewer.sight):
            return refused([forbidden], caller, bill=bill)
        watch = await self._watch(asked, variables, caller, bill)
        return refused(watch, caller, Code.BAD_USER_INPUT, bill) if isinstance(watch, list) else watch

    async def _watch(
        self, asked: Asked, variables: dict[str, Any] | None, caller: Context, bill: Bill
    ) -> Watch | Failed:
        topic = await self._topic(asked, variables, caller)
        if isinstance(topic, list):
            return topic

        # What everybody is answered the same is read, and made, once for all.
        viewer = ANYBODY if is_public(self._schema, asked.fields) else caller.viewer

        async def render(connection: Connection, key: UUID) -> tuple[bytes, Version]:
            if viewer.county_code != topic.county_code:
                async with caller.world.database.connection(viewer.county_code) as within:
                    return await rendered(within, key)
            return await rendered(connection, key)

        async def rendered(connection: Connection, key: UUID) -> tuple[bytes, Version]:
            context = caller.for_operation(viewer=viewer)
            event = self._executor(asked, variables, context)
            assert isinstance(event, Executor)
            if context.world.planned and (frame := await event.planned_frame(connection, key)):
                data, stamp = frame
                return b'{"data":%b%b}' % (data, bill.json), stamp
            assert topic.watched.batch is not None
            event.root_value = state = (await topic.watched.batch(connection, [key], context.viewer))[key]
            told = await _finished(event, caller, bill)
            if any((error.extensions or {}).get("retryable") for error in told.errors or ()):
                # Not a frame: the hub renders it again when the database is back.
                raise ConnectionError("the database went away while a frame was rendered")
            return orjson.dumps(process_result(told)), (state.epoch, state.version)

        # What all who share this key are shown is the same, so it is made once.
        shared = (asked.query, asked.operation_name, _canonical(variables), caller.language, viewer)
        return Watch(topic, shared, render)

    async def _answer(
        self, asked: Asked, variables: dict[str, Any] | None, caller: Context, bill: Bill
    ) -> ExecutionResult:
        if forbidden := refusal(self._schema, asked.fields, caller.viewer.sight):
            return refused([forbidden], caller, bill=bill)
        if asked.kind is OperationType.MUTATION:
            context = caller.for_operation(asked.with_variables(variables))
        else:
            context = caller.for_operation()
            answer = await self._planned_answer(asked, variables, context)
            if answer is not None:
                return Planned(answer, bill)
        executor = self._executor(asked, variables, context)
        if isinstance(executor, list):
            return refused(executor, caller, Code.BAD_USER_INPUT, bill)
        return await _finished(executor, caller, bill)

    async def _planned_answer(
        self, asked: Asked, variables: dict[str, Any] | None, context: Context
    ) -> bytes | None:
        """The data of a query that one statement can answer, which is a snapshot of its own. `None` where the executor
        has to answer, or to tell what is wrong."""
        if not context.world.planned:
            return None
        coerced = get_variable_values(
            self._schema, asked.operation.variable_definitions or (), variables or {}, 1
        )
        if isinstance(coerced, list):
            return None
        try:
            planned = asked.document.whole(
                asked.operation,
                coerced,
                lambda: cast("Executor", self._executor(asked, variables, context)),
            )
        except GraphQLError:
            # A variable that @skip or @include asks is null: the executor tells which.
            return None
        if planned is None:
            return None
        try:
            viewer = context.viewer
            json = await context.world.database.read(
                viewer.county_code, planned.reading.one, planned.values(coerced), viewer
            )
        except GraphQLError:
            return None
        except Exception as error:
            # The executor tells it at its place in the answer.
            if is_away(error):
                context.fail(error)
            else:
                log.exception("a planned query failed; the loaders answer it")
            return None
        return None if MISSING in json else json

    async def _topic(self, asked: Asked, variables: dict[str, Any] | None, caller: Context) -> Topic | Failed:
        """What a subscription watches."""
        context = caller.for_operation()
        executor = self._executor(asked, variables, context)
        if isinstance(executor, list):
            return executor
        try:
            source = await _settled(cast("Any", graphql).create_source_event_stream(executor))
        finally:
            await context.end()
        return source if isinstance(source, Topic) else cast("CoreResult", source).errors or []

    def _executor(
        self,
        asked: Asked,
        variables: dict[str, Any] | None,
        context: Context,
        root_value: Any = None,
    ) -> Executor | Failed:
        executor = cast(
            "Executor | Failed",
            cast("Any", Executor).build(
                self._schema,
                asked.document.node,
                root_value=root_value,
                context_value=context,
                raw_variable_values=variables,
                operation_name=asked.operation_name,
                is_awaitable=optimized_is_awaitable,
                hide_suggestions=not self.limits.introspection,
            ),
        )
        if isinstance(executor, Executor):
            executor.document = asked.document
        return executor

    async def _in_turn(
        self, query: str | None, operation_name: str | None, allowed: Iterable[OperationType] | None
    ) -> Asked | Failed:
        """The operation of a valid document, if it may run here. A document that was not known has had its turn of the
        loop: what is to be done with it waits for the next one."""
        made = self._prepared.made
        asked = self._asked(query, operation_name, allowed)
        if self._prepared.made != made:
            await asyncio.sleep(0)
        return asked

    def _asked(
        self, query: str | None, operation_name: str | None, allowed: Iterable[OperationType] | None
    ) -> Asked | Failed:
        """The operation of a valid document, if it may run here."""
        if not query:
            return [bad_request("No GraphQL query found in the request")]
        asked = self._prepared(query, operation_name)
        if isinstance(asked, Asked) and allowed is not None and asked.kind not in allowed:
            return [bad_request(f"A {asked.kind.value} is not allowed here; send it with POST")]
        return asked

    def _prepare(self, query: str, operation_name: str | None) -> Asked | Failed:
        limits = self.limits
        try:
            document = parsed(query, limits)
        except (CodedError, GraphQLSyntaxError) as error:
            return [error]
        if refused := too_much(document, limits):
            return [refused]
        hide = not limits.introspection
        if errors := validate(self._schema, document, RULES, VALIDATION_ERRORS, hide_suggestions=hide):
            return errors
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            return [bad_request("The operation to run is not in the document, or operationName is missing")]
        kind = OperationType(operation.operation.value)
        found = price(self._schema, document, operation, limits)
        if isinstance(found, CodedError):
            return [found]
        fields = asked_fields(self._schema, document, operation)
        return Asked(query, Document(document), operation, operation_name, kind, fields, found)


def _kept(asked: Asked | Failed) -> DocumentNode | None:
    """The document that is worth keeping: one that may run."""
    return asked.document.node if isinstance(asked, Asked) else None


def _declare(type_name: str, name: str, field: Any) -> None:
    """Give a field that `db` declares its resolver, and a field with arguments their reader."""
    metadata = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].metadata
    if RELATED in metadata:
        field.resolve = follow(cast("Any", catalogue[type_name].relations[name]))
    if ARGUMENT in metadata:
        field.extensions[ARGUMENT] = metadata[ARGUMENT]


def _direct(act: Any) -> Any:
    """The resolver of an act without strawberry's steps in between: every act takes `info` and one `input`."""
    function, read = act.base_resolver.wrapped_func, reader(act.arguments[0].type)

    def resolve(source: Any, info: Any, input: dict[str, Any]) -> Any:
        return function(None, strawberry.Info(_raw_info=info, _field=act), read(input))

    return resolve


def _canonical(variables: dict[str, Any] | None) -> bytes:
    """The same bytes for the same variables, in whatever order they came."""
    return orjson.dumps(variables or {}, option=orjson.OPT_SORT_KEYS)


async def _settled(value: Any) -> Any:
    """A value that may have to be waited for."""
    return await value if optimized_is_awaitable(value) else value


async def _finished(executor: Executor, caller: Context, bill: Bill) -> ExecutionResult:
    """Run an operation, or one event of it; its errors are told by code, its snapshot is given back."""
    try:
        done: CoreResult = await _settled(executor.execute_operation())
    finally:
        await cast("Context", executor.context_value).end()
    data: Any = None if done.data is None else orjson.Fragment(orjson.dumps(done.data))
    errors = told(done.errors, caller, Code.BAD_USER_INPUT) if done.errors else None
    return ExecutionResult(data=data, errors=errors, extensions=bill.extensions)


def _unpaid(bill: Bill, caller: Context) -> PreExecutionError | None:
    """The answer to an operation that may cost too much, or more than its viewer has just now."""
    fault = bill.refusal()
    if fault is None and caller.charge is not None:
        wait = caller.charge(bill.requested)
        fault = None if wait is None else rate_limited(wait)
    return None if fault is None else refused([fault], caller, bill=bill)
