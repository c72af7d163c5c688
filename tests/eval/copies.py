"""Measure which reports of one outlet are found to be one text or one story, against the marked groups.

    python -m tests.eval.copies [--data FOLDER] [--titles] [--json]

FOLDER holds a set of the form of fakes (FOLDER/fakes/articles.jsonl.gz and same_outlet_groups.jsonl.gz). "Found" is the share of
the pairs of reports within the marked groups that the copy graph joins: as one text, by shared words (`same text`, `edited`), or
as one story that the outlet tells again or comes back to (`same story`). Both are printed. The pairs of one outlet that are
joined as one text though no group has them are counted too, and with --titles listed by their headlines: the groups are not
complete. So are the copies across outlets, for which there is no gold.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import combinations
from pathlib import Path

from tests.eval.stories import DATA, rows, told
from trucewatch.model import Copy, CopyKind, Report
from trucewatch.reconcile.copies.graph import CopyGraph, copy_graph
from trucewatch.reconcile.copies.links import LARGE
from trucewatch.reconcile.copies.precedence import same_outlet
from trucewatch.reconcile.stories.groups import stories

JOINING = LARGE | {CopyKind.SAME_STORY}
Pair = tuple[str, str]


def marked_pairs(data: Path = DATA) -> frozenset[Pair]:
    """Every two reports of one marked group."""
    groups = (sorted(row["ids"]) for row in rows(data, "fakes/same_outlet_groups"))
    return frozenset((a, b) for ids in groups for a, b in combinations(ids, 2))


def graph_of(data: Path = DATA) -> tuple[dict[str, Report], CopyGraph]:
    """The reports as the product reads them, and the copies among them."""
    reports, claims = told("fakes", data)
    return {report.id: report for report in reports}, copy_graph(reports, stories=stories(reports, claims))


def joined(graph: CopyGraph, pair: Pair, kinds: frozenset[CopyKind]) -> bool:
    """True if the graph joins two reports by one of these kinds, directly or, as one text, by their common root."""
    copy = graph.between(*pair)
    return (copy is not None and copy.kind in kinds) or graph.root(pair[0]) == graph.root(pair[1])


def unmarked(
    reports: dict[str, Report], graph: CopyGraph, pairs: frozenset[Pair], kinds: frozenset[CopyKind] = LARGE
) -> list[Copy]:
    """The reports of one outlet that are joined by one of these kinds, as one text if none are named, though no group has them."""
    found = (copy for copy in graph.copies if copy.kind in kinds and tuple(sorted((copy.earlier, copy.later))) not in pairs)
    return [copy for copy in found if same_outlet(reports[copy.earlier], reports[copy.later])]


def measure(data: Path = DATA) -> dict[str, float]:
    """All figures by name."""
    return figures(*graph_of(data), marked_pairs(data))


def figures(reports: dict[str, Report], graph: CopyGraph, pairs: frozenset[Pair]) -> dict[str, float]:
    """The figures of a graph against marked pairs."""
    across = [copy for copy in graph.copies if not same_outlet(reports[copy.earlier], reports[copy.later])]
    return {
        "pairs": len(pairs),
        "same_outlet_groups found": sum(joined(graph, pair, JOINING) for pair in pairs) / max(1, len(pairs)),
        "of these as one text": sum(joined(graph, pair, LARGE) for pair in pairs) / max(1, len(pairs)),
        "one text within an outlet, unmarked": len(unmarked(reports, graph, pairs)),
        "one story within an outlet, unmarked": len(unmarked(reports, graph, pairs, frozenset({CopyKind.SAME_STORY}))),
        **{f"across outlets, {kind}": sum(copy.kind is kind for copy in across) for kind in CopyKind},
        "across outlets, half of the later text or more": sum(copy.share_later >= 0.5 for copy in across),
    }


def main() -> int:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--titles", action="store_true", help="list what is joined within an outlet though no group has it")
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    reports, graph = graph_of(args.data)
    pairs = marked_pairs(args.data)
    if args.json:
        print(json.dumps(figures(reports, graph, pairs)))
        return 0
    for name, value in figures(reports, graph, pairs).items():
        print(f"{name:50}{value:8.3f}" if isinstance(value, float) else f"{name:50}{value:8}")
    for copy in unmarked(reports, graph, pairs) if args.titles else ():
        a, b = reports[copy.earlier], reports[copy.later]
        print(f"  {copy.share_earlier:.2f} {copy.share_later:.2f}  {a.id} {a.title} | {b.id} {b.title}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
