"""News sentences with CAMEO's five classes, and with the words of who acts and to whom.

Classes: 0 statement, 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict. A sentence is given the
class of its main claim's PLOVER type by `pentaclasses.csv`; a sentence without a claim is a statement. A source or target counts
as found if an actor or recipient of the main claim shares words with it; the parts of a coordination count as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.eval.parts.common import Figure, Hits, Labels, Measured, Miss, Reading, overlap, read_text, roles_of, rows_of
from trucewatch.knowledge.crosswalks import has_words, plover_of
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Claim, EventType, Realis

SET = "cameo_sentences"
BAR = 0.68
STATEMENT = 0


@dataclass(frozen=True, slots=True)
class ClassRow:
    """The class of a PLOVER type; an empty cell stands for any. Of `words`, one must stand in the sentence."""

    event: EventType | None
    realis: Realis | None
    words: tuple[str, ...]
    penta: int
    cameo: str


@cache
def class_rows() -> tuple[ClassRow, ...]:
    """The rows of `pentaclasses.csv`, the first that fits decides."""
    return read_table("pentaclasses.csv", ClassRow, Path(__file__).parent)


def class_of(claim: Claim | None, passage: str) -> int:
    """The class of a claim in its sentence; without one, or for what PLOVER does not code, a statement."""
    event = plover_of(claim, passage)[0] if claim else None
    if claim is None or event is None:
        return STATEMENT
    return next(
        row.penta
        for row in class_rows()
        if row.event in (None, event) and row.realis in (None, claim.realis) and (not row.words or has_words(passage, row.words))
    )


def measure(*, full: bool = False) -> Measured:
    """Every sentence of the development part; `full` changes nothing."""
    misses: list[Miss] = []
    labels = Labels()
    for row in rows_of("cameo_sentences", "class_train.jsonl.gz"):
        reading = read_text(row["id"], row["text"])
        given = class_of(reading.main_claim(), row["text"])
        labels.pairs.append((str(row["label"]), str(given)))
        if given != row["label"]:
            misses.append(_miss(row, reading, given))
    sources, targets = Hits(), Hits()
    for row in rows_of("cameo_sentences", "roles_train.jsonl.gz"):
        claim = read_text(row["id"], row["text"]).main_claim()
        _count_roles(row, claim, sources, targets)
    both = Hits(sources.right + targets.right, sources.given + targets.given, sources.wanted + targets.wanted)
    by_class = [Figure(SET, f"class {label} F1", labels.hits(label).f1, labels.hits(label).wanted) for label in "01234"]
    return Measured(
        (
            Figure(SET, "five classes, macro-F1", labels.macro_f1(), len(labels.pairs), BAR),
            Figure(SET, "five classes, accuracy", labels.accuracy(), len(labels.pairs)),
            *by_class,
            Figure(SET, "source span F1", sources.f1, sources.wanted),
            Figure(SET, "target span F1", targets.f1, targets.wanted),
            Figure(SET, "source and target span F1", both.f1, both.wanted),
        ),
        tuple(misses),
    )


def _miss(row: dict[str, Any], reading: Reading, given: int) -> Miss:
    claim = reading.main_claim()
    told = f"{plover_of(claim, row['text'])[0]}" if claim else "nothing read"
    words = f" [{claim.trigger.text}, {claim.realis}, {claim.row}]" if claim else ""
    return Miss(f"{row['label']} read as {given}, {told}", f"{row['text']}{words}")


def _count_roles(row: dict[str, Any], claim: Claim | None, sources: Hits, targets: Hits) -> None:
    """Each marked span is found if a given one touches it; several given ones that touch one marked span count once.

    Of a mutual act both sides are marked reciprocal, and found in whichever of our two roles they are read.
    """
    wanted = {
        name: [(s["start"], s["end"]) for s in row["spans"] if s["role"] == name] for name in ("source", "target", "reciprocal")
    }
    actors, recipients = roles_of(claim, wanted["target"], mutual=bool(wanted["reciprocal"]))
    for hits, marked, given in (
        (sources, wanted["source"] + wanted["reciprocal"], actors),
        (targets, wanted["target"], recipients),
    ):
        right = sum(any(overlap(span, other) for other in given) for span in marked)
        loose = sum(not any(overlap(span, other) for span in marked) for other in given)
        hits.add(right, right + loose, len(marked))
