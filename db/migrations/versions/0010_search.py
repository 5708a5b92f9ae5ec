"""Enterprises by their names: what is searched by."""

from db.migrations import scripts

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run()
