"""What of a report's words goes out: short quotations, never its text."""

from __future__ import annotations

LONGEST_QUOTE = 300  # characters of one quotation: of 3,167 claims of news texts 95 in 100 have up to 196, the longest 441
CUT = " …"


def short(words: str) -> str:
    """A quotation no longer than LONGEST_QUOTE: what is longer ends at a word, and shows that it was cut."""
    if len(words) <= LONGEST_QUOTE:
        return words
    room = words[: LONGEST_QUOTE - len(CUT)]
    whole, blank, _ = room.rpartition(" ")
    return (whole if blank and len(whole) > LONGEST_QUOTE // 2 else room).rstrip() + CUT
