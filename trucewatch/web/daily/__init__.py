"""Daily reports: those issued with their revisions, the preview of any period, the wording of their sentences."""

from trucewatch.web.daily.routes import routes as routes

__all__ = ["routes"]
