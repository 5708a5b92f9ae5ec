"""Figures of policies."""

from uuid import UUID

import db.policies
from domain import policies
from domain.codes import division_problem
from domain.enterprises.stock import DatePeriod, period_problem
from domain.people import published_only
from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import bad_input


async def notice_figures(context: Context, filter: policies.NoticeFilter) -> policies.NoticeFigures:
    """How many notices there are, and how many enterprises were told, as far as the viewer sees them."""
    async with context.connection() as connection:
        return await db.policies.notice_figures(connection, filter, context.viewer)


async def policy_payouts(
    context: Context,
    period: DatePeriod,
    organization_id: UUID | None,
    policy_id: UUID | None,
    county_code: str | None,
) -> policies.PolicyPayouts:
    """What was paid in a county, the viewer's own unless another is said, as it is published to who asks; asking wrongly is
    an error of the client."""
    if problem := period_problem(period.first, period.last):
        raise bad_input(problem)
    county = county_code or context.viewer.county_code
    if not county:
        raise bad_input(Words("countyCode is required: say of which county", "请填写 countyCode:统计哪个县"))
    if problem := division_problem(county):
        raise bad_input(Words(f"countyCode {problem.en}", f"countyCode {problem.zh}"))
    async with context.connection() as connection:
        sums = await db.policies.payout_sums(connection, county, period, organization_id, policy_id)
    return policies.policy_payouts(county, period, sums, published=published_only(context.viewer, county))
