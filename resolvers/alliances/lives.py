"""Acts on alliances and who belongs to them: check, hold the alliance, decide, write."""

from uuid import UUID

import db.alliances
from db.engine import Connection
from domain import alliances
from domain.chains import Chain
from domain.enterprises import ORGANIZATION, Enterprise, Organization
from domain.ids import RecordId
from domain.people import OutsideRemit
from domain.refusals import InvalidInput, NotFound, Outdated, RecordEnded, Refusal, over
from resolvers.context import Context
from resolvers.enterprises.named import named_enterprise, named_organization
from resolvers.relations import found


async def prepare_alliance(
    context: Context, command: alliances.PrepareAlliance, *, of_chain: bool
) -> alliances.Prepared | InvalidInput | NotFound | RecordEnded | alliances.AllianceNameTaken:
    """`of_chain` says that the input named a chain, whether its id could be read or not."""
    if problem := alliances.check_preparation(command, context.today):
        return problem
    chain = await _chain(context, command.chain_id) if of_chain else None
    if of_chain and chain is None:
        return NotFound("chainId", alliances.CHAIN)
    if chain is not None and (ended := over("chainId", alliances.CHAIN, chain.until)):
        return ended
    async with context.connection() as connection:
        lead = await named_organization(connection, context, command.lead_id, "leadId")
        if isinstance(lead, NotFound):
            return lead
        if ended := over("leadId", ORGANIZATION, lead.ended_on):
            return ended
        named_so = await db.alliances.alliance_named(connection, lead.county_code, command.name.strip())
        prepared = alliances.prepare(command, lead.county_code, lead.id, named_so, context.new_id())
        if isinstance(prepared, alliances.Prepared):
            await db.alliances.add_alliance(connection, prepared.alliance)
            context.did(prepared.alliance, after=(prepared.alliance,))
    return prepared


async def advance_alliance(
    context: Context, command: alliances.AdvanceAlliance
) -> (
    alliances.Advanced
    | InvalidInput
    | NotFound
    | Outdated
    | alliances.AllianceInWrongState
    | alliances.DayOutOfOrder
):
    if problem := alliances.check_advance(command, context.today):
        return problem
    async with context.connection() as connection:
        alliance = await lock_alliance(connection, command.alliance_id)
        if alliance is None:
            return NotFound("allianceId", alliances.ALLIANCE)
        memberships = await db.alliances.memberships_of(connection, alliance.id)
        last = await db.alliances.last_session(connection, alliance.id, context.today)
        advanced = alliances.advance(command, alliance, memberships, last, context.new_id(), context.now)
        if isinstance(advanced, alliances.Advanced):
            await _change(connection, context, alliance, advanced)
    return advanced


async def change_lead(
    context: Context, command: alliances.ChangeLead
) -> (
    alliances.LeadChanged
    | InvalidInput
    | NotFound
    | RecordEnded
    | Outdated
    | alliances.AllianceInWrongState
    | alliances.AlreadyLead
    | alliances.DayOutOfOrder
):
    if problem := alliances.check_lead(command, context.today):
        return problem
    async with context.connection() as connection:
        alliance = await lock_alliance(connection, command.alliance_id)
        if alliance is None:
            return NotFound("allianceId", alliances.ALLIANCE)
        lead = await named_organization(connection, context, command.lead_id, "leadId")
        if isinstance(lead, NotFound):
            return lead
        if ended := over("leadId", ORGANIZATION, lead.ended_on):
            return ended
        memberships = await db.alliances.memberships_of(connection, alliance.id)
        ids = context.new_id(), context.new_id()
        changed = alliances.change_lead(command, alliance, memberships, lead.id, ids, context.now)
        if isinstance(changed, alliances.LeadChanged):
            await _change(connection, context, alliance, changed)
    return changed


async def join_alliance(
    context: Context, command: alliances.JoinAlliance
) -> (
    alliances.Joined
    | InvalidInput
    | NotFound
    | OutsideRemit
    | RecordEnded
    | alliances.OutsideAllianceLife
    | alliances.MembershipOverlaps
):
    if problem := alliances.check_joining(command, context.today):
        return problem
    async with context.connection() as connection:
        alliance = await lock_alliance(connection, command.alliance_id)
        if alliance is None:
            return NotFound("allianceId", alliances.ALLIANCE)
        member = await _member(connection, context, command.member)
        if isinstance(member, Refusal):
            return member
        held = await db.alliances.memberships_of_member(connection, alliance.id, command.member)
        joined = alliances.join(command, alliance, member, held, context.new_id(), context.now)
        if isinstance(joined, alliances.Joined):
            await db.alliances.begin_membership(connection, joined.membership)
            context.did(alliance, after=(joined.membership,))
    return joined


async def leave_alliance(
    context: Context, command: alliances.LeaveAlliance
) -> (
    alliances.Left
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | alliances.NotAMember
    | alliances.LeadMustHandOver
    | alliances.DayOutOfOrder
):
    if problem := alliances.check_leaving(command):
        return problem
    async with context.connection() as connection:
        alliance = await lock_alliance(connection, command.alliance_id)
        if alliance is None:
            return NotFound("allianceId", alliances.ALLIANCE)
        member = await _member(connection, context, command.member)
        if isinstance(member, Refusal):
            return member
        held = await db.alliances.memberships_of_member(connection, alliance.id, command.member)
        left = alliances.leave(command, held, context.today)
        if isinstance(left, alliances.Left):
            await db.alliances.end_membership(connection, left.membership)
            context.did(alliance, before=(left.before,), after=(left.membership,))
    return left


async def lock_alliance(connection: Connection, id: UUID | None) -> alliances.PartyAlliance | None:
    """The alliance of an id, held, if there is one in the county."""
    return None if id is None else await db.alliances.lock_alliance(connection, id)


async def _change(
    connection: Connection,
    context: Context,
    before: alliances.PartyAlliance,
    change: alliances.Advanced | alliances.LeadChanged,
) -> None:
    await db.alliances.change_alliance(connection, change.alliance, change.memberships)
    context.did(before, before=(before,), after=(change.alliance, change.memberships))


async def _member(
    connection: Connection, context: Context, member: alliances.Member
) -> Enterprise | Organization | NotFound | OutsideRemit:
    """Who is to be a member, if there is one in the county that the viewer answers for."""
    if member.is_enterprise:
        return await named_enterprise(connection, context, member.id, member.path)
    return await named_organization(connection, context, member.id, member.path)


async def _chain(context: Context, id: UUID | None) -> Chain | None:
    chain = None if id is None else await found(context, RecordId("Chain", id))
    return chain if chain is not None and chain.county_code == context.viewer.county_code else None
