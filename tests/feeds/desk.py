"""A desk that watches feeds of a local server: everything real but the clock, which runs when it is waited on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.feeds import Feed, FeedHealth, Feeds, Means, Tally, Watch
from trucewatch.ingest import RawItem
from trucewatch.ledger import Ledger
from trucewatch.model import Unread
from trucewatch.outside import Fetcher, Guard, Limits, Robots
from trucewatch.pipeline import run
from trucewatch.raw import FolderStore

START = 1_581_580_800.0  # 08:00 on 13 February 2020, UTC
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
RSS = "application/rss+xml; charset=utf-8"


@dataclass
class Clock:
    """Time that passes only while somebody waits."""

    at: float = START
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


@dataclass
class Desk:
    """Who watches: `items` are all that was handed on to be read."""

    watch: Watch
    clock: Clock
    store: Feeds
    ledger: Ledger
    items: list[RawItem | Unread]

    @property
    def raw(self) -> FolderStore:
        """Where fetched bytes are kept."""
        assert isinstance(self.watch.raw, FolderStore)
        return self.watch.raw

    def round(self, *, after: float = 0.0) -> Tally:
        """One round, some time later."""
        self.clock.at += after
        with self.store.alone():
            self.store.configure(tuple(self.watch.feeds.values()), now=self.clock.at)
            return self.watch.round()

    def health(self, name: str = "") -> FeedHealth:
        """How a feed stands, the first if none is named."""
        return next(one for one in self.store.health(self.clock.at) if name in ("", one.name))

    def read(self) -> list[str]:
        """The addresses of the documents that were handed on."""
        return [item.source for item in self.items if isinstance(item, RawItem)]


@contextmanager
def sitting(folder: Path, *feeds: Feed, limits: Limits | None = None, whole: bool = False) -> Iterator[Desk]:
    """A desk over a ledger in a folder; with `whole`, what arrives goes through the whole journey."""
    url = f"sqlite:///{folder / 'ledger.sqlite'}"
    clock, items = Clock(), list[RawItem | Unread]()
    quick = limits or Limits(connect=2, read=1, whole=3, wire=300_000, body=600_000)
    with (
        Ledger.open(url) as ledger,
        Feeds.open(f"sqlite:///{folder / 'ledger.feeds.sqlite'}") as store,
        Fetcher(guard=Guard.of(["127.0.0.1"]), limits=quick) as fetcher,
    ):

        def take(arrived: Sequence[RawItem | Unread]) -> tuple[int, int]:
            items.extend(arrived)
            if whole:
                summary = run([], ledger, items=arrived)
                return summary.read, len(summary.unread)
            unread = [item for item in arrived if isinstance(item, Unread)]
            return len(arrived) - len(unread), len(unread)

        means = Means(fetcher, Robots(fetcher, store, clock), store, clock, clock.sleep)
        named = {feed.name: feed for feed in feeds}
        yield Desk(Watch(means, FolderStore(folder / "ledger.raw"), ledger, named, take), clock, store, ledger, items)


def rss(*entries: tuple[str, str], dated: str = "Thu, 13 Feb 2020 07:00:00 +0000") -> str:
    """An RSS feed of entries, each an address and a title."""
    items = "".join(f"<item><title>{title}</title><link>{url}</link><pubDate>{dated}</pubDate></item>" for url, title in entries)
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'


def article(headline: str, words: str, *, more: str = "") -> str:
    """A page with an article of our own."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{headline}</title>{more}</head><body>'
        f"<article><h1>{headline}</h1><p>{words}</p></article></body></html>"
    )
