"""`python -m fuzz --minutes N [--target NAME…]`: every target for its share of the time; 1 if a fault was found."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from fuzz.engines import has_atheris
from fuzz.keeping import Kept
from fuzz.room import Room, Score
from fuzz.targets import TARGETS, targets_named

FOLDER = Path(".cache/fuzz")


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, shrink what was found, and say how much was tried."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="by the clock, loading not counted")
    parser.add_argument("--target", action="append", help=f"one or more of {', '.join(TARGETS)}; all where none is named")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, help="processes side by side")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where findings and learnt cases are kept")
    parser.add_argument("--by-chance", action="store_true", help="without following which lines a case reaches")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="another seed, other cases")
    asked = parser.parse_args(arguments)
    targets = targets_named(asked.target or ())
    engine = "by coverage (atheris)" if has_atheris() and not asked.by_chance else "by chance"
    print(f"{len(targets)} targets, {asked.minutes:g} minutes, {asked.at_once} at once, {engine}, seed {asked.seed}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # so that the workers end with the room
    room = Room(asked.folder.resolve(), asked.at_once, asked.by_chance, asked.seed)
    for score in room.fuzz(targets, asked.minutes * 60):
        print(score_line(score), flush=True)
    showed = [one for one, again in room.shrink(room.kept(targets)) if tell(one, again)]
    cases, seconds = sum(one.cases for one in room.scores.values()), sum(one.seconds for one in room.scores.values())
    print(f"{cases:,} cases in {seconds:,.0f} s of processor time, {len(showed)} faults", flush=True)
    return 1 if showed else 0


def score_line(score: Score) -> str:
    """One target in one line."""
    ended = f", {score.ended} ended" if score.ended else ""
    return f"{score.target:24}{score.cases:>12,} cases {score.a_second:>10,.0f} /s{ended}"


def tell(one: Kept, again: bool) -> bool:
    """Name a fault; those that did not show again are told but not counted: code that is watched is slower."""
    print(f"{'FAULT' if again else 'not shown again'} {one.folder / 'case'}\n  {one.story.splitlines()[0]}", flush=True)
    return again


if __name__ == "__main__":
    sys.exit(main())
