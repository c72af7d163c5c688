"""Measure how well claims are merged into incidents: B-cubed against `same_as`, from hand-marked claims.

    python tests/eval/merging.py [--json]

Merging is given the marked claims themselves, so that the figure is its own and not the reader's. Core claims count.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import pathlib
import sys
from types import ModuleType

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from gold_claims import SHARED, GoldRow, Locate, gold_claims, gold_reports, gold_rows

from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Place, Report
from trucewatch.reconcile import reconcile
from trucewatch.resolve.places import Setting, resolve_place

SETS = ("seeds", "fakes_dev", "guardian_dev")


def scorer() -> ModuleType:
    """The shared scoring script, as a module."""
    spec = importlib.util.spec_from_file_location("score_claims", SHARED / "score_claims.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def in_gazetteer(place: Place, report: Report) -> Place:
    """The place as resolving would give it; the marked reports are all about Syria."""
    return resolve_place(place, Setting(country="SYR"), load_gazetteer())


def merge_gold(name: str, locate: Locate = in_gazetteer) -> tuple[list[GoldRow], list[GoldRow]]:
    """The marked rows, and the same rows with the incident that merging put each into."""
    rows, reports = gold_rows(name), gold_reports(name)
    claims = gold_claims(rows, reports, locate)
    incidents = reconcile(tuple(reports.values()), tuple(claims.values()))
    incident_of = {claim_id: incident.id for incident in incidents for claim_id in incident.claim_ids}
    return rows, [{**row, "incident": incident_of[claims[row["id"] + "@" + row["report"]].id]} for row in rows]


def measure(name: str, locate: Locate = in_gazetteer) -> dict[str, float]:
    """B-cubed over the core claims of one set: each marked claim against itself with its incident."""
    rows, merged = merge_gold(name, locate)
    pairs = [
        (row.get("same_as") or f"{row['report']}/{row['id']}", out["incident"])
        for row, out in zip(rows, merged, strict=True)
        if row["core"]
    ]
    result: dict[str, float] = scorer().bcubed(pairs)
    return result


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    results = {name: measure(name) for name in SETS}
    if args.json:
        print(json.dumps(results))
        return 0
    print(f"{'set':14}{'claims':>8}{'precision':>11}{'recall':>8}{'F1':>8}")
    for name, result in results.items():
        print(f"{name:14}{result['n']:>8}{result['precision']:>11.3f}{result['recall']:>8.3f}{result['f1']:>8.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
