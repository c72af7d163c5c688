"""Measure PostgreSQL on a large ledger: `python -m bench.postgres URL` (`--make N --from URL`, `--times N`, `--check`).

With `--make` the ledger at URL, which must be empty, is filled first: so many times what the one at `--from` holds
(`bench.many_times`), or, without `--from`, an invented war of `--claims` claims written by COPY. Then every page of
`bench.pages` is asked many times, now and at past moments, and reviews are recorded one after the other. Told are the median and
the 95th percentile on the wall, the time of this process, and, where the server runs on this machine, that of its processes: on a
machine that does other things the last two say more. With `--check` a 95th percentile over the limit is a failure.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlalchemy import delete, text

from bench.many_times import keep_lists, lists_kept, multiply, plan_of
from bench.pages import Known, Taken, known_of, measure_pages, site_of
from bench.site_ledger import Size, fill
from trucewatch.catalogue import Catalogue
from trucewatch.catalogue.tables import state_table
from trucewatch.ledger import Ledger, Stamp
from trucewatch.ledger.doors import LISTS_LOCK, reading, writing
from trucewatch.model import Decision, Review
from trucewatch.people import People

PAGE_MS, REVIEW_MS = 200.0, 50.0
ROW = "{:38} {:>8} {:>8} {:>8} {:>8} {:>8}"
TICK = os.sysconf("SC_CLK_TCK")


class ServerTime:
    """The processor time of the server's processes that serve this database; None where they are not on this machine."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._here = self._ticks() is not None

    def __call__(self) -> float:
        """Seconds so far."""
        return (self._ticks() or 0) / TICK

    def _ticks(self) -> int | None:
        query = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        with reading(self._ledger.engine) as connection:
            pids = list(connection.scalars(query))
        found = [one for pid in pids if (one := _ticks_of(pid)) is not None]
        return sum(found) if found else None


def _ticks_of(pid: int) -> int | None:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
        return int(fields[11]) + int(fields[12])
    return None


def make(url: str, small: str, times: int, claims: int) -> None:
    """Fill an empty ledger."""
    with Ledger.open(url) as large:
        if large.head()[0]:
            sys.exit(f"{large.address} is not empty")
        if not small:
            fill(large, Size(max(1, claims // 10), claims), tell)
            Catalogue(large).catch_up()
            return
        with Ledger.open(small) as source:
            if not lists_kept(source):
                with writing(source.engine, lock=LISTS_LOCK) as connection:
                    connection.execute(delete(state_table))  # they are made for all entries
                keep_lists(source, plan_of(source, times))
            multiply(source, large, times, tell)
        with large.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def measure(ledger: Ledger, times: int, only: str = "") -> Iterator[tuple[str, Taken, float]]:
    """What each page takes, and milliseconds of the server for one request."""
    server = ServerTime(ledger)
    with People.open("sqlite://") as people:
        app, cookie = site_of(ledger, people)
        known = known_of(ledger)
        found: list[tuple[str, Taken, float]] = []
        before = [server()]

        def told(name: str, taken: Taken) -> None:
            now = server()
            found.append((name, taken, 1000 * (now - before[0]) / max(1, taken.times)))
            before[0] = now

        measure_pages(app, cookie, known, times, only, told, reviewed=ledger.writable)
        yield from found


def measure_reviews(ledger: Ledger, known: Known, times: int) -> tuple[list[float], float]:
    """Milliseconds on the wall for each of so many decisions, recorded as the site records them, and of the server for one."""
    server, choice, taken = ServerTime(ledger), Random(11), list[float]()
    begun = server()
    for number in range(times):
        at = datetime.now(UTC)
        review = Review(
            f"bench-{at.timestamp()}-{number}",
            choice.choice(known.incidents),
            "bench",
            at.isoformat(),
            Decision.UNCLEAR,
            "measured",
        )
        by, start = Stamp(at, "bench", "bench", "bench", "bench"), time.perf_counter()
        while ledger.append_decided([review], by, [], by, None, head=ledger.head()[0]) is None:
            pass
        taken.append(1000 * (time.perf_counter() - start))
    return sorted(taken), 1000 * (server() - begun) / times


def tell(line: str) -> None:
    """A line of progress."""
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--make", type=int, default=0, metavar="N", help="fill it first, N times what --from holds")
    parser.add_argument("--from", dest="small", default="", metavar="URL")
    parser.add_argument("--claims", type=int, default=100_000, help="how many, where --from is not given")
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--read-only", action="store_true", help="pages alone, of what the lists reach to, and write nothing")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if args.make:
        make(args.url, args.small, args.make, args.claims)
    with Ledger.open(args.url, reads_only=args.read_only) as ledger:
        tell(f"{ledger.head()[0]:,} entries; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        print(ROW.format("page", "p50 ms", "p95 ms", "cpu p50", "cpu p95", "server"))
        slow = False
        for name, taken, server in measure(ledger, args.times, args.only):
            slow = slow or taken.wall_p95 > PAGE_MS
            values = (taken.wall, taken.wall_p95, taken.cpu, taken.cpu_p95, server)
            print(ROW.format(name, *(f"{one:.0f}" for one in values)), flush=True)
        if args.read_only:
            sys.exit(1 if args.check and slow else 0)
        reviews, server = measure_reviews(ledger, known_of(ledger), args.times)
        middle, high = reviews[len(reviews) // 2], reviews[min(len(reviews) - 1, int(len(reviews) * 0.95))]
        print(ROW.format("a review recorded", f"{middle:.0f}", f"{high:.0f}", "", "", f"{server:.0f}"))
    if args.check and (slow or high > REVIEW_MS):
        sys.exit(1)


if __name__ == "__main__":
    main()
