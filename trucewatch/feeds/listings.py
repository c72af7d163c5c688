"""What a feed lists: the entries of RSS, Atom, JSON Feed and sitemaps, and whether it is a feed at all."""

from __future__ import annotations

import hashlib
import json
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

from trucewatch.errors import SourceError
from trucewatch.feeds.configured import FeedKind
from trucewatch.ingest.feed import parse_feed
from trucewatch.outside.faults import Damaged, Large
from trucewatch.outside.unpacking import Unpacking

GZIP = b"\x1f\x8b"
MOST_UNPACKED = 52_428_800  # bytes of a sitemap, by its protocol
MOST_ENTRIES = 50_000  # of one listing, by the protocol of sitemaps
LONGEST_URL = 2_000
START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<\?[^>]*>\s*|<!DOCTYPE\s+(?!html)[^>\[]*(?:\[.*?\]\s*)?>\s*)*<([\w:.-]+)",
    re.DOTALL,
)
WEB_PAGE = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.DOTALL | re.IGNORECASE
)
ROOTS = {
    "rss": FeedKind.RSS,
    "rdf": FeedKind.RSS,
    "feed": FeedKind.ATOM,
    "urlset": FeedKind.SITEMAP,
    "sitemapindex": FeedKind.SITEMAP,
}
FAMILY = {FeedKind.RSS: "an RSS feed", FeedKind.ATOM: "an Atom feed", FeedKind.JSON: "a JSON feed", FeedKind.SITEMAP: "a sitemap"}
SYNDICATED = frozenset({FeedKind.RSS, FeedKind.ATOM})  # whoever writes one for the other is understood
SCHEMES = ("http://", "https://")
HARMLESS = ("CharacterEncodingOverride", "NonXMLContentType")  # feedparser only remarks on these; the entries are good


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed: where its page is, and `mark`, which changes when the feed says the page did.

    `published` and `updated` are in UTC; None where the feed tells none, or one that cannot be read.
    """

    url: str
    title: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What stood at a feed's address: entries, or further sitemaps with the moments they changed.

    `fault` says in words why it is broken, empty where it is not; entries read before a break are good.
    """

    kind: FeedKind
    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[tuple[str, str], ...] = ()
    fault: str = ""


def read_listing(body: bytes, url: str, *, kind: FeedKind = FeedKind.AUTO, content_type: str = "") -> Listing:
    """What a body lists, whatever it is: never an exception, a fault instead."""
    try:
        body = _unpacked(body)
    except (Damaged, Large) as error:
        return Listing(kind, fault=str(error))
    found = kind_of(body)
    if found is None:
        return Listing(kind, fault=_no_feed(body))
    if kind is not FeedKind.AUTO and kind is not found and not {kind, found} <= SYNDICATED:
        return Listing(kind, fault=f"is {FAMILY[found]}, not {FAMILY[kind]} as it is configured")
    if found is FeedKind.JSON:
        return _json_feed(body, url)
    return _sitemap(body, url) if found is FeedKind.SITEMAP else _syndicated(body, url, found, content_type)


def kind_of(body: bytes) -> FeedKind | None:
    """What kind of feed a body is by its first bytes; None for what is none."""
    head = body[:4096]
    if b"\0" in head[:64]:  # UTF-16: told by its plain letters
        head = head.replace(b"\0", b"").lstrip(b"\xff\xfe")
    if WEB_PAGE.match(head):
        return None
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return FeedKind.JSON
    root = START.match(head)
    return ROOTS.get(root[1].decode("latin-1").rpartition(":")[2].lower()) if root else None


def _no_feed(body: bytes) -> str:
    if not body.strip():
        return "answers with nothing at all"
    if WEB_PAGE.match(body[:4096]):
        title = re.search(rb"<title[^>]*>(.{0,200}?)</title", body[:65536], re.DOTALL | re.IGNORECASE)
        words = " ".join(title[1].decode("utf-8", "replace").split())[:80] if title else ""
        return "answers with a web page instead of a feed" + (f": “{words}”" if words else "")
    return "answers with something that is no feed"


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(GZIP):
        return body
    unpacking = Unpacking("gzip", MOST_UNPACKED)
    unpacking.add(body)
    return unpacking.whole()


def _syndicated(body: bytes, url: str, kind: FeedKind, content_type: str) -> Listing:
    headers = {"content-location": url} | ({"content-type": content_type} if content_type else {})
    try:
        found = parse_feed(body, headers)
    except SourceError as broken:
        return Listing(kind, fault=broken.reason[:140])
    base = url
    entries = tuple(entry for raw in found.entries[:MOST_ENTRIES] if (entry := _parsed(raw, base)))
    error = found.get("bozo_exception") if found.bozo else None
    if error is not None and type(error).__name__ not in HARMLESS:
        said = " ".join(str(getattr(error, "getMessage", lambda: error)()).split())[:120]
        whole = len(found.entries) - 1  # the last may be cut in its address
        return Listing(kind, entries[: max(whole, 0)], fault=_broken_at(whole, said))
    if not found.entries and not found.version:
        return Listing(kind, fault="answers with something that is no feed")
    if found.entries and not entries:
        return Listing(kind, fault=f"has {len(found.entries)} entries and no address in any of them")
    return Listing(kind, entries)


