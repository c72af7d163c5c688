"""Let the index by which past moments are counted hold all that is counted by."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it wider."""
    op.execute("DROP INDEX catalogue_incident_then")
    columns = "first_day DESC, incident, since, until, last_day, type, state"
    op.execute(f"CREATE INDEX catalogue_incident_then ON catalogue_incident ({columns})")


def downgrade() -> None:
    """Make it as narrow as it was."""
    op.execute("DROP INDEX catalogue_incident_then")
    op.execute("CREATE INDEX catalogue_incident_then ON catalogue_incident (first_day DESC, incident, since, until)")
