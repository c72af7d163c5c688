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
    state = state_of(row, now=now)
    return FeedHealth(
        name=row.name,
        url=row.url,
        state=state,
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
        since=moment(silent_from(row) if state is FeedState.SILENT else row.since),
    )


def state_of(row: Row[Any], *, now: float) -> FeedState:
    """Not asked yet, refused, broken, empty, silent, or well: the first of these that holds."""
    if row.last_tried is None:
        return FeedState.NEW
    if row.failures:
        return FeedState.REFUSED if row.fault in OURS else FeedState.BROKEN
    if not row.entries:
        return FeedState.EMPTY
    return FeedState.SILENT if now > silent_from(row) else FeedState.OK


def silent_from(row: Row[Any]) -> float:
    """From when on a feed that answers is silent, unless it brings something new before."""
    last = row.last_new if row.last_new is not None else row.since
    return float(last + row.silent_after_hours * HOUR)


def stands(failures: int, entries: int, fault: str = "") -> str:
    """As what a feed stands, as long as which `since` stays the same."""
    if failures:
        return "refused" if fault in OURS else "broken"
    return "well" if entries else "empty"
