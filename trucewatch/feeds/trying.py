"""Try a feed once without keeping anything: is it one, how much is in it, how new is that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trucewatch.feeds.configured import Feed
from trucewatch.feeds.listings import FAMILY, Listing, read_listing
from trucewatch.feeds.polling import Fell, Means, ask
from trucewatch.feeds.store import Known


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying a feed; `why` is empty where all is well."""

    name: str
    url: str
    kind: str = ""
    entries: int = 0
    sitemaps: int = 0
    newest: datetime | None = None
    why: str = ""

    def row(self) -> dict[str, object]:
        """As a flat row."""
        newest = self.newest.isoformat() if self.newest else None
        found = {"kind": self.kind, "entries": self.entries, "sitemaps": self.sitemaps, "newest": newest}
        return {"name": self.name, "url": self.url, **found, "why": self.why}

    def words(self) -> str:
        """In a line for a person."""
        if not self.kind:
            return self.why
        count = f"{self.sitemaps} sitemaps" if self.sitemaps else f"{self.entries} entries"
        newest = f", the newest of {self.newest:%Y-%m-%d %H:%M} UTC" if self.newest else ""
        return f"{self.kind} with {count}{newest}" + (f"; {self.why}" if self.why else "")


def tried(means: Means, feed: Feed) -> Trial:
    """What a feed answers now."""
    try:
        answer = ask(means, feed, feed.url, Known())
    except Fell as fell:
        return Trial(feed.name, feed.url, why=fell.why)
    listing = read_listing(answer.body, answer.url, kind=feed.kind, content_type=answer.headers.get("content-type", ""))
    kind = FAMILY.get(listing.kind, "") if listing.entries or listing.sitemaps or not listing.fault else ""
    moved = f"has moved for good to {answer.url}; change its address" if answer.moved else ""
    count = len(listing.entries), len(listing.sitemaps)
    return Trial(feed.name, feed.url, kind, *count, _newest(listing), listing.fault or moved)


def _newest(listing: Listing) -> datetime | None:
    return max((moment for entry in listing.entries for moment in (entry.published, entry.updated) if moment), default=None)
