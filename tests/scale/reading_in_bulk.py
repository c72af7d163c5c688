"""A whole reading in bulk as a process of its own, so that a test can kill it: python -m tests.scale.reading_in_bulk OUT SCHEDULER INPUT…"""

from __future__ import annotations

import sys
from pathlib import Path

from trucewatch.ingest.pieces import Bounds
from trucewatch.scale.cluster import DaskEngine
from trucewatch.scale.local import LocalEngine
from trucewatch.scale.running import Tally, Wish, read_bulk

SMALL = Bounds(items=2, characters=4_000)


def read_on(engine: str, out: Path, paths: list[Path], *, scheduler: str = "") -> Tally:
    """Read into a folder with shards of two reports."""
    means = DaskEngine(scheduler, tell=_unheard) if engine == "dask" else LocalEngine(1)
    return read_bulk(Wish(paths, bounds=SMALL), out, means)


def _unheard(words: str) -> None:
    pass


if __name__ == "__main__":
    read_on("dask", Path(sys.argv[1]), [Path(name) for name in sys.argv[3:]], scheduler=sys.argv[2])
