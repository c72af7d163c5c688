"""Find a party or a place by the beginning of a name, for a field that is being filled in."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.party_search import explain_name
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import ReviewField
from trucewatch.web.review.rows import place_words

MOST, SHORTEST = 12, 2


def choices_of(field: str, words: str) -> tuple[tuple[str, str], ...]:
    """Codes or ids with what they stand for, the likeliest first; nothing for one letter."""
    last = words.strip()
    if len(last) < SHORTEST:
        return ()
    if field == ReviewField.PLACE:
        return tuple(dict.fromkeys(_places(last)))[:MOST]
    if field in (ReviewField.ACTOR, ReviewField.RECIPIENT):
        return tuple(dict.fromkeys(_parties(last)))[:MOST]
    return ()


def _places(words: str) -> Iterator[tuple[str, str]]:
    gazetteer = load_gazetteer()
    for entry in (*gazetteer.find(words), *gazetteer.spelt_nearly(words, most=MOST)):
        yield entry.id, f"{place_words(entry.id)} ({entry.kind})"


def _parties(words: str) -> Iterator[tuple[str, str]]:
    book = load_parties()
    if book.knows(words.upper()):
        yield words.upper(), book.label(words.upper())
    for code in explain_name(words, None, None, book).codes:
        yield code, book.label(code)
    for match in explain_name(words, None, None, book).matches:
        yield match.code, f"{book.label(match.code)} ({match.name})"
