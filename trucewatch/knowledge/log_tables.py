"""The words of observation logs: names of columns, phenomena and what they tell, means, counts, causes and findings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from trucewatch.knowledge.tables import read_table
from trucewatch.model import Counted, EventType, Phenomenon

WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """The names that a column of a log goes by; `example` is a cell of it."""

    field: str
    names: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class PhenomenonRow:
    """What some words of a log say was perceived, and what it tells: the type and mode of its claim, what its count counts.

    Each of `words` is one or more beginnings of words that must all stand in the line, in any order; the first row that fits
    holds. Without a `type` it tells of no act. `reach_km` is how far off it can be where neither the line nor the post's watch
    tells it: what monitors on the ground commonly log, rounded up.
    """

    words: tuple[str, ...]
    phenomenon: Phenomenon
    type: EventType | None
    mode: str | None
    counted: Counted | None
    reach_km: float
    example: str


@dataclass(frozen=True, slots=True)
class LogWordRow:
    """Words that a cell of a log may hold, and the value they stand for; `kind` says in which cells."""

    kind: str
    words: tuple[str, ...]
    value: str | None
    example: str


def plain(words: str) -> str:
    """The words as they are looked up: lower case, compatibility forms resolved, one blank between two, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


@cache
def column_names() -> dict[str, str]:
    """The field that each known name of a column stands for."""
    return {name: row.field for row in read_table("log_columns.csv", ColumnRow) for name in row.names}


def field_of(header: str) -> str | None:
    """The field that a column's header names: letters and figures count, case and marks do not; None if no field does."""
    return column_names().get(" ".join(WORD.findall(plain(header))))


def phenomenon_rows() -> tuple[PhenomenonRow, ...]:
    """The table of phenomena, in the order in which they are tried."""
    return read_table("phenomena.csv", PhenomenonRow)


def exercise_row() -> PhenomenonRow:
    """What an exercise tells, whatever was perceived of it: a show of arms, no attack."""
    return next(row for row in phenomenon_rows() if "exercise" in row.words)


@cache
def _beginnings() -> tuple[tuple[PhenomenonRow, tuple[tuple[str, ...], ...]], ...]:
    """The rows, each with the beginnings of words that must stand together."""
    return tuple((row, tuple(tuple(WORD.findall(wanted)) for wanted in row.words)) for row in phenomenon_rows())


@lru_cache(maxsize=4096)  # the lines of a log say the same few things over and over
def phenomenon_in(words: str) -> tuple[PhenomenonRow, tuple[int, int]] | None:
    """The first row whose words all stand in a text, and where the first of them stands; None if no row's do."""
    found = [(part.start(), part.end(), part.group().casefold()) for part in WORD.finditer(words)]
    for row, wanted in _beginnings():
        for together in wanted:
            places = [_place(beginning, found) for beginning in together]
            if all(places):
                return row, min(place for place in places if place)
    return None


def _place(beginning: str, found: list[tuple[int, int, str]]) -> tuple[int, int] | None:
    return next(((start, end) for start, end, word in found if word.startswith(beginning)), None)


@cache
def log_words(kind: str) -> dict[str, str]:
    """The words of one kind and what each stands for ("" for `none`)."""
    rows = (row for row in read_table("log_words.csv", LogWordRow) if row.kind == kind)
    return {plain(word): row.value or "" for row in rows for word in row.words}


@lru_cache(maxsize=4096)
def value_of(kind: str, words: str) -> str | None:
    """What a cell stands for: by the whole of it, else by the longest known words that stand in it; None if none do."""
    known, cell = log_words(kind), plain(words)
    if cell in known:
        return known[cell]
    inside = [word for word in known if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", cell)]
    return known[max(inside, key=lambda word: (len(word), word))] if inside else None


def is_none(words: str) -> bool:
    """True if a cell says that it has nothing to say: empty, "N/K", "-"."""
    return not words.strip() or plain(words) in log_words("none")
