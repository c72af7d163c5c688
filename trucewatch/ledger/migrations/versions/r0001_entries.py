"""Create the entries, what they refer to, and the triggers that refuse every change but the next entry."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPLICATION_ID = 0x54525743

SQLITE = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    """
    CREATE TABLE ledger_entry (
        seq INTEGER PRIMARY KEY CHECK (seq > 0),
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        record_id TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        author TEXT NOT NULL,
        code TEXT NOT NULL,
        model TEXT NOT NULL,
        knowledge TEXT NOT NULL,
        reason TEXT NOT NULL,
        payload TEXT NOT NULL,
        previous TEXT NOT NULL CHECK (length(previous) = 64),
        hash TEXT NOT NULL CHECK (length(hash) = 64)
    ) STRICT
    """,
    "CREATE TABLE ledger_link (what TEXT, target TEXT, seq INTEGER, PRIMARY KEY (what, target, seq)) STRICT, WITHOUT ROWID",
    """
    CREATE TRIGGER ledger_entry_next BEFORE INSERT ON ledger_entry
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM ledger_entry)
      OR NEW.previous IS NOT coalesce((SELECT hash FROM ledger_entry ORDER BY seq DESC LIMIT 1), printf('%064d', 0))
    BEGIN SELECT RAISE(ABORT, 'the ledger takes only the entry that follows its last one'); END
    """,
    """
    CREATE TRIGGER ledger_link_once BEFORE INSERT ON ledger_link
    WHEN EXISTS (SELECT 1 FROM ledger_link WHERE what = NEW.what AND target = NEW.target AND seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    *(
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        for table in ("ledger_entry", "ledger_link")
        for change in ("UPDATE", "DELETE")
    ),
)

# COLLATE "C": ids sort by their bytes, as in SQLite, whatever the language of the server
POSTGRESQL = (
    """
    CREATE TABLE ledger_entry (
        seq BIGINT PRIMARY KEY CHECK (seq > 0),
        kind TEXT COLLATE "C" NOT NULL,
        subject TEXT COLLATE "C" NOT NULL,
        record_id TEXT COLLATE "C" NOT NULL,
        recorded_at TEXT COLLATE "C" NOT NULL,
        author TEXT COLLATE "C" NOT NULL,
        code TEXT COLLATE "C" NOT NULL,
        model TEXT COLLATE "C" NOT NULL,
        knowledge TEXT COLLATE "C" NOT NULL,
        reason TEXT COLLATE "C" NOT NULL,
        payload TEXT COLLATE "C" NOT NULL,
        previous TEXT COLLATE "C" NOT NULL CHECK (length(previous) = 64),
        hash TEXT COLLATE "C" NOT NULL CHECK (length(hash) = 64)
    )
    """,
    """
    CREATE TABLE ledger_link (
        what TEXT COLLATE "C", target TEXT COLLATE "C", seq BIGINT, PRIMARY KEY (what, target, seq)
    )
    """,
    """
    CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
    """,
    """
    CREATE FUNCTION ledger_next() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    DECLARE last_seq BIGINT; last_hash TEXT;
    BEGIN
        SELECT seq, hash INTO last_seq, last_hash FROM ledger_entry ORDER BY seq DESC LIMIT 1;
        IF NEW.seq IS DISTINCT FROM coalesce(last_seq, 0) + 1
           OR NEW.previous IS DISTINCT FROM coalesce(last_hash, repeat('0', 64)) THEN
            RAISE EXCEPTION 'the ledger takes only the entry that follows its last one';
        END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER ledger_entry_next BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_next()",
    "ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_next",
    *(
        statement
        for table in ("ledger_entry", "ledger_link")
        for statement in (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only",
        )
    ),
)

BOTH = (
    "CREATE INDEX ledger_entry_record ON ledger_entry (subject, record_id, seq)",
    "CREATE INDEX ledger_entry_recorded ON ledger_entry (recorded_at, seq)",
    "CREATE INDEX ledger_link_entry ON ledger_link (seq)",
)


def upgrade() -> None:
    """Create everything."""
    engine = op.get_bind().dialect.name
    for statement in (SQLITE if engine == "sqlite" else POSTGRESQL) + BOTH:
        op.execute(statement)


def downgrade() -> None:
    """A ledger is never taken back."""
    raise NotImplementedError("a ledger is append-only; keep a copy made before the upgrade")
