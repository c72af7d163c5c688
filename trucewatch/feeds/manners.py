"""Politeness as rules: when a feed is asked again, how long a site is left alone, when a page is given up."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from trucewatch.outside import seconds_asked

DAY = 24 * 3600.0
LONGEST_HOLD = DAY  # no Retry-After is waited for longer: it is asked again then, once
SLOWEST = 600.0  # seconds: a crawl-delay above this is kept to this
SHORTEST_HOLD = 60.0  # after a 429 or 503 that does not say for how long
PAGE_TRIES = 6  # of a page that fails for reasons that may pass: over about five hours
PAGE_PAUSE = 300.0
SPREAD = 0.1  # feeds with one rhythm do not all fall on one second


def retry_after(header: str, now: float) -> float:
    """The seconds for which a site is left alone that sent this Retry-After with a 429 or 503."""
    asked = seconds_asked(header, now)
    return SHORTEST_HOLD if asked is None else min(asked, LONGEST_HOLD)


def pause(*, own: float, asked: float) -> float:
    """Seconds between two requests to one site: our own, or the longer ones its robots.txt asks for."""
    return max(own, min(asked, SLOWEST))


def next_poll(name: str, every_minutes: int, *, failures: int, now: float, hold: float | None = None) -> float:
    """When a feed is asked again: in its rhythm, twice as late after each failure up to a day, and never within a hold."""
    usual = every_minutes * 60.0
    wait = usual if not failures else min(usual * 2.0 ** min(failures, 12), max(DAY, usual))
    share = int(hashlib.sha256(name.encode()).hexdigest()[:4], 16) / 0xFFFF
    return now + max(wait * (1 - SPREAD * share), hold or 0.0)


def next_page_try(tries: int, *, now: float, hold: float | None = None) -> float | None:
    """When a page that failed is tried again; None when it is given up."""
    if tries >= PAGE_TRIES:
        return None
    return now + max(PAGE_PAUSE * 2.0 ** (tries - 1), hold or 0.0)


def moment(seconds: float | None) -> datetime | None:
    """A stored moment; None where it never was, or is none of the calendar."""
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
