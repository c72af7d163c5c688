"""How far apart two points of the earth are."""

from __future__ import annotations

import math

Spot = tuple[float, float]  # latitude, longitude, in degrees

EARTH_KM = 6371.0  # mean radius


def kilometres(one: Spot, two: Spot) -> float:
    """The great-circle distance of two points."""
    lat1, lat2 = math.radians(one[0]), math.radians(two[0])
    half = math.sin((lat1 - lat2) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(one[1] - two[1]) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
