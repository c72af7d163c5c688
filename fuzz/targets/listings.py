"""Targets: what comes over the network: listings of feeds and sitemaps, packed bodies, addresses, robots.txt."""

from __future__ import annotations

import gzip
import ipaddress
import random

from fuzz.faults import held
from fuzz.mutation import mutate
from fuzz.target import Target
from fuzz.targets.documents import FEED_WORDS, refused
from trucewatch.errors import OutsideError, UsageError
from trucewatch.feeds.listings import read_listing
from trucewatch.feeds.pages import address_of, canonical, host_of
from trucewatch.outside import Guard
from trucewatch.outside.faults import Damaged, Large
from trucewatch.outside.fetcher import checked
from trucewatch.outside.retrying import seconds_asked
from trucewatch.outside.robots import RobotsText, allowance
from trucewatch.outside.unpacking import Unpacking

URL = "https://news.example/feed"
NOW = 1_581_580_800.0
LIMIT = 100_000
ADDRESS_WORDS = (
    "https://", "http://", "127.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "0x7f.1", "2130706433", "localhost", "@", "user:pass@", ":80", ":22",
    "xn--", "例え.テスト", "%00", "%2e%2e", "../", "?q=", "#", "//", "\\", " ", "\t", "news.example", "10.0.0.0/8", "fe80::1%eth0", "169.254.169.254",
)  # fmt: skip
ROBOTS_WORDS = (
    "User-agent: *",
    "Disallow: /",
    "Allow: /a*$",
    "Crawl-delay: 10",
    "Sitemap:",
    "Trucewatch",
    "\n",
    "*",
    "$",
    "%2F",
    "é",
    "1e9",
)
MAP_WORDS = (
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>", "<sitemapindex>", "<url>", "<loc>", "<lastmod>2020-02-13", "<news:title>",
    '{"version":"https://jsonfeed.org/version/1.1","items":[', '"content_html":', '"date_published":"2020-02-13T10:00:00Z"',
)  # fmt: skip


def listing(data: bytes) -> None:
    """Whatever a body is, it lists entries or tells a fault; an entry's address is one that may be asked for."""
    found = read_listing(data, URL)
    for entry in found.entries:
        held(entry.url, "an entry without an address")
        address_of(entry.url)
        host_of(entry.url)
    held(read_listing(data, URL) == found, "the same body read again gave something else")


def unpacking(data: bytes) -> None:
    """A packed body is unpacked within its limit, or told to be damaged or too large; how it is cut does not matter."""
    for how in ("gzip", "deflate"):
        held(_unpacked(how, data, len(data) or 1) == _unpacked(how, data, 1 + len(data) % 7), "cut otherwise, another body")


def _unpacked(how: str, data: bytes, size: int) -> bytes | str:
    try:
        body = Unpacking(how, LIMIT)
        for at in range(0, len(data), size):
            body.add(data[at : at + size])
        held(len(body.so_far()) <= LIMIT, "more than the limit was kept")
        return body.whole()
    except Large:
        return "large"
    except Damaged:
        return "damaged"


def change_packed(data: bytes, draw: random.Random, target: Target) -> bytes:
    """Zeros packed tight, several streams in a row, or bytes changed."""
    match draw.randrange(4):
        case 0:
            return gzip.compress(bytes(draw.randrange(200_000)), 9, mtime=0)
        case 1:
            return data + gzip.compress(data[:200], 1, mtime=0)
        case _:
            return mutate(data, draw, words=(), others=target.cases(), longest=target.longest)


def addresses(data: bytes) -> None:
    """An address is refused with a reason, or one that http can ask for; headers that ask for patience are understood or not."""
    words = data.decode("utf-8", "replace")
    address_of(words)
    canonical("https://news.example/a", words)
    canonical(words, "https://news.example/a")
    waits = seconds_asked(words, NOW)
    held(waits is None or waits >= 0.0, f"a wait of {waits} seconds")
    try:
        url = checked(words)
        held(url.scheme in ("http", "https") and url.host, f"{url} may not be asked for")
        host_of(str(url))
    except OutsideError as error:
        held(error.reason, "refused without a reason")
    try:
        Guard.of(words.split(",")).permits(ipaddress.ip_address("10.0.0.1"))
    except UsageError as error:
        held(str(error), "refused without a reason")
    try:
        address = ipaddress.ip_address(words.strip())
    except ValueError:
        return
    held(Guard().permits(address) <= address.is_global, f"{address} is not of the public internet")


def robots(data: bytes) -> None:
    """Whatever a site's robots.txt holds, an address is allowed or not, with a delay of so many seconds."""
    text = data.decode("utf-8", "replace")
    said = allowance(RobotsText(200, text, NOW), "https://news.example/a/b?c=d", now=NOW)
    held(said.delay >= 0.0, f"a delay of {said.delay}")
    held(said.allowed or said.why, "not allowed without a reason")


TARGETS = (
    Target("listing", listing, (*FEED_WORDS, *MAP_WORDS)),
    Target("unpacking", unpacking, (), change_packed, longest=2000),
    Target("addresses", addresses, ADDRESS_WORDS, longest=300),
    Target("robots", robots, ROBOTS_WORDS, longest=1000),
)
__all__ = ["TARGETS", "refused"]
