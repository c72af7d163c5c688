"""What assessing needs to know beforehand: the words by which reports mean an agreement, or one of its clauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from trucewatch.knowledge.tables import read_table


@dataclass(frozen=True, slots=True)
class MentionRow:
    """Words that mean an agreement: all of `words` must stand in the passage, as beginnings of words.

    `since` and `until` (exclusive) bound the days on which a report means this agreement by them: "the truce" meant another
    one a month before.
    """

    agreement: str
    words: tuple[str, ...]
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


@cache
def mention_rows() -> tuple[MentionRow, ...]:
    """The rows of `agreement_mentions.csv`."""
    return read_table("agreement_mentions.csv", MentionRow)


@cache
def clause_cue_rows() -> tuple[ClauseCueRow, ...]:
    """The rows of `clause_cues.csv`."""
    return read_table("clause_cues.csv", ClauseCueRow)
