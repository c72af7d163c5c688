"""Feeds that are watched: which ones, when each is asked, what it brought, how it stands."""

from trucewatch.feeds.health import FeedHealth, FeedState

__all__ = ["FeedHealth", "FeedState"]
