"""The tables that hold how feeds stand: feeds, what they list, the pages they lead to, and the sites these are on.

Moments are seconds of the epoch.
"""

from __future__ import annotations

from sqlalchemy import Column, Double, Index, Integer, MetaData, Table, Text

from trucewatch import beside
from trucewatch.errors import FeedError

VERSION = 1
APPLICATION_ID = 0x54525746  # "TRWF" in the header of the SQLite file
LOCK = 0x54525746

metadata = MetaData()

version_table = Table("feeds_version", metadata, Column("version", Integer, nullable=False))

feed_table = Table(
    "feeds_feed",
    metadata,
    Column("name", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("watched", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("every_minutes", Integer, nullable=False),
    Column("silent_after_hours", Integer, nullable=False),
    Column("since", Double, nullable=False),
    Column("last_tried", Double),
    Column("last_answer", Double),
    Column("last_new", Double),
    Column("failures", Integer, nullable=False),
    Column("fault", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("next_try", Double, nullable=False),
    Column("entries", Integer, nullable=False),
)

listing_table = Table(
    "feeds_listing",
    metadata,
    Column("feed", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("entries", Integer, nullable=False),
)

page_table = Table(
    "feeds_page",
    metadata,
    Column("address", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("feed", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("published", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("found", Double, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try", Double, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("media", Text, nullable=False),
    Column("charset", Text, nullable=False),
    Column("final", Text, nullable=False),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index("feeds_page_state", "state", "host", "next_try"),
)

host_table = Table(
    "feeds_host",
    metadata,
    Column("host", Text, primary_key=True),
    Column("free_at", Double, nullable=False),
)

robots_table = Table(
    "feeds_robots",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("status", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("since", Double),
    Column("why", Text, nullable=False),
)

BESIDE = beside.Beside(
    what="feeds",
    suffix=".feeds.sqlite",
    application=APPLICATION_ID,
    version=VERSION,
    metadata=metadata,
    version_table=version_table,
    lock=LOCK,
    error=FeedError,
)
