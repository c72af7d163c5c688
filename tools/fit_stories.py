"""Fit the weights of `story_evidence.csv`, and say what they are worth on reports held out.

    uv run --with scikit-learn python -m tools.fit_stories [--write]

A logistic regression over pairs of reports, by scikit-learn. `weight`: pairs of ../shared/data/fakes published at most `WINDOW`
days apart; `undated`: all pairs of fakes with their days hidden, and all pairs of the train part of ECB+, which states no days.
Copies that one outlet printed count as one story; a follow-up is no part of the story that it follows. To hold out, fakes are cut
into `FOLDS` parts by month, three times with other borders, and weighed with what the other parts taught. `--write` puts the
weights into the table.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, fields, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found, import-untyped, unused-ignore]

from tests.eval import stories as marked
from trucewatch.knowledge.story_tables import StoryEvidenceRow, story_rows
from trucewatch.knowledge.tables import FOLDER
from trucewatch.reconcile.merging.clustering import Pair, cluster
from trucewatch.reconcile.stories.groups import CUT
from trucewatch.reconcile.stories.likeness import ANY_PAIR, OBSERVED, observe
from trucewatch.reconcile.stories.report_facts import ReportFacts, report_facts

TABLE = "story_evidence.csv"
RIDGE = 0.3  # scikit-learn's C; .2 to 1 score alike
WINDOW = 12  # days between two reports of a case; further apart all pairs are alike
FOLDS, BORDERS = 10, (0, 10, 20)  # months taken together in turn; days by which the borders are moved
DATED_ONLY = ("same day", "next day", "two days", "days later")
UNDATED_ONLY = ("words", "years", "other years")
BY_HAND = {"one beginning": 3.0}  # of dated pairs; among the cases are few near copies without claims, yet these are one story
Floats = NDArray[np.float64]


def facts_of(name: str) -> list[ReportFacts]:
    """The reports of a set in order of publication."""
    reports, claims = marked.told(name)
    told = defaultdict(list)
    for claim in claims:
        told[claim.report_id].append(claim)
    return sorted((report_facts(report, told[report.id]) for report in reports), key=lambda one: one.order)


def cases(
    facts: Sequence[ReportFacts], gold: dict[str, str], within: int | None = None
) -> tuple[list[Pair], Floats, NDArray[np.bool_]]:
    """Pairs of marked reports, what is observed on each, and whether they are one story."""
    following = set(gold) & (marked.clusters(with_follow_ups=True).keys() - marked.clusters().keys())
    kept = [index for index, one in enumerate(facts) if one.id in gold]
    pairs = [(a, b) for a, b in combinations(kept, 2) if within is None or abs(_day(facts[a]) - _day(facts[b])) <= within]
    pairs = [(a, b) for a, b in pairs if {facts[a].id, facts[b].id} - following]  # two follow-ups may well tell one thing
    values = np.array([observe(facts[a], facts[b]) for a, b in pairs], dtype=np.float64)
    return pairs, values, np.array([gold[facts[a].id] == gold[facts[b].id] for a, b in pairs])


def _day(one: ReportFacts) -> int:
    return one.day if one.day is not None else 0


def fit(values: Floats, same: NDArray[np.bool_], names: Sequence[str]) -> dict[str, float]:
    """The weight of each observation, those not named with 0, and that of any pair."""
    columns = [OBSERVED.index(name) for name in names]
    model = LogisticRegression(C=RIDGE, max_iter=5000).fit(values[:, columns], same)
    found = dict(zip(names, map(float, model.coef_[0]), strict=True))
    return {name: found.get(name, 0.0) for name in OBSERVED} | {ANY_PAIR: float(model.intercept_[0])}


def chances(values: Floats, weights: dict[str, float]) -> Floats:
    """The likeness of each pair under these weights."""
    odds = values @ np.array([weights[name] for name in OBSERVED]) + weights[ANY_PAIR]
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)


def held_out(facts: Sequence[ReportFacts], gold: dict[str, str], names: Sequence[str]) -> list[dict[str, marked.Figures]]:
    """The figures of fakes where each pair is weighed by what other months taught, for each way of moving the borders."""
    pairs, values, same = cases(facts, gold, WINDOW)
    out = []
    for border in BORDERS:
        parts = np.array([(min(_day(facts[a]), _day(facts[b])) + border) // 31 % FOLDS for a, b in pairs])
        likeness = np.zeros(len(pairs))
        for part in sorted(set(parts.tolist())):
            likeness[parts == part] = chances(
                values[parts == part], fit(values[parts != part], same[parts != part], names) | BY_HAND
            )
        scores = {pair: round(1000 * value) for pair, value in zip(pairs, likeness.tolist(), strict=True)}
        groups = cluster(len(facts), scores, lambda a, b: 0, cut=CUT, best_share=0)
        out.append(marked.fakes_figures({facts[index].id: str(group[0]) for group in groups for index in group}))
    return out


def main() -> None:
    """Fit, say what the weights are worth, and with `--write` put them into the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true")
    args = options.parse_args()
    fakes, train = facts_of("fakes"), facts_of("ecbplus_train")
    gold = {key: min(value) for key, value in marked.clusters(with_copies=True, with_follow_ups=True).items()}
    dated = [name for name in OBSERVED if name not in (*UNDATED_ONLY, *BY_HAND)]
    undated = [name for name in OBSERVED if name not in (*DATED_ONLY, *BY_HAND)]
    _, values, same = cases(fakes, gold, WINDOW)
    weights = fit(values, same, dated) | BY_HAND
    hidden = [replace(one, day=None) for one in fakes]
    _, more, alike = cases(hidden, gold)
    _, values, same = cases(train, {row["id"]: row["event"] for row in marked.rows(marked.DATA, marked.file_of("ecbplus_train"))})
    dayless = fit(np.vstack([values, more]), np.concatenate([same, alike]), undated)
    for name, row in story_rows().items():
        print(f"{name:20}{row.weight:8.2f} -> {weights[name]:6.2f}{row.undated:8.2f} -> {dayless[name]:6.2f}")
    for figures in held_out(fakes, gold, dated):
        print("held out:", ", ".join(f"{measure} {f['f1']:.3f}" for measure, f in figures.items()))
    if args.write:
        write(
            [replace(row, weight=round(weights[name], 2), undated=round(dayless[name], 2)) for name, row in story_rows().items()]
        )


def write(rows: Sequence[StoryEvidenceRow]) -> None:
    """Put the rows into the table."""
    with (FOLDER / TABLE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field.name for field in fields(StoryEvidenceRow)])
        writer.writerows(astuple(row) for row in rows)


if __name__ == "__main__":
    main()
