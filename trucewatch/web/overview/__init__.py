"""The overview: what happened, where and when, as a map, days and a feed."""

from trucewatch.web.overview.routes import routes

__all__ = ["routes"]
