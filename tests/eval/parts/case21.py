"""Snippets with ACLED-like sub-event types: what our claims and their words are called there.

A snippet is given the sub-event type of the first row of `crosswalk_acled.csv` that fits its words and one of its claims; without
such a row it counts as wrong. The set has five labels that ACLED does not have; the crosswalk's rows for what ACLED does not code
stand for them. `case21_labels.csv` names the labels.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from tests.eval.parts.common import Figure, Labels, Measured, Miss, read_text, rows_of
from trucewatch.knowledge.crosswalks import acled_row_of

SET = "case21_task2"
BAR = 0.70
IN_ACLED = 1  # subtask: labels of ACLED only


@cache
def names() -> dict[str, str]:
    """The sub-event type that each label of the set stands for."""
    with (Path(__file__).parent / "case21_labels.csv").open(encoding="utf-8", newline="") as file:
        return {row["label"]: row["sub_event"] for row in csv.DictReader(file)}


def measure(*, full: bool = False) -> Measured:
    """Every snippet; `full` changes nothing."""
    labels, of_acled, by_claims = Labels(), Labels(), 0
    misses: list[Miss] = []
    for row in rows_of("case21_task2", "snippets.jsonl.gz"):
        reading = read_text(row["id"], row["text"])
        found = acled_row_of(reading.claims, row["text"])
        given = (found.sub_event or found.outside) if found else None
        wanted = names()[row["label"]]
        labels.pairs.append((wanted, given))
        by_claims += bool(found and found.type)
        if row["subtask"] == IN_ACLED:
            of_acled.pairs.append((wanted, given))
        if given != wanted:
            told = ", ".join(f"{c.type}/{c.mode}" for c in reading.claims) or "nothing read"
            why = found.example if found else "no row"
            misses.append(Miss(f"{wanted} taken for {given}", f"{row['text']} [{told}; row: {why}]"))
    return Measured(
        (
            Figure(SET, "30 sub-event types, weighted F1", labels.weighted_f1(), len(labels.pairs), BAR),
            Figure(SET, "30 sub-event types, accuracy", labels.accuracy(), len(labels.pairs)),
            Figure(SET, "30 sub-event types, macro-F1", labels.macro_f1(), len(labels.pairs)),
            Figure(SET, "snippets of ACLED's types only, weighted F1", of_acled.weighted_f1(), len(of_acled.pairs)),
            Figure(SET, "share decided by a claim, not by words alone", by_claims / len(labels.pairs), len(labels.pairs)),
        ),
        tuple(misses),
    )
