"""Where a clause holds: named units, polygons, lines with a width, and zones that were never drawn."""

from __future__ import annotations

import pytest

from trucewatch.assess.areas import inside
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Area, AreaKind, Ground, Place, Shape, Span

UNITS = Area("A", "the area", AreaKind.ADMIN, names=("Idlib",), partly=("Aleppo",))
ZONE = Area("Z", "the zone", AreaKind.UNKNOWN)
ROAD = Area("R", "the road", AreaKind.BUFFER, names=("Saraqib", "Ariha"), width_km=6.0)
BOX = Area("B", "the box", AreaKind.POLYGON, ring=((36.0, 35.0), (37.0, 35.0), (37.0, 36.0), (36.0, 36.0)))


def place(name: str, admin1: str | None, latitude: float | None = None, longitude: float | None = None) -> Place:
    return Place(Span("r", 0, len(name), name), name, latitude=latitude, longitude=longitude, country="SYR", admin1=admin1)


def beside(name: str, latitude: float, longitude: float, *, degrees: float) -> Place:
    """A place known only as lying in a square around a point."""
    west, east, south, north = longitude - degrees, longitude + degrees, latitude - degrees, latitude + degrees
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    span = Span("r", 0, len(name), name)
    return Place(span, name, ground=Ground(Shape.CIRCLE, ((ring,),), (latitude, longitude), span, km=111 * degrees))


@pytest.mark.parametrize(
    ("where", "area", "holds"),
    [
        (place("Kafr Nabl", "Idlib"), UNITS, True),
        (place("Idlib", None), UNITS, True),
        (place("Anadan", "Aleppo"), UNITS, None),
        (place("Homs", "Homs"), UNITS, False),
        (place("a farm", None), UNITS, None),
        (place("Kafr Nabl", "Idlib"), ZONE, None),
        (place("Homs", "Homs"), ZONE, False),
        (place("inside", None, 35.5, 36.5), BOX, True),
        (place("edge", None, 35.0, 36.5), BOX, None),
        (place("outside", None, 34.5, 36.5), BOX, False),
        (place("somewhere", None), BOX, None),
        (beside("near a farm", 35.5, 36.5, degrees=0.1), BOX, True),
        (beside("near a hamlet", 34.5, 36.5, degrees=0.1), BOX, False),
        (beside("near the edge", 35.0, 36.5, degrees=0.1), BOX, None),
        (beside("near the edge, but for a hundredth", 35.098, 36.5, degrees=0.1), BOX, None),
        (beside("Saraqib", 35.86, 36.81, degrees=0.02), ROAD, True),
        (beside("Saraqib", 35.95, 36.9, degrees=0.1), ROAD, None),
        (place("Saraqib", "Idlib"), ROAD, True),
        (place("a checkpoint", "Idlib", 35.86, 36.83), ROAD, True),
        (place("Binnish", "Idlib", 35.96, 36.71), ROAD, False),
        (place("Homs", "Homs", 34.73, 36.71), ROAD, False),
    ],
    ids=lambda value: value.name if isinstance(value, Place | Area) else str(value),
)
def test_a_place_is_inside_outside_or_cannot_be_told(where: Place, area: Area, holds: bool | None) -> None:
    answer = inside(where, area, (UNITS,), load_gazetteer())
    assert answer.holds is holds
    assert where.name in answer.reason or area.name in answer.reason
    assert answer.words == (where.span,)
