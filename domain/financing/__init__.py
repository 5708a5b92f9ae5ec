"""Financing: demands, products, matching and deals."""

from domain.people import Acts

ACTS: Acts = {}
"""Which roles do which act."""
