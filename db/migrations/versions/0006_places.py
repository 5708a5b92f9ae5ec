"""Places: zones in a tree, organizations, carriers and service points."""

from db.migrations import scripts

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run()
