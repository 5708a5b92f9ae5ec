"""Figures of market entities."""

from uuid import UUID

import db.enterprises.stock
from domain.codes import division_problem
from domain.enterprises.stock import DatePeriod, MarketEntities, market_entities, period_problem
from domain.people import published_only
from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import bad_input


async def figures(
    context: Context, period: DatePeriod, zone_id: UUID | None, county_code: str | None
) -> MarketEntities:
    """The figures of a county, the viewer's own unless another is said, as they are published to who asks; asking wrongly is
    an error of the client."""
    if problem := period_problem(period.first, period.last):
        raise bad_input(problem)
    county = county_code or context.viewer.county_code
    if not county:
        raise bad_input(Words("countyCode is required: say of which county", "请填写 countyCode:统计哪个县"))
    if problem := division_problem(county):
        raise bad_input(Words(f"countyCode {problem.en}", f"countyCode {problem.zh}"))
    async with context.connection() as connection:
        counts = await db.enterprises.stock.entity_counts(connection, county, period, zone_id)
    return market_entities(county, period, counts, published=published_only(context.viewer, county))
