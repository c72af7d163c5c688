"""Fit the weights of `claim_evidence.csv` on open hand-marked reports: `python -m training.judge [--write]`.

Every draft of a report is a case: 1 if the scorer pairs it with a core claim, else 0; one paired with a background claim counts
half. The reports are held out in turn, by incident, to choose the two thresholds and to say what the weights are worth; closed
reports are not read. `--write` puts the weights fitted on all open reports into the table.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.eval import claims as marked
from tests.eval.parses import parse
from trucewatch.knowledge.lexicon import ClaimEvidenceRow, load_lexicon
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.tables import FOLDER, read_table
from trucewatch.model import Report
from trucewatch.publish.claims import claim_row
from trucewatch.read.judging import LEAST_DOUBTED, LEAST_PLAIN, observed
from trucewatch.read.reader import claim_of, read_drafts
from trucewatch.resolve import resolve_claims

TABLE = "claim_evidence.csv"
OPEN = ("seeds", "fakes_even", "fakes_open", "guardian_dev", "guardian_open")
FOLDS, SHUFFLES = 6, (2, 3, 4)
RIDGE = 8.0  # pull of every weight towards zero; found by holding out
GRID = tuple((plain, doubted) for plain in (0.0, 0.15, 0.2, 0.25, 0.3) for doubted in (0.5, 0.75, 1.1))
GROUPS = {  # observations that tell of one thing, by how their names begin
    "what type it is": ("type ",),
    "how it is told": (
        "clause ", "kind ", "no verb", "several words", "past before", "has been", "beside", "demanding row", "long quote",
    ),
    "what it tells of itself": (
        "no actor", "own ", "no place", "toll", "figure", "speaker", "direct quote", "realis ",
    ),
    "what was taken over": ("inherited ",),
    "where in the report it stands": ("late", "last quarter"),
    "whether the like was told before": ("like ", "toll told before"),
    "the doubts": ("doubt: ",),
}  # fmt: skip
Floats = NDArray[np.float64]


@dataclass
class Marked:
    """One report with its drafts: as claims, as observations, and whether the marks have them."""

    report: Report
    gold: list[dict[str, Any]]
    rows: list[dict[str, object]]
    values: list[dict[str, float]]
    doubted: list[bool]
    core: list[float]
    counts: list[float]


def marked_reports(names: Sequence[str]) -> dict[str, Marked]:
    """The drafts of every report of these sets, by report."""
    lexicon, parties, gazetteer = load_lexicon(), load_parties(), load_gazetteer()
    found: dict[str, Marked] = {}
    for name in names:
        gold = marked.gold_of(name)
        for report in marked.reports_of(name, {row["report"] for row in gold}):
            scene, drafts = read_drafts(report, parse(report), lexicon)
            claims = [resolve_claims((claim_of(scene, draft),), report, parties, gazetteer)[0] for draft in drafts]
            rows = [claim_row(claim) for claim in claims]
            mine = [row for row in gold if row["report"] == report.id]
            core, counts = [0.0] * len(rows), [1.0] * len(rows)
            for i, j in marked.scorer().pair(mine, rows, report.text):
                core[j], counts[j] = (1.0, 1.0) if mine[i]["core"] else (0.0, 0.5)
            doubted = [bool(draft.doubts) for draft in drafts]
            found[report.id] = Marked(report, mine, rows, observed(scene, drafts), doubted, core, counts)
    return found


def as_matrix(values: Sequence[dict[str, float]], names: Sequence[str]) -> Floats:
    """One row for each draft, one column for each observation."""
    column = {name: k for k, name in enumerate(names)}
    out = np.zeros((len(values), len(names)))
    for row, found in enumerate(values):
        for name, value in found.items():
            if name in column:
                out[row, column[name]] = value
    return out


def fit(cases: Sequence[Marked], names: Sequence[str]) -> Floats:
    """Weights by Newton's method on the penalised log-likelihood."""
    x = as_matrix([v for case in cases for v in case.values], names)
    y = np.array([c for case in cases for c in case.core])
    w = np.array([c for case in cases for c in case.counts])
    weights = np.zeros(len(names))
    for _ in range(30):
        p = chances(x, weights)
        slope = x.T @ (w * (y - p)) - 2 * RIDGE * weights
        bend = (x * (w * p * (1 - p))[:, None]).T @ x + 2 * RIDGE * np.eye(len(names))
        weights += np.linalg.solve(bend, slope)
    return weights


def chances(x: Floats, weights: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))


