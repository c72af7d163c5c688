"""Draw an area on a flat sheet: what lies in it for certain, and what may lie in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from trucewatch.assess.areas.answer import Places
from trucewatch.assess.areas.lines import Line, line_of, strips
from trucewatch.assess.areas.sheet import Point, Sheet, in_steps, on_globe, sheet_around
from trucewatch.assess.areas.units import outlines_of
from trucewatch.model import Area, AreaKind, Post, Ring

ON_THE_LINE_KM = 1.0  # where an area along a line states no width
CORNERS = 16  # to a quarter of a circle: its edge is then off by less than 0.2 %
BORDERS_KM = 3.0  # how far off the gazetteer's simplified borders may be: 0.03 degrees between neighbours
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


def draw_units(area: Area, places: Places | None, country: str | None) -> Drawn:
    """The borders of the divisions an area names, as far as the gazetteer has them."""
    whole, lacking = outlines_of(area.names, places, country)
    part, unknown = outlines_of(area.partly, places, country)
    if not (whole or part):
        return NOT_DRAWN
    sheet = sheet_around([point for ring in (*whole, *part) for point in ring])
    certain = shapely.union_all([_polygon(ring, sheet) for ring in whole]) if whole else EMPTY
    every = shapely.union_all([_polygon(ring, sheet) for ring in (*whole, *part)])
    return Drawn(sheet, certain, None if lacking or unknown else every.buffer(BORDERS_KM, quad_segs=CORNERS))


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
    """What lies along a line: for certain as far as the least width, possibly as far as the width and the line may be off."""
    line = line_of(area, places, posts, country)
    if not line.pieces:
        return Drawn(Sheet(0.0, 0.0), fault=line.fault or "no line is held")
    every: list[Point] = [(vertex.longitude, vertex.latitude) for piece in line.pieces for vertex in piece]
    sheet = sheet_around(every)
    width = ON_THE_LINE_KM if area.width_km is None else area.width_km
    least = min(width, width if area.least_km is None else area.least_km)
    certain, possible, middle, off = _strips(line, sheet, least, width)
    return Drawn(sheet, certain, None if line.fault else possible, middle, off, line.fault)


def _strips(line: Line, sheet: Sheet, least: float, width: float) -> tuple[BaseGeometry, BaseGeometry, BaseGeometry, float]:
    laid = [strip for piece in line.pieces for strip in strips(piece, sheet, line.off_km)]
    middles = [LineString(strip.points) for strip in laid]
    near = [(middle, least - strip.off_km) for middle, strip in zip(middles, laid, strict=True) if strip.off_km < least]
    certain = shapely.union_all([middle.buffer(km, quad_segs=CORNERS) for middle, km in near]) if near else EMPTY
    possible = shapely.union_all(
        [middle.buffer(width + strip.off_km, quad_segs=CORNERS) for middle, strip in zip(middles, laid, strict=True)]
    )
    return certain, possible, shapely.union_all(middles), max(strip.off_km for strip in laid)
