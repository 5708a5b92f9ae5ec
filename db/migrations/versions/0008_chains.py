"""Industry chains: tracks, leaders, task forces, members, nodes and links."""

from db.migrations import scripts

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run()
