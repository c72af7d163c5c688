"""One key for the many spellings of a place's name, and one sound for its transliterations."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from trucewatch.knowledge.folding import KEPT, fold
from trucewatch.knowledge.tables import read_table

ARTICLES = frozenset("al el ul as ash ach at ath an ar ad adh az es esh ech et ez en er ed".split())
IN_FULL = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}  # "St. Louis" and "Saint Louis" are one name


@lru_cache(maxsize=KEPT)
def place_key(name: str) -> str:
    """One key for the spellings of a name: no case, accents, Arabic articles, spaces or hyphens ("Deir ez-Zor" is "deirzor")."""
    folded = fold(_plain_arabic(name))
    if " " not in folded:
        return _without_arabic_article(folded)
    tokens = folded.split()
    kept = [token for token in tokens if token not in ARTICLES] or tokens
    full = [IN_FULL.get(token, token) for token in kept] if len(kept) > 1 else kept
    return "".join(_without_arabic_article(token) for token in full)


def first_of_key(words: str) -> str:
    """How the keys of all names begin that begin with these words; empty where that hangs on what follows them."""
    tokens = fold(words).split() if words.isascii() else []
    kept = [token for token in tokens if token not in ARTICLES]
    if not kept or tokens == ["the"] or kept[-1] in IN_FULL:
        return ""
    return "".join(IN_FULL.get(token, token) for token in kept)


@dataclass(frozen=True, slots=True)
class SoundRow:
    """Letters that transliterations write for one sound; `example` is a name spelled in two ways that sound alike."""

    spelling: str
    sound: str
    of: Literal["consonant", "vowel"]
    example: str


@cache
def sounds() -> tuple[SoundRow, ...]:
    """The sounds, in the order in which they are looked for: consonants, then vowels."""
    return read_table("sounds.csv", SoundRow)


def sound_key(key: str) -> str:
    """The consonants of a key, alike for sounds that transliterations write differently: Saraqib and Saraqeb are both "srkb"."""
    text = re.sub(r"[aeiouyw'’]", "", _heard(key, "consonant"))
    return _DOUBLED.sub(r"\1", text).removesuffix("h")


@lru_cache(maxsize=KEPT)
def plain_spelling(key: str) -> str:
    """A key with one letter for each sound: "jubeen" and "jubayn" are both "jubin"."""
    return _DOUBLED.sub(r"\1", _heard(_heard(key, "consonant"), "vowel")).removesuffix("h")


def _heard(key: str, kind: str) -> str:
    pattern, sound_of = _hearing(kind)
    return pattern.sub(lambda match: sound_of[match[0]], key)


@cache
def _hearing(kind: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """What to look for, the longest first, and the sound of each."""
    sound_of = {row.spelling: row.sound for row in sounds() if row.of == kind}
    return re.compile("|".join(sorted(sound_of, key=len, reverse=True))), sound_of


_DOUBLED = re.compile(r"(.)\1+")
_ARABIC = str.maketrans({"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا"})


def _plain_arabic(name: str) -> str:
    return name if name.isascii() else unicodedata.normalize("NFC", name).translate(_ARABIC)


def _without_arabic_article(token: str) -> str:
    return token[2:] if token.startswith("ال") and len(token) > 4 else token
