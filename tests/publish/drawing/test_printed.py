"""A drawing on paper: its colours and signs go with it, its links do not, and hostile words stay words."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

from markupsafe import Markup

from trucewatch.publish.drawing.charts import Reading, figure_line
from trucewatch.publish.drawing.days import DayEvent, DayMarks, days_strip
from trucewatch.publish.drawing.printed import name_of, printed, sign, signs, size_of

DAY = date(2020, 2, 13)
STRIP = days_strip(
    DayMarks({DAY: ["alleged", "contested"]}, {DAY: 2}, DAY, events=(DayEvent(DAY, "<b>truce</b> & more", "start"),)),
    narrow=False,
)


def test_the_signs_a_drawing_points_to_go_with_it_and_no_others() -> None:
    drawn = printed(STRIP)
    assert set(re.findall(r'<symbol id="([^"]+)"', drawn)) == {"g-alleged", "g-contested"}


def test_a_drawing_on_paper_is_a_whole_file_whose_words_stay_words() -> None:
    root = ElementTree.fromstring(printed(STRIP))
    words = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "<b>truce</b> & more" in words


def test_no_colour_on_paper_waits_for_a_page() -> None:
    assert "var(" not in printed(STRIP) + printed(figure_line(1, 2, 3, [Reading("A", 1, 3)]))


def test_paper_follows_no_link_but_keeps_what_it_was_laid_on() -> None:
    linked = Markup('<svg viewBox="0 0 9 9"><a href="/incidents/1" aria-label="x"><title>y</title><circle r="2"/></a></svg>')
    assert "href" not in printed(linked)
    assert "<circle" in printed(linked)


def test_size_and_name_are_those_of_the_drawing() -> None:
    assert size_of(Markup('<svg viewBox="0 0 340 66">')) == (340, 66)
    assert name_of(Markup('<svg aria-label="13 &amp; 14">')) == "13 & 14"


def test_nothing_drawn_is_nothing_printed() -> None:
    assert printed(Markup("")) == ""


def test_every_class_that_is_drawn_has_a_colour_on_paper() -> None:
    drawn = printed(STRIP) + printed(figure_line(1, 2, 3, [Reading("A", 1, 3)]))
    body = re.sub(r"<style>.*?</style>", "", drawn, flags=re.DOTALL)
    styled = set(re.findall(r"\.([a-z-]+)", "".join(re.findall(r"<style>(.*?)</style>", drawn, flags=re.DOTALL))))
    used = {name for names in re.findall(r'class="([^"]+)"', body) for name in names.split()}
    assert used - styled <= {"days", "only-wide", "is-start", "d-mark", "map", "is-hollow"}


def test_a_sign_alone_is_drawn_in_one_colour() -> None:
    assert 'color="#111"' in sign("g-met", "#111")
    assert "g-met" in signs()
