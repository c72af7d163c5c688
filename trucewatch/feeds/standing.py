"""How a feed stands, worked out from what is kept about it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from trucewatch.feeds.health import FeedHealth, FeedState
from trucewatch.feeds.manners import moment
from trucewatch.outside import Fault

OURS = frozenset({Fault.REFUSED.value, Fault.FORBIDDEN.value})  # not asked, rather than asked in vain
HOUR = 3600.0


def health_of(row: Row[Any], *, now: float, waiting: int = 0) -> FeedHealth:
    """The health of a feed from its row."""
    return FeedHealth(
        name=row.name,
        url=row.url,
        state=state_of(row, now=now),
        last_tried=moment(row.last_tried),
        last_answer=moment(row.last_answer),
        last_new=moment(row.last_new),
        failures=row.failures,
        why=row.why,
        outlet=row.outlet,
        language=row.language,
        every_minutes=row.every_minutes,
        silent_after_hours=row.silent_after_hours,
        next_try=moment(row.next_try),
        entries=row.entries,
        waiting=waiting,
        since=moment(row.since),
    )


def state_of(row: Row[Any], *, now: float) -> FeedState:
    """Not asked yet, refused, broken, empty, silent, or well: the first of these that holds."""
    if row.last_tried is None:
        return FeedState.NEW
    if row.failures:
        return FeedState.REFUSED if row.fault in OURS else FeedState.BROKEN
    if not row.entries:
        return FeedState.EMPTY
    quiet = now - (row.last_new if row.last_new is not None else row.since)
    return FeedState.SILENT if quiet > row.silent_after_hours * HOUR else FeedState.OK
