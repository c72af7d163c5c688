"""News sites that misbehave: slow, huge, half-closed, looping, in changing character sets, with clocks that are wrong."""

from __future__ import annotations

import gzip
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.outside.unruly import Call, Handler, Unruly, serving

RSS = "application/rss+xml; charset=utf-8"
PLACES = (
    "Saraqib",
    "Ariha",
    "Maarat al-Numan",
    "Kafranbel",
    "Jisr al-Shughur",
    "Binnish",
    "Nayrab",
    "Taftanaz",
    "Sarmin",
    "Khan Shaykhun",
)
DOERS = ("Syrian government forces", "Turkish forces", "Rebel fighters", "Russian warplanes")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
ENCODINGS = ("utf-8", "latin-1", "utf-16", "cp1256")
PIECE = 64 * 1024
ENDLESS_SECONDS = 90.0  # the watch gives up before
SHOWN = 40  # entries of a feed at once
CHARSETS = ("utf-8", "utf-8", "windows-1256", "iso-8859-1", "x-unheard-of")


@dataclass
class Paper:
    """One site: its articles by path, when each came out, and how often each was given whole and well."""

    name: str
    server: Unruly
    draw: random.Random
    trouble: float
    articles: dict[str, tuple[str, str, datetime]] = field(default_factory=dict)
    well: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    did: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def print_one(self, number: int) -> None:
        """Another article."""
        place, doer = PLACES[number % len(PLACES)], DOERS[(number // 3) % len(DOERS)]
        path = f"/{2026}/{place.lower().replace(' ', '-')}-shelled-in-the-morning-{self.name}-{number}"
        day = WEEKDAYS[number % len(WEEKDAYS)]
        words = (
            f"{doer} shelled {place} on {day}, killing {number % 17 + 1} soldiers, residents told the {self.name} desk. "
            f"A spokesman for the council of {place} said {number + 20} families had left. The defence ministry denied that its "
            f"guns had fired, and called on both sides to keep the truce. Note {number} of {self.name}."
        )
        with self.lock:
            self.articles[path] = (f"{place} shelled in the morning, note {number}", words, datetime.now(UTC))

    def url(self, path: str) -> str:
        """The whole address of a path."""
        return self.server.url(path)

    def answer(self, call: Call) -> None:
        """The feed or an article, well or badly."""
        path = call.path.partition("?")[0]
        if path == "/robots.txt":
            call.answer("User-agent: *\nCrawl-delay: 1\n", kind="text/plain")
            return
        handlers = FEED_TROUBLES if path == "/feed" else PAGE_TROUBLES
        how = self.draw.choice(handlers) if self.draw.random() < self.trouble else None
        with self.lock:
            self.asked[path] += 1
            self.did["well" if how is None else how.__name__.strip("_")] += 1
        if how is not None:
            how(self, call)
        elif path == "/feed":
            call.answer(self.feed(), kind=RSS, Date=self.date())
        elif path in self.articles:
            call.answer(self.page(path), Date=self.date())
            with self.lock:
                self.well[path] += 1
        else:
            call.answer("nothing here", status=404, kind="text/plain")

    def date(self) -> str:
        """What this site's clock says: often right, else days or years off."""
        off = self.draw.choice((0, 0, 0, 60, -7200, 86_400 * 2, -86_400 * 365, 86_400 * 365 * 12))
        return format_datetime(datetime.now(UTC) + timedelta(seconds=off), usegmt=True)

    def feed(self) -> str:
        """The latest articles, each with a date that may be some hours off."""
        with self.lock:
            latest = list(self.articles.items())[-SHOWN:]
        items = "".join(
            f"<item><title>{title}</title><link>{self.url(path)}</link>"
            f"<pubDate>{format_datetime(at + timedelta(hours=len(path) % 30 - 12), usegmt=True)}</pubDate></item>"
            for path, (title, _, at) in latest
        )
        return (
            f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{self.name}</title>{items}</channel></rss>'
        )

    def page(self, path: str) -> str:
        """An article as a web page."""
        title, words, at = self.articles[path]
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta property="article:published_time" content="{at.isoformat(timespec="seconds")}"></head><body>'
            f"<article><h1>{title}</h1><p>{words}</p></article></body></html>"
        )

    def body(self, call: Call) -> bytes:
        """What stands at the address, well."""
        path = call.path.partition("?")[0]
        return (self.feed() if path == "/feed" else self.page(path) if path in self.articles else "nothing").encode()


Trouble = Callable[[Paper, Call], None]


def _slow(paper: Paper, call: Call) -> None:
    """A few bytes now and then, longer than anybody waits."""
    data = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n\r\n" + paper.body(call)
    for at in range(0, len(data), 20):
        if paper.over.wait(0.5):
            return
        call.send(data[at : at + 20])


def _silent(paper: Paper, call: Call) -> None:
    paper.over.wait(40)


def _huge(paper: Paper, call: Call) -> None:
    """Words without end."""
    call.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>")
    end = time.monotonic() + ENDLESS_SECONDS
    while time.monotonic() < end and not paper.over.is_set():
        call.send(b"<p>and so on</p>" * (PIECE // 16))


def _bomb(paper: Paper, call: Call) -> None:
    """A small body that unpacks to a huge one."""
    packed = gzip.compress(bytes(200_000_000), 9, mtime=0)
    call.answer(packed, Content_Encoding="gzip")


def _loop(paper: Paper, call: Call) -> None:
    """Led in a circle."""
    path, _, lap = call.path.partition("?lap=")
    call.answer(status=302, Location=f"{paper.url(path)}?lap={(int(lap or 0) + 1) % 3}")


def _half_closed(paper: Paper, call: Call) -> None:
    """Half of what was promised, and then nobody there."""
    body = paper.body(call)
    call.send(
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[: len(body) // 2]
    )
    call.socket.shutdown(socket.SHUT_WR)


def _reset(paper: Paper, call: Call) -> None:
    """The line is cut."""
    call.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<ht")
    call.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def _wrong_length(paper: Paper, call: Call) -> None:
    """More bytes than it says."""
    body = paper.body(call)
    call.send(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body) // 3}\r\n\r\n".encode() + body)


def _charset(paper: Paper, call: Call) -> None:
    """In one character set, said to be in another."""
    body = paper.body(call).decode().encode(paper.draw.choice(ENCODINGS), "replace")
    call.answer(body, kind=f"text/html; charset={paper.draw.choice(CHARSETS)}")


def _gone(paper: Paper, call: Call) -> None:
    call.answer("moved house", status=paper.draw.choice((404, 410, 500, 502)))


def _busy(paper: Paper, call: Call) -> None:
    call.answer(
        "later",
        status=paper.draw.choice((429, 503)),
        Retry_After=paper.draw.choice(("1", "30", "Thu, 01 Jan 1970 00:00:00 GMT", "²", "-5")),
    )


def _no_http(paper: Paper, call: Call) -> None:
    call.send(b"\x16\x03\x01\0\xa5 what do you want?\r\n\r\n")


def _web_page(paper: Paper, call: Call) -> None:
    """A feed that is a page for once."""
    call.answer("<!doctype html><html><head><title>Please sign in</title></head><body>Sign in to go on.</body></html>")


def _broken_feed(paper: Paper, call: Call) -> None:
    call.answer(paper.feed()[: paper.draw.randrange(50, 900)], kind=RSS)


def _empty(paper: Paper, call: Call) -> None:
    call.answer(b"")


TROUBLES: tuple[Trouble, ...] = (
    *(_slow, _silent, _huge, _bomb, _loop, _half_closed, _reset, _wrong_length, _charset, _gone, _busy, _no_http, _empty),
)
FEED_TROUBLES: tuple[Trouble, ...] = (*TROUBLES, _web_page, _web_page, _broken_feed)
PAGE_TROUBLES = TROUBLES


@contextmanager
def newsroom(count: int, *, seed: int, trouble: float) -> Iterator[Sequence[Paper]]:
    """So many sites, each at a port of its own, as long as it lasts."""
    with ExitStack() as stack:
        papers = []
        for number in range(count):
            server = stack.enter_context(serving())
            paper = Paper(f"wire-{number}", server, random.Random(seed * 1000 + number), trouble)
            server.pages = _Everything(paper.answer)
            server.seen = _Nothing()
            papers.append(paper)
        try:
            yield papers
        finally:
            for paper in papers:
                paper.over.set()


class _Everything(dict[str, Handler]):
    """Every path is answered by one handler."""

    def __init__(self, handler: Handler) -> None:
        super().__init__()
        self._handler = handler

    def get(self, path: str, default: object = None) -> Handler:
        """The handler, whatever the path."""
        return self._handler


class _Nothing(list[Call]):
    """What was asked for is not kept: an hour of it would be long."""

    def append(self, call: Call) -> None:
        """Forget it."""
