"""Measure which reports are found to tell one main happening, against the marked clusters.

    python -m tests.eval.stories [SET ...] [--data FOLDER] [--json]

SET is fakes, or ecbplus_ and the name of a part (dev, train). FOLDER holds sets of the same form as the development data
(FOLDER/fakes/articles.jsonl.gz and clusters.jsonl.gz; FOLDER/ecbplus/dev.jsonl.gz), so that another part of them can be scored.
Reports are read as the product reads them. fakes: B-cubed over all articles but follow-ups, those of no cluster alone; pairs of
reports of two outlets; and B-cubed where the copies that one outlet printed count as one story too. ecbplus: B-cubed against the
field `event`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from tests.eval.claims import scorer
from tests.eval.parts.common import read_report
from tests.eval.shared import SHARED
from trucewatch.ingest import ingest
from trucewatch.model import Claim, Report
from trucewatch.reconcile.stories.groups import stories

DATA = SHARED / "data"
ECBPLUS = "ecbplus_"
SETS = ("fakes", "ecbplus_dev")
KEYS = {"id": "id", "text": "text", "title": "title", "published": "published", "outlet_name": "outlet", "url": "url"}
Figures = dict[str, float]


def rows(data: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a file of the set."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def file_of(name: str) -> str:
    """Where the reports of a set lie under the data folder, without the ending: "ecbplus_dev" in ecbplus/dev."""
    return f"ecbplus/{name.removeprefix(ECBPLUS)}" if name.startswith(ECBPLUS) else f"{name}/articles"


def told(name: str, data: Path = DATA) -> tuple[list[Report], list[Claim]]:
    """The reports of a set and their claims, as the product reads them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        lines = [json.dumps({new: row[old] for old, new in KEYS.items() if row.get(old)}) for row in rows(data, file_of(name))]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        reports = [item for item in ingest([path]) if isinstance(item, Report)]
    return reports, [claim for report in reports for claim in read_report(report).claims]


def clusters(data: Path = DATA, *, with_copies: bool = False, with_follow_ups: bool = False) -> dict[str, frozenset[str]]:
    """Of each article of fakes but the follow-ups, the clusters it is in; one of its own where it is in none.

    `with_copies` takes what one outlet printed twice for a cluster; `with_follow_ups` gives each follow-up a cluster of its own.
    """
    inside: dict[str, set[str]] = defaultdict(set)
    follow_ups = set()
    for cluster in rows(data, "fakes/clusters"):
        for article in cluster["articles"]:
            follows = article["role"] == "follow_up"
            follow_ups |= {article["id"]} if follows else set()
            inside[article["id"]] |= set() if follows else {cluster["incident"]}
    if with_copies and (data / "fakes/same_outlet_groups.jsonl.gz").exists():
        for group in rows(data, "fakes/same_outlet_groups"):
            for article in group["ids"]:
                inside[article] |= set() if inside[article] else {group["group"]}
    articles = [row["id"] for row in rows(data, "fakes/articles")]
    return {key: frozenset(inside[key] or {key}) for key in articles if inside[key] or with_follow_ups or key not in follow_ups}


def story_of(reports: list[Report], claims: list[Claim]) -> dict[str, str]:
    """The story that the product puts each report into."""
    return {key: story.id for story in stories(reports, claims) for key in story.report_ids}


def b_cubed(gold: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> Figures:
    """Precision, recall and F1 over the reports of `gold`; one that was not read is alone."""
    result: Figures = scorer().bcubed([(gold[key], found.get(key, key)) for key in gold])
    return result


def pair_scores(gold: Mapping[str, frozenset[str]], found: Mapping[str, Hashable], outlets: Mapping[str, str]) -> Figures:
    """Precision, recall and F1 over pairs of reports of two outlets; articles in two clusters pair with both."""
    right = given = wanted = 0
    for a, b in combinations(sorted(gold), 2):
        if outlets[a] != outlets[b]:
            one, same = not gold[a].isdisjoint(gold[b]), found.get(a, a) == found.get(b, b)
            right, given, wanted = right + (one and same), given + same, wanted + one
    precision, recall = right / max(1, given), right / max(1, wanted)
    return {"precision": precision, "recall": recall, "f1": 2 * right / max(1, given + wanted), "n": wanted}


def fakes_figures(found: Mapping[str, Hashable], data: Path = DATA) -> dict[str, Figures]:
    """The figures of fakes for any division of its articles."""
    gold, copies = clusters(data), clusters(data, with_copies=True)
    outlets = {row["id"]: row["outlet"] for row in rows(data, "fakes/articles")}
    return {
        "B-cubed F1": b_cubed({key: min(value) for key, value in gold.items()}, found),
        "pairs of two outlets F1": pair_scores(gold, found, outlets),
        "B-cubed F1, copies of one outlet one story": b_cubed({key: min(value) for key, value in copies.items()}, found),
    }


def ecbplus_figures(found: Mapping[str, Hashable], part: str, data: Path = DATA) -> dict[str, Figures]:
    """The figures of a part of ECB+ for any division of its documents."""
    return {"B-cubed F1": b_cubed({row["id"]: row["event"] for row in rows(data, f"ecbplus/{part}")}, found)}


def measure(name: str, data: Path = DATA) -> dict[str, Figures]:
    """The figures of a set, from reading to stories."""
    if name == "fakes":
        return fakes_figures(story_of(*told(name, data)), data)
    return ecbplus_figures(story_of(*told(name, data)), name.removeprefix(ECBPLUS), data)


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sets", nargs="*", default=SETS, metavar="SET")
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    results = {name: measure(name, args.data) for name in args.sets}
    if args.json:
        print(json.dumps(results))
        return 0
    print(f"{'set':14}{'measure':46}{'n':>5}{'precision':>11}{'recall':>8}{'F1':>8}")
    for name, figures in results.items():
        for measured, f in figures.items():
            print(f"{name:14}{measured:46}{f['n']:>5.0f}{f['precision']:>11.3f}{f['recall']:>8.3f}{f['f1']:>8.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
