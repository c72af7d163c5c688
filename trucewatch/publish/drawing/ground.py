"""The ground of one incident on a small map: the point and how exactly it is known, or the ground that words leave open."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from markupsafe import Markup, escape
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from trucewatch.knowledge.place_rows import PlaceEntry
from trucewatch.knowledge.place_sources import attributions
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Place
from trucewatch.publish.drawing.land import Land, land_in_view, names_of
from trucewatch.publish.tongue import say, spoken
from trucewatch.publish.watching import ground_of

WIDTH, HEIGHT = 420, 280
LEAST_SPAN = 0.5  # degrees of latitude shown at least: one town alone needs its surroundings
AROUND = 0.35  # of the ground's own size that is shown around it
WIDEST = 4.0  # degrees: ground that is wider would only shade the map, and is told in words
REGION = 3  # Place.geo_precision
LEAST_POPULATION = 10_000
MOST_TOWNS = 7
FINEST = 0.7  # pixels: outlines are drawn no finer


@dataclass(frozen=True, slots=True)
class GroundMap:
    """The map, and in words what it shows."""

    svg: Markup
    caption: str


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    south: float
    east: float
    north: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point stands on the sheet."""
        x = (longitude - self.west) / (self.east - self.west) * WIDTH
        return x, (self.north - latitude) / (self.north - self.south) * HEIGHT

    @property
    def km(self) -> float:
        """Pixels in a kilometre."""
        return HEIGHT / ((self.north - self.south) * 111.2)


def ground_map(place: Place | None, precision: str) -> GroundMap | None:
    """The map of one place; None where no point and no small ground is known: what has no point is told, not drawn."""
    return _ground_map(place, precision, spoken())


@lru_cache(maxsize=256)
def _ground_map(place: Place | None, precision: str, language: str) -> GroundMap | None:
    """The same, kept apart for each `language` of its words."""
    if place is None or place.middle is None or (place.ground is None and place.geo_precision == REGION):
        return None
    ground = ground_of(place)
    if ground is None or ground.is_empty or _widest(ground) > WIDEST:
        return None
    view = _frame(ground)
    point = (
        (round(place.longitude, 2), round(place.latitude, 2))
        if place.longitude is not None and place.latitude is not None
        else None
    )
    words = f"{place.name}, {precision}" if precision else place.name
    lands = land_in_view(view.west, view.south, view.east, view.north)
    out = [f'<svg class="map ground" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(f"Map: {words}")}">']
    out += _land(lands, view)
    rings = [ring for piece in _pieces(ground) for ring in (piece.exterior, *piece.interiors)]
    out.append(f'<path class="m-rough" fill-rule="evenodd" d="{"".join(_path(ring.coords, view) + "Z" for ring in rings)}"/>')
    out += _towns(view, place.name)
    if point:
        out += _point(view, point, place.name)
    drawn = f"Governorates drawn: {names_of(lands)}. " if lands else ""
    sources = ", ".join(attributions(("wof:", "gn:")))
    caption = say(
        "%(told)s Dashed: it lies somewhere within. %(drawn)sPlaces: %(sources)s. No line of control is drawn.",
        told=_told(place),
        drawn=drawn,
        sources=sources,
    )
    return GroundMap(Markup("".join([*out, _scale(view), "</svg>"])), caption)


def _land(lands: Sequence[Land], view: _Frame) -> Iterator[str]:
    """Governorates and borders, only as far as they are seen: a whole country would weigh more than the page."""
    seen = box(view.west, view.south, view.east, view.north).buffer((view.north - view.south) / 20, join_style="mitre")
    for land in lands:
        for ring in land.governorates:
            if seen.intersects(ring):
                yield from (
                    f'<path class="m-land" d="{_path(one.exterior.coords, view)}Z"/>' for one in _pieces(seen.intersection(ring))
                )
        for line in land.border:
            yield from (f'<path class="m-border" d="{_path(one.coords, view)}"/>' for one in _lines(seen.intersection(line)))


def _lines(drawn: BaseGeometry) -> Iterator[LineString]:
    parts = getattr(drawn, "geoms", (drawn,))
    return (one for one in parts if isinstance(one, LineString) and not one.is_empty)


