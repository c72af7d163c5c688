"""Days, counts and lists in words, as stages give their reasons in them and pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

SMALL_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()
MONTHS = "January February March April May June July August September October November December".split()


def day_words(day: date) -> str:
    """ "3 February 2020"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def number(count: int) -> str:
    """Thousands set off: 1,000."""
    return f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """A count in figures with its noun: "3 reports", "1 origin"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def count_words(count: int, one: str, many: str = "") -> str:
    """ "one report", "sixteen" as 16: small counts in words, larger ones in figures; 0 is "no"."""
    word = SMALL_NUMBERS[count] if 0 <= count < len(SMALL_NUMBERS) else number(count)
    return f"{word} {one if count == 1 else many or one + 's'}"


def joined(words: Sequence[str], *, last: str = "and") -> str:
    """ "A", "A and B", "A, B and C"; nothing gives the empty string."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
