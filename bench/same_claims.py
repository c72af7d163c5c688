"""Show that a change costs no claim: `python -m bench.same_claims keep FILE PATH…` before it, `compare FILE PATH…` after it.

Kept is a hash of each report's claims and of how they were explained, so that no text leaves the folder it lies in. Whoever makes
reading faster runs it over as many and as varied reports as there are.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from trucewatch.ingest import ingest
from trucewatch.language.network import FULL, MODELS
from trucewatch.model import Report
from trucewatch.reader import load_reader


def hashes(paths: Sequence[Path], *, model: str = FULL) -> dict[str, str]:
    """A hash of what is read in each report under some paths, by its id; what cannot be read counts with its reason."""
    reader = load_reader(model=model)
    found: dict[str, str] = {}
    for item in ingest(paths):
        if isinstance(item, Report):
            told = repr((reader.read(item), reader.explain(item)))
            found[item.id] = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
    return found


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The reports that are read otherwise than before, or are in one of the two alone."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def main() -> None:
    """Keep or compare; ends with 1 where a report is read otherwise."""
    parser = argparse.ArgumentParser(prog="python -m bench.same_claims", description="Show that a change costs no claim.")
    parser.add_argument("what", choices=("keep", "compare"))
    parser.add_argument("file", type=Path, help="the hashes, as JSON; keep it outside the repository")
    parser.add_argument("paths", type=Path, nargs="+", help="reports, as `trucewatch read` takes them")
    parser.add_argument("--model", choices=sorted(MODELS), default=FULL, help="which model reads")
    options = parser.parse_args()
    found = hashes(options.paths, model=options.model)
    if options.what == "keep":
        options.file.write_text(json.dumps(found, indent=1, sort_keys=True), encoding="utf-8")
        print(f"{len(found)} reports kept")
        return
    other = differing(json.loads(options.file.read_text(encoding="utf-8")), found)
    print(f"{len(found)} reports, {len(other)} read otherwise", *other[:20], sep="\n")
    raise SystemExit(bool(other))


if __name__ == "__main__":
    main()
