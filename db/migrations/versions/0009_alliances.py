"""Party-building alliances: members, memoranda, conferences and resolutions."""

from db.migrations import scripts

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run()
