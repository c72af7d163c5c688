"""Fit the weights of `match_evidence.csv` to the marked claims, and write down how in `match_weights.toml`.

    uv run --group dev python tools/fit_merging.py --on DAY      (DAY goes into the document; it changes no weight)

What is fitted: a logistic regression over pairs of claims that meet under a key (`reconcile/merging/blocking.py`) and do not
exclude each other, each pair the same happening or not by `same_as`. The penalty draws every weight towards the `guess` in its
row, not towards nothing, so that what few pairs show stays near it; none falls below a third of its guess. Pairs of one incident
with many reports count by the root of their number, so that a few much-told days do not speak for all. It is fitted on three
forms of the open sets: marked claims, claims as read, and claims as read of which half have lost their days.

How it is measured: reports that share an incident stay together; each fifth of them is merged with weights fitted on the others.
The closed sets are never fitted on. The same data give the same files, byte for byte.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped, unused-ignore]

from tests.eval.claims import scorer
from tests.eval.merging import CLOSED_SETS, KINDS, OPEN_SETS, Told, bcubed, groups
from trucewatch.knowledge.reconcile_tables import EvidenceRow
from trucewatch.knowledge.tables import FOLDER, read_table
from trucewatch.model import Counted
from trucewatch.reconcile.facts import SPEECH, UNKNOWN_DAY, Facts
from trucewatch.reconcile.merging import blocking
from trucewatch.reconcile.merging.evidence import TELLING, observe
from trucewatch.reconcile.merging.matching import PRIOR, WEIGHTS, clash
from trucewatch.reconcile.merging.merger import Merger

ROWS = "match_evidence.csv"
PENALTY = 40.0  # 10 to 100 differ by less than .015 of B-cubed over held-out incidents
LEAST = 0.33  # share of its guess that a weight keeps at least: 0 to .6 differ by less than .01 of B-cubed
FOLDS = 5
PLACES = 2  # decimals of a weight

Floats = npt.NDArray[np.float64]
Weights = Mapping[str, float]


@dataclass(frozen=True)
class Pairs:
    """Pairs of claims: which observations were made on each, whether it is one happening, and with which reports it goes."""

    names: tuple[str, ...]
    seen: Floats
    same: npt.NDArray[np.bool_]
    family: tuple[str, ...]

    def share(self) -> Floats:
        """How much each pair counts: pairs of one family together by the root of their number; all together by how many."""
        sizes = Counter(self.family)
        share = np.array([sizes[name] ** -0.5 for name in self.family])
        counted: Floats = share * len(share) / share.sum()
        return counted

    def of(self, chosen: npt.NDArray[np.bool_]) -> Pairs:
        """Some of them."""
        family = tuple(name for name, keep in zip(self.family, chosen, strict=True) if keep)
        return Pairs(self.names, self.seen[chosen], self.same[chosen], family)


def families(sets: Sequence[Told]) -> dict[str, str]:
    """For each report, the first of all reports that it shares an incident with, also by way of others."""
    lead: dict[str, str] = {}

    def first(report: str) -> str:
        while lead.setdefault(report, report) != report:
            report = lead[report]
        return report

    for told in sets:
        by_incident: dict[str, str] = {}
        for item in told.facts:
            other = by_incident.setdefault(told.incident.get(item.id, item.report_id), item.report_id)
            one, two = sorted((first(item.report_id), first(other)))
            lead[two] = one
    return {report: first(report) for report in lead}


def meeting(told: Told) -> Iterator[tuple[Facts, Facts]]:
    """The pairs to be fitted on: both marked, of one standing, not excluding each other, and met; of undated sets those that were
    not met with their days."""
    facts = told.facts
    met = set(blocking.candidates(facts)) | (set(_met_anywhere(facts)) if told.kind == "undated" else set())
    for one, two in sorted(met):
        a, b = facts[one], facts[two]
        if a.id not in told.incident or b.id not in told.incident or a.denies is not b.denies or clash(a, b):
            continue
        if told.kind != "undated" or UNKNOWN_DAY in (a.published, b.published):
            yield a, b


def _met_anywhere(facts: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    """Pairs with a place, a telling number or a speaker in common, whatever their days."""
    blocks: dict[tuple[str, ...], list[int]] = {}
    for index, item in enumerate(facts):
        marks = {f"at {bone}" for bone in item.place.bones} if item.place else set()
        marks |= {f"{f.kind} {f.low}" for f in item.figures if (f.low or 0) >= TELLING and f.kind is not Counted.OTHER}
        marks |= {f"by {item.source}"} if item.source and item.type in SPEECH else set()
        for mark in marks:
            blocks.setdefault((blocking.family_of(item.type), mark), []).append(index)
    for block in blocks.values():
        yield from combinations(block, 2)


def pairs_of(sets: Sequence[Told], rows: Sequence[EvidenceRow]) -> Pairs:
    """All pairs of some sets."""
    names = tuple(row.evidence for row in rows if row.evidence != PRIOR)
    place = {name: at for at, name in enumerate(names)}
    family = families(sets)
    seen, same, whose = [], [], []
    for told in sets:
        for a, b in meeting(told):
            line = np.zeros(len(names))
            line[[place[name] for name in observe(a, b)]] = 1
            seen.append(line)
            same.append(told.incident[a.id] == told.incident[b.id])
            whose.append(family[a.report_id])
    return Pairs(names, np.array(seen), np.array(same), tuple(whose))


def fit(pairs: Pairs, rows: Sequence[EvidenceRow]) -> dict[str, float]:
    """The weights that make the pairs most likely, drawn towards the guesses, none beyond nothing."""
    guess = {row.evidence: row.guess for row in rows}
    start = np.array([guess[name] for name in pairs.names])
    signs = np.where(pairs.same, 1.0, -1.0)
    share = pairs.share()

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = signs * (pairs.seen @ weights[:-1] + weights[-1])
        away = weights[:-1] - start
        pull = -share * signs / (1 + np.exp(margin))
        slope = np.append(pairs.seen.T @ pull + PENALTY * away, pull.sum())
        return float((share * np.logaddexp(0, -margin)).sum() + PENALTY / 2 * (away @ away)), slope

    bounds = [(LEAST * value, None) if value > 0 else (None, LEAST * value) if value < 0 else (None, None) for value in start]
    found = minimize(loss, np.append(start, guess[PRIOR]), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)])
    return {name: round(float(value), PLACES) + 0.0 for name, value in zip((*pairs.names, PRIOR), found.x, strict=True)}


def log_loss(pairs: Pairs, weights: Weights) -> Floats:
    """What each pair loses: the surprise at what it is."""
    odds = pairs.seen @ np.array([weights[name] for name in pairs.names]) + weights[PRIOR]
    lost: Floats = np.logaddexp(0, -np.where(pairs.same, 1.0, -1.0) * odds)
    return lost


@cache
def _seen(a: Facts, b: Facts) -> tuple[str, ...]:
    return tuple(observe(a, b))


def scorer_of(weights: Weights) -> Callable[[Facts, Facts], float]:
    """The score of two claims by these weights."""
    return lambda a, b: 1 / (1 + math.exp(-weights[PRIOR] - sum([weights[name] for name in _seen(a, b)])))


def folds(family: Sequence[str]) -> dict[str, int]:
    """Families dealt to `FOLDS` folds, the one with most pairs first, each to the fold with fewest."""
    sizes = [0] * FOLDS
    dealt: dict[str, int] = {}
    for name, size in sorted(Counter(family).items(), key=lambda item: (-item[1], item[0])):
        dealt[name] = min(range(FOLDS), key=lambda number: (sizes[number], number))
        sizes[dealt[name]] += size
    return dealt


def held_out(told: Told, by_fold: Sequence[Weights], fold_of: Mapping[str, int]) -> float:
    """B-cubed F1 where the claims of each fold are judged as merged by the weights of the other folds."""
    found = [groups(told, Merger(score=scorer_of(weights))) for weights in by_fold]
    fold = {item.id: fold_of[item.report_id] for item in told.facts}
    core = sorted(told.core)
    shares = []
    for key in core:
        mine = found[fold[key]]
        together = {other for other in core if mine[other] == mine[key]}
        wanted = {other for other in core if told.incident[other] == told.incident[key]}
        shares.append((len(together & wanted) / len(together), len(together & wanted) / len(wanted)))
    precision, recall = (sum(values) / len(core) for values in zip(*shares, strict=True))
    return float(scorer().f1(precision, recall))


def document(day: str, sets: Sequence[Told], rows: Sequence[EvidenceRow], weights: Weights, pairs: Pairs) -> Iterator[str]:
    """The lines of `match_weights.toml`."""
    fold_of = folds(pairs.family)
    families_ = families(sets)
    of_pair = np.array([fold_of[name] for name in pairs.family])
    by_fold = [fit(pairs.of(of_pair != number), rows) for number in range(FOLDS)]
    lost = np.concatenate([log_loss(pairs.of(of_pair == number), by_fold[number]) for number in range(FOLDS)])
    share = np.concatenate([pairs.share()[of_pair == number] for number in range(FOLDS)])
    guesses = {row.evidence: row.guess for row in rows}
    yield "# Written by tools/fit_merging.py, whose first lines say how the weights are fitted and measured."
    yield f'fitted_on = "{day}"'
    yield f"penalty = {PENALTY}"
    yield f"folds = {FOLDS}"
    yield f"pairs = {len(pairs.same)}"
    yield f"same = {int(pairs.same.sum())}"
    yield f"families = {len(set(pairs.family))}"
    yield "\n# Mean surprise at a pair: with weights of the other folds, with all, and with the guesses."
    yield "[log_loss]"
    yield f"held_out = {(lost * share).sum() / share.sum():.4f}"
    yield f"fitted = {np.average(log_loss(pairs, weights), weights=pairs.share()):.4f}"
    yield f"guesses = {np.average(log_loss(pairs, guesses), weights=pairs.share()):.4f}"
    yield "\n# B-cubed F1 of incidents over core claims. The closed sets were fitted on by nobody."
    for told in (*sets, *(form(name) for form in KINDS.values() for name in CLOSED_SETS)):
        yield "[[bcubed]]"
        yield f'set = "{told.name}"'
        yield f'claims = "{told.kind}"'
        yield f"core = {len(told.core)}"
        if told.name not in CLOSED_SETS:
            reports = {item.report_id: fold_of.get(families_[item.report_id], 0) for item in told.facts}
            yield f"held_out = {held_out(told, by_fold, reports):.3f}"
        yield f"fitted = {bcubed(told, Merger(score=scorer_of(weights)))['f1']:.3f}"
        yield f"guesses = {bcubed(told, Merger(score=scorer_of(guesses)))['f1']:.3f}"
    yield "\n# On how many of the pairs each observation was made, and how many of these were one happening."
    for at, name in enumerate(pairs.names):
        made = pairs.seen[:, at] > 0
        yield f'[[evidence]]\nname = "{name}"\nweight = {weights[name]}\npairs = {int(made.sum())}'
        yield f"same = {int(pairs.same[made].sum())}"
    yield f'[[evidence]]\nname = "{PRIOR}"\nweight = {weights[PRIOR]}\npairs = {len(pairs.same)}\nsame = {int(pairs.same.sum())}'


def write_rows(weights: Weights) -> None:
    """Put the weights into their rows."""
    path = FOLDER / ROWS
    with path.open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    name, weight = head.index("evidence"), head.index("weight")
    for line in lines:
        line[weight] = str(weights[line[name]])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *lines])


def main() -> None:
    """Fit, measure, write both files."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--on", required=True, metavar="DAY", help="the day that goes into the document")
    day = options.parse_args().on
    rows = read_table(ROWS, EvidenceRow)
    sets = [form(name) for form in KINDS.values() for name in OPEN_SETS]
    pairs = pairs_of(sets, rows)
    weights = fit(pairs, rows)
    lines = "\n".join(document(day, sets, rows, weights, pairs))
    (FOLDER / WEIGHTS).write_text(lines + "\n", encoding="utf-8")
    write_rows(weights)
    print(lines.split("[[evidence]]")[0])


if __name__ == "__main__":
    main()
