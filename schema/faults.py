"""What went wrong, as a client may see it: by code and, where it is not the client's, by reference."""

import logging
import secrets
from typing import Any

from graphql import GraphQLError
from strawberry.types.execution import PreExecutionError

from db.engine import CONFLICTS, is_away
from domain.refusals import Words
from resolvers.context import Context
from resolvers.cost import Bill
from resolvers.errors import Code, CodedError

log = logging.getLogger("yaosu.errors")

Failed = list[GraphQLError]


def refused(
    errors: Failed, caller: Context, code: Code = Code.BAD_REQUEST, bill: Bill | None = None
) -> PreExecutionError:
    """The answer to an operation of which nothing ran."""
    return PreExecutionError(
        data=None, errors=told(errors, caller, code), extensions=bill.extensions if bill else None
    )


def bad_request(message: str) -> GraphQLError:
    """A request that asks for nothing that could run."""
    return GraphQLError(message, extensions={"code": Code.BAD_REQUEST.value})


def told(errors: Failed, caller: Context, code: Code) -> Failed:
    """The errors as a client may see them: ours, and graphql-core's own under `code`; whatever else went wrong is logged
    under a reference, and the reference is all that leaves."""
    return [_tell(error, caller, code) for error in errors]


def _tell(error: GraphQLError, caller: Context, code: Code) -> GraphQLError:
    cause = error.original_error
    while isinstance(cause, GraphQLError) and not isinstance(cause, CodedError):
        cause = cause.original_error
    coded = error if isinstance(error, CodedError) else cause
    if isinstance(coded, CodedError):
        return _at(error, coded.words.in_language(caller.language), coded.extensions or {})
    if cause is None:
        return _at(error, error.message, error.extensions or {"code": code.value})
    reference = caller.reference or secrets.token_hex(6)
    if is_away(cause):
        code, words = (
            Code.UNAVAILABLE,
            Words("The database is not available; try again", "数据库暂不可用,请稍后重试"),
        )
    elif isinstance(cause, CONFLICTS):
        code, words = Code.CONFLICT, Words("Other acts were in the way; try again", "同时有其他操作,请重试")
    else:
        log.error("%s: an operation failed", reference, exc_info=cause, extra={"reference": reference})
        words = Words(f"Something went wrong here; reference {reference}", f"服务内部错误,编号 {reference}")
        facts = {"code": Code.INTERNAL.value, "reference": reference}
        return _at(error, words.in_language(caller.language), facts)
    log.warning("%s: %s: %s", reference, words.en, type(cause).__name__, extra={"reference": reference})
    facts = {"code": code.value, "retryable": True, "reference": reference}
    return _at(error, words.in_language(caller.language), facts)


def _at(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(message, nodes=error.nodes, path=error.path, extensions=extensions)
