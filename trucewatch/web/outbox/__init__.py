"""The outbox on the site: what alerts could not be delivered, what waits, and what left."""

from trucewatch.web.outbox.routes import routes

__all__ = ["routes"]
