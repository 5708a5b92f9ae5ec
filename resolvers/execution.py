"""graphql-core's executor, with two habits of ours: an act is one transaction, and json that is known is not made
again."""

from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, cast

import orjson
from graphql import GraphQLError, GraphQLObjectType
from graphql.error import located_error
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

import db.fairs
from db.engine import CONFLICTS
from resolvers.context import Context

TRIES = 5
"""How often an act is tried when another one is in its way."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The json of a field's answer, as it was given before."""

    json: bytes


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Runs one operation."""

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: Any,
        path: Path,
        position_context: Any,
    ) -> Any:
        """A field of the mutation root is an act; every other field is as graphql-core has it."""
        if parent_type is not self.schema.mutation_type:
            return super().execute_field(parent_type, source, field_details_list, path, position_context)
        return self._act(parent_type, source, field_details_list, path, position_context)

    def complete_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """An answer that is json already goes into the response as it is."""
        if type(result) is Answered:
            return orjson.Fragment(result.json)
        return cast("Any", super()).complete_value(
            return_type, field_details_list, info, path, result, position_context
        )

    async def _act(
        self, parent_type: GraphQLObjectType, source: Any, details: Any, path: Path, position: Any
    ) -> Any:
        """Run one act in one transaction, its answer included; commit, or leave nothing."""
        context = cast("Context", self.context_value)
        tries = 0
        while True:
            tries += 1
            context.begin_act(str(path.key))
            try:
                answer = super().execute_field(parent_type, source, details, path, position)
                if isawaitable(answer):
                    answer = await answer
                await self._keep(context, answer)
                await context.commit()
            except BaseException as error:
                await context.rollback()
                if tries < TRIES and _is_conflict(error):
                    continue
                if isinstance(error, Exception) and not isinstance(error, GraphQLError):
                    raise located_error(error, [detail.node for detail in details], path.as_list()) from error
                raise
            return answer

    @staticmethod
    async def _keep(context: Context, answer: Any) -> None:
        """Keep the first answer to an idempotency key in the act's own transaction."""
        claim = context.claim
        if claim is not None:
            first = db.fairs.FirstAnswer(
                claim.intake_id, claim.input_digest, context.question, orjson.dumps(answer)
            )
            async with context.connection() as connection:
                await db.fairs.keep_answer(
                    connection, claim.county_code, claim.idempotency_key, first, context.now
                )


def _is_conflict(error: BaseException) -> bool:
    return isinstance(error.original_error if isinstance(error, GraphQLError) else error, CONFLICTS)
