"""Words as the fonts of the printed report can set them: what none of them can draw is told by its code point."""

from __future__ import annotations

import csv
import pathlib
import re
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache

FONTS = pathlib.Path(__file__).parent / "fonts"
OPENS, CLOSES = "\u2066\u2067\u2068", "\u2069"
TURNS = re.compile("[\u202a-\u202e]")  # turn words around far beyond themselves; who means well uses isolates
SPACES = re.compile(r"\s+")
# these shape or part words and draw nothing
UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\ufeff]")
LONG_WORD, BREAK = re.compile(r"\S{80}"), "\u200b"  # no line holds more letters than 80; a hash has 64
NEVER = ("Cc", "Cs", "Cn")
REPLACED = "\ufffd"


@cache
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where each range of drawable code points begins and ends."""
    with (FONTS / "signs.csv").open(newline="") as file:
        rows = [(int(row["first"], 16), int(row["last"], 16)) for row in csv.DictReader(file)]
    return tuple(first for first, _ in rows), tuple(last for _, last in rows)


@lru_cache(maxsize=4_096)
def is_drawable(sign: str) -> bool:
    """True if a font of the report holds this sign, or it draws nothing by nature; never of a control sign."""
    if _is_never(sign):
        return False
    firsts, lasts = _ranges()
    index = bisect_right(firsts, ord(sign)) - 1
    return (index >= 0 and ord(sign) <= lasts[index]) or UNSEEN.match(sign) is not None


@lru_cache(maxsize=4_096)
def _is_never(sign: str) -> bool:
    return unicodedata.category(sign) in NEVER


def drawable(words: str) -> str:
    """The words on one line, each sign drawable: "見" becomes "[U+898B]", a control sign �; directions opened are closed.

    A word longer than a line may break.
    """
    return LONG_WORD.sub(lambda found: found[0] + BREAK, signs_drawable(legible(words)))


def signs_drawable(words: str) -> str:
    """The words as they are, but for signs that no font of the report can draw: those are told by their code points."""
    told = {ord(sign): f"[U+{ord(sign):04X}]" for sign in set(words) if not is_drawable(sign)}
    return words.translate(told) if told else words


def legible(words: str) -> str:
    """The words on one line without control signs; directions opened in them are closed, none turns what stands around."""
    one_line = SPACES.sub(" ", TURNS.sub("", unicodedata.normalize("NFC", words))).strip()
    never = {ord(sign): REPLACED for sign in set(one_line) if _is_never(sign)}
    return _closed(one_line.translate(never) if never else one_line)


def runs_right_to_left(words: str, *, otherwise: bool) -> bool:
    """True if the first letter that has a direction runs from right to left; `otherwise` where none has one."""
    kinds = (unicodedata.bidirectional(sign) for sign in words)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), otherwise)


def _closed(words: str) -> str:
    """The words with every direction opened in them closed in them, and none closed that others opened."""
    if not any(sign in words for sign in OPENS + CLOSES):
        return words
    out: list[str] = []
    depth = 0
    for sign in words:
        if sign in OPENS:
            depth += 1
        elif sign == CLOSES:
            if not depth:
                continue
            depth -= 1
        out.append(sign)
    return "".join(out) + CLOSES * depth
