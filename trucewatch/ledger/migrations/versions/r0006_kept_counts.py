"""Keep the counts of the catalogue for past moments too, and find what began or ended between two entries."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SPANNED = ("incident", "finding", "area", "report")


def upgrade() -> None:
    """Create the tables and the indexes; what they hold is worked out from the entries."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    big, key, strict = ("INTEGER", "TEXT", " STRICT") if sqlite else ("BIGINT", 'TEXT COLLATE "C"', "")
    op.execute("ALTER TABLE catalogue_tally ADD COLUMN fresh INTEGER NOT NULL DEFAULT 1")
    op.execute("CREATE INDEX catalogue_tally_fresh ON catalogue_tally (name) WHERE fresh = 1")
    keys = ", ".join(f"{name} {key} NOT NULL" for name in ("name", "one", "two", "three"))
    columns = f"{keys}, since {big} NOT NULL, many {big} NOT NULL, PRIMARY KEY (name, one, two, three, since)"
    op.execute(f"CREATE TABLE catalogue_then ({columns}){strict}{', WITHOUT ROWID' if sqlite else ''}")
    op.execute(f"CREATE TABLE catalogue_mark (seq {big} NOT NULL PRIMARY KEY){strict}")
    for table in SPANNED:
        op.execute(f"CREATE INDEX catalogue_{table}_since ON catalogue_{table} (since)")
        op.execute(f"CREATE INDEX catalogue_{table}_until ON catalogue_{table} (until)")
    op.execute("DELETE FROM catalogue_state")


def downgrade() -> None:
    """Drop them."""
    for table in SPANNED:
        op.execute(f"DROP INDEX catalogue_{table}_since")
        op.execute(f"DROP INDEX catalogue_{table}_until")
    op.execute("DROP TABLE catalogue_mark")
    op.execute("DROP TABLE catalogue_then")
    op.execute("DROP INDEX catalogue_tally_fresh")
    op.execute("ALTER TABLE catalogue_tally DROP COLUMN fresh")
    op.execute("DELETE FROM catalogue_state")
