"""Since when a feed stands as it does is said once for a whole stretch of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.feeds.desk import DAY, HOUR, RSS, START, Desk, rss, sitting
from tests.outside.unruly import Unruly, serving
from trucewatch.feeds import Feed, FeedState

BEGIN = datetime.fromtimestamp(START, UTC)


@pytest.fixture
def site() -> Iterator[Unruly]:
    with serving() as server:
        server.says("/feed", rss(("/a", "A")), kind=RSS)
        yield server


@pytest.fixture
def desk(tmp_path: Path, site: Unruly) -> Iterator[Desk]:
    with sitting(tmp_path, Feed("wire", site.url("/feed"))) as one:
        yield one


def test_a_feed_that_keeps_failing_has_failed_since_the_first_time(site: Unruly, desk: Desk) -> None:
    site.says("/feed", "x", status=500)
    desk.round()
    first = desk.health().since
    desk.round(after=DAY)
    desk.round(after=DAY)
    assert desk.health().failures == 3
    assert desk.health().since == first == BEGIN


def test_the_next_failure_after_a_good_answer_is_another(site: Unruly, desk: Desk) -> None:
    site.says("/feed", "x", status=500)
    desk.round()
    site.says("/feed", rss(("/a", "A")), kind=RSS)
    desk.round(after=DAY)
    assert desk.health().state is FeedState.OK
    site.says("/feed", "x", status=500)
    desk.round(after=DAY)
    since = desk.health().since
    assert since is not None
    assert since > BEGIN + timedelta(days=1)


def test_a_silence_begins_where_it_was_longer_than_allowed_and_stays_there(desk: Desk) -> None:
    desk.round()
    new = desk.health().last_new
    assert new is not None
    for _ in range(3):
        desk.round(after=2 * DAY)
        if desk.health().state is FeedState.SILENT:
            assert desk.health().since == new + timedelta(hours=72)
    assert desk.health().state is FeedState.SILENT


def test_a_feed_that_is_empty_again_and_again_is_empty_since_the_first_time(site: Unruly, desk: Desk) -> None:
    site.says("/feed", rss(), kind=RSS)
    desk.round()
    desk.round(after=HOUR)
    assert (desk.health().state, desk.health().since) == (FeedState.EMPTY, BEGIN)


def test_a_feed_at_another_address_begins_anew(tmp_path: Path, site: Unruly) -> None:
    with sitting(tmp_path, Feed("wire", site.url("/nowhere"))) as desk:
        desk.round()
        assert desk.health().state is FeedState.BROKEN
    with sitting(tmp_path, Feed("wire", site.url("/feed"))) as desk:
        desk.store.configure(tuple(desk.watch.feeds.values()), now=START + HOUR)
        assert desk.health().state is FeedState.NEW
