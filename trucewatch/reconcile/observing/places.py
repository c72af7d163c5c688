"""Where a happening lies that several posts perceived: the ground on which their sectors meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from shapely import unary_union
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from trucewatch.model import Claim, Ground, Place, Ring, Shape
from trucewatch.reconcile.perceived import Pieces, area_of, pieces_of

DIGITS = 4  # of a degree, about ten metres


def meeting_place(claims: Sequence[Claim]) -> Place | None:
    """The place of logged claims: the narrowest that one of them tells, its ground cut to where all sectors meet.

    Where every two meet but not all at once it is all the ground on which two do. A named place is left as it is. It is where
    something was perceived, never from where it was fired.
    """
    places = [claim.place for claim in claims if claim.place]
    grounds = {pieces: place for place in reversed(places) if (pieces := pieces_of(place))}
    if not grounds:
        return places[0] if places else None
    drawn = sorted(((pieces, area_of(pieces)) for pieces in grounds), key=lambda item: (item[1].area, item[0]))
    narrowest = grounds[drawn[0][0]]
    if len(drawn) == 1 or narrowest.place_id is not None:
        return narrowest
    met = _met([area for _, area in drawn])
    pieces = _pieces(met)
    if not pieces:
        return narrowest
    middle = met.representative_point() if not met.contains(met.centroid) else met.centroid
    words = narrowest.ground.words if narrowest.ground else narrowest.span
    ground = Ground(Shape.MEETING, pieces, (round(middle.y, DIGITS), round(middle.x, DIGITS)), words)
    return replace(narrowest, latitude=None, longitude=None, ground=ground)


def _met(areas: Sequence[BaseGeometry]) -> BaseGeometry:
    """What all have in common; where they have nothing, what any two have."""
    met = areas[0]
    for area in areas[1:]:
        met = met.intersection(area)
    if _pieces(met):
        return met
    return unary_union([one.intersection(other) for one, other in combinations(areas, 2)])


def _pieces(area: BaseGeometry) -> Pieces:
    parts = [part for part in getattr(area, "geoms", [area]) if isinstance(part, Polygon) and part.area > 0]
    rings = [tuple(_ring(part, hole) for hole in range(-1, len(part.interiors))) for part in sorted(parts, key=lambda p: -p.area)]
    return tuple(tuple(ring for ring in piece if len(set(ring)) > 2) for piece in rings if len(set(piece[0])) > 2)


def _ring(part: Polygon, hole: int) -> Ring:
    line = part.exterior if hole < 0 else part.interiors[hole]
    return tuple((round(x, DIGITS), round(y, DIGITS)) for x, y in line.normalize().coords)
