"""From where to where a ledger is asked for: entry numbers, days and instants as entry numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from trucewatch.ledger import Moment


class Positions(Protocol):
    """What knows which entries belong to a moment."""

    def position(self, moment: Moment | None = None) -> int:
        """The last entry that belongs to a moment."""
        ...


def after_of(source: Positions, since: str) -> int:
    """The entry behind which `since` begins; a ValueError if it is neither number, day nor instant.

    A number N stands for what came after entry N (which was seen), a day for all that was recorded from its first moment on
    (UTC), an instant for what was recorded later than it.
    """
    words = since.strip()
    if not words:
        return 0
    if words.isascii() and words.isdigit() and len(words) < 16:
        return min(int(words), source.position())
    if len(words) == len("2020-02-13"):
        first = datetime.combine(date.fromisoformat(words), time(), UTC)
        if first == datetime.min.replace(tzinfo=UTC):
            return 0
        return source.position(first - timedelta(microseconds=1))
    moment = datetime.fromisoformat(words)
    return source.position(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def until_of(source: Positions, until: str) -> int | None:
    """The last entry that `until` asks for: entry N itself, all of a day (UTC), or what was recorded up to an instant."""
    words = until.strip()
    if not words:
        return None
    if words.isascii() and words.isdigit() and len(words) < 16:
        return min(int(words), source.position())
    if len(words) == len("2020-02-13"):
        last = datetime.combine(date.fromisoformat(words), time.max, UTC)
        return source.position(last)
    moment = datetime.fromisoformat(words)
    return source.position(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
