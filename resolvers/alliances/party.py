"""Recording how far the party organization of an enterprise has come."""

import db.alliances
from domain import alliances
from domain.enterprises.keeping import ENTERPRISE
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated, RecordEnded, over
from resolvers.context import Context
from resolvers.enterprises.named import named_enterprise


async def record_party_organization(
    context: Context, command: alliances.RecordPartyOrganization
) -> (
    alliances.PartyOrganizationRecorded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | RecordEnded
    | Outdated
    | alliances.PartyStepOutOfOrder
    | alliances.DayOutOfOrder
):
    if problem := alliances.check_party_organization(command, context.today):
        return problem
    async with context.connection() as connection:
        of = await named_enterprise(connection, context, command.enterprise_id)
        if isinstance(of, NotFound | OutsideRemit):
            return of
        if ended := over("enterpriseId", ENTERPRISE, of.ended_on):
            return ended
        held = await db.alliances.lock_party_organization(connection, of.id)
        ids = context.new_id(), context.new_id()
        recorded = alliances.record_party_organization(command, of, held, ids, context.now)
        if isinstance(recorded, alliances.PartyOrganizationRecorded):
            await db.alliances.take_step(connection, recorded.party_organization, recorded.step)
            now = recorded.party_organization
            context.did(now, before=() if held is None else (held,), after=(now, recorded.step))
    return recorded
