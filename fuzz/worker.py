"""One process that tries cases on one target: `python -m fuzz.worker TARGET FOLDER --seconds N --seed N [--by-chance]`."""

from __future__ import annotations

import argparse
import os
import resource
from collections.abc import Sequence
from pathlib import Path

from fuzz.box import Box
from fuzz.engines import Budget, by_chance, by_coverage, has_atheris, watched_imports
from fuzz.keeping import keep
from fuzz.places import BOX, FINDINGS, FOUND
from fuzz.targets import target_named
from fuzz.trying import try_case

MOST_MEMORY = 6 * 2**30  # of a worker: what asks for more gets a MemoryError, which is a finding
GUIDED_PATIENCE = 4.0  # code that is watched takes so many times as long; each hang is tried again without the watch


def main(arguments: Sequence[str] | None = None) -> None:
    """Try cases until the time is over; faults go into the folder."""
    parser = argparse.ArgumentParser(prog="fuzz.worker")
    parser.add_argument("target")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--by-chance", action="store_true")
    asked = parser.parse_args(arguments)
    guided = has_atheris() and not asked.by_chance
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with watched_imports(guided):
        target = target_named(asked.target)
    box = Box(asked.folder / BOX / target.name, target.longest)
    patience = GUIDED_PATIENCE if guided else 1.0

    def attempt(case: bytes) -> None:
        box.begin(case)
        finding = try_case(target, case, patience=patience)
        if finding is not None:
            keep(asked.folder / FINDINGS, target.name, finding, case)

    budget = Budget(asked.seconds, asked.seed)
    target.run(b"")  # what is loaded with the first case is no fault of that case
    if guided:
        by_coverage(target, attempt, budget, asked.folder / FOUND / target.name)
    else:
        by_chance(target, attempt, budget)
    os._exit(0)


if __name__ == "__main__":
    main()
