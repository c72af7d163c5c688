"""How far apart two points of the earth are, and which point lies so far away in a direction."""

from __future__ import annotations

import math

Spot = tuple[float, float]  # latitude, longitude, in degrees

EARTH_KM = 6371.0  # mean radius
KM_OF_A_DEGREE = 111.2


def kilometres(one: Spot, two: Spot) -> float:
    """The great-circle distance of two points."""
    lat1, lat2 = math.radians(one[0]), math.radians(two[0])
    half = math.sin((lat1 - lat2) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(one[1] - two[1]) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def squeeze(latitude: float) -> float:
    """How much shorter a degree of longitude is there than one of latitude; a twentieth at the least."""
    return max(0.05, math.cos(math.radians(latitude)))


def moved(start: Spot, km: float, bearing: float) -> Spot:
    """The point so many kilometres away in a direction, on a flat sheet: good to a hundredth within a few hundred kilometres."""
    latitude = start[0] + km / KM_OF_A_DEGREE * math.cos(math.radians(bearing))
    across = km / KM_OF_A_DEGREE * math.sin(math.radians(bearing)) / squeeze(start[0])
    return max(-90.0, min(90.0, latitude)), max(-180.0, min(180.0, start[1] + across))
