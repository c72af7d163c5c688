"""Measure the gazetteer: `python -m bench.gazetteer` (`--names N`, `--rounds N`, `--json`; `--threshold`).

Every figure is the best of several rounds, each in a fresh interpreter, and stands beside a reference measured in the same run:
lookups beside making the key of a name (nothing is looked up without it), the start beside reading the table of countries, which
is only a small part of it. Seconds are processor time of the one process. The names are drawn from the gazetteer itself, so that
every one of them is asked for the first time.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Sequence

from trucewatch.knowledge.party_rows import CountryRow
from trucewatch.knowledge.place_keys import place_key
from trucewatch.knowledge.places import GAZETTEER, Gazetteer, load_gazetteer
from trucewatch.knowledge.tables import FOLDER, read_table

MIB = 1024 * 1024
SEED = 2020
LEAST_LOOKUPS, MOST_START, MOST_MEMORY, MOST_PACKED = 20_000, 0.15, 120.0, 12.0  # what the project asks for
HIGHER_IS_BETTER = frozenset({"lookups_per_second", "lookups_at_home_per_second", "unknown_per_second"})


def one_round(names: int) -> dict[str, float]:
    """All figures of one fresh interpreter."""
    before = _memory()
    countries = _seconds(lambda: read_table("countries.csv", CountryRow))
    read_table.cache_clear()
    start = _seconds(lambda: load_gazetteer().find("Saraqib"))
    gazetteer = load_gazetteer()
    drawn = draw(gazetteer, names)
    keys = _seconds(lambda: [place_key(name) for name in drawn])
    place_key.cache_clear()
    lookups = _seconds(lambda: [gazetteer.find(name) for name in drawn])
    home = _seconds(lambda: [gazetteer.find(name, near_country="SYR") for name in drawn])
    unknown = _seconds(lambda: [gazetteer.find(f"{name} xq") for name in drawn])
    return {
        "start_seconds": start,
        "start_to_countries": start / countries,
        "lookups_per_second": names / lookups,
        "lookup_to_key": lookups / keys,
        "lookups_at_home_per_second": names / home,
        "unknown_per_second": names / unknown,
        "memory_mib": _memory() - before,
    }


def draw(gazetteer: Gazetteer, names: int) -> list[str]:
    """So many names of places, the same every time."""
    shelf, choice = gazetteer.shelves[0], random.Random(SEED)
    return [shelf.name(choice.randrange(len(shelf)))[1] for _ in range(names)]


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _memory() -> float:
    """The most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def best_of(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    """The best value of each figure."""
    return {name: (max if name in HIGHER_IS_BETTER else min)(one[name] for one in rounds) for name in rounds[0]}


def main() -> None:
    """Measure in fresh interpreters, print, and with `--threshold` fail where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--threshold", action="store_true", help="exit with 1 where the project's bar is missed")
    parser.add_argument("--round", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.round:
        print(json.dumps(one_round(args.names)))
        return
    command = [sys.executable, "-m", "bench.gazetteer", "--round", "--names", str(args.names)]
    rounds = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(args.rounds)]
    found = best_of(rounds) | {"packed_mib": len(zlib.compress((FOLDER / GAZETTEER).read_bytes(), 9)) / MIB}
    print(json.dumps(found, indent=2) if args.json else "\n".join(f"{name:28} {value:12.3f}" for name, value in found.items()))
    missed = [
        name
        for name, bad in {
            "start_seconds": found["start_seconds"] > MOST_START,
            "lookups_per_second": found["lookups_per_second"] < LEAST_LOOKUPS,
            "memory_mib": found["memory_mib"] > MOST_MEMORY,
            "packed_mib": found["packed_mib"] > MOST_PACKED,
        }.items()
        if bad
    ]
    if args.threshold and missed:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
