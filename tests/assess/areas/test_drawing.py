"""Areas of every kind, drawn: what lies inside for certain, what may, and what is said of an area that cannot be drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from trucewatch.assess.areas import Chart, answer, inside
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Area, AreaKind, Ground, Place, PlacePrecision, Position, Post, Shape, Span

LINE = ((36.0, 35.0), (37.0, 35.0))  # along the 35th parallel: a tenth of a degree of latitude is 11 km
BOX = ((36.0, 35.0), (37.0, 35.0), (37.0, 36.0), (36.0, 36.0))
BOW = ((36.0, 35.0), (37.0, 36.0), (37.0, 35.0), (36.0, 36.0))
M5 = Area(
    "M5", "the road", AreaKind.BUFFER, names=("Aleppo", "Saraqib", "Khan Shaykhun", "Hama"), width_km=2.0, countries=("SYR",)
)


def at(
    latitude: float, longitude: float, *, country: str | None = "SYR", admin1: str | None = None, name: str = "a farm"
) -> Place:
    span = Span("r", 0, len(name), name)
    return Place(
        span, name, latitude=latitude, longitude=longitude, country=country, admin1=admin1, precision=PlacePrecision.SPOT
    )


def around(latitude: float, longitude: float, degrees: float, *, country: str | None = "SYR") -> Place:
    west, east, south, north = longitude - degrees, longitude + degrees, latitude - degrees, latitude + degrees
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    span = Span("r", 0, 6, "near X")
    ground = Ground(Shape.CIRCLE, ((ring,),), (latitude, longitude), span, km=111 * degrees)
    return Place(span, "X", country=country, ground=ground, precision=PlacePrecision.VICINITY)


def post(id: str, latitude: float, longitude: float, precision_km: float = 1.0) -> Post:
    return Post(id, id, "TUR", "", "SYR", "Asia/Damascus", (Position(latitude, longitude, precision_km, "a map"),))


@pytest.mark.parametrize(
    ("km_north", "holds"),
    [(0, True), (10, True), (13.5, True), (14.5, None), (17, None), (20.5, None), (21.5, False), (60, False)],
)
def test_between_the_least_and_the_greatest_width_it_cannot_be_told(km_north: float, holds: bool | None) -> None:
    band = Area("B", "the zone", AreaKind.BAND, line=LINE, width_km=20, least_km=15)
    assert inside(at(35.0 + km_north / 110.94, 36.5), band).holds is holds


@pytest.mark.parametrize(("precision", "holds"), [(PlacePrecision.SPOT, True), (PlacePrecision.SETTLEMENT, None)])
def test_a_town_stands_for_more_ground_than_a_checkpoint(precision: PlacePrecision, holds: bool | None) -> None:
    box = Area("B", "the box", AreaKind.POLYGON, ring=BOX)
    near_the_edge = replace(at(35.0 + 2 / 110.94, 36.5), precision=precision)
    answer = inside(near_the_edge, box)
    assert answer.holds is holds
    assert ("at the edge of" in answer.reason) is (holds is None)


def test_how_far_off_a_ring_may_be_makes_its_edge_a_strip() -> None:
    box = Area("B", "the box", AreaKind.POLYGON, ring=BOX, precision_km=10)
    assert [inside(at(35.0 + km / 110.94, 36.5), box).holds for km in (-12, -5, 5, 12)] == [False, None, None, True]


@pytest.mark.parametrize(
    ("place", "holds"),
    [
        (at(36.2024, 37.1518, name="Aleppo"), True),
        (at(35.99, 36.97), None),  # on the straight line, which the road may leave
        (at(35.62, 36.05), False),
        (at(33.51, 36.29, name="Damascus"), False),
        (around(35.8645, 36.8059, 0.05), None),
        (around(34.5, 38.5, 0.1), False),
        (at(36.2, 36.16, country="TUR", name="Antakya"), False),
    ],
    ids=lambda value: value.name if isinstance(value, Place) else str(value),
)
def test_a_road_is_only_known_as_well_as_a_straight_line_between_its_towns(place: Place, holds: bool | None) -> None:
    found = inside(place, M5, (), load_gazetteer())
    assert found.holds is holds
    assert M5.name in found.reason


def test_a_wider_strip_along_a_road_holds_its_countryside() -> None:
    corridor = replace(M5, width_km=15.0)
    assert inside(at(35.99, 36.97), corridor, (), load_gazetteer()).holds is True


def test_a_road_whose_error_is_stated_has_that_error_all_along() -> None:
    gazetteer = load_gazetteer()
    assert [
        inside(
            at(35.8645, 36.8059 + km / 90.3, name="a barrack"), replace(M5, names=("Saraqib",), precision_km=0.8), (), gazetteer
        ).holds
        for km in (0, 2, 5)
    ] == [True, None, False]


def test_a_road_of_the_gazetteer_is_a_line_of_its_own() -> None:
    road = Area("R", "the road", AreaKind.BUFFER, names=("M4 highway",), width_km=6.0, countries=("SYR",))
    assert inside(at(35.7925, 36.567), road, (), load_gazetteer()).holds is True


def test_of_a_road_with_a_town_nobody_knows_nothing_bounds_the_gap() -> None:
    road = replace(M5, names=("Aleppo", "Zzyzxqq", "Hama"))
    found = inside(at(35.5, 37.8), road, (), load_gazetteer())
    assert found.holds is None
    assert "Zzyzxqq" in found.reason


def test_posts_make_a_line() -> None:
    posts = (post("P1", 35.0, 36.0), post("P2", 35.0, 36.4))
    line = Area("L", "the line of posts", AreaKind.POSTS, posts=("P1", "P2"), width_km=4)
    chart = Chart((line,), posts=posts)
    assert answer(at(35.0, 36.0), line, chart).holds is True
    assert answer(at(35.02, 36.2), line, chart).holds is None  # nobody drew the line between two posts
    assert answer(at(35.4, 36.2), line, chart).holds is False


def test_in_which_order_posts_are_listed_does_not_matter() -> None:
    posts = (post("P1", 35.0, 36.0), post("P2", 35.0, 36.8), post("P3", 35.6, 36.0))
    orders = [("P1", "P2", "P3"), ("P2", "P3", "P1"), ("P3", "P1", "P2")]
    lines = [Area("L", "the line of posts", AreaKind.POSTS, posts=order, width_km=4) for order in orders]
    for place in (at(35.0, 36.0), at(35.2, 36.3), at(35.5, 36.7), at(35.6, 36.0)):
        assert len({answer(place, line, Chart((line,), posts=posts)).holds for line in lines}) == 1


def test_a_line_through_posts_whose_course_is_told_runs_straight_from_one_to_the_next() -> None:
    posts = (post("P1", 35.0, 36.0), post("P2", 35.0, 36.8), post("P3", 35.6, 36.0))
    line = Area("L", "the line of posts", AreaKind.POSTS, posts=("P1", "P2", "P3"), width_km=4, precision_km=1.0)
    chart = Chart((line,), posts=posts)
    assert [answer(at(*spot), line, chart).holds for spot in ((35.0, 36.4), (35.3, 36.4), (35.15, 36.15))] == [True, True, False]


def test_a_post_stands_where_it_stood_last() -> None:
    moved = replace(
        post("P1", 35.0, 36.0), positions=(Position(36.5, 37.0, 1.0, "b", date(2020, 3, 1)), Position(35.0, 36.0, 1.0, "a"))
    )
    line = Area("L", "the line of posts", AreaKind.POSTS, posts=("P1",), width_km=4)
    assert answer(at(36.5, 37.0), line, Chart((line,), posts=(moved,))).holds is True


def test_posts_of_unknown_position_leave_it_open_and_are_named() -> None:
    line = Area("L", "the line of posts", AreaKind.POSTS, posts=("P1", "P9"))
    found = answer(at(35.9, 38.0), line, Chart((line,), posts=(post("P1", 35.0, 36.0),)))
    assert found.holds is None
    assert "P9" in found.reason


@pytest.mark.parametrize("ring", [BOW, BOX[:2], (), ((36.0, 35.0),) * 4, ((36.0, 35.0), (36.5, 35.5), (37.0, 36.0))])
def test_a_ring_that_draws_nothing_is_told_and_never_forced(ring: tuple[tuple[float, float], ...]) -> None:
    found = inside(at(35.5, 36.5), Area("B", "the box", AreaKind.POLYGON, ring=ring))
    assert found.holds is None
    assert "its ring" in found.reason


def test_beyond_a_ring_that_crosses_itself_it_is_outside() -> None:
    assert inside(at(34.0, 36.5), Area("B", "the bow", AreaKind.POLYGON, ring=BOW)).holds is False


@pytest.mark.parametrize("ring", [((36.0, 35.0), (37.0, 35.0), (37.0, 95.0)), ((36.0, 35.0), (37.0, 35.0), (37.0, float("nan")))])
def test_a_ring_beyond_the_globe_is_told(ring: tuple[tuple[float, float], ...]) -> None:
    found = inside(at(35.5, 36.5), Area("B", "the box", AreaKind.POLYGON, ring=ring))
    assert (found.holds, found.reason) == (None, "its ring leaves the globe: the box")


def test_a_ring_over_the_180th_meridian_holds_both_sides() -> None:
    box = Area("F", "the strait", AreaKind.POLYGON, ring=((178.0, -18.0), (-178.0, -18.0), (-178.0, -16.0), (178.0, -16.0)))
    places = [at(-17.0, longitude, country=None) for longitude in (179.5, -179.5, 180.0, -180.0, 177.0, -177.0, 0.0)]
    assert [inside(place, box).holds for place in places] == [True, True, True, True, False, False, False]


@pytest.mark.parametrize("side", [1, -1])
def test_a_ring_around_a_pole_holds_the_pole(side: int) -> None:
    ring = tuple((float(longitude), 80.0 * side) for longitude in range(-180, 180, 30))
    cap = Area("P", "the cap", AreaKind.POLYGON, ring=ring)
    places = [at(latitude * side, longitude, country=None) for latitude, longitude in ((90, 0), (85, 170), (79, 10), (0, 0))]
    assert [inside(place, cap).holds for place in places] == [True, True, False, False]


def test_a_province_named_like_a_town_on_the_line_is_not_on_it() -> None:
    gazetteer = load_gazetteer()
    span = Span("r", 0, 6, "Aleppo")
    province = Place(
        span, "Aleppo", "wof:85678359", country="SYR", admin1="Aleppo", kind="admin1", precision=PlacePrecision.REGION
    )
    assert inside(province, M5, (), gazetteer).holds is None


def test_a_town_on_the_line_is_known_by_its_id_whatever_it_is_called() -> None:
    span = Span("r", 0, 16, "Saraqib in Idlib")
    town = Place(span, "Saraqib in Idlib", "wof:890449833", 35.8645, 36.8059, "SYR", "Idlib", "town")
    found = inside(town, M5, (), load_gazetteer())
    assert (found.holds, found.reason) == (True, "Saraqib in Idlib lies on the line of: the road")
