"""Create an index on incidents that took long: all others are found by the day on which they began."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create it."""
    op.execute(
        "CREATE INDEX catalogue_incident_long ON catalogue_incident (last_day DESC, first_day) WHERE last_day - first_day > 31"
    )


def downgrade() -> None:
    """Drop it."""
    op.execute("DROP INDEX catalogue_incident_long")
