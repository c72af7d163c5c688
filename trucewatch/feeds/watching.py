"""Watch: ask feeds when they are due, fetch the pages they lead to, hand them on to be read; every step is kept by itself.

Killed between any two steps, it goes on where it was: an entry is kept in the transaction that keeps its feed's validators, a
page's bytes are on the disk before it counts as kept, and it counts as read only once the ledger has it. What was done and
not yet counted is done again, and the ledger takes nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from trucewatch.errors import TrucewatchError
from trucewatch.feeds import fetching, polling
from trucewatch.feeds.arriving import arrived
from trucewatch.feeds.configured import Feed
from trucewatch.feeds.fetching import fetch
from trucewatch.feeds.pages import PageState, host_of
from trucewatch.feeds.polling import Means, Polled, poll
from trucewatch.ingest import RawItem
from trucewatch.ledger import Ledger
from trucewatch.model import Unread
from trucewatch.raw import RawStore

BATCH = 20  # pages read at once: merging costs the same for one as for twenty, and a reader of the site waits for none longer
SOON = 30.0  # seconds: what is to be done within them belongs to this round
LONGEST_SLEEP = 60.0  # a clock that is set, or a machine that slept, is noticed after so long


Reading = Callable[[Sequence[RawItem | Unread]], tuple[int, int]]  # takes documents into the ledger: how many, and how many not


@dataclass(frozen=True, slots=True)
class Tally:
    """What a round did."""

    polled: int = 0
    failed: int = 0
    gained: int = 0
    fetched: int = 0
    read: int = 0
    unread: int = 0
    same: int = 0


@dataclass(frozen=True)
class Watch:
    """Everything that watches one ledger's feeds; `told` hears of each feed that was asked, `fell` of rounds that failed.

    Once the means' `ending` says yes, nothing more is asked for, read or waited for.
    """

    means: Means
    raw: RawStore
    ledger: Ledger
    feeds: Mapping[str, Feed]
    read: Reading
    told: Callable[[Feed, Polled], None] = lambda feed, polled: None
    fell: Callable[[TrucewatchError], None] = lambda error: None

    def rounds(self, *, once: bool = False, after: Callable[[Tally], None] = lambda tally: None) -> None:
        """Round after round until `ending` says so, or one only; `after` is called at the end of each that was not broken off.

        A round that cannot be ended (the ledger is locked, the disk is full) is begun again a minute later, if others follow.
        """
        with self.means.feeds.alone():
            self.means.feeds.configure(tuple(self.feeds.values()), now=self.means.now())
            while not self.means.ending():
                try:
                    tally = self.round()
                    if not self.means.ending():
                        after(tally)
                    wait = self._until_next()
                except TrucewatchError as error:
                    if once:
                        raise
                    self.fell(error)
                    wait = LONGEST_SLEEP
                if once:
                    return
                self.means.sleep(wait)

    def round(self) -> Tally:
        """Everything that is due, or will be in a moment, one request after the other."""
        tally = self._read(Tally(), least=1)
        while not self.means.ending() and (job := self._next()) is not None:
            at, feed_name, host = job
            self.means.sleep(max(at - self.means.now(), 0.0))
            if self.means.ending():
                break
            tally = self._ask(tally, self.feeds[feed_name]) if feed_name else self._fetch(tally, host)
            tally = self._read(tally, least=BATCH)
        return self._read(tally, least=1)

    def _next(self) -> tuple[float, str, str] | None:
        """The next thing to do: when, and the feed to ask or the site to fetch a page from; None if nothing is due soon."""
        first = min(self._jobs(), key=lambda job: (job[0], not job[1], job), default=None)  # feeds before pages
        return first if first is not None and first[0] <= self.means.now() + SOON else None

    def _jobs(self) -> list[tuple[float, str, str]]:
        store, now = self.means.feeds, self.means.now()
        due = {name: at for name, at in store.due().items() if name in self.feeds}
        waiting = store.waiting()
        free = store.free_at({*waiting, *(host_of(self.feeds[name].url) for name in due)})
        feeds = [(max(at, free[host_of(self.feeds[name].url)], now), name, "") for name, at in due.items()]
        return feeds + [(max(at, free[host], now), "", host) for host, at in waiting.items()]

    def _ask(self, tally: Tally, feed: Feed) -> Tally:
        try:
            polled = poll(self.means, feed)
        except TrucewatchError:
            raise  # of what is kept, not of the feed: the round is begun again
        except Exception as error:  # the last resort: whatever one feed sends, the others are watched
            polled = polling.fell_over(self.means, feed, error)
        self.told(feed, polled)
        failed = tally.failed + bool(polled.why)
        return replace(tally, polled=tally.polled + 1, failed=failed, gained=tally.gained + polled.gained)

    def _fetch(self, tally: Tally, host: str) -> Tally:
        page = self.means.feeds.next_page(host)
        feed = self.feeds.get(page.feed) or Feed(name=page.feed, url=page.url)  # a feed that is watched no more
        try:
            fetched = fetch(self.means, self.raw, page, feed)
        except TrucewatchError:
            raise
        except Exception as error:
            self.told(feed, Polled(0, f"{page.url[:200]} {fetching.fell_over(self.means, page, error)}"))
            return replace(tally, failed=tally.failed + 1)
        return replace(tally, fetched=tally.fetched + fetched)

    def _read(self, tally: Tally, *, least: int) -> Tally:
        """Take what is kept into the ledger, if it is so many pages."""
        store = self.means.feeds
        pages = store.pages(PageState.KEPT, PageState.LOST, limit=BATCH)
        while len(pages) >= least and pages and not self.means.ending():
            found = arrived(pages, self.raw, self.feeds, self.ledger)
            read, unread = self.read(found.items) if found.items else (0, 0)
            for page in found.gone:
                store.fetch_again(page, now=self.means.now())
            store.through([page for page in pages if page not in found.gone])
            tally = replace(tally, read=tally.read + read, unread=tally.unread + unread, same=tally.same + found.same)
            pages = store.pages(PageState.KEPT, PageState.LOST, limit=BATCH)
        return tally

    def _until_next(self) -> float:
        """Seconds until something is to be done, or to look at the clock again."""
        first = min((at for at, _, _ in self._jobs()), default=self.means.now() + LONGEST_SLEEP)
        return min(max(first - self.means.now(), 1.0), LONGEST_SLEEP)
