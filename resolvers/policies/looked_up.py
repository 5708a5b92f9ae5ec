"""What the acts around policies name, looked up and held."""

from uuid import UUID

import db.enterprises
import db.policies
from db.engine import Connection
from domain import policies
from domain.enterprises import Enterprise, Organization
from domain.people import OutsideRemit, office, outside
from domain.refusals import NotFound
from resolvers.context import Context


async def organization(
    connection: Connection, context: Context, id: UUID | None
) -> Organization | NotFound | OutsideRemit:
    """The organization that a policy is to be of, in the viewer's county; to a department, its own."""
    county = context.viewer.county_code
    batch = db.enterprises.ORGANIZATION.by_id
    known = None if id is None else (await batch(connection, [id], office(county))).get(id)
    if known is None or known.county_code != county:
        return NotFound("organizationId", policies.ORGANIZATION)
    return policies.over_organization(context.viewer, known.id, "organizationId") or known


async def held_policy(
    connection: Connection, context: Context, id: UUID | None, path: str = "policyId"
) -> policies.Policy | NotFound | OutsideRemit:
    """A policy of the county that the viewer answers for, held; a draft of another department is not there."""
    held = None if id is None else await db.policies.lock_policy(connection, id)
    if held is None or held.id not in await db.policies.POLICY.by_id(connection, [held.id], context.viewer):
        return NotFound(path, policies.POLICY)
    return policies.over_policy(context.viewer, held, path) or held


async def clause_and_policy(
    connection: Connection, context: Context, id: UUID | None
) -> tuple[policies.Clause, policies.Policy] | NotFound:
    """A clause of the county that the viewer sees, and its policy, which is held."""
    county = context.viewer.county_code
    seen = {} if id is None else await db.policies.CLAUSE.by_id(connection, [id], context.viewer)
    clause = None if id is None else seen.get(id)
    if clause is None or clause.county_code != county:
        return NotFound("clauseId", policies.CLAUSE)
    policy = await db.policies.lock_policy(connection, clause.policy_id)
    held = await db.policies.clause_of(connection, clause.id)
    assert policy is not None, "a policy is never deleted"
    assert held is not None, "a clause is never deleted"
    return held, policy


async def held_enterprise(
    connection: Connection, context: Context, id: UUID | None, path: str = "enterpriseId"
) -> Enterprise | NotFound | OutsideRemit:
    """An enterprise of the county that the viewer answers for, held."""
    held = None if id is None else await db.enterprises.lock_enterprise(connection, id)
    if held is None:
        return NotFound(path, policies.ENTERPRISE)
    seen = await db.enterprises.ENTERPRISE.by_id(connection, [held.id], context.viewer)
    return outside(held.id in seen, path, policies.ENTERPRISE) or held


async def held_application(
    connection: Connection, context: Context, id: UUID | None
) -> tuple[policies.Application, policies.Clause, policies.Policy] | NotFound:
    """An application that the viewer sees, held, with its clause and its policy."""
    held = None if id is None else await db.policies.lock_application(connection, id)
    if held is None or held.id not in await db.policies.APPLICATION.by_id(
        connection, [held.id], context.viewer
    ):
        return NotFound("applicationId", policies.APPLICATION)
    clause = await db.policies.clause_of(connection, held.clause_id)
    policy = await db.policies.lock_policy(connection, held.policy_id)
    assert clause is not None, "a clause is never deleted"
    assert policy is not None, "a policy is never deleted"
    return held, clause, policy
