"""What a post could perceive in one hour: its life, its watches, light, and what its log says kept it from looking.

A post whose log was not entered for a day is as good as none on it: nobody can tell whether it looked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from trucewatch.assess.watching.daylight import is_dark
from trucewatch.assess.watching.logs import NO_LOG, PostLog, Stretch
from trucewatch.knowledge.coverage_tables import CoverRow, cover_rows
from trucewatch.model import Cover, Means, Position, Post, PostEvent, PostStatus, Watch

HOUR = 3600
WORST = (Cover.NONE, Cover.LIMITED, Cover.MANNED)


@dataclass(frozen=True, slots=True)
class Outlook:
    """How well a post could look in an hour, by which means and watches, and what kept it from looking."""

    cover: Cover
    means: Mapping[Means, Cover]
    watches: tuple[Watch, ...]
    position: Position | None
    reasons: tuple[str, ...]


def best(covers: Iterable[Cover]) -> Cover:
    """The best of several; NONE of none."""
    return max(covers, key=WORST.index, default=Cover.NONE)


def worst(covers: Iterable[Cover]) -> Cover:
    """The worst of several; MANNED of none."""
    return min(covers, key=WORST.index, default=Cover.MANNED)


class Lookout:
    """A post with its log, asked hour by hour; each answer is worked out once."""

    def __init__(self, post: Post, log: PostLog = NO_LOG) -> None:
        self.post, self.log = post, log
        self._zone = ZoneInfo(post.zone or "UTC")
        self._hours: dict[datetime, Outlook] = {}

    def at(self, hour: datetime) -> Outlook:
        """What it could perceive in the hour that begins then."""
        found = self._hours.get(hour)
        if found is None:
            found = self._hours[hour] = self._look(hour)
        return found

    def day_of(self, moment: datetime) -> date:
        """The local day at the post."""
        return moment.astimezone(self._zone).date()

    def day(self, day: date) -> tuple[datetime, datetime]:
        """The moments at which a local day begins and ends."""
        first, last = (datetime(d.year, d.month, d.day, tzinfo=self._zone) for d in (day, day + timedelta(days=1)))
        return first, last

    def _look(self, hour: datetime) -> Outlook:
        local = hour.astimezone(self._zone)
        day, position = local.date(), self.post.position_on(local.date())
        known = [watch for watch in self.post.watches if _in_force(watch, day)]
        awake = tuple(watch for watch in known if _in_hours(watch, local))
        barring = [row for row in self._life(day) if row.words]
        if Cover.NONE not in {row.cover for row in barring}:  # of an evacuated post nobody asks for its log
            barring += _lacks(position, known, awake, day in self.log.days)
        overall = worst(row.cover for row in barring)
        if overall is Cover.NONE or position is None:
            return Outlook(Cover.NONE, {}, (), position, tuple(row.words for row in barring if row.cover is Cover.NONE))
        reasons = [row.words for row in barring]
        means: dict[Means, Cover] = {}
        for one in dict.fromkeys(watch.means for watch in awake):
            kept, why = self._kept(one, hour, position)
            means[one] = worst((overall, kept))
            reasons += why
        cover = worst((overall, _together(means)))
        if cover is Cover.MANNED and (asleep := self._blind(known, means, hour, position)):
            cover, reasons = Cover.LIMITED, [*reasons, *asleep]
        open_ = tuple(watch for watch in awake if means[watch.means] is not Cover.NONE)
        return Outlook(cover, means, open_, position, tuple(dict.fromkeys(reasons)))

    def _life(self, day: date) -> Iterator[CoverRow]:
        """What became of the post up to a day: the last status that lasts, and those of the day itself."""
        lasting: CoverRow | None = None
        for event in self._turns:
            row = cover_rows()["status", event.status.value]
            if event.on > day:
                break
            if row.lasts == "yes":
                lasting = row
            elif event.on == day:
                yield row
        if lasting is not None:
            yield lasting
        elif self._turns and self._turns[0].status in (PostStatus.PLANNED, PostStatus.SET_UP) and self._turns[0].on > day:
            yield cover_rows()["status", PostStatus.PLANNED.value]

    @cached_property
    def _turns(self) -> tuple[PostEvent, ...]:
        order = list(PostStatus)
        return tuple(sorted(self.post.events, key=lambda event: (event.on, order.index(event.status))))

    def _kept(self, means: Means, hour: datetime, position: Position) -> tuple[Cover, list[str]]:
        """What one means could do in the hour, and what kept it from more."""
        start = int(hour.timestamp())
        near = [one for one in self._limits(start) if not one.means or means in one.means]
        reasons = [one.words for one in near]
        blocked = [one for one in near if one.cover is Cover.NONE]
        if blocked and _seconds(blocked, start) >= HOUR:
            return Cover.NONE, reasons
        if dark := _dark(means, hour, position):
            return Cover.LIMITED, [*reasons, dark]
        return (Cover.LIMITED if near else Cover.MANNED), reasons

    def _blind(self, known: Sequence[Watch], means: Mapping[Means, Cover], hour: datetime, position: Position) -> list[str]:
        """Why a post that still listens is limited: what it watches by light alone is put away for the night."""
        away = dict.fromkeys(watch.means for watch in known if watch.means not in means)
        return list(dict.fromkeys(words for one in away if (words := _dark(one, hour, position))))

    def _limits(self, start: int) -> Sequence[Stretch]:
        return [one for one in self.log.limits if one.start < start + HOUR and max(one.end, one.start + 1) > start]


def _dark(means: Means, hour: datetime, position: Position) -> str:
    """That it is too dark for a means, in words; empty where it is not, or the means needs no light."""
    row = cover_rows().get(("light", means.value))
    dark = row is not None and is_dark(position.latitude, position.longitude, hour + timedelta(minutes=30))
    return row.words if row is not None and dark else ""


def _together(means: Mapping[Means, Cover]) -> Cover:
    """Of all means: manned where each works unhindered, none where none works."""
    if not means or all(cover is Cover.NONE for cover in means.values()):
        return Cover.NONE
    return Cover.MANNED if all(cover is Cover.MANNED for cover in means.values()) else Cover.LIMITED


def _lacks(position: Position | None, known: Collection[Watch], awake: Collection[Watch], logged: bool) -> Iterator[CoverRow]:
    """What is not known of a post, without which it cannot be said to have looked."""
    missing = {"position": position is None, "watch": not known, "hours": bool(known) and not awake, "log": not logged}
    return (cover_rows()["lack", name] for name, lacks in missing.items() if lacks)


def _in_force(watch: Watch, day: date) -> bool:
    return (watch.since is None or watch.since <= day) and (watch.until is None or day <= watch.until)


def _in_hours(watch: Watch, local: datetime) -> bool:
    """True if the hour touches the hours of a watch; from 20:00 to 06:00 goes through midnight."""
    if not watch.hours:
        return True
    first = local.hour * 60 + local.minute
    minutes = {(first + n) % 1440 for n in range(60)}
    return any(not minutes.isdisjoint(_minutes(a.hour * 60 + a.minute, b.hour * 60 + b.minute)) for a, b in watch.hours)


def _minutes(start: int, end: int) -> Iterable[int]:
    return range(start, end) if start < end else (*range(start, 1440), *range(end))


def _seconds(stretches: Sequence[Stretch], start: int) -> int:
    """How many seconds of the hour these stretches take up together."""
    taken, at = 0, start
    for one in sorted(stretches, key=lambda one: (one.start, one.end)):
        begin, end = max(at, one.start), min(start + HOUR, one.end)
        taken, at = taken + max(0, end - begin), max(at, end)
    return taken
