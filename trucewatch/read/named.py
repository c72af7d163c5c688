"""A place name found in a report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place name at its place in the report; `rank` 0 is a quarter or building, 1 a town, 3 a province, 5 a country."""

    start: int
    end: int
    name: str
    rank: float
    inherited: bool = False
