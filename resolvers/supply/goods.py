"""Acts on offerings, needs and synonyms: look up, hold, decide, write."""

import db.supply
from domain import supply
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated, RecordEnded, over
from resolvers.context import Context
from resolvers.supply.found import beyond, enterprise, of_county

Unregistered = InvalidInput | NotFound | OutsideRemit | RecordEnded
Unwithdrawn = InvalidInput | NotFound | OutsideRemit | Outdated | supply.NotOnOffer


async def register_offering(
    context: Context, command: supply.RegisterOffering
) -> supply.OfferingRegistered | Unregistered:
    if problem := supply.check_offering(command):
        return problem
    async with context.connection() as connection:
        known = await enterprise(connection, context, command.enterprise_id)
        if isinstance(known, NotFound | OutsideRemit | RecordEnded):
            return known
        if command.at_node:
            node = await of_county(connection, context, "ChainNode", command.chain_node_id)
            if node is None:
                return NotFound("chainNodeId", supply.CHAIN_NODE)
            if ended := over("chainNodeId", supply.CHAIN_NODE, node.until):
                return ended
        registered = supply.register_offering(
            command, known.county_code, known.id, context.new_id(), context.now
        )
        await db.supply.add_offering(connection, registered.offering)
        context.did(registered.offering, after=(registered.offering,))
    return registered


async def register_need(
    context: Context, command: supply.RegisterNeed
) -> supply.NeedRegistered | Unregistered:
    if problem := supply.check_need(command, context.today):
        return problem
    async with context.connection() as connection:
        known = await enterprise(connection, context, command.enterprise_id)
        if isinstance(known, NotFound | OutsideRemit | RecordEnded):
            return known
        registered = supply.register_need(command, known.county_code, known.id, context.new_id(), context.now)
        await db.supply.add_need(connection, registered.need)
        context.did(registered.need, after=(registered.need,))
    return registered


async def withdraw_offering(
    context: Context, command: supply.Withdraw
) -> supply.OfferingWithdrawn | Unwithdrawn:
    if problem := supply.check_versions(version=command.version):
        return problem
    async with context.connection() as connection:
        held = None if command.id is None else await db.supply.lock_offering(connection, command.id)
        if held is None:
            return NotFound("id", supply.OFFERING)
        if outside := await beyond(connection, context, db.supply.OFFERING, held.id, "id", supply.OFFERING):
            return outside
        withdrawn = supply.withdraw(held, command.version, "id", supply.OFFERING)
        if not isinstance(withdrawn, supply.Offering):
            return withdrawn
        await db.supply.change_offering(connection, withdrawn)
        context.did(held, before=(held,), after=(withdrawn,))
    return supply.OfferingWithdrawn(withdrawn)


async def withdraw_need(context: Context, command: supply.Withdraw) -> supply.NeedWithdrawn | Unwithdrawn:
    if problem := supply.check_versions(version=command.version):
        return problem
    async with context.connection() as connection:
        held = None if command.id is None else await db.supply.lock_need(connection, command.id)
        if held is None:
            return NotFound("id", supply.NEED)
        if outside := await beyond(connection, context, db.supply.NEED, held.id, "id", supply.NEED):
            return outside
        withdrawn = supply.withdraw(held, command.version, "id", supply.NEED)
        if not isinstance(withdrawn, supply.Need):
            return withdrawn
        await db.supply.change_need(connection, withdrawn)
        context.did(held, before=(held,), after=(withdrawn,))
    return supply.NeedWithdrawn(withdrawn)


async def approve_synonym(
    context: Context, command: supply.ApproveSynonym
) -> supply.SynonymApproved | InvalidInput | supply.SynonymExists:
    if problem := supply.check_synonym(command):
        return problem
    county = context.viewer.county_code
    async with context.connection() as connection:
        known = await db.supply.synonym_of(connection, county, supply.terms(command))
        approved = supply.approve_synonym(command, county, known, context.new_id(), context.now)
        if isinstance(approved, supply.SynonymApproved):
            await db.supply.add_synonym(connection, approved.synonym)
            context.did(approved.synonym, after=(approved.synonym,))
    return approved
