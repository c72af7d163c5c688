"""What two posts may perceive of one happening, and how far their clocks and ears may part them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trucewatch.knowledge.tables import read_table

SAME_PLACE = "yes"


@dataclass(frozen=True, slots=True)
class ObservingRow:
    """Two phenomena (of `Phenomenon`, or "access" or "hardware") that can be one happening as two posts log it.

    What is `same_place` is one only at one named place and of one sort; all else where the sectors meet.
    """

    one: str
    other: str
    same_place: Literal["yes", "no"]
    example: str


@dataclass(frozen=True, slots=True)
class ObservingLimit:
    """A bound within which two lines of logs can tell of one happening, and why it is so wide."""

    name: Literal["clock_s", "sound_s", "stretch", "longest_h", "point_km"]
    value: float
    why: str


@dataclass(frozen=True, slots=True)
class ObservingLimits:
    """The bounds by name: seconds between two clocks, seconds sound takes, share of a stretch, hours, kilometres."""

    clock_s: float
    sound_s: float
    stretch: float
    longest_h: float
    point_km: float


@cache
def observing_rows() -> tuple[ObservingRow, ...]:
    """The rows of `observing.csv`."""
    return read_table("observing.csv", ObservingRow)


@cache
def observing_limits() -> ObservingLimits:
    """The bounds of `observing_limits.csv`."""
    return ObservingLimits(**{row.name: row.value for row in read_table("observing_limits.csv", ObservingLimit)})


@cache
def alike_phenomena() -> dict[tuple[str, str], bool]:
    """Pairs of phenomena that can be one happening, both ways round; True where they must be at one named place."""
    pairs = {(row.one, row.other): row.same_place == SAME_PLACE for row in observing_rows()}
    return pairs | {(other, one): place for (one, other), place in pairs.items()}


@cache
def kin_of(phenomenon: str) -> str:
    """The first of all phenomena that a chain of alike ones leads to: two that are alike have one."""
    found, ahead = {phenomenon}, [phenomenon]
    while ahead:
        one = ahead.pop()
        fresh = {other for first, other in alike_phenomena() if first == one} - found
        found |= fresh
        ahead += fresh
    return min(found)
