"""Set time expressions on the calendar against the day of publication: "Wednesday", "since last week", "by the end of the month".

A small grammar of our own (`grammar.py`). What it does not know is None, never a guess. The libraries measured for this
(dateparser, parsedatetime, timefhuman, ctparse) get deadlines, weekdays or year-less days wrong; of the 88 dated expressions of
GUM that the grammar leaves open, dateparser reads 9, all of them wrongly, so it is no fallback either.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from trucewatch.model import Precision
from trucewatch.resolve.calendar import Base, Window, day_window
from trucewatch.resolve.grammar import A_WEEKDAY, COUNT, HOURS, MONTH, UNIT, ahead, read

KEPT = 10_000  # answers kept; a report names the same day again and again
LONGEST = 120  # letters of the longest time expression read; beyond it the words are a sentence


def resolve_time(words: str, *, published: date, past: bool = True) -> Window | None:
    """The days an expression stands for, end exclusive, and how exact that is; None if it is not understood.

    `past` says which way a weekday or a day without a year is looked for. "Thursday" in a report of a Thursday is that day.
    """
    return _window(words, published, past) if len(words) <= LONGEST else None


@lru_cache(maxsize=KEPT)
def _window(words: str, published: date, past: bool) -> Window | None:
    try:
        window = read(_plain(words), Base(published, past))
    except (ValueError, OverflowError):
        return None  # a day that does not exist, or one beyond the calendar
    return window if window is not None and window[0] < window[1] else None


def names_weekday(words: str) -> bool:
    """True for "on Wednesday", False for "Wednesday, Feb. 12" or "15 March"."""
    text = _plain(words)
    return re.search(rf"\b{A_WEEKDAY}\b", text) is not None and re.search(rf"\b{MONTH}\b", text) is None


def resolve_deadline(words: str, *, published: date) -> Window | None:
    """The last day a demand or promise leaves: "by the end of February" is 29 February 2020, "within 48 hours" two days on."""
    if len(words) > LONGEST:
        return None
    text = _plain(words)
    try:
        window = _deadline(text, Base(published, past=False))
    except (ValueError, OverflowError):
        return None
    return None if window is None else day_window(window[1] - timedelta(days=1))


def _deadline(text: str, base: Base) -> Window | None:
    if match := re.fullmatch(rf"(?:(?:with)?in (?:the next |the coming )?)?{COUNT} {UNIT}(?: time)?", text):
        return ahead(match, base)
    text = re.sub(r"\b([ap]) m\b", r"\1m", text)  # "6 p.m." without its points
    bare = re.sub(r"^(?:by|before|until|till|no later than|not later than|up to|as of) ", "", text)
    if bare.startswith(("end of ", "the end of ")):
        return read(re.sub(r"^(?:the )?end of ", "", bare), base)
    if re.fullmatch(rf"(?:{HOURS}|tonight)(?: [a-z]+ time)?", bare):
        return day_window(base.day)
    before = re.match(r"before ", text) is not None
    window = read(bare, base)
    if window and before and window[2] is not Precision.DAY:
        return window[0] - timedelta(days=1), window[0], Precision.DAY
    return window


def _plain(words: str) -> str:
    """Lower case, plain dashes and apostrophes, no stray punctuation, no hours of the day."""
    text = unicodedata.normalize("NFKC", words).casefold().replace("’", "'")
    text = re.sub(r"(?<=\d0)'s\b", "s", text).replace("'s", "")  # "the 1930's" are a decade
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    text = re.sub(r"\b(mid)-(?=\w)", r"\1 ", text)
    text = re.sub(r"(?<![\w:.])" + HOURS + r"(?: on| of)?\b", " ", text) if re.search(r"[a-z]", text) and _has_day(text) else text
    text = re.sub(r"\blocal time\b", " ", text)
    text = re.sub(r"(?<=[a-z])\.|[,;()\[\]\"]", " ", text)
    return re.sub(r"\s+", " ", text).strip(" .-")


def _has_day(text: str) -> bool:
    """True if something besides an hour is named, so that the hour may be left out."""
    return re.search(rf"\b(?:{A_WEEKDAY}|today|yesterday|tomorrow|tonight|{MONTH})\b", text) is not None
