"""Every test that asks for a ledger runs on SQLite and on a real PostgreSQL, as those of the ledger do."""

from __future__ import annotations

from tests.ledger.conftest import ledger, new_url, postgres, url

__all__ = ["ledger", "new_url", "postgres", "url"]
