"""The tables of comparing: every row's example shows what the row knows."""

from __future__ import annotations

import pytest

from trucewatch.knowledge.compare_tables import (
    CounterpartRow,
    GatheringRow,
    MeasureCueRow,
    PurposePairRow,
    PurposeRow,
    counterpart_rows,
    measure_cues,
    purposes,
)
from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Span
from trucewatch.reconcile.comparing.phrasings import framing, gatherings_in, purposes_in


def passage(words: str) -> Span:
    return Span("example", 0, len(words), words)


@pytest.mark.parametrize("row", read_table("purposes.csv", PurposeRow), ids=lambda row: row.purpose)
def test_a_purpose_is_read_out_of_its_example(row: PurposeRow) -> None:
    assert [purpose.purpose for purpose in purposes_in(passage(row.example))] == [row.purpose]


def test_a_word_tells_one_purpose() -> None:
    rows = read_table("purposes.csv", PurposeRow)
    assert len(purposes()) == sum(len(row.words) for row in rows)


@pytest.mark.parametrize("row", read_table("purpose_pairs.csv", PurposePairRow), ids=lambda row: row.example)
def test_two_purposes_for_one_thing_part_as_their_row_says(row: PurposePairRow) -> None:
    (a,), (b,) = (tuple(purposes_in(passage(words.strip()))) for words in row.example.split(";"))
    assert framing(a, b) == framing(b, a) == row.why


@pytest.mark.parametrize("row", read_table("gatherings.csv", GatheringRow), ids=lambda row: row.word)
def test_a_meeting_is_found_under_its_word(row: GatheringRow) -> None:
    assert [one.kind for one in gatherings_in(passage(f"{row.example}, a NATO {row.word}"))][-1] == fold(row.word)


@pytest.mark.parametrize("row", read_table("measure_cues.csv", MeasureCueRow), ids=lambda row: row.example)
def test_a_measure_is_told_by_the_words_of_its_example(row: MeasureCueRow) -> None:
    told = {other.measure for other, cue in measure_cues() if other.kind is row.kind and cue.search(fold(row.example))}
    assert told == {row.measure}


@pytest.mark.parametrize("row", read_table("counterpart_evidence.csv", CounterpartRow), ids=lambda row: row.evidence)
def test_a_sign_of_a_counterpart_says_why(row: CounterpartRow) -> None:
    assert row.words
    assert row.example
    assert counterpart_rows()[row.evidence] is row