def held_out(cases: dict[str, Marked], names: Sequence[str]) -> dict[str, Floats]:
    """The chances of every report's drafts from weights that did not see its incident, the mean over several shuffles."""
    incident = {article["id"]: c["incident"] for c in marked.clusters() for article in c["articles"]}
    group = {report: incident.get(report, report) for report in cases}
    sums = {report: np.zeros(len(case.values)) for report, case in cases.items()}
    for seed in SHUFFLES:
        groups = sorted(set(group.values()))
        random.Random(seed).shuffle(groups)
        fold = {name: k % FOLDS for k, name in enumerate(groups)}
        for number in range(FOLDS):
            weights = fit([case for report, case in cases.items() if fold[group[report]] != number], names)
            for report, case in cases.items():
                if fold[group[report]] == number:
                    sums[report] += chances(as_matrix(case.values, names), weights) / len(SHUFFLES)
    return sums


def scored(cases: dict[str, Marked], found: dict[str, Floats], plain: float, doubted: float) -> dict[str, Any]:
    """What the shared scorer says of the drafts that pass the two thresholds."""
    gold = [row for case in cases.values() for row in case.gold]
    kept = [
        row
        for report, case in cases.items()
        for row, doubt, chance in zip(case.rows, case.doubted, found[report], strict=True)
        if chance >= (doubted if doubt else plain)
    ]
    figures: dict[str, Any] = marked.scorer().score(gold, kept, {r: case.report.text for r, case in cases.items()})[0]
    return figures


def group_of(name: str) -> str:
    """The group of an observation; "any claim" is in none."""
    long_first = sorted(((start, group) for group, starts in GROUPS.items() for start in starts), key=lambda p: -len(p[0]))
    return next((group for start, group in long_first if name.startswith(start)), "")


def reliability(
    cases: dict[str, Marked], found: dict[str, Floats], *, background: float = 0.5, bins: int = 10
) -> list[tuple[float, float, float]]:
    """For tenths of the chance: mean chance, share that was a core claim, how many; one marked as background counts so much."""
    triples = [
        (chance, core, background if counts < 1.0 else 1.0)
        for report, case in cases.items()
        for chance, core, counts in zip(found[report], case.core, case.counts, strict=True)
    ]
    out = []
    for k in range(bins):
        inside = [(p, c, n) for p, c, n in triples if k / bins <= p < (k + 1) / bins and n]
        total = sum(n for _, _, n in inside)
        if total:
            out.append((sum(p * n for p, _, n in inside) / total, sum(c * n for _, c, n in inside) / total, total))
    return out


def calibration_error(table: Sequence[tuple[float, float, float]]) -> float:
    """Expected calibration error: the mean distance of chance and share, weighed by how many."""
    total = sum(n for _, _, n in table)
    return sum(abs(p - share) * n for p, share, n in table) / total


def write(names: Sequence[str], weights: Floats) -> None:
    """Put the weights into the table, everything else as it was."""
    fitted = dict(zip(names, weights, strict=True))
    rows = read_table(TABLE, ClaimEvidenceRow)
    with (FOLDER / TABLE).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["evidence", "weight", "words", "example"])
        for row in rows:
            out.writerow([row.evidence, round(float(fitted.get(row.evidence, 0.0)), 3), row.words, row.example])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    cases = marked_reports(OPEN)
    names = [row.evidence for row in read_table(TABLE, ClaimEvidenceRow)]
    unknown = sorted({name for case in cases.values() for v in case.values for name in v} - set(names))
    print(f"{len(cases)} reports, {sum(len(c.rows) for c in cases.values())} drafts; without a row: {unknown}")
    found = held_out(cases, names)
    for plain, doubted in GRID:
        f = scored(cases, found, plain, doubted)
        rule = "  (the doubts alone)" if (plain, doubted) == (0.0, 1.1) else ""
        figures = f"F1 {f['f1']:.4f} whole {f['whole']:.4f} background {f['background']:.3f}"
        print(f"plain {plain:.2f} doubted {doubted:.2f}: {figures}{rule}")
    for group in GROUPS:
        f = scored(cases, held_out(cases, [n for n in names if group_of(n) != group]), LEAST_PLAIN, LEAST_DOUBTED)
        print(f"without {group}: F1 {f['f1']:.4f} whole {f['whole']:.4f} background {f['background']:.3f}")
    table = reliability(cases, found)
    print(f"calibration error {calibration_error(table):.3f}; ", end="")
    in_full, not_at_all = (calibration_error(reliability(cases, found, background=share)) for share in (1.0, 0.0))
    print(f"with background counted in full {in_full:.3f}, not at all {not_at_all:.3f}")
    for chance, share, number in table:
        print(f"  chance {chance:.2f}: {share:.2f} of {number:.1f} were core claims")
    if options.write:
        write(names, fit(list(cases.values()), names))


if __name__ == "__main__":
    main()
