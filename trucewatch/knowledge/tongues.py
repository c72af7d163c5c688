"""The small words by which a language is known even where a text is short, mixed or full of names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.tables import read_table


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: its code (ISO 639-1, "ar-Latn" for Arabic in Latin letters) and, if it is written in Latin letters, the small
    words that stand in every text of it."""

    language: str
    name: str
    words: tuple[str, ...]
    example: str


@cache
def tongues() -> tuple[Tongue, ...]:
    """All of them, in the order of the table."""
    return read_table("function_words.csv", Tongue)


@cache
def tongue_names() -> dict[str, str]:
    """The name of each language by its code."""
    return {tongue.language: tongue.name for tongue in tongues()}


@cache
def tongues_of() -> dict[str, frozenset[str]]:
    """For each small word, the languages it stands in; a word of English counts for no other."""
    found: dict[str, set[str]] = {}
    for tongue in tongues():
        for word in tongue.words:
            found.setdefault(word, set()).add(tongue.language)
    return {word: frozenset({"en"} if "en" in languages else languages) for word, languages in found.items()}
