"""A report as Markdown and as a page of its own: the same words, and nothing that a report prints becomes markup."""

from __future__ import annotations

from dataclasses import replace

from tests.publish.bulletin.papers import empty, issued, paper
from trucewatch.model import Line, Section, SectionKey
from trucewatch.publish.bulletin.html import to_html
from trucewatch.publish.bulletin.plain import to_markdown

HOSTILE = "<script>alert(1)</script> | **bold** [x](javascript:1)\n# a heading &amp; `code`"


def hostile_page() -> tuple[str, str]:
    section = Section(SectionKey.INCIDENTS, HOSTILE, (Line("incidents/x", HOSTILE, group=HOSTILE),))
    made = replace(paper(), title=HOSTILE, standfirst=HOSTILE, sections=(section,))
    return to_html(made), to_markdown(made)


def test_no_words_of_a_report_become_markup_of_a_page() -> None:
    page, _ = hostile_page()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_no_words_of_a_report_become_markup_of_markdown() -> None:
    _, text = hostile_page()
    assert "<script" not in text.replace("\\<script", "")
    assert "\n# a heading" not in text
    assert "[x](javascript" not in text.replace("\\[", "")


def test_a_page_stands_alone() -> None:
    page = to_html(paper())
    assert "<script" not in page
    assert "<link" not in page
    assert "src=" not in page
    assert "@import" not in page


def test_the_same_report_gives_the_same_bytes() -> None:
    assert to_html(paper()) == to_html(paper())
    assert to_markdown(paper()) == to_markdown(paper())


def test_a_preview_says_that_it_is_one_and_an_issued_report_its_number() -> None:
    assert "Preview" in to_markdown(paper())
    assert "Preview" not in to_markdown(issued())


def test_a_day_nobody_could_look_at_is_hatched() -> None:
    blind = Section(SectionKey.CHANGE, "What changed", hole="Nobody could look.", blind=True)
    assert 'class="hole blind"' in to_html(replace(empty(), sections=(blind,)))
