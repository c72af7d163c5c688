from __future__ import annotations

from dataclasses import replace

import pytest

from tests.examples import claims_of
from trucewatch.knowledge.crosswalks import (
    AcledRow,
    CueRow,
    PloverRow,
    acled_row_of,
    acled_rows,
    has_words,
    kind_of_party,
    plover_of,
    plover_row_of,
    plover_rows,
)
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Actor, Claim, EventType, Realis, Report


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
    ("passage", "found"),
    [("Two hand-grenades", True), ("Hand grenades", True), ("A hand", False), ("the shorthand grenade", False)],
)
def test_a_word_is_found_from_its_beginning(passage: str, found: bool) -> None:
    assert has_words(passage, ("hand grenade",)) is found


PARTY = {"state": "SYR:MIL", "rebel": "SYR:REB", "civil": "SYR:CVL", "body": "UN"}


@pytest.mark.parametrize("row", acled_rows(), ids=lambda row: str(row.example))
def test_the_example_of_an_acled_row_is_coded_by_it_and_no_row_above(row: AcledRow) -> None:
    kind = row.type[0] if row.type else EventType.COOPERATE
    claim = claim_of_kind(row.example, kind, row.mode[0] if row.mode else None, Realis.ACTUAL)
    claim = replace(
        claim,
        actor=tuple(Actor(claim.quote, PARTY[kind]) for kind in row.actor[:1]),
        recipient=tuple(Actor(claim.quote, PARTY[kind]) for kind in row.recipient[:1]),
    )
    assert acled_row_of((claim,), row.example) is row


@pytest.mark.parametrize("row", read_table("crosswalk_words.csv", CueRow), ids=lambda row: str(row.name))
def test_the_example_of_a_cue_has_one_of_its_words(row: CueRow) -> None:
    assert has_words(row.example, row.words)


def test_every_name_in_capitals_stands_for_words() -> None:
    known = {row.name for row in read_table("crosswalk_words.csv", CueRow)}
    used = {name for row in acled_rows() for name in (*row.words, *row.also, *row.but) if name.isupper()}
    assert used <= known


@pytest.mark.parametrize("row", acled_rows(), ids=lambda row: str(row.example))
def test_what_acled_codes_has_a_name_of_its_own(row: AcledRow) -> None:
    assert (row.sub_event is None) != (row.outside is None)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("SYR", "state"),
        ("TUR:MIL", "state"),
        ("SYR:REB", "rebel"),
        ("ISIS", "rebel"),
        ("SYR:CVL", "civil"),
        ("UN", "body"),
        ("LBN:OPP", "civil"),
    ],
)
def test_a_party_is_of_a_kind(code: str, kind: str) -> None:
    assert kind_of_party(code) == kind


def test_a_passage_without_a_claim_is_not_coded() -> None:
    assert acled_row_of((), "Shops were looted in the town.") is None
