"""The daily report on paper: tagged, the same bytes every time, its words read as words, in either direction."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from tests.publish.bulletin.sheets import HOSTILE, SPOTS, nothing, sheet, three_incidents
from trucewatch.errors import UsageError
from trucewatch.publish.bulletin.drawable import drawable
from trucewatch.publish.bulletin.pdf import pdf_of
from trucewatch.publish.bulletin.sheet import Group, Part, Picture, Sentence, Table
from trucewatch.publish.drawing.plate import Spot, plate


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def words_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(data).pages).split())


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_the_same_sheet_gives_the_same_bytes(language: str) -> None:
    whole = sheet(language, three_incidents(), nothing())
    assert pdf_of(whole) == pdf_of(whole)


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_the_pdf_is_tagged_and_says_its_language_and_title(language: str) -> None:
    found = read(pdf_of(sheet(language, three_incidents())))
    root: Any = found.root_object
    assert str(root["/Lang"]) == language
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert found.metadata is not None
    assert found.metadata.title == "13 February 2020"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_every_page_says_what_it_is_as_of_when_its_head_and_its_number() -> None:
    long = Part("Incidents by area", (Group("", tuple(Sentence(f"Incident {index}.") for index in range(120))),))
    pages = read(pdf_of(sheet("en", long))).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        told = page.extract_text()
        assert "Daily report 12, revision 1" in told
        assert "Based on what was known at 13 February 2020, 21:00 UTC" in told
        assert "head 3f2a91bc77aa" in told
        assert f"page {number} of {len(pages)}" in told


def test_hostile_words_are_printed_as_words() -> None:
    told = words_of(pdf_of(sheet("en", three_incidents())))
    assert '#eval("1") $x$ *b* <script>alert(1)</script> @ref \\ [x](y) {{7*7}}' in told
    assert "[U+898B]" in told


@pytest.mark.parametrize("field", ["title", "kind", "running", "period", "standfirst", "page"])
def test_hostile_words_anywhere_do_not_stop_the_press(field: str) -> None:
    assert pdf_of(replace(sheet("en", nothing()), **{field: HOSTILE}))  # type: ignore[arg-type]


def test_hostile_words_in_headings_tables_and_drawings_do_not_stop_the_press() -> None:
    drawn = Picture(plate((Spot(36.8, 35.9, HOSTILE[:20], "見<b>", SPOTS[0].pins),)), HOSTILE, HOSTILE)
    assert pdf_of(
        sheet(
            "en",
            Part(
                HOSTILE, (Group(HOSTILE, (Sentence(HOSTILE),)),), (Table(HOSTILE, (HOSTILE,), ((HOSTILE,),)),), (drawn,), HOSTILE
            ),
        )
    )


def test_names_in_three_scripts_stand_in_one_line() -> None:
    told = words_of(pdf_of(sheet("en", three_incidents())))
    assert "Саракиб" in told
    assert "Saraqib are one town" in told


def test_a_day_with_nothing_says_so() -> None:
    assert "No report of this day that was read tells of displacement" in words_of(pdf_of(sheet("en", nothing())))


def test_a_sheet_without_any_section_is_still_a_page() -> None:
    assert len(read(pdf_of(sheet("en"))).pages) == 1


def test_one_word_as_long_as_a_page_does_not_run_over_its_edge() -> None:
    assert "\u200b" in drawable("A" * 3000)
    assert "\u200b" not in drawable("a" * 64)
    told = read(pdf_of(sheet("en", Part("x", (Group("", (Sentence("A" * 3000),)),))))).pages[0].extract_text()
    assert max(len(line) for line in told.splitlines()) < 150


def test_drawings_have_their_words_for_who_cannot_see_them() -> None:
    data = pdf_of(sheet("en", three_incidents()))
    alternatives = [str(one["/Alt"]) for one in _objects(read(data)) if "/Alt" in one]
    assert "Map of the incidents that can be drawn" in alternatives
    assert {"Contested", "Alleged", "Corroborated"} <= set(alternatives)


def test_the_table_has_head_cells() -> None:
    kinds = [str(one["/S"]) for one in _objects(read(pdf_of(sheet("en", three_incidents())))) if "/S" in one]
    assert {"/Table", "/TH", "/TD", "/H1", "/H2"} <= set(kinds)


def test_a_reference_with_an_address_is_a_link() -> None:
    pages: Any = read(pdf_of(sheet("en", three_incidents()))).pages
    links = [note.get_object()["/A"]["/URI"] for page in pages for note in page.get("/Annots", [])]
    assert "https://example.org/incidents/inc-77aa" in links


def test_without_typst_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=re.escape("pip install 'trucewatch[pdf]'")):
        pdf_of(sheet("en"))


def _objects(found: PdfReader) -> list[DictionaryObject]:
    held = (found.get_object(number) for number in range(1, len(found.xref_objStm) + sum(map(len, found.xref.values())) + 1))
    return [one for one in held if isinstance(one, DictionaryObject)]


def test_a_short_table_stays_on_one_page_and_its_heading_with_it() -> None:
    for filling in range(28, 44):
        told = Group("", tuple(Sentence(f"Incident {index}.") for index in range(filling)))
        rows = tuple((f"Kind {index}", str(index)) for index in range(12))
        table = Table("By kind", ("Kind", "Number"), rows, frozenset({1}))
        pages = [page.extract_text() for page in read(pdf_of(sheet("en", Part("Counts", (told,), (table,))))).pages]
        [holding] = [page for page in pages if "Kind 0" in page]
        assert "Kind 11" in holding
        assert "By kind" in holding


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    for filling in range(28, 44):
        told = Group("", tuple(Sentence(f"Incident {index}.") for index in range(filling)))
        after = Part("Threats", (Group("Warnings", (Sentence("A first warning."),)),))
        pages = [page.extract_text() for page in read(pdf_of(sheet("en", Part("Counts", (told,)), after))).pages]
        [holding] = [page for page in pages if "Threats" in page]
        assert "A first warning." in holding


def test_a_long_table_goes_on_over_the_page() -> None:
    rows = tuple((f"Kind {index}", str(index)) for index in range(90))
    pages = read(pdf_of(sheet("en", Part("Counts", (), (Table("By kind", ("Kind", "Number"), rows, frozenset({1})),))))).pages
    assert len(pages) > 1
    assert all("Number" in page.extract_text() for page in pages)
