"""The hour at which something happened, where the passages that tell it name one on the clock: "at 03:00", "at 9 p.m."."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import time
from functools import cache, lru_cache

from trucewatch.knowledge.assess_tables import clock_rows
from trucewatch.knowledge.wording import SMALL_NUMBERS

NOON = 12


def hour_told(passages: Iterable[str]) -> time | None:
    """The one time of day that passages name, local to the place; None where they name none, or several."""
    found = {one for passage in passages for one in _hours(passage)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=10_000)
def _hours(passage: str) -> tuple[time, ...]:
    return tuple(_named(passage))


def _named(passage: str) -> Iterator[time]:
    of_acts, of_others = _patterns()
    for pattern in of_others:
        passage = pattern.sub(" ", passage)
    for pattern in of_acts:
        for match in pattern.finditer(passage):
            yield _time(match.groupdict())


def _time(parts: dict[str, str | None]) -> time:
    if (word := parts.get("word")) is not None:
        hour = SMALL_NUMBERS.index(word.lower()) % NOON
        return time(hour if parts.get("part") == "morning" else hour + NOON)
    if (told := parts.get("hour")) is None:
        return time(NOON)
    hour, half = int(told), parts.get("half")
    if half and hour <= NOON:
        hour = of_the_day(hour, half)
    return time(hour, int(parts.get("minute") or 0))


def of_the_day(hour: int, half: str) -> int:
    """The hour of the day of "12 a.m." (0) or "3 pm" (15)."""
    return hour % NOON + (NOON if half.lower().startswith("p") else 0)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """The patterns of hours at which something was done, and of hours of what was agreed."""
    rows = [(row.hour, re.compile(row.pattern, re.IGNORECASE)) for row in clock_rows()]
    return tuple(pattern for hour, pattern in rows if hour), tuple(pattern for hour, pattern in rows if not hour)
