"""The map of a period: numbered grades beside points or the ground they may lie on, governorates behind, no front line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markupsafe import Markup, escape
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model.ground import Ring
from trucewatch.publish.drawing.land import land_in_view, names_of
from trucewatch.publish.tongue import say

DEGREES_AROUND = 0.45  # how much land is shown around the outermost point
LEAST_SPAN = 1.6  # degrees of latitude shown at least: one town alone needs its surroundings
RINGS = (30, 46, 62, 80, 100, 124)  # pixels from a point at which its numbered grades may stand, the nearest first
LEAST_POPULATION = 15_000  # a town smaller than this helps nobody to find their way on a map of a country
MOST_TOWNS = 14
BEYOND = 0.05  # of the view's width: borders are cut off so far outside it
FINEST = 1.2  # pixels: borders are drawn no finer; a map of Turkey and Syria weighs 90 kB so, and 220 kB with 0.5
GAP = "\u00a0"  # between a name and the name in its own script; a `dx` would part the first letter of a joined script
WIDE, NARROW = (880, 640), (390, 430)  # pixels of a map for a desk or a sheet, and for a phone


@dataclass(frozen=True, slots=True)
class Pin:
    """An incident on the map: its number in the list, the code of its grade, and where a link of these words leads."""

    number: int
    grade: str
    words: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point, or the middle of the ground that words leave open, with the incidents said to have happened there.

    `rough` are the pixels of a dashed circle around a point that is only near the place; `pieces` are those of a Ground, and
    `told` the words that leave it open.
    """

    longitude: float
    latitude: float
    name: str
    native: str | None
    pins: tuple[Pin, ...]
    rough: float = 0.0
    pieces: tuple[tuple[Ring, ...], ...] = ()
    told: str = ""
    at_point: bool = True

    @property
    def west_south_east_north(self) -> tuple[float, float, float, float]:
        """The degrees it reaches."""
        points = [(self.longitude, self.latitude), *(point for piece in self.pieces for point in piece[0])]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class _View:
    """What part of the world is drawn, and how large."""

    west: float
    south: float
    east: float
    north: float
    width: int
    height: int
    narrow: bool

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point stands on the sheet."""
        x = (longitude - self.west) / (self.east - self.west) * self.width
        y = (self.north - latitude) / (self.north - self.south) * self.height
        return x, y

    @property
    def km(self) -> float:
        """Pixels in a kilometre."""
        return self.height / ((self.north - self.south) * 111.2)


@dataclass(frozen=True, slots=True)
class _Box:
    """A rectangle of the sheet."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Taken:
    """Which rectangles of the sheet hold something already."""

    boxes: list[_Box]

    def take(self, box: _Box) -> bool:
        """Take the rectangle if nothing stands in it."""
        free = all(
            box.right <= other.left or other.right <= box.left or box.bottom <= other.top or other.bottom <= box.top
            for other in self.boxes
        )
        if free:
            self.boxes.append(box)
        return free


def plate(spots: Sequence[Spot], *, narrow: bool = False) -> Markup:
    """The map of these spots, for a desk or for a phone; empty without any."""
    return _draw(spots, _view(spots, *(NARROW if narrow else WIDE), narrow=narrow)) if spots else Markup("")


def lands_on(spots: Sequence[Spot]) -> str:
    """The countries whose governorates are drawn behind these spots: "Syria and Turkey"; empty where none is."""
    if not spots:
        return ""
    view = _view(spots, *WIDE, narrow=False)
    return names_of(land_in_view(view.west, view.south, view.east, view.north))


def _view(spots: Sequence[Spot], width: int, height: int, *, narrow: bool) -> _View:
    wests, souths, easts, norths = zip(*(spot.west_south_east_north for spot in spots), strict=True)
    south, north = min(souths) - DEGREES_AROUND, max(norths) + DEGREES_AROUND
    west, east = min(wests) - DEGREES_AROUND, max(easts) + DEGREES_AROUND
    middle_y, middle_x = (south + north) / 2, (west + east) / 2
    squeeze = max(math.cos(math.radians(middle_y)), 0.05)
    tall = max(north - south, LEAST_SPAN, (east - west) * squeeze * height / width)
    wide = tall * width / height / squeeze
    return _View(middle_x - wide / 2, middle_y - tall / 2, middle_x + wide / 2, middle_y + tall / 2, width, height, narrow)


