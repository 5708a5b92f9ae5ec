"""Match policies: which is current, and acts on drafts. Every act holds the county's numbers first."""

import db.financing
from domain import financing
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context


async def current_match_policy(context: Context) -> financing.MatchPolicy:
    """The policy that matches are computed by today."""
    county_code = context.viewer.county_code
    async with context.connection() as connection:
        policies = await db.financing.match_policies_of(connection, county_code)
    return financing.current(policies, county_code)


async def draft_match_policy(
    context: Context, command: financing.DraftPolicy
) -> financing.PolicyDrafted | InvalidInput:
    if problem := financing.check_weights(command.enterprise, command.institution):
        return problem
    county_code = context.viewer.county_code
    async with context.connection() as connection:
        held = await db.financing.hold_match_policies(connection, county_code)
        drafted = financing.draft(command, held, county_code, context.new_id())
        await db.financing.add_match_policy(connection, drafted.policy)
    context.did(drafted.policy, after=(drafted.policy,))
    return drafted


async def change_match_policy(
    context: Context, command: financing.ChangePolicy
) -> financing.PolicyChanged | InvalidInput | NotFound | Outdated | financing.MatchPolicyPublished:
    if problem := financing.check_weights(command.enterprise, command.institution):
        return problem
    async with context.connection() as connection:
        held = await db.financing.hold_match_policies(connection, context.viewer.county_code)
        changed = financing.change_policy(command, held)
        if isinstance(changed, financing.PolicyChanged):
            await db.financing.keep_match_policy(connection, changed.policy)
            before = financing.before(changed.policy, held)
            context.did(before, before=(before,), after=(changed.policy,))
    return changed


async def publish_match_policy(
    context: Context, command: financing.PublishPolicy
) -> financing.PolicyPublished | NotFound | Outdated | financing.MatchPolicyPublished:
    async with context.connection() as connection:
        held = await db.financing.hold_match_policies(connection, context.viewer.county_code)
        published = financing.publish(command, held, context.now)
        if isinstance(published, financing.PolicyPublished):
            await db.financing.keep_match_policy(connection, published.policy)
            before = financing.before(published.policy, held)
            context.did(before, before=(before,), after=(published.policy,))
    return published
