"""How high the sun stands over a place: by night eyes see little."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from functools import lru_cache

DARK_BELOW = -6.0  # degrees: the end of civil twilight


@lru_cache(maxsize=200_000)
def sun_elevation(latitude: float, longitude: float, moment: datetime) -> float:
    """Degrees of the sun above the horizon, good to half a degree.

    The formula of NOAA's Global Monitoring Laboratory, "General Solar Position Calculations" (gml.noaa.gov/grad/solcalc), after
    the Fourier series of J. Spencer, Search 2 (1971).
    """
    at = moment.astimezone(UTC)
    day, hour = at.timetuple().tm_yday, at.hour + at.minute / 60 + at.second / 3600
    year = 2 * math.pi / (366 if _is_leap(at.year) else 365) * (day - 1 + (hour - 12) / 24)
    one, two, three = (n * year for n in (1, 2, 3))
    equation = 229.18 * (
        0.000075 + 0.001868 * math.cos(one) - 0.032077 * math.sin(one) - 0.014615 * math.cos(two) - 0.040849 * math.sin(two)
    )
    declination = (
        0.006918
        - 0.399912 * math.cos(one)
        + 0.070257 * math.sin(one)
        - 0.006758 * math.cos(two)
        + 0.000907 * math.sin(two)
        - 0.002697 * math.cos(three)
        + 0.00148 * math.sin(three)
    )
    turn = math.radians((60 * hour + equation + 4 * longitude) / 4 - 180)
    high = math.sin(math.radians(latitude)) * math.sin(declination)
    high += math.cos(math.radians(latitude)) * math.cos(declination) * math.cos(turn)
    return math.degrees(math.asin(max(-1.0, min(1.0, high))))


def is_dark(latitude: float, longitude: float, moment: datetime) -> bool:
    """True from the end of civil twilight to its beginning."""
    return sun_elevation(latitude, longitude, moment) < DARK_BELOW


def hours_of(start: datetime, end: datetime) -> list[datetime]:
    """Every full hour in UTC from the one that holds `start` up to `end`, so that a day of summer time has 23, 24 or 25."""
    first = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    count = math.ceil((end.astimezone(UTC) - first) / timedelta(hours=1))
    return [first + timedelta(hours=n) for n in range(max(0, count))]


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
