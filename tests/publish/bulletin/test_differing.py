"""The difference of two revisions: what was added, what is gone, and what was said otherwise, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.publish.bulletin.papers import SHELLING, issued, line, paper
from trucewatch.model import Bulletin, Edited, Section, SectionKey
from trucewatch.publish.bulletin.differing import Differs, Part, differences, stretches


def with_lines(*lines: object) -> Bulletin:
    return issued(sections=(Section(SectionKey.INCIDENTS, "Incidents by area", lines),))  # type: ignore[arg-type]


def test_two_that_say_the_same_do_not_differ() -> None:
    assert differences(issued(), issued(revision=1)) == ()


def test_a_word_that_changed_is_told_beside_the_words_that_stayed() -> None:
    (found,) = differences(with_lines(line(1, SHELLING)), with_lines(line(1, SHELLING.replace("14", "15"))))
    assert found.differs is Differs.CHANGED
    assert [(one.part, one.words) for one in found.stretches if one.part is not Part.BOTH] == [(Part.OLD, "14"), (Part.NEW, "15")]
    assert (found.old, found.new) == (SHELLING, SHELLING.replace("14", "15"))


def test_a_sentence_that_is_new_and_one_that_is_gone() -> None:
    found = differences(with_lines(line(1, "One.")), with_lines(line(2, "Two.")))
    assert [(one.key, one.differs) for one in found] == [("incident:inc-2", Differs.ADDED), ("incident:inc-1", Differs.GONE)]


def test_an_edit_of_wording_names_its_author() -> None:
    edit = Edited("w", "One.", "mira", "2020-02-14T08:00:00+00:00", "plainer")
    (found,) = differences(with_lines(line(1, "One.")), with_lines(line(1, "A single one.", edited=edit)))
    assert found.by == "mira"


def test_values_of_tables_and_reasons_for_holes_differ_too() -> None:
    old, new = (
        issued(),
        issued(sections=(*issued().sections[:2], Section(SectionKey.DISPLACEMENT, "Displacement", hole="Other."))),
    )
    assert [one.key for one in differences(old, new)] == ["hole"]


def test_a_section_that_is_gone_is_told() -> None:
    gone = paper(sections=paper().sections[:2])
    assert [(one.section, one.differs) for one in differences(paper(), gone)] == [("Displacement", Differs.GONE)]


@given(st.text(alphabet="ab .،سر", max_size=40), st.text(alphabet="ab .،سر", max_size=40))
def test_the_stretches_always_give_both_texts_back(old: str, new: str) -> None:
    found = stretches(old, new)
    assert "".join(one.words for one in found if one.part is not Part.NEW) == old
    assert "".join(one.words for one in found if one.part is not Part.OLD) == new


@pytest.mark.parametrize("words", ["", " ", "one"])
def test_the_same_words_are_one_stretch_or_none(words: str) -> None:
    assert all(one.part is Part.BOTH for one in stretches(words, words))
