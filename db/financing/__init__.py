"""Financing in the database: demands, products, matching and deals."""

from db.financing.demands import (
    add_consent,
    add_demand,
    demand_of_intake,
    keep_demand,
    lock_consent,
    lock_demand,
    withdraw_consent,
)
from db.financing.judged import Judged, judged
from db.financing.match_policies import (
    add_match_policy,
    hold_match_policies,
    keep_match_policy,
    match_policies_of,
)
from db.financing.products import (
    add_product,
    keep_product,
    lock_product,
    products_named,
    products_offered,
)
from db.financing.relations import FINANCIAL_PRODUCT, FINANCING_CONSENT, FINANCING_DEMAND, MATCH_POLICY

__all__ = [
    "FINANCIAL_PRODUCT",
    "FINANCING_CONSENT",
    "FINANCING_DEMAND",
    "MATCH_POLICY",
    "Judged",
    "add_consent",
    "add_demand",
    "add_match_policy",
    "add_product",
    "demand_of_intake",
    "hold_match_policies",
    "judged",
    "keep_demand",
    "keep_match_policy",
    "keep_product",
    "lock_consent",
    "lock_demand",
    "lock_product",
    "match_policies_of",
    "products_named",
    "products_offered",
    "withdraw_consent",
]
