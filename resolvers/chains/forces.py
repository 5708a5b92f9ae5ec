"""Acts on task forces."""

import db.chains
from domain import chains
from domain.refusals import InvalidInput, NotFound, Outdated, RecordEnded, over
from resolvers.chains.found import held_chain, held_with
from resolvers.context import Context
from resolvers.enterprises.named import named_organization


async def form_force(
    context: Context, command: chains.FormForce
) -> (
    chains.ForceFormed
    | InvalidInput
    | NotFound
    | RecordEnded
    | chains.DayTooEarly
    | chains.NameTaken
    | chains.LimitReached
):
    if problem := chains.check_force(command, context.today):
        return problem
    async with context.connection() as connection:
        chain = await held_chain(connection, command.chain_id)
        if chain is None:
            return NotFound("chainId", chains.CHAIN)
        lead = await named_organization(
            connection, context, command.lead_organization_id, "leadOrganizationId"
        )
        if isinstance(lead, NotFound):
            return lead
        if ended := over("leadOrganizationId", chains.ORGANIZATION, lead.ended_on):
            return ended
        forces = await db.chains.forces_of(connection, chain.id)
        formed = chains.form_force(command, chain, lead, forces, context.today, context.new_id())
        if isinstance(formed, chains.ForceFormed):
            await db.chains.add_force(connection, formed.task_force)
            context.did(formed.task_force, after=(formed.task_force,))
    return formed


async def join_force(
    context: Context, command: chains.JoinForce
) -> (
    chains.ForceJoined
    | InvalidInput
    | NotFound
    | RecordEnded
    | chains.DayTooEarly
    | chains.AlreadyInTaskForce
    | chains.LimitReached
):
    if problem := chains.check_link(command.since, context.today):
        return problem
    async with context.connection() as connection:
        held = await held_with(
            connection, command.task_force_id, db.chains.lock_chain_of_force, db.chains.force
        )
        if held is None:
            return NotFound("taskForceId", chains.TASK_FORCE)
        _, force = held
        joining = await named_organization(connection, context, command.organization_id)
        if isinstance(joining, NotFound):
            return joining
        if ended := over("organizationId", chains.ORGANIZATION, joining.ended_on):
            return ended
        latest = await db.chains.force_membership(connection, force.id, joining.id)
        members, _ = await db.chains.in_force(connection, force.id)
        joined = chains.join_force(command, force, joining, latest, members, context.today, context.new_id())
        if isinstance(joined, chains.ForceJoined):
            await db.chains.add_force_membership(connection, joined.membership)
            context.did(joined.membership, after=(joined.membership,))
    return joined


async def leave_force(
    context: Context, command: chains.LeaveForce
) -> chains.ForceLeft | InvalidInput | NotFound | Outdated | chains.NotInTaskForce | chains.DayTooEarly:
    if problem := chains.check_end(command.until, context.today):
        return problem
    async with context.connection() as connection:
        held = await held_with(
            connection, command.task_force_id, db.chains.lock_chain_of_force, db.chains.force
        )
        if held is None:
            return NotFound("taskForceId", chains.TASK_FORCE)
        _, force = held
        leaving = await named_organization(connection, context, command.organization_id)
        if isinstance(leaving, NotFound):
            return leaving
        latest = await db.chains.force_membership(connection, force.id, leaving.id)
        left = chains.leave_force(command, latest, context.today)
        if isinstance(left, chains.ForceLeft):
            await db.chains.end_force_membership(connection, left.membership)
            context.did(left.membership, before=(latest,), after=(left.membership,))
    return left


async def dissolve_force(
    context: Context, command: chains.DissolveForce
) -> chains.ForceDissolved | InvalidInput | NotFound | Outdated | RecordEnded | chains.DayTooEarly:
    if problem := chains.check_end(command.until, context.today):
        return problem
    async with context.connection() as connection:
        held = await held_with(
            connection, command.task_force_id, db.chains.lock_chain_of_force, db.chains.force
        )
        if held is None:
            return NotFound("taskForceId", chains.TASK_FORCE)
        _, force = held
        _, latest = await db.chains.in_force(connection, force.id)
        dissolved = chains.dissolve_force(command, force, latest, context.today)
        if isinstance(dissolved, chains.ForceDissolved):
            await db.chains.end_force(connection, dissolved.task_force)
            context.did(force, before=(force,), after=(dissolved.task_force,))
    return dissolved
