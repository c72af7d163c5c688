from __future__ import annotations

from datetime import date

import pytest

from trucewatch import language
from trucewatch.knowledge.crosswalks import PloverRow, has_words, plover_of, plover_row_of, plover_rows
from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.model import Basis, Claim, EventType, Precision, Published, Realis, Report
from trucewatch.read import read_claims


def claims_of(text: str) -> tuple[Claim, ...]:
    published = Published(date(2020, 2, 13), Precision.DAY, Basis.GIVEN)
    report = Report(id="example", source="example", text=text, raw_sha256="", published=published)
    return read_claims(report, language.load().parse(text), load_lexicon())


def claim_of_kind(text: str, kind: EventType, mode: str | None, realis: Realis) -> Claim:
    report = Report(id="example", source="example", text=text, raw_sha256="")
    span = report.span(0, len(text))
    return Claim("c", report.id, span, span, "row", kind, mode, realis)


@pytest.mark.parametrize("row", plover_rows(), ids=lambda row: str(row.example))
def test_the_example_of_a_plover_row_is_coded_as_it_says(row: PloverRow) -> None:
    codes = {plover_of(claim)[0] for claim in claims_of(row.example)}
    assert codes == {row.event} or (row.event is None and not codes)


@pytest.mark.parametrize("row", plover_rows(), ids=lambda row: str(row.example))
def test_no_plover_row_is_shadowed_by_one_above_it(row: PloverRow) -> None:
    claim = claim_of_kind(row.example, row.type, row.mode, row.realis or Realis.ACTUAL)
    assert plover_row_of(claim) is row


def test_what_has_no_row_keeps_its_name() -> None:
    claim = claim_of_kind("Warplanes bombed the town.", EventType.ASSAULT, "aerial", Realis.ACTUAL)
    assert plover_of(claim) == (EventType.ASSAULT, "aerial")


@pytest.mark.parametrize(
    ("passage", "found"), [("Two hand-grenades", True), ("Hand grenades", True), ("A hand", False), ("the shorthand grenade", False)]
)
def test_a_word_is_found_from_its_beginning(passage: str, found: bool) -> None:
    assert has_words(passage, ("hand grenade",)) is found
