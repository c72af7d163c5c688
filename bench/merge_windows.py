"""Measure merging in windows beside merging at once: `python -m bench.merge --windows` (`--claims N`, `--seed N`, `--json`).

The invented war of `bench.claims` lies on disk in parts. Each way is measured by a process of its own: all claims merged in one
step, then in windows by one process and by two. Counted is all from claims to groups, families and marks, read back once; the
making of the war is not. Seconds are processor time of all processes together, memory is that of the largest of them.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from bench.claims import Drawn, War
from trucewatch.reconcile.facts import Facts, facts_of
from trucewatch.reconcile.merging.merger import Merger
from trucewatch.reconcile.merging.plan import WINDOW
from trucewatch.reconcile.merging.rows import mark_number
from trucewatch.windows.hands import Workers
from trucewatch.windows.merged import merged_in_windows
from trucewatch.windows.source import Part, Told

A_PART = 1_000  # reports
WAYS = {"at once": 0, "in windows, 1 process": 1, "in windows, 2 processes": 2}
ONE_WAY = "from bench.merge_windows import print_way; print_way()"
ROW = "{:26} {:>9} {:>9} {:>8} {:>8} {:>7}"


@dataclass(frozen=True)
class OnDisk:
    """A war in parts on disk."""

    folder: Path

    def parts(self) -> Iterable[Part]:
        """The names of files."""
        return [(path.name,) for path in sorted(self.folder.iterdir())]

    def told(self, part: Part) -> Sequence[Told]:
        """The claims of one file."""
        return [(facts, ()) for facts in self.facts(part)]

    def facts(self, part: Part) -> tuple[Facts, ...]:
        """The facts of one file."""
        drawn: list[Drawn] = pickle.loads((self.folder / part[0]).read_bytes())
        claims = [claim for _, told, _ in drawn for claim in told]
        return facts_of(claims, {report.id: report for report, _, _ in drawn})


def lay_down(claims: int, seed: int, folder: Path) -> int:
    """Put a war of so many claims down; how many they are."""
    stream, held, number = War(seed).reports(), 0, 0
    while held < claims:
        some = list(islice(stream, A_PART))
        (folder / f"part-{number:05}").write_bytes(pickle.dumps(some))
        held += sum(len(told) for _, told, _ in some)
        number += 1
    return held


def measure_way(war: Path, workers: int, room: int) -> dict[str, object]:
    """Merge at once where `workers` is 0, else in windows; what it took, and a hash of what came out."""
    begun, spent = time.perf_counter(), _spent()
    outcome = hashlib.sha256()
    for line in _at_once(war) if workers == 0 else _in_windows(war, workers, room):
        outcome.update(repr(line).encode())
    return {
        "seconds": _spent() - spent,
        "wall_seconds": time.perf_counter() - begun,
        "memory_mib": max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024,
        "outcome": outcome.hexdigest(),
    }


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _at_once(war: Path) -> Iterator[object]:
    source, merger = OnDisk(war), Merger()
    merger.add(chain.from_iterable(source.facts(part) for part in source.parts()))
    yield from merger.groups()
    yield from sorted(merger.families().items())
    places = merger.places()
    yield sum(hash((mark_number(mark), places[claim])) for claim, some in merger.marks().items() for mark in set(some))


def _in_windows(war: Path, workers: int, room: int) -> Iterator[object]:
    with tempfile.TemporaryDirectory() as folder, Workers(workers) as hands:
        found = merged_in_windows(OnDisk(war), Path(folder), hands, room=room)
        if found is None:
            return
        for _, group in found.groups():
            yield tuple(claim for _, claim in group)
        yield from found.families()
        yield sum(hash((mark, place)) for mark, place, _ in found.marks())


def measure_windows(
    claims: int, seed: int = 2020, room: int = WINDOW, progress: Callable[[str], None] = lambda line: None
) -> dict[str, object]:
    """What each way takes, and whether the outcomes are one; `progress` is told each."""
    found: dict[str, dict[str, float | str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        held = lay_down(claims, seed, Path(folder))
        for name, workers in WAYS.items():
            asked = [sys.executable, "-c", ONE_WAY, folder, str(workers), str(room)]
            found[name] = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
            progress(row(name, found[name], found["at once"]))
    outcomes = {one["outcome"] for one in found.values()}
    return {"claims": held, "same": len(outcomes) == 1, "ways": found}


def row(name: str, one: Mapping[str, float | str], whole: Mapping[str, float | str]) -> str:
    """What one way took, beside merging at once."""
    seconds, wall, memory = (float(one[key]) for key in ("seconds", "wall_seconds", "memory_mib"))
    ratios = (seconds / float(whole["seconds"]), wall / float(whole["wall_seconds"]))
    return ROW.format(name, f"{seconds:.1f}", f"{wall:.1f}", f"{memory:.0f}", *(f"{ratio:.2f}" for ratio in ratios))


HEAD = ROW.format("", "seconds", "clock", "MiB", "× whole", "× clock")


def print_way() -> None:
    """Measure the way that the arguments name: the folder of the war, the number of processes, the room of a window."""
    print(json.dumps(measure_way(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
