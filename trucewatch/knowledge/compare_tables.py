"""What comparing reports needs to know beforehand: purposes, gatherings, cues of kindred measures, signs of a counterpart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Counted


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """The words for one purpose of an act: "to uphold", "to maintain" a truce are one purpose, "to establish" it another."""

    purpose: str
    words: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class PurposePairRow:
    """Two purposes that reports give to one act on one thing; `why` says in a plain clause how they part."""

    purpose_a: str
    purpose_b: str
    why: str
    example: str


@dataclass(frozen=True, slots=True)
class GatheringRow:
    """A word for people coming together to talk: one report's "meeting" may be another's "summit"."""

    word: str
    example: str


@dataclass(frozen=True, slots=True)
class MeasureCueRow:
    """Words beside a figure that tell which of several kindred measures it is: "heading for", "displaced since"."""

    kind: Counted
    measure: str
    cues: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class CounterpartRow:
    """A sign that two passages tell of one thing (or, below zero, that they do not); `words` tells it as a reason."""

    evidence: str
    weight: float
    words: str
    example: str


@cache
def purposes() -> dict[str, str]:
    """The purpose of each folded word."""
    return {fold(word): row.purpose for row in read_table("purposes.csv", PurposeRow) for word in row.words}


@cache
def purpose_pairs() -> dict[frozenset[str], PurposePairRow]:
    """The rows of `purpose_pairs.csv` by their two purposes."""
    return {frozenset((row.purpose_a, row.purpose_b)): row for row in read_table("purpose_pairs.csv", PurposePairRow)}


@cache
def gathering_words() -> frozenset[str]:
    """The folded words of `gatherings.csv`."""
    return frozenset(fold(row.word) for row in read_table("gatherings.csv", GatheringRow))


@cache
def measure_cues() -> tuple[tuple[MeasureCueRow, re.Pattern[str]], ...]:
    """Each row of `measure_cues.csv` with a pattern for its words in folded text."""
    rows = read_table("measure_cues.csv", MeasureCueRow)
    return tuple((row, re.compile(r"\b(?:" + "|".join(re.escape(fold(cue)) for cue in row.cues) + r")\b")) for row in rows)


@cache
def counterpart_rows() -> dict[str, CounterpartRow]:
    """The rows of `counterpart_evidence.csv` by name."""
    return {row.evidence: row for row in read_table("counterpart_evidence.csv", CounterpartRow)}
