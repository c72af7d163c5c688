"""Check the areas of an agreement file: what each kind needs, rings that close and do not cross themselves, widths in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from shapely import Polygon
from shapely.validation import explain_validity

from trucewatch.knowledge.agreement_known import countries_slips, empty_slips, posts_slips
from trucewatch.knowledge.toml_lines import Where
from trucewatch.knowledge.toml_records import Slip
from trucewatch.model import Area, AreaKind

Point = tuple[float, float]
WIDEST_KM = 1_000.0  # no area along a line reaches further to a side; more is a slip in the unit
HALF_ROUND = 180.0  # degrees of longitude
CORNERS = 4  # of the smallest ring: three, and the first again


def area_slips(area: Area, where: Where) -> Iterator[Slip]:
    """Everything that is wrong with an area."""
    who = f"area {area.id}: " if area.id else ""
    for field in ("id", "name", "source"):
        yield from empty_slips(getattr(area, field), (*where, field), who)
    yield from countries_slips(area.countries, (*where, "countries"), who)
    yield from _names(area, where, who)
    yield from posts_slips(area.posts, (*where, "posts"), who)
    yield from _widths(area, where, who)
    yield from _points(area.ring, (*where, "ring"), who)
    yield from _points(area.line, (*where, "line"), who)
    for field in ("ring", "line"):
        yield from _round_the_globe(getattr(area, field), (*where, field), who)
    yield from _needs(area, where, who)
    if area.ring:
        yield from _ring(area.ring, (*where, "ring"), who)


def _names(area: Area, where: Where, who: str) -> Iterator[Slip]:
    for field in ("names", "partly"):
        for number, name in enumerate(getattr(area, field)):
            yield from empty_slips(name, (*where, field, number), who)
    for number, name in enumerate(area.partly):
        if name and name in area.names:
            yield Slip((*where, "partly", number), f"{who}{name} cannot lie inside as a whole and only in part")


def _widths(area: Area, where: Where, who: str) -> Iterator[Slip]:
    for field in ("width_km", "least_km"):
        width = getattr(area, field)
        if width is not None and not 0 < width <= WIDEST_KM:
            yield Slip((*where, field), f"{who}{field} lies above 0 and up to {WIDEST_KM:g}, not {width:g}")
    if area.precision_km is not None and not 0 <= area.precision_km <= WIDEST_KM:
        yield Slip((*where, "precision_km"), f"{who}precision_km lies in 0..{WIDEST_KM:g}, not {area.precision_km:g}")
    if area.least_km is not None and area.width_km is None:
        yield Slip((*where, "least_km"), f"{who}least_km needs a width_km: how far the area reaches at most")
    elif area.least_km is not None and area.width_km is not None and area.width_km < area.least_km:
        yield Slip((*where, "width_km"), f"{who}width_km ({area.width_km:g}) is below least_km ({area.least_km:g})")


def _points(points: Sequence[Point | None], where: Where, who: str) -> Iterator[Slip]:
    for number, point in enumerate(points):
        if point is None or (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
            continue
        hint = "; longitude stands first" if -90 <= point[0] <= 90 and -180 <= point[1] <= 180 else ""
        yield Slip((*where, number), f"{who}{point[0]:g}, {point[1]:g} is no place on the globe{hint}")


def _round_the_globe(points: Sequence[Point | None], where: Where, who: str) -> Iterator[Slip]:
    """Two points more than half the globe apart: the area crosses the 180th meridian, or a sign is wrong."""
    told = [(number, point[0]) for number, point in enumerate(points) if point is not None]
    for (_, before), (number, longitude) in pairwise(told):
        if abs(longitude - before) > HALF_ROUND:
            apart = f"{before:g} and {longitude:g} lie more than half the globe apart"
            yield Slip((*where, number), f"{who}{apart}; write an area over the 180th meridian as two")


def _needs(area: Area, where: Where, who: str) -> Iterator[Slip]:
    """What an area of its kind cannot be without."""
    match area.kind:
        case AreaKind.ADMIN if not (area.names or area.partly or area.countries):
            yield Slip((*where, "kind"), f"{who}named units need names or partly, or countries that lie inside as a whole")
        case AreaKind.POLYGON if not area.ring:
            yield Slip((*where, "kind"), f"{who}a polygon needs a ring")
        case AreaKind.BAND | AreaKind.BUFFER if len(area.line) < 2 and len(area.names) < 2:
            yield Slip((*where, "kind"), f"{who}a {area.kind} needs a line of two points or two names along it")
        case AreaKind.BAND if area.width_km is None:
            yield Slip((*where, "kind"), f"{who}a {area.kind} needs a width_km")
        case AreaKind.POSTS if len(area.posts) < 2 and len(area.line) < 2:
            yield Slip((*where, "kind"), f"{who}a line of posts needs two posts")


def _ring(ring: Sequence[Point | None], where: Where, who: str) -> Iterator[Slip]:
    corners = [point for point in ring if point is not None]
    if len(corners) < len(ring):
        return
    if corners[0] != corners[-1]:
        yield Slip((*where, len(ring) - 1), f"{who}the ring is not closed: its last point must be its first")
        return
    if len(corners) < CORNERS:
        yield Slip(where, f"{who}a ring needs {CORNERS} points, the last as the first")
        return
    twice = [number for number, (one, other) in enumerate(pairwise(corners), 1) if one == other]
    yield from (Slip((*where, number), f"{who}the ring has this point twice in a row") for number in twice)
    told = explain_validity(Polygon(corners))
    if told != "Valid Geometry":
        at = told[told.find("[") :].strip("[]").replace(" ", ", ") if "[" in told else ""
        yield Slip(where, f"{who}the ring crosses or touches itself{f' at {at}' if at else ''}")
