"""Measure the site on a large ledger: `python -m bench.site` (`--folder F`, `--incidents N`, `--claims N`, `--check`).

The ledger (`bench.site_ledger`) is made once and kept in the folder. With `--pages` every page and file is asked in one process
(`bench.pages`), now and at past moments, and the time of the processor is told beside that on the wall; else every call that
pages make of the catalogue is asked many times with varied questions, at the present and at past moments; told are the median
and the 95th percentile in milliseconds.
With `--check` a 95th percentile over the limit is a failure.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bench.claims import FIRST_DAY
from bench.pages import Taken, known_of, measure_pages, site_of
from bench.site_ledger import Size, site_ledger
from trucewatch.catalogue import Catalogue, Question, Shelf
from trucewatch.ledger import Ledger
from trucewatch.model import Counted, EventType, FindingState, State
from trucewatch.people import People

TIMES = 30
MOST_MS = 150.0
ROW = "{:34} {:>9} {:>9}"
Call = Callable[[Shelf, Question], object]
CALLS: dict[str, Call] = {
    "incidents": lambda shelf, asked: shelf.incidents(asked),
    "incidents, newest told": lambda shelf, asked: shelf.incidents(asked, newest_told=True),
    "incidents, second page": lambda shelf, asked: _second(shelf, asked),
    "count": lambda shelf, asked: shelf.count(asked),
    "days": lambda shelf, asked: shelf.days(asked),
    "tally by day and state": lambda shelf, asked: shelf.tally(asked, ("day", "state")),
    "tally by type": lambda shelf, asked: shelf.tally(asked, ("type",)),
    "tally by outlet": lambda shelf, asked: shelf.tally(asked, ("outlet",)),
    "points (5,000)": lambda shelf, asked: shelf.points(asked, limit=5_000),
    "reports": lambda shelf, asked: shelf.reports(first=asked.first, last=asked.last, words=asked.words),
    "report days": lambda shelf, asked: shelf.report_days(),
    "outlet": lambda shelf, asked: shelf.outlet("Agency 1 of District 7"),
    "outlets": lambda shelf, asked: shelf.outlets(),
    "findings": lambda shelf, asked: shelf.findings("SOC18", first=asked.first, last=asked.last),
    "findings by clause, week and state": lambda shelf, asked: shelf.finding_tally("SOC18", by=("clause", "week", "state")),
}


def questions(last: date, seed: int = 1) -> Iterator[Question]:
    """One question after the other: everything, a week, and each filter alone and with days."""
    choice, days = Random(seed), (last - FIRST_DAY).days
    fields: list[dict[str, object]] = [
        {},
        {"type": EventType.ASSAULT},
        {"state": State.CORROBORATED},
        {"party": "TUR"},
        {"outlet": "Agency 1 of District 7"},
        {"agreement": "SOC18", "finding": FindingState.ALLEGED},
        {"counted": Counted.KILLED, "at_least": 20},
        {"words": "shelled"},
        {"box": (36.0, 33.0, 38.0, 35.0)},
        {"review": "accepted"},
        {"place": "province"},
    ]
    while True:
        for some in fields:
            first = FIRST_DAY + timedelta(days=choice.randrange(max(1, days)))
            dated = {"first": first, "last": first + timedelta(days=choice.choice((7, 30, 365)))} if choice.random() < 0.5 else {}
            yield Question(**some, **dated)  # type: ignore[arg-type]


def measure(catalogue: Catalogue, seq: int, times: int = TIMES) -> dict[str, tuple[float, float]]:
    """For each call the median and the 95th percentile in milliseconds; every third time at a past moment."""
    now, past = catalogue.at(seq), catalogue.at(seq * 2 // 3)
    known = now.days(Question())
    out: dict[str, tuple[float, float]] = {}
    for name, call in CALLS.items():
        asked, taken = questions(known[1] if known else FIRST_DAY), list[float]()
        for number in range(times):
            question, begun = next(asked), time.perf_counter()
            call(past if number % 3 == 2 else now, question)
            taken.append(1000 * (time.perf_counter() - begun))
        taken.sort()
        out[name] = taken[times // 2], taken[min(times - 1, int(times * 0.95))]
    return out


def ask_pages(ledger: Ledger, times: int, only: str = "") -> list[str]:
    """Print what each page takes; the names of those over the limit."""
    row = "{:38} {:>7} {:>7} {:>8} {:>8}"
    print(row.format("page", "p50 ms", "p95 ms", "cpu p50", "cpu p95"))

    def told(name: str, taken: Taken) -> None:
        values = (taken.wall, taken.wall_p95, taken.cpu, taken.cpu_p95)
        print(row.format(name, *(f"{one:.0f}" for one in values)), flush=True)

    with People.open("sqlite://") as people:
        app, cookie = site_of(ledger, people)
        found = measure_pages(app, cookie, known_of(ledger), times, only, told)
    return [name for name, taken in found.items() if taken.wall_p95 > MOST_MS]


def _second(shelf: Shelf, asked: Question) -> object:
    return shelf.incidents(asked, after=shelf.incidents(asked).next)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--pages", action="store_true", help="ask whole pages")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--times", type=int, default=TIMES)
    args = parser.parse_args()
    path = site_ledger(args.folder, Size(args.incidents, args.claims), lambda line: print(line, flush=True))
    with Ledger.open(f"sqlite:///{path}") as ledger:
        catalogue, begun = Catalogue(ledger), time.perf_counter()
        taken = catalogue.catch_up()
        print(f"{taken:,} entries taken in by the catalogue in {time.perf_counter() - begun:.0f} s")
        if args.pages:
            over = ask_pages(ledger, args.times, args.only)
            sys.exit(1 if args.check and over else 0)
        found = measure(catalogue, ledger.head()[0], args.times)
    print(ROW.format("call", "p50 ms", "p95 ms"))
    for name, (middle, slow) in found.items():
        print(ROW.format(name, f"{middle:.1f}", f"{slow:.1f}"))
    if args.check and any(slow > MOST_MS for _, slow in found.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
