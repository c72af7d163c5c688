"""Read numbers as reports print them: "at least 330", "up to 50", "two dozen", "1.5 million", "forty-five"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.lexicon import Lexicon, Number

DIGITS = re.compile(r"\d{1,3}(?:[,.\u00a0]\d{3})+|\d+(?:\.\d+)?")
LARGEST = 10**12  # beyond any count a report gives; a longer run of digits is no number
HYPHENS = frozenset("-‐‑–")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text: its bounds and the words (first and last index) it was read from, qualifier included."""

    low: int | None
    high: int | None
    approx: bool
    first: int
    last: int
    start: int


def amount_at(words: Sequence[str], at: int, lexicon: Lexicon) -> Amount | None:
    """The number that begins at this word (lower case), with the qualifier before it; None if there is none."""
    read = _value(words, at, lexicon.numbers)
    if read is None:
        return None
    low, high, approx, last = read
    if low is not None and last + 2 < len(words) and words[last + 1] in ("-", "–", "to"):
        upper = _value(words, last + 2, lexicon.numbers)
        if upper is not None and upper[1] is not None and upper[1] > low and not upper[2]:
            high, last = upper[1], upper[3]
    bound, first = _qualifier(words, at, lexicon.qualifiers)
    if bound == "floor":
        high = None
    elif bound == "ceiling":
        low = None
    elif bound == "about":
        approx = True
    return Amount(low, high, approx, first, last, at)


def _value(words: Sequence[str], at: int, numbers: Mapping[str, Number]) -> tuple[int | None, int | None, bool, int] | None:
    """Bounds, whether approximate, and the last word of a bare number."""
    base = _word_value(words, at, numbers)
    if base is None:
        return None
    low, high, approx, last = base
    while last + 1 < len(words) and (factor := numbers.get(words[last + 1])) is not None:
        if factor.role == "magnitude" or words[last + 1] == "dozen":
            times = factor.low or 1
            low, high = (low * times if low else low), (high * times if high else high)
            approx = approx or words[last + 1] == "dozen"
            last += 1
        else:
            break
    if (low or 0) > LARGEST or (high or 0) > LARGEST:
        return None
    return (None if low is None else round(low)), (None if high is None else round(high)), approx, last


def _word_value(
    words: Sequence[str], at: int, numbers: Mapping[str, Number]
) -> tuple[float | None, float | None, bool, int] | None:
    word = words[at]
    if DIGITS.fullmatch(word) and len(word) <= 15:
        plain = re.sub(r"[,\u00a0]", "", word)
        plain = plain.replace(".", "") if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", plain) else plain
        return float(plain), float(plain), False, at
    number = numbers.get(word)
    if number is None and "-" in word:
        tens, _, unit = word.partition("-")
        if (
            (a := numbers.get(tens))
            and (b := numbers.get(unit))
            and a.low is not None
            and b.low is not None
            and a.low >= 20 > b.low
        ):
            return a.low + b.low, a.low + b.low, False, at
    if number is None or number.role == "vague":
        return None
    if number.role == "magnitude":
        return number.low, number.high, True, at
    if number.low in range(20, 100, 10) and not number.approx and at + 2 < len(words) and words[at + 1] in HYPHENS:
        unit_value = numbers.get(words[at + 2])
        if unit_value and unit_value.low is not None and unit_value.low < 10:
            total = (number.low or 0) + unit_value.low
            return total, total, False, at + 2
    return number.low, number.high, number.approx, at


def _qualifier(words: Sequence[str], at: int, qualifiers: Mapping[tuple[str, ...], str]) -> tuple[str | None, int]:
    """The longest qualifier that ends just before this word ("a" may stand between), and where it begins."""
    ends = (at, at - 1) if at and words[at - 1] in ("a", "an", "the") else (at,)
    for end in ends:
        for length in (4, 3, 2, 1):
            if length <= end and (bound := qualifiers.get(tuple(words[end - length : end]))):
                return bound, end - length
    return None, at
