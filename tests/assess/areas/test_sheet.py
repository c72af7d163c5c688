"""The flat sheet: distances hold, and neither the poles nor the 180th meridian are edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.assess.areas.sheet import Sheet, in_steps, sheet_around

longitudes = st.floats(-180, 180)
latitudes = st.floats(-90, 90)


@pytest.mark.parametrize(
    ("one", "two", "km"),
    [  # geodesics on WGS 84, by Vincenty's formula
        ((36.0, 35.0), (36.0, 36.0), 110.95),
        ((36.0, 36.0), (37.0, 36.0), 90.16),
        ((37.1518, 36.2024), (36.8059, 35.8645), 48.76),
        ((37.15, 36.2), (36.29, 33.51), 308.61),
        ((13.18, 32.9), (20.07, 32.11), 653.24),  # Tripoli to Benghazi
        ((179.9, 0.0), (-179.9, 0.0), 22.26),
        ((0.0, 89.9), (180.0, 89.9), 22.34),
    ],
)
def test_distances_are_within_half_a_percent(one: tuple[float, float], two: tuple[float, float], km: float) -> None:
    start, end = sheet_around([one, two]).flat([one, two])
    assert math.dist(start, end) == pytest.approx(km, rel=0.005)


@given(longitudes, latitudes, st.floats(-1500, 1500), st.floats(-1500, 1500))
def test_what_is_drawn_comes_back_to_where_it_was(longitude: float, latitude: float, east: float, north: float) -> None:
    sheet = Sheet(longitude, latitude)
    there = sheet.round(np.array([[east, north]]))
    again = sheet.flat([(float(there[0][0]), float(there[0][1]))])[0]
    assert math.dist(again, (east, north)) < 0.01


def test_a_line_over_the_180th_meridian_takes_the_short_way() -> None:
    steps = in_steps([(179.0, 10.0), (-179.0, 10.0)])
    assert all(179.0 <= longitude <= 181.0 for longitude, _ in steps)


def test_points_all_round_the_globe_have_a_sheet_all_the_same() -> None:
    assert sheet_around([(0.0, 0.0), (180.0, 0.0)]) == Sheet(0.0, 0.0)
