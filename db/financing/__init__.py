"""Financing in the database: demands, products, matching and deals."""

from db.financing.match_policies import (
    add_match_policy,
    hold_match_policies,
    keep_match_policy,
    match_policies_of,
)
from db.financing.relations import FINANCIAL_PRODUCT, FINANCING_CONSENT, FINANCING_DEMAND, MATCH_POLICY

__all__ = [
    "FINANCIAL_PRODUCT",
    "FINANCING_CONSENT",
    "FINANCING_DEMAND",
    "MATCH_POLICY",
    "add_match_policy",
    "hold_match_policies",
    "keep_match_policy",
    "match_policies_of",
]