def _draw(spots: Sequence[Spot], view: _View) -> Markup:
    css = "only-narrow" if view.narrow else "only-wide"
    lands = land_in_view(view.west, view.south, view.east, view.north)
    out = [
        f'<svg class="map {css}" viewBox="0 0 {view.width} {view.height}" role="group" '
        'aria-label="Map of the incidents that can be drawn">'
    ]
    sheet = box(view.west, view.south, view.east, view.north).buffer(BEYOND * (view.east - view.west))
    for land in lands:
        seen = [part for ring in land.governorates if _in_view(ring, view) for part in _cut(ring, sheet)]
        out += [f'<path class="m-land" d="{_path(part.exterior, view)}"/>' for part in seen if isinstance(part, Polygon)]
    for land in lands:
        lines = (part for line in land.border for part in _cut(line, sheet))
        out.append(f'<path class="m-border" d="{"".join(_path(part, view) for part in lines)}"/>')
    for spot in sorted(spots, key=_size, reverse=True):
        out += [*_ground(spot, view), *_rough_circle(spot, view)]
    taken = _Taken([])
    for spot in spots:
        x, y = view.at(spot.longitude, spot.latitude)
        taken.take(_Box(x - 4, y - 4, x + 4, y + 4))
    labels = [_label(spot, view, taken) for spot in spots]
    pins = [line for spot in spots for line in _pins(spot, view, taken)]
    out += [*_town_marks(view, taken), *pins, *labels]
    return Markup("".join([*out, _scale(view), "</svg>"]))


def _cut(shape: BaseGeometry, sheet: BaseGeometry) -> Sequence[BaseGeometry]:
    """The parts of a shape that lie on the sheet or just beside it."""
    whole = shape if sheet.contains(shape) else shape.buffer(0).intersection(sheet) if shape.area else shape.intersection(sheet)
    parts = getattr(whole, "geoms", [whole])
    return [part for part in parts if not part.is_empty and part.geom_type in ("Polygon", "LineString")]


def _in_view(ring: Polygon, view: _View) -> bool:
    west, south, east, north = ring.bounds
    return bool(west < view.east and east > view.west and south < view.north and north > view.south)


def _path(line: BaseGeometry, view: _View) -> str:
    points = [view.at(x, y) for x, y in line.coords]
    kept = points[:1]
    for x, y in points[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) > FINEST:
            kept.append((x, y))
    return _steps([*kept, *points[-1:]])


def _steps(points: Sequence[tuple[float, float]]) -> str:
    """A path in whole half pixels, each point told from the one before it: half as long as in full coordinates."""
    grid = [(round(x * 2), round(y * 2)) for x, y in points]
    pairs = pairwise(grid)
    steps = "".join(f"l{(x - a) / 2:g} {(y - b) / 2:g}" for (a, b), (x, y) in pairs if (x, y) != (a, b))
    return f"M{grid[0][0] / 2:g} {grid[0][1] / 2:g}" + steps.replace(" -", "-")


@dataclass(frozen=True, slots=True)
class _Town:
    """A large town, for finding one's way on the map."""

    name: str
    longitude: float
    latitude: float
    population: int


@cache
def _towns() -> tuple[_Town, ...]:
    """The larger towns of the world, the largest first."""
    large = load_gazetteer().towns(LEAST_POPULATION)
    found = [_Town(entry.name, entry.longitude, entry.latitude, entry.population) for entry in large]
    return tuple(sorted(found, key=lambda town: (-town.population, town.name)))


def _town_marks(view: _View, taken: _Taken) -> list[str]:
    """The largest towns in view for which there is room."""
    out: list[str] = []
    near = (t for t in _towns() if view.west < t.longitude < view.east and view.south < t.latitude < view.north)
    for town in near:
        x, y = view.at(town.longitude, town.latitude)
        wide = 6.4 * len(town.name)
        inside = x > 10 and x + wide < view.width - 10 and 16 < y < view.height - 34
        if inside and taken.take(_Box(x - 8, y - 14, x + 8 + wide, y + 14)):
            out.append(f'<circle class="m-town" cx="{x:.1f}" cy="{y:.1f}" r="2"/>')
            out.append(f'<text class="m-town-name" x="{x + 6:.1f}" y="{y + 4:.1f}">{escape(town.name)}</text>')
        if len(out) >= 2 * MOST_TOWNS:
            break
    return out


def _size(spot: Spot) -> float:
    west, south, east, north = spot.west_south_east_north
    return (east - west) * (north - south)


def _ground(spot: Spot, view: _View) -> list[str]:
    """The ground that the words leave open, in its true size."""
    if not spot.pieces:
        return []
    rings = (ring for piece in spot.pieces for ring in piece)
    lines = ("L".join("{:.1f} {:.1f}".format(*view.at(x, y)) for x, y in ring) for ring in rings)
    title = escape(say("Somewhere here: %(text)s", text=spot.told))
    return [
        f'<path class="m-rough" fill-rule="evenodd" d="{"".join(f"M{line}Z" for line in lines)}"><title>{title}</title></path>'
    ]


