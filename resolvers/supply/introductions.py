"""Acts on introductions and what they move: look up, hold, decide, write."""

from uuid import UUID

import db.supply
from db.engine import Connection
from domain import supply
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context
from resolvers.supply.found import beyond, of_county


async def suggest_introduction(
    context: Context, command: supply.SuggestIntroduction
) -> (
    supply.Suggested
    | InvalidInput
    | NotFound
    | OutsideRemit
    | supply.NotOnOffer
    | supply.SameEnterprise
    | supply.AlreadyIntroduced
):
    """Whoever suggests sees both. The need is held, so that of two who suggest the same one is later."""
    if problem := supply.check_suggestion(command):
        return problem
    async with context.connection() as connection:
        both = await _both(connection, context, command)
        if isinstance(both, NotFound | OutsideRemit):
            return both
        offering, need = both
        if unknown := await _unknown_introducer(connection, context, command):
            return unknown
        current = await db.supply.current_introduction(connection, offering.id, need.id)
        ids = context.new_id(), context.new_id(), context.new_id(), context.new_id()
        suggested = supply.suggest(command, offering, need, current, ids, context.now, context.today)
        if isinstance(suggested, supply.Suggested):
            await db.supply.add_introduction(connection, suggested)
            context.did(suggested.introduction, after=(suggested.introduction, suggested.step))
    return suggested


async def _both(
    connection: Connection, context: Context, command: supply.SuggestIntroduction
) -> tuple[supply.Offering, supply.Need] | NotFound | OutsideRemit:
    """The offering and the need, held."""
    offering = (
        None
        if command.offering_id is None
        else await db.supply.lock_offering(connection, command.offering_id)
    )
    if offering is None:
        return NotFound("offeringId", supply.OFFERING)
    need = None if command.need_id is None else await db.supply.lock_need(connection, command.need_id)
    if need is None:
        return NotFound("needId", supply.NEED)
    outside = await beyond(
        connection, context, db.supply.OFFERING, offering.id, "offeringId", supply.OFFERING
    ) or await beyond(connection, context, db.supply.NEED, need.id, "needId", supply.NEED)
    return outside or (offering, need)


async def _unknown_introducer(
    connection: Connection, context: Context, command: supply.SuggestIntroduction
) -> NotFound | None:
    """Whether somebody is said to introduce who is not known in the county."""
    if command.by_staff and await of_county(connection, context, "Staff", command.staff_id) is None:
        return NotFound("staffId", supply.STAFF)
    organization = command.organization_id
    if command.by_organization and await of_county(connection, context, "Organization", organization) is None:
        return NotFound("organizationId", supply.ORGANIZATION)
    return None


async def advance_introduction(
    context: Context, command: supply.AdvanceIntroduction
) -> (
    supply.Advanced
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | supply.IntroductionOutOfOrder
    | supply.StepTooEarly
):
    if problem := supply.check_advance(command, context.today):
        return problem
    async with context.connection() as connection:
        held = await _held(connection, context, command.introduction_id)
        if isinstance(held, NotFound | OutsideRemit):
            return held
        last = await db.supply.last_step(connection, held.id)
        names = await db.supply.names_of(connection, held.id)
        advanced = supply.advance(command, held, last, names, context.new_id(), context.now, context.today)
        if isinstance(advanced, supply.Advanced):
            await db.supply.advance_introduction(connection, advanced.introduction, advanced.step)
            context.did(held, before=(held,), after=(advanced.introduction, advanced.step))
    return advanced


async def report_cooperation(
    context: Context, command: supply.ReportCooperation
) -> (
    supply.CooperationReported
    | InvalidInput
    | NotFound
    | OutsideRemit
    | supply.CooperationNotRunning
    | supply.MonthOutOfOrder
    | supply.MonthReported
):
    if problem := supply.check_report(command, context.today):
        return problem
    async with context.connection() as connection:
        held = await _held(connection, context, command.introduction_id)
        if isinstance(held, NotFound | OutsideRemit):
            return held
        known = await db.supply.report_of(connection, held.id, command.month)
        reported = supply.report(command, held, known, context.new_id(), context.now, context.today)
        if isinstance(reported, supply.CooperationReported):
            await db.supply.add_report(connection, reported.report)
            context.did(reported.report, after=(reported.report,))
    return reported


async def _held(
    connection: Connection, context: Context, id: UUID | None
) -> supply.Introduction | NotFound | OutsideRemit:
    """An introduction that the viewer sees, held."""
    held = None if id is None else await db.supply.lock_introduction(connection, id)
    if held is None:
        return NotFound("introductionId", supply.INTRODUCTION)
    outside = await beyond(
        connection, context, db.supply.INTRODUCTION, held.id, "introductionId", supply.INTRODUCTION
    )
    return outside or held
