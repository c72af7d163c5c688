"""Measure watching: `python -m bench.watch` (`--entries N`, `--feeds N`, `--json`).

A server on this machine gives feeds and pages at once, and no pause is kept between two requests, so that what is measured is our
own work: reading listings, keeping what they say, fetching pages safely and keeping their bytes. Reading reports is not counted.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

from trucewatch.feeds import Feed, Feeds, Means, Watch
from trucewatch.feeds.polling import poll
from trucewatch.ledger import Ledger
from trucewatch.outside import Fetcher, Guard, Robots
from trucewatch.raw import FolderStore

ITEM = "<item><title>Report {0}</title><link>/feeds-{1}/what-happened-near-village-{0}</link></item>"
PAGE = (
    "<!doctype html><html><title>Report</title><body><article><h1>Report {0}</h1>"
    + "<p>{0} shells fell.</p>" * 200
    + "</article>"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for each part, and how many entries there were."""

    entries: int
    known: float
    fetched: float
    again: float

    @property
    def row(self) -> dict[str, float]:
        """Entries a second, part by part."""
        return {
            "entries": self.entries,
            "listed_per_second": round(self.entries / self.known, 1),
            "fetched_per_second": round(self.entries / self.fetched, 1),
            "met_again_per_second": round(self.entries / self.again, 1),
        }


def measure(entries: int, feeds: int) -> Measured:
    """List, fetch and keep so many entries of each of so many feeds."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(entries))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    listed = [Feed(f"feed-{n}", f"{base}/feed-{n}", delay_seconds=0) for n in range(feeds)]
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder), listed, entries * feeds)


def _measure(folder: Path, listed: Sequence[Feed], total: int) -> Measured:
    with (
        Ledger.open(f"sqlite:///{folder}/ledger.sqlite") as ledger,
        Feeds.open(f"sqlite:///{folder}/ledger.feeds.sqlite") as store,
        Fetcher(guard=Guard.of(["127.0.0.1"])) as fetcher,
    ):
        means = Means(fetcher, Robots(fetcher, store, time.time), store, time.time, time.sleep)
        watch = Watch(
            means, FolderStore(folder / "raw"), ledger, {feed.name: feed for feed in listed}, lambda items: (len(items), 0)
        )
        store.configure(listed, now=time.time())
        marks = [time.perf_counter()]
        for feed in listed:
            poll(means, feed)
        marks.append(time.perf_counter())
        watch.round()
        marks.append(time.perf_counter())
        for feed in listed:
            poll(means, feed)
        marks.append(time.perf_counter())
    known, fetched, again = (later - earlier for earlier, later in pairwise(marks))
    return Measured(total, known, fetched, again)


def _handler(entries: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65_536  # head and body in one piece: two would wait for each other

        def do_GET(self) -> None:
            if self.path.startswith("/feed-"):
                items = "".join(ITEM.format(n, self.path[6:]) for n in range(entries))
                self._say(f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>", "application/rss+xml")
            elif self.path.startswith("/feeds-"):
                self._say(PAGE.format(self.path.rpartition("-")[2]), "text/html; charset=utf-8")
            else:
                self._say("", "text/plain")

        def _say(self, words: str, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(words.encode())))
            self.end_headers()
            self.wfile.write(words.encode())

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    return Handler


def main() -> None:
    """Print how many entries a second are listed, fetched and met again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100)
    parser.add_argument("--feeds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    row = measure(asked.entries, asked.feeds).row
    print(json.dumps(row) if asked.json else "\n".join(f"{name:<22}{value:>10}" for name, value in row.items()))


if __name__ == "__main__":
    main()
