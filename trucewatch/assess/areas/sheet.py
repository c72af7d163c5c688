"""A flat sheet laid on the earth around a point, on which areas are drawn in kilometres.

The sheet is the azimuthal equidistant projection (Snyder, Map Projections: A Working Manual, USGS 1987, page 191) on a sphere,
stretched to the radii of curvature of the WGS 84 ellipsoid at its middle. Distances are within 0.5 % up to 1,000 km from the
middle. Neither the poles nor the 180th meridian are edges of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

AXIS_KM = 6378.137  # WGS 84
SQUASH = 0.00669437999014  # first eccentricity squared, WGS 84
STEP = 0.5  # degrees: the edges of a ring are straight in longitude and latitude (RFC 7946), so long ones are drawn in steps

Point = tuple[float, float]  # longitude, latitude
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet around a point, in kilometres to the east and north of it."""

    longitude: float
    latitude: float

    @property
    def radii(self) -> tuple[float, float]:
        """Of the earth at the middle: across to the east, along to the north."""
        bend = 1 - SQUASH * math.sin(math.radians(self.latitude)) ** 2
        return AXIS_KM / math.sqrt(bend), AXIS_KM * (1 - SQUASH) / bend**1.5

    def flat(self, points: Iterable[Point]) -> Floats:
        """Points of the globe on the sheet, a row each."""
        lon, lat = np.radians(np.array(list(points), dtype=float).reshape(-1, 2)).T
        turn, lat0 = lon - math.radians(self.longitude), math.radians(self.latitude)
        x = np.cos(lat) * np.sin(turn)
        y = math.cos(lat0) * np.sin(lat) - math.sin(lat0) * np.cos(lat) * np.cos(turn)
        height = math.sin(lat0) * np.sin(lat) + math.cos(lat0) * np.cos(lat) * np.cos(turn)
        long = np.hypot(x, y)
        stretch = np.where(long > 0, np.arctan2(long, height) / np.where(long > 0, long, 1.0), 1.0)
        across, along = self.radii
        return np.column_stack((x * stretch * across, y * stretch * along))

    def round(self, flat: Floats) -> Floats:
        """Points of the sheet back on the globe: longitude and latitude, a row each."""
        across, along = self.radii
        x, y = flat[:, 0] / across, flat[:, 1] / along
        far, lat0 = np.hypot(x, y), math.radians(self.latitude)
        safe = np.where(far > 0, far, 1.0)
        height = np.cos(far) * math.sin(lat0) + y * np.sin(far) * math.cos(lat0) / safe
        lat = np.arcsin(np.clip(height, -1, 1))
        turn = np.arctan2(x * np.sin(far), safe * math.cos(lat0) * np.cos(far) - y * math.sin(lat0) * np.sin(far))
        lon = (np.degrees(turn) + self.longitude + 180) % 360 - 180
        return np.column_stack((lon, np.degrees(lat)))

    def on_globe(self, drawn: BaseGeometry) -> BaseGeometry:
        """What is drawn on the sheet, in degrees of longitude and latitude."""
        return shapely.transform(drawn, self.round)


def sheet_around(points: Sequence[Point]) -> Sheet:
    """The sheet in the middle of some points, wherever on the globe they lie."""
    lon, lat = np.radians(np.array(points, dtype=float).reshape(-1, 2)).T
    x, y, z = (float(np.mean(part)) for part in (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))
    if math.hypot(x, y, z) < 1e-6:  # all round the globe: no middle
        return Sheet(*points[0])
    return Sheet(math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))


def in_steps(points: Sequence[Point]) -> list[Point]:
    """A line with its long edges cut into steps; from one point to the next it takes the shorter way round the globe."""
    out = [points[0]]
    for (x1, y1), (x2, y2) in pairwise(points):
        east = (x2 - x1 + 180) % 360 - 180
        steps = max(1, math.ceil(max(abs(east), abs(y2 - y1)) / STEP))
        out += [(x1 + east * step / steps, y1 + (y2 - y1) * step / steps) for step in range(1, steps + 1)]
    return out


def on_globe(points: Iterable[Point]) -> bool:
    """True if every point is one of the globe."""
    return all(math.isfinite(x) and math.isfinite(y) and -90 <= y <= 90 and -360 <= x <= 360 for x, y in points)
