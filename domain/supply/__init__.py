"""Supply and demand, and factory space."""

from domain.people import Acts

ACTS: Acts = {}
"""Which roles do which act."""
