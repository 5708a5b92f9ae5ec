"""Searching by parts that very many names have: any of them are found, without all of them being looked at."""

from db.migrations import scripts

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Where every term of a text is in more names than this, the index passes over most of them.
ENOUGH = """
ALTER FUNCTION enterprises_with(tsquery, integer) SET gin_fuzzy_search_limit = 5000;
"""


def upgrade() -> None:
    """Bound the look-up."""
    scripts.run(ENOUGH)
