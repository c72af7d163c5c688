"""The logs of posts as they are looked up: the days on which there is one, what limited it, what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from trucewatch.knowledge.coverage_tables import cover_rows
from trucewatch.model import AccessEvent, Cover, HardwareSighting, Limit, LogRecord, Means, Observation, logged_instant

LONGEST_DAYS = 31  # a line of a longer time is taken for its first and last day
PATROL_MINUTES = 60  # how long a patrol is taken to be held up where the log does not say


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time, in seconds since 1970, in which a post could not look, or not well; without means it holds for all."""

    start: int
    end: int
    cover: Cover
    words: str
    means: frozenset[Means] = frozenset()


@dataclass(frozen=True, slots=True)
class PostLog:
    """All that one post logged: on which local days there is a log, what limited it, and its records day by day."""

    days: frozenset[date] = frozenset()
    limits: tuple[Stretch, ...] = ()
    held: Mapping[date, tuple[LogRecord, ...]] = field(default_factory=dict)

    @property
    def looked(self) -> frozenset[date]:
        """The days of which it holds what somebody perceived, be it nothing, and not only why nobody could."""
        seen = (Observation, HardwareSighting)
        return frozenset(day for day, some in self.held.items() if any(isinstance(one, seen) for one in some))


NO_LOG = PostLog()


def logs_of(records: Iterable[LogRecord]) -> dict[str, PostLog]:
    """The log of each post that has one; the order of the records changes nothing."""
    by_post: dict[str, list[LogRecord]] = {}
    for record in sorted(records, key=lambda record: (record.start, record.id)):
        by_post.setdefault(record.post_id, []).append(record)
    return {post: _log(some) for post, some in sorted(by_post.items())}


def _log(records: list[LogRecord]) -> PostLog:
    held: dict[date, list[LogRecord]] = {}
    for record in records:
        for day in days_of(record):
            held.setdefault(day, []).append(record)
    limits = sorted(
        (_stretch(one) for one in records if isinstance(one, Limit | AccessEvent)), key=lambda one: (one.start, one.end)
    )
    return PostLog(frozenset(held), tuple(limits), {day: tuple(some) for day, some in held.items()})


def days_of(record: LogRecord) -> tuple[date, ...]:
    """The local days that a line tells of, as its log counts them."""
    first = logged_instant(record.start).date()
    last = logged_instant(record.end).date() if isinstance(record, Observation | Limit) else first
    last = max(first, last)
    if (last - first).days > LONGEST_DAYS:
        return first, last
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def _stretch(record: Limit | AccessEvent) -> Stretch:
    start = int(logged_instant(record.start).timestamp())
    if isinstance(record, AccessEvent):
        row = cover_rows()["access", record.outcome.value]
        held_up = PATROL_MINUTES if record.minutes is None else record.minutes
        where = f" at {record.place}" if record.place else ""
        return Stretch(start, start + 60 * held_up, row.cover, f"{row.words}{where}")
    row = cover_rows()["cause", record.cause.value]
    end = max(start, int(logged_instant(record.end).timestamp()))
    return Stretch(start, end, Cover.NONE if record.whole else row.cover, row.words, frozenset(record.means))
