"""Who could look at an area, hour by hour: manned, limited or nobody, with the share of the area within range.

A count without this says little: an hour in which nobody could look has no violations either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from shapely.geometry.base import BaseGeometry

from trucewatch.assess.watching.daylight import hours_of
from trucewatch.assess.watching.logs import NO_LOG, PostLog
from trucewatch.assess.watching.outlook import Lookout, Outlook, best
from trucewatch.assess.watching.sectors import reach, share_of
from trucewatch.model import Cover, Post

NO_POST = "no post is known within range"
MOST_REASONS = 6
MOST_TOLD = 2  # posts named in a phrase
UNREGISTERED_KM = 10.0  # how near a post must be to be named where nobody has registered what it can perceive
HALF, FULL = 0.005, 0.995  # below half a per cent nothing is in range, above all but half of one all is


@dataclass(frozen=True, slots=True)
class CoveredHour:
    """An hour of an area: the best view that any post had of it, the share that those could see, and why not more.

    `posts` could look, `within` are all whose range reaches the area, whether they could or not.
    """

    start: datetime
    cover: Cover
    share: float
    posts: tuple[str, ...]
    within: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoveredDay:
    """A day of an area: how many of its hours were manned, limited, or watched by nobody; `share` is the mean over all hours."""

    day: date
    manned: int
    limited: int
    none: int
    share: float
    posts: tuple[str, ...]
    within: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def cover(self) -> Cover:
        """Manned where every hour was, none where none was watched."""
        if self.none == self.manned + self.limited + self.none:
            return Cover.NONE
        return Cover.MANNED if not self.limited and not self.none else Cover.LIMITED


def coverage(
    posts: Sequence[Post], logs: Mapping[str, PostLog], area: BaseGeometry, start: datetime, end: datetime
) -> tuple[CoveredHour, ...]:
    """The hours from `start` up to `end` over an area (degrees of longitude and latitude); the order of posts changes nothing."""
    watch = AreaWatch(posts, logs, area)
    return tuple(watch.at(hour) for hour in hours_of(start, end))


def by_day(hours: Iterable[CoveredHour], zone: str) -> tuple[CoveredDay, ...]:
    """The hours added up by the local days of a zone."""
    place = ZoneInfo(zone or "UTC")
    grouped = groupby(hours, key=lambda hour: hour.start.astimezone(place).date())
    return tuple(_day(day, tuple(some)) for day, some in grouped)


def _day(day: date, hours: Sequence[CoveredHour]) -> CoveredDay:
    many = {cover: sum(hour.cover is cover for hour in hours) for cover in Cover}
    return CoveredDay(
        day=day,
        manned=many[Cover.MANNED],
        limited=many[Cover.LIMITED],
        none=many[Cover.NONE],
        share=sum(hour.share for hour in hours) / len(hours),
        posts=tuple(sorted({post for hour in hours for post in hour.posts})),
        within=tuple(sorted({post for hour in hours for post in hour.within})),
        reasons=tuple(dict.fromkeys(reason for hour in hours for reason in hour.reasons))[:MOST_REASONS],
    )


class AreaWatch:
    """An area with all posts whose range may reach it; shares are worked out once for each set of posts that could look."""

    def __init__(self, posts: Sequence[Post], logs: Mapping[str, PostLog], area: BaseGeometry) -> None:
        self._area = area
        self._lookouts = [Lookout(post, logs.get(post.id, NO_LOG)) for post in sorted(posts, key=lambda post: post.id)]
        self._shares: dict[tuple[BaseGeometry, ...], float] = {}
        self._touching: dict[BaseGeometry, bool] = {}

    def at(self, hour: datetime) -> CoveredHour:
        """The area in the hour that begins then."""
        within, seeing, reasons = [], [], []
        for lookout in self._lookouts:
            day = lookout.day_of(hour)
            if not self._reaches(lookout, day):
                continue
            post, seen = lookout.post, lookout.at(hour)
            within.append(post.id)
            reasons += [f"{post.name}: {why}" for why in seen.reasons]
            grounds = [ground for ground in _grounds(seen) if self._touches(ground)]
            if grounds and seen.cover is not Cover.NONE:
                seeing.append((post.id, seen.cover, grounds))
        share = self._share([ground for _, _, grounds in seeing for ground in grounds])
        cover = best(cover for _, cover, _ in seeing)
        why = tuple(dict.fromkeys(reasons)) if within else (NO_POST,)
        return CoveredHour(hour, cover, share, tuple(post for post, _, _ in seeing), tuple(within), why[:MOST_REASONS])

    def _reaches(self, lookout: Lookout, day: date) -> bool:
        """True if the area lies within range of any means that the post has on a day, whether it could look or not."""
        position = lookout.post.position_on(day)
        if position is None:
            return False
        spot, watches = (position.latitude, position.longitude), lookout.post.watches
        if not watches:
            return self._touches(reach(spot, UNREGISTERED_KM))
        return any(self._touches(reach(spot, watch.range_km, watch.sectors)) for watch in watches)

    def _touches(self, ground: BaseGeometry) -> bool:
        found = self._touching.get(ground)
        if found is None:
            found = self._touching[ground] = bool(ground.intersects(self._area))
        return found

    def _share(self, grounds: Sequence[BaseGeometry]) -> float:
        key = tuple(dict.fromkeys(grounds))
        if key not in self._shares:
            share = share_of(self._area, key)
            self._shares[key] = 0.0 if share < HALF else 1.0 if share > FULL else round(share, 4)
        return self._shares[key]


def _grounds(seen: Outlook) -> Iterator[BaseGeometry]:
    if seen.position is None:
        return
    spot = seen.position.latitude, seen.position.longitude
    yield from (reach(spot, watch.range_km, watch.sectors) for watch in seen.watches)


def _told_together(reasons: Iterable[str]) -> Iterator[str]:
    """Each reason once, with the posts it holds for: "12 posts: no log was entered"."""
    posts: dict[str, dict[str, None]] = {}
    for reason in reasons:
        name, _, why = reason.rpartition(": ")
        posts.setdefault(why, {})[name] = None
    for why, names in posts.items():
        told = [name for name in names if name]
        yield f"{len(told)} posts: {why}" if len(told) > MOST_TOLD else f"{' and '.join(told)}: {why}" if told else why


def coverage_words(days: Sequence[CoveredDay], posts: int) -> str:
    """The coverage of a period in a phrase, "manned 20 of 24 h, 40% in view", or why there was none."""
    if posts == 0:
        return "no posts known"
    hours = sum(one.manned + one.limited + one.none for one in days)
    if not hours:
        return "no time to cover"
    if not any(one.within for one in days):
        return NO_POST
    manned, limited = sum(one.manned for one in days), sum(one.limited for one in days)
    if not manned and not limited:
        return f"none of {hours} h ({'; '.join(_told_together(reason for one in days for reason in one.reasons))})"
    share = sum(one.share * (one.manned + one.limited + one.none) for one in days) / hours
    told = [f"manned {manned} of {hours} h"] if manned or not limited else []
    told += [f"limited {limited}{'' if manned else f' of {hours} h'}"] if limited else []
    return f"{', '.join(told)}, {share:.0%} in view"
