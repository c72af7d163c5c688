"""The line an area lies along: its own points, the road or towns it names, or its posts; and how far off it may be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.assess.areas.answer import Places, Spot
from trucewatch.assess.areas.sheet import Sheet, in_steps, on_globe
from trucewatch.model import Area, AreaKind, Position, Post

# Between two points a road leaves the straight line by up to this share of the leg: so do 9 in 10 of the 47 legs of the roads in
# places/*.csv, each drawn without its middle point (median 0.06, ninth decile 0.19). Nobody drew the line between two posts.
OFF_SHARE = 0.2
PAST_THE_TOWN_KM = 1.5  # a road passes the point of a town it is named by at up to this (M4 and M5 at Ariha, Saraqib, Ma'arra)
STRIP_KM = 2.0  # a leg is cut into strips of this length
MOST_STRIPS = 40  # to a leg
ROADS = ("line",)


@dataclass(frozen=True, slots=True)
class Vertex:
    """A point of the line, and how far off the line may pass there."""

    longitude: float
    latitude: float
    off_km: float


@dataclass(frozen=True, slots=True)
class Line:
    """The line in one or more pieces.

    `off_km` is how far off it is said to be (None: as far as straight legs are), `fault` what of it could not be found.
    """

    pieces: tuple[tuple[Vertex, ...], ...]
    off_km: float | None = None
    fault: str = ""
    of_posts: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """A stretch of the line on the sheet, point by point, and how far off it may be."""

    points: tuple[tuple[float, float], ...]
    off_km: float

    @property
    def is_point(self) -> bool:
        """True for a point of the line itself."""
        return len(self.points) == 2 and self.points[0] == self.points[1]


def line_of(area: Area, places: Places | None, posts: Sequence[Post], country: str | None) -> Line:
    """The line of an area; what of it cannot be found leaves a gap and a fault."""
    said = area.precision_km if area.precision_km > 0 else None
    if area.line:
        if not on_globe(area.line):
            return Line((), fault="its line leaves the globe")
        return Line((tuple(Vertex(x, y, area.precision_km) for x, y in in_steps(area.line)),), area.precision_km)
    if area.kind is AreaKind.POSTS and area.posts:
        return _through_posts(area.posts, posts, said)
    return _through_names(area.names, places, country, said)


def _through_posts(ids: Sequence[str], posts: Sequence[Post], said: float | None) -> Line:
    by_id = {post.id: post for post in posts}
    stands = [(id, _position(by_id.get(id))) for id in ids]
    lacking = [id for id, position in stands if position is None]
    found = tuple(Vertex(p.longitude, p.latitude, p.precision_km) for _, p in stands if p is not None)
    fault = f"where it stands is not known: {', '.join(lacking)}" if lacking else ""
    return Line((found,) if found else (), said, fault, of_posts=True)


def _position(post: Post | None) -> Position | None:
    """Where a post stood last."""
    return post.position_on(date.max) if post else None


def _through_names(names: Sequence[str], places: Places | None, country: str | None, said: float | None) -> Line:
    """Straight from town to town in their order; a road the gazetteer has drawn is a piece of its own."""
    if places is None or not names:
        return Line((), fault="no line is held")
    spots = _spots(names, places, country)
    pieces: list[list[Vertex]] = [[]]
    for spot in spots:
        if spot is None:
            pieces.append([])
        elif spot.shape in ROADS:
            pieces += [[Vertex(x, y, PAST_THE_TOWN_KM) for y, x in spot.path], []]
        else:
            pieces[-1].append(Vertex(spot.longitude, spot.latitude, PAST_THE_TOWN_KM))
    lacking = [name for name, spot in zip(names, spots, strict=True) if spot is None]
    fault = f"where it lies is not known: {', '.join(lacking)}" if lacking else ""
    return Line(tuple(tuple(piece) for piece in pieces if piece), said, fault)


def _spots(names: Sequence[str], places: Places, country: str | None) -> list[Spot | None]:
    """The likeliest place of each name in one country: the one told, or the first that has them all."""
    found = [places.find(name, near_country=country) for name in names]
    shared = [spot.country for spot in found[0] if all(any(one.country == spot.country for one in some) for some in found)]
    home = country or next(iter(shared), None)
    return [next((one for one in some if home in (None, one.country)), None) for some in found]


def strips(piece: Sequence[Vertex], sheet: Sheet, off_km: float | None) -> list[Strip]:
    """A piece of the line in stretches that are equally well known: as a whole where its error is told, else in short strips.

    Near its ends a straight leg cannot be further off than the end is away.
    """
    flat = [(float(x), float(y)) for x, y in sheet.flat((vertex.longitude, vertex.latitude) for vertex in piece)]
    if off_km is not None:
        return [Strip(tuple(flat) if len(flat) > 1 else (flat[0], flat[0]), off_km)]
    out = [Strip((at, at), vertex.off_km) for at, vertex in zip(flat, piece, strict=True)]
    for one, two, start, end in zip(piece, piece[1:], flat, flat[1:], strict=False):
        long = math.dist(start, end)
        count = max(1, min(MOST_STRIPS, math.ceil(long / STRIP_KM)))
        for step in range(count):
            ends = _between(start, end, step / count), _between(start, end, (step + 1) / count)
            out.append(Strip(ends, _off(one, two, long, (step + 1) / count, step / count)))
    return out


def _off(one: Vertex, two: Vertex, long: float, to_share: float, from_share: float) -> float:
    """How far off a strip may be, that lies between two shares of a leg."""
    room = long * min(to_share, 1 - from_share)  # as far as its far end is from the nearer end of the leg
    return max(one.off_km, two.off_km) + min(OFF_SHARE * long, room)


def _between(start: tuple[float, float], end: tuple[float, float], share: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
