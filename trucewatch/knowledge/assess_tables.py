"""What assessing needs to know beforehand: words that mean an agreement or a clause, and how findings suggest a score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from trucewatch.knowledge.tables import read_table
from trucewatch.model import ClauseKind


@dataclass(frozen=True, slots=True)
class MentionRow:
    """Words that mean an agreement: all of `words` must stand in the passage, as beginnings of words.

    None of `without` may stand in it: there they mean another agreement. `since` and `until` (exclusive) bound the days on which
    a report means this agreement by them: "the truce" meant another one a month before.
    """

    agreement: str
    words: tuple[str, ...]
    without: tuple[str, ...]
    since: date | None
    until: date | None
    example: str


@dataclass(frozen=True, slots=True)
class ClauseCueRow:
    """Words that mean one clause of an agreement already known: one beginning from `any_of` must stand in the passage."""

    agreement: str
    clause: str
    any_of: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class ImplementationRule:
    """When findings suggest a score of implementation; the first rule that fits counts, an empty cell is not asked.

    `kept_twice_min` asks for acts that two independent origins tell of, `open_max` for breaches that last and are open.
    """

    rule: str
    kinds: tuple[ClauseKind, ...]
    kept_min: int | None
    kept_twice_min: int | None
    kept_max: int | None
    alleged_max: int | None
    corroborated_min: int | None
    corroborated_max: int | None
    open_max: int | None
    score: int
    words: str
    example: str


@cache
def implementation_rules() -> tuple[ImplementationRule, ...]:
    """The rows of `implementation_rules.csv`, in their order."""
    return read_table("implementation_rules.csv", ImplementationRule)


@cache
def mention_rows() -> tuple[MentionRow, ...]:
    """The rows of `agreement_mentions.csv`."""
    return read_table("agreement_mentions.csv", MentionRow)


@cache
def clause_cue_rows() -> tuple[ClauseCueRow, ...]:
    """The rows of `clause_cues.csv`."""
    return read_table("clause_cues.csv", ClauseCueRow)


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A way to tell a time of day: `pattern` names it by `hour`, `minute` and `half` (a, p), or by `word` and `part` of the day.

    `hour` is what the example comes to; None where the pattern finds hours that are not those of an act. Words that name a zone
    of their own ("Moscow time") are left alone.
    """

    name: str
    pattern: str
    example: str
    hour: str | None


@cache
def clock_rows() -> tuple[ClockRow, ...]:
    """The rows of `clock_words.csv`."""
    return read_table("clock_words.csv", ClockRow)
