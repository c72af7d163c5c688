"""Agreements, their clauses, and what was demanded until when."""

from trucewatch.web.pacts.routes import routes

__all__ = ["routes"]
