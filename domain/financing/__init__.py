"""Financing: demands, products, matching and deals."""

from domain.financing import remit
from domain.financing.codes import (
    COLLATERAL_NAMES,
    TAX_GRADE_NAMES,
    CollateralKind,
    TaxGrade,
)
from domain.financing.consents import (
    CONSENT,
    CONSENT_FIELD_NAMES,
    Consent,
    ConsentField,
    consented,
)
from domain.financing.demands import (
    DEMAND,
    DEMAND_STATE_NAMES,
    Collateral,
    DemandFilter,
    DemandState,
    FinancingDemand,
)
from domain.financing.match_policies import (
    MATCH_POLICY,
    MATCH_POLICY_STATE_NAMES,
    EnterpriseWeights,
    InstitutionWeights,
    MatchPolicy,
    MatchPolicyState,
    built_in,
    current,
)
from domain.financing.products import (
    INSTITUTION,
    OF_FINANCE,
    PRODUCT,
    FinancialProduct,
    ProductFilter,
)
from domain.financing.remit import (
    reach_of_demands,
    reach_of_match_policies,
    reach_of_products,
)
from domain.people import Acts

ACTS: Acts = {**remit.ACTS}
"""Which roles do which act."""

__all__ = [
    "ACTS",
    "COLLATERAL_NAMES",
    "CONSENT",
    "CONSENT_FIELD_NAMES",
    "DEMAND",
    "DEMAND_STATE_NAMES",
    "INSTITUTION",
    "MATCH_POLICY",
    "MATCH_POLICY_STATE_NAMES",
    "OF_FINANCE",
    "PRODUCT",
    "TAX_GRADE_NAMES",
    "Collateral",
    "CollateralKind",
    "Consent",
    "ConsentField",
    "DemandFilter",
    "DemandState",
    "EnterpriseWeights",
    "FinancialProduct",
    "FinancingDemand",
    "InstitutionWeights",
    "MatchPolicy",
    "MatchPolicyState",
    "ProductFilter",
    "TaxGrade",
    "built_in",
    "consented",
    "current",
    "reach_of_demands",
    "reach_of_match_policies",
    "reach_of_products",
]
