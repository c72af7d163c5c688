"""PLOVER's own gold sentences: what the main act is, in which mode, by whom and to whom.

An act counts as right if the main claim of the sentence, called as PLOVER calls it, is of the marked type; a sentence without a
claim counts as wrong. A source or target counts as found if an actor or recipient of the main claim shares words with it.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

from tests.eval.parts.common import Figure, Hits, Measured, Miss, Reading, pair_up, read_text, roles_of, rows_of
from trucewatch.knowledge.crosswalks import plover_of
from trucewatch.model import Claim

SET = "plover"
BAR = 0.70
Span = tuple[int, int]


@cache
def modes() -> dict[tuple[str, str], str]:
    """Our mode for an older one of the gold sentences; modes without a counterpart are left out."""
    with (Path(__file__).parent / "plover_modes.csv").open(encoding="utf-8", newline="") as file:
        return {(row["event"], row["mode"]): row["ours"] for row in csv.DictReader(file)}


def measure(*, full: bool = False) -> Measured:
    """Every gold sentence; `full` changes nothing."""
    misses: list[Miss] = []
    types, anywhere, kinds = Hits(), Hits(), Hits()
    sources, targets = Hits(), Hits()
    for row in rows_of("plover", "gsr.jsonl.gz"):
        reading = read_text(row["id"], row["text"])
        claim = reading.main_claim()
        event, mode = plover_of(claim, reading.passage(claim)) if claim else (None, None)
        wanted = row["event_2021"]
        types.add(event == wanted, 1, 1)
        anywhere.add(any(plover_of(c, reading.passage(c))[0] == wanted for c in reading.claims), 1, 1)
        if event != wanted:
            misses.append(_miss(row, reading, claim, event))
        ours = modes().get((wanted, row["mode"]))
        if ours:
            kinds.add(mode == ours, 1, 1)
        _count_roles(row, claim, sources, targets)
    both = Hits(sources.right + targets.right, sources.given + targets.given, sources.wanted + targets.wanted)
    return Measured(
        (
            Figure(SET, "type of the main act, accuracy", types.recall, types.wanted, BAR),
            Figure(SET, "type among all acts, recall", anywhere.recall, anywhere.wanted),
            Figure(SET, "mode, accuracy", kinds.recall, kinds.wanted),
            Figure(SET, "source F1", sources.f1, sources.wanted),
            Figure(SET, "target F1", targets.f1, targets.wanted),
            Figure(SET, "source and target F1", both.f1, both.wanted),
        ),
        tuple(misses),
    )


def _miss(row: dict[str, Any], reading: Reading, claim: Claim | None, event: str | None) -> Miss:
    wanted = row["event_2021"]
    if not reading.claims:
        kind = f"{wanted}: nothing read"
    elif any(plover_of(c, reading.passage(c))[0] == wanted for c in reading.claims):
        kind = f"{wanted}: read, but {event} taken for the main act"
    else:
        kind = f"{wanted}: read as {event}"
    told = f" [{claim.trigger.text}, {claim.realis}, {claim.row}]" if claim else ""
    return Miss(kind, f"{row['text']}{told}")


def _count_roles(row: dict[str, Any], claim: Claim | None, sources: Hits, targets: Hits) -> None:
    """Both sides of a two-sided act are its sources, whichever of our two roles they are read in."""
    wanted = {name: marked(row, name) for name in ("SRC", "TAR", "SRC/TAR")}
    actors, recipients = roles_of(claim, wanted["TAR"], mutual=bool(wanted["SRC/TAR"]))
    for hits, spans, given in ((sources, wanted["SRC"] + wanted["SRC/TAR"], actors), (targets, wanted["TAR"], recipients)):
        hits.add(pair_up(spans, given), len(given), len(spans))


def marked(row: dict[str, Any], role: str) -> list[Span]:
    """The spans marked with a role; a mark within a mark, "in (TAR: Germany", is taken apart."""
    found = []
    for span in row["spans"]:
        inner = re.search(r"\((\w+): (.*)", span["text"])
        if span["role"] == role and span["start"] is not None:
            found.append((span["start"], span["end"]))
        elif span["start"] is None and inner and role in (span["role"], inner[1]):
            words = inner[2] if inner[1] == role else span["text"].replace(f"({inner[1]}: ", "")
            at = row["text"].find(words)
            found += [(at, at + len(words))] if at >= 0 else []
    return found
