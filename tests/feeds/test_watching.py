"""Watching real feeds of a local server: what is new is fetched once, politely, and everything that can go wrong is told."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.feeds.desk import DAY, HOUR, MINUTE, RSS, START, Desk, article, rss, sitting
from tests.outside.unruly import Unruly, certified, drip, endless, serving, silent
from trucewatch.errors import FeedError, LedgerError
from trucewatch.feeds import Feed, FeedState, Means, Polled, Tally, watching
from trucewatch.feeds.fetching import fetch
from trucewatch.feeds.manners import SHORTEST_HOLD
from trucewatch.feeds.pages import Page, PageState
from trucewatch.feeds.polling import poll
from trucewatch.ingest import RawItem
from trucewatch.model import Unread
from trucewatch.raw import RawStore

WORDS = "Eight soldiers were killed on Thursday when shells hit their convoy near Saraqib, the ministry said."


@pytest.fixture
def site() -> Iterator[Unruly]:
    with serving() as server:
        server.says("/a", article("Shelling near Saraqib", WORDS))
        server.says("/b", article("Convoy reaches Idlib", "A convoy of aid reached Idlib on Thursday, the agency said."))
        server.says("/feed", rss(("/a", "A"), ("/b", "B")), kind=RSS)
        yield server


@pytest.fixture
def feed(site: Unruly) -> Feed:
    return Feed("wire", site.url("/feed"), outlet="Levant Wire")


@pytest.fixture
def desk(tmp_path: Path, feed: Feed) -> Iterator[Desk]:
    with sitting(tmp_path, feed) as one:
        yield one


def unread(desk: Desk) -> list[str]:
    return [item.reason for item in desk.items if isinstance(item, Unread)]


def test_what_is_new_is_fetched_and_read_once(site: Unruly, desk: Desk) -> None:
    first = desk.round()
    assert (first.polled, first.gained, first.fetched, first.read) == (1, 2, 2, 2)
    assert site.asked() == ["/feed", "/a", "/b"]
    second = desk.round(after=HOUR)
    assert (second.polled, second.gained, second.fetched, second.read) == (1, 0, 0, 0)
    assert site.asked() == ["/feed", "/a", "/b", "/feed"]


def test_exactly_the_bytes_that_came_are_kept_under_their_hash_and_handed_on(site: Unruly, desk: Desk) -> None:
    body = article("قصف قرب سراقب", "قالت الوزارة إن ثمانية جنود قتلوا يوم الخميس.").encode("windows-1256", "xmlcharrefreplace")
    site.says("/a", body, kind="text/html; charset=windows-1256")
    desk.round()
    item = next(item for item in desk.items if isinstance(item, RawItem) and item.url == site.url("/a"))
    assert (item.data, item.encoding, item.outlet) == (body, "windows-1256", "Levant Wire")
    kept = desk.raw.path(hashlib.sha256(body).hexdigest())
    assert kept.read_bytes() == body
    assert kept.parent.name + kept.name == item.sha256


def test_nothing_is_asked_for_before_it_is_due(site: Unruly, desk: Desk) -> None:
    desk.round()
    desk.round(after=10 * MINUTE)
    assert site.asked().count("/feed") == 1


def test_a_feed_that_has_not_changed_is_not_sent_again(site: Unruly, desk: Desk) -> None:
    body = rss(("/a", "A"))

    def page(call: object) -> None:
        fresh = call.headers.get("if-none-match") != '"1"'  # type: ignore[attr-defined]
        call.answer(body if fresh else "", status=200 if fresh else 304, kind=RSS, ETag='"1"')  # type: ignore[attr-defined]

    site.pages["/feed"] = page
    desk.round()
    desk.round(after=HOUR)
    assert desk.health().state is FeedState.OK
    assert site.seen[-1].headers["if-none-match"] == '"1"'
    assert desk.health().entries == 1


def test_a_site_is_left_alone_between_two_requests(site: Unruly, desk: Desk) -> None:
    desk.round()
    assert [round(seconds) for seconds in desk.clock.slept if seconds] == [2, 2]


def test_a_site_that_wants_more_time_gets_it(site: Unruly, desk: Desk) -> None:
    site.says("/robots.txt", "User-agent: *\nCrawl-delay: 12\n", kind="text/plain")
    desk.round()
    assert [round(seconds) for seconds in desk.clock.slept if seconds] == [12, 12]


def test_what_robots_txt_forbids_is_not_asked_for(site: Unruly, desk: Desk) -> None:
    site.says("/robots.txt", "User-agent: *\nDisallow: /a\n", kind="text/plain")
    desk.round()
    assert site.asked() == ["/feed", "/b"]
    assert unread(desk) == ["the site's robots.txt asks not to fetch it"]
    desk.round(after=HOUR)
    assert "/a" not in site.asked()
    assert len(unread(desk)) == 1


def test_a_feed_that_robots_txt_forbids_is_refused(site: Unruly, desk: Desk) -> None:
    site.says("/robots.txt", "User-agent: Trucewatch\nDisallow: /\n", kind="text/plain")
    desk.round()
    assert site.asked() == []
    assert (desk.health().state, desk.health().why) == (FeedState.REFUSED, "the site's robots.txt asks not to fetch it")


def test_a_page_that_is_led_to_another_site_is_held_against_that_sites_rules(site: Unruly, desk: Desk) -> None:
    with serving() as other:
        other.says("/robots.txt", "User-agent: *\nDisallow: /\n", kind="text/plain")
        site.says("/a", "", status=302, Location=other.url("/private"))
        desk.round()
        assert other.asked() == []
    assert any("robots.txt" in why for why in unread(desk))


def test_a_page_is_never_led_to_an_inner_address(site: Unruly, desk: Desk) -> None:
    site.says("/a", "", status=302, Location="http://127.0.0.9:8080/admin")
    desk.round()
    assert any("not a public address" in why for why in unread(desk))


@pytest.mark.parametrize(
    ("body", "state", "why"),
    [
        ("<!doctype html><html><title>Service unavailable</title></html>", FeedState.BROKEN, "web page instead of a feed"),
        (rss(("/a", "A"))[:150], FeedState.BROKEN, "damaged"),
        ("", FeedState.BROKEN, "nothing at all"),
        (rss(), FeedState.EMPTY, ""),
        (rss(("/a", "A")), FeedState.OK, ""),
    ],
    ids=["an error page with status 200", "cut off", "nothing", "no entries", "well"],
)
def test_a_broken_feed_is_told_from_an_empty_one(site: Unruly, desk: Desk, body: str, state: FeedState, why: str) -> None:
    site.says("/feed", body, kind=RSS)
    desk.round()
    assert desk.health().state is state
    assert why in desk.health().why
    assert bool(desk.health().why) == bool(why)


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "404 Not Found"), (410, "410 Gone"), (403, "403 Forbidden"), (500, "500 Internal Server Error"), (304, "304")],
)
def test_a_feed_that_is_not_there_is_broken(site: Unruly, desk: Desk, status: int, words: str) -> None:
    site.says("/feed", "x", status=status)
    desk.round()
    assert (desk.health().state, desk.health().failures) == (FeedState.BROKEN, 1)
    assert words in desk.health().why


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (silent(3), "stops sending"),
        (drip(b"HTTP/1.1 200 OK\r\n\r\n" + b"<" * 9000), "whole time"),
        (endless(b"HTTP/1.1 200 OK\r\n\r\n", b"<item/>" * 9000), "300,000 bytes"),
        (lambda call: call.send(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss>"), "HTTP"),
        (lambda call: call.answer("", status=302, Location="/bad"), "in a circle"),
    ],
    ids=["says nothing", "drips", "never ends", "hangs up halfway", "runs in a circle"],
)
def test_a_feed_that_misbehaves_is_broken_and_costs_the_others_nothing(
    tmp_path: Path, site: Unruly, feed: Feed, handler: object, words: str
) -> None:
    site.pages["/bad"] = handler  # type: ignore[assignment]
    with sitting(tmp_path, Feed("bad", site.url("/bad")), feed) as desk:
        tally = desk.round()
        assert (tally.polled, tally.failed, tally.read) == (2, 1, 2)
        assert desk.health("bad").state is FeedState.BROKEN
        assert words in desk.health("bad").why
        assert desk.health("wire").state is FeedState.OK


def test_a_feed_whose_certificate_is_not_valid_is_broken(tmp_path: Path) -> None:
    with serving(secured=certified(name="127.0.0.1").server) as site, sitting(tmp_path, Feed("safe", site.url("/feed"))) as desk:
        desk.round()
        assert desk.health().state is FeedState.BROKEN
        assert "certificate is not valid" in desk.health().why


def test_a_broken_feed_is_asked_twice_as_late_after_each_failure_and_in_its_rhythm_once_it_is_well(
    site: Unruly, desk: Desk
) -> None:
    site.says("/feed", "x", status=500)
    waits = []
    for _ in range(4):
        desk.round()
        due = desk.health().next_try
        assert due is not None
        waits.append((due.timestamp() - desk.clock.at) / MINUTE)
        desk.clock.at = due.timestamp()
    assert [round(later / earlier, 1) for earlier, later in pairwise(waits)] == [2.0, 2.0, 2.0]
    site.says("/feed", rss(("/a", "A")), kind=RSS)
    desk.round()
    assert (desk.health().state, desk.health().failures) == (FeedState.OK, 0)


def test_a_feed_that_brings_nothing_new_for_long_is_silent_and_no_longer_once_it_does(site: Unruly, desk: Desk) -> None:
    desk.round()
    desk.round(after=2 * DAY)
    assert desk.health().state is FeedState.OK
    desk.round(after=2 * DAY)
    assert desk.health().state is FeedState.SILENT
    site.says("/feed", rss(("/c", "C"), dated="Mon, 17 Feb 2020 08:00:00 +0000"), kind=RSS)
    desk.round(after=HOUR)
    assert desk.health().state is FeedState.OK


def test_a_feed_that_was_never_asked_is_new(desk: Desk, feed: Feed) -> None:
    desk.store.configure([feed], now=START)
    assert desk.health().state is FeedState.NEW


@pytest.mark.parametrize(("header", "seconds"), [("600", 600), ("Thu, 13 Feb 2020 09:00:00 GMT", 3600), ("soon", 60), ("", 60)])
def test_a_site_that_asks_to_be_left_alone_is(site: Unruly, desk: Desk, header: str, seconds: int) -> None:
    site.pages["/a"] = lambda call: call.answer("", status=429, **({"Retry_After": header} if header else {}))
    desk.round()
    assert "/b" not in site.asked() or seconds == 60
    host = site.base.partition("//")[2]
    assert desk.store.free_at([host])[host] >= desk.clock.at
    site.says("/a", article("Shelling near Saraqib", WORDS))
    desk.round(after=max(seconds, 400))
    assert site.url("/a") in desk.read()


def test_a_page_that_fails_is_tried_again_and_in_the_end_given_up_and_told(site: Unruly, desk: Desk) -> None:
    site.says("/a", "x", status=500)
    for _ in range(12):
        desk.round(after=3 * HOUR)
    assert site.asked().count("/a") == 6
    assert unread(desk) == ["answers 500 Internal Server Error"]


def test_a_page_that_is_gone_is_not_tried_again(site: Unruly, desk: Desk) -> None:
    site.says("/a", "x", status=404)
    desk.round()
    desk.round(after=DAY)
    assert site.asked().count("/a") == 1
    assert unread(desk) == ["answers 404 Not Found"]


def test_a_film_is_no_report_and_is_not_fetched_whole(site: Unruly, desk: Desk) -> None:
    site.pages["/a"] = endless(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n", b"\0" * 1000)
    desk.round()
    assert unread(desk) == ["answers with video/mp4, which is not read"]


def test_an_article_that_its_feed_says_has_changed_is_fetched_again(site: Unruly, desk: Desk) -> None:
    desk.round()
    site.says("/feed", rss(("/a", "A, updated"), ("/b", "B")), kind=RSS)
    site.says("/a", article("Shelling near Saraqib", WORDS.replace("Eight", "Nine")))
    tally = desk.round(after=HOUR)
    assert (tally.gained, tally.fetched, tally.read) == (1, 1, 1)
    assert desk.read().count(site.url("/a")) == 2
    assert desk.read().count(site.url("/b")) == 1


def test_one_article_under_many_addresses_is_fetched_once(site: Unruly, desk: Desk) -> None:
    with_trackers = [(f"/2020/two-soldiers-killed-{n}?utm_source=x{n}&id=7", "A") for n in (1, 1, 1)]
    site.says("/2020/two-soldiers-killed-1", article("Shelling", WORDS))
    site.says("/feed", rss(*((url.replace("&", "&amp;"), title) for url, title in with_trackers)), kind=RSS)
    desk.round()
    assert len(desk.read()) == 1


def test_a_page_goes_by_the_address_it_names_on_its_own_site_and_by_no_other(site: Unruly, desk: Desk) -> None:
    own = '<link rel="canonical" href="http://127.0.0.1:{}/2020/shelling-near-saraqib">'
    foreign = '<link rel="canonical" href="https://other.example/2020/shelling-near-saraqib">'
    site.says("/a", article("Shelling near Saraqib", WORDS, more=own.format(site.port)))
    site.says("/b", article("Shelling near Nayrab", WORDS, more=foreign))
    desk.round()
    assert sorted(desk.read()) == [site.url("/2020/shelling-near-saraqib"), site.url("/b")]


def test_sitemaps_of_an_index_are_read_packed_or_not_and_only_again_when_they_change(tmp_path: Path, site: Unruly) -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

    def index(changed: str) -> str:
        rows = f"<sitemap><loc>{site.url('/feb.xml.gz')}</loc><lastmod>{changed}</lastmod></sitemap>"
        rows += f"<sitemap><loc>{site.url('/jan.xml')}</loc><lastmod>2020-02-01</lastmod></sitemap>"
        return f"<sitemapindex {space}>{rows}</sitemapindex>"

    def sitemap(path: str) -> bytes:
        row = f"<url><loc>{site.url(path)}</loc><lastmod>2020-02-13</lastmod></url>"
        return f"<urlset {space}>{row}</urlset>".encode()

    site.says("/index.xml", index("2020-02-13T01:00Z"), kind="application/xml")
    site.says("/feb.xml.gz", gzip.compress(sitemap("/a")), kind="application/gzip")
    site.says("/jan.xml", sitemap("/b"), kind="text/xml")
    with sitting(tmp_path, Feed("map", site.url("/index.xml"))) as desk:
        desk.round()
        assert site.asked() == ["/index.xml", "/feb.xml.gz", "/jan.xml", "/a", "/b"]
        site.says("/index.xml", index("2020-02-14T01:00Z"), kind="application/xml")
        desk.round(after=HOUR)
        assert site.asked()[5:] == ["/index.xml", "/feb.xml.gz"]


def test_what_was_published_before_the_reach_of_a_feed_is_known_and_left(site: Unruly, desk: Desk) -> None:
    site.says("/feed", rss(("/a", "A"), dated="Mon, 02 Dec 2019 08:00:00 +0000"), kind=RSS)
    assert desk.round().gained == 0
    assert site.asked() == ["/feed"]


def test_only_entries_that_the_keeper_wants_are_fetched(tmp_path: Path, site: Unruly, feed: Feed) -> None:
    with sitting(tmp_path, replace(feed, only=("/b",))) as desk:
        desk.round()
        assert site.asked() == ["/feed", "/b"]


def test_a_very_long_feed_is_taken_in_parts(tmp_path: Path, site: Unruly, feed: Feed) -> None:
    site.says("/feed", rss(*((f"/gone-{n}", "x") for n in range(700))), kind=RSS, ETag='"1"')
    with sitting(tmp_path, feed) as desk:
        desk.store.configure([feed], now=START)
        assert [poll(desk.watch.means, feed).gained for _ in range(3)] == [500, 200, 0]


def test_what_is_read_goes_into_the_ledger_with_the_hash_of_its_bytes(tmp_path: Path, site: Unruly, feed: Feed) -> None:
    with sitting(tmp_path, feed, whole=True) as desk:
        assert desk.round().read == 2
        reports = list(desk.ledger.reports())
        assert {report.url for report in reports} == {site.url("/a"), site.url("/b")}
        assert all(desk.raw.path(report.raw_sha256).is_file() for report in reports)
        assert {report.outlet.name for report in reports if report.outlet} == {"Levant Wire"}
        entries = desk.ledger.head()[0]
        site.says("/feed", rss(("/a", "A, again"), ("/b", "B")), kind=RSS)
        site.says("/a", article("Shelling near Saraqib", WORDS, more="<script>var advert = 4711</script>"))
        assert desk.round(after=HOUR).same == 1
        assert desk.ledger.head()[0] == entries


def test_a_changed_article_is_a_version_of_its_report(tmp_path: Path, site: Unruly, feed: Feed) -> None:
    with sitting(tmp_path, feed, whole=True) as desk:
        desk.round()
        site.says("/feed", rss(("/a", "A, updated"), ("/b", "B")), kind=RSS)
        site.says("/a", article("Shelling near Saraqib", WORDS.replace("Eight", "Nine")))
        desk.round(after=HOUR)
        reports = [report for report in desk.ledger.reports() if report.url == site.url("/a")]
        assert len(reports) == 1
        assert "Nine soldiers" in reports[0].text


def test_kept_bytes_that_are_gone_are_fetched_again(tmp_path: Path, site: Unruly, feed: Feed) -> None:
    with sitting(tmp_path, feed) as desk:
        keep = desk.watch.raw.keep
        desk.watch.means.feeds.configure([feed], now=START)
        desk.round()
        (page,) = (page for page in desk.store.pages(*PageState) if page.url == site.url("/a"))
        assert keep(b"other") != page.sha256
        desk.raw.path(page.sha256).write_bytes(b"changed by somebody")
        desk.store.fetched(page, sha256=page.sha256, media="text/html", charset="", final=page.url, etag="", modified="")
        desk.raw.path(page.sha256).unlink()
        desk.round(after=HOUR)
        assert site.asked().count("/a") == 2


def test_a_feed_that_is_watched_no_more_is_not_asked_and_not_shown(tmp_path: Path, site: Unruly, feed: Feed) -> None:
    other = Feed("other", site.url("/other"))
    with sitting(tmp_path, feed, other) as desk:
        desk.round()
    with sitting(tmp_path, feed) as desk:
        desk.round(after=DAY)
        assert [one.name for one in desk.store.health(desk.clock.at)] == ["wire"]
        assert site.asked().count("/other") == 1


def test_two_watches_of_one_ledger_do_not_run_at_once(tmp_path: Path, feed: Feed) -> None:
    watched = pytest.raises(FeedError, match="watched already")
    with sitting(tmp_path, feed) as one, sitting(tmp_path, feed) as two, one.store.alone(), watched:
        two.round()


def test_a_feed_that_has_moved_for_good_says_where(site: Unruly, desk: Desk) -> None:
    site.says("/new", rss(("/a", "A")), kind=RSS)
    site.says("/feed", "", status=301, Location="/new")
    desk.round()
    assert desk.health().state is FeedState.OK
    assert "has moved for good to" in desk.health().why


def test_hostile_names_and_titles_do_no_harm(site: Unruly, desk: Desk) -> None:
    site.says(
        "/feed", rss(("/a?q=%27;DROP%20TABLE", "&lt;script&gt;x&lt;/script&gt;\u202e"), ("/../../etc/passwd", "..")), kind=RSS
    )
    desk.round()
    with closing(desk.store.engine.raw_connection()) as raw:
        assert raw.cursor().execute("SELECT count(*) FROM feeds_page").fetchone()[0] == 2


def test_an_article_that_comes_in_another_character_set_is_no_new_version(tmp_path: Path, site: Unruly, feed: Feed) -> None:
    words = article("Shelling near Saraqib", WORDS + " President Erdoğan’s office said “eight”.").replace(
        '<meta charset="utf-8">', ""
    )
    site.says("/a", words.encode(), kind="text/html; charset=utf-8")
    with sitting(tmp_path, feed, whole=True) as desk:
        desk.round()
        entries = desk.ledger.head()[0]
        site.says("/feed", rss(("/a", "A, again"), ("/b", "B")).replace("utf-8", "windows-1254"), kind="application/rss+xml")
        site.says("/a", words.encode("windows-1254"), kind="text/html; charset=windows-1254")
        assert desk.round(after=HOUR).same == 1
        assert desk.ledger.head()[0] == entries


def test_a_round_that_fails_for_the_ledger_is_begun_again_and_nothing_is_lost(tmp_path: Path, site: Unruly, feed: Feed) -> None:
    with sitting(tmp_path, feed) as desk:
        inner, faults = desk.watch.read, list[str]()

        def locked(items: Sequence[RawItem | Unread]) -> tuple[int, int]:
            if not faults:
                raise LedgerError("another program has been writing for 60 seconds")
            return inner(items)

        def end(tally: Tally) -> None:
            raise KeyboardInterrupt

        watch = replace(desk.watch, read=locked, fell=lambda error: faults.append(str(error)))
        with pytest.raises(KeyboardInterrupt):
            watch.rounds(after=end)
        assert faults == ["another program has been writing for 60 seconds"]
        assert sorted(desk.read()) == [site.url("/a"), site.url("/b")]


@pytest.mark.parametrize("header", ["\u00b2", "\u00b9\u00b2"])
def test_a_retry_after_of_no_plain_digits_says_nothing(site: Unruly, desk: Desk, header: str) -> None:
    site.pages["/feed"] = lambda call: call.answer("", status=429, Retry_After=header)
    desk.round()
    assert (desk.health().state, desk.health().why) == (FeedState.BROKEN, "answers 429 Too Many Requests")
    host = site.base.partition("//")[2]
    assert desk.store.free_at([host])[host] == desk.clock.at + SHORTEST_HOLD


def test_a_title_with_half_a_character_is_kept_like_any_other(site: Unruly, desk: Desk) -> None:
    items = '[{"url": "/a", "title": "A \\ud800 sign"}]'
    site.says("/feed", f'{{"version": "https://jsonfeed.org/version/1.1", "items": {items}}}', kind="application/feed+json")
    desk.round()
    assert desk.read() == [site.url("/a")]


def test_a_page_led_to_a_site_whose_robots_txt_fails_for_now_is_tried_again(site: Unruly, desk: Desk) -> None:
    with serving() as other:
        other.says("/robots.txt", "sorry", status=503)
        other.says("/moved", article("Shelling near Saraqib", WORDS))
        site.says("/a", "", status=302, Location=other.url("/moved"))
        desk.round()
        assert unread(desk) == []
        other.pages.pop("/robots.txt")
        desk.round(after=2 * HOUR)
        assert "/moved" in other.asked()


def test_the_site_that_a_redirect_leads_to_is_left_alone_as_it_asks(site: Unruly, desk: Desk) -> None:
    with serving() as other:
        other.says("/moved", "", status=429, Retry_After="600")
        site.says("/a", "", status=302, Location=other.url("/moved"))
        desk.round()
        host = other.base.partition("//")[2]
        assert desk.store.free_at([host])[host] >= START + 600


def test_a_pause_holds_for_the_site_that_a_feed_is_led_to(site: Unruly, desk: Desk) -> None:
    with serving() as other:
        other.says("/robots.txt", "User-agent: *\nCrawl-delay: 40\n", kind="text/plain")
        other.says("/feed", rss(), kind=RSS)
        site.says("/feed", "", status=302, Location=other.url("/feed"))
        desk.round()
        host = other.base.partition("//")[2]
        assert desk.store.free_at([host])[host] == START + 40


def test_a_fault_that_nobody_foresaw_breaks_one_feed_and_no_watch(
    tmp_path: Path, site: Unruly, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def poll_or_fall(means: Means, asked: Feed) -> Polled:
        if asked.name == "odd":
            raise ZeroDivisionError("a \ud800 sign")
        return poll(means, asked)

    monkeypatch.setattr(watching, "poll", poll_or_fall)
    with sitting(tmp_path, Feed("odd", site.url("/odd")), feed) as desk:
        desk.watch.rounds(once=True)
        assert (desk.health("odd").state, desk.health("odd").failures) == (FeedState.BROKEN, 1)
        assert "ZeroDivisionError: a ? sign" in desk.health("odd").why
        assert desk.health("wire").state is FeedState.OK
        assert sorted(desk.read()) == [site.url("/a"), site.url("/b")]


def test_a_page_that_brings_us_to_a_fault_is_put_off_and_the_others_are_read(
    site: Unruly, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch_or_fall(means: Means, raw: RawStore, page: Page, feed: Feed) -> bool:
        if page.url.endswith("/a"):
            raise ZeroDivisionError("by nought")
        return fetch(means, raw, page, feed)

    monkeypatch.setattr(watching, "fetch", fetch_or_fall)
    assert desk.round().failed == 1
    assert desk.read() == [site.url("/b")]
