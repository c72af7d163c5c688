"""Drawings stay readable whatever the days are."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.web.drawings import Step, deadline_line

ISSUED, LAST = Step(date(2020, 2, 5), "issued", "start"), Step(date(2020, 2, 29), "last day", "end")


def places(drawing: str) -> list[float]:
    return [float(x) for x in re.findall(r'<text class="d-step is-\w+" x="([\d.]+)"', drawing)]


def test_an_ultimatum_of_years_ago_keeps_its_days_apart() -> None:
    issued, last = places(deadline_line((ISSUED, LAST), date(2026, 11, 20)))
    assert last - issued > 200


@pytest.mark.parametrize("on", [date(2010, 1, 1), date(2020, 2, 13), date(2020, 2, 29), date(2026, 11, 20)])
def test_the_day_it_is_seen_on_is_written_inside_the_drawing(on: date) -> None:
    drawing = deadline_line((ISSUED, LAST), on)
    side, x = re.findall(r'<text class="d-small is-(\w+)" x="(-?[\d.]+)"', drawing)[0]
    assert 0 <= float(x) <= 620
    assert side == ("end" if float(x) > 300 and float(x) + 150 > 620 else side)


@given(st.dates(), st.dates(), st.dates())
def test_any_days_can_be_drawn(a: date, b: date, on: date) -> None:
    first, last = sorted((a, b))
    drawing = deadline_line((Step(first, "issued", "start"), Step(last, "last day", "end")), on)
    assert all(0 <= x <= 620 for x in places(drawing))
