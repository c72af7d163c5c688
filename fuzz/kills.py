"""Kill -9 at random moments, and see that nothing is lost and nothing doubled: `python -m fuzz.kills --moments 200`."""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from fuzz.databases import Postgres, Reading, Writing, remove
from fuzz.places import MEMORY
from fuzz.scenes import Deciding, Repeated, Scene, Watching, bulk_importing, bulk_reading, importing, running
from fuzz.together import Together

CHECK_EVERY = 4  # moments; then the work is let come to its end, and begun anew
TRIES = 3  # for each moment: a kill that came after the end is none
SHARES = {  # of the moments
    "driver": 24,
    "worker": 12,
    "bulk driver": 14,
    "bulk worker": 8,
    "bulk importer": 14,
    "importer": 26,
    "server": 20,
    "watch": 20,
    "database": 38,
    "database of run": 12,
    "together": 12,
}


def scenes(folder: Path, stack: ExitStack) -> Mapping[str, Callable[[Path], Scene]]:
    """How each scene is set up, in a folder of its own."""
    servers: list[Postgres] = []

    def postgres() -> Postgres:
        if not servers:
            servers.append(Postgres(folder))
            stack.callback(servers[0].close)
        return servers[0]

    return {
        "driver": lambda here: Repeated("driver", here, running(here, workers=1)),
        "worker": lambda here: Repeated("worker", here, running(here, workers=2), worker=True),
        "bulk driver": lambda here: Repeated("bulk driver", here, bulk_reading(here), more=True),
        "bulk worker": lambda here: Repeated("bulk worker", here, bulk_reading(here), worker=True, more=True),
        "bulk importer": lambda here: Repeated("bulk importer", here, bulk_importing(here)),
        "importer": lambda here: Repeated("importer", here, importing(here)),
        "server": lambda here: Deciding("server", here),
        "watch": lambda here: Watching("watch", here),
        "database": lambda here: Writing("database", here, postgres()),
        "database of run": lambda here: Reading("database of run", here, postgres()),
        "together": lambda here: Together("together", here, postgres()),
    }


def shared_out(moments: int, names: Sequence[str]) -> dict[str, int]:
    """So many moments over these scenes by their shares, at least one each."""
    whole = sum(SHARES[name] for name in names)
    return {name: max(1, round(moments * SHARES[name] / whole)) for name in names}


def act(scene: Scene, moments: int, draw: random.Random) -> tuple[int, list[str]]:
    """Kill so often; how often something was at work then, and everything that was wrong."""
    killed, faults = 0, list[str]()
    tries = 0
    while killed < moments and tries < TRIES * moments + TRIES:
        tries += 1
        killed += scene.moment(draw)
        if (killed and killed % CHECK_EVERY == 0) or killed == moments:
            faults += scene.check()
            print(f"  {scene.name}: {killed} kills, {len(faults)} faults so far", flush=True)
    return killed, faults


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, check, and end with 1 if something was wrong."""
    parser = argparse.ArgumentParser(prog="fuzz.kills")
    parser.add_argument("--moments", type=int, default=200)
    parser.add_argument("--scene", action="append", choices=list(SHARES), help="all where none is named")
    parser.add_argument("--seed", type=int, default=20200213)
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # so that everything ends with us
    # a kill loses nothing of what is in memory, and a database is up again at once
    folder = Path(tempfile.mkdtemp(prefix="trucewatch-kills-", dir=MEMORY if MEMORY.is_dir() else None))
    whole, wrong = 0, list[str]()
    try:
        with ExitStack() as stack:
            makers = scenes(folder, stack)
            for name, moments in shared_out(asked.moments, asked.scene or list(SHARES)).items():
                began = time.monotonic()
                here = folder / name.replace(" ", "-")
                here.mkdir()
                scene = makers[name](here)
                try:
                    killed, faults = act(scene, moments, random.Random(f"{asked.seed} {name}"))
                finally:
                    scene.close()
                whole, wrong = whole + killed, wrong + faults
                print(f"{name:<16} {killed:>4} kills in {time.monotonic() - began:,.0f} s, {len(faults)} faults", flush=True)
                for words in faults[:20]:
                    print(f"  {words}", flush=True)
    finally:
        remove(folder)
    print(f"{whole} kills, {len(wrong)} faults", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
