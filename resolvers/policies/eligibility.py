"""What clauses come to for an enterprise, with the trace of every condition."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import db.enterprises
import db.policies
from db.engine import Connection
from db.pages import OnePage
from domain import policies
from domain.pages import Page, Slice, Wanted
from resolvers.context import Context
from resolvers.relations import NOWHERE, Listing


async def ground_of(
    connection: Connection,
    enterprise_id: UUID,
    conditions: Sequence[policies.Condition],
    supplied: policies.Supplied,
    today: date,
) -> policies.Ground | None:
    """What conditions are held against, of an enterprise."""
    facts = await db.policies.facts_of(connection, enterprise_id, today)
    if facts is None:
        return None
    names = await db.policies.names_of(connection, conditions, facts)
    return policies.Ground(facts, supplied, names, today)


async def policy_eligibility(
    context: Context, enterprise_id: UUID, supplied: policies.Supplied, page: Page
) -> Listing | None:
    """A page of the clauses that may be applied for today in the county of an enterprise that the viewer sees, each with what
    it comes to."""
    async with context.connection() as connection:
        known = await db.enterprises.ENTERPRISE.by_id(connection, [enterprise_id], context.viewer)
        if enterprise_id not in known:
            return None
        county = known[enterprise_id].county_code
        wanted = Wanted(policies.ClauseFilter(active=True, county_code=county), page)
        reading = OnePage(db.policies.CLAUSE_LIST, wanted)
        found: Slice[policies.Clause] = (await reading(connection, [NOWHERE], context.viewer))[NOWHERE]
        judged = await _judged(connection, context, found.items, enterprise_id, supplied)
    return Listing(replace(found, items=judged), db.policies.CLAUSE_LIST, NOWHERE, wanted.filter)


async def clause_eligibility(
    context: Context, clause: policies.Clause, enterprise_id: UUID, supplied: policies.Supplied
) -> policies.ClauseEligibility | None:
    """What a clause comes to for an enterprise that the viewer sees."""
    async with context.connection() as connection:
        if enterprise_id not in await db.enterprises.ENTERPRISE.by_id(
            connection, [enterprise_id], context.viewer
        ):
            return None
        judged = await _judged(connection, context, [clause], enterprise_id, supplied)
    return judged[0]


async def _judged(
    connection: Connection,
    context: Context,
    clauses: Sequence[policies.Clause],
    enterprise_id: UUID,
    supplied: policies.Supplied,
) -> tuple[policies.ClauseEligibility, ...]:
    conditions = await db.policies.conditions_of(connection, [clause.id for clause in clauses])
    asked = [each for of_clause in conditions.values() for each in of_clause]
    ground = await ground_of(connection, enterprise_id, asked, supplied, context.today)
    assert ground is not None, "what is seen is there"
    return tuple(policies.judge(clause, conditions[clause.id], ground) for clause in clauses)
