"""A report laid out: what stands on every page, its map and days, and each sentence with what it rests on."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tests.publish.bulletin.papers import HEAD, SCRIPTS, empty, issued, line, paper
from trucewatch.model import Edited, MapPin, MapSpot, Section, SectionKey, State
from trucewatch.publish.bulletin.docx import to_docx
from trucewatch.publish.bulletin.laying import MOST_PINS, sheet_of
from trucewatch.publish.bulletin.pdf import to_pdf
from trucewatch.publish.tongue import languages, speaking, spoken


def text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def test_every_page_says_number_period_moment_with_zone_and_the_whole_head() -> None:
    sheet = sheet_of(issued(revision=2))
    assert sheet.running == "Trucewatch · Daily report 12, revision 2"
    assert sheet.period == "13 February 2020"
    assert sheet.foot == ("Based on what was known at 21:00 on 13 February 2020, UTC+02:00", f"Entry 40 of the ledger, {HEAD}")


def test_a_preview_says_that_it_is_one() -> None:
    assert sheet_of(paper()).running == "Trucewatch · Daily report, preview"
    assert "not issued" in sheet_of(paper()).marks[0]
    assert not sheet_of(issued()).marks


def test_a_sentence_refers_to_its_incident_and_leads_there_where_a_site_is_known() -> None:
    (reference,) = sheet_of(paper(), base="https://monitor.example/").parts[1].groups[0].sentences[0].references
    assert (reference.words, reference.href) == ("incident 1", "https://monitor.example/incidents/inc-1")
    assert sheet_of(paper()).parts[1].groups[0].sentences[0].references[0].href == ""


def test_a_changed_wording_names_its_author_and_keeps_the_words_it_had() -> None:
    edit = Edited("w", "Old words.", "mira", "2020-02-14T08:00:00+00:00", "plainer")
    section = Section(SectionKey.INCIDENTS, "Incidents", (line(1, "New words.", edited=edit),))
    aside = sheet_of(paper(sections=(section,))).parts[0].groups[0].sentences[0].aside
    assert "mira" in aside
    assert "“Old words.”" in aside


def test_a_wording_that_was_overtaken_says_that_it_does_not_hold() -> None:
    edit = Edited("w", "A person's words.", "mira", "2020-02-14T08:00:00+00:00", "plainer", overtaken=True)
    section = Section(SectionKey.INCIDENTS, "Incidents", (line(1, "Generated.", edited=edit),))
    assert "does not hold" in sheet_of(paper(sections=(section,))).parts[0].groups[0].sentences[0].aside


def test_the_map_stands_with_the_incidents_and_the_days_with_what_changed() -> None:
    change, incidents, displaced = sheet_of(paper()).parts
    assert "days" in change.pictures[0].drawing
    assert "سراقب" in incidents.pictures[0].drawing
    assert "No line of control is drawn anywhere." in incidents.pictures[0].caption
    assert not displaced.pictures


def test_beyond_sixty_incidents_a_sign_counts_those_of_its_grade_at_a_place() -> None:
    pins = tuple(MapPin(f"inc-{n}", n, State.ALLEGED if n % 2 else State.CONTESTED, "x") for n in range(1, 101))
    many = paper(spots=(MapSpot(36.8, 35.86, "Saraqib", None, pins),))
    picture = sheet_of(many).parts[1].pictures[0]
    assert picture.drawing.count(">50<") == 2
    assert "100 of 100 are drawn" in picture.caption


def test_of_very_many_places_those_with_the_most_are_drawn_and_the_caption_says_how_many() -> None:
    spots = tuple(MapSpot(30 + n / 20, 35, "", None, (MapPin(f"i{n}", n, State.ALLEGED, "x"),)) for n in range(1, 201))
    assert f"{MOST_PINS} of 200 are drawn" in sheet_of(paper(spots=spots)).parts[1].pictures[0].caption


@pytest.mark.parametrize("language", languages())
def test_a_report_speaks_its_own_language_whatever_is_spoken(language: str) -> None:
    with speaking("tr"):
        sheet = sheet_of(paper(language=language))
        assert spoken() == "tr"
    assert (sheet.language, sheet.right_to_left) == (language, language == "ar")


@pytest.mark.parametrize("language", languages())
def test_files_of_an_issued_report_are_the_same_bytes_every_time(language: str) -> None:
    one = issued(language=language)
    assert to_pdf(one) == to_pdf(one)
    assert to_docx(one) == to_docx(one)


def test_the_pdf_holds_three_scripts_in_one_line_and_hostile_words_as_words() -> None:
    told = text_of(to_pdf(issued()))
    assert "Саракиб" in told
    assert "<b>#eval(1)</b>" in told
    assert SCRIPTS.split(";")[0].split(" and ")[1] in told


def test_a_day_with_nothing_is_printed_and_says_why() -> None:
    assert "no report of it was read" in text_of(to_pdf(empty()))
    assert to_docx(empty())
