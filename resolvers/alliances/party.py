"""Recording how far the party organization of an enterprise has come."""

import db.alliances
from domain import alliances
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.alliances.looked_up import enterprise
from resolvers.context import Context


async def record_party_organization(
    context: Context, command: alliances.RecordPartyOrganization
) -> (
    alliances.PartyOrganizationRecorded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | alliances.PartyStepOutOfOrder
    | alliances.DayOutOfOrder
):
    if problem := alliances.check_party_organization(command, context.today):
        return problem
    async with context.connection() as connection:
        of = await enterprise(connection, context, command.enterprise_id, "enterpriseId")
        if isinstance(of, NotFound | OutsideRemit):
            return of
        held = await db.alliances.lock_party_organization(connection, of.id)
        ids = context.new_id(), context.new_id()
        recorded = alliances.record_party_organization(command, of, held, ids, context.now)
        if isinstance(recorded, alliances.PartyOrganizationRecorded):
            await db.alliances.take_step(connection, recorded.party_organization, recorded.step)
            now = recorded.party_organization
            context.did(now, before=() if held is None else (held,), after=(now, recorded.step))
    return recorded
