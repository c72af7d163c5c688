"""How long an answer asks to be left alone: the header Retry-After (RFC 9110 §10.2.3)."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

MOST_DIGITS = 10  # more is no wait of anybody's: the first ten are three centuries


def seconds_asked(header: str, now: float) -> float | None:
    """The seconds from `now` (of the epoch), 0.0 for a date that has passed; None where it says nothing that can be read.

    seconds_asked("120", now) == 120.0, and so is that of a date two minutes ahead
    """
    words = header.strip()
    if words.isascii() and words.isdigit():  # isdigit alone lets "²" and "٣" through
        return float(words[:MOST_DIGITS])
    try:
        until = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until.timestamp() - now, 0.0)
