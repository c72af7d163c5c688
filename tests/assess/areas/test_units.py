"""Named divisions, whole countries, and zones nobody drew: by the division a place is told to be in, else by its borders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.assess.areas.test_drawing import around, at
from trucewatch.assess.areas import inside
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Area, AreaKind, Ground, Place, PlacePrecision, Shape, Span

UNITS = Area("A", "the area", AreaKind.ADMIN, names=("Idlib",), partly=("Aleppo", "Hama"), countries=("SYR",))
COUNTRY = Area("C", "the country", AreaKind.ADMIN, countries=("SYR",))
FINER = replace(UNITS, ring=((36.6, 36.0), (37.0, 36.0), (37.0, 36.3), (36.6, 36.3)))
ZONE = Area("Z", "the zone", AreaKind.UNKNOWN, countries=("SYR",))
HULL = replace(ZONE, ring=((36.0, 35.0), (37.0, 35.0), (37.0, 36.5), (36.0, 36.5)))


def told(name: str, *, kind: str | None = "town", admin1: str | None = None, country: str | None = "SYR", id: str = "") -> Place:
    return Place(Span("r", 0, len(name), name), name, place_id=id or None, country=country, admin1=admin1, kind=kind)


def whole(name: str, id: str, admin1: str) -> Place:
    """A province told as the ground within its borders."""
    ring = load_gazetteer().outline(id)[0]
    ground = Ground(Shape.OUTLINE, ((ring,),), (35.7, 36.6), Span("r", 0, len(name), name))
    return replace(told(name, kind="admin1", admin1=admin1, id=id), ground=ground, precision=PlacePrecision.ZONE)


@pytest.mark.parametrize(
    ("place", "area", "holds"),
    [
        (told("Kafr Nabl", admin1="Idlib"), UNITS, True),
        (told("Anadan", admin1="Aleppo"), UNITS, None),
        (told("Homs", admin1="Homs"), UNITS, False),
        (told("Reyhanlı", admin1="Hatay", country="TUR"), UNITS, False),
        (told("Reyhanlı", admin1=None, country="TUR"), UNITS, False),
        (told("Syria", kind="country"), UNITS, None),
        (told("a village"), UNITS, None),
        (whole("Idlib province", "wof:85678373", "Idlib"), UNITS, True),
        (around(35.75, 36.65, 0.05), UNITS, True),
        (around(35.75, 36.65, 0.5), UNITS, None),
        (around(34.5, 38.5, 0.1), UNITS, False),
        (around(36.2, 37.1, 0.05), UNITS, None),
        (around(36.2, 36.16, 0.02, country="TUR"), UNITS, False),
        (at(35.75, 36.65), UNITS, True),
        (at(36.15, 36.85, admin1="Aleppo"), FINER, True),
        (at(36.45, 37.6, admin1="Aleppo"), FINER, False),
        (told("Homs", admin1="Homs"), COUNTRY, True),
        (told("Syria", kind="country"), COUNTRY, True),
        (told("Beirut", country="LBN"), COUNTRY, False),
        (told("a village", country=None), COUNTRY, None),
        (around(36.2, 36.7, 0.4), COUNTRY, None),  # as far as Turkey
        (around(34.6, 38.3, 0.2), COUNTRY, True),
        (around(33.9, 35.6, 0.1, country="LBN"), COUNTRY, False),
        (replace(around(35.5, 35.2, 0.1), precision=PlacePrecision.WATERS), COUNTRY, None),
        (told("Idlib", kind="admin1", admin1="Idlib", id="wof:85678373"), ZONE, None),
        (told("Beirut", country="LBN"), ZONE, False),
        (at(35.5, 36.5), HULL, None),
        (at(34.5, 36.5), HULL, False),
    ],
    ids=lambda value: f"{value.name}" if isinstance(value, Place | Area) else str(value),
)
def test_a_place_is_set_against_divisions(place: Place, area: Area, holds: bool | None) -> None:
    found = inside(place, area, (), load_gazetteer())
    assert found.holds is holds
    assert place.name in found.reason or area.name in found.reason


def test_a_zone_nobody_drew_lies_in_one_of_the_wider_areas() -> None:
    other = Area("D", "the south", AreaKind.ADMIN, names=("Daraa",), countries=("SYR",))
    asked = [told("Homs", admin1="Homs"), told("Nawa", admin1="Daraa"), told("Kafr Nabl", admin1="Idlib")]
    assert [inside(place, ZONE, (UNITS, other), load_gazetteer()).holds for place in asked] == [False, None, None]


def test_a_province_is_set_against_a_road_by_its_borders() -> None:
    road = Area("R", "the road", AreaKind.BUFFER, names=("Saraqib", "Ariha"), width_km=6.0, countries=("SYR",))
    idlib = told("Idlib", kind="admin1", admin1="Idlib", id="wof:85678373")
    daraa = told("Daraa", kind="admin1", admin1="Daraa")
    assert inside(idlib, road, (), load_gazetteer()).holds is None
    assert inside(daraa, road, (), load_gazetteer()).holds is False


def test_a_village_without_a_point_lies_somewhere_in_its_province() -> None:
    road = Area("R", "the road", AreaKind.BUFFER, names=("Saraqib", "Ariha"), width_km=6.0, countries=("SYR",))
    assert inside(told("a village", admin1="Idlib"), road, (), load_gazetteer()).holds is None
    assert inside(told("a village", admin1="Daraa"), road, (), load_gazetteer()).holds is False


MEKELLE = Area("M", "the city", AreaKind.ADMIN, names=("Mekelle",), countries=("ETH",))


@pytest.mark.parametrize(
    ("place", "holds"),
    [
        (told("Mekelle", admin1="Tigray", country="ETH"), True),
        (told("Tigray", kind="admin1", admin1="Tigray", country="ETH"), None),
        (told("Amhara", kind="admin1", admin1="Amhara", country="ETH"), False),
        (at(13.49, 39.45, country="ETH", admin1="Tigray", name="a quarter"), None),
        (at(14.28, 39.46, country="ETH", admin1="Tigray", name="Adigrat"), False),
    ],
    ids=lambda value: value.name if isinstance(value, Place) else str(value),
)
def test_a_town_as_an_area_has_quarters_and_lies_in_a_province(place: Place, holds: bool | None) -> None:
    assert inside(place, MEKELLE, (), load_gazetteer()).holds is holds


def test_a_zone_nobody_drew_lies_in_the_provinces_it_is_said_to() -> None:
    zone = replace(ZONE, partly=("Idlib", "Aleppo"))
    asked = [told("Homs", admin1="Homs"), told("Kafr Nabl", admin1="Idlib"), at(35.75, 36.65), at(33.5, 36.3)]
    assert [inside(place, zone, (), load_gazetteer()).holds for place in asked] == [False, None, None, False]


CITY = Area("H", "the city", AreaKind.ADMIN, names=("Hodeidah",), partly=("Al Hudaydah",), countries=("YEM",))


@pytest.mark.parametrize(
    ("place", "holds"),
    [
        (told("Hodeidah", admin1="Al Hudaydah", country="YEM"), True),
        (told("Al Hudaydah", kind="admin1", admin1="Al Hudaydah", country="YEM"), None),
        (told("Hodeidah", kind="admin1", admin1="Al Hudaydah", country="YEM"), None),
        (told("Hays", admin1="Al Hudaydah", country="YEM"), None),
        (told("Taiz", admin1="Ta‘izz", country="YEM"), False),
    ],
    ids=lambda value: f"{value.name} {value.kind}" if isinstance(value, Place) else str(value),
)
def test_a_city_named_like_its_province_is_not_the_province(place: Place, holds: bool | None) -> None:
    assert inside(place, CITY, (), load_gazetteer()).holds is holds


def test_the_outline_of_a_region_drawn_by_hand_makes_nothing_certain() -> None:
    area = Area("D", "the area", AreaKind.ADMIN, names=("Idlib de-escalation area",), countries=("SYR",))
    assert inside(told("Idlib de-escalation area", kind="zone"), area, (), load_gazetteer()).holds is True
    assert inside(at(35.75, 36.65), area, (), load_gazetteer()).holds is None
    assert inside(at(33.5, 36.3), area, (), load_gazetteer()).holds is False
