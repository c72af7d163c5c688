"""What is known of demands with a last day: kinds of demand, what shows them met, words of change, readings of last days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from trucewatch.knowledge.tables import read_table
from trucewatch.model import ChangeKind, EventType, Realis, Shows

ANY = "*"


@dataclass(frozen=True, slots=True)
class ExpiryRow:
    """How words that name a last day are read.

    The first row whose `pattern` stands in the words (lower case) applies. `at` is the local hour at which the day ends, `shift`
    the days between the day named and the last day. `fits` says which days the words may mean where nobody says when they were
    spoken. `example`, in a report `published` that day, ends at `until`.
    """

    name: str
    pattern: str
    at: str
    shift: int
    fits: str
    rule: str
    example: str
    published: date
    until: str


@dataclass(frozen=True, slots=True)
class DemandRow:
    """A kind of demand: its name, its label ("to withdraw"), and the patterns from the beginning of a word that make it."""

    name: str
    label: str
    cues: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class SignRow:
    """What an act shows of a kind of demand (`*` of each): done by `by`, told with this realis; no modes: any mode."""

    asks: str
    shows: Shows
    type: EventType
    modes: tuple[str, ...]
    by: str
    realis: Realis
    why: str
    example: str


@dataclass(frozen=True, slots=True)
class ThreatRow:
    """An act that carries out what was threatened; no modes: any mode."""

    threat: str
    type: EventType
    modes: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class ThreatWordRow:
    """Words that say what is threatened where the threat is only told: "or face an attack"."""

    threat: str
    pattern: str
    example: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Words that tell that a demand was changed."""

    kind: ChangeKind
    pattern: str
    example: str


@cache
def expiry_rows() -> tuple[ExpiryRow, ...]:
    """The rows of `expiry_rules.csv`; the last one fits everything."""
    return read_table("expiry_rules.csv", ExpiryRow)


@cache
def demand_rows() -> tuple[DemandRow, ...]:
    """The rows of `demand_kinds.csv`."""
    return read_table("demand_kinds.csv", DemandRow)


@cache
def sign_rows() -> tuple[SignRow, ...]:
    """The rows of `demand_signs.csv`."""
    return read_table("demand_signs.csv", SignRow)


@cache
def threat_rows() -> tuple[ThreatRow, ...]:
    """The rows of `demand_threats.csv`."""
    return read_table("demand_threats.csv", ThreatRow)


@cache
def threat_word_rows() -> tuple[ThreatWordRow, ...]:
    """The rows of `threat_words.csv`; the first that fits decides."""
    return read_table("threat_words.csv", ThreatWordRow)


@cache
def change_rows() -> tuple[ChangeRow, ...]:
    """The rows of `demand_changes.csv`; the first that fits decides."""
    return read_table("demand_changes.csv", ChangeRow)


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row.name, re.compile(rf"\b(?:{'|'.join(row.cues)})", re.IGNORECASE)) for row in demand_rows())


@cache
def _changes() -> tuple[tuple[ChangeKind, re.Pattern[str]], ...]:
    return tuple((row.kind, re.compile(row.pattern, re.IGNORECASE)) for row in change_rows())


def kind_of_demand(words: str, *, near: int = 0) -> str:
    """The kind of demand whose words stand nearest before the position `near`, else nearest behind it; "" if none does.

    Where two begin at one place the longer wins: "give up office" before "give up".
    """
    found = [
        (match.start() > near, abs(near - match.start()), -len(match[0]), name)
        for name, pattern in _kinds()
        for match in pattern.finditer(words)
    ]
    return min(found)[3] if found else ""


def label_of_demand(name: str) -> str:
    """What is demanded, in a word or two: "to withdraw"; "" if the kind is unknown."""
    return next((row.label for row in demand_rows() if row.name == name), "")


def change_told(words: str) -> ChangeKind | None:
    """Which change of a demand the words tell; None for a demand merely said."""
    return next((kind for kind, pattern in _changes() if pattern.search(words)), None)


def threat_told(words: str) -> str | None:
    """What is threatened in these words; None if they leave it open."""
    return next((row.threat for row in threat_word_rows() if re.search(row.pattern, words, re.IGNORECASE)), None)


def expiry_row(words: str) -> ExpiryRow:
    """How words that name a last day are read."""
    plain = words.casefold()
    return next(row for row in expiry_rows() if re.search(row.pattern, plain))
