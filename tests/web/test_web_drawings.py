"""Drawings stay readable whatever the days are."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.publish.drawing.charts import Reading, Step, deadline_line, figure_line

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


def letters(drawing: str) -> list[tuple[float, str]]:
    return [(float(x), letter) for x, letter in re.findall(r'<text class="d-letter" x="([\d.]+)" y="18.6">([^<]+)<', drawing)]


def test_a_measure_says_its_range_and_who_gives_what_to_those_who_cannot_see_it() -> None:
    drawing = figure_line(
        13, 14, None, [Reading("A", 13, 13), Reading("B", 14, 14), Reading("C", 14, None), Reading("D", 14, 14)]
    )
    assert 'aria-label="Low 13, best 14, high open: 13 A; 14 B, D; 14 to open C"' in drawing


def test_a_tie_has_no_disc() -> None:
    assert "d-best" not in figure_line(5, None, 6, [Reading("A", 5, 5), Reading("B", 6, 6)])


def test_an_open_bound_has_no_end_cap() -> None:
    drawing = figure_line(330, 330, None, [Reading("A", 330, None)])
    assert drawing.count('class="d-cap"') == 1
    assert 'H326.0"' in drawing


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=40))
def test_the_letters_of_any_number_of_accounts_stay_apart_and_inside(values: list[tuple[int, int]]) -> None:
    readings = [Reading(str(n), min(pair), max(pair)) for n, pair in enumerate(values)]
    places = letters(figure_line(min(min(p) for p in values), None, max(max(p) for p in values), readings))
    assert all(b - a >= 19 for (a, _), (b, _) in pairwise(places))
    assert all(8 <= x <= 332 for x, _ in places)
    assert len(places) == min(len({n for n, _ in enumerate(values)}), 15)
