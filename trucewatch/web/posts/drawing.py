"""Draw posts, and the areas of agreements, on a small map: no post is drawn finer than a hundredth of a degree."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from shapely import clip_by_rect
from shapely.geometry import Polygon, mapping

from trucewatch.publish.drawing.land import land_in_view

AROUND = 0.25  # degrees of land shown around the outermost thing drawn
LEAST = 0.7  # degrees of latitude shown at least
FINEST = 0.8  # pixels
MARGIN = 0.05  # of the height: how far beyond the sheet land is drawn, so that its cut edge is not seen
KM_OF_DEGREE = 111.2
ROUND = 2  # digits of a degree: about a kilometre
SCALES = (500, 200, 100, 50, 20, 10, 5, 2)
HUT = "M-5 6V-3L0 -7 5 -3V6Z"
HATCH = "M-4 4.500l7 -6M-4 1l4 -4M-1 5.500l4 -3.600"


@dataclass(frozen=True, slots=True)
class Hut:
    """A post to draw: where it is said to stand and how exactly, the shape of its hut, its name, words, and its page."""

    latitude: float
    longitude: float
    precision_km: float
    code: str
    name: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Ground:
    """An area to draw, as GeoJSON: `certain` is shaded, `possible` only dotted; `words` name it."""

    certain: Mapping[str, Any] | None
    possible: Mapping[str, Any] | None
    words: str


@dataclass(frozen=True, slots=True)
class _View:
    west: float
    south: float
    east: float
    north: float
    width: int
    height: int

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point stands on the sheet."""
        x = (longitude - self.west) / (self.east - self.west) * self.width
        return x, (self.north - latitude) / (self.north - self.south) * self.height


@lru_cache(maxsize=64)
def draw_posts(huts: tuple[Hut, ...], label: str, width: int = 880, height: int = 520) -> Markup | None:
    """As `draw_map`, without areas; what was drawn lately is not drawn again."""
    return draw_map(huts, (), label, width=width, height=height)


def draw_map(huts: Sequence[Hut], grounds: Sequence[Ground], label: str, *, width: int = 880, height: int = 520) -> Markup | None:
    """The map, as SVG; None where there is nothing to draw."""
    points = [(hut.longitude, hut.latitude) for hut in huts]
    points += [point for ground in grounds for shape in (ground.certain, ground.possible) for point in _points(shape)]
    if not points:
        return None
    view = _view(points, width, height)
    out = [f'<svg class="map" viewBox="0 0 {width} {height}" role="group" aria-label="{escape(label)}">']
    beyond = MARGIN * (view.north - view.south)
    sheet = view.west - beyond, view.south - beyond, view.east + beyond, view.north + beyond
    for land in land_in_view(view.west, view.south, view.east, view.north):
        seen = [
            piece for ring in land.governorates if _meets(ring, view) for piece in _rings(mapping(clip_by_rect(ring, *sheet)))
        ]
        out += [f'<path class="m-land" d="{_path(ring, view)}"/>' for ring in seen]
        border = [piece for line in land.border for piece in _rings(mapping(clip_by_rect(line, *sheet)))]
        out += [f'<path class="m-border" d="{"".join(_path(line, view) for line in border)}"/>'] if border else []
    for ground in grounds:
        out += _ground(ground, view)
    out += [piece for hut in huts for piece in _precision(hut, view)]
    taken: list[tuple[float, float, float, float]] = []
    spots = [view.at(round(hut.longitude, ROUND), round(hut.latitude, ROUND)) for hut in huts]
    taken += [(x - 8, y - 9, x + 8, y + 8) for x, y in spots]
    out += [_hut(hut, x, y) for hut, (x, y) in zip(huts, spots, strict=True)]
    out += [_name(hut, x, y, view, taken) for hut, (x, y) in zip(huts, spots, strict=True)]
    return Markup("".join([*out, _scale(view), "</svg>"]))


def _points(shape: Mapping[str, Any] | None) -> Iterable[tuple[float, float]]:
    for ring in _rings(shape):
        yield from ((point[0], point[1]) for point in ring)


