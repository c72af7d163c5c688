"""Measure the main death figure of a report, the whole way: text, claims, incidents, figures.

    python -m tests.eval.deaths [--data FOLDER] [--json] [--misses]

FOLDER holds `articles.jsonl` and `clusters.jsonl` as ../shared/data/fakes does (either may end in `.gz`). All its articles are read
and merged together. A row of a cluster with a number of dead is right if the toll that the report opens with (`main_toll`) is that
number; "bound kept" also asks that "at least" is kept where it is printed. `--misses` tells ids and numbers, never text.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.eval.parts.common import read_report
from tests.eval.shared import SHARED
from trucewatch.ingest import ingest
from trucewatch.model import Claim, Incident, Report
from trucewatch.reconcile import reconcile
from trucewatch.reconcile.figures.tolls import Toll, main_toll

FOLDER = SHARED / "data" / "fakes"
FIELDS = {"id": "id", "text": "text", "title": "title", "published": "published", "outlet_name": "outlet"}


@dataclass(frozen=True, slots=True)
class Row:
    """One article of one cluster: the number marked, whether it is a lower bound, and the toll that the product gives."""

    report_id: str
    killed: int
    at_least: bool
    toll: Toll | None

    @property
    def right(self) -> bool:
        """True if the toll is the number marked."""
        return self.toll is not None and self.toll.number == self.killed

    @property
    def bound_kept(self) -> bool:
        """True if the bound is right as well."""
        return self.right and self.toll is not None and (self.toll.high is None) == self.at_least


def lines(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a JSON Lines file, packed or not."""
    packed = folder / f"{name}.gz"
    with gzip.open(packed, "rt", encoding="utf-8") if packed.exists() else (folder / name).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def read(folder: Path) -> tuple[tuple[Report, ...], tuple[Claim, ...]]:
    """All articles as the product reads them, and their claims."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "articles.jsonl"
        rows = [{new: row[old] for old, new in FIELDS.items() if row.get(old)} for row in lines(folder, "articles.jsonl")]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        reports = tuple(item for item in ingest([path]) if isinstance(item, Report))
    return reports, tuple(claim for report in reports for claim in read_report(report).claims)


@functools.cache
def measure(folder: Path = FOLDER) -> tuple[Row, ...]:
    """Every row with a number of dead, with the toll that the product gives."""
    reports, claims = read(folder)
    of_report: dict[str, list[Incident]] = {}
    for incident in reconcile(reports, claims):
        for account in incident.accounts:
            of_report.setdefault(account.report_id, []).append(incident)
    return tuple(
        Row(
            article["id"],
            article["killed"],
            bool(article["at_least"]),
            main_toll(article["id"], of_report.get(article["id"], ())),
        )
        for cluster in lines(folder, "clusters.jsonl")
        for article in cluster["articles"]
        if article["killed"] is not None
    )


def shares(rows: tuple[Row, ...]) -> dict[str, float]:
    """The share of rows that are right, and of those whose bound is right as well."""
    return {
        "main death figure": sum(row.right for row in rows) / len(rows),
        "the same, bound kept": sum(row.bound_kept for row in rows) / len(rows),
    }


def main() -> int:
    """Print the shares, and what was missed by id and number."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=FOLDER, metavar="FOLDER")
    options.add_argument("--json", action="store_true")
    options.add_argument("--misses", action="store_true")
    args = options.parse_args()
    rows = measure(args.data)
    if args.json:
        print(json.dumps({**shares(rows), "n": len(rows)}))
        return 0
    for name, value in shares(rows).items():
        print(f"{name:24}{value:8.3f}  n={len(rows)}")
    for row in rows if args.misses else ():
        if not row.right:
            print(f"{row.report_id}: marked {row.killed}, given {row.toll.number if row.toll else 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
