"""Numbered, forward-safe migrations; alembic runs them as the owner role."""

HEAD = "0017"
"""The newest revision. A test holds it against the scripts, so that a start need not load alembic to know."""
