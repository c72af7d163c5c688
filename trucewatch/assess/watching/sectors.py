"""The ground that a post perceives: a circle or sectors around where it stands, in degrees of longitude and latitude."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from shapely import unary_union
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from trucewatch.knowledge.distance import KM_OF_A_DEGREE, Spot, squeeze

STEP = 7.5  # degrees from corner to corner of an arc: its edge is then off by 0.2 %
FULL = 360.0

Sectors = tuple[tuple[float, float], ...]


@lru_cache(maxsize=50_000)
def reach(post: Spot, km: float, sectors: Sectors = (), inner_km: float = 0.0) -> BaseGeometry:
    """All from `inner_km` to `km` from a post in these sectors (degrees from north, clockwise); without sectors all round."""
    if km <= 0:
        return Polygon()
    whole = unary_union([_wedge(post, km, *sector) for sector in sectors or ((0.0, FULL),)])
    return whole.difference(_wedge(post, inner_km, 0.0, FULL)) if inner_km > 0 else whole


def _wedge(post: Spot, km: float, start: float, end: float) -> Polygon:
    """One sector; from 350 to 10 it goes through north."""
    wide = (end - start) % FULL or FULL
    steps = max(1, math.ceil(wide / STEP))
    arc = [_away(post, km, start + wide * step / steps) for step in range(steps + 1)]
    return Polygon(arc if wide == FULL else [(post[1], post[0]), *arc])


def _away(post: Spot, km: float, bearing: float) -> tuple[float, float]:
    turn = math.radians(bearing)
    return post[1] + km * math.sin(turn) / KM_OF_A_DEGREE / squeeze(post[0]), post[0] + km * math.cos(turn) / KM_OF_A_DEGREE


def share_of(area: BaseGeometry, grounds: Sequence[BaseGeometry]) -> float:
    """Which share of an area these grounds hold together, 0..1; of an area without extent 1 where they hold it."""
    if not grounds or area.is_empty:
        return 0.0
    together = unary_union(list(grounds))
    if area.area == 0:
        return float(together.intersects(area))
    return min(1.0, together.intersection(area).area / area.area)
