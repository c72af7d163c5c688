"""Kill readings in bulk at random moments, and look that nothing is lost, doubled or read in vain.

    python -m bench.bulk_killed --kills 200 [--seed 1] [--reports 4000] [--folder DIR]

Each run reads the same inputs with a quick reader, which finds no claims, and is killed (SIGKILL) at a random moment: the
command, one of its workers, or all of them at once. It is started again until it ends by itself; then its parts must be those
of a run that nobody disturbed, byte for byte, and each kill may have cost one shard a worker at most.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

WORKERS = 2
SHARD = 20
STARTS = "starts"  # the file in which the quick reader notes each shard it begins
PROGRAM = "import sys; from tests.scale.bulk_helpers import drive; drive(*sys.argv[1:])"


@dataclass(frozen=True, slots=True)
class Killed:
    """What came of the kills: how many of each sort, shards planned and begun, and what is wrong (nothing, if all is well)."""

    kills: Counter[str]
    planned: int
    begun: int
    faults: tuple[str, ...]


def torment(folder: Path, *, kills: int, seed: int, reports: int) -> Killed:
    """Kill a reading so many times, and let it end; compare it with one that was left in peace."""
    from tests.scale.bulk_helpers import drive, many_lines, many_pages

    chance = random.Random(seed)
    many_lines(folder / "a.jsonl", reports // 2, seed=seed)
    many_pages(folder / "b.warc.gz", reports // 2)
    calm, killed = folder / "calm", folder / "killed"
    for place in (calm, killed):
        place.mkdir()
    drive(str(folder), str(calm / "out"), "0", str(SHARD))
    planned = len(list((calm / "out" / "parts").iterdir()))
    done: Counter[str] = Counter()
    while (code := _run(folder, killed / "out", chance, done, kills)) != 0:
        if code > 0:
            return Killed(done, planned, 0, (f"a run ended with exit code {code}",))
    begun = (killed / STARTS).read_text(encoding="ascii").splitlines()
    return Killed(done, planned, len(begun), tuple(_faults(calm / "out", killed / "out", begun, done.total())))


def _run(inputs: Path, out: Path, chance: random.Random, done: Counter[str], kills: int) -> int:
    """One run and the kills it meets; its exit code, below 0 if it was killed."""
    words = [sys.executable, "-c", PROGRAM, str(inputs), str(out), str(WORKERS), str(SHARD)]
    with subprocess.Popen(words) as run:
        while done.total() < kills and run.poll() is None:
            _wait_till_reading(out.parent / STARTS, run, chance)
            if run.poll() is not None:
                break
            what = chance.choice(["worker", "worker", "command", "all"])
            victims = _workers(run.pid) if what != "command" else []
            if what == "worker":
                victims = victims[:1] if chance.random() < 0.5 else victims[-1:]
            if what == "worker" and not victims:
                continue
            if what != "worker":
                run.kill()
            for victim in victims:
                with suppress(ProcessLookupError):
                    os.kill(victim, signal.SIGKILL)
            done[what] += 1
        return run.wait()


def _wait_till_reading(starts: Path, run: subprocess.Popen[bytes], chance: random.Random) -> None:
    """Wait, in most cases until one more shard has been begun, and then a moment of any length."""
    before, patient = _size(starts), chance.random() < 0.9
    while patient and run.poll() is None and _size(starts) == before:
        time.sleep(0.02)
    time.sleep(chance.uniform(0.0, 0.3))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _workers(command: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{command}/task/{command}/children").read_text().split()]
    except OSError:
        return []


def _faults(calm: Path, killed: Path, begun: list[str], kills: int) -> list[str]:
    one, two = ({file.name: file.read_bytes() for file in sorted((out / "parts").iterdir())} for out in (calm, killed))
    faults = [f"{name} is not what it is without kills" for name in one if two.get(name) != one[name]]
    faults += [f"{name} is one too many" for name in two if name not in one]
    in_vain = len(begun) - len(set(begun))
    if in_vain > kills * WORKERS:
        faults.append(f"{in_vain} shards were begun again after {kills} kills")
    left = [path.name for name in ("traces", "rows") for path in (killed / name).iterdir() if not path.name.startswith("row-")]
    return faults + [f"{name} was left behind" for name in left]


def main() -> None:
    """Torment a reading and say what came of it."""
    parser = argparse.ArgumentParser(description="Kill readings in bulk at random moments.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reports", type=int, default=4_000)
    parser.add_argument("--folder", type=Path, default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        found = torment(Path(folder), kills=asked.kills, seed=asked.seed, reports=asked.reports)
    told = ", ".join(f"{many} of {what}" for what, many in sorted(found.kills.items()))
    print(f"{found.kills.total()} kills ({told}); {found.planned} shards, {found.begun - found.planned} begun again")
    for fault in found.faults:
        print(f"FAULT: {fault}")
    sys.exit(1 if found.faults else 0)


if __name__ == "__main__":
    main()
