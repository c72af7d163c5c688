"""Read numbers as reports print them: "at least 330", "up to 50", "two dozen", "1.5 million", "forty-five"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.lexicon import Lexicon, Number

GAPS = ",\u00a0\u202f\u2009\u066c'’"  # between the thousands: 1,000, 1 000, 1'000, and the Arabic comma
DIGITS = re.compile(rf"\d{{1,3}}(?:[.{GAPS}]\d{{3}})+|\d+(?:\.\d+)?")
LARGEST = 10**12  # beyond any count a report gives; a longer run of digits is no number
HYPHENS = frozenset("-‐‑–")
SHARES = {"half": 0.5, "quarter": 0.25}


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
    """The number that begins at this word (lower case), with the words that bound it; None if there is none."""
    read = _value(words, at, lexicon.numbers)
    if read is None:
        return None
    low, high, approx, last = read
    upper = _upper(words, at, last, lexicon.numbers)
    if upper is not None and low is not None and upper[1] is not None and upper[1] > low:
        high, approx, last = upper[1], approx or upper[2], upper[3]
    bound, first = _qualifier(words, at, lexicon.qualifiers)
    behind = _behind(words, last, lexicon.qualifiers)
    last += 0 if behind is None else behind[1]
    bound = bound or (behind[0] if behind else None)
    if bound == "floor":
        high = None
    elif bound == "ceiling":
        low = None
    elif bound == "about":
        approx = True
    return Amount(low, high, approx, first, last, at)


Value = tuple[int | None, int | None, bool, int]


def _upper(words: Sequence[str], at: int, last: int, numbers: Mapping[str, Number]) -> Value | None:
    """The second number of "300 to 500", "four or five", "between 20 and 30"."""
    if last + 2 >= len(words):
        return None
    joins = {"-", "–", "to", "or"} | ({"and"} if at and words[at - 1] == "between" else set())
    return _value(words, last + 2, numbers) if words[last + 1] in joins else None


def _behind(words: Sequence[str], last: int, qualifiers: Mapping[tuple[str, ...], str]) -> tuple[str, int] | None:
    """The bound that stands after a number ("or more", "or so", "+"), and how many words it takes."""
    for length in (2, 1):
        after = tuple(words[last + 1 : last + 1 + length])
        if len(after) == length and after[0] in ("or", "+") and (bound := qualifiers.get(after)):
            return bound, length
    return None


def _value(words: Sequence[str], at: int, numbers: Mapping[str, Number]) -> Value | None:
    """Bounds, whether approximate, and the last word of a bare number."""
    base = _half(words, at, numbers) or _word_value(words, at, numbers)
    if base is None:
        return None
    low, high, approx, last = base
    wide = low is not None and high is not None and low < high  # "tens of thousands" end at 99,999
    while (step := _magnitude(words, last, numbers)) is not None:
        times, last = step
        low = None if low is None else low * times
        high = None if high is None else (high + 1) * times - 1 if wide else high * times
        approx = approx or words[last] == "dozen"
        if not wide and low is not None and (more := _rest(words, last, times, numbers)) is not None:
            low, last = low + more[0], more[1]
            high = low
    if (low or 0) > LARGEST or (high or 0) > LARGEST:
        return None
    return (None if low is None else round(low)), (None if high is None else round(high)), approx, last


def _magnitude(words: Sequence[str], last: int, numbers: Mapping[str, Number]) -> tuple[int, int] | None:
    """What the word after a number multiplies it with, and where it stands: "two million", "tens of thousands"."""
    of = last + 1 < len(words) and words[last + 1] == "of"
    at = last + 1 + of
    if at >= len(words):
        return None
    word = words[at].removesuffix("s") if of else words[at]
    factor = numbers.get(word)
    if factor is None or not (factor.role == "magnitude" or (word == "dozen" and not of)):
        return None
    return factor.low or 1, at


def _rest(words: Sequence[str], last: int, times: int, numbers: Mapping[str, Number]) -> tuple[float, int] | None:
    """The "and fifty" of "two hundred and fifty"."""
    at = last + 2 if words[last + 1 : last + 2] and words[last + 1] == "and" else last + 1
    if at >= len(words) or not words[at][:1].isalpha():
        return None
    more = _word_value(words, at, numbers)
    if more is None or more[0] is None or more[2] or more[0] != more[1] or not 0 < more[0] < times:
        return None
    return more[0], more[3]


def _half(words: Sequence[str], at: int, numbers: Mapping[str, Number]) -> tuple[float, float, bool, int] | None:
    """ "Half a million", "a quarter of a million"."""
    share = SHARES.get(words[at])
    if share is None:
        return None
    after = next((n for n in range(at + 1, min(at + 4, len(words))) if words[n] not in ("of", "a", "an")), None)
    if after is None or after == at + 1:
        return None
    factor = numbers.get(words[after])
    if factor is None or factor.role != "magnitude" or factor.low is None:
        return None
    return share * factor.low, share * factor.low, True, after


def _word_value(
    words: Sequence[str], at: int, numbers: Mapping[str, Number]
) -> tuple[float | None, float | None, bool, int] | None:
    word = words[at]
    if DIGITS.fullmatch(word) and len(word) <= 15:
        plain = re.sub(f"[{GAPS}]", "", word)
        plain = plain.replace(".", "") if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", plain) else plain
        last = at
        while re.fullmatch(r"[1-9]\d{0,2}", word) and last + 1 < len(words) and re.fullmatch(r"\d{3}", words[last + 1]):
            last += 1
            plain += words[last]  # "1 500", printed with a blank between the thousands
        return float(plain), float(plain), False, last
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
