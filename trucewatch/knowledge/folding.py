"""Names as they are compared: without case, accents, punctuation and possessives."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

APOSTROPHES = frozenset("'’ʼ‘`´")
POSSESSIVE = re.compile(r"['’ʼ‘`´](s(?=\W*$))?")
BETWEEN_WORDS = re.compile(r"[\W_]+")
UNHEARD = ".ـ\u00ad\u2060"  # stops, the Arabic lengthening stroke, soft hyphens and word joiners
KEPT = 20_000  # answers kept; one report asks for the same words about twenty times
LONGEST = 300  # letters of a name; none of the tables has a third of it, and longer words would only fill the memory


def fold(words: str) -> str:
    """Lower case without accents, punctuation, possessive `'s` and leading "the": "The U.S.'s" is "us"."""
    return _kept_fold(words) if len(words) <= LONGEST else _fold(words)


def _fold(words: str) -> str:
    if words.isascii() and words.isalnum():  # most words, and they are all one word
        return words.lower()
    flat = _without_marks(words).casefold()
    if not APOSTROPHES.isdisjoint(flat):
        flat = POSSESSIVE.sub("", flat)
    flat = BETWEEN_WORDS.sub(" ", flat).strip()
    return flat.removeprefix("the ") if flat != "the" else flat


_kept_fold = lru_cache(maxsize=KEPT)(_fold)


def _without_marks(words: str) -> str:
    """The words without accents and what is not heard."""
    if words.isascii():
        return words.replace(".", "")
    flat = unicodedata.normalize("NFKD", words.replace("ı", "i").replace("İ", "I"))
    return "".join(c for c in flat if not unicodedata.combining(c) and c not in UNHEARD)
