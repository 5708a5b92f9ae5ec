"""Acts on deals: check, hold the deal and what it changes, decide, write."""

from typing import Any
from uuid import UUID

import db.enterprises
import db.fairs
import db.financing
from db.engine import Connection
from db.relations import Batch
from domain import financing
from domain.enterprises import Organization
from domain.fairs.remit import FAIR
from domain.people import OutsideRemit, office, outside
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context

NotThere = NotFound | OutsideRemit
NotNow = Outdated | financing.DealInWrongState | financing.DealDayOutOfOrder


async def propose_deal(
    context: Context,
    command: financing.ProposeDeal,
    *,
    of_product: bool,
    of_institution: bool,
    of_session: bool,
) -> (
    financing.DealProposed
    | InvalidInput
    | NotThere
    | financing.DemandNotOpen
    | financing.NotAnInstitution
    | financing.DealExists
):
    """`of_product`, `of_institution` and `of_session` say what the input named, whether its id could be read or not."""
    problem = financing.check_proposal(command, context.today) or financing.check_parties(
        command, of_product=of_product, of_institution=of_institution
    )
    if problem:
        return problem
    async with context.connection() as connection:
        demand = await _demand(connection, context, command.demand_id)
        if not isinstance(demand, financing.FinancingDemand):
            return demand
        product = None
        if of_product:
            product = await _of_county(
                connection, context, db.financing.FINANCIAL_PRODUCT.by_id, command.product_id
            )
            if product is None:
                return NotFound("productId", financing.PRODUCT)
        institution: Organization | None = await _of_county(
            connection,
            context,
            db.enterprises.ORGANIZATION.by_id,
            product.institution_id if product else command.institution_id,
        )
        if institution is None:
            return NotFound("institutionId", financing.INSTITUTION)
        if of_session and not await _of_county(connection, context, db.fairs.FAIR.by_id, command.session_id):
            return NotFound("sessionId", FAIR)
        others = await db.financing.deals_on(connection, demand.id)
        ids = context.new_id(), context.new_id()
        proposed = financing.propose_deal(command, demand, product, institution, others, ids, context.now)
        if isinstance(proposed, financing.DealProposed):
            await db.financing.add_deal(connection, proposed.deal)
            await db.financing.add_step(connection, proposed.step)
            context.did(proposed.deal, after=(proposed.deal, proposed.step))
    return proposed


async def consent_to_deal(
    context: Context, command: financing.TakeStep
) -> (
    financing.DealStepped
    | InvalidInput
    | NotThere
    | NotNow
    | financing.ConsentMissing
    | financing.ConsentExpired
):
    if problem := financing.check_deal_step(command, context.today):
        return problem
    async with context.connection() as connection:
        deal = await held_deal(connection, context, command.deal_id)
        if not isinstance(deal, financing.Deal):
            return deal
        consents = await db.financing.consents_to(connection, deal.demand_id)
        done = financing.consent_to_deal(
            command, deal, consents, context.today, context.new_id(), context.now
        )
        if isinstance(done, financing.DealStepped):
            await _keep(connection, context, deal, done)
    return done


async def schedule_deal(
    context: Context, command: financing.ScheduleDeal, *, of_meeting: bool
) -> financing.DealStepped | InvalidInput | NotThere | NotNow | financing.MeetingDoesNotFit:
    """`of_meeting` says that the input named a meeting, whether its id could be read or not."""
    if problem := financing.check_deal_step(command, context.today):
        return problem
    async with context.connection() as connection:
        deal = await held_deal(connection, context, command.deal_id)
        if not isinstance(deal, financing.Deal):
            return deal
        meeting = None
        if command.meeting_id is not None:
            meeting = await db.financing.lock_meeting(connection, command.meeting_id)
        if of_meeting and meeting is None:
            return NotFound("meetingId", financing.MEETING)
        done = financing.schedule_deal(command, deal, meeting, context.new_id(), context.now)
        if isinstance(done, financing.DealStepped):
            await _keep(connection, context, deal, done)
    return done


async def advance_deal(
    context: Context, command: financing.TakeStep
) -> financing.DealStepped | InvalidInput | NotThere | NotNow:
    if problem := financing.check_deal_step(command, context.today):
        return problem
    async with context.connection() as connection:
        deal = await held_deal(connection, context, command.deal_id)
        if not isinstance(deal, financing.Deal):
            return deal
        done = financing.advance_deal(command, deal, context.new_id(), context.now)
        if isinstance(done, financing.DealStepped):
            await _keep(connection, context, deal, done)
    return done


async def grant_credit(
    context: Context, command: financing.GrantCredit
) -> financing.CreditGranted | InvalidInput | NotThere | NotNow | financing.QuotaNotEnough:
    """The credit and what it takes from the product's quota are kept together, or neither."""
    if problem := financing.check_deal_amount(command, context.today):
        return problem
    async with context.connection() as connection:
        deal = await held_deal(connection, context, command.deal_id)
        if not isinstance(deal, financing.Deal):
            return deal
        product = await _held_product(connection, deal)
        done = financing.grant_credit(command, deal, product, context.new_id(), context.now)
        if isinstance(done, financing.CreditGranted):
            await _keep_with_product(connection, context, deal, done, product)
    return done


