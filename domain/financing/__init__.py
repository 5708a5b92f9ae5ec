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
from domain.financing.eligibility import (
    RULE_NAMES,
    Applicant,
    Outcome,
    Pair,
    Relaxation,
    Rule,
    RuleCode,
    judge,
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
from domain.financing.ranking import (
    Match,
    MatchExplanation,
    NotMatched,
    Ranking,
    explain,
    ranked,
)
from domain.financing.remit import (
    reach_of_demands,
    reach_of_match_policies,
    reach_of_products,
)
from domain.financing.utility import (
    COMPONENT_NAMES,
    Component,
    ComponentName,
    Utility,
    enterprise_utility,
    institution_utility,
)
from domain.people import Acts

ACTS: Acts = {**remit.ACTS}
"""Which roles do which act."""

__all__ = [
    "ACTS",
    "COLLATERAL_NAMES",
    "COMPONENT_NAMES",
    "CONSENT",
    "CONSENT_FIELD_NAMES",
    "DEMAND",
    "DEMAND_STATE_NAMES",
    "INSTITUTION",
    "MATCH_POLICY",
    "MATCH_POLICY_STATE_NAMES",
    "OF_FINANCE",
    "PRODUCT",
    "RULE_NAMES",
    "TAX_GRADE_NAMES",
    "Applicant",
    "Collateral",
    "CollateralKind",
    "Component",
    "ComponentName",
    "Consent",
    "ConsentField",
    "DemandFilter",
    "DemandState",
    "EnterpriseWeights",
    "FinancialProduct",
    "FinancingDemand",
    "InstitutionWeights",
    "Match",
    "MatchExplanation",
    "MatchPolicy",
    "MatchPolicyState",
    "NotMatched",
    "Outcome",
    "Pair",
    "ProductFilter",
    "Ranking",
    "Relaxation",
    "Rule",
    "RuleCode",
    "TaxGrade",
    "Utility",
    "built_in",
    "consented",
    "current",
    "enterprise_utility",
    "explain",
    "institution_utility",
    "judge",
    "ranked",
    "reach_of_demands",
    "reach_of_match_policies",
    "reach_of_products",
]
