"""What came to enterprises in a period."""

import db.financing
from domain import financing
from domain.codes import division_problem
from domain.enterprises.stock import DatePeriod, period_problem
from domain.refusals import Words
from resolvers.context import Context
from resolvers.errors import bad_input


async def financed_total(
    context: Context, period: DatePeriod, filter: financing.TotalFilter, county_code: str | None
) -> financing.FinancedTotal:
    """The total of a county, the viewer's own unless another is said, as it is published to who asks; asking wrongly is an
    error of the client."""
    if problem := period_problem(period.first, period.last):
        raise bad_input(problem)
    county = county_code or context.viewer.county_code
    if not county:
        raise bad_input(Words("countyCode is required: say of which county", "请填写 countyCode:统计哪个县"))
    if problem := division_problem(county):
        raise bad_input(Words(f"countyCode {problem.en}", f"countyCode {problem.zh}"))
    async with context.connection() as connection:
        sums = await db.financing.sums(connection, county, period, filter.zone_id, filter.chain_id)
    published = financing.told_as_published(context.viewer, county, filter)
    return financing.financed_total(county, period, sums, filter, published=published)
