"""Try one case again: `python -m fuzz.replay TARGET FILE [--shrink]` says what it does, and makes it smaller."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from fuzz.faults import What
from fuzz.keeping import shrunk
from fuzz.targets import target_named
from fuzz.trying import try_case

TRIES, TRIES_OF_A_HANG = 2_000, 40  # a case that hangs takes its time at every try


def main(arguments: Sequence[str] | None = None) -> int:
    """1 if the case fails, 0 if not; with `--shrink` the smallest case found takes the file's place."""
    parser = argparse.ArgumentParser(prog="fuzz.replay")
    parser.add_argument("target")
    parser.add_argument("file", type=Path)
    parser.add_argument("--shrink", action="store_true")
    asked = parser.parse_args(arguments)
    target, case = target_named(asked.target), asked.file.read_bytes()
    try_case(target, b"", patience=20)
    finding = try_case(target, case)
    if finding is None:
        print(f"{target.name}: nothing wrong with {asked.file}")
        return 0
    if asked.shrink:

        def fails(shorter: bytes) -> bool:
            again = try_case(target, shorter)
            return again is not None and again.key == finding.key

        tries = TRIES if finding.what in (What.CRASH, What.BROKEN) else TRIES_OF_A_HANG
        case = shrunk(case, fails, tries=tries)
        asked.file.write_bytes(case)
    print(f"{target.name}: {finding.what} with {case[:400]!r}\n{finding.words}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
