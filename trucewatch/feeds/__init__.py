"""Feeds that are watched: which ones, when each is asked, what it brought, how it stands."""

from trucewatch.feeds.configured import Feed, FeedKind, default_file, read_feeds
from trucewatch.feeds.health import FeedHealth, FeedState
from trucewatch.feeds.polling import Means, Polled
from trucewatch.feeds.store import Feeds, feeds_url
from trucewatch.feeds.watching import Tally, Watch

__all__ = [
    "Feed",
    "FeedHealth",
    "FeedKind",
    "FeedState",
    "Feeds",
    "Means",
    "Polled",
    "Tally",
    "Watch",
    "default_file",
    "feeds_url",
    "read_feeds",
]
