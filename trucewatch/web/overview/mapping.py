"""What the map in the browser draws: incidents with a point, counts per district, and the ground they lie on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise

from shapely import clip_by_rect
from shapely.geometry import Polygon, box, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from trucewatch.catalogue import Point, Shelf
from trucewatch.catalogue.question import Box
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Agreement, PlacePrecision, State
from trucewatch.publish.areas import area_shapes
from trucewatch.publish.drawing.land import land_in_view
from trucewatch.publish.posts import status_on
from trucewatch.web.desk import Desk
from trucewatch.web.overview.asking import Filter
from trucewatch.web.parts import Room, state_grade
from trucewatch.web.statics import FOLDER, vendored

MOST_POINTS = 50_000
DIGITS = 2  # 0.01 degree is about 1 km: positions are given no finer
THINNED = 0.005  # degrees to which borders of divisions are thinned out
WIDEST = 40.0  # degrees of a box whose ground is drawn
LEAST_TOWN = 15_000
MOST_TOWNS = 60
ROUGH_KM = {
    PlacePrecision.SPOT: 1.0,
    PlacePrecision.SETTLEMENT: 2.0,
    PlacePrecision.VICINITY: 8.0,
    PlacePrecision.DISTRICT: 20.0,
}
POINT_KM = 1.0  # of a place known by its point alone


def points_geojson(room: Room, asked: Filter, view: Box | None = None) -> str:
    """The incidents asked for that have a point; `g` is the shape of the grade, `d` the day, `r` how many km off it may be.

    Of a `view`, only those inside it. What is known only by a region, a line or a zone has none: its middle would be a guess.
    """
    features = ",\n".join(
        f'{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{round(one.longitude, DIGITS)},'
        f'{round(one.latitude, DIGITS)}]}},"properties":{{"i":{json.dumps(one.id)},"g":"{_grades()[one.state]}",'
        f'"d":"{one.day.isoformat() if one.day else ""}","r":{_rough(one.exact):g}}}}}'
        for one in _placed(room, asked, view)
    )
    return f'{{"type":"FeatureCollection","features":[\n{features}\n]}}\n'


def points_json(room: Room, asked: Filter) -> str:
    """The same points for a map that draws very many: hundredths of degrees, each told from the one before, and the grade.

    `x` and `y` are steps from west to east and to the north, `g` one digit a point, its place among `grades`. Incidents of one
    grade at one spot are one point, which is drawn as they all would be; `n` says how many they are.
    """
    scale, grades = 10**DIGITS, list(_grades().values())
    spots = Counter(
        (round(p.longitude * scale), round(p.latitude * scale), str(grades.index(_grades()[p.state])))
        for p in _placed(room, asked)
    )
    rows = sorted(spots)
    xs, ys = [x for x, _, _ in rows], [y for _, y, _ in rows]
    steps = {name: [b - a for a, b in pairwise([0, *values])] for name, values in (("x", xs), ("y", ys))}
    told = {**steps, "grades": grades, "g": "".join(digit for _, _, digit in rows), "n": [spots[row] for row in rows]}
    return json.dumps(told, separators=(",", ":"))


def _placed(room: Room, asked: Filter, view: Box | None = None) -> list[Point]:
    found = room.catalogue.points(asked.question, box=view, limit=MOST_POINTS)
    return [one for one in found if one.exact is None or one.exact in ROUGH_KM]


@cache
def _grades() -> dict[State, str]:
    return {state: state_grade(state).code for state in State}


def _rough(exact: PlacePrecision | None) -> float:
    return ROUGH_KM[exact] if exact else POINT_KM


def districts_json(room: Room, asked: Filter) -> str:
    """For each first-level division with incidents: its name, its middle where its borders are known, counts by grade."""
    shelf = room.catalogue
    lies = {row.keys[0]: row.keys[1] for row in shelf.tally(asked.question, ("admin1", "country")) if row.keys[0]}
    counts: dict[str, dict[str, int]] = {}
    for row in shelf.tally(asked.question, ("admin1", "state")):
        name, state = row.keys
        if name and _middles().get((lies.get(name, ""), name)):
            counts.setdefault(name, {})[state_grade(State(state)).code] = row.many
    told = [
        {
            "name": name,
            "at": _middles()[lies[name], name],
            "counts": dict(sorted(many.items())),
            "href": f"/?{asked.query(admin1=name, after='')}",
        }
        for name, many in sorted(counts.items())
    ]
    return json.dumps(told, ensure_ascii=False)


@cache
def _middles() -> dict[tuple[str, str], tuple[float, float]]:
    """A point inside each first-level division whose borders are known, by country and name."""
    gazetteer = load_gazetteer()
    out: dict[tuple[str, str], tuple[float, float]] = {}
    for country in gazetteer.outlined_countries():
        for outline in gazetteer.outlines(country):
            rings = [Polygon(ring).buffer(0) for ring in outline.rings if len(ring) > 3]
            if rings:
                spot = max(rings, key=lambda ring: ring.area).representative_point()
                out[country, outline.name] = (round(spot.x, 3), round(spot.y, 3))
    return out


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies in a box at one state of the ledger; the desk reads it and does not tell two of them apart."""

    shelf: Shelf
    box: Box
    day: date  # whose agreements and posts are drawn
    desk: Desk = field(compare=False)


