"""What an enterprise was thought to be: its kind, its industry and its day of registration, in its history."""

from db.migrations import scripts

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# No act has changed a kind or an industry before this; what a day of registration was before an activation is not known.
CHANGES = """
ALTER TABLE enterprise_changes
    ADD COLUMN entity_kind_before TEXT,
    ADD COLUMN entity_kind_after TEXT,
    ADD COLUMN industry_before TEXT,
    ADD COLUMN industry_after TEXT,
    ADD COLUMN registered_on_before DATE,
    ADD COLUMN registered_on_after DATE;

ALTER TABLE enterprise_changes NO FORCE ROW LEVEL SECURITY;
UPDATE enterprise_changes AS change
SET entity_kind_before = CASE WHEN change.status_before IS NOT NULL THEN enterprise.kind END,
    entity_kind_after = enterprise.kind,
    industry_before = CASE WHEN change.status_before IS NOT NULL THEN enterprise.industry_code END,
    industry_after = enterprise.industry_code,
    registered_on_before = CASE WHEN change.status_before <> 'PREPARING' THEN enterprise.registered_on END,
    registered_on_after = CASE WHEN change.status_after <> 'PREPARING' THEN enterprise.registered_on END
FROM enterprises AS enterprise
WHERE enterprise.id = change.enterprise_id AND enterprise.county_code = change.county_code;
ALTER TABLE enterprise_changes FORCE ROW LEVEL SECURITY;

ALTER TABLE enterprise_changes
    ALTER COLUMN entity_kind_after SET NOT NULL,
    DROP CONSTRAINT enterprise_changes_kind_ck,
    ADD CONSTRAINT enterprise_changes_kind_ck
        CHECK (kind IN ('REGISTERED', 'ACTIVATED', 'RENAMED', 'MOVED', 'CLOSED', 'MERGED', 'RECLASSIFIED')),
    ADD CONSTRAINT enterprise_changes_entity_kind_before_ck
        CHECK (entity_kind_before IN ('ENTERPRISE', 'SOLE_TRADER', 'OTHER')),
    ADD CONSTRAINT enterprise_changes_entity_kind_after_ck
        CHECK (entity_kind_after IN ('ENTERPRISE', 'SOLE_TRADER', 'OTHER'));
"""


def upgrade() -> None:
    """Add the columns."""
    scripts.run(CHANGES)
