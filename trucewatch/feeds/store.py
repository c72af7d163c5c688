"""What is kept about feeds between two rounds, so that a restart goes on where it was: each method is one step, done whole."""

from __future__ import annotations

import fcntl
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, make_url, select, text, update

from trucewatch import beside
from trucewatch.errors import FeedError
from trucewatch.feeds.configured import Feed
from trucewatch.feeds.health import FeedHealth
from trucewatch.feeds.listings import Entry
from trucewatch.feeds.manners import DAY
from trucewatch.feeds.pages import Page, PageState, address_of, host_of
from trucewatch.feeds.schema import (
    BESIDE,
    LOCK,
    feed_table,
    host_table,
    listing_table,
    page_table,
    robots_table,
)
from trucewatch.feeds.standing import health_of, stands
from trucewatch.outside import RobotsText

feeds_url = BESIDE.url
MOST_AT_ONCE = 500  # new pages taken from one listing in one poll; the rest is met again at the next


@dataclass(frozen=True, slots=True)
class Known:
    """What a listing said last: the validators it is asked with, and the mark of its index."""

    etag: str = ""
    modified: str = ""
    mark: str = ""
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """A listing that was read: where, with which validators, what is in it."""

    url: str
    known: Known
    entries: tuple[Entry, ...]


