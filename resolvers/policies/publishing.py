"""Acts on policies and their clauses: check, hold the policy, decide, write."""

from uuid import UUID

import db.chains
import db.enterprises
import db.policies
from db.engine import Connection
from db.relations import Type
from domain import policies
from domain.people import OutsideRemit, office
from domain.refusals import InvalidInput, NotFound, Outdated
from resolvers.context import Context
from resolvers.policies.looked_up import clause_and_policy, held_policy, organization


async def draft_policy(
    context: Context, command: policies.DraftPolicy
) -> (
    policies.PolicyDrafted
    | InvalidInput
    | NotFound
    | OutsideRemit
    | policies.DocumentNumberTaken
    | policies.PolicyInWrongState
):
    if problem := policies.check_text(command.text, context.today):
        return problem
    async with context.connection() as connection:
        issuer = await organization(connection, context, command.organization_id)
        if isinstance(issuer, NotFound | OutsideRemit):
            return issuer
        superseded = None
        if command.supersedes:
            superseded = await held_policy(connection, context, command.supersedes_id, "supersedesId")
            if isinstance(superseded, NotFound | OutsideRemit):
                return superseded
        numbered_so = await _numbered_so(connection, context, command.text)
        drafted = policies.draft(
            command, issuer.county_code, issuer.id, superseded, numbered_so, context.new_id()
        )
        if isinstance(drafted, policies.PolicyDrafted):
            await db.policies.add_policy(connection, drafted.policy)
            context.did(drafted.policy, after=(drafted.policy,))
    return drafted


async def revise_policy(
    context: Context, command: policies.RevisePolicy
) -> (
    policies.PolicyRevised
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | policies.PolicyPublished
    | policies.DocumentNumberTaken
):
    if problem := policies.check_text(command.text, context.today):
        return problem
    async with context.connection() as connection:
        held = await held_policy(connection, context, command.policy_id)
        if isinstance(held, NotFound | OutsideRemit):
            return held
        revised = policies.revise(command, held, await _numbered_so(connection, context, command.text))
        if isinstance(revised, policies.PolicyRevised):
            await db.policies.change_policy(connection, revised.policy)
            context.did(held, before=(held,), after=(revised.policy,))
    return revised


async def add_clause(
    context: Context, command: policies.AddClause
) -> (
    policies.ClauseAdded
    | InvalidInput
    | NotFound
    | OutsideRemit
    | Outdated
    | policies.PolicyPublished
    | policies.ClauseNumberTaken
):
    if problem := policies.check_clause(command):
        return problem
    async with context.connection() as connection:
        held = await held_policy(connection, context, command.policy_id)
        if isinstance(held, NotFound | OutsideRemit):
            return held
        if unknown := await _unknown_place(connection, context, command):
            return unknown
        clauses = await db.policies.clauses_of(connection, held.id)
        ids = [context.new_id() for _ in command.conditions]
        added = policies.add_clause(command, held, clauses, context.new_id(), ids)
        if isinstance(added, policies.ClauseAdded):
            await db.policies.add_clause(connection, added.clause, added.conditions)
            await db.policies.change_policy(connection, added.policy)
            context.did(added.clause, before=(held,), after=(added,))
    return added


async def strike_clause(
    context: Context, command: policies.StrikeClause
) -> (
    policies.ClauseStruck
    | NotFound
    | OutsideRemit
    | Outdated
    | policies.PolicyPublished
    | policies.ClauseAlreadyStruck
):
    async with context.connection() as connection:
        found = await clause_and_policy(connection, context, command.clause_id)
        if isinstance(found, NotFound):
            return found
        clause, held = found
        if outside := policies.over_policy(context.viewer, held, "clauseId"):
            return outside
        struck = policies.strike_clause(command, clause, held, context.today)
        if isinstance(struck, policies.ClauseStruck):
            await db.policies.strike_clause(connection, struck.clause)
            await db.policies.change_policy(connection, struck.policy)
            context.did(clause, before=(clause, held), after=(struck.clause, struck.policy))
    return struck


async def publish_policy(
    context: Context, command: policies.PublishPolicy
) -> (
    policies.Published
    | NotFound
    | OutsideRemit
    | Outdated
    | policies.PolicyPublished
    | policies.ReviewPending
    | policies.PolicyWithoutClauses
):
    async with context.connection() as connection:
        held = await held_policy(connection, context, command.policy_id)
        if isinstance(held, NotFound | OutsideRemit):
            return held
        superseded = None
        if held.supersedes_id is not None:
            superseded = await db.policies.lock_policy(connection, held.supersedes_id)
        clauses = await db.policies.clauses_of(connection, held.id)
        published = policies.publish(command, held, clauses, superseded, context.today)
        if isinstance(published, policies.Published):
            await db.policies.change_policy(connection, published.policy)
            await db.policies.publish_clauses(connection, held.id)
            if published.superseded is not None:
                await db.policies.change_policy(connection, published.superseded)
            context.did(held, before=(held,), after=(published,))
    return published


async def end_policy(
    context: Context, command: policies.EndPolicy
) -> policies.PolicyEnded | NotFound | OutsideRemit | Outdated | policies.PolicyInWrongState:
    async with context.connection() as connection:
        held = await held_policy(connection, context, command.policy_id)
        if isinstance(held, NotFound | OutsideRemit):
            return held
        ended = policies.end(command, held, context.today)
        if isinstance(ended, policies.PolicyEnded):
            await db.policies.change_policy(connection, ended.policy)
            context.did(held, before=(held,), after=(ended.policy,))
    return ended


async def _numbered_so(
    connection: Connection, context: Context, text: policies.PolicyText
) -> policies.Policy | None:
    number = policies.document_number_of(text)
    return await db.policies.policy_numbered(connection, context.viewer.county_code, number)


async def _unknown_place(
    connection: Connection, context: Context, command: policies.AddClause
) -> NotFound | None:
    """The first zone or chain of the conditions that the county does not have."""
    for place, each in enumerate(command.conditions):
        path = f"conditions[{place}]"
        if each.has_zone and not await _is_of_county(connection, context, db.enterprises.ZONE, each.zone_id):
            return NotFound(f"{path}.zoneId", policies.ZONE)
        if each.has_chain and not await _is_of_county(connection, context, db.chains.CHAIN, each.chain_id):
            return NotFound(f"{path}.chainId", policies.CHAIN)
    return None


async def _is_of_county(connection: Connection, context: Context, type_: Type, id: UUID | None) -> bool:
    county = context.viewer.county_code
    known = None if id is None else (await type_.by_id(connection, [id], office(county))).get(id)
    return known is not None and known.county_code == county
