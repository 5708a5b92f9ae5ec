"""Figures of policies in the contract: who was told, and what was paid."""

from typing import Annotated

import strawberry

import resolvers.policies
from domain import policies
from domain.enterprises.stock import DatePeriod as Days
from resolvers.context import Info
from schema.backing import about, backed_by, related
from schema.costs import SUMMED_UP, about_as_long, cost
from schema.enterprises.stock import CountyCode, DatePeriod, Period
from schema.filters import filtered_by
from schema.money import FinancingMoney
from schema.policies.lists import PolicyNoticeFilter, read_notice_filter
from schema.policies.types import Policy
from schema.scalars import DivisionCode

TOTAL = "Sum of the payouts; null where so few are not published. 兑付总额。"
PAYOUTS = "How many payouts. 兑付笔数。"
APPLICATIONS = "Applications that they were made on. 兑付申报数。"
ENTERPRISES = "Enterprises that received them: one with two counts once. 受惠企业数(去重)。"
OUTSTANDING = "What is approved as of now and not paid; it is no part of the total. 已批准未拨付金额。"
WAITING = "Applications that are approved and not paid in full. 待拨付申报数。"


@backed_by(policies.NoticeFigures)
class NoticeFigures:
    """How many notices there are, as far as one sees them. 政策告知统计。"""

    notices: int = about("Notices. 告知次数。")
    enterprises: int = about(
        "Enterprises that were told: one that was told twice counts once. 告知企业数(去重)。"
    )


@backed_by(policies.PolicyPayoutFigure)
class PolicyPayoutFigure:
    """What was paid under a policy in a period. 单项政策兑付统计。"""

    policy: Policy = related("The policy. 政策。")
    total: FinancingMoney | None = about(TOTAL)
    payouts: int | None = about(PAYOUTS)
    applications: int | None = about(APPLICATIONS)
    enterprises: int | None = about(ENTERPRISES)
    outstanding: FinancingMoney | None = about(OUTSTANDING)
    outstanding_applications: int | None = about(WAITING)


@backed_by(policies.PolicyPayouts)
class PolicyPayouts:
    """What was paid under policies in a period: only payouts count. What a county publishes keeps small cells back. 惠企政策兑付统计。"""

    county_code: DivisionCode = about("Of which county. 县(市、区)代码。")
    period: DatePeriod = about("The period. 统计期。")
    total: FinancingMoney | None = about(TOTAL)
    payouts: int | None = about(PAYOUTS)
    applications: int | None = about(APPLICATIONS)
    enterprises: int | None = about(ENTERPRISES)
    outstanding: FinancingMoney | None = about(OUTSTANDING)
    outstanding_applications: int | None = about(WAITING)
    by_policy: list[PolicyPayoutFigure] = about(
        "Each policy that has any, the greatest total first. 按政策。", about_as_long(20)
    )


NoticesOf = Annotated[PolicyNoticeFilter | None, strawberry.argument(description="Of which notices. 筛选。")]
OrganizationId = Annotated[
    strawberry.ID | None, strawberry.argument(description="Only of policies of this organization. 发文单位。")
]
PolicyId = Annotated[strawberry.ID | None, strawberry.argument(description="Only of this policy. 政策。")]


@strawberry.type
class PolicyFigureQueries:
    """Figures of policies."""

    @strawberry.field(
        graphql_type=NoticeFigures,
        description="How many notices there are, and how many enterprises were told. 政策告知统计。",
        directives=[cost(SUMMED_UP)],
    )
    async def policy_notice_figures(self, info: Info, filter: NoticesOf = None) -> object:
        return await resolvers.policies.notice_figures(info.context, read_notice_filter(filter))

    @strawberry.field(
        graphql_type=PolicyPayouts,
        description="What was paid under policies in a period, and what is approved and not paid. 惠企政策兑付统计。",
        directives=[cost(SUMMED_UP)],
    )
    async def policy_payouts(
        self,
        info: Info,
        period: Period,
        organization_id: OrganizationId = None,
        policy_id: PolicyId = None,
        county_code: CountyCode = None,
    ) -> object:
        return await resolvers.policies.policy_payouts(
            info.context,
            Days(period.from_, period.to),
            filtered_by("Organization", organization_id),
            filtered_by("Policy", policy_id),
            county_code,
        )
