"""graphql-core's executor, with two habits of ours: an act is one transaction, and what is known as json, or can be read
as json, goes into the answer as it is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from inspect import isawaitable
from typing import Any, cast
from uuid import UUID

import orjson
from graphql import GraphQLError, GraphQLObjectType, is_union_type
from graphql.error import located_error
from graphql.execution.collect_fields import collect_fields
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

import db.audit
import db.fairs
from db.engine import CONFLICTS, Connection
from db.plans import MISSING
from db.relations import One, catalogue, key_of
from domain.audit import Deed
from domain.refusals import Refusal
from resolvers.context import Context
from resolvers.relations import NOWHERE
from resolvers.selection import Document, Planned

TRIES = 5
"""How often an act is tried when another one is in its way."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The json of a field's answer, as it was given before."""

    json: bytes


@dataclass(frozen=True, slots=True)
class Repeated:
    """What an act that was done before answers again; this time nothing is done."""

    answer: object


@dataclass(frozen=True, slots=True)
class GoesOn:
    """What an act answers that goes on when what it did is kept: `then` begins the rest, and has the answer."""

    then: Callable[[], Awaitable[object]]


class Unaccounted(Exception):
    """An act that says that it was done has not told what it did, or one that was refused has."""


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Runs one operation of a document."""

    document: Document

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: Any,
        path: Path,
        position_context: Any,
    ) -> Any:
        """A field of the mutation root is an act; a field that one statement can answer, with all that is below it, is
        json; every other field is as graphql-core has it. (The hub has read what the subscription root answers.)"""
        if parent_type is self.schema.mutation_type:
            return self._act(parent_type, source, field_details_list, path, position_context)
        type_ = catalogue.get(parent_type.name)
        member = type_ and type_.relations.get(field_details_list[0].node.name.value)
        context = cast("Context", self.context_value)
        if member is not None and context.world.planned and parent_type is not self.schema.subscription_type:
            planned = self.document.part(self, parent_type, field_details_list)
            if planned is not None and not self._is_known(member, source):
                return self._spliced(
                    planned, member, parent_type, source, field_details_list, path, position_context
                )
        return super().execute_field(parent_type, source, field_details_list, path, position_context)

    async def planned_frame(self, connection: Connection, key: UUID) -> tuple[bytes, Any] | None:
        """The data of an event of a subscription to a key as json, and the stamp of what they show; `None` when the executor
        has to make it."""
        root = cast("GraphQLObjectType", self.schema.subscription_type)
        try:
            ((name, details),) = collect_fields(
                self.schema, self.fragments, self.variable_values, root, self.operation
            ).grouped_field_set.items()
            planned = self.document.part(self, root, details)
            if planned is None:
                return None
            arguments = planned.values(self.variable_values)
        except GraphQLError:
            # A variable that @skip or @include asks is null, or an argument further down is not right.
            return None
        viewer = cast("Context", self.context_value).viewer
        json, stamp = await planned.reading.stamped(connection, key, arguments, viewer)
        if MISSING in json:
            return None
        return orjson.dumps({name: orjson.Fragment(json)}), stamp

    def _is_known(self, member: Any, source: Any) -> bool:
        """Whether the record that a relation leads to is at hand, or there is none."""
        if not isinstance(member, One):
            return False
        key = key_of(member)(source)
        return key is None or cast("Context", self.context_value).knows(member.batch, key)

    async def _spliced(
        self,
        planned: Planned,
        member: Any,
        parent_type: GraphQLObjectType,
        source: Any,
        details: Any,
        path: Path,
        position: Any,
    ) -> Any:
        """The json of a planned field. Where it cannot be told, the reference tells what went wrong."""
        context = cast("Context", self.context_value)
        try:
            arguments = planned.values(self.variable_values)
            key = NOWHERE if planned.reading.kind == "field" else cast("UUID", key_of(member)(source))
            json = await context.read(planned, key, arguments)
        except GraphQLError:
            json = None
        except Exception as error:  # noqa: BLE001 - told as graphql-core tells what a resolver raises
            field: Any = self.schema.get_field(parent_type, details[0].node.name.value)
            cast("Any", self).handle_field_error(error, field.type, details, path)
            return None
        if json is None or MISSING in json:
            answer = super().execute_field(parent_type, source, details, path, position)
            return await answer if isawaitable(answer) else answer
        return orjson.Fragment(json)

    def complete_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """An answer that is json already goes into the response as it is; an act's is held against what it told."""
        if info.parent_type is self.schema.mutation_type and is_union_type(return_type):
            result = self._accounted(result)
        if type(result) is GoesOn:
            return self._gone_on(result, return_type, field_details_list, info, path, position_context)
        if type(result) is Answered:
            return orjson.Fragment(result.json)
        return cast("Any", super()).complete_value(
            return_type, field_details_list, info, path, result, position_context
        )

    def _accounted(self, result: Any) -> Any:
        """What an act answers. It has told what it did, or nothing was done."""
        undone = isinstance(result, Refusal | Answered | Repeated)
        if undone is not (cast("Context", self.context_value).deed is None):
            raise Unaccounted(f"{type(result).__name__} does not go with what was told")
        return result.answer if isinstance(result, Repeated) else result

    async def _act(
        self, parent_type: GraphQLObjectType, source: Any, details: Any, path: Path, position: Any
    ) -> Any:
        """Run one act in one transaction, its answer and its entry in the audit included; commit, or leave nothing.
        What was not done, refused or done before, leaves nothing either."""
        context = cast("Context", self.context_value)
        tries = 0
        while True:
            tries += 1
            context.begin_act(str(path.key))
            try:
                answer = super().execute_field(parent_type, source, details, path, position)
                if isawaitable(answer):
                    answer = await answer
                if context.deed is None:
                    await context.rollback()
                else:
                    await self._keep(context, context.deed, details[0].node.name.value, answer)
                    await context.commit()
            except BaseException as error:
                await context.rollback()
                if tries < TRIES and context.acts and _is_conflict(error):
                    continue
                if isinstance(error, Exception) and not isinstance(error, GraphQLError):
                    raise located_error(error, [detail.node for detail in details], path.as_list()) from error
                raise
            return answer

    async def _gone_on(
        self, begun: GoesOn, return_type: Any, details: Any, info: Any, path: Path, position: Any
    ) -> Any:
        """Keep what an act did before its rest begins, and complete what that answers. From here on the act is done,
        whatever becomes of the answer: it is not tried again."""
        context = cast("Context", self.context_value)
        assert context.deed is not None
        await self._keep(context, context.deed, info.field_name, None)
        await context.commit()
        context.deed = replace(context.deed, kept=True)
        context.end_act()
        answer = cast("Any", super()).complete_value(
            return_type, details, info, path, await begun.then(), position
        )
        return await answer if isawaitable(answer) else answer

    @staticmethod
    async def _keep(context: Context, deed: Deed, act: str, answer: Any) -> None:
        """Keep what was done in the audit, and the first answer to an idempotency key, in the act's own transaction."""
        if deed.kept:
            return
        entry = db.audit.entry(deed, act, context.viewer, context.now, context.reference)
        claim = context.claim
        async with context.connection() as connection:
            if claim is None:
                await db.audit.add(connection, entry)
            else:
                first = db.fairs.FirstAnswer(
                    claim.intake_id, claim.input_digest, context.question, orjson.dumps(answer)
                )
                await db.fairs.keep_answer(connection, claim.idempotency_key, first, entry)


def _is_conflict(error: BaseException) -> bool:
    return isinstance(error.original_error if isinstance(error, GraphQLError) else error, CONFLICTS)
