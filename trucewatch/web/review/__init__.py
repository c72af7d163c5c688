"""The queue of questions for people: what waits, one question at a time, and what was decided."""

from trucewatch.web.review.routes import routes

__all__ = ["routes"]
