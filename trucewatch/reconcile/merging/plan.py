"""Cut claims into windows by when they were told and where they are set, so that each window is small enough for a process.

Any cut gives the same groups (docs/reconcile.md says why); this one keeps together what is mostly compared with each other.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trucewatch.reconcile.facts import RANK_BITS, UNKNOWN_DAY, Facts

DAY_PARTS = 8  # bits: reports without a date are cut by a hash of their ids, which is their order
TILE = 5  # degrees to a side of a region
WINDOW = 10_000  # claims at home in one window, with those they are compared with some 150 MB

Home = tuple[int, str]


def day_of(facts: Facts) -> int:
    """The day of publication of a claim, or where it has none a part of those without; a lower one never comes later in rank."""
    return facts.rank >> (RANK_BITS if facts.published != UNKNOWN_DAY else RANK_BITS - DAY_PARTS)


def region_of(facts: Facts) -> str:
    """The part of the world that a claim is set in: a tile of the map, else a country, else who acted."""
    if facts.place is not None and facts.place.point is not None:
        lat, lon = (math.degrees(angle) for angle in facts.place.point)
        return f"{math.floor(lat / TILE)}:{math.floor(lon / TILE)}"
    if facts.place is not None and facts.place.country:
        return facts.place.country
    return min(facts.actor, default="")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that follow each other: the number of its first claim, how many it has, its first window, and each region's.

    Where one window holds all, no region is named. A region of more claims than a window holds takes several.
    """

    days: tuple[int, ...]
    first: int
    claims: int
    window: int
    windows: int = 1
    regions: Mapping[str, int] | None = None

    def homes(self, facts: Sequence[Facts], room: int) -> Iterator[int]:
        """The window of each of its claims, given in order of rank."""
        if self.regions is None:
            yield from (self.window for _ in facts)
            return
        seen: Counter[str] = Counter()
        for item in facts:
            region = region_of(item)
            yield self.regions[region] + seen[region] // room
            seen[region] += 1


def stretches(counts: Mapping[Home, int], room: int = WINDOW) -> tuple[Stretch, ...]:
    """The stretches of all claims in order, from how many claims each day has in each region.

    Days are put together while they fit into one window; a day that does not is cut by region.
    """
    by_day: dict[int, Counter[str]] = {}
    for (day, region), count in counts.items():
        by_day.setdefault(day, Counter())[region] += count
    runs: list[list[int]] = []
    held = 0
    for day in sorted(by_day):
        size = by_day[day].total()
        held = held + size if runs and held + size <= room else size
        if held == size:
            runs.append([])
        runs[-1].append(day)
    out: list[Stretch] = []
    first = window = 0
    for days in runs:
        claims = sum(by_day[day].total() for day in days)
        out.append(Stretch(tuple(days), first, claims, window, *_by_region(by_day[days[0]], window, room, claims)))
        first, window = first + claims, window + out[-1].windows
    return tuple(out)


def _by_region(regions: Mapping[str, int], window: int, room: int, held: int) -> tuple[int, Mapping[str, int] | None]:
    """How many windows a day takes, and the first of each region's; regions that fit go together, in order of name."""
    if held <= room:
        return 1, None
    first: dict[str, int] = {}
    at, left = window - 1, 0
    for region in sorted(regions):
        size = regions[region]
        if size > left:
            at, left = at + 1, room
        first[region] = at
        at += max(0, math.ceil(size / room) - 1)
        left = left - size if size <= room else 0
    return at + 1 - window, first


def stretch_of(stretched: Sequence[Stretch], day: int) -> int:
    """The place of the stretch that a day belongs to."""
    return bisect_right([one.days[0] for one in stretched], day) - 1
