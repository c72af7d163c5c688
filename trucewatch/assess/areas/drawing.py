"""Draw an area on a flat sheet: what lies in it for certain, and what may lie in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import shapely
from shapely.geometry import LineString, MultiPoint, Polygon
from shapely.geometry import Point as GeoPoint
from shapely.geometry.base import BaseGeometry

from trucewatch.assess.areas.answer import Places
from trucewatch.assess.areas.lines import line_of, strips
from trucewatch.assess.areas.sheet import Point, Sheet, in_steps, on_globe, sheet_around
from trucewatch.assess.areas.units import found_of, meant_by
from trucewatch.model import Area, AreaKind, Post, Ring

ON_THE_LINE_KM = 1.0  # where an area along a line states no width
CORNERS = 16  # to a quarter of a circle: its edge is then off by less than 0.2 %
BORDERS_KM = 3.0  # how far off the gazetteer's simplified borders may be: 0.03 degrees between neighbours
TOWN_KM = 10.0  # how far a named town may reach from its point: Aleppo, the largest of the seeds, reaches 9 km
EMPTY = Polygon()


@dataclass(frozen=True)
class Drawn:
    """An area as far as it can be drawn, in kilometres on a sheet.

    What lies within `certain` is inside, what lies beyond `possible` is outside, between the two it cannot be told; `possible`
    is None where nothing bounds the area. `off_km` is how far off its line may be, `fault` why it cannot be drawn.
    """

    sheet: Sheet
    certain: BaseGeometry = EMPTY
    possible: BaseGeometry | None = None
    line: BaseGeometry | None = None
    off_km: float = 0.0
    fault: str = ""

    def __post_init__(self) -> None:
        for shape in (self.certain, self.possible):
            if shape is not None:
                shapely.prepare(shape)

    @cached_property
    def edge(self) -> BaseGeometry:
        """The edge of what lies inside for certain."""
        return self.certain.boundary

    @cached_property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of what may lie inside."""
        return None if self.possible is None else self.possible.bounds


NOT_DRAWN = Drawn(Sheet(0.0, 0.0))


def draw(area: Area, places: Places | None, posts: Sequence[Post], country: str | None) -> Drawn:
    """An area by its ring, its line, or the borders of its units; of one never delineated only what it must lie within."""
    if area.kind is AreaKind.POLYGON:
        return _by_ring(area)
    if area.kind is AreaKind.ADMIN:
        return _by_ring(area) if area.ring else _by_line(area, places, posts, country) if area.line else NOT_DRAWN
    if area.kind is AreaKind.UNKNOWN:
        within = _by_ring(area) if area.ring else draw_units(area, places, country)
        return Drawn(within.sheet, EMPTY, within.possible, fault="not yet delineated")
    return _by_line(area, places, posts, country)


def draw_countries(countries: Sequence[str], places: Places | None) -> Drawn:
    """Whole countries by the borders of their divisions; off their coasts nothing is drawn."""
    found = [[ring for one in places.outlines(country) for ring in one.rings] for country in countries] if places else []
    rings = [ring for some in found for ring in some]
    if not rings:
        return NOT_DRAWN
    sheet = sheet_around([point for ring in rings for point in ring])
    drawn = shapely.union_all([_polygon(ring, sheet) for ring in rings])
    closed = drawn.buffer(BORDERS_KM, quad_segs=CORNERS)  # slits between simplified neighbours are closed
    return Drawn(sheet, closed.buffer(-2 * BORDERS_KM, quad_segs=CORNERS), closed if all(found) else None, off_km=BORDERS_KM)


def draw_units(area: Area, places: Places | None, country: str | None) -> Drawn:
    """The borders of the divisions an area names, as far as the gazetteer has them; how far its towns reach is not known."""
    whole, part = (found_of(meant, places) for meant in meant_by(area, places, country))
    rings, towns = (*whole.rings, *part.rings, *whole.loose, *part.loose), (*whole.towns, *part.towns)
    if not (rings or towns):
        return NOT_DRAWN
    sheet = sheet_around([point for ring in rings for point in ring] + list(towns))
    certain = shapely.union_all([_polygon(ring, sheet) for ring in whole.rings]) if whole.rings else EMPTY
    every = [_polygon(ring, sheet).buffer(BORDERS_KM, quad_segs=CORNERS) for ring in rings]
    every += [GeoPoint(*at).buffer(TOWN_KM, quad_segs=CORNERS) for at in sheet.flat(towns)]
    return Drawn(sheet, certain, None if whole.lacking or part.lacking else shapely.union_all(every))


def _polygon(ring: Ring, sheet: Sheet) -> BaseGeometry:
    return Polygon(sheet.flat(in_steps(ring))).buffer(0)


def _by_ring(area: Area) -> Drawn:
    """Inside a ring; of one that crosses itself only the hull is known, beyond which nothing lies."""
    corners = list(area.ring[:-1] if area.ring and area.ring[0] == area.ring[-1] else area.ring)
    if len(set(corners)) < 3:
        return Drawn(Sheet(0.0, 0.0), fault="its ring has fewer than three corners")
    if not on_globe(corners):
        return Drawn(Sheet(0.0, 0.0), fault="its ring leaves the globe")
    sheet = sheet_around(corners)
    drawn = Polygon(sheet.flat(in_steps([*corners, corners[0]])[:-1]))
    if not drawn.is_valid or drawn.area == 0:
        hull = drawn.convex_hull.buffer(max(area.precision_km, 0.001), quad_segs=CORNERS)
        return Drawn(sheet, EMPTY, hull, fault="its ring crosses itself")
    if area.precision_km > 0:
        off = area.precision_km
        return Drawn(sheet, drawn.buffer(-off, quad_segs=CORNERS), drawn.buffer(off, quad_segs=CORNERS), off_km=off)
    return Drawn(sheet, drawn, drawn)


def _by_line(area: Area, places: Places | None, posts: Sequence[Post], country: str | None) -> Drawn:
    """What lies along a line: for certain as far as the least width, possibly as far as the width and the line may be off.

    In which order a line runs through posts is rarely told. Unless it is (`precision_km` then says how well), the line is only
    known at the posts, and may run anywhere between them.
    """
    line = line_of(area, places, posts, country)
    if not line.pieces:
        return Drawn(Sheet(0.0, 0.0), fault=line.fault or "no line is held")
    every: list[Point] = [(vertex.longitude, vertex.latitude) for piece in line.pieces for vertex in piece]
    sheet = sheet_around(every)
    width = ON_THE_LINE_KM if area.width_km is None else area.width_km
    least = min(width, width if area.least_km is None else area.least_km)
    laid = [strip for piece in line.pieces for strip in strips(piece, sheet, line.off_km)]
    shuffled = line.of_posts and line.off_km is None
    drawn = [(LineString(strip.points), strip.off_km) for strip in laid if not shuffled or strip.is_point]
    near = [stretch.buffer(least - off, quad_segs=CORNERS) for stretch, off in drawn if off < least]
    far = [stretch.buffer(width + off, quad_segs=CORNERS) for stretch, off in drawn]
    possible = shapely.union_all(far)
    return Drawn(
        sheet,
        shapely.union_all(near) if near else EMPTY,
        None if line.fault else possible.convex_hull if shuffled else possible,
        MultiPoint([strip.points[0] for strip in laid if strip.is_point])
        if shuffled
        else shapely.union_all([stretch for stretch, _ in drawn]),
        max(off for _, off in drawn),
        line.fault,
    )
