"""What a line of a post's log is compared by: the post, the phenomenon, the seconds, the ground."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from trucewatch.knowledge.distance import KM_OF_A_DEGREE, squeeze
from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.observing_tables import observing_limits
from trucewatch.model import Claim, Place, Ring, logged_instant

CORNERS = 16
KEPT = 200_000

Pieces = tuple[tuple[Ring, ...], ...]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Perceived:
    """A logged claim as it is compared with others.

    `start` and `end` are seconds since 1970 in UTC; `ground` is the impact area, `box` its west, south, east and north; both are
    empty where it is not known.
    """

    post: str
    operator: str
    phenomenon: str
    means: str
    sort: str
    start: int
    end: int
    place: str
    ground: Pieces = ()
    box: Box | tuple[()] = ()

    @property
    def seconds(self) -> int:
        """How long it went on."""
        return self.end - self.start


def perceived(claim: Claim) -> Perceived | None:
    """A logged claim as it is compared; None for a claim of a report, and for one whose times are none."""
    told = claim.logged
    if told is None:
        return None
    start, end = _seconds(told.start), _seconds(told.end)
    ground = pieces_of(claim.place) if claim.place else ()
    points = [point for piece in ground for point in piece[0]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Perceived(  # plain words, be they enums or read back from a ledger: marks are made of how they print
        post=str(told.post_id),
        operator=str(told.operator),
        phenomenon=str(told.phenomenon),
        means=str(told.means),
        sort=fold(told.sort),
        start=start,
        end=max(start, end),
        place=_named(claim.place) if claim.place else "",
        ground=ground,
        box=(min(xs), min(ys), max(xs), max(ys)) if points else (),
    )


@lru_cache(maxsize=KEPT)
def _seconds(instant: str) -> int:
    """Seconds since 1970."""
    return int(logged_instant(instant).timestamp())


def pieces_of(place: Place) -> Pieces:
    """The ground of a place; of a bare point a circle, as wide as the limits say."""
    if place.ground is not None:
        return place.ground.pieces
    if place.latitude is None or place.longitude is None:
        return ()
    return _circle(place.latitude, place.longitude, observing_limits().point_km)


@lru_cache(maxsize=KEPT)
def _circle(latitude: float, longitude: float, km: float) -> Pieces:
    up = km / KM_OF_A_DEGREE
    along = up / squeeze(latitude)
    turns = [2 * math.pi * step / CORNERS for step in range(CORNERS)]
    ring = [(longitude + along * math.sin(turn), latitude + up * math.cos(turn)) for turn in turns]
    return (((*ring, ring[0]),),)


def _named(place: Place) -> str:
    return place.place_id or fold(place.name)


@lru_cache(maxsize=KEPT)
def area_of(ground: Pieces) -> BaseGeometry:
    """A ground as a geometry; what crosses itself is mended."""
    whole = MultiPolygon([Polygon(piece[0], piece[1:]) for piece in ground])
    return whole if whole.is_valid else whole.buffer(0)
