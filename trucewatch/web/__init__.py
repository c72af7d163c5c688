"""The pages: what the ledger holds, shown so that every value is one click from its words."""

from trucewatch.web.app import create_app

__all__ = ["create_app"]
