"""How exactly a place is known by the words that tell of it, and the ground they leave open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import Point, shape

from trucewatch.knowledge.distance import Spot
from trucewatch.knowledge.places import PlaceEntry, load_gazetteer
from trucewatch.model import PlacePrecision, Shape, Span
from trucewatch.resolve.extents import Case, Extent, extent_of, town_km
from trucewatch.resolve.offsets import How, Told

GAZ = load_gazetteer()
WORDS = Span("r1", 0, 9, "the words")
TOWN = PlaceEntry("x:1", "Hadra", "SYR", "town", 35.0, 36.5, population=40_000)
ROAD = PlaceEntry(
    "x:2", "M9", "SYR", "road", 35.0, 36.5, exact_km=60, shape="line", path=((35.0, 36.0), (35.0, 36.5), (35.4, 36.5))
)
PLAIN = PlaceEntry(
    "x:3", "Hadra plain", "SYR", "area", 35.0, 36.5, exact_km=40, shape="ring", path=((34.9, 36.4), (34.9, 36.6), (35.1, 36.5))
)


def extent(entry: PlaceEntry, told: Told | None = None, *, part: bool = False) -> Extent:
    return extent_of(Case(entry, WORDS, GAZ, told, part))


def told(how: How, *, km: float | None = None, bearing: float | None = None) -> Told:
    return Told(how, "Hadra", 0, 5, km, bearing)


def holds(known: Extent, spot: Spot) -> bool:
    assert known.ground is not None
    return bool(shape(known.ground.geojson()).covers(Point(spot[1], spot[0])))


def test_a_road_is_a_band_along_its_points() -> None:
    known = extent(ROAD)
    assert (known.precision, known.at_point) == (PlacePrecision.LINE, False)
    assert holds(known, (35.0, 36.25))
    assert holds(known, (35.2, 36.5))
    assert not holds(known, (35.2, 36.25))


@pytest.mark.parametrize("kind", ["road", "water", "border", "front"])
def test_a_long_line_whose_course_is_not_known_gets_no_ground(kind: str) -> None:
    unknown = replace(ROAD, kind=kind, path=(), shape=None)
    assert extent(unknown) == Extent(PlacePrecision.LINE)
    assert extent(unknown, told(How.ALONG, km=3)) == Extent(PlacePrecision.LINE)


def test_a_short_road_stands_at_its_point() -> None:
    known = extent(replace(ROAD, path=(), shape=None, exact_km=2))
    assert (known.precision, known.at_point, known.ground) == (PlacePrecision.SPOT, True, None)


def test_a_named_plain_is_as_far_around_as_its_point_is_inexact() -> None:
    known = extent(replace(PLAIN, path=(), shape=None))
    assert known.precision is PlacePrecision.ZONE
    assert known.ground is not None
    assert (known.ground.shape, known.ground.km) == (Shape.CIRCLE, 40)


def test_the_countryside_of_a_governorate_leaves_out_its_seat() -> None:
    aleppo, seat = GAZ.get("wof:85678359"), next(e for e in GAZ.find("Aleppo", near_country="SYR") if e.kind == "town")
    assert aleppo is not None
    known = extent_of(Case(aleppo, WORDS, GAZ, told(How.COUNTRYSIDE, km=25), seat=seat))
    assert known.precision is PlacePrecision.ZONE
    assert not holds(known, (seat.latitude, seat.longitude))
    assert holds(known, (36.37, 37.52))  # al-Bab


def test_the_west_of_a_countryside_holds_no_town_of_its_east() -> None:
    aleppo = GAZ.get("wof:85678359")
    assert aleppo is not None
    known = extent(aleppo, told(How.COUNTRYSIDE, km=25, bearing=270))
    assert holds(known, (36.51, 36.87))  # Afrin
    assert not holds(known, (36.53, 37.95))  # Manbij


def test_one_side_of_a_town_reaches_as_far_as_its_houses() -> None:
    known = extent(TOWN, told(How.PART, bearing=90))
    assert known.precision is PlacePrecision.VICINITY
    assert known.ground is not None
    assert known.ground.km == town_km(TOWN)
    assert holds(known, (35.0, 36.51))
    assert not holds(known, (35.0, 36.49))


def test_a_part_of_a_town_stays_at_its_point() -> None:
    assert extent(TOWN, part=True).at_point


def test_far_from_a_town_is_no_vicinity() -> None:
    assert extent(TOWN, told(How.AWAY, km=90, bearing=0)).precision is PlacePrecision.ZONE
    assert extent(TOWN, told(How.AWAY, km=20, bearing=0)).precision is PlacePrecision.VICINITY


@pytest.mark.parametrize("how", [How.AWAY, How.BEYOND, How.AROUND])
def test_beside_a_whole_country_nobody_can_say_where(how: How) -> None:
    syria = GAZ.get("iso:SYR")
    assert syria is not None
    assert extent(syria, told(how, km=10, bearing=90)) == Extent(PlacePrecision.ZONE)


def test_the_border_of_two_countries_is_drawn_where_theirs_meet() -> None:
    border = next(e for e in GAZ.spelt("Turkish border") if e.kind == "border")
    known = extent(border)
    assert known.precision is PlacePrecision.LINE
    if known.ground is not None:
        assert holds(known, (36.71, 38.95))  # Tell Abyad
        assert not holds(known, (35.86, 36.8))  # Saraqib


@pytest.mark.parametrize(("people", "km"), [(0, 1.0), (40_000, 1.6), (2_000_000, 11.3), (20_000_000, 15.0)])
def test_a_town_of_more_people_reaches_further(people: int, km: float) -> None:
    assert town_km(replace(TOWN, population=people)) == km