def _told(place: Place) -> str:
    if place.ground is not None and not place.ground.words.text:  # kept from the public
        return f"{place.name}."
    if place.ground is not None:
        return say("The ground that the words “%(text)s” leave open.", text=place.ground.words.text)
    return say("The named place, no finer than 1 km, and 3 km about it: the town and its fields.")


def _widest(ground: BaseGeometry) -> float:
    west, south, east, north = ground.bounds
    return max(east - west, north - south)


def _frame(ground: BaseGeometry) -> _Frame:
    west, south, east, north = ground.bounds
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    squeeze = max(math.cos(math.radians(middle_y)), 0.05)
    tall = max((north - south) * (1 + 2 * AROUND), (east - west) * (1 + 2 * AROUND) * squeeze * HEIGHT / WIDTH, LEAST_SPAN)
    wide = tall * WIDTH / HEIGHT / squeeze
    return _Frame(middle_x - wide / 2, middle_y - tall / 2, middle_x + wide / 2, middle_y + tall / 2)


def _pieces(ground: BaseGeometry) -> Iterator[Polygon]:
    return (piece for piece in getattr(ground, "geoms", (ground,)) if isinstance(piece, Polygon) and not piece.is_empty)


def _path(points: Iterable[Sequence[float]], view: _Frame) -> str:
    kept: list[tuple[float, float]] = []
    for x, y in (view.at(one[0], one[1]) for one in points):
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) > FINEST:
            kept.append((x, y))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept)


@cache
def _all_towns() -> tuple[tuple[float, ...], tuple[PlaceEntry, ...]]:
    """The towns from west to east, and how far east each lies."""
    found = sorted(load_gazetteer().towns(LEAST_POPULATION), key=lambda town: (town.longitude, town.name))
    return tuple(town.longitude for town in found), tuple(found)


def _in_view(view: _Frame) -> list[PlaceEntry]:
    """The towns in view, the largest first."""
    easts, towns = _all_towns()
    near = towns[bisect_left(easts, view.west) : bisect_right(easts, view.east)]
    seen = [town for town in near if view.south < town.latitude < view.north]
    return sorted(seen, key=lambda town: (-town.population, town.name))


def _towns(view: _Frame, name: str) -> list[str]:
    """The largest other towns in view for which there is room."""
    out: list[str] = []
    taken: list[tuple[float, float, float]] = []
    for entry in _in_view(view):
        if entry.name == name:
            continue
        x, y = view.at(entry.longitude, entry.latitude)
        wide = 6.4 * len(entry.name) + 10
        clear = all(
            abs(y - other_y) > 16 or x > other_x + other_wide or x + wide < other_x for other_x, other_y, other_wide in taken
        )
        if clear and x > 8 and x + wide < WIDTH - 6 and 16 < y < HEIGHT - 26 and math.dist((x, y), (WIDTH / 2, HEIGHT / 2)) > 34:
            taken.append((x, y, wide))
            out.append(f'<circle class="m-town" cx="{x:.1f}" cy="{y:.1f}" r="2"/>')
            out.append(f'<text class="m-town-name" x="{x + 6:.1f}" y="{y + 4:.1f}">{escape(entry.name)}</text>')
        if len(taken) >= MOST_TOWNS:
            break
    return out


def _point(view: _Frame, point: tuple[float, float], name: str) -> list[str]:
    x, y = view.at(*point)
    return [
        f'<circle class="m-point" cx="{x:.1f}" cy="{y:.1f}" r="3.2"/>',
        f'<text class="m-name" x="{x + 9:.1f}" y="{y - 8:.1f}">{escape(name)}</text>',
    ]


def _scale(view: _Frame) -> str:
    km = next((km for km in (200, 100, 50, 20, 10, 5, 2) if km * view.km < WIDTH / 4), 1)
    long, y = km * view.km, HEIGHT - 14
    words = f'<text class="m-small" x="{21 + long:.0f}" y="{y + 1}">{km} km</text>'
    return f'<path class="m-scale" d="M14 {y - 4}v4h{long:.1f}v-4"/>{words}'
