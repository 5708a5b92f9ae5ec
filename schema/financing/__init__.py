"""Financing in the contract: demands, products, matching and deals."""

import strawberry

import resolvers.financing
from resolvers.context import Info
from schema.backing import related
from schema.costs import ACT, about_as_long, cost
from schema.financing.bond_acts import BondMutations
from schema.financing.bonds import BondIssue
from schema.financing.deal_acts import DealMutations
from schema.financing.deal_queries import DealQueries
from schema.financing.deals import Deal
from schema.financing.demand_acts import FinancingDemandMutations
from schema.financing.demands import (
    FinancingConsent,
    FinancingDemand,
    FinancingDemandConnection,
    FinancingDemandFilter,
    read_demand_filter,
)
from schema.financing.match_policies import MatchPolicy
from schema.financing.matches import MatchQueries
from schema.financing.policy_acts import MatchPolicyMutations
from schema.financing.product_acts import FinancialProductMutations
from schema.financing.products import (
    FinancialProduct,
    FinancialProductConnection,
    FinancialProductFilter,
    read_product_filter,
)
from schema.financing.run_acts import MatchingMutations, MatchingSubscriptions
from schema.financing.runs import (
    FinancingMeeting,
    MatchRun,
    MatchRunConnection,
    MatchRunFilter,
    read_run_filter,
)
from schema.financing.session_counts import FinancingSubscriptions
from schema.financing.totals import TotalQueries
from schema.nodes import found
from schema.pages import listed

__all__ = ["MUTATIONS", "QUERIES", "SUBSCRIPTIONS", "TYPES"]


@strawberry.type
class FinancingQueries:
    """Questions about demands and products; the root puts them together with the other contexts'."""

    financing_demands: FinancingDemandConnection = listed(
        FinancingDemandConnection,
        FinancingDemandFilter,
        read_demand_filter,
        "The demands that the viewer sees, the latest first. 融资需求列表,按提交时间倒序。",
    )
    financing_demand: FinancingDemand | None = found(
        FinancingDemand,
        "FinancingDemand",
        "One demand; null when there is none. 按标识查融资需求。",
        "Id of the demand. 融资需求标识。",
    )
    financial_products: FinancialProductConnection = listed(
        FinancialProductConnection,
        FinancialProductFilter,
        read_product_filter,
        "The products that the viewer sees, by name. 金融产品列表,按名称。",
        sorted_by=str,
    )
    financial_product: FinancialProduct | None = found(
        FinancialProduct,
        "FinancialProduct",
        "One product; null when there is none. 按标识查金融产品。",
        "Id of the product. 金融产品标识。",
    )
    match_policies: list[MatchPolicy] = related(
        "All match policies of the county, by number. 匹配规则。",
        about_as_long(5),
    )

    @strawberry.field(
        graphql_type=MatchPolicy,
        description="The match policy that matches are computed by. 现行匹配规则。",
        directives=[cost(ACT)],
    )
    async def current_match_policy(self, info: Info) -> object:
        return await resolvers.financing.current_match_policy(info.context)


@strawberry.type
class MatchingQueries:
    """Questions about match runs."""

    match_run: MatchRun | None = found(
        MatchRun,
        "MatchRun",
        "One match run; null when there is none. 按标识查撮合批次。",
        "Id of the run. 撮合批次标识。",
    )
    match_runs: MatchRunConnection = listed(
        MatchRunConnection,
        MatchRunFilter,
        read_run_filter,
        "The match runs, the latest first. 撮合批次列表,按发起时间倒序。",
    )


TYPES: tuple[type, ...] = (
    FinancingDemand,
    FinancialProduct,
    FinancingConsent,
    MatchRun,
    FinancingMeeting,
    Deal,
    BondIssue,
)
QUERIES: tuple[type, ...] = (FinancingQueries, MatchQueries, MatchingQueries, DealQueries, TotalQueries)
MUTATIONS: tuple[type, ...] = (
    FinancingDemandMutations,
    FinancialProductMutations,
    MatchPolicyMutations,
    MatchingMutations,
    DealMutations,
    BondMutations,
)
SUBSCRIPTIONS: tuple[type, ...] = (MatchingSubscriptions, FinancingSubscriptions)