def _broken_at(whole: int, said: str) -> str:
    return f"is damaged after entry {whole}: {said}" if whole > 0 else f"is damaged: {said}"


def _parsed(raw: Any, base: str) -> Entry | None:
    link = _text(raw, "link") or next((one.get("href", "") for one in raw.get("links", ()) if one.get("href")), "")
    if not link and (ident := _text(raw, "id")).startswith(SCHEMES):
        link = ident
    address = _address(base, link)
    if address is None:
        return None
    title, updated = _plain(_text(raw, "title")), _moment(raw, "updated_parsed")
    said = updated.isoformat() if updated else "\n".join((title, _text(raw, "summary")))
    return Entry(address, title, _moment(raw, "published_parsed"), updated, _mark(said))


def _text(raw: Any, name: str) -> str:
    value = raw[name] if name in raw.keys() else ""  # noqa: SIM118  # feedparser warns where it gives another in its place
    return value.strip() if isinstance(value, str) else ""


def _moment(raw: Any, name: str) -> datetime | None:
    parsed = raw[name] if name in raw.keys() else None  # noqa: SIM118
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _plain(markup: str) -> str:
    words = " ".join(re.sub(r"<[^>]{0,500}>", " ", markup).split())[:500]
    return words.encode("utf-8", "replace").decode()  # half a character (a lone surrogate) can be written nowhere


def _mark(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


def _address(base: str, link: str) -> str | None:
    """An entry's whole address without its fragment; None where it is none of the web."""
    try:
        whole = urljoin(base, link.strip()).partition("#")[0]
        host = urlsplit(whole).hostname
    except ValueError:
        return None
    fit = link.strip() and host and whole.lower().startswith(SCHEMES) and len(whole) <= LONGEST_URL
    return whole if fit and whole.isprintable() and " " not in whole else None


def _json_feed(body: bytes, url: str) -> Listing:
    try:
        feed = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Listing(FeedKind.JSON, fault=f"is no readable JSON: {str(error)[:120]}")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org/version/" not in str(feed.get("version", "")):
        return Listing(FeedKind.JSON, fault="answers with JSON that is no JSON feed")
    entries = tuple(entry for raw in items[:MOST_ENTRIES] if isinstance(raw, dict) and (entry := _item(raw, url)))
    if items and not entries:
        return Listing(FeedKind.JSON, fault=f"has {len(items)} entries and no address in any of them")
    return Listing(FeedKind.JSON, entries)


def _item(raw: Mapping[str, object], base: str) -> Entry | None:
    def words(name: str) -> str:
        value = raw.get(name)
        return value.strip() if isinstance(value, str) else ""

    address = _address(base, words("url") or (words("id") if words("id").startswith(SCHEMES) else ""))
    if address is None:
        return None
    updated = moment_of(words("date_modified"))
    said = updated.isoformat() if updated else "\n".join((words("title"), words("summary")))
    return Entry(address, _plain(words("title")), moment_of(words("date_published")), updated, _mark(said))


def moment_of(words: str) -> datetime | None:
    """A moment as sitemaps and JSON feeds write it, in UTC; None for what is none. Without a zone it is taken as UTC."""
    try:
        found = datetime.fromisoformat(words.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _sitemap(body: bytes, url: str) -> Listing:
    """A sitemap or an index of sitemaps; what stands before a break is good."""
    entries: list[Entry] = []
    sitemaps: list[tuple[str, str]] = []
    fault = ""
    try:
        for name, said in _rows(body):
            address = _address(url, said.get("loc", ""))
            if address is None:
                continue
            if name == "sitemap":
                sitemaps.append((address, said.get("lastmod", "")))
            else:
                updated = moment_of(said.get("lastmod", ""))
                title = _plain(said.get("title", ""))
                marked = updated.isoformat() if updated else title
                entries.append(Entry(address, title, moment_of(said.get("publication_date", "")), updated, _mark(marked)))
            if len(entries) + len(sitemaps) >= MOST_ENTRIES:
                break
    except (ElementTree.ParseError, ValueError, LookupError) as error:  # the last two: a character set expat cannot read
        fault = _broken_at(len(entries) + len(sitemaps), str(error)[:120])
    return Listing(FeedKind.SITEMAP, tuple(entries), tuple(sitemaps), fault)


def _rows(body: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Each `url` or `sitemap` element with the texts of what is in it, by local name."""
    parser: Any = ElementTree.XMLPullParser(("end",))
    for at in range(0, len(body), 65536):
        parser.feed(body[at : at + 65536])
        yield from _finished(parser)
    parser.close()
    yield from _finished(parser)


def _finished(parser: Any) -> Iterator[tuple[str, dict[str, str]]]:
    for _, element in parser.read_events():
        name = _local(element.tag)
        if name in ("url", "sitemap"):
            said: dict[str, str] = {}
            for inner in element.iter():
                if inner is not element and inner.text and inner.text.strip():
                    said.setdefault(_local(inner.tag), inner.text.strip())
            yield name, said
            element.clear()


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()
