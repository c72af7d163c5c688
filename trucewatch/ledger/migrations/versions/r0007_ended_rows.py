"""Let the indexes on where a row ended hold only rows that ended, so that nothing that stands is looked up by them."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SPANNED = ("incident", "finding", "area", "report")
LAST = 2**62  # the `until` of what stands


def upgrade() -> None:
    """Make them smaller."""
    for table in SPANNED:
        op.execute(f"DROP INDEX catalogue_{table}_until")
        op.execute(f"CREATE INDEX catalogue_{table}_ended ON catalogue_{table} (until) WHERE until < {LAST}")


def downgrade() -> None:
    """Make them hold all rows."""
    for table in SPANNED:
        op.execute(f"DROP INDEX catalogue_{table}_ended")
        op.execute(f"CREATE INDEX catalogue_{table}_until ON catalogue_{table} (until)")
