"""The daily report as a document that can be edited: its headings and tables are real, its bytes the same every time."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from docx import Document

from tests.publish.bulletin.sheets import THREE_SCRIPTS, nothing, sheet, three_incidents
from trucewatch.errors import UsageError
from trucewatch.publish.bulletin.docx import docx_of
from trucewatch.publish.bulletin.docx_pen import ORDER
from trucewatch.publish.bulletin.sheet import Part

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(data: bytes) -> Any:
    return Document(io.BytesIO(data))


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
def test_the_same_sheet_gives_the_same_bytes(language: str) -> None:
    whole = sheet(language, three_incidents(), nothing())
    assert docx_of(whole) == docx_of(whole)


def test_no_clock_is_in_it() -> None:
    at = datetime(2020, 2, 14, 9, tzinfo=UTC)
    data = docx_of(sheet("en", nothing()), at)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = opened(data).core_properties
    assert about.created.replace(tzinfo=UTC) == about.modified.replace(tzinfo=UTC) == at
    assert (about.title, about.author) == ("13 February 2020", "Trucewatch")


def test_headings_are_headings() -> None:
    found = opened(docx_of(sheet("en", three_incidents(), nothing())))
    styles = [(one.style.name, one.text) for one in found.paragraphs if one.style.name != "Normal"]
    assert styles == [
        ("Title", "13 February 2020"),
        ("Heading 1", "Incidents by area"),
        ("Heading 2", "Idlib"),
        ("Heading 1", "Displacement"),
    ]


def test_the_head_of_a_table_is_said_again_on_every_page() -> None:
    table = opened(docx_of(sheet("en", three_incidents()))).tables[1]
    assert [cell.text for cell in table.rows[0].cells] == ["Measure", "This day", "The day before"]
    assert table.rows[0]._tr.find(f".//{WORD}tblHeader") is not None


def test_every_page_says_what_it_is_as_of_when_and_its_number() -> None:
    section = opened(docx_of(sheet("en", nothing()))).sections[0]
    assert "Daily report 12, revision 1" in section.header.paragraphs[0].text
    footer = section.footer.paragraphs[0]
    assert "Based on what was known at" in footer.text
    assert "head 3f2a91bc77aa" in footer.text
    fields = [one.get(f"{WORD}instr") for one in footer._p.iter(f"{WORD}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]


def test_words_of_any_kind_are_written_as_they_are() -> None:
    told = "\n".join(one.text for one in opened(docx_of(sheet("en", three_incidents()))).paragraphs)
    assert THREE_SCRIPTS in told
    assert '#eval("1") $x$ *b* <script>alert(1)</script>' in told
    assert "見" in told
    assert "\x00" not in told


def test_arabic_is_laid_out_from_right_to_left() -> None:
    found = opened(docx_of(sheet("ar", Part("النزوح", hole="لم يُذكر نزوح في هذا اليوم."))))
    hole = next(one for one in found.paragraphs if one.text.startswith("لم"))
    assert hole._p.find(f".//{WORD}bidi") is not None
    assert hole.runs[0].font.rtl
    assert found.sections[0]._sectPr.find(f"{WORD}bidi") is not None
    assert found.tables[0]._tbl.tblPr.find(f"{WORD}bidiVisual") is not None


def test_a_language_from_left_to_right_is_not_turned() -> None:
    data = docx_of(sheet("tr", three_incidents()))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert b"w:bidi/" not in packed.read("word/document.xml")


def test_a_drawing_has_its_words_for_who_cannot_see_it() -> None:
    found = opened(docx_of(sheet("en", three_incidents())))
    names = [
        one.get("descr")
        for one in found.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    ]
    assert names == ["Map of the incidents that can be drawn"]


def test_a_reference_with_an_address_is_a_link() -> None:
    found = opened(docx_of(sheet("en", three_incidents())))
    assert "https://example.org/incidents/inc-77aa" in [one._target for one in found.part.rels.values() if one.is_external]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_properties_of_a_paragraph_stand_in_the_order_that_word_asks_for(language: str) -> None:
    found = opened(docx_of(sheet(language, three_incidents(), nothing(), marks=("Preview",))))
    for properties in found.element.body.iter(f"{WORD}pPr"):
        names = [f"w:{re.sub('{.*}', '', one.tag)}" for one in properties]
        assert names == sorted(names, key=ORDER.index)


def test_without_python_docx_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=re.escape("pip install 'trucewatch[docx]'")):
        docx_of(sheet("en"))
