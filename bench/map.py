"""Measure the overview's first view and its map in a browser: `python -m bench.map` (`--points N`, `--times N`, `--json`).

An invented ledger of N incidents about the towns of one country is served, and the overview opened in headless Chromium, each
time with an empty cache. Milliseconds count from the request: `readable` until the first words stand on the screen, `map` until
all points are drawn and the map is at rest. The median and the slowest of all times are told; the server is warm.
"""

from __future__ import annotations

import argparse
import json
import random
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import uvicorn
from playwright.sync_api import Browser, sync_playwright
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bench.areas import FEWEST_PEOPLE, _place
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import EventType, Incident, Interval, Precision, Realis, State
from trucewatch.web.app import create_app

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split()
)
COUNTRY, FIRST_DAY, DAYS = "SYR", date(2020, 1, 1), 365
KINDS = (EventType.ASSAULT, EventType.MOBILIZE, EventType.THREATEN, EventType.AGREE)
PATIENCE = 60.0  # seconds


def incidents(many: int, seed: int = 2020) -> Iterator[Incident]:
    """Invented incidents near the towns of the country."""
    draw = random.Random(seed)
    towns = [town for town in load_gazetteer().towns(FEWEST_PEOPLE) if town.country == COUNTRY]
    states = tuple(State)
    for number in range(many):
        day = FIRST_DAY + timedelta(days=draw.randrange(DAYS))
        place = _place(number, draw, towns[draw.randrange(len(towns))])
        when = Interval(day, day + timedelta(days=1), Precision.DAY)
        kind, state = KINDS[draw.randrange(len(KINDS))], states[draw.randrange(len(states))]
        yield Incident(f"inc-{number:06}", kind, None, Realis.ACTUAL, (), (), place, when, (), (), (), (), (), state, "invented")


class Wire:
    """An app of which the bytes sent are counted."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.sent = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the answer on, counted."""

        async def counted(message: Message) -> None:
            self.sent += len(message.get("body", b""))
            await send(message)

        await self.app(scope, receive, counted)


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The app on a free port."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([sock],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{sock.getsockname()[1]}/"
        server.should_exit = True
        thread.join(10)


READ = """() => [performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
 document.getElementById('map')?.dataset.ready ? performance.now() : null]"""


def opened(browser: Browser, site: str) -> tuple[float, float]:
    """Milliseconds until the page can be read, and until its map is drawn."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(site, wait_until="commit")
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        readable, drawn = page.evaluate(READ)
        if readable is not None and drawn is not None:
            page.context.close()
            return float(readable), float(drawn)
        page.wait_for_timeout(20)
    raise TimeoutError(f"no map after {PATIENCE:g} s")


def measure(many: int, times: int) -> dict[str, object]:
    """All figures."""
    ledger = Ledger.open("sqlite://")
    ledger.append(incidents(many), Stamp(datetime(2021, 1, 1, tzinfo=UTC), "machine", "bench", "", ""))
    app = create_app(ledger, today=lambda: FIRST_DAY + timedelta(days=DAYS), labels=str)
    wire = Wire(app)
    with served(wire) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        opened(browser, site)
        wire.sent = 0
        found = [opened(browser, site) for _ in range(times)]
        browser.close()
    readable, drawn = ([pair[index] for pair in found] for index in (0, 1))
    return {
        "points": many,
        "readable_ms": round(statistics.median(readable)),
        "readable_slowest_ms": round(max(readable)),
        "map_ms": round(statistics.median(drawn)),
        "map_slowest_ms": round(max(drawn)),
        "kB_sent": round(wire.sent / times / 1000),
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=50_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    figures = measure(wanted.points, wanted.times)
    if wanted.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:<28}{value:>14,}")


if __name__ == "__main__":
    main()
