"""Keys: under what something is counted, and the cursors that lists go on from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from trucewatch.errors import CursorError

_CURSOR = re.compile(r"(\d{1,7})-(.+)", re.DOTALL | re.ASCII)


def ordinal(day: date | None) -> int:
    """A day as a number; 0 where there is none, so that it sorts before every day."""
    return day.toordinal() if day else 0


def day_of(number: int) -> date | None:
    """What `ordinal` was given."""
    return date.fromordinal(number) if number else None


def day_key(number: int) -> str:
    """A day as a key."""
    return date.fromordinal(number).isoformat() if number else ""


def week_key(number: int) -> str:
    """The Monday of a day's week as a key."""
    return date.fromordinal(number - (number - 1) % 7).isoformat() if number else ""


def month_key(number: int) -> str:
    """The month of a day as a key."""
    return day_key(number)[:7]


SPANS = {"day": day_key, "week": week_key, "month": month_key}


def cursor(number: int, id: str) -> str:
    """Where a list goes on: after the record with this day and this id."""
    return f"{number}-{id}"


def read_cursor(text: str) -> tuple[int, str]:
    """What `cursor` was given; a CursorError where it is something else."""
    match = _CURSOR.fullmatch(text)
    if match is None or int(match[1]) > date.max.toordinal():
        raise CursorError(text)
    return int(match[1]), match[2]


def check_dimensions(by: Sequence[str], known: Sequence[str], most: int) -> None:
    """Refuse what cannot be counted by."""
    wrong = [name for name in by if name not in known]
    if wrong or not 1 <= len(by) <= most or len(set(by)) < len(by):
        raise ValueError(f"{', '.join(by)!r}: count by one to {most} different ones of {', '.join(known)}")
