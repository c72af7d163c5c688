"""What telling origins apart needs to know beforehand: whose word a medium's own word is, and one name for every body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.ingest_tables import outlet_names
from trucewatch.knowledge.parties import in_force, load_parties
from trucewatch.knowledge.reconcile_tables import source_names
from trucewatch.knowledge.sides import side_of, takes_part
from trucewatch.knowledge.tables import read_table

KEPT = 20_000  # names kept; an outlet's is asked once for each of its reports
SHORT = 4  # letters; a shorter name stands for a body only where it is the whole label ("AP", not "AP officers")


@dataclass(frozen=True, slots=True)
class PartyMedium:
    """A medium that a party runs: what it reports in its own voice is that party's word. `run` says how ("state agency")."""

    name: str
    party: str
    run: str
    source: str
    example: str


@dataclass(frozen=True, slots=True)
class ChannelWord:
    """Words around a party's name that make it the party's own channel: "Telegram channel of"."""

    words: str
    example: str


@dataclass(frozen=True, slots=True)
class StateMediaWord:
    """Words for the media of a state that name none of them: "state television" of Iran is Iran's word."""

    words: str
    example: str


@dataclass(frozen=True, slots=True)
class RetractionCue:
    """Words with which somebody takes back what he had said."""

    words: str
    example: str


@cache
def party_media() -> dict[str, PartyMedium]:
    """The rows of `party_media.csv` by the folded name that `body_name` gives."""
    return {fold(body_name(row.name) or row.name): row for row in read_table("party_media.csv", PartyMedium)}


def names_of(body: str) -> tuple[str, ...]:
    """Every name under which a body is known, its first name first; the name alone where no table knows it."""
    row, outlet = source_names().get(fold(body)), outlet_names().get(body.casefold())
    return tuple(dict.fromkeys((body, *(row.also if row else ()), *((outlet.name, *outlet.aliases) if outlet else ()))))


@cache
def _channel_words() -> re.Pattern[str]:
    rows = read_table("channel_words.csv", ChannelWord)
    return re.compile("|".join(rf"\b{fold(row.words)}\b" for row in sorted(rows, key=lambda row: -len(row.words))))


@cache
def _state_media_words() -> re.Pattern[str]:
    rows = read_table("state_media_words.csv", StateMediaWord)
    return re.compile("|".join(rf"\b{fold(row.words)}\b" for row in rows))


@lru_cache(maxsize=KEPT)
def body_name(label: str) -> str | None:
    """The first name of a known body or outlet under any of its names, also with words around it; None if none is known.

    "AFP" and "Agence France-Presse" are one, and so are "SOHR" and "the UK-based Syrian Observatory".
    """
    whole = outlet_names().get(label.casefold()) or outlet_names().get(label.partition(" (")[0].casefold())
    known = cited_name(label) or (cited_name(whole.name) if whole else None)
    return known or (whole.name if whole else None)


@lru_cache(maxsize=KEPT)
def cited_name(label: str) -> str | None:
    """The first name of a source of `cited_sources.csv`, also with words around it; None if it is none of them."""
    known, words = source_names(), fold(label).split()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            name = " ".join(words[start : start + length])
            if name in known and (length == len(words) or len(name) >= SHORT):
                return known[name].name
    return None


@lru_cache(maxsize=KEPT)
def medium_of(label: str) -> tuple[str, str] | None:
    """The side whose word a medium's own word is, and how it is run; None for a medium that no party runs.

    Besides the table, a channel that bears a party's name: "Telegram channel of Hezbollah", "Amaq News Agency".
    """
    row = party_media().get(fold(body_name(label) or label))
    if row is not None:
        return side_of(row.party), row.run
    if body_name(label):
        return None
    bare = " ".join(_channel_words().sub(" ", fold(label)).split())
    codes = load_parties().lookup(label) or load_parties().lookup(bare.title()) or load_parties().lookup(bare)
    return (side_of(codes[0]), "own channel") if len(codes) == 1 and takes_part(codes[0]) else None


def is_state_media(label: str) -> bool:
    """True for the media of a state that are not named: "state television", "the official news agency"."""
    return _state_media_words().search(fold(label)) is not None


@cache
def _retraction_cues() -> re.Pattern[str]:
    rows = read_table("retraction_cues.csv", RetractionCue)
    return re.compile("|".join(rf"\b{fold(row.words)}\b" for row in rows))


def takes_back(sentence: str) -> bool:
    """True if a sentence tells that something said before is taken back: "retracted its statement that"."""
    return _retraction_cues().search(fold(sentence)) is not None


ALLYING = frozenset({"allied with", "backed by", "wing of", "pledged to"})  # ties by which two sides speak for one cause


@lru_cache(maxsize=KEPT)
def allies(side: str, on: date | None = None) -> frozenset[str]:
    """The sides that a row of `ties` calls its ally, backer or wing on a day, both ways round; without a day in any year."""
    book = load_parties()
    out: set[str] = set()
    for tie in book.ties:
        if tie.tie in ALLYING and (on is None or in_force(tie, on)):
            ones, others = ({side_of(row.code) for row in book.called(name)} for name in (tie.party, tie.to))
            out |= (others if side in ones else set()) | (ones if side in others else set())
    return frozenset(out - {side})
