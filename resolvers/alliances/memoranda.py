"""Acts on memoranda, and how many there are."""

from datetime import date

import db.alliances
from domain import alliances
from domain.enterprises import ORGANIZATION
from domain.refusals import InvalidInput, NotFound, Outdated, RecordEnded, over
from resolvers.alliances.lives import lock_alliance
from resolvers.context import Context
from resolvers.enterprises.named import named_organization


async def sign_memorandum(
    context: Context, command: alliances.SignMemorandum
) -> (
    alliances.Signed
    | InvalidInput
    | NotFound
    | RecordEnded
    | alliances.OutsideAllianceLife
    | alliances.MemorandumExists
):
    if problem := alliances.check_memorandum(command, context.today):
        return problem
    async with context.connection() as connection:
        counterparty = await named_organization(
            connection, context, command.counterparty_id, "counterpartyId"
        )
        if isinstance(counterparty, NotFound):
            return counterparty
        if ended := over("counterpartyId", ORGANIZATION, counterparty.ended_on):
            return ended
        alliance = await lock_alliance(connection, command.alliance_id)
        if command.with_alliance and alliance is None:
            return NotFound("allianceId", alliances.ALLIANCE)
        topic = alliances.topic_of(command)
        held = await db.alliances.hold_memoranda(connection, counterparty.id, topic)
        signed = alliances.sign(
            command, counterparty.county_code, counterparty.id, alliance, held, context.new_id(), context.now
        )
        if isinstance(signed, alliances.Signed):
            await db.alliances.add_memorandum(connection, signed.memorandum)
            context.did(signed.memorandum, after=(signed.memorandum,))
    return signed


async def terminate_memorandum(
    context: Context, command: alliances.TerminateMemorandum
) -> (
    alliances.Terminated
    | InvalidInput
    | NotFound
    | Outdated
    | alliances.MemorandumOver
    | alliances.DayOutOfOrder
):
    if problem := alliances.check_termination(command, context.today):
        return problem
    async with context.connection() as connection:
        memorandum = None
        if command.memorandum_id is not None:
            memorandum = await db.alliances.lock_memorandum(connection, command.memorandum_id)
        if memorandum is None:
            return NotFound("memorandumId", alliances.MEMORANDUM)
        terminated = alliances.terminate(command, memorandum, context.today)
        if isinstance(terminated, alliances.Terminated):
            await db.alliances.terminate_memorandum(connection, terminated.memorandum)
            context.did(memorandum, before=(memorandum,), after=(terminated.memorandum,))
    return terminated


async def memoranda_figures(context: Context, on: date) -> alliances.MemorandaFigures:
    """The figures of a day, in one statement."""
    async with context.connection() as connection:
        return await db.alliances.memoranda_figures(connection, on)
