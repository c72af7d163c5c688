"""How our claims are called in other vocabularies: PLOVER's event types and ACLED's sub-event types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.sides import takes_part
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Actor, Claim, EventType, Realis

ALLIANCES = frozenset({"NATO", "EU", "COALITION"})


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


@dataclass(frozen=True, slots=True)
class CueRow:
    """Words that tell one kind of event, under one name, so that rows of `crosswalk_acled.csv` can speak of them."""

    name: str
    words: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class AcledRow:
    """A kind of claim, or of passage, and the ACLED sub-event type it is coded as.

    An empty `type`, `mode`, `actor` or `recipient` fits any; a passage needs a claim to be coded, and none to be left out.
    `actor` and `recipient` are kinds of party: state, rebel, civil, body. One of `words` and one of `also` must stand in the
    passage, none of `but`; a name in capitals stands for the words of `crosswalk_words.csv`. `sub_event` None: ACLED does not
    code it, and `outside` says what it is instead. The first row that fits decides.
    """

    type: tuple[EventType, ...]
    mode: tuple[str, ...]
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    words: tuple[str, ...]
    also: tuple[str, ...]
    but: tuple[str, ...]
    sub_event: str | None
    outside: str | None
    source: str
    example: str

    def fits_words(self, passage: str) -> bool:
        """True if the passage has the words the row asks for."""
        return (
            (not self.words or has_words(passage, cues(self.words)))
            and (not self.also or has_words(passage, cues(self.also)))
            and not (self.but and has_words(passage, cues(self.but)))
        )

    def fits(self, claim: Claim) -> bool:
        """True if the claim is of this kind, its words aside."""
        return (
            (not self.type or claim.type in self.type)
            and (not self.mode or claim.mode in self.mode)
            and (not self.actor or any(kind_of_party(code) in self.actor for code in _codes(claim.actor)))
            and (not self.recipient or any(kind_of_party(code) in self.recipient for code in _codes(claim.recipient)))
        )


def _codes(actors: Sequence[Actor]) -> list[str]:
    return [actor.party for actor in actors if actor.party]


@cache
def kind_of_party(code: str) -> str:
    """state, rebel, civil or body: what a party code stands for."""
    state, _, sector = code.partition(":")
    if not takes_part(code) or sector == "OPP":
        return "body" if ":" not in code else "civil"
    if sector in ("REB", "RAD"):
        return "rebel"
    return "state" if sector or load_parties().country_row(state) is not None or code in ALLIANCES else "rebel"


@cache
def cues(names: tuple[str, ...]) -> tuple[str, ...]:
    """The words that names in capitals stand for, and the other words as they are."""
    known = {row.name: row.words for row in read_table("crosswalk_words.csv", CueRow)}
    return tuple(word for name in names for word in known.get(name, (name,)))


@cache
def acled_rows() -> tuple[AcledRow, ...]:
    """The rows of `crosswalk_acled.csv`."""
    return read_table("crosswalk_acled.csv", AcledRow)


def acled_row_of(claims: Sequence[Claim], passage: str) -> AcledRow | None:
    """The first row that fits a passage and one of its claims; None where nothing of it fits."""
    for row in acled_rows():
        if row.fits_words(passage) and (any(row.fits(claim) for claim in claims) or (row.outside and not row.type)):
            return row
    return None
