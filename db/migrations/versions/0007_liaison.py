"""Staff, who looks after which enterprise, and what was talked about."""

from db.migrations import scripts

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and what keeps them."""
    scripts.run()
