"""Draw the ground that words leave open: a circle, one side of a place, a band along a line, a part of an outline.

Points are (latitude, longitude), rings (longitude, latitude). Distances are taken on a flat sheet around the middle, which is
off by less than a hundredth within the few hundred kilometres that words reach; a ground across a pole or the date line is cut.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from shapely import unary_union
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from trucewatch.knowledge.distance import KM_OF_A_DEGREE, Spot, kilometres, moved, squeeze
from trucewatch.model import Ground, Ring, Shape, Span

DIGITS = 3  # of a degree: about a hundred metres
CORNERS = 6  # to a quarter of a circle
COARSE = 0.02  # of a ground's width: how far a corner may be cut so that a ledger of many claims stays small
HALF_WIND = 45.0  # "north of" means the quarter of the sky around north
WITHIN_WIND = 0.4  # sin 22.5°: so far to the side may lie what is told by one of eight winds, for each kilometre of distance
LEAST_KM = 1.0
KEPT = 1_000  # circles of so many sizes are drawn once
SLIT = 0.03  # degrees: slits between simplified neighbours are closed by this much


def circle(middle: Spot, km: float, words: Span) -> Ground:
    """All within so many kilometres."""
    ring = _ring(_round(km), middle)
    return Ground(Shape.CIRCLE, ((ring,),), _rounded(middle), words, round(km, 1))


@lru_cache(maxsize=KEPT)
def _round(km: float) -> tuple[tuple[float, float], ...]:
    """A circle in kilometres around its middle."""
    return tuple((x, y) for x, y in Point(0, 0).buffer(km, quad_segs=CORNERS).exterior.coords)


def away(start: Spot, km: float, bearing: float | None, words: Span) -> Ground:
    """ "10 km north-east of" a place: a circle about the point there; without a direction, all that is no further."""
    if bearing is None:
        return circle(start, km, words)
    return circle(moved(start, km, bearing), max(LEAST_KM, WITHIN_WIND * km), words)


def sector(middle: Spot, km: float, bearing: float, words: Span, *, inner_km: float = 0.0) -> Ground:
    """One side of a place, from `inner_km` to `km` away."""
    turns = [math.radians(bearing - HALF_WIND + 2 * HALF_WIND * step / 8) for step in range(9)]
    arc = [(km * math.sin(turn), km * math.cos(turn)) for turn in turns]
    return _ground(Shape.SECTOR, Polygon([(0, 0), *arc]).difference(Point(0, 0).buffer(inner_km)), middle, words, km=km)


def band(line: Sequence[Spot], km: float, words: Span) -> Ground:
    """All within so many kilometres of a line."""
    middle = line[len(line) // 2]
    flat = [_flat(spot, middle) for spot in line]
    drawn = LineString(flat) if len(set(flat)) > 1 else Point(flat[0])
    return _ground(Shape.BAND, drawn.buffer(km, quad_segs=3), middle, words, km=km)


def between(one: Spot, two: Spot, words: Span) -> Ground:
    """The land between two places: along the straight line, to a tenth of its length on either side."""
    long = kilometres(one, two)
    halfway = (one[0] + two[0]) / 2, (one[1] + two[1]) / 2
    return band((one, halfway, two), max(2 * LEAST_KM, long / 10), words)


def outline(
    rings: Iterable[Ring], words: Span, *, bearing: float | None = None, without: tuple[Spot, float] | None = None
) -> Ground | None:
    """An area less a circle around its seat, or what lies on one side of the seat or middle; None if nothing is left."""
    held = [ring for ring in rings if len(ring) > 3]
    if not held:
        return None
    middle = _middle_of(held)
    area = unary_union([Polygon([_flat((y, x), middle) for x, y in ring]).buffer(0) for ring in held])
    if bearing is not None:
        pivot = _flat(without[0], middle) if without is not None else (area.centroid.x, area.centroid.y)
        area = area.intersection(_half(pivot, bearing))
    if without is not None:
        area = area.difference(Point(_flat(without[0], middle)).buffer(without[1], quad_segs=CORNERS))
    return None if area.is_empty else _ground(Shape.OUTLINE, area, middle, words)


def joined(rings: Iterable[Ring]) -> tuple[Ring, ...]:
    """The outer borders of areas that lie side by side."""
    areas = [Polygon(ring).buffer(SLIT) for ring in rings if len(ring) > 3]
    whole = unary_union(areas).buffer(-SLIT)
    parts = [part for part in getattr(whole, "geoms", [whole]) if isinstance(part, Polygon) and not part.is_empty]
    return tuple(tuple((x, y) for x, y in part.exterior.coords) for part in sorted(parts, key=lambda part: -part.area))


def frontier(one: Sequence[Ring], two: Sequence[Ring], km: float, words: Span) -> Ground | None:
    """The land within so many kilometres of the border of two countries; None if they have none in common."""
    middle = _middle_of(one)
    areas = [[Polygon([_flat((y, x), middle) for x, y in ring]) for ring in rings] for rings in (one, two)]
    sides = [unary_union([area.simplify(km / 5).buffer(km, quad_segs=2) for area in held]) for held in areas]
    shared = sides[0].intersection(sides[1])
    return None if shared.is_empty else _ground(Shape.BAND, shared, middle, words, km=km)


def _half(pivot: tuple[float, float], bearing: float) -> Polygon:
    """The half-plane on one side of a point."""
    x, y = pivot
    turn, far = math.radians(bearing), 10_000.0
    ahead, beside = (math.sin(turn) * far, math.cos(turn) * far), (math.cos(turn) * far, -math.sin(turn) * far)
    left, right = (x - beside[0], y - beside[1]), (x + beside[0], y + beside[1])
    return Polygon([left, right, (right[0] + ahead[0], right[1] + ahead[1]), (left[0] + ahead[0], left[1] + ahead[1])])


def _middle_of(rings: Sequence[Ring]) -> Spot:
    points = [point for ring in rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(ys) + max(ys)) / 2, (min(xs) + max(xs)) / 2


def _flat(spot: Spot, middle: Spot) -> tuple[float, float]:
    """Kilometres east and north of the middle."""
    return (spot[1] - middle[1]) * squeeze(middle[0]) * KM_OF_A_DEGREE, (spot[0] - middle[0]) * KM_OF_A_DEGREE


def _ground(
    shape: Shape, drawn: BaseGeometry, middle: Spot, words: Span, *, km: float | None = None, at: Spot | None = None
) -> Ground:
    """What was drawn in kilometres around `middle`, in degrees; its own middle is `at`, else the point at its heart."""
    west, south, east, north = drawn.bounds
    coarse = COARSE * min(east - west, north - south) if shape is not Shape.CIRCLE else 0.0
    simple = drawn.simplify(coarse) if coarse else drawn
    parts = list(getattr(simple, "geoms", [simple]))
    pieces = [part for part in parts if isinstance(part, Polygon) and not part.is_empty]
    rings = tuple(_rings(part, middle) for part in sorted(pieces, key=lambda part: -part.area))
    heart = drawn.centroid if drawn.covers(drawn.centroid) else drawn.representative_point()
    return Ground(shape, rings, _rounded(at or _spot((heart.x, heart.y), middle)), words, None if km is None else round(km, 1))


def _rings(part: Polygon, middle: Spot) -> tuple[Ring, ...]:
    """The ring around a piece, and those of its holes."""
    return tuple(_ring(edge.coords, middle) for edge in (part.exterior, *part.interiors))


def _ring(edge: Iterable[Sequence[float]], middle: Spot) -> Ring:
    spots = [_rounded(_spot((x, y), middle)) for x, y in edge]
    ring = tuple((longitude, latitude) for latitude, longitude in spots)
    return ring if ring[0] == ring[-1] else (*ring, ring[0])


def _spot(flat: tuple[float, float], middle: Spot) -> Spot:
    latitude = middle[0] + flat[1] / KM_OF_A_DEGREE
    longitude = middle[1] + flat[0] / KM_OF_A_DEGREE / squeeze(middle[0])
    return max(-90.0, min(90.0, latitude)), max(-180.0, min(180.0, longitude))


def _rounded(spot: Spot) -> Spot:
    return round(spot[0], DIGITS), round(spot[1], DIGITS)
