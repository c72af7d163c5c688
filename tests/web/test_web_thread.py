"""Two reports drawn as lines of paragraphs: every joined passage at its place, numbers apart, names made harmless."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from trucewatch.web.reports.thread import LEFT, NEAR, RIGHT, Bar, Join, likeness_line, thread

LONG = Bar("The Levant Post", "200 words", ((0, 400), (402, 1000)), 1000)
SHORT = Bar("Minbar", "100 words", ((0, 500),), 500)


def numbers(svg: str, y: int) -> list[float]:
    return [float(x) for x in re.findall(rf'class="t-no" x="([\d.]+)" y="{y}"', svg)]


def test_both_reports_are_drawn_on_one_scale() -> None:
    svg = str(thread(LONG, SHORT, [], [], []))
    ends = [float(end) for end in re.findall(r'class="t-bar" d="M[\d.]+ \d+H([\d.]+)"', svg)]
    assert max(ends) <= RIGHT
    assert ends[-1] == pytest.approx((LEFT + RIGHT) / 2, abs=5)


def test_numbers_of_neighbouring_passages_do_not_lie_on_each_other() -> None:
    joins = [Join(number, 100 + number, 400 - number, "agree") for number in range(1, 6)]
    svg = str(thread(LONG, SHORT, joins, [], []))
    for y in (23, 155):
        places = numbers(svg, y)
        assert len(places) == 5
        assert all(right - left >= NEAR - 0.1 for left, right in pairwise(places))


def test_what_stands_in_one_report_only_is_an_open_dot() -> None:
    svg = str(thread(LONG, SHORT, [Join(1, 10, 10, "part")], [300, 700], [200]))
    assert (svg.count("t-lone"), svg.count('class="t-join is-part"'), svg.count("t-dot is-part")) == (3, 1, 2)


def test_the_drawing_says_in_words_what_it_shows() -> None:
    svg = str(thread(LONG, SHORT, [Join(1, 10, 10, "part")], [300, 700], [200]))
    assert "passages joined 1, only in the first 2, only in the second 1." in svg


def test_an_outlet_cannot_break_the_drawing() -> None:
    svg = str(thread(Bar('"><script>x</script>', "no words", (), 0), SHORT, [], [], []))
    assert "<script>" not in svg


@pytest.mark.parametrize(("value", "x"), [(0.0, "5.0"), (0.5, "52.0"), (1.0, "99.0")])
def test_a_likeness_is_a_dot_between_nothing_and_the_same(value: float, x: str) -> None:
    assert f'cx="{x}"' in str(likeness_line(value))
