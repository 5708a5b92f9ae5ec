"""Match policies: which is current, and acts on drafts."""

import db.financing
from domain import financing
from resolvers.context import Context


async def current_match_policy(context: Context) -> financing.MatchPolicy:
    """The policy that matches are computed by today."""
    county_code = context.viewer.county_code
    async with context.connection() as connection:
        policies = await db.financing.match_policies_of(connection, county_code)
    return financing.current(policies, county_code)
