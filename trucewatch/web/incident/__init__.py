"""The page of one incident: its accounts side by side."""

from trucewatch.web.incident.routes import routes

__all__ = ["routes"]
