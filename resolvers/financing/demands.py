"""Acts on demands and consents: check, hold the demand, decide, write."""

from collections.abc import Callable
from typing import TypeVar

import db.fairs
import db.financing
from db.engine import Connection
from domain import financing
from domain.enterprises import Enterprise
from domain.enterprises.keeping import ENTERPRISE
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated, RecordEnded, Refusal, Words, over
from resolvers.context import Context
from resolvers.enterprises.named import named_enterprise
from resolvers.financing.found import held_demand, no_chains, no_institutions

INTAKE = Words("intake", "受理单")

End = TypeVar("End", financing.DemandWithdrawn, financing.DemandClosed)


async def submit_demand(
    context: Context, command: financing.SubmitDemand
) -> (
    financing.DemandSubmitted
    | InvalidInput
    | NotFound
    | OutsideRemit
    | RecordEnded
    | financing.IntakeNotForFinancing
    | financing.IntakeHasDemand
    | financing.TermOutsideProducts
    | financing.NotAnInstitution
):
    async with context.connection() as connection:
        filled = await _with_intake(connection, context, command)
        if isinstance(filled, Refusal):
            return filled
        if problem := financing.check_submission(filled, context.viewer):
            return problem
        of = await named_enterprise(connection, context, filled.enterprise_id)
        if not isinstance(of, Enterprise):
            return of
        if ended := over("enterpriseId", ENTERPRISE, of.ended_on):
            return ended
        if refused := await _refused(connection, context, filled.terms):
            return refused
        if refused := await no_institutions(connection, context, filled.consent, "consent."):
            return refused
        ids = context.new_id(), context.new_id()
        submitted = financing.submit(filled, of.county_code, of.id, ids, context.now, context.today)
        await db.financing.add_demand(connection, submitted.demand)
        if submitted.consent is not None:
            await db.financing.add_consent(connection, submitted.consent)
    context.did(submitted.demand, after=(submitted.demand, submitted.consent))
    return submitted


async def amend_demand(
    context: Context, command: financing.AmendDemand
) -> (
    financing.DemandAmended
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | financing.DemandNotOpen
    | financing.TermOutsideProducts
):
    if problem := financing.check_amendment(command, context.viewer):
        return problem
    async with context.connection() as connection:
        held = await held_demand(connection, context, command.demand_id)
        if not isinstance(held, financing.FinancingDemand):
            return held
        amended = financing.amend(command, held, context.viewer)
        if not isinstance(amended, financing.DemandAmended):
            return amended
        if refused := await _refused(connection, context, command.terms):
            return refused
        await db.financing.keep_demand(connection, amended.demand)
    context.did(held, before=(held,), after=(amended.demand,))
    return amended


async def withdraw_demand(
    context: Context, command: financing.EndDemand
) -> financing.DemandWithdrawn | NotFound | OutsideRemit | Outdated | financing.DemandNotOpen:
    return await _end(context, command, financing.withdraw)


async def close_demand(
    context: Context, command: financing.EndDemand
) -> financing.DemandClosed | NotFound | OutsideRemit | Outdated | financing.DemandNotOpen:
    return await _end(context, command, financing.close)


async def give_consent(
    context: Context, command: financing.GiveConsent
) -> (
    financing.ConsentGiven
    | InvalidInput
    | NotFound
    | OutsideRemit
    | financing.DemandNotOpen
    | financing.NotAnInstitution
):
    if problem := financing.check_consent(command, context.today):
        return problem
    async with context.connection() as connection:
        held = await held_demand(connection, context, command.demand_id)
        if not isinstance(held, financing.FinancingDemand):
            return held
        if refused := await no_institutions(connection, context, command.terms):
            return refused
        given = financing.give_consent(command, held, context.new_id(), context.today)
        if isinstance(given, financing.ConsentGiven):
            await db.financing.add_consent(connection, given.consent)
            context.did(given.consent, after=(given.consent,))
    return given


async def withdraw_consent(
    context: Context, command: financing.WithdrawConsent
) -> financing.ConsentWithdrawn | NotFound | OutsideRemit | Outdated | financing.ConsentOver:
    async with context.connection() as connection:
        found = None
        if command.consent_id is not None:
            found = await db.financing.lock_consent(connection, command.consent_id)
        if found is None:
            return NotFound("consentId", financing.CONSENT)
        demand, consent = found
        of = await named_enterprise(connection, context, demand.enterprise_id, "consentId")
        if not isinstance(of, Enterprise):
            return of
        withdrawn = financing.withdraw_consent(command, consent, context.now, context.today)
        if isinstance(withdrawn, financing.ConsentWithdrawn):
            await db.financing.withdraw_consent(connection, withdrawn.consent)
            context.did(consent, before=(consent,), after=(withdrawn.consent,))
    return withdrawn


async def _with_intake(
    connection: Connection, context: Context, command: financing.SubmitDemand
) -> (
    financing.SubmitDemand
    | NotFound
    | InvalidInput
    | financing.IntakeNotForFinancing
    | financing.IntakeHasDemand
):
    """The command with what its intake says; the intake is held, so that it becomes one demand."""
    if not command.of_intake:
        return command
    intake = None
    if command.intake_id is not None:
        intake = await db.fairs.lock_intake(connection, command.intake_id, context.viewer)
    if intake is None:
        return NotFound("intakeId", INTAKE)
    if existing := await db.financing.demand_of_intake(connection, intake.id):
        return financing.IntakeHasDemand(existing)
    return financing.of_intake(command, intake)


async def _refused(
    connection: Connection, context: Context, terms: financing.DemandTerms
) -> NotFound | financing.TermOutsideProducts | None:
    """Why nobody could finance these terms, if that is known."""
    if terms.of_chain and (
        refused := await no_chains(connection, context, [terms.chain_id], "terms.chainId")
    ):
        return refused
    assert terms.term_months is not None
    offered = await db.financing.products_offered(connection, terms.kinds or (), context.today)
    return financing.nearest_terms(terms.term_months, offered, "terms.termMonths")


async def _end(
    context: Context,
    command: financing.EndDemand,
    decide: Callable[
        [financing.EndDemand, financing.FinancingDemand], End | Outdated | financing.DemandNotOpen
    ],
) -> End | NotFound | OutsideRemit | Outdated | financing.DemandNotOpen:
    async with context.connection() as connection:
        held = await held_demand(connection, context, command.demand_id)
        if not isinstance(held, financing.FinancingDemand):
            return held
        ended = decide(command, held)
        if isinstance(ended, Refusal):
            return ended
        await db.financing.keep_demand(connection, ended.demand)
    context.did(held, before=(held,), after=(ended.demand,))
    return ended
