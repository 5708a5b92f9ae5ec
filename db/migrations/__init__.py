"""Numbered, forward-safe migrations; alembic runs them as the owner role."""

<<<<<<< HEAD
HEAD = "0002"
=======
HEAD = "0004"
>>>>>>> wt-identity
"""The newest revision. A test holds it against the scripts, so that a start need not load alembic to know."""
