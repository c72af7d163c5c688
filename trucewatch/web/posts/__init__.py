"""Observation posts: where they are said to stand, how they fared, what they logged, and the form they are logged with."""

from trucewatch.web.posts.routes import routes

__all__ = ["routes"]
