"""The areas of agreements for a map: what lies in each for certain, what may lie in it, and which cannot be drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from trucewatch.assess.areas import Chart, Drawn, Places
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger
from trucewatch.model import Agreement, Area, AreaKind, Post
from trucewatch.publish.exports import GROUND, Row
from trucewatch.publish.posts import posts_known

Geometry = dict[str, Any]

GRID = 1e-4  # degrees: about ten metres
COARSE_KM = 0.05  # how far a corner may be cut


@dataclass(frozen=True, slots=True)
class AreaShape:
    """What can be drawn of an area, as GeoJSON geometries; None where nothing can.

    `certain` is what lies inside, beyond `possible` all is outside. `off_km` is how far off its line may be, `why_not` says why
    a part is not drawn.
    """

    area: Area
    certain: Geometry | None
    possible: Geometry | None
    off_km: float
    why_not: str


def area_shapes(agreement: Agreement, places: Places | None = None, posts: Sequence[Post] = ()) -> tuple[AreaShape, ...]:
    """The areas of an agreement in their order, drawn as far as they can be; one never delineated is not drawn."""
    chart = Chart(agreement.areas, countries=agreement.countries, places=places, posts=posts)
    return tuple(_shape(area, chart) for area in agreement.areas)


def _shape(area: Area, chart: Chart) -> AreaShape:
    if area.kind is AreaKind.UNKNOWN:
        return AreaShape(area, None, None, 0.0, "not yet delineated")
    drawn = chart.borders(area) if area.kind is AreaKind.ADMIN and not (area.ring or area.line) else chart.drawn(area)
    certain = on_map(drawn.certain, drawn)
    possible = on_map(drawn.possible, drawn) if drawn.possible is not None else None
    lacking = "its borders are not known" if drawn.possible is None else "it lies around a pole"
    fault = drawn.fault or ("" if certain or possible else lacking)
    return AreaShape(area, certain, possible, drawn.off_km, fault)


def on_map(shape: BaseGeometry, drawn: Drawn) -> Geometry | None:
    """What is drawn on a sheet, as GeoJSON, cut at the 180th meridian (RFC 7946, 3.1.9); None if empty or around a pole."""
    poles = drawn.sheet.flat([(0.0, 90.0), (0.0, -90.0)])
    if shape.is_empty or any(shape.covers(Point(*pole)) for pole in poles):
        return None
    middle = drawn.sheet.longitude
    laid = drawn.sheet.on_globe(shape.simplify(COARSE_KM))
    whole = shapely.transform(laid, lambda points: _beside(points, middle)).buffer(0)
    pieces = [
        shapely.transform(part, lambda points, turn=turn: points - (turn, 0.0))  # type: ignore[misc]
        for turn in (-360.0, 0.0, 360.0)
        if not (part := whole.intersection(box(turn - 180, -90, turn + 180, 90))).is_empty and part.area > 0
    ]
    told = shapely.set_precision(shapely.union_all(pieces), GRID) if pieces else None
    if told is None or told.is_empty:
        return None
    return dict(json.loads(shapely.to_geojson(shapely.orient_polygons(told))))


def _beside(points: Any, middle: float) -> Any:
    """The points with longitudes on the same side of the globe as the middle, so that a ring is not torn at 180 degrees."""
    turned = points.copy()
    turned[:, 0] = (points[:, 0] - middle + 180) % 360 - 180 + middle
    return turned


def area_rows(agreement: Agreement, places: Places | None = None, posts: Sequence[Post] = ()) -> Iterator[Row]:
    """A row for what is certain of each area and one for what is possible; for one that cannot be drawn, one without a ground."""
    for shape in area_shapes(agreement, places, posts):
        parts = [("certain", shape.certain), ("possible", shape.possible)]
        for part, ground in [item for item in parts if item[1]] or [("not drawn", None)]:
            yield _row(agreement, shape, part, ground)


def _row(agreement: Agreement, shape: AreaShape, part: str, ground: Geometry | None) -> Row:
    area = shape.area
    return {
        "id": f"{agreement.id}/{area.id}/{part}",
        "agreement": agreement.id,
        "area": area.id,
        "name": area.name,
        "kind": area.kind.value,
        "part": part,
        "clauses": [clause.id for clause in agreement.clauses if clause.area == area.id],
        "countries": list(area.countries or agreement.countries),
        "names": list(area.names),
        "partly": list(area.partly),
        "posts": list(area.posts),
        "width_km": area.width_km,
        "least_km": area.least_km,
        "off_km": round(shape.off_km, 1),
        "why_not": shape.why_not,
        "source": area.source,
        "note": area.note,
        GROUND: ground,
    }


def area_table(ledger: Ledger) -> Iterator[Row]:
    """The areas of the agreements held, by the posts held and those of the registry."""
    posts = posts_known(ledger)
    for agreement in ledger.agreements():
        yield from area_rows(agreement, load_gazetteer(), posts)
