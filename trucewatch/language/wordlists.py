"""The word lists behind segmentation, read once from `words/*.csv`; every row carries an example that a test runs."""

from __future__ import annotations

import csv
import functools
from enum import StrEnum
from pathlib import Path

FOLDER = Path(__file__).parent / "words"


class AbbreviationKind(StrEnum):
    """When the stop of an abbreviation may end a sentence."""

    TITLE = "title"  # never: a name follows
    ARTICLE = "article"  # small before a hyphen
    MONTH = "month"  # not before a number
    NUMBER = "number"  # an abbreviation only before a number
    INSIDE = "inside"  # never: it joins what stands on both sides
    OTHER = "other"  # only before a word that begins sentences


class Casing(StrEnum):
    """How a word of a text in capitals is printed elsewhere, where the dictionary does not say it."""

    SMALL = "small"  # always in small letters
    NAME = "name"  # with a capital, though it is a common word too
    TITLE = "title"  # with a capital before a name
    PLACE = "place"  # with a capital behind a name
    ARTICLE = "article"  # small before a hyphen
    MONTH = "month"  # with a capital where a date is told
    PHRASE = "phrase"  # a name of several common words
    CAPITALS = "capitals"  # as it stands


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@functools.cache
def abbreviations() -> dict[str, AbbreviationKind]:
    """By the form with its stop, as written: `Sat.` is Saturday, `sat.` ends a sentence."""
    return {row["abbreviation"]: AbbreviationKind(row["kind"]) for row in _rows("abbreviations.csv")}


def abbreviation_kind(form: str) -> AbbreviationKind | None:
    """The kind of `form` (with its stop), also where a whole report stands in capitals; None if it is no abbreviation."""
    return abbreviations().get(form.capitalize() if form.isupper() else form)


@functools.cache
def contractions() -> dict[str, tuple[int, ...]]:
    """Where to cut a contracted word, by its lower-case form: `didnt` is cut at 3."""
    return {row["written"]: (len(row["split"].split()[0]),) for row in _rows("contractions.csv")}


@functools.cache
def prefixes() -> frozenset[str]:
    """Prefixes whose hyphen does not part the word, in lower case."""
    return frozenset(row["prefix"] for row in _rows("prefixes.csv"))


@functools.cache
def units() -> tuple[str, ...]:
    """Units that may stick to their number."""
    return tuple(row["unit"] for row in _rows("units.csv"))


@functools.cache
def starters() -> frozenset[str]:
    """Words that, capitalised after an abbreviation, begin a sentence."""
    return frozenset(row["word"] for row in _rows("starters.csv"))


@functools.cache
def closed_lemmas() -> dict[tuple[str, str], str]:
    """Lemmas of the words that no rule of inflection gives, by lower-case form and UPOS."""
    return {(row["form"], row["upos"]): row["lemma"] for row in _rows("lemmas.csv")}


@functools.cache
def casing() -> dict[str, Casing]:
    """What is known of a word's letters, by its lower-case form."""
    return {word: Casing(row["kind"]) for row in _rows("casing.csv") for word in row["words"].split(";")}
