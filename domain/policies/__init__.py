"""Policies for enterprises and their applications."""

from domain.people import Acts

ACTS: Acts = {}
"""Which roles do which act."""