def _rough_circle(spot: Spot, view: _View) -> list[str]:
    if not spot.rough:
        return []
    x, y = view.at(spot.longitude, spot.latitude)
    return [f'<circle class="m-rough" cx="{x:.1f}" cy="{y:.1f}" r="{spot.rough:.0f}"/>']


def _pins(spot: Spot, view: _View, taken: _Taken) -> list[str]:
    x, y = view.at(spot.longitude, spot.latitude)
    out = [f'<circle class="m-point" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>'] if spot.at_point else []
    for pin in spot.pins:
        pin_x, pin_y = _beside(x, y, view, taken)
        words = escape(pin.words)
        out.append(
            f'<path class="m-leader is-{pin.grade}" d="M{x:.1f} {y:.1f}L{pin_x:.1f} {pin_y:.1f}"/>'
            f'<a href="{escape(pin.href)}" aria-label="{words}"><title>{words}</title>'
            f'<circle class="ring" cx="{pin_x:.1f}" cy="{pin_y:.1f}" r="15" fill="transparent"/>'
            f"{_pin(pin.number, pin_x, pin_y, pin.grade)}</a>"
        )
    return out


def _beside(x: float, y: float, view: _View, taken: _Taken) -> tuple[float, float]:
    """The nearest free spot beside the point, never on it; where all is full, the last one tried."""
    place = (x, y)
    for far in RINGS:
        for turn in range(12):
            angle = math.radians(-50 + 30 * turn)
            new_x, new_y = x + far * math.cos(angle), y + far * math.sin(angle)
            place = min(max(new_x, 18), view.width - 18), min(max(new_y, 18), view.height - 34)
            if taken.take(_Box(place[0] - 13, place[1] - 13, place[0] + 13, place[1] + 13)):
                return place
    return place


def _pin(number: int, x: float, y: float, code: str) -> str:
    shapes = {
        "alleged": f'<circle class="m-pin is-hollow" cx="{x:.1f}" cy="{y:.1f}" r="11"/>',
        "corroborated": f'<circle class="m-pin is-full" cx="{x:.1f}" cy="{y:.1f}" r="12"/>',
        "contested": f'<path class="m-pin is-hollow" d="M{x:.1f} {y - 15:.1f}l15 15l-15 15l-15 -15Z"/>'
        f'<path class="m-half" d="M{x:.1f} {y - 15:.1f}L{x - 15:.1f} {y:.1f}L{x:.1f} {y + 15:.1f}Z"/>',
        "unassessable": f'<rect class="m-pin is-broken" x="{x - 11:.1f}" y="{y - 11:.1f}" width="22" height="22"/>',
    }
    number_css = "m-no is-light" if code == "corroborated" else "m-no"
    return f'<g class="is-{code}">{shapes[code]}<text class="{number_css}" x="{x:.1f}" y="{y + 4.2:.1f}">{number}</text></g>'


def _label(spot: Spot, view: _View, taken: _Taken) -> str:
    """The name beside its point where there is room for it; else none, the feed has it."""
    if not spot.name:
        return ""
    x, y = view.at(spot.longitude, spot.latitude)
    native = None if view.narrow else spot.native
    wide = 7.4 * len(spot.name) + (6.5 * len(native) + 6 if native else 0)
    for end, drop in ((True, 15), (False, 15), (True, -7), (False, -7), (True, 28), (False, 28)):
        left = x - 8 - wide if end else x + 8
        if left > 2 and left + wide < view.width - 2 and taken.take(_Box(left, y + drop - 11, left + wide, y + drop + 3)):
            css, place = ("m-name is-end", x - 8) if end else ("m-name", x + 8)
            own = f'<tspan class="m-native">{GAP}{escape(native)}</tspan>' if native else ""
            return f'<text class="{css}" x="{place:.1f}" y="{y + drop:.1f}">{escape(spot.name)}{own}</text>'
    return ""


def _scale(view: _View) -> str:
    for km in (200, 100, 50, 20, 10, 5):
        if km * view.km < view.width / 4:
            break
    long, y = km * view.km, view.height - 16
    return (
        f'<path class="m-scale" d="M16 {y - 4}v4h{long:.1f}v-4"/>'
        f'<text class="m-small" x="{23 + long:.0f}" y="{y + 1}">{km} km</text>'
    )
