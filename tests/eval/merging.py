"""Measure how well claims are merged into incidents: B-cubed against `same_as`.

    python -m tests.eval.merging [--read] [--json]

Merging is given the marked claims themselves, so that the figure is its own and not the reader's; with `--read` it is given what
the reader finds in the same reports, and the figure is over those claims that pair with a marked one. Core claims count.
"""

from __future__ import annotations

import argparse
import json
import sys

from tests.eval.claims import scorer
from tests.eval.gold_claims import GoldRow, Locate, gold_claims, gold_reports, gold_rows
from tests.eval.parts.common import read_report
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Claim, Place, Report
from trucewatch.reconcile import reconcile
from trucewatch.resolve.choosing import Setting
from trucewatch.resolve.places import resolve_place

SETS = ("seeds", "fakes_dev", "guardian_dev")


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


def measure_read(name: str) -> dict[str, float]:
    """B-cubed over what the reader finds: the whole way from reports to incidents."""
    reports = gold_reports(name)
    claims = [claim for report in reports.values() for claim in read_report(report).claims]
    incident_of = {key: incident.id for incident in reconcile(tuple(reports.values()), claims) for key in incident.claim_ids}
    rows = [{**claim_row(claim), "incident": incident_of[claim.id]} for claim in claims]
    texts = {key: report.text for key, report in reports.items()}
    result: dict[str, float] = scorer().score(gold_rows(name), rows, texts)[0]["incidents"]
    return result


def claim_row(claim: Claim) -> GoldRow:
    """As much of a claim as the scoring script looks at to pair it."""
    return {
        "report": claim.report_id,
        "quote": claim.quote.text,
        "type": str(claim.type),
        "actor": [actor.party for actor in claim.actor if actor.party],
        "place": claim.place.name if claim.place else None,
        "figures": [{"kind": str(figure.kind), "low": figure.low, "high": figure.high} for figure in claim.figures],
    }


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true")
    options.add_argument("--read", action="store_true", help="merge what the reader finds")
    args = options.parse_args()
    results = {name: measure_read(name) if args.read else measure(name) for name in SETS}
    if args.json:
        print(json.dumps(results))
        return 0
    print(f"{'set':14}{'claims':>8}{'precision':>11}{'recall':>8}{'F1':>8}")
    for name, result in results.items():
        print(f"{name:14}{result['n']:>8}{result['precision']:>11.3f}{result['recall']:>8.3f}{result['f1']:>8.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