async def record_disbursement(
    context: Context, command: financing.RecordDisbursement
) -> financing.DealDisbursed | InvalidInput | NotThere | NotNow | financing.AboveGrantedCredit:
    if problem := financing.check_deal_amount(command, context.today):
        return problem
    async with context.connection() as connection:
        deal = await held_deal(connection, context, command.deal_id)
        if not isinstance(deal, financing.Deal):
            return deal
        paid = await db.financing.disbursements_of(connection, deal.id)
        ids = context.new_id(), context.new_id()
        done = financing.disburse_credit(command, deal, paid, ids, context.now)
        if isinstance(done, financing.DealDisbursed):
            await db.financing.add_disbursement(connection, done.disbursement)
            await _keep(connection, context, deal, done, written=(done.disbursement,))
    return done


async def decline_deal(
    context: Context, command: financing.DeclineDeal
) -> financing.DealEnded | InvalidInput | NotThere | NotNow:
    return financing.check_decline(command, context.today) or await _end(context, command)


async def withdraw_deal(
    context: Context, command: financing.TakeStep
) -> financing.DealEnded | InvalidInput | NotThere | NotNow:
    return financing.check_deal_step(command, context.today) or await _end(context, command)


async def lapse_deal(
    context: Context, command: financing.TakeStep
) -> financing.DealEnded | InvalidInput | NotThere | NotNow:
    return financing.check_deal_step(command, context.today) or await _end(context, command)


async def link_guarantee(
    context: Context, command: financing.LinkGuarantee
) -> financing.GuaranteeLinked | NotThere | Outdated | financing.CannotBack:
    """Both deals are held, in the order of their ids, whichever of them is named first."""
    async with context.connection() as connection:
        named = [id for id in (command.guarantee_id, command.deal_id) if id is not None]
        held = await db.financing.hold_deals(connection, named)
        guarantee = await _seen(connection, context, held, command.guarantee_id, "guaranteeId")
        if not isinstance(guarantee, financing.Deal):
            return guarantee
        deal = held.get(command.deal_id) if command.deal_id else None
        # A guarantor is shown its guarantee, and not the loan that it stands behind: the same demand is enough.
        if deal is None:
            return NotFound("dealId", financing.DEAL)
        linked = financing.link_guarantee(command, guarantee, deal)
        if isinstance(linked, financing.GuaranteeLinked):
            await db.financing.change_deal(connection, linked.guarantee)
            context.did(guarantee, before=(guarantee,), after=(linked.guarantee,))
    return linked


async def held_deal(
    connection: Connection, context: Context, id: UUID | None, path: str = "dealId"
) -> financing.Deal | NotThere:
    """The deal of an id, held, if it is of the county and the viewer sees it."""
    held = await db.financing.hold_deals(connection, [] if id is None else [id])
    return await _seen(connection, context, held, id, path)


async def _seen(
    connection: Connection, context: Context, held: dict[UUID, financing.Deal], id: UUID | None, path: str
) -> financing.Deal | NotThere:
    deal = None if id is None else held.get(id)
    if deal is None:
        return NotFound(path, financing.DEAL)
    seen = await db.financing.DEAL.by_id(connection, [deal.id], context.viewer)
    return outside(deal.id in seen, path, financing.DEAL) or deal


async def _demand(
    connection: Connection, context: Context, id: UUID | None
) -> financing.FinancingDemand | NotThere:
    """The demand of an id, held, if it is of the county and the viewer sees it."""
    demand = None if id is None else await db.financing.lock_demand(connection, id)
    if demand is None:
        return NotFound("demandId", financing.DEMAND)
    seen = await db.financing.FINANCING_DEMAND.by_id(connection, [demand.id], context.viewer)
    return outside(demand.id in seen, "demandId", financing.DEMAND) or demand


async def _end(
    context: Context, command: financing.TakeStep | financing.DeclineDeal
) -> financing.DealEnded | NotThere | NotNow:
    """A deal without money; what it had of a quota goes back in the same transaction."""
    async with context.connection() as connection:
        deal = await held_deal(connection, context, command.deal_id)
        if not isinstance(deal, financing.Deal):
            return deal
        product = await _held_product(connection, deal)
        done = financing.end_deal(command, deal, product, context.new_id(), context.now)
        if isinstance(done, financing.DealEnded):
            await _keep_with_product(connection, context, deal, done, product)
    return done


async def _held_product(connection: Connection, deal: financing.Deal) -> financing.FinancialProduct | None:
    return None if deal.product_id is None else await db.financing.lock_product(connection, deal.product_id)


async def _keep_with_product(
    connection: Connection,
    context: Context,
    deal: financing.Deal,
    done: financing.CreditGranted | financing.DealEnded,
    product: financing.FinancialProduct | None,
) -> None:
    if product is None or done.product is None:
        await _keep(connection, context, deal, done)
        return
    await db.financing.keep_product(connection, done.product)
    await _keep(connection, context, deal, done, was=(product,), written=(done.product,))


async def _keep(
    connection: Connection,
    context: Context,
    deal: financing.Deal,
    done: financing.DealStepped | financing.DealEnded | financing.CreditGranted | financing.DealDisbursed,
    *,
    was: tuple[object, ...] = (),
    written: tuple[object, ...] = (),
) -> None:
    """Store a step, and tell the audit of it and of whatever else was changed with it."""
    await db.financing.change_deal(connection, done.deal)
    await db.financing.add_step(connection, done.step)
    context.did(deal, before=(deal, *was), after=(done.deal, done.step, *written))


async def _of_county(connection: Connection, context: Context, batch: Batch, id: UUID | None) -> Any:
    """The record of an id, if it is of the viewer's county: the directories of others are public, too."""
    county = context.viewer.county_code
    known = None if id is None else (await batch(connection, [id], office(county))).get(id)
    return known if known is not None and known.county_code == county else None
