"""Predict the claims of a hand-marked set, end to end, and score them with the shared scorer.

    python -m tests.eval.claims [SET ...] [--misses N]

SET is one of the shared sets seeds, fakes_dev and guardian_dev, or a half of fakes_dev: fakes_even (incidents a rule may be tuned
on) and fakes_odd (incidents only scored); or one of our own: fakes_open, guardian_open (to be read and tuned on), fakes_closed,
guardian_closed and both together, closed. All are split by incident, not by report, since reports of one incident share words.
The misses of a closed set are shown to nobody: marked/README.md says how often it was scored and why.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import importlib.util
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.eval import marks, parses
from tests.eval.shared import SHARED
from trucewatch.ingest import ingest
from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Report
from trucewatch.publish.claims import claim_row
from trucewatch.read import read_claims
from trucewatch.resolve import resolve_claims

SETS = ("seeds", "fakes_even", "fakes_odd", "fakes_dev", "guardian_dev", "fakes_open", "guardian_open")
OURS = {name: (name,) for name in ("fakes_open", "guardian_open", "fakes_closed", "guardian_closed")} | {
    "closed": ("fakes_closed", "guardian_closed")
}
CLOSED_SETS = ("fakes_closed", "guardian_closed", "closed")
CLOSED = ("fakes_odd", *CLOSED_SETS)
SEEDS_DAY = date(2020, 2, 13)
ARTICLES = {"fakes": "data/fakes/articles.jsonl.gz", "guardian": "data/guardian_sdf/articles.jsonl.gz"}


@dataclass(frozen=True)
class Scored:
    """What a set scored: the scorer's figures, its misses, and the claims it was given."""

    name: str
    figures: dict[str, Any]
    misses: list[tuple[str, str, dict[str, Any]]]
    predicted: list[dict[str, object]]

    def line(self) -> str:
        """One line for a table."""
        f = self.figures
        slots = " ".join(f"{slot} {value:.2f}" for slot, value in f["slots"].items() if value is not None)
        return (
            f"{self.name:15} P {f['precision']:.3f} R {f['recall']:.3f} F1 {f['f1']:.3f} whole {f['whole']:.3f} "
            f"background {f['background']:.2f} words {self.recall_of_words:.2f} "
            f"verbatim {f['verbatim']} ({f['reports']} reports, {f['gold_core']} core) | {slots}"
        )

    @property
    def recall_of_words(self) -> float:
        """The share of core claims of all types but ASSAULT that were found."""
        types = [hits for kind, hits in self.figures["recall_by_type"].items() if kind != "ASSAULT"]
        return float(sum(hit for hit, _ in types) / max(1, sum(n for _, n in types)))


@functools.cache
def scorer() -> ModuleType:
    """The shared scorer, loaded from its file."""
    spec = importlib.util.spec_from_file_location("score_claims", SHARED / "score_claims.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold_of(name: str) -> list[dict[str, Any]]:
    """The marked claims of a set."""
    if name in OURS:
        return [row for part in OURS[name] for row in marks.claims_of(part)]
    file = "fakes_dev" if name.startswith("fakes") else name
    rows: list[dict[str, Any]] = scorer().load_jsonl(str(SHARED / "gold" / f"{file}.jsonl"))
    if name in ("fakes_even", "fakes_odd"):
        kept = set(incident_half(sorted({row["report"] for row in rows}), odd=name == "fakes_odd"))
        return [row for row in rows if row["report"] in kept]
    return rows


def incident_half(reports: Sequence[str], *, odd: bool) -> list[str]:
    """The reports of every second incident, incidents in the order of their first report."""
    first = {report: report for report in reports}
    for cluster in clusters():
        told = [article["id"] for article in cluster["articles"] if article["id"] in first]
        for report in told[1:]:
            old, new = first[report], first[told[0]]
            first = {r: (new if f == old else f) for r, f in first.items()}
    groups = sorted([r for r in reports if first[r] == head] for head in set(first.values()))
    return [report for group in groups[odd::2] for report in group]


def clusters() -> Iterator[dict[str, Any]]:
    """The incidents of the news set, each with its reports."""
    return _gzipped("data/fakes/clusters.jsonl.gz")


def _gzipped(path: str) -> Iterator[dict[str, Any]]:
    with gzip.open(SHARED / path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def reports_of(name: str, wanted: set[str]) -> list[Report]:
    """The reports of a set as the product reads them in, cleaning included."""
    if name == "seeds":
        return [r for r in ingest([SHARED / "seeds"], published=SEEDS_DAY) if isinstance(r, Report)]
    sources = [source for kind, source in ARTICLES.items() if name == "closed" or name.startswith(kind)]
    rows = [row for source in sources for row in _gzipped(source) if row["id"] in wanted]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        keys = {"id": "id", "text": "text", "title": "title", "published": "published", "outlet_name": "outlet"}
        lines = [json.dumps({new: row[old] for old, new in keys.items() if row.get(old)}) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return [r for r in ingest([path]) if isinstance(r, Report)]


def predict(reports: Sequence[Report]) -> list[dict[str, object]]:
    """The claims of these reports, resolved, as the product writes them."""
    lexicon, parties, gazetteer = load_lexicon(), load_parties(), load_gazetteer()
    rows = []
    for report in reports:
        sentences = parses.parse(report)
        claims = read_claims(report, sentences, lexicon)
        rows += [claim_row(claim) for claim in resolve_claims(claims, report, parties, gazetteer, sentences)]
    return rows


@functools.cache
def score_set(name: str) -> Scored:
    """A set predicted and scored."""
    gold = gold_of(name)
    reports = reports_of(name, {row["report"] for row in gold})
    predicted = predict(reports)
    figures, misses = scorer().score(gold, predicted, {report.id: report.text for report in reports})
    return Scored(name, figures, misses, predicted)


def score_gold(rows: Sequence[dict[str, Any]], reports: Sequence[Report], name: str = "gold") -> Scored:
    """Claims that people accepted or corrected, scored against a fresh reading of their reports.

    People mostly look at some claims of a report, not at all: recall and values are told, precision is only that of whole reports.
    """
    gold = list(rows)
    wanted = {row["report"] for row in gold}
    read = [report for report in reports if report.id in wanted]
    missing = wanted - {report.id for report in read}
    if missing:
        raise SystemExit(f"{len(missing)} reports of the gold have no text here, such as {min(missing)}")
    predicted = predict(read)
    figures, misses = scorer().score(gold, predicted, {report.id: report.text for report in read})
    return Scored(name, figures, misses, predicted)


def main() -> None:
    """Print the table, and with `--misses` what was missed or made up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=SETS, metavar="SET")
    parser.add_argument("--misses", type=int, default=0)
    options = parser.parse_args()
    for name in options.sets or SETS:
        scored = score_set(name)
        print(scored.line())
        if options.misses:
            if name in CLOSED:
                raise SystemExit(f"{name} is closed: its misses are not shown")
            types = scored.figures["recall_by_type"]
            print("  ", "  ".join(f"{kind} {hit}/{n}" for kind, (hit, n) in sorted(types.items(), key=lambda item: -item[1][1])))
        for kind, report, claim in scored.misses[: options.misses]:
            print(
                f"   {kind:6} {report} {claim['type']}/{claim['mode']} {claim['actor']} > {claim['recipient']} | {str(claim['quote'])[:150]!r}"
            )


if __name__ == "__main__":
    main()
