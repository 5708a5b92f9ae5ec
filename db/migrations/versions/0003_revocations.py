"""Revocations: tokens that no longer count."""

from db.migrations import scripts

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE revocations (
    name TEXT NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT revocations_pk PRIMARY KEY (name, revoked_at)
);
"""

# Nothing that was revoked comes back before its time: the API adds, and neither changes nor deletes.
GRANTS = """
GRANT SELECT, INSERT ON revocations TO yaosu_runtime;
"""


def upgrade() -> None:
    """Create the table."""
    scripts.run(TABLES, GRANTS)
