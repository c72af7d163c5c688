"""The data page: what can be had, of what, in which format and under which licence."""

from trucewatch.web.data.routes import routes

__all__ = ["routes"]
