"""An outbox on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from tests.ledger.conftest import new_url, postgres, url

__all__ = ["new_url", "postgres", "url"]
