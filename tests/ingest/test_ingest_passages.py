"""What is headline, caption and body, and what no claim may rest on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.ingest import Kind, RawItem, ingest, read_item
from trucewatch.knowledge.ingest_tables import CueRow, Month, OutletWord, Where, months, outlet_words, page_classes, passage_cues
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Basis, Precision, Report, Role

SHARED = Path(__file__).parents[3] / "shared"

TEASER = "Council 'firmly rejects' boats on its shore"
FLAT = f"""Harbour town to send more boats to the shore

The harbour town will send more boats, the mayor said.

Levant Wire

The mayor, Ada Writer, said on Thursday that boats would be sent.

{TEASER}{TEASER}

"Our posts will play a role," she added.
Boats near the shore on Feb. 13, 2020 (LW Photo)
Read more: Five questions about the boats
(Reporting by Invented Writer; Editing by Second Writer)
© 2020 Levant Wire. All rights reserved.
"""


def read(text: str, *, published: date | None = None) -> Report:
    found = next(read_item(RawItem("r.txt", text.encode(), Kind.TEXT, "r", id="r"), published=published))
    assert isinstance(found, Report)
    return found


def words(report: Report, role: Role) -> list[str]:
    return [report.text[p.start : p.end].strip() for p in report.passages if p.role is role]


def test_a_doubled_headline_in_the_body_is_a_link_and_no_evidence() -> None:
    assert words(read(FLAT), Role.RELATED)[0] == TEASER + TEASER


def test_a_doubled_headline_glued_into_a_paragraph_is_found() -> None:
    report = read(f"Boats came to the shore on Monday. {TEASER}{TEASER} The mayor said that more would follow.")
    assert words(report, Role.RELATED) == [TEASER + TEASER]


@pytest.mark.parametrize(
    "text",
    [
        "They met in Baden-Baden and in New York, New York, on Monday.",
        "He said it again and again. He said it again and again. Nobody listened.",
    ],
)
def test_what_is_merely_said_twice_stays(text: str) -> None:
    assert not words(read(text), Role.RELATED)


def test_headline_outlet_caption_byline_and_copyright_are_told_apart() -> None:
    report = read(FLAT)
    assert words(report, Role.HEADLINE) == ["Harbour town to send more boats to the shore"]
    assert words(report, Role.CAPTION) == ["Boats near the shore on Feb. 13, 2020 (LW Photo)"]
    assert words(report, Role.BYLINE) == ["Levant Wire", "(Reporting by Invented Writer; Editing by Second Writer)"]
    assert words(report, Role.BOILERPLATE) == [
        "Read more: Five questions about the boats",
        "© 2020 Levant Wire. All rights reserved.",
    ]
    assert report.outlet
    assert report.outlet.basis is Basis.TEXT
    assert report.outlet.span == report.quote("Levant Wire")


def test_text_is_never_changed() -> None:
    assert read(FLAT).text == FLAT


@given(
    st.text(
        alphabet=st.sampled_from("Aab1 .\n\r\t\"'()-–—ع/:;") | st.characters(codec="utf-8", exclude_characters="\0"), max_size=400
    )
)
def test_passages_cover_the_whole_text_in_order(text: str) -> None:
    for found in read_item(RawItem("r.txt", text.encode(), Kind.TEXT, "r", id="r")):
        if isinstance(found, Report):
            assert "".join(found.text[p.start : p.end] for p in found.passages) == found.text
            assert all(p.start < p.end for p in found.passages)


@given(
    st.lists(
        st.sampled_from([TEASER, "Levant Wire", "3 February 2020", "Read more", "Boats came.", "(AA Photo)", "ANKARA (AFP) - "]),
        max_size=12,
    )
)
def test_passages_cover_texts_made_of_what_they_look_for(parts: list[str]) -> None:
    for joint in ("", " ", "\n"):
        for found in read_item(RawItem("r.txt", joint.join(parts).encode(), Kind.TEXT, "r", id="r")):
            if isinstance(found, Report):
                assert "".join(found.text[p.start : p.end] for p in found.passages) == found.text


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("Boats sent to shore\n\nANKARA (Levant Wire) — Ten boats were sent on Monday.", "ANKARA (Levant Wire) —"),
        ("Boats sent to shore\n\nBEIRUT — Ten boats were sent on Monday.", "BEIRUT —"),
        ("Boats sent to shore\n\nBEIRUT, Feb 13 (Reuters) - Ten boats were sent.", "BEIRUT, Feb 13 (Reuters) -"),
        ("7 July 2015 Ten boats were sent to the shore on Monday, the mayor said.", "7 July 2015"),
        ("Published February 18 2015 Ten boats were sent to the shore on Monday.", "Published February 18 2015"),
        ("Last updated at Jul 012016 Ten boats were sent to the shore on Monday.", "Last updated at Jul 012016"),
    ],
)
def test_a_glued_dateline_is_no_evidence(text: str, dateline: str) -> None:
    assert words(read(text), Role.DATELINE) == [dateline]


def test_a_headline_flattened_into_the_text_is_divided_at_its_date() -> None:
    text = "Boats kill 9 fish near shore Monitor AFP Friday 24 Jul 2015 Harbour boats killed nine fish in nets on the northern shore on Friday a monitor said."
    report = read(text)
    assert words(report, Role.HEADLINE) == ["Boats kill 9 fish near shore Monitor"]
    assert report.published
    assert report.published.day == date(2015, 7, 24)
    assert report.outlet
    assert report.outlet.name == "AFP"


def test_two_dashes_around_a_clause_are_no_dateline() -> None:
    assert not words(read("Boats sent to shore\n\nThe Mayor - a former sailor - spoke."), Role.DATELINE)


def test_a_date_line_dates_the_report_with_its_words() -> None:
    report = read("Boats sent to shore\nLevant Wire\n3 February 2020\n\nTen boats were sent.")
    assert report.published
    assert (report.published.day, report.published.precision) == (date(2020, 2, 3), Precision.DAY)
    assert report.published.basis is Basis.TEXT
    assert report.published.span == report.quote("3 February 2020")


def test_a_captions_date_is_only_on_or_after() -> None:
    report = read("Boats sent to shore\nBoats near the shore on Feb. 13, 2020 (LW Photo)\n\nTen boats were sent.")
    assert report.published
    assert report.published.precision is Precision.RANGE
    assert report.published.span == report.quote("Feb. 13, 2020")


def test_the_day_given_outranks_a_caption_but_not_a_printed_date() -> None:
    caption = read(
        "Boats sent\nBoats near the shore on Feb. 11, 2020 (LW Photo)\n\nTen boats were sent.", published=date(2020, 2, 13)
    )
    assert caption.published
    assert (caption.published.day, caption.published.basis) == (date(2020, 2, 13), Basis.GIVEN)
    printed = read("Boats sent\n3 February 2020\n\nTen boats were sent.", published=date(2020, 2, 13))
    assert printed.published
    assert printed.published.day == date(2020, 2, 3)


def test_a_date_that_can_be_two_days_is_not_chosen() -> None:
    assert read("Boats sent to shore\n04/05/2020\n\nTen boats were sent.").published is None
    clear = read("Boats sent to shore\n24/05/2020\n\nTen boats were sent.").published
    assert clear
    assert clear.day == date(2020, 5, 24)


def test_no_date_is_no_date() -> None:
    assert read("Ten boats were sent on Monday, the mayor said.").published is None


@pytest.mark.parametrize("row", read_table("passage_cues.csv", CueRow), ids=lambda row: row.example[:40])
def test_every_cue_finds_its_example(row: CueRow) -> None:
    before, rest = row.example.split("[[")
    wanted, after = rest.split("]]")
    text = before + wanted + after
    found = [
        cue.role
        for cue in passage_cues(row.where)
        if (cue.pattern.fullmatch(wanted) if row.where is Where.LINE else cue.pattern.search(text))
    ]
    assert row.role in found
    assert row.where is not Where.CREDIT or words(read(text), row.role) == [wanted]


@pytest.mark.parametrize("row", read_table("months.csv", Month), ids=lambda row: row.name)
def test_every_month_is_read_in_its_example(row: Month) -> None:
    assert months()[row.name.casefold()] == row.month
    report = read(f"{row.example}\nTen boats were sent to the shore, the mayor said.\nMore boats will follow soon.")
    assert report.published
    assert report.published.day == date(2020, row.month, 13)


@pytest.mark.parametrize("row", read_table("outlet_words.csv", OutletWord), ids=lambda row: row.word)
def test_every_outlet_word_makes_a_bare_line_an_outlet(row: OutletWord) -> None:
    report = read(f"Boats sent to shore\n{row.example}\n\nTen boats were sent.")
    assert row.word in outlet_words()
    assert report.outlet
    assert report.outlet.name == row.example


def test_page_classes_find_their_examples() -> None:
    assert {cue.role for cue in page_classes()} == {Role.RELATED, Role.BOILERPLATE, Role.CAPTION, Role.BYLINE}


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="needs the development data in ../shared")
def test_the_seeds_keep_their_links_apart() -> None:
    first, second = sorted(
        (found for found in ingest([SHARED / "seeds"]) if isinstance(found, Report)), key=lambda report: report.id
    )
    assert len(words(first, Role.RELATED)) == 2
    assert first.outlet
    assert first.outlet.name == "Duvar English"
    assert first.published is None
    assert second.published
    assert (second.published.day, second.published.precision) == (date(2020, 2, 13), Precision.RANGE)
    assert len(words(second, Role.CAPTION)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Also on Tuesday, a military spokesman accused the council of shelling the village.",
        "(c) Each side shall withdraw its heavy weapons behind the line.",
        "Topics discussed included the ceasefire and the return of prisoners.",
        "Sources: convoy hit near the village of Upper Plain",
        "More from the northern front arrived, and five soldiers were killed.",
        "Join forces now, the general told the militias on Monday.",
        "By Monday the army had taken three villages.",
        "Report after report told of the shelling.",
    ],
)
def test_sentences_that_begin_like_a_cue_stay_evidence(line: str) -> None:
    report = read(f"Boats sent to the shore\n\nTen boats were sent.\n\n{line}\n\nNobody was hurt.")
    assert report.not_evidence() == ()


def test_a_sentence_sent_twice_stays_evidence() -> None:
    line = "Ten boats were sent to the shore on Monday, the mayor said."
    assert read(f"Boats sent to the shore\n\n{line}\n{line}\n\nNobody was hurt.").not_evidence() == ()
