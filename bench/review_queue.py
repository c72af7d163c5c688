"""How fast the review room answers over a long queue: `python -m bench.review_queue --items 200000`.

The questions are those of the tests' three reports, put into the tables many times over under other incidents; what is measured
is the site's answer to one who is signed in, without a browser.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fastapi.testclient import TestClient

from tests.web.review.conftest import PASSWORD, Room, make_room
from trucewatch.catalogue.matters import Kept
from trucewatch.catalogue.waiting import WaitingList
from trucewatch.catalogue.waiting_rows import insert_items
from trucewatch.catalogue.waiting_tables import Hour
from trucewatch.ledger.doors import writing
from trucewatch.people import SignedIn
from trucewatch.reviewing.queue import Waiting, Wanted

TODAY = date(2020, 2, 14)
STEP = 5_000
PATHS = ("/review", "/review?group=contradictions", "/review?area=SOC18", "/review?mine=1", "/review?first=50000", "/review.atom")


def many(base: tuple[Waiting, ...], first: int, last: int, now: datetime) -> Iterator[tuple[str, Waiting]]:
    """The same questions on other incidents, come in over two months."""
    dice = random.Random(first)
    for number in range(first, last):
        one, since = base[number % len(base)], now - timedelta(minutes=dice.randrange(86_400))
        name = f"incident-{number}"
        areas, agreements = (("SOC18/dmz",), ("SOC18",)) if number % 3 else ((), ())
        yield (
            name,
            replace(one, subject=f"{one.subject}-{number}", incident=name, since=since, areas=areas, agreements=agreements),
        )


def fill(room: Room, items: int) -> float:
    """Put so many questions into the queue; seconds taken."""
    waiting, now = WaitingList(room.ledger, Kept()), datetime.now(UTC)
    waiting.keep_up(now, TODAY)
    base, hour, started = waiting.page(Wanted()), Hour.of(now, TODAY), time.perf_counter()
    for first in range(0, items, STEP):
        with writing(room.ledger.engine) as connection:
            insert_items(connection, many(base, first, min(items, first + STEP), now), hour)
    return time.perf_counter() - started


def times(client: TestClient, path: str, runs: int) -> list[float]:
    """Milliseconds of each answer, the slowest last; what a page leads on to counts with it."""
    found = []
    for _ in range(runs):
        started = time.perf_counter()
        assert client.get(path).status_code == 200, path
        found.append((time.perf_counter() - started) * 1000)
    return sorted(found)


def main() -> None:
    """Fill, ask, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=40)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        make_room(f"sqlite:///{Path(folder)}/l.sqlite", f"sqlite:///{Path(folder)}/p.sqlite") as room,
    ):
        print(f"{asked.items} questions put in, {fill(room, asked.items):.0f} s")
        found = room.people.sessions.sign_in("mira", PASSWORD)
        assert isinstance(found, SignedIn)
        client = TestClient(room.app)
        client.cookies.set("trucewatch", found.key)
        for path in PATHS:
            client.get(path)
            taken = times(client, path, asked.runs)
            print(f"{path:32} median {taken[len(taken) // 2]:4.0f} ms  p95 {taken[math.ceil(len(taken) * 0.95) - 1]:4.0f} ms")


if __name__ == "__main__":
    main()
