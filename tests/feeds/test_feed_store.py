"""What is kept about feeds is the same on every engine, and goes on after it was closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch.errors import FeedError
from trucewatch.feeds import Feed, Feeds, FeedState, feeds_url
from trucewatch.feeds.listings import Entry
from trucewatch.feeds.pages import PageState
from trucewatch.feeds.store import Known, Read
from trucewatch.outside import RobotsText
from trucewatch.raw import raw_folder

NOW = 1_581_580_800.0
WIRE = Feed("wire", "https://wire.example/feed")
SHELLING = Entry(
    "https://wire.example/shelling-near-saraqib-7?utm_source=feed", "Shelling", datetime.fromtimestamp(NOW, UTC), mark="1"
)
CONVOY = Entry("https://other.example/convoy-reaches-idlib", "Convoy", mark="1")


@pytest.fixture
def store(url: str) -> Iterator[Feeds]:
    with Feeds.open(url) as one:
        one.configure([WIRE], now=NOW)
        yield one


def take(store: Feeds, *entries: Entry, etag: str = '"1"', feed: Feed = WIRE) -> int:
    listing = Read(feed.url, Known(etag, "", "", len(entries)), entries)
    return store.answered(feed, [listing], entries=len(entries), now=NOW, next_try=NOW + 1800)


def test_entries_wait_under_their_plain_address_and_are_known_the_next_time(store: Feeds) -> None:
    assert take(store, SHELLING, CONVOY) == 2
    assert take(store, SHELLING, CONVOY) == 0
    (page,) = (page for page in store.pages(PageState.WAITING) if page.host == "wire.example")
    assert page.address == "wire.example/shelling-near-saraqib-7"
    assert store.waiting() == {"wire.example": NOW, "other.example": NOW}
    assert store.known("wire", WIRE.url).etag == '"1"'


def test_an_entry_that_changed_waits_again_but_not_while_its_page_is_on_its_way(store: Feeds) -> None:
    take(store, SHELLING)
    page = store.next_page("wire.example")
    store.fetched(page, sha256="ab", media="text/html", charset="", final=page.url, etag="", modified="")
    assert take(store, replace(SHELLING, mark="2")) == 0
    assert store.known("wire", WIRE.url).etag == "", "the change must be met again"
    store.through(store.pages(PageState.KEPT))
    assert take(store, replace(SHELLING, mark="2")) == 1
    assert store.next_page("wire.example").sha256 == "ab"


def test_a_page_that_was_changed_meanwhile_is_not_counted_as_through(store: Feeds) -> None:
    take(store, SHELLING)
    page = store.next_page("wire.example")
    store.fetched(page, sha256="ab", media="text/html", charset="", final=page.url, etag="", modified="")
    (kept,) = store.pages(PageState.KEPT)
    store.fetch_again(kept, now=NOW)
    store.through([kept])
    assert [one.state for one in store.pages(*PageState)] == [PageState.WAITING]


def test_a_longer_hold_on_a_site_stays(store: Feeds) -> None:
    store.hold("wire.example", NOW + 60)
    store.hold("wire.example", NOW + 2)
    assert store.free_at(["wire.example", "other.example"]) == {"wire.example": NOW + 60, "other.example": 0.0}


def test_everything_is_there_again_after_a_restart(url: str, store: Feeds) -> None:
    take(store, SHELLING)
    store.keep_robots("https://wire.example", RobotsText(200, "User-agent: *\0\nDisallow:", NOW))
    store.failed("wire", fault="slow", why="stops sending", now=NOW, next_try=NOW + 60)
    with Feeds.open(url) as again:
        (health,) = again.health(NOW)
        assert (health.state, health.failures, health.why, health.waiting) == (FeedState.BROKEN, 1, "stops sending", 1)
        text = again.robots("https://wire.example")
        assert text is not None
        assert text.text == "User-agent: *\nDisallow:"


def test_a_feed_keeps_its_turn_when_its_file_is_read_again(store: Feeds) -> None:
    take(store, SHELLING)
    store.configure([WIRE], now=NOW + 5)
    assert store.due() == {"wire": NOW + 1800}
    store.configure([replace(WIRE, every_minutes=5)], now=NOW + 5)
    assert store.due() == {"wire": NOW + 300}
    store.configure([replace(WIRE, url="https://wire.example/new")], now=NOW + 5)
    assert store.due() == {"wire": NOW + 5}


def test_nobody_watches_beside_another(url: str, store: Feeds) -> None:
    with Feeds.open(url) as other:
        with store.alone(), pytest.raises(FeedError, match="watched already"), other.alone():
            pass
        with other.alone():
            pass


def test_feeds_and_bytes_are_kept_beside_the_ledger(tmp_path: Path) -> None:
    assert feeds_url(f"sqlite:///{tmp_path}/idlib.sqlite") == f"sqlite:///{tmp_path}/idlib.feeds.sqlite"
    assert raw_folder(f"sqlite:///{tmp_path}/idlib.sqlite") == tmp_path / "idlib.raw"
    inside = raw_folder("postgresql+psycopg://me:secret@db.example/truce")
    assert inside == raw_folder("postgresql+psycopg://you@db.example/truce")
    assert "secret" not in str(inside)


def test_only_its_owner_may_read_what_is_kept(tmp_path: Path) -> None:
    with Feeds.open(f"sqlite:///{tmp_path}/l.feeds.sqlite"):
        assert (tmp_path / "l.feeds.sqlite").stat().st_mode & 0o777 == 0o600
