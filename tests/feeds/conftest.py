"""Feeds in a database of their own, on each engine."""

from __future__ import annotations

from tests.ledger.conftest import new_url, postgres, url

__all__ = ["new_url", "postgres", "url"]
