"""How our claims are called in other vocabularies: PLOVER's event types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.tables import read_table
from trucewatch.model import Claim, EventType, Realis


@dataclass(frozen=True, slots=True)
class PloverRow:
    """A kind of claim that PLOVER calls otherwise than we do.

    An empty `mode` or `realis` stands for any. Of `words`, one must stand in the claim's passage, as the beginning of a word.
    `event` None: PLOVER does not code it. Kinds without a row keep their names.
    """

    type: EventType
    mode: str | None
    realis: Realis | None
    words: tuple[str, ...]
    event: EventType | None
    event_mode: str | None
    source: str
    example: str

    def fits(self, claim: Claim, passage: str) -> bool:
        """True if the claim is of this kind."""
        return (
            self.type is claim.type
            and (self.mode is None or self.mode == claim.mode)
            and (self.realis is None or self.realis is claim.realis)
            and (not self.words or has_words(passage, self.words))
        )


def has_words(passage: str, words: Sequence[str]) -> bool:
    """True if one of the words stands in the passage, whole or as the beginning of a word."""
    return _beginnings(tuple(words)).search(passage) is not None


@cache
def _beginnings(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(word).replace(r"\ ", r"[\s-]+") for word in words) + ")", re.IGNORECASE)


@cache
def plover_rows() -> tuple[PloverRow, ...]:
    """The rows of `crosswalk_plover.csv`."""
    return read_table("crosswalk_plover.csv", PloverRow)


def plover_row_of(claim: Claim, passage: str | None = None) -> PloverRow | None:
    """The first row that fits a claim in its passage (its quote, where none is given); None where PLOVER calls it as we do."""
    words = claim.quote.text if passage is None else passage
    return next((row for row in plover_rows() if row.fits(claim, words)), None)


def plover_of(claim: Claim, passage: str | None = None) -> tuple[EventType | None, str | None]:
    """PLOVER's event type and mode for a claim; (None, None) where PLOVER codes no event."""
    row = plover_row_of(claim, passage)
    return (row.event, row.event_mode) if row else (claim.type, claim.mode)
