"""Weapons that only one side of a war has: whose helicopters they are where a report does not say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from trucewatch.knowledge.tables import read_table


@dataclass(frozen=True, slots=True)
class WeaponOwner:
    """In the war of `country`, from `since` to `until` (exclusive), what `pattern` names was used by `party` alone."""

    pattern: str
    country: str
    party: str
    since: date
    until: date | None
    source: str
    example: str

    def __post_init__(self) -> None:
        re.compile(self.pattern)
        if self.until is not None and self.until <= self.since:
            raise ValueError(f"until {self.until} must lie after since {self.since}")


@dataclass(frozen=True, slots=True)
class OwnedWeapon:
    """A weapon found in a text, at its place there, and whose it is."""

    start: int
    end: int
    party: str


def weapon_in(text: str, country: str, on: date) -> OwnedWeapon | None:
    """The first weapon in these words that only one side of the country's war had on that day."""
    found = [
        OwnedWeapon(match.start(), match.end(), row.party)
        for row, pattern in _owners()
        if row.country == country and row.since <= on and (row.until is None or on < row.until)
        for match in [pattern.search(text)]
        if match
    ]
    return min(found, key=lambda weapon: (weapon.start, -weapon.end), default=None)


@cache
def _owners() -> tuple[tuple[WeaponOwner, re.Pattern[str]], ...]:
    rows = read_table("weapon_owners.csv", WeaponOwner)
    return tuple((row, re.compile(rf"\b(?:{row.pattern})\b", re.IGNORECASE)) for row in rows)
