"""A body is told to be a feed, an empty feed, a broken one, or none; what stands before a break is taken."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from trucewatch.feeds.configured import FeedKind
from trucewatch.feeds.listings import Listing, read_listing

HERE = "https://wire.example/feed"
ITEM = "<item><title>Shelling near {0}</title><link>https://wire.example/{0}</link><pubDate>Thu, 13 Feb 2020 10:00:00 +0300</pubDate></item>"
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>' + ITEM.format("saraqib") + ITEM.format("nayrab")
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><title>A</title><id>urn:1</id>'
    '<link rel="alternate" href="/a#top"/><updated>2020-02-13T10:00:00+03:00</updated></entry></feed>'
)
JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [{"id": "1", "url": "/a", "title": "A",'
    ' "date_published": "2020-02-13T10:00:00+03:00"}, {"id": 2}, "x"]}'
)
SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://wire.example/a</loc><lastmod>2020-02-13</lastmod>'
    "<news:news><news:publication_date>2020-02-12T21:00Z</news:publication_date><news:title>A</news:title></news:news></url>"
    "<url><loc>https://wire.example/b</loc></url></urlset>"
)
INDEX = (
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://wire.example/2020-02.xml.gz</loc>'
    "<lastmod>2020-02-13T08:00:00Z</lastmod></sitemap></sitemapindex>"
)


def told(body: str | bytes, **how: object) -> Listing:
    return read_listing(body.encode() if isinstance(body, str) else body, HERE, **how)  # type: ignore[arg-type]


def test_an_rss_feed_lists_addresses_titles_and_times_in_utc() -> None:
    found = told(RSS + "</channel></rss>")
    assert (found.kind, found.fault) == (FeedKind.RSS, "")
    assert [entry.url for entry in found.entries] == ["https://wire.example/saraqib", "https://wire.example/nayrab"]
    assert str(found.entries[0].published) == "2020-02-13 07:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "kind", "addresses"),
    [
        (ATOM, FeedKind.ATOM, ["https://wire.example/a"]),
        (JSON, FeedKind.JSON, ["https://wire.example/a"]),
        (SITEMAP, FeedKind.SITEMAP, ["https://wire.example/a", "https://wire.example/b"]),
    ],
)
def test_other_kinds_are_told_by_themselves(body: str, kind: FeedKind, addresses: list[str]) -> None:
    for packed in (body.encode(), gzip.compress(body.encode()), b"\xef\xbb\xbf" + body.encode()):
        found = told(packed)
        assert (found.kind, found.fault, [entry.url for entry in found.entries]) == (kind, "", addresses)


def test_an_index_lists_further_sitemaps() -> None:
    assert told(INDEX).sitemaps == (("https://wire.example/2020-02.xml.gz", "2020-02-13T08:00:00Z"),)


def test_a_news_sitemap_tells_when_an_article_came_out() -> None:
    entry = told(SITEMAP).entries[0]
    assert (str(entry.published), str(entry.updated), entry.title) == (
        "2020-02-12 21:00:00+00:00",
        "2020-02-13 00:00:00+00:00",
        "A",
    )


@pytest.mark.parametrize(
    "body",
    [
        "<rss version='2.0'><channel><title>Wire</title></channel></rss>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title></feed>',
        '{"version": "https://jsonfeed.org/version/1", "items": []}',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>',
    ],
)
def test_an_empty_feed_is_no_broken_one(body: str) -> None:
    found = told(body)
    assert (found.entries, found.fault) == ((), "")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>",
            "web page instead of a feed: “502 Bad Gateway”",
        ),
        ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x"><html xmlns="http://www.w3.org/1999/xhtml"/>', "web page"),
        ("", "nothing at all"),
        ("  \n", "nothing at all"),
        ("Service unavailable", "no feed"),
        ('{"error": "rate limit"}', "no JSON feed"),
        ('{"items": [', "no readable JSON"),
        ("[" * 100_000, "no feed"),
        ('{"a":' * 100_000, "no readable JSON"),
        (RSS[:90], "is damaged"),
        ("<rss><channel><title>Wire &#x110000;</channel>", "broken"),
        (b'<?xml version="1.0" encoding="u/\xef\xef"?><rss/>', "broken"),
        (b"\x1f\x8b\x08\x00broken", "compressed body"),
        (gzip.compress(SITEMAP.encode(), mtime=0)[:-20], "ends early"),
        (gzip.compress(b"<rss>" + b" " * 60_000_000, mtime=0), "unpacks to more"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "no feed"),
        (RSS.replace("https://wire.example/", "javascript:") + "</channel></rss>", "no address in any"),
    ],
)
def test_what_is_no_feed_is_told_in_words(body: str | bytes, says: str) -> None:
    found = told(body)
    assert says in found.fault
    assert found.entries == ()


def test_the_entry_at_which_a_feed_breaks_off_is_not_taken_since_its_address_may_be_cut() -> None:
    found = told(RSS[: RSS.index("nayrab") + 60])
    assert [entry.url for entry in found.entries] == ["https://wire.example/saraqib"]
    assert "damaged after entry 1" in found.fault


def test_of_a_sitemap_that_breaks_off_the_whole_entries_are_taken() -> None:
    found = told(SITEMAP[: SITEMAP.index("/b")])
    assert [entry.url for entry in found.entries] == ["https://wire.example/a"]
    assert "damaged after entry 1" in found.fault


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16", "utf-8", "iso-8859-6"])
def test_titles_in_arabic_are_read_in_the_character_set_of_the_header_or_the_file(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>x</title>'
    body += "<item><title>قصف قرب سراقب</title><link>/a</link></item></channel></rss>"
    found = told(body.encode(encoding), content_type=f"application/rss+xml; charset={encoding}")
    assert [entry.title for entry in found.entries] == ["قصف قرب سراقب"]


def test_a_wrong_character_set_costs_no_address() -> None:
    body = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><item><title>صفقة</title><link>/a</link></item></channel></rss>'
    found = told(body.encode("windows-1256"), content_type="text/xml; charset=utf-8")
    assert [entry.url for entry in found.entries] in ([], ["https://wire.example/a"])
    assert found.entries or found.fault


def test_a_kind_that_was_configured_and_is_not_there_is_told() -> None:
    assert told(SITEMAP, kind=FeedKind.RSS).fault == "is a sitemap, not an RSS feed as it is configured"
    assert told(ATOM, kind=FeedKind.RSS).fault == ""


def test_entities_that_multiply_are_refused_quickly() -> None:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    for root, inner in (
        ("urlset", "<url><loc>&l11;</loc></url>"),
        ("rss", "<channel><item><title>&l11;</title></item></channel>"),
    ):
        begun = time.monotonic()
        found = told(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{lines}]><{root}>{inner}</{root}>')
        assert found.entries == ()
        assert time.monotonic() - begun < 20  # unpacked, it would take hours and a terabyte


def test_files_of_this_machine_are_not_read_for_a_feed() -> None:
    body = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel><title>x</title>'
    body += "<item><title>&f;</title><link>https://wire.example/a</link></item></channel></rss>"
    name = Path("/etc/hostname").read_text(encoding="utf-8").strip()
    assert name not in str(told(body))


@pytest.mark.parametrize(
    "link", ["", "   ", "javascript:alert(1)", "ftp://x/1", "http://", "http://[::1", "mailto:a@b.c", "http://x/" + "a" * 3000]
)
def test_an_entry_without_an_address_of_the_web_is_passed_over(link: str) -> None:
    good = ITEM.format("good")
    found = told(
        f"<rss version='2.0'><channel><title>x</title><item><title>t</title><link>{link}</link></item>{good}</channel></rss>"
    )
    assert [entry.url for entry in found.entries if entry.url != HERE] == ["https://wire.example/good"]


def test_the_mark_of_an_entry_changes_with_what_the_feed_says_of_it() -> None:
    before, after = told(ATOM).entries[0], told(ATOM.replace("10:00:00+03", "11:00:00+03")).entries[0]
    assert before.mark != after.mark
    assert told(ATOM.replace("10:00:00+03:00", "07:00:00Z")).entries[0].mark == before.mark


def test_moments_that_are_none_are_left_out() -> None:
    strange = RSS.replace("Thu, 13 Feb 2020 10:00:00 +0300", "Thu, 99 Foo 0001 99:00:00") + "</channel></rss>"
    assert [entry.published for entry in told(strange).entries] == [None, None]
    sitemap = told(SITEMAP.replace("2020-02-13", "0001-01-01"))
    assert sitemap.fault == ""


@pytest.mark.parametrize("charset", ["gb2312", "big5", "euc-kr", "x-nobody-has-it"])
def test_a_sitemap_in_a_character_set_that_cannot_be_read_is_damaged_and_ends_nothing(charset: str) -> None:
    found = told(f'<?xml version="1.0" encoding="{charset}"?><urlset></urlset>')
    assert (found.kind, found.entries) == (FeedKind.SITEMAP, ())
    assert "is damaged" in found.fault


def test_half_a_character_in_a_title_is_replaced() -> None:
    found = told(JSON.replace('"title": "A"', '"title": "A \\ud800 sign"'))
    assert [entry.title for entry in found.entries] == ["A ? sign"]
