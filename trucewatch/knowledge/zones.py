"""Which local time holds at a place, and when a day ends there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.tables import read_table

TABLE = "zones.csv"
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """The IANA zone of a country (ISO3), or of its first-level divisions `admin1` if they keep another time than the rest.

    `example` is the end of 1 July 2024 there.
    """

    country: str
    admin1: tuple[str, ...]
    zone: str
    source: str
    example: str


def zone_rows() -> tuple[ZoneRow, ...]:
    """The table, from the public zone tables of the tz database (see tools/build_zones.py)."""
    return read_table(TABLE, ZoneRow)


def is_zone(name: str) -> bool:
    """True if the tz database knows a zone of this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zones_of(country: str | None, admin1: str | None = None) -> tuple[str, ...]:
    """Every zone a place can lie in: one for most countries; of a country with several, all while its division is not told."""
    divisions = _by_country().get(country or "", {})
    named = divisions.get(fold(admin1)) if admin1 else None
    if named:
        return named
    if admin1 and (rest := divisions.get("")):
        return rest
    return tuple(dict.fromkeys(zone for zones in divisions.values() for zone in zones))


def zone_of(country: str | None, admin1: str | None = None) -> str | None:
    """The zone of a place; None where its country has several and the division is not told, or has several itself."""
    zones = zones_of(country, admin1)
    return zones[0] if len(zones) == 1 else None


def local_end_of(day: date, zone: str) -> datetime:
    """The instant at which a day ends in a zone, 24:00 local, as 0:00 of the next day with the offset that then holds.

    Where clocks go forward at midnight that 0:00 is never shown: it stands with the offset before the change. Where they go
    back over midnight the day ends the second time that midnight comes.
    """
    wall = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    again = wall.replace(fold=1)
    if again.utcoffset() == wall.utcoffset() or _skipped(wall):
        return wall
    shortly_before = (again.astimezone(UTC) - INSTANT).astimezone(again.tzinfo)
    return again if shortly_before.date() <= day else wall


def local_instant(day: date, at: time | None, zone: str) -> datetime:
    """A local time as an instant; without a time, the beginning of the day. Of a time that comes twice, the first."""
    return local_end_of(day - timedelta(days=1), zone) if at is None else datetime.combine(day, at, ZoneInfo(zone))


def _skipped(wall: datetime) -> bool:
    """True if clocks never show this time."""
    return wall.astimezone(UTC).astimezone(wall.tzinfo).replace(tzinfo=None) != wall.replace(tzinfo=None)


@cache
def _by_country() -> dict[str, dict[str, tuple[str, ...]]]:
    """For each country the zones under each folded division, and under "" those of the rest."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in zone_rows():
        divisions = found.setdefault(row.country, {})
        for name in row.admin1 or ("",):
            key = fold(name) if name else ""
            divisions[key] = (*divisions.get(key, ()), row.zone)
    return found
