"""Create the tables that merging looks claims up in: worked out from the entries, and made anew whenever they are missing."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE merge_mark (
        mark BIGINT NOT NULL, place BIGINT NOT NULL, claim {key} NOT NULL, PRIMARY KEY (mark, place, claim)
    )
    """,
    "CREATE TABLE merge_family (claim {key} NOT NULL PRIMARY KEY, family {key} NOT NULL)",
    "CREATE TABLE merge_state (version TEXT NOT NULL, seq BIGINT NOT NULL)",
    "CREATE INDEX merge_mark_claim ON merge_mark (claim)",
    "CREATE INDEX merge_family_family ON merge_family (family)",
)
DROPPED = ("merge_state", "merge_family", "merge_mark")


def upgrade() -> None:
    """Create them, empty."""
    key = "TEXT" if op.get_bind().dialect.name == "sqlite" else 'TEXT COLLATE "C"'
    for statement in TABLES:
        op.execute(statement.format(key=key))


def downgrade() -> None:
    """Drop them: nothing is lost that the entries do not hold."""
    for table in DROPPED:
        op.execute(f"DROP TABLE {table}")