class Feeds:
    """The feeds of one ledger and where everything stands; also a context manager. It keeps what robots.txt files said too."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str) -> Feeds:
        """Open or create them; `feeds_url` gives the address that belongs to a ledger."""
        return cls(BESIDE.open(url))

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Feeds:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else watches these feeds meanwhile; a FeedError where somebody does. A process that is killed lets go of it."""
        address = make_url(self.engine.url)
        taken = FeedError("these feeds are being watched already by another process")
        if self.engine.dialect.name == "postgresql":
            with self.engine.connect() as connection:
                if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK + 1}).scalar():
                    raise taken
                connection.commit()  # the lock is the connection's, not the transaction's
                yield
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK + 1})
            return
        if not address.database or address.database == ":memory:":
            yield
            return
        path = Path(f"{address.database}.lock")
        try:
            file = path.open("w", encoding="ascii")
        except OSError as error:
            raise FeedError(f"{path} cannot be opened: {error.strerror}") from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise taken from error
            yield

    # feeds

    def configure(self, feeds: Sequence[Feed], *, now: float) -> None:
        """Take over what the file of feeds says; a feed it no longer names is watched no more, and what it brought stays."""
        with self._writing() as connection:
            held = {row.name: row for row in connection.execute(select(feed_table))}
            connection.execute(update(feed_table).values(watched=0))
            for place, feed in enumerate(feeds):
                said = {
                    "place": place,
                    "watched": 1,
                    "url": feed.url,
                    "outlet": feed.outlet,
                    "language": feed.language,
                    "every_minutes": feed.every_minutes,
                    "silent_after_hours": feed.silent_after_hours,
                }
                row = held.get(feed.name)
                if row is not None and row.url == feed.url and row.watched:
                    soonest = min(row.next_try, (row.last_tried or now) + feed.every_minutes * 60 + DAY * (row.failures > 0))
                    connection.execute(_of(feed.name).values(**said, next_try=soonest))
                elif row is not None:
                    connection.execute(
                        _of(feed.name).values(**said, next_try=now, failures=0, fault="", why="", last_tried=None, since=now)
                    )
                else:
                    fresh = {
                        "name": feed.name,
                        "since": now,
                        "failures": 0,
                        "fault": "",
                        "why": "",
                        "next_try": now,
                        "entries": 0,
                    }
                    connection.execute(feed_table.insert().values(**said, **fresh))

    def health(self, now: float) -> tuple[FeedHealth, ...]:
        """How every watched feed stands at a moment, in the order of the file."""
        counted = func.count().label("waiting")
        on_the_way = (PageState.WAITING.value, PageState.KEPT.value)
        with beside.reading(self.engine) as connection:
            rows = connection.execute(select(feed_table).where(feed_table.c.watched == 1).order_by(feed_table.c.place)).all()
            queued = connection.execute(
                select(page_table.c.feed, counted).where(page_table.c.state.in_(on_the_way)).group_by(page_table.c.feed)
            ).all()
        waiting = {row.feed: int(row.waiting) for row in queued}
        return tuple(health_of(row, now=now, waiting=waiting.get(row.name, 0)) for row in rows)

    def due(self) -> dict[str, float]:
        """When each watched feed is asked next."""
        with beside.reading(self.engine) as connection:
            rows = connection.execute(select(feed_table.c.name, feed_table.c.next_try).where(feed_table.c.watched == 1)).all()
        return {row.name: float(row.next_try) for row in rows}

    def failures(self, name: str) -> int:
        """How often a feed failed in a row."""
        with beside.reading(self.engine) as connection:
            return int(connection.execute(select(feed_table.c.failures).where(feed_table.c.name == name)).scalar_one())

    def known(self, feed: str, url: str) -> Known:
        """What a listing said last."""
        query = select(listing_table).where(listing_table.c.feed == feed, listing_table.c.url == url)
        with beside.reading(self.engine) as connection:
            row = connection.execute(query).first()
        return Known(row.etag, row.modified, row.mark, row.entries) if row else Known()

    def answered(
        self,
        feed: Feed,
        listings: Sequence[Read],
        *,
        entries: int,
        now: float,
        next_try: float,
        why: str = "",
        fault: str = "",
        failures: int = 0,
    ) -> int:
        """A feed was read: its entries become pages to fetch, and its validators count from now on, in one step.

        How many pages are new or changed. Where one poll takes not all of a listing, its validators are not kept, so that it is
        sent again. `fault` says what is broken in a feed of which some could be read.
        """
        with self._writing() as connection:
            gained = 0
            for listing in listings:
                fresh, all_taken = self._take(connection, feed, listing.entries, now)
                gained += fresh
                _keep_listing(connection, feed.name, listing.url, listing.known if all_taken else Known())
            since = self._since(connection, feed.name, stands(failures, entries), now)
            news = ({"last_new": now} if gained else {}) | ({} if fault else {"last_answer": now})
            stand = {"last_tried": now, "failures": failures, "next_try": next_try, "entries": entries, "since": since}
            said = {"fault": "damaged" if fault else "", "why": fault or why}
            connection.execute(_of(feed.name).values(**stand, **said, **news))
        return gained

    def failed(self, name: str, *, fault: str, why: str, now: float, next_try: float) -> None:
        """A feed could not be read."""
        fallen = {"failures": feed_table.c.failures + 1, "fault": fault, "why": why, "next_try": next_try}
        with self._writing() as connection:
            since = self._since(connection, name, stands(1, 0, fault), now)
            connection.execute(_of(name).values(last_tried=now, since=since, **fallen))

    def _since(self, connection: Connection, name: str, standing: str, now: float) -> float:
        """Since when a feed stands as it does now."""
        row = connection.execute(select(feed_table).where(feed_table.c.name == name)).one()
        same = row.last_tried is not None and stands(row.failures, row.entries, row.fault) == standing
        return float(row.since) if same else now

    def _take(self, connection: Connection, feed: Feed, entries: Sequence[Entry], now: float) -> tuple[int, bool]:
        gained, whole, wanted = (
            0,
            True,
            [entry for entry in entries if not feed.only or any(part in entry.url for part in feed.only)],
        )
        found = {address_of(entry.url): entry for entry in reversed(wanted)}
        held = _marks(connection, found)
        for address, entry in reversed(found.items()):
            if gained >= MOST_AT_ONCE:
                return gained, False
            mark, state = held.get(address, ("", None))
            if state is None:
                gained += _insert(connection, feed, address, entry, now)
            elif mark == entry.mark or state is PageState.OLD:
                continue
            elif state in (PageState.KEPT, PageState.LOST):
                whole = False  # what is on its way goes first; the change is met again
            else:
                gained += state is not PageState.WAITING
                _change(connection, address, entry, now)
        return gained, whole

    # pages

    def pages(self, *states: PageState, limit: int = 1000) -> tuple[Page, ...]:
        """The pages in some states, the earliest found first."""
        query = select(page_table).where(page_table.c.state.in_([state.value for state in states]))
        query = query.order_by(page_table.c.found, page_table.c.address).limit(limit)
        with beside.reading(self.engine) as connection:
            return tuple(_page(row) for row in connection.execute(query))

    def awaited(self) -> frozenset[str]:
        """The hashes of pages whose bytes are kept and not read yet."""
        query = select(page_table.c.sha256).where(page_table.c.state == PageState.KEPT.value)
        with beside.reading(self.engine) as connection:
            return frozenset(str(one) for one in connection.scalars(query))

    def waiting(self) -> dict[str, float]:
        """For each site with pages to fetch, when the earliest of them may be tried."""
        query = select(page_table.c.host, func.min(page_table.c.next_try).label("at"))
        query = query.where(page_table.c.state == PageState.WAITING.value).group_by(page_table.c.host)
        with beside.reading(self.engine) as connection:
            return {row.host: float(row.at) for row in connection.execute(query)}

    def next_page(self, host: str) -> Page:
        """The earliest page of a site that is to be fetched."""
        query = select(page_table).where(page_table.c.host == host, page_table.c.state == PageState.WAITING.value)
        query = query.order_by(page_table.c.next_try, page_table.c.found, page_table.c.address).limit(1)
        with beside.reading(self.engine) as connection:
            return _page(connection.execute(query).one())

    def fetched(self, page: Page, *, sha256: str, media: str, charset: str, final: str, etag: str, modified: str) -> None:
        """A page's bytes are on the disk."""
        came = {"sha256": sha256, "media": media, "charset": charset, "final": final, "etag": etag, "modified": modified}
        self._set(page, state=PageState.KEPT.value, why="", **came)

    def unchanged(self, page: Page) -> None:
        """A page that was read before is still the same."""
        self._set(page, state=PageState.READ.value, why="")

    def put_off(self, page: Page, *, why: str, next_try: float) -> None:
        """A page is tried again later."""
        self._set(page, tries=page.tries + 1, why=why, next_try=next_try)

    def fetch_again(self, page: Page, *, now: float) -> None:
        """A page whose kept bytes are gone."""
        self._set(page, state=PageState.WAITING.value, sha256="", etag="", modified="", tries=0, next_try=now)

    def lost(self, page: Page, *, why: str) -> None:
        """A page is given up; what is to be recorded about that waits for the next reading."""
        self._set(page, state=PageState.LOST.value, why=why)

    def through(self, pages: Sequence[Page]) -> None:
        """These pages are in the ledger: what was kept is read, what was lost is recorded as unread."""
        with self._writing() as connection:
            for page in pages:
                done = PageState.UNREAD if page.state is PageState.LOST else PageState.READ
                mine = (page_table.c.address == page.address, page_table.c.state == page.state.value)
                connection.execute(update(page_table).where(*mine).values(state=done.value))

    def _set(self, page: Page, **values: object) -> None:
        with self._writing() as connection:
            connection.execute(update(page_table).where(page_table.c.address == page.address).values(**values))

    # sites

    def free_at(self, hosts: Collection[str]) -> dict[str, float]:
        """When each of these sites may be asked again."""
        query = select(host_table).where(host_table.c.host.in_(list(hosts)))
        with beside.reading(self.engine) as connection:
            found = {row.host: float(row.free_at) for row in connection.execute(query)}
        return {host: found.get(host, 0.0) for host in hosts}

    def hold(self, host: str, until: float) -> None:
        """Leave a site alone up to a moment; a longer hold stays."""
        with self._writing() as connection:
            held = connection.execute(select(host_table.c.free_at).where(host_table.c.host == host)).scalar()
            if held is None:
                connection.execute(host_table.insert().values(host=host, free_at=until))
            elif held < until:
                connection.execute(update(host_table).where(host_table.c.host == host).values(free_at=until))

    def robots(self, origin: str) -> RobotsText | None:
        """What is kept of a site's robots.txt."""
        with beside.reading(self.engine) as connection:
            row = connection.execute(select(robots_table).where(robots_table.c.origin == origin)).first()
        return RobotsText(row.status, row.text, row.at, row.since, row.why) if row else None

    def keep_robots(self, origin: str, text: RobotsText) -> None:
        """Keep what a site's robots.txt said."""
        said = {"status": text.status, "text": text.text.replace("\0", ""), "at": text.at, "since": text.since, "why": text.why}
        with self._writing() as connection:
            connection.execute(robots_table.delete().where(robots_table.c.origin == origin))
            connection.execute(robots_table.insert().values(origin=origin, **said))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with BESIDE.writing(self.engine) as connection:
            yield connection


