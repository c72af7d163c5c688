"""Bring the tables of a ledger back to an earlier layout, so that an older program can open it; its entries stay as they are."""

from __future__ import annotations

from sqlalchemy import inspect

from trucewatch.errors import LedgerError
from trucewatch.ledger import state
from trucewatch.ledger.doors import connect, layout_of, plain_errors, run_migrations, shown, writing
from trucewatch.ledger.schema import KNOWN, REVISION

OLDEST = KNOWN[0]  # holds the entries and nothing else: what is worked out from them is dropped down to there


def downgrade(url: str, to: str) -> tuple[int, str]:
    """Bring the tables to a version, all of it or nothing; number and hash of the last entry, which are what they were.

    A LedgerError if there is no such version, or the ledger is of an earlier one, or of one that this program does not know.
    """
    if to not in KNOWN:
        raise LedgerError(f"there is no version {to!r} of a ledger's tables, only {', '.join(KNOWN)}")
    engine = connect(url)
    try:
        with plain_errors(engine), writing(engine) as connection:
            found = layout_of(connection) if inspect(connection).get_table_names() else None
            if found is None:
                raise LedgerError(f"{shown(engine.url)} holds no ledger")
            if to > found:
                raise LedgerError(
                    f"the tables are of version {found}, which is before {to}; `ledger upgrade` brings them to {REVISION}"
                )
            before = state.head(connection)
            if to != found:
                run_migrations(connection, to)
            if state.head(connection) != before:
                raise LedgerError("the entries would not be what they were; nothing was done")
            return before
    finally:
        engine.dispose()
