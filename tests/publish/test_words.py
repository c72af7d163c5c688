"""What our own voice says: codes, days, counts and figures in words; and marks that lose no character."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.knowledge.dump_tables import Kind
from trucewatch.knowledge.party_rows import PartyRow, PloverSector
from trucewatch.model import (
    AccessOutcome,
    Basis,
    ClauseKind,
    Counted,
    Cover,
    EventType,
    FindingState,
    Interval,
    Means,
    Phenomenon,
    PlacePrecision,
    Precision,
    Realis,
    Relation,
    Report,
    Role,
    Span,
    State,
    Witnessed,
)
from trucewatch.publish.words import (
    TermRow,
    anchor,
    count_words,
    instant_words,
    interval_words,
    joined,
    range_of_figures,
    report_url,
    term_rows,
    type_rows,
)
from trucewatch.web.marks import CONTEXT, Layer, cut, sentence_around, visible
from trucewatch.web.parts import in_sentences

SETS = {
    "realis": Realis,
    "counted": Counted,
    "relation": Relation,
    "glyph": Relation,
    "state": State,
    "finding": FindingState,
    "basis": Basis,
    "role": Role,
    "precision": Precision,
    "clause": ClauseKind,
    "sector": get_args(PloverSector),
    "party": get_args(get_type_hints(PartyRow)["kind"]),
    "place": get_args(Kind),
    "exactness": PlacePrecision,
    "cover": Cover,
    "witnessed": Witnessed,
    "score": range(4),
    "means": Means,
    "outcome": AccessOutcome,
    "perceived": (*Phenomenon, "explosion"),
}


def test_every_type_has_a_word() -> None:
    assert {(kind, None) for kind in EventType} <= set(type_rows())


@pytest.mark.parametrize("row", term_rows().values(), ids=lambda row: f"{row.set}-{row.code}")
def test_every_word_stands_in_its_example(row: TermRow) -> None:
    assert row.term in row.example


@pytest.mark.parametrize("kind", SETS)
def test_no_code_of_a_closed_set_is_without_its_word(kind: str) -> None:
    assert {code for of, code in term_rows() if of == kind} == {str(code) for code in SETS[kind]}


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (13, 13, "13"),
        (13, 14, "13–14"),
        (330, None, "at least 330"),
        (None, 50, "up to 50"),
        (None, None, "no number"),
        (1000, 1000, "1,000"),
    ],
)
def test_an_open_bound_says_so(low: int | None, high: int | None, words: str) -> None:
    assert range_of_figures(low, high) == words


@pytest.mark.parametrize(
    ("first", "last", "precision", "words"),
    [
        (date(2020, 2, 3), date(2020, 2, 3), Precision.DAY, "3 February 2020"),
        (date(2020, 2, 3), date(2020, 2, 10), Precision.RANGE, "3–10 February 2020"),
        (date(2020, 1, 30), date(2020, 2, 2), Precision.RANGE, "30 January – 2 February 2020"),
        (date(2019, 12, 30), date(2020, 1, 2), Precision.RANGE, "30 December 2019 – 2 January 2020"),
        (date(2020, 2, 3), date(2020, 2, 9), Precision.WEEK, "in the week of 3 February 2020"),
        (date(2020, 2, 1), date(2020, 2, 29), Precision.MONTH, "in February 2020"),
        (date(2020, 1, 1), date(2020, 12, 31), Precision.YEAR, "in 2020"),
    ],
)
def test_days_are_said_no_more_exactly_than_they_are_known(first: date, last: date, precision: Precision, words: str) -> None:
    assert interval_words(Interval(first, last + timedelta(days=1), precision)) == words


def test_a_time_never_stands_without_its_zone() -> None:
    moment = datetime(2020, 2, 13, 21, 0, tzinfo=timezone(timedelta(hours=2)))
    assert instant_words(moment) == "21:00 on 13 February 2020, UTC+02:00"
    assert instant_words(moment.astimezone(UTC)) == "19:00 on 13 February 2020, UTC"


def test_small_counts_are_words_and_none_is_no() -> None:
    assert [count_words(n, "report") for n in (0, 1, 2, 12, 13, 1300)] == [
        "no reports",
        "one report",
        "two reports",
        "twelve reports",
        "13 reports",
        "1,300 reports",
    ]
    assert joined(["A", "B", "C"]) == "A, B and C"


def test_an_address_survives_any_report_id() -> None:
    assert report_url("../a b/c?d#e") == "/reports/..%2Fa%20b%2Fc%3Fd%23e"
    assert report_url("x", "claim-1") == "/reports/x#claim-1"
    assert report_url("\ud800")
    assert anchor("a b").isascii()
    assert " " not in anchor("a b")


LAYERS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["claim", "val", "quiet"])), max_size=8)


@given(text=st.text(max_size=50), spans=LAYERS)
def test_cutting_a_text_at_its_marks_loses_nothing(text: str, spans: list[tuple[int, int, str]]) -> None:
    layers = [Layer(min(a, b), max(a, b), kind, f"claim-{index}") for index, (a, b, kind) in enumerate(spans)]
    pieces = cut(text, layers)
    assert "".join(piece.text for piece in pieces) == text
    anchors = [anchor for piece in pieces for anchor in piece.anchors]
    assert len(anchors) == len(set(anchors))


def test_words_under_two_marks_carry_both() -> None:
    pieces = cut("abcdef", [Layer(0, 4, "claim", "claim-1", "1"), Layer(2, 6, "claim", "claim-2", "2"), Layer(2, 3, "val")])
    assert [(p.text, p.depth, p.kinds, p.anchors) for p in pieces] == [
        ("ab", 1, ("claim",), ("claim-1",)),
        ("c", 2, ("claim", "val"), ("claim-2",)),
        ("d", 2, ("claim",), ()),
        ("ef", 1, ("claim",), ()),
    ]


@given(text=st.text(max_size=700), start=st.integers(0, 700), length=st.integers(0, 60))
def test_the_sentence_around_words_holds_the_words_and_is_not_endless(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(len(text), start + length)
    left, right = sentence_around(text, start, end)
    assert 0 <= left <= start
    assert end <= right <= len(text)
    assert start - left <= CONTEXT
    assert right - end <= CONTEXT


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("It rained. Gen. Aksu left on Feb. 3 for Ankara. He slept.", "left", "Gen. Aksu left on Feb. 3 for Ankara."),
        ("First.\nTurkey wants them out", "wants", "Turkey wants them out"),
        ("“We will go.” She left. They stayed.", "She", "She left."),
        ("Ещё вчера. Пост обстреляли. Потом тихо.", "обстреляли", "Пост обстреляли."),
    ],
)
def test_the_sentence_around_words_ends_at_its_stop(text: str, words: str, sentence: str) -> None:
    at = text.index(words)
    left, right = sentence_around(text, at, at + len(words))
    assert text[left:right] == sentence


@given(st.text(alphabet=st.characters(), max_size=40) | st.sampled_from(["\x00", "\ud800x", "\u202eabc", "\x1b[0m"]))
def test_what_cannot_be_shown_is_made_visible_without_moving_an_offset(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not set(shown) & {"\x00", "\x1b", "\u202e", "\ud800"}
    shown.encode("utf-8")


def test_many_words_of_one_sentence_are_shown_as_one_sentence() -> None:
    report = Report("r", "r.txt", "First came rain. Eight soldiers were killed near Saraqib on Monday. Then it was calm.", "0")
    spans = [report.quote("soldiers"), report.quote("Eight soldiers were killed"), report.quote("Monday"), report.quote("rain")]
    shown = in_sentences({"r": report}.get, spans)
    assert ["".join(piece.text for piece in words.pieces) for words in shown] == [
        "First came rain.",
        "Eight soldiers were killed near Saraqib on Monday.",
    ]
    assert [piece.text for piece in shown[1].pieces if piece.kinds == ("same",)] == ["Eight soldiers were killed", "Monday"]
    assert shown[1].offsets == "17–43, 60–66"


def test_words_of_a_report_that_is_not_held_stand_alone() -> None:
    shown = in_sentences(lambda _: None, [Span("gone", 5, 9, "hail")])
    assert [("".join(piece.text for piece in words.pieces), words.report) for words in shown] == [("hail", "gone")]
