"""What must hold of every area: widening it, moving a place, turning its ring, and keeping answers change nothing they must not."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.assess.areas.test_drawing import around, at
from trucewatch.assess.areas import Chart, answer, inside
from trucewatch.model import Area, AreaKind

RANK = {True: 2, None: 1, False: 0}
longitudes = st.floats(-180, 180)
latitudes = st.floats(-89, 89)
degrees = st.floats(-3, 3)


def ring_around(longitude: float, latitude: float, corners: int, size: float) -> tuple[tuple[float, float], ...]:
    turns = [2 * math.pi * corner / corners for corner in range(corners)]
    across = size / max(0.05, math.cos(math.radians(latitude)))
    return tuple(
        ((longitude + across * math.cos(t) + 180) % 360 - 180, max(-89.9, min(89.9, latitude + size * math.sin(t))))
        for t in turns
    )


@given(longitudes, st.floats(-70, 70), degrees, degrees, st.floats(0.5, 50), st.floats(0, 50), st.floats(0, 30))
def test_widening_a_band_never_turns_inside_into_outside(
    longitude: float, latitude: float, east: float, north: float, width: float, more: float, off: float
) -> None:
    line = ((longitude, latitude), (max(-180, min(180, longitude + 1)), latitude + 0.5))
    place = at(latitude + north / 3, (longitude + east / 3 + 180) % 360 - 180, country=None)
    narrow = Area("B", "the band", AreaKind.BAND, line=line, width_km=width)
    wide = Area("W", "the band", AreaKind.BAND, line=line, width_km=width + more, least_km=width, precision_km=off)
    wider = Area("V", "the band", AreaKind.BAND, line=line, width_km=width + more)
    if inside(place, narrow).holds:
        assert inside(place, wide).holds is not False
        assert inside(place, wider).holds is True
    if inside(place, wider).holds is False:
        assert inside(place, narrow).holds is False


@given(longitudes, latitudes, st.integers(3, 12), st.floats(0.1, 3), st.floats(0, 2 * math.pi), st.floats(0, 6), st.floats(0, 6))
def test_a_place_moved_away_never_gets_more_inside(
    longitude: float, latitude: float, corners: int, size: float, turn: float, near: float, more: float
) -> None:
    area = Area("P", "the area", AreaKind.POLYGON, ring=ring_around(longitude, latitude, corners, size))
    drawn = Chart((area,)).drawn(area)
    assume(drawn.certain.convex_hull.area - drawn.certain.area < 1e-6 * drawn.certain.area)
    middle = drawn.certain.centroid
    steps = [(middle.x + 111 * far * math.cos(turn), middle.y + 111 * far * math.sin(turn)) for far in (near, near + more)]
    ranks = [RANK[inside(at(lat, lon, country=None), area).holds] for lon, lat in drawn.sheet.round(np.array(steps)).tolist()]
    assert ranks[1] <= ranks[0]


@given(longitudes, latitudes, st.integers(3, 9), st.floats(0.1, 3), degrees, degrees, st.integers(0, 8))
def test_where_a_ring_begins_and_which_way_it_runs_does_not_matter(
    longitude: float, latitude: float, corners: int, size: float, east: float, north: float, begin: int
) -> None:
    ring = ring_around(longitude, latitude, corners, size)
    turned = ring[begin % corners :] + ring[: begin % corners]
    place = at(max(-90, min(90, latitude + north)), (longitude + east + 180) % 360 - 180, country=None)
    found = {
        inside(place, Area("P", "the area", AreaKind.POLYGON, ring=one)).holds
        for one in (ring, turned, ring[::-1], (*turned, turned[0]))
    }
    assert len(found) == 1


@given(st.lists(st.tuples(longitudes, st.floats(-90, 90)), max_size=8), longitudes, st.floats(-90, 90))
def test_no_ring_breaks_the_answer(ring: list[tuple[float, float]], longitude: float, latitude: float) -> None:
    area = Area("P", "the area", AreaKind.POLYGON, ring=tuple(ring))
    assert inside(at(latitude, longitude, country=None), area).reason


@given(st.lists(st.tuples(longitudes, st.floats(-90, 90)), max_size=5), longitudes, latitudes, st.floats(0, 60))
def test_no_line_breaks_the_answer(line: list[tuple[float, float]], longitude: float, latitude: float, width: float) -> None:
    area = Area("L", "the band", AreaKind.BAND, line=tuple(line), width_km=width)
    assert inside(at(latitude, longitude, country=None), area).reason


@given(st.lists(st.tuples(st.floats(35, 37), st.floats(35, 37), st.booleans()), min_size=1, max_size=20))
def test_answers_kept_are_the_answers_given_anew(asked: list[tuple[float, float, bool]]) -> None:
    areas = (
        Area("B", "the band", AreaKind.BAND, line=((36.0, 35.0), (37.0, 36.5)), width_km=20, least_km=15),
        Area("Z", "the zone", AreaKind.UNKNOWN),
        Area("P", "the area", AreaKind.POLYGON, ring=ring_around(36, 36, 6, 0.7)),
    )
    chart = Chart(areas)
    for latitude, longitude, exact in asked * 2:
        place = at(latitude, longitude) if exact else around(latitude, longitude, 0.1)
        for area in areas:
            assert answer(place, area, chart) == inside(place, area, areas)
