"""Every test that asks for a ledger's address runs on SQLite and on a real PostgreSQL, as those of the ledger do."""

from __future__ import annotations

from tests.ledger.conftest import new_url, postgres, url

__all__ = ["new_url", "postgres", "url"]