@lru_cache(maxsize=32)
def ground_geojson(ground: Ground) -> str:
    """Divisions, areas of agreements, posts and towns of a box, as GeoJSON with the `kind` of each."""
    west, south, east, north = ground.box
    frame = box(west, south, max(east, west + 0.1), north)
    features = [*_outlines(frame), *_divisions(ground.box), *_areas(ground, frame), *_posts(ground), *_towns(ground.box)]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))


def _feature(kind: str, geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"kind": kind, **properties}, "geometry": geometry}


def _outlines(frame: Polygon) -> Iterator[dict[str, object]]:
    """Land and borders between countries in the box."""
    for kind, whole in _world().items():
        part = clip_by_rect(whole, *frame.bounds)
        if not part.is_empty:
            yield _feature(kind, mapping(part))


@cache
def _world() -> dict[str, BaseGeometry]:
    """Natural Earth's land and borders, as vendored."""
    path = FOLDER / vendored("outlines-50m.json").removeprefix("/static/")
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {one["properties"]["kind"]: shape(one["geometry"]) for one in features}


def _divisions(frame: Box) -> Iterator[dict[str, object]]:
    for land in land_in_view(*frame):
        whole = unary_union([ring.boundary for ring in land.governorates if ring.intersects(box(*frame))])
        yield _feature("admin", mapping(whole.simplify(THINNED)))


def _areas(ground: Ground, frame: Polygon) -> Iterator[dict[str, object]]:
    """Each line once, and one tint under all areas: the same ground in six agreements is no darker than in one."""
    posts = ground.desk.posts()
    tints: dict[str, list[BaseGeometry]] = {"possible": [], "certain": []}
    drawn: set[bytes] = set()
    for agreement in ground.desk.agreements():
        if not _stands(agreement, ground.day):
            continue
        for one in area_shapes(agreement, load_gazetteer(), posts):
            told = {"id": f"{agreement.id}/{one.area.id}", "name": one.area.name}
            for kind, geometry in (("possible", one.possible), ("certain", one.certain)):
                line = shape(geometry) if geometry else None
                if line is None or line.wkb in drawn or not line.intersects(frame):
                    continue
                drawn.add(line.wkb)
                tints[kind].append(line)
                yield _feature(kind, geometry, **told)
    for kind, lines in tints.items():
        if lines:
            yield _feature(f"{kind}-tint", mapping(unary_union([line.buffer(0) for line in lines])))


def _stands(agreement: Agreement, day: date) -> bool:
    """True of what was agreed by a day and had not ended before it: the map of a week draws no line of a later one."""
    return agreement.signed <= day and (agreement.ended is None or day <= agreement.ended)


def _posts(ground: Ground) -> Iterator[dict[str, object]]:
    west, south, east, north = ground.box
    logs = ground.desk.logged()
    for post in ground.desk.posts():
        spot = post.position_on(ground.day)
        if spot is None or not (west <= spot.longitude <= east and south <= spot.latitude <= north):
            continue
        event = status_on(post, ground.day)
        status = event.status.value if event else "nothing told of it"
        silent = post.id not in logs
        where = {"type": "Point", "coordinates": [round(spot.longitude, DIGITS), round(spot.latitude, DIGITS)]}
        yield _feature("post", where, id=post.id, name=post.name, status=status, silent=silent)


def _towns(frame: Box) -> Iterator[dict[str, object]]:
    west, south, east, north = frame
    inside = [
        town for town in load_gazetteer().towns(LEAST_TOWN) if west <= town.longitude <= east and south <= town.latitude <= north
    ]
    for town in sorted(inside, key=lambda one: (-one.population, one.name))[:MOST_TOWNS]:
        where = {"type": "Point", "coordinates": [town.longitude, town.latitude]}
        yield _feature("town", where, name=town.name, native=(town.native[0] if town.native else ""), people=town.population)


def boxed(asked: Filter) -> Box | None:
    """The box asked for, if it is small enough that its ground is drawn."""
    frame = asked.question.box
    if frame is None or frame[2] <= frame[0] or frame[2] - frame[0] > WIDEST or frame[3] - frame[1] > WIDEST:
        return None
    west, south, east, north = frame
    return round(west, 1), round(south, 1), round(east, 1), round(north, 1)
