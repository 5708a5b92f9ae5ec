"""Financing: demands, products, matching and deals."""

from resolvers.financing.match_policies import current_match_policy

__all__ = ["current_match_policy"]
