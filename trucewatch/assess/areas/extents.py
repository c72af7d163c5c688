"""What a place can mean: the ground its words leave open, a point with the reach it stands for, or a division as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from trucewatch.assess.areas.answer import Places
from trucewatch.assess.areas.sheet import Floats, Sheet
from trucewatch.assess.areas.units import outline_of
from trucewatch.knowledge.place_tables import precision_classes, precision_of_kind
from trucewatch.model import Place, PlacePrecision, Ring, Shape

FEW_POINTS = 200  # of a circle or a sector; the borders of a province have thousands
AS_A_WHOLE = ("admin1", "admin2", "country")
LOOSE = (PlacePrecision.VICINITY, PlacePrecision.LINE, PlacePrecision.ZONE, PlacePrecision.WATERS)  # may cross a border
BY_ACLED = {1: PlacePrecision.SPOT, 2: PlacePrecision.VICINITY, 3: PlacePrecision.REGION}


@dataclass(frozen=True, slots=True)
class Extent:
    """All that a place can mean: within `reach_km` of a point (longitude, latitude), or within `pieces`."""

    point: tuple[float, float] | None
    reach_km: float
    pieces: tuple[tuple[Ring, ...], ...] = ()

    def middle_on(self, sheet: Sheet) -> Floats | None:
        """The point on a sheet."""
        return sheet.flat([self.point])[0] if self.point is not None else None

    def on(self, sheet: Sheet) -> BaseGeometry:
        """All that it can mean, on a sheet."""
        if self.point is not None:
            return shapely.points(*self.middle_on(sheet)).buffer(self.reach_km)  # type: ignore[misc]
        small = len(self.pieces) == 1 and sum(map(len, self.pieces[0])) <= FEW_POINTS
        return _kept_drawn(self.pieces, sheet) if small else _drawn(self.pieces, sheet)


def _drawn(pieces: tuple[tuple[Ring, ...], ...], sheet: Sheet) -> BaseGeometry:
    drawn = [Polygon(sheet.flat(piece[0]), [sheet.flat(hole) for hole in piece[1:]]).buffer(0) for piece in pieces]
    return shapely.union_all(drawn)


_kept_drawn = lru_cache(maxsize=10_000)(_drawn)  # the circles and sectors of a log come again in every second line


def precision_of(place: Place) -> PlacePrecision:
    """How exactly a place is known; a point of which nothing else is told is taken for the spot itself."""
    if place.precision is not None:
        return place.precision
    known = precision_of_kind().get(place.kind or "") or BY_ACLED.get(place.geo_precision or 0)
    return known or (PlacePrecision.SPOT if place.latitude is not None else PlacePrecision.NONE)


def extent_of(place: Place, places: Places | None) -> Extent | None:
    """All that a place can mean, as far as it can be drawn; None where it cannot."""
    if place.ground is not None:
        return Extent(None, 0.0, place.ground.pieces)
    reach = precision_classes()[precision_of(place)].reach_km
    if place.latitude is not None and place.longitude is not None and reach is not None:
        return Extent((place.longitude, place.latitude), reach)
    rings = places.outline(place.place_id) if places is not None and place.place_id else ()
    if not rings and place.admin1 is not None and place.country is not None:
        rings = outline_of(place.admin1, places, place.country)  # it lies somewhere in there
    return Extent(None, 0.0, tuple((ring,) for ring in rings)) if rings else None


def is_bound_to_its_country(place: Place) -> bool:
    """True if a place lies in its country with all that it can mean: a town does, "near" a town or along a border may not."""
    if place.ground is not None:
        return place.ground.shape is Shape.OUTLINE and place.kind in AS_A_WHOLE
    return precision_of(place) not in LOOSE
