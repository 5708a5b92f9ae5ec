"""Acts of telling, applying, deciding and paying: check, hold, decide, write. An enterprise is held while something is begun
for it, an application while anything becomes of it."""

from uuid import UUID

import db.policies
from db.engine import Connection
from domain import policies
from domain.clocks import office_day
from domain.enterprises.refusals import EnterpriseEnded
from domain.people import OutsideRemit, Role
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context
from resolvers.policies.eligibility import ground_of
from resolvers.policies.looked_up import clause_and_policy, held_application, held_enterprise, held_policy


async def notify_policy(
    context: Context, command: policies.NotifyPolicy
) -> policies.Notified | InvalidInput | NotFound | OutsideRemit | policies.PolicyInWrongState:
    """All of the enterprises, or none."""
    if problem := policies.check_notice(command, context.today):
        return problem
    async with context.connection() as connection:
        policy = await _told_policy(connection, context, command.policy_id)
        if isinstance(policy, NotFound | OutsideRemit):
            return policy
        clause = None
        if command.of_clause:
            found = await clause_and_policy(connection, context, command.clause_id)
            if isinstance(found, NotFound) or found[0].policy_id != policy.id:
                return NotFound("clauseId", policies.CLAUSE)
            clause = found[0]
        ids: list[UUID] = []
        # In one order, whatever the input's, so that no two acts wait for each other.
        for place, id in sorted(enumerate(command.enterprise_ids), key=lambda each: str(each[1])):
            known = await held_enterprise(connection, context, id, f"enterpriseIds[{place}]")
            if isinstance(known, NotFound | OutsideRemit):
                return known
            ids.append(known.id)
        subject = context.viewer.subject
        new_ids = [context.new_id() for _ in ids]
        notified = policies.notify(command, policy, clause, ids, new_ids, subject, context.now)
        if isinstance(notified, policies.Notified):
            await db.policies.add_notices(connection, notified.notices)
            context.did(policy, after=(notified,))
    return notified


async def _told_policy(
    connection: Connection, context: Context, id: UUID | None
) -> policies.Policy | NotFound | OutsideRemit:
    """A policy that is told of: a handler tells of the own organization's, whoever looks after enterprises of any."""
    if context.viewer.role is Role.HANDLER:
        return await held_policy(connection, context, id)
    held = None if id is None else await db.policies.lock_policy(connection, id)
    if held is None or held.id not in await db.policies.POLICY.by_id(connection, [held.id], context.viewer):
        return NotFound("policyId", policies.POLICY)
    return held


async def draft_application(
    context: Context, command: policies.DraftApplication
) -> (
    policies.ApplicationDrafted
    | InvalidInput
    | NotFound
    | OutsideRemit
    | EnterpriseEnded
    | policies.ClauseNotOpen
    | policies.ApplicationExists
    | policies.AboveClause
):
    if problem := policies.check_draft(command, context.today):
        return problem
    async with context.connection() as connection:
        enterprise = await held_enterprise(connection, context, command.enterprise_id)
        if isinstance(enterprise, NotFound | OutsideRemit):
            return enterprise
        found = await clause_and_policy(connection, context, command.clause_id)
        if isinstance(found, NotFound):
            return found
        clause, policy = found
        held = await db.policies.standing_applications(connection, enterprise.id, clause.id, command.year)
        drafted = policies.draft_application(
            command, policy, clause, enterprise, held, context.new_id(), context.now, context.today
        )
        if isinstance(drafted, policies.ApplicationDrafted):
            await db.policies.add_application(connection, drafted.application)
            context.did(drafted.application, after=(drafted.application,))
    return drafted


async def submit_application(
    context: Context, command: policies.SubmitApplication
) -> (
    policies.ApplicationSubmitted
    | InvalidInput
    | NotFound
    | Outdated
    | policies.ApplicationInWrongState
    | policies.ClauseNotOpen
    | policies.NotEligible
    | policies.EvidenceNeeded
):
    if problem := policies.check_submission(command):
        return problem
    async with context.connection() as connection:
        found = await held_application(connection, context, command.application_id)
        if isinstance(found, NotFound):
            return found
        held, clause, policy = found
        conditions = (await db.policies.conditions_of(connection, [clause.id]))[clause.id]
        ground = await ground_of(
            connection, held.enterprise_id, conditions, policies.supplied_by(held), context.today
        )
        assert ground is not None, "an enterprise is never deleted"
        eligibility = policies.judge(clause, conditions, ground)
        submitted = policies.submit(command, held, policy, clause, eligibility, context.now, context.today)
        if isinstance(submitted, policies.ApplicationSubmitted):
            await _change(connection, context, held, submitted.application)
    return submitted


async def withdraw_application(
    context: Context, command: policies.WithdrawApplication
) -> policies.ApplicationWithdrawn | NotFound | Outdated | policies.ApplicationInWrongState:
    async with context.connection() as connection:
        found = await held_application(connection, context, command.application_id)
        if isinstance(found, NotFound):
            return found
        withdrawn = policies.withdraw(command, found[0])
        if isinstance(withdrawn, policies.ApplicationWithdrawn):
            await _change(connection, context, found[0], withdrawn.application)
    return withdrawn


async def approve_application(
    context: Context, command: policies.ApproveApplication
) -> (
    policies.ApplicationApproved
    | InvalidInput
    | NotFound
    | Outdated
    | policies.ApplicationInWrongState
    | policies.AboveClause
):
    if problem := policies.check_approval(command):
        return problem
    async with context.connection() as connection:
        found = await held_application(connection, context, command.application_id)
        if isinstance(found, NotFound):
            return found
        held, clause, _ = found
        approved = policies.approve(command, held, clause, context.now)
        if isinstance(approved, policies.ApplicationApproved):
            await _change(connection, context, held, approved.application)
    return approved


async def reject_application(
    context: Context, command: policies.RejectApplication
) -> policies.ApplicationRejected | InvalidInput | NotFound | Outdated | policies.ApplicationInWrongState:
    if problem := policies.check_rejection(command):
        return problem
    async with context.connection() as connection:
        found = await held_application(connection, context, command.application_id)
        if isinstance(found, NotFound):
            return found
        rejected = policies.reject(command, found[0], context.now)
        if isinstance(rejected, policies.ApplicationRejected):
            await _change(connection, context, found[0], rejected.application)
    return rejected


async def pay_application(
    context: Context, command: policies.PayApplication
) -> (
    policies.ApplicationPaid
    | InvalidInput
    | NotFound
    | Outdated
    | policies.ApplicationInWrongState
    | policies.AboveGranted
):
    if problem := policies.check_payout(command, context.today):
        return problem
    async with context.connection() as connection:
        found = await held_application(connection, context, command.application_id)
        if isinstance(found, NotFound):
            return found
        held = found[0]
        payouts = await db.policies.payouts_of(connection, held.id)
        decided_on = office_day(held.decided_at) if held.decided_at else context.today
        paid = policies.pay(command, held, payouts, decided_on, context.new_id(), context.now)
        if isinstance(paid, policies.ApplicationPaid):
            await db.policies.add_payout(connection, paid.payout)
            await db.policies.change_application(connection, paid.application)
            context.did(held, before=(held,), after=(paid.application, paid.payout))
    return paid


async def _change(
    connection: Connection, context: Context, before: policies.Application, after: policies.Application
) -> None:
    await db.policies.change_application(connection, after)
    context.did(before, before=(before,), after=(after,))
