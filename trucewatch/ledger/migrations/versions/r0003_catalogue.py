"""Create the tables of the catalogue: worked out from the entries, and made anew whenever they are missing or outdated."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A row stood from entry `since` up to, but not including, entry `until`. Days are numbers, the first of the year 1 is 1.
TABLES = (
    """
    CREATE TABLE catalogue_incident (
        {number} NOT NULL PRIMARY KEY, incident {key} NOT NULL, since {big} NOT NULL, until {big} NOT NULL,
        first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, told_day INTEGER NOT NULL, type {key} NOT NULL,
        state {key} NOT NULL, review {key} NOT NULL, country {key} NOT NULL, admin1 {key} NOT NULL, place {key} NOT NULL,
        latitude {real}, longitude {real}, exact {key} NOT NULL, doc {big} NOT NULL,
        mark {big} NOT NULL
    )
    """,
    "CREATE TABLE catalogue_card ({number} NOT NULL PRIMARY KEY, card TEXT NOT NULL)",
    "CREATE TABLE catalogue_party (party {key} NOT NULL, row {big} NOT NULL, named INTEGER NOT NULL, PRIMARY KEY (party, row))",
    """
    CREATE TABLE catalogue_outlet (
        outlet {key} NOT NULL, row {big} NOT NULL, alone INTEGER NOT NULL, leads INTEGER NOT NULL, PRIMARY KEY (outlet, row)
    )
    """,
    """
    CREATE TABLE catalogue_source (
        outlet {key} NOT NULL, row {big} NOT NULL, source {key} NOT NULL, PRIMARY KEY (outlet, row, source)
    )
    """,
    """
    CREATE TABLE catalogue_figure (
        kind {key} NOT NULL, most {big} NOT NULL, row {big} NOT NULL, PRIMARY KEY (kind, most, row)
    )
    """,
    """
    CREATE TABLE catalogue_area (
        incident {key} NOT NULL, area {key} NOT NULL, since {big} NOT NULL, until {big} NOT NULL,
        PRIMARY KEY (incident, area, since)
    )
    """,
    """
    CREATE TABLE catalogue_finding (
        {number} NOT NULL PRIMARY KEY, finding {key} NOT NULL, incident {key} NOT NULL, since {big} NOT NULL,
        until {big} NOT NULL, agreement {key} NOT NULL, clause {key} NOT NULL, state {key} NOT NULL, day INTEGER NOT NULL,
        type {key} NOT NULL, card TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE catalogue_side (
        row {big} NOT NULL, side {key} NOT NULL, party {key} NOT NULL, PRIMARY KEY (row, side, party)
    )
    """,
    """
    CREATE TABLE catalogue_report (
        {number} NOT NULL PRIMARY KEY, report {key} NOT NULL, since {big} NOT NULL, until {big} NOT NULL,
        outlet {key} NOT NULL, day INTEGER NOT NULL, card TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE catalogue_tally (
        name {key} NOT NULL, one {key} NOT NULL, two {key} NOT NULL, three {key} NOT NULL, many {big} NOT NULL,
        PRIMARY KEY (name, one, two, three)
    )
    """,
    "CREATE TABLE catalogue_state (version TEXT NOT NULL, seq {big} NOT NULL)",
    "CREATE INDEX catalogue_incident_id ON catalogue_incident (incident, until)",
    "CREATE INDEX catalogue_incident_now ON catalogue_incident (until, first_day DESC, incident, last_day, type, state)",
    "CREATE INDEX catalogue_incident_then ON catalogue_incident (first_day DESC, incident, since, until)",
    "CREATE INDEX catalogue_incident_told_now ON catalogue_incident (until, told_day DESC, incident)",
    "CREATE INDEX catalogue_incident_told_then ON catalogue_incident (told_day DESC, incident, since, until)",
    "CREATE INDEX catalogue_incident_place ON catalogue_incident (place)",
    "CREATE INDEX catalogue_incident_admin1 ON catalogue_incident (admin1, until)",
    "CREATE INDEX catalogue_incident_review ON catalogue_incident (review, until)",
    "CREATE INDEX catalogue_incident_doc ON catalogue_incident (doc)",
    "CREATE INDEX catalogue_party_row ON catalogue_party (row)",
    "CREATE INDEX catalogue_outlet_row ON catalogue_outlet (row)",
    "CREATE INDEX catalogue_source_row ON catalogue_source (row)",
    "CREATE INDEX catalogue_figure_row ON catalogue_figure (row)",
    "CREATE INDEX catalogue_area_area ON catalogue_area (area, incident, since, until)",
    "CREATE INDEX catalogue_finding_id ON catalogue_finding (finding, until)",
    "CREATE INDEX catalogue_finding_incident ON catalogue_finding (incident, until)",
    "CREATE INDEX catalogue_finding_day ON catalogue_finding (agreement, day DESC, finding, since, until, clause, state)",
    "CREATE INDEX catalogue_finding_clause ON catalogue_finding (agreement, clause, state, incident, since, until)",
    "CREATE INDEX catalogue_report_id ON catalogue_report (report, until)",
    "CREATE INDEX catalogue_report_day ON catalogue_report (day DESC, report, since, until, outlet)",
    "CREATE INDEX catalogue_report_outlet ON catalogue_report (outlet, day DESC, report, since, until)",
)
# What is handed in are words already flat, one blank between them, so both engines find the same.
SQLITE = tuple(
    f"CREATE VIRTUAL TABLE catalogue_{what} USING fts5(words, content='', prefix='3', tokenize=\"unicode61 remove_diacritics 0\")"
    for what in ("word", "report_word")
)
POSTGRESQL = tuple(
    statement
    for what in ("word", "report_word")
    for statement in (
        f"CREATE TABLE catalogue_{what} (doc BIGINT NOT NULL PRIMARY KEY, words tsvector NOT NULL)",
        f"CREATE INDEX catalogue_{what}_words ON catalogue_{what} USING gin (words)",
    )
)
DROPPED = (
    *("state", "tally", "report_word", "word", "report", "side", "finding", "area", "figure", "source", "outlet", "party"),
    *("card", "incident"),
)


def upgrade() -> None:
    """Create them, empty."""
    lite = op.get_bind().dialect.name == "sqlite"
    kinds = {
        "big": "INTEGER" if lite else "BIGINT",
        "key": "TEXT" if lite else 'TEXT COLLATE "C"',
        "real": "REAL" if lite else "DOUBLE PRECISION",
    }
    for statement in TABLES:
        number = "row INTEGER" if lite else "row BIGINT"
        told = statement.format(number=number, **kinds).strip()
        op.execute(f"{told.replace('BIGINT', 'INTEGER')}{' STRICT' if 'CREATE TABLE' in told else ''}" if lite else told)
    for statement in SQLITE if lite else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Drop them: nothing is lost that the entries do not hold."""
    for table in DROPPED:
        op.execute(f"DROP TABLE catalogue_{table}")
