"""One key for the many spellings of a place's name, and one sound for its transliterations."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from trucewatch.knowledge.parties import KEPT, fold

ARTICLES = frozenset("al el ul as ash ach at ath an ar ad adh az es esh ech et ez en er ed".split())
IN_FULL = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}  # "St. Louis" and "Saint Louis" are one name


@lru_cache(maxsize=KEPT)
def place_key(name: str) -> str:
    """One key for the spellings of a name: no case, accents, Arabic articles, spaces or hyphens ("Deir ez-Zor" is "deirzor")."""
    tokens = fold(_plain_arabic(name)).split()
    kept = [token for token in tokens if token not in ARTICLES] or tokens
    full = [IN_FULL.get(token, token) for token in kept] if len(kept) > 1 else kept
    return "".join(_without_arabic_article(token) for token in full)


def sound_key(key: str) -> str:
    """The consonants of a key, alike for sounds that transliterations write differently: Saraqib and Saraqeb are both "srkb"."""
    text = key
    for spelling, sound in _SOUNDS:
        text = text.replace(spelling, sound)
    text = re.sub(r"[aeiouyw'’]", "", text)
    return re.sub(r"(.)\1+", r"\1", text).removesuffix("h")


_SOUNDS = (
    ("ch", "S"),
    ("sh", "S"),
    ("kh", "X"),
    ("gh", "G"),
    ("th", "t"),
    ("dh", "d"),
    ("ph", "f"),
    ("q", "k"),
    ("c", "k"),
    ("dj", "j"),
)
_ARABIC = str.maketrans({"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا"})


def _plain_arabic(name: str) -> str:
    return unicodedata.normalize("NFC", name).translate(_ARABIC)


def _without_arabic_article(token: str) -> str:
    return token[2:] if token.startswith("ال") and len(token) > 4 else token