def _of(name: str) -> Any:
    return update(feed_table).where(feed_table.c.name == name)


def _marks(connection: Connection, addresses: Collection[str]) -> dict[str, tuple[str, PageState]]:
    """The mark and the state of those of these addresses that are known."""
    found: dict[str, tuple[str, PageState]] = {}
    listed = list(addresses)
    columns = (page_table.c.address, page_table.c.mark, page_table.c.state)
    for at in range(0, len(listed), 500):
        rows = connection.execute(select(*columns).where(page_table.c.address.in_(listed[at : at + 500])))
        found |= {row.address: (row.mark, PageState(row.state)) for row in rows}
    return found


def _change(connection: Connection, address: str, entry: Entry, now: float) -> None:
    """A page that the feed says has changed is fetched again."""
    again = {"mark": entry.mark, "state": PageState.WAITING.value, "tries": 0, "next_try": now, "why": ""}
    connection.execute(update(page_table).where(page_table.c.address == address).values(**again))


def _insert(connection: Connection, feed: Feed, address: str, entry: Entry, now: float) -> bool:
    """Know a page; True if it is to be fetched, and not from before the feed's reach."""
    day = entry.published or entry.updated
    old = day is not None and day.timestamp() < now - feed.reach_days * DAY
    row = dict.fromkeys(("sha256", "media", "charset", "final", "etag", "modified", "why"), "") | {
        "address": address,
        "url": entry.url,
        "host": host_of(entry.url),
        "feed": feed.name,
        "title": entry.title.replace("\0", ""),
        "published": entry.published.isoformat() if entry.published else "",
        "mark": entry.mark,
        "state": (PageState.OLD if old else PageState.WAITING).value,
        "found": now,
        "tries": 0,
        "next_try": now,
    }
    connection.execute(page_table.insert().values(**row))
    return not old


def _keep_listing(connection: Connection, feed: str, url: str, known: Known) -> None:
    connection.execute(listing_table.delete().where(listing_table.c.feed == feed, listing_table.c.url == url))
    said = {"etag": known.etag, "modified": known.modified, "mark": known.mark, "entries": known.entries}
    connection.execute(listing_table.insert().values(feed=feed, url=url, **said))


def _page(row: Row[Any]) -> Page:
    values = {name: getattr(row, name) for name in Page.__dataclass_fields__}
    return Page(**(values | {"state": PageState(row.state)}))
