"""What is known beforehand about figures: words that make a number a total or a part, and how others count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from math import prod
from typing import Literal

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.tables import read_table

GAP = "…"
GAP_WORDS = 6  # how many words a gap of a cue may hold
NEAR_WORDS = 8  # a cue before a figure ends within so many words of it
REACH = 240  # characters on each side of a figure in which a cue is looked for
FAR_WORDS = 12  # a cue after a figure begins within so many words of it
CLOSE_WORDS = 2  # a cue for a part stands right beside its figure
YEAR = re.compile(r"(?:19|20)\d\d")
YEAR_WORD = "year-number"


class CueMeaning(StrEnum):
    """What a cue says about the figure beside it."""

    TOTAL = "total"
    RUNNING = "running"
    EARLIER = "earlier"
    PART = "part"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class FigureCueRow:
    """Words beside a figure that say what kind of number it is; `…` is up to six words, `year-number` a year.

    total: counts more than one happening ("since the war began"); running: the sum so far, of one happening or of more
    ("bringing the toll to"); earlier: since replaced ("had initially given"); part: some of the people another figure counts;
    mixed: dead and wounded together.
    """

    cue: str
    side: Literal["before", "after"]
    means: CueMeaning
    example: str


@dataclass(frozen=True, slots=True)
class SubgroupRow:
    """A noun for people by age, sex or calling: "five children" are a part of "18 people", whoever counts these."""

    noun: str
    example: str


@cache
def subgroup_nouns() -> frozenset[str]:
    """The nouns of `figure_subgroups.csv`."""
    return frozenset(row.noun for row in read_table("figure_subgroups.csv", SubgroupRow))


@dataclass(frozen=True, slots=True)
class EverybodyRow:
    """A noun that counts whoever was there, whatever party the rest of the sentence is about."""

    noun: str
    example: str


@cache
def everybody_nouns() -> frozenset[str]:
    """The nouns of `figure_everybody.csv`."""
    return frozenset(row.noun for row in read_table("figure_everybody.csv", EverybodyRow))


@lru_cache(maxsize=20_000)
def counts_everybody(words: str) -> bool:
    """True if the words of a figure name no kind of people: "at least 14 people", not "14 civilians"."""
    return any(word in everybody_nouns() for word in fold(words).split())


@lru_cache(maxsize=20_000)
def counts_subgroup(words: str) -> bool:
    """True if the words of a figure count such people: "at least five women and children", not "five fighters"."""
    return any(word in subgroup_nouns() for word in fold(words).split())


@dataclass(frozen=True, slots=True)
class AcledAmountRow:
    """The number that ACLED takes down for a word that says only roughly how many."""

    word: str
    number: int
    source: str
    example: str


@cache
def acled_amounts() -> dict[str, int]:
    """The rows of `acled_amounts.csv` by word."""
    return {row.word: row.number for row in read_table("acled_amounts.csv", AcledAmountRow)}


def acled_amount(words: str) -> int | None:
    """ACLED's number for "dozens of fighters", for "tens of thousands" the product; None where no such word stands there."""
    found = [acled_amounts()[word] for word in fold(words).split() if word in acled_amounts()]
    return prod(found) if found else None


@cache
def figure_cue_rows() -> tuple[FigureCueRow, ...]:
    """The rows of `figure_cues.csv`."""
    return read_table("figure_cues.csv", FigureCueRow)


@lru_cache(maxsize=20_000)
def cue_beside(before: str, after: str) -> FigureCueRow | None:
    """The cue beside a figure, given the words of its sentence before and after it; of several the nearest, then the first row.

    >>> cue_beside("More than", "have been killed since the war began").means
    <CueMeaning.TOTAL: 'total'>
    """
    left, right = _words(before[-REACH:], whole=len(before) <= REACH), _words(after[:REACH], whole=True)
    found = [*_found("before", left), *_found("after", right)]
    return figure_cue_rows()[min(found)[1]] if found else None


def _found(side: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Each cue on one side of a figure: how many words stand between, and its row."""
    by_first = _cues_by_first(side)
    for start, word in enumerate(words):
        for index, pattern in by_first.get(word, ()):
            end = _end(pattern, words, start)
            if end is not None:
                row = figure_cue_rows()[index]
                distance = len(words) - end if side == "before" else start
                if distance <= (CLOSE_WORDS if row.means is CueMeaning.PART else NEAR_WORDS if side == "before" else FAR_WORDS):
                    yield distance, index


def _end(pattern: Sequence[Sequence[str]], words: Sequence[str], start: int) -> int | None:
    """Where a cue that begins at this word ends: its runs one after the other, with at most `GAP_WORDS` words between two."""
    first, *rest = pattern
    end = start + len(first)
    if list(words[start:end]) != list(first):
        return None
    for run in rest:
        reach = range(end, min(end + GAP_WORDS, len(words) - len(run)) + 1)
        at = next((i for i in reach if list(words[i : i + len(run)]) == list(run)), None)
        if at is None:
            return None
        end = at + len(run)
    return end


def _words(text: str, *, whole: bool) -> list[str]:
    """The folded words, years under one name; the first is left out where it may be cut."""
    words = [YEAR_WORD if YEAR.fullmatch(word) else word for word in fold(text).split()]
    return words if whole else words[1:]


@cache
def _cues_by_first(side: str) -> dict[str, tuple[tuple[int, tuple[tuple[str, ...], ...]], ...]]:
    """The cues of one side by their first word: the number of the row, and its runs of words."""
    out: dict[str, tuple[tuple[int, tuple[tuple[str, ...], ...]], ...]] = {}
    for index, row in enumerate(figure_cue_rows()):
        if row.side == side:
            runs = tuple(tuple(run.split()) for run in row.cue.split(GAP))
            out[runs[0][0]] = (*out.get(runs[0][0], ()), (index, runs))
    return out
