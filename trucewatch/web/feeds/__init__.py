"""The health page: how each feed that is watched stands."""

from trucewatch.web.feeds.routes import routes

__all__ = ["routes"]
