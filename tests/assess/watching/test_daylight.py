"""The sun over a place: against times of sunrise and sunset from almanacs."""

from __future__ import annotations

from datetime import datetime

import pytest

from trucewatch.assess.watching.daylight import hours_of, is_dark, sun_elevation

IDLIB = (35.93, 36.63)


@pytest.mark.parametrize(
    ("place", "at"),
    [
        ((51.477, 0.0), "2020-03-20T12:07:00+00:00"),  # noon at Greenwich on the day of the equinox
        ((0.0, 0.0), "2020-03-20T12:07:00+00:00"),
    ],
)
def test_at_noon_of_the_equinox_the_sun_stands_as_high_as_the_pole_is_low(place: tuple[float, float], at: str) -> None:
    assert sun_elevation(*place, datetime.fromisoformat(at)) == pytest.approx(90 - place[0], abs=0.5)


@pytest.mark.parametrize(
    ("at", "dark"),
    [
        ("2020-02-13T12:00:00+02:00", False),
        ("2020-02-13T17:00:00+02:00", False),
        ("2020-02-13T18:30:00+02:00", True),
        ("2020-02-13T23:00:00+02:00", True),
        ("2020-06-21T19:30:00+03:00", False),
        ("2020-06-21T21:00:00+03:00", True),
    ],
)
def test_night_comes_early_over_idlib_in_february_and_late_in_june(at: str, dark: bool) -> None:
    assert is_dark(*IDLIB, datetime.fromisoformat(at)) is dark


def test_beyond_the_circle_there_is_a_day_without_night() -> None:
    assert not any(is_dark(70.0, 25.0, hour) for hour in hours_of(*_june()))


def _june() -> tuple[datetime, datetime]:
    return datetime.fromisoformat("2020-06-21T00:00:00+00:00"), datetime.fromisoformat("2020-06-22T00:00:00+00:00")


def test_sunrise_and_sunset_are_right_to_a_few_minutes() -> None:
    # Greenwich, 21 June 2020: the almanac has sunrise 03:43 and sunset 20:21 UTC, when the middle of the sun stands at -0.83
    for at in ("2020-06-21T03:43:00+00:00", "2020-06-21T20:21:00+00:00"):
        assert sun_elevation(51.477, 0.0, datetime.fromisoformat(at)) == pytest.approx(-0.83, abs=0.5)