def _rings(shape: Mapping[str, Any] | None) -> Iterable[Sequence[Sequence[float]]]:
    if shape is None or not shape.get("coordinates", shape.get("geometries")):
        return
    if shape["type"] == "GeometryCollection":
        for one in shape["geometries"]:
            yield from _rings(one)
    elif shape["type"] in ("LineString", "MultiPoint"):
        yield shape["coordinates"]
    elif shape["type"] in ("Polygon", "MultiLineString"):
        yield from shape["coordinates"]
    elif shape["type"] == "MultiPolygon":
        for polygon in shape["coordinates"]:
            yield from polygon


def _view(points: Sequence[tuple[float, float]], width: int, height: int) -> _View:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    south, north, west, east = min(ys) - AROUND, max(ys) + AROUND, min(xs) - AROUND, max(xs) + AROUND
    y, x = (south + north) / 2, (west + east) / 2
    squeeze = max(math.cos(math.radians(y)), 0.05)
    tall = max(north - south, LEAST, (east - west) * squeeze * height / width)
    wide = tall * width / height / squeeze
    return _View(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2, width, height)


def _meets(ring: Polygon, view: _View) -> bool:
    west, south, east, north = ring.bounds
    return bool(west < view.east and east > view.west and south < view.north and north > view.south)


def _path(points: Sequence[Sequence[float]], view: _View) -> str:
    placed = [view.at(point[0], point[1]) for point in points]
    kept = placed[:1]
    for x, y in placed[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) > FINEST:
            kept.append((x, y))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (*kept, *placed[-1:]))


def _ground(ground: Ground, view: _View) -> list[str]:
    title = f"<title>{escape(ground.words)}</title>"
    drawn = (("m-maybe", ground.possible), ("m-area", ground.certain))
    return [
        f'<path class="{css}" fill-rule="evenodd" d="{"".join(f"{_path(ring, view)}Z" for ring in _rings(shape))}">{title}</path>'
        for css, shape in drawn
        if shape is not None
    ]


def _precision(hut: Hut, view: _View) -> list[str]:
    """A dashed circle that shows how exactly the place of a post is known."""
    x, y = view.at(round(hut.longitude, ROUND), round(hut.latitude, ROUND))
    wide = hut.precision_km * view.height / ((view.north - view.south) * KM_OF_DEGREE)
    return [f'<circle class="m-rough" cx="{x:.1f}" cy="{y:.1f}" r="{wide:.1f}"/>'] if wide > 6 else []


def _hut(hut: Hut, x: float, y: float) -> str:
    words = escape(f"{hut.name}: {hut.words}")
    hatch = f'<path class="m-hut-hatch" d="{HATCH}"/>' if hut.code == "silent" else ""
    return (
        f'<a href="{escape(hut.href)}" aria-label="{words}"><title>{words}</title>'
        f'<g transform="translate({x:.1f} {y:.1f})"><circle class="ring" r="13" fill="transparent"/>'
        f'<path class="m-hut is-{hut.code}" d="{HUT}"/>{hatch}</g></a>'
    )


def _name(hut: Hut, x: float, y: float, view: _View, taken: list[tuple[float, float, float, float]]) -> str:
    """The name beside its hut where there is room; else none, the table has it."""
    wide = 7.2 * len(hut.name)
    for end, drop in ((False, 5), (True, 5), (False, 18), (True, 18), (False, -10), (True, -10)):
        left = x - 11 - wide if end else x + 11
        space = (left, y + drop - 11, left + wide, y + drop + 3)
        inside = left > 2 and left + wide < view.width - 2
        if inside and all(space[2] <= a or c <= space[0] or space[3] <= b or d <= space[1] for a, b, c, d in taken):
            taken.append(space)
            css, at = ("m-name is-end", x - 11) if end else ("m-name", x + 11)
            return f'<text class="{css}" x="{at:.1f}" y="{y + drop:.1f}">{escape(hut.name)}</text>'
    return ""


def _scale(view: _View) -> str:
    of_km = view.height / ((view.north - view.south) * KM_OF_DEGREE)
    km = next((km for km in SCALES if km * of_km < view.width / 4), SCALES[-1])
    y = view.height - 16
    return (
        f'<path class="m-scale" d="M16 {y - 4}v4h{km * of_km:.1f}v-4"/>'
        f'<text class="m-small" x="{23 + km * of_km:.0f}" y="{y + 1}">{km} km</text>'
    )
